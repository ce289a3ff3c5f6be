"""A docx can be used by ear: headings in order, header rows, alternative texts, title and language."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree

import convert
from convert.carry import project
from convert.model import (
    Document,
    Furniture,
    Heading,
    Note,
    Paragraph,
    Picture,
    Run,
    Section,
    Table,
    cell_of_text,
)
from convert.options import Options
from convert.passes import normalise
from convert.writers.docx import write
from tests.commands import SAMPLES
from tests.documents import documents
from tests.writers.docx_files import png

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
DC = "{http://purl.org/dc/elements/1.1/}"
READ = sorted(path.name for path in SAMPLES.iterdir() if path.stem not in ("README", "truncated", "convert-here"))


def tree(path: Path, part: str) -> etree._Element:
    with zipfile.ZipFile(path) as archive:
        return etree.fromstring(archive.read(part))


def level_of(paragraph: etree._Element) -> str:
    """Give the digit of a heading's level, `0` for the title, nothing for other paragraphs."""
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    name = "" if style is None else style.get(W + "val")
    return "0" if name == "Title" else name.removeprefix("Heading") if name.startswith("Heading") else ""


def headings(body: etree._Element) -> list[tuple[int, str]]:
    found = [(level_of(paragraph), paragraph) for paragraph in body.iter(W + "p")]
    return [(int(level), "".join(paragraph.itertext(W + "t")).strip()) for level, paragraph in found if level]


def barriers(path: Path) -> list[str]:
    """List what keeps a reader who cannot see from using a file, whatever its content."""
    body = tree(path, "word/document.xml")
    properties = tree(path, "docProps/core.xml")
    found = []
    for level, text in headings(body):
        if not text:
            found.append(f"empty heading of level {level}")
    with zipfile.ZipFile(path) as archive:
        stories = [name for name in archive.namelist() if re.fullmatch(r"word/\w+\.xml", name)]
    parts = [tree(path, name) for name in stories]
    for table in (table for part in parts for table in part.iter(W + "tbl")):
        words = table.find(f"{W}tblPr/{W}tblDescription")
        if words is None or not words.get(W + "val").strip():
            found.append("table without a description")
    for drawing in (drawing for part in parts for drawing in part.iter(WP + "docPr")):
        if not drawing.get("descr", "").strip():
            found.append("picture without words")
    has_headings = any(
        paragraph.getparent().tag == W + "body" for paragraph in body.iter(W + "p") if level_of(paragraph)
    )
    if has_headings and not (properties.findtext(DC + "title") or "").strip():
        found.append("no title")
    if not properties.findtext(DC + "language"):
        found.append("no language")
    languages = tree(path, "word/styles.xml").find(f"{W}docDefaults//{W}lang")
    if languages is None or not languages.get(W + "val") or not languages.get(W + "eastAsia"):
        found.append("no language of the text")
    return found


@pytest.mark.parametrize("name", READ)
def test_samples_have_no_barriers(tmp_path: Path, name: str) -> None:
    path = tmp_path / "out.docx"
    outcome = convert.convert(SAMPLES / name, path)
    assert outcome.document is not None
    assert barriers(path) == []
    body = tree(path, "word/document.xml")
    levels = [level for level, _ in headings(body)]
    deeper = [(one, two) for one, two in zip([0, *levels], levels, strict=False) if two > one + 1]
    assert deeper == []
    headed = [block for block in outcome.document.blocks if isinstance(block, Table) and block.header_rows]
    marked = [table for table in body.iter(W + "tbl") if table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None]
    assert len(marked) == len(headed) >= (0 if name in ("general.rtf", "general.xlsx") else 1)


@settings(max_examples=40, deadline=None)
@given(document=documents)
def test_no_document_has_barriers(tmp_path_factory: pytest.TempPathFactory, document: Document) -> None:
    path = tmp_path_factory.mktemp("any") / "out.docx"
    write(project(normalise(document), "docx"), path, Options())
    assert barriers(path) == []


def test_header_rows_are_marked_from_the_first_on(tmp_path: Path) -> None:
    path = tmp_path / "out.docx"
    cells = tuple(cell_of_text(row, 0, str(row)) for row in range(4))
    convert.write(Document((Table(4, 1, cells, header_rows=2),)), path)
    rows = tree(path, "word/document.xml").findall(f".//{W}tr")
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, True, False, False]


def test_a_picture_without_words_says_at_least_that_it_is_one(tmp_path: Path) -> None:
    path = tmp_path / "out.docx"
    convert.write(Document((Heading((Run("标题"),)), Picture(png(2, 2), "image/png"), Paragraph((Run("文"),)))), path)
    assert [drawing.get("descr") for drawing in tree(path, "word/document.xml").iter(WP + "docPr")] == ["Picture 1"]
    assert [block.alt for block in convert.read(path).blocks if isinstance(block, Picture)] == [""]


def test_what_stands_in_margins_and_notes_has_words_too(tmp_path: Path) -> None:
    picture = Picture(png(2, 2), "image/png")
    table = Table(1, 1, (cell_of_text(0, 0, "左"),))
    noted = Run("", note=Note("footnote", (Paragraph((Run("", inset=picture),)),)))
    margins = Section(furniture=(Furniture("header", blocks=(table, picture)), Furniture("footer", blocks=(picture,))))
    path = tmp_path / "out.docx"
    convert.write(Document((margins, Paragraph((Run("文"), noted)))), path)
    with zipfile.ZipFile(path) as archive:
        drawn = [archive.read(name).count(b"<wp:docPr ") for name in archive.namelist() if name.startswith("word/")]
    assert sum(drawn) == 3
    assert barriers(path) == []
