"""Match lines of values to the rows of a form when the text has no cells: printed PDFs, one cell a line.

A label may stand above its values, below them or beside them, and a wrapped one on both sides. The order of the rows
is what survives: where there are as many lines of values, of the right lengths, as rows between two rows that are
certain, they belong to each other in order. Where there are not, only a label with its values right behind it counts,
and not even that if some other line of values has no row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from convert.forms.layout import ValueCell
from convert.forms.match import Match
from convert.forms.stretch import Token


class Row(Struct, frozen=True, dict=True):
    """A group of places and the source cells that may belong in them; offsets count from the label.

    doubtful: the cells may as well belong to another row, so none of them is taken; settled: each place has its cell;
    parts: source cells whose digits were joined to those of others.
    """

    places: tuple[ValueCell, ...]
    cells: tuple[Token, ...]
    anchor: Token | None
    doubtful: bool = False
    settled: bool = False
    parts: tuple[Token, ...] = ()

    @cached_property
    def filled(self) -> list[Token]:
        return [token for token in self.cells if token.folded]


class _Line(Struct, frozen=True):
    """Values that stand together without a label between them. own: a text that no label claims stands before them."""

    tokens: tuple[Token, ...]
    own: bool

    @property
    def place(self) -> tuple[int, int]:
        """Where the first value stands; blank cells may stand before it."""
        return next((token.row, token.at) for token in self.tokens if token.folded)


def arrange_lines(
    match: Match,
    rows: Sequence[Sequence[Token]],
    gathered: Sequence[Row | None],
    claimed: set[tuple[int, int]],
    stop: int,
) -> list[Row | None]:
    """Give each group of places its line of values.

    What was gathered stays where the source has cells, but not what stands on lines below a label there, where values
    without a row may mean that they all stand above their labels.
    """
    region = rows[match.start : stop]
    in_lines = all(token.line for row in region for token in row if token.folded)
    lines = list(_lines(region, claimed))
    line_of = {line.place: at for at, line in enumerate(lines)}
    arranged = list(gathered)
    certain = [(-1, -1)]
    for group, row in enumerate(gathered):
        if row and row.anchor and row.filled and row.filled[0].row == row.anchor.row:
            line = line_of.get((row.filled[0].row, row.filled[0].at))
            whole = len(row.filled) >= len(row.places) or not row.anchor.cell.origin.page
            if line is not None and whole and line > certain[-1][1]:
                certain.append((group, line))
    certain.append((len(gathered), len(lines)))
    for (group, line), (next_group, next_line) in pairwise(certain):
        groups, between = range(group + 1, next_group), range(line + 1, next_line)
        if not in_lines or not _arrange_in_order(match, arranged, lines, groups, between):
            _doubt_beside_strays(arranged, lines, groups, between, in_lines)
    return arranged


def _arrange_in_order(
    match: Match, arranged: list[Row | None], lines: Sequence[_Line], groups: range, between: range
) -> bool:
    """Give groups the lines between two certain rows, if these are as many and as long; say whether they are."""
    fitting = [
        len(lines[line].tokens) == len(match.layout.groups[group][1])
        for group, line in zip(groups, between, strict=False)
    ]
    if len(groups) == len(between) and all(fitting) and _are_in_order(match, groups):
        for group, line in zip(groups, between, strict=True):
            label, places = match.layout.groups[group]
            arranged[group] = Row(places, lines[line].tokens, match.anchor(label))
        return True
    return False


def _doubt_beside_strays(
    arranged: list[Row | None], lines: Sequence[_Line], groups: range, between: range, in_lines: bool
) -> None:
    """Doubt the rows between two certain ones if a line of values there has no row; in cells, only those of lines.

    On a page a row without values puts those beside it in doubt: a program may print a value before its label.
    """
    rows = {group: row for group in groups if (row := arranged[group]) and row.filled}
    single = [row for row in rows.values() if not _holds_several(row)]
    taken = {(token.row, token.at) for row in single for token in row.filled}
    stray = [line for line in between if not lines[line].own and lines[line].place not in taken]
    for group, row in rows.items():
        beside_none = any(other in groups and other not in rows for other in (group - 1, group + 1))
        if (stray and in_lines) or ((stray or (beside_none and row.filled[0].cell.origin.page)) and _stands_below(row)):
            arranged[group] = replace(row, doubtful=True)


def _holds_several(row: Row) -> bool:
    """Say whether a line of values is twice as long as its row, and not because each is repeated where it spans."""
    count = len(row.filled)
    return count >= 2 * len(row.places) and count != sum(place.colspan for place in row.places)


def _stands_below(row: Row) -> bool:
    """Say whether the values of a row stand on lines below its label."""
    return row.anchor is not None and row.filled[0].line and row.filled[0].row > row.anchor.row


def _are_in_order(match: Match, groups: range) -> bool:
    """Say whether the labels of groups, as far as they were found, stand in the form's order."""
    anchors = [match.anchor(match.layout.groups[group][0]) for group in groups]
    found = [(token.row, token.at) for token in anchors if token is not None]
    return found == sorted(found)


def _lines(region: Sequence[Sequence[Token]], claimed: set[tuple[int, int]]) -> Iterator[_Line]:
    """Yield the lines of values in order. Values that stand one a line, with nothing between, make up one.

    A blank cell that is a line of its own counts as a value beside others.
    """
    waiting: list[Token] = []
    own = False
    for row in region:
        values = [token for token in row if token.is_value or (token.line and not token.folded)]
        texts = [token for token in row if token.folded and not token.is_value]
        if waiting and (texts or len(values) > 1 or len(row) > 1):
            if any(token.folded for token in waiting):
                yield _Line(tuple(waiting), own)
            waiting = []
        if texts:
            own = (texts[-1].row, texts[-1].at) not in claimed
        if len(values) == 1 and not texts:
            waiting += values
        elif any(token.folded for token in values):
            yield _Line(tuple(values), own)
    if any(token.folded for token in waiting):
        yield _Line(tuple(waiting), own)
