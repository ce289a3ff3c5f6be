"""Work out the columns of tables that draw no rules: labels of rows, and numbers behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from convert.adapters.pdf.columns import Row
from convert.adapters.pdf.edges import middle_of_gap
from convert.adapters.pdf.number_lines import FEWEST, left_of_numbers
from convert.adapters.pdf.numerals import is_number
from convert.adapters.pdf.open_rows import begins_item
from convert.adapters.pdf.tables import OpenColumns
from convert.adapters.pdf.words import Line
from convert.grid import merge_spans

_APART = 12.0
_NEAR_LINES = 2


def columns_of(run: Sequence[Row], least: int) -> OpenColumns | None:
    """Work out the columns of some lines; None where fewer than some are labels with numbers behind them."""
    spans = merge_spans((part.x0, part.x1) for line in run for part in line.parts if is_number(part.text))
    if len(spans) < FEWEST or sum(left_of_numbers(line) is not None for line in run) < least:
        return None
    left = spans[0][0]
    beside = [[part for part in line.parts if part.x1 <= left] for line in run]
    others = [part for line in run for part in line.parts if part.x1 > left]
    if not any(beside) or any(
        not is_number(part.text) or sum(part.x0 < x1 and part.x1 > x0 for x0, x1 in spans) != 1 for part in others
    ):
        return None
    texts = [part for parts in beside for part in parts]
    edges = tuple(_label_edges(beside))
    right = max(part.x1 for part in texts)
    starts = [(before[1] + after[0]) / 2 for before, after in pairwise([(0.0, right), *spans])]
    return OpenColumns(min(part.x0 for part in texts), edges, tuple(starts), spans[-1][1])


def as_before(run: Sequence[Row], columns: OpenColumns, before: OpenColumns) -> OpenColumns:
    """Give the columns of the page before if these may be the same, and no more labels cross where the last begins."""
    same = len(columns.starts) == len(before.starts) and columns.side > before.side - 1
    near = all(abs(one - other) < _APART for one, other in zip(columns.starts, before.starts, strict=False))
    if not (same and near and columns.right < before.right + _APART):
        return columns
    own, theirs = (
        sum(part.x0 < x < part.x1 for line in run for part in line.parts) for x in (columns.left, before.left)
    )
    return before if theirs <= own else columns


def beside_numbers(run: Sequence[Row], columns: OpenColumns) -> Iterator[Row]:
    """Yield the lines without the labels of several rows, which stand left of the rows' own."""
    for number, line in enumerate(run):
        own = [part for part in line.parts if part.x1 > columns.left or _is_rest(part, number, run, columns.left)]
        first = len(line.parts) - len(own) - 1
        if first >= 0 and own and is_number(own[0].text) and begins_item(line.parts[first].text):
            near = [part for other in run[max(0, number - 1) : number + 2] for part in other.parts]
            label = line.parts[first]
            if not any(label.x1 < part.x1 <= columns.starts[0] and _is_level(part, label) for part in near):
                own = [label, *own]
        if own:
            yield Row(line.at, own)


def _is_level(part: Line, label: Line) -> bool:
    return part.top < label.bottom and label.top < part.bottom


def _label_edges(lines: Sequence[Sequence[Line]]) -> Iterator[float]:
    """Yield the places between columns of labels, from left to right: where lines have gaps that fewest texts cross."""
    texts = [(part.x0, part.x1) for parts in lines for part in parts]
    gaps = []
    for at, parts in enumerate(lines):
        near = [other for others in lines[max(0, at - _NEAR_LINES) : at + _NEAR_LINES + 1] for other in others]
        for part in parts:
            behind = [other.x0 for other in near if other.x0 >= part.x1 and _is_level(part, other)]
            gaps += [(part.x1, min(behind))] if behind else []
    waiting = sorted(gaps, key=lambda gap: (gap[1], gap[0]))
    while waiting:
        stop = waiting[0][1]
        here = [gap for gap in waiting if gap[0] < stop]
        waiting = [gap for gap in waiting if gap[0] >= stop]
        yield middle_of_gap(max(gap[0] for gap in here), stop, texts)


def _is_rest(part: Line, number: int, run: Sequence[Row], edge: float) -> bool:
    """Say whether a text left of the row labels goes on with one above that reaches over them, or stands before one."""
    if begins_item(part.text):
        return False
    for line in reversed(run[max(0, number - 3) : number]):
        above = [other for other in line.parts if other.x0 < part.x1 and part.x0 < other.x1]
        if above:
            return above[0].x1 > edge and part.top - above[0].bottom < part.size
    return False
