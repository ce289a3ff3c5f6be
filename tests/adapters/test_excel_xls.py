"""Binary workbooks (.xls): values, looks, merges and what is hidden come through as from .xlsx, damage is told."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlwt  # type: ignore[import-untyped]

from convert import read
from convert.adapters.excel import xls
from convert.adapters.excel.xls import with_calamine
from convert.detect import detect
from convert.errors import Encrypted, MissingHelper, Unreadable
from convert.messages import error_message
from convert.model import Document, Paragraph
from convert.source import Source
from tests.adapters.excel_files import findings, grid, read_bytes, tables
from tests.commands import Command
from tests.reports import differences, make_report, spots


def made(fill: Callable[[xlwt.Workbook], object]) -> bytes:
    """Write a workbook that a function fills."""
    book = xlwt.Workbook(encoding="utf-8")
    fill(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read_made(fill: Callable[[xlwt.Workbook], object], name: str = "book.xls") -> Document:
    return read_bytes(made(fill), name)


@pytest.fixture(autouse=True)
def rescuer(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Stand in for LibreOffice: it is not there, unless a test puts its answer into the list."""
    answers: list[bytes] = []

    def answer(content: bytes, kind: str, soffice: str, seconds: float) -> bytes:
        if not answers:
            raise MissingHelper(helper="LibreOffice")
        return answers[0]

    monkeypatch.setattr("convert.libreoffice.convert_one", answer)
    return answers


def test_what_no_engine_opens_is_left_to_libreoffice_unless_it_finds_nothing_either(rescuer: list[bytes]) -> None:
    book = made(lambda book: book.add_sheet("a").write(0, 0, "甲"))
    hurt = book[:600] + bytes(len(book) - 600)
    with pytest.raises(Unreadable):
        read_bytes(hurt, "a.xls")
    whole, empty = openpyxl.Workbook(), io.BytesIO()
    whole.save(empty)
    rescuer.append(empty.getvalue())
    with pytest.raises(Unreadable):
        read_bytes(hurt, "a.xls")
    assert whole.active is not None
    whole.active.append(["甲", 12])
    filled = io.BytesIO()
    whole.save(filled)
    rescuer[0] = filled.getvalue()
    rescued = read_bytes(hurt, "a.xls")
    assert "12" in str(rescued.blocks)
    assert ("structure-changed", "file damaged in part; LibreOffice read what it could", "") in findings(rescued)


def styled(code: str) -> xlwt.XFStyle:
    return xlwt.easyxf(num_format_str=code)


