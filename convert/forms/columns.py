"""Decide which cell of a row stands in which column of the form.

Where a row has as many values as the form has places, their order decides. Where it has fewer, the place of each
blank must follow from something: the official columns themselves, the columns or offsets that all complete rows or
the head share, or because there is no other way to place the cells. Else nothing is taken.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from convert.forms.filled import once_a_place, times_of_heads
from convert.forms.lines import Row
from convert.forms.match import Match
from convert.forms.stretch import Token
from convert.forms.sums import row_adds_up
from convert.forms.values import read_value


class Chosen(Struct, frozen=True):
    """The cells for a row's places; all_accounted: what else is in the row only repeats what covers it."""

    cells: list[Token]
    all_accounted: bool


def choose_cells(row: Row, match: Match, gathered: Sequence[Row | None]) -> Chosen | None:
    """Choose which cell, filled or blank, stands in which place of a row; None where nothing decides it.

    A row with fewer cells than places has lost some, and nobody knows which.
    """
    if row.settled:
        return Chosen(list(row.cells), False)
    official = _by_official_columns(row, match)
    if official is not None:
        return Chosen(official, True)
    row = _without_label(row)
    if not row.filled:
        return Chosen([], True)
    times = times_of_heads(row, match)
    as_wide = times == [place.colspan for place in row.places]
    if max(times, default=1) > 1 and (as_wide or sum(times) == len(row.cells)):
        readings = once_a_place(row, times)
        if readings or all(token.line for token in row.filled):
            return Chosen(readings[0], True) if len(readings) == 1 else None
    cells = _by_order(row, match, gathered)
    return None if cells is None else Chosen(cells, False)


def _by_order(row: Row, match: Match, gathered: Sequence[Row | None]) -> list[Token] | None:
    wanted = len(row.places)
    heads = _head_columns(row, match)
    if match.foreign_heads and _may_be_shifted(row, match):
        heads = None
    if heads and len(row.cells) > wanted and all(token.cell.col in heads for token in row.filled):
        by_heads = _by_columns(row, heads)
        if by_heads is not None:
            return by_heads
    filled = [token for token in row.filled if not _under_another_head(token, match, heads)]
    if heads is None and _has_heads_behind(match):
        return _before_other_heads(row, match)
    if len(filled) == wanted:
        strays = heads and match.foreign_heads and any(token.cell.col not in heads for token in filled)
        return None if strays else filled
    if len(filled) < len(row.filled):
        return None
    apart = [part for token in filled for part in _apart(token)]
    if len(apart) > len(filled):
        whole = len(apart) == wanted and row_adds_up(match.template, row.places, [token.text for token in apart])
        return apart if whole else None
    columns, offsets = _columns(row, match, gathered), _offsets(row, match, gathered)
    if len(filled) > wanted:
        numbers = [token for token in filled if token.is_value]
        words_first = filled[: len(filled) - len(numbers)]
        if len(numbers) == wanted and not any(token.is_value for token in words_first):
            return list(numbers)
        return _by_columns(row, columns) if columns else None
    answers = []
    if columns:
        answers.append(_by_columns(row, columns))
    if offsets:
        answers.append(_by_offsets(row, offsets))
    if not answers:
        return _only_window(row, match)
    if any(answer is None for answer in answers) or any(answer != answers[0] for answer in answers):
        return _only_window(row, match) if len(row.cells) == wanted else _under_merged_heads(row, match)
    return answers[0]


def _apart(token: Token) -> list[Token]:
    """Give each of several numbers with single blanks between them as a value of its own."""
    texts = token.text.split(" ")
    if len(texts) < 2 or any(read_value(text).value is None for text in texts):
        return [token]
    return [replace(token, text=text, folded=text, is_value=True) for text in texts]


def _without_label(row: Row) -> Row:
    """Leave out cells right behind the label of a row that say the same: it was merged over them."""
    behind = 0
    while row.anchor and behind < len(row.cells) and row.cells[behind].folded == row.anchor.folded:
        behind += 1
    return replace(row, cells=row.cells[behind:]) if behind else row


