"""PDF as a target: pages printed by LibreOffice, whole or not at all, proved by the characters that stand on them."""

from __future__ import annotations

import sys
from pathlib import Path

import pdfplumber
import pytest

import convert
from convert.carry.printed import missing_on_pages
from convert.errors import Exit, ProofFailed
from convert.model import (
    Comment,
    CommentStart,
    Document,
    Equation,
    Field,
    ListItem,
    Note,
    Paragraph,
    Run,
    Section,
    Table,
    cell_of_text,
)
from convert.options import Options
from convert.writers import docx
from tests.adapters.legacy_files import needs_soffice, without_soffice
from tests.commands import BROKEN_SUM, REPORT, SAMPLES, Command, make_docx


def page(text: str) -> Document:
    return Document((Paragraph((Run(text),)),))


@needs_soffice
def test_a_report_becomes_pages_that_hold_its_tables(command: Command) -> None:
    said = command(REPORT, "out.pdf")
    assert said.code == Exit.OK
    with pdfplumber.open("out.pdf") as file:
        rows = [row for one in file.pages for table in one.extract_tables() for row in table]
        assert [round(float(length)) for length in file.pages[0].mediabox[2:]] == [595, 842]
    (total,) = (row for row in rows if "（七）总计" in row)
    document = convert.read(REPORT)
    table = next(block for block in document.blocks if isinstance(block, Table) and block.n_rows == 28)
    wanted = [cell.text for cell in table.cells if cell.row == 26 and cell.role == "value"]
    assert [text for text in total if text and text.isdigit()] == wanted


@needs_soffice
def test_the_same_document_gives_the_same_bytes_at_another_time(tmp_path: Path) -> None:
    document = convert.read(SAMPLES / "general.docx")
    for name in ("one.pdf", "two.pdf"):
        convert.write(document, tmp_path / name)
    content = (tmp_path / "one.pdf").read_bytes()
    assert content == (tmp_path / "two.pdf").read_bytes()
    assert b"/CreationDate(D:19800101000000Z" in content


@needs_soffice
def test_a_folder_is_printed_file_by_file(command: Command) -> None:
    Path("in").mkdir()
    make_docx(Path("in/one.docx"), "第一份")
    make_docx(Path("in/two.docx"), "第二份")
    assert command("in", "-t", "pdf", "-o", "out").code == Exit.OK
    texts = [pdfplumber.open(path).pages[0].extract_text().split()[0] for path in sorted(Path("out").glob("*.pdf"))]
    assert texts == ["第一份", "第二份"]


def test_without_libreoffice_it_is_said_how_to_install_it(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without_soffice(monkeypatch, tmp_path)
    said = command(BROKEN_SUM, "out.pdf")
    assert said.code == Exit.HELPER
    assert "LibreOffice" in said.err
    assert "Install it with" in said.err
    assert list(Path().iterdir()) == []


def test_without_the_reader_of_the_proof_nothing_is_written(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    said = command(BROKEN_SUM, "out.pdf")
    assert said.code == Exit.HELPER
    assert "convert-office[pdf]" in said.err
    assert list(Path().iterdir()) == []


def test_a_program_that_makes_nothing_leaves_nothing(command: Command, tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    program.chmod(0o755)
    said = command(BROKEN_SUM, "out.pdf", "--soffice", program)
    assert said.code == Exit.OUTPUT
    assert "makes no PDF" in said.err
    assert list(Path().iterdir()) == []


@needs_soffice
def test_pages_that_lack_something_fail_their_proof(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    print_docx = docx.write

    def lose(document: Document, path: Path, options: Options) -> None:
        print_docx(Document(document.blocks[:1]), path, options)

    monkeypatch.setattr(docx, "write", lose)
    with pytest.raises(ProofFailed, match="does not read back"):
        convert.write(Document((Paragraph((Run("a"),)), Paragraph((Run("42"),)))), tmp_path / "a.pdf")
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf.rejected"]


def test_what_pages_add_or_break_is_no_loss() -> None:
    shown = "合计 12,345.6\r\n第一段的文\r\n字换行 https://exam\r\nple.org/a 3 — 1 —\r\n1注释\r\n(1) 条"
    blocks = (
        Table(1, 2, (cell_of_text(0, 0, "合计"), cell_of_text(0, 1, "12,345.6"))),
        Paragraph((Run("第一段的文字换行 https://example.org/a"), Run("99", inset=Field("PAGE")))),
        Paragraph((Run("x²", inset=Equation("<m/>")), Run("", note=Note("footnote", (Paragraph((Run("注释"),)),))))),
        ListItem((Run("条"),), marker="(1)", ordered=True),
        ListItem((Run("条"),), marker="•"),
        Section(),
    )
    assert missing_on_pages(Document(blocks), page(shown + "条")) == ""


@pytest.mark.parametrize(
    ("text", "shown", "said"),
    [
        ("两个个体", "两个体", "个 × 1"),
        ("12,345", "12 345,", "'12,345'"),
        ("增加-5", "增加5-", "'-5'"),
        ("50%", "5% 0", "'50%'"),
        ("☑ 同意", "□ 同意", "☑ × 1"),
    ],
)
def test_what_is_missing_is_named(text: str, shown: str, said: str) -> None:
    assert missing_on_pages(page(text), page(shown)).startswith(said)


@needs_soffice
def test_comments_are_no_part_of_a_page_and_named(tmp_path: Path) -> None:
    comment = Comment((Paragraph((Run("为什么？"),)),), mark=1)
    runs = (Run("", inset=CommentStart(1)), Run("甲"), Run("乙", inset=comment))
    written = convert.write(Document((Paragraph(runs),)), tmp_path / "a.pdf")
    assert [(found.code, found.before, found.detail) for found in written.findings] == [
        ("content-dropped", "为什么？", "comment")
    ]
    with pdfplumber.open(tmp_path / "a.pdf") as file:
        assert file.pages[0].annots == []
        assert file.pages[0].extract_text().split()[0] == "甲乙"
