"""Cut rows and columns that a table does not rule: lines at the same heights in its cells, numbers abreast in them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import mode

from convert.adapters.pdf.edges import middle_of_gap
from convert.adapters.pdf.lattice import Area, Lattice
from convert.adapters.pdf.numerals import are_two_numbers, is_number
from convert.adapters.pdf.tables import CellLines
from convert.adapters.pdf.words import Line, words_of
from convert.grid import merge_spans

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
    return _with_areas(lattice, areas, lattice.xs, ys)._replace(inferred=True)


def cut_abreast(lattice: Lattice, contents: Sequence[CellLines]) -> Lattice | None:
    """Give a grid with the columns that it does not rule; None where it rules all.

    They show by numbers abreast in nearly all rows of a column, or by one in each of the columns of a merged cell.
    """
    columns: dict[int, list[Sequence[Line]]] = {}
    for area, _, lines in contents:
        if lines and area.colspan == 1:
            columns.setdefault(area.col, []).append(lines)
    found = {col: xs for col, cells in columns.items() if (xs := _columns_abreast(cells))}
    merged = {area for area, _, lines in contents if lines and area.colspan > 1 and _fill(lines, lattice.xs, area)}
    if not found and not merged:
        return None
    xs = sorted([*lattice.xs, *(x for edges in found.values() for x in edges)])
    places = {x: at for at, x in enumerate(xs)}
    areas: list[Area] = []
    for area, _, lines in contents:
        ends = [places[x] for x in lattice.xs[area.col : area.col + area.colspan + 1]]
        if area.colspan == 1 and _are_apart(lines, found.get(area.col, ())):
            ends = list(range(ends[0], ends[-1] + 1))
        elif area not in merged:
            ends = [ends[0], ends[-1]]
        areas += [area._replace(col=col, colspan=stop - col) for col, stop in pairwise(ends)]
    return _with_areas(lattice, areas, xs, lattice.ys)._replace(inferred=lattice.inferred or bool(found))


def _fill(lines: Sequence[Line], xs: Sequence[float], area: Area) -> bool:
    """Say whether a merged cell holds one number in each of its columns."""
    if len(lines) > 1 or len(lines[0].text.split()) != area.colspan:
        return False
    words = list(_words(lines[0]))
    sides = pairwise(xs[area.col : area.col + area.colspan + 1])
    return len(words) == area.colspan and all(
        is_number(text) and left < x0 and x1 < right for (x0, x1, text), (left, right) in zip(words, sides, strict=True)
    )


def _columns_abreast(cells: Sequence[Sequence[Line]]) -> list[float]:
    """Give the places between numbers that stand abreast in the cells of a column."""
    least = max(_FEWEST, _FILLED * len(cells))
    if sum(len(lines[0].text.split()) > 1 for lines in cells) < least:
        return []
    rows = [[word for line in lines for word in _words(line)] for lines in cells]
    numbers = [words for words in rows if all(is_number(text) for _, _, text in words)]
    count = mode([len(words) for words in numbers]) if numbers else 0
    alike = [words for words in numbers if len(words) == count]
    if count < 2 or len(alike) < least:
        return []
    spans = merge_spans((x0, x1) for words in alike for x0, x1, _ in words)
    texts = [(x0, x1) for words in rows for x0, x1, _ in words]
    if len(spans) != count:
        return []
    return [middle_of_gap(before[1], after[0], texts) for before, after in pairwise(spans)]


def _are_apart(lines: Sequence[Line], edges: Sequence[float]) -> bool:
    """Say whether the texts of a cell are of several columns: none crosses, and they are no head over all of these."""
    words = [word for line in lines for word in _words(line)]
    if any(x0 < x < x1 for x0, x1, _ in words for x in edges):
        return False
    return len({bisect_right(edges, x0) for x0, _, _ in words}) != 1 or all(is_number(text) for _, _, text in words)


def _words(line: Line) -> Iterator[tuple[float, float, str]]:
    """Yield where the words of a line begin and end, and the words."""
    for word in words_of(line):
        yield word[0].x0, word[-1].x1, "".join([glyph.text for glyph in word])


def _with_areas(lattice: Lattice, areas: list[Area], xs: Sequence[float], ys: Sequence[float]) -> Lattice:
    areas.sort(key=lambda area: (area.row, area.col))
    grid = [[-1] * (len(xs) - 1) for _ in range(len(ys) - 1)]
    for at, area in enumerate(areas):
        for row in range(area.row, area.row + area.rowspan):
            grid[row][area.col : area.col + area.colspan] = [at] * area.colspan
    places = tuple(tuple(row) for row in grid)
    return lattice._replace(xs=tuple(xs), ys=tuple(ys), areas=tuple(areas), places=places)


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
