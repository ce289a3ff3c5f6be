"""Write a large plain grid without making its cells: whatever several of them hold is worked out once.

The sheet is the one that `write_table` would write.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from convert.model import Cell, LazyCells, Table
from convert.numbers import decimals
from convert.own_workbook import column_name
from convert.writers.xlsx.cells import Pen
from convert.writers.xlsx.layout import (
    asked_width,
    column_widths,
    count_lines,
    lines_of_cells,
    row_height,
    wrapping_columns,
)
from convert.writers.xlsx.sheet import Sheet
from convert.writers.xlsx.table_sheet import LABEL_FILL, look_of, set_view
from convert.writers.xlsx.typed import Typed, type_cell

_MOST_KNOWN = 30_000
"""Things worked out that are kept; where there are more, all are forgotten and worked out anew."""


class _Held(NamedTuple):
    """What cells hold, as one at (0, 0)."""

    cell: Cell
    text: str
    typed: Typed


class _Drawn(NamedTuple):
    """What stands in the sheet behind a cell's place, of a bare number up to its digits."""

    xml: str
    lines: int


def write_grid(sheet: Sheet, pen: Pen, table: Table, cells: LazyCells) -> Iterator[str]:
    """Yield the rows of a table that follows no form; cells: its own."""
    widest = [*_widest(cells, table.n_cols)]
    sample = Table(3, table.n_cols, tuple(held.cell for held in widest))
    texts = [held.text for held in widest]
    widths = column_widths(sample, texts, [held.typed.kind == "number" for held in widest])
    flush = wrapping_columns(sample, texts, lines_of_cells(sample, texts, widths))
    set_view(sheet, table, widths)
    drawing = _Drawing(sheet, pen, cells, widths, frozenset(col for col, _ in flush))
    for row, (columns, keys) in enumerate(cells.lines()):
        if columns:
            yield drawing.row(row, columns, keys, in_header=row < table.header_rows)


def _hold(cells: LazyCells, key: Hashable) -> _Held:
    cell = cells.holding(key)
    text = cell.text
    return _Held(cell, text, type_cell(cell, text, guess=True))


def _widest(cells: LazyCells, n_cols: int) -> Iterator[_Held]:
    """Yield three rows of what decides on the columns: the longest bare numbers, and what else asks for most room."""
    known: dict[Hashable, tuple[float, float]] = {}
    bare = [""] * n_cols
    wide: list[tuple[float, Hashable]] = [(0.0, None)] * n_cols
    unbroken: list[tuple[float, Hashable]] = [(0.0, None)] * n_cols
    for columns, keys in cells.lines():
        for col, key in zip(columns, keys, strict=True):
            if type(key) is str:
                if len(key) > len(bare[col]):
                    bare[col] = key
                continue
            asked = known.get(key)
            if asked is None:
                if len(known) >= _MOST_KNOWN:
                    known.clear()
                _, text, typed = _hold(cells, key)
                asked = asked_width(text, is_number=typed.kind == "number") if text else (0.0, 0.0)
                known[key] = asked
            if asked[0] > wide[col][0]:
                wide[col] = asked[0], key
            if asked[1] > unbroken[col][0]:
                unbroken[col] = asked[1], key
    longest: list[Hashable] = [text or None for text in bare]
    deciding = longest, [key for _, key in wide], [key for _, key in unbroken]
    for row, row_keys in enumerate(deciding):
        for col, key in enumerate(row_keys):
            held = _hold(cells, key)
            yield held._replace(cell=replace(held.cell, row=row, col=col))


class _Drawing:
    """Draws the rows of a sheet; flush: the columns in which texts are set flush left."""

    def __init__(
        self, sheet: Sheet, pen: Pen, cells: LazyCells, widths: Sequence[float], flush: frozenset[int]
    ) -> None:
        self._sheet, self._pen, self._cells, self._widths, self._flush = sheet, pen, cells, widths, flush
        self._names = [column_name(col) for col in range(len(widths))]
        self._header: list[dict[Hashable, _Drawn]] = [{} for _ in widths]
        self._body: list[dict[Hashable, _Drawn]] = [{} for _ in widths]
        self._count = 0

    def row(self, row: int, columns: Sequence[int], keys: Sequence[Hashable], *, in_header: bool) -> str:
        """Draw a row."""
        known, names, number = self._header if in_header else self._body, self._names, row + 1
        pieces: list[str] = []
        most = 1
        for col, key in zip(columns, keys, strict=True):
            if type(key) is str:
                places = decimals(key)
                drawn = known[col].get(places) or self._draw_bare(key, places, col, in_header=in_header)
                pieces.append(f'<c r="{names[col]}{number}{drawn.xml}{float(key):.16G}</v></c>')
                continue
            drawn = known[col].get(key) or self._draw(key, col, in_header=in_header)
            pieces.append(f'<c r="{names[col]}{number}{drawn.xml}')
            if drawn.lines > most:
                most = drawn.lines
        return self._sheet.row(row, "".join(pieces), row_height(most) if most > 1 else 0)

    def _draw_bare(self, number: str, places: int, col: int, *, in_header: bool) -> _Drawn:
        """Draw what all bare numbers with so many decimals have in common."""
        drawn = self._draw(number, col, in_header=in_header)
        known = self._header if in_header else self._body
        known[col][places] = drawn = drawn._replace(xml=drawn.xml[: drawn.xml.index("<v>") + len("<v>")])
        return drawn

    def _draw(self, key: Hashable, col: int, *, in_header: bool) -> _Drawn:
        if self._count >= _MOST_KNOWN:
            self._count = 0
            for column in (*self._header, *self._body):
                column.clear()
        cell, text, typed = _hold(self._cells, key)
        look = look_of(typed, LABEL_FILL if in_header else "", left=col in self._flush and not in_header)
        drawn = _Drawn(self._pen.cell(cell, typed, look), count_lines(text, self._widths[col]) if text else 1)
        (self._header if in_header else self._body)[col][key] = drawn
        self._count += 1
        return drawn
