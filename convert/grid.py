"""Put rows of cells on a grid, cut grids and fill their holes. Geometry only: no text is read here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from msgspec.structs import replace

from convert.model import NOWHERE, Cell, Origin, Table

MAX_COLUMNS = 16_384
"""As many columns as a worksheet has; wider tables are cut by their reader, with a finding."""

_Number = TypeVar("_Number", int, float)


def merge_spans(spans: Iterable[tuple[_Number, _Number]]) -> list[tuple[_Number, _Number]]:
    """Give spans in order, those that overlap as one.

    >>> merge_spans([(7, 9), (0, 2), (1, 5), (5, 6)])
    [(0, 5), (5, 6), (7, 9)]
    """
    merged: list[tuple[_Number, _Number]] = []
    for start, stop in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], stop)
        else:
            merged.append((start, stop))
    return merged


def place(rows: Iterable[Sequence[Cell]], *, origin: Origin = NOWHERE, header_rows: int = 0) -> Table:
    """Place rows of cells whose spans are known but whose columns may be wrong, as HTML does it.

    A cell keeps its column if that is free, else it moves right to the next free one (col -1: the next free one).
    A span that would cover another cell or the end of the table is clipped; no cell is ever dropped.
    Placing the rows of a placed table again gives the same table.
    """
    given = [list(row) for row in rows]
    open_until: dict[int, int] = {}
    placed: list[Cell] = []
    n_cols = 0
    for row_index, row in enumerate(given):
        at = 0
        for cell in row:
            col = cell.col if cell.col > at else at
            while open_until.get(col, 0) > row_index:
                col += 1
            colspan = 1
            while colspan < cell.colspan and open_until.get(col + colspan, 0) <= row_index:
                colspan += 1
            rowspan = 1 if cell.rowspan <= 1 else min(cell.rowspan, len(given) - row_index)
            if rowspan > 1:
                open_until.update(dict.fromkeys(range(col, col + colspan), row_index + rowspan))
            if cell.row != row_index or cell.col != col or cell.rowspan != rowspan or cell.colspan != colspan:
                cell = replace(cell, row=row_index, col=col, rowspan=rowspan, colspan=colspan)
            placed.append(cell)
            at = col + colspan
            n_cols = max(n_cols, at)
    return Table(len(given), n_cols, tuple(placed), header_rows, origin=origin)


def slice_rows(table: Table, start: int, stop: int) -> Table:
    """Cut rows start to stop out of a table. Cells that reach over an edge are clipped, kept in the first part."""
    cells = []
    for cell in table.cells:
        if start <= cell.row < stop:
            cells.append(replace(cell, row=cell.row - start, rowspan=min(cell.rowspan, stop - cell.row)))
    header_rows = max(0, min(table.header_rows, stop) - start)
    return replace(table, n_rows=stop - start, cells=tuple(cells), header_rows=header_rows)


def fill_holes(table: Table) -> Table:
    """Put blank cells where a row has a hole between cells, and one blank cell across a row that has none.

    Holes at the start and the end of a row stay: Word keeps them (`gridBefore`, `gridAfter`).
    """
    open_until = [0] * table.n_cols
    filled: list[Cell] = []
    for index, row in enumerate(table.rows()):
        for cell in row:
            for col in range(cell.col, cell.col + cell.colspan):
                open_until[col] = index + cell.rowspan
        filled += row
        covered = [col for col in range(table.n_cols) if open_until[col] > index]
        if not covered:
            filled.append(Cell(index, 0, 1, table.n_cols, origin=table.origin))
            continue
        holes = set(range(covered[0], covered[-1])).difference(covered)
        filled += [Cell(index, col, origin=table.origin) for col in sorted(holes)]
    if len(filled) == len(table.cells):
        return table
    return replace(table, cells=tuple(sorted(filled, key=lambda cell: (cell.row, cell.col))))
