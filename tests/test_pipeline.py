"""From one format to another and back: the same bytes, accepted by the validator, the official merges."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from docx import Document as open_docx
from openxml_audit import OpenXmlValidator

import convert
from convert.forms.layout import lay_out
from convert.forms.load import load_forms
from convert.model import Table
from tests.commands import SAMPLES
from tests.reports import make_report, tabs_full

REPORTS = sorted(path.name for path in SAMPLES.iterdir() if path.suffix in (".txt", ".md") and path.stem != "README")
OTHERS = ["general.docx", "general.xlsx"]


def converted(source: Path, target: Path) -> Path:
    outcome = convert.convert(source, target)
    assert outcome.error is None, outcome.error
    return target


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_written_again_and_again_is_the_same_bytes(tmp_path: Path, name: str) -> None:
    first_xlsx = converted(SAMPLES / name, tmp_path / "1.xlsx")
    first_docx = converted(first_xlsx, tmp_path / "2.docx")
    second_xlsx = converted(first_docx, tmp_path / "3.xlsx")
    second_docx = converted(second_xlsx, tmp_path / "4.docx")
    assert second_xlsx.read_bytes() == first_xlsx.read_bytes()
    assert second_docx.read_bytes() == first_docx.read_bytes()
    assert converted(SAMPLES / name, tmp_path / "5.docx").read_bytes() == first_docx.read_bytes()


@pytest.mark.parametrize("form_id", ["annual-report-2021", "annual-report-2019"])
def test_findings_travel_with_the_document_and_change_no_byte(tmp_path: Path, form_id: str) -> None:
    source = tmp_path / "report.txt"
    source.write_text(tabs_full(make_report(7, form_id, blanks=4, broken=2)).replace("（", "("), encoding="utf-16")
    first = converted(source, tmp_path / "1.xlsx")
    again = converted(converted(first, tmp_path / "2.docx"), tmp_path / "3.xlsx")
    assert again.read_bytes() == first.read_bytes()
    codes = {found.code for found in convert.read(again).findings}
    assert {"encoding", "label-tidied", "blank-value", "sum-mismatch"} <= codes


@pytest.mark.parametrize("name", [*REPORTS, *OTHERS])
@pytest.mark.parametrize("target", ["docx", "xlsx"])
def test_the_validator_accepts_every_output(tmp_path: Path, name: str, target: str) -> None:
    result = OpenXmlValidator().validate(converted(SAMPLES / name, tmp_path / f"out.{target}"))
    assert [error.description for error in result.errors] == []


def merges_of(form_id: str, table_id: str) -> set[str]:
    form = next(form for form in load_forms() if form.id == form_id)
    layout = lay_out(next(table for table in form.tables if table.id == table_id))
    areas = {(cell.row, cell.col, cell.rowspan, cell.colspan) for cell in layout.labels}
    areas |= {(place.row, place.col, 1, place.colspan) for _, group in layout.groups for place in group}
    letter = openpyxl.utils.get_column_letter
    return {
        f"{letter(col + 1)}{row + 1}:{letter(col + colspan)}{row + rowspan}"
        for row, col, rowspan, colspan in areas
        if rowspan * colspan > 1
    }


def test_the_workbook_has_the_official_merges_and_numbers(tmp_path: Path) -> None:
    path = converted(SAMPLES / "annual-report-2021.txt", tmp_path / "out.xlsx")
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames[0] == "正文"
    assert workbook.sheetnames[-1] == "核对"
    document = convert.read(SAMPLES / "annual-report-2021.txt")
    tables = [block for block in document.blocks if isinstance(block, Table)]
    for sheet, table in zip(workbook.worksheets[1:-1], tables, strict=True):
        assert sheet.title == table.title[:31]
        assert {str(area) for area in sheet.merged_cells.ranges} == merges_of(*table.form.split("/"))
        for cell in table.cells:
            if cell.role == "value":
                assert Decimal(str(sheet.cell(cell.row + 1, cell.col + 1).value)) == cell.value


def test_word_readers_see_the_official_tables_at_their_places(tmp_path: Path) -> None:
    document = open_docx(str(converted(SAMPLES / "annual-report-2021.txt", tmp_path / "out.docx")))
    assert [(len(table.rows), len(table.columns)) for table in document.tables] == [(14, 4), (28, 10), (4, 15)]
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style and paragraph.text]
    assert styles[0] == "Title"
    assert styles.count("Heading 1") == 6
