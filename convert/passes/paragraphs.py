"""Paragraphs without text and runs without difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeGuard

from msgspec.structs import replace

from convert.findings import finding
from convert.lazy_cells import LazyCells
from convert.model import Block, Document, Finding, Origin, Paragraph, Run, Section, Table
from convert.passes.walk import edit_block_lists, edit_paragraphs


def join_runs(document: Document) -> Document:
    """Merge neighbouring runs that look alike, and take out runs without text.

    Must not touch a run that holds a note or anything else beside its text.

    >>> join_runs(Document((Paragraph((Run("a"), Run(""), Run("b"))),))).blocks[0].runs == (Run("ab"),)
    True
    """
    return edit_paragraphs(document, join_paragraph)


def drop_blank_paragraphs(document: Document) -> Document:
    """Take out paragraphs without text, which only made room.

    Must not touch a paragraph that holds a note, or a picture.

    >>> drop_blank_paragraphs(Document((Paragraph(), Paragraph((Run("a"),))))).blocks == (Paragraph((Run("a"),)),)
    True
    """
    dropped = [*_blank_places(document.blocks)]
    if not dropped:
        return document
    found = finding("spacing-removed", dropped[0], detail=f"× {len(dropped)}")
    blocks = edit_block_lists(document.blocks, _without_blank)
    return replace(document, blocks=blocks, findings=(*document.findings, found))


def _blank_places(blocks: Sequence[Block]) -> Iterator[Origin]:
    """Yield where the blank paragraphs stand, innermost first."""
    for block in blocks:
        if isinstance(block, Table):
            cells = block.cells
            if isinstance(cells, LazyCells) and not any(map(_has_blank, cells.contents())):
                continue
            for cell in cells:
                if cell.blocks:
                    yield from _blank_places(cell.blocks)
        elif isinstance(block, Section):
            for piece in block.furniture:
                yield from _blank_places(piece.blocks)
    yield from [block.origin for block in blocks if _is_blank(block)]


def _has_blank(blocks: Sequence[Block]) -> bool:
    return any(map(_is_blank, blocks))


def _is_blank(block: Block) -> TypeGuard[Paragraph]:
    return isinstance(block, Paragraph) and not block.runs


def _without_blank(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    return tuple(block for block in blocks if not _is_blank(block)) if _has_blank(blocks) else blocks


def join_paragraph(paragraph: Paragraph, _: list[Finding]) -> Paragraph:
    if len(paragraph.runs) == 1 and paragraph.runs[0].text:
        return paragraph
    runs = tuple(merge_runs(paragraph.runs))
    return paragraph if len(runs) == len(paragraph.runs) else replace(paragraph, runs=runs)


def merge_runs(runs: Iterable[Run]) -> Iterator[Run]:
    """Yield runs with neighbours of one look merged and empty ones dropped."""
    last: Run | None = None
    for run in runs:
        if not run.text and run.note is None and run.inset is None:
            continue
        if last and _look_alike(last, run):
            last = replace(last, text=last.text + run.text)
            continue
        if last:
            yield last
        last = run
    if last:
        yield last


def _look_alike(one: Run, other: Run) -> bool:
    if one.note or other.note or one.inset or other.inset:
        return False
    return (one.marks, one.link, one.colour, one.highlight) == (other.marks, other.link, other.colour, other.highlight)


def _texts_of_insets(paragraph: Paragraph) -> list[tuple[int, int]]:
    spans = []
    at = 0
    for run in paragraph.runs:
        if run.inset is not None and run.text:
            spans.append((at, at + len(run.text)))
        at += len(run.text)
    return spans


def substitute(paragraph: Paragraph, edits: Mapping[tuple[int, int], str]) -> Paragraph:
    """Give the paragraph with other text at some places, each with the look of the run in which it begins.

    edits: (first, last) → new text, counted in the characters of the paragraph; places must not overlap. Where they
    would touch the text of a run with an inset, nothing is changed: it is the inset's.

    >>> substitute(Paragraph((Run("ab"), Run("cd", frozenset({"bold"})))), {(1, 3): "-"}).text
    'a-d'
    """
    untouchable = _texts_of_insets(paragraph)
    places = sorted(
        ((first, last), new)
        for (first, last), new in edits.items()
        if not any(first < end and start < last for start, end in untouchable)
    )
    if not places:
        return paragraph
    text = paragraph.text
    runs = []
    at = gone = done = 0
    for run in paragraph.runs:
        end = at + len(run.text)
        kept = ""
        at = max(at, gone)
        while done < len(places) and places[done][0][0] < end:
            (first, last), new = places[done]
            kept += text[at:first] + new
            at = gone = last
            done += 1
        kept += text[at:end]
        runs.append(replace(run, text=kept) if kept != run.text else run)
        at = end
    return replace(paragraph, runs=tuple(merge_runs(runs)))
