"""Make blocks of what stands on the pages: lines into paragraphs, over lines and over pages, and the title."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from convert.adapters.pdf.breaks import mend_break
from convert.adapters.pdf.columns import box_around
from convert.adapters.pdf.engine import Entry
from convert.adapters.pdf.headings import with_headings
from convert.adapters.pdf.joins import lowest_text
from convert.adapters.pdf.layout import Item, PageText, PlacedLine
from convert.adapters.pdf.lists import with_lists
from convert.adapters.pdf.numerals import has_leader
from convert.adapters.pdf.tables import Piece, first_word_width
from convert.adapters.pdf.words import Line, joint
from convert.model import Block, Finding, Origin, Paragraph, Run

_NUMBERED = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|第[一二三四五六七八九十百\d]{1,4}[章节条编]"
    r"|\d{1,2}[.．、](?!\d)|[•·●■◆▪○▶➢✓]"
)
_SENTENCE_ENDS = "。！？；：.!?;:"
_NEAR = 4
_NEARLY_FULL = 0.85
"""A line that ends before this part of its column's width is the last of its paragraph, whatever stands near it."""


def make_blocks(items: Sequence[Item], name: str, outline: Sequence[Entry] = ()) -> list[Block]:
    """Give the blocks of what stands on all pages, in order; outline: the document's own, which names its headings."""
    lines = [item for item in items if isinstance(item, PlacedLine)]
    body = _body_size([item.line for item in lines])
    pitch = _pitch(lines, body)
    blocks: list[Block] = []
    groups = list(_groups(items, pitch))
    for group in groups:
        if isinstance(group, list):
            blocks.append(_paragraph(group, name))
        elif isinstance(group, Piece):
            blocks.append(group.table)
        elif not isinstance(group, PlacedLine):
            blocks.append(group)
    return with_lists(with_headings(blocks, groups, body, outline))


def mend_pages(pages: Sequence[PageText]) -> tuple[list[Item], list[Finding]]:
    """Give what stands on all pages, tables that a page break cuts mended: nothing else stands at the break."""
    findings: list[Finding] = []
    mended: list[Item] = []
    bottoms = [_bottom(page.items[-1]) for page in pages if page.items]
    head: Piece | None = None
    at_end: Piece | None = None
    for page in pages:
        lowest = lowest_text(bottoms, page.height)
        if not page.items:
            at_end = None
        for at, item in enumerate(page.items):
            if at == 0 and isinstance(item, Piece) and at_end and head:
                before, after, found = mend_break(head, at_end, item, lowest)
                findings += found
                mended[-1] = at_end = before
                if after is None:
                    continue
                head = after
                item = after
            elif isinstance(item, Piece):
                head = item
            mended.append(item)
            at_end = item if isinstance(item, Piece) else None
    return mended, findings


def _bottom(item: Item) -> float:
    if isinstance(item, PlacedLine):
        return item.line.bottom
    return item.box[3] if isinstance(item, Piece) else (item.origin.box or (0, 0, 0, 0))[3]


def _body_size(lines: Sequence[Line]) -> float:
    counted: Counter[float] = Counter()
    for line in lines:
        counted[round(line.size, 1)] += len(line.text)
    return max(counted, key=lambda size: (counted[size], -size), default=0.0)


def _pitch(lines: Sequence[PlacedLine], body: float) -> float:
    """Give the usual distance from line to line in the body, in sizes."""
    steps = [
        (after.line.bottom - before.line.bottom) / body
        for before, after in pairwise(lines)
        if before.page == after.page
        and abs(before.line.size - body) < 0.6
        and abs(after.line.size - body) < 0.6
        and 0 < after.line.bottom - before.line.bottom < 4 * body
    ]
    return median(steps) if steps else 1.5


def _groups(items: Sequence[Item], pitch: float) -> Iterator[list[PlacedLine] | Item]:
    """Yield lists of lines that make a paragraph, and everything else as it is."""
    group: list[PlacedLine] = []
    for at, item in enumerate(items):
        if not isinstance(item, PlacedLine):
            if group:
                yield group
                group = []
            yield item
            continue
        if group and not _belongs(group, item, items, at, pitch):
            yield group
            group = []
        group.append(item)
    if group:
        yield group


def _belongs(group: list[PlacedLine], item: PlacedLine, items: Sequence[Item], at: int, pitch: float) -> bool:
    """Say whether a line goes on with a paragraph: the line before is full, and this one does not start anew."""
    last, line = group[-1].line, item.line
    if last.columns > 1 or line.columns > 1 or not 0.89 < line.size / last.size < 1.12:
        return False
    if has_leader(last.text[-12:]):
        return False
    same_column = group[-1].page == item.page and line.top > last.top
    if same_column and line.bottom - last.bottom > max(1.35 * pitch, pitch + 0.4) * line.size:
        return False
    near = [
        other
        for other in items[max(0, at - _NEAR) : at + _NEAR + 1]
        if isinstance(other, PlacedLine) and abs(other.left - item.left) < 1 and other.line.columns == 1
    ]
    left = min(other.line.x0 for other in near)
    right = max([other.line.x1 for other in near if abs(other.right - item.right) < 1] + [item.line.x1])
    right = max(right, item.left + _NEARLY_FULL * (item.right - item.left))
    if line.x0 - left > 1.2 * line.size:
        return False
    shift = group[-1].left - item.left
    room = right - (last.x1 - shift)
    if first_word_width(line, last.text) + 0.4 * line.size < room:
        return False
    numbered = _NUMBERED.match(line.text) is not None
    return not (numbered and last.text[-1] in _SENTENCE_ENDS)


def _paragraph(group: list[PlacedLine], name: str) -> Paragraph:
    runs: list[Run] = []
    text = ""
    for item in group:
        between = joint(text, item.line.text)
        if between:
            runs.append(Run(between, runs[-1].marks & item.line.runs[0].marks))
        runs += item.line.runs
        text = item.line.text
    box = box_around([item.line for item in group if item.page == group[0].page])
    return Paragraph(tuple(runs), Origin(name, group[0].page, box=box))
