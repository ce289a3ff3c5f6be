"""Scan a worksheet part of an .xlsx: its cells that are really there, its merged ranges, and what else is told."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from convert.adapters.excel.sheet import (
    CHOICES,
    CONDITIONS,
    FILTERS,
    SPARKLINES,
    Collector,
    Problem,
    Sheet,
    known_columns,
    parse_cell,
    parse_range,
)
from convert.adapters.excel.strings import RICH_TEXT_WORDS, RichText, names_of
from convert.adapters.excel.styles import Styles
from convert.adapters.excel.values import Entry, Values
from convert.adapters.excel.xlsx.packed import RowTaker
from convert.errors import Unreadable
from convert.numbers import read_count
from convert.ooxml.opc import Package
from convert.ooxml.xml_parts import open_scan, root_tag
from convert.own_workbook import MAX_COLUMNS, MAX_ROWS

_HEADERS = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
_WORDS = names_of(*("row", "c", "v", "f", "is", "mergeCell", "pane", "col", "hyperlink"), *RICH_TEXT_WORDS, *_HEADERS)
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_GIVEN_UP = {
    **dict.fromkeys(names_of("cfRule"), CONDITIONS),
    **dict.fromkeys((*names_of("dataValidation"), f"{_X14} dataValidation"), CHOICES),
    **dict.fromkeys(names_of("autoFilter"), FILTERS),
    f"{_X14} sparkline": SPARKLINES,
}
_TRUE = ("1", "true", "on")
_MOST_AROUND = 64 * 1024
"""Bytes around the rows of a sheet of which is kept what they say."""


def read_sheet(package: Package, part: str, values: Values, *, own: bool) -> Sheet:
    """Scan a worksheet. Raises Unreadable, TooLarge."""
    scanner = _SheetScanner(Collector(values, own=own))
    with package.stream(part) as stream:
        around = _Around(scanner, part)
        RowTaker(scanner.cells, around.feed, scanner.skip).read(stream)
        around.end()
    sheet = scanner.cells.finish()
    if not sheet.entries:
        with package.stream(part) as stream:
            if not root_tag(stream, part).endswith("}worksheet"):
                raise Unreadable("The file is damaged: its part {part} is not what it should be.", part=part)
    return sheet


class _Around:
    """Gives the parser what stands around the rows that were taken.

    Where all were taken, what is before and behind them is held back until the end: sheets of one form have the same.
    """

    def __init__(self, scanner: _SheetScanner, part: str) -> None:
        self._scanner, self._part = scanner, part
        self._held: list[bytes] = []
        self._parse: Callable[[bytes], None] | None = None

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the part. Raises Unreadable."""
        if self._parse is None and (not self._held or (len(self._held) == 1 and data.startswith(b"</sheetData>"))):
            self._held.append(data)
        else:
            self._let_go()(data)

    def end(self) -> None:
        """Tell the scanner the rest. Raises Unreadable."""
        told = None
        if self._parse is None and len(self._held) == 2 and sum(map(len, self._held)) <= _MOST_AROUND:
            told = _told_around(tuple(self._held), self._part)
        if told is None:
            self._let_go()(b"")
        else:
            self._scanner.cells.sheet.adopt(told)

    def _let_go(self) -> Callable[[bytes], None]:
        if self._parse is None:
            self._parse = open_scan(self._part, self._scanner)
            for data in self._held:
                self._parse(data)
        return self._parse


@lru_cache(maxsize=64)
def _told_around(pieces: tuple[bytes, ...], part: str) -> Sheet | None:
    """Scan a worksheet without rows, given in pieces; None if it has some after all. Raises Unreadable."""
    scanner = _SheetScanner(Collector(Values([], Styles(), since_1904=False, own=False)))
    parse = open_scan(part, scanner)
    for data in (*pieces, b""):
        parse(data)
    return None if scanner.has_rows else scanner.cells.sheet


