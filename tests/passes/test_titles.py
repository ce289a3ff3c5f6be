"""Titles and headings that are marked by their look alone become titles and headings, where that is certain."""

from __future__ import annotations

from pathlib import Path

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH

import convert
from convert.model import Document, Heading, Paragraph, Run
from convert.passes import normalise, polish

BOLD = frozenset({"bold"})


def line(text: str, align: str = "", *, bold: bool = False) -> Paragraph:
    return Paragraph((Run(text, BOLD if bold else frozenset()),), align=align)  # type: ignore[arg-type]


def levels(*blocks: Paragraph) -> list[tuple[int, str]]:
    document = polish(normalise(Document(blocks)))
    return [(block.level, block.text) for block in document.blocks if isinstance(block, Heading)]


def test_a_centred_first_line_is_the_title() -> None:
    assert levels(line("工作总结", "center"), line("全年工作平稳。")) == [(0, "工作总结")]
    assert levels(line("工作总结", "center", bold=True), line("某局", "center"), line("全年平稳。")) == [
        (0, "工作总结")
    ]


def test_a_letterhead_a_sentence_and_a_lonely_line_are_no_title() -> None:
    assert levels(line("某市人民政府", "center"), line("工作总结", "center"), line("全年平稳。")) == []
    assert levels(line("全年工作平稳。", "center"), line("全年平稳。")) == []
    assert levels(line("工作总结", "center")) == []
    assert levels(line("前言。"), line("工作总结", "center"), line("全年平稳。")) == []


def test_blanks_that_push_a_first_line_to_the_middle_centre_it() -> None:
    assert levels(line("　　　　　　　　工作总结"), line("　　全年工作平稳。")) == [(0, "工作总结")]
    assert levels(line("　　工作总结"), line("　　全年工作平稳。")) == []


def test_a_title_spread_over_the_line_is_put_together() -> None:
    assert levels(line("通 知", "center"), line("各单位：")) == [(0, "通知")]
    assert levels(line("张 三 的 报告", "center"), line("全年工作。")) == [(0, "张 三 的 报告")]


def test_bold_lines_between_others_are_headings() -> None:
    body = [line("全年工作平稳，各项任务按期完成。") for _ in range(5)]
    found = levels(line("工作背景", bold=True), *body[:3], line("主要做法", bold=True), *body[3:])
    assert found == [(1, "工作背景"), (1, "主要做法")]


def test_emphasis_is_no_heading() -> None:
    body = [line("全年工作平稳，各项任务按期完成。") for _ in range(5)]
    assert levels(line("工作背景", bold=True), *body) == []
    assert levels(line("工作背景", bold=True), line("主要做法", bold=True), *body) == []
    assert levels(line("工作平稳。", bold=True), *body[:3], line("联系人：", bold=True), *body[3:]) == []
    bold_all_over = [part for at in range(3) for part in (line(f"要点{at}", bold=True), line("说明。"))]
    assert levels(*bold_all_over) == []
    headed = (Heading((Run("总则"),)), line("工作背景", bold=True), *body[:3], line("主要做法", bold=True), *body[3:])
    assert levels(*headed) == [(1, "总则")]


def test_a_title_set_by_hand_in_word_becomes_one_by_its_style(tmp_path: Path) -> None:
    document = docx.Document()
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run("工作总结")
    run.bold = True
    document.add_paragraph("")
    document.add_paragraph("全年工作平稳。")
    document.save(str(tmp_path / "in.docx"))
    outcome = convert.convert(tmp_path / "in.docx", tmp_path / "out.docx")
    assert {"spacing-removed", "heading-found"} <= {found.code for found in outcome.findings}
    written = docx.Document(str(tmp_path / "out.docx")).paragraphs
    assert [paragraph.style.name for paragraph in written if paragraph.style] == ["Title", "Normal"]
    assert [run.bold for run in written[0].runs] == [None]
    convert.convert(tmp_path / "out.docx", tmp_path / "again.docx")
    assert (tmp_path / "again.docx").read_bytes() == (tmp_path / "out.docx").read_bytes()
