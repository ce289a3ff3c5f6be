"""Breaks of pages and sections, and what stands in the margins, for documents whose form prescribes the page."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from convert.findings import finding
from convert.furniture import pictures_of, speaking, words_of
from convert.model import Break, Document, Finding, Paragraph, Section
from convert.passes.paragraphs import drop_blank_paragraphs, merge_runs
from convert.passes.walk import edit_paragraphs


def drop_page_layout(document: Document) -> Document:
    """Take out sections and page breaks. The words of headers and footers are findings.

    >>> from convert.model import Break, Run
    >>> drop_page_layout(Document((Section(), Paragraph((Run("", inset=Break("page")), Run("a")))))).blocks[0].text
    'a'
    """
    if not any(_shapes_pages(block) for block in document.blocks):
        return document
    findings = [found for block in document.blocks if isinstance(block, Section) for found in furniture_losses(block)]
    blocks = tuple(block for block in document.blocks if not isinstance(block, Section))
    document = replace(document, blocks=blocks, findings=(*document.findings, *findings))
    return drop_blank_paragraphs(edit_paragraphs(document, lambda paragraph, _: without_breaks(paragraph)))


def furniture_losses(section: Section) -> Iterator[Finding]:
    """Yield a finding for each header or footer that says something, and for each picture in one."""
    for piece in speaking(section):
        text = words_of(piece.blocks)
        if text:
            yield finding("content-dropped", section.origin, before=text, detail=piece.place)
        detail = "picture in a header" if piece.place == "header" else "picture in a footer"
        for picture in pictures_of(piece.blocks):
            yield finding("content-dropped", section.origin, before=picture.alt, detail=detail)


def without_breaks(paragraph: Paragraph) -> Paragraph:
    """Turn page breaks within the text into line breaks and take out those at its ends."""
    if not any(isinstance(run.inset, Break) for run in paragraph.runs):
        return paragraph
    runs = [replace(run, inset=None) if isinstance(run.inset, Break) else run for run in paragraph.runs]
    return replace(paragraph, runs=tuple(merge_runs(runs)))


def _shapes_pages(block: object) -> bool:
    if isinstance(block, Paragraph):
        return any(run.inset is not None and isinstance(run.inset, Break) for run in block.runs)
    return isinstance(block, Section)
