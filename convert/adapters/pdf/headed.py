"""Find a single row of numbers under heads, none of them ruled: a column is what stands under one text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from convert.adapters.pdf.columns import Row
from convert.adapters.pdf.engine import Rule
from convert.adapters.pdf.lattice import Lattice, make_lattice
from convert.adapters.pdf.numerals import is_number
from convert.adapters.pdf.open_rows import Span, Texts, find_rows
from convert.adapters.pdf.words import Line
from convert.grid import merge_spans

_FEWEST = 5
_MOST_HEADS = 24
_FARTHEST = 4.0
_LEVEL = 0.3


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
    groups: list[Line] = []
    start, below = first, numbers[0]
    for line in reversed(lines[max(0, first - _MOST_HEADS) : first]):
        own, over = _parted(line, heads, spans)
        far = line.at != below.at - 1 or below.top - line.bottom > _FARTHEST * line.size
        above = len(own) < len(spans) and any(len(head.parts) == len(spans) for head in heads)
        if far or above or not own or any(is_number(part.text) for part in line.parts):
            break
        if groups and (over or 2 * len(own) <= len(spans) - len(_grouped(heads, groups, spans))):
            break
        groups = groups or over
        heads.insert(0, Row(line.at, own))
        spans = merge_spans((part.x0, part.x1) for row in (*heads, *numbers) for part in row.parts)
        start, below = start - 1, line
    headed = [any(part.x0 < x1 and part.x1 > x0 for line in heads for part in line.parts) for x0, x1 in spans]
    first_number = min(part.x0 for line in numbers for part in line.parts)
    if (
        all(headed)
        and spans[0][1] > first_number
        and _is_one_row(numbers, spans)
        and not _are_cut(heads, numbers, spans)
    ):
        lattice = _make(heads, groups, numbers, spans)
        if lattice:
            yield list(lines[start:stop]), lattice


def _parted(line: Row, heads: Sequence[Row], spans: Sequence[Span]) -> tuple[list[Line], list[Line]]:
    """Part the texts of a line into heads of single columns and heads of groups.

    These stand over two columns, or are wider than the one they stand over; and beside such a one, those over heads
    that stand between columns about which the line says nothing.
    """
    columns = [[at for at, (x0, x1) in enumerate(spans) if part.x0 < x1 and part.x1 > x0] for part in line.parts]
    texts = [part for head in heads for part in head.parts]
    middles = [(x0 + x1) / 2 for x0, x1 in spans]
    apart = [after - before for before, after in pairwise(middles)]
    widths = [max(one, other) for one, other in pairwise([apart[0], *apart, apart[-1]])]
    headed = {at for at, (x0, x1) in enumerate(spans) if any(part.x0 < x1 and part.x1 > x0 for part in texts)}
    said = {at for places in columns for at in places}
    wide = [
        len(places) > 1 or any(part.x1 - part.x0 > widths[at] for at in places)
        for part, places in zip(line.parts, columns, strict=True)
    ]
    if any(wide):
        wide = [
            is_wide or (bool(places) and headed.issuperset(places) and said.isdisjoint({places[0] - 1, places[0] + 1}))
            for is_wide, places in zip(wide, columns, strict=True)
        ]
    own = [part for part, is_wide in zip(line.parts, wide, strict=True) if not is_wide]
    return own, [part for part, is_wide in zip(line.parts, wide, strict=True) if is_wide]


def _are_cut(heads: Sequence[Row], numbers: Sequence[Row], spans: Sequence[Span]) -> bool:
    """Say whether a head may be cut in two: a single character with no number under it stands close to another head."""

    def over(rows: Sequence[Row], span: Span) -> str:
        return "".join(part.text for row in rows for part in row.parts if part.x0 < span[1] and part.x1 > span[0])

    size = numbers[0].size
    lone = [len(over(heads, span)) == 1 and not over(numbers, span) for span in spans]
    return any(
        right[0] - left[1] < size and (one or other)
        for (left, right), (one, other) in zip(pairwise(spans), pairwise(lone), strict=True)
    )


def _grouped(heads: Sequence[Row], groups: Sequence[Line], spans: Sequence[Span]) -> dict[int, int]:
    """Give the group of each column whose head stands below those of groups: where these begin with columns, the last
    that did; else the one that stands nearest.
    """
    found: dict[int, int] = {}
    starts = [part.x0 for part in groups]
    begin = all(
        any(abs(x - x0) < _LEVEL * part.size for x0, _ in spans) for x, part in zip(starts, groups, strict=True)
    )
    lowest = max((part.bottom for part in groups), default=0.0)
    for at, (x0, x1) in enumerate(spans):
        own = [part.top for line in heads for part in line.parts if part.x0 < x1 and part.x1 > x0]
        if groups and own and min(own) > lowest - _LEVEL * groups[0].size:
            far = [abs(part.x0 + part.x1 - x0 - x1) for part in groups]
            found[at] = max(0, bisect_right(starts, x0 + 1) - 1) if begin else far.index(min(far))
    return found


def _is_one_row(numbers: Sequence[Row], spans: Sequence[Span]) -> bool:
    """Say whether lines of numbers are one row, of which some are broken."""
    if len(numbers) == 1:
        return True
    starts = [(before[1] + after[0]) / 2 for before, after in pairwise(spans)]
    found = find_rows(Texts(numbers, starts, spans[0][0]))
    return found is not None and len(found.rows) == 1 and not found.cut and not found.rest


def _make(
    heads: Sequence[Row], groups: Sequence[Line], numbers: Sequence[Row], spans: Sequence[Span]
) -> Lattice | None:
    xs = [spans[0][0], *((before[1] + after[0]) / 2 for before, after in pairwise(spans)), spans[-1][1]]
    top, bottom = min(line.top for line in heads), max(line.bottom for line in numbers)
    middle = (max(line.bottom for line in heads) + min(line.top for line in numbers)) / 2
    across = [Rule(True, y, xs[0], xs[-1]) for y in (top, middle, bottom)]
    grouped = _grouped(heads, groups, spans)
    under = max((part.bottom for part in groups), default=top)
    across += [Rule(True, under, xs[at], xs[at + 1]) for at in grouped]
    down = [
        Rule(False, x, under if at in grouped and grouped.get(at - 1) == grouped[at] else top, bottom)
        for at, x in enumerate(xs)
    ]
    return make_lattice(across, down)
