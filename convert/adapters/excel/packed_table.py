"""Tables of packed rows, whose cells are made when they are asked for."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain, islice

from convert.adapters.excel.entries import Entries, PackedRow, columns_by_shape, columns_of
from convert.adapters.excel.place import Where
from convert.adapters.excel.sheet import Range, key_of, place_of
from convert.adapters.excel.tables import Axis, Item, axes_of, check_size, fill, finish, is_full, place_items
from convert.lazy_cells import WINDOW, GridCells
from convert.model import NOWHERE, Block, Cell, Finding, Table, plain_blocks
from convert.own_workbook import MAX_POSITIONS

_FEW = 200_000
"""Contents of a table's cells that are kept for the next pass; where there are more they are made for each."""
_MOST_MERGED = 10_000
"""Rows of a large table that merged cells touch, each counted as often as it is touched."""


def build_large_table(
    packed: Mapping[int, PackedRow],
    items: Sequence[Item],
    ends: dict[int, tuple[int, int]],
    entries: Entries,
    where: Where,
    findings: list[Finding],
    *,
    title: str = "",
    header_until: int = -1,
) -> Table:
    """Build a table as `build_table` would, but for cells that are made when they are asked for. Raises TooLarge.

    packed: the lines of the sheet that no merged cell touches; items: what all others hold.
    """
    used = [item for item in items if item[2] is not None]
    rows = {*packed, *(row for row, _, _ in used)}
    cols = {*columns_of(packed.values()), *(col for _, col, _ in used)}
    down, across = axes_of(rows, cols, used, ends)
    n_rows, n_cols = len(down.sources), len(across.sources)
    check_size(n_rows, n_cols, where)
    lines: list[PackedRow | None] = [None] * n_rows
    for row, line in packed.items():
        lines[down.index_of[row]] = line
    full = is_full(n_rows, n_cols, len(used) + sum(len(shape.columns) for shape, _ in packed.values()))
    placed = place_items(items, ends, down, across, where, findings)
    touched = sorted({row for cell in placed for row in range(cell.row, cell.row + cell.rowspan)})
    if full:
        placed = fill(placed, touched, down.sources, across.sources, where)
    given = by_row(touched, placed)
    cells = PackedCells(lines, down.sources, across, entries, where, is_full=full, given=given)
    return finish(n_rows, n_cols, cells, down.sources, across.sources, where, title, header_until)


def merged_rows(merges: Iterable[Range], top: int, bottom: int) -> set[int] | None:
    """Give the rows between two that merged ranges touch; None where they are too many to be the few of a table."""
    touching = [(first, last) for first, _, last, _ in merges if first <= bottom and last >= top]
    if sum(last - first + 1 for first, last in touching) > _MOST_MERGED:
        return None
    return {row for first, last in touching for row in range(first, last + 1)}


def by_row(rows: Iterable[int], cells: Iterable[Cell]) -> dict[int, list[Cell]]:
    """Give the cells of each of some rows."""
    given: dict[int, list[Cell]] = {row: [] for row in rows}
    for cell in cells:
        given[cell.row].append(cell)
    return given


def build_grid(
    entries: Entries,
    blanks: Collection[int],
    n_rows: int,
    n_cols: int,
    where: Where,
    given: Mapping[int, Sequence[Cell]],
) -> GridCells | None:
    """Give the cells of a sheet as they stand on it, some of them given.

    None unless all others are packed, and all blank positions cells or none. blanks: the keys of the cells without
    content.
    """
    rows = {row: line for row, line in entries.rows.items() if row not in given}
    if n_rows * n_cols > MAX_POSITIONS or max((*rows, *given), default=n_rows) >= n_rows:
        return None
    filled = {id(shape): frozenset(shape.columns) for shape, _ in rows.values()}
    if any(max(columns) >= n_cols for columns in filled.values()):
        return None
    if any(place_of(key)[0] not in given for key in entries.loose):
        return None
    plain = [(row, col) for row, col in map(place_of, blanks) if row not in given]
    is_full = len(plain) > 0
    held = sum(len(shape.columns) for shape, _ in rows.values())
    if is_full and held + len(plain) != (n_rows - len(given)) * n_cols:
        return None
    for row, col in plain:
        line = rows.get(row)
        if row >= n_rows or col >= n_cols or (line and col in filled[id(line[0])]):
            return None
    lines = [rows.get(row) for row in range(n_rows)]
    return PackedCells(lines, range(n_rows), Axis(range(n_cols)), entries, where, is_full=is_full, given=given)


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
        given: Mapping[int, Sequence[Cell]],
    ) -> None:
        self._lines, self._down, self._across, self._entries = lines, down, across, entries
        self._where, self._is_full = where, is_full
        width = len(across.sources)
        counts = [width if is_full else len(line[0].columns) if line else 0 for line in lines]
        for row, cells in given.items():
            counts[row] = len(cells)
        super().__init__(counts, given)
        self._made: tuple[int, list[Cell]] = (-1, [])
        self._few: list[tuple[Block, ...]] | None = None

    def _row(self, row: int) -> Sequence[Cell]:
        if row in self.given:
            return self.given[row]
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
            rest: Sequence[Hashable] = [... if start + at in self.given else gap for at in range(len(lines))]
            columns = [rest for _ in self._across.sources]
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
        full, given = self._is_full, self.given
        return PackedCells(self._lines, self._down, self._across, self._entries, where, is_full=full, given=given)

    def contents(self) -> Iterator[tuple[Block, ...]]:
        if self._few is None:
            distinct = self._entries.distinct(line for line in self._lines if line)
            made = (self._where.paragraphs(-1, entry, NOWHERE) for entry in distinct)
            linked = (
                self._where.paragraphs(key, self._entries[key]) for key in self._where.links if key in self._entries
            )
            given = (cell.blocks for cells in self.given.values() for cell in cells)
            found: Iterator[tuple[Block, ...]] = chain(((),), linked, given, made)
            first = [*islice(found, _FEW)]
            if len(first) == _FEW:
                yield from first
                yield from found
                return
            self._few = first
        yield from self._few
