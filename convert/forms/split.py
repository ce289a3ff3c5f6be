"""Tell run-together digits apart by the form's own sums, where that is possible in exactly one way.

`21710000218` over seven columns is `217 1 0 0 0 0 218`, since no other split adds up. A split is taken only if it is
the only one; a number has no leading zero, so `000` over three columns needs no sum. Digits that the source
separates in part are cut further only where a sum bears it out: a blank cell may be what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from convert.forms.layout import ValueCell
from convert.forms.template import Rule, TableTemplate
from convert.forms.values import read_value

_DIGITS = re.compile(r"(\d+)(\D.*)?")
_LONGEST_NUMBER = 9
_MOST_STEPS = 200_000
_MOST_COMBINATIONS = 20_000
Places = tuple[ValueCell, ...]
Known = Mapping[tuple[str, str], Decimal]


class Puzzle(NamedTuple):
    """The places of a row and the digits that hold its values, cut where the source has blanks."""

    places: Places
    pieces: tuple[str, ...]


def solve(puzzles: Sequence[Puzzle], template: TableTemplate, known: Known) -> list[tuple[str, ...] | None]:
    """Give each row's values as texts, or None where there is no way, or more than one.

    known: the values of the other rows by (row key, column key); a row that is blank or undecided is not in it.
    """
    options = [_row_options(puzzle, template) for puzzle in puzzles]
    answers: list[tuple[str, ...] | None] = [found[0] if len(found) == 1 else None for found in options]
    if not any(rule.across == "columns" for rule in template.rules):
        return answers
    open_rows = [at for at, found in enumerate(options) if len(found) > 1]
    settled = dict(known)
    for puzzle, answer in zip(puzzles, answers, strict=True):
        if answer:
            settled |= _values(puzzle.places, answer)
    found = _by_columns(open_rows, puzzles, options, template, settled) if open_rows else None
    for at, answer in zip(open_rows, found or (), strict=False):
        answers[at] = answer
    return answers


def _by_columns(
    group: Sequence[int],
    puzzles: Sequence[Puzzle],
    options: Sequence[Sequence[tuple[str, ...]]],
    template: TableTemplate,
    settled: Known,
) -> tuple[tuple[str, ...], ...] | None:
    size = 1
    for at in group:
        size *= len(options[at])
    if size > _MOST_COMBINATIONS:
        return None
    rules = [rule for rule in template.rules if rule.across == "columns"]
    columns = [place.col_key for place in puzzles[group[0]].places]
    fitting = []
    for combination in product(*(options[at] for at in group)):
        values = dict(settled)
        for at, answer in zip(group, combination, strict=True):
            values |= _values(puzzles[at].places, answer)
        verdicts = [_holds(rule, values, column) for rule in rules for column in columns]
        if all(verdict is not False for verdict in verdicts) and any(verdicts):
            fitting.append(combination)
            if len(fitting) > 1:
                return None
    return fitting[0] if fitting else None


def _holds(rule: Rule, values: Known, column: str) -> bool | None:
    sides = []
    for side in (rule.left, rule.right):
        found = [values.get((key, column)) for key in side]
        if any(value is None for value in found):
            return None
        sides.append(sum((value for value in found if value is not None), Decimal(0)))
    return sides[0] == sides[1]


def _values(places: Places, texts: tuple[str, ...]) -> dict[tuple[str, str], Decimal]:
    read = ((place, read_value(text).value) for place, text in zip(places, texts, strict=True))
    return {(place.row_key, place.col_key): value for place, value in read if value is not None}


def _row_options(puzzle: Puzzle, template: TableTemplate) -> list[tuple[str, ...]]:
    """List the splits of one row that its own rules allow; too many to try counts as none."""
    keys = [place.col_key for place in puzzle.places]
    rules = [
        rule
        for rule in template.rules
        if rule.across == "rows" and all(key in keys for key in (*rule.left, *rule.right))
    ]
    due: dict[int, list[Rule]] = {}
    for rule in rules:
        due.setdefault(max(keys.index(key) for key in (*rule.left, *rule.right)), []).append(rule)
    if not due and len(puzzle.pieces) > 1:
        return []
    found: list[tuple[str, ...]] = []
    steps = 0
    stack: list[tuple[int, int, tuple[str, ...]]] = [(0, 0, ())]
    while stack:
        piece, offset, taken = stack.pop()
        steps += 1
        if steps > _MOST_STEPS:
            return []
        if piece == len(puzzle.pieces):
            if len(taken) == len(keys):
                found.append(taken)
            continue
        if len(taken) == len(keys):
            continue
        for text, end in _next_numbers(puzzle.pieces[piece], offset):
            grown = (*taken, text)
            if all(_row_holds(rule, keys, grown) for rule in due.get(len(taken), ())):
                done = end == len(puzzle.pieces[piece])
                stack.append((piece + 1 if done else piece, 0 if done else end, grown))
    return found


def _next_numbers(piece: str, offset: int) -> Iterator[tuple[str, int]]:
    """Yield the numbers that may start at an offset of a piece, with where they end."""
    match = _DIGITS.fullmatch(piece, offset)
    if match is None:
        yield piece[offset:], len(piece)
        return
    digits, tail = match[1], match[2] or ""
    longest = 1 if digits[0] == "0" else min(len(digits), _LONGEST_NUMBER)
    for length in range(1, longest + 1):
        if length == len(digits):
            yield digits + tail, len(piece)
        else:
            yield digits[:length], offset + length
    if tail.startswith(".") and len(digits) > longest and digits[0] != "0":
        yield digits + tail, len(piece)


def _row_holds(rule: Rule, keys: list[str], taken: tuple[str, ...]) -> bool:
    sides = []
    for side in (rule.left, rule.right):
        values = [read_value(taken[keys.index(key)]).value for key in side]
        if any(value is None for value in values):
            return False
        sides.append(sum((value for value in values if value is not None), Decimal(0)))
    return sides[0] == sides[1]
