"""Say which format a file is: by its content first, by its name only where content cannot tell."""

from __future__ import annotations

import re

from convert.adapters import EXTENSIONS, READERS
from convert.errors import BadUsage, Encrypted, NoTextLayer, Unreadable
from convert.old_sheets import old_sheet
from convert.ole import OLE_MAGIC, bare_kind, look_into
from convert.ooxml.namespaces import SHEET_2003, WORD_2003
from convert.ooxml.opc import Package, is_flat
from convert.source import Source

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_UNSUPPORTED = {
    b"\x7fELF": "ELF",
    b"MZ\x90": "EXE",
    b"\x1f\x8b": "gzip",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
}

_RAW_WORKBOOKS = (b"\x00\x04\x00", b"\x02\x06\x00", b"\x04\x06\x00", b"\x08\x08\x00", b"\x08\x10\x00")
_OLE_READERS = {"doc": "doc", "works": "doc", "xls": "xls"}
_OLE_NAMES = {"ppt": "PowerPoint", "visio": "Visio", "msg": "Outlook"}
_MAIL = re.compile(rb"(?:[\w-]{1,60}:[^\0]{0,2000}?\n)??MIME-Version:", re.IGNORECASE)
_PAGE_IN_MAIL = re.compile(
    rb"^Content-Type:\s{0,9}(?:multipart/(?:related|alternative|mixed)|text/(?:html|plain))",
    re.IGNORECASE | re.MULTILINE,
)
_HEADER = re.compile(rb"[A-Za-z][\w-]{0,60}:\s")
_XML_KINDS = (
    (WORD_2003.encode(), "wordml"),
    (SHEET_2003.encode(), "sheetml"),
    (b"application/vnd.oasis.opendocument.text", "odt"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "ods"),
)
"""What the beginning of an XML file names, if it is an office document."""
_ODF_KINDS = {"text": "odt", "text-template": "odt", "spreadsheet": "ods", "spreadsheet-template": "ods"}
_ODF = "application/vnd.oasis.opendocument."

_HTML = re.compile(r"<(?:!doctype\s{1,9}html|html|head|body|meta|title|tei|alto)[\s/>]", re.IGNORECASE)
_PRINTED = re.compile(r"<(?:page|line|textline)\s[^<>]{0,300}\b(?:bbox|baseline)=", re.IGNORECASE)
"""What XML of printed pages has near its beginning; it is read as HTML."""


def detect(source: Source, wanted: str = "") -> str:
    """Name the reader for a source. Raises BadUsage, Unreadable, Encrypted."""
    if wanted:
        if wanted not in READERS:
            raise BadUsage("No reader is called {format}.", "See convert --list-formats.", format=wanted)
        return wanted
    with source.open() as file:
        head = file.read(4096)
    if head.startswith(b"PK"):
        return _detect_package(source)
    if head.startswith(OLE_MAGIC):
        return _detect_compound(source)
    if _is_raw_workbook(head):
        return "xls"
    if b"%PDF" in head[:1024]:
        return "pdf"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:5].lower() == b"{\\rtf":
        return "rtf"
    if bare_kind(head):
        return "doc"
    if kind := old_sheet(head):
        return "dbf" if kind == "dbf" else "oldsheet"
    if is_flat(head):
        return _detect_package(source)
    if kind := _detect_xml(head):
        return _known(kind)
    if head.startswith(_PICTURES):
        raise NoTextLayer()
    for magic, name in _UNSUPPORTED.items():
        if head.startswith(magic):
            raise Unreadable("Files of this format are not read: {format}.", "See convert --list-formats.", format=name)
    if _MAIL.match(head.removeprefix(b"\xef\xbb\xbf").lstrip()) and _PAGE_IN_MAIL.search(head):
        return "mhtml"
    if _is_html(head):
        return "html"
    named = EXTENSIONS.get(f".{source.name.rpartition('.')[2].lower()}", "text")
    if named == "json" or head.lstrip()[:1] == b"{":
        return "json" if _is_model(source) else "text"
    if named == "mhtml" and _HEADER.match(head):
        return named
    return named if named == "html" else "text"


