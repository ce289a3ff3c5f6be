"""`convert diff`: what a person is told of two documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import html

import convert
from convert.compare import compare
from convert.compare.differences import Difference
from convert.model import Document, Heading, ListItem, Paragraph, Picture, Run, Table, cell_of_text
from tests.commands import Command
from tests.reports import make_report, tabs_full

SAMPLES = Path(__file__).parents[1] / "samples"


def text(*lines: str) -> Document:
    return Document(tuple(Paragraph((Run(line),)) for line in lines))


def headed(*levels: int) -> Document:
    return Document(tuple(Heading((Run(f"标题{at}"),), level=level) for at, level in enumerate(levels)))


def grid(*rows: str) -> Table:
    cells = tuple(
        cell_of_text(row, col, word) for row, line in enumerate(rows) for col, word in enumerate(line.split())
    )
    return Table(len(rows), len(rows[0].split()), cells)


def said(left: Document, right: Document) -> list[tuple[str, str, str | None, str | None]]:
    return [found[:4] for found in compare(left, right).differences]


def test_a_changed_value_is_named_by_its_row_and_column(command: Command, tmp_path: Path) -> None:
    source = (SAMPLES / "annual-report-2021.txt").read_text(encoding="utf-8")
    changed = tmp_path / "changed.txt"
    at = source.index("一、本年新收政府信息公开申请数量")
    changed.write_text(source[:at] + source[at:].replace("60", "61", 1), encoding="utf-8")
    done = command("diff", str(SAMPLES / "annual-report-2021.txt"), str(changed), "--lang", "en")
    assert (done.code, done.out) == (1, "新收_自然人: 60 → 61\n".encode())


def test_a_report_and_what_was_made_of_it_do_not_differ(command: Command, tmp_path: Path) -> None:
    source = str(SAMPLES / "annual-report-2021.txt")
    for ending in ("docx", "xlsx", "json"):
        made = str(tmp_path / f"made.{ending}")
        assert command(source, made).code == 0
        done = command("diff", source, made, "--lang", "zh")
        assert (done.code, done.out) == (0, "没有不同。\n".encode())


def test_paragraphs_that_came_went_and_changed_are_told_apart() -> None:
    assert said(text("甲", "乙", "丙", "戊"), text("甲", "乙乙", "丙", "丁", "戊")) == [
        ("text", "", "乙", "乙乙"),
        ("text", "", None, "丁"),
    ]
    assert said(text("甲", "乙"), text("乙")) == [("text", "", "甲", None)]


def test_a_heading_of_another_level_is_no_change_of_text() -> None:
    left, right = (headed(1, level, 2) for level in (2, 3))
    assert said(left, right) == [("heading", "标题1", "2", "3")]
    assert said(headed(1), text("标题0")) == [("heading", "标题0", "1", "")]


def test_headings_that_all_stand_deeper_are_the_same_as_in_formats_without_a_title() -> None:
    assert said(headed(0, 1, 2, 1), headed(1, 2, 3, 2)) == []
    assert said(headed(0, 1, 1, 1), headed(1, 1, 1, 1)) == [("heading", "标题0", "0", "1")]


def test_a_level_is_said_in_words(command: Command, tmp_path: Path) -> None:
    convert.write(headed(1, 2, 2), tmp_path / "a.json")
    convert.write(headed(1, 2, 3), tmp_path / "b.json")
    done = command("diff", str(tmp_path / "a.json"), str(tmp_path / "b.json"), "--lang", "zh")
    assert done.out.decode() == "标题2：第 2 级标题 → 第 3 级标题\n"


def test_a_list_is_compared_as_it_reads() -> None:
    item = ListItem((Run("甲"),), level=0, ordered=True, marker="1.")
    assert said(Document((item,)), text("1. 甲")) == []


def test_another_picture_is_a_difference() -> None:
    left, right = (Document((Picture(data, "image/png"),)) for data in (b"1", b"2"))
    assert [found.kind for found in compare(left, right).differences] == ["picture"]


def test_a_row_that_was_put_in_does_not_shift_the_others() -> None:
    left, right = (Document((table,)) for table in (grid("a b", "c d"), grid("a b", "x y", "c e")))
    assert said(left, right) == [("row", "", None, "x\ty"), ("cell", "c · b (2, 2)", "d", "e")]


def test_rows_stand_for_each_other_by_what_they_begin_with() -> None:
    left = grid("单位 上年 本年", "一科 0 0", "二科 0 7", "合计 0 7")
    right = grid("单位 上年 本年", "二科 0 8", "三科 0 0", "合计 0 8")
    assert said(Document((left,)), Document((right,))) == [
        ("row", "", "一科\t0\t0", None),
        ("cell", "二科 · 本年 (3, 3)", "7", "8"),
        ("row", "", None, "三科\t0\t0"),
        ("cell", "合计 · 本年 (4, 3)", "7", "8"),
    ]


def test_a_column_that_was_put_in_does_not_shift_the_others() -> None:
    left = grid("单位 2022年 2023年", "一科 1 2", "二科 3 4")
    right = grid("单位 2021年 2022年 2023年", "一科 9 1 2", "二科 8 3 5")
    assert said(Document((left,)), Document((right,))) == [
        ("column", "", None, "2021年\t9\t8"),
        ("cell", "二科 · 2023年 (3, 3)", "4", "5"),
    ]
    assert [found[:4] for found in compare(Document((right,)), Document((left,))).differences] == [
        ("column", "", "2021年\t9\t8", None),
        ("cell", "二科 · 2023年 (3, 4)", "5", "4"),
    ]
    cell = compare(Document((left,)), Document((right,))).differences[-1]
    assert (cell.left_cell, cell.right_cell) == ((2, 2), (2, 3))


def test_a_row_under_a_new_label_is_the_same_row() -> None:
    left, right = grid("项目 数", "甲类 5", "乙 6"), grid("项目 数", "甲类（新） 5", "乙 7")
    assert said(Document((left,)), Document((right,))) == [
        ("cell", "甲类 · 项目 (2, 1)", "甲类", "甲类（新）"),
        ("cell", "乙 · 数 (3, 2)", "6", "7"),
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1,234", "1234", True),
        ("12.50", "12.5", True),
        ("合 计", "合计", True),
        ("本年\n新收", "本年新收", True),
        ("New York", "NewYork", False),
        ("1 2", "12", False),
        ("0023", "23", False),
        ("", "0", False),
    ],
)
def test_how_a_cell_is_written_is_no_difference_but_what_it_says_is(one: str, other: str, same: bool) -> None:
    left, right = (Document((Table(1, 1, (cell_of_text(0, 0, text),)),)) for text in (one, other))
    assert (said(left, right) == []) is same


def test_a_paragraph_that_was_put_in_before_one_that_changed_is_told_apart() -> None:
    left = text("第一段说明情况。", "第二段说明做法。")
    right = text("新加的内容在前面。", "第一段说明的情况！", "第二段说明做法。")
    assert said(left, right) == [
        ("text", "", None, "新加的内容在前面。"),
        ("text", "", "第一段说明情况。", "第一段说明的情况！"),
    ]


def test_a_table_that_was_put_in_does_not_stand_for_the_next() -> None:
    old, new = grid("项目 数", "甲 5", "乙 6"), grid("名称 电话", "丙 7", "丁 8")
    changed = grid("项目 数", "甲 5", "乙 9")
    assert said(Document((old,)), Document((new, changed))) == [
        ("cell", "乙 · 数 (3, 2)", "6", "9"),
        ("table", "", None, "3 × 2"),
    ]


def test_two_long_tables_without_a_row_in_common_are_compared_in_good_time() -> None:
    left, right = (grid("a b", *(f"{prefix}{row} {row}" for row in range(3_000))) for prefix in ("x", "y"))
    assert len(said(Document((left,)), Document((right,)))) == 3_000


def test_a_table_that_only_one_document_has_is_named() -> None:
    left, right = Document((grid("a b"),)), Document()
    assert said(left, right) == [("table", "", "1 × 2", None)]


def test_blank_and_absent_are_not_the_same() -> None:
    left, right = (Document((Table(1, 2, cells),)) for cells in (
        (cell_of_text(0, 0, "a"), cell_of_text(0, 1, "")), (cell_of_text(0, 0, "a"),),
    ))  # fmt: skip
    assert said(left, right) == [("cell", "a (1, 2)", "", None)]


def test_every_value_that_differs_between_two_reports_is_found(command: Command, tmp_path: Path) -> None:
    one, other = make_report(1), make_report(2)
    paths = [tmp_path / "one.txt", tmp_path / "other.txt"]
    for path, report in zip(paths, (one, other), strict=True):
        path.write_text(tabs_full(report), encoding="utf-8")
    done = command("diff", *map(str, paths), "--json", str(tmp_path / "d.json"), "-q")
    assert (done.code, done.out) == (1, b"")
    data = json.loads((tmp_path / "d.json").read_text(encoding="utf-8"))
    found = [(entry["before"], entry["after"]) for entry in data["differences"] if entry["kind"] == "value"]
    assert len(found) > 100
    assert found == [
        (before, after)
        for table in one.values
        for before, after in zip(one.values[table], other.values[table], strict=True)
        if before != after
    ]


def test_the_page_shows_both_tables_with_what_differs_marked(command: Command, tmp_path: Path) -> None:
    left, right = tmp_path / "a.csv", tmp_path / "<b>.csv"
    left.write_text("名称,数量\n甲,1\n乙,2\n", encoding="utf-8")
    right.write_text("名称,数量\n甲,1\n乙,3\n", encoding="utf-8")
    assert command("diff", str(left), str(right), "--html", str(tmp_path / "d.html"), "-q").code == 1
    page = html.parse(str(tmp_path / "d.html"))
    assert [cell.text for cell in page.iter("td") if "differs" in cell.get("class", "")] == ["2", "3"]
    assert len(page.findall(".//table")) == 2
    assert "<b>.csv" in page.findtext(".//title")
    assert not list(page.iter("script", "link", "img", "iframe"))


def test_it_never_writes_over_what_it_compares(command: Command, tmp_path: Path) -> None:
    left, right = tmp_path / "a.txt", tmp_path / "b.txt"
    left.write_text("甲", encoding="utf-8")
    right.write_text("乙", encoding="utf-8")
    assert command("diff", str(left), str(right), "--html", str(left)).code == 4
    assert left.read_text(encoding="utf-8") == "甲"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_file_that_cannot_be_read_is_said_plainly(command: Command, tmp_path: Path, language: str) -> None:
    (tmp_path / "b.txt").write_text("甲", encoding="utf-8")
    done = command("diff", str(tmp_path / "none.txt"), str(tmp_path / "b.txt"), "--lang", language)
    assert done.code == 3
    assert "Traceback" not in done.err


def test_two_long_texts_of_the_same_lines_are_compared_in_good_time() -> None:
    left, right = text(*["同一行"] * 30_000, "甲"), text(*["同一行"] * 30_000, "乙")
    assert ("text", "", "甲", "乙") in said(left, right)


def test_a_difference_says_where_it_stands() -> None:
    found = compare(text("甲"), text("乙")).differences[0]
    assert isinstance(found, Difference)
