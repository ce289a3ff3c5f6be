"""Hang what readers noted on a page on the paragraph or the cell that it lies on, or that is the nearest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from convert.adapters.pdf.engine import Box, Remark
from convert.model import Block, Cell, Comment, Paragraph, Run, Table

_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)(\d\d)?(\d\d)?(\d\d)?")
MAX_COMPARED = 3_000_000
"""Each comment is compared with each paragraph and cell of its page; so many times in a file."""
_SIDEWAYS = 0.1
"""How much less a gap beside a piece counts than one above or below it."""


class _Spot(Struct):
    """Where a comment may hang. cell: the index of the table's cell; -1: the block is a paragraph."""

    block: int
    cell: int
    box: Box


def hang_comments(
    blocks: Sequence[Block], pages: Iterable[tuple[int, Sequence[Remark]]]
) -> tuple[list[Block], list[tuple[int, Remark]]]:
    """Give blocks with the remarks of pages (counted from 1) on them, and those that have no place."""
    left: list[tuple[int, Remark]] = []
    found: dict[int, dict[int, list[Comment]]] = {}
    wanted = [(number, remarks) for number, remarks in pages if remarks]
    spots: dict[int, list[_Spot]] = {}
    for spot, page in _spots(blocks) if wanted else ():
        spots.setdefault(page, []).append(spot)
    mark = compared = 0
    for number, remarks in wanted:
        for remark in sorted(remarks, key=lambda one: (one.box[1], one.box[0])):
            around = spots.get(number, ()) if compared < MAX_COMPARED else ()
            compared += len(around)
            near = min(around, key=lambda spot: _distance(spot.box, remark.box), default=None)
            if near is None:
                left.append((number, remark))
                continue
            found.setdefault(near.block, {}).setdefault(near.cell, []).append(_comment(remark, mark))
            mark += 1
    return [_with_comments(block, found[at]) if at in found else block for at, block in enumerate(blocks)], left


def _spots(blocks: Sequence[Block]) -> Iterator[tuple[_Spot, int]]:
    """Yield the places where comments may hang, and their pages."""
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            if block.origin.page is not None and block.origin.box:
                yield _Spot(index, -1, block.origin.box), block.origin.page
        elif isinstance(block, Table):
            for at, cell in enumerate(block.cells):
                if cell.origin.page is not None and cell.origin.box:
                    yield _Spot(index, at, cell.origin.box), cell.origin.page


def _distance(box: Box, other: Box) -> float:
    """Say how far a box is from the middle of another: nothing inside of it."""
    across, down = (other[0] + other[2]) / 2, (other[1] + other[3]) / 2
    beside = max(box[0] - across, across - box[2], 0.0)
    return max(box[1] - down, down - box[3], 0.0) + _SIDEWAYS * beside


def _comment(remark: Remark, mark: int) -> Comment:
    lines = (line.strip() for line in re.split(r"\r\n?|\n", remark.text))
    paragraphs = tuple(Paragraph((Run(line),)) for line in lines if line)
    return Comment(paragraphs, remark.author, remark.author[:1], iso_date(remark.date), mark)


def iso_date(date: str) -> str:
    """Write a date of a PDF as other formats have it; empty if it is none.

    >>> iso_date("D:20200131083000+08'00'"), iso_date("D:20200131"), iso_date("today")
    ('2020-01-31T08:30:00', '2020-01-31T00:00:00', '')
    """
    found = _DATE.match(date)
    if found is None:
        return ""
    year, month, day, *time = (part or "00" for part in found.groups())
    return f"{year}-{month}-{day}T{':'.join(time)}"


def _with_comments(block: Block, wanted: dict[int, list[Comment]]) -> Block:
    """Put comments on a paragraph, or on the cells of a table by their indices."""
    if isinstance(block, Paragraph):
        return _commented(block, wanted[-1])
    assert isinstance(block, Table)
    cells = (_on_cell(cell, wanted[at]) if at in wanted else cell for at, cell in enumerate(block.cells))
    return replace(block, cells=tuple(cells))


def _on_cell(cell: Cell, comments: Iterable[Comment]) -> Cell:
    """Put comments behind the last paragraph of a cell; a cell without one gets a blank one."""
    last = cell.blocks[-1] if cell.blocks else None
    kept, paragraph = (cell.blocks[:-1], last) if isinstance(last, Paragraph) else (cell.blocks, Paragraph())
    return replace(cell, blocks=(*kept, _commented(paragraph, comments)))


def _commented(paragraph: Paragraph, comments: Iterable[Comment]) -> Paragraph:
    return replace(paragraph, runs=(*paragraph.runs, *(Run("", inset=comment) for comment in comments)))
