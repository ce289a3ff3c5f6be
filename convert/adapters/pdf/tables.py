"""Make tables of lattices and the characters inside them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from convert.adapters.pdf.engine import Box, Glyph, Link, rounded
from convert.adapters.pdf.lattice import SNAP, Area, Lattice
from convert.adapters.pdf.numerals import are_two_numbers, is_value
from convert.adapters.pdf.words import Line, bridged, is_chinese, joint, make_lines
from convert.model import Block, Cell, Origin, Paragraph, Run, Table

_USUAL_PADDING = 5.4
"""Points between a rule and the text beside it, where a table does not show another: Word's own."""
_WIDEST_PADDING = 12.0
_LONG = 6
"""Characters of a line that was broken because its cell is full."""
_SLACK = 0.6
_LEAST_ROOM = 8.0


class Piece(NamedTuple):
    """A table as it stands on one page.

    ends: for each cell with text, by its place, what matters at a page break; rest: the first row is what is left of
    one that the break cut; cut: the last row is cut.
    """

    table: Table
    box: Box
    xs: tuple[float, ...]
    ends: dict[tuple[int, int], Ends]
    rest: bool = False
    cut: bool = False


class OpenColumns(NamedTuple):
    """Where the columns of a table without rules stand: its sides, the places between its columns of labels, and those
    at which its columns of numbers begin.
    """

    side: float
    edges: tuple[float, ...]
    starts: tuple[float, ...]
    right: float

    @property
    def left(self) -> float:
        """Where the last column of labels begins."""
        return self.edges[-1] if self.edges else self.side


class Ends(NamedTuple):
    """The first and the last line of a cell; room: the width free in the last one; below: the height under it."""

    first: Line
    last: Line
    room: float
    below: float


class Learnt:
    """What the tables of a file have shown of those to come.

    known: how far the texts in cells stay away from the rules, which is measured where lines are full; unclear: tables
    without rules are not to be read by their numbers; open_columns: those of the last one of each page.
    """

    def __init__(self, *, unclear: bool = False) -> None:
        self.known: float | None = None
        self.unclear = unclear
        self.open_columns: dict[int, OpenColumns] = {}
        self._columns: dict[int, tuple[float, ...]] = {}

    def learn_columns(self, page: int, xs: tuple[float, ...]) -> None:
        """Keep the columns of the last table of a page."""
        self._columns[page] = xs

    def columns_before(self, page: int, sides: tuple[float, float]) -> tuple[float, ...]:
        """Give the places between the columns of the last table of the page before, if it has these sides."""
        xs = self._columns.get(page - 1, sides)
        return xs[1:-1] if max(abs(xs[0] - sides[0]), abs(xs[-1] - sides[1])) <= SNAP else ()

    def learn_padding(self, contents: Sequence[CellLines]) -> None:
        """Measure the padding of a table if some of its cells are full."""
        full = _least_gap(contents, long=True)
        if full is not None and full <= _WIDEST_PADDING:
            self.known = full

    def padding_of(self, contents: Sequence[CellLines]) -> float:
        """Give the padding of a table's cells: no text is nearer to a rule."""
        usual = _USUAL_PADDING if self.known is None else self.known
        least = _least_gap(contents)
        return usual if least is None else min(usual, least)


class CellLines(NamedTuple):
    area: Area
    box: Box
    lines: list[Line]


def fill_cells(lattice: Lattice, inside: dict[int, list[Glyph]], links: Sequence[Link]) -> list[CellLines]:
    """Put characters, given for each area, into the lines of its cell."""
    contents = []
    for at, area in enumerate(lattice.areas):
        glyphs = inside.get(at, [])
        lines = make_lines(glyphs, links) if glyphs else []
        contents.append(CellLines(area, lattice.box_of(area), lines))
    return contents


def nearest_areas(lattice: Lattice, glyphs: Sequence[Glyph]) -> dict[int, list[Glyph]]:
    """Give the characters of each area; those that stand a little outside are in the nearest one."""
    left, top, right, bottom = lattice.box
    inside: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        x = min(max((glyph.x0 + glyph.x1) / 2, left), right - 0.1)
        y = min(max((glyph.top + glyph.bottom) / 2, top), bottom - 0.1)
        inside.setdefault(lattice.area_at(x, y), []).append(glyph)
    return inside


def make_table(
    lattice: Lattice, contents: Sequence[CellLines], nested: dict[int, list[Piece]], origin: Origin, learnt: Learnt
) -> Piece | None:
    """Make a table of a lattice; nested: the tables of each area; learnt: from the file's tables so far.

    None where it is a drawing.
    """
    if not nested and not (any(lines for _, _, lines in contents) or _is_blank_table(lattice)):
        return None
    padding = learnt.padding_of(() if lattice.inferred else contents)
    widest = _widest(contents) if lattice.inferred else {}
    widths = [widest.get((area.col, area.colspan), box[2] - box[0] - 2 * padding) for area, box, _ in contents]
    stacked = {cell.area.row for cell, width in zip(contents, widths, strict=True) if _has_several(cell.lines, width)}
    cells = []
    ends: dict[tuple[int, int], Ends] = {}
    for at, (area, box, lines) in enumerate(contents):
        if not area.enclosed and not lines and at not in nested:
            continue
        where = Origin(origin.path, origin.page, box=rounded(box))
        blocks, free = _blocks(lines, box, widths[at], Origin(origin.path, origin.page), apart=area.row in stacked)
        for piece in nested.get(at, ()):
            before = sum(line.bottom <= piece.box[1] for line in lines)
            blocks.insert(min(before, len(blocks)), piece.table)
        cells.append(Cell(area.row, area.col, area.rowspan, area.colspan, tuple(blocks), origin=where))
        if lines:
            ends[area.row, area.col] = Ends(lines[0], lines[-1], free, box[3] - lines[-1].bottom)
    where = Origin(origin.path, origin.page, box=rounded(lattice.box))
    table = Table(len(lattice.ys) - 1, len(lattice.xs) - 1, tuple(cells), origin=where)
    return Piece(table, lattice.box, lattice.xs, ends)


