"""Work out the column widths and the text size of a table from what its cells hold.

Lengths of text are in units: a Chinese character is 2 wide, a Latin letter or digit 1, both times half the text size.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import accumulate

from msgspec import Struct

from convert.model import Cell, Picture, Table, block_text
from convert.paper import TWIPS
from convert.styles import StyleSheet
from convert.writers.docx.markup import has_cjk

_WORD = re.compile("[\x21-\x7e\u00a1-\u10ff]+")
_LONGEST_WORD = 16
"""Longer words, such as addresses, are broken rather than making the whole table small."""
_LONGEST_NUMBER = 24
_LONG_LINE = 24
"""Beyond this many units a line counts only by a quarter: it wraps well."""
_TWIPS_PER_UNIT = 10
"""Of a text of one point: a unit is half as wide as the text is high."""
_BROADEST_SPAN = 256
_SLACK = 0.2
_BROAD_LETTERS = 1.12
_BROAD_DIGITS = 1.28
"""Letters and digits are broader than half a character in many of the fonts that stand in for a missing one."""
_OPENING = "（(〔【《“"

_MOST_TITLE_LINES = 4
_ROW_PADDING = 4.5
NARROWEST = 100
"""Twips. Readers, Word among them, take much narrower columns for edges that were meant to be one."""
_BESIDE = 40
"""Points of a page that a table on it leaves to its heading."""
_MOST_ROWS_OF_A_PAGE = 60
_SMALLEST_TO_FIT = 9.0


class Layout(Struct, frozen=True):
    """How wide the columns are and how large the text is.

    widths: in twips, summing to the table's unless it has too many columns; size: in points; padding: in twips, beside
    the text of each cell.
    """

    widths: tuple[int, ...]
    size: float
    padding: int


def units(text: str) -> float:
    """Measure a line: UTF-8 has 1 byte for ASCII and 3 for Chinese.

    >>> units("规章"), units("2024")
    (4.0, 4.0)
    """
    return (len(text) + len(text.encode("utf-8", "surrogatepass"))) / 2


def lay_out(table: Table, width: int, sheet: StyleSheet) -> Layout:
    """Lay a table out on a width in twips: every word whole if that can be, value columns alike, long texts broader.

    A table that would fill little more than a page is set a little smaller to stay on one.
    """
    padding = 85 if table.n_cols <= 6 else 45 if table.n_cols <= 10 else 25
    padding = min(padding, width // (table.n_cols * 6))
    needs, wants = _measure(table)
    room = width - 2 * padding * table.n_cols
    sizes = [size for size in sheet.table_sizes if sum(needs) * size * _TWIPS_PER_UNIT <= room]
    layouts = []
    for size in sizes or sheet.table_sizes[-1:]:
        shares = _share(needs, wants, room / (size * _TWIPS_PER_UNIT))
        layouts.append(Layout(_round(shares, room, 2 * padding), size, padding))
        if _height(table, layouts[-1], sheet.table_line) <= sheet.page.text_height / TWIPS - _BESIDE:
            return layouts[-1]
        if table.n_rows > _MOST_ROWS_OF_A_PAGE or size <= _SMALLEST_TO_FIT:
            break
    return layouts[0]


def _height(table: Table, layout: Layout, line_height: float) -> float:
    """Estimate the height of a table in points; cells over several rows are taken to fit."""
    if table.n_rows > _MOST_ROWS_OF_A_PAGE:
        return float("inf")
    lines = [1.0] * table.n_rows
    edges = (0, *accumulate(layout.widths))
    for cell in table.cells:
        if cell.rowspan == 1 and cell.blocks:
            room = edges[cell.col + cell.colspan] - edges[cell.col] - 2 * layout.padding
            lines[cell.row] = max(lines[cell.row], count_lines(cell.text, room, layout.size))
    return sum(lines) * layout.size * line_height + table.n_rows * _ROW_PADDING


def count_lines(text: str, room: int, size: float) -> int:
    """Estimate the lines of a text of a size in points in a cell with room in twips."""
    per_line = max(2.0, room // (size * _TWIPS_PER_UNIT))
    return sum(max(1, math.ceil(units(line) / per_line)) for line in text.split("\n"))


def _share(needs: Sequence[float], wants: Sequence[float], available: float) -> list[float]:
    """Give each column what it needs, then by what it wants beyond that, then in proportion."""
    needed, wanted = sum(needs), sum(wants)
    if needed >= available:
        return list(needs)
    if wanted > available:
        part = (available - needed) / (wanted - needed)
        return [need + (want - need) * part for need, want in zip(needs, wants, strict=True)]
    return list(wants)


def _round(shares: Sequence[float], room: int, padding: int) -> tuple[int, ...]:
    """Scale shares to whole twips that sum to the room, plus the padding of each column."""
    total = sum(shares)
    if min(shares) * room / total + padding < NARROWEST:
        room = max(0, room - (NARROWEST - padding) * len(shares))
        padding = NARROWEST
    at, widths, done = 0.0, [], 0
    for share in shares:
        at += share
        edge = round(room * at / total)
        widths.append(edge - done + padding)
        done = edge
    return tuple(widths)


def _measure(table: Table) -> tuple[list[float], list[float]]:
    """Give what each column needs to keep words whole and what it wants to keep lines whole."""
    needs, wants = [2.0] * table.n_cols, [4.0] * table.n_cols
    spans: dict[tuple[int, int], tuple[float, float]] = {}
    values = set()
    for cell in table.cells:
        if cell.role == "value" and cell.colspan == 1:
            values.add(cell.col)
        if not cell.blocks:
            continue
        need, want = _measure_cell(cell, cell.row < table.header_rows)
        if cell.colspan == 1:
            needs[cell.col] = max(needs[cell.col], need)
            wants[cell.col] = max(wants[cell.col], want)
        else:
            key = (cell.col, min(cell.colspan, _BROADEST_SPAN))
            known = spans.get(key, (0.0, 0.0))
            spans[key] = max(known[0], need), max(known[1], want)
    for (col, colspan), (need, want) in sorted(spans.items(), key=lambda item: item[0][1]):
        _spread(needs, col, colspan, need)
        _spread(wants, col, colspan, want)
    value_need = max((needs[column] for column in values), default=0.0)
    value_want = max((wants[column] for column in values), default=0.0)
    for column in values:
        needs[column], wants[column] = value_need, value_want
    return needs, [max(pair) for pair in zip(needs, wants, strict=True)]


def _whole_part(text: str, is_tall: bool) -> float:
    """Give the units of a Chinese text that stay on one line: three characters, or a number in brackets.

    In a cell over several rows the number and what it numbers each get a line, if that is short.
    """
    if text[0] in _OPENING:
        return 8 if is_tall and units(text) <= 14 else 6
    return units(text) if len(text) <= 3 else 4


def balance(text: str, room: int, size: float) -> int:
    """Give the twips to leave free on both sides so that a short Chinese label breaks into even lines.

    >>> balance("办公用品", 700, 10), balance("总计", 700, 10), balance("2024", 300, 10)
    (129, 0, 0)
    """
    if not 4 <= len(text) <= 12 or text[0] in _OPENING or units(text) != 2 * len(text):
        return 0
    character = size * TWIPS
    per_line = int(room / character)
    if not 2 <= per_line < len(text):
        return 0
    even = math.ceil(len(text) / math.ceil(len(text) / per_line))
    if len(text) % 2 == 0 and even % 2:
        even = even + 1 if even < per_line else even - 1
    return max(0, int((room - (even + _SLACK) * character) / 2))


def even_lines(text: str, room: int, size: float) -> int:
    """Give the twips to leave free on both sides so that a title over several lines breaks into even ones.

    >>> even_lines("关于印发公文格式的通知", 2000, 10), even_lines("通知", 2000, 10)
    (350, 0)
    """
    needed = units(text) * size * _TWIPS_PER_UNIT
    lines = math.ceil(needed / room)
    if not 1 < lines <= _MOST_TITLE_LINES or "\n" in text:
        return 0
    return max(0, int((room - needed / lines - size * TWIPS) / 2))


def _spread(lengths: list[float], col: int, colspan: int, length: float) -> None:
    """Widen the columns under a spanned cell alike until it fits."""
    short = (length - sum(lengths[col : col + colspan])) / colspan
    if short > 0:
        for column in range(col, col + colspan):
            lengths[column] += short


def _measure_cell(cell: Cell, is_header: bool) -> tuple[float, float]:
    need = want = 2.0
    for block in cell.blocks:
        if isinstance(block, Picture):
            want = max(want, _LONG_LINE)
            continue
        text = block_text(block)
        if not text:
            continue
        if text.isascii():
            breadth = _BROAD_DIGITS if text[:1].isdigit() or cell.role == "value" else _BROAD_LETTERS
            longest = breadth * max(map(len, text.split()), default=0)
        else:
            longest = _BROAD_LETTERS * max(map(len, _WORD.findall(text)), default=0)
            if len(text) > 1 and has_cjk(text):
                longest = max(longest, _whole_part(text, cell.rowspan > 1))
        need = max(need, _SLACK + min(longest, _LONGEST_NUMBER if text[:1].isdigit() else _LONGEST_WORD))
        line = units(text) if "\n" not in text else max(map(units, text.split("\n")))
        want = max(want, line)
    if is_header:
        want /= 2
    want /= cell.rowspan
    if want > _LONG_LINE:
        want = _LONG_LINE + (want - _LONG_LINE) / 4
    return need, max(need, want)
