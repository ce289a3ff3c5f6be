"""Write a large plain grid without making its cells: whatever several of them hold is worked out once.

The sheet is the one that `write_table` would write.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from msgspec.structs import replace

from convert.lazy_cells import GridCells
from convert.model import Cell, Table
from convert.own_workbook import column_name
from convert.writers.xlsx.cells import Pen
from convert.writers.xlsx.layout import (
    asked_width,
    column_widths,
    count_lines,
    lines_of_cells,
    row_height,
    row_heights,
    wrapping_columns,
)
from convert.writers.xlsx.sheet import Sheet
from convert.writers.xlsx.table_sheet import LABEL_FILL, draw_rows, look_of, set_view
from convert.writers.xlsx.typed import Typed, type_cell

_MOST_KNOWN = 30_000
"""Things worked out that are kept; where there are more, all are forgotten and worked out anew."""


class _Held(NamedTuple):
    """What cells hold, as one at (0, 0)."""

    cell: Cell
    text: str
    typed: Typed


def write_grid(sheet: Sheet, pen: Pen, table: Table, cells: GridCells) -> Iterator[str]:
    """Yield the rows of a table that follows no form; cells: its own."""
    given = [_held(cell) for row in cells.given.values() for cell in row]
    held = [*given, *_widest(cells, table.n_rows, table.n_cols)]
    sample = Table(table.n_rows + 3, table.n_cols, tuple(one.cell for one in held))
    texts = [one.text for one in held]
    widths = column_widths(sample, texts, [one.typed.kind == "number" for one in held])
    lines = lines_of_cells(sample, texts, widths)
    flush = wrapping_columns(sample, texts, lines)
    set_view(sheet, table, widths)
    header, body = (
        _Drawing(pen, cells, widths, frozenset(col for col, span in flush if span == 1), in_header=in_header)
        for in_header in (True, False)
    )
    few = replace(table, n_rows=max(cells.given, default=-1) + 1, cells=tuple(one.cell for one in given))
    typed = [one.typed for one in given]
    drawn = draw_rows(sheet, pen, few, typed, row_heights(sample, lines) if given else {}, flush, ())
    first = 0
    for columns in cells.windows():
        behind = first + len(columns[0])
        for start, end in _stretches(first, behind, table.header_rows, cells.given):
            if start in cells.given:
                yield next(drawn)
                continue
            drawing = header if start < table.header_rows else body
            yield from drawing.rows(sheet, start, [column[start - first : end - first] for column in columns])
        first = behind


def _stretches(first: int, behind: int, header_rows: int, given: Collection[int]) -> Iterator[tuple[int, int]]:
    """Part the rows of a window so that those of the head and each given one are by themselves."""
    edges = {first, behind}
    for row in (row for row in range(first, behind) if row in given) if given else ():
        edges.update((row, row + 1))
    if first < header_rows < behind:
        edges.add(header_rows)
    yield from pairwise(sorted(edges))


def _hold(cells: GridCells, key: Hashable) -> _Held:
    return _held(cells.holding(key))


def _held(cell: Cell) -> _Held:
    text = cell.text
    return _Held(cell, text, type_cell(cell, text, guess=True))


def _widest(cells: GridCells, n_rows: int, n_cols: int) -> Iterator[_Held]:
    """Yield rows of what decides on the columns: the longest bare numbers, and what else asks for most room."""
    known: dict[Hashable, tuple[float, float]] = {}
    bare = [""] * n_cols
    wide: list[tuple[float, Hashable]] = [(0.0, None)] * n_cols
    unbroken: list[tuple[float, Hashable]] = [(0.0, None)] * n_cols
    for columns in cells.windows():
        for col, keys in enumerate(columns):
            if type(keys) is tuple:
                bare[col] = max(bare[col], max(keys, key=len), key=len)
                continue
            for key in dict.fromkeys(keys):
                if type(key) is str:
                    bare[col] = max(bare[col], key, key=len)
                    continue
                asked = known.get(key)
                if asked is None:
                    if len(known) >= _MOST_KNOWN:
                        known.clear()
                    asked = known[key] = _asked(cells, key)
                if asked[0] > wide[col][0]:
                    wide[col] = asked[0], key
                if asked[1] > unbroken[col][0]:
                    unbroken[col] = asked[1], key
    longest: list[Hashable] = [text or None for text in bare]
    deciding = longest, [key for _, key in wide], [key for _, key in unbroken]
    for row, row_keys in enumerate(deciding, n_rows):
        for col, key in enumerate(row_keys):
            held = _hold(cells, key)
            yield held._replace(cell=replace(held.cell, row=row, col=col))


def _asked(cells: GridCells, key: Hashable) -> tuple[float, float]:
    if key is ...:
        return 0.0, 0.0
    _, text, typed = _hold(cells, key)
    return asked_width(text, is_number=typed.kind == "number") if text else (0.0, 0.0)


class _Column(dict[Hashable, str]):
    """What stands in the cells of a column behind their places, by their keys; worked out when first asked for.

    Of bare numbers all that have equally many decimals are one: what stands before the digits. wraps: the keys of
    texts that take several lines, and how many.
    """

    def __init__(self, pen: Pen, cells: GridCells, width: float, fill: str, *, left: bool) -> None:
        self._pen, self._cells, self._width, self._fill, self._left = pen, cells, width, fill, left
        self.wraps: dict[Hashable, int] = {}

    def __missing__(self, key: Hashable) -> str:
        if len(self) > _MOST_KNOWN:
            self.clear()
            self.wraps.clear()
        number = f"0.{'1' * key}" if isinstance(key, int) and key > 0 else "0"
        held = _hold(self._cells, number if isinstance(key, int) else key)
        xml = self._pen.cell(held.cell, held.typed, look_of(held.typed, self._fill, left=self._left))
        if isinstance(key, int):
            xml = xml[: xml.index("<v>") + len("<v>")]
        elif held.text and (lines := count_lines(held.text, self._width)) > 1:
            self.wraps[key] = lines
        self[key] = xml
        return xml


class _Drawing:
    """Draws the rows of a sheet, those of its head or of its body; flush: the columns with texts set flush left."""

    def __init__(
        self, pen: Pen, cells: GridCells, widths: Sequence[float], flush: frozenset[int], *, in_header: bool
    ) -> None:
        fill = LABEL_FILL if in_header else ""
        self._columns = [
            (f'<c r="{column_name(col)}', _Column(pen, cells, width, fill, left=col in flush and not in_header))
            for col, width in enumerate(widths)
        ]

    def rows(self, sheet: Sheet, first: int, columns: Sequence[Sequence[Hashable]]) -> Iterator[str]:
        """Yield rows; first: the number of the first of them; columns: their keys."""
        asked = [
            [_decimals(key) if type(key) is str else key for key in keys] if _has_bare(keys) else keys
            for keys in columns
        ]
        self._meet(asked)
        numbers = range(first + 1, first + len(columns[0]) + 1)
        drawn: list[list[str]] = []
        heights: dict[int, int] = {}
        for (place, known), keys, ask in zip(self._columns, columns, asked, strict=True):
            if type(keys) is tuple:
                parts = zip(numbers, ask, keys, strict=True)
                drawn.append([f"{place}{number}{known[at]}{key}</v></c>" for number, at, key in parts])
                continue
            behind = [
                f"{known[at]}{key}</v></c>" if type(key) is str else key is not ... and known[at]
                for at, key in zip(ask, keys, strict=True)
            ]
            drawn.append(
                [f"{place}{number}{rest}" if rest else "" for number, rest in zip(numbers, behind, strict=True)]
            )
            if known.wraps:
                for row, key in enumerate(keys, first):
                    lines = known.wraps.get(key, 1)
                    if lines > heights.get(row, 1):
                        heights[row] = lines
        for row, line in enumerate(map("".join, zip(*drawn, strict=True)), first):
            if line:
                yield sheet.row(row, line, row_height(heights[row]) if row in heights else 0)

    def _meet(self, columns: Sequence[Sequence[Hashable]]) -> None:
        """Work out what is new row by row, as in any other table, so that strings and looks have the same numbers."""
        new: list[tuple[int, int, Hashable]] = []
        for col, keys in enumerate(columns):
            unknown = {*keys}.difference(self._columns[col][1], (...,))
            if unknown:
                rows = dict(zip(reversed(keys), reversed(range(len(keys))), strict=True))
                new += ((rows[key], col, key) for key in unknown)
        for _, col, key in sorted(new, key=itemgetter(0, 1)):
            self._columns[col][1][key]


def _has_bare(keys: Sequence[Hashable]) -> bool:
    return type(keys) is tuple or str in set(map(type, keys))


def _decimals(number: str) -> int:
    """Count the decimals of a bare number; -1 where it has no point."""
    return number[::-1].find(".")
