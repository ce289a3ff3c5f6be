"""Work out how wide columns and how high rows must be for all text to show. Widths are in worksheet units: digits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from math import ceil

from convert.model import Cell, Table

LINE_HEIGHT = 14.5
"""Points a line of 10-point text, measured in LibreOffice with the fonts that stand in for 宋体."""
ROW_PADDING = 5.0
HIGHEST_ROW = 409.0
LANDSCAPE_FROM = 95.0
"""Total width above which a page lies on its side: A4 holds about 90 units upright."""

_NARROW = re.compile("[\0-\u10ff]+")
"""All others are counted as full-width; the few that are not make a column a little wider."""
_WORD = re.compile(r"[!-~]+")
_NARROWEST, _WIDEST, _PAGE = 6.0, 60.0, 130.0
_PADDING = 1.6
_SHORT = 40
_PLACES = 1.05
"""Half-width places of 10-point text in a unit of width."""
_LEFT_OVER = 2.5
"""Places of a cell that may hold no character, since characters are counted by twos."""


def display_width(text: str) -> int:
    """Count half-width places; Chinese characters and marks take two."""
    return len(text) if text.isascii() else len(text) + len(_NARROW.sub("", text))


def column_widths(table: Table, texts: Sequence[str], numeric: Sequence[bool]) -> list[float]:
    """Give each column a width: what its own cells ask for, within a share of the page.

    texts and numeric: for each cell its text, and whether it is a number, which never wraps.
    """
    widest = max(10.0, min(_WIDEST, _PAGE / max(table.n_cols, 1) * 2.2))
    wanted = [_NARROWEST] * table.n_cols
    least = [_NARROWEST] * table.n_cols
    spanning: list[tuple[Cell, float]] = []
    for cell, text, is_number in zip(table.cells, texts, numeric, strict=True):
        if not text:
            continue
        width, unbroken = asked_width(text, is_number=is_number)
        col = cell.col
        if cell.colspan == 1:
            if width > wanted[col]:
                wanted[col] = width
            if unbroken > least[col]:
                least[col] = unbroken
        else:
            spanning.append((cell, unbroken))
    widths = [max(low, min(wish, widest)) for low, wish in zip(least, wanted, strict=True)]
    for cell, unbroken in spanning:
        columns = range(cell.col, cell.col + cell.colspan)
        missing = unbroken - sum(widths[col] for col in columns)
        if missing > 0:
            for col in columns:
                widths[col] += missing / cell.colspan
    return [min(255.0, round(width, 1)) for width in widths]


def asked_width(text: str, *, is_number: bool) -> tuple[float, float]:
    """Give the width that a text asks for, and what it cannot do without."""
    return (_short_width if len(text) <= _SHORT else _width)(text, is_number)


def _width(text: str, is_number: bool) -> tuple[float, float]:
    width = max(map(display_width, text.split("\n"))) / _PLACES + _PADDING
    return width, width if is_number else min(24.0, max(map(len, _WORD.findall(text)), default=2) + _PADDING)


_short_width = lru_cache(maxsize=8192)(_width)
"""Labels and small numbers come again in every document."""


def lines_of_cells(table: Table, texts: Sequence[str], widths: Sequence[float]) -> list[int]:
    """Estimate how many lines each cell's text takes."""
    ends = [0.0, *accumulate(widths)]
    lines = []
    for cell, text in zip(table.cells, texts, strict=True):
        width = ends[cell.col + cell.colspan] - ends[cell.col]
        fits = 2 * len(text) + _LEFT_OVER <= width * _PLACES and "\n" not in text
        lines.append(1 if fits else count_lines(text, width))
    return lines


def row_heights(table: Table, lines: Sequence[int]) -> dict[int, float]:
    """Give the rows that need more than one line; programs make rows higher only by their unmerged cells, or never."""
    rows = [1.0] * table.n_rows
    tall: list[tuple[Cell, int]] = []
    for cell, needed in zip(table.cells, lines, strict=True):
        if cell.rowspan > 1:
            tall.append((cell, needed))
        elif needed > rows[cell.row]:
            rows[cell.row] = needed
    for cell, needed in sorted(tall, key=lambda item: item[0].rowspan):
        covered = range(cell.row, cell.row + cell.rowspan)
        missing = needed - sum(rows[row] for row in covered)
        if missing > 0:
            for row in covered:
                rows[row] += missing / cell.rowspan
    return {row: row_height(count) for row, count in enumerate(rows) if count > 1}


def wrapping_columns(table: Table, texts: Sequence[str], lines: Sequence[int]) -> frozenset[tuple[int, int]]:
    """Give the (column, colspan) in which some text wraps: there texts are set flush left."""
    return frozenset(
        (cell.col, cell.colspan)
        for cell, text, count in zip(table.cells, texts, lines, strict=True)
        if count > 1 and cell.rowspan == 1 and count > 1 + text.count("\n")
    )


def row_height(lines: float, size: float = 10) -> float:
    """Give the height of a row of so many lines of so large a text, in points."""
    return min(HIGHEST_ROW, round(lines * LINE_HEIGHT * size / 10 + ROW_PADDING, 1))


def count_lines(text: str, width: float, size: float = 10) -> int:
    """Estimate how many lines a text of some size takes in a cell of some width."""
    room = max(2, int((width * _PLACES - 0.5) * 10 / size)) // 2 * 2
    if 2 * len(text) <= room and "\n" not in text:
        return 1
    return sum(max(1, ceil(display_width(line) / room)) for line in text.split("\n"))


def is_wide(widths: Iterable[float]) -> bool:
    """Say whether a sheet is better printed on its side."""
    return sum(widths) > LANDSCAPE_FROM