def make_open_table(
    lattice: Lattice, glyphs: Sequence[Glyph], links: Sequence[Link], origin: Origin, learnt: Learnt
) -> Piece | None:
    """Make a table of a lattice some of whose rules are not drawn, and of the characters in and near it."""
    return make_table(lattice, fill_cells(lattice, nearest_areas(lattice, glyphs), links), {}, origin, learnt)


def _is_blank_table(lattice: Lattice) -> bool:
    """Say whether a grid without text is a table to be filled in: whole, and with room for text in every cell."""
    if min(len(lattice.xs), len(lattice.ys)) < 3 or not all(area.enclosed for area in lattice.areas):
        return False
    return min(after - before for edges in (lattice.xs, lattice.ys) for before, after in pairwise(edges)) >= _LEAST_ROOM


def _least_gap(contents: Sequence[CellLines], *, long: bool = False) -> float | None:
    """Give the least distance from text to the rules at its sides. long: of long lines in cells of several."""
    gaps = [
        gap
        for _, (left, _, right, _), lines in contents
        for line in lines
        if line.x0 >= left - 1 and (not long or (len(lines) > 1 and len(line.text) >= _LONG))
        for gap in (line.x0 - left, right - line.x1)
    ]
    return max(0.0, min(gaps)) if gaps else None


def _widest(contents: Sequence[CellLines]) -> dict[tuple[int, int], float]:
    """Measure the longest line of the cells of each column, by its place and span."""
    widest: dict[tuple[int, int], float] = {}
    for area, _, lines in contents:
        for line in lines:
            key = area.col, area.colspan
            widest[key] = max(widest.get(key, 0.0), line.x1 - line.x0)
    return widest


def _has_several(lines: Sequence[Line], width: float) -> bool:
    """Say whether a cell holds several numbers under each other; width: that of a full line."""
    return any(
        is_value(before.text)
        and is_value(after.text)
        and not goes_on(before.text, after, width - before.x1 + before.x0)
        for before, after in pairwise(lines)
    )


def _blocks(lines: list[Line], box: Box, width: float, origin: Origin, *, apart: bool) -> tuple[list[Block], float]:
    """Join the lines of a cell into paragraphs: a line goes on where the next one's first word had no room in it.

    width: that of a full line; apart: numbers are not joined, for the row has several under each other. Gives also the
    room that is left in the last line.
    """
    upright = [line for line in lines if box[0] - 1 <= line.x0 and line.x1 <= box[2] + 1]
    single = len(lines) > 1 and len(upright) == len(lines) and all(len(line.text) == 1 for line in lines)
    if single and not (apart and any(is_value(line.text) for line in lines)):
        return [Paragraph(tuple(run for line in lines for run in line.runs), origin)], 0.0
    blocks: list[Block] = []
    runs: list[Run] = []
    last: Line | None = None
    for line in lines:
        numbers = apart and last is not None and is_value(last.text) and is_value(line.text)
        if last and not numbers and goes_on(last.text, line, width - (last.x1 - last.x0)):
            runs += bridged(joined_text(last.text, line.text), line.runs)
        else:
            if runs:
                blocks.append(Paragraph(tuple(runs), origin))
            runs = list(line.runs)
        last = line
    if runs:
        blocks.append(Paragraph(tuple(runs), origin))
    return blocks, width - (last.x1 - last.x0) if last else width


def goes_on(before: str, line: Line, room: float) -> bool:
    """Say whether a line goes on from the one before it: its first word does not fit in the room left there."""
    return not are_two_numbers(before, line.text) and first_word_width(line, before) + _SLACK > room


def first_word_width(line: Line, before: str) -> float:
    """Measure what could not have been put on the line before: a character, or a word of letters or digits.

    A number that was cut in two had room for none of its digits.
    """
    glyphs = line.glyphs
    if is_chinese(glyphs[0].text) or (before[-1:].isdigit() and glyphs[0].text.isdigit()):
        return glyphs[0].x1 - glyphs[0].x0
    end = 1
    while end < len(glyphs) and not glyphs[end].text.isspace() and not is_chinese(glyphs[end].text):
        end += 1
    return glyphs[end - 1].x1 - glyphs[0].x0


def joined_text(left: str, right: str) -> str:
    """Give what stands between two lines of a cell; digits that had no room belong to one number."""
    if left[-1].isdigit() and (right[0].isdigit() or right[0] in ".,%"):
        return ""
    return joint(left, right)
