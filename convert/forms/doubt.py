"""Doubt values of texts without cells: words may be values, a column may be the source's own, digits run together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from convert.forms.lines import Row
from convert.forms.match import Match
from convert.forms.stretch import Token
from convert.forms.sums import all_in_row_sums, row_adds_up
from convert.forms.values import read_value

_MANY = 5
"""Values of a row that are all apart by chance only where a source runs numbers together here and there."""


def separates_values(match: Match, values: Mapping[tuple[int, int], Token]) -> bool:
    """Say whether a row of many values has them apart, in a source that shows nowhere that it runs values together.

    With columns of its own it has other numbers of values than the form in its rows, so that none of them tells.
    """
    if match.foreign_heads:
        return True
    if any(_is_run(token) for row in match.source_rows.values() for token in row):
        return False
    rows = ([values.get((place.row, place.col)) for place in places] for _, places in match.layout.groups)
    return any(len(row) >= _MANY and all(token is not None and token.run_on for token in row) for row in rows)


def _is_run(token: Token) -> bool:
    """Say whether digits are more than one number: one begins with a nought."""
    return token.run_on and token.is_value and len(token.text) > 1 and token.text[0] == "0" and token.text.isdigit()


def bear_out(rows: Sequence[Row | None], match: Match) -> bool:
    """Say whether sums prove in many rows that the source's columns are those of the form, whatever its heads say."""
    whole = (row for row in rows if row and len(row.filled) == len(row.places) and _adds_up(row, match))
    return sum(any(read_value(token.text).value for token in row.filled) for row in whole) >= _MANY


def _adds_up(row: Row, match: Match) -> bool:
    texts = [token.text for token in row.filled]
    whole = len(texts) == len(row.places) and row_adds_up(match.template, row.places, texts)
    return whole and all_in_row_sums(match.template, row.places)


def is_unsure(row: Row, match: Match, *, borne_out: bool) -> bool:
    """Say whether values outside cells may be others': words are values there, or the source has columns of its own.

    borne_out: other rows prove its columns, so that noughts that add up belong there too.
    """
    if not any(token.line for token in row.filled):
        return False
    if any(place.type == "text" for place in row.places):
        return True
    single = all(len(places) == 1 for _, places in match.layout.groups)
    worded = any(place.type == "text" for place in match.layout.places)
    if (single or worded) and row.anchor is not None and not _stands_right_behind(row.anchor, row.filled[0]):
        return True
    if not match.foreign_heads:
        return False
    return not (_adds_up(row, match) and (borne_out or any(read_value(token.text).value for token in row.filled)))


def _stands_right_behind(label: Token, first: Token) -> bool:
    """Say whether nothing stands between a label and a value: of single ones the order of lines alone may mislead."""
    return (first.row, first.at) in ((label.row, label.at + 1), (label.row + 1, 0))


def goes_on(row: Row, match: Match) -> bool:
    """Say whether more values stand behind a text that is no label and cuts the values of a row."""
    last = row.filled[-1].row
    following = match.source_rows.get(last + 1, ())
    texts = [token for token in following if token.folded]
    if len(texts) < 2 or not all(token.is_value for token in texts[1:]):
        return False
    return all(token is not texts[0] for token in match.claims.values()) and last + 1 < match.stop
