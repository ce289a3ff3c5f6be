"""Read Excel 2003 XML (SpreadsheetML), under the names .xml and .xls: Office 2003's XML Spreadsheet Reference."""

from __future__ import annotations

import codecs
import io
import re
from typing import IO

from convert.adapters.excel.book import MAX_SHEETS, Book, Page
from convert.adapters.excel.extras import add_page
from convert.adapters.excel.place import Where
from convert.adapters.excel.sheet import spread_links
from convert.adapters.excel.sheetml.sheet import SheetReader, attribute
from convert.adapters.excel.sheetml.styles import SheetmlStyles
from convert.adapters.excel.styles import Styles
from convert.adapters.excel.values import Values
from convert.errors import TooLarge, Unreadable
from convert.model import Finding
from convert.ooxml.namespaces import SHEET_2003, O, X
from convert.ooxml.xml_parts import scan_xml
from convert.source import Source

_MAX_RECODED = 64 * 1024 * 1024
_DECLARED = re.compile(rb"\s{0,9}<\?xml[^>]{0,80}?encoding\s{0,9}=\s{0,9}[\"']([\w.-]{1,40})[\"'][^>]{0,80}\?>")
_PARSED = frozenset({"utf-8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "iso-8859-1"})


def read_book(source: Source) -> Book:
    """Read a workbook. Raises Unreadable, TooLarge."""
    scanner = _Scanner()
    with source.open() as stream:
        scan_xml(_recoded(stream), source.name, scanner)
    return scanner.book(source.name)


def _recoded(stream: IO[bytes]) -> IO[bytes]:
    """Give a file as the parser can read it, which knows no Chinese encoding. Raises Unreadable, TooLarge."""
    head = stream.read(512)
    declared = _DECLARED.match(head.removeprefix(codecs.BOM_UTF8))
    name = declared[1].decode().lower() if declared else "utf-8"
    if declared is None or name in _PARSED:
        stream.seek(0)
        return stream
    content = head + stream.read(_MAX_RECODED)
    if len(content) > _MAX_RECODED:
        raise TooLarge(what=f"{_MAX_RECODED // 2**20} MB")
    try:
        encoding = "gb18030" if name.startswith(("gb", "x-gb")) else codecs.lookup(name).name
        return io.BytesIO(content[declared.end() :].decode(encoding).encode())
    except (LookupError, UnicodeError):
        raise Unreadable("The file is damaged: its part {part} is not what it should be.", part=name) from None


class _Scanner:
    """Hears the elements of a workbook, and hands those of a sheet to its reader."""

    def __init__(self) -> None:
        self._styles = SheetmlStyles()
        self._values: Values | None = None
        self._since_1904 = False
        self._sheets: list[SheetReader] = []
        self._open: SheetReader | None = None
        self._title: list[str] = []
        self._in_title = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._open is not None:
            self._open.start(name, attributes)
        elif name == f"{SHEET_2003} Worksheet":
            if len(self._sheets) >= MAX_SHEETS:
                raise TooLarge(what=f"> {MAX_SHEETS} sheets")
            if self._values is None:
                self._values = Values([], Styles(self._styles.looks), since_1904=self._since_1904, own=False)
            title = attribute(attributes, "Name")
            self._open = SheetReader(title, self._styles, self._values, since_1904=self._since_1904)
            self._sheets.append(self._open)
        elif name == f"{X} Date1904":
            self._since_1904 = True
        elif name.startswith(SHEET_2003):
            self._styles.start(name[len(SHEET_2003) + 1 :], attributes)
        else:
            self._in_title = name == f"{O} Title"

    def text(self, data: str) -> None:
        if self._open is not None:
            self._open.text(data)
        elif self._in_title:
            self._title.append(data)

    def end(self, name: str) -> None:
        self._in_title = False
        if self._open is not None and self._open.end(name):
            self._open = None

    def book(self, path: str) -> Book:
        """Give what was heard. Raises Unreadable if there was no sheet."""
        if self._values is None:
            raise Unreadable("This is not a spreadsheet.", "Check the file's name and format.")
        findings: list[Finding] = []
        pages: list[Page] = []
        for reader in self._sheets:
            page = Page(reader.entry, reader.cells.finish(), Where(path, reader.name, spread_links(reader.links)))
            add_page(page, pages, findings)
        return Book(pages, self._values, findings, "".join(self._title).strip())
