"""What a spreadsheet program does with a report when a clerk mends a number in it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from convert.pipeline import convert
from tests.writers.docx_files import audit
from tests.writers.excel_files import opened

REQUESTS = "三、收到和处理政府信息公开申请情况"


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Give the workbook of a report in which 予以公开 of 自然人 is ten too many."""
    source, target = tmp_path / "report.txt", tmp_path / "report.xlsx"
    source.write_text(SAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert convert(source, target).exit == 0
    return target


SAMPLE = Path(__file__).parents[2] / "samples" / "sum-does-not-hold.txt"


def test_every_check_is_a_formula_with_its_result_stored(broken: Path) -> None:
    formulas, results = opened(broken)["核对"], opened(broken, results=True)["核对"]
    assert formulas["B2"].value == f"=SUM('{REQUESTS}'!$D$4:$D$5)"
    assert formulas["D2"].value.startswith("=IF(OR(COUNT(")
    assert [results.cell(2, col).value for col in (2, 3, 4, 5)] == [48, 48, "相符", "相差 0"]
    assert [row[3].value for row in results.iter_rows(2, 43)].count("不相符") == 2
    assert audit(broken) == []


def test_every_value_has_a_name_of_its_own(broken: Path) -> None:
    book = opened(broken)
    assert len(book.defined_names) == 200
    sheet, place = book.defined_names["新收_总计"].attr_text.split("!")
    assert (sheet, book[REQUESTS][place.replace("$", "")].value) == (f"'{REQUESTS}'", 75)
    assert "件数_复议维持" in book.defined_names


def test_what_is_typed_into_a_value_must_be_a_number(broken: Path) -> None:
    book = opened(broken)
    rules = {rule.type: rule for sheet in book for rule in sheet.data_validations.dataValidation}
    assert set(rules) == {"whole", "decimal"}
    assert {rule.errorStyle for rule in rules.values()} == {"warning"}
    assert sum(len(rule.cells.ranges) for sheet in book for rule in sheet.data_validations.dataValidation) <= 200


def test_an_equality_of_line_after_line_is_one_condition_that_moves_with_its_lines(broken: Path) -> None:
    found = opened(broken)[REQUESTS].conditional_formatting
    conditions = {frozenset(str(area.sqref).split()): [rule.formula[0] for rule in area.rules] for area in found}
    (by_row,), (by_column,) = (conditions[frozenset(areas.split())] for areas in ("J4:J28 D4:I28", "D4:J5 D27:J28"))
    assert by_row.endswith("ROUND(SUM($J4)-SUM($D4:$I4),9)<>0)")
    assert by_column.endswith("ROUND(SUM(D$4:D$5)-SUM(D$27:D$28),9)<>0)")
    ends = [formula.rpartition("9)")[2] for formulas in conditions.values() for formula in formulas]
    assert ends == ["<>0)"] * 3 + ["=0)"] * 2


def recalculate(path: Path, folder: Path, form: str) -> None:
    profile = f"-env:UserInstallation=file://{folder}/profile"
    words = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", str(folder), str(path)]
    subprocess.run(words, check=True, capture_output=True, timeout=120)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="a spreadsheet program is needed to work formulas out")
@pytest.mark.parametrize(("value", "results"), [(23, set()), (None, {"不相符"}), ("二十三", {"无法判断"})])
def test_a_mended_number_turns_its_checks_green(broken: Path, tmp_path: Path, value: object, results: set[str]) -> None:
    book = opened(broken)
    book[REQUESTS]["D6"].value = value
    book.save(tmp_path / "mended.xlsx")
    recalculate(tmp_path / "mended.xlsx", tmp_path, "ods")
    recalculate(tmp_path / "mended.ods", tmp_path / "out", "xlsx")
    sheet = opened(tmp_path / "out" / "mended.xlsx", results=True)["核对"]
    assert {row[3].value for row in sheet.iter_rows(2, 43)} - {"相符"} == results
