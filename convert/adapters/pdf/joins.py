"""Join the pieces of a table that a page break cut: one grid from the columns of both, merged cells over the break."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from convert.adapters.pdf.lattice import SNAP
from convert.adapters.pdf.tables import Piece
from convert.model import Cell, Table

_LOWEST = 0.8


def lowest_text(bottoms: Sequence[float], height: float) -> float:
    """Say how far down a page is printed: as far as any page is, or as far as any page should be."""
    return max([_LOWEST * height, *bottoms])


def is_same_grid(before: Piece, after: Piece) -> bool:
    """Say whether two pieces have the same sides, and the columns of one are among those of the other."""
    fewer, more = sorted((before.xs, after.xs), key=len)
    if abs(fewer[0] - more[0]) > SNAP or abs(fewer[-1] - more[-1]) > SNAP:
        return False
    return all(min(abs(x - other) for other in more) <= SNAP for x in fewer)


def has_no_room(before: Piece, after: Piece, lowest: float) -> bool:
    """Say whether the first row of a piece had no room under the one before."""
    rows = [cell.origin.box for cell in after.table.cells if cell.row == 0 and cell.rowspan == 1]
    heights = [box[3] - box[1] for box in rows if box]
    return lowest - before.box[3] < (min(heights) if heights else after.box[3] - after.box[1]) + SNAP


def join_pieces(before: Piece, after: Piece) -> Piece:
    """Put a piece under another on the columns of both; cells that the break cut become one."""
    xs = _all_columns(before.xs, after.xs)
    upper, lower = _on_columns(before, xs), _on_columns(after, xs)
    offset = upper.table.n_rows
    cells = {(cell.row, cell.col): cell for cell in upper.table.cells}
    room, first = dict(upper.room), dict(upper.first)
    open_cells = {(cell.col, cell.colspan): cell for cell in upper.table.cells if cell.row + cell.rowspan == offset}
    for cell in lower.table.cells:
        above = open_cells.get((cell.col, cell.colspan)) if cell.row == 0 else None
        if above and _is_cut(above, cell):
            longer = replace(above, rowspan=above.rowspan + cell.rowspan, blocks=above.blocks or cell.blocks)
            cells[above.row, above.col] = longer
            at = above.row, above.col
            if not above.blocks and (0, cell.col) in lower.first:
                first[at] = lower.first[0, cell.col]
        else:
            at = cell.row + offset, cell.col
            cells[at] = replace(cell, row=at[0])
            if (cell.row, cell.col) in lower.first:
                first[at] = lower.first[cell.row, cell.col]
        if (cell.row, cell.col) in lower.room:
            room[at] = lower.room[cell.row, cell.col]
    table = Table(
        offset + lower.table.n_rows,
        len(xs) - 1,
        tuple(cells[key] for key in sorted(cells)),
        upper.table.header_rows,
        origin=before.table.origin,
    )
    return Piece(table, after.box, xs, room, first)


def _is_cut(above: Cell, cell: Cell) -> bool:
    """Say whether a cell goes on over the break: one part holds all the text, and one of them covers several rows."""
    return max(above.rowspan, cell.rowspan) > 1 and bool(above.blocks) != bool(cell.blocks)


def _all_columns(one: Sequence[float], other: Sequence[float]) -> tuple[float, ...]:
    new = [x for x in other if min(abs(x - known) for known in one) > SNAP]
    return tuple(sorted([*one, *new]))


def _on_columns(piece: Piece, xs: Sequence[float]) -> Piece:
    """Put a piece's cells on more columns."""
    if len(piece.xs) == len(xs):
        return piece
    places = [min(range(len(xs)), key=lambda at: abs(xs[at] - x)) for x in piece.xs]
    moved = [
        replace(cell, col=places[cell.col], colspan=places[cell.col + cell.colspan] - places[cell.col])
        for cell in piece.table.cells
    ]
    table = replace(piece.table, n_cols=len(xs) - 1, cells=tuple(moved))
    room = {(row, places[col]): free for (row, col), free in piece.room.items()}
    first = {(row, places[col]): line for (row, col), line in piece.first.items()}
    return piece._replace(table=table, xs=tuple(xs), room=room, first=first)
