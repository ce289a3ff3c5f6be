"""Pair the tables of two documents, and say what differs between two of them."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Sequence
from decimal import Decimal
from difflib import SequenceMatcher

from convert.compare.differences import Difference, Kind, Place
from convert.compare.partners import contents_alike, folded, partners
from convert.model import NOWHERE, Cell, Table
from convert.numbers import plain_number

Header = dict[int, str]
"""The texts of a table's first row by their columns, where they are words."""
Moved = dict[int, int]
"""For cells, by their ids, in which column of the other table they would stand."""


def pair_tables(left: Sequence[Table], right: Sequence[Table]) -> Iterator[tuple[Table | None, Table | None]]:
    """Pair official tables of one form, in order; pair others where their order and contents say so."""
    official: dict[str, list[Table]] = {}
    for table in right:
        official.setdefault(table.form, []).append(table)
    free = [table for table in right if not table.form]
    others = dict(_pair_others([table for table in left if not table.form], free))
    for table in left:
        if table.form:
            partners = official.get(table.form)
            yield table, partners.pop(0) if partners else None
        else:
            at = others.get(id(table))
            yield table, None if at is None else free[at]
    taken = set(others.values())
    yield from ((None, table) for at, table in enumerate(free) if at not in taken)
    yield from ((None, table) for form, rest in official.items() if form for table in rest)


def _pair_others(left: Sequence[Table], right: Sequence[Table]) -> Iterator[tuple[int, int]]:
    """Give, by the id of a table, the place of the one that stands for it."""
    contents = {id(table): tuple(map(_cell_key, table.cells)) for table in (*left, *right)}
    places = {id(table): at for at, table in enumerate(right)}

    def content(table: Table) -> Sequence[Hashable]:
        return contents[id(table)]

    for one, other in partners(left, right, content, lambda one, other: contents_alike(content(one), content(other))):
        if one is not None and other is not None:
            yield id(one), places[id(other)]


def _cell_key(cell: Cell) -> Hashable:
    """Give what a cell says, however it is written: 1,234 and 1234 are one number."""
    number = plain_number(cell.text)
    return folded(cell.text) if number is None else number


def compare_tables(left: Table | None, right: Table | None) -> Iterator[Difference]:
    if left is None or right is None:
        table = left or right
        assert table is not None
        shown = f"{table.n_rows} × {table.n_cols}"
        before, after = (shown, None) if left else (None, shown)
        yield Difference("table", table.title, before, after, table.origin if left else NOWHERE, table.origin)
    elif left.form and left.form == right.form and _labels(left) == _labels(right):
        yield from _compare_official(left, right)
    else:
        yield from _compare_rows(left, right)


def _labels(table: Table) -> list[tuple[int, int, str]]:
    """Give the labels of an official table: those of rows that repeat are each document's own."""
    return [(cell.row, cell.col, cell.text) for cell in table.cells if cell.role == "label"]


def _compare_official(left: Table, right: Table) -> Iterator[Difference]:
    """Compare place by place: two tables of one form have one layout."""
    others = {(cell.row, cell.col): cell for cell in right.cells}
    for cell in left.cells:
        other = others.get((cell.row, cell.col))
        if other is None:
            continue
        if _cell_key(cell) == _cell_key(other) or (cell.value is not None and cell.value == other.value):
            continue
        yield _between("value" if cell.role == "value" else "label", cell.name or cell.text, cell, other)


