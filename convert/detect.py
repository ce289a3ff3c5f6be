"""Say which format a file is: by its content first, by its name only where content cannot tell."""

from __future__ import annotations

import json
import re

from convert.adapters import EXTENSIONS, READERS
from convert.errors import BadUsage, Encrypted, Unreadable
from convert.opc import OLE_MAGIC, Package
from convert.source import Source

_UNSUPPORTED = {
    b"{\\rtf": "RTF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x7fELF": "ELF",
    b"MZ\x90": "EXE",
    b"\x1f\x8b": "gzip",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
}

_RAW_WORKBOOKS = (b"\x00\x04\x00", b"\x02\x06\x00", b"\x04\x06\x00", b"\x08\x08\x00", b"\x08\x10\x00")

_HTML = re.compile(r"<(?:!doctype\s{1,9}html|html|head|body|meta|title)[\s/>]", re.IGNORECASE)


def detect(source: Source, wanted: str = "") -> str:
    """Name the reader for a source. Raises BadUsage, Unreadable, Encrypted."""
    if wanted:
        if wanted not in READERS:
            raise BadUsage("No reader is called {format}.", "See convert --list-formats.", format=wanted)
        return wanted
    with source.open() as file:
        head = file.read(4096)
    if not head:
        raise Unreadable("The file is empty.", "Check that it was copied completely.")
    if head.startswith(b"PK"):
        return _detect_package(source)
    if head.startswith(OLE_MAGIC):
        if "EncryptedPackage".encode("utf-16-le") in source.read():
            raise Encrypted()
        if _is_ole_workbook(source.read()):
            return "xls"
        raise Unreadable(
            "This is a file of an old Office format ({format}).", "Save it as .docx or .xlsx first.", format="OLE"
        )
    if _is_raw_workbook(head):
        return "xls"
    if b"application/vnd.oasis.opendocument.spreadsheet" in head and b"<office:document" in head:
        return "ods"
    if b"%PDF" in head[:1024]:
        return "pdf"
    for magic, name in _UNSUPPORTED.items():
        if head.startswith(magic):
            raise Unreadable("Files of this format are not read: {format}.", "See convert --list-formats.", format=name)
    if _is_html(head):
        return "html"
    named = EXTENSIONS.get(f".{source.name.rpartition('.')[2].lower()}", "text")
    if named == "json" or head.lstrip()[:1] == b"{":
        return "json" if _is_model(source) else "text"
    return named if named == "html" else "text"


def _is_ole_workbook(content: bytes) -> bool:
    """Say whether a compound file holds a workbook and is not a document with one inside."""
    names = ("WordDocument", "Workbook", "Book")
    word, *books = (f"{name}\0".encode("utf-16-le") in content for name in names)
    return any(books) and not word


def _is_raw_workbook(head: bytes) -> bool:
    """Say whether a file is a workbook of Excel 2 to 95 without a container: it begins with the record BOF."""
    return head[:1] == b"\x09" and head[1:4] in _RAW_WORKBOOKS and len(head) > 8


def _is_html(head: bytes) -> bool:
    """Say whether a file begins as a page of HTML does, not merely with one of its elements."""
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = head.decode("utf-16" if wide else "latin-1", "replace")
    text = text.removeprefix("\xef\xbb\xbf").lstrip()
    for opening, closing in (("<?xml", "?>"), ("<!--", "-->")):
        while text.startswith(opening) and closing in text:
            text = text.partition(closing)[2].lstrip()
    return _HTML.match(text) is not None


def _detect_package(source: Source) -> str:
    with Package(source) as package:
        names = package.names()
        try:
            kinds = package.read("[Content_Types].xml").decode("utf-8", "replace").lower()
        except Unreadable:
            kinds = ""
        main = package.main_part()
        mime = package.read("mimetype", 1000) if "mimetype" in package else b""
        if mime.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
            return "ods"
    if main.startswith("word/") or "word/document.xml" in names or "wordprocessingml.document" in kinds:
        return "docx"
    if main.startswith("xl/") or "xl/workbook.xml" in names or "spreadsheetml.sheet" in kinds:
        return "xlsb" if main.endswith(".bin") else "xlsx"
    raise Unreadable("This is a zip archive, but not a Word or Excel file.", "Unpack it and name the documents in it.")


def _is_model(source: Source) -> bool:
    try:
        data = json.loads(source.read())
    except (ValueError, RecursionError):
        return False
    return isinstance(data, dict) and "convert" in data
