"""Tables of packed rows, whose cells are made when they are asked for."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Sequence
from decimal import Decimal
from itertools import chain, islice

from convert.adapters.excel.entries import Entries, PackedRow, columns_by_shape, columns_of
from convert.adapters.excel.place import Where
from convert.adapters.excel.sheet import key_of, place_of
from convert.adapters.excel.tables import Axis, check_size, finish, is_full
from convert.lazy_cells import WINDOW, GridCells
from convert.model import NOWHERE, Block, Cell, Table, plain_blocks
from convert.own_workbook import MAX_POSITIONS

_FEW = 200_000
"""Contents of a table's cells that are kept for the next pass; where there are more they are made for each."""


def build_plain_table(
    rows: Sequence[int],
    packed: Sequence[PackedRow],
    entries: Entries,
    where: Where,
    *,
    title: str = "",
    header_until: int = -1,
) -> Table:
    """Build a table of packed rows without merged cells, as `build_table` would, but for its cells. Raises TooLarge."""
    down = Axis(rows)
    across = Axis(sorted(columns_of(packed)))
    n_rows, n_cols = len(down.sources), len(across.sources)
    check_size(n_rows, n_cols, where)
    lines: list[PackedRow | None] = [None] * n_rows
    for row, line in zip(rows, packed, strict=True):
        lines[down.index_of[row]] = line
    used = sum(len(shape.columns) for shape, _ in packed)
    cells = PackedCells(lines, down.sources, across, entries, where, is_full=is_full(n_rows, n_cols, used))
    return finish(n_rows, n_cols, cells, down.sources, across.sources, where, title, header_until)


def build_grid(entries: Entries, blanks: Collection[int], n_rows: int, n_cols: int, where: Where) -> GridCells | None:
    """Give the cells of a sheet as they stand on it; None unless all are packed, and all blank positions cells or none.

    blanks: the keys of the cells without content.
    """
    if entries.loose or n_rows * n_cols > MAX_POSITIONS or max(entries.rows) >= n_rows:
        return None
    filled = {id(shape): frozenset(shape.columns) for shape, _ in entries.rows.values()}
    if any(max(columns) >= n_cols for columns in filled.values()):
        return None
    is_full = len(blanks) > 0
    if is_full and len(entries) + len(blanks) != n_rows * n_cols:
        return None
    for row, col in map(place_of, blanks):
        line = entries.rows.get(row)
        if row >= n_rows or col >= n_cols or (line and col in filled[id(line[0])]):
            return None
    lines = [entries.rows.get(row) for row in range(n_rows)]
    return PackedCells(lines, range(n_rows), Axis(range(n_cols)), entries, where, is_full=is_full)


class PackedCells(GridCells):
    """The cells of packed rows; of the last row that was asked for they are at hand. is_full: with the blank ones."""

    __slots__ = ("_across", "_down", "_entries", "_few", "_is_full", "_lines", "_made", "_where")

    def __init__(
        self,
        lines: list[PackedRow | None],
        down: Sequence[int],
        across: Axis,
        entries: Entries,
        where: Where,
        *,
        is_full: bool,
    ) -> None:
        self._lines, self._down, self._across, self._entries = lines, down, across, entries
        self._where, self._is_full = where, is_full
        width = len(across.sources)
        counts = (width if is_full else len(line[0].columns) if line else 0 for line in lines)
        super().__init__(counts)
        self._made: tuple[int, list[Cell]] = (-1, [])
        self._few: list[tuple[Block, ...]] | None = None

    def _row(self, row: int) -> list[Cell]:
        if self._made[0] == row:
            return self._made[1]
        line, where, index_of = self._lines[row], self._where, self._across.index_of
        source = self._down[row]
        cells: list[Cell] = []
        for col, entry in self._entries.row(line) if line else ():
            at, key = index_of[col], key_of(source, col)
            if self._is_full:
                cells += (self._blank(row, between) for between in range(len(cells), at))
            origin = where.origin(key)
            cells.append(Cell(row, at, 1, 1, where.paragraphs(key, entry, origin), entry.value, "", origin))
        if self._is_full:
            cells += (self._blank(row, behind) for behind in range(len(cells), len(self._across.sources)))
        self._made = row, cells
        return cells

    def _blank(self, row: int, col: int) -> Cell:
        return Cell(row, col, origin=self._where.origin(key_of(self._down[row], self._across.sources[col])))

    def windows(self) -> Iterator[Sequence[Sequence[Hashable]]]:
        gap = None if self._is_full else ...
        for start in range(0, len(self._lines), WINDOW):
            lines = self._lines[start : start + WINDOW]
            columns: list[Sequence[Hashable]] = [[gap] * len(lines) for _ in self._across.sources]
            for (places, kinds, styles), rows, contents in columns_by_shape(lines):
                for col, kind, style, raws in zip(places, kinds, styles, contents, strict=True):
                    keys: Sequence[Hashable] = self._entries.held(kind, style, raws)
                    at = self._across.index_of[col]
                    if len(rows) < len(lines):
                        column = [*columns[at]]
                        for row, key in zip(rows, keys, strict=True):
                            column[row] = key
                        keys = column
                    columns[at] = keys
            yield columns

    def holding(self, key: Hashable) -> Cell:
        if isinstance(key, str):
            return Cell(0, 0, 1, 1, plain_blocks(key), Decimal(key))
        if not isinstance(key, tuple):
            return Cell(0, 0)
        entry = self._entries.entry(*key)
        return Cell(0, 0, 1, 1, self._where.paragraphs(-1, entry, NOWHERE), entry.value)

    def unplaced(self) -> GridCells:
        where = self._where._replace(placed=False)
        return PackedCells(self._lines, self._down, self._across, self._entries, where, is_full=self._is_full)

    def contents(self) -> Iterator[tuple[Block, ...]]:
        if self._few is None:
            distinct = self._entries.distinct(line for line in self._lines if line)
            made = (self._where.paragraphs(-1, entry, NOWHERE) for entry in distinct)
            linked = (
                self._where.paragraphs(key, self._entries[key]) for key in self._where.links if key in self._entries
            )
            found: Iterator[tuple[Block, ...]] = chain(((),), linked, made)
            first = [*islice(found, _FEW)]
            if len(first) == _FEW:
                yield from first
                yield from found
                return
            self._few = first
        yield from self._few
