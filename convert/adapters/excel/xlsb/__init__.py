"""Read .xlsb: workbooks whose parts are binary records ([MS-XLSB]) in the container of .xlsx."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from convert.adapters.excel.book import Book, Page
from convert.adapters.excel.extras import about_parts, about_sheets, add_page
from convert.adapters.excel.place import Where
from convert.adapters.excel.sheet import CHOICES, CONDITIONS, FILTERS, Collector, Sheet, SheetEntry, key_of
from convert.adapters.excel.strings import MAX_STRINGS, Font, Segment
from convert.adapters.excel.styles import BUILT_IN, MAX_STYLES, Style, Styles
from convert.adapters.excel.values import Entry, Values
from convert.adapters.excel.xlsb import records as of
from convert.adapters.excel.xlsx import about_package, damaged_sheet, outside_links
from convert.adapters.excel.xlsx.workbook import read_properties
from convert.errors import TooLarge, Unreadable
from convert.findings import INCOMPLETE, finding
from convert.model import Finding, Mark, Origin
from convert.numbers.stored import digits_of
from convert.ooxml.opc import MAX_PART_BYTES, Package
from convert.symbols import symbol_font

_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_GIVEN_UP = {of.VALIDATION: CHOICES, of.CONDITION: CONDITIONS, of.FILTER: FILTERS}
_CELL = struct.Struct("<II")
_AREA = struct.Struct("<IIII")
_INSIDE = {
    of.RK: "rk", of.REAL: "real", of.FORMULA_NUMBER: "real", of.BOOLEAN: "boolean", of.FORMULA_BOOLEAN: "boolean",
    of.ERROR: "error", of.FORMULA_ERROR: "error", of.TEXT: "text", of.FORMULA_TEXT: "text", of.SHARED: "shared",
    of.RICH_TEXT: "rich", of.BLANK: "blank",
}  # fmt: skip
_SHORT = {
    of.SHORT_RK: "rk", of.SHORT_REAL: "real", of.SHORT_BOOLEAN: "boolean", of.SHORT_ERROR: "error",
    of.SHORT_TEXT: "text", of.SHORT_SHARED: "shared", of.SHORT_BLANK: "blank",
}  # fmt: skip
"""What a record of a cell holds; a short one has no column, it stands beside the one before."""


def read_package(package: Package, part: str, path: str) -> Book:
    """Read a workbook whose main part is given. Raises Unreadable, TooLarge."""
    targets = {kind: target for kind, target, external in package.relationships(part).values() if not external}
    folder = part.rpartition("/")[0]
    findings: list[Finding] = []
    fonts: list[Font] = []
    styles: list[Style] = []
    try:
        _read_styles(package, targets.get("styles", f"{folder}/styles.bin"), fonts, styles)
    except (Unreadable, TooLarge, struct.error, IndexError):
        detail = "style sheet that cannot be read; dates may show as numbers"
        findings.append(finding("structure-changed", Origin(path), detail=detail, severity="warning"))
    try:
        entries, since_1904 = _read_workbook(package, part)
        strings = _read_strings(package, targets.get("sharedStrings", f"{folder}/sharedstrings.bin"), fonts)
        values = Values(strings, Styles(styles), since_1904=since_1904, own=False)
        findings += [*about_package(package, path), *about_sheets(entries, path)]
        pages: list[Page] = []
        for entry in entries:
            if entry.kind != "worksheet" or not entry.part:
                continue
            try:
                sheet = _SheetReader(values, fonts).read(package, entry.part)
            except TooLarge:
                raise
            except (Unreadable, struct.error, IndexError):
                findings.append(damaged_sheet(entry, path))
                continue
            page = Page(entry, sheet, Where(path, entry.name, outside_links(package, entry, sheet)))
            add_page(page, pages, findings)
            findings += about_parts(package, page, own=False)
            findings += _comments(package, page)
    except (struct.error, IndexError):
        raise Unreadable() from None
    if not pages and any(found.detail == "damaged sheet" for found in findings):
        raise Unreadable()
    said = read_properties(package)
    return Book(pages, values, findings, said.title, said.language, properties=said.properties)


def _records(package: Package, part: str) -> Iterator[tuple[int, bytes]]:
    return of.records(package.read(part, MAX_PART_BYTES), part)


def _read_workbook(package: Package, part: str) -> tuple[list[SheetEntry], bool]:
    targets = package.relationships(part)
    entries: list[SheetEntry] = []
    since_1904 = False
    for kind, record in _records(package, part):
        if kind == of.WORKBOOK:
            since_1904 = bool(record[0] & 1)
        elif kind == of.SHEET:
            (state,) = struct.unpack_from("<I", record)
            identity, at = of.read_text(record, 8)
            name, _ = of.read_text(record, at)
            of_kind, target, external = targets.get(identity, ("worksheet", "", False))
            if external or target not in package:
                target = ""
            entries.append(SheetEntry(name, target, of_kind, state != 0))
    if not entries:
        raise Unreadable("This is not an Excel workbook.", "Check the file's name and format.")
    return entries, since_1904


def _read_strings(package: Package, part: str, fonts: list[Font]) -> list[tuple[Segment, ...]]:
    strings: list[tuple[Segment, ...]] = []
    if part not in package:
        return strings
    for kind, record in _records(package, part):
        if kind == of.STRING_ITEM:
            if len(strings) >= MAX_STRINGS:
                raise TooLarge(what=f"> {MAX_STRINGS} texts")
            strings.append(of.read_rich(record, 0, fonts))
    return strings


def _read_styles(package: Package, part: str, fonts: list[Font], styles: list[Style]) -> None:
    """Read fonts and the styles of cells into the lists given, as far as they can be read."""
    codes = dict(BUILT_IN)
    borders: list[bool] = []
    is_open = False
    for kind, record in _records(package, part):
        if kind == of.FORMAT:
            (index,) = struct.unpack_from("<H", record)
            codes[index] = of.read_text(record, 2)[0] or "General"
        elif kind == of.FONT:
            fonts.append((_font_marks(record), symbol_font(of.read_text(record, 21)[0] if len(record) > 25 else "")))
        elif kind == of.BORDER:
            borders.append(any(record[at] for at in range(1, min(len(record), 41), 10)))
        elif kind in (of.CELL_FORMATS, of.CELL_FORMATS_END):
            is_open = kind == of.CELL_FORMATS
        elif kind == of.CELL_FORMAT and is_open and len(styles) < MAX_STYLES:
            _, code, font, _, border = struct.unpack_from("<HHHHH", record)
            marks, symbols = fonts[font] if font < len(fonts) else (frozenset(), "")
            bordered = borders[border] if border < len(borders) else False
            styles.append(Style(codes.get(code, "General"), marks, bordered, symbols))


def _comments(package: Package, page: Page) -> Iterator[Finding]:
    """Yield the comments on a sheet: a record of the place, then one of the text."""
    for kind, part, external in package.relationships(page.entry.part).values():
        if kind != "comments" or external or part not in package:
            continue
        key = -1
        try:
            for of_kind, record in _records(package, part):
                if of_kind == of.COMMENT:
                    row, _, col, _ = _AREA.unpack_from(record, 4)
                    key = key_of(row, col)
                elif of_kind == of.COMMENT_TEXT:
                    text = "".join(piece for piece, _ in of.read_rich(record, 0, []))
                    yield page.where.dropped(key, "comment", text)
        except (Unreadable, struct.error, IndexError):
            yield finding(INCOMPLETE, page.where.origin(), before=part, detail="damaged part")


def _font_marks(record: bytes) -> frozenset[Mark]:
    """Read a font ([MS-XLSB] 2.4.149)."""
    _, flags, weight, position, underline = struct.unpack_from("<HHHHB", record)
    found: dict[Mark, bool] = {
        "bold": weight >= 600,
        "italic": bool(flags & 2),
        "strike": bool(flags & 8),
        "underline": underline != 0,
        "super": position == 1,
        "sub": position == 2,
    }
    return frozenset(mark for mark, is_set in found.items() if is_set)


class _SheetReader:
    """Reads the records of one sheet."""

    def __init__(self, values: Values, fonts: list[Font]) -> None:
        self._values, self._fonts = values, fonts
        self._cells = Collector(values)
        self._row = self._col = -1

    def read(self, package: Package, part: str) -> Sheet:
        sheet = self._cells.sheet
        for kind, record in _records(package, part):
            if kind in _INSIDE:
                self._col, style = _CELL.unpack_from(record)
                self._put(_INSIDE[kind], record, 8, style & 0xFFFFFF)
            elif kind in _SHORT:
                self._col += 1
                self._put(_SHORT[kind], record, 4, struct.unpack_from("<I", record)[0] & 0xFFFFFF)
            elif kind == of.ROW:
                (self._row,) = struct.unpack_from("<I", record)
                self._col = -1
                if len(record) > 11 and record[11] & 0x10:
                    sheet.hidden_rows.append(self._row)
            elif kind == of.MERGE:
                top, bottom, left, right = _AREA.unpack_from(record)
                if (top, left) != (bottom, right) and top <= bottom and left <= right:
                    sheet.merges.append((top, left, bottom, right))
            elif kind == of.COLUMN:
                first, last, _, _, flags = struct.unpack_from("<IIIIH", record)
                if flags & 1 and first <= last:
                    sheet.hidden_columns.append((first, last))
            elif kind == of.LINK:
                top, bottom, left, right = _AREA.unpack_from(record)
                identity, at = of.read_text(record, 16)
                sheet.links.append(((top, left, bottom, right), identity, of.read_text(record, at)[0]))
            elif kind == of.PANE:
                across, down = struct.unpack_from("<dd", record)
                if record[28] & 3 and 0 <= down < 1 << 20 and 0 <= across < 1 << 14:
                    sheet.frozen = (int(down), int(across))
            elif kind in _GIVEN_UP:
                sheet.give_up(_GIVEN_UP[kind])
            elif kind == of.PAGE_TEXTS:
                at = 2
                while at + 4 <= len(record):
                    text, at = of.read_text(record, at)
                    sheet.page_texts.append(text)
        return self._cells.finish()

    def _put(self, what: str, record: bytes, at: int, style: int) -> None:
        self._cells.put(self._row, self._col, self._resolve(what, record, at, style), style)

    def _resolve(self, what: str, record: bytes, at: int, style: int) -> Entry | None:
        values = self._values
        if what == "shared":
            (index,) = struct.unpack_from("<I", record, at)
            try:
                return values.shared(str(index), style)
            except KeyError:
                lost = "text missing from the file"
                self._cells.problem("content-dropped", lost, self._row, self._col, str(index))
                return None
        if what == "rk":
            return values.number(digits_of(of.read_rk(struct.unpack_from("<I", record, at)[0])), style)
        if what == "real":
            return values.number(digits_of(struct.unpack_from("<d", record, at)[0]), style)
        if what == "text":
            return values.plain(of.read_text(record, at)[0], style)
        if what == "rich":
            return values.rich(of.read_rich(record, at, self._fonts), style)
        if what == "boolean":
            return values.boolean(str(record[at]), style)
        return values.plain(_ERRORS.get(record[at], "#N/A"), style, "error") if what == "error" else None
