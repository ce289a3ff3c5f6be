"""Ask whether values that are not placed yet would satisfy a form's sums: evidence for how a row is to be read."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from decimal import Decimal

from convert.forms.layout import ValueCell
from convert.forms.template import Rule, TableTemplate
from convert.forms.values import read_value

Places = tuple[ValueCell, ...]
Rows = Sequence[tuple[Places, Sequence[str]]]
"""The places of rows and the texts in them."""
Columns = dict[str, dict[str, Decimal]]
"""Numbers by the keys of their columns and rows."""


def has_sums(template: TableTemplate, places: Places) -> bool:
    """Say whether the form has a sum that the values of a row are part of."""
    rows, columns = {place.row_key for place in places}, {place.col_key for place in places}
    parts = [(rule.across, {*rule.keys}) for rule in template.rules]
    return any(not keys.isdisjoint(rows) if across == "columns" else keys <= columns for across, keys in parts)


def row_rules(template: TableTemplate, keys: Container[str]) -> list[Rule]:
    """List the form's sums over columns that a row with values in these has all parts of."""
    return [rule for rule in template.rules if rule.across == "rows" and all(key in keys for key in rule.keys)]


def column_rules(template: TableTemplate, own: str) -> list[Rule]:
    """List the form's sums over rows that a row is part of; own: its key."""
    return [rule for rule in template.rules if rule.across == "columns" and own in rule.keys]


def has_row_sums(template: TableTemplate, places: Places) -> bool:
    """Say whether the form has a sum over the columns of a row."""
    return bool(row_rules(template, {place.col_key for place in places}))


def all_in_row_sums(template: TableTemplate, places: Places) -> bool:
    """Say whether each of a row's columns is part of a sum over the columns of a row."""
    columns = {place.col_key for place in places}
    rules = [{*rule.left, *rule.right} for rule in template.rules if rule.across == "rows"]
    return columns == {key for keys in rules if keys <= columns for key in keys}


def row_adds_up(template: TableTemplate, places: Places, texts: Sequence[str], *, blank: str = "") -> bool:
    """Say whether the form has sums over a row's columns, all texts are numbers, and all those sums hold.

    blank: what counts for a blank place; without it a row with blanks does not add up.
    """
    values: dict[str, Decimal] = {}
    for place, text in zip(places, texts, strict=True):
        value = read_value(text or blank).value
        if value is None:
            return False
        values[place.col_key] = value
    rules = row_rules(template, values)
    return bool(rules) and not any(_difference(rule, values) for rule in rules)


def bears_order(template: TableTemplate, rows: Rows, places: Places, texts: Sequence[str]) -> bool:
    """Say whether the sums over rows bear out the order of a row's values; without such sums there is nothing to say.

    At least one sum must be known in every column, and none may fail so that another order of the values would mend
    it. A blank counts as nothing.
    """
    columns = by_column((*rows, (places, texts)), blank="0")
    own = places[0].row_key
    rules = column_rules(template, own)
    known = False
    for rule in rules:
        values = [columns.get(place.col_key, {}) for place in places]
        if not all(_applies(rule, value) for value in values):
            continue
        known = True
        sign = 1 if own in rule.left else -1
        have = [value[own] for value in values]
        wanted = [value[own] - sign * _difference(rule, value) for value in values]
        if wanted != have and sorted(wanted) == sorted(have):
            return False
    return known or not rules


def failing_columns(template: TableTemplate, rows: Rows, own: str = "") -> int:
    """Count the columns in which a sum over rows is known and does not hold; own: of those that this row is part of."""
    rules = [rule for rule in template.rules if rule.across == "columns" and own in ("", *rule.keys)]
    return sum(any(holds(rule, values) is False for rule in rules) for values in by_column(rows).values())


def by_column(rows: Rows, *, blank: str = "") -> Columns:
    """Give the numbers of rows by the keys of their columns and rows; blank: what counts for a blank place."""
    columns: Columns = {}
    for places, texts in rows:
        for place, text in zip(places, texts, strict=True):
            value = read_value(text or blank).value
            if value is not None:
                columns.setdefault(place.col_key, {})[place.row_key] = value
    return columns


def holds(rule: Rule, values: Mapping[str, Decimal]) -> bool | None:
    """Say whether a sum holds; None where a part of it is not known."""
    return not _difference(rule, values) if _applies(rule, values) else None


def _applies(rule: Rule, values: Mapping[str, Decimal]) -> bool:
    return all(key in values for key in rule.keys)


def _difference(rule: Rule, values: Mapping[str, Decimal]) -> Decimal:
    left, right = (sum((values[key] for key in side), Decimal(0)) for side in (rule.left, rule.right))
    return left - right
