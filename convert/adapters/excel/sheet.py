"""What a sheet holds, whatever format it comes from, and the one place where its cells are put."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct, field

from convert.adapters.excel.entries import COLUMN_BITS, COLUMN_MASK, Entries, Shape
from convert.adapters.excel.values import Entry, Values
from convert.errors import TooLarge
from convert.own_workbook import MAX_COLUMNS, MAX_ROWS

MAX_CELLS = 2_000_000
"""Cells that are not blank, in one sheet."""
MAX_BLANKS = 5_000_000
MAX_CHARACTERS = 100_000_000
"""Of all cells of a sheet together; a text that many cells share counts each time."""
INEXACT = "digits after the fifteenth are not in the file; the worksheet shows noughts"
_SHORT = 24
"""Characters of a range of which is kept what it is; those of a form are read with every document."""
_LARGEST_LINK = 1_000
"""Cells that a link may cover; of a larger range only the first has it."""

GIVEN_UP = CACHES, CHOICES, CONDITIONS, FILTERS, LINKS, NAMES, PIVOTS, SPARKLINES = (
    "values kept of other workbooks",
    "rules of what may be typed",
    "conditional formats",
    "filters",
    "links to other cells",
    "names of cells",
    "pivot tables, of which the cells are kept",
    "sparklines",
)
"""What sheets of all formats may hold beside their cells, in the words of findings."""

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 0."""


def key_of(row: int, col: int) -> int:
    return row << COLUMN_BITS | col


def place_of(key: int) -> tuple[int, int]:
    return key >> COLUMN_BITS, key & COLUMN_MASK


class Problem(NamedTuple):
    """Something that a finding must be made of: its code, where it is, and its words."""

    code: str
    detail: str
    key: int = -1
    before: str = ""
    after: str = ""


class SheetEntry(NamedTuple):
    """A sheet as the workbook lists it.

    kind: worksheet, chartsheet…; print_area: None if none is set; repeated: how many rows head each printed page.
    """

    name: str
    part: str
    kind: str = "worksheet"
    hidden: bool = False
    print_area: Range | None = None
    repeated: int = 0


