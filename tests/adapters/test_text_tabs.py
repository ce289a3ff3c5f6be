"""Tables with tabs between the cells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from convert.model import Paragraph, Table
from tests.adapters.text_files import codes_of, only_table, paragraphs_of, read_text_file, rows_of, tables_of


def test_a_field_keeps_its_place_as_its_column() -> None:
    table = only_table("\t居民\t\t单位\n东山镇\t1\t2\t3\n")
    assert rows_of(table) == [["", "居民", "", "单位"], ["东山镇", "1", "2", "3"]]
    assert (table.n_rows, table.n_cols) == (2, 4)


def test_rows_may_differ_in_length() -> None:
    table = only_table("用水户\t\t\t\n居民\t12\n单位\t3\t\n")
    assert [len(row) for row in rows_of(table)] == [4, 2, 3]
    assert table.n_cols == 4


def test_a_page_break_does_not_end_a_table() -> None:
    table = only_table("单位\t户数\t水量\n东山镇\t1\t2\n\n西河镇\t3\n南塘\t4\n")
    assert rows_of(table)[2:] == [["西河镇", "3"], ["南塘", "4"]]


def test_rows_with_blank_lines_between_all_of_them_are_one_table() -> None:
    table = only_table("用水户\t户数\n\n其中\t居民\t单位\n\n东山镇\t1\t2\t3\n\n")
    assert [len(row) for row in rows_of(table)] == [2, 3, 4]


def test_a_wider_table_behind_a_blank_line_is_another_one() -> None:
    document = read_text_file("甲\t1\n乙\t2\n丙\t3\n\n单位\t居民\t学校\n东山\t4\t5\n")
    assert [table.n_cols for table in tables_of(document)] == [2, 3]


def test_a_wider_table_right_behind_one_of_settled_width_is_another_one() -> None:
    document = read_text_file("甲\t1\n乙\t2\n丙\t3\n单位\t居民\t学校\n东山\t4\t5\n")
    assert [table.n_rows for table in tables_of(document)] == [3, 2]


def test_a_tab_inside_a_line_of_prose_makes_no_table() -> None:
    document = read_text_file("一、\t总体情况\n全年工作平稳。\n联系人：\t水小青\n电话同上。\n")
    assert paragraphs_of(document)[0] == "一、\t总体情况"
    assert all(isinstance(block, Paragraph) for block in document.blocks)


def test_numbered_items_with_a_tab_behind_the_number_are_no_table() -> None:
    document = read_text_file("（一）\t检查河道\n（二）\t修复堤坝\n（三）\t答复来信\n")
    assert len(paragraphs_of(document)) == 3


def test_numbers_with_figures_are_a_table() -> None:
    assert rows_of(only_table("1.\t20\n2.\t30\n")) == [["1.", "20"], ["2.", "30"]]


def test_lines_that_end_in_a_tab_are_paragraphs() -> None:
    assert paragraphs_of(read_text_file("全年工作平稳。\t\n群众满意。\t\n")) == ["全年工作平稳。", "群众满意。"]


def test_a_single_row_of_three_cells_is_a_table_and_one_of_two_is_not() -> None:
    assert rows_of(only_table("甲段\n1\t2\t3\n乙段\n")) == [["1", "2", "3"]]
    assert tables_of(read_text_file("甲段\n1\t2\n乙段\n")) == []


def test_a_row_of_two_is_a_table_beside_rows_parted_by_a_merged_label() -> None:
    document = read_text_file("分类\t数量\n居民\t12\n第二类\n单位\t3\n结束。\n")
    assert [rows_of(table)[-1] for table in tables_of(document)] == [["居民", "12"], ["单位", "3"]]


def test_quoted_fields_may_hold_line_ends_tabs_and_quotes() -> None:
    document = read_text_file('单位\t"商贸\n企业"\t"称""甲""方"\n东山\t1\t2\n')
    assert rows_of(tables_of(document)[0]) == [["单位", "商贸企业", '称"甲"方'], ["东山", "1", "2"]]
    assert codes_of(document) == ["lines-joined"]
    assert [cell.origin.line for cell in tables_of(document)[0].cells] == [1, 1, 2, 3, 3, 3]


def test_quotation_marks_in_a_field_are_text() -> None:
    assert rows_of(only_table('"十四五"规划\t1\n"双随机"\t2\n'))[0] == ['"十四五"规划', "1"]


def test_rows_broken_inside_their_cells_are_put_together() -> None:
    document = read_text_file(
        "单位\t\t企业用水\t\t\n\t\t合计\t工厂\t商店\n\t\t其中\n自备\t外购\n损耗\t余量\n东山\t1\t2\t3\t4\n西河\t5\t6\t7\t8\n"
    )
    (table,) = tables_of(document)
    assert rows_of(table)[2:] == [
        ["", "", "其中自备", "外购损耗", "余量"],
        ["东山", "1", "2", "3", "4"],
        ["西河", "5", "6", "7", "8"],
    ]


def test_a_bracket_left_open_is_closed_in_the_next_row() -> None:
    table = only_table("（各项之和，等\n于合计）\t居民\t单位\n东山\t1\t2\n")
    assert rows_of(table)[0] == ["（各项之和，等于合计）", "居民", "单位"]


def test_text_set_vertically_belongs_to_the_row_that_it_ends_in() -> None:
    table = only_table("单位\t居民\t学校\n东山\t1\t2\n用\n水\n户\t3\t4\n")
    assert rows_of(table)[2] == ["用水户", "3", "4"]


def test_whole_rows_are_never_put_together() -> None:
    text = "单位\t居民\t学校\t合计\n东山\t1\t2\t3\n西河\t4\n分类\t\n说明\t数量\n结束"
    (table,) = tables_of(read_text_file(text))
    assert [row[0] for row in rows_of(table)] == ["单位", "东山", "西河", "分类", "说明"]


def test_a_heading_between_two_tables_is_not_swallowed() -> None:
    document = read_text_file("甲\t1\t2\n乙\t3\t4\n三、其他\n丙\t5\t6\n丁\t7\t8\n")
    assert [type(block) for block in document.blocks] == [Table, Paragraph, Table]


def test_a_vertical_tab_is_a_line_break_inside_a_cell() -> None:
    assert rows_of(only_table("商贸\x0b企业\t学校\n1\t2\n"))[0] == ["商贸企业", "学校"]


cells = st.one_of(
    st.text(st.sampled_from("东西南北山河镇街"), min_size=1, max_size=5), st.integers(0, 9999).map(str), st.just("")
)


@given(st.integers(3, 7).flatmap(lambda n: st.lists(st.lists(cells, min_size=n, max_size=n), min_size=2, max_size=6)))
def test_whatever_has_whole_rows_comes_back(rows: list[list[str]]) -> None:
    rows = [["单位", *row, "计"] for row in rows]
    text = "".join("\t".join(row) + "\n" for row in rows)
    assert rows_of(only_table("一、数据\n" + text + "二、结语\n")) == rows


def test_quotes_that_a_spreadsheet_puts_around_a_number_with_separators_are_no_part_of_it() -> None:
    table = only_table('名称\t金额\n桌子\t"1,234.50"\n椅子\t"7"\n')
    assert rows_of(table) == [["名称", "金额"], ["桌子", "1,234.50"], ["椅子", '"7"']]
