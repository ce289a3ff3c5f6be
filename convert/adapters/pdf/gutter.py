"""Find the white strip between two columns of prose."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from convert.adapters.pdf.engine import Glyph
from convert.adapters.pdf.words import WIDE_GAP

_LEAST_LINES = 5
_GUTTER = 8.0


def crosses(row: Sequence[Glyph], x: float) -> bool:
    """Say whether a row has text over a place, or a gap there that is no wider than between words."""
    before = max((glyph.x1 for glyph in row if glyph.x0 < x and not glyph.text.isspace()), default=None)
    after = min((glyph.x0 for glyph in row if glyph.x0 >= x and not glyph.text.isspace()), default=None)
    if before is None or after is None:
        return before is not None and before > x
    return after - before < _GUTTER


def _has_gap(row: Sequence[Glyph]) -> bool:
    """Say whether a line is made of several texts, as one of a table is and one of prose is not."""
    inked = [glyph for glyph in row if not glyph.text.isspace()]
    return any(after.x0 - before.x1 > WIDE_GAP * after.size for before, after in pairwise(inked))


def _has_letters(row: Sequence[Glyph]) -> bool:
    return any(glyph.text.isalpha() for glyph in row)


def _width(row: Sequence[Glyph]) -> float:
    return max(glyph.x1 for glyph in row) - row[0].x0


def find_gutter(rows: Sequence[Sequence[Glyph]]) -> float | None:
    """Give the middle of the white strip between two columns of prose; None where the page has one column."""
    if len(rows) < _LEAST_LINES:
        return None
    left = min(glyph.x0 for row in rows for glyph in row)
    right = max(glyph.x1 for row in rows for glyph in row)
    width = right - left
    candidates: dict[float, int] = {}
    for row in rows:
        middles = [(before.x1 + after.x0) / 2 for before, after in pairwise(row) if after.x0 - before.x1 >= _GUTTER]
        for middle in map(round, (*middles, row[0].x0 - _GUTTER / 2)):
            if left + 0.3 * width < middle < right - 0.3 * width:
                candidates[middle] = candidates.get(middle, 0) + 1
    for x in sorted(candidates, key=lambda x: (-candidates[x], x))[:5]:
        crossing = sum(crosses(row, x) for row in rows)
        first = [row for row in rows if row[0].x0 < x and not crosses(row, x)]
        second = [row for row in rows if row[-1].x0 >= x and not crosses(row, x)]
        if crossing > 0.3 * len(rows) or min(len(first), len(second)) < _LEAST_LINES:
            continue
        parts = [[glyph for glyph in row if glyph.x0 < x] for row in first]
        others = [[glyph for glyph in row if glyph.x0 >= x] for row in second]
        if any(2 * sum(_has_gap(row) or not _has_letters(row) for row in side) > len(side) for side in (parts, others)):
            continue
        if median(map(_width, parts)) > 0.6 * (x - left) and median(map(_width, others)) > 0.6 * (right - x):
            return x
    return None
