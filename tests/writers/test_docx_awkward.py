"""Documents that a docx holds only in another shape: it is put right before it is written, so that the proof holds."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

import convert
from convert.model import (
    Block,
    Break,
    Cell,
    Comment,
    CommentStart,
    Document,
    Field,
    Furniture,
    Heading,
    ListItem,
    Note,
    Paragraph,
    Picture,
    Run,
    Section,
    Table,
    block_text,
)
from tests.writers.docx_files import audit, paragraph, png

BLANK = Paragraph((Run(" "),))
PICTURE = Picture(png(3, 3))


def cells(*contents: Block) -> Table:
    return Table(1, len(contents), tuple(Cell(0, col, blocks=(block,)) for col, block in enumerate(contents)))


def noted(*paragraphs: Paragraph) -> Paragraph:
    return Paragraph((Run("a"), Run("", note=Note("footnote", paragraphs))))


@pytest.mark.parametrize(
    ("block", "kept"),
    [
        (cells(ListItem((), marker="1.", ordered=True), paragraph("a")), cells(paragraph("1."), paragraph("a"))),
        (cells(ListItem((Run(" "),), marker="1.", ordered=True)), cells(paragraph("1. "))),
        (noted(), noted()),
        (noted(BLANK), noted(Paragraph())),
        (noted(Paragraph(), BLANK), noted(Paragraph())),
        (noted(Paragraph((Run("\t b"),))), noted(paragraph("b"))),
        (
            noted(Paragraph((Run("", inset=PICTURE), Run(" ")), align="right")),
            noted(Paragraph((Run("", inset=PICTURE),))),
        ),
        (
            Paragraph((Run("a", frozenset(("super", "sub"))),)),
            Paragraph((Run("a", frozenset(("super",))),)),
        ),
        (
            noted(Paragraph((Run("a", link="javascript:alert(1)"),))),
            noted(paragraph("a")),
        ),
        (Paragraph((Run("שלום"),), align="right"), paragraph("שלום")),
        (Heading((Run("", inset=Break("page")),)), Paragraph((Run("", inset=Break("page")),))),
        (Paragraph((Run(" "), Run("", inset=PICTURE))), PICTURE),
        (
            Paragraph((Run("a\n", inset=Break("page")), Run("b"))),
            Paragraph((Run("a"), Run("", inset=Break("page")), Run("b"))),
        ),
    ],
)
def test_what_word_reads_otherwise_is_written_as_it_is_read(tmp_path: Path, block: Block, kept: Block) -> None:
    written = convert.write(Document((paragraph("first"), block, paragraph("last"))), tmp_path / "a.docx")
    assert written.blocks[1] == kept
    assert audit(tmp_path / "a.docx") == []


def test_a_link_to_a_blank_paragraph_leads_to_the_next_that_is_shown(tmp_path: Path) -> None:
    link = Paragraph((Run("see", link="#here"), Run("1", inset=Field("PAGEREF there"))))
    blocks = (Paragraph(anchors=("here",)), cells(Paragraph(anchors=("there",)), paragraph("b")), PICTURE, link)
    written = convert.write(Document(blocks), tmp_path / "a.docx")
    table = written.blocks[1]
    assert isinstance(table, Table)
    assert [block.anchors for cell in table.cells for block in cell.blocks if isinstance(block, Paragraph)] == [
        (),
        ("here", "there"),
    ]


def test_a_link_on_nothing_leads_nowhere(tmp_path: Path) -> None:
    link = Paragraph((Run("a"), Run("", link="#here", inset=Break("page")), Run("b")))
    written = convert.write(Document((Paragraph((Run("c"),), anchors=("here",)), cells(link))), tmp_path / "a.docx")
    assert isinstance(written.blocks[0], Paragraph)
    assert written.blocks[0].anchors == ()


def test_a_comment_that_begins_behind_its_end_begins_nowhere(tmp_path: Path) -> None:
    runs = (Run("a"), Run("", inset=Comment((), "b", mark=2)), Run("", inset=CommentStart(2)), Run("c"))
    convert.write(Document((Paragraph(runs),)), tmp_path / "a.docx")
    assert audit(tmp_path / "a.docx") == []


def test_initials_longer_than_word_knows_are_cut_and_named(tmp_path: Path) -> None:
    comment = Run("", inset=Comment((), "b", "abcdefghijk"))
    written = convert.write(Document((Paragraph((Run("a"), comment)),)), tmp_path / "a.docx")
    assert [(found.code, found.before) for found in written.findings] == [("structure-changed", "abcdefghijk")]
    assert audit(tmp_path / "a.docx") == []


def test_a_header_of_nothing_that_word_shows_is_none(tmp_path: Path) -> None:
    nothing = Furniture("header", "default", (Picture(b"", alt="seal"),))
    written = convert.write(Document((Section(furniture=(nothing,)), paragraph("a"))), tmp_path / "a.docx")
    assert [type(block) for block in written.blocks] == [Paragraph]
    assert [found.before for found in written.findings] == ["seal"]


@pytest.mark.parametrize("order", ["a", "ab", "xa", "axb"])
def test_a_section_without_content_keeps_its_header_on_an_empty_page(tmp_path: Path, order: str) -> None:
    def section(words: str) -> Section:
        return Section(furniture=(Furniture("header", "default", (paragraph(words),)),))

    blocks = tuple(paragraph(words) if words == "x" else section(words) for words in order)
    convert.write(Document(blocks), tmp_path / "a.docx")
    assert audit(tmp_path / "a.docx") == []
    headers = [piece for block in convert.read(tmp_path / "a.docx").blocks for piece in getattr(block, "furniture", ())]
    assert [block_text(part) for piece in headers for part in piece.blocks] == list(order.replace("x", ""))


def test_a_marker_longer_than_word_reads_is_text(tmp_path: Path) -> None:
    convert.write(Document((ListItem((Run("x"),), level=0, marker="1" * 300),)), tmp_path / "a.docx")
    assert [block_text(block) for block in convert.read(tmp_path / "a.docx").blocks] == ["1" * 300 + "x"]
    assert audit(tmp_path / "a.docx") == []


def test_two_fields_side_by_side_that_show_the_same_stay_two(tmp_path: Path) -> None:
    number, bold = Run("3", inset=Field("PAGE")), Run("4", frozenset({"bold"}), inset=Field("PAGE"))
    convert.write(Document((Paragraph((Run("a"), number, number, bold)),)), tmp_path / "a.docx")
    (found,) = convert.read(tmp_path / "a.docx").blocks
    assert isinstance(found, Paragraph)
    assert found.runs == (Run("a"), number, number, bold)
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        assert package.read("word/document.xml").count(b"<w:fldSimple") == 2


def test_a_comment_in_a_note_is_named_and_its_link_is_no_trap(tmp_path: Path) -> None:
    comment = Comment((Paragraph((Run("x", link="javascript:alert(1)"),)),))
    blocks = (noted(Paragraph((Run("b", inset=comment),))), Paragraph((Run("c", inset=comment),)))
    written = convert.write(Document(blocks), tmp_path / "a.docx")
    assert [(found.before, found.detail) for found in written.findings] == [
        ("x", "comment"),
        ("javascript:alert(1)", "link address"),
    ]
