"""Find the text that is printed across other text: turned by no quarter, or large and on top of smaller text."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from convert.adapters.pdf.engine import Glyph

_LARGE = 2.0
_CORE = 0.15
"""How much of a character's square, on each side, may touch its neighbours without being printed over them."""
_MOST_LARGE = 500


def part_watermark(glyphs: Sequence[Glyph]) -> tuple[list[Glyph], str]:
    """Give the characters without those of a watermark, and its text."""
    straight = [glyph for glyph in glyphs if glyph.angle % 90 == 0]
    across = [glyph for glyph in glyphs if glyph.angle % 90] if len(straight) < len(glyphs) else []
    over = _printed_over(straight)
    if over:
        across += [glyph for glyph in straight if (glyph.size, glyph.top) in over]
        straight = [glyph for glyph in straight if (glyph.size, glyph.top) not in over]
    return straight, "".join([glyph.text for glyph in across])


def _printed_over(glyphs: Sequence[Glyph]) -> set[tuple[float, float]]:
    """Give size and top of the lines of large characters that have small ones inside."""
    sizes = {glyph.size for glyph in glyphs}
    if not sizes or max(sizes) <= _LARGE * min(sizes):
        return set()
    usual = median([glyph.size for glyph in glyphs])
    large = [glyph for glyph in glyphs if glyph.size > _LARGE * usual and not glyph.text.isspace()]
    if not 0 < len(large) <= _MOST_LARGE:
        return set()
    left, right = min(glyph.x0 for glyph in large), max(glyph.x1 for glyph in large)
    top, bottom = min(glyph.top for glyph in large), max(glyph.bottom for glyph in large)
    small = [
        ((glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2)
        for glyph in glyphs
        if left < glyph.x0 < right and top < glyph.top < bottom and glyph.size <= usual * 1.2
    ]
    return {(glyph.size, glyph.top) for glyph in large if small and any(_holds(glyph, x, y) for x, y in small)}


def _holds(glyph: Glyph, x: float, y: float) -> bool:
    margin = _CORE * glyph.size
    return glyph.x0 + margin < x < glyph.x1 - margin and glyph.top + margin < y < glyph.bottom - margin
