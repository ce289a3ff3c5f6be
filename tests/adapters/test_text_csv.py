"""Values with commas and the like between them, in a .csv file and among other text."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import convert
from convert.adapters.text import read, read_text
from convert.model import Document, Table
from convert.options import Options
from convert.source import Source
from tests.adapters.text_files import codes_of, only_table, paragraphs_of, read_text_file, rows_of, tables_of


def read_csv_file(text: str | bytes) -> Document:
    return read(Source("a.csv", content=text.encode() if isinstance(text, str) else text), Options())


@pytest.mark.parametrize("separator", [",", ";", "，", "；"])
def test_rows_with_numbers_among_text_are_a_table(separator: str) -> None:
    rows = [["单位", "户数", "水量"], ["东山", "12", "3.5"], ["西河", "", "4"], ["合计", "12", "7.5"]]
    text = "\n".join(separator.join(row) for row in rows)
    document = read_text_file(f"三、用水\n{text}\n全年工作平稳。\n")
    assert rows_of(tables_of(document)[0]) == rows
    assert paragraphs_of(document) == ["三、用水", "全年工作平稳。"]


def test_quoted_fields_may_hold_separators_quotes_and_line_ends() -> None:
    document = read_text_file('"单位","说明"\n"东山","甲,""乙""\n丙"\n"西河","丁"\n')
    assert rows_of(tables_of(document)[0]) == [["单位", "说明"], ["东山", '甲,"乙"丙'], ["西河", "丁"]]
    assert codes_of(document) == ["lines-joined"]


def test_bars_between_quoted_fields_part_them_too() -> None:
    assert rows_of(only_table('"单位"|"户数"\n"东|山"|"12"\n')) == [["单位", "户数"], ["东|山", "12"]]


def test_a_field_that_holds_a_page_with_a_table_is_read_as_one() -> None:
    page = '<p>说明，如下。</p><table><tr><td colspan="2">用水</td></tr>\n<tr><td>东</td><td>7</td></tr></table>'
    file = io.StringIO()
    csv.writer(file).writerows([["id", "标题", "正文"], ["3", "用水年报", page], ["4", "无表", "<p>1</p>"]])
    document = read_csv_file(file.getvalue())
    assert [rows_of(table) for table in tables_of(document)][1] == [["用水"], ["东", "7"]]
    assert paragraphs_of(document) == ["3", "用水年报", "说明，如下。"]
    assert [rows_of(table) for table in tables_of(document)][2] == [["4", "无表", "<p>1</p>"]]
    assert tables_of(document)[1].cells[0].origin.ref.startswith("R2C3")


def test_blanks_between_numbers_are_fields_as_well() -> None:
    text = "复核,起诉\n维持,改正,其他,直接,复核后\n维持,改正,其他,维持,改正\n,24,16,,40,,8,,,29\n"
    assert rows_of(only_table(text))[3] == ["", "24", "16", "", "40", "", "8", "", "", "29"]


def test_four_rows_of_words_are_a_table_and_two_are_not() -> None:
    rows = ["张三,男,东山", "李四,女,西河", "王五,男,南塘", "赵六,女,北山"]
    assert only_table("\n".join(rows)).n_rows == 4
    assert tables_of(read_text_file("\n".join(rows[:2]))) == []


@pytest.mark.parametrize(
    "text",
    [
        "全年办理申请12件，其中公开3件，结转1件。\n收到复议1件，诉讼0件，均已办结。\n",
        "全年办理申请12件,其中公开3件,结转1件。\n收到复议1件,诉讼0件,均已办结。\n",
        "1，2，3\n床前明月光，疑是地上霜\n举头望明月，低头思故乡\n",
        "First, we did this, and that,\nand then, as ever, more,\nbut not, as said, much,\nor so, it is told, then.\n",
        "1,024\n2,048\n12,345,678\n3,000\n",
        "规章 1,024 3,000\n文件 2,048 5,000\n",
        "参会：张三,李四,王五\n列席：赵六,钱七,孙八\n",
        "甲;乙\n丙;丁\n",
        '他说"好",就走了\n她说"不",没有走\n',
        "办公室,主任\n",
    ],
)
def test_commas_of_prose_and_numbers_make_no_table(text: str) -> None:
    document = read_text_file(text)
    assert tables_of(document) == []
    assert paragraphs_of(document) == text.splitlines()


def test_a_file_is_read_with_its_own_separator() -> None:
    for separator in ",;\t|，":
        document = read_csv_file(f"单位{separator}户数\n东山{separator}12\n西河{separator}\n")
        assert rows_of(tables_of(document)[0]) == [["单位", "户数"], ["东山", "12"], ["西河", ""]]


def test_a_file_may_name_its_separator_in_its_first_line() -> None:
    assert rows_of(tables_of(read_csv_file("sep=;\r\n甲,乙;1\r\n丙,丁;2\r\n"))[0]) == [["甲,乙", "1"], ["丙,丁", "2"]]


def test_titles_sentences_and_blank_rows_of_a_file_part_its_tables() -> None:
    document = read_csv_file(
        "年度用水,,\n一、居民,,\n单位,户数,水量\n东山,1,2\n,,\n二、学校,,\n全年平稳，没有停水。,,\n东山,3,4\n西河,5,6\n"
    )
    assert paragraphs_of(document) == ["年度用水", "一、居民", "二、学校", "全年平稳，没有停水。"]
    assert [rows_of(table)[-1] for table in tables_of(document)] == [["东山", "1", "2"], ["西河", "5", "6"]]


def test_a_row_whose_numbers_are_blank_stays_in_its_table() -> None:
    document = read_csv_file("单位,户数,水量\n一、东山,1,2\n二、西河,,\n三、南塘,3,4\n")
    assert rows_of(tables_of(document)[0])[2] == ["二、西河", "", ""]


@pytest.mark.parametrize("comma", [",", "，"])
def test_the_commas_of_sentences_in_a_file_part_no_cells(comma: str) -> None:
    lines = ["年度报告", f"全年用水平稳{comma}没有停水{comma}也没有投诉。", f"下一步{comma}继续做好。", "附件"]
    document = read_csv_file("\n".join(lines))
    assert tables_of(document) == []
    assert paragraphs_of(document) == lines


def test_a_sentence_beside_a_table_between_full_width_commas_is_a_paragraph() -> None:
    document = read_csv_file("单位，户数\n东山，12\n西河，5\n以上数据，均为年末数，供参考。\n")
    assert rows_of(tables_of(document)[0]) == [["单位", "户数"], ["东山", "12"], ["西河", "5"]]
    assert paragraphs_of(document) == ["以上数据，均为年末数，供参考。"]


def test_a_file_without_separators_is_text() -> None:
    assert paragraphs_of(read_csv_file("甲\n乙\n")) == ["甲", "乙"]


def test_broken_quotes_in_a_file_lose_nothing() -> None:
    document = read_csv_file('甲,"乙\n丙,1\n丁,2\n')
    assert rows_of(tables_of(document)[0]) == [["甲", '"乙'], ["丙", "1"], ["丁", "2"]]


def test_a_file_is_known_by_its_ending(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_bytes("单位,户数\n东山,12\n".encode("gb18030"))
    assert [type(block) for block in convert.read(path).blocks] == [Table]


fields = st.text(st.sampled_from('东西 ,;"\n12'), max_size=6).map(lambda text: text.strip() and f"甲{text}乙")


@given(st.lists(st.lists(fields, min_size=3, max_size=3), min_size=2, max_size=6), st.sampled_from(",;"))
def test_what_the_csv_module_writes_comes_back(rows: list[list[str]], separator: str) -> None:
    rows = [["子", "丑", *row] for row in rows]
    file = io.StringIO()
    csv.writer(file, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    got = rows_of(tables_of(read_csv_file(file.getvalue()))[0])
    assert [["".join(field.split()) for field in row] for row in got] == [
        ["".join(field.split()) for field in row] for row in rows
    ]


HOSTILE = {
    "commas": lambda n: "," * n,
    "lines of a comma": lambda n: ",\n" * (n // 2),
    "quotes": lambda n: '"' * n,
    "lines of a quote": lambda n: '"\n' * (n // 2),
    "open quotes": lambda n: '"a,b\n' * (n // 5),
    "quotes and commas": lambda n: '",' * (n // 2),
    "pairs": lambda n: "a,b\n" * (n // 4),
    "blanks": lambda n: '"a"' + " " * n + ',"b"\n',
    "wide commas": lambda n: "，" * n,
    "thousands": lambda n: "1,000" * (n // 5),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_lines_are_read(name: str) -> None:
    blocks, _ = read_text(HOSTILE[name](100_000), "x")
    assert len(blocks) <= 100_000
    assert len(read_csv_file(HOSTILE[name](30_000)).blocks) <= 100_000


def test_commas_with_blanks_part_cells_where_others_part_thousands() -> None:
    table = only_table("片区, 春, 夏\n东山, 1,234, 0\n西湖, , 12,000\n合计, 1,234, \n")
    assert rows_of(table) == [
        ["片区", "春", "夏"],
        ["东山", "1,234", "0"],
        ["西湖", "", "12,000"],
        ["合计", "1,234", ""],
    ]


def test_a_text_behind_an_equals_sign_is_a_cell() -> None:
    assert rows_of(only_table('片区,春\n东山,="1,234"\n西湖,="007"\n')) == [
        ["片区", "春"],
        ["东山", "1,234"],
        ["西湖", "007"],
    ]
