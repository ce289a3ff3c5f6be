"""What was checked and found, on the cells and on the last sheet; and that nothing but the document shapes the file."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import convert
from convert.findings import finding
from convert.model import Check, Document, Finding, Origin, Table
from convert.options import Options
from convert.writers.xlsx import write
from tests.reports import make_report, tabs_full
from tests.writers.docx_files import audit
from tests.writers.excel_files import FORM, cell, heading, opened


def checked() -> Document:
    cells = tuple(cell(0, col, str(col), Decimal(col)) for col in range(4))
    checks = (
        Check(1, "R1", "合计（自然人）", Decimal(1), Decimal(3), ((0, 1),), ((0, 3), (0, 2)), 1, False),
        Check(1, "R2", "总计", Decimal("2.5"), Decimal("2.5"), ((0, 2),), ((0, 2),), 0, True),
        Check(1, "R3", "另一条", Decimal(1), Decimal(0), ((0, 1),), ((0, 0),), 0, False),
        Check(1, "R4", "不知", Decimal(0), Decimal(0), (), (), 0, None),
    )
    findings = (
        finding("label-corrected", Origin("a.docx", ref="tbl[1]"), before="本年止件数", after="本年废止件数"),
        finding("blank-value", Origin("a.docx", ref="tbl[2]"), detail="甲 × 乙"),
        Finding("of-a-later-version", "error", detail="=1"),
    )
    blocks = (
        heading("三、申请情况与处理结果的全部情况"),
        Table(1, 4, cells, 0, "f/t", "三、申请情况与处理结果的全部情况"),
    )
    return Document(blocks, findings, checks, form=FORM)


def test_failed_checks_are_remarked_on_their_cells(target: Path) -> None:
    write(checked(), target, Options())
    sheet = opened(target)["三、申请情况与处理结果的全部情况"]
    assert sheet["A1"].comment.text == "不相符：R3 另一条\n左边 1，右边 0，相差 1"
    assert sheet["B1"].comment.author == "convert"
    assert sheet["B1"].comment.text.count("不相符") == 2
    fills = [sheet.cell(1, col).fill.fgColor.rgb for col in (1, 2, 3, 4)]
    assert len(set(fills)) == 1
    assert "FFC7CE" in fills[0]
    assert audit(target) == []


def test_the_last_sheet_lists_checks_and_findings(target: Path) -> None:
    write(checked(), target, Options())
    sheet = opened(target, results=True)["核对"]
    lines = [list(line) for line in sheet.iter_rows(values_only=True)]
    assert lines[0][:6] == ["规则", "左边", "右边", "结果", "说明", "位置"]
    assert lines[1][:6] == [
        "R1 合计（自然人）",
        1,
        3,
        "不相符",
        "有 1 个空格，按空白计；相差 -2",
        "三、申请情况与处…!B1",
    ]
    assert lines[2][:5] == ["R2 总计", 2.5, 2.5, "相符", "相差 0.0"]
    assert lines[4][:6] == ["R4 不知", 0, 0, "无法判断", "有的格不是数，或者一边全是空白", None]
    assert sheet["F2"].hyperlink.location == "'三、申请情况与处理结果的全部情况'!B1"
    assert lines[5] == [None] * 7
    assert lines[6] == ["代码", "级别", "说明", "位置", "原文", "改为", "细节"]
    assert [line[:2] + line[3:] for line in lines[7:]] == [
        ["label-corrected", "提示", "a.docx:tbl[1]", "本年止件数", "本年废止件数", None],
        ["blank-value", "警告", None, None, None, "甲 × 乙"],
        ["of-a-later-version", "错误", None, None, None, "=1"],
    ]


def test_what_a_finding_says_of_a_value_leads_to_its_cell(target: Path) -> None:
    report = make_report(4, broken=2, top=300)
    values = report.values["requests"]
    values[8] = "见附件"
    document = convert.read(tabs_full(report).encode())
    convert.write(document, target)
    book = opened(target, results=True)
    sheet = book["核对"]
    seen = {"sum-mismatch": 0, "value-not-a-number": 0}
    start = next(row for row in range(1, sheet.max_row) if sheet.cell(row, 1).value == "代码")
    for row in range(start + 1, sheet.max_row + 1):
        code = str(sheet.cell(row, 1).value)
        if code not in seen:
            continue
        seen[code] += 1
        name, _, place = sheet.cell(row, 4).hyperlink.location.rpartition("!")
        there = book[name.strip("'")][place]
        if code == "value-not-a-number":
            assert there.value == "见附件"
        else:
            assert there.comment is not None
            assert str(sheet.cell(row, 7).value).partition("（空白")[0] in there.comment.text
    assert seen["value-not-a-number"] == 1
    assert seen["sum-mismatch"] == len([found for found in document.findings if found.code == "sum-mismatch"]) > 0
    again = target.with_name("again.xlsx")
    convert.write(convert.read(target), again)
    assert again.read_bytes() == target.read_bytes()


def test_the_same_document_gives_the_same_bytes_everywhere(target: Path, tmp_path: Path) -> None:
    write(checked(), target, Options(language="en"))
    script = (
        "import sys; from pathlib import Path; from tests.writers.test_xlsx_checks import checked, write, Options\n"
        "write(checked(), Path(sys.argv[1]), Options(language='zh', strict=True))"
    )
    for seed, zone in (("1", "Asia/Shanghai"), ("2", "UTC")):
        again = tmp_path / f"again{seed}.xlsx"
        environment = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C.UTF-8"}
        subprocess.run([sys.executable, "-c", script, str(again)], env=environment, check=True)
        assert again.read_bytes() == target.read_bytes()
