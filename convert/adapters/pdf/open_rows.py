"""Tell the rows of a table that draws none: lines with a number in every column, and what is wrapped around them.

Rows never share a height. So where all cells of a row begin at its top, a line goes on with the row above only if each
of its texts had no room there; and where they stand in its middle, the lines around one with numbers are shared out so
that every cell has its middle at the same height. What fits in two ways is no table here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from convert.adapters.pdf.columns import Row
from convert.adapters.pdf.tables import goes_on
from convert.adapters.pdf.words import Line

_ITEM = re.compile(r"[（(][一二三四五六七八九十\d]{1,3}|[一二三四五六七八九十]{1,3}、|\d{1,2}[)）.．、](?!\d)")
_LEVEL = 0.3
"""Sizes by which heights may differ that are one."""
_MOST_WAYS = 50
_MOST_GROUPS = 40

Span = tuple[float, float]


def begins_item(text: str) -> bool:
    return _ITEM.match(text) is not None


class Texts:
    """The texts of a table's rows by column: that of the labels of its rows, numbered 0, and those of its numbers."""

    def __init__(self, lines: Sequence[Row], starts: Sequence[float], left: float) -> None:
        """starts: where the columns begin, from the second one on; left: where labels do that stand in one column."""
        self._left = left
        self.columns: list[dict[int, Line]] = [{} for _ in range(len(starts) + 1)]
        self.clash = False
        for number, line in enumerate(lines):
            for part in line.parts:
                column = self.columns[bisect_left(starts, (part.x0 + part.x1) / 2)]
                self.clash = self.clash or number in column
                column[number] = part
        self.count = len(lines)
        self._widest: dict[tuple[int, bool], float] = {}
        for at, column in enumerate(self.columns):
            for part in column.values():
                key = at, self._is_wide(part)
                self._widest[key] = max(self._widest.get(key, 0.0), part.x1 - part.x0)

    @property
    def are_items(self) -> bool:
        """Say whether the labels of rows are numbered, as far as the first that is one tells."""
        return begins_item(next(iter(self.columns[0].values())).text) if self.columns[0] else False

    def begins_item(self, row: range) -> bool:
        return begins_item(next(self.columns[0][line].text for line in row if line in self.columns[0]))

    def _is_wide(self, part: Line) -> bool:
        return part.x0 < self._left - 1

    def is_full(self, at: int, before: Line, part: Line) -> bool:
        """Say whether a text of a column had no room for the one below it."""
        return goes_on(before.text, part, self._widest[at, self._is_wide(before)] - (before.x1 - before.x0))

    def at(self, line: int) -> dict[int, Line]:
        return {at: column[line] for at, column in enumerate(self.columns) if line in column}


class Rows(NamedTuple):
    """The lines of each row. rest: the first is what is left of a row that a page break cut; cut: so is the last."""

    rows: list[range]
    rest: bool = False
    cut: bool = False


def find_rows(texts: Texts, *, goes_on: bool = False) -> Rows | None:
    """Give the lines of each row; None where nothing tells them, or two ways do.

    goes_on: the table began on the page before.
    """
    if texts.clash or not texts.count:
        return None
    ways = _from_tops(texts), _from_middles(texts)
    found = [rows for rows in ways if rows and (goes_on or not rows.rest)]
    if not found:
        rows = _from_middles(texts, cut=True)
        return rows if rows and (goes_on or not rows.rest) else None
    return found[0] if all(rows.rows == found[0].rows for rows in found) else None


def _from_tops(texts: Texts) -> Rows | None:
    """Give the rows of texts that begin at the top of their cells."""
    starts: list[int] = []
    last: dict[int, Line] = {}
    for line in range(texts.count):
        here = texts.at(line)
        tops = [part.top for part in here.values()]
        if max(tops) - min(tops) > _LEVEL * next(iter(here.values())).size:
            return None
        if not _goes_on(here, last, texts):
            if _begins_row(here, texts):
                starts.append(line)
                last = {}
            elif starts:
                return None
        elif _begins_row(here, texts) and not texts.are_items:
            return None
        last |= here
    if not starts:
        return None
    rest = starts[0] > 0
    return Rows([range(start, stop) for start, stop in pairwise([*([0] if rest else []), *starts, texts.count])], rest)


