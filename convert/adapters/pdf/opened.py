"""Find tables of numbers that draw no rules: columns by white strips, rows by their labels and heights."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from convert.adapters.pdf.columns import Row
from convert.adapters.pdf.engine import Glyph, Page, Rule
from convert.adapters.pdf.headed import find_headed
from convert.adapters.pdf.lattice import Lattice, make_lattice
from convert.adapters.pdf.number_lines import FEWEST, cut_numbers, left_of_numbers, runs_of_numbers
from convert.adapters.pdf.numerals import is_number
from convert.adapters.pdf.open_columns import as_before, beside_numbers, columns_of
from convert.adapters.pdf.open_rows import Span, Texts, begins_item, find_rows
from convert.adapters.pdf.tables import Learnt, OpenColumns, Piece, make_open_table
from convert.adapters.pdf.words import Line
from convert.model import Origin

_LOWEST = 0.88
"""Share of a page over which a row ends that no page break cuts."""


def find_open(
    lines: Sequence[Row], rows: Sequence[Sequence[Glyph]], page: Page, origin: Origin, learnt: Learnt
) -> tuple[list[Piece], set[int]]:
    """Give the tables among the lines of a page, and which lines they are made of; rows: the characters of the lines.

    Where rows are not clear on one page, none of the file's are: they may go on there.
    """
    pieces: list[Piece] = []
    used: set[int] = set()
    number = origin.page or 0

    def make(run: Sequence[Row], lattice: Lattice) -> Piece | None:
        own = sorted({line.at for line in run})
        piece = make_open_table(lattice, [glyph for at in own for glyph in rows[at]], page.links, origin, learnt)
        if piece is not None:
            pieces.append(piece)
            used.update(own)
        return piece

    parted = [cut_numbers(line) for line in lines]
    for run, lattice in find_headed(parted, _LOWEST * page.height):
        make(run, lattice._replace(inferred=True))
    for run in runs_of_numbers([line for line in parted if line.at not in used]) if not learnt.unclear else ():
        before = learnt.open_columns.get(number) or learnt.open_columns.get(number - 1)
        columns = columns_of(run, 1 if before else 2)
        if columns is None:
            if before or sum(left_of_numbers(line) is not None for line in run) > 1:
                learnt.unclear = learnt.unclear or not all(is_number(part.text) for line in run for part in line.parts)
            continue
        kept = list(beside_numbers(run, columns))
        found = find_rows(Texts(kept, columns.starts, columns.left), goes_on=before is not None)
        if found is None and all(len(line.parts) > len(columns.starts) for line in kept):
            continue
        if found and before is None and not found.rest and _are_lines(kept, found.rows):
            continue
        columns = as_before(run, columns, before) if before else columns
        grid = _make(run, [kept[row.start : row.stop] for row in found.rows], columns) if found else None
        if found is None or grid is None or make(run, grid) is None:
            learnt.unclear = True
            break
        learnt.open_columns[number] = columns
        pieces[-1] = pieces[-1]._replace(rest=found.rest, cut=found.cut)
    return pieces, used


def _are_lines(lines: Sequence[Row], rows: Sequence[range]) -> bool:
    """Say whether each row is one line; what stands under the last one may be a title, where rows are few."""
    last = rows[-1] if len(rows) <= FEWEST else range(0)
    ends = any(is_number(part.text) for at in last[1:] for part in lines[at].parts)
    return all(len(row) == 1 or row == last for row in rows) and not ends


def _make(run: Sequence[Row], rows: Sequence[Sequence[Row]], columns: OpenColumns) -> Lattice | None:
    """Make the grid of a table. rows: the lines of each."""
    left, edges, starts, right = columns
    tops = [min(line.top for line in row) for row in rows]
    bottoms = [max(line.bottom for line in row) for row in rows]
    top, bottom = min(line.top for line in run), max(line.bottom for line in run)
    ys = [top, *((before + after) / 2 for before, after in zip(bottoms, tops[1:], strict=False)), bottom]
    groups = [_chunks(run, x0, x1) for x0, x1 in pairwise([left, *edges])]
    across = [Rule(True, y, left, right) for y in (top, bottom)]
    for y in ys[1:-1]:
        across.append(Rule(True, y, edges[-1] if edges else left, right))
        for (x0, x1), chunks in zip(pairwise([left, *edges]), groups, strict=True):
            if not any(upper + 1 < y < lower - 1 for upper, lower in chunks):
                across.append(Rule(True, y, x0, x1))
    down = [Rule(False, x, top, bottom) for x in (left, *starts, right)]
    for x in edges:
        for upper, lower in pairwise(ys):
            inner = [part for line in run for part in line.parts if upper < (part.top + part.bottom) / 2 < lower]
            if not any(part.x0 < x - 1 and part.x1 > x + 1 for part in inner):
                down.append(Rule(False, x, upper, lower))
    lattice = make_lattice(across, down)
    return lattice and lattice._replace(inferred=True)


def _chunks(run: Sequence[Row], x0: float, x1: float) -> list[Span]:
    """Give the heights of the texts of a column of labels left of the rows' own."""
    found: list[list[Line]] = []
    for line in run:
        for part in line.parts:
            if not (x0 - 1 <= part.x0 and part.x1 <= x1 + 1):
                continue
            before = found[-1][-1] if found else None
            if before is None or part.top - before.bottom > part.size or begins_item(part.text):
                found.append([])
            found[-1].append(part)
    return [(parts[0].top, parts[-1].bottom) for parts in found]
