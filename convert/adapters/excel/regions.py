"""Find the tables and texts of a sheet that another program wrote.

Blank rows part a sheet into groups. Lines of one text at a group's head are titles and paragraphs, a section's heading
further down starts a new piece; what is left is a table. Where in doubt a row stays in its table.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice, pairwise
from operator import itemgetter
from typing import NamedTuple

from convert import lazy_cells
from convert.adapters.excel.entries import Entries, PackedRow, columns_of
from convert.adapters.excel.extras import tell
from convert.adapters.excel.packed_table import build_large_table, merged_rows
from convert.adapters.excel.place import Where
from convert.adapters.excel.sheet import Problem, Sheet, key_of, place_of
from convert.adapters.excel.tables import Item, build_table
from convert.adapters.excel.values import Entry, Values
from convert.model import Block, Finding, Paragraph, Table
from convert.numbering import parse_number

_SECTION = re.compile(r"\s*([一二三四五六七八九十]{1,3})、")
_UNIT = re.compile(r"\s*[（(]?(?:计量|金额|货币)?单位\s*[:：]")
_REMARK = re.compile(r"\s*(?:备?注|说明|填报|填表|审核|单位负责人|联系)")
_LONGEST_TITLE = 100
_BRIDGED = 3
"""A blank row whose cells have borders is part of its table; so many of them in a row at most."""
_DEEPEST = 3


class Line(NamedTuple):
    """The filled cells of a row. lone: it is nothing but one text, which no cell above reaches into.

    entries: of the whole sheet; packed: the line's own, where they are packed.
    """

    row: int
    cols: tuple[int, ...]
    entries: Entries
    lone: bool
    end_col: int
    bordered: bool
    packed: PackedRow | None

    @property
    def col(self) -> int:
        return self.cols[0]

    @property
    def first(self) -> Entry:
        return self.entries[key_of(self.row, self.cols[0])]

    @property
    def text(self) -> str:
        return self.first.text


Rows = Iterable[tuple[int, tuple[int, ...], PackedRow | None]]
"""Rows of a sheet, the columns of their filled cells, and the cells where they are packed."""


class Regions:
    """Gives the blocks of one sheet in reading order."""

    def __init__(
        self, sheet: Sheet, values: Values, where: Where, findings: list[Finding], *, title: str, header_until: int
    ) -> None:
        self._sheet, self._values, self._where, self._findings = sheet, values, where, findings
        self._ends: dict[int, tuple[int, int]] = {}
        for top, left, bottom, right in sorted(sheet.merges):
            self._ends.setdefault(key_of(top, left), (bottom, right))
        self._merged_rows = {place_of(key)[0] for key in self._ends}
        self._blank_merges = sorted(key for key in self._ends if key not in sheet.entries)
        self._title = title
        self._header_until = header_until
        self._untyped: list[Problem] = []

    def blocks(self) -> Iterator[Block]:
        """Yield paragraphs and tables. Raises TooLarge."""
        yield from self._group_blocks(self._sheet.entries.lines(), 0)
        self._findings += tell(self._untyped, self._where)

    def _group_blocks(self, rows: Rows, depth: int) -> Iterator[Block]:
        for group in self._groups(self._lines(rows)):
            for piece in _pieces(group):
                yield from self._piece_blocks(piece, depth)

    def _lines(self, rows: Rows) -> Iterator[Line]:
        reach = -1
        entries, merged = self._sheet.entries, self._merged_rows
        for row, cols, packed in rows:
            if len(cols) > 1:
                yield Line(row, cols, entries, False, cols[0], False, packed)
            else:
                col = cols[0]
                entry = entries[key_of(row, col)]
                lone = entry.value is None and row > reach
                end_col = self._ends.get(key_of(row, col), (row, col))[1]
                yield Line(row, cols, entries, lone, end_col, self._values.is_bordered(entry.style), packed)
            if row in merged:
                reach = max(reach, self._bottom(row, cols))

    def _bottom(self, row: int, cols: Iterable[int]) -> int:
        """Give the last row that the cells of a row reach down to."""
        return max(self._ends.get(key_of(row, col), (row, col))[0] for col in cols)

    def _groups(self, lines: Iterable[Line]) -> Iterator[list[Line]]:
        """Part lines at blank rows, unless a merged cell or a drawn grid goes on across them."""
        group: list[Line] = []
        reach = -1
        for line in lines:
            if group and line.row > reach + 1 and not self._is_framed(range(reach + 1, line.row)):
                yield group
                group = []
            group.append(line)
            reach = max(reach, self._bottom(line.row, line.cols) if line.row in self._merged_rows else line.row)
        if group:
            yield group

    def _is_framed(self, gap: range) -> bool:
        """Say whether blank rows are drawn as part of a table."""
        return len(gap) <= _BRIDGED and all(row in self._sheet.framed_rows for row in gap)

    def _piece_blocks(self, lines: Sequence[Line], depth: int) -> Iterator[Block]:
        head = _head(lines)
        if head == len(lines) and head > 1 and all(line.bordered and line.col == lines[0].col for line in lines):
            head = 0
        yield from self._paragraphs(lines[:head])
        body = list(lines[head:])
        tail: list[Line] = []
        while len(body) > 1 and body[-1].lone and not body[-1].bordered and _REMARK.match(body[-1].text):
            tail.insert(0, body.pop())
        if len(body) == 1 and len(body[0].cols) == 1:
            yield from self._paragraphs(body)
        elif body:
            yield from self._part_blocks(body, depth)
        yield from self._paragraphs(tail)

    def _paragraphs(self, lines: Iterable[Line]) -> Iterator[Paragraph]:
        for line in lines:
            key, entry = key_of(line.row, line.col), line.first
            if entry.value is not None:
                detail = "stands by itself, so it is a paragraph"
                self._untyped.append(Problem("value-text-kept", detail, key, entry.text))
            yield from self._where.paragraphs(key, entry)
            if not _UNIT.match(line.text):
                self._title = line.text if len(line.text) <= _LONGEST_TITLE else ""

    def _part_blocks(self, body: list[Line], depth: int) -> Iterator[Block]:
        """Part a body at blank columns if there are tables beside each other, else make it a table."""
        large = self._large_table(body)
        if large is not None:
            yield large
            return
        places = [(line.row, col) for line in body for col in line.cols]
        starts = self._column_starts(places) if depth < _DEEPEST else []
        if len(starts) > 1:
            parts: list[list[tuple[int, int]]] = [[] for _ in starts]
            at = {start: index for index, start in enumerate(starts)}
            index = 0
            owner = {}
            for col in sorted({col for _, col in places}):
                index = at.get(col, index)
                owner[col] = index
            for place in places:
                parts[owner[place[1]]].append(place)
            if all(_is_separate(part, body[0].row) for part in parts):
                for part in parts:
                    yield from self._group_blocks(_rows(part), depth + 1)
                return
        title, self._title = self._title, ""
        entries = self._sheet.entries
        yield self._table([(row, col, entries[key_of(row, col)]) for row, col in places], title)

    def _large_table(self, body: Sequence[Line]) -> Table | None:
        """Make a table of a large body of which merged cells touch few rows: its cells are made later."""
        if sum(len(line.cols) for line in body) < lazy_cells.WORTH_PACKING:
            return None
        top, bottom = body[0].row, body[-1].row
        touched = merged_rows(self._sheet.merges, top, bottom)
        if touched is None:
            return None
        entries = self._sheet.entries
        packed = {
            line.row: line.packed or entries.packed_loose(line.row, line.cols)
            for line in body
            if line.row not in touched
        }
        places = [(line.row, col) for line in body if line.row in touched for col in line.cols]
        plain = next(iter(packed), -1)
        columns = columns_of(packed.values())
        if plain < 0 or len(self._column_starts([*places, *((plain, col) for col in columns)])) > 1:
            return None
        columns.update(col for _, col in places)
        title, self._title = self._title, ""
        items: list[Item] = [(row, col, entries[key_of(row, col)]) for row, col in places]
        items = self._with_blank_merges(items, top, bottom, columns)
        header_until = self._header_until
        return build_large_table(
            packed, items, self._ends, entries, self._where, self._findings, title=title, header_until=header_until
        )

    def _column_starts(self, places: Iterable[tuple[int, int]]) -> list[int]:
        """Give the first columns of what blank columns part."""
        reach: dict[int, int] = {}
        for row, col in places:
            reach[col] = max(reach.get(col, col), self._ends.get(key_of(row, col), (row, col))[1])
        starts: list[int] = []
        end = -1
        for col in sorted(reach):
            if not starts or any(gap not in self._sheet.framed_columns for gap in range(end + 1, col)):
                starts.append(col)
            end = max(end, reach[col])
        return starts

    def _table(self, items: list[Item], title: str) -> Table:
        inside = self._with_blank_merges(items, items[0][0], items[-1][0], {col for _, col, _ in items})
        header_until = self._header_until
        return build_table(inside, self._ends, self._where, self._findings, title=title, header_until=header_until)

    def _with_blank_merges(self, items: list[Item], top: int, bottom: int, columns: set[int]) -> list[Item]:
        """Add the merged cells without content between two rows, and between the columns in use."""
        left, right = min(columns), max(columns)
        first = bisect_left(self._blank_merges, key_of(top, 0))
        last = bisect_left(self._blank_merges, key_of(bottom + 1, 0))
        blank = (place_of(key) for key in islice(self._blank_merges, first, last))
        return sorted(
            [*items, *((row, col, None) for row, col in blank if left <= col <= right)], key=lambda item: item[:2]
        )


def _rows(places: Iterable[tuple[int, int]]) -> Rows:
    for row, cells in groupby(places, key=itemgetter(0)):
        yield row, tuple(col for _, col in cells), None


def _is_separate(part: Sequence[tuple[int, int]], first_row: int) -> bool:
    """Say whether a part of a body is a table by itself: it starts where the body starts, and is no mere column."""
    columns = {col for _, col in part}
    rows = {row for row, _ in part}
    return len(columns) > 1 and len(rows) > 1 and part[0][0] == first_row


def _pieces(group: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Part a group before each section's heading."""
    start = 0
    left = min(line.col for line in group)
    right = max(line.cols[-1] for line in group)
    for at in range(1, len(group)):
        line = group[at]
        if not (line.lone and line.col == left and not line.bordered and _SECTION.match(line.text)):
            continue
        spans = line.end_col == line.col or line.end_col >= right
        counted = any(_follows(one, two) for one, two in _neighbours(group, at))
        if spans and not counted and len(line.text) <= _LONGEST_TITLE:
            yield group[start:at]
            start = at
    yield group[start:]


