"""Read tables that are printed lines: put labels together that narrow columns broke, down a column and along a line.

A reader that knows where on the page each text stands says so in the origin of each paragraph of its cells (`box`);
a table all of whose texts have one is a table of printed lines, not of rows. The words of the forms decide which
fragments belong together: a fragment that begins a label goes on in the next one beside it or in the nearest one
below it, as long as what they make is the beginning of a label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import TypeGuard

from msgspec import Struct
from msgspec.structs import replace

from convert.forms.fold import LONGEST_LABEL, loose
from convert.forms.values import looks_like_value
from convert.lazy_cells import LazyCells
from convert.model import Block, Cell, Origin, Paragraph, Table, cell_of_text

_WORD = re.compile(r"\S+")
_DIGITS_BEHIND = re.compile(r"(.{1,60}[^\d.,、．，])(\d[\d,.]{0,30})")
_GAP = 1.5
_SLACK = 1.0
_LINES_BETWEEN = 3
_MOST_STEPS = 200
Box = tuple[float, float, float, float]


class Piece(Struct, frozen=True):
    """A text on a printed line; line: its number; box: where it stands."""

    text: str
    line: int
    box: Box
    origin: Origin
    is_value: bool


def is_printed_table(block: Block) -> TypeGuard[Table]:
    """Say whether a block is a table whose cells are texts of printed lines, and not yet an official one."""
    if not isinstance(block, Table) or isinstance(block.cells, LazyCells) or block.form:
        return False
    inner = (isinstance(inner, Paragraph) and inner.origin.box for cell in block.cells for inner in cell.blocks)
    return bool(next(inner, None)) and all(inner)


def read_lines(tables: Sequence[Table], labels: frozenset[str]) -> Iterator[list[list[tuple[Cell, str]]]]:
    """Yield for each table its printed lines as (cell, text) from left to right, labels put together."""
    lines: list[list[Piece]] = []
    counts = []
    for table in tables:
        numbered: dict[int, list[Piece]] = {}
        for cell in table.cells:
            for block in cell.blocks:
                if isinstance(block, Paragraph) and block.origin.box:
                    numbered.setdefault(block.origin.line or 0, []).extend(_cut(block, labels))
        lines += [sorted(pieces, key=lambda piece: piece.box[0]) for _, pieces in sorted(numbered.items())]
        counts.append(len(numbered))
    assembled = iter(_assemble(lines, labels))
    for count in counts:
        yield [[(_cell(piece), piece.text) for piece in line] for line in islice(assembled, count)]


def lines_of(table: Table) -> list[int]:
    """Give the numbers of the printed lines of a table, in the order of `read_lines`."""
    return sorted(
        {block.origin.line or 0 for cell in table.cells for block in cell.blocks if isinstance(block, Paragraph)}
    )


def keep_lines(table: Table, wanted: set[int]) -> Table:
    """Cut a table of printed lines down to some of them."""
    cells = []
    rows: dict[int, int] = {}
    for cell in table.cells:
        blocks = tuple(
            block for block in cell.blocks if isinstance(block, Paragraph) and (block.origin.line or 0) in wanted
        )
        if blocks:
            row = rows.setdefault(cell.row, len(rows))
            cells.append(replace(cell, row=row, blocks=blocks))
    return replace(table, n_rows=len(rows), cells=tuple(cells), header_rows=0)


def _cell(piece: Piece) -> Cell:
    return cell_of_text(0, 0, piece.text, replace(piece.origin, box=piece.box))


def _cut(paragraph: Paragraph, labels: frozenset[str]) -> Iterator[Piece]:
    """Yield the words of a text; one that is a label or a value as a whole stays whole."""
    text, origin = paragraph.text, paragraph.origin
    assert origin.box is not None
    left, top, right, bottom = origin.box
    step = (right - left) / max(1, len(text))

    def piece(start: int, end: int, is_value: bool) -> Piece:
        box = (left + step * start, top, left + step * end, bottom)
        return Piece(text[start:end], origin.line or 0, box, origin, is_value)

    words = [match.span() for match in _WORD.finditer(text)]
    values = [looks_like_value(text[start:end]) for start, end in words]
    if len(words) > 1 and not all(values) and (looks_like_value(text) or loose(text) in labels):
        yield piece(words[0][0], words[-1][1], looks_like_value(text))
        return
    for (start, end), is_value in zip(words, values, strict=True):
        word = text[start:end]
        behind = None if is_value or _is_part(loose(word), labels) else _DIGITS_BEHIND.fullmatch(word)
        if behind:
            yield piece(start, start + behind.end(1), False)
            yield piece(start + behind.end(1), end, True)
        else:
            yield piece(start, end, is_value)


@lru_cache(maxsize=4096)
def _is_part(folded: str, labels: frozenset[str]) -> bool:
    return any(folded in label for label in labels)


@lru_cache(maxsize=8)
def _beginnings(labels: frozenset[str]) -> frozenset[str]:
    return frozenset(label[:end] for label in labels for end in range(1, len(label) + 1))


Place = tuple[int, int]
"""Index of a line and of a piece in it."""


def _assemble(lines: Sequence[Sequence[Piece]], labels: frozenset[str]) -> list[list[Piece]]:
    """Put fragments together: the label stands where its first fragment stands, the others are gone."""
    beginnings = _beginnings(labels)
    used: set[Place] = set()
    rows: list[list[Piece]] = []
    for row, line in enumerate(lines):
        rows.append([])
        for at, piece in enumerate(line):
            if (row, at) in used:
                continue
            chain = [] if piece.is_value else _longest(lines, (row, at), used, labels, beginnings)
            if len(chain) < 2:
                rows[-1].append(piece)
                continue
            used.update(chain)
            members = [lines[line_at][piece_at] for line_at, piece_at in chain]
            text = "".join(member.text for member in members)
            members = [member for member in members if member.origin.page == piece.origin.page]
            box = (
                min(member.box[0] for member in members),
                piece.box[1],
                max(member.box[2] for member in members),
                max(member.box[3] for member in members),
            )
            rows[-1].append(Piece(text, piece.line, box, piece.origin, False))
    return rows


def _longest(
    lines: Sequence[Sequence[Piece]],
    start: Place,
    used: set[Place],
    labels: frozenset[str],
    beginnings: frozenset[str],
) -> list[Place]:
    """Find the longest whole label that begins at a piece; without one, the longest beginning of a label.

    Of pieces that make equally long ones the first counts: on the next page they keep their order.
    """
    best: tuple[bool, int, list[Place]] = (False, 0, [])
    stack: list[tuple[str, list[Place]]] = [(loose(lines[start[0]][start[1]].text), [start])]
    steps = 0
    while stack and steps < _MOST_STEPS:
        steps += 1
        text, chain = stack.pop()
        if text not in beginnings or len(text) > LONGEST_LABEL:
            continue
        if (text in labels, len(text)) > best[:2]:
            best = (text in labels, len(text), chain)
        beside = _beside(lines, chain[-1], used)
        below = list(_below(lines, chain, used))
        for place in (*([beside] if beside else []), *reversed(below)):
            stack.append((text + loose(lines[place[0]][place[1]].text), [*chain, place]))
    return best[2]


def _beside(lines: Sequence[Sequence[Piece]], last: Place, used: set[Place]) -> Place | None:
    """Give the piece right behind one on its line, a blank between at most."""
    row, at = last[0], last[1] + 1
    if at >= len(lines[row]) or (row, at) in used:
        return None
    piece, before = lines[row][at], lines[row][at - 1]
    return None if piece.is_value or piece.box[0] - before.box[2] > _GAP else (row, at)


def _below(lines: Sequence[Sequence[Piece]], chain: Sequence[Place], used: set[Place]) -> Iterator[Place]:
    """Yield the first piece of the nearest line below that reaches under the fragments so far.

    Pages differ in scale: on the next one any piece of its first lines may be meant, and the words decide.
    """
    page = lines[chain[-1][0]][chain[-1][1]].origin.page
    members = [piece for row, at in chain for piece in (lines[row][at],) if piece.origin.page == page]
    left = min(member.box[0] for member in members) - _SLACK
    right = max(member.box[2] for member in members) + _SLACK
    row = chain[-1][0]
    for below in range(row + 1, min(row + 1 + _LINES_BETWEEN, len(lines))):
        for at, piece in enumerate(lines[below]):
            free = not piece.is_value and (below, at) not in used
            if piece.origin.page != page:
                if free:
                    yield below, at
            elif piece.box[2] > left and piece.box[0] < right:
                if free:
                    yield below, at
                return
