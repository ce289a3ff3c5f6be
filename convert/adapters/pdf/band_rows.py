"""Work out the rows between two rules of a table: lines of one row whose cells are wrapped, or several rows."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from convert.adapters.pdf.columns import Row
from convert.adapters.pdf.numerals import are_two_numbers
from convert.adapters.pdf.tables import goes_on
from convert.adapters.pdf.words import Line

_STACKED = 5
"""Lines over which no number is broken."""


def row_heights(lines: Sequence[Row], widest: Sequence[float], edges: Sequence[float]) -> Iterator[float]:
    """Yield the heights between the rows of some lines: none where they may be those of the cells of one row.

    widest: the width of the longest text of each column, which others had, too.
    """
    columns: list[dict[int, Line]] = [{} for _ in widest]
    for number, line in enumerate(lines):
        for part in line.parts:
            columns[bisect_left(edges, (part.x0 + part.x1) / 2)].setdefault(number, part)
    stacked = any(_are_stacked(list(texts.values())) for texts in columns)
    if _is_one_row(columns) and not stacked:
        return
    several = [(list(texts.values()), room) for texts, room in zip(columns, widest, strict=True) if len(texts) > 1]
    had_room = [
        _are_stacked(texts)
        or any(not goes_on(before.text, after, room - (before.x1 - before.x0)) for before, after in pairwise(texts))
        for texts, room in several
    ]
    if not stacked and (not any(had_room) or 2 * sum(had_room) < len(several)):
        return
    last: dict[int, Line] = {}
    for number, line in enumerate(lines):
        here = {at: texts[number] for at, texts in enumerate(columns) if number in texts}
        if number and not _continue(here, last, widest):
            yield (lines[number - 1].bottom + line.top) / 2
            last = {}
        last |= here


def _are_stacked(texts: Sequence[Line]) -> bool:
    """Say whether texts under each other are numbers of several rows, their head aside."""
    if any(are_two_numbers(before.text, after.text) for before, after in pairwise(texts)):
        return True
    return len(texts) >= _STACKED and not any(char.isalpha() for text in texts[1:] for char in text.text)


def _is_one_row(columns: Sequence[dict[int, Line]]) -> bool:
    """Say whether texts of more and of fewer lines have their middles at one height."""
    filled = [list(texts.values()) for texts in columns if texts]
    middles = [(texts[0].top + texts[-1].bottom) / 2 for texts in filled]
    size = filled[0][0].size
    return len({len(texts) for texts in filled}) > 1 and max(middles) - min(middles) < size / 2


def _continue(here: dict[int, Line], last: dict[int, Line], widest: Sequence[float]) -> bool:
    """Say whether the texts of a line go on with those above them, which left no room for them."""
    for at, part in here.items():
        before = last.get(at)
        if before is None or (before.text[-1].isdigit() and part.text[0].isdigit()):
            return False
        if not goes_on(before.text, part, widest[at] - (before.x1 - before.x0)):
            return False
    return True
