"""Write the whole model, with findings and origins, as JSON (schema: document.schema.json beside this file)."""

from __future__ import annotations

import json
from pathlib import Path

from convert.codec import to_data
from convert.model import Document
from convert.options import Options


def write(document: Document, path: Path, options: Options) -> None:
    """Write a document as JSON in UTF-8, one value a line so that versions can be compared."""
    text = json.dumps(to_data(document, options.language), ensure_ascii=False, indent=1)
    path.write_bytes((text + "\n").encode("utf-8", "backslashreplace"))
