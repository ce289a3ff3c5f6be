"""HTML that stands in a text file as lines of its own."""

from __future__ import annotations

import pytest

from convert.adapters.text import read_text
from convert.errors import TooLarge
from convert.model import Heading, ListItem, Paragraph, Table
from tests.adapters.text_files import only_table, paragraphs_of, read_text_file, rows_of, tables_of

TABLE = "<table>\n<tr>\n  <td colspan=2>用水</td>\n</tr>\n\n<tr><td>居民</td><td></td></tr>\n</table>"


def test_a_table_among_lines_of_text_is_a_table_and_the_lines_stay() -> None:
    document = read_text_file(f"二、各镇用水\n{TABLE}\n三、打算\n")
    assert [type(block) for block in document.blocks] == [Paragraph, Table, Paragraph]
    assert rows_of(tables_of(document)[0]) == [["用水"], ["居民", ""]]
    assert paragraphs_of(document) == ["二、各镇用水", "三、打算"]


def test_cells_know_the_lines_of_the_file() -> None:
    assert [cell.origin.line for cell in only_table(f"题\n\n{TABLE}").cells] == [5, 8, 8]


def test_elements_on_one_line_and_over_lines_are_read_to_their_ends() -> None:
    document = read_text_file("<p>一\n二</p>\n三\n<h2>四</h2><p>五</p>\n<ul>\n<li>六</li>\n</ul>\n七\n<br>八\n九<br>\n")
    assert paragraphs_of(document) == ["一二", "三", "四", "五", "六", "七", "八", "九<br>"]
    assert [type(block) for block in document.blocks if isinstance(block, Heading | ListItem)] == [Heading, ListItem]


def test_an_element_that_is_never_closed_ends_at_a_blank_line_or_the_next_block() -> None:
    document = read_text_file("<p>一\n二\n<p>三\n四\n\n五\n六\n")
    assert paragraphs_of(document) == ["一二", "三四", "五", "六"]


def test_markdown_inside_a_division_is_read_as_markdown() -> None:
    document = read_text_file('# 题\n\n<div class="a">\n\n**甲** 乙\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n</div>\n')
    assert paragraphs_of(document) == ["题", "甲 乙"]
    assert rows_of(tables_of(document)[0]) == [["a", "b"], ["1", "2"]]


def test_a_whole_page_inside_a_text_is_read_with_its_title() -> None:
    document = read_text_file(
        "来源：本站\n<!DOCTYPE html>\n<html><head><title>年报</title></head><body>\n<p>甲\n<p>乙</body></html>\n"
    )
    assert paragraphs_of(document) == ["来源：本站", "年报", "甲", "乙"]
    assert isinstance(document.blocks[1], Heading)


@pytest.mark.parametrize(
    "line", ["<甲>乙", "<http://a.example>", "a < b", "< p>甲", "<pх>甲", "<b>甲</b>", "x <table>"]
)
def test_other_angles_are_text(line: str) -> None:
    assert len(paragraphs_of(read_text_file(f"{line}\n下一行\n"))) == 2


def test_what_is_left_out_is_reported_with_the_line_of_the_file() -> None:
    document = read_text_file("题\n\n<p>共<del>12</del>13件\n<img src=a.png></p>\n")
    assert [(found.code, found.before, found.origin.line) for found in document.findings] == [
        ("tracked-change", "12", 3),
        ("content-dropped", "a.png", 4),
    ]


HOSTILE = {
    "angles": lambda n: "<\n" * (n // 2),
    "open paragraphs": lambda n: "<p>a\n" * (n // 5),
    "open tags": lambda n: "<p\n" * (n // 3),
    "divisions": lambda n: "<div>\n" * (n // 13) + "</div>\n" * (n // 13),
    "open divisions with text": lambda n: "<div>\n\na\n" * (n // 9),
    "ends without begin": lambda n: "</p>\n" * (n // 5),
    "crossed": lambda n: "<div><ul></div></ul>\n" * (n // 21),
    "tables": lambda n: "<table>x\n" * (n // 9),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_lines_are_read_or_refused(name: str) -> None:
    try:
        blocks, _ = read_text(HOSTILE[name](100_000), "x")
        assert len(blocks) <= 100_000
    except TooLarge:
        pass


@pytest.mark.parametrize("after", ["", "<p>丙</p>", "丙"])
def test_elements_that_a_parser_puts_into_the_head_are_read(after: str) -> None:
    document = read_text_file(f"<info>\n<title>题</title>\n<para>甲</para>\n<custom-part>乙</custom-part>{after}\n")
    text = "".join(paragraphs_of(document))
    assert [text.find(word) >= 0 for word in "题甲乙"] == [True] * 3
    assert not after or text.endswith("丙")


def test_text_in_wrong_places_of_a_page_is_read_or_reported() -> None:
    document = read_text_file(
        "<div><tbody>散<b>落</b></tbody><source>源<select>选</select></source><colgroup>列</colgroup>"
        "<noscript>请开启脚本</noscript><template>模板</template></div>\n"
    )
    text = "".join(paragraphs_of(document))
    assert all(word in text for word in "散落源选列")
    assert [(found.code, found.before) for found in document.findings] == [("content-dropped", "请开启脚本 × 2")]
