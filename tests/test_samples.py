"""Each sample shows what samples/README.md says of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

import convert
from convert.model import Document, Heading, ListItem, Picture, Table
from tests.commands import SAMPLES, Command

REPORTS: dict[str, set[str]] = {
    "annual-report-2021.txt": set(),
    "text-marked.txt": {"artifact-removed", "lines-joined", "spaces-collapsed"},
    "pipes-spans-dropped.txt": {"label-repeated"},
    "markdown-headings.md": {"heading-level", "label-tidied"},
    "gb18030.txt": {"encoding"},
    "utf-16le-no-mark.txt": {"encoding"},
    "sum-does-not-hold.txt": {"sum-mismatch"},
    "blank-cell-repeated-heading.txt": {"blank-value", "heading-repeated"},
    "label-misspelt.txt": {"label-corrected"},
}
SECTIONS = ["一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"]


def read(name: str) -> Document:
    return convert.read(SAMPLES / name)


def values_of(document: Document) -> list[Decimal | None]:
    tables = [block for block in document.blocks if isinstance(block, Table) and block.form]
    cells = [cell for table in tables for cell in table.cells if cell.role == "value"]
    return [cell.value if isinstance(cell.value, Decimal) else None for cell in cells]


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_recognised_whole_and_says_just_what_is_wrong_with_it(name: str) -> None:
    document = read(name)
    assert document.form == "annual-report-2021"
    marks_headings = name.endswith(".md")
    expected = REPORTS[name] if marks_headings else REPORTS[name] | {"heading-found"}
    assert {found.code for found in document.findings} == expected
    assert len(values_of(document)) == 200
    assert values_of(document).count(None) == (1 if "blank-value" in REPORTS[name] else 0)
    assert len(document.checks) == 42
    assert [check.rule for check in document.checks if check.holds is False] == (
        ["R2", "R3"] if "sum-mismatch" in REPORTS[name] else []
    )
    headings = [(block.level, block.text) for block in document.blocks if isinstance(block, Heading)]
    assert headings[0][0] == 0
    assert {(1, title) for title in SECTIONS} <= set(headings)


def test_a_number_that_breaks_a_sum_is_kept_and_both_sides_are_said() -> None:
    broken = [found for found in read("sum-does-not-hold.txt").findings if found.code == "sum-mismatch"]
    assert [(found.before, found.after) for found in broken] == [("42", "52"), ("28", "38")]


def test_a_misspelt_label_is_written_as_the_official_one() -> None:
    corrected = [found for found in read("label-misspelt.txt").findings if found.code == "label-corrected"]
    assert {(found.before, found.after) for found in corrected} == {
        ("本年度止件数", "本年废止件数"),
        ("5.属于三类内部事物信息", "5.属于三类内部事务信息"),
    }


def test_the_general_document_keeps_its_kinds_of_content() -> None:
    document = read("general.docx")
    kinds = [type(block) for block in document.blocks]
    assert (kinds.count(Table), kinds.count(Picture), kinds.count(ListItem)) == (1, 1, 6)
    assert [block.level for block in document.blocks if isinstance(block, Heading)] == [0, 1, 1, 1, 1]
    runs = [run for block in document.blocks if not isinstance(block, Table | Picture) for run in block.runs]
    assert [run.link for run in runs if run.link] == ["https://library.example/"]
    assert [run.note.kind for run in runs if run.note] == ["footnote"]
    assert [found.detail for found in document.findings] == [
        "sizes of paper × 1; margins of pages and columns × 1; looks of tables × 1; data that no page shows × 1"
    ]


def test_the_general_workbook_keeps_leading_zeros_and_blanks() -> None:
    table = next(block for block in read("general.xlsx").blocks if isinstance(block, Table))
    texts = {(cell.row, cell.col): cell.text for cell in table.cells}
    assert texts[3, 0] == "00017"
    assert texts[5, 4] == ""
    assert {cell.value for cell in table.cells if cell.text == "46"} == {Decimal(46)}


@pytest.mark.parametrize("name", [*REPORTS, "general.docx", "general.xlsx"])
@pytest.mark.parametrize("target", ["docx", "xlsx", "json"])
def test_every_sample_can_be_written_in_every_format(command: Command, name: str, target: str) -> None:
    said = command(SAMPLES / name, f"out.{target}")
    assert said.code == 0, said.err


def test_the_truncated_document_is_refused(command: Command) -> None:
    assert command(SAMPLES / "truncated.docx", "out.docx").code == 3


@pytest.mark.parametrize(
    ("name", "form", "values", "codes"),
    [
        ("annual-report-2019.txt", "annual-report-2019", 198, {"value-not-a-number", "heading-found"}),
        ("enforcement-statistics.txt", "enforcement-statistics", 16, set()),
        ("run-together.txt", "annual-report-2021", 200, {"run-split"}),
    ],
)
def test_other_forms_and_text_without_cells_come_back_whole(name: str, form: str, values: int, codes: set[str]) -> None:
    document = read(name)
    assert document.form == form
    assert {found.code for found in document.findings} == codes
    found = values_of(document)
    assert len(found) == values
    assert found.count(None) == len([finding for finding in document.findings if finding.code == "value-not-a-number"])
    assert all(check.holds is not False for check in document.checks)


def test_signs_and_units_are_kept_as_written() -> None:
    tables = [block for block in read("annual-report-2019.txt").blocks if isinstance(block, Table)]
    texts = [cell.text for cell in tables[0].cells if cell.role == "value"]
    assert (texts[7], texts[10], texts[21]) == ("+12", "-3", "251000元")