def test_numbers_keep_their_value_and_what_is_shown() -> None:
    def fill(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("Sheet1")
        for col, (value, code) in enumerate(
            [(1234.5, "#,##0.00"), (0.125, "0.0%"), (17, "0000"), (0.1 + 0.2, "General"), (7, "General")]
        ):
            sheet.write(0, col, value, styled(code))
            sheet.write(1, col, "列")

    (table,) = tables(read_made(fill))
    assert grid(table)[0] == ["1,234.50", "12.5%", "0017", "0.3", "7"]
    assert [cell.value for cell in table.cells[:5]] == [
        *(Decimal("1234.5"), Decimal("0.125"), Decimal(17), Decimal("0.3"), Decimal(7))
    ]


@pytest.mark.parametrize("since_1904", [False, True])
def test_dates_are_dates_in_both_systems(since_1904: bool) -> None:
    def fill(book: xlwt.Workbook) -> None:
        book.dates_1904 = since_1904
        sheet = book.add_sheet("Sheet1")
        shift = 1462 if since_1904 else 0
        sheet.write(0, 0, 45296 - shift, styled('yyyy"年"m"月"d"日"'))
        sheet.write(0, 1, 45296.5 - shift, styled("yyyy-mm-dd hh:mm"))
        sheet.write(1, 0, "a")
        sheet.write(1, 1, "b")

    (table,) = tables(read_made(fill))
    assert grid(table)[0] == ["2024年1月5日", "2024-01-05 12:00"]
    assert [cell.value for cell in table.cells[:2]] == [date(2024, 1, 5), datetime(2024, 1, 5, 12)]


def test_truth_values_and_errors_are_told_apart_from_text() -> None:
    def fill(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("Sheet1")
        sheet.write(0, 0, True)
        sheet.write(0, 1, False)
        sheet.row(0).set_cell_error(2, "#DIV/0!")
        sheet.write(1, 0, "TRUE")

    document = read_made(fill)
    (table,) = tables(document)
    assert grid(table)[0] == ["TRUE", "FALSE", "#DIV/0!"]
    assert [cell.value for cell in table.cells] == [True, False, None, None, None, None]
    assert ("structure-changed", "error of a formula, kept as text", "#DIV/0!") in findings(document)


def test_merged_cells_span_and_looks_of_text_stay() -> None:
    def fill(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("Sheet1")
        sheet.write_merge(0, 0, 0, 2, "合并", xlwt.easyxf("font: bold on; borders: left thin"))
        sheet.write_merge(1, 2, 0, 0, "两行", xlwt.easyxf("borders: left thin"))
        sheet.write_rich_text(1, 1, ["x", ("2", xlwt.easyfont("escapement superscript"))])
        sheet.write(2, 2, 3)

    (table,) = tables(read_made(fill))
    spans = {cell.text: (cell.rowspan, cell.colspan) for cell in table.cells if cell.text}
    assert spans == {"合并": (1, 3), "两行": (2, 1), "x2": (1, 1), "3": (1, 1)}
    runs = {run.text: run.marks for cell in table.cells for block in cell.blocks for run in block.runs}  # type: ignore[union-attr]
    assert runs["合并"] == {"bold"}
    assert runs["2"] == {"super"}
    assert runs["x"] == frozenset()


def test_what_is_hidden_is_read_and_told() -> None:
    def fill(book: xlwt.Workbook) -> None:
        for name in ("Sheet1", "藏"):
            sheet = book.add_sheet(name)
            for row in range(3):
                for col in range(3):
                    sheet.write(row, col, f"{name}{row}{col}")
        book.get_sheet(0).row(1).hidden = True
        book.get_sheet(0).col(2).hidden = True
        book.get_sheet(1).visibility = 1

    document = read_made(fill)
    assert len(tables(document)) == 2
    assert [found for found in findings(document) if found[0] == "structure-changed"] == [
        ("structure-changed", "hidden rows, read like the others", "2"),
        ("structure-changed", "hidden columns, read like the others", "C"),
        ("structure-changed", "hidden sheet, read like the others", "藏"),
    ]


def test_titles_stand_above_tables_and_tables_apart() -> None:
    def fill(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("Sheet1")
        sheet.write(0, 0, "一、第一张表")
        sheet.write(5, 0, "二、第二张表")
        for top in (1, 6):
            for row in range(2):
                for col in range(3):
                    sheet.write(top + row, col, f"{top}-{row}-{col}")

    document = read_made(fill)
    shown = [block.text if isinstance(block, Paragraph) else block.title for block in document.blocks]  # type: ignore[union-attr]
    assert shown == ["一、第一张表", "一、第一张表", "二、第二张表", "二、第二张表"]


def test_digits_of_a_number_that_the_file_cannot_hold_are_not_made_up_but_named() -> None:
    def fill(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("Sheet1")
        sheet.write(0, 0, 12345678901234567, styled("0"))
        sheet.write(0, 1, "12345678901234567")
        sheet.write(1, 0, "a")
        sheet.write(1, 1, "b")

    document = read_made(fill)
    (table,) = tables(document)
    as_number, as_text = table.cells[:2]
    assert as_text.text == "12345678901234567"
    assert as_text.value is None
    assert as_number.text == "12345678901234600"
    [found] = document.findings
    assert (found.severity, found.after, found.origin.ref) == ("warning", "12345678901234600", "Sheet1!A1")


def test_all_sixteen_digits_of_a_number_that_the_file_does_hold_are_kept() -> None:
    document = read_made(lambda book: book.add_sheet("Sheet1").write(0, 0, 6222021234567891, styled("0")))
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["6222021234567891"]
    assert [found.code for found in document.findings] == ["value-text-kept"]


@pytest.mark.parametrize("name", ["book.xls", "book.et", "book.csv", "book.xlsx", "book"])
def test_content_says_what_a_file_is_whatever_its_name(name: str, command: Command) -> None:
    content = made(lambda book: book.add_sheet("Sheet1").write(0, 0, "一段文字"))
    Path(name).write_bytes(content)
    said = command(name, "out.docx")
    assert said.code == 0, said.err


def test_a_workbook_without_a_container_is_read() -> None:
    def record(kind: int, content: bytes) -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    def label(row: int, col: int, text: bytes) -> bytes:
        return record(0x0004, struct.pack("<HH3xB", row, col, len(text)) + text)

    content = record(0x0009, struct.pack("<HH", 2, 0x10)) + record(0x0042, struct.pack("<H", 936))
    content += label(0, 0, "名称".encode("gbk")) + label(0, 1, "数量".encode("gbk")) + label(1, 0, b"A")
    content += record(0x0003, struct.pack("<HH3xd", 1, 1, 12.5)) + record(0x000A, b"")
    source = Source("old.dat", content=content)
    assert detect(source) == "xls"
    (table,) = tables(read_bytes(content, "old.dat"))
    assert grid(table) == [["名称", "数量"], ["A", "12.5"]]


def test_a_comment_is_reported_and_so_are_headers_of_pages() -> None:
    def fill(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("Sheet1")
        sheet.write(0, 0, "x")
        sheet.header_str = b"&CInternal"
        sheet.footer_str = b"&P"

    assert ("content-dropped", "page header or footer", "Internal") in findings(read_made(fill))


def damaged(content: bytes) -> list[bytes]:
    return [content[: len(content) // 2], content[:600], content[:2048] + bytes(len(content) - 2048)]


def test_a_damaged_workbook_ends_in_an_error_of_its_own() -> None:
    content = made(lambda book: book.add_sheet("Sheet1").write(0, 0, "一段文字"))
    for broken in damaged(content):
        with pytest.raises(Unreadable):
            read_bytes(broken, "book.xls")


def sector_loop() -> bytes:
    """Write a container of 1.5 KB whose directory goes in a circle."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIII", header, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 1, *[0xFFFFFFFF] * 126)
    root = "Root Entry\0".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HBB", 22, 5, 1)
    book = "Workbook\0".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HBB", 18, 2, 1)
    entries = b""
    for entry, child, start, size in ((root, 1, 0xFFFFFFFE, 0), (book, -1, 1, 1 << 30)):
        entries += entry + struct.pack("<iii", -1, -1, child) + bytes(36) + struct.pack("<IQ", start, size)
    return bytes(header) + table + entries.ljust(512, b"\0")


def test_a_loop_of_sectors_ends_in_an_error() -> None:
    with pytest.raises(Unreadable):
        read_bytes(sector_loop(), "book.xls")


def test_a_protected_workbook_says_so() -> None:
    protected = made(lambda book: book.add_sheet("Sheet1").write(0, 0, "x"))
    at = protected.index(struct.pack("<HH", 0x0809, 16)) + 20
    broken = bytearray(protected)
    broken[at : at + 4] = struct.pack("<HH", 0x2F, 2)
    with pytest.raises((Encrypted, Unreadable)):
        read_bytes(bytes(broken), "book.xls")


def test_the_second_engine_reads_what_the_first_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("Sheet1")
        sheet.write_merge(1, 1, 1, 2, "甲")
        sheet.write(1, 3, "乙")
        sheet.write(2, 1, 1.5)
        sheet.write(2, 2, True)

    monkeypatch.setattr(xls, "_ENGINES", (("xlrd", "convert.adapters.excel.xls.with_xlrd:lacking"), xls._ENGINES[1]))
    document = read_made(fill)
    (table,) = tables(document)
    assert [(cell.text, cell.value, cell.colspan) for cell in table.cells] == [
        *(("甲", None, 2), ("乙", None, 1), ("1.5", Decimal("1.5"), 1), ("TRUE", True, 1), ("", None, 1))
    ]
    detail = "file damaged in part; its number formats and what is hidden are not known"
    assert ("structure-changed", detail, "") in findings(document)


def test_without_its_libraries_it_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xls, "find_spec", lambda _: None)
    with pytest.raises(MissingHelper) as raised:
        read_made(lambda book: book.add_sheet("Sheet1").write(0, 0, "x"))
    assert "convert-office[excel]" in error_message(raised.value, "en")


def test_dates_of_the_second_engine_are_dates() -> None:
    def fill(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("Sheet1")
        sheet.write(0, 0, 45296, styled("yyyy-mm-dd"))

    (sheet,) = with_calamine.extract(made(fill)).sheets
    assert [cell[2:4] for cell in sheet.cells] == [("d", "2024-01-05")]


@pytest.mark.parametrize("form_id", ["annual-report-2021", "annual-report-2019"])
def test_a_report_is_restored_from_it(form_id: str) -> None:
    report = make_report(5, form_id, blanks=1, broken=1)

    def fill(book: xlwt.Workbook) -> None:
        for index, template in enumerate(report.form.tables, 1):
            sheet = book.add_sheet(f"Sheet{index}")
            for spot in spots(report, template.id):
                content = int(spot.text) if spot.is_value and spot.text else spot.text
                sheet.write_merge(spot.row, spot.row + spot.rowspan - 1, spot.col, spot.col + spot.colspan - 1, content)

    assert differences(report, read(made(fill))) == ([], [])
