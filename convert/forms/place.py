"""Give each value of a matched table its official place, or leave it blank and say so.

Order decides where a row has as many values as the form has places. Where it has fewer, the places of the blanks
must follow from the rows that are complete; where they do not, the row is left blank.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from convert.forms.layout import ValueCell
from convert.forms.lines import Row, arrange_lines
from convert.forms.match import Match
from convert.forms.split import Puzzle, solve
from convert.forms.stretch import Token
from convert.forms.values import read_value
from convert.model import Origin


@dataclass(slots=True)
class Placed:
    """What came out: values by official (row, col), rows that stay blank with their raw text,

    rows whose digits were told apart (places, before, after), heads in another order, tokens left over.
    """

    values: dict[tuple[int, int], Token] = field(default_factory=dict)
    undecided: list[tuple[tuple[ValueCell, ...], str, Origin]] = field(default_factory=list)
    split: list[tuple[tuple[ValueCell, ...], str, str, Origin]] = field(default_factory=list)
    moved: list[tuple[str, Origin]] = field(default_factory=list)
    leftover: list[Token] = field(default_factory=list)
    stop: int = 0


def place_values(match: Match, rows: Sequence[Sequence[Token]]) -> Placed:
    """Place the values of a match; rows are all rows of the stretch."""
    placed = Placed(stop=match.stop)
    claimed = {(token.row, token.at) for token in match.claims.values()}
    gathered = [_gather(match, rows, claimed, label, places, placed) for label, places in match.layout.groups]
    gathered = arrange_lines(match, rows, gathered, claimed, placed.stop)
    orders = [_column_order(match, band) for band in range(len(match.layout.heads))]
    used: set[tuple[int, int]] = set()
    open_rows: list[Row] = []
    for row in gathered:
        if row is None or not row.filled:
            continue
        order = orders[row.places[0].band]
        slots = None if order is None or row.doubtful else _decide(row, gathered)
        used |= {(token.row, token.at) for token in row.filled}
        if slots is None or order is None:
            open_rows.append(row)
            continue
        for index, token in enumerate(slots):
            if token.folded:
                place = row.places[order[index]]
                placed.values[place.row, place.col] = token
        kept = {(token.row, token.at) for token in slots}
        placed.leftover += [token for token in row.filled if (token.row, token.at) not in kept]
    _split_open_rows(open_rows, orders, match, placed)
    for band, order in enumerate(orders):
        if order is not None and list(order) != sorted(order):
            head = [match.layout.labels[label].text for label in match.layout.heads[band]]
            first = next(match.claims[label] for label in match.layout.heads[band] if label in match.claims)
            placed.moved.append((" ".join(head[index] for index in order), first.cell.origin))
    for cells in rows[match.start : placed.stop]:
        for token in cells:
            if token.folded and (token.row, token.at) not in claimed and (token.row, token.at) not in used:
                placed.leftover.append(token)
    return placed


def _split_open_rows(
    open_rows: Sequence[Row], orders: Sequence[tuple[int, ...] | None], match: Match, placed: Placed
) -> None:
    """Tell the digits of run-on rows apart where the form's sums allow one way only; the rest stays undecided."""
    places = {(place.row, place.col): place for _, group in match.layout.groups for place in group}
    known: dict[tuple[str, str], Decimal] = {}
    for at, token in placed.values.items():
        value = read_value(token.text).value
        if value is not None:
            known[places[at].row_key, places[at].col_key] = value
    run_on = [
        row
        for row in open_rows
        if all(token.run_on and token.is_value for token in row.filled)
        and not row.doubtful
        and len(row.filled) < len(row.places)
        and orders[row.places[0].band] == tuple(range(len(row.places)))
    ]
    puzzles = [Puzzle(row.places, tuple(token.text.replace(",", "") for token in row.filled)) for row in run_on]
    answers = {id(row): answer for row, answer in zip(run_on, solve(puzzles, match.template, known), strict=True)}
    for row in open_rows:
        raw = "  ".join(token.text for token in row.filled)
        origin = row.filled[0].cell.origin
        answer = answers.get(id(row))
        if answer is None:
            placed.undecided.append((row.places, raw, origin))
            continue
        for place, text in zip(row.places, answer, strict=True):
            placed.values[place.row, place.col] = row.filled[0]._replace(text=text, folded=text)
        placed.split.append((row.places, raw, " ".join(answer), origin))


