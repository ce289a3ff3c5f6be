"""Read values that an extraction printed down the columns: `1 0 0 4` for the first column of four rows, and so on.

Blank lines part the pieces. As many pieces of one length as the form has columns are a block, its rows stand side by
side; pieces of one value are a row. Taken only if there are exactly as many values as the table has places, and all
of its sums hold.
"""

from __future__ import annotations

from collections.abc import Sequence

from convert.forms.lines import Row
from convert.forms.match import Match
from convert.forms.stretch import Token
from convert.forms.sums import failing_columns, row_adds_up


def arrange_down(match: Match, region: Sequence[Sequence[Token]]) -> list[Row | None] | None:
    """Give each group of places its values, or None if they are not printed down the columns."""
    groups = match.layout.groups
    widths = {len(places) for _, places in groups}
    filled = [[token for token in row if token.folded] for row in region]
    values = [row[0] for row in filled if len(row) == 1 and row[0].is_value and row[0].line]
    if len(widths) != 1 or any(len(row) > 1 and any(token.is_value for token in row) for row in filled):
        return None
    width = widths.pop()
    if width < 2 or len(values) != width * len(groups):
        return None
    rows = _read(_pieces(values), width)
    if rows is None:
        return None
    texts = [[token.text for token in row] for row in rows]
    places = [places for _, places in groups]
    found = list(zip(places, texts, strict=True))
    if not all(row_adds_up(match.template, *row) for row in found) or failing_columns(match.template, found):
        return None
    return [
        Row(places, row, match.anchor(label), settled=True) for (label, places), row in zip(groups, rows, strict=True)
    ]


def _pieces(values: Sequence[Token]) -> list[list[Token]]:
    """Cut values, one a line, where a blank line or another text stands between them."""
    pieces: list[list[Token]] = []
    last = None
    for token in values:
        line = token.cell.origin.line
        if last is None or line is None or line != last + 1:
            pieces.append([])
        pieces[-1].append(token)
        last = line
    return pieces


def _read(pieces: Sequence[Sequence[Token]], width: int) -> list[tuple[Token, ...]] | None:
    """Give the rows of blocks; None where the pieces are no blocks, or nothing is printed down a column."""
    rows: list[tuple[Token, ...]] = []
    if all(len(piece) == 1 for piece in pieces):
        return None
    for at in range(0, len(pieces), width):
        block = pieces[at : at + width]
        size = len(block[0])
        if len(block) != width or any(len(piece) != size for piece in block):
            return None
        rows += [tuple(piece[row] for piece in block) for row in range(size)]
    return rows
