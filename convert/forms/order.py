"""Doubt the order of values in rows that are printed over several lines.

A program that prints a page as text may shift a line as a whole, so that values of two lines seem to stand the other
way round. No sum over a row tells, since a sum knows no order: the rows near by must show it, or the sums of columns.
"""

from __future__ import annotations

from itertools import pairwise

from msgspec.structs import replace

from convert.forms.lines import Row
from convert.forms.stacking import on_one_page, page_of, span, texts_of
from convert.forms.sums import bears_order
from convert.forms.template import TableTemplate

_FEWEST_ROWS, _MOST_ROWS = 3, 4
"""Rows near by that show where the columns of a row stand."""


def doubt_order(rows: list[Row | None], template: TableTemplate) -> None:
    """Doubt the rows of several lines whose values may stand in another order."""
    known = {row.places: row for row in rows if row and not row.doubtful and len(row.cells) == len(row.places)}
    texts = {places: texts_of(row.cells) for places, row in known.items()}
    for at, row in enumerate(rows):
        if row is None or row.places not in known or len({token.row for token in (*row.filled, *row.parts)}) < 2:
            continue
        others = [(places, found) for places, found in texts.items() if places != row.places]
        if not _is_plain(row, rows) and not bears_order(template, others, row.places, texts[row.places]):
            rows[at] = replace(row, doubtful=True, settled=False)


def _is_plain(row: Row, rows: list[Row | None]) -> bool:
    """Say whether the complete rows near by and this one show columns that stand apart from each other."""
    if not on_one_page(row.cells):
        return False
    page = page_of(row.cells[0])
    others = [
        other.cells
        for other in rows
        if other is not None
        and other.places != row.places
        and not other.doubtful
        and other.places[0].band == row.places[0].band
        and len(other.filled) == len(row.cells)
        and on_one_page(other.cells)
        and page_of(other.cells[0]) == page
    ]
    if len(others) < _FEWEST_ROWS:
        return False
    others.sort(key=lambda cells: abs(cells[0].row - row.cells[0].row))
    columns = [[span(token) for token in column] for column in zip(row.cells, *others[:_MOST_ROWS], strict=True)]
    ends = [(min(left for left, _ in column), max(right for _, right in column)) for column in columns]
    return all(right < left for (_, right), (left, _) in pairwise(ends))
