"""Make tables of rows of raw cell texts: strip, join wrapped lines, and say so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from convert.adapters.text.inline import read_inline
from convert.adapters.text.region import Context, Region
from convert.east_asian import UNSPACED
from convert.errors import TooLarge
from convert.findings import finding
from convert.grid import MAX_COLUMNS, place
from convert.model import NOWHERE, Block, Cell, Finding, Origin, Paragraph, Run, Table, plain_runs
from convert.numbers import WITHOUT_MEANING

MAX_CELLS = 2_000_000
"""More cells than any office table has, and as many as fit into memory."""
MAX_COLSPAN = 200
"""Columns that a cell may say it runs over; beyond them nothing stands."""

_ASCII_BLANKS = " \t\n\r\x0b\x0c"
_WIDE = re.compile(f"[\u1100-\u115f\uac00-\ud7a3{UNSPACED}]")
_IGNORED = re.compile(f"[{WITHOUT_MEANING}]")
_NUMBER = re.compile(r"[-+]?\d[\d,，]{0,40}(?:\.\d{1,20})?%?")


class Field(NamedTuple):
    """A cell's raw text (`\\n` where it was wrapped) and the index of its first line."""

    text: str
    line: int


class Spot(NamedTuple):
    """A cell of a row that tells its spans and its column (-1: the next that is free)."""

    col: int
    rowspan: int
    colspan: int
    field: Field

    def going_on(self, text: str) -> Spot:
        """Give the cell with another line of text."""
        whole = "\n".join(filter(None, (self.field.text, text)))
        return self._replace(field=self.field._replace(text=whole))


def free_spot(text: str, line: int, rowspan: int = 1, colspan: int = 1) -> Spot:
    """Make a cell of the next free column; spans are what a file says, whatever that is."""
    return Spot(-1, max(1, rowspan), min(max(1, colspan), MAX_COLSPAN), Field(text, line))


def check_cells(count: int) -> None:
    """Raise TooLarge if a file holds more cells than any document can need."""
    if count > MAX_CELLS:
        raise TooLarge(what=f"{MAX_CELLS} cells")


def is_number(text: str) -> bool:
    """Say whether a stripped text is nothing but a number.

    >>> is_number("1,024.5"), is_number("3件")
    (True, False)
    """
    return _NUMBER.fullmatch(text if text.isascii() else _IGNORED.sub("", text)) is not None


def join_lines(pieces: Iterable[str]) -> str:
    """Join the lines of a wrapped text: Chinese without a gap, other words with a space.

    >>> join_lines(["办公", "用品"]), join_lines(["per", "year"])
    ('办公用品', 'per year')
    """
    joined: list[str] = []
    for piece in (piece.strip() for piece in pieces):
        if not piece:
            continue
        if joined and joined[-1][-1] == "\u00ad":
            joined[-1] = joined[-1][:-1]
        elif joined and not (_WIDE.match(joined[-1][-1]) or _WIDE.match(piece[0])):
            joined.append(" ")
        joined.append(piece)
    return "".join(joined)


def is_padded(text: str) -> bool:
    """Say whether blanks stand around a text that are not ASCII's."""
    return text.strip() != text.strip(_ASCII_BLANKS)


