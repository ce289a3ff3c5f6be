"""Markdown: tables anywhere; headings, items and marks in files that are clearly Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert.adapters.text.inline import read_inline
from convert.model import Heading, ListItem, Origin, Run, Table
from tests.adapters.text_files import codes_of, only_table, paragraphs_of, read_text_file, rows_of, tables_of


def runs(text: str) -> tuple[Run, ...]:
    return read_inline(text, Origin())[0]


def test_a_table_has_a_header_and_no_rule() -> None:
    table = only_table("| 单位 | 户数 |\n|:---|---:|\n| 东山镇 | 3 |\n| 西河镇 |  |\n")
    assert rows_of(table) == [["单位", "户数"], ["东山镇", "3"], ["西河镇", ""]]
    assert table.header_rows == 1


def test_a_blank_header_is_dropped() -> None:
    table = only_table("|  |  |  |\n| --- | --- | --- |\n| 单位 | 户数 | |\n| 东山 | 3 | 4 |\n")
    assert rows_of(table) == [["单位", "户数", ""], ["东山", "3", "4"]]
    assert table.header_rows == 0


def test_rows_may_be_shorter_or_longer_than_the_header() -> None:
    table = only_table("| 甲 | 乙 |\n| --- | --- |\n| 1 |\n| 1 | 2 | 3 |\n")
    assert [len(row) for row in rows_of(table)] == [2, 1, 3]


def test_outer_bars_may_be_missing_and_bars_escaped() -> None:
    assert rows_of(only_table("甲 | 乙\n--- | ---\n1\\|2 | 3\n")) == [["甲", "乙"], ["1|2", "3"]]


def test_where_header_and_rule_have_no_outer_bars_a_blank_beside_one_is_a_cell() -> None:
    rows = rows_of(only_table("甲 |  乙 |  丙  \n---|---|---  \n  |  2 |  3  \n1 |    |    \n| 7 | 8 | 9 |\n"))
    assert rows == [["甲", "乙", "丙"], ["", "2", "3"], ["1", "", ""], ["7", "8", "9"]]


def test_spans_and_divisions_of_pandoc_say_how_the_text_looks_and_no_more() -> None:
    document = read_text_file('::: {#zoom .page}\n[说明]{style="color:red"}。\n\n::: box\n[甲]{.b} [乙]{x}\n:::\n:::\n')
    assert paragraphs_of(document) == ["说明。", "甲 [乙]{x}"]
    assert [found.before for found in document.findings] == ["::: {#zoom .page}", "::: box", ":::", ":::"]


def test_a_table_ends_at_a_line_without_a_bar() -> None:
    document = read_text_file("| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |\n三、其他\n")
    assert [type(block).__name__ for block in document.blocks] == ["Table", "Paragraph"]


def test_tables_that_touch_are_told_apart_by_their_rules() -> None:
    document = read_text_file("| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |\n| 丙 | 丁 |\n| --- | --- |\n| 3 | 4 |\n")
    assert [rows_of(table) for table in tables_of(document)] == [[["甲", "乙"], ["1", "2"]], [["丙", "丁"], ["3", "4"]]]


def test_a_line_break_in_a_cell_stays_one() -> None:
    assert rows_of(only_table("| 商贸<br>企业 | 乙 |\n| --- | --- |\n| 1<br/>2 | 3 |\n")) == [
        ["商贸\n企业", "乙"],
        ["1\n2", "3"],
    ]


@pytest.mark.parametrize(
    ("line", "level", "text"),
    [
        ("# 年度报告", 1, "年度报告"),
        ("#### 四、其他", 4, "四、其他"),
        ("## 二、数据 ##", 2, "二、数据"),
        ("##二、数据", 2, "二、数据"),
        ("### C# 语言", 3, "C# 语言"),
        ("# **青禾县**报告", 1, "青禾县报告"),
    ],
)
def test_number_signs_make_headings(line: str, level: int, text: str) -> None:
    (block,) = read_text_file("# 一\n\n" + line + "\n").blocks[1:]
    assert isinstance(block, Heading)
    assert (block.level, block.text) == (level, text)


def test_underlined_lines_are_headings_in_a_markdown_file_only() -> None:
    block = read_text_file("# 一\n\n概况\n====\n").blocks[1]
    assert (type(block), block.origin.line) == (Heading, 3)
    assert paragraphs_of(read_text_file("概况\n====\n")) == ["概况", "===="]


def test_items_know_their_marker_and_depth() -> None:
    items = read_text_file("# 一\n\n1. 检查\n2. 修复\n   - 堤坝\n\n   - 闸门\n3) 答复\n").blocks[1:]
    assert [(item.level, item.ordered, item.marker, item.text) for item in items if isinstance(item, ListItem)] == [
        (0, True, "1.", "检查"),
        (0, True, "2.", "修复"),
        (1, False, "•", "堤坝"),
        (1, False, "•", "闸门"),
        (0, True, "3)", "答复"),
    ]


def test_numbered_lines_of_a_plain_text_stay_paragraphs() -> None:
    document = read_text_file("1. 检查河道\n- 修复堤坝\n**重点**\n")
    assert paragraphs_of(document) == ["1. 检查河道", "- 修复堤坝", "**重点**"]
    assert not any(isinstance(block, ListItem | Heading) for block in document.blocks)


def test_numbered_labels_of_a_table_are_no_items() -> None:
    document = read_text_file("# 一\n\n1. 居民\t3\t4\n2. 单位\t5\t6\n")
    assert rows_of(tables_of(document)[0]) == [["1. 居民", "3", "4"], ["2. 单位", "5", "6"]]


def test_a_picture_is_left_out_and_reported() -> None:
    document = read_text_file("# 一\n\n见图![水位](img/a.png)所示\n\n![](b.png)\n")
    assert paragraphs_of(document) == ["一", "见图所示"]
    assert [(found.code, found.before) for found in document.findings] == [
        ("content-dropped", "![水位](img/a.png)"),
        ("content-dropped", "![](b.png)"),
    ]


def test_fences_and_breaks_are_taken_out_and_reported() -> None:
    document = read_text_file("```markdown\n# 一\n\n***\n\n甲\n```\n")
    assert paragraphs_of(document) == ["一", "甲"]
    assert codes_of(document) == ["artifact-removed"] * 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("前**重点**后", (Run("前"), Run("重点", frozenset({"bold"})), Run("后"))),
        ("**“引号”**后", (Run("“引号”", frozenset({"bold"})), Run("后"))),
        ("*斜*", (Run("斜", frozenset({"italic"})),)),
        ("***都***", (Run("都", frozenset({"bold", "italic"})),)),
        ("~~删~~", (Run("删", frozenset({"strike"})),)),
        ("_a_ b", (Run("a", frozenset({"italic"})), Run(" b"))),
        ("**粗*斜*粗**", (
            Run("粗", frozenset({"bold"})), Run("斜", frozenset({"bold", "italic"})), Run("粗", frozenset({"bold"}))
        )),
        ("见[官网](https://example.org/a)。", (Run("见"), Run("官网", link="https://example.org/a"), Run("。"))),
        ("<https://example.org>", (Run("https://example.org", link="https://example.org"),)),
        (r"3\*4 \[1\]", (Run("3*4 [1]"),)),
        ("a&lt;b&amp;c", (Run("a<b&c"),)),
    ],
)  # fmt: skip
def test_clear_marks_are_read(text: str, expected: tuple[Run, ...]) -> None:
    assert runs(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "3*4*5",
        "标*的必填，*为选填",
        "2 * 3 * 4",
        "snake_case_name",
        "水_务_局",
        "**未完",
        "****",
        "完成率**",
        "[bookmark: _GoBack]主动[bookmark: _Hlk1]公开",
        "[1](附件)",
        "`**代码**`",
        "A&B；C&D",
        "~1.5%~",
        "（*）",
    ],
)
def test_what_may_mean_something_else_stays_as_it_is(text: str) -> None:
    assert runs(text) == (Run(text),)


@given(st.text(st.sampled_from("甲乙 *_~`[]()!&<>\\|#ab1:/"), max_size=40))
def test_no_letter_is_lost_inside_a_line(text: str) -> None:
    read, findings = read_inline(text, Origin())
    if not findings:
        kept = "".join(run.text + run.link for run in read)
        assert [char for char in text if char in "甲乙ab1"] == [char for char in kept if char in "甲乙ab1"][: len(text)]


@given(
    st.lists(st.lists(st.sampled_from(["东山", "12", "", "0", "a|b"]), min_size=3, max_size=3), min_size=1, max_size=5)
)
def test_whatever_is_written_as_a_pipe_table_comes_back(rows: list[list[str]]) -> None:
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    table = only_table("\n".join(["| 单位 | 甲 | 乙 |", "| --- | --- | --- |", *lines]))
    assert rows_of(table) == [["单位", "甲", "乙"], *rows]
    assert isinstance(table, Table)