class Sheet(Struct):
    """What a worksheet holds, by keys that sort by row, then column.

    blanks: of this program's own workbooks, the cells that are there without content → style index; of others'
    only the rows and columns are known in which blank cells have borders (framed_rows, framed_columns);
    links: where, relationship id, place inside the target; frozen: rows and columns that stay in view;
    given_up: how often there is each kind of what changes no text.
    """

    entries: Entries
    blanks: dict[int, int] = field(default_factory=dict)
    framed_rows: set[int] = field(default_factory=set)
    framed_columns: set[int] = field(default_factory=set)
    merges: list[Range] = field(default_factory=list)
    links: list[tuple[Range, str, str]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    frozen: tuple[int, int] = (0, 0)
    page_texts: list[str] = field(default_factory=list)
    given_up: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def give_up(self, kind: str) -> None:
        self.given_up[kind] = self.given_up.get(kind, 0) + 1

    def adopt(self, other: Sheet) -> None:
        """Take over what is told of another sheet beside its cells."""
        self.merges += other.merges
        self.links += other.links
        self.hidden_columns += other.hidden_columns
        self.frozen = other.frozen
        self.page_texts += other.page_texts
        self.given_up |= other.given_up
        self.problems += other.problems

    def let_go(self) -> None:
        """Forget the cells, once a table has been made of them."""
        self.entries.clear()
        self.blanks.clear()


class Collector:
    """Puts the cells of one sheet where they belong. own: this program wrote the workbook."""

    def __init__(self, values: Values, *, own: bool = False) -> None:
        self.sheet = Sheet(Entries(values))
        self._loose = self.sheet.entries.loose
        self.values = values
        self.own = own
        self._last_key = -1
        self._in_order = True
        self._characters = 0
        self._beyond = 0

    def problem(self, code: str, detail: str, row: int, col: int, before: str = "", after: str = "") -> None:
        self.sheet.problems.append(Problem(code, detail, key_of(max(row, 0), max(col, 0)), before, after))

    def put(self, row: int, col: int, entry: Entry | None, style: int) -> None:
        """Put a cell on the sheet; None: it is there and blank. Raises TooLarge."""
        sheet = self.sheet
        if not (0 <= row < MAX_ROWS and 0 <= col < MAX_COLUMNS):
            if entry is not None:
                self.problem("content-dropped", "cell outside the worksheet", row, col, entry.text)
            return
        key = row << COLUMN_BITS | col
        if entry is None or (entry.remark == "space" and not self.own):
            self._put_blank(row, col, style)
            return
        if key <= self._last_key:
            self._in_order = False
            if key in sheet.entries:
                self.problem("content-dropped", "second content of a cell that is given twice", row, col, entry.text)
                return
        else:
            self._last_key = key
        if entry.value is None:
            if not self.has_room(len(entry.text)):
                self._beyond += 1
                return
            self._characters += len(entry.text)
        self._loose[key] = entry
        if len(sheet.entries) > MAX_CELLS:
            raise TooLarge(what=f"> {MAX_CELLS} cells")
        if entry.remark:
            self.remark(row, col, entry)

    def has_room(self, characters: int) -> bool:
        """Say whether a text of so many characters may be put on the sheet."""
        return self._characters + characters <= MAX_CHARACTERS

    @property
    def last_row(self) -> int:
        """The furthest row so far; -1 before the first."""
        return self._last_key >> COLUMN_BITS

    def pack(
        self,
        rows: Sequence[int],
        shape: Shape,
        contents: Iterable[Sequence[str]],
        characters: int,
        blank: Sequence[tuple[int, int]],
    ) -> None:
        """Put rows of checked cells behind all others. characters: of texts; blank: columns and styles of blanks."""
        self._last_key = rows[-1] << COLUMN_BITS | shape.columns[-1]
        for col, style in blank:
            for row in rows:
                self._put_blank(row, col, style)
        self._characters += characters
        self.sheet.entries.pack(rows, shape, contents)
        if len(self.sheet.entries) > MAX_CELLS:
            raise TooLarge(what=f"> {MAX_CELLS} cells")

    def _put_blank(self, row: int, col: int, style: int) -> None:
        if self.own:
            self.sheet.blanks[row << COLUMN_BITS | col] = style
            if len(self.sheet.blanks) > MAX_BLANKS:
                raise TooLarge(what=f"> {MAX_BLANKS} cells")
        elif self.values.is_bordered(style):
            self.sheet.framed_rows.add(row)
            self.sheet.framed_columns.add(col)

    def remark(self, row: int, col: int, entry: Entry) -> None:
        """Tell of a cell what its entry's remark says."""
        if entry.remark == "rounded":
            detail = "the worksheet shows it rounded"
            self.problem("number-reformatted", detail, row, col, entry.shown, entry.text)
        elif entry.remark == "rewritten":
            self.problem("number-reformatted", "shown otherwise in the source", row, col, entry.shown, entry.text)
        elif entry.remark == "kept":
            self.problem("value-text-kept", "no number format of a worksheet shows it so", row, col, entry.text)
        elif entry.remark == "inexact":
            self.problem("number-reformatted", INEXACT, row, col, entry.shown, entry.text)
        elif entry.remark == "error":
            self.problem("structure-changed", "error of a formula, kept as text", row, col, entry.text)
        elif entry.remark == "odd":
            self.problem("structure-changed", "not what the cell's type says, kept as text", row, col, entry.text)

    def formula(self, row: int, col: int, formula: str) -> None:
        """Tell of a formula whose result the file does not hold; its cell stays blank."""
        self.problem("content-dropped", "formula without a stored result, left blank", row, col, formula)

    def finish(self) -> Sheet:
        """Give the sheet, its cells in order."""
        sheet = self.sheet
        if not self._in_order:
            sheet.entries.sort()
        if self._beyond:
            detail = "cells whose texts are too long together"
            sheet.problems.append(Problem("content-dropped", detail=detail, before=f"× {self._beyond}"))
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
    return (_parse_range if len(reference) <= _SHORT else _parse_range.__wrapped__)(reference)


@lru_cache(maxsize=4096)
def _parse_range(reference: str) -> Range | None:
    first, _, last = reference.partition(":")
    start, stop = parse_cell(first), parse_cell(last or first)
    if start is None or stop is None:
        return None
    return min(start[0], stop[0]), min(start[1], stop[1]), max(start[0], stop[0]), max(start[1], stop[1])


known_columns: dict[str, int] = {}


def column_index(letters: str) -> int:
    """Count the columns before `C`; -1 if no column is called so."""
    known = known_columns.get(letters)
    if known is None:
        known = -1
        if 1 <= len(letters) <= 3 and letters.isascii() and letters.isalpha():
            known = 0
            for letter in letters.upper():
                known = known * 26 + ord(letter) - 64
            known = known - 1 if known <= MAX_COLUMNS else -1
        if len(known_columns) < 2 * MAX_COLUMNS:
            known_columns[letters] = known
    return known


def spread_links(links: Iterable[tuple[Range, str]]) -> dict[int, str]:
    """Give each cell of linked ranges its address."""
    spread: dict[int, str] = {}
    for (top, left, bottom, right), address in links:
        if (bottom - top + 1) * (right - left + 1) > _LARGEST_LINK:
            bottom, right = top, left
        for row in range(top, bottom + 1):
            for col in range(left, right + 1):
                spread[key_of(row, col)] = address
    return spread