class TableBuilder:
    """Collect rows of fields; a field's place in its row is its column. Raises TooLarge."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._cells: list[Cell] = []
        self._findings: list[Finding] = []
        self._n_rows = self._n_cols = 0
        self._padded = 0
        self._first_padded: Field | None = None
        self._too_wide = False
        self._covered = 0

    def add(self, fields: Sequence[Field]) -> None:
        """Add a row; one with more cells than a sheet has columns goes on in the next row."""
        if len(fields) > MAX_COLUMNS:
            last = max((index for index, field in enumerate(fields) if field.text.strip()), default=0)
            self._too_wide |= last >= MAX_COLUMNS
            fields = fields[: max(last + 1, MAX_COLUMNS)]
        for start in range(0, max(1, len(fields)), MAX_COLUMNS):
            part = fields[start : start + MAX_COLUMNS]
            check_cells(len(self._cells) + len(part))
            for col, field in enumerate(part):
                self._cells.append(self._cell(col, field))
            self._n_cols = max(self._n_cols, len(part))
            self._n_rows += 1

    def add_spanned(self, spots: Sequence[Spot]) -> None:
        """Add a row of cells that tell their columns and spans; where they may overlap, see `place`."""
        self._covered += sum(spot.colspan for spot in spots)
        check_cells(self._covered)
        for spot in spots:
            self._cells.append(self._cell(spot.col, spot.field, spot.rowspan, spot.colspan))
            self._n_cols = max(self._n_cols, spot.col + spot.colspan)
        self._n_rows += 1

    def _cell(self, col: int, field: Field, rowspan: int = 1, colspan: int = 1) -> Cell:
        origin = self._context.origin(field.line)
        text = field.text.strip()
        if len(text) != len(field.text) and is_padded(field.text):
            self.note_padded(field)
        if "\n" in text:
            joined = join_lines(text.split("\n"))
            self._findings.append(finding("lines-joined", origin, before=text, after=joined))
            text = joined
        blocks: tuple[Block, ...] = ()
        if text:
            runs = plain_runs(text)
            if self._context.markdown:
                runs, found = read_inline(text, origin)
                self._findings += found
            blocks = (Paragraph(runs, origin),) if runs else ()
        return Cell(self._n_rows, col, rowspan, colspan, blocks, origin=origin)

    def note_padded(self, field: Field) -> None:
        """Hear of a field of which more than ASCII blanks was stripped."""
        self._padded += 1
        self._first_padded = self._first_padded or field

    def place(self) -> None:
        """Put each cell into the first free column from its own on."""
        rows: list[list[Cell]] = [[] for _ in range(self._n_rows)]
        for cell in self._cells:
            rows[cell.row].append(cell)
        table = place(rows)
        self._cells, self._n_cols = list(table.cells), table.n_cols

    def build(self, header_rows: int = 0) -> tuple[Table, tuple[Finding, ...]]:
        """Give the table of the rows added so far and what was done to its texts."""
        table = Table(self._n_rows, self._n_cols, tuple(self._cells), header_rows, origin=self._origin)
        return table, self.findings()

    @property
    def _origin(self) -> Origin:
        return self._cells[0].origin if self._cells else NOWHERE

    def findings(self) -> tuple[Finding, ...]:
        """Give what was done to the texts of all rows; once, behind the last."""
        if self._first_padded:
            before = self._first_padded.text
            where = self._context.origin(self._first_padded.line)
            self._findings.append(
                finding("spaces-collapsed", where, before=before, after=before.strip(), detail=f"{self._padded} cells")
            )
        if self._too_wide:
            self._findings.append(finding("grid-repaired", self._origin, detail=f"> {MAX_COLUMNS} columns"))
        return tuple(self._findings)


def join_above(rows: Iterable[Sequence[Spot]], mark: str) -> list[list[Spot]]:
    """Let the cell above go on where one holds a mark and nothing else; all tell their columns."""
    above: dict[int, tuple[int, int]] = {}
    kept: list[list[Spot]] = []
    for number, row in enumerate(rows):
        kept.append([])
        here: dict[int, tuple[int, int]] = {}
        for spot in row:
            if spot.field.text.strip() == mark and spot.col in above:
                at, index = here[spot.col] = above[spot.col]
                kept[at][index] = kept[at][index]._replace(rowspan=number - at + 1)
            else:
                here[spot.col] = number, len(kept[-1])
                kept[-1].append(spot)
        above = here
    return kept


def fill_rows(cells: Iterable[Spot], width: int) -> Iterator[list[Spot]]:
    """Yield rows of so many columns, filled from left to right; what a cell above covers is taken. Raises TooLarge."""
    covered = [0] * width
    row: list[Spot] = []
    col = count = 0
    for spot in cells:
        while col < width and covered[col]:
            col += 1
        while col >= width:
            count += width
            check_cells(count)
            yield row
            row, covered = [], [max(0, rows - 1) for rows in covered]
            col = next((at for at, rows in enumerate(covered) if not rows), width)
        stop = min(width, col + spot.colspan)
        row.append(spot._replace(colspan=stop - col))
        covered[col:stop] = [spot.rowspan] * (stop - col)
        col = stop
    if row:
        yield row


def read_fields(rows: Iterable[Sequence[Field]], end: int, context: Context, header_rows: int = 0) -> Region:
    """Make a table of rows whose cells fill a column each; end: the line behind it."""
    builder = TableBuilder(context)
    for row in rows:
        builder.add(row)
    table, findings = builder.build(header_rows)
    return Region((table,), end, findings)


def read_spanned(rows: Iterable[Sequence[Spot]], end: int, context: Context, header_rows: int = 0) -> Region | None:
    """Make a table of rows whose cells tell their spans and may overlap; None if it holds no text."""
    builder = TableBuilder(context)
    for row in rows:
        builder.add_spanned(row)
    builder.place()
    table, findings = builder.build(header_rows)
    return Region((table,), end, findings) if any(cell.blocks for cell in table.cells) else None


def paragraph(text: str, context: Context, index: int) -> tuple[tuple[Block, ...], tuple[Finding, ...]]:
    """Make a paragraph of a line, or nothing of a blank one."""
    text = text.strip()
    if not text:
        return (), ()
    origin: Origin = context.origin(index)
    if not context.markdown:
        return (Paragraph((Run(text),), origin),), ()
    runs, findings = read_inline(text, origin)
    return ((Paragraph(runs, origin),) if runs else ()), findings
