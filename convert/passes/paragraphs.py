"""Paragraphs without text and runs without difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from convert.model import Block, Document, Finding, Paragraph, Run
from convert.passes.walk import edit_block_lists, edit_paragraphs


def join_runs(document: Document) -> Document:
    """Merge neighbouring runs that look alike, and take out runs without text.

    Must not touch a run that holds a note.

    >>> join_runs(Document((Paragraph((Run("a"), Run(""), Run("b"))),))).blocks[0].runs == (Run("ab"),)
    True
    """
    return edit_paragraphs(document, _merge)


def drop_blank_paragraphs(document: Document) -> Document:
    """Take out paragraphs without text, which only made room.

    Must not touch a paragraph that holds a note, or a picture.

    >>> drop_blank_paragraphs(Document((Paragraph(), Paragraph((Run("a"),))))).blocks == (Paragraph((Run("a"),)),)
    True
    """
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
