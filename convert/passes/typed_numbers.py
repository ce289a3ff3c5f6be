"""Numbers that were typed before paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from convert.findings import finding
from convert.model import Block, Document, ListItem, Paragraph
from convert.numbering import parse_marker
from convert.passes.paragraphs import substitute

_NUMBER = r"(?:\d{1,3}|[一二三四五六七八九十百]{1,5})"
_TYPED = re.compile(rf"([（(]{_NUMBER}[)）]|{_NUMBER}(?:[)）、]|[.．](?!\d))|[①-⑳])([ \u3000\t]*)(?=[^ \u3000\t\n])")
_FEWEST = 2


class _Typed(Struct, frozen=True):
    """A number as typed, how it is made, what it counts and how many characters it takes with the blanks behind it."""

    marker: str
    shape: tuple[str, str, str]
    number: int
    length: int


def number_paragraphs(document: Document) -> Document:
    """Turn numbers that were typed before paragraphs into automatic numbering, where they certainly count.

    Must not apply to a single number, to numbers that do not begin with the first and go on one by one from paragraph
    to paragraph, to headings, to a decimal number (1.5万元), or in a table.

    >>> from convert.model import Run
    >>> lines = ("1.按时公开", "2.如实公开", "3.5万元")
    >>> found = number_paragraphs(Document(tuple(Paragraph((Run(line),)) for line in lines)))
    >>> [(getattr(block, "marker", ""), block.text) for block in found.blocks]
    [('1.', '按时公开'), ('2.', '如实公开'), ('', '3.5万元')]
    """
    blocks: list[Block] = list(document.blocks)
    findings = []
    typed = [_read(block) for block in blocks]
    at = 0
    while at < len(blocks):
        length = _counted(typed, at)
        if length < _FEWEST:
            at += 1
            continue
        items = [(blocks[place], typed[place]) for place in range(at, at + length)]
        for place, (block, found) in enumerate(items, at):
            assert isinstance(block, Paragraph)
            assert found is not None
            rest = substitute(block, {(0, found.length): ""})
            blocks[place] = ListItem(
                rest.runs, rest.origin, 0, True, found.marker, align=rest.align, anchors=rest.anchors
            )
        markers = " ".join(found.marker for _, found in items if found)
        findings.append(finding("numbering-applied", items[0][0].origin, before=markers))
        at += length
    return replace(document, blocks=tuple(blocks), findings=(*document.findings, *findings)) if findings else document


def _read(block: Block) -> _Typed | None:
    if type(block) is not Paragraph:
        return None
    match = _TYPED.match(block.text)
    parsed = parse_marker(match[1]) if match else None
    if match is None or parsed is None:
        return None
    prefix, kind, number, suffix = parsed
    return _Typed(match[1], (prefix, kind, suffix), number, match.end())


def _counted(typed: Sequence[_Typed | None], at: int) -> int:
    """Count the paragraphs from a place on that are numbered 1, 2, 3 … alike."""
    first = typed[at]
    length = 0
    while at + length < len(typed):
        one = typed[at + length]
        if one is None or first is None or one.shape != first.shape or one.number != length + 1:
            break
        length += 1
    return length
