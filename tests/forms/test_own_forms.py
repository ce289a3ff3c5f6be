"""The next form costs one template file: tables that nobody thought of come back exact, or blank and reported."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from convert import read
from convert.forms.layout import lay_out
from convert.forms.load import load_form
from convert.forms.template import Form
from convert.model import Document, Table
from tests.renderers import MAY_LOSE, RENDERERS
from tests.reports import Report, Spot, make_values, places

FOLDER = Path(__file__).parent.parent / "data" / "forms"
FORMS = {path.stem: load_form(path) for path in sorted(FOLDER.glob("*.toml"))}
OWN = tuple(str(path) for path in sorted(FOLDER.glob("*.toml")))
NEED_SECTIONS = ("ndjson", "sql_page")
"""Renderers that print the sections of a form, which these have not."""
REMARKS = ("已上报", "", "见附件说明", "")
LINED = ["cell_per_line", "cell_per_line_blank", "blank_between", "pdf_lines", "aligned"]
ROWED = ["tabs_dropped", "pipes_dropped", "marked", "csv_comma", "tabs_filled", "html_in_text"]


def filled(form: Form, seed: int, *, blanks: float = 0.0) -> Report:
    """Fill in a form so that its sums hold; then take out some values."""
    rng = random.Random(seed)
    values: dict[str, list[str | None]] = {}
    for template in form.tables:
        layout = lay_out(template)
        kinds = {(place.row, place.col): place.type for _, group in layout.groups for place in group}
        numbers = make_values(template, rng, 30)
        values[template.id] = [
            (REMARKS[at[0] % len(REMARKS)] or None)
            if kinds[at] == "text"
            else f"{numbers[at] / 100:.2f}"
            if kinds[at] == "amount"
            else f"{numbers[at] / 10}%"
            if kinds[at] == "percent"
            else str(numbers[at])
            for at in places(layout)
        ]
        values[template.id] = [None if rng.random() < blanks else text for text in values[template.id]]
    return Report(form, values)


def compared(report: Report, dialect: str) -> tuple[list[str], list[str], Document]:
    """Read a report beside all other forms; give what is wrong, what is missing, and the document."""
    document = read(RENDERERS[dialect](report).encode(), forms=OWN)
    wrong, missing = [], []
    for table_id, expected in report.values.items():
        found = [block for block in document.blocks if isinstance(block, Table) and block.form]
        assert [table.form for table in found] == [f"{report.form.id}/{table_id}"]
        got = [cell.text or None for cell in found[0].cells if cell.role == "value"]
        for at, (want, have) in enumerate(zip(expected, got, strict=True)):
            if have != want:
                (missing if have is None else wrong).append(f"{at}: {have} instead of {want}")
    return wrong, missing, document


def with_column(form: Form, head: str, texts: Callable[[int], str], *, first: bool) -> Callable[..., list[Spot]]:
    """Give what adds a column that the form does not have, before or behind its own."""
    layout = lay_out(form.tables[0])
    rows = [group[0].row for _, group in layout.groups]

    def change(_: str, cells: list[Spot]) -> list[Spot]:
        at = 0 if first else layout.n_cols
        made = [Spot(0, at, layout.header_rows, 1, head, False)]
        made += [Spot(row, at, 1, 1, texts(number), False) for number, row in enumerate(rows, 1)]
        made += [replace(cell, col=cell.col + first) for cell in cells]
        return sorted(made, key=lambda cell: (cell.row, cell.col))

    return change


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("dialect", [name for name in RENDERERS if name not in NEED_SECTIONS])
def test_a_form_of_ones_own_comes_back_from_every_dialect(dialect: str, name: str) -> None:
    report = filled(FORMS[name], 1)
    wrong, missing, document = compared(report, dialect)
    assert wrong == []
    if missing:
        has_words = any(place.type == "text" for place in lay_out(report.form.tables[0]).places)
        assert dialect in MAY_LOSE or has_words
        assert {found.code for found in document.findings} & {"undecidable", "blank-value"}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("dialect", [*LINED, *ROWED])
@pytest.mark.parametrize("blanks", [0.0, 0.15])
def test_a_column_that_the_form_does_not_have_never_fills_a_blank(dialect: str, name: str, blanks: float) -> None:
    for seed in (1, 2, 3):
        report = filled(FORMS[name], seed, blanks=blanks)
        last = with_column(report.form, "上年同期", lambda row: str(900 + row) if row % 2 else "", first=False)
        assert compared(replace(report, change=last), dialect)[0] == []
        serial = with_column(report.form, "序号", str, first=True)
        assert compared(replace(report, change=serial), dialect)[0] == []


@pytest.mark.parametrize("name", ["xinfang", "sangong", "english"])
@pytest.mark.parametrize("dialect", ["cell_per_line", "blank_between"])
def test_numbers_of_rows_outside_cells_are_no_values(dialect: str, name: str) -> None:
    report = filled(FORMS[name], 4)
    serial = with_column(report.form, "序号", str, first=True)
    assert compared(replace(report, change=serial), dialect)[:2] == ([], [])


@pytest.mark.parametrize("dialect", ROWED)
def test_a_column_behind_those_of_the_form_costs_no_value(dialect: str) -> None:
    report = filled(FORMS["xinfang"], 5)
    last = with_column(report.form, "上年同期", lambda row: str(900 + row), first=False)
    assert compared(replace(report, change=last), dialect)[:2] == ([], [])


@pytest.mark.parametrize("dialect", ROWED)
def test_where_the_source_lacks_a_column_no_other_takes_its_place(dialect: str) -> None:
    report = filled(FORMS["english"], 6)
    gone = 4

    def without(_: str, cells: list[Spot]) -> list[Spot]:
        kept = [
            replace(cell, colspan=cell.colspan - 1) if cell.col < gone < cell.col + cell.colspan else cell
            for cell in cells
            if cell.col != gone
        ]
        return [replace(cell, col=cell.col - (cell.col > gone)) for cell in kept]

    width = 4
    values = {"foi": [None if at % width == gone - 2 else text for at, text in enumerate(report.values["foi"])]}
    assert compared(replace(report, change=without, values=report.values), dialect)[2]
    wrong = _compare_with(replace(report, change=without), values, dialect)
    assert wrong == []


def _compare_with(report: Report, expected: dict[str, list[str | None]], dialect: str) -> list[str]:
    document = read(RENDERERS[dialect](report).encode(), forms=OWN)
    table = next(block for block in document.blocks if isinstance(block, Table) and block.form)
    got = [cell.text or None for cell in table.cells if cell.role == "value"]
    return [
        f"{have} instead of {want}" for have, want in zip(got, expected["foi"], strict=True) if have not in (want, None)
    ]


def test_a_unit_behind_a_number_belongs_to_it() -> None:
    report = filled(FORMS["old"], 7)
    values = {
        "index": [
            f"{text}件" if at == 6 else f"{text}%" if at == 8 else text
            for at, text in enumerate(report.values["index"])
        ]
    }
    assert compared(replace(report, values=values), "blank_between")[:2] == ([], [])


def test_sums_say_nothing_of_words_and_percentages() -> None:
    report = filled(FORMS["beian"], 8)
    document = compared(report, "html_in_text")[2]
    assert len(document.checks) == 5
    assert all(check.holds for check in document.checks)


@pytest.mark.parametrize("label", ["栏次", "甲", ""])
@pytest.mark.parametrize("name", [name for name in FORMS if name != "balance"])
@pytest.mark.parametrize("dialect", [*LINED, *ROWED])
def test_numbers_of_columns_below_the_head_are_no_values(dialect: str, name: str, label: str) -> None:
    layout = lay_out(FORMS[name].tables[0])
    below, first = layout.header_rows, min(place.col for place in layout.places)

    def numbered(_: str, cells: list[Spot]) -> list[Spot]:
        made = [replace(cell, row=cell.row + (cell.row >= below)) for cell in cells]
        made.append(Spot(below, 0, 1, first, label, False))
        made += [Spot(below, col, 1, 1, str(col - first + 1), False) for col in range(first, layout.n_cols)]
        return sorted(made, key=lambda cell: (cell.row, cell.col))

    assert compared(replace(filled(FORMS[name], 2, blanks=0.1), change=numbered), dialect)[0] == []
