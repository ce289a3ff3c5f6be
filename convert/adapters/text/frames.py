"""Data frames as programs print them: the numbers of the columns from 0 on, then rows with theirs, flush right.

    frame = head row+
    head  = blank+ "0" (blank+ number)+        1, 2 … in order; each column ends where its number does, filled up with
                                               blanks to the length of the longest
    row   = number cells                       0, 1 … in order; each cell fills its column up to that end

Columns are counted in characters or, where a program was told so, with two for a Chinese one: whichever leaves the
blanks between columns free in every row. So blank cells have their places, which blanks alone do not tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import accumulate
from unicodedata import east_asian_width

from convert.adapters.text.cells import Field
from convert.adapters.text.plain import read_table
from convert.adapters.text.region import Context, Region

_HEAD = re.compile(r"\s+0(?:\s+\d+)+\s*")
_NUMBER = re.compile(r"\d+")
_FEWEST_ROWS = 2
_MOST_COLUMNS = 200


def match(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Read the frame whose head this line is."""
    if not lines[start].startswith("  ") or _HEAD.fullmatch(lines[start]) is None:
        return None
    numbers = list(_NUMBER.finditer(lines[start]))[:_MOST_COLUMNS]
    if [int(number[0]) for number in numbers] != [*range(len(numbers))]:
        return None
    longest = len(numbers[-1][0])
    ends = [number.end() + longest - len(number[0]) for number in numbers]
    end = start + 1
    while end < len(lines) and (found := _NUMBER.match(lines[end])) and found[0] == str(end - start - 1):
        end += 1
    if end - start - 1 < _FEWEST_ROWS:
        return None
    for width in (_one, _wide):
        rows = [_cut(lines[at], ends, width) for at in range(start + 1, end)]
        whole = [row for row in rows if row is not None]
        if len(whole) == len(rows):
            fields = [[Field(text, at) for text in row] for at, row in enumerate(whole, start + 1)]
            return read_table(fields, lines, end, (), context)
    return None


def _one(char: str) -> int:
    return 1


def _wide(char: str) -> int:
    return 2 if east_asian_width(char) in "WF" else 1


def _cut(line: str, ends: Sequence[int], width: Callable[[str], int]) -> list[str] | None:
    """Give the cells of a row without its number; None if a text reaches over the end of a column."""
    number = _NUMBER.match(line)
    line = line.rstrip()
    places = [0, *accumulate(map(width, line))]
    if number is None or places[-1] > ends[-1]:
        return None
    cells: list[str] = []
    first = number.end()
    for end in ends:
        last = next((at for at in range(first, len(places)) if places[at] >= end), len(line))
        if last < len(line) and places[last] != end:
            return None
        text = line[first:last]
        if text.strip() and (not text.startswith(" ") or (last < len(line) and line[last] != " ")):
            return None
        if last < len(line) and text[-1:] == " " and text.strip():
            return None
        cells.append(text.strip())
        first = last
    return cells
