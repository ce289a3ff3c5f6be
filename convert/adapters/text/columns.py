"""Where the characters of a line stand: tables drawn with characters hang on their columns.

Programs do not agree how wide a Chinese character is. `display` is what a terminal shows (East Asian ones take two
columns, ambiguous ones such as “ and ─ one), `wide` lets the ambiguous ones take two as well, `counted` gives every
character one.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

Measure = Literal["display", "wide", "counted"]
MEASURES: tuple[Measure, ...] = ("display", "wide", "counted")
_PIECE = re.compile(r"\S+(?: \S+)*")
"""A piece of a line: gaps of two or more blanks part it from others. Ideographic blanks count as blanks."""


@lru_cache(maxsize=4096)
def _width(char: str, measure: Measure) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    kind = unicodedata.east_asian_width(char)
    return 2 if kind in "WF" or (kind == "A" and measure == "wide") else 1


def places(text: str, measure: Measure) -> Sequence[int]:
    """Give the column where each character starts, and at the end the width of the text.

    >>> list(places("规章 0", "display")), list(places("规章 0", "counted"))
    ([0, 2, 4, 5, 6], [0, 1, 2, 3, 4])
    """
    if measure == "counted" or text.isascii():
        return range(len(text) + 1)
    at = 0
    starts = [0]
    for char in text:
        at += _width(char, measure)
        starts.append(at)
    return starts


def pieces(text: str) -> list[tuple[int, int]]:
    """Give start and end of each piece of a line, as indexes of characters."""
    return [match.span() for match in _PIECE.finditer(text)]


def cut(text: str, starts: Sequence[int], measure: Measure) -> tuple[list[str], int]:
    """Cut a line before the columns `starts` (all but the first); also say how many texts cross a border.

    Text that crosses a border belongs to the column where it starts.
    """
    at = places(text, measure)
    parts: list[str] = []
    crossings = 0
    begin = 0
    for start in starts[1:]:
        end = bisect_left(at, start)
        end = max(begin, min(end, len(text)))
        if begin < end < len(text) and not text[end - 1].isspace() and not text[end].isspace():
            crossings += 1
            while end < len(text) and not text[end].isspace():
                end += 1
        parts.append(text[begin:end])
        begin = end
    parts.append(text[begin:])
    return parts, crossings
