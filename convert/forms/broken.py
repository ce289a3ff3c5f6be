"""Mend or doubt rows of values that the source broke over several lines, where the page shows no columns.

A program that prints a page as text puts what stands lower on the page on a later line: the second line of a wrapped
cell follows the first lines of all cells. So a value may stand behind the values that it belongs before, and the rest
of a number behind all of its row. The order of the values is believed where the form's sums do not speak for another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, groupby, islice, pairwise
from math import comb

from msgspec import Struct
from msgspec.structs import replace

from convert.forms.fold import fold
from convert.forms.lines import Row
from convert.forms.match import Match
from convert.forms.rests import MOST_LINES_BELOW, ends_in_unit, find_rest
from convert.forms.stacking import (
    LONGEST_NUMBER,
    MOST_WAYS,
    Tokens,
    append_ways,
    join_digits,
    join_in_place,
    join_ways,
    put_between,
    texts_of,
)
from convert.forms.stretch import Token
from convert.forms.sums import Places, failing_columns, has_row_sums, row_adds_up
from convert.forms.template import TableTemplate

_MOST_FAILING = 2
"""Columns whose sums may fail with a row that was put together: a report may have wrong numbers of its own."""
_NARROWEST = 3
"""Digits that the narrowest column has room for."""
_MOST_LATE = 3
"""One more than the values, of those that stand one a line, that may belong before others."""


class _Rules(Struct, frozen=True):
    """A form's sums and the places of a row in the order in which the source has them.

    is_page: labels are broken over lines, as cells of a page are.
    """

    template: TableTemplate
    places: Places
    is_page: bool

    @property
    def has_sums(self) -> bool:
        return has_row_sums(self.template, self.places)

    def hold(self, cells: Sequence[Token]) -> bool:
        """Say whether a row is complete and adds up."""
        return len(cells) == len(self.places) and row_adds_up(self.template, self.places, texts_of(cells))


def mend_broken(
    match: Match,
    rows: Sequence[Sequence[Token]],
    arranged: Sequence[Row | None],
    orders: Sequence[tuple[int, ...] | None],
) -> list[Row | None]:
    """Give the rows as they are where their order is sure, doubtful where it is not, with the rest of their numbers.

    rows: all rows of the stretch, up to where the table may reach; orders: of the columns of each band.
    """
    taken = {(token.row, token.at) for token in match.claims.values()}
    taken |= {(token.row, token.at) for row in arranged if row for token in (*row.filled, *row.parts)}
    cut = match.unfinished()
    texts = {token.folded for tokens in rows[match.start :] for token in tokens if token.folded and not token.is_value}
    is_page = any(_goes_on(match, at, texts) for at in match.claims)
    mended: list[Row | None] = []
    last = max((at for at, row in enumerate(arranged) if row and row.filled), default=0)
    for at, row in enumerate(arranged):
        if row is not None and not row.doubtful and len(row.filled) == len(row.places) and _is_glued(row, rows):
            mended.append(replace(row, doubtful=True))
            continue
        order = orders[row.places[0].band] if row else None
        if row is None or order is None or row.doubtful or row.settled or row.parts or _stand_on_a_page(row):
            mended.append(row)
            continue
        rules = _Rules(match.template, _in_order(row, orders), is_page)
        rest, beside = find_rest(row, rows, taken, cut)
        found = _mend(rules, row, rest)
        found = row if beside and found.doubtful else found
        if not found.doubtful and not found.parts and len(found.filled) == len(found.places):
            found = replace(
                found, doubtful=_may_have_more(rules, found, rows, taken, breaks_off=last == at < len(arranged) - 1)
            )
        taken |= {(token.row, token.at) for token in found.parts}
        mended.append(found)
    whole = [row for row in mended if row and not row.doubtful and len(row.filled) == len(row.places)]
    known = [(_in_order(row, orders), texts_of(row.filled)) for row in whole if orders[row.places[0].band]]
    for at, (before, row) in enumerate(zip(arranged, mended, strict=True)):
        if row is not None and row is not before and row.parts:
            failing = failing_columns(match.template, known, row.places[0].row_key)
            mended[at] = replace(row, doubtful=True, settled=False) if failing > _MOST_FAILING else row
    return mended


def _in_order(row: Row, orders: Sequence[tuple[int, ...] | None]) -> Places:
    return tuple(row.places[at] for at in orders[row.places[0].band] or ())


def _goes_on(match: Match, at: int, texts: Iterable[str]) -> bool:
    """Say whether a label goes on in lines of its own: those beside a row, or below its beginning and values.

    A label of a head has line breaks in its cell too.
    """
    label, token = match.layout.labels[at], match.claims[at]
    found, official = token.folded, fold(label.text)
    if token.lines > 1 and not label.in_head:
        return True
    rest = official[len(found) :] if found and official.startswith(found) else ""
    return bool(rest) and any(rest.startswith(text) for text in texts)


def _may_end_in_rest(row: Row) -> bool:
    """Say whether the last value of a row may be the rest of a number before, which fills its column."""
    *before, last = row.filled
    longest = max(_NARROWEST, *(len(token.text) for token in row.filled))
    return any(len(token.text) == longest and join_digits(token, last) for token in before)


def _stand_on_a_page(row: Row) -> bool:
    """Say whether it is known where all values of a row stand, so that their columns speak."""
    return all(token.cell.origin.box for token in row.filled)


def _mend(rules: _Rules, row: Row, rest: Sequence[Token]) -> Row:
    if rest and not any(token.line or token.piece != row.filled[0].piece for token in (*row.cells, *rest)):
        return row if rules.hold(row.filled) else _stack_cells(rules, row, rest)
    if len(row.filled) != len(row.places) and any(map(_is_padding, row.cells)):
        return replace(row, doubtful=True)
    first = tuple(token for token in row.filled if token.row == row.filled[0].row)
    if len(row.filled) > len(row.places) == len(first) > 1:
        row, rest = replace(row, cells=first), [*row.filled[len(first) :], *rest]
    if len(row.filled) > len(row.places) and all(token.line and not token.run_on for token in row.filled):
        rest, row = [*row.filled[len(row.places) :], *rest], replace(row, cells=tuple(row.filled))
        return _join_one_way(rules, row, rest) or row
    if len(row.filled) != len(row.places):
        return row
    late = _filled_late(row)
    if late is not None:
        return _choose(rules, row, late)
    if any(map(ends_in_unit, rest)):
        return replace(row, doubtful=True)
    if not rest and len(row.filled) > 1 and len({token.row for token in row.filled}) == 1:
        return row
    if rules.hold(row.filled):
        line = [token for token in rest if token.row == rest[0].row]
        longer = len(line) > 1 and any(append_ways(tuple(row.filled), line))
        also = bool(rest) and any(map(rules.hold, append_ways(tuple(row.filled), rest)))
        return replace(row, doubtful=longer or also)
    if _is_in_doubt(rules, row):
        return replace(row, doubtful=True)
    if not rest:
        return row
    joined = _join_one_way(rules, row, rest)
    if joined is not None:
        return joined
    return replace(row, doubtful=len(rest) > 1 or any(append_ways(tuple(row.filled), rest)))


def _join_one_way(rules: _Rules, row: Row, rest: Sequence[Token]) -> Row | None:
    """Join the rest of broken numbers to their beginnings, if all ways that add up give the same numbers.

    Values that add up before anything is joined to them are no beginnings: ten times them adds up too.
    """
    tokens = (*row.filled, *rest) if len(row.filled) == len(row.places) else tuple(row.filled)
    n_places = len(row.places)
    in_place = join_in_place(tokens, n_places)
    if in_place is None or rules.hold(tokens[:n_places]):
        return None
    found = [cells for cells in (*append_ways(tokens[:n_places], tokens[n_places:]), *in_place) if rules.hold(cells)]
    if len({tuple(texts_of(cells)) for cells in found}) != 1:
        return None
    at = {(token.row, token.at) for token in found[0]}
    parts = tuple(token for token in tokens if (token.row, token.at) not in at)
    return replace(row, cells=found[0], parts=parts, settled=True)


def _stack_cells(rules: _Rules, row: Row, rest: Sequence[Token]) -> Row:
    """Put rows of cells below a row into its blank cells and behind its digits, each in its column, if that adds up."""
    columns = {token.cell.col: token for token in row.cells}
    parts: list[Token] = []
    for token in rest:
        above = columns.get(token.cell.col)
        joined = token if above is None or not above.folded else join_digits(above, token)
        if above is None or joined is None or token.at != above.at:
            return replace(row, doubtful=True)
        parts += [token] if joined is not token else []
        columns[token.cell.col] = joined
    cells = tuple(columns[col] for col in sorted(columns) if columns[col].folded)
    if rules.hold(cells):
        return replace(row, cells=cells, parts=tuple(parts), settled=True)
    return replace(row, doubtful=True)


def _is_padding(token: Token) -> bool:
    """Say whether a line is blank and has a box: it pads a value that stands further below, or a blank cell."""
    return token.line and not token.folded and token.cell.origin.box is not None


def _filled_late(row: Row) -> Tokens | None:
    """Give a row whose blank places are filled by the values behind all its places, in order; None: no such row."""
    first, behind = row.cells[: len(row.places)], row.cells[len(row.places) :]
    if all(token.folded for token in first) or not all(token.line for token in row.cells):
        return None
    late = iter([token for token in behind if token.folded])
    return tuple(token if token.folded else next(late) for token in first)


def _choose(rules: _Rules, row: Row, late: Tokens) -> Row:
    """Choose between the order of the source and that of filled places: whichever alone adds up."""
    as_it_is, filled = rules.hold(row.filled), rules.hold(late)
    if as_it_is == filled and texts_of(row.filled) != texts_of(late):
        return replace(row, doubtful=True)
    return replace(row, cells=late, settled=True) if filled else row


def _is_in_doubt(rules: _Rules, row: Row) -> bool:
    """Say whether the last values may belong between those before, since then only does the row add up."""
    lines = [tuple(line) for _, line in groupby(row.filled, key=lambda token: token.row)]
    if len(lines) == len(row.filled):
        if not rules.is_page or not rules.has_sums:
            return False
        if _may_end_in_rest(row):
            return True
        cuts = [
            (tuple(row.filled[:-late]), tuple(row.filled[-late:])) for late in range(1, min(_MOST_LATE, len(lines)))
        ]
    elif len(lines) > 2 or not rules.has_sums or (len(lines) == 2 and _may_end_in_rest(row)):
        return len(lines) > 1
    else:
        cuts = list(pairwise(lines))
    if any(comb(len(row.filled), len(second)) > MOST_WAYS for _, second in cuts):
        return True
    ways = chain.from_iterable(put_between(first, second) for first, second in cuts)
    return any(map(rules.hold, ways))


def _is_glued(row: Row, rows: Sequence[Sequence[Token]]) -> bool:
    """Say whether a printed row, or the line of its label, has more digits in one piece than a number has."""
    tokens = (*row.filled, *(rows[row.anchor.row] if row.anchor else ()))
    return any(len(token.text) > LONGEST_NUMBER and token.line and token.text.isdecimal() for token in tokens)


def _may_have_more(
    rules: _Rules, row: Row, rows: Sequence[Sequence[Token]], taken: set[tuple[int, int]], *, breaks_off: bool
) -> bool:
    """Say whether digits of a printed row may stand on a line that no row has: right above it, or in the next head.


    Behind other texts digits count only if they make a row add up that does not. breaks_off: no row follows, so on a
    page they may stand where the table goes on.
    """
    if not row.filled[0].line or row.filled[0].row != row.filled[-1].row:
        return False
    cells = tuple(row.filled)
    first = min(token.row for token in (row.anchor or cells[0], cells[0]))
    above = [token for token in rows[first - 1] if token.folded] if first else []
    free = len(above) > 1 and all(token.is_value and (token.row, token.at) not in taken for token in above)
    if free and any(join_ways(cells, above, range(len(cells)), above=True)):
        return True
    if not rules.has_sums or rules.hold(cells):
        return False
    for tokens in islice(rows, row.filled[-1].row + 1, row.filled[-1].row + 1 + MOST_LINES_BELOW):
        rest = [token for token in tokens if token.is_value]
        if any((token.row, token.at) in taken for token in rest):
            return False
        if rest and len(rest) == len([token for token in tokens if token.folded]):
            return any(map(rules.hold, append_ways(cells, rest)))
    return breaks_off and (rules.is_page or bool(cells[0].cell.origin.page))
