"""Decide which column of a form each column of the source is, where the source may have its heads in another order."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from convert.forms.layout import lay_out
from convert.forms.lines import Row
from convert.forms.match import Match
from convert.forms.stretch import Token
from convert.forms.sums import row_adds_up
from convert.forms.template import TableTemplate

_MOST_LEVELS = 3
"""Rows of a head above its leaves."""
_ROWS_AGAINST_A_HEAD = 3
"""So many more rows must add up in another order than in that of the head that values stand below."""


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
    """Give the order of a band's columns: that in which more rows add up, or else the head's.

    Cells of a head have lost their columns where spanned ones were dropped or say that they span too much. Lines may
    follow the rows of the head, or be the texts of a page in any order. Where values stand below a head, a few rows
    do not bear out another order: they only put the head's in doubt.
    """
    order, lined = column_order(match, band), column_order(match, band, sequence=True)
    nested = column_order(match, band, grid=False)
    if order is None or lined is None or order == lined == nested:
        return order
    rows = [row for row in arranged if row and row.places[0].band == band and len(row.filled) == len(row.places)]
    orders = list(dict.fromkeys(found for found in (order, lined, nested) if found is not None))
    counts = [_count_sums(match, rows, found) for found in orders]
    most = max(counts)
    if _stand_below_heads(match, band, rows) and counts[0] == most:
        return order
    best = [found for found, count in zip(orders, counts, strict=True) if count == most]
    if _stand_below_heads(match, band, rows):
        return best[0] if len(best) == 1 and most >= counts[0] + _ROWS_AGAINST_A_HEAD else None
    told = order == nested and not (most and any(_reorders_siblings(match, band, found) for found in best))
    return best[0] if len(best) == 1 or told else None


def _reorders_siblings(match: Match, band: int, order: tuple[int, ...]) -> bool:
    """Say whether an order swaps leaves under one label: no sum tells these apart, and they are broken alike."""
    leaves, paths = match.layout.heads[band], _paths(match.template, band)
    siblings: dict[tuple[int, ...], list[int]] = {}
    for index in order:
        siblings.setdefault(paths[leaves[index]][:-1], []).append(index)
    return any(group != sorted(group) for group in siblings.values())


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


@lru_cache(maxsize=1024)
def _paths(template: TableTemplate, band: int) -> dict[int, tuple[int, ...]]:
    """Give for each leaf of a band's head the labels above it, the highest first, and itself at the end."""
    layout = lay_out(template)
    labels, leaves = layout.labels, layout.heads[band]
    highest = labels[leaves[0]].row - _MOST_LEVELS

    def above(leaf: int) -> list[int]:
        cell = labels[leaf]
        found = [
            index
            for index, other in enumerate(labels)
            if other.in_head
            and highest <= other.row < cell.row
            and other.row + other.rowspan <= cell.row + 1
            and other.col <= cell.col < other.col + other.colspan
        ]
        return sorted(found, key=lambda index: labels[index].row)

    return {leaf: (*above(leaf), leaf) for leaf in leaves}


def column_order(match: Match, band: int, *, sequence: bool = False, grid: bool = True) -> tuple[int, ...] | None:
    """Give, for each source column of values, its official index: (0, 1, 2, …) unless the source reordered its head.

    Siblings under one label are ordered as the source has them when they stand in one row of it. None: the head
    is out of order and a label of it is missing, so nothing says which column is which. sequence: siblings that are
    lines of text are ordered as they follow each other; not grid: the columns of a table's cells count for nothing.
    """
    leaves = match.layout.heads[band]
    head = match.head(band)
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

    paths = _paths(match.template, band)
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
