"""Put printed lines of values into each other: values into gaps, the rest of broken numbers behind their beginnings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, groupby
from math import comb

from msgspec import Struct
from msgspec.structs import replace

from convert.forms.stretch import Token
from convert.forms.sums import Places, row_adds_up
from convert.forms.template import TableTemplate
from convert.forms.values import is_garbled
from convert.model import cell_of_text

MOST_WAYS = 4_000
"""Ways to put a row together that are tried; where there are more, it stays blank."""
_MOST_BROKEN = 15
LONGEST_NUMBER = 12
_SHORTEST_PIECE = 2
_SLACK = 0.01
Tokens = tuple[Token, ...]
Span = tuple[float, float]


class Stacked(Struct, frozen=True):
    """The cells of a row made of several lines; parts: values whose digits went on in a cell."""

    cells: Tokens
    parts: Tokens = ()


def span(token: Token) -> Span:
    """Give the left and right end of a token whose place on the page is known."""
    box = token.cell.origin.box
    assert box is not None
    return box[0], box[2]


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] - _SLACK and other[0] < one[1] - _SLACK


def page_of(token: Token) -> int:
    return token.cell.origin.page or 0


def on_one_page(tokens: Sequence[Token]) -> bool:
    """Say whether it is known where tokens stand, on one page."""
    return all(token.cell.origin.box for token in tokens) and len({page_of(token) for token in tokens}) < 2


def texts_of(tokens: Sequence[Token]) -> list[str]:
    return [token.text for token in tokens]


def stack(row: Stacked, below: Tokens) -> Stacked | None:
    """Put a line of values into the gaps of the row above; digits below digits go on in the same number."""
    cells, parts = list(row.cells), list(row.parts)
    for token in below:
        under = [at for at, other in enumerate(cells) if overlap(span(other), span(token))]
        if len(under) > 1:
            return None
        if under:
            joined = join_digits(cells[under[0]], token)
            if joined is None:
                return None
            cells[under[0]] = joined
            parts.append(token)
        else:
            cells.append(token)
    return Stacked(tuple(sorted(cells, key=span)), tuple(parts))


def stack_all(tokens: Sequence[Token]) -> Stacked | None:
    """Put the lines that some tokens stand on into each other, if all are on one page."""
    if not on_one_page(tokens):
        return None
    row: Stacked | None = None
    for line in [tuple(line) for _, line in groupby(tokens, key=lambda token: token.row)]:
        row = stack(row, line) if row else Stacked(line)
        if row is None:
            return None
    return row


def join_digits(upper: Token, lower: Token) -> Token | None:
    """Join the digits of a number that was broken to fit its column: only the last piece may be shorter."""
    below = lower.cell.text.split("\n")
    pieces = [*upper.cell.text.split("\n"), *(below if len(below) > 1 else [lower.text])]
    plain = all(piece.replace(".", "").replace(",", "").isdecimal() for piece in pieces)
    if not plain or len({len(piece) for piece in pieces[:-1]}) > 1 or len(pieces[-1]) > len(pieces[0]):
        return None
    text = "".join(pieces)
    if len(text) > LONGEST_NUMBER or len(pieces[0]) < _SHORTEST_PIECE or is_garbled(text):
        return None
    origin = upper.cell.origin
    if origin.box and lower.cell.origin.box:
        left, top, right, bottom = origin.box
        low, high = span(lower)
        origin = replace(origin, box=(min(left, low), top, max(right, high), bottom))
    return replace(upper, cell=cell_of_text(0, 0, "\n".join(pieces), origin), text=text, folded=text)


def are_full(row: Tokens) -> bool:
    """Say whether the broken numbers of a row fill one width that no other number of the row exceeds."""
    firsts = {len(token.cell.text.split("\n")[0]) for token in row if "\n" in token.cell.text}
    return len(firsts) == 1 and all(len(token.text) <= min(firsts) for token in row if "\n" not in token.cell.text)


def are_numbers(template: TableTemplate, places: Places, row: Stacked, *, blank: str = "") -> bool:
    """Say whether joined digits are numbers: the row adds up with them, and did not without, or they fill columns."""
    broken = [token.cell.text.split("\n")[0] for token in row.cells]
    if not are_full(row.cells) and row_adds_up(template, places, broken, blank=blank):
        return False
    return row_adds_up(template, places, texts_of(row.cells), blank=blank)


def may_go_on(template: TableTemplate, places: Places, row: Tokens, near: Tokens, *, above: bool) -> bool:
    """Say whether values near a row, or above it, may be the rest of its numbers: somehow joined, the row adds up."""
    at_most = _MOST_BROKEN if len(row) <= _MOST_BROKEN else 0
    if not len(near) <= len(row) <= at_most:
        return len(near) <= len(row)
    ways = join_ways(row, near, range(len(row)), above=above)
    return any(row_adds_up(template, places, texts_of(joined)) for joined in ways)


def append_digits(template: TableTemplate, places: Places, row: Tokens, rest: Tokens) -> Tokens | None:
    """Append the rest of numbers that broke at the end of a page to them, if one way only adds up."""
    longest = max(len(token.text) for token in row)
    full = [at for at, token in enumerate(row) if len(token.text) == longest]
    if not len(rest) <= len(full) <= _MOST_BROKEN or row_adds_up(template, places, texts_of(row)):
        return None
    found = [joined for joined in join_ways(row, rest, full) if row_adds_up(template, places, texts_of(joined))]
    return found[0] if len(found) == 1 else None


def join_ways(cells: Tokens, rest: Sequence[Token], at: Sequence[int], *, above: bool = False) -> Iterator[Tokens]:
    """Yield the ways to join digits, in order, to numbers at these places of a row: behind or before them."""
    for chosen in combinations(at, len(rest)):
        joined = list(cells)
        for place, token in zip(chosen, rest, strict=True):
            whole = join_digits(token, cells[place]) if above else join_digits(cells[place], token)
            if whole is None:
                break
            joined[place] = whole
        else:
            yield tuple(joined)


def append_ways(cells: Tokens, rest: Sequence[Token]) -> Iterator[Tokens]:
    """Yield the ways to append digits to the numbers of a row, in order; none where there are too many."""
    numbers = [at for at, token in enumerate(cells) if len(token.text) > 1]
    if len(rest) <= len(numbers) and comb(len(numbers), len(rest)) <= MOST_WAYS:
        yield from join_ways(cells, rest, numbers)


def join_in_place(tokens: Tokens, n_places: int) -> list[Tokens] | None:
    """List the ways to join digits to the number right before them, so that each place has one; None: too many."""
    ways: list[Tokens] = [()]
    for left, token in zip(range(len(tokens) - 1, -1, -1), tokens, strict=True):
        longer = []
        for cells in ways:
            if len(cells) < n_places:
                longer.append((*cells, token))
            joined = join_digits(cells[-1], token) if cells and len(cells) + left >= n_places else None
            if joined is not None:
                longer.append((*cells[:-1], joined))
        ways = longer
        if len(ways) > MOST_WAYS:
            return None
    return [cells for cells in ways if len(cells) == n_places]


def put_between(first: Tokens, second: Tokens) -> Iterator[Tokens]:
    """Yield the ways to put the values of one line between those of another."""
    count = len(first) + len(second)
    for chosen in combinations(range(count), len(second)):
        places = set(chosen)
        upper, lower = iter(first), iter(second)
        yield tuple(next(lower) if at in places else next(upper) for at in range(count))
