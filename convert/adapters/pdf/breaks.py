"""Mend tables at page breaks: heads printed again, rows that the break cut in two, and the pieces joined to one."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from convert.adapters.pdf.joins import continues, has_no_room, is_same_grid, join_cells, join_pieces
from convert.adapters.pdf.lattice import SNAP
from convert.adapters.pdf.tables import Piece
from convert.findings import finding
from convert.grid import slice_rows
from convert.model import Cell, Finding, Table

_MOST_HEAD_ROWS = 8


def mend_break(head: Piece, before: Piece, after: Piece, lowest: float) -> tuple[Piece, Piece | None, list[Finding]]:
    """Mend the break between two pieces of a table; head is its first piece, whose head may be printed again.

    lowest: how far down a page is printed. Gives the piece before, the piece after where it is another table,
    and what was done.
    """
    if not _same_width(before, after):
        return before, after, []
    cut_by_page = is_same_grid(before, after) and has_no_room(before, after, lowest)
    findings: list[Finding] = []
    count = _repeated_rows(head.table, after.table)
    if count:
        first = after.table.cells[0]
        words = " ".join(cell.text for cell in after.table.cells if cell.row < count and cell.text)
        findings.append(finding("label-repeated", first.origin, before=words))
        after = _without_rows(after, count)
        before = before._replace(table=replace(before.table, header_rows=max(count, before.table.header_rows)))
    partners = _cut_row(before, after)
    if partners:
        text = " ".join(new.text for new in partners.values())
        findings.append(finding("lines-joined", after.table.cells[0].origin, before=text))
        cells = tuple(partners.get((cell.row, cell.col), cell) for cell in before.table.cells)
        before = before._replace(table=replace(before.table, cells=cells), cut=False)
        rest = _without_first_row(after)
        if rest is None:
            return before, None, findings
        after = rest._replace(rest=False)
    if not (count or partners or cut_by_page):
        return before, after, findings
    pages = f"{before.table.n_rows} + {after.table.n_rows}"
    findings.append(finding("table-joined", after.table.origin, detail=pages))
    return join_pieces(before, after), None, findings


def _same_width(one: Piece, other: Piece) -> bool:
    return abs(one.xs[0] - other.xs[0]) <= SNAP and abs(one.xs[-1] - other.xs[-1]) <= SNAP


def _repeated_rows(head: Table, after: Table) -> int:
    """Say how many rows of the head are printed again: words only, the same cells, none reaching further down."""
    heads = [[cell for cell in row if cell.text] for row in head.rows()]
    again = [[cell for cell in row if cell.text] for row in after.rows()]
    best = closed = 0
    for count, (one, other) in enumerate(zip(heads[:_MOST_HEAD_ROWS], again[:_MOST_HEAD_ROWS], strict=False), 1):
        if not other or not _is_same_row(one, other):
            break
        if any(cell.text.strip().replace(".", "").replace(",", "").isdigit() for cell in other):
            break
        closed = max(closed, *(cell.row + cell.rowspan for cell in other))
        if closed <= count < after.n_rows:
            best = count
    return best


def _is_same_row(one: Sequence[Cell], other: Sequence[Cell]) -> bool:
    """Say whether the cells of two rows have the same texts, blanks aside, at the same places across the page."""
    if ["".join(cell.text.split()) for cell in one] != ["".join(cell.text.split()) for cell in other]:
        return False
    sides = ((*_sides(left), *_sides(right)) for left, right in zip(one, other, strict=True))
    return all(abs(x0 - other_x0) <= SNAP and abs(x1 - other_x1) <= SNAP for x0, x1, other_x0, other_x1 in sides)


def _without_rows(piece: Piece, count: int) -> Piece:
    table = slice_rows(piece.table, count, piece.table.n_rows)
    ends = {(row - count, col): ends for (row, col), ends in piece.ends.items() if row >= count}
    return piece._replace(table=table, ends=ends)


def _cut_row(before: Piece, after: Piece) -> dict[tuple[int, int], Cell]:
    """Give the cells of the last row with the text that goes on after the break; none where no row was cut.

    A row was cut where all that stands in the first row of the next page either goes on from a cell whose last line
    had no room for it, or belongs in a blank cell; and where a cell is blank there, which had all its text before.
    """
    last = [cell for cell in before.table.cells if cell.row + cell.rowspan == before.table.n_rows]
    partners: dict[tuple[int, int], Cell] = {}
    complete = 0
    leading = True
    for cell in after.table.cells:
        if cell.row > 0:
            break
        partner = _partner(last, cell)
        if not cell.blocks:
            if partner is not None and partner.blocks:
                complete += 1
                leading = False
            continue
        ends = after.ends.get((cell.row, cell.col))
        if ends is None or partner is None:
            return {}
        if partner.blocks:
            if not continues(partner.text, ends.first, before.ends[partner.row, partner.col].room):
                return {}
        elif leading and not ends.first.text[0].isdigit():
            return {}
        leading = False
        partners[partner.row, partner.col] = join_cells(partner, cell)
    return partners if complete else {}


def _sides(cell: Cell) -> tuple[float, float]:
    box = cell.origin.box or (0, 0, 0, 0)
    return box[0], box[2]


def _partner(cells: Sequence[Cell], cell: Cell) -> Cell | None:
    left, right = _sides(cell)
    for other in cells:
        sides = _sides(other)
        if abs(sides[0] - left) <= SNAP and abs(sides[1] - right) <= SNAP:
            return other
    return None


def _without_first_row(piece: Piece) -> Piece | None:
    """Take the first row out; cells that reach further down keep their place without their text."""
    table = piece.table
    if table.n_rows == 1:
        return None
    longer = [
        replace(cell, rowspan=cell.rowspan - 1, blocks=()) for cell in table.cells if cell.row == 0 and cell.rowspan > 1
    ]
    moved = [replace(cell, row=cell.row - 1) for cell in table.cells if cell.row > 0]
    cells = sorted([*longer, *moved], key=lambda cell: (cell.row, cell.col))
    ends = {(row - 1, col): ends for (row, col), ends in piece.ends.items() if row > 0}
    return piece._replace(table=replace(table, n_rows=table.n_rows - 1, cells=tuple(cells)), ends=ends)
