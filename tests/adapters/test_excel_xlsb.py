"""Binary workbooks in parts (.xlsb) are read as .xlsx is."""

from __future__ import annotations

import io
import struct
from datetime import date
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from convert import read
from convert.detect import detect
from convert.errors import Unreadable
from convert.source import Source
from tests.adapters.excel_files import findings, grid, read_bytes, tables
from tests.adapters.xlsb_files import at, cell, merges, packed, record, row, sheet, styles, wide
from tests.reports import differences, make_report, spots


def test_values_keep_their_types() -> None:
    content = packed(
        sheet(
            row(0),
            cell(0, "名称"), cell(1, "数量"), cell(2, "日期"), cell(3, "比例"), cell(4, "是否"), cell(5, "错误"),
            row(1),
            record(7, at(0) + struct.pack("<I", 0)),
            cell(1, 1234.5, 1), cell(2, 45296, 2), cell(3, 0.125, 3), cell(4, True), record(3, at(5) + b"\x07"),
            row(2),
            record(8, at(0) + wide("丙") + bytes(10)),
            record(9, at(1) + struct.pack("<d", 0.1 + 0.2) + bytes(10)), cell(2, None), cell(3, 3),
            record(10, at(4) + b"\x00" + bytes(10)), record(2, at(5) + struct.pack("<i", 1234 << 2 | 3)),
        ),
        strings=[b"\0" + wide("甲")],
        style_sheet=styles("#,##0.00", 'yyyy"年"m"月"d"日"', "0.0%"),
    )  # fmt: skip
    document = read_bytes(content, "book.xlsb")
    (table,) = tables(document)
    assert grid(table) == [
        ["名称", "数量", "日期", "比例", "是否", "错误"],
        ["甲", "1,234.50", "2024年1月5日", "12.5%", "TRUE", "#DIV/0!"],
        ["丙", "0.3", "", "3", "FALSE", "12.34"],
    ]
    assert [one.value for one in table.cells[7:]] == [
        *(Decimal("1234.5"), date(2024, 1, 5), Decimal("0.125"), True, None),
        *(None, Decimal("0.3"), None, Decimal(3), False, Decimal("12.34")),
    ]
    assert ("structure-changed", "error of a formula, kept as text", "#DIV/0!") in findings(document)


def test_another_reader_sees_the_same_workbook() -> None:
    content = packed(sheet(row(0), cell(0, "甲"), cell(1, 12.5), row(2), cell(1, 7)))
    other = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    assert other.to_python() == [["甲", 12.5], ["", ""], ["", 7.0]]


def test_cells_without_a_column_stand_beside_the_one_before() -> None:
    short = record(18, struct.pack("<II", 0, 0)) + record(13, struct.pack("<Ii", 0, 5 << 2 | 2))
    content = packed(
        sheet(row(0), cell(0, "a"), short, row(1), cell(0, "b"), cell(2, 1)), strings=[b"\0" + wide("共享")]
    )
    assert grid(tables(read_bytes(content))[0]) == [["a", "共享", "5"], ["b", "", "1"]]


def test_merges_looks_and_links_come_through() -> None:
    rich = b"\1" + wide("𠮷2") + struct.pack("<IHH", 1, 2, 1)
    content = packed(
        sheet(
            row(0), cell(0, "合并", 1), cell(2, "右"),
            row(1), record(7, at(0) + struct.pack("<I", 0)), cell(1, 1), cell(2, 2),
            behind=merges((0, 0, 0, 1)),
        ),
        strings=[rich],
    )  # fmt: skip
    (table,) = tables(read_bytes(content))
    assert [(one.text, one.colspan) for one in table.cells] == [
        *(("合并", 2), ("右", 1), ("𠮷2", 1), ("1", 1), ("2", 1))
    ]
    runs = [(run.text, set(run.marks)) for one in table.cells for block in one.blocks for run in block.runs]  # type: ignore[union-attr]
    assert runs[0] == ("合并", {"bold"})
    assert runs[2:4] == [("𠮷", set()), ("2", {"bold"})]


def test_what_is_hidden_is_read_and_told() -> None:
    column = record(390) + record(60, struct.pack("<IIIIH", 1, 1, 2340, 0, 1)) + record(391)
    shown = sheet(row(0), cell(0, "a"), cell(1, "b"), row(1, hidden=True), cell(0, "c"), cell(1, "d"), before=column)
    document = read_bytes(packed(shown, shown, names=("Sheet1", "藏"), hidden=[1]))
    assert len(tables(document)) == 2
    assert {found[1:] for found in findings(document)} == {
        ("hidden rows, read like the others", "2"),
        ("hidden columns, read like the others", "B"),
        ("hidden sheet, read like the others", "藏"),
    }


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    content = packed(
        sheet(row(0), cell(0, "日期"), cell(1, 45296 - 1462, 1), row(1), cell(0, "x"), cell(1, "y")),
        style_sheet=styles("yyyy-mm-dd"),
        since_1904=True,
    )
    assert tables(read_bytes(content))[0].cells[1].value == date(2024, 1, 5)


@pytest.mark.parametrize("form_id", ["annual-report-2021", "annual-report-2019"])
def test_a_report_is_restored_from_it(form_id: str) -> None:
    report = make_report(7, form_id, blanks=2)
    sheets, names = [], []
    for template in report.form.tables:
        placed = spots(report, template.id)
        rows: dict[int, list[bytes]] = {}
        for spot in placed:
            content = int(spot.text) if spot.is_value and spot.text else spot.text or None
            rows.setdefault(spot.row, []).append(cell(spot.col, content))
        areas = [
            (spot.row, spot.col, spot.row + spot.rowspan - 1, spot.col + spot.colspan - 1)
            for spot in placed
            if spot.rowspan * spot.colspan > 1
        ]
        written = (row(at_row) + b"".join(cells) for at_row, cells in sorted(rows.items()))
        sheets.append(sheet(*written, behind=merges(*areas)))
        names.append(f"Sheet{len(names) + 1}")
    document = read(packed(*sheets, names=names))
    assert differences(report, document) == ([], [])


def test_content_says_what_it_is() -> None:
    assert detect(Source("book.xlsx", content=packed(sheet(row(0), cell(0, "x"))))) == "xlsb"


def test_damage_is_an_error_or_costs_looks_only() -> None:
    with pytest.raises(Unreadable):
        read_bytes(packed(sheet(row(0), cell(0, "x"))[:-20] + record(6, b"\1")))
    with pytest.raises(Unreadable):
        read_bytes(packed(sheet(row(0)) + b"\x06\xff\xff\x01"))
    good = sheet(row(0), cell(0, "x", 1), cell(1, "y"), row(1), cell(0, 1), cell(1, 2))
    document = read_bytes(packed(good, style_sheet=record(44, b"\1")))
    assert grid(tables(document)[0]) == [["x", "y"], ["1", "2"]]
    detail = "style sheet that cannot be read; dates may show as numbers"
    assert findings(document) == [("structure-changed", detail, "")]
