"""Writers: one file or folder a format, from a document to bytes in an open file."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from convert.model import Document
from convert.options import Options

Writer = Callable[[Document, Path, Options], None]

WRITERS: dict[str, str] = {
    "docx": "convert.writers.docx",
    "xlsx": "convert.writers.xlsx",
    "json": "convert.writers.model_json",
}
"""Format → module with a function `write(document, path, options) -> None`; imported when first needed."""


def writer(name: str) -> Writer:
    """Import the writer of a format."""
    write: Writer = import_module(WRITERS[name]).write
    return write
