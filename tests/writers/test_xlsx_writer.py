"""The sheets of a written workbook, as Excel's format and another program see them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

import openpyxl
import pytest

from convert.errors import TooLarge
from convert.model import Cell, Document, Paragraph, Run, Table, Value
from convert.options import Options
from convert.writers.xlsx import write
from convert.writers.xlsx.book import Book
from tests.writers.docx_files import audit
from tests.writers.excel_files import FORM, cell, heading, paragraph, read_back, table, written


def body(book: openpyxl.Workbook) -> list[tuple[object, ...]]:
    return [tuple(cells) for cells in book["正文"].iter_rows(values_only=True)]


def test_the_text_stands_on_the_first_sheet_with_the_levels_of_its_headings(target: Path) -> None:
    blocks = (heading("年度报告", 0), heading("一、总体情况"), paragraph("工作平稳。"), heading("（一）公开", 2))
    book = written(target, *blocks)
    assert book.sheetnames == ["正文"]
    assert [line[:2] for line in body(book)] == [
        (0, "年度报告"),
        (1, "一、总体情况"),
        (None, "工作平稳。"),
        (2, "（一）公开"),
    ]


def test_each_table_stands_on_its_own_sheet_and_its_place_in_the_text_leads_to_it(target: Path) -> None:
    blocks = (
        *(table(["甲"], title="题一"), paragraph("之前"), table(["乙"], title="题二"), table(["丙"])),
        *(paragraph("之后"), table(["丁"])),
    )
    book = written(target, *blocks)
    assert book.sheetnames == ["正文", "题一", "题二", "表1", "表2"]
    assert body(book) == [
        (None, None, "题一"),
        (None, "之前", "题二"),
        (None, None, "表1"),
        (None, "之后", "表2"),
    ]
    assert [book["正文"].cell(row, 3).hyperlink.location for row in range(1, 5)] == [
        *("'题一'!A1", "'题二'!A1", "'表1'!A1", "'表2'!A1")
    ]


def test_a_document_of_tables_alone_has_its_text_sheet_too(target: Path) -> None:
    assert written(target, table(["甲"])).sheetnames == ["正文", "表1"]
    assert written(target).sheetnames == ["正文"]


def test_only_a_recognised_report_has_a_sheet_of_checks(target: Path) -> None:
    assert written(target, table(["甲"]), form=FORM).sheetnames == ["正文", "表1", "核对"]


def test_sheet_names_are_what_excel_allows(target: Path) -> None:
    titles = [
        "长" * 40,
        "长" * 40,
        "a/b:c*d?e[f]g\\h",
        "'引号'",
        "正文",
        "核对",
        "history",
        "表1",
        "",
        "ABC",
        "abc",
        "\n",
        "𠮷" * 20,
    ]
    book = written(target, *(table(["甲"], title=title) for title in titles))
    names = book.sheetnames
    assert names[1:3] == ["长" * 31, "长" * 27 + " (2)"]
    assert names[3:5] == ["a／b：c＊d？e［f］g＼h", "’引号’"]
    assert names[5:8] == ["正文 (2)", "核对 (2)", "history (2)"]
    assert names[8:10] == ["表1 (1)", "表1"]
    assert names[10:12] == ["ABC", "abc (2)"]
    assert all(0 < len(name.encode("utf-16-le")) // 2 <= 31 for name in names)
    assert len({name.lower() for name in names}) == len(names)
    assert audit(target) == []


@pytest.mark.parametrize(
    "words", ["=1+1", "+1", "-x", "@SUM(A1)", "{=1}", "https://example.org", "internal:A1", "a\tb", "<r>x</r>", "&amp;"]
)
def test_text_stays_text_whatever_it_starts_with(target: Path, words: str) -> None:
    book = written(target, paragraph(words), table([words]))
    for place in (book["正文"]["B1"], book["表1"]["A1"]):
        assert (str(place.value), place.data_type, place.hyperlink) == (words, "s", None)
    assert audit(target) == []


def test_looks_of_text_are_carried_and_headings_use_none_of_them(target: Path) -> None:
    mixed = Paragraph((Run("共"), Run("217", frozenset({"bold"})), Run("条", frozenset({"italic", "super"}))))
    book = written(target, mixed, paragraph("全删", "strike"), heading("一、总体情况"))
    runs = book["正文"]["B1"].value
    assert [str(run) for run in runs] == ["共", "217", "条"]
    assert (runs[1].font.b, runs[2].font.i, runs[2].font.vertAlign) == (True, True, "superscript")
    assert book["正文"]["B2"].font.strike is True
    font = book["正文"]["B3"].font
    assert (font.b, font.i, font.u, font.strike, font.vertAlign) == (False, False, None, None, None)


@pytest.mark.parametrize(
    ("value", "words", "stored", "code"),
    [
        (Decimal(5), "5", 5, "0"),
        (Decimal("1.50"), "1.50", 1.5, "0.00"),
        (Decimal(1234567), "1,234,567", 1234567, "#,##0"),
        (Decimal("-1234.5"), "-1,234.50", -1234.5, "#,##0.00"),
        (Decimal("0.125"), "12.5%", 0.125, "0.0%"),
        (Decimal(23), "0023", 23, "0000"),
        (Decimal(251000), "251000元", 251000, '0"元"'),
        (Decimal(1036), "+1036", 1036, "+0;-0;0"),
        (Decimal(-5), "(5)", -5, '0")";"("0")"'),
        (Decimal("3.14159"), "3.14", 3.14159, "0.00"),
        (True, "TRUE", True, "General"),
        (date(2024, 10, 1), "2024-10-01", datetime(2024, 10, 1), "yyyy-mm-dd"),
        (date(2024, 10, 1), "2024年10月1日", datetime(2024, 10, 1), 'yyyy"年"mm"月"d"日"'),
        (datetime(2024, 10, 1, 9, 5), "2024-10-01 09:05", datetime(2024, 10, 1, 9, 5), "yyyy-mm-dd hh:mm"),
    ],
)
def test_values_are_stored_as_values_that_show_as_their_text(
    target: Path, value: Value, words: str, stored: object, code: str
) -> None:
    place = written(target, Table(1, 1, (cell(0, 0, words, value),), form="f/t"))["表1"]["A1"]
    assert (place.value, place.number_format) == (stored, code)
    assert audit(target) == []


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Decimal("12345678901234567"), "12345678901234567"),
        (Decimal("NaN"), "NaN"),
        (Decimal("sNaN"), "sNaN"),
        (Decimal(0), "-"),
        (Decimal(12), "十二"),
        (True, "是"),
        (date(1899, 1, 1), "1899-01-01"),
        (None, "12"),
        (None, "0023"),
    ],
)
def test_a_value_that_a_number_cannot_show_is_written_as_its_text(target: Path, value: Value, words: str) -> None:
    place = written(target, Table(1, 1, (cell(0, 0, words, value),), form="f/t"))["表1"]["A1"]
    assert (place.value, place.data_type) == (words, "s")


@pytest.mark.parametrize(
    ("words", "stored"), [("12", 12), ("-3.50", -3.5), ("1,234", 1234), ("12.5%", 0.125), ("0", 0)]
)
def test_in_a_table_of_no_form_plain_numbers_become_numbers(target: Path, words: str, stored: float) -> None:
    assert written(target, table([words]))["表1"]["A1"].value == stored


@pytest.mark.parametrize(
    "words", ["0023", "13800138000", "2024.10", "-0", "1,23", "1e5", "٣", "３", "1 234", "12345678901"]
)
def test_in_a_table_of_no_form_what_a_number_would_change_stays_text(target: Path, words: str) -> None:
    place = written(target, table([words]))["表1"]["A1"]
    assert (place.value, place.data_type) == (words, "s")


def test_a_raised_digit_is_not_the_next_digit_of_a_number(target: Path) -> None:
    power = Paragraph((Run("10"), Run("2", frozenset({"super"}))))
    book = written(target, Table(1, 1, (Cell(0, 0, blocks=(power,)),)))
    assert [str(run) for run in book["表1"]["A1"].value] == ["10", "2"]


def test_a_blank_is_an_empty_cell_and_no_zero(target: Path) -> None:
    sheet = written(target, table(["甲", ""]))["表1"]
    assert sheet["B1"].value is None
    assert sheet["B1"].border.left.style == "thin"


def test_merged_cells_are_merged(target: Path) -> None:
    cells = (cell(0, 0, "部门", rowspan=2), cell(0, 1, "数", colspan=2), cell(1, 1, "男"), cell(1, 2, "女"))
    sheet = written(target, Table(2, 3, cells))["表1"]
    assert sorted(str(area) for area in sheet.merged_cells.ranges) == ["A1:A2", "B1:C1"]
    assert (sheet["A1"].value, sheet["B1"].value, sheet["C2"].value) == ("部门", "数", "女")


def test_a_position_that_no_cell_covers_is_not_written(target: Path) -> None:
    sheet = written(target, Table(2, 2, (cell(0, 0, "甲"), cell(1, 1, "乙"))))["表1"]
    assert sheet["B1"].has_style is False
    assert sheet["A1"].has_style is True


def test_the_header_stays_in_view_and_heads_each_printed_page(target: Path) -> None:
    sheet = written(target, table(["项目", "数"], ["甲", "1"], header_rows=1, title="收费"))["收费"]
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.print_area) == ("A2", "$1:$1", "'收费'!$A$1:$B$2")


def test_the_labels_of_a_form_stay_in_view_where_it_names_no_header(target: Path) -> None:
    cells = (
        *(Cell(0, col, blocks=(paragraph(words),), role="label") for col, words in enumerate(("项目", "数"))),
        Cell(1, 0, blocks=(paragraph("甲"),), role="label"),
        Cell(1, 1, blocks=(paragraph("1"),), value=Decimal(1), role="value"),
    )
    sheet = written(target, Table(2, 2, cells, form="f/t"))["表1"]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("B2", "$1:$1")


def test_pages_are_a4_one_page_wide_and_lie_down_where_tables_are_wide(target: Path) -> None:
    book = written(target, table(["甲", "乙"]), table(["很宽的一列" * 3] * 12))
    for name, lies in (("表1", "portrait"), ("表2", "landscape")):
        setup = book[name].page_setup
        assert (setup.paperSize, setup.fitToWidth or 1, setup.fitToHeight) == (9, 1, 0)
        assert (setup.orientation or "portrait") == lies
        assert book[name].print_options.gridLines is None


def test_columns_are_as_wide_as_their_numbers(target: Path) -> None:
    sheet = written(target, table(["数"], ["1,234,567,890"]))["表1"]
    assert sheet.column_dimensions["A"].width > len("1,234,567,890")


def test_rows_are_high_enough_for_labels_that_wrap(target: Path) -> None:
    long = "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请" * 2
    sheet = written(target, table(*[["甲", long, *"123456789"]] * 2))["表1"]
    assert sheet.row_dimensions[1].height > 40


def test_texts_beyond_those_that_cells_share_stand_in_their_cells(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("convert.writers.xlsx.Book", partial(Book, shared=2))
    words = ["甲", "乙", " 丙 ", "<丁>_x000D_\n戊", "甲"]
    sheet = written(target, table(words), paragraph("共", "bold"))["表1"]
    assert [place.value for place in next(sheet.iter_rows())] == words
    assert [cell.text for cell in read_back(target).blocks[0].cells] == words
    assert audit(target) == []


def test_the_workbook_says_who_made_it_and_what_it_is(target: Path) -> None:
    book = written(target, heading("某局年度报告", 0))
    assert (book.properties.title, book.properties.creator) == ("某局年度报告", "convert")
    assert book.properties.created == datetime(1980, 1, 1)
    assert [item.value for item in book.custom_doc_props.props if item.name == "convert"] == ["1"]


def test_what_a_worksheet_cannot_hold_is_refused_before_anything_is_written(target: Path) -> None:
    for block in (
        Table(1_048_577, 1, (cell(0, 0, "甲"),)),
        Table(1, 16_385, (cell(0, 0, "甲"),)),
        Table(1_000_000, 10_000, (cell(0, 0, "甲", rowspan=1_000_000, colspan=10_000),)),
        table(["长" * 32_768]),
    ):
        with pytest.raises(TooLarge):
            write(Document((block,)), target, Options())
    assert not target.exists()


def test_a_folder_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write(Document(), tmp_path / "nowhere" / "a.xlsx", Options())


def test_what_a_workbook_said_before_does_not_change_the_next(tmp_path: Path) -> None:
    """-0 equals 0, but is no number of a worksheet."""
    for value in ("-0", "0", "-0"):
        cell = Cell(0, 0, blocks=(Paragraph((Run("0"),)),), value=Decimal(value))
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.xlsx"
        write(Document((Table(1, 1, (cell,)),)), path, Options())
    first, zero, again = (openpyxl.load_workbook(tmp_path / f"{at}.xlsx")["表1"]["A1"].value for at in range(3))
    assert (first, zero, again) == ("0", 0, "0")
