"""Where OFD draws: matrices, paths, distances between characters (GB/T 33190-2016, 7.1, 9.1, 11.3)."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import east_asian_width

from convert.adapters.pdf.ofd.xml import Element, number_of, numbers_of
from convert.adapters.pdf.view import Matrix, Point, moved

_SAME: Matrix = (1, 0, 0, 1, 0, 0)
_COLOURED = 40
_SPREAD = 1.35
"""By how much letters may be spread without spaces between them."""
_WIDTHS = {**dict.fromkeys("iljtfrI.,:;'|!()[] ", 0.3), **dict.fromkeys("mwMW%@&—", 0.85)}
"""Of Latin letters, in their size, as common faces have them; the file need not hold its fonts."""
_OPERANDS = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
"""How many numbers follow each letter of a path; C goes back to where it began."""


def own_matrix(element: Element) -> Matrix:
    a, b, c, d, e, f = numbers_of(element.get("CTM"), 6) or _SAME
    x, y, _, _ = numbers_of(element.get("Boundary"), 4) or (0.0, 0.0, 0.0, 0.0)
    return a, b, c, d, e + x, f + y


def subpaths(data: str, matrix: Matrix) -> Iterator[tuple[list[Point], list[bool]]]:
    """Yield the pieces of a path: its points, and for each but the first whether a straight line leads there."""
    words = data.replace(",", " ").split()
    points: list[Point] = []
    straight: list[bool] = []
    at = 0
    while at < len(words):
        letter = words[at]
        count = _OPERANDS.get(letter, -1)
        numbers = numbers_of(" ".join(words[at + 1 : at + 1 + count]), count) if count > 0 else ()
        if count < 0 or len(numbers) < count:
            at += 1
            continue
        at += 1 + count
        if letter in "MS":
            if len(points) > 1:
                yield points, straight
            points, straight = [moved(matrix, *numbers)], []
        elif points:
            points.append(moved(matrix, *numbers[-2:]) if count else points[0])
            straight.append(letter in "LC")
    if len(points) > 1:
        yield points, straight


def deltas(text: str | None, most: int) -> list[float]:
    """Read distances between characters; `g 3 1.5` stands for 1.5 three times (11.3)."""
    found: list[float] = []
    words = (text or "").split()
    at = 0
    while at < len(words) and len(found) < most:
        if words[at] == "g" and at + 2 < len(words):
            times = max(0, min(int(number_of(words[at + 1], 0)), most - len(found)))
            found += [number_of(words[at + 2], 0.0)] * times
            at += 3
        else:
            found.append(number_of(words[at], 0.0))
            at += 1
    return found


def width_of(character: str, is_wide: bool) -> Point:
    """Guess the width of a character in its size, and how far the next may be without a space between them.

    is_wide: it stands in Chinese text, where quotation marks are as wide as the rest.
    """
    kind = east_asian_width(character)
    if kind in "WF" or (is_wide and kind == "A"):
        return 1.0, _SPREAD
    usual = _WIDTHS.get(character) or (0.68 if character.isupper() else 0.52)
    return usual, max(_SPREAD * usual, 1.1) if kind == "A" else _SPREAD * usual


def is_coloured(color: Element | None) -> bool:
    shades = numbers_of(color.get("Value"), 3) if color is not None else ()
    return len(shades) == 3 and max(shades) - min(shades) > _COLOURED
