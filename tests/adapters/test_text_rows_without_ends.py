"""Cells whose rows have lost their ends, and bars that part cells instead of standing around them."""

from __future__ import annotations

from tests.adapters.text_files import only_table, paragraphs_of, read_text_file, rows_of, tables_of


def test_one_cell_a_line_behind_a_tab_without_rows_is_read_cell_by_cell() -> None:
    document = read_text_file("".join(f"\t{text}\n" for text in ["单位", "户数", *map(str, range(30))]))
    assert tables_of(document) == []
    assert paragraphs_of(document)[:3] == ["单位", "户数", "0"]


def test_blank_cells_of_such_rows_are_kept() -> None:
    document = read_text_file("".join(f"\t{text}\n" for text in ["单位", *map(str, range(20)), "", "7"]))
    (table,) = tables_of(document)
    assert [row[0] for row in rows_of(table)] == [*map(str, range(20)), "", "7"]


def test_bars_that_only_part_cells_leave_blank_ones_in_front_and_behind() -> None:
    assert rows_of(only_table("甲|1|2\n|3|\n乙||4\n|5|6\n")) == [
        ["甲", "1", "2"],
        ["", "3", ""],
        ["乙", "", "4"],
        ["", "5", "6"],
    ]


def test_bars_around_all_rows_are_no_cells() -> None:
    assert rows_of(only_table("|甲|1|\n|乙|2|\n")) == [["甲", "1"], ["乙", "2"]]
