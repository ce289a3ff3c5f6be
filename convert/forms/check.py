"""Work out the equalities of an official table, exactly as the template states them. Nothing is mended here."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from convert.forms.layout import lay_out
from convert.forms.template import TableTemplate
from convert.model import Check, Table

Place = tuple[int, int]
_ZERO = Decimal(0)
_NOT_SUMMED = ("percent", "text")
"""Types of values that a sum over rows or columns says nothing of."""


class _Equality(NamedTuple):
    """A rule applied to one row or column: the places whose sums must be equal."""

    rule: str
    name: str
    left: tuple[Place, ...]
    right: tuple[Place, ...]


def check_table(template: TableTemplate, table: Table, index: int) -> Iterator[Check]:
    """Yield a check for every equality of the template, in its order; index is the table's place in the document."""
    numbers: dict[Place, Decimal] = {}
    unknown: set[Place] = set()
    for cell in table.cells:
        if isinstance(cell.value, Decimal):
            numbers[cell.row, cell.col] = cell.value
        elif cell.role != "label" and cell.blocks and cell.text:
            unknown.add((cell.row, cell.col))
    for rule, name, left, right in _equalities(template):
        known = [[numbers[place] for place in side if place in numbers] for side in (left, right)]
        left_sum, right_sum = (_number(str(sum(side, _ZERO))) for side in known)
        texts = [[place for place in side if place in unknown] for side in (left, right)] if unknown else [[], []]
        filled = [len(values) + len(others) for values, others in zip(known, texts, strict=True)]
        doubtful = not all(filled) or any(texts)
        holds = None if doubtful else left_sum == right_sum
        blanks = len(left) + len(right) - sum(filled)
        yield Check(index, rule, name, left_sum, right_sum, left, right, blanks, holds)


@lru_cache(maxsize=4096)
def _number(text: str) -> Decimal:
    """Give one object for sums that are written alike."""
    return Decimal(text)


def _equalities(template: TableTemplate) -> tuple[_Equality, ...]:
    return _work_out(template) if template.spelled_out else _of_a_form(template)


@lru_cache(maxsize=1024)
def _of_a_form(template: TableTemplate) -> tuple[_Equality, ...]:
    return _work_out(template)


def _work_out(template: TableTemplate) -> tuple[_Equality, ...]:
    places = [place for place in lay_out(template).places if place.type not in _NOT_SUMMED]
    names = {line.key: line.path[-1] if line.path else "" for band in template.bands for line in band.rows}
    names |= {line.key: "/".join(line.path) for band in template.bands for line in band.columns}
    found: list[_Equality] = []
    for rule in template.rules:
        by_line: dict[str, dict[str, Place]] = {}
        for place in places:
            line, key = (place.col_key, place.row_key) if rule.across == "columns" else (place.row_key, place.col_key)
            by_line.setdefault(line, {})[key] = (place.row, place.col)
        for line, at in by_line.items():
            if all(key in at for key in rule.keys):
                name = f"{rule.name}（{names[line]}）" if names[line] else rule.name
                left, right = (tuple(at[key] for key in side) for side in (rule.left, rule.right))
                found.append(_Equality(rule.id, name, left, right))
    return tuple(found)
