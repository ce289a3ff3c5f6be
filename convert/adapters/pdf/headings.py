"""Mark headings: the title by its size, the others by the document's outline, by their words or by their size."""

from __future__ import annotations

import re
from collections.abc import Sequence

from convert.adapters.pdf.engine import Entry
from convert.adapters.pdf.layout import Item, PlacedLine
from convert.adapters.pdf.words import bridged, joint
from convert.model import Block, Heading, Paragraph, Run

_SECTION = re.compile(r"[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十百]{1,4}[章编]")
_TITLE_SIZE = 1.2
_HEADING_SIZE = 1.12
_LONGEST_HEADING = 60


def with_headings(
    blocks: list[Block], groups: Sequence[list[PlacedLine] | Item], body: float, outline: Sequence[Entry]
) -> list[Block]:
    """Mark the title; mark headings by their size only where no words mark them (一、), which tell levels better."""
    sizes = [group[0].line.size if isinstance(group, list) and _is_short(group) else 0.0 for group in groups]
    blocks = list(blocks)
    texts = [(at, group) for at, group in enumerate(groups) if isinstance(group, list)]
    if texts and texts[0][1][0].page == 1 and sizes[texts[0][0]] >= _TITLE_SIZE * body:
        first, end = texts[0][0], texts[0][0] + 1
        while end < len(groups) and _same_title(groups[first], groups[end], sizes, first, end):
            end += 1
        blocks[first:end] = [_title([block for block in blocks[first:end] if isinstance(block, Paragraph)])]
        sizes[first:end] = [0.0]
    if outline and _mark_outline(blocks, outline):
        return blocks
    if any(isinstance(block, Paragraph) and _SECTION.match(block.text) for block in blocks):
        return blocks
    larger = sorted({round(size, 1) for size in sizes if size >= _HEADING_SIZE * body}, reverse=True)
    for at, size in enumerate(sizes):
        block = blocks[at]
        if size >= _HEADING_SIZE * body and isinstance(block, Paragraph) and not isinstance(block, Heading):
            blocks[at] = Heading(block.runs, block.origin, min(larger.index(round(size, 1)) + 1, 9))
    return blocks


def _mark_outline(blocks: list[Block], outline: Sequence[Entry]) -> bool:
    """Make headings of the paragraphs that the outline names; say whether it names most of what it says."""
    at, found = 0, 0
    for entry in outline:
        words = "".join(entry.title.split())
        for index in range(at, len(blocks)):
            block = blocks[index]
            if not isinstance(block, Paragraph) or "".join(block.text.split()) != words or not words:
                continue
            if entry.page >= 0 and block.origin.page is not None and abs(block.origin.page - entry.page - 1) > 1:
                continue
            if not (isinstance(block, Heading) and block.level == 0):
                blocks[index] = Heading(block.runs, block.origin, min(entry.level + 1, 9))
            at, found = index + 1, found + 1
            break
    return found > 0 and 2 * found >= len(outline)


def _is_short(group: list[PlacedLine]) -> bool:
    text = "".join(item.line.text for item in group)
    return len(text) <= _LONGEST_HEADING and text[-1] not in "。；;，,：:" and group[0].line.columns == 1


def _same_title(one: object, other: object, sizes: Sequence[float], first: int, at: int) -> bool:
    """Say whether the title goes on: the next line as large, on the same page, close below."""
    if not isinstance(one, list) or not isinstance(other, list) or abs(sizes[at] - sizes[first]) > 0.6:
        return False
    close = other[0].line.top - one[-1].line.bottom < 2.5 * other[0].line.size * (at - first)
    return bool(other[0].page == one[0].page and close)


def _title(parts: list[Paragraph]) -> Heading:
    runs: list[Run] = []
    for part in parts:
        runs += bridged(joint("".join(run.text for run in runs), part.text), part.runs)
    return Heading(tuple(runs), parts[0].origin, 0)
