"""Find the text that is struck out: a line drawn through it that belongs to no table."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from convert.adapters.pdf.engine import Glyph, Rule
from convert.adapters.pdf.lattice import SNAP, Lattice

_UPPER, _LOWER = 0.4, 0.75
"""Where in a character's square a line strikes it out; an underline lies lower."""


def mark_struck(glyphs: Sequence[Glyph], rules: Iterable[Rule], lattices: Sequence[Lattice]) -> list[Glyph]:
    """Give the characters, those that are struck out marked."""
    lines = sorted(loose_rules(rules, lattices), key=lambda rule: rule.at)
    if not lines:
        return list(glyphs)
    heights = [rule.at for rule in lines]
    return [glyph._replace(struck=True) if _is_struck(glyph, lines, heights) else glyph for glyph in glyphs]


def loose_rules(rules: Iterable[Rule], lattices: Sequence[Lattice]) -> list[Rule]:
    """Give the rules across that belong to no table."""
    return [rule for rule in rules if rule.horizontal and not _is_of_table(rule, lattices)]


def _is_of_table(rule: Rule, lattices: Sequence[Lattice]) -> bool:
    for lattice in lattices:
        left, top, right, bottom = lattice.box
        if left - SNAP <= rule.start and rule.stop <= right + SNAP and top - SNAP <= rule.at <= bottom + SNAP:
            at = bisect_left(lattice.ys, rule.at - SNAP / 2)
            if at < len(lattice.ys) and lattice.ys[at] <= rule.at + SNAP / 2:
                return True
    return False


def _is_struck(glyph: Glyph, lines: Sequence[Rule], heights: Sequence[float]) -> bool:
    if glyph.angle or glyph.text.isspace():
        return False
    height = glyph.bottom - glyph.top
    low = bisect_left(heights, glyph.top + _UPPER * height)
    high = bisect_right(heights, glyph.top + _LOWER * height)
    middle = (glyph.x0 + glyph.x1) / 2
    return any(rule.start <= middle <= rule.stop for rule in lines[low:high])
