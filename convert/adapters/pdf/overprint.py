"""Tell texts apart that are printed over each other, and take what is printed twice to look bold once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter

from convert.adapters.pdf.engine import Glyph

OVERPRINT = 0.15
"""Sizes between two characters at one place."""
_FEWEST_OVER = 3
"""Characters printed over others, from which on two texts share a place."""
_from_left = attrgetter("x0", "x1")


def _without_overprint(line: list[Glyph]) -> list[Glyph]:
    if not any(after.x0 - before.x0 < OVERPRINT * after.size for before, after in pairwise(line)):
        return line
    kept: list[Glyph] = []
    for glyph in line:
        near = OVERPRINT * glyph.size
        for at in range(len(kept) - 1, max(-1, len(kept) - 4), -1):
            other = kept[at]
            if other.text == glyph.text != " " and abs(other.x0 - glyph.x0) < near > abs(other.top - glyph.top):
                kept[at] = other._replace(bold=True)
                break
        else:
            kept.append(glyph)
    return kept


def layers(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Put the characters of a line in order; part texts that are printed over each other, as a field over a text."""
    line = _without_overprint(sorted(glyphs, key=_from_left))
    if sum(map(_is_over, line, line[1:])) < _FEWEST_OVER:
        return [line]
    pieces: dict[int, list[Glyph]] = {}
    for glyph in line:
        pieces.setdefault(glyph.piece, []).append(glyph)
    found: list[list[list[Glyph]]] = []
    last: list[list[Glyph]] = []
    for _, piece in sorted(pieces.items()):
        for layer in (last, *found):
            if layer and not any(_share_a_place(piece, other) for other in layer):
                last = layer
                break
        else:
            last = []
            found.append(last)
        last.append(piece)
    return [sorted((glyph for piece in layer for glyph in piece), key=_from_left) for layer in found]


def _is_over(before: Glyph, after: Glyph) -> bool:
    apart = after.x0 - before.x0 >= OVERPRINT * after.size or before.piece == after.piece
    return not apart and not (before.text.isspace() or after.text.isspace())


def _share_a_place(one: Sequence[Glyph], other: Sequence[Glyph]) -> bool:
    near = OVERPRINT * one[0].size
    return one[0].x0 < other[-1].x1 - near and other[0].x0 < one[-1].x1 - near
