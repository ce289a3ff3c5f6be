"""Work out the equalities of an official table, exactly as the template states them. Nothing is mended here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, TypeVar

from convert.forms.layout import lay_out
from convert.forms.spelled import kind_of
from convert.forms.template import NOT_SUMMED, TablesRule, TableTemplate
from convert.model import Check, Table

Place = tuple[int, int]
_At = TypeVar("_At", Place, tuple[int, int, int])
_ZERO = Decimal(0)


class Equality(NamedTuple):
    """A rule applied to one row or column: the places whose sums must be equal, and all of them."""

    rule: str
    name: str
    left: tuple[Place, ...]
    right: tuple[Place, ...]
    places: frozenset[Place]


class Numbers(NamedTuple):
    """The numbers of a table by their places, and the places of what is none but not blank."""

    known: dict[Place, Decimal]
    unknown: set[Place]


def numbers_of(table: Table) -> Numbers:
    """Read the numbers of a table."""
    known: dict[Place, Decimal] = {}
    unknown: set[Place] = set()
    for cell in table.cells:
        if isinstance(cell.value, Decimal):
            known[cell.row, cell.col] = cell.value
        elif cell.role != "label" and cell.blocks and cell.text:
            unknown.add((cell.row, cell.col))
    return Numbers(known, unknown)


def check_table(template: TableTemplate, table: Table, index: int) -> Iterator[Check]:
    """Yield a check for every equality of the template, in its order; index is the table's place in the document."""
    numbers = numbers_of(table)
    for rule, name, left, right, _ in equalities(template):
        yield Check(index, rule, name, *_compare(left, right, numbers.known, numbers.unknown))


def _compare(
    left: tuple[_At, ...], right: tuple[_At, ...], known_numbers: Mapping[_At, Decimal], unknown: AbstractSet[_At]
) -> tuple[Decimal, Decimal, tuple[_At, ...], tuple[_At, ...], int, bool | None]:
    """Add up both sides of an equality: the sums, the places, how many are blank, and whether it holds."""
    known = [[known_numbers[place] for place in side if place in known_numbers] for side in (left, right)]
    left_sum, right_sum = (_number(str(sum(side, _ZERO))) for side in known)
    texts = [[place for place in side if place in unknown] for side in (left, right)] if unknown else [[], []]
    filled = [len(values) + len(others) for values, others in zip(known, texts, strict=True)]
    doubtful = not all(filled) or any(texts)
    blanks = len(left) + len(right) - sum(filled)
    return left_sum, right_sum, left, right, blanks, None if doubtful else left_sum == right_sum


class Standing(NamedTuple):
    """An official table of a document: the number of its block, and its template with its own rows."""

    block: int
    table: Table
    template: TableTemplate


def check_tables(rule: TablesRule, tables: Sequence[Standing]) -> Check:
    """Work out an equality over several tables; tables: those that it names."""
    known: dict[tuple[int, int, int], Decimal] = {}
    unknown: set[tuple[int, int, int]] = set()
    for index, table, _ in tables:
        numbers = numbers_of(table)
        known |= {(index, *place): number for place, number in numbers.known.items()}
        unknown |= {(index, *place) for place in numbers.unknown}
    places: dict[tuple[str, str, str], list[tuple[int, int, int]]] = {}
    for index, _, template in tables:
        for place in lay_out(template).places:
            key = (template.id, kind_of(place.row_key), place.col_key)
            places.setdefault(key, []).append((index, place.row, place.col))
    left, right = (
        tuple(at for term in side for at in places.get((term.table, term.row, term.column), ()))
        for side in (rule.left, rule.right)
    )
    left_sum, right_sum, _, _, blanks, holds = _compare(left, right, known, unknown)
    own = tuple(at[0] for at in (*left, *right))
    left_cells, right_cells = (tuple((row, col) for _, row, col in side) for side in (left, right))
    first = own[0] if own else tables[0].block
    return Check(first, rule.id, rule.name, left_sum, right_sum, left_cells, right_cells, blanks, holds, own)


@lru_cache(maxsize=4096)
def _number(text: str) -> Decimal:
    """Give one object for sums that are written alike."""
    return Decimal(text)


def equalities(template: TableTemplate) -> tuple[Equality, ...]:
    """Give the template's rules for each row or column that has all their parts, in their order."""
    return _work_out(template) if template.spelled_out else _of_a_form(template)


@lru_cache(maxsize=1024)
def _of_a_form(template: TableTemplate) -> tuple[Equality, ...]:
    return _work_out(template)


def _work_out(template: TableTemplate) -> tuple[Equality, ...]:
    places = [place for place in lay_out(template).places if place.type not in NOT_SUMMED]
    names = {line.key: line.path[-1] if line.path else "" for band in template.bands for line in band.rows}
    names |= {line.key: "/".join(line.path) for band in template.bands for line in band.columns}
    found: list[Equality] = []
    for rule in template.rules:
        by_line: dict[str, dict[str, Place]] = {}
        for place in places:
            line, key = (place.col_key, place.row_key) if rule.across == "columns" else (place.row_key, place.col_key)
            by_line.setdefault(line, {})[key] = (place.row, place.col)
        for line, at in by_line.items():
            if all(key in at for key in rule.keys):
                name = f"{rule.name}（{names[line]}）" if names[line] else rule.name
                left, right = (tuple(at[key] for key in side) for side in (rule.left, rule.right))
                found.append(Equality(rule.id, name, left, right, frozenset((*left, *right))))
    return tuple(found)
