"""Cut lines into numbers and other texts, and gather those that may be rows of labels with numbers behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from convert.adapters.pdf.columns import Row
from convert.adapters.pdf.engine import Glyph
from convert.adapters.pdf.numerals import is_number
from convert.adapters.pdf.open_rows import begins_item
from convert.adapters.pdf.words import Line, make_line

FEWEST = 3
"""Numbers of a line that show where columns stand."""
_MOST_LINES = 400
_FARTHEST = 4.0
_BLANK = 0.22
_GUTTER = 0.3
"""Sizes between two numbers of a line, and between two labels."""


def cut_numbers(line: Row) -> Row:
    """Cut the texts of a line beside numbers, where a blank is, and where Chinese characters stand apart."""
    parts: list[Line] = []
    for part in line.parts:
        start = 0
        glyphs = part.glyphs
        words = [
            at
            for at in range(1, len(glyphs))
            if not glyphs[at].text.isspace() and glyphs[at].x0 - _end(glyphs, at) > _BLANK * part.size
        ]
        for at, stop in pairwise([0, *words, len(glyphs)]):
            if at and (
                glyphs[at].x0 - _end(glyphs, at) > _GUTTER * part.size
                or (is_number(_text(glyphs[at:stop])) and is_number(_text(glyphs[start:at])))
            ):
                parts += filter(None, [make_line(glyphs[start:at], wide="")])
                start = at
        parts += filter(None, [make_line(glyphs[start:], wide="")]) if start else [part]
    return Row(line.at, parts)


def _end(glyphs: Sequence[Glyph], at: int) -> float:
    at -= 1
    while at > 0 and glyphs[at].text.isspace():
        at -= 1
    return glyphs[at].x1


def _text(glyphs: Sequence[Glyph]) -> str:
    return "".join(glyph.text for glyph in glyphs).strip()


def runs_of_numbers(lines: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield lines around those that end in several numbers: texts left of them, and the rest of broken numbers."""
    done = at = 0
    while at < len(lines):
        left = left_of_numbers(lines[at])
        if left is None:
            at += 1
            continue
        first = last = end = at
        while first > done and _is_beside(lines[first - 1], lines[first], left) and at - first < _MOST_LINES:
            first -= 1
        while last + 1 < len(lines) and _is_beside(lines[last + 1], lines[last], left) and last - at < _MOST_LINES:
            last += 1
            left = min(left, left_of_numbers(lines[last]) or left)
            end = last if any(is_number(part.text) for part in lines[last].parts) else end
        while end < last and not _is_apart(lines[end + 1], lines[end]):
            end += 1
        yield list(lines[first : end + 1])
        done = at = end + 1


def left_of_numbers(line: Row) -> float | None:
    """Say where the numbers begin that a line ends in; None where they are few."""
    count = next((at for at, part in enumerate(reversed(line.parts)) if not is_number(part.text)), len(line.parts))
    return line.parts[-count].x0 if count >= FEWEST else None


def _is_apart(line: Row, above: Row) -> bool:
    """Say whether a line without numbers is no more of the last row's label."""
    return line.top - above.bottom > line.size or begins_item(line.parts[0].text)


def _is_beside(line: Row, near: Row, left: float) -> bool:
    """Say whether a line next to one of a table holds labels of rows and numbers only."""
    apart = max(line.top, near.top) - min(line.bottom, near.bottom)
    beside = all(part.x1 <= left or is_number(part.text) for part in line.parts)
    return beside and abs(line.at - near.at) == 1 and apart < _FARTHEST * near.size
