"""HTML, Markdown and CSV: what a reader of these finds of a document."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import html
from markdown_it import MarkdownIt

import convert
from convert.model import (
    Cell,
    Comment,
    Document,
    Furniture,
    Heading,
    ListItem,
    Note,
    Paragraph,
    Picture,
    Run,
    Section,
    Table,
    Value,
    block_text,
    cell_of_text,
)
from convert.pipeline import convert as convert_file
from tests.commands import REPORT, SAMPLES, Command
from tests.writers.docx_files import png

AWKWARD = (
    "1. no list", "- no item", "# no heading", "a * b * c _d_ `e` [f](g) <h> & i ~j~ | k \\ l", "+1", "= x", "> quote",
    "    four blanks", "***", "**（一）**", "http://a.example/b_c_d", "$x$ \u00a0 &amp; &lt;", "1) x", "12345678901. y",
)  # fmt: skip


def page_of(path: Path) -> html.HtmlElement:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        text = MarkdownIt("commonmark").enable("table").render(text)
    return html.document_fromstring(text)


@pytest.mark.parametrize("ending", ["html", "md"])
def test_a_report_keeps_its_tables_with_their_spans(tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"out.{ending}"
    outcome = convert_file(REPORT, target)
    assert outcome.exit == 0
    tables = page_of(target).findall(".//table")
    assert outcome.document is not None
    wanted = [block for block in outcome.document.blocks if isinstance(block, Table)]
    assert len(tables) == len(wanted) == 3
    for table, block in zip(tables, wanted, strict=True):
        cells = table.xpath(".//td | .//th")
        assert [cell.text_content() for cell in cells] == [cell.text for cell in block.cells]
        spans = [(int(cell.get("rowspan", 1)), int(cell.get("colspan", 1))) for cell in cells]
        assert spans == [(cell.rowspan, cell.colspan) for cell in block.cells]


@pytest.mark.parametrize("ending", ["html", "md"])
def test_every_awkward_text_comes_out_as_it_is(tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"out.{ending}"
    table = Table(2, 2, tuple(cell_of_text(at // 2, at % 2, text) for at, text in enumerate(AWKWARD[3:7])), 1)
    lines = [Paragraph((Run(text),)) for text in AWKWARD]
    convert.write(Document((Heading((Run("# x"),), level=0), *lines, table)), target)
    page = page_of(target)
    said = "".join(page.find("body").text_content().split())
    assert said == "".join("".join(("# x", *AWKWARD, *AWKWARD[3:7])).split())
    assert page.findall(".//ol") == page.findall(".//blockquote") == page.findall(".//pre") == []


def test_marks_links_pictures_and_lists_are_there(tmp_path: Path) -> None:
    for ending in ("html", "md"):
        target = tmp_path / f"out.{ending}"
        marked = Run("粗体", frozenset({"bold"}))
        link = Run("处", link="https://a.example/")
        bad = Run("恶", link="javascript:alert(1)")
        item = ListItem((Run("项"),), level=0, ordered=True, marker="1.")
        picture = Picture(b"\x89PNG\r\n\x1a\n", "image/png", "图")
        made = convert.write(Document((Paragraph((marked, link, bad)), item, picture)), target)
        page = page_of(target)
        assert page.findtext(".//strong") == "粗体"
        assert [anchor.get("href") for anchor in page.iter("a")] == ["https://a.example/"]
        assert [image.get("alt") for image in page.iter("img")] == ["图"]
        assert "1. 项" in page.text_content()
        assert [found.before for found in made.findings if found.code == "content-dropped"] == ["javascript:alert(1)"]


def test_csv_is_a_table_a_file_and_never_a_formula(command: Command, tmp_path: Path) -> None:
    source = tmp_path / "in.md"
    source.write_text(
        "前言\n\n| a | b |\n|---|---|\n| =1+1 | -5 |\n\n文\n\n| c | d |\n|---|---|\n| 1 | 2 |\n", encoding="utf-8"
    )
    done = command(source, tmp_path / "out.csv", "-v")
    assert done.code == 0
    assert "content-dropped" in done.err
    rows = list(csv.reader((tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert rows == [["a", "b"], ["'=1+1", "-5"]]
    assert (tmp_path / "out-2.csv").read_text(encoding="utf-8-sig").split() == ["c,d", "1,2"]
    again = command(source, tmp_path / "out.csv")
    assert again.code == 4


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        (" =1+1", "' =1+1"),
        ("＝SUM(A1)", "'＝SUM(A1)"),
        ("@x", "'@x"),
        ("-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"),
        ("-", "-"),
        ("——", "——"),
        ("－3.5%", "－3.5%"),
        (" " * 40_000 + "=", " " * 40_000 + "="),
    ],
)
def test_only_what_could_be_a_formula_is_guarded_in_csv(tmp_path: Path, text: str, written: str) -> None:
    target = tmp_path / "out.csv"
    convert.write(Document((Table(1, 1, (cell_of_text(0, 0, text),)),)), target)
    assert next(csv.reader([target.read_text(encoding="utf-8-sig")])) == [written]


RICH_CELL = Cell(
    0,
    0,
    blocks=(
        Paragraph(
            (
                Run("粗", frozenset({"bold"})),
                Run("链", link="https://a.example/"),
                Run("", note=Note("footnote", (Paragraph((Run("脚注"),)),))),
                Run("", inset=Comment((Paragraph((Run("批注"),)),))),
                Run("红", colour="FF0000"),
            ),
            align="center",
        ),
        ListItem((Run("项"),), marker="1."),
        Picture(b"\x89PNG\r\n\x1a\n", "image/png", "图"),
    ),
    fill="FFFF00",
)


@pytest.mark.parametrize(("ending", "nested"), [("csv", False), ("csv", True), ("xlsx", False), ("xlsx", True)])
def test_what_hangs_on_a_cell_is_named_where_a_grid_holds_texts_only(tmp_path: Path, ending: str, nested: bool) -> None:
    cell = Cell(0, 0, blocks=(Table(1, 1, (RICH_CELL,)),)) if nested else RICH_CELL
    made = convert.write(Document((Table(1, 1, (cell,)),)), tmp_path / f"out.{ending}")
    said = {(found.code, found.detail or found.before) for found in made.findings}
    assert said >= {("content-dropped", detail) for detail in ("link address", "comment", "picture")}
    assert ("note-moved", "脚注") in said
    (table,) = made.blocks
    assert isinstance(table, Table)
    assert table.cells[0].text == "粗链［脚注］红\n1. 项"
    (counted,) = (found.detail for found in made.findings if found.code == "formatting-dropped")
    assert {"colours of text × 1", "alignment × 1"} <= set(counted.split("; "))


def test_csv_names_the_headers_of_pages(tmp_path: Path) -> None:
    header = Furniture("header", blocks=(Paragraph((Run("某单位简报"),)),))
    blocks = (Section(furniture=(header,)), Table(1, 1, (cell_of_text(0, 0, "a"),)))
    made = convert.write(Document(blocks), tmp_path / "out.csv")
    assert ("某单位简报", "header") in {(found.before, found.detail) for found in made.findings}


def test_csv_of_a_text_without_a_table_says_so(command: Command, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("没有表格", encoding="utf-8")
    done = command(tmp_path / "in.txt", tmp_path / "out.csv", "--lang", "zh")
    assert done.code == 2
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("name", ["general.docx", "general.xlsx", "markdown-headings.md"])
@pytest.mark.parametrize("ending", ["html", "md"])
def test_samples_are_proved(tmp_path: Path, name: str, ending: str) -> None:
    assert convert_file(SAMPLES / name, tmp_path / f"out.{ending}").exit == 0


@pytest.mark.parametrize("ending", ["docx", "xlsx", "html", "md", "json"])
def test_what_no_file_can_hold_is_taken_out_of_links_markers_and_titles_too(tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"out.{ending}"
    linked = Paragraph((Run("处", link="http://a.example/\ud800\r\nb"),))
    item = ListItem((Run("项"),), ordered=True, marker="\x001\ud800.")
    picture = Picture(png(2, 2), "", "图\x00\ud800")
    made = convert.write(Document((linked, item, picture), title="题\ud800", language="\ud800"), target)
    assert [found.before for found in made.findings if found.code == "artifact-removed"] == ["U+D800", "U+0000 U+D800"]


@pytest.mark.parametrize("ending", ["html", "md"])
def test_a_picture_that_no_page_can_show_is_named(tmp_path: Path, ending: str) -> None:
    blocks = (Picture(b"", "image/png", "空"), Paragraph((Run("文", inset=Picture(b"x", "", "乱")),)))
    made = convert.write(Document(blocks), tmp_path / f"out.{ending}")
    assert [(found.before, found.detail) for found in made.findings] == [("空", "picture"), ("乱", "picture")]
    assert [block_text(block) for block in made.blocks] == ["文"]


@pytest.mark.parametrize(
    ("value", "text"), [(Decimal("1E+400"), "1E+400"), (date(1850, 1, 2), "1850-01-02"), (True, "是")]
)
def test_a_value_that_no_worksheet_shows_as_its_text_is_said(tmp_path: Path, value: Value, text: str) -> None:
    cell = Cell(0, 0, blocks=(Paragraph((Run(text),)),), value=value)
    made = convert.write(Document((Table(1, 1, (cell,)),)), tmp_path / "out.xlsx")
    assert [found.detail for found in made.findings] == ["values that no worksheet shows as their text does × 1"]
    (table,) = (block for block in convert.read(tmp_path / "out.xlsx").blocks if isinstance(block, Table))
    assert table.cells[0].text == text
