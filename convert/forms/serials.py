"""Take out the numbers of rows where a text has no cells: they stand before the labels, and look like values."""

from __future__ import annotations

from collections.abc import Sequence

from convert.forms.match import Match
from convert.forms.stretch import Token

_FEWEST_NUMBERED = 3


def without_serials(match: Match, rows: Sequence[Sequence[Token]]) -> Sequence[Sequence[Token]]:
    """Drop the values 1, 2, 3, … that stand right before the labels of the rows from the first on."""
    claims = {(token.row, token.at) for token in match.claims.values()}
    anchors = [match.claims[label] for label, _ in match.layout.groups if label is not None and label in match.claims]
    if not all(token.line for token in anchors):
        return rows
    found: list[Token] = []
    before: Token | None = None
    waiting = {(token.row, token.at) for token in anchors}
    for row in rows[match.start : match.stop]:
        for token in row:
            place = token.row, token.at
            if place in waiting and before is not None and before.text.strip() == str(len(found) + 1):
                found.append(before)
            elif place in waiting and not found:
                return rows
            if token.folded and place not in claims:
                before = token if token.is_value else None
    if len(found) < _FEWEST_NUMBERED or any(token.at + 1 < len(rows[token.row]) for token in found):
        return rows
    numbers = {(token.row, token.at) for token in found}
    return [row[:-1] if row and (row[-1].row, row[-1].at) in numbers else row for row in rows]
