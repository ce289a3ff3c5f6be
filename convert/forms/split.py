"""Tell run-together digits apart by the form's own sums, where that is possible in exactly one way.

`21710000218` over seven columns is `217 1 0 0 0 0 218`, since no other split adds up. A split is taken only if it is
the only one; a number has no leading zero, so `000` over three columns needs no sum. Digits that the source
separates in part are cut further only where a sum bears it out: a blank cell may be what is missing.

A blank cell leaves no trace in a run of digits: `830` over three columns is `8 3 0`, or `83`, `0` and a blank. A split
is proved if no reading with blanks adds up, or if the sums over rows hold with it in every column. One that is not is
true only of a source that leaves no cell blank, and the caller must know that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product
from math import prod

from msgspec import Struct

from convert.forms.sums import Columns, Places, Rows, by_column, column_rules, holds, row_rules
from convert.forms.template import TableTemplate
from convert.forms.values import read_value

_DIGITS = re.compile(r"(\d+)(\D.*)?")
_LONGEST_NUMBER = 9
_MOST_STEPS = 80_000
_MOST_STEPS_WITH_BLANKS = 10_000
_MOST_COMBINATIONS = 20_000
Texts = tuple[str, ...]


class Puzzle(Struct, frozen=True):
    """The places of a row and the digits that hold its values, cut where the source has blanks."""

    places: Places
    pieces: tuple[str, ...]


class Split(Struct, frozen=True):
    """The values of a row as texts. proved: no reading with blank cells is as good."""

    texts: tuple[str, ...]
    proved: bool


def solve(puzzles: Sequence[Puzzle], template: TableTemplate, known: Rows) -> list[Split | None]:
    """Give each row's values, or None where there is no way without a blank, or more than one.

    known: the other rows; one that is blank or undecided has no texts.
    """
    options = [_row_options(puzzle, template) for puzzle in puzzles]
    answers: list[tuple[str, ...] | None] = [found[0] if len(found) == 1 else None for found in options]
    settled = by_column([*known, *_answered(puzzles, answers)])
    open_rows = [at for at, found in enumerate(options) if len(found) > 1]
    if open_rows and any(rule.across == "columns" for rule in template.rules):
        only = _by_columns([puzzles[at] for at in open_rows], [options[at] for at in open_rows], template, settled)
        for at, answer in zip(open_rows, only or (), strict=False):
            answers[at] = answer
        settled = by_column([*known, *_answered(puzzles, answers)])
    return [
        Split(
            answer,
            _columns_hold(puzzle, template, settled) or not (is_one_short(puzzle) or may_have_blanks(puzzle, template)),
        )
        if answer
        else None
        for puzzle, answer in zip(puzzles, answers, strict=True)
    ]


def _answered(puzzles: Sequence[Puzzle], answers: Sequence[tuple[str, ...] | None]) -> list[tuple[Places, Texts]]:
    return [(puzzle.places, answer) for puzzle, answer in zip(puzzles, answers, strict=True) if answer]


def _columns_hold(puzzle: Puzzle, template: TableTemplate, settled: Columns) -> bool:
    """Say whether sums over rows that the row takes part in are known in every column, and hold."""
    rules = column_rules(template, puzzle.places[0].row_key)
    columns = [[holds(rule, settled.get(place.col_key, {})) for rule in rules] for place in puzzle.places]
    return all(True in verdicts and False not in verdicts for verdicts in columns)


def is_one_short(puzzle: Puzzle) -> bool:
    """Say whether blanks cut the digits into one number less than there are places: one cell may just be blank."""
    return 1 < len(puzzle.pieces) == len(puzzle.places) - 1


def may_have_blanks(puzzle: Puzzle, template: TableTemplate) -> bool:
    """Say whether a reading with at least one blank cell, which counts as nothing, satisfies the rules of a row.

    A walk that grows too long counts as a reading found.
    """
    layers = _walk(puzzle, template, blanks=True)
    return layers is None or any(state.blank for state in layers[-1])


def _walk(puzzle: Puzzle, template: TableTemplate, *, blanks: bool) -> list[_Layer] | None:
    """Go from place to place through the digits; None if that takes too many steps.

    A layer holds how far the digits may be used behind a place, with the sums that are still open, and from where and
    with which text that is reached. The last holds only whole readings.
    """
    keys = [place.col_key for place in puzzle.places]
    rules = row_rules(template, keys)
    shares = [[(key in rule.left) - (key in rule.right) for rule in rules] for key in keys]
    choices: dict[tuple[int, int], list[_Choice]] = {}
    layers: list[_Layer] = [{_State(0, 0, False, (Decimal(0),) * len(rules)): []}]
    steps = 0
    for col, share in enumerate(shares):
        due = [at for at in range(len(rules)) if not any(later[at] for later in shares[col + 1 :])]
        left = len(keys) - col - 1
        following: _Layer = {}
        for state in layers[-1]:
            at = state.piece, state.offset
            if at not in choices:
                choices[at] = _choices(puzzle, *at, blanks=blanks)
            steps += len(choices[at])
            if steps > (_MOST_STEPS_WITH_BLANKS if blanks else _MOST_STEPS):
                return None
            for choice in choices[at]:
                if choice.least > left or (not blanks and choice.most < left):
                    continue
                sums = state.sums
                if choice.value is None and any(share):
                    continue
                if choice.value is not None:
                    sums = tuple([total + factor * choice.value for total, factor in zip(sums, share, strict=True)])
                if not any(sums[at] for at in due):
                    reached = _State(choice.piece, choice.offset, state.blank or not choice.text, sums)
                    following.setdefault(reached, []).append((state, choice.text))
        layers.append(following)
    layers[-1] = {state: before for state, before in layers[-1].items() if state.piece == len(puzzle.pieces)}
    return layers


class _Choice(Struct, frozen=True):
    """A number that may stand in a place, or a blank, and what is left behind it: how many numbers that may be."""

    text: str
    value: Decimal | None
    piece: int
    offset: int
    least: int
    most: int


class _State(Struct, frozen=True):
    """How far the digits are used, whether with a blank, and the sums that are still open."""

    piece: int
    offset: int
    blank: bool
    sums: tuple[Decimal, ...]


_Layer = dict[_State, list[tuple[_State, str]]]


def _choices(puzzle: Puzzle, piece: int, offset: int, *, blanks: bool) -> list[_Choice]:
    found = [_Choice("", Decimal(0), piece, offset, *_bounds(puzzle, piece, offset))] if blanks else []
    if piece < len(puzzle.pieces):
        for text, end in _next_numbers(puzzle.pieces[piece], offset):
            at = (piece + 1, 0) if end == len(puzzle.pieces[piece]) else (piece, end)
            found.append(_Choice(text, read_value(text).value, *at, *_bounds(puzzle, *at)))
    return found


def _bounds(puzzle: Puzzle, piece: int, offset: int) -> tuple[int, int]:
    """Give the fewest and the most numbers that the rest of the digits may be: a nought begins no other number."""
    least = most = 0
    rests = (puzzle.pieces[piece][offset:], *puzzle.pieces[piece + 1 :]) if piece < len(puzzle.pieces) else ()
    for text in rests:
        rest = text.lstrip("0")
        least += len(text) - len(rest) + (rest[:1].isdigit() and -(-len(rest) // _LONGEST_NUMBER))
        most += len(text)
    return least, most


def _by_columns(
    puzzles: Sequence[Puzzle], options: Sequence[Sequence[Texts]], template: TableTemplate, settled: Columns
) -> tuple[Texts, ...] | None:
    """Give each row the one of its options with which the sums over rows hold, if that goes in one way only."""
    if prod(map(len, options)) > _MOST_COMBINATIONS:
        return None
    rules = [rule for rule in template.rules if rule.across == "columns"]
    fitting = []
    for combination in product(*options):
        own = by_column([(puzzle.places, texts) for puzzle, texts in zip(puzzles, combination, strict=True)])
        columns = [settled.get(place.col_key, {}) | own.get(place.col_key, {}) for place in puzzles[0].places]
        verdicts = [holds(rule, values) for rule in rules for values in columns]
        if False not in verdicts and True in verdicts:
            fitting.append(combination)
            if len(fitting) > 1:
                return None
    return fitting[0] if fitting else None


def _row_options(puzzle: Puzzle, template: TableTemplate) -> list[tuple[str, ...]]:
    """List the splits of one row that its own rules allow; too many to try counts as none."""
    if len(puzzle.pieces) > 1 and not row_rules(template, [place.col_key for place in puzzle.places]):
        return []
    layers = _walk(puzzle, template, blanks=False)
    found: list[tuple[str, ...]] = []
    waiting: list[tuple[int, _State, tuple[str, ...]]] = (
        [(len(layers) - 1, state, ()) for state in layers[-1]] if layers else []
    )
    while waiting and layers and len(found) <= _MOST_COMBINATIONS:
        at, state, texts = waiting.pop()
        if at == 0:
            found.append(texts)
        waiting += [(at - 1, before, (text, *texts)) for before, text in layers[at][state]]
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
