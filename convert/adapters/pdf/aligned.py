"""Find tables that have no rules, or only some across: rows of texts that stand under each other in columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from convert.adapters.pdf.engine import Box, Glyph, Link, Rule
from convert.adapters.pdf.tables import Ends, Piece, goes_on, joined_text
from convert.adapters.pdf.words import Line, make_line
from convert.model import Cell, Origin, Paragraph, Run, Table

_GAP = 0.9
"""Gaps of so many sizes set two texts of a row apart."""
_LEAST_ROWS = 3
_LEAST_ROWS_RULED = 2
_MOST_COLUMNS = 60
_MOST_RULES = 1_000
_FARTHEST = 2.6
"""Sizes from the foot of one row to that of the next, at most, where no rule says that they belong together."""
_NEAR = 2.5
_ALIGNED = 0.7
_FILLED = 0.5
_PROSE_WIDTH = 0.72
_PROSE_LENGTH = 9
_MARKER = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]?|[a-zA-Z][.)]|[^\w\s]|[\ue000-\uf8ff]")


Placed = tuple[int, Line]
"""The number of a printed line on its page and a text on it."""


@dataclass(slots=True)
class _Row:
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


@dataclass(slots=True)
class _Columns:
    """Where the columns of some rows stand: the left and the right end of each, from left to right."""

    spans: list[tuple[float, float]] = field(default_factory=list)

    def under(self, part: Line) -> list[int]:
        return [at for at, (left, right) in enumerate(self.spans) if part.x0 < right and part.x1 > left]

    def with_row(self, row: _Row) -> _Columns | None:
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
        return _Columns(spans) if apart and len(spans) <= _MOST_COLUMNS else None


def find_aligned(
    rows: Sequence[Sequence[Glyph]], rules: Sequence[Rule], links: Sequence[Link], origin: Origin
) -> tuple[list[Piece], set[int]]:
    """Give the tables among the lines of a page, from top to bottom, and which lines they are made of."""
    pieces: list[Piece] = []
    used: set[int] = set()
    if sum(map(_is_wide, rows)) < _LEAST_ROWS_RULED:
        return pieces, used
    lines = [row for row in (_cut(at, row, links) for at, row in enumerate(rows)) if row]
    for heights in _ruled_regions(rules):
        inside = [row for row in lines if row.at not in used and heights[0] < _middle(row) < heights[-1]]
        columns = _columns_of(inside)
        if columns and _is_table(inside, columns, _LEAST_ROWS_RULED):
            pieces.append(_make(list(_banded(inside, heights, columns)), columns, origin))
            used |= {row.at for row in inside}
    for run in _runs([row for row in lines if row.at not in used]):
        columns = _columns_of(run)
        if columns and _is_table(run, columns, _LEAST_ROWS):
            pieces.append(_make(list(_unwrapped(run, columns)), columns, origin))
            used |= {row.at for row in run}
    return pieces, used


def _is_wide(row: Sequence[Glyph]) -> bool:
    """Say whether a line has a gap that sets two texts apart."""
    last = row[0]
    for glyph in row:
        if glyph.text.isspace():
            continue
        if glyph.x0 - last.x1 > _GAP * max(glyph.size, last.size):
            return True
        last = glyph
    return False


def _cut(at: int, row: Sequence[Glyph], links: Sequence[Link]) -> _Row | None:
    """Cut a line where its gaps are wide."""
    parts: list[Line] = []
    start, last = 0, None
    for index, glyph in enumerate(row):
        if glyph.text.isspace():
            continue
        if last is not None and glyph.x0 - last.x1 > _GAP * max(glyph.size, last.size):
            parts.append(_line(row[start:index], links))
            start = index
        last = glyph
    if last is None:
        return None
    parts.append(_line(row[start:], links))
    return _Row(at, parts)


def _line(glyphs: Sequence[Glyph], links: Sequence[Link]) -> Line:
    line = make_line(glyphs, links, wide="")
    assert line is not None
    return line


def _middle(row: _Row) -> float:
    return (row.top + row.bottom) / 2


def _ruled_regions(rules: Sequence[Rule]) -> Iterator[list[float]]:
    """Yield the heights of rules across that begin and end under each other, two or more, from the top down."""
    if len(rules) > _MOST_RULES:
        return
    groups: list[list[Rule]] = []
    for rule in sorted((rule for rule in rules if rule.horizontal), key=lambda rule: rule.at):
        for group in groups:
            if abs(group[0].start - rule.start) <= _NEAR and abs(group[0].stop - rule.stop) <= _NEAR:
                group.append(rule)
                break
        else:
            groups.append([rule])
    for group in groups:
        if len(group) > 1:
            yield [rule.at for rule in group]


def _runs(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    """Yield rows that follow each other closely, have several texts each, and agree on their columns."""
    run: list[_Row] = []
    columns = _Columns()
    for row in rows:
        wider = columns.with_row(row)
        far = bool(run) and row.bottom - run[-1].bottom > _FARTHEST * max(row.size, run[-1].size)
        alone = len(row.parts) < 2 and not (run and len(columns.under(row.parts[0])) == 1 and _has_others(row, run))
        if run and (far or wider is None or alone or row.at != run[-1].at + 1):
            yield run
            run, columns = [], _Columns()
            wider = columns.with_row(row)
        if len(row.parts) > 1 or run:
            run.append(row)
            columns = wider or columns
    if run:
        yield run


def _has_others(row: _Row, run: Sequence[_Row]) -> bool:
    """Say whether a lone text can be the rest of one in the row above: it begins where that does, not at the left."""
    above = run[-1].parts
    return any(abs(part.x0 - row.parts[0].x0) <= _NEAR for part in above[1:])


def _columns_of(rows: Sequence[_Row]) -> _Columns | None:
    """Work out the columns from the rows with the most texts; None where there are no two."""
    columns = _Columns()
    for row in sorted(rows, key=lambda row: (-len(row.parts), row.at)):
        columns = columns.with_row(row) or columns
    return columns if len(columns.spans) > 1 else None


def _is_table(rows: Sequence[_Row], columns: _Columns, least: int) -> bool:
    """Say whether rows are a table: enough of them, their columns aligned and well filled, and no prose in columns."""
    several = [row for row in rows if len(row.parts) > 1]
    if len(several) < least or len(several) < 0.6 * len(rows):
        return False
    held: list[list[Line]] = [[] for _ in columns.spans]
    for row in rows:
        for part in row.parts:
            places = columns.under(part)
            if len(places) == 1:
                held[places[0]].append(part)
    if sum(len(parts) for parts in held) < _FILLED * len(columns.spans) * len(several):
        return False
    if all(_MARKER.fullmatch(part.text) for part in held[0]) and len(held) == 2:
        return False
    if not all(len(parts) < 2 or _is_aligned(parts) for parts in held):
        return False
    return sum(_is_prose(parts, span) for parts, span in zip(held, columns.spans, strict=True)) < 2


def _is_aligned(parts: Sequence[Line]) -> bool:
    """Say whether texts under each other begin, end or have their middles at one place."""
    sides = ([part.x0 for part in parts], [part.x1 for part in parts], [(part.x0 + part.x1) / 2 for part in parts])
    best = 0
    for values in sides:
        middle = median(values)
        best = max(best, sum(abs(value - middle) <= _NEAR for value in values))
    return best >= _ALIGNED * len(parts)


def _is_prose(parts: Sequence[Line], span: tuple[float, float]) -> bool:
    """Say whether lines fill their column, as those of a text set in columns do."""
    width = span[1] - span[0]
    full = [part for part in parts if part.x1 - part.x0 > _PROSE_WIDTH * width and len(part.text) >= _PROSE_LENGTH]
    return len(full) > 0.6 * len(parts)


def _banded(rows: Sequence[_Row], heights: Sequence[float], columns: _Columns) -> Iterator[list[_Row]]:
    """Yield the lines of each row of a table: those between two rules, where each of these holds but one row."""
    bands: list[list[_Row]] = []
    for upper, lower in pairwise(heights):
        band = [row for row in rows if upper < _middle(row) < lower]
        if band:
            bands.append(band)
    if len(bands) > 2 or all(len(band) == 1 for band in bands):
        yield from bands
    else:
        for band in bands:
            yield from _unwrapped(band, columns)


def _unwrapped(rows: Sequence[_Row], columns: _Columns) -> Iterator[list[_Row]]:
    """Yield the lines of each row: a line goes on with the row above where each of its texts had no room there."""
    lines: list[_Row] = []
    for row in rows:
        if lines and not _continues(row, lines[-1], columns):
            yield lines
            lines = []
        lines.append(row)
    if lines:
        yield lines


def _continues(row: _Row, above: _Row, columns: _Columns) -> bool:
    parts = {place: part for part in above.parts for place in columns.under(part)[:1]}
    for part in row.parts:
        place = columns.under(part)
        before = parts.get(place[0]) if len(place) == 1 else None
        if before is None or place[0] == 0 or abs(before.x0 - part.x0) > _NEAR:
            return False
        left, right = columns.spans[place[0]]
        if not goes_on(before.text, part, right - left - (before.x1 - before.x0)):
            return False
    return True


def _make(rows: Sequence[Sequence[_Row]], columns: _Columns, origin: Origin) -> Piece:
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
    where = Origin(origin.path, origin.page, box=_rounded(box))
    return Piece(Table(len(rows), len(spans), tuple(cells), origin=where), box, xs, ends)


def _cell(row: int, col: int, colspan: int, parts: Sequence[Placed], origin: Origin) -> Cell:
    """Make a cell; digits that stand under digits are kept apart, for nothing says here that they are one number."""
    paragraphs: list[Paragraph] = []
    for line, part in parts:
        where = Origin(origin.path, origin.page, line, box=_box([part]))
        before = paragraphs[-1] if paragraphs else None
        if before is None or (before.text[-1].isdigit() and part.text[0].isdigit()):
            paragraphs.append(Paragraph(part.runs, where))
            continue
        between = joined_text(before.text, part.text)
        runs = (*before.runs, *((Run(between),) if between else ()), *part.runs)
        left, top, right, bottom = before.origin.box or _box([part])
        box = min(left, part.x0), top, max(right, part.x1), max(bottom, part.bottom)
        paragraphs[-1] = Paragraph(runs, replace(before.origin, box=_rounded(box)))
    where = Origin(origin.path, origin.page, box=_box([part for _, part in parts]))
    return Cell(row, col, 1, colspan, tuple(paragraphs), origin=where)


def _box(parts: Sequence[Line]) -> Box:
    return _rounded(
        (
            min(part.x0 for part in parts),
            min(part.top for part in parts),
            max(part.x1 for part in parts),
            max(part.bottom for part in parts),
        )
    )


def _rounded(box: Box) -> Box:
    left, top, right, bottom = box
    return round(left, 1), round(top, 1), round(right, 1), round(bottom, 1)
