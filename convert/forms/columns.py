"""Decide which cell of a row stands in which column of the form.

Where a row has as many values as the form has places, their order decides. Where it has fewer, the place of each
blank must follow from something: the official columns themselves, the columns or offsets that all complete rows or
the head share, or because there is no other way to place the cells. Else nothing is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from convert.forms.lines import Row
from convert.forms.match import Match
from convert.forms.stretch import Token
from convert.forms.sums import row_adds_up


class Chosen(NamedTuple):
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
    if _repeats_heads(row, match):
        once = _once_a_place(row)
        if once or all(token.line for token in row.filled):
            return Chosen(once, True) if once else None
    cells = _by_order(row, match, gathered)
    return None if cells is None else Chosen(cells, False)


def _by_order(row: Row, match: Match, gathered: Sequence[Row | None]) -> list[Token] | None:
    wanted = len(row.places)
    heads = _head_columns(row, match)
    if heads and len(row.cells) > wanted and all(token.cell.col in heads for token in row.filled):
        by_heads = _by_columns(row, heads)
        if by_heads is not None:
            return by_heads
    own = [token for token in row.filled if not _under_another_head(token, match, heads)]
    filled = [token for token in own if row.anchor is None or token.folded != row.anchor.folded]
    if len(filled) == wanted:
        return filled
    if len(own) < len(row.filled):
        return None
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
        return _only_window(row)
    if any(answer is None for answer in answers) or any(answer != answers[0] for answer in answers):
        return _only_window(row) if len(row.cells) == wanted else None
    return answers[0]


def _repeats_heads(row: Row, match: Match) -> bool:
    """Say whether the source repeats each head of a row's values as often as it is wide in the form, some twice."""
    heads = [match.claims.get(leaf) for leaf in match.layout.heads[row.places[0].band]]
    spans = [place.colspan for place in row.places]
    if max(spans) == 1 or len(spans) != len(heads):
        return False
    for span, head in zip(spans, heads, strict=True):
        same = [] if head is None else [token for token in _beside(head, match) if token.folded == head.folded]
        if sum(token.times for token in same) != span:
            return False
    return True


def _once_a_place(row: Row) -> list[Token] | None:
    """Give the values of a source that repeats each merged cell as often as it is wide; None if one is missing."""
    spans = [place.colspan for place in row.places]
    values = [token for token in row.filled if row.anchor is None or token.folded != row.anchor.folded]
    if sum(spans) != len(values):
        return None
    kept = []
    waiting = list(values)
    for span in spans:
        same, waiting = waiting[:span], waiting[span:]
        if len({token.text for token in same}) > 1:
            return None
        kept.append(same[0])
    return kept


def _beside(head: Token, match: Match) -> Iterator[Token]:
    """Yield what stands in the row of a head; where that is a line, also in the lines around, up to values."""
    yield from match.source_rows.get(head.row, ())
    for step in (-1, 1) if head.line else ():
        row = head.row + step
        while row in match.source_rows and not any(token.is_value for token in match.source_rows[row]):
            yield from match.source_rows[row]
            row += step


def _by_official_columns(row: Row, match: Match) -> list[Token] | None:
    """Take the cells at the official columns, where the source has the whole official grid.

    Its head and the row's own label must stand at their official columns, and what else is in the row must be blank
    or repeat the label or the value that covers it, as when merged cells are filled.
    """
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
    leaves = match.layout.heads[row.places[0].band]
    head = [match.claims[leaf] for leaf in leaves if leaf in match.claims]
    if len(head) < len(leaves) or any(token.line or token.piece != row.cells[0].piece for token in head):
        return None
    columns = tuple(token.cell.col for token in head)
    left = row.anchor.cell.col if row.anchor else -1
    return tuple(sorted(columns)) if len(set(columns)) == len(columns) and min(columns) > left else None


def _under_another_head(token: Token, match: Match, heads: tuple[int, ...] | None) -> bool:
    """Say whether a cell stands under a head that the form does not have: a serial number, a remark, another year."""
    return heads is not None and token.cell.col not in heads and token.cell.col in match.foreign_columns


