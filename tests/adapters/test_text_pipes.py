"""Tables with bars between the cells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.adapters.text_files import codes_of, only_table, paragraphs_of, read_text_file, rows_of, tables_of


def test_bars_at_the_end_are_blank_cells_but_for_the_last() -> None:
    table = only_table("用水户 | |||\n居民 | 12 | 3 | 4 |\n单位 | 5 |\n")
    assert rows_of(table) == [["用水户", "", "", ""], ["居民", "12", "3", "4"], ["单位", "5"]]


def test_a_bar_at_the_end_of_few_rows_stands_before_a_blank_cell() -> None:
    table = only_table("用水户 | 春 | 夏\n居民 | 12 | 3\n单位 | 5 | \n学校 | | 7\n")
    assert rows_of(table) == [["用水户", "春", "夏"], ["居民", "12", "3"], ["单位", "5", ""], ["学校", "", "7"]]


def test_rules_of_another_mark_do_not_count_as_rows_with_other_bars() -> None:
    table = only_table(" a  | b | c\n----+---+---\n 甲 | 1 |  \n    |   |  \n 乙 |   | 3\n    | 2 |  \n")
    assert [len(row) for row in rows_of(table)] == [3] * 5


def test_outer_bars_are_no_cells() -> None:
    assert rows_of(only_table("| 单位 | 户数 |\n|  | 3 | \n|东山|4|\n")) == [["单位", "户数"], ["", "3"], ["东山", "4"]]


def test_where_rows_have_no_outer_bars_a_leading_bar_follows_a_blank_cell() -> None:
    table = only_table("用水户 | 居民 | 1\n | 单位 | 2\n 合计 | 全部 | 3\n")
    assert rows_of(table) == [["用水户", "居民", "1"], ["", "单位", "2"], ["合计", "全部", "3"]]


def test_rules_between_rows_are_no_rows() -> None:
    assert rows_of(only_table("|----+----|\n| 甲 | 1 |\n|----+----|\n| 乙 | - |\n|====+====|\n")) == [
        ["甲", "1"],
        ["乙", "-"],
    ]


def test_a_row_of_dashes_as_values_is_kept() -> None:
    assert rows_of(only_table("甲 | 1 | 2 |\n乙 | - | - |\n"))[1] == ["乙", "-", "-"]


def test_full_width_bars_part_cells_too() -> None:
    assert rows_of(only_table("单位｜户数｜水量\n东山｜3｜4\n")) == [["单位", "户数", "水量"], ["东山", "3", "4"]]


def test_an_escaped_bar_is_text() -> None:
    assert rows_of(only_table("甲\\|乙 | 1 | 2\n丙 | 3 | 4\n"))[0] == ["甲|乙", "1", "2"]


def test_a_row_with_outer_bars_goes_on_until_its_last_bar() -> None:
    document = read_text_file("| 单位 | 商贸\n企业 | 学\n校 |\n| 东山 | 1 | 2 |\n")
    assert rows_of(tables_of(document)[0]) == [["单位", "商贸企业", "学校"], ["东山", "1", "2"]]
    assert codes_of(document) == ["lines-joined", "lines-joined"]
    assert [cell.origin.line for cell in tables_of(document)[0].cells] == [1, 1, 2, 4, 4, 4]


def test_a_bar_in_a_line_of_prose_makes_no_table() -> None:
    assert tables_of(read_text_file("甲 | 乙\n全年工作平稳。\n")) == []
    assert paragraphs_of(read_text_file("甲 | 乙\n")) == ["甲 | 乙"]


def test_a_line_of_a_bar_alone_is_no_row() -> None:
    assert tables_of(read_text_file("甲\n|\n乙\n|\n")) == []


def test_tables_of_settled_but_different_width_are_two() -> None:
    document = read_text_file("| 甲 | 1 |\n| 乙 | 2 |\n| 丙 | 3 |\n| 单位 | 居民 | 学校 |\n| 东山 | 4 | 5 |\n")
    assert [(table.n_rows, table.n_cols) for table in tables_of(document)] == [(3, 2), (2, 3)]


texts = st.one_of(
    st.text(st.sampled_from("东西南北山河镇街"), min_size=1, max_size=5), st.integers(0, 9999).map(str), st.just("")
)


@given(st.lists(st.lists(texts, min_size=2, max_size=5), min_size=2, max_size=5), st.booleans())
def test_whatever_is_written_with_bars_comes_back(rows: list[list[str]], outer: bool) -> None:
    rows = [["单位", *row, "计"] for row in rows[:2]]
    text = "".join(("| " if outer else "") + " | ".join(row) + " |\n" for row in rows)
    assert rows_of(only_table(text)) == rows