def _by_official_columns(row: Row, match: Match) -> list[Token] | None:
    """Take the cells at the official columns, where the source has the whole official grid.

    Its head and the row's own label must stand at their official columns, and what else is in the row must be blank
    or repeat the label or the value that covers it, as when merged cells are filled.
    """
    if match.foreign_heads and _may_be_shifted(row, match):
        return None
    if row.anchor is None or row.cells[-1].line or not _heads_at_official_columns(row, match):
        return None
    label = next(match.layout.labels[at] for at, token in match.claims.items() if token is row.anchor)
    last = row.cells[-1].cell
    if not label.col <= row.anchor.cell.col < label.col + label.colspan:
        return None
    if last.col + last.colspan != match.layout.n_cols:
        return None
    at_column = {token.cell.col: token for token in row.cells}
    if any(place.col not in at_column for place in row.places):
        return None
    for token in row.cells:
        place = next((place for place in row.places if place.col <= token.cell.col < place.col + place.colspan), None)
        repeated = row.anchor.folded if place is None else at_column[place.col].folded
        if token.folded and token.folded != repeated:
            return None
    return [at_column[place.col] for place in row.places]


def _heads_at_official_columns(row: Row, match: Match) -> bool:
    for leaf in match.layout.heads[row.places[0].band]:
        token, label = match.claims.get(leaf), match.layout.labels[leaf]
        if token is None or token.line or not label.col <= token.cell.col < label.col + label.colspan:
            return False
    return True


def _head_columns(row: Row, match: Match) -> tuple[int, ...] | None:
    """Give the columns of the head's labels, if each has one of its own, right of the row's label: a real grid."""
    head = match.head(row.places[0].band)
    if len(head) < len(row.places) or any(token.line or token.piece != row.cells[0].piece for token in head):
        return None
    columns = tuple(token.cell.col for token in head)
    left = row.anchor.cell.col if row.anchor else -1
    return tuple(sorted(columns)) if len(set(columns)) == len(columns) and min(columns) > left else None


def _may_be_shifted(row: Row, match: Match) -> bool:
    """Say whether the cells of a row may stand left of their heads: it ends before a head that the form does not have,

    or with a blank that may only fill it up, and its label is wider in the form.
    """
    last = row.cells[-1]
    end = last.cell.col + last.cell.colspan
    if any(head.cell.col + head.cell.colspan > end for head in match.foreign_heads):
        return True
    label = next((match.layout.labels[at] for at, token in match.claims.items() if token is row.anchor), None)
    wider = label is not None and row.anchor is not None and label.colspan > row.anchor.cell.colspan
    return wider and not last.folded


def _under_another_head(token: Token, match: Match, heads: tuple[int, ...] | None) -> bool:
    """Say whether a cell stands under a head that the form does not have: a serial number, a remark, another year."""
    return (
        heads is not None
        and token.cell.col not in heads
        and any(token.cell.col == head.cell.col for head in match.foreign_heads)
    )


def _complete(row: Row, gathered: Sequence[Row | None]) -> list[Row]:
    """List the complete rows that share the head and the piece, and so the columns, of a row."""
    return [
        other
        for other in gathered
        if other is not None
        and other.places[0].band == row.places[0].band
        and len(other.filled) == len(other.places)
        and other.filled[0].piece == row.filled[0].piece
        and (other.anchor is None or all(token.folded != other.anchor.folded for token in other.filled))
    ]


def _columns(row: Row, match: Match, gathered: Sequence[Row | None]) -> tuple[int, ...] | None:
    """Give the source columns of the values, if all complete rows of this piece agree on them; else the head's.

    Values that stand one below the other have no columns of their own.
    """
    complete = _complete(row, gathered)
    seen = {tuple(token.cell.col for token in other.filled) for other in complete}
    if complete:
        columns = seen.pop() if len(seen) == 1 else ()
        return columns if columns and len(set(columns)) == len(columns) else None
    head = _head_in_one_row(row, match)
    return tuple(token.cell.col for token in head) if head else None


