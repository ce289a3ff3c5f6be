"""Units of length, and sizes of paper: what counts as the style's own, and what is kept."""

from __future__ import annotations

TWIPS, EMU = 20, 12_700
"""Of Office's units a point has so many: of those of its text, and of those of its drawings."""
POINTS_PER_PIXEL = 0.75
_A4, _LETTER = (11_906, 16_838), (12_240, 15_840)
_A4_LYING = (841.9, 595.3)
_TOLERANCE = 60
_SHORTEST, _LONGEST = 720, 31_680
"""Twips: half an inch, and what Word allows."""

Size = tuple[float | None, float | None]


def settle(width: float | None, height: float | None) -> Size:
    """Give the paper of a section in points: None for upright A4 or Letter, which the style has its own paper for.

    On its side the like is A4; every other paper is kept, within what Word allows.

    >>> settle(595.3, 841.9), settle(792, 612), settle(1190.6, 841.9), settle(None, 9)
    ((None, None), (841.9, 595.3), (1190.6, 841.9), (None, None))
    """
    if width is None or height is None or not (0 < width < 100_000 and 0 < height < 100_000):
        return None, None
    if is_like(width, height, _A4) or is_like(width, height, _LETTER):
        return _A4_LYING if width > height else (None, None)
    across, down = (min(max(round(length * TWIPS), _SHORTEST), _LONGEST) / TWIPS for length in (width, height))
    return across, down


def is_letter(width: float, height: float) -> bool:
    """Say whether a paper is of the American size."""
    return is_like(width, height, _LETTER)


def is_like(width: float, height: float, paper: tuple[int, int]) -> bool:
    """Say whether a paper in points is of a size in twips, upright or on its side."""
    short, long = sorted((width * TWIPS, height * TWIPS))
    return max(abs(short - paper[0]), abs(long - paper[1])) < _TOLERANCE
