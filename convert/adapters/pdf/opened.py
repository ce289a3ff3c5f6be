"""Find tables of numbers that draw no rules: columns by white strips, rows by their labels and heights."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from convert.adapters.pdf.columns import OpenTables, Row
from convert.adapters.pdf.engine import Rule
from convert.adapters.pdf.headed import find_headed
from convert.adapters.pdf.lattice import Lattice, make_lattice
from convert.adapters.pdf.number_lines import FEWEST, cut_numbers, left_of_numbers, runs_of_numbers
from convert.adapters.pdf.numerals import is_number
from convert.adapters.pdf.open_columns import as_before, beside_numbers, columns_of
from convert.adapters.pdf.open_rows import Span, Texts, begins_item, find_rows
from convert.adapters.pdf.tables import OpenColumns
from convert.adapters.pdf.words import Line

_LOWEST = 0.88
"""Share of a page over which a row ends that no page break cuts."""


def find_open(lines: Sequence[Row], height: float, tables: OpenTables) -> None:
    """Make the tables among the lines of a page of some height.

    Where rows are not clear on one page, none of the file's are: they may go on there.
    """
    learnt, number = tables.learnt, tables.number
    parted = [cut_numbers(line) for line in lines]
    for run, lattice in find_headed(parted, _LOWEST * height):
        tables.make(run, lattice)
    for run in runs_of_numbers(tables.left(parted)) if not learnt.unclear else ():
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
        if found is None or not tables.make(run, grid, rest=found.rest, cut=found.cut):
            learnt.unclear = True
            break
        learnt.open_columns[number] = columns


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
    return make_lattice(across, down)


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
