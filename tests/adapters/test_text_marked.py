"""Tables with a tab before each cell, as Tika prints them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from convert.model import Paragraph, Table
from tests.adapters.text_files import codes_of, only_table, paragraphs_of, read_text_file, rows_of, tables_of


def test_rows_end_at_blank_lines() -> None:
    table = only_table("\t单位\n\t户数\n\n\t东山镇\n\t3120\n\n\t西河镇\n\t2877\n\n")
    assert rows_of(table) == [["单位", "户数"], ["东山镇", "3120"], ["西河镇", "2877"]]
    assert table.header_rows == 0


def test_a_line_of_a_tab_alone_is_a_blank_cell_and_no_row_end() -> None:
    table = only_table("\t东山镇\n\t20\n\t\n\t22\n\n\t\n\t 其中\u3000\n\t \u3000\n\t1\n\n")
    assert rows_of(table) == [["东山镇", "20", "", "22"], ["", "其中", "", "1"]]


def test_rows_may_have_fewer_cells_where_cells_were_merged() -> None:
    table = only_table("\t用水户\n\n\t居民\n\t单位\n\t合计\n\n\t\n\t\n\t企业\n\t学校\n\t\n\n")
    assert [len(row) for row in rows_of(table)] == [1, 3, 5]
    assert table.n_cols == 5


def test_the_lines_of_a_cell_are_joined_and_reported() -> None:
    document = read_text_file("\t商贸\n企业\n\tper\nyear\n\n\t3\n\t4\n\n")
    assert rows_of(tables_of(document)[0])[0] == ["商贸企业", "per year"]
    joined = [(found.before, found.after, found.origin.line) for found in document.findings]
    assert joined == [("商贸\n企业", "商贸企业", 1), ("per\nyear", "per year", 3)]


def test_page_breaks_leave_blank_lines_between_rows() -> None:
    table = only_table("\t单位\n\t户数\n\n\n\t东山镇\n\t3120\n\n")
    assert rows_of(table) == [["单位", "户数"], ["东山镇", "3120"]]


def test_many_blank_lines_end_a_table() -> None:
    document = read_text_file("\t甲\n\t1\n\n\n\n\n\t乙\n\t2\n\n")
    assert [rows_of(table) for table in tables_of(document)] == [[["甲", "1"]], [["乙", "2"]]]


def test_tabs_before_a_text_are_cells_that_were_printed_without_line_ends() -> None:
    assert rows_of(only_table("\t甲\n\t乙\n\t丙\n\n\t\t\t3\n\n")) == [["甲", "乙", "丙"], ["", "", "3"]]


def test_a_section_heading_ends_a_table_whose_last_blank_line_got_lost() -> None:
    document = read_text_file("\t东山镇\n\t3120\n三、今后打算\n继续努力。\n")
    assert rows_of(tables_of(document)[0]) == [["东山镇", "3120"]]
    assert paragraphs_of(document) == ["三、今后打算", "继续努力。"]


def test_running_text_does_not_go_on_in_a_cell_with_a_figure() -> None:
    document = read_text_file("\t东山镇\n\t3120\n以上数据由县水务局统计，截至年底。\n")
    assert rows_of(tables_of(document)[0]) == [["东山镇", "3120"]]
    assert paragraphs_of(document) == ["以上数据由县水务局统计，截至年底。"]


def test_a_lone_indented_line_is_a_paragraph() -> None:
    document = read_text_file("一、概况\n\t本年度工作平稳有序。\n二、其他\n")
    assert paragraphs_of(document) == ["一、概况", "本年度工作平稳有序。", "二、其他"]


def test_paragraphs_indented_by_a_tab_are_no_table() -> None:
    text = (
        "\t全县今年雨水偏少，河流水位下降明显。\n\t县水务局及时调度水库，保障了春灌。\n\t群众反映良好，来信明显减少。\n"
    )
    document = read_text_file(text)
    assert all(isinstance(block, Paragraph) for block in document.blocks)
    assert len(document.blocks) == 3
    spread = read_text_file(text.replace("\n", "\n\n"))
    assert paragraphs_of(spread) == paragraphs_of(document)


def test_a_table_of_sentences_with_figures_stays_a_table() -> None:
    text = "\t1\n\t居民来信反映水压不足，已于三月上门检修。\n\n\t2\n\t商户来信反映水费有误，已于四月退还。\n\n"
    assert rows_of(only_table(text))[1][0] == "2"


def test_cells_of_nothing_at_all_make_no_table() -> None:
    assert read_text_file("\t\n\t\n\n甲\n").blocks == read_text_file("\n\n\n甲\n").blocks


labels = st.text(st.sampled_from("东西南北山河镇街道合计用水户数"), min_size=1, max_size=6)
figures = st.integers(0, 99999).map(str)


@given(st.lists(st.lists(st.one_of(labels, figures, st.just("")), min_size=2, max_size=6), min_size=2, max_size=6))
def test_whatever_is_printed_that_way_comes_back(rows: list[list[str]]) -> None:
    rows = [["单位", *row] for row in rows]
    text = "".join("".join(f"\t{cell}\n" for cell in row) + "\n" for row in rows)
    document = read_text_file("一、数据\n" + text + "二、结语\n")
    assert [type(block) for block in document.blocks] == [Paragraph, Table, Paragraph]
    assert rows_of(tables_of(document)[0]) == rows
    assert codes_of(document) == []
