"""Writers: one file or folder a format, from a document to bytes in an open file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from convert.errors import BadUsage
from convert.model import Block, Document
from convert.options import Options

Writer = Callable[[Document, Path, Options], None]

WRITERS: dict[str, str] = {
    "docx": "convert.writers.docx",
    "xlsx": "convert.writers.xlsx",
    "json": "convert.writers.model_json",
    "html": "convert.writers.html",
    "markdown": "convert.writers.markdown",
    "csv": "convert.writers.csv_files",
    "pdf": "convert.writers.pdf",
}
"""Format → module with a function `write(document, path, options) -> None`; imported when first needed."""

ANNOTATED = ("docx", "xlsx")
"""Formats that hold remarks beside what they are about."""

ENDINGS: dict[str, str] = {
    ".docx": "docx", ".xlsx": "xlsx", ".json": "json", ".html": "html", ".htm": "html", ".md": "markdown",
    ".markdown": "markdown", ".csv": "csv", ".pdf": "pdf",
}  # fmt: skip
"""Ending of an output → its format."""


def ending_of(name: str) -> str:
    """Give the usual ending of a format's files."""
    return next((ending for ending, format in ENDINGS.items() if format == name), f".{name}")


def check_target(name: str, *, annotated: bool = False) -> None:
    """Raise BadUsage for a format that nothing writes, or that holds no remarks where they are asked for."""
    if name not in WRITERS:
        raise BadUsage("No writer is called {format}.", "See convert --list-formats.", format=name)
    if annotated and name not in ANNOTATED:
        raise BadUsage("Only docx and xlsx hold remarks, not {format}.", "Leave out --annotate.", format=name)


def writer(name: str) -> Writer:
    """Import the writer of a format."""
    write: Writer = import_module(WRITERS[name]).write
    return write


def read_back(name: str) -> Callable[[Path], Document | Iterator[Block]] | None:
    """Give how a format is read back for the proof, where its writer's module brings that itself."""
    found: Callable[[Path], Document | Iterator[Block]] | None = getattr(
        import_module(WRITERS[name]), "read_back", None
    )
    return found
