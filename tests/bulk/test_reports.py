"""The reports over a run: what a person finds in report.xlsx and report.html."""

from __future__ import annotations

import base64
import gzip
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import html

from convert.bulk import report_book
from convert.bulk.ledger import Ledger
from convert.bulk.report_book import COLUMNS
from convert.bulk.report_rows import agency_and_year
from convert.errors import Exit
from tests.commands import BROKEN_SUM, REPORT, SAMPLES, Command
from tests.zips import zipped


def convert_some(folder: Path) -> Path:
    """Give an output folder with a clean report, one whose sum does not hold, and two files that cannot be read."""
    source = folder / "in"
    (source / "甲").mkdir(parents=True)
    (source / "甲" / "年报.txt").write_bytes(REPORT.read_bytes())
    (source / "broken.txt").write_bytes(BROKEN_SUM.read_bytes())
    (source / "cut.docx").write_bytes((SAMPLES / "truncated.docx").read_bytes())
    (source / "<script>alert(1)<.txt").write_text("", encoding="utf-8")
    words = [sys.executable, "-m", "convert", source, "-t", "xlsx", "-o", folder / "out", "-j", "1", "--lang", "zh"]
    done = subprocess.run(words, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"report.html" in done.stderr
    return folder / "out"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an output folder that tests only look at."""
    return convert_some(tmp_path_factory.mktemp("made"))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return convert_some(tmp_path)


def rows(sheet: Any) -> list[dict[str, Any]]:
    head, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(head, line, strict=True)) for line in lines]


def test_the_workbook_has_a_row_a_document_with_every_value(made: Path) -> None:
    book = openpyxl.load_workbook(made / "report.xlsx")
    assert book.sheetnames == ["文件", "失败", "分年合计"]
    lines = {Path(line["文件"]).name: line for line in rows(book["文件"])}
    assert len(lines) == 4
    clean, broken = lines["年报.txt"], lines["broken.txt"]
    told = [clean[name] for name in ("状态", "单位", "年份", "输出")]
    assert told == ["无问题", "青禾县文化和旅游局", 2023, "甲/年报.xlsx"]
    assert lines["cut.docx"]["输出"] is None
    assert (clean["新收_自然人"], clean["行政事业性收费_收费金额"]) == (60, 33.86)
    assert (broken["状态"], broken["不相符的勾稽关系"]) == ("需查看", 2)
    assert "42 ≠ 52" in broken["哪些不相符"]
    assert book["文件"].auto_filter.ref is not None
    assert sum(1 for name in clean if name and "_" in name) >= 200


def test_the_workbook_leaves_out_values_where_a_sheet_would_grow_too_large_and_says_so(
    command: Command, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_book, "_MOST_WITH_VALUES", 1)
    before = openpyxl.load_workbook(out / "report.xlsx")["分年合计"]
    assert command("report", str(out), "--lang", "zh").code == Exit.OK
    book = openpyxl.load_workbook(out / "report.xlsx")
    head = [cell.value for cell in book["文件"][1]]
    assert head[len(COLUMNS) :] == ["文件太多，数值请用 --values FILE.parquet 写出"]
    assert [*book["分年合计"].values] == [*before.values]


def test_the_workbook_groups_failures_by_cause_with_the_next_step(made: Path) -> None:
    lines = rows(openpyxl.load_workbook(made / "report.xlsx")["失败"])
    assert sum(line["文件"] for line in lines) == 2
    assert all(line["原因与下一步"] and line["例子"] for line in lines)


def test_failures_of_one_cause_are_told_apart_by_their_reasons_and_named_in_words(command: Command) -> None:
    source = Path("in")
    source.mkdir()
    (source / "empty.docx").write_bytes(b"")
    for name in ("a.zip", "b.zip"):
        (source / name).write_bytes(b"PK\x03\x04 no archive " + name.encode())
    (source / "c.zip").write_bytes(zipped({"../c.md": "c", "/d.md": "d"}))
    command(source, "-t", "xlsx", "-o", "out", "--lang", "zh", "-j", "1")
    lines = rows(openpyxl.load_workbook("out/report.xlsx")["失败"])
    told = {(line["原因"], line["原因与下一步"].partition("。")[0]): line["文件"] for line in lines}
    assert told == {
        ("unreadable", "文件是空的"): 1,
        ("unreadable", "压缩包已损坏：…"): 2,
        ("bad-member", "压缩包中的这个文件没有解出：它的名字指向压缩包之外"): 2,
    }
    said = command("status", "out", "--lang", "zh").text
    assert said.index("压缩包已损坏：…") < said.index("b.zip") < said.index("文件是空的") < said.index("empty.docx")
    page = html.document_fromstring(Path("out/report.html").read_text(encoding="utf-8"))
    bars = [bar.text for bar in page.find_class("bars")[0].iter("button")]
    assert bars == [
        "文件无法读取：已损坏，或与扩展名不符 · unreadable",
        "压缩包中的这个文件没有解出：… · bad-member",
    ]


def test_the_reports_hold_the_whole_plan_after_failures_were_tried_again(command: Command, out: Path) -> None:
    (out.parent / "in" / "cut.docx").unlink()
    before = openpyxl.load_workbook(out / "report.xlsx")
    assert command("retry", out, "--lang", "zh").code == Exit.FAILED
    after = openpyxl.load_workbook(out / "report.xlsx")
    assert [line["文件"] for line in rows(after["文件"])] == [line["文件"] for line in rows(before["文件"])]
    assert [*after["分年合计"].values] == [*before["分年合计"].values]
    page = html.document_fromstring((out / "report.html").read_text(encoding="utf-8"))
    assert page.find_class("card")[0].text_content() == "4文件"


def test_sums_by_year_count_what_is_unknown_apart(made: Path) -> None:
    lines = {line["数值"]: line for line in rows(openpyxl.load_workbook(made / "report.xlsx")["分年合计"])}
    found = lines["新收_总计"]
    years = [name for name in found if name and re.fullmatch(r"\d{4}", str(name))]
    assert sum(found[year] or 0 for year in years) == 127 + 75
    assert sum(found[f"{year}：文件数"] for year in years) == 2


def packed(page: Any, name: str) -> Any:
    return json.loads(gzip.decompress(base64.b64decode(page.get_element_by_id(name).text)))


def test_the_page_holds_every_document_and_asks_for_nothing_from_outside(made: Path) -> None:
    text = (made / "report.html").read_text(encoding="utf-8")
    page = html.document_fromstring(text)
    assert not re.search(r"(?:src|href)\s*=|https?:", text)
    assert "default-src 'none'" in text
    assert "<script>alert" not in text
    index = packed(page, "index")
    assert sorted(row[2] for row in index) == ["clean", "failed", "failed", "look"]
    assert [card.text_content() for card in page.find_class("card")][:2] == ["4文件", "1无问题"]
    number = next(row[0] for row in index if row[2] == "look")
    detail = packed(page, "chunk0")[str(number)]
    wrong = [at for at, found in enumerate(detail["f"]) if found[1] == "sum-mismatch"]
    assert len(wrong) == 2
    marked = detail["m"]["annual-report-2021/requests"]
    values = detail["v"]["annual-report-2021/requests"]
    assert {values[int(place)] for place, about in marked.items() if set(about) & set(wrong)} >= {"33", "28", "42"}


def test_the_page_draws_the_official_layout(made: Path) -> None:
    page = html.document_fromstring((made / "report.html").read_text(encoding="utf-8"))
    forms = json.loads(page.get_element_by_id("forms").text)
    table = forms["annual-report-2021"]["tables"]["requests"]
    assert (table["rows"], len(table["values"])) == (28, 175)


def test_reports_can_be_made_anew_and_never_replace_what_is_not_ours(command: Command, out: Path) -> None:
    before = (out / "report.html").read_bytes()
    (out / "report.html").unlink()
    assert command("report", out, "--lang", "zh").code == 0
    assert (out / "report.html").read_bytes() == before
    (out / "report.xlsx").write_bytes(b"mine")
    assert command("report", out, "--lang", "en").code == 0
    assert (out / "report.xlsx").read_bytes() == b"mine"
    assert (out / "convert-report.xlsx").is_file()


def test_a_report_is_not_taken_for_a_document_of_the_next_run(command: Command, out: Path) -> None:
    command(out, "-t", "xlsx", "-o", out, "-j", "1", "--lang", "en")
    with Ledger.existing(out) as ledger:
        assert not [row for row in ledger.rows() if Path(row.source).name.startswith("report.")]


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("青禾县图书馆2023年政府信息公开工作年度报告", ("青禾县图书馆", "2023")),
        ("青禾县二〇二二年政府信息公开工作年度报告", ("青禾县", "2022")),
        ("关于 2021 年工作", ("", "2021")),
        ("说明", ("", "")),
    ],
)
def test_agency_and_year_are_read_from_the_title(title: str, told: tuple[str, str]) -> None:
    assert agency_and_year(title, None) == told
