"""Scan a worksheet: its cells that are really there, its merged ranges, and what else a reader must know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from convert.adapters.excel.strings import RICH_TEXT_WORDS, RichText, names_of
from convert.adapters.excel.values import Entry, Values
from convert.errors import TooLarge
from convert.opc import Package, scan_xml
from convert.own_workbook import MAX_COLUMNS, MAX_ROWS

MAX_CELLS = 2_000_000
"""Cells that are not blank, in one sheet."""
MAX_BLANKS = 5_000_000
COLUMN_BITS = 14
_HEADERS = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
_WORDS = names_of(*("row", "c", "v", "f", "is", "mergeCell", "pane", "col", "hyperlink"), *RICH_TEXT_WORDS, *_HEADERS)
_TRUE = ("1", "true", "on")

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 0."""


def key_of(row: int, col: int) -> int:
    return row << COLUMN_BITS | col


def place_of(key: int) -> tuple[int, int]:
    return key >> COLUMN_BITS, key & (1 << COLUMN_BITS) - 1


class Problem(NamedTuple):
    """Something that a finding must be made of: its code, where it is, and its words."""

    code: str
    detail: str
    key: int = -1
    before: str = ""
    after: str = ""


@dataclass(slots=True)
class Sheet:
    """What a worksheet holds, by keys that sort by row, then column.

    blanks: cells without content that are there (of other programs' files, those with a border) → style index;
    links: where, relationship id, place inside the target; frozen: rows and columns that stay in view.
    """

    entries: dict[int, Entry] = field(default_factory=dict)
    blanks: dict[int, int] = field(default_factory=dict)
    merges: list[Range] = field(default_factory=list)
    links: list[tuple[Range, str, str]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    frozen: tuple[int, int] = (0, 0)
    page_texts: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_sheet(package: Package, part: str, values: Values, *, own: bool) -> Sheet:
    """Scan a worksheet. Raises Unreadable, TooLarge."""
    scanner = _SheetScanner(values, own)
    with package.stream(part) as stream:
        scan_xml(stream, part, scanner)
    sheet = scanner.sheet
    if not scanner.in_order:
        sheet.entries = dict(sorted(sheet.entries.items()))
    return sheet


def parse_cell(reference: str) -> tuple[int, int] | None:
    """Read `C7`; None if it is no cell of a worksheet.

    >>> parse_cell("C7"), parse_cell("$XFE$1"), parse_cell("7")
    ((6, 2), None, None)
    """
    reference = reference.replace("$", "")
    letters = reference.rstrip("0123456789")
    digits = reference[len(letters) :]
    col = column_index(letters)
    if col < 0 or not digits or len(digits) > 7 or not 1 <= int(digits) <= MAX_ROWS:
        return None
    return int(digits) - 1, col


def parse_range(reference: str) -> Range | None:
    """Read `A1:B2` or `A1`, whichever corner comes first."""
    first, _, last = reference.partition(":")
    start, stop = parse_cell(first), parse_cell(last or first)
    if start is None or stop is None:
        return None
    return min(start[0], stop[0]), min(start[1], stop[1]), max(start[0], stop[0]), max(start[1], stop[1])


_columns: dict[str, int] = {}


def column_index(letters: str) -> int:
    """Count the columns before `C`; -1 if no column is called so."""
    known = _columns.get(letters)
    if known is None:
        known = -1
        if 1 <= len(letters) <= 3 and letters.isascii() and letters.isalpha():
            known = 0
            for letter in letters.upper():
                known = known * 26 + ord(letter) - 64
            known = known - 1 if known <= MAX_COLUMNS else -1
        if len(_columns) < 2 * MAX_COLUMNS:
            _columns[letters] = known
    return known


class _SheetScanner:
    """Hears the elements of a worksheet part and keeps one cell at a time."""

    def __init__(self, values: Values, own: bool) -> None:
        self.sheet = Sheet()
        self.in_order = True
        self._values, self._own = values, own
        self._row = self._col = -1
        self._row_text = ""
        self._last_key = -1
        self._type = ""
        self._style = 0
        self._raw: str | None = None
        self._formula: str | None = None
        self._rich: RichText | None = None
        self._buffer: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        word = _WORDS.get(name)
        if word is None:
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
            self._end_cell()
        elif word == "f":
            self._formula, self._buffer = "".join(self._buffer or ()), None
        elif word in _HEADERS:
            self.sheet.page_texts.append("".join(self._buffer or ()))
            self._buffer = None
        elif self._rich is not None and word not in ("is", "row"):
            self._rich.end(word)

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        valid = number.isascii() and number.isdigit() and len(number) <= 7 and 1 <= int(number) <= MAX_ROWS
        self._row = int(number) - 1 if valid else self._row + 1
        self._row_text = str(self._row + 1)
        self._col = -1
        if attributes.get("hidden") in _TRUE:
            self.sheet.hidden_rows.append(self._row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        self._col += 1
        if reference is not None:
            letters = reference.rstrip("0123456789")
            col = _columns.get(letters, -1)
            if col >= 0 and reference[len(letters) :] == self._row_text:
                self._col = col
            else:
                self._place(reference)
        self._type = attributes.get("t", "n")
        style = attributes.get("s", "0")
        self._style = int(style) if style.isascii() and style.isdigit() and len(style) < 10 else 0
        self._raw = self._formula = self._rich = None

    def _place(self, reference: str) -> None:
        place = parse_cell(reference)
        if place is None:
            self._problem("grid-repaired", "a cell's reference is no cell; it was put beside the one before", reference)
        else:
            self._row, self._col = place
            self._row_text = str(self._row + 1)

    def _problem(self, code: str, detail: str, before: str = "", after: str = "") -> None:
        self.sheet.problems.append(Problem(code, detail, key_of(max(self._row, 0), max(self._col, 0)), before, after))

    def _end_cell(self) -> None:
        entry = self._resolve()
        key = self._row << COLUMN_BITS | self._col
        self._rich = None
        if self._row < 0 or self._row >= MAX_ROWS or self._col >= MAX_COLUMNS:
            if entry is not None:
                self._problem("content-dropped", "cell outside the worksheet", entry.text)
            return
        if entry is None or (entry.remark == "space" and not self._own):
            if self._own or self._values.is_bordered(self._style):
                self.sheet.blanks[key] = self._style
                if len(self.sheet.blanks) > MAX_BLANKS:
                    raise TooLarge(what=f"> {MAX_BLANKS} cells")
            return
        if key <= self._last_key:
            self.in_order = False
            earlier = self.sheet.entries.get(key)
            if earlier is not None:
                self._problem("content-dropped", "second content of a cell that is given twice", entry.text)
                return
        else:
            self._last_key = key
        self.sheet.entries[key] = entry
        if len(self.sheet.entries) > MAX_CELLS:
            raise TooLarge(what=f"> {MAX_CELLS} cells")
        if not entry.remark:
            return
        if entry.remark == "rounded":
            self._problem("number-reformatted", "the worksheet shows it rounded", entry.shown, entry.text)
        elif entry.remark == "error":
            self._problem("structure-changed", "error of a formula, kept as text", entry.text)
        elif entry.remark == "odd":
            self._problem("structure-changed", "not what the cell's type says, kept as text", entry.text)

    def _resolve(self) -> Entry | None:
        kind, raw, values = self._type, self._raw, self._values
        if kind == "n" and raw:
            return values.number(raw, self._style)
        if self._rich is not None and kind != "s":
            return values.rich(tuple(self._rich.segments), self._style)
        if raw is None or (raw == "" and kind != "str"):
            if self._formula is not None:
                return self._resolve_formula(self._formula)
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

    def _resolve_formula(self, formula: str) -> Entry | None:
        if not formula:
            self._problem("content-dropped", "formula shared with another cell, without a stored result")
            return None
        self._problem("structure-changed", "formula without a stored result, kept as text", f"={formula}")
        return self._values.plain(f"={formula}", self._style)

    def _note(self, word: str, attributes: dict[str, str]) -> None:
        sheet = self.sheet
        if word == "col":
            first, last = attributes.get("min", ""), attributes.get("max", "")
            if attributes.get("hidden") in _TRUE and first.isdigit() and last.isdigit() and len(first + last) < 12:
                sheet.hidden_columns.append((int(first) - 1, min(int(last), MAX_COLUMNS) - 1))
            return
        if word == "pane":
            if attributes.get("state", "").startswith("frozen"):
                rows, cols = (attributes.get(side, "").partition(".")[0] for side in ("ySplit", "xSplit"))
                sheet.frozen = (
                    int(rows) if rows.isdigit() and len(rows) < 8 else 0,
                    int(cols) if cols.isdigit() and len(cols) < 8 else 0,
                )
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