class _SheetScanner:
    """Hears the elements of a worksheet part and keeps one cell at a time."""

    def __init__(self, cells: Collector) -> None:
        self.cells = cells
        self._values = cells.values
        self._row = self._col = -1
        self._row_text = ""
        self._type = ""
        self._style = 0
        self._raw: str | None = None
        self._formula: str | None = None
        self._rich: RichText | None = None
        self._buffer: list[str] | None = None

    @property
    def has_rows(self) -> bool:
        return self._row >= 0 or self._col >= 0

    def skip(self, row: int) -> None:
        """Hear of a row that is on the sheet already."""
        self._row, self._row_text = row, str(row + 1)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        word = _WORDS.get(name)
        if word is None:
            if name in _GIVEN_UP:
                self.cells.sheet.give_up(_GIVEN_UP[name])
            return
        if word == "c":
            self._start_cell(attributes)
        elif word in ("v", "f"):
            self._buffer = []
        elif word == "row":
            self._start_row(attributes)
        elif word == "is":
            self._rich = RichText()
        elif self._rich is not None:
            self._rich.start(word, attributes)
        elif word in _HEADERS:
            self._buffer = []
        elif word in ("mergeCell", "hyperlink", "pane", "col"):
            self._note(word, attributes)

    def text(self, data: str) -> None:
        if self._buffer is not None:
            self._buffer.append(data)
        elif self._rich is not None:
            self._rich.text(data)

    def end(self, name: str) -> None:
        word = _WORDS.get(name)
        if word is None:
            return
        if word == "v":
            self._raw, self._buffer = "".join(self._buffer or ()), None
        elif word == "c":
            entry = self._resolve()
            self._rich = None
            self.cells.put(self._row, self._col, entry, self._style)
        elif word == "f":
            self._formula, self._buffer = "".join(self._buffer or ()), None
        elif word in _HEADERS:
            self.cells.sheet.page_texts.append("".join(self._buffer or ()))
            self._buffer = None
        elif self._rich is not None and word not in ("is", "row"):
            self._rich.end(word)

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = read_count(attributes.get("r"))
        self._row = number - 1 if 1 <= number <= MAX_ROWS else self._row + 1
        self._row_text = str(self._row + 1)
        self._col = -1
        if attributes.get("hidden") in _TRUE:
            self.cells.sheet.hidden_rows.append(self._row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        self._col += 1
        if reference is not None:
            letters = reference.rstrip("0123456789")
            col = known_columns.get(letters, -1)
            if col >= 0 and reference[len(letters) :] == self._row_text:
                self._col = col
            else:
                self._place(reference)
        self._type = attributes.get("t", "n")
        self._style = read_count(attributes.get("s"))
        self._raw = self._formula = self._rich = None

    def _place(self, reference: str) -> None:
        place = parse_cell(reference)
        if place is None:
            self._problem("grid-repaired", "a cell's reference is no cell; it was put beside the one before", reference)
        else:
            self._row, self._col = place
            self._row_text = str(self._row + 1)

    def _problem(self, code: str, detail: str, before: str = "") -> None:
        self.cells.problem(code, detail, self._row, self._col, before)

    def _resolve(self) -> Entry | None:
        kind, raw, values = self._type, self._raw, self._values
        if kind == "n" and raw:
            return values.number(raw, self._style)
        if self._rich is not None and kind != "s":
            return values.rich(tuple(self._rich.segments), self._style)
        if raw is None or (raw == "" and kind != "str"):
            if self._formula is not None:
                self.cells.formula(self._row, self._col, f"={self._formula}" if self._formula else "")
            return None
        if kind == "s":
            try:
                return values.shared(raw, self._style)
            except KeyError:
                self._problem("content-dropped", "text missing from the file", raw)
                return None
        if kind == "b":
            return values.boolean(raw, self._style)
        if kind == "d":
            return values.moment(raw, self._style)
        if kind in ("str", "inlineStr"):
            return values.plain(raw, self._style)
        return values.plain(raw, self._style, "error" if kind == "e" else "odd")

    def _note(self, word: str, attributes: dict[str, str]) -> None:
        sheet = self.cells.sheet
        if word == "col":
            first, last = (read_count(attributes.get(end), MAX_COLUMNS) for end in ("min", "max"))
            if attributes.get("hidden") in _TRUE and first and last:
                sheet.hidden_columns.append((first - 1, last - 1))
            return
        if word == "pane":
            if attributes.get("state", "").startswith("frozen"):
                rows, cols = (attributes.get(side, "").partition(".")[0] for side in ("ySplit", "xSplit"))
                sheet.frozen = read_count(rows, MAX_ROWS), read_count(cols, MAX_COLUMNS)
            return
        area = parse_range(attributes.get("ref", ""))
        if area is None:
            sheet.problems.append(
                Problem("grid-repaired", detail="range that is none", before=attributes.get("ref", ""))
            )
        elif word == "mergeCell":
            if area[:2] != area[2:]:
                sheet.merges.append(area)
        else:
            relationship = next((value for key, value in attributes.items() if key.endswith(" id")), "")
            sheet.links.append((area, relationship, attributes.get("location", "")))
