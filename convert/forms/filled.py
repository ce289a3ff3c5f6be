"""Read rows in which merged cells are filled: each place stands there as often as cells were merged for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise

from convert.forms.lines import Row
from convert.forms.match import Match
from convert.forms.stretch import Token

_WIDEST_MERGED = 8
"""Cells beside each other in a row of which some may repeat others."""


def times_of_heads(row: Row, match: Match) -> list[int]:
    """Count how often the source says each head of a row's values; nothing if it lacks one, or none is merged."""
    heads = [match.claims.get(leaf) for leaf in match.layout.heads[row.places[0].band]]
    if len(heads) != len(row.places) or max(place.colspan for place in row.places) == 1:
        return []
    return [
        sum(token.times for token in _beside(head, match) if token.folded == head.folded)
        for head in heads
        if head is not None
    ]


def once_a_place(row: Row, times: Sequence[int]) -> list[list[Token]]:
    """Give the readings of a row in which merged cells are filled: each place has cells side by side that say the same.

    Where the cells under each head do, that is the reading. Where not, values were merged otherwise than their heads.
    A row with fewer or more cells than its heads has none.
    """
    edges = [sum(times[:at]) for at in range(len(times) + 1)]
    if len(times) != len(row.places) or edges[-1] != len(row.cells):
        return []
    ways: Iterable[tuple[int, ...]] = (tuple(edges),)
    if not _says_the_same(row, edges) and len(row.cells) <= _WIDEST_MERGED:
        ways = ((0, *inner, len(row.cells)) for inner in combinations(range(1, len(row.cells)), len(times) - 1))
    found = {
        tuple(row.cells[at].text for at in way[:-1]): [row.cells[at] for at in way[:-1]]
        for way in ways
        if _says_the_same(row, way)
    }
    return list(found.values())


def _says_the_same(row: Row, edges: Sequence[int]) -> bool:
    """Say whether the cells between each two edges hold one text."""
    return all(len({token.text for token in row.cells[low:high]}) == 1 for low, high in pairwise(edges))


def _beside(head: Token, match: Match) -> Iterator[Token]:
    """Yield what stands in the row of a head; where that is a line, also in the lines around, up to values."""
    yield from match.source_rows.get(head.row, ())
    for step in (-1, 1) if head.line else ():
        row = head.row + step
        while row in match.source_rows and not any(token.is_value for token in match.source_rows[row]):
            yield from match.source_rows[row]
            row += step
