"""What the reports over many documents show of each: who reports, for which year, its values by their names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from convert.bulk import causes
from convert.bulk.ledger import Ledger, Row
from convert.bulk.plan import shown
from convert.errors import ConvertError
from convert.forms.layout import ValueCell, lay_out
from convert.forms.load import is_template_file, load_forms, parse_form
from convert.forms.spelled import with_rows
from convert.forms.template import Form, TableTemplate
from convert.messages import error_kind, error_message
from convert.numbers import FROM_CHINESE_DIGITS
from convert.options import Options
from convert.toml_keys import read_file

_EXAMPLES = 3
_YEAR = re.compile(r"((?:19|20)\d\d|[一二][〇○零Ｏ0一二三四五六七八九]{3})\s{0,3}年?")
_AROUND = " \u3000\t关于的（(〔[《"
STATES = {
    "clean": "clean",
    "look": "to look at",
    "failed": "failed",
    "refused": "refused",
    "left": "not finished",
}
"""What can have become of a document → how that is said."""


class Told(NamedTuple):
    """A document. status: clean, look (done, with something to look at), failed, refused or left (not finished)."""

    row: Row
    source: str
    status: str
    agency: str
    year: str
    error: ConvertError | None
    findings: list[list[Any]]
    facts: dict[str, Any]

    @property
    def output(self) -> str:
        """Give the path of what was written, empty where nothing was."""
        return self.row.target if self.row.state == "done" else ""


class Standing(NamedTuple):
    """An official table of a document, with its own rows; number: which of its kind, from 1; start: of its texts."""

    key: str
    template: TableTemplate
    number: int
    texts: list[str | None]
    start: int


class Cause(NamedTuple):
    """What so many documents failed of; words: in the reader's language, with the next step; examples: the first."""

    code: str
    words: str
    documents: int
    examples: list[Row]


class Failures:
    """Failures put together by what is said of them, whatever the names and sizes in it where there are several."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._found: dict[tuple[str, str], Cause] = {}

    def add(self, row: Row) -> None:
        """Note why a document failed, if it did."""
        if error := causes.load(row.error):
            key = row.code, error_kind(error, self._language)
            known = self._found.get(key) or Cause(row.code, error_message(error, self._language), 0, [])
            words = key[1] if known.documents else known.words
            self._found[key] = Cause(row.code, words, known.documents + 1, [*known.examples, row][:_EXAMPLES])

    def ranked(self) -> list[Cause]:
        """Give the causes, the most frequent first."""
        return sorted(self._found.values(), key=lambda cause: (-cause.documents, cause.code, cause.words))


class Scope(NamedTuple):
    """Which documents a report is about: a condition on the ledger, and its values."""

    where: str
    values: tuple[int, ...]


def last_plan(ledger: Ledger) -> Scope:
    """Give the documents of the last plan, those that were tried again since with the others."""
    return Scope("run >= ?", (int(ledger.note("planned") or ledger.run),))


def settled_in(first: int, last: int) -> Scope:
    """Give the documents of which some runs have settled what becomes of them, or that they had to leave."""
    number = "CASE WHEN state IN ('done', 'failed') THEN settled ELSE run END"
    return Scope(f"{number} BETWEEN ? AND ?", (first, last))


def each_document(ledger: Ledger, scope: Scope) -> Iterator[Told]:
    """Yield the documents in the order of the plan."""
    forms = forms_of(ledger)
    for row in ledger.each(*scope):
        findings, facts = ledger.details(row.id)
        agency, year = agency_and_year(row.title, forms.get(row.form))
        yield Told(row, shown(row), status_of(row), agency, year, causes.load(row.error), findings, facts)


def agency_and_year(title: str, form: Form | None) -> tuple[str, str]:
    """Give who reports and for which year; empty where the title does not say.

    The agency is what stands before the year or before the words that the form's titles have, whichever is first.

    >>> agency_and_year("青禾县图书馆2023年政府信息公开工作年度报告", None)
    ('青禾县图书馆', '2023')
    """
    found = _YEAR.search(title)
    ends = [found.start()] if found else []
    ends += [title.index(word) for word in (form.title_words if form else ()) if word in title]
    agency = title[: min(ends)].strip(_AROUND) if ends else ""
    return agency, found[1].translate(FROM_CHINESE_DIGITS) if found else ""


def status_of(row: Row) -> str:
    """Say in a word what became of a document."""
    if row.state == "done":
        return "look" if row.errors or row.warnings else "clean"
    return row.state if row.state in ("failed", "refused") else "left"


def note_forms(ledger: Ledger, options: Options) -> None:
    """Keep a user's own template files with the values that were read by them."""
    own = [*options.forms, *([options.form] if is_template_file(options.form) else [])]
    known: dict[str, str] = dict(json.loads(ledger.note("forms") or "[]"))
    known |= {name: content.decode("utf-8", "replace") for name, content in map(read_file, map(Path, own))}
    if known:
        ledger.set_note("forms", json.dumps([*known.items()], ensure_ascii=False))


def forms_of(ledger: Ledger) -> dict[str, Form]:
    """Give the forms that documents of a ledger may follow, by their ids."""
    return _forms_of(ledger.note("forms"))


@cache
def _forms_of(own: str) -> dict[str, Form]:
    kept = [parse_form(name, text.encode()) for name, text in json.loads(own or "[]")]
    return {form.id: form for form in (*load_forms(), *kept)}


def places_of(template: TableTemplate) -> list[ValueCell]:
    """Give the places of a table's values in reading order, as `facts` lists them."""
    return sorted(lay_out(template).places, key=lambda p: (p.row, p.col))


def names_of(template: TableTemplate) -> list[str]:
    """Name the values of a table in reading order, as the workbooks do."""
    return [f"{place.row_key}_{place.col_key}" for place in places_of(template)]


def standing(told: Told, forms: Mapping[str, Form]) -> Iterator[Standing]:
    """Yield the official tables of a document, as often as they stand there."""
    for key, texts in told.facts.get("values", {}).items():
        template = template_of(forms, key)
        if template is None:
            continue
        start = number = 0
        rows = told.facts.get("rows", {}).get(key, ())
        while start < len(texts):
            own = with_rows(template, rows[number]) if number < len(rows) else template
            count = sum(1 for _ in lay_out(own).places)
            if not count:
                break
            number += 1
            yield Standing(key, own, number, texts[start : start + count], start)
            start += count


def template_of(forms: Mapping[str, Form], key: str) -> TableTemplate | None:
    """Find the template of `FORM/TABLE`."""
    form_id, _, table_id = key.partition("/")
    form = forms.get(form_id)
    return next((table for table in form.tables if table.id == table_id), None) if form else None


def title_of(forms: Mapping[str, Form], key: str) -> str:
    """Give the title of `FORM/TABLE`."""
    form_id, _, table_id = key.partition("/")
    return forms[form_id].table_title(table_id)