def _gather(
    match: Match,
    rows: Sequence[Sequence[Token]],
    claimed: set[tuple[int, int]],
    label: int | None,
    places: tuple[ValueCell, ...],
    placed: Placed,
) -> Row | None:
    """Collect the cells that may hold a group's values: those beside its label, else those below it."""
    if label is None:
        head = [match.claims[leaf] for leaf in match.layout.heads[places[0].band] if leaf in match.claims]
        head = head or [token for at, token in match.claims.items() if match.layout.labels[at].row < places[0].row]
        if not head:
            return None
        last = max(head, key=lambda token: (token.row, token.at))
        start_row, anchor = last.row + 1, None
        beside = [token for token in rows[last.row][last.at + 1 :] if token.is_value]
        if beside:
            return Row(places, tuple(beside), anchor)
    elif label in match.claims:
        anchor = match.claims[label]
        beside = []
        for token in rows[anchor.row][anchor.at + 1 :]:
            if (token.row, token.at) in claimed:
                break
            beside.append(token)
        start_row = anchor.row + 1
        if any(token.folded for token in beside):
            return Row(places, tuple(beside), anchor)
    else:
        return None
    below: list[Token] = []
    for cells in rows[start_row:]:
        if any((token.row, token.at) in claimed for token in cells) or (len(cells) > 1 and below):
            break
        filled = [token for token in cells if token.folded]
        in_lines = bool(filled) and all(token.line for token in filled)
        if filled and not (all if in_lines else any)(token.is_value for token in filled):
            if label is None and not below and all(token.line for token in filled):
                continue
            break
        if label is not None and len(cells) > 1 and not in_lines:
            break
        below += cells
    if below:
        placed.stop = max(placed.stop, below[-1].row + 1)
        return Row(places, tuple(below), anchor)
    return Row(places, tuple(beside), anchor)


def _decide(row: Row, gathered: Sequence[Row | None]) -> list[Token] | None:
    """Choose which cell, filled or blank, stands in which place of a row; None where nothing decides it.

    A row with fewer cells than places has lost some, and nobody knows which.
    """
    wanted = len(row.places)
    filled = row.filled
    if len(filled) > wanted:
        numbers = [token for token in filled if token.is_value]
        words_first = filled[: len(filled) - len(numbers)]
        if len(numbers) == wanted and not any(token.is_value for token in words_first):
            return list(numbers)
        return _by_columns(row, gathered) if _column_convention(row, gathered) else None
    if len(filled) == wanted:
        return list(filled)
    columns, offsets = _column_convention(row, gathered), _offset_convention(row, gathered)
    answers = []
    if columns:
        answers.append(_by_columns(row, gathered))
    if offsets:
        answers.append(_by_offsets(row, offsets))
    if not answers:
        return _only_window(row)
    if any(answer is None for answer in answers) or any(answer != answers[0] for answer in answers):
        return _only_window(row) if len(row.cells) == wanted else None
    return answers[0]


def _complete(row: Row, gathered: Sequence[Row | None]) -> list[Row]:
    """List the complete rows that share the head, and so the columns, of a row."""
    band = row.places[0].band
    return [
        other
        for other in gathered
        if other is not None
        and other.places[0].band == band
        and len(other.filled) == len(other.places)
        and _same_piece(other, row)
    ]


def _same_piece(left: Row, right: Row) -> bool:
    return left.filled[0].piece == right.filled[0].piece


def _column_convention(row: Row, gathered: Sequence[Row | None]) -> tuple[int, ...] | None:
    """Give the source columns of the values, if all complete rows of this piece agree on them."""
    seen = {tuple(token.cell.col for token in other.filled) for other in _complete(row, gathered)}
    return seen.pop() if len(seen) == 1 else None


def _offset_convention(row: Row, gathered: Sequence[Row | None]) -> tuple[int, ...] | None:
    """Give the values' offsets from their label, if all complete rows of this piece agree on them."""
    seen = {tuple(_offset(other, token) for token in other.filled) for other in _complete(row, gathered)}
    return seen.pop() if len(seen) == 1 else None


def _offset(row: Row, token: Token) -> int:
    return row.cells.index(token)


def _by_columns(row: Row, gathered: Sequence[Row | None]) -> list[Token] | None:
    columns = _column_convention(row, gathered)
    assert columns is not None
    at_column = {token.cell.col: token for token in row.cells}
    if any(token.cell.col not in columns for token in row.filled) or any(col not in at_column for col in columns):
        return None
    return [at_column[column] for column in columns]


def _by_offsets(row: Row, offsets: tuple[int, ...]) -> list[Token] | None:
    if any(index not in offsets for index, token in enumerate(row.cells) if token.folded) or offsets[-1] >= len(
        row.cells
    ):
        return None
    return [row.cells[offset] for offset in offsets]


def _only_window(row: Row) -> list[Token] | None:
    """Give the row's cells if just one stretch of as many cells as places holds every value."""
    wanted = len(row.places)
    at = [index for index, token in enumerate(row.cells) if token.folded]
    first, last = max(0, at[-1] - wanted + 1), min(at[0], len(row.cells) - wanted)
    return list(row.cells[first : first + wanted]) if first == last else None


def _column_order(match: Match, band: int) -> tuple[int, ...] | None:
    """Give, for each source column of values, its official index: (0, 1, 2, …) unless the source reordered its head.

    Siblings under one label are ordered as the source has them when they stand in one row of it. None: the head
    is out of order and a label of it is missing, so nothing says which column is which.
    """
    labels, leaves = match.layout.labels, match.layout.heads[band]
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
            rows = Counter(match.claims[label].row for label in in_source)
            sorted_group = list(group)
            if len(rows) == 1:
                in_order = sorted(in_source, key=lambda label: match.claims[label].at)
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
