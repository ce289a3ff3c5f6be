"""Paragraphs without text and runs without difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from convert.model import Block, Document, Finding, Paragraph, Run
from convert.passes.walk import edit_block_lists, edit_paragraphs


def tidy_paragraphs(document: Document) -> Document:
    """Take out paragraphs without text, which only made room, and merge neighbouring runs that look alike.

    Must not touch a paragraph that holds a note or stands in a list of blocks that are not paragraphs.

    >>> blank, text = Paragraph(), Paragraph((Run("a"), Run(""), Run("b")))
    >>> tidy_paragraphs(Document((blank, text))).blocks == (Paragraph((Run("ab"),)),)
    True
    """
    document = edit_paragraphs(document, _merge)
    blocks = edit_block_lists(document.blocks, _without_blank)
    return document if blocks == document.blocks else replace(document, blocks=blocks)


def _merge(paragraph: Paragraph, _: list[Finding]) -> Paragraph:
    if len(paragraph.runs) == 1 and paragraph.runs[0].text:
        return paragraph
    runs = tuple(merge_runs(paragraph.runs))
    return paragraph if len(runs) == len(paragraph.runs) else replace(paragraph, runs=runs)


def merge_runs(runs: Iterable[Run]) -> Iterator[Run]:
    """Yield runs with neighbours of one look merged and empty ones dropped."""
    last: Run | None = None
    for run in runs:
        if not run.text and run.note is None:
            continue
        if last and not last.note and not run.note and (last.marks, last.link) == (run.marks, run.link):
            last = replace(last, text=last.text + run.text)
            continue
        if last:
            yield last
        last = run
    if last:
        yield last


def _without_blank(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    kept = tuple(block for block in blocks if not isinstance(block, Paragraph) or block.runs)
    return kept if len(kept) < len(blocks) else blocks
