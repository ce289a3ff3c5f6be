"""The whole model as JSON data and back. The schema is `convert/writers/document.schema.json`."""

from __future__ import annotations

from convert.codec.decode import from_data
from convert.codec.encode import VERSION, finding_to_data, to_data

__all__ = ["VERSION", "finding_to_data", "from_data", "to_data"]
