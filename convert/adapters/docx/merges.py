"""Join the cells of a table that are merged over rows (ECMA-376 part 1, 17.4.84)."""

from __future__ import annotations

from collections.abc import Sequence

from convert.adapters.docx.columns import Row, Slot
from convert.adapters.docx.kind import Stand


def merge_rows(rows: list[Row], problems: list[str]) -> None:
    """Join vertically merged cells to the cell above that has the same edges; others stand for themselves."""
    above: dict[int, Slot] = {}
    for row in rows:
        stands = row.stands
        merging = stands.merging if stands is not None else [at for at, cell in enumerate(row.cells) if cell.merge]
        below: dict[int, Slot] = {}
        if merging:
            cells = [*row.cells]
            for at in merging:
                cells[at] = row.slot(cells[at])
            row.cells = _anchors(cells, merging, above, below, problems)
        above = below


def _anchors(
    cells: list[Slot | Stand],
    merging: Sequence[int],
    above: dict[int, Slot],
    below: dict[int, Slot],
    problems: list[str],
) -> list[Slot | Stand]:
    """Give the cells of a row that continue none above it; those that the next row may continue go into `below`."""
    covered: set[int] = set()
    for at in merging:
        slot = cells[at]
        if at in covered or not isinstance(slot, Slot):
            continue
        if slot.merge == "continue":
            open_slot = above.get(slot.start)
            covering = _covering(cells, at, open_slot) if open_slot is not None else []
            if open_slot is not None and covering:
                open_slot.rowspan += 1
                for part in covering:
                    open_slot.pieces += part.pieces
                below[open_slot.start] = open_slot
                covered.update(range(at, at + len(covering)))
                continue
            problems.append("merged cell without a beginning")
        below[slot.start] = slot
    return [cell for at, cell in enumerate(cells) if at not in covered] if covered else cells


def _covering(cells: list[Slot | Stand], first: int, open_slot: Slot) -> list[Slot]:
    """Give the continuing cells that together lie exactly under an open one; none if they do not."""
    found: list[Slot] = []
    for cell in cells[first:]:
        if isinstance(cell, Stand) or cell.merge != "continue" or cell.end > open_slot.end:
            return []
        if found and cell.start != found[-1].end:
            return []
        found.append(cell)
        if cell.end == open_slot.end:
            return found
    return []
