"""Work out how wide columns and how high rows must be for all text to show. Widths are in worksheet units: digits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import ceil

from convert.model import Cell, Table

LINE_HEIGHT = 14.5
"""Points a line of 10-point text, measured in LibreOffice with the fonts that stand in for 宋体."""
ROW_PADDING = 5.0
HIGHEST_ROW = 409.0
LANDSCAPE_FROM = 95.0
"""Total width above which a page lies on its side: A4 holds about 90 units upright."""

_FIRST_WIDE = "\u1100"
"""Characters from here on are counted as full-width; the few that are not make a column a little wider."""
_WORD = re.compile(r"[!-~]+")
_NARROWEST, _WIDEST, _PAGE = 6.0, 60.0, 130.0
_PADDING = 1.6
_PLACES = 1.05
"""Half-width places of 10-point text in a unit of width."""


def display_width(text: str) -> int:
    """Count half-width places; Chinese characters and marks take two."""
    return len(text) if text.isascii() else len(text) + sum(char >= _FIRST_WIDE for char in text)


def column_widths(table: Table, numeric: frozenset[tuple[int, int]]) -> list[float]:
    """Give each column a width: what its own cells ask for, within a share of the page. numeric cells never wrap."""
    widest = max(10.0, min(_WIDEST, _PAGE / max(table.n_cols, 1) * 2.2))
    wanted = [_NARROWEST] * table.n_cols
    least = [_NARROWEST] * table.n_cols
    spanning: list[tuple[Cell, float]] = []
    for cell in table.cells:
        text = cell.text
        if not text:
            continue
        width = max(map(display_width, text.split("\n"))) / _PLACES + _PADDING
        if (cell.row, cell.col) in numeric:
            unbroken = width
        else:
            unbroken = min(24.0, max(map(len, _WORD.findall(text)), default=2) + _PADDING)
        if cell.colspan == 1:
            wanted[cell.col] = max(wanted[cell.col], width)
            least[cell.col] = max(least[cell.col], unbroken)
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


def row_heights(table: Table, widths: list[float]) -> dict[int, float]:
    """Give the rows that need more than one line; programs make rows higher only by their unmerged cells, or never."""
    lines = [1.0] * table.n_rows
    tall: list[tuple[Cell, int]] = []
    ends = [0.0]
    for width in widths:
        ends.append(ends[-1] + width)
    for cell in table.cells:
        needed = count_lines(cell.text, ends[cell.col + cell.colspan] - ends[cell.col])
        if cell.rowspan > 1:
            tall.append((cell, needed))
        else:
            lines[cell.row] = max(lines[cell.row], needed)
    for cell, needed in sorted(tall, key=lambda item: item[0].rowspan):
        rows = range(cell.row, cell.row + cell.rowspan)
        missing = needed - sum(lines[row] for row in rows)
        if missing > 0:
            for row in rows:
                lines[row] += missing / cell.rowspan
    return {row: row_height(count) for row, count in enumerate(lines) if count > 1}


def row_height(lines: float, size: float = 10) -> float:
    """Give the height of a row of so many lines of so large a text, in points."""
    return min(HIGHEST_ROW, round(lines * LINE_HEIGHT * size / 10 + ROW_PADDING, 1))


def wrapping_columns(table: Table, widths: list[float]) -> frozenset[tuple[int, int]]:
    """Give the (column, colspan) in which some text needs several lines: there texts are set flush left."""
    ends = [0.0]
    for width in widths:
        ends.append(ends[-1] + width)
    return frozenset(
        (cell.col, cell.colspan)
        for cell in table.cells
        if cell.rowspan == 1
        and count_lines(cell.text, ends[cell.col + cell.colspan] - ends[cell.col]) > 1 + cell.text.count("\n")
    )


def count_lines(text: str, width: float, size: float = 10) -> int:
    """Estimate how many lines a text of some size takes in a cell of some width."""
    room = max(2, int((width * _PLACES - 0.5) * 10 / size)) // 2 * 2
    return sum(max(1, ceil(display_width(line) / room)) for line in text.split("\n"))


def is_wide(widths: Iterable[float]) -> bool:
    """Say whether a sheet is better printed on its side."""
    return sum(widths) > LANDSCAPE_FROM
