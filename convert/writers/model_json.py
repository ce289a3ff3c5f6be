"""Write the whole model, with findings and origins, as JSON (schema: document.schema.json beside this file)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from convert.codec import read_blocks, to_json
from convert.model import Block, Document
from convert.options import Options


def write(document: Document, path: Path, options: Options) -> None:
    """Write a document as JSON in UTF-8, one value a line so that versions can be compared."""
    with path.open("wb") as file:
        for piece in to_json(document, options.language):
            file.write(piece.encode("utf-8", "backslashreplace"))


def read_back(path: Path) -> Iterator[Block]:
    """Yield the blocks of a written file. Raises Unreadable."""
    with path.open("rb") as file:
        yield from read_blocks(file)
