"""Text files: lines, pages, encodings, and the dialects side by side in one file."""

from __future__ import annotations

import time

import pytest

from convert.adapters.text import cells, read_text
from convert.errors import TooLarge, Unreadable
from convert.model import Paragraph, Table
from tests.adapters.text_files import codes_of, only_table, paragraphs_of, read_text_file, rows_of, tables_of

PROSE = "青禾县水务局年度报告\n\n一、总体情况\n全年检查河道48公里，修复堤坝3处。\n"
MARKED = "\t单位\n\t户数\n\n\t东山镇\n\t3120\n\n"
TABS = "单位\t户数\t水量\n西河镇\t2877\t39.0\n"
PIPES = "单位 | 户数 | 水量 |\n南塘街道 | 5406 | 88.75 |\n"
MARKDOWN = "| 单位 | 户数 |\n| --- | --- |\n| 北山镇 | 12 |\n"


def test_each_line_of_plain_text_is_a_paragraph_and_knows_its_line() -> None:
    document = read_text_file(PROSE)
    assert paragraphs_of(document) == ["青禾县水务局年度报告", "一、总体情况", "全年检查河道48公里，修复堤坝3处。"]
    assert [block.origin.line for block in document.blocks if isinstance(block, Paragraph)] == [1, 3, 4]
    assert document.findings == ()
    assert document.origin.path == "report.txt"


def test_a_paragraph_loses_outer_blanks_and_keeps_inner_ones() -> None:
    assert paragraphs_of(read_text_file("\u3000\u3000  年度  报告\u3000表 \xa0\n")) == ["年度  报告\u3000表"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x85"])
def test_lines_may_end_in_any_way(end: str) -> None:
    assert paragraphs_of(read_text_file(end.join(["一、甲", "二、乙", "三、丙"]))) == ["一、甲", "二、乙", "三、丙"]


def test_a_form_feed_begins_a_page() -> None:
    document = read_text_file("甲\n乙\n\x0c丙\n\x0c\n丁\n")
    assert [(str(block.origin), block.text) for block in document.blocks if isinstance(block, Paragraph)] == [
        ("report.txt:p1:1", "甲"),
        ("report.txt:p1:2", "乙"),
        ("report.txt:p2:3", "丙"),
        ("report.txt:p3:5", "丁"),
    ]


def test_all_dialects_stand_side_by_side_in_one_file() -> None:
    document = read_text_file("\n".join([PROSE, MARKED, "甲段\n", TABS, "乙段\n", PIPES, "丙段\n", MARKDOWN, "尾段"]))
    assert [rows_of(table)[-1] for table in tables_of(document)] == [
        ["东山镇", "3120"],
        ["西河镇", "2877", "39.0"],
        ["南塘街道", "5406", "88.75"],
        ["北山镇", "12"],
    ]
    assert paragraphs_of(document)[-4:] == ["甲段", "乙段", "丙段", "尾段"]


@pytest.mark.parametrize("table", [MARKED, TABS, PIPES, MARKDOWN])
def test_a_table_may_follow_and_precede_prose_without_a_blank_line(table: str) -> None:
    document = read_text_file("三、各镇用水\n" + table + "四、今后打算\n")
    assert [type(block) for block in document.blocks] == [Paragraph, Table, Paragraph]


def test_cells_know_their_lines() -> None:
    table = only_table("标题\n" + TABS)
    assert [cell.origin.line for cell in table.cells] == [2, 2, 2, 3, 3, 3]
    assert str(table.cells[4].origin) == "report.txt:3"


def test_a_blank_cell_is_a_cell_without_blocks_and_zero_is_not_blank() -> None:
    table = only_table("单位\t户数\t水量\n西河镇\t\t0\n")
    assert [(cell.col, cell.blocks == ()) for cell in table.cells if cell.row == 1] == [
        (0, False),
        (1, True),
        (2, False),
    ]


def test_padding_is_stripped_and_reported_once_a_table() -> None:
    document = read_text_file("单位\t户数\t水量\n西河镇\t\u3000\u30005\t 39.0\xa0\n南塘\t 7\t8\n")
    assert rows_of(tables_of(document)[0])[1:] == [["西河镇", "5", "39.0"], ["南塘", "7", "8"]]
    (found,) = document.findings
    assert (found.code, found.before, found.after, found.detail) == (
        "spaces-collapsed",
        "\u3000\u30005",
        "5",
        "2 cells",
    )
    assert found.origin.line == 2


def test_other_encodings_than_utf8_are_reported() -> None:
    document = read_text_file((PROSE + TABS).encode("gb18030"))
    (found,) = document.findings
    assert (found.code, found.severity, found.after) == ("encoding", "info", "gb18030")
    assert found.detail == "sure: 1.00, replaced bytes: 0"


def test_replaced_bytes_are_a_warning() -> None:
    document = read_text_file(PROSE.encode() + b"\xff\n")
    (found,) = document.findings
    assert (found.code, found.severity, found.after) == ("encoding", "warning", "utf-8")
    assert "replaced bytes: 1" in found.detail


def test_the_users_encoding_is_used() -> None:
    assert paragraphs_of(read_text_file("水务".encode("gb18030"), encoding="gbk")) == ["水务"]


def test_a_byte_order_mark_is_not_text() -> None:
    assert paragraphs_of(read_text_file("\ufeff水务")) == ["水务"]


def test_binary_files_are_refused() -> None:
    with pytest.raises(Unreadable):
        read_text_file(b"PK\x03\x04rest")


def test_a_file_of_blanks_alone_is_refused() -> None:
    with pytest.raises(Unreadable, match="nothing but blanks"):
        read_text_file(b" \n\n")


def test_marks_of_a_dump_do_not_break_a_table_and_are_kept_for_the_passes() -> None:
    document = read_text_file("\t单位\n\t户数\n\n[bookmark: _GoBack]\n\t[bookmark: a]东山镇\n\t3120\n\n")
    (table,) = tables_of(document)
    assert rows_of(table) == [["单位", "户数"], ["[bookmark: a]东山镇", "3120"]]
    assert paragraphs_of(document) == ["[bookmark: _GoBack]"]


@pytest.mark.parametrize("text", ["甲\t乙\n" * 600, "甲\t1\n乙\t2\n丙\n" * 300])
def test_more_cells_than_fit_are_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "MAX_CELLS", 1000)
    with pytest.raises(TooLarge):
        read_text(text, "x")


