"""A line of text is a paragraph. What stands last is asked when no other dialect knows the line.

The text loses the blanks around it, ideographic ones included, and nothing else: lines that were cut by the width of
a page and titles spread out with spaces are the passes' business.
"""

from __future__ import annotations

from collections.abc import Sequence

from convert.adapters.text.cells import Field, paragraph, read_fields
from convert.adapters.text.region import Context, Region
from convert.model import Block, Finding


def match(lines: Sequence[str], start: int, context: Context) -> Region:
    """Read one line."""
    return read_paragraphs(lines, start, start + 1, context)


def read_paragraphs(lines: Sequence[str], start: int, end: int, context: Context) -> Region:
    """Read the lines from start to end as paragraphs."""
    blocks: list[Block] = []
    findings: list[Finding] = []
    for index in range(start, end):
        for piece in lines[index].split("\n"):
            made, found = paragraph(piece, context, index)
            blocks += made
            findings += found
    return Region(tuple(blocks), end, tuple(findings))


def read_table(
    rows: Sequence[Sequence[Field]], lines: Sequence[str], end: int, marks: Sequence[int], context: Context
) -> Region:
    """Make a table of rows that end before a line; the lines of marks among them become paragraphs behind it."""
    region = read_fields(rows, end, context)
    behind = [block for index in marks for block in read_paragraphs(lines, index, index + 1, context).blocks]
    return Region((*region.blocks, *behind), end, region.findings)
