"""Read .ods and .fods: spreadsheets of LibreOffice, WPS and others in OpenDocument (ISO/IEC 26300).

Each cell holds what it shows and, beside it, its value; the number format that leads from one to the other is found
again, so that the rules for the cells of .xlsx hold. Cells and rows stand for as many as their repeat counts say; of
cells with content, only so many copies are made.
"""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from convert.adapters.excel.book import MAX_SHEETS, Book, Page
from convert.adapters.excel.extras import add_page
from convert.adapters.excel.ods.page_texts import PageTexts
from convert.adapters.excel.ods.panes import CONFIG, Panes
from convert.adapters.excel.ods.sheet import SheetReader
from convert.adapters.excel.ods.styles import DUBLIN, STYLE, TABLE, OdsStyles
from convert.adapters.excel.place import Where
from convert.adapters.excel.sheet import CACHES, CHOICES, FILTERS, NAMES, PIVOTS, spread_links
from convert.adapters.excel.styles import Styles
from convert.adapters.excel.values import Values
from convert.errors import Encrypted, TooLarge, Unreadable
from convert.findings import finding, formatting_finding
from convert.model import Finding, Origin
from convert.ooxml.opc import Package
from convert.ooxml.xml_parts import scan_xml
from convert.source import Source

_GIVEN_UP = {
    f"{TABLE} content-validation": CHOICES,
    f"{TABLE} named-range": NAMES,
    f"{TABLE} data-pilot-table": PIVOTS,
    f"{TABLE} database-range": FILTERS,
}
_NO_SHEETS = frozenset({f"{TABLE} dde-link", f"{TABLE} tracked-changes", f"{TABLE} consolidation"})
"""What may hold tables that are no sheets of this file."""
_CACHE = re.compile(r"'[a-z][a-z0-9+.-]*:.*'#.*", re.IGNORECASE | re.DOTALL)
"""The name of a table of values that formulas take from a sheet of another file."""


def read_package(package: Package, path: str) -> Book:
    """Read a packed spreadsheet. Raises Unreadable, Encrypted, TooLarge."""
    if _says_encrypted(package):
        raise Encrypted()
    scanner = _Scanner()
    for part in ("meta.xml", "settings.xml", "styles.xml"):
        if part in package:
            try:
                with package.stream(part) as stream:
                    scan_xml(stream, part, scanner, doctype=True)
            except Unreadable:
                scanner.unread_styles = scanner.unread_styles or part == "styles.xml"
    with package.stream("content.xml") as stream:
        scan_xml(stream, "content.xml", scanner, doctype=True)
    macros = any(name.startswith(("basic/", "scripts/")) for name in package.names())
    return scanner.book(path, macros=macros, told=package.about(path))


def read_flat(source: Source) -> Book:
    """Read a spreadsheet that is one XML file. Raises Unreadable, TooLarge."""
    scanner = _Scanner()
    with source.open() as stream:
        scan_xml(stream, source.name, scanner, doctype=True)
    return scanner.book(source.name)


def _says_encrypted(package: Package) -> bool:
    """Say whether the manifest names encrypted parts; one that cannot be read costs no data."""
    with contextlib.suppress(Unreadable):
        return "meta-inf/manifest.xml" in package and b"encryption-data" in package.read("meta-inf/manifest.xml")
    return False


class _Scanner:
    """Hears the elements of a file's parts, and hands those of a sheet to its reader."""

    def __init__(self) -> None:
        self.unread_styles = False
        self._styles = OdsStyles()
        self._values = Values([], Styles(self._styles.looks), since_1904=False, own=False)
        self._sheets: list[SheetReader] = []
        self._open: SheetReader | None = None
        self._beside = 0
        self._copies = [0]
        self._properties: dict[str, list[str]] = {f"{DUBLIN} title": [], f"{DUBLIN} language": []}
        self._panes = Panes()
        self._page_texts = PageTexts()
        self._buffer: list[str] | None = None
        self._given_up: Counter[str] = Counter()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._open is not None:
            self._open.start(name, attributes)
        elif self._page_texts.start(name, attributes):
            pass
        elif name in _NO_SHEETS or (name == f"{TABLE} table" and self._beside):
            self._beside += 1
        elif name == f"{TABLE} table" and _CACHE.fullmatch(attributes.get(f"{TABLE} name", "")):
            self._beside += 1
            self._given_up[CACHES] += 1
        elif name == f"{TABLE} table":
            if len(self._sheets) >= MAX_SHEETS:
                raise TooLarge(what=f"> {MAX_SHEETS} sheets")
            self._open = SheetReader(self._styles, self._values, attributes, self._copies)
            self._sheets.append(self._open)
        elif name.startswith(STYLE):
            self._styles.start(name[len(STYLE) + 1 :], attributes)
        elif name.startswith(CONFIG):
            self._buffer = self._panes.start(name[len(CONFIG) + 1 :], attributes)
        elif name in _GIVEN_UP:
            if _GIVEN_UP[name] != FILTERS or attributes.get(f"{TABLE} display-filter-buttons") == "true":
                self._given_up[_GIVEN_UP[name]] += 1
        else:
            self._buffer = self._properties.get(name)

    def text(self, data: str) -> None:
        if self._open is not None:
            self._open.text(data)
        elif self._page_texts.text(data):
            pass
        elif self._buffer is not None:
            self._buffer.append(data)

    def end(self, name: str) -> None:
        self._buffer = None
        if self._open is not None:
            if self._open.end(name):
                self._open = None
        elif self._page_texts.end():
            pass
        elif self._beside and (name in _NO_SHEETS or name == f"{TABLE} table"):
            self._beside -= 1
        elif name in (f"{STYLE} style", f"{STYLE} default-style"):
            self._styles.end()

    def book(self, path: str, *, macros: bool = False, told: Iterable[Finding] = ()) -> Book:
        """Give what was heard. Raises Unreadable if there was no spreadsheet."""
        if not self._sheets:
            raise Unreadable("This is not a spreadsheet.", "Check the file's name and format.")
        findings = [*self._about(path, macros), *told]
        pages: list[Page] = []
        for reader in self._sheets:
            links = spread_links(reader.links)
            reader.cells.sheet.frozen = self._panes.frozen(reader.entry.name)
            reader.cells.sheet.page_texts += self._page_texts.coded(reader.style)
            page = Page(reader.entry, reader.cells.finish(), Where(path, reader.entry.name, links))
            add_page(page, pages, findings)
        title, language = ("".join(pieces).strip() for pieces in self._properties.values())
        return Book(pages, self._values, findings, title, language)

    def _about(self, path: str, macros: bool) -> Iterator[Finding]:
        if self._given_up:
            yield formatting_finding(Origin(path), self._given_up)
        if macros:
            yield finding("content-dropped", Origin(path), detail="macros")
        if self.unread_styles:
            detail = "style sheet that cannot be read"
            yield finding("structure-changed", Origin(path), detail=detail, severity="warning")
