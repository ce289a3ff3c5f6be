"""Readers: one file or folder a format. What a format knows stays in its own room; readers never import each other."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from convert.model import Document
from convert.options import Options
from convert.source import Source

Reader = Callable[[Source, Options], Document]

READERS: dict[str, str] = {
    "docx": "convert.adapters.docx",
    "xlsx": "convert.adapters.excel",
    "xls": "convert.adapters.excel",
    "xlsb": "convert.adapters.excel",
    "ods": "convert.adapters.excel",
    "sheetml": "convert.adapters.excel",
    "dbf": "convert.adapters.excel",
    "oldsheet": "convert.adapters.excel.older",
    "json": "convert.adapters.model_json",
    "pdf": "convert.adapters.pdf",
    "ofd": "convert.adapters.pdf",
    "html": "convert.adapters.html",
    "doc": "convert.adapters.legacy",
    "rtf": "convert.adapters.legacy",
    "odt": "convert.adapters.legacy",
    "wordml": "convert.adapters.legacy.wordml",
    "mhtml": "convert.adapters.legacy.mhtml",
    "text": "convert.adapters.text",
}
"""Format → module with a function `read(source, options) -> Document`; imported when first needed."""

EXTENSIONS: dict[str, str] = {
    ".docx": "docx", ".docm": "docx", ".dotx": "docx", ".dotm": "docx",
    ".xlsx": "xlsx", ".xlsm": "xlsx", ".xltx": "xlsx", ".xltm": "xlsx",
    ".xls": "xls", ".xlt": "xls", ".et": "xls", ".ett": "xls",
    ".xlsb": "xlsb",
    ".ods": "ods", ".ots": "ods", ".fods": "ods",
    ".dbf": "dbf",
    ".sxc": "oldsheet", ".stc": "oldsheet", ".slk": "oldsheet",
    ".wks": "oldsheet", ".wk1": "oldsheet", ".wk3": "oldsheet", ".wk4": "oldsheet", ".123": "oldsheet",
    ".json": "json",
    ".pdf": "pdf",
    ".ofd": "ofd",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".doc": "doc", ".dot": "doc", ".wps": "doc", ".wpt": "doc", ".wri": "doc", ".wpd": "doc",
    ".rtf": "rtf",
    ".odt": "odt", ".ott": "odt", ".fodt": "odt", ".sxw": "odt", ".stw": "odt",
    ".xml": "wordml",
    ".mht": "mhtml", ".mhtml": "mhtml", ".eml": "mhtml",
    ".csv": "text", ".ndjson": "text", ".jsonl": "text",
    ".txt": "text", ".md": "text", ".tsv": "text", ".markdown": "text",
}  # fmt: skip


def reader(name: str) -> Reader:
    """Import the reader of a format."""
    read: Reader = import_module(READERS[name]).read
    return read
