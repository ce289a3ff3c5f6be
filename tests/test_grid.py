"""The grid loses nothing, overlaps nothing, and placing twice gives the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from convert.grid import place, slice_rows
from convert.model import Cell, GridError, Table, cell_of_text

cells = st.builds(
    lambda text, col, rowspan, colspan: cell_of_text(0, col, text, rowspan=rowspan, colspan=colspan),
    st.text("ab0", max_size=3),
    st.integers(-1, 6),
    st.integers(0, 4),
    st.integers(0, 4),
)
ragged_rows = st.lists(st.lists(cells, max_size=5), max_size=6)


def rows_of(table: Table) -> list[list[Cell]]:
    return list(table.rows())


def texts(table: Table) -> list[str]:
    return sorted(cell.text for cell in table.cells)


@given(ragged_rows)
def test_placing_keeps_every_cell_and_its_text(rows: list[list[Cell]]) -> None:
    assert texts(place(rows)) == sorted(cell.text for row in rows for cell in row)


@given(ragged_rows)
def test_placed_cells_cover_each_position_at_most_once(rows: list[list[Cell]]) -> None:
    table = place(rows)
    covered = [
        (row, col)
        for cell in table.cells
        for row in range(cell.row, cell.row + cell.rowspan)
        for col in range(cell.col, cell.col + cell.colspan)
    ]
    assert len(covered) == len(set(covered))
    assert all(row < table.n_rows and col < table.n_cols for row, col in covered)


@given(ragged_rows)
def test_placing_what_is_placed_changes_nothing(rows: list[list[Cell]]) -> None:
    table = place(rows)
    assert place(rows_of(table)) == table


@given(ragged_rows, st.integers(0, 6))
def test_a_table_cut_in_two_has_the_same_texts(rows: list[list[Cell]], cut: int) -> None:
    table = place(rows)
    cut = min(cut, table.n_rows)
    parts = slice_rows(table, 0, cut), slice_rows(table, cut, table.n_rows)
    assert sorted(text for part in parts for text in texts(part)) == texts(table)


@pytest.mark.parametrize(
    "broken",
    [
        (cell_of_text(0, 0, "a", colspan=2), cell_of_text(0, 1, "b")),
        (cell_of_text(0, 0, "a", rowspan=2), cell_of_text(1, 0, "b")),
        (cell_of_text(0, 1, "a"), cell_of_text(0, 0, "b")),
        (cell_of_text(0, 2, "a"),),
        (replace(cell_of_text(0, 0, "a"), rowspan=0),),
    ],
)
def test_a_table_refuses_cells_that_overlap_leave_the_grid_or_are_out_of_order(broken: tuple[Cell, ...]) -> None:
    with pytest.raises(GridError):
        Table(2, 2, broken)
