"""Find a single row of numbers under heads, none of them ruled: a column is what stands under one text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from convert.adapters.pdf.columns import Row
from convert.adapters.pdf.engine import Rule
from convert.adapters.pdf.lattice import Lattice, make_lattice
from convert.adapters.pdf.numerals import is_number
from convert.adapters.pdf.open_rows import Span, Texts, find_rows
from convert.grid import merge_spans

_FEWEST = 5
_MOST_HEADS = 24
_FARTHEST = 2.5


def find_headed(lines: Sequence[Row], lowest: float) -> Iterator[tuple[list[Row], Lattice]]:
    """Yield the lines of each such table and its grid. lines: cut at numbers; lowest: where one ends at most."""
    at = 0
    while at < len(lines):
        stop = at
        while stop < len(lines) and _are_numbers(lines[stop]) and (stop == at or _touch(lines[stop - 1], lines[stop])):
            stop += 1
        if stop > at and lines[stop - 1].bottom < lowest and not _goes_on(lines, stop):
            yield from _tables_of(lines, at, stop)
        at = max(stop, at + 1)


def _are_numbers(line: Row) -> bool:
    return all(is_number(part.text) for part in line.parts)


def _goes_on(lines: Sequence[Row], stop: int) -> bool:
    """Say whether another row of numbers follows, or the label of this one."""
    if stop == len(lines) or lines[stop].top - lines[stop - 1].bottom > _FARTHEST * lines[stop].size:
        return False
    left = min(part.x0 for part in lines[stop - 1].parts)
    return any(is_number(part.text) or part.x1 <= left for part in lines[stop].parts)


def _touch(above: Row, line: Row) -> bool:
    return line.at == above.at + 1 and line.top - above.bottom < line.size / 2


def _tables_of(lines: Sequence[Row], first: int, stop: int) -> Iterator[tuple[list[Row], Lattice]]:
    numbers = lines[first:stop]
    spans = merge_spans((part.x0, part.x1) for line in numbers for part in line.parts)
    if len(spans) < _FEWEST:
        return
    heads: list[Row] = []
    below = numbers[0]
    for line in reversed(lines[max(0, first - _MOST_HEADS) : first]):
        over = [sum(part.x0 < x1 and part.x1 > x0 for x0, x1 in spans) for part in line.parts]
        far = line.at != below.at - 1 or below.top - line.bottom > _FARTHEST * line.size
        above = len(line.parts) < len(spans) and any(len(head.parts) == len(spans) for head in heads)
        if far or above or any(is_number(part.text) for part in line.parts) or max(over) > 1:
            break
        heads.insert(0, line)
        spans = merge_spans((part.x0, part.x1) for row in (*heads, *numbers) for part in row.parts)
        below = line
    headed = [any(part.x0 < x1 and part.x1 > x0 for line in heads for part in line.parts) for x0, x1 in spans]
    first_number = min(part.x0 for line in numbers for part in line.parts)
    if all(headed) and spans[0][1] > first_number and _is_one_row(numbers, spans):
        lattice = _make(heads, numbers, spans)
        if lattice:
            yield [*heads, *numbers], lattice


def _is_one_row(numbers: Sequence[Row], spans: Sequence[Span]) -> bool:
    """Say whether lines of numbers are one row, of which some are broken."""
    if len(numbers) == 1:
        return True
    starts = [(before[1] + after[0]) / 2 for before, after in pairwise(spans)]
    found = find_rows(Texts(numbers, starts, spans[0][0]))
    return found is not None and len(found.rows) == 1 and not found.cut and not found.rest


def _make(heads: Sequence[Row], numbers: Sequence[Row], spans: Sequence[Span]) -> Lattice | None:
    xs = [spans[0][0], *((before[1] + after[0]) / 2 for before, after in pairwise(spans)), spans[-1][1]]
    top, bottom = min(line.top for line in heads), max(line.bottom for line in numbers)
    middle = (max(line.bottom for line in heads) + min(line.top for line in numbers)) / 2
    across = [Rule(True, y, xs[0], xs[-1]) for y in (top, middle, bottom)]
    return make_lattice(across, [Rule(False, x, top, bottom) for x in xs])
