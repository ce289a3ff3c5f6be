"""Make tables of lines whose pieces stand in columns: which column a piece stands in, which lines are one row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from convert.adapters.text.cells import check_cells, is_number, join_lines
from convert.adapters.text.region import Context
from convert.adapters.text.wording import are_prose, is_marker
from convert.findings import finding
from convert.model import Cell, Finding, Paragraph, Run, Table

FEWEST_LINES = 3
_MOST_BLANK = 20
_ALWAYS_ROOM = 10_000
"""Cells of a table for each piece of text in it, and cells that any table may have."""


class Piece(NamedTuple):
    left: int
    right: int
    text: str


class Line(Struct):
    index: int
    pieces: list[Piece]


class Group(Struct):
    """Lines that share gutters, and the columns between those. joins: it goes on with the table of another page."""

    lines: list[Line]
    columns: list[tuple[int, int]]
    page: int
    joins: bool = False

    @property
    def is_table(self) -> bool:
        if self.joins:
            return True
        rows = [line for line in self.lines if len(line.pieces) > 1]
        filled = sum(len(line.pieces) for line in self.lines)
        if len(self.lines) * len(self.columns) > max(_MOST_BLANK * filled, _ALWAYS_ROOM):
            return False
        return len(self.columns) > 1 and len(rows) >= FEWEST_LINES and _are_cells(rows)


def _are_cells(rows: Sequence[Line]) -> bool:
    texts = [[piece.text for piece in line.pieces] for line in rows]
    if all(len(row) == 2 and is_marker(row[0]) and not is_number(row[1]) for row in texts):
        return False
    return not are_prose([text for row in texts for text in row])


def build_table(group: Group, context: Context, *, exact: bool) -> tuple[Table, list[Finding]]:
    """Put the pieces of a group into cells."""
    widths: list[list[int]] = [[0, 0] for _ in group.columns]
    placed = []
    for line in group.lines:
        spots = _place(line.pieces, group.columns)
        placed.append((line, spots))
        for piece, col, colspan in spots:
            if colspan == 1:
                widths[col] = sorted([*widths[col], piece.right - piece.left])[1:]
    room = [second if second >= first - 1 else first + 2 for second, first in widths]
    rows: list[dict[int, Cell]] = []
    last: Line | None = None
    above: list[tuple[Piece, int, int]] = []
    for line, spots in placed:
        follows = last is not None and line.index == last.index + 1 and _goes_on(above, spots, room)
        if not follows:
            rows.append({})
        for piece, col, colspan in spots:
            _add(rows[-1], len(rows) - 1, piece, col, colspan, line.index, context)
        last, above = line, spots
    check_cells(len(rows) * len(group.columns))
    findings: list[Finding] = []
    cells = [cell for at, row in enumerate(rows) for cell in _fill(row, at, len(group.columns), context, group)]
    if exact:
        cells = [_join(cell, findings) for cell in cells]
    table = Table(len(rows), len(group.columns), tuple(cells), origin=context.origin(group.lines[0].index))
    return table, findings


def _join(cell: Cell, findings: list[Finding]) -> Cell:
    """Make the lines of a cell one paragraph, without places on the page."""
    texts = [block.text for block in cell.blocks if isinstance(block, Paragraph)]
    if not texts:
        return cell
    joined = join_lines(texts)
    if len(texts) > 1:
        findings.append(finding("lines-joined", cell.origin, before="\n".join(texts), after=joined))
    return replace(cell, blocks=(Paragraph((Run(joined),), cell.origin),))


def _place(line: Sequence[Piece], columns: Sequence[tuple[int, int]]) -> list[tuple[Piece, int, int]]:
    """Give each piece its column and how many columns it covers; what finds no free column shares the last."""
    starts = []
    first = 0
    for piece in line:
        col = first
        while col + 1 < len(columns) and columns[col + 1][0] <= piece.left:
            col += 1
        if col + 1 < len(columns) and piece.left >= columns[col][1] and piece.right > columns[col + 1][0]:
            col += 1
        starts.append(min(col, len(columns) - 1))
        first = min(starts[-1] + 1, len(columns) - 1)
    spots = []
    for at, (piece, col) in enumerate(zip(line, starts, strict=True)):
        limit = starts[at + 1] if at + 1 < len(line) else len(columns)
        last = col
        while last + 1 < limit and columns[last + 1][0] < piece.right:
            last += 1
        spots.append((piece, col, last - col + 1))
    return spots


def _goes_on(
    above: Sequence[tuple[Piece, int, int]], below: Sequence[tuple[Piece, int, int]], room: Sequence[int]
) -> bool:
    """Say whether a line only carries on texts that fill their columns in the line above, as others do."""
    full = {col for piece, col, colspan in above if colspan == 1 and piece.right - piece.left >= room[col]}
    if len(below) >= len(above) or any(colspan > 1 or col not in full for _, col, colspan in below):
        return False
    return not any(is_number(piece.text) for piece, _, _ in below)


def _add(row: dict[int, Cell], at: int, piece: Piece, col: int, colspan: int, index: int, context: Context) -> None:
    origin = context.origin(index)
    line = origin.line or 0
    boxed = replace(origin, box=(float(piece.left), float(line), float(piece.right), float(line + 1)))
    block = Paragraph((Run(piece.text),), boxed)
    if col in row:
        row[col] = replace(row[col], blocks=(*row[col].blocks, block))
    else:
        row[col] = Cell(at, col, 1, colspan, (block,), origin=origin)


def _fill(row: dict[int, Cell], at: int, n_cols: int, context: Context, group: Group) -> Iterator[Cell]:
    """Yield the cells of a row, blank ones where no piece stands."""
    origin = next(iter(row.values())).origin if row else context.origin(group.lines[0].index)
    col = 0
    while col < n_cols:
        cell = row.get(col) or Cell(at, col, origin=origin)
        yield cell
        col += cell.colspan
