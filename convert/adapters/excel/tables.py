"""Build a table from cells and merged ranges as they stand on a sheet, however they contradict each other."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from convert.adapters.excel.entries import COLUMN_BITS
from convert.adapters.excel.place import Where
from convert.adapters.excel.sheet import key_of
from convert.adapters.excel.values import Entry
from convert.errors import TooLarge
from convert.findings import finding
from convert.model import Cell, Finding, Table
from convert.own_workbook import MAX_POSITIONS, column_name

LONGEST_GAP = 16
"""Blank rows or columns in a row inside a table; more of them tell nothing and are left out but for one."""
_NAMED = 20
"""Merged cells that a finding names."""
_FILL_FREELY = 10_000
_FILL_FACTOR = 8
Item = tuple[int, int, Entry | None]
"""Row, column and content of a cell; None: a merged range without content."""


class Axis:
    """The rows or columns of a table: those in use, and the gaps between them, never wider than LONGEST_GAP."""

    def __init__(self, used: Sequence[int]) -> None:
        self._used = used
        is_whole = used[-1] - used[0] == len(used) - 1
        self.index_of = dict(zip(used, range(len(used)), strict=True)) if is_whole else {}
        self._gap = [0] * len(used) if is_whole else []
        self.sources = [*used] if is_whole else []
        for at, coordinate in enumerate(() if is_whole else used):
            gap = used[at + 1] - coordinate - 1 if at + 1 < len(used) else 0
            kept = gap if gap <= LONGEST_GAP else 1
            self.index_of[coordinate] = len(self.sources)
            self._gap.append(kept)
            self.sources += range(coordinate, coordinate + kept + 1)

    def place(self, coordinate: int) -> int:
        """Give the index of a row or column of the sheet, clipped to the table."""
        at = bisect_right(self._used, coordinate) - 1
        if at < 0:
            return 0
        return self.index_of[self._used[at]] + min(coordinate - self._used[at], self._gap[at])


def build_table(
    items: Sequence[Item],
    ends: dict[int, tuple[int, int]],
    where: Where,
    findings: list[Finding],
    *,
    title: str = "",
    header_until: int = -1,
) -> Table:
    """Build a table of items in order of rows, then columns. Raises TooLarge.

    ends: keys of merged cells → last row and column. One with content that reaches beyond all other content widens the
    table, but for gaps that are too long; spans are clipped there and where they overlap, and that is reported. A text
    under a merged cell takes the cell's place if that is blank, else it is reported.
    header_until: the first row of the sheet that does not stay in view when it is scrolled.
    """
    used = [item for item in items if item[2] is not None]
    rows, cols = axes_of({row for row, _, _ in used}, {col for _, col, _ in used}, used, ends)
    n_rows, n_cols = len(rows.sources), len(cols.sources)
    check_size(n_rows, n_cols, where)
    cells = place_items(items, ends, rows, cols, where, findings)
    if is_full(n_rows, n_cols, len(used)):
        cells = fill(cells, range(n_rows), rows.sources, cols.sources, where)
    return finish(n_rows, n_cols, tuple(cells), rows.sources, cols.sources, where, title, header_until)


def axes_of(
    rows: set[int], cols: set[int], used: Iterable[Item], ends: dict[int, tuple[int, int]]
) -> tuple[Axis, Axis]:
    """Give the axes of the rows and columns in use, with what the used items that are merged reach beyond them."""
    reached = [ends[key] for row, col, _ in used if (key := key_of(row, col)) in ends]
    return Axis(_widened(rows, (row for row, _ in reached))), Axis(_widened(cols, (col for _, col in reached)))


def _widened(used: set[int], ends: Iterable[int]) -> list[int]:
    """Give the rows or columns in use in order, with the last one that a merged cell reaches, if that is near."""
    last = max(used)
    return sorted(used | {max((end for end in ends if last < end <= last + LONGEST_GAP), default=last)})


def check_size(n_rows: int, n_cols: int, where: Where) -> None:
    if n_rows * n_cols > MAX_POSITIONS:
        raise TooLarge(what=f"{where.sheet}: {n_rows} × {n_cols}")


def is_full(n_rows: int, n_cols: int, used: int) -> bool:
    """Say whether blank positions are cells too; where nearly all are blank they are left out."""
    return n_rows * n_cols <= max(_FILL_FREELY, _FILL_FACTOR * used)


def finish(
    n_rows: int,
    n_cols: int,
    cells: Sequence[Cell],
    rows: Sequence[int],
    cols: Sequence[int],
    where: Where,
    title: str,
    header_until: int,
) -> Table:
    header = sum(1 for row in rows if row < header_until)
    header = header if header < n_rows else 0
    return Table(n_rows, n_cols, cells, header, title=title, origin=where.origin(key_of(rows[0], cols[0])))


def place_items(
    items: Sequence[Item],
    ends: dict[int, tuple[int, int]],
    rows: Axis,
    cols: Axis,
    where: Where,
    findings: list[Finding],
) -> list[Cell]:
    """Put items on the grid in one sweep: each column knows down to where, and by which cell, it is taken."""
    n_rows, n_cols = len(rows.sources), len(cols.sources)
    free_from, owner = [0] * n_cols, [-1] * n_cols
    cells: list[Cell] = []
    repaired = False
    clipped: list[str] = []
    for row, col, entry in items:
        at, left = rows.index_of.get(row, -1), cols.index_of.get(col, -1)
        if at < 0 or left < 0:
            at, left = rows.place(row), cols.place(col)
        key = row << COLUMN_BITS | col
        if free_from[left] > at:
            host = cells[owner[left]]
            repaired = repaired or key in ends or (entry is not None and not host.blocks)
            if entry is not None and not host.blocks:
                cells[owner[left]] = replace(host, blocks=where.paragraphs(key, entry), value=entry.value)
            elif entry is not None:
                findings.append(where.dropped(key, "cell hidden under a merged cell", entry.text))
            continue
        rowspan = colspan = 1
        if key in ends:
            end_row, end_col = ends[key]
            rowspan = min(rows.place(end_row), n_rows - 1) - at + 1
            wanted = min(cols.place(end_col), n_cols - 1) - left + 1
            while colspan < wanted and free_from[left + colspan] <= at:
                colspan += 1
            repaired = repaired or colspan < wanted
            if entry is not None and (rowspan, wanted) != (end_row - row + 1, end_col - col + 1):
                clipped.append(f"{column_name(col)}{row + 1}:{column_name(end_col)}{end_row + 1}")
        for taken in range(left, left + colspan):
            free_from[taken], owner[taken] = at + rowspan, len(cells)
        origin = where.origin(key)
        if entry is None:
            cells.append(Cell(at, left, rowspan, colspan, origin=origin))
        else:
            blocks = where.paragraphs(key, entry, origin)
            cells.append(Cell(at, left, rowspan, colspan, blocks, entry.value, "", origin))
    if repaired:
        first = where.origin(key_of(rows.sources[0], cols.sources[0]))
        findings.append(finding("grid-repaired", first, detail="merged cells overlap"))
    if clipped:
        named = ", ".join(clipped[:_NAMED]) + " …" * (len(clipped) > _NAMED)
        detail = "merged cells that reach far beyond all content, cut there"
        findings.append(finding("structure-changed", where.origin(), before=named, detail=detail))
    return cells


def fill(
    cells: list[Cell], wanted: Iterable[int], rows: Sequence[int], cols: Sequence[int], where: Where
) -> list[Cell]:
    """Add a blank cell wherever none is in the wanted rows of the table: on a sheet every position is a cell."""
    filled: list[Cell] = []
    free_from = [0] * len(cols)
    at = 0
    for row in wanted:
        col = 0
        while col < len(cols):
            if at < len(cells) and (cells[at].row, cells[at].col) == (row, col):
                cell = cells[at]
                at += 1
                for taken in range(col, col + cell.colspan):
                    free_from[taken] = row + cell.rowspan
                filled.append(cell)
                col += cell.colspan
                continue
            if free_from[col] <= row:
                filled.append(Cell(row, col, origin=where.origin(key_of(rows[row], cols[col]))))
            col += 1
    return filled
