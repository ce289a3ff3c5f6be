"""Cut rows of a table that rules its columns only: lines at the same heights in its cells, some of them numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from convert.adapters.pdf.lattice import Area, Lattice
from convert.adapters.pdf.numerals import are_two_numbers, is_number
from convert.adapters.pdf.tables import CellLines
from convert.adapters.pdf.words import Line

_FEWEST = 5
_FEWEST_PROVED = 3
"""Lines that are rows, where some are numbers that cannot be one."""
_MOST = 500
_FILLED = 0.75
_LEVEL = 0.3


def cut_stacked(lattice: Lattice, contents: Sequence[CellLines]) -> Lattice | None:
    """Give a grid with the rows that it does not rule; None where it rules all."""
    found = {row: ys for row in range(len(lattice.ys) - 1) if (ys := _heights(row, contents))}
    total = sum(len(cell.lines) for cell in contents)
    inner = sum(len(cell.lines) for cell in contents if cell.area.row in found)
    if not found or 2 * inner < total:
        return None
    ys = sorted([*lattice.ys, *(y for heights in found.values() for y in heights)])
    places = {y: at for at, y in enumerate(ys)}
    areas: list[Area] = []
    for area in lattice.areas:
        first, last = places[lattice.ys[area.row]], places[lattice.ys[area.row + area.rowspan]]
        parts = area.rowspan == 1 and area.row in found
        edges = range(first, last) if parts else (first,)
        areas += [area._replace(row=row, rowspan=1 if parts else last - first) for row in edges]
    areas.sort(key=lambda area: (area.row, area.col))
    grid = [[-1] * (len(lattice.xs) - 1) for _ in range(len(ys) - 1)]
    for at, area in enumerate(areas):
        for row in range(area.row, area.row + area.rowspan):
            grid[row][area.col : area.col + area.colspan] = [at] * area.colspan
    return lattice._replace(ys=tuple(ys), areas=tuple(areas), places=tuple(tuple(row) for row in grid), inferred=True)


def _heights(row: int, contents: Sequence[CellLines]) -> list[float]:
    """Give the heights between the lines of a row that are rows of their own; none where it is one row."""
    own = [cell.lines for cell in contents if cell.area.row == row and cell.area.rowspan == 1 and cell.lines]
    if len(own) < 2:
        return []
    longest = max((lines for lines in own if _descend(lines)), key=len, default=[])
    several = any(are_two_numbers(before.text, after.text) for lines in own for before, after in pairwise(lines))
    if not (_FEWEST_PROVED if several else _FEWEST) <= len(longest) <= _MOST or any(
        not _are_level(lines, longest) for lines in own
    ):
        return []
    tall = [lines for lines in own if len(lines) >= _FILLED * len(longest)]
    if len(tall) < 2 or not any(map(_are_numbers, tall)):
        return []
    return [(before.bottom + after.top) / 2 for before, after in pairwise(longest)]


def _are_numbers(lines: Sequence[Line]) -> bool:
    """Say whether most of what lines hold is numbers, and the rest no words."""
    words = [word for line in lines[1:] for word in line.text.split()]
    return sum(map(is_number, words)) > _FILLED * len(words) and not any(map(str.isalpha, words))


def _descend(lines: Sequence[Line]) -> bool:
    """Say whether each line stands under the one before it."""
    return all(after.top > before.bottom - _LEVEL * after.size for before, after in pairwise(lines))


def _are_level(lines: Sequence[Line], others: Sequence[Line]) -> bool:
    """Say whether each line stands at the height of one of others."""
    return all(any(abs(line.top - other.top) < _LEVEL * line.size for other in others) for line in lines)