def _complete(row: Row, gathered: Sequence[Row | None]) -> list[Row]:
    """List the complete rows that share the head and the piece, and so the columns, of a row."""
    return [
        other
        for other in gathered
        if other is not None
        and other.places[0].band == row.places[0].band
        and len(other.filled) == len(other.places)
        and other.filled[0].piece == row.filled[0].piece
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
    leaves = match.layout.heads[row.places[0].band]
    head = [match.claims[leaf] for leaf in leaves if leaf in match.claims]
    same = {(token.row, token.piece) for token in head} == {(head[0].row, row.cells[0].piece)} if head else False
    return head if same and len(head) == len(leaves) and head[0].at > 0 and not head[0].line else []


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


def _only_window(row: Row) -> list[Token] | None:
    """Give the row's cells if just one stretch of as many cells as places holds every value."""
    wanted = len(row.places)
    at = [index for index, token in enumerate(row.cells) if token.folded]
    first, last = max(0, at[-1] - wanted + 1), min(at[0], len(row.cells) - wanted)
    return list(row.cells[first : first + wanted]) if first == last else None


def _has_foreign_head(match: Match, band: int) -> bool:
    """Say whether an unknown head stands among a band's heads, but not at the one place where a head is missing."""
    leaves = match.layout.heads[band]
    claimed = [match.claims.get(leaf) for leaf in leaves]
    known = [token for token in claimed if token is not None]
    row = match.source_rows[known[0].row]
    if any(token.row != known[0].row for token in known):
        return False
    start = min(token.at for token in known) - next(at for at, token in enumerate(claimed) if token is not None)
    texts = [token for token in row[max(start, 0) :] if token.folded]
    if len(texts) != len(leaves):
        return len(texts) > len(known)
    return any(token is not None and token is not text for token, text in zip(claimed, texts, strict=True))


def _are_in_sequence(tokens: Sequence[Token]) -> bool:
    """Say whether labels come from lines of text, not from a grid or from known places on a page."""
    return bool(tokens) and all(token.line and not token.cell.origin.box for token in tokens)


def settle_order(match: Match, band: int, arranged: Sequence[Row | None]) -> tuple[int, ...] | None:
    """Give the order of a band's columns: the head's, where values stand below it, else that in which more rows add up.

    Cells of a head have lost their columns where spanned ones were dropped. Lines may follow the rows of the head, or
    be the texts of a page in any order.
    """
    order, lined = column_order(match, band), column_order(match, band, sequence=True)
    nested = column_order(match, band, grid=False)
    if order is None or lined is None or order == lined == nested:
        return order
    rows = [row for row in arranged if row and row.places[0].band == band and len(row.filled) == len(row.places)]
    if _stand_below_heads(match, band, rows):
        return order
    orders = list(dict.fromkeys(found for found in (order, lined, nested) if found is not None))
    counts = [_count_sums(match, rows, found) for found in orders]
    best = [found for found, count in zip(orders, counts, strict=True) if count == max(counts)]
    return best[0] if len(best) == 1 or order == nested else None


def _stand_below_heads(match: Match, band: int, rows: Sequence[Row]) -> bool:
    """Say whether the values of complete rows stand each below a head of their own, where there are columns to tell."""
    claimed = [match.claims.get(leaf) for leaf in match.layout.heads[band]]
    heads = sorted((token.cell for token in claimed if token and not token.line), key=lambda cell: cell.col)
    return (
        bool(rows)
        and len(heads) == len(claimed)
        and all(
            head.col <= token.cell.col < head.col + head.colspan
            for row in rows
            for head, token in zip(heads, row.filled, strict=True)
        )
    )


def _count_sums(match: Match, rows: Sequence[Row], order: tuple[int, ...]) -> int:
    """Count the complete rows that add up when their values stand in an order."""
    return sum(
        row_adds_up(match.template, tuple(row.places[at] for at in order), [token.text for token in row.filled])
        for row in rows
    )


def column_order(match: Match, band: int, *, sequence: bool = False, grid: bool = True) -> tuple[int, ...] | None:
    """Give, for each source column of values, its official index: (0, 1, 2, …) unless the source reordered its head.

    Siblings under one label are ordered as the source has them when they stand in one row of it. None: the head
    is out of order and a label of it is missing, so nothing says which column is which. sequence: siblings that are
    lines of text are ordered as they follow each other; not grid: the columns of a table's cells count for nothing.
    """
    labels, leaves = match.layout.labels, match.layout.heads[band]
    head = [match.claims[leaf] for leaf in leaves if leaf in match.claims]
    in_table = bool(head) and not any(token.line for token in head)
    columns = [token.cell.col for token in head]
    if (
        in_table
        and grid
        and len(head) == len(leaves)
        and len(set(columns)) == len(columns)
        and len({t.piece for t in head}) == 1
    ):
        return tuple(sorted(range(len(leaves)), key=lambda index: columns[index]))
    if in_table and len(head) < len(leaves) and _has_foreign_head(match, band):
        return None
    place_of = {leaf: index for index, leaf in enumerate(leaves)}

    def parents(leaf: int) -> list[int]:
        cell = labels[leaf]
        above = [
            index
            for index, other in enumerate(labels)
            if other.in_head
            and other.row < cell.row
            and other.row + other.rowspan <= cell.row + 1
            and other.col <= cell.col < other.col + other.colspan
            and labels[leaves[0]].row - 3 <= other.row
        ]
        return sorted(above, key=lambda index: labels[index].row)

    paths = {leaf: (*parents(leaf), leaf) for leaf in leaves}
    depth = max(len(path) for path in paths.values())
    keys: dict[int, list[tuple[int, int]]] = {leaf: [] for leaf in leaves}
    reordered = False
    for level in range(depth):
        siblings: dict[tuple[int, ...], list[int]] = {}
        for path in paths.values():
            if level < len(path):
                group = siblings.setdefault(path[:level], [])
                if path[level] not in group:
                    group.append(path[level])
        rank: dict[int, int] = {}
        for group in siblings.values():
            in_source = [label for label in group if label in match.claims]
            rows = {match.claims[label].row for label in in_source}
            sorted_group = list(group)
            if len(rows) == 1 or (sequence and _are_in_sequence([match.claims[label] for label in in_source])):
                in_order = sorted(in_source, key=lambda label: (match.claims[label].row, match.claims[label].at))
                if in_order != in_source:
                    reordered = True
                    if len(in_source) != len(group):
                        return None
                    sorted_group = in_order
            rank.update({label: index for index, label in enumerate(sorted_group)})
        for leaf, path in paths.items():
            keys[leaf].append((rank[path[level]], 0) if level < len(path) else (0, 0))
    if not reordered:
        return tuple(range(len(leaves)))
    return tuple(place_of[leaf] for leaf in sorted(leaves, key=lambda leaf: keys[leaf]))
