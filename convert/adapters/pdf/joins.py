"""Join the pieces of a table that a page break cut: one grid from the columns of both, merged cells over the break."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from convert.adapters.pdf.lattice import SNAP
from convert.adapters.pdf.tables import Piece, goes_on, joined_text
from convert.adapters.pdf.words import Line, bridged
from convert.model import Cell, Paragraph, Table

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
    ends = dict(upper.ends)
    cut = _cut_cells(upper, lower)
    for cell in lower.table.cells:
        above = cut.get(cell.col) if cell.row == 0 else None
        if above:
            at = above.row, above.col
            cells[at] = replace(join_cells(above, cell), rowspan=above.rowspan + cell.rowspan)
        else:
            at = cell.row + offset, cell.col
            cells[at] = replace(cell, row=at[0])
        if (cell.row, cell.col) in lower.ends:
            ends[at] = lower.ends[cell.row, cell.col]
    ordered = tuple(cells[key] for key in sorted(cells))
    head = upper.table.header_rows
    table = Table(offset + lower.table.n_rows, len(xs) - 1, ordered, head, origin=before.table.origin)
    return Piece(table, after.box, xs, ends)


def _cut_cells(upper: Piece, lower: Piece) -> dict[int, Cell]:
    """Give, by their columns, the cells of the last row that go on in the first row after the break.

    Merged cells on the left of a row are cut where one part holds all the text. Where a cell is divided under the
    break, the row was a head, and whatever stands beside it undivided goes on over the break.
    """
    last = {cell.col: cell for cell in upper.table.cells if cell.row + cell.rowspan == upper.table.n_rows}
    first = [cell for cell in lower.table.cells if cell.row == 0]
    same = {cell.col: last[cell.col] for cell in first if _is_as_wide(cell, last.get(cell.col))}
    are_heads = all(_is_words(cell.text) for cell in last.values()) and not any(_is_number(cell.text) for cell in first)
    if are_heads and len(same) < len(first) and any(cell.colspan > 1 for col, cell in last.items() if col not in same):
        return {
            cell.col: same[cell.col]
            for cell in first
            if cell.col in same and (not cell.blocks or _goes_on_below(upper, lower, same[cell.col], cell))
        }
    cut: dict[int, Cell] = {}
    for at, cell in enumerate(first):
        above = same.get(cell.col)
        if above is None or max(above.rowspan, cell.rowspan) == 1 or bool(above.blocks) == bool(cell.blocks):
            break
        if cell.rowspan == 1 and (at + 1 == len(first) or not _is_words(first[at + 1].text)):
            break
        cut[cell.col] = above
    return cut


def _is_as_wide(cell: Cell, above: Cell | None) -> bool:
    return above is not None and above.colspan == cell.colspan


def _is_words(text: str) -> bool:
    return bool(text) and not _is_number(text)


def _is_number(text: str) -> bool:
    return text[:1].isdigit()


def _goes_on_below(upper: Piece, lower: Piece, above: Cell, cell: Cell) -> bool:
    """Say whether a text goes on after the break: there was no room for more beside its last line nor under it."""
    ends, below = upper.ends.get((above.row, above.col)), lower.ends.get((cell.row, cell.col))
    if ends is None or below is None or ends.below > ends.last.size:
        return False
    return continues(above.text, below.first, ends.room)


def continues(text: str, line: Line, room: float) -> bool:
    """Say whether a line goes on with a text; a number under words does not."""
    number_under_words = line.text[0].isdigit() and not text[-1].isdigit()
    return not number_under_words and goes_on(text, line, room)


def join_cells(cell: Cell, rest: Cell) -> Cell:
    """Give a cell with the text of its other half."""
    if not cell.blocks or not rest.blocks:
        return replace(cell, blocks=cell.blocks or rest.blocks)
    end, start = cell.blocks[-1], rest.blocks[0]
    if not isinstance(end, Paragraph) or not isinstance(start, Paragraph):
        return replace(cell, blocks=(*cell.blocks, *rest.blocks))
    runs = (*end.runs, *bridged(joined_text(end.text, start.text), start.runs))
    return replace(cell, blocks=(*cell.blocks[:-1], replace(end, runs=runs), *rest.blocks[1:]))


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
    ends = {(row, places[col]): ends for (row, col), ends in piece.ends.items()}
    return piece._replace(table=table, xs=tuple(xs), ends=ends)
