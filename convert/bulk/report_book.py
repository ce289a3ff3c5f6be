"""Write `report.xlsx`: a row a document with every value, failures by cause with the next step, and sums by year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from convert.bulk.ledger import Ledger
from convert.bulk.plan import shown
from convert.bulk.report_rows import (
    STATES,
    Failures,
    Scope,
    Told,
    each_document,
    forms_of,
    names_of,
    standing,
    template_of,
    title_of,
)
from convert.errors import TooLarge
from convert.forms.template import REPEATED, Form
from convert.messages import error_message, translate
from convert.model import Mark
from convert.numbers import plain_number
from convert.own_workbook import MAX_ROWS, cell_name
from convert.writers.xlsx.book import Book
from convert.writers.xlsx.cells import Pen, place_cells
from convert.writers.xlsx.looks import Look
from convert.writers.xlsx.names import name_sheets
from convert.writers.xlsx.sheet import Sheet

_SHARED = 1_000
"""Texts that come again are few, such as states; the names of a long run would take 20 MB."""
_MOST_BYTES = 2**31 - 1
"""Of a sheet, unpacked: Excel wants larger ones repaired, since they need another kind of zip."""
_MOST_WITH_VALUES = 250_000
"""Documents whose values a sheet of that size holds: some 200 each, of 30 bytes."""
_HEAD = Look(fill="E9EEF5", border=True)
_BOLD: frozenset[Mark] = frozenset({"bold"})

COLUMNS = (
    "Document", "State", "Form", "Agency", "Year", "Title", "Output", "Errors", "Warnings", "Blank values", "Sums",
    "Checked sums", "Failed sums", "Which sums", "Findings", "Cause", "Reason and next step",
)  # fmt: skip
"""What the list says of each document before its values."""


def write_book(ledger: Ledger, path: Path, language: str, scope: Scope) -> None:
    """Write the workbook over documents of a ledger. Raises OSError, TooLarge."""
    book = Book(shared=_SHARED)
    book.describe(translate("Report on the conversion", language))
    pen = Pen(book.looks, book.strings)
    sums = _Sums()
    occurring = _occurring(ledger, scope)
    failures = Failures(language)
    forms = forms_of(ledger)
    rows_of_sheets: list[Callable[[Sheet, str], Iterator[list[Any]]]] = [
        partial(_document_rows, ledger=ledger, scope=scope, occurring=occurring, sums=sums, failures=failures),
        partial(_failure_rows, failures=failures),
        partial(_sum_rows, forms=forms, sums=sums),
        *(partial(_listed_rows, ledger=ledger, scope=scope, key=key) for key in occurring.listed),
    ]
    names = [translate("Documents", language), translate("Failures", language), translate("Sums by year", language)]
    names += [title_of(forms, key) for key in occurring.listed]
    for name, rows_of in zip(name_sheets(names), rows_of_sheets, strict=True):
        sheet = Sheet(name)
        sheet.is_printed, sheet.most_bytes = False, _MOST_BYTES
        book.add(sheet, _drawn(sheet, pen, rows_of(sheet, language)))
    book.save(path)


def _listed_rows(sheet: Sheet, language: str, ledger: Ledger, scope: Scope, key: str) -> Iterator[list[Any]]:
    """Yield the rows of a table that has any number of them, of all documents, behind whose they are."""
    forms = forms_of(ledger)
    template = template_of(forms, key)
    assert template is not None
    band = next(band for band in template.bands if any(row.repeat for row in band.rows))
    corners = [*band.corners, *[""] * band.depth][: band.depth]
    names = [translate(name, language) for name in ("Document", "Agency", "Year")]
    columns = [column.key for column in band.columns]
    sheet.widths, sheet.frozen = (50, 20, 8, *[16] * (band.depth + len(columns))), (1, 1)
    yield [*names, *corners, *("/".join(column.path) for column in band.columns)]
    count = 0
    for told in each_document(ledger, scope):
        for table in standing(told, forms) if key in told.facts.get("rows", {}) else ():
            if table.key != key:
                continue
            values = dict(zip(names_of(table.template), table.texts, strict=False))
            for row in (row for own in table.template.bands for row in own.rows if REPEATED in row.key):
                count += 1
                if count >= MAX_ROWS - 1:
                    yield [translate("More rows than a sheet holds: write them with --values FILE.parquet", language)]
                    return
                labels = [*row.path, *[""] * band.depth][: band.depth]
                shown = [_shown(values.get(f"{row.key}_{column}")) for column in columns]
                yield [told.source, told.agency, int(told.year) if told.year else "", *labels, *shown]


def _shown(text: str | None) -> float | str | None:
    """Give a number where a text is plainly one."""
    number = plain_number(text) if text else None
    return text if number is None else float(number)


def _drawn(sheet: Sheet, pen: Pen, rows: Iterator[Iterable[Any]]) -> Iterator[str]:
    """Yield rows of values as XML, the first as a head, and let all be filtered. Raises TooLarge."""
    row = cols = 0
    for row, values in enumerate(rows):
        if row >= MAX_ROWS:
            raise TooLarge(what=f"> {MAX_ROWS}")
        if row == 0:
            head = [*values]
            cols = len(head)
            yield sheet.row(0, place_cells(0, [pen.text([(name, _BOLD)], _HEAD) for name in head]))
        else:
            cells = ((col, value) for col, value in enumerate(values) if value not in ("", None))
            yield sheet.row(row, "".join([f'<c r="{cell_name(row, col)}{_behind(pen, value)}' for col, value in cells]))
    sheet.filtered = (0, 0, max(row, 1), cols - 1)


def _behind(pen: Pen, value: Any) -> str:
    if isinstance(value, int | float):
        return pen.number(value)
    return pen.plain(str(value))


class _Sums:
    """Totals of every value by form and year; a value that is blank or no number is counted apart."""

    def __init__(self) -> None:
        self.documents: Counter[tuple[str, str]] = Counter()
        self.totals: dict[tuple[str, str], dict[str, Decimal]] = {}
        self.unknown: Counter[tuple[str, str, str]] = Counter()

    def add(self, key: str, year: str, named: list[tuple[str, str | None]]) -> None:
        self.documents[key, year] += 1
        totals = self.totals.setdefault((key, year), {})
        for name, text in named:
            value = plain_number(text) if text else None
            if value is None:
                self.unknown[key, year, name] += 1
            else:
                totals[name] = totals.get(name, Decimal(0)) + value


def _document_rows(
    sheet: Sheet, language: str, ledger: Ledger, scope: Scope, occurring: _Occurring, sums: _Sums, failures: Failures
) -> Iterator[list[Any]]:
    """Yield a row a document; the columns of values are those of the forms that occur, each value by its name.

    More documents than a sheet holds the values of have none; their sums are told all the same.
    """
    columns = [translate(name, language) for name in COLUMNS]
    starts: dict[str, int] = {}
    forms = forms_of(ledger)
    count = occurring.documents
    for key in occurring.keys:
        starts[key] = len(columns)
        template = template_of(forms, key)
        if template is not None and count <= _MOST_WITH_VALUES:
            columns += names_of(template)
    if count > _MOST_WITH_VALUES:
        columns.append(translate("Values of so many documents: write them with --values FILE.parquet", language))
    sheet.widths = (50, *[12] * (len(columns) - 1))
    sheet.frozen = (1, 1)
    yield columns
    for told in each_document(ledger, scope):
        cells = [*_cells(told, forms.get(told.row.form), language)]
        cells += [None] * (len(columns) - len(cells))
        for table in standing(told, forms):
            if table.number > 1 or table.key not in starts:
                continue
            named = [
                pair for pair in zip(names_of(table.template), table.texts, strict=False) if REPEATED not in pair[0]
            ]
            sums.add(table.key, told.year, named)
            if count > _MOST_WITH_VALUES:
                continue
            for col, (_, text) in enumerate(named, starts[table.key]):
                cells[col] = _shown(text)
        failures.add(told.row)
        yield cells


class _Occurring(NamedTuple):
    """How many documents there are, which tables occur, and which with rows of any number."""

    documents: int
    keys: list[str]
    listed: list[str]


def _occurring(ledger: Ledger, scope: Scope) -> _Occurring:
    count = 0
    found: set[str] = set()
    listed: set[str] = set()
    for told in each_document(ledger, scope):
        count += 1
        found.update(told.facts.get("values", {}))
        listed.update(told.facts.get("rows", {}))
    known = [f"{form.id}/{table.id}" for form in forms_of(ledger).values() for table in form.tables]
    return _Occurring(count, [key for key in known if key in found], [key for key in known if key in listed])


def _cells(told: Told, form: Form | None, language: str) -> Iterator[Any]:
    row, facts = told.row, told.facts
    failed = facts.get("failed", ())
    yield told.source
    yield translate(STATES[told.status], language)
    yield form.names[language] if form else row.form
    yield told.agency
    yield int(told.year) if told.year else ""
    yield row.title
    yield told.output
    yield from (row.errors, row.warnings, facts.get("blank", 0), facts.get("checks", 0))
    yield from (facts.get("checked", 0), len(failed))
    yield "；".join(f"{name}：{left} ≠ {right}" for _, _, name, left, right, _ in failed)
    yield " ".join(f"{code}×{count}" for code, count in sorted(Counter(found[0] for found in told.findings).items()))
    yield row.code
    yield error_message(told.error, language)


def _failure_rows(sheet: Sheet, language: str, failures: Failures) -> Iterator[list[Any]]:
    """Yield a row a cause, the most frequent first."""
    sheet.widths, sheet.frozen = (20, 12, 80, 80), (1, 0)
    yield [
        translate("Cause", language),
        translate("Documents", language),
        translate("Reason and next step", language),
        translate("Examples", language),
    ]
    for cause in failures.ranked():
        yield [cause.code, cause.documents, cause.words, "\n".join(map(shown, cause.examples))]


def _sum_rows(sheet: Sheet, language: str, forms: Mapping[str, Form], sums: _Sums) -> Iterator[list[Any]]:
    """Yield a row a value: of each year its sum over all documents, and over how many it is unknown."""
    sheet.widths, sheet.frozen = (30, 30, 30), (1, 3)
    years = sorted({year for _, year in sums.documents})
    names = [translate("Form", language), translate("Table", language), translate("Value", language)]
    for year in years:
        shown = year or translate("no year", language)
        names.append(shown)
        names.append(translate("{year}: documents", language).format(year=shown))
        names.append(translate("{year}: blank or no number", language).format(year=shown))
    yield names
    for key in dict.fromkeys(key for key, _ in sorted(sums.documents)):
        template = template_of(forms, key)
        form = forms[key.partition("/")[0]]
        for name in names_of(template) if template else ():
            cells: list[Any] = [form.names[language], title_of(forms, key), name]
            for year in years:
                total = sums.totals.get((key, year), {}).get(name)
                cells += [
                    "" if total is None else float(total),
                    sums.documents[key, year],
                    sums.unknown[key, year, name],
                ]
            yield cells
