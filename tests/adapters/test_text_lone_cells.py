"""One cell a line: with a bar behind each, or with blank lines for blank cells."""

from __future__ import annotations

import pytest

from convert.adapters.text import read_text
from convert.model import Paragraph, Table
from tests.adapters.text_files import codes_of, only_table, paragraphs_of, read_text_file, rows_of, tables_of

HEAD = ["单位", "居民", "学校", "工厂", "商铺", "合计"]


def rows_text(*rows: list[str], end: str = "") -> str:
    """Print a head and rows one cell a line, blank cells as blank lines."""
    return "\n".join(["用水情况", *HEAD, *(f"{cell}{end}" for row in rows for cell in row), "完"]) + "\n"


FULL = [[f"镇{number}", "1", "2", "3", "4", "10"] for number in range(5)]


def test_a_bar_behind_each_cell_is_taken_out_and_said_once() -> None:
    document = read_text_file("题\n单位\n|\n户数\n|\n东山\n|\n12\n|\n二、打算\n")
    assert paragraphs_of(document) == ["题", "单位", "户数", "东山", "12", "二、打算"]
    assert [(found.code, found.before) for found in document.findings] == [("artifact-removed", "| × 4")]


def test_blank_cells_before_bars_are_kept_beside_values() -> None:
    document = read_text_file("单位\n|\n东山\n|\n1\n|\n\n|\n3\n|\n西河\n｜\n4\n|\n|\n6\n|\n")
    assert [rows_of(table) for table in tables_of(document)] == [[["1"], [""], ["3"]], [["4"], [""], ["6"]]]
    assert paragraphs_of(document) == ["单位", "东山", "西河"]


def test_headings_between_cells_with_bars_are_lines() -> None:
    document = read_text_file("东山\n|\n1\n|\n\n二、学校\n西河\n|\n2\n|\n尾\n")
    assert paragraphs_of(document) == ["东山", "1", "二、学校", "西河", "2", "尾"]


def test_bars_that_fill_rows_up_put_the_cells_back_into_rows() -> None:
    rows = [["用水情况"], ["单位", "居民", "工厂"], ["东山", "", "7"], ["西河", "1", ""]]
    for begin, led in (("", 0), ("|\n", 1)):
        lines = "".join(
            begin + "".join(f"{cell} |\n".lstrip() for cell in row) + "|" * (3 - len(row)) + "\n" * (len(row) < 3)
            for row in rows
        )
        document = read_text_file(f"一、概况\n{lines}二、打算\n")
        (table,) = tables_of(document)
        assert rows_of(table) == rows, led
        assert paragraphs_of(document) == ["一、概况", "二、打算"]
        assert codes_of(document) == []


def test_between_bars_on_both_sides_of_each_cell_no_cell_is_blank() -> None:
    cells = ["单位", "东山", "1", "", "3", "西河", "4", "5", ""]
    document = read_text_file("".join(f"|\n{cell}\n|\n".replace("\n\n", "\n") for cell in cells))
    assert [rows_of(table) for table in tables_of(document)] == [[["1"], [""], ["3"]], [["4"], ["5"], [""]]]


def test_a_table_of_rows_with_bars_stays_one_though_some_rows_hold_one_cell() -> None:
    assert rows_of(only_table("用水 |\n单位 | 户数 |\n东山 | 12 |\n| |\n西河 | 4 |\n"))[3:] == [["", ""], ["西河", "4"]]


def test_few_bars_are_text() -> None:
    assert paragraphs_of(read_text_file("甲\n|\n乙\n|\n")) == ["甲", "|", "乙", "|"]


def test_a_blank_line_among_values_that_are_whole_everywhere_else_is_a_blank_cell() -> None:
    rows = [*FULL, ["镇五", "1", "", "3", "4", "8"], ["镇六", "", "2", "3", "4", "9"], *FULL]
    document = read_text_file(rows_text(*rows))
    assert [rows_of(table) for table in tables_of(document)] == [
        [["1"], [""], ["3"], ["4"], ["8"]],
        [[""], ["2"], ["3"], ["4"], ["9"]],
    ]
    assert [cell.origin.line for cell in tables_of(document)[0].cells] == [39, 40, 41, 42, 43]


def test_blank_cells_stay_where_they_were_among_the_lines() -> None:
    document = read_text_file(rows_text(*FULL, ["镇五", "", "2", "3", "4", "9"]))
    kinds = [type(block) for block in document.blocks]
    assert kinds[-3:] == [Paragraph, Table, Paragraph]


@pytest.mark.parametrize(
    "text",
    [
        "\n\n".join(rows_text(*FULL).split("\n")),
        rows_text(*([*row, ""] for row in FULL)),
        rows_text(*([row[0], "", *row[1:]] for row in FULL)),
        rows_text(*FULL, ["镇五", "1", "", "2", "3", "4", "10"]),
        rows_text(*FULL, ["镇五", "1", "", "3", "4", "8"], ["镇六", "2", "3", "4", "9"]),
        "全年工作平稳。\n\n各项任务按期完成。\n\n12\n\n3\n",
        "\n".join(["一", "1", "", "二", "2", "", "三", "3", ""] * 5),
    ],
)
def test_blank_lines_that_may_be_spacing_or_stand_beside_lost_cells_are_no_cells(text: str) -> None:
    document = read_text_file(text)
    assert tables_of(document) == []
    assert paragraphs_of(document) == [line for line in text.split("\n") if line.strip()]


def test_a_page_break_is_no_blank_cell() -> None:
    rows = [*FULL, ["镇五", "1", "\x0c3", "4", "5", "13"]]
    assert tables_of(read_text_file(rows_text(*rows))) == []


def test_prose_with_blank_lines_is_prose() -> None:
    text = "一、甲\n全年工作平稳。\n\n2023\n\n二、乙\n" * 40
    assert codes_of(read_text_file(text)) == []
    assert tables_of(read_text_file(text)) == []


HOSTILE = {
    "bars": lambda n: "|\n" * (n // 2),
    "cells": lambda n: "a\n|\n" * (n // 4),
    "few bars": lambda n: "a\n|\nb\nc\nd\ne\nf\n" * (n // 14),
    "values": lambda n: "1\n" * (n // 2),
    "values and blanks": lambda n: "a\nb\n1\n2\n\n4\n5\n" * (n // 14),
    "blank lines": lambda n: "\n" * n,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_lines_are_read(name: str) -> None:
    blocks, _ = read_text(HOSTILE[name](100_000), "x")
    assert len(blocks) <= 100_000
