"""Find tables that have no rules: rows of texts that stand under each other in columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import median

from convert.adapters.pdf.columns import Columns, OpenTables, Row, make_table
from convert.adapters.pdf.engine import Glyph, Link
from convert.adapters.pdf.numerals import has_leader
from convert.adapters.pdf.tables import goes_on
from convert.adapters.pdf.words import Line, make_line

_GAP = 0.9
"""Gaps of so many sizes set two texts of a row apart."""
_NUMBERS_GAP = 0.45
_NUMBER_ENDS = frozenset("0123456789%)）")
_NUMBER_STARTS = frozenset("0123456789-+−(（¥$€£")
_LEAST_ROWS = 3
_FARTHEST = 2.6
"""Sizes from the foot of one row to that of the next, at most, where no rule says that they belong together."""
_MANY, _FARTHEST_OF_MANY = 3, 4.5
"""Texts of two rows that show by themselves that they do, and the sizes between those."""
_NEAR = 2.5
_ALIGNED = 0.7
_FILLED = 0.5
_PROSE_WIDTH = 0.72
_PROSE_LENGTH = 9
_MARKER = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]?|[a-zA-Z][.)]|[^\w\s]|[\ue000-\uf8ff]")


def cut_lines(rows: Sequence[Sequence[Glyph]], links: Sequence[Link]) -> list[Row]:
    """Cut the lines of a page into texts; none where they are too few for a table."""
    if sum(map(_is_wide, rows)) < 2:
        return []
    return [row for row in (_cut(at, row, links) for at, row in enumerate(rows)) if row]


def find_aligned(lines: Sequence[Row], tables: OpenTables) -> None:
    """Make the tables among the lines of a page, from top to bottom."""
    for run in _runs(lines):
        columns = _columns_of(run)
        if columns and _is_table(run, columns):
            tables.add(run, make_table(list(_unwrapped(run, columns)), columns, tables.origin))


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


def _cut(at: int, row: Sequence[Glyph], links: Sequence[Link]) -> Row | None:
    """Cut a line where its gaps are wide."""
    parts: list[Line] = []
    start, last = 0, None
    for index, glyph in enumerate(row):
        if glyph.text.isspace():
            continue
        if last is not None and glyph.x0 - last.x1 > _gap(last, glyph, row[index - 1]) * max(glyph.size, last.size):
            parts.append(_line(row[start:index], links))
            start = index
        last = glyph
    if last is None:
        return None
    parts.append(_line(row[start:], links))
    return Row(at, parts)


def _gap(last: Glyph, glyph: Glyph, before: Glyph) -> float:
    """Say in sizes which gaps set two characters apart: those between numbers are narrower if no blank is printed."""
    numbers = last.text in _NUMBER_ENDS and glyph.text in _NUMBER_STARTS
    return _NUMBERS_GAP if numbers and before is last else _GAP


def _line(glyphs: Sequence[Glyph], links: Sequence[Link]) -> Line:
    line = make_line(glyphs, links, wide="")
    assert line is not None
    return line


def _runs(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield rows that follow each other closely, have several texts each, and agree on their columns."""
    run: list[Row] = []
    columns = Columns()
    for row in rows:
        wider = columns.with_row(row)
        farthest = _FARTHEST_OF_MANY if run and min(len(row.parts), len(run[-1].parts)) >= _MANY else _FARTHEST
        far = bool(run) and row.bottom - run[-1].bottom > farthest * max(row.size, run[-1].size)
        alone = len(row.parts) < 2 and not (run and len(columns.under(row.parts[0])) == 1 and _has_others(row, run))
        if run and (far or wider is None or alone or row.at != run[-1].at + 1):
            yield run
            run, columns = [], Columns()
            wider = columns.with_row(row)
        if len(row.parts) > 1 or run:
            run.append(row)
            columns = wider or columns
    if run:
        yield run


def _has_others(row: Row, run: Sequence[Row]) -> bool:
    """Say whether a lone text can be the rest of one in the row above: it begins where that does, not at the left."""
    above = run[-1].parts
    return any(abs(part.x0 - row.parts[0].x0) <= _NEAR for part in above[1:])


def _columns_of(rows: Sequence[Row]) -> Columns | None:
    """Work out the columns from the rows with the most texts; None where there are no two."""
    columns = Columns()
    for row in sorted(rows, key=lambda row: (-len(row.parts), row.at)):
        columns = columns.with_row(row) or columns
    return columns if len(columns.spans) > 1 else None


def _is_table(rows: Sequence[Row], columns: Columns) -> bool:
    """Say whether rows are a table: enough, their columns aligned and well filled, neither prose nor contents."""
    several = [row for row in rows if len(row.parts) > 1]
    if len(several) < _LEAST_ROWS or len(several) < 0.6 * len(rows):
        return False
    if 2 * sum(has_leader(row.parts[-1].text) for row in rows) > len(rows):
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


def _unwrapped(rows: Sequence[Row], columns: Columns) -> Iterator[list[Row]]:
    """Yield the lines of each row: a line goes on with the row above where each of its texts had no room there."""
    lines: list[Row] = []
    for row in rows:
        if lines and not _continues(row, lines[-1], columns):
            yield lines
            lines = []
        lines.append(row)
    if lines:
        yield lines


def _continues(row: Row, above: Row, columns: Columns) -> bool:
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
