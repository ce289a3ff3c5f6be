"""Take the values of a table that stands on its official grid already: nothing has to be found out about it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from operator import is_
from typing import NamedTuple

from convert.forms.fold import fold
from convert.forms.layout import Layout, ValueCell, lay_out
from convert.forms.match import Match
from convert.forms.stretch import Token
from convert.forms.template import TableTemplate


class _Grid(NamedTuple):
    """The cells of a form as a source has them, in their order: row, column and spans of each.

    labels, places, blanks: which of them are these; folded: what the labels say. whole: the values have no labels
    beside them, so that they are known only where none is blank or a word.
    """

    cells: list[tuple[int, int, int, int]]
    labels: tuple[int, ...]
    folded: list[str]
    places: tuple[tuple[int, ValueCell], ...]
    blanks: tuple[int, ...]
    whole: bool


def values_in_place(match: Match, rows: Sequence[Sequence[Token]]) -> dict[tuple[int, int], Token] | None:
    """Give the values by their official places; None unless the rows from the first label on are the official grid.

    Each cell must stand where the form has it, spans included, and each label must say what the form says, so that
    every way of finding the values ends in the same; but the word of a head in the cell of a value is kept here, and
    left blank by the search. rows: all rows that the table may reach.
    """
    grid = _grid(match.template)
    first = match.source_rows[match.start][0]
    if grid is None or first.line or match.foreign_heads or len(rows) - match.start != match.layout.n_rows:
        return None
    tokens = [token for row in rows[match.start :] for token in row]
    top = first.cell.row
    stand = [(cell.row - top, cell.col, cell.rowspan, cell.colspan) for token in tokens for cell in (token.cell,)]
    if stand != grid.cells or tokens[-1].piece != first.piece or any(tokens[at].folded for at in grid.blanks):
        return None
    labels = [tokens[at] for at in grid.labels]
    if [token.folded for token in labels] != grid.folded or len(match.claims) != len(labels):
        return None
    if not all(map(is_, map(match.claims.get, range(len(labels))), labels)):
        return None
    found = {(place.row, place.col): tokens[at] for at, place in grid.places if tokens[at].folded}
    if grid.whole and (len(found) < len(grid.places) or not all(map(_is_one_value, found.values()))):
        return None
    return found


def _is_one_value(token: Token) -> bool:
    return token.is_value and len(token.text.split()) == 1


@lru_cache(maxsize=1024)
def _grid(template: TableTemplate) -> _Grid | None:
    """Give the official grid; None where the place of a value does not tell what it is: more stands beside it."""
    layout = lay_out(template)
    ends = {places[-1].col + places[-1].colspan for _, places in layout.groups}
    beside = [label is not None for label, _ in layout.groups]
    if any(band.beside for band in template.bands) or ends != {layout.n_cols}:
        return None
    if not all(beside) and (len(beside) > 1 or not _is_plain_row(layout)):
        return None
    at_place = sorted(
        [
            *((one.row, one.col, one.rowspan, one.colspan, index, None) for index, one in enumerate(layout.labels)),
            *((one.row, one.col, 1, one.colspan, -1, one) for _, places in layout.groups for one in places),
            *((one.row, one.col, one.rowspan, one.colspan, -1, None) for one in layout.blanks),
        ],
        key=lambda cell: cell[:2],
    )
    return _Grid(
        [cell[:4] for cell in at_place],
        tuple(at for at, cell in enumerate(at_place) if cell[4] >= 0),
        [fold(label.text) for label in layout.labels],
        tuple((at, cell[5]) for at, cell in enumerate(at_place) if cell[5] is not None),
        tuple(at for at, cell in enumerate(at_place) if cell[4] < 0 and cell[5] is None),
        not all(beside),
    )


def _is_plain_row(layout: Layout) -> bool:
    """Say whether the only values of a form are one row, a column each."""
    (_, places), *_ = layout.groups
    return places[0].col == 0 and all(place.colspan == 1 for place in places)
