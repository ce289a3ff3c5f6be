"""Values of other people's workbooks stay values in the output, however their dates and numbers are shown."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from convert import read, write
from convert.model import Document
from convert.numbers import number_format
from tests.adapters.excel_files import grid, read_bytes, saved, tables
from tests.adapters.test_excel_ods import packed, row, text, typed


def said(document: Document) -> list[tuple[str, str, str]]:
    return [(found.code, found.before, found.after) for found in document.findings]


def written(document: Document, folder: Path) -> openpyxl.worksheet.worksheet.Worksheet:
    write(document, str(folder / "out.xlsx"))
    return openpyxl.load_workbook(folder / "out.xlsx").worksheets[-1]


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("dd\\.mm\\.yyyy", date(2013, 10, 2), "02.10.2013"),
        ("d/m/yy;@", date(2006, 11, 24), "24/11/06"),
        ("dd\\-mmm\\-yyyy", date(2009, 4, 8), "08-Apr-2009"),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", date(2010, 3, 21), "Sunday, March 21, 2010"),
        ("mmmm\\ yyyy", date(2015, 8, 7), "August 2015"),
        ('yy"年"mm"月"', date(2008, 7, 25), "08年07月"),
        ('d"日"', date(2020, 1, 5), "5日"),
        ("hh:mm:ss\\ AM/PM", time(18, 41), "06:41:00 PM"),
        ("d/m/yy\\ h:mm\\ AM/PM;@", datetime(2018, 2, 18, 16, 4), "18/2/18 4:04 PM"),
        ("mm:ss", time(0, 3, 5), "03:05"),
    ],
)
def test_a_date_is_a_date_in_the_output_whatever_its_format_shows(
    code: str, value: date | time, shown: str, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["名称", value])
    book.active.append(["其他", 1])
    book.active["B1"].number_format = code
    document = saved(book)
    assert grid(tables(document)[0])[0][1] == shown
    cell = written(document, tmp_path)["B1"]
    assert cell.is_date
    wanted = datetime(value.year, value.month, value.day) if type(value) is date else value
    assert cell.value == wanted


def test_a_format_of_more_decimals_than_any_program_shows_costs_no_number(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["名称", 2.5])
    book.active.append(["其他", 1])
    book.active["B1"].number_format = "0." + "0" * 400
    assert written(saved(book), tmp_path)["B1"].value == 2.5


def test_a_name_of_a_month_in_another_language_never_becomes_fixed_text_of_a_format(tmp_path: Path) -> None:
    document = read_bytes(packed(row(text("a"), typed("date", "1995-02-15", "15. feb. 1995"))), "b.ods")
    assert ("value-text-kept", "15. feb. 1995", "") in said(document)
    assert written(document, tmp_path)["B1"].value == "15. feb. 1995"


@pytest.mark.parametrize(
    ("value", "shown", "as_written"),
    [
        ("12345.67", "12\u00a0345,67", "12,345.67"),
        ("6448710", "6.448.710 Ft", "6,448,710 Ft"),
        ("0.401", "40,10%", "40.10%"),
        ("-1234.5", "-1 234,50 €", "-1,234.50 €"),
        ("260", "260,00 Kč", "260.00 Kč"),
        ("0.000000000001", "1,00E-12", "0.000000000001"),
        ("0.365", "73/200", "0.365"),
    ],
)
def test_a_number_written_with_a_decimal_comma_stays_a_number_and_is_told(
    value: str, shown: str, as_written: str, tmp_path: Path
) -> None:
    document = read_bytes(packed(row(text("a"), typed("float", value, shown))), "b.ods")
    assert tables(document)[0].cells[1].value == Decimal(value)
    assert ("number-reformatted", shown, as_written) in said(document)
    cell = written(document, tmp_path)["B1"]
    assert cell.value == pytest.approx(float(value))


def test_digits_are_never_fixed_text_around_a_part_of_a_number() -> None:
    assert number_format(Decimal("12345.67"), "12 345,67") is None
    assert number_format(Decimal("1234.5"), "1 234,5") is None
    assert number_format(Decimal("5.25"), "5 25") is None
    assert number_format(Decimal(5), "5 m2") == '0" m2"'


def test_a_date_that_shows_as_its_count_of_days_is_that_number() -> None:
    document = read_bytes(packed(row(text("a"), typed("date", "2014-02-20", "41690"))), "b.ods")
    assert tables(document)[0].cells[1].value == Decimal(41690)


def test_noise_in_the_fractions_of_a_second_costs_no_date() -> None:
    moment = typed("date", "2016-06-15T12:18:33.605600000", "2016.06.15")
    document = read_bytes(packed(row(text("a"), moment)), "b.ods")
    assert tables(document)[0].cells[1].value == datetime(2016, 6, 15, 12, 18, 33, 605000)


def test_a_duration_keeps_its_text_and_that_is_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["用时", 10.63206])
    book.active["B1"].number_format = "[h]:mm:ss"
    document = saved(book)
    assert grid(tables(document)[0])[0][1] == "255:10:10"
    assert [(code, before) for code, before, _ in said(document)] == [("value-text-kept", "255:10:10")]
    write(document, str(tmp_path / "out.xlsx"))
    assert grid(tables(read(str(tmp_path / "out.xlsx")))[0])[0][1] == "255:10:10"
