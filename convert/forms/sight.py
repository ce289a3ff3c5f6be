"""See where the columns of a form stand on a printed page: below their labels, and where complete rows have values.

Programs that print pages as text keep the columns of a page only where many lines share them; what stands behind a
blank, or on a line of its own, may be shifted. So a blank is believed only where several complete rows show how wide
each column is, and a row made of several lines only if each value is plainly in its own column. Of a page that was
printed for people it is known where each text stands: there the heads and one complete row are enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from convert.forms.fold import fold
from convert.forms.layout import ValueCell
from convert.forms.lines import Row
from convert.forms.match import Match
from convert.forms.stacking import Span, Tokens, overlap, page_of, span
from convert.forms.stretch import Token
from convert.model import cell_of_text

_SLACK = 0.01
_ROWS_TO_BE_SURE = 3
_FAR = 1e9
_HOLE = 1.9


class Columns(Struct, frozen=True):
    """The span of each column on a page, and whether enough complete rows show it to trust a blank."""

    spans: tuple[Span, ...]
    sure: bool


def see_columns(match: Match, rows: Iterable[Row | None], places: Sequence[ValueCell], page: int) -> Columns | None:
    """Find the columns of a band on a page, or None where nothing shows them all."""
    band = places[0].band
    shown = [
        row.cells for row in rows if row and not row.doubtful and row.places[0].band == band and _is_whole(row, page)
    ]
    complete = len(shown)
    head = _see_head(match, band, page)
    if head:
        shown.append(head)
    if not shown:
        return None
    spans = [
        (min(span(token)[0] for token in column), max(span(token)[1] for token in column))
        for column in zip(*shown, strict=True)
    ]
    spans[0], spans[-1] = (-_FAR, spans[0][1]), (spans[-1][0], _FAR)
    enough = (
        1 if head and not any(_is_line_of_text(token) for tokens in shown for token in tokens) else _ROWS_TO_BE_SURE
    )
    return Columns(tuple(spans), complete >= enough)


def _is_line_of_text(token: Token) -> bool:
    """Say whether a token's place is counted in characters and lines."""
    box = token.cell.origin.box
    return box is None or box[3] - box[1] == 1


def _is_whole(row: Row, page: int) -> bool:
    """Say whether a row has a value in every column, all on one line of a page."""
    boxes = [token for token in row.filled if token.cell.origin.box and page_of(token) == page]
    return len(boxes) == len(row.places) and not row.parts and len({token.row for token in boxes}) == 1


def _see_head(match: Match, band: int, page: int) -> Tokens:
    """Give the labels over a band's columns from left to right, if all are on the page and in the form's order."""
    leaves = match.layout.heads[band]
    found = match.head(band)
    if any(token.cell.origin.box is None or page_of(token) != page for token in found):
        return ()
    found.sort(key=span)
    in_order = [fold(match.layout.labels[leaf].text) for leaf in leaves] == [token.folded for token in found]
    return tuple(found) if in_order else ()


def spread(tokens: Tokens, columns: Columns | None) -> Tokens | None:
    """Put the values of a row with blanks in the columns that they reach into; None if that is not certain.

    Columns that reach into each other are none: the values of other rows only follow each other.
    """
    if columns is None or not columns.sure or any(overlap(*pair) for pair in pairwise(columns.spans)):
        return None
    found = [[at for at, column in enumerate(columns.spans) if overlap(column, span(token))] for token in tokens]
    places = [reached[0] for reached in found if len(reached) == 1]
    if len(places) != len(tokens) or len(set(places)) != len(places):
        return None
    blank = replace(tokens[0], cell=cell_of_text(0, 0, "", tokens[0].cell.origin), text="", folded="")
    at_column = dict(zip(places, tokens, strict=True))
    return tuple(at_column.get(at, blank) for at in range(len(columns.spans)))


def are_in_columns(tokens: Tokens, columns: Columns | None) -> bool:
    """Say whether each of a complete row's values reaches into or touches its own column, and no other."""
    if columns is None:
        return False
    for at, token in enumerate(tokens):
        left, right = span(token)
        gaps = [max(low - right, left - high) for low, high in columns.spans]
        if gaps[at] > _SLACK or any(gap <= _SLACK for other, gap in enumerate(gaps) if other != at):
            return False
    return True


def has_hole(tokens: Tokens) -> bool:
    """Say whether neighbours in a complete row of values stand twice as far apart as is usual in it."""
    gaps = sorted(right - left for (left, _), (right, _) in pairwise(map(span, tokens)))
    usual = (gaps[len(gaps) // 2] + gaps[(len(gaps) - 1) // 2]) / 2
    return gaps[-1] >= _HOLE * usual
