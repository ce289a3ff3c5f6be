"""Write `report.xlsx`: a row a document with every value, failures by cause with the next step, and sums by year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from convert.bulk.ledger import Ledger
from convert.bulk.report_rows import STATES, Scope, Told, each_document, forms, names_of, template_of
from convert.errors import TooLarge
from convert.messages import error_message, translate
from convert.numbers import plain_number

_MOST_ROWS = 1_048_576
_EXAMPLES = 3
_LONGEST = 32_000
_CREATED = datetime(1980, 1, 1)

COLUMNS = (
    "Document", "State", "Form", "Agency", "Year", "Title", "Output", "Errors", "Warnings", "Blank values", "Sums",
    "Checked sums", "Failed sums", "Which sums", "Findings", "Cause", "Reason and next step",
)  # fmt: skip
"""What the list says of each document before its values."""


def write_book(ledger: Ledger, path: Path, language: str, scope: Scope) -> None:
    """Write the workbook over documents of a ledger. Raises OSError, TooLarge."""
    import xlsxwriter

    workbook = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    workbook.set_properties({"title": translate("Report on the conversion", language), "created": _CREATED})
    head = workbook.add_format({"bold": True, "bg_color": "#E9EEF5", "border": 1, "text_wrap": True})
    sums = _Sums()
    failures: dict[str, list[Any]] = {}
    _write_documents(workbook, head, ledger, language, scope, sums, failures)
    _write_failures(workbook, head, failures, language)
    _write_sums(workbook, head, sums, language)
    workbook.close()


class _Sums:
    """Totals of every value by form and year; a value that is blank or no number is counted apart."""

    def __init__(self) -> None:
        self.documents: Counter[tuple[str, str]] = Counter()
        self.totals: dict[tuple[str, str], dict[str, Decimal]] = {}
        self.unknown: Counter[tuple[str, str, str]] = Counter()

    def add(self, key: str, year: str, names: list[str], texts: list[str | None]) -> None:
        self.documents[key, year] += 1
        totals = self.totals.setdefault((key, year), {})
        for name, text in zip(names, texts, strict=False):
            value = plain_number(text) if text else None
            if value is None:
                self.unknown[key, year, name] += 1
            else:
                totals[name] = totals.get(name, Decimal(0)) + value


def _write_documents(
    workbook: Any,
    head: Any,
    ledger: Ledger,
    language: str,
    scope: Scope,
    sums: _Sums,
    failures: dict[str, list[Any]],
) -> None:
    """Write a row a document; the columns of values are those of the forms that occur, each value by its name."""

    def words(text: str) -> str:
        return translate(text, language)

    sheet = workbook.add_worksheet(words("Documents"))
    columns = [words(name) for name in COLUMNS]
    keys = _keys(ledger, scope)
    starts: dict[str, int] = {}
    for key in keys:
        starts[key] = len(columns)
        template = template_of(key)
        if template is not None:
            columns += names_of(template)
    for col, name in enumerate(columns):
        sheet.write_string(0, col, name, head)
    sheet.set_column(0, 0, 50)
    sheet.set_column(1, len(columns), 12)
    sheet.freeze_panes(1, 1)
    row = 0
    for row, told in enumerate(each_document(ledger, scope), 1):
        if row >= _MOST_ROWS:
            raise TooLarge(what=f"> {_MOST_ROWS}")
        for col, value in enumerate(_cells(told, ledger, language)):
            _write(sheet, row, col, value)
        for key, texts in told.facts.get("values", {}).items():
            template = template_of(key)
            if template is None or key not in starts:
                continue
            names = names_of(template)
            sums.add(key, told.year, names, texts)
            for col, text in enumerate(texts[: len(names)], starts[key]):
                number = plain_number(text) if text else None
                _write(sheet, row, col, float(number) if number is not None else text)
        if told.row.code:
            failures.setdefault(told.row.code, [0, told.error, []])
            failures[told.row.code][0] += 1
            failures[told.row.code][2].append(told.source)
            del failures[told.row.code][2][_EXAMPLES:]
    sheet.autofilter(0, 0, max(row, 1), len(columns) - 1)


def _keys(ledger: Ledger, scope: Scope) -> list[str]:
    """Give the tables that occur, in the order of the forms and of their tables."""
    found = {key for told in each_document(ledger, scope) for key in told.facts.get("values", {})}
    known = [f"{form.id}/{table.id}" for form in forms().values() for table in form.tables]
    return [key for key in known if key in found]


def _cells(told: Told, ledger: Ledger, language: str) -> Iterator[Any]:
    row, facts = told.row, told.facts
    failed = facts.get("failed", ())
    form = forms().get(row.form)
    yield told.source
    yield translate(STATES[told.status], language)
    yield form.names[language] if form else row.form
    yield told.agency
    yield int(told.year) if told.year else ""
    yield row.title
    yield row.target
    yield from (row.errors, row.warnings, facts.get("blank", 0), facts.get("checks", 0))
    yield from (facts.get("checked", 0), len(failed))
    yield "；".join(f"{name}：{left} ≠ {right}" for _, _, name, left, right, _ in failed)
    yield " ".join(f"{code}×{count}" for code, count in sorted(Counter(found[0] for found in told.findings).items()))
    yield row.code
    yield error_message(told.error, language) if told.error else ""


def _write(sheet: Any, row: int, col: int, value: Any) -> None:
    if isinstance(value, int | float):
        sheet.write_number(row, col, value)
    elif value:
        sheet.write_string(row, col, str(value).encode("utf-8", "replace").decode()[:_LONGEST])


def _write_failures(workbook: Any, head: Any, failures: dict[str, list[Any]], language: str) -> None:
    def words(text: str) -> str:
        return translate(text, language)

    sheet = workbook.add_worksheet(words("Failures"))
    for col, (name, width) in enumerate(
        ((words("Cause"), 20), (words("Documents"), 12), (words("Reason and next step"), 80), (words("Examples"), 80))
    ):
        sheet.write_string(0, col, name, head)
        sheet.set_column(col, col, width)
    ranked = sorted(failures.items(), key=lambda item: (-item[1][0], item[0]))
    for row, (code, (count, error, examples)) in enumerate(ranked, 1):
        said = error_message(error, language) if error else ""
        for col, value in enumerate((code, count, said, "\n".join(examples))):
            _write(sheet, row, col, value)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(ranked), 1), 3)


def _write_sums(workbook: Any, head: Any, sums: _Sums, language: str) -> None:
    """Write a row a value: of each year its sum over all documents, and over how many it is unknown."""

    def words(text: str) -> str:
        return translate(text, language)

    sheet = workbook.add_worksheet(words("Sums by year"))
    years = sorted({year for _, year in sums.documents})
    names = [words("Form"), words("Table"), words("Value")]
    for year in years:
        shown = year or words("no year")
        names.append(shown)
        names.append(words("{year}: documents").format(year=shown))
        names.append(words("{year}: blank or no number").format(year=shown))
    for col, name in enumerate(names):
        sheet.write_string(0, col, name, head)
    sheet.set_column(0, 2, 30)
    sheet.freeze_panes(1, 3)
    row = 0
    for key in dict.fromkeys(key for key, _ in sorted(sums.documents)):
        template = template_of(key)
        form = forms()[key.partition("/")[0]]
        for name in names_of(template) if template else ():
            row += 1
            cells: list[Any] = [form.names[language], form.table_title(key.partition("/")[2]), name]
            for year in years:
                total = sums.totals.get((key, year), {}).get(name)
                cells += [
                    "" if total is None else float(total),
                    sums.documents[key, year],
                    sums.unknown[key, year, name],
                ]
            for col, value in enumerate(cells):
                _write(sheet, row, col, value)
    sheet.autofilter(0, 0, max(row, 1), len(names) - 1)