def _is_raw_workbook(head: bytes) -> bool:
    """Say whether a file is a workbook of Excel 2 to 95 without a container: it begins with the record BOF."""
    return head[:1] == b"\x09" and head[1:4] in _RAW_WORKBOOKS and len(head) > 8


def _is_html(head: bytes) -> bool:
    """Say whether a file begins as a page of HTML or XML of printed pages does, not merely with an element of HTML."""
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = head.decode("utf-16" if wide else "latin-1", "replace")
    text = text.removeprefix("\xef\xbb\xbf").lstrip()
    for opening, closing in (("<?xml", "?>"), ("<!--", "-->")):
        while text.startswith(opening) and closing in text:
            text = text.partition(closing)[2].lstrip()
    return _HTML.match(text) is not None or (text.startswith("<") and _PRINTED.search(text) is not None)


def _known(name: str) -> str:
    """Give a format's name back if there is a reader for it. Raises Unreadable."""
    if name in READERS:
        return name
    raise Unreadable("Files of this format are not read: {format}.", "See convert --list-formats.", format=name)


def _detect_compound(source: Source) -> str:
    found = look_into(source.read())
    if found.encrypted:
        raise Encrypted()
    if found.kind in _OLE_READERS:
        return _known(_OLE_READERS[found.kind])
    if found.kind:
        raise Unreadable(
            "Files of this format are not read: {format}.",
            "See convert --list-formats.",
            format=_OLE_NAMES[found.kind],
        )
    raise Unreadable(
        "This is a file of an old Office format ({format}).", "Save it as .docx or .xlsx first.", format="OLE"
    )


def _detect_xml(head: bytes) -> str:
    """Name the office format of an XML file by what its beginning says; empty if it is none."""
    head = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not head.startswith(b"<"):
        return ""
    return next((kind for words, kind in _XML_KINDS if words in head and b"<html" not in head.lower()), "")


def _detect_package(source: Source) -> str:
    with Package(source) as package:
        names = package.names()
        main = package.main_part()
        if main.startswith("word/") or "word/document.xml" in names or "wordprocessingml" in _opening(package, main):
            return "docx"
        if main.startswith("xl/") or "xl/workbook.xml" in names or "spreadsheetml" in _opening(package, main):
            return "xlsb" if main.endswith(".bin") else "xlsx"
        if "ofd.xml" in names:
            return "ofd"
        kinds = _opening(package, "[Content_Types].xml")
        if "wordprocessingml.document" in kinds:
            return "docx"
        if "spreadsheetml.sheet" in kinds:
            return "xlsx"
        odf = _opening(package, "mimetype") or _opening(package, "meta-inf/manifest.xml")
        if not odf and "<office:spreadsheet" in _opening(package, "content.xml"):
            return "ods"
        if _ODF in odf:
            return _known(_ODF_KINDS.get(re.split(r"[^a-z-]", odf.partition(_ODF)[2], maxsplit=1)[0], "ODF"))
        if "application/vnd.sun.xml.writer" in odf:
            return _known("odt")
        if "application/vnd.sun.xml.calc" in odf:
            return _known("oldsheet")
        if package.is_locked():
            raise Encrypted()
    raise Unreadable("This is a zip archive, but not a Word or Excel file.", "Unpack it and name the documents in it.")


def _opening(package: Package, part: str) -> str:
    """Give the beginning of a part in lower case; empty if there is none that can be read."""
    if part not in package:
        return ""
    try:
        with package.stream(part) as stream:
            return stream.read(65536).replace(b"\0", b"").decode("utf-8", "replace").lower()
    except (Unreadable, Encrypted):
        return ""


def _is_model(source: Source) -> bool:
    from convert.codec import read_members

    try:
        with source.open() as file:
            return "convert" in [name for name, _ in read_members(file)]
    except Unreadable:
        return False