def _compare_rows(left: Table, right: Table) -> Iterator[Difference]:
    one, other = list(left.rows()), list(right.rows())
    title, header = left.title or right.title, _header(one)
    shared = _shared_columns(header, _header(other)) if left.n_cols != right.n_cols else {}
    moved: Moved = {}
    if shared and _is_plain(left) and _is_plain(right):
        kept = {*shared.values()}
        yield from _columns(title, one, kept, is_left=True)
        yield from _columns(title, other, shared, is_left=False)
        one = [[cell for cell in row if cell.col in kept] for row in one]
        other = [[cell for cell in row if cell.col in shared] for row in other]
        moved = {id(cell): shared[cell.col] for row in other for cell in row}
    known = [{_head(row) for row in rows} for rows in (one, other)]

    def are_alike(row: Sequence[Cell], partner: Sequence[Cell]) -> bool:
        if _head(row) in known[1] or _head(partner) in known[0]:
            return False
        return contents_alike(_row_key(row, moved)[1:], _row_key(partner, moved)[1:])

    for row, partner in partners(one, other, lambda row: _row_key(row, moved), _begin_alike, are_alike):
        if row is None or partner is None:
            cells = row or partner or []
            text = "\t".join(cell.text for cell in cells)
            origin = cells[0].origin if cells else NOWHERE
            before, after = (None, text) if row is None else (text, None)
            yield Difference("row", title, before, after, origin, origin)
        else:
            yield from _compare_cells(title, header, row, partner, moved)


def _shared_columns(left: Header, right: Header) -> dict[int, int]:
    """Map columns of the second table to those of the first, where each has a head of its own; else to none."""
    if any(len(set(heads.values())) < len(heads) or "" in heads.values() for heads in (left, right)):
        return {}
    blocks = SequenceMatcher(None, list(left.values()), list(right.values()), False).get_matching_blocks()
    return {to + step: at + step for at, to, size in blocks for step in range(size)}


def _is_plain(table: Table) -> bool:
    return all(cell.rowspan == cell.colspan == 1 for cell in table.cells)


def _columns(
    title: str, rows: Sequence[Sequence[Cell]], shared: Collection[int], *, is_left: bool
) -> Iterator[Difference]:
    """Yield the columns that only one of two tables has."""
    alone: dict[int, list[Cell]] = {}
    for cell in (cell for row in rows for cell in row if cell.col not in shared):
        alone.setdefault(cell.col, []).append(cell)
    for cells in alone.values():
        text, origin = "\t".join(cell.text for cell in cells), cells[0].origin
        before, after = (text, None) if is_left else (None, text)
        yield Difference("column", title, before, after, origin, origin)


def _row_key(row: Sequence[Cell], moved: Moved) -> tuple[Hashable, ...]:
    return tuple((moved.get(id(cell), cell.col), cell.colspan, cell.rowspan, _cell_key(cell)) for cell in row)


def _head(row: Sequence[Cell]) -> str:
    """Give the text that a row begins with."""
    return next((folded(cell.text) for cell in row if cell.text.strip()), "")


def _begin_alike(left: Sequence[Cell], right: Sequence[Cell]) -> bool:
    return _head(left) == _head(right) != ""


def _header(rows: Sequence[Sequence[Cell]]) -> Header:
    first = rows[0] if rows else []
    if any(isinstance(_cell_key(cell), Decimal) for cell in first):
        return {}
    return {col: folded(cell.text) for cell in first for col in range(cell.col, cell.col + cell.colspan)}


def _compare_cells(
    title: str, header: Header, left: Sequence[Cell], right: Sequence[Cell], moved: Moved
) -> Iterator[Difference]:
    others = {moved.get(id(cell), cell.col): cell for cell in right}
    head = _head(left)

    def place(cell: Cell) -> str:
        named = (title, head[:40], header.get(cell.col, "")[:40] if cell.row else "")
        words = " · ".join(dict.fromkeys(part for part in named if part))
        return f"{words} ({cell.row + 1}, {cell.col + 1})".strip()

    for cell in left:
        other = others.pop(cell.col, None)
        if other is None:
            yield Difference("cell", place(cell), cell.text, None, cell.origin, NOWHERE, _at(cell))
        elif (_cell_key(cell), cell.rowspan, cell.colspan) != (_cell_key(other), other.rowspan, other.colspan):
            yield _between("cell", place(cell), cell, other)
    for cell in others.values():
        yield Difference("cell", place(cell), None, cell.text, NOWHERE, cell.origin, None, _at(cell))


def _between(kind: Kind, where: str, left: Cell, right: Cell) -> Difference:
    return Difference(kind, where, left.text, right.text, left.origin, right.origin, _at(left), _at(right))


def _at(cell: Cell) -> Place:
    return cell.row, cell.col
