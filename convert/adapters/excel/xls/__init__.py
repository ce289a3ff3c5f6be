"""Read .xls: binary workbooks of Excel 2 to 2003 and what is kin to them (.xlt, .et), whatever they are called.

Two libraries read them, and each loses files that the other one reads: the one that knows number formats, what is
hidden and rich text comes first. Both work in a child process, since damaged files make them crash or swell.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

from convert.adapters.excel.book import Book, Page
from convert.adapters.excel.extras import about_sheets, add_page
from convert.adapters.excel.place import Where
from convert.adapters.excel.sheet import Collector, Problem, Sheet, key_of, spread_links
from convert.adapters.excel.styles import Styles
from convert.adapters.excel.values import Entry, Values
from convert.adapters.excel.xls.engine import RawBook, RawCell, RawSheet
from convert.errors import ConvertError, Encrypted, missing_extra
from convert.findings import finding
from convert.model import Finding, Origin
from convert.source import Source
from convert.workers import call

_ENGINES = (
    ("xlrd", "convert.adapters.excel.xls.with_xlrd:extract"),
    ("python_calamine", "convert.adapters.excel.xls.with_calamine:extract"),
)
"""The library and the function that reads with it, the one that tells more first."""
_SECONDS = 120.0
_MEMORY = 1024 * 1024 * 1024


def read_book(source: Source) -> Book:
    """Read a workbook. Raises Unreadable, Encrypted, TooLarge, MissingHelper."""
    raw = _extract(source.read())
    values = Values([], Styles(raw.styles), since_1904=raw.since_1904, own=False)
    findings = list(_about_book(raw, source.name))
    pages: list[Page] = []
    for sheet in raw.sheets:
        if sheet.entry.kind != "worksheet":
            continue
        where = Where(source.name, sheet.entry.name, spread_links(sheet.links))
        add_page(Page(sheet.entry, _collect(sheet, values), where), pages, findings)
    return Book(pages, values, findings)


def _extract(content: bytes) -> RawBook:
    """Ask one engine after the other; what the first one says of a file that none can read is what counts."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Encrypted()
    failed: ConvertError | None = None
    for library, function in _ENGINES:
        if find_spec(library) is None:
            continue
        try:
            return call(function, content, seconds=_SECONDS, memory=_MEMORY)  # type: ignore[no-any-return]
        except Encrypted:
            raise
        except ConvertError as error:
            failed = failed or error
    if failed is None:
        raise missing_extra("xlrd", "excel")
    raise failed


def _about_book(raw: RawBook, path: str) -> Iterator[Finding]:
    if raw.macros:
        yield finding("content-dropped", Origin(path), detail="macros")
    if not raw.formats_known:
        detail = "file damaged in part; its number formats and what is hidden are not known"
        yield finding("structure-changed", Origin(path), detail=detail, severity="warning")
    yield from about_sheets((sheet.entry for sheet in raw.sheets), path)


def _collect(raw: RawSheet, values: Values) -> Sheet:
    cells = Collector(values)
    for cell in raw.cells:
        row, col, _, _, style = cell
        cells.put(row, col, _entry(cell, values), style)
    sheet = cells.sheet
    sheet.merges, sheet.frozen, sheet.page_texts = [*raw.merges], raw.frozen, [*raw.page_texts]
    sheet.given_up = dict(raw.given_up)
    sheet.hidden_rows, sheet.hidden_columns = [*raw.hidden_rows], [*raw.hidden_columns]
    for row, col, what, text in raw.extras:
        sheet.problems.append(Problem("content-dropped", what, key_of(row, col) if row >= 0 else -1, text))
    return cells.finish()


def _entry(cell: RawCell, values: Values) -> Entry | None:
    _, _, kind, content, style = cell
    if not isinstance(content, str):
        return values.rich(content, style)
    if kind == "n":
        return values.number(content, style)
    if kind == "s":
        return values.plain(content, style)
    if kind == "b":
        return values.boolean(content, style)
    if kind == "d":
        return values.moment(content, style)
    return values.plain(content, style, "error") if kind == "e" else None
