"""Work out the equalities of an official table, exactly as the template states them. Nothing is mended here."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from convert.forms.layout import ValueCell, lay_out
from convert.forms.template import Rule, TableTemplate
from convert.model import Cell, Check, Table


def check_table(template: TableTemplate, table: Table, index: int) -> Iterator[Check]:
    """Yield a check for every equality of the template, in its order; index is the table's place in the document."""
    cells = {(cell.row, cell.col): cell for cell in table.cells}
    places = [place for _, group in lay_out(template).groups for place in group]
    names = {line.key: line.path[-1] if line.path else "" for band in template.bands for line in band.rows}
    names |= {line.key: "/".join(line.path) for band in template.bands for line in band.columns}
    for rule in template.rules:
        by_line: dict[str, dict[str, ValueCell]] = {}
        for place in places:
            line, key = (place.col_key, place.row_key) if rule.across == "columns" else (place.row_key, place.col_key)
            by_line.setdefault(line, {})[key] = place
        for line, found in by_line.items():
            if all(key in found for key in (*rule.left, *rule.right)):
                yield _check(rule, index, names[line], found, cells)


def _check(rule: Rule, index: int, line: str, found: dict[str, ValueCell], cells: dict[tuple[int, int], Cell]) -> Check:
    left, right = ([(found[key].row, found[key].col) for key in side] for side in (rule.left, rule.right))
    used = [cells[place] for place in (*left, *right)]
    unknown = any(cell.text and not isinstance(cell.value, Decimal) for cell in used)
    left_sum, right_sum = (_total(cells, side) for side in (left, right))
    blanks = sum(1 for cell in used if not cell.text)
    empty_side = any(all(not cells[place].text for place in side) for side in (left, right))
    name = f"{rule.name}（{line}）" if line else rule.name
    holds = None if unknown or empty_side else left_sum == right_sum
    return Check(index, rule.id, name, left_sum, right_sum, tuple(left), tuple(right), blanks, holds)


def _total(cells: dict[tuple[int, int], Cell], places: list[tuple[int, int]]) -> Decimal:
    values = (cells[place].value for place in places)
    return sum((value for value in values if isinstance(value, Decimal)), Decimal(0))
