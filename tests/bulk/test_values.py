"""Every value of the official tables as a table of its own, read back with pyarrow."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from convert.bulk import report_values
from convert.errors import Exit
from tests import reports
from tests.bulk.archive_of_reports import make, write_docx
from tests.bulk.folders import outputs
from tests.commands import BROKEN_SUM, Command

parquet = pytest.importorskip("pyarrow.parquet")


def read(path: Path) -> list[dict[str, Any]]:
    return parquet.read_table(path).to_pylist()  # type: ignore[no-any-return]


def test_every_value_is_a_row_with_its_labels(command: Command) -> None:
    report = reports.make_report(3, blanks=2)
    Path("in").mkdir()
    title = "青禾县图书馆2023年政府信息公开工作年度报告"
    Path("in/a.docx").write_bytes(write_docx(report, title))
    Path("in/bad.docx").write_bytes(b"PK\x03\x04 nothing")
    said = command("in", "-t", "xlsx", "-o", "out", "--values", "values.parquet")
    assert said.code == Exit.FAILED
    assert "Values: values.parquet" in said.err
    found = read(Path("values.parquet"))
    assert {(row["document"], row["form"], row["year"], row["agency"], row["number"]) for row in found} == {
        (str(Path("in/a.docx").absolute()), "annual-report-2021", 2023, "青禾县图书馆", 1)
    }
    for table, texts in report.values.items():
        rows = [row for row in found if row["table"] == table]
        assert [row["text"] for row in rows] == list(texts)
        assert [row["value"] for row in rows] == [Decimal(text) if text else None for text in texts]
    (one,) = (row for row in found if row["name"] == "新收_总计")
    assert one["row"].startswith("一、本年新收")
    assert one["column"].endswith("总计")
    assert one["unit"] is None
    (fee,) = (row for row in found if row["name"] == "行政事业性收费_收费金额")
    assert fee["unit"] == "万元"
    blank = [row for row in found if row["text"] is None]
    assert len(blank) == 2
    assert all(row["value"] is None and row["findings"] == "blank-value" for row in blank)


def test_doubtful_values_carry_the_codes_of_their_findings(command: Command) -> None:
    Path("in").mkdir()
    shutil.copy(BROKEN_SUM, "in/sum.txt")
    command("in", "-t", "xlsx", "-o", "out")
    assert command("report", "out", "--values", "v.parquet").code == Exit.OK
    marked = [row for row in read(Path("v.parquet")) if row["findings"]]
    assert marked
    assert all("sum-mismatch" in row["findings"].split() for row in marked)


def test_codes_stand_at_their_own_values_where_a_text_only_knows_its_lines(command: Command) -> None:
    report = reports.make_report(7, blanks=2, broken=1)
    Path("in").mkdir()
    Path("in/a.txt").write_text(reports.tabs_full(report), encoding="utf-8")
    command("in", "-t", "xlsx", "-o", "out", "--values", "v.parquet", "-q")
    found = read(Path("v.parquet"))
    blank = [row for row in found if row["text"] is None]
    assert len(blank) == 2
    about_blanks = [row for row in found if "blank-value" in (row["findings"] or "").split()]
    assert about_blanks == blank
    summed = [row for row in found if "sum-mismatch" in (row["findings"] or "").split()]
    assert 0 < len(summed) < len(found) / 2


def test_many_documents_are_written_in_groups_and_the_same_bytes_come_out(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_values, "_ROWS_TOGETHER", 300)
    made = list(make(Path("in"), 12))
    command("in", "-t", "xlsx", "-o", "out", "--keep-ending", "--values", "a.parquet", "-q")
    command("report", "out", "--values", "b.parquet")
    assert Path("a.parquet").read_bytes() == Path("b.parquet").read_bytes()
    assert parquet.ParquetFile("a.parquet").num_row_groups > 3
    got = Counter(Path(row["document"]).name for row in read(Path("a.parquet")))
    assert got == {Path(one.name).name: sum(map(len, one.values.values())) for one in made if one.values is not None}


def test_a_check_of_many_files_can_give_the_values_alone(command: Command) -> None:
    Path("in").mkdir()
    shutil.copy(BROKEN_SUM, "in/sum.txt")
    command("--check", "in", "--values", "v.parquet", "-q")
    assert len(read(Path("v.parquet"))) > 100
    assert sorted(path.name for path in Path().iterdir()) == ["in", "v.parquet"]


def test_values_never_replace_what_is_not_theirs(command: Command) -> None:
    Path("in").mkdir()
    shutil.copy(BROKEN_SUM, "in/sum.txt")
    words = ("in", "-t", "xlsx", "-o", "out")
    Path("mine.parquet").write_bytes(b"mine")
    assert command(*words, "--values", "mine.parquet").code == Exit.OUTPUT
    assert Path("mine.parquet").read_bytes() == b"mine"
    assert not Path("out").exists()
    assert command(*words, "--values", "in/sum.txt", "--force").code == Exit.OUTPUT
    assert command(*words, "--values", "v.parquet").code == Exit.OK
    before = outputs(Path("out"))
    assert command(*words, "--values", "v.parquet").code == Exit.OK
    assert command("report", "out", "--values", "out/sum.xlsx", "--force").code == Exit.OUTPUT
    assert outputs(Path("out")) == before
    assert command("report", "out", "--values", "mine.parquet", "--force").code == Exit.OK
    assert read(Path("mine.parquet")) == read(Path("v.parquet"))


def test_values_without_their_package_name_the_line_that_installs_it(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    Path("in").mkdir()
    shutil.copy(BROKEN_SUM, "in/sum.txt")
    said = command("in", "-t", "xlsx", "-o", "out", "--values", "v.parquet")
    assert said.code == Exit.HELPER
    assert "pip install 'convert-office[values]'" in said.err
    assert not Path("out").exists()
