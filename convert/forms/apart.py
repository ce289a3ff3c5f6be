"""Match rows of values that stand apart from their labels, where a tool made half of a table and half of lines.

Cells that hold several values with blanks between are several cells. Only if every row of values then has as many as
the form has columns does the order of rows speak: between two rows that have their label beside them, as many rows of
values as the form has rows belong to those, in order. Groups of heads may also be small tables of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from msgspec.structs import replace

from convert.forms.fold import fold
from convert.forms.gaps import Line, lines_beside_labels
from convert.forms.layout import ValueCell
from convert.forms.lines import Row
from convert.forms.match import Match
from convert.forms.stretch import Token
from convert.forms.values import looks_like_value

_MOST_BETWEEN = 6


def arrange_apart(
    match: Match, rows: Sequence[Sequence[Token]], gathered: Sequence[Row | None], stop: int
) -> list[Row | None]:
    """Give each group of places its row of values; what was gathered stays where the source is not of this kind."""
    groups = match.layout.groups
    found = list(_value_rows(rows, match.start, _end(match, rows, stop)))
    widths = {len(places) for _, places in groups}
    bare = any(not any(token.folded and not token.is_value for token in rows[line.row]) for line in found)
    if not bare or len(widths) != 1 or widths != {len(line.tokens) for line in found} or widths == {1}:
        return list(gathered)
    certain = [(-1, -1), *lines_beside_labels(match, found), (len(groups), len(found))]
    arranged = list(gathered)
    for (group, at), (next_group, next_at) in pairwise(certain):
        if next_group - group != next_at - at:
            continue
        for step in range(group < 0, next_group - group):
            label, places = groups[group + step]
            arranged[group + step] = Row(places, found[at + step].tokens, match.anchor(label), settled=True)
    return arranged


def _end(match: Match, rows: Sequence[Sequence[Token]], stop: int) -> int:
    """Give the row behind the values of a table without row labels; pieces of its head may stand before them."""
    if any(label is not None for label, _ in match.layout.groups):
        return stop
    head = "".join(fold(label.text) for label in match.layout.labels)
    for index in range(stop, min(stop + _MOST_BETWEEN, len(rows))):
        filled = [token for token in rows[index] if token.folded]
        if filled and all(token.is_value for token in filled):
            return index + 1
        if any(word not in head for token in filled for word in map(fold, token.text.split())):
            break
    return stop


def _value_rows(rows: Sequence[Sequence[Token]], start: int, end: int) -> Iterator[Line]:
    """Yield the values of each row that has some; several in a cell, with blanks between, are several."""
    for index in range(start, end):
        values: list[Token] = []
        for token in rows[index]:
            words = token.text.split()
            if token.is_value and len(words) > 1 and all(map(looks_like_value, words)):
                values += [replace(token, text=word, folded=fold(word)) for word in words]
            elif token.is_value:
                values.append(token)
        if values:
            yield Line(index, tuple(values))


def heads_apart(match: Match, rows: Sequence[Sequence[Token]], places: tuple[ValueCell, ...]) -> Row | None:
    """Give the one row of a band whose groups of heads are small tables of their own, each with its values below.

    Between two of them stands the label of the group that follows.
    """
    labels, leaves = match.layout.labels, match.layout.heads[places[0].band]
    heads = match.head(places[0].band)
    if len(heads) < len(leaves) or len({token.row for token in heads}) < 2 or any(token.line for token in heads):
        return None
    by_row = {row[0].row: {token.cell.col: token for token in row} for row in rows if row}
    cells: list[Token] = []
    before = -1
    for row, run in groupby(zip(leaves, heads, strict=True), key=lambda pair: pair[1].row):
        pairs = list(run)
        columns = [labels[leaf].col for leaf, _ in pairs]
        group = _group_of(match, columns)
        if group is None or not before < group.row < row or len(by_row.get(row, ())) != len(pairs):
            return None
        values = by_row.get(row + 1, {})
        below = [values.get(token.cell.col) for _, token in pairs]
        if len(values) != len(pairs) or any(
            token is None or token.piece != head.piece or (token.folded and not token.is_value)
            for token, (_, head) in zip(below, pairs, strict=True)
        ):
            return None
        cells += [token for token in below if token is not None]
        before = row + 1
    return Row(places, tuple(cells), None, settled=True)


def _group_of(match: Match, columns: Sequence[int]) -> Token | None:
    """Give the source token of the lowest label of a head over just these columns."""
    over = [
        (label.row, at)
        for at, label in enumerate(match.layout.labels)
        if label.in_head and not label.leaf and (label.col, label.colspan) == (columns[0], len(columns))
    ]
    return match.claims.get(max(over)[1]) if over else None
