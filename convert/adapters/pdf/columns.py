"""Rows of texts, the columns that they stand in, and the tables that they make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from convert.adapters.pdf.engine import Box, Glyph, Link, rounded
from convert.adapters.pdf.lattice import Lattice
from convert.adapters.pdf.tables import Ends, Learnt, Piece, joined_text, make_open_table
from convert.adapters.pdf.words import Line, bridged
from convert.model import Cell, Origin, Paragraph, Table

_MOST_COLUMNS = 60

Placed = tuple[int, Line]
"""The number of a printed line on its page and a text on it."""


class Row(Struct):
    """The texts of a printed line."""

    at: int
    parts: list[Line]

    @property
    def top(self) -> float:
        return min(part.top for part in self.parts)

    @property
    def bottom(self) -> float:
        return max(part.bottom for part in self.parts)

    @property
    def size(self) -> float:
        return max(part.size for part in self.parts)


class Columns(Struct):
    """Where the columns of some rows stand: the left and the right end of each, from left to right."""

    spans: list[tuple[float, float]] = field(default_factory=list)

    def under(self, part: Line) -> list[int]:
        return [at for at, (left, right) in enumerate(self.spans) if part.x0 < right and part.x1 > left]

    def with_row(self, row: Row) -> Columns | None:
        """Give the columns with those of a row; None where a text of it stands in two, or two of its texts in one."""
        if len(row.parts) > _MOST_COLUMNS:
            return None
        spans = list(self.spans)
        taken: set[int] = set()
        for part in row.parts:
            places = self.under(part)
            if len(places) > 1 or (places and places[0] in taken):
                return None
            if places:
                left, right = spans[places[0]]
                spans[places[0]] = min(left, part.x0), max(right, part.x1)
                taken.add(places[0])
            else:
                spans.append((part.x0, part.x1))
        spans.sort()
        apart = all(left[1] < right[0] for left, right in pairwise(spans))
        return Columns(spans) if apart and len(spans) <= _MOST_COLUMNS else None


class OpenTables:
    """The tables of a page some of whose rules are not drawn, and the numbers of the lines that they are made of."""

    def __init__(self, rows: Sequence[Sequence[Glyph]], links: Sequence[Link], origin: Origin, learnt: Learnt) -> None:
        """rows: the characters of each line of the page; learnt: from the file's tables so far."""
        self.pieces: list[Piece] = []
        self.used: set[int] = set()
        self.learnt, self.origin = learnt, origin
        self.number = origin.page or 0
        self._rows, self._links = rows, links

    def left(self, lines: Iterable[Row]) -> list[Row]:
        """Give those of some lines that no table is made of."""
        return [line for line in lines if line.at not in self.used]

    def add(self, lines: Iterable[Row], piece: Piece) -> None:
        self.pieces.append(piece)
        self.used.update(line.at for line in lines)

    def make(self, lines: Sequence[Row], lattice: Lattice | None, *, rest: bool = False, cut: bool = False) -> bool:
        """Make a table of a lattice and of the characters near it; say whether it is one. rest, cut: see Piece."""
        if lattice is None:
            return False
        glyphs = [glyph for at in sorted({line.at for line in lines}) for glyph in self._rows[at]]
        lattice = lattice._replace(inferred=True)
        piece = make_open_table(lattice, glyphs, self._links, self.origin, self.learnt)
        if piece is not None:
            self.add(lines, piece._replace(rest=rest, cut=cut))
        return piece is not None


def make_table(rows: Sequence[Sequence[Row]], columns: Columns, origin: Origin) -> Piece:
    """Make the table of rows, each given as its lines."""
    spans = columns.spans
    middles = [(before[1] + after[0]) / 2 for before, after in pairwise(spans)]
    xs = (spans[0][0], *middles, spans[-1][1])
    cells: list[Cell] = []
    ends: dict[tuple[int, int], Ends] = {}
    for at, lines in enumerate(rows):
        texts: dict[tuple[int, int], list[Placed]] = {}
        for line in lines:
            for part in line.parts:
                places = columns.under(part) or [0]
                texts.setdefault((places[0], places[-1]), []).append((line.at + 1, part))
        done = 0
        for (start, stop), parts in sorted(texts.items()):
            start = max(start, done)
            for blank in range(done, start):
                cells.append(Cell(at, blank, origin=origin))
            stop = max(start, stop)
            if stop >= len(spans):
                break
            cells.append(_cell(at, start, stop - start + 1, parts, origin))
            last = parts[-1][1]
            room = spans[stop][1] - spans[start][0] - (last.x1 - last.x0)
            ends[at, start] = Ends(parts[0][1], last, room, 0.0)
            done = stop + 1
        for blank in range(done, len(spans)):
            cells.append(Cell(at, blank, origin=origin))
    top, bottom = min(row.top for row in rows[0]), max(row.bottom for row in rows[-1])
    box = (xs[0], top, xs[-1], bottom)
    where = Origin(origin.path, origin.page, box=rounded(box))
    return Piece(Table(len(rows), len(spans), tuple(cells), origin=where), box, xs, ends)


def _cell(row: int, col: int, colspan: int, parts: Sequence[Placed], origin: Origin) -> Cell:
    """Make a cell; digits that stand under digits are kept apart, for nothing says here that they are one number."""
    paragraphs: list[Paragraph] = []
    for line, part in parts:
        where = Origin(origin.path, origin.page, line, box=box_around([part]))
        before = paragraphs[-1] if paragraphs else None
        if before is None or (before.text[-1].isdigit() and part.text[0].isdigit()):
            paragraphs.append(Paragraph(part.runs, where))
            continue
        runs = (*before.runs, *bridged(joined_text(before.text, part.text), part.runs))
        left, top, right, bottom = before.origin.box or box_around([part])
        box = min(left, part.x0), top, max(right, part.x1), max(bottom, part.bottom)
        paragraphs[-1] = Paragraph(runs, replace(before.origin, box=rounded(box)))
    where = Origin(origin.path, origin.page, box=box_around([part for _, part in parts]))
    return Cell(row, col, 1, colspan, tuple(paragraphs), origin=where)


def box_around(parts: Sequence[Line]) -> Box:
    """Give the box that holds some texts."""
    return rounded(
        (
            min(part.x0 for part in parts),
            min(part.top for part in parts),
            max(part.x1 for part in parts),
            max(part.bottom for part in parts),
        )
    )
