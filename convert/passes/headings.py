"""Headings that are marked by their words alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from convert.findings import finding
from convert.model import Block, Document, Heading, ListItem, Paragraph, to_heading

_LEVELS: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"第[一二三四五六七八九十百]{1,4}[章编]"), 1),
    (re.compile(r"[一二三四五六七八九十]{1,3}、"), 1),
    (re.compile(r"第[一二三四五六七八九十百]{1,4}节"), 2),
    (re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]"), 2),
    (re.compile(r"\d{1,2}[.．、](?!\d)"), 3),
)
LONGEST_HEADING = 40


def find_headings(document: Document) -> Document:
    """Make headings of short lines that start with 一、（一）or 1. as official documents number them (GB/T 9704).

    Must not apply where the document marks any heading itself, or was written by this program; to a line with a
    sentence in it; or to a line next to another of its kind, which is a list.

    >>> from convert.model import Run
    >>> lines = ["一、基本情况", "（一）主动公开。全年发布信息。", "1.按时", "2.如实"]
    >>> found = find_headings(Document(tuple(Paragraph((Run(line),)) for line in lines)))
    >>> [type(block).__name__ for block in found.blocks]
    ['Heading', 'Paragraph', 'Paragraph', 'Paragraph']
    """
    if document.settled or any(isinstance(block, Heading) and block.level > 0 for block in document.blocks):
        return document
    levels = [_level(block) for block in document.blocks]
    kinds = [_pattern(block) for block in document.blocks]
    blocks = list(document.blocks)
    found: list[Heading] = []
    for at, block in enumerate(blocks[:-1]):
        level = levels[at]
        if level and isinstance(block, Paragraph) and kinds[at] not in (kinds[at + 1], kinds[at - 1] if at else -1):
            heading = to_heading(block, level)
            blocks[at] = heading
            found.append(heading)
    return say_headings(replace(document, blocks=tuple(blocks)), found) if found else document


def say_headings(document: Document, found: Sequence[Heading]) -> Document:
    """Add the finding that some paragraphs were set as headings."""
    said = finding("heading-found", found[0].origin, before=found[0].text, detail=f"× {len(found)}")
    return replace(document, findings=(*document.findings, said))


def _pattern(block: Block) -> int:
    if not isinstance(block, Paragraph):
        return -1
    return next((at for at, (pattern, _) in enumerate(_LEVELS) if pattern.match(block.text)), -1)


def _level(block: Block) -> int:
    if not isinstance(block, Paragraph) or isinstance(block, ListItem) or len(block.text) > LONGEST_HEADING:
        return 0
    at = _pattern(block)
    if at < 0 or any(mark in block.text for mark in "。；！？;\n") or block.text.endswith(("，", ",")):
        return 0
    return _LEVELS[at][1]