def _begins_row(here: dict[int, Line], texts: Texts) -> bool:
    label = here.get(0)
    return label is not None and (begins_item(label.text) or 2 * len(here) > len(texts.columns))


def _goes_on(here: dict[int, Line], last: dict[int, Line], texts: Texts) -> bool:
    """Say whether a line goes on with the row above: one without numbers is no row, unless its label begins one."""
    for at, part in here.items():
        before = last.get(at)
        if before is None or (at == 0 and begins_item(part.text)) or part.top - before.bottom > part.size:
            return False
        if here.keys() != {0} and not texts.is_full(at, before, part):
            return False
    return True


def _from_middles(texts: Texts, *, cut: bool = False) -> Rows | None:
    """Give the rows of texts that stand in the middle of their cells; cut: the page may break in the last one, the
    first may be the rest of one, and what is cut stands at the top.
    """
    groups = list(_touching(texts))
    ways: list[list[list[range]]] = [[[]], *([] for _ in groups)]
    first = next((at for at, group in enumerate(groups) if 2 * _numbers(texts, group) > len(texts.columns)), 0)
    if cut:
        for at in range(1, first + 1):
            if _has_one_top(texts, range(groups[at].start)):
                ways[at].append([range(groups[at].start)])
    for start in range(len(groups)):
        found = ways[start]
        for stop in range(start + 1, min(start + _MOST_GROUPS, len(groups)) + 1) if found else ():
            row = range(groups[start].start, groups[stop - 1].stop)
            if _is_row(texts, row) and (
                _has_one_middle(texts, row) or (cut and stop == len(groups) and _has_one_top(texts, row))
            ):
                ways[stop] = [*ways[stop], *([*way, row] for way in found)][:_MOST_WAYS]
    whole = ways[-1]
    if len(whole) > 1 and len(whole) < _MOST_WAYS and texts.are_items:
        whole = [rows for rows in whole if all(texts.begins_item(row) for row in rows if _is_row(texts, row))]
    if len(whole) != 1:
        return None
    return Rows(whole[0], not _is_row(texts, whole[0][0]), not _has_one_middle(texts, whole[0][-1]))


def _is_row(texts: Texts, row: range) -> bool:
    """Say whether lines have a label and numbers in most columns."""
    return any(line in texts.columns[0] for line in row) and 2 * _numbers(texts, row) > len(texts.columns) - 1


def _numbers(texts: Texts, row: range) -> int:
    return sum(any(line in column for line in row) for column in texts.columns[1:])


def _touching(texts: Texts) -> Iterator[range]:
    """Yield lines that reach into each other's height."""
    start, bottom = 0, 0.0
    for line in range(texts.count):
        parts = texts.at(line).values()
        top, size = min(part.top for part in parts), max(part.size for part in parts)
        if line > start and top > bottom - _LEVEL * size:
            yield range(start, line)
            start, bottom = line, 0.0
        bottom = max(bottom, *(part.bottom for part in parts))
    yield range(start, texts.count)


def _has_one_top(texts: Texts, row: range) -> bool:
    """Say whether the texts of a row begin at one height, and each line but the first goes on with those above."""
    last: dict[int, Line] = {}
    tops: list[float] = []
    for line in row:
        here = texts.at(line)
        tops += [part.top for at, part in here.items() if at not in last]
        if not _goes_on({at: part for at, part in here.items() if at in last}, last, texts):
            return False
        last |= here
    return max(tops) - min(tops) < 2 * _LEVEL * last[min(last)].size if tops else False


def _has_one_middle(texts: Texts, row: range) -> bool:
    """Say whether the texts of a row have their middles at one height, and no two of them stand far apart."""
    middles = []
    for at, column in enumerate(texts.columns):
        own = [column[line] for line in row if line in column]
        if not own:
            continue
        middles.append((own[0].top + own[-1].bottom) / 2)
        size = own[0].size
        for before, after in pairwise(own):
            if after.top - before.bottom > size or (at == 0 and begins_item(after.text)):
                return False
            if at and not texts.is_full(at, before, after):
                return False
    return max(middles) - min(middles) < _LEVEL * size if middles else False
