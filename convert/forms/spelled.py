"""Spell out the rows of a form that stand there any number of times, as a document has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from convert.forms.template import REPEATED, Band, Form, Line, Rule, TableTemplate
from convert.model import Table

_NAME = re.compile(rf"(?P<key>[^{REPEATED}]*{REPEATED}\d+)_")


def kind_of(key: str) -> str:
    """Give the key that the template has for a row: its own, or that of the rows of its kind."""
    return key.partition(REPEATED)[0]


def spell_out(template: TableTemplate, rows: Sequence[Line]) -> TableTemplate:
    """Give a template with a document's own rows in place of those that repeat.

    rows: in their order, their keys numbered by kind. A sum over such a kind is one over all of its rows.
    """
    if not template.has_repeats:
        return template
    keys: dict[str, list[str]] = {row.key: [] for band in template.bands for row in band.rows if row.repeat}
    for row in rows:
        keys[kind_of(row.key)].append(row.key)
    bands = tuple(_spell_band(band, rows) for band in template.bands)
    rules = tuple(_spell_rule(rule, keys) if rule.across == "columns" else rule for rule in template.rules)
    return replace(template, bands=bands, rules=rules, has_repeats=False, spelled_out=True)


def _spell_band(band: Band, rows: Sequence[Line]) -> Band:
    spelled: list[Line] = []
    kinds: set[str] = set()
    for line in (*band.rows, None):
        if line is not None and line.repeat:
            kinds.add(line.key)
            continue
        if kinds:
            spelled += (row for row in rows if kind_of(row.key) in kinds)
            kinds = set()
        if line is not None:
            spelled.append(line)
    return replace(band, rows=tuple(spelled))


def _spell_rule(rule: Rule, keys: dict[str, list[str]]) -> Rule:
    left, right = (tuple(own for key in side for own in keys.get(key, (key,))) for side in (rule.left, rule.right))
    return replace(rule, left=left, right=right)


def listed_rows(table: Table) -> list[tuple[str, tuple[str, ...]]]:
    """Give the keys and labels of the rows of a restored table that its form has any number of times."""
    keys = {cell.row: found["key"] for cell in table.cells if (found := _NAME.match(cell.name))}
    labels: dict[int, list[str]] = {row: [] for row in keys}
    for cell in sorted((cell for cell in table.cells if cell.role == "label"), key=lambda cell: cell.col):
        for row in range(cell.row, cell.row + cell.rowspan):
            if row in labels:
                labels[row].append(cell.text)
    return [(key, tuple(labels[row])) for row, key in sorted(keys.items())]


def with_rows(template: TableTemplate, rows: Iterable[tuple[str, Sequence[str]]]) -> TableTemplate:
    """Give a template with a document's own rows, of which the keys and labels are known."""
    kinds = {row.key: row for band in template.bands for row in band.rows if row.repeat}
    lines = ((key, tuple(path), kinds.get(kind_of(key))) for key, path in rows)
    return spell_out(template, [Line(key, path, kind.type) for key, path, kind in lines if kind])


def template_of(form: Form, table: Table) -> TableTemplate:
    """Give the template that a restored table follows, with its own rows in it."""
    table_id = table.form.partition("/")[2]
    template = next(found for found in form.tables if found.id == table_id)
    return with_rows(template, listed_rows(table)) if template.has_repeats else template
