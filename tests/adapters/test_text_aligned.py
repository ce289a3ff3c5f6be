"""Columns aligned by blanks, and the page numbers between them."""

from __future__ import annotations

import pytest

from convert.model import Paragraph
from tests.adapters.text_files import codes_of, only_table, paragraphs_of, read_text_file, rows_of, tables_of

EXACT = """\
单位       户数   水量
东山镇     12     3
西山街道          4
合计       12     7
"""


def test_texts_below_each_other_are_a_column_and_what_is_missing_is_a_blank_cell() -> None:
    assert rows_of(only_table(EXACT)) == [
        ["单位", "户数", "水量"],
        ["东山镇", "12", "3"],
        ["西山街道", "", "4"],
        ["合计", "12", "7"],
    ]


def test_characters_may_be_counted_instead_of_shown() -> None:
    counted = "单位    户数  水量\n东山镇    12   3\n西山街道       4\n合计    12   7\n\f"
    assert rows_of(tables_of(read_text_file(counted))[0])[2] == ["西山街道", "", "4"]


def test_every_text_of_a_printed_page_says_where_it_stood() -> None:
    table = tables_of(read_text_file("单位    户数\n东山镇    12\n西山街道   4\n\f"))[0]
    blocks = [block for cell in table.cells for block in cell.blocks if isinstance(block, Paragraph)]
    assert blocks[-1].origin.box == (7.0, 3.0, 8.0, 4.0)


def test_a_wrapped_label_goes_on_in_its_row() -> None:
    text = "其他对外管理      3     4\n事项\n其他行政管理      5     6\n事务\n规章              7     8\n"
    assert [row[0] for row in rows_of(only_table(text))] == ["其他对外管理事项", "其他行政管理事务", "规章"]


def test_a_number_below_a_number_starts_a_row() -> None:
    text = "东山镇    123   4\n          5\n西山镇    678   9\n南山镇    10    11\n"
    assert len(rows_of(only_table(text))) == 4


def test_a_head_that_reaches_over_columns_spans_them() -> None:
    table = only_table("单位      法人或者其他组织\n          企业    机构\n东山      12      3\n西山      4       5\n")
    assert [(cell.text, cell.colspan) for cell in table.cells if cell.colspan > 1] == [("法人或者其他组织", 2)]


@pytest.mark.parametrize(
    "text",
    [
        "甲  乙\n丙  丁\n",
        "1.  第一条规定\n2.  第二条规定\n3.  第三条规定\n",
        "全年工作平稳，各项任务按期完成。  未收取费用，也无其他事项。\n" * 3,
        "一、总体情况 ...........  1\n二、公开情况 ...........  2\n三、其他情况 ...........  3\n",
    ],
)
def test_lists_prose_and_contents_are_no_tables(text: str) -> None:
    assert tables_of(read_text_file(text)) == []
    assert len(paragraphs_of(read_text_file(text))) == text.count("\n")


def test_headings_and_sentences_end_a_table() -> None:
    document = read_text_file(f"{EXACT}三、收到和处理申请情况\n{EXACT}全年工作平稳。\n")
    assert [table.n_rows for table in tables_of(document)] == [4, 4]
    assert paragraphs_of(document) == ["三、收到和处理申请情况", "全年工作平稳。"]


def test_what_a_browser_prints_around_each_page_is_taken_out() -> None:
    top, foot = "3/14/24, 4:29 PM        用水年报_某县", "https://a.example/b.html?c=1           {}/2"
    pages = [f"{top}\n东山      12      3\n\n{foot.format(1)}\n", f"{top}\n西河       4      5\n\n{foot.format(2)}\n"]
    document = read_text_file("\f".join(pages))
    shown = [*paragraphs_of(document), *(cell.text for table in tables_of(document) for cell in table.cells)]
    assert not [text for text in shown if "29" in text or "/2" in text or "年报" in text]
    assert sorted(found.before for found in document.findings if found.code == "artifact-removed") == [
        *(top, top),
        *(foot.format(page) for page in (1, 2)),
    ]
    alone = read_text_file("\f".join(page.rpartition("\n\n")[0] for page in pages))
    assert "artifact-removed" not in codes_of(alone)


def test_page_numbers_that_count_on_are_taken_out() -> None:
    document = read_text_file(f"{EXACT}\n        1\n\f{EXACT}\n        2\n\f")
    assert codes_of(document).count("artifact-removed") == 2
    assert all(row[0] for table in tables_of(document) for row in rows_of(table))


def test_a_number_at_the_foot_of_one_page_alone_is_kept() -> None:
    document = read_text_file("合计\n12\n\f正文\n")
    assert paragraphs_of(document) == ["合计", "12", "正文"]
