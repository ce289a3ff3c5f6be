"""Tables whose columns are told by a rule of dashes or equals signs."""

from __future__ import annotations

import pytest

from tests.adapters.text_files import codes_of, only_table, paragraphs_of, read_text_file, rows_of, tables_of

SIMPLE = """\
  单位     户数  水量
  -------- ----- ------
  东山镇   12    3
  西山街道 4

说明
"""


def test_a_simple_table_ends_at_a_blank_line_and_has_its_first_line_for_a_head() -> None:
    document = read_text_file(SIMPLE)
    (table,) = tables_of(document)
    assert rows_of(table) == [["单位", "户数", "水量"], ["东山镇", "12", "3"], ["西山街道", "4", ""]]
    assert table.header_rows == 1
    assert paragraphs_of(document) == ["说明"]


def test_a_table_without_a_head_stands_between_two_rules() -> None:
    table = only_table("  ------ ----\n  东山镇 12\n         4\n  ------ ----\n")
    assert rows_of(table) == [["东山镇", "12"], ["", "4"]]
    assert table.header_rows == 0


MULTILINE = """\
  -----------------------------
  单位           去年的
                 户数
  -------------- -------- -----
  东山镇和西山   12       　　3
  街道

                 4
  -----------------------------
"""


def test_the_lines_of_a_cell_are_joined_where_blank_lines_part_the_rows() -> None:
    document = read_text_file(MULTILINE)
    (table,) = tables_of(document)
    assert rows_of(table) == [["单位", "去年的户数", ""], ["东山镇和西山街道", "12", "3"], ["", "4", ""]]
    assert codes_of(document).count("lines-joined") == 2


def test_a_multiline_table_without_a_head_is_read_too() -> None:
    table = only_table("  ------ ----\n  东山   12\n  镇\n\n  西山   3\n  ------ ----\n")
    assert rows_of(table) == [["东山镇", "12"], ["西山", "3"]]


def test_text_that_crosses_a_border_belongs_to_the_column_where_it_starts() -> None:
    table = only_table(
        "  ---- ---- ----\n  全年合计数   3\n  甲   1    2\n  乙   4    5\n  丙   6    7\n  ---- ---- ----\n"
    )
    assert rows_of(table)[0] == ["全年合计数", "", "3"]


def test_quotation_marks_that_take_two_columns_do_not_shift_the_cells_behind_them() -> None:
    wide = "  ------------ ----\n  “三安全”   12\n  东山镇和山   3\n  ------------ ----\n"
    assert rows_of(only_table(wide)) == [["“三安全”", "12"], ["东山镇和山", "3"]]


def test_a_table_whose_writer_counted_characters_is_read_as_it_was_meant() -> None:
    counted = "  -----  ---\n  东山镇    12\n  西        3\n  南北街道   4\n  -----  ---\n"
    assert [row[1] for row in rows_of(only_table(counted))] == ["12", "3", "4"]


REST = """\
====  ====  ======
   合计      备注
----------  ------
甲    乙    全部
====  ====  ======
12    \\     上年
            结转
3     4     无
\\     5
====  ====  ======
"""


def test_a_rest_table_has_spans_below_which_a_rule_runs_and_lines_that_go_on() -> None:
    table = only_table(REST)
    assert rows_of(table) == [
        ["合计", "备注"],
        ["甲", "乙", "全部"],
        ["12", "", "上年结转"],
        ["3", "4", "无"],
        ["", "5", ""],
    ]
    assert table.header_rows == 2
    assert table.cells[0].colspan == 2


def test_a_number_below_a_number_is_a_row_of_its_own_though_its_first_cell_is_blank() -> None:
    table = only_table("====  ====\n甲    1\n      2\n====  ====\n")
    assert rows_of(table) == [["甲", "1"], ["", "2"]]


@pytest.mark.parametrize(
    "text", ["-----\n正文\n", "-- --\n正文\n", "== ==\n正文\n", "正文\n-----\n", "a\n---\nb\n---\n"]
)
def test_rules_that_hold_no_table_are_lines(text: str) -> None:
    assert tables_of(read_text_file(text)) == []
    assert "".join(paragraphs_of(read_text_file(text))).replace("-", "").replace("=", "").strip() != ""


def test_a_table_that_pandoc_could_not_draw_is_reported() -> None:
    document = read_text_file("正文\n\n[TABLE]\n")
    assert [(found.code, found.before) for found in document.findings] == [("content-dropped", "[TABLE]")]