def _neighbours(group: Sequence[Line], at: int) -> Iterator[tuple[Line, Line]]:
    yield group[at - 1], group[at]
    if at + 1 < len(group):
        yield group[at], group[at + 1]


def _follows(one: Line, two: Line) -> bool:
    """Say whether two rows are counted 一、二、 one after the other: items of a list or rows of a table."""
    first, second = _number_of(one), _number_of(two)
    return first is not None and second == first + 1


def _number_of(line: Line) -> int | None:
    match = _SECTION.match(line.text)
    return parse_number(match[1], "chineseCountingThousand") if match else None


def _head(lines: Sequence[Line]) -> int:
    """Count the lines at the head of a piece that are titles or paragraphs, not rows of its table.

    A line that is followed by the same sub-header as lines further down is a row: the table repeats it.
    """
    count = 0
    left = min(line.col for line in lines)
    while count < len(lines) and lines[count].lone:
        line = lines[count]
        titled = line.col == left or _UNIT.match(line.text)
        if not titled or (line.bordered and not _SECTION.match(line.text)):
            break
        count += 1
    if 0 < count < len(lines):
        last = lines[count - 1]
        if not _SECTION.match(last.text) and any(
            line.lone and (line.col, line.end_col) == (last.col, last.end_col) and after.text == lines[count].text
            for line, after in pairwise(lines[count:])
        ):
            count -= 1
    return count