def _offsets(row: Row, match: Match, gathered: Sequence[Row | None]) -> tuple[int, ...] | None:
    """Give the values' offsets from their label, if all complete rows of this piece agree on them; else the head's."""
    complete = _complete(row, gathered)
    seen = {tuple(other.cells.index(token) for token in other.filled) for other in complete}
    if complete:
        return seen.pop() if len(seen) == 1 else None
    head = _head_in_one_row(row, match)
    if not head or row.anchor is None:
        return None
    return tuple(token.at - row.anchor.at - 1 for token in head)


def _head_in_one_row(row: Row, match: Match) -> list[Token]:
    """Give the head's labels over a row's values, if they stand in one source row of the same piece with a corner."""
    head = match.head(row.places[0].band)
    same = {(token.row, token.piece) for token in head} == {(head[0].row, row.cells[0].piece)} if head else False
    return head if same and len(head) == len(row.places) and head[0].at > 0 and not head[0].line else []


def _by_columns(row: Row, columns: tuple[int, ...]) -> list[Token] | None:
    at_column = {token.cell.col: token for token in row.cells}
    if any(token.cell.col not in columns for token in row.filled) or any(col not in at_column for col in columns):
        return None
    return [at_column[column] for column in columns]


def _by_offsets(row: Row, offsets: tuple[int, ...]) -> list[Token] | None:
    outside = any(index not in offsets for index, token in enumerate(row.cells) if token.folded)
    if outside or offsets[0] < 0 or offsets[-1] >= len(row.cells):
        return None
    return [row.cells[offset] for offset in offsets]


def _has_heads_behind(match: Match) -> bool:
    """Say whether there are heads that the form does not have behind others: a value may be one of theirs."""
    firsts: dict[int, int] = {}
    for token in match.claims.values():
        firsts[token.row] = min(token.at, firsts.get(token.row, token.at))
    return any(head.at > firsts.get(head.row, head.at) for head in match.foreign_heads)


def _before_other_heads(row: Row, match: Match) -> list[Token] | None:
    """Give the cells of a row up to those of the heads that the form does not have, where these are the head's last."""
    first = min(token.row for token in match.claims.values())
    top = [token.at for token in match.claims.values() if token.row == first]
    wanted = len(row.places)
    if any(head.row > first or head.at < max(top) for head in match.foreign_heads):
        return None
    return list(row.cells[:wanted]) if len(row.cells) == wanted + len(match.foreign_heads) else None


def _under_merged_heads(row: Row, match: Match) -> list[Token] | None:
    """Give each head the one value below it, where blank cells in the row of heads show how far each was merged."""
    head = sorted(_head_in_one_row(row, match), key=lambda token: token.at)
    if not head:
        return None
    others = [token for token in match.source_rows[head[0].row][head[0].at :] if token not in head]
    if any(token.folded for token in others) or (others or head)[-1].cell.col > row.cells[-1].cell.col:
        return None
    ends = [*(token.cell.col for token in head[1:]), row.cells[-1].cell.col + 1]
    chosen = []
    for token, end in zip(head, ends, strict=True):
        below = [cell for cell in row.cells if token.cell.col <= cell.cell.col < end]
        filled = [cell for cell in below if cell.folded]
        if not below or len(filled) > 1:
            return None
        chosen += filled or below[:1]
    return chosen if len([cell for cell in chosen if cell.folded]) == len(row.filled) else None


def _only_window(row: Row, match: Match) -> list[Token] | None:
    """Give the row's cells if just one stretch of as many cells as places holds every value.

    Where the source lacks some of the heads, it lacks their columns too, and its cells are other places.
    """
    found = [leaf in match.claims for leaf in match.layout.heads[row.places[0].band]]
    if any(found) and not all(found):
        return None
    wanted = len(row.places)
    at = [index for index, token in enumerate(row.cells) if token.folded]
    first, last = max(0, at[-1] - wanted + 1), min(at[0], len(row.cells) - wanted)
    return list(row.cells[first : first + wanted]) if first == last else None