def test_a_row_wider_than_a_sheet_goes_on_below_and_loses_nothing() -> None:
    document = read_text_file("\t".join(str(number) for number in range(20_000)) + "\n甲\t乙\n")
    (table,) = tables_of(document)
    assert table.n_cols == 16_384
    assert [cell.text for cell in table.cells][19_999] == "19999"
    assert "grid-repaired" in codes_of(document)


HOSTILE = {
    "spaces": lambda n: " " * n + "x",
    "tabs": lambda n: "\t" * n,
    "bars": lambda n: "x" + "|" * n,
    "dashes": lambda n: "|-" * n,
    "digits": lambda n: "1," * n + "x",
    "brackets": lambda n: "# h\n" + "[" * n,
    "links": lambda n: "# h\n" + "[x](http:" * (n // 9),
    "pictures": lambda n: "# h\n" + "![" * n,
    "stars": lambda n: "# h\n" + "**a *" * (n // 5),
    "backticks": lambda n: "# h\n" + "`a" * (n // 2),
    "number signs": lambda n: "#" * n,
    "hashes": lambda n: "#\n" * (n // 2),
    "artifacts": lambda n: "[bookmark: a]\n" * (n // 14),
    "lone cells": lambda n: "\ta\n\nbb\n" * (n // 8),
    "one row": lambda n: "\ta\n" * (n // 3),
    "broken rows": lambda n: "a\tb\tc\td\n" * 3 + "一\n" * (n // 2),
    "open brackets": lambda n: "（\n）\ta\n" * (n // 6),
    "open quotes": lambda n: '"a\tb\n' * (n // 5),
    "open bars": lambda n: "| a\nb\n" * (n // 6),
    "markers": lambda n: "（一）\t甲\n" * (n // 6),
    "page breaks": lambda n: "\x0c" * n,
    "rules": lambda n: "|a|b|\n|-|-|\n" * (n // 12),
    "plus signs": lambda n: "+" * n,
    "grid tops": lambda n: "+-+\n" * (n // 4),
    "one wide grid": lambda n: "+" + "-+" * (n // 2) + "\n|x|\n",
    "grid rows": lambda n: "+-+-+\n|a|b|\n" * (n // 12),
    "box tops": lambda n: "┌─┐\n" * (n // 4),
    "box characters": lambda n: "┌" + "┬" * n + "┐\n" + "│" * n,
    "groups of dashes": lambda n: "-- " * (n // 3) + "\n" + "a  b\n" * (n // 5),
    "open rules": lambda n: "-----\na\n" * (n // 8),
    "open rest tables": lambda n: "== ==\na  b\n" * (n // 12),
    "gaps": lambda n: "a  b\n" * (n // 5),
    "gaps and blank lines": lambda n: "a  b\n\n\nx\n" * (n // 9),
    "one wide line": lambda n: "a  " * 600 + "\n" + "b  c\n" * (n // 5),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_or_refused(name: str) -> None:
    blocks, findings = read_text(HOSTILE[name](100_000), "x")
    assert len(blocks) <= 100_000
    assert len(findings) <= 100_000


@pytest.mark.soak
@pytest.mark.parametrize("name", HOSTILE)
def test_twice_the_text_takes_about_twice_the_time(name: str) -> None:
    def seconds(size: int) -> float:
        text = HOSTILE[name](size)
        began = time.perf_counter()
        read_text(text, "x")
        return time.perf_counter() - began

    seconds(100_000)
    assert min(seconds(800_000) for _ in range(3)) < 3 * min(seconds(400_000) for _ in range(3)) + 0.05
