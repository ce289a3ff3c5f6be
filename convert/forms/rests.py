"""Find what may be the rest of a row on the lines below it: the rest of its numbers, between the lines of its label."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from convert.forms.fold import LONGEST_LABEL
from convert.forms.lines import Row
from convert.forms.stretch import Token
from convert.forms.values import is_unit, without_unit

MOST_LINES_BELOW = 32
"""Lines below a row that the rest of its label and of its numbers may be printed on."""


def find_rest(
    row: Row, rows: Sequence[Sequence[Token]], taken: set[tuple[int, int]], cut: Sequence[str]
) -> tuple[list[Token], bool]:
    """List the values below a row that no row of the form has; say whether text stands before them in a table.

    A label may go on between them, in lines or left of the row's values. cut: the labels that may.
    """
    last = row.filled[-1].row
    first = -1 if row.cells[0].line else row.cells[0].cell.col
    found: list[Token] = []
    beside = False
    below = (rows[at] for at in range(last + 1, len(rows)) if rows[at])
    for tokens in islice(below, MOST_LINES_BELOW):
        filled = [token for token in tokens if token.folded]
        rest = [token for token in filled if token.is_value or is_unit(token.folded) or _hides_unit(token, cut)]
        taken_as_rest = {token.at for token in rest}
        texts = [token for token in filled if token.at not in taken_as_rest]
        if any((token.row, token.at) in taken for token in filled):
            break
        if not all(any(token.folded in label for label in cut) for token in texts):
            break
        if not all(token.line if first < 0 else not token.line and token.cell.col < first for token in texts):
            break
        beside = beside or (first >= 0 and bool(texts))
        found += rest
    return found, beside


def _hides_unit(token: Token, cut: Sequence[str]) -> bool:
    """Say whether a text is the rest of a label with the units of broken numbers behind it, and not without them."""
    text, parts = "", [token.folded]
    while text != parts[-1] and len(token.folded) <= LONGEST_LABEL:
        text = parts[-1]
        parts.append(without_unit(text))
    in_label = [any(part in label for label in cut) for part in parts]
    return any(in_label) and not in_label[0]


def ends_in_unit(token: Token) -> bool:
    """Say whether the rest of a number ends in a unit, or is one: no sum tells which number it belongs to."""
    return not token.text[-1:].isdigit()
