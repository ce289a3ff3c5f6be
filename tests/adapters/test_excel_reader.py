"""What cells of workbooks show and mean."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

import convert
from convert.model import Heading, Paragraph, Run, Table, Value
from tests.adapters.excel_files import (
    MAIN,
    OFFICE,
    codes,
    findings,
    grid,
    number,
    packed,
    read_bytes,
    relationships,
    rows,
    saved,
    tables,
    text,
)
from tests.zips import parts_of, zipped

HEADER = text("项目") + text("数量")


def test_fonts_of_symbols_show_what_is_seen_of_them() -> None:
    fonts = '<fonts><font/><font><name val="Wingdings 2"/></font></fonts><cellXfs><xf/><xf fontId="1"/></cellXfs>'
    rich = '<c t="inlineStr"><is><r><rPr><rFont val="Wingdings 2"/></rPr><t>R</t></r><r><t>是R</t></r></is></c>'
    styled = "".join(f'<c s="1" t="inlineStr"><is><t>{letter}</t></is></c>' for letter in ("£", "否"))
    lines = rows(rich + styled, *[text("R") + styled + number("1")] * 30)
    document = read_bytes(packed(lines, styles=fonts))
    assert grid(document.blocks[0])[0][:3] == ["☑是R", "□", "否"]
    assert grid(document.blocks[0])[30] == ["R", "□", "否", "1"]


def shown(value: str, code: str, workbook: str = "") -> tuple[str, Value]:
    """Show a stored number under a format code: its text and its value."""
    sheet = rows(HEADER, text("甲") + number(value, 1))
    cell = tables(read_bytes(packed(sheet, styles=codes(code), workbook=workbook)))[0].cells[-1]
    return cell.text, cell.value


@pytest.mark.parametrize(
    ("stored", "code", "said"),
    [
        ("1234.5", "General", "1234.5"),
        ("0", "General", "0"),
        ("12", "0.00", "12.00"),
        ("1234567", "#,##0", "1,234,567"),
        ("-1234.5", "#,##0.00", "-1,234.50"),
        ("-1234", "#,##0_);(#,##0)", "(1,234)"),
        ("0.125", "0.0%", "12.5%"),
        ("23", "0000", "0023"),
        ("5", '0"件"', "5件"),
        ("7", "[Red]0", "7"),
        ("9", "[$¥-804]0.0", "¥9.0"),
        ("3", "0;-0;;@", "3"),
        ("100000000000000000000", "General", "100000000000000000000"),
    ],
)
def test_a_number_shows_as_its_format_says_and_means_what_is_stored(stored: str, code: str, said: str) -> None:
    assert shown(stored, code) == (said, Decimal(stored))


@pytest.mark.parametrize(
    ("stored", "code"),
    [
        ("0", '0;-0;"-"'),
        ("5", ";;;"),
        ("5", '"保密"'),
        ("5", "# ?/?"),
        ("5", "[>3]0"),
        ("5", "[DBNum1]0"),
        ("5", "0.0E+0"),
    ],
)
def test_a_number_whose_format_hides_or_garbles_it_shows_plainly(stored: str, code: str) -> None:
    assert shown(stored, code) == (stored, Decimal(stored))


def test_the_noise_of_binary_fractions_is_no_part_of_a_number() -> None:
    assert shown("0.30000000000000004", "General") == ("0.3", Decimal("0.3"))
    assert shown("1.1000000000000001", "0.0") == ("1.1", Decimal("1.1"))


def test_a_whole_number_keeps_all_its_digits() -> None:
    assert shown("12345678901234567", "General") == ("12345678901234567", Decimal("12345678901234567"))


def test_a_typed_number_that_the_sheet_rounds_keeps_its_decimals_and_is_reported() -> None:
    document = read_bytes(packed(rows(HEADER, text("甲") + number("3.2986", 1)), styles=codes("0.00")))
    assert tables(document)[0].cells[-1].text == "3.2986"
    assert [(found.code, found.before, found.after) for found in document.findings] == [
        ("number-reformatted", "3.30", "3.2986")
    ]


def test_a_quotient_shows_as_the_sheet_shows_it() -> None:
    assert shown("0.33333333333333331", "0.0%") == ("33.3%", Decimal("0.333333333333333"))


@pytest.mark.parametrize(
    ("stored", "code", "said", "value"),
    [
        ("45566", "yyyy-mm-dd", "2024-10-01", date(2024, 10, 1)),
        ("45566", 'yyyy"年"m"月"d"日"', "2024年10月1日", date(2024, 10, 1)),
        ("45566", "yyyy/m/d;@", "2024/10/1", date(2024, 10, 1)),
        ("45566.5", "yyyy-mm-dd hh:mm", "2024-10-01 12:00", datetime(2024, 10, 1, 12)),
        ("0.75", "h:mm AM/PM", "6:00 PM", time(18)),
        ("0.75", 'h"时"mm"分"', "18时00分", time(18)),
        ("45566", "[$-804]aaaa", "星期二", date(2024, 10, 1)),
        ("45566", "[DBNum1]yyyy", "2024-10-01", date(2024, 10, 1)),
        ("1.5", "[h]:mm", "36:00", None),
        ("59", "yyyy-mm-dd", "1900-02-28", date(1900, 2, 28)),
        ("60", "yyyy-mm-dd", "60", Decimal(60)),
        ("-1", "yyyy-mm-dd", "-1", Decimal(-1)),
        ("99999999", "yyyy-mm-dd", "99999999", Decimal(99999999)),
    ],
)
def test_a_date_shows_as_its_format_says(stored: str, code: str, said: str, value: Value) -> None:
    assert shown(stored, code) == (said, value)


def test_dates_that_count_from_1904_are_the_same_dates() -> None:
    assert shown("44104", "yyyy-mm-dd", '<workbookPr date1904="1"/>') == ("2024-10-01", date(2024, 10, 1))


@pytest.mark.parametrize(
    ("built_in", "said"), [(14, "2024/10/1"), (22, "2024/10/1 0:00"), (31, "2024年10月1日"), (57, "2024年10月")]
)
def test_built_in_formats_show_as_a_chinese_excel_shows_them(built_in: int, said: str) -> None:
    styles = f'<cellXfs><xf/><xf numFmtId="{built_in}"/></cellXfs>'
    document = read_bytes(packed(rows(HEADER, text("甲") + number("45566", 1)), styles=styles))
    assert tables(document)[0].cells[-1].text == said


def test_truth_values_are_truth_values() -> None:
    cell = tables(read_bytes(packed(rows(HEADER, text("甲") + '<c t="b"><v>1</v></c>'))))[0].cells[-1]
    assert (cell.text, cell.value) == ("TRUE", True)


def test_an_error_of_a_formula_is_blank_and_reported() -> None:
    document = read_bytes(packed(rows(HEADER, text("甲") + '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>')))
    assert tables(document)[0].cells[-1].text == "#DIV/0!"
    assert findings(document) == [("structure-changed", "error of a formula, kept as text", "#DIV/0!")]


def test_a_formula_gives_its_stored_result() -> None:
    document = read_bytes(packed(rows(HEADER, text("甲") + "<c><f>1+1</f><v>2</v></c>")))
    assert (grid(tables(document)[0])[1], document.findings) == (["甲", "2"], ())


def test_a_formula_without_a_result_is_blank_and_reported() -> None:
    document = read_bytes(packed(rows(HEADER, text("甲") + "<c><f>SUM(A1:A9)</f></c>")))
    assert grid(tables(document)[0])[1] == ["甲", ""]
    assert findings(document) == [("content-dropped", "formula without a stored result, left blank", "=SUM(A1:A9)")]


def test_text_of_several_looks_keeps_them() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = CellRichText("10", TextBlock(InlineFont(vertAlign="superscript"), "2"), "米")
    book.active["A2"] = "粗"
    book.active["A2"].font = Font(bold=True, strike=True)
    assert [block.runs for block in saved(book).blocks if isinstance(block, Paragraph)] == [
        (Run("10"), Run("2", frozenset({"super"})), Run("米")),
        (Run("粗", frozenset({"bold", "strike"})),),
    ]


def test_readings_above_characters_are_no_text() -> None:
    strings = '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si>'
    assert grid_of_one(packed(rows('<c t="s"><v>0</v></c>'), strings=strings)) == "東京"


def test_escaped_characters_are_the_characters() -> None:
    assert grid_of_one(packed(rows(text("a_x000a_b_x005F_x000A_")))) == "a\nb_x000A_"


def grid_of_one(content: bytes) -> str:
    return "\n".join(block.text for block in read_bytes(content).blocks if isinstance(block, Paragraph))


def test_an_address_outside_the_workbook_is_the_link_of_its_cell() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "网站"
    book.active["A1"].hyperlink = "https://example.org/a"
    block = saved(book).blocks[0]
    assert isinstance(block, Paragraph)
    assert [(run.text, run.link) for run in block.runs] == [("网站", "https://example.org/a")]


def test_comments_are_reported_word_for_word() -> None:
    book = openpyxl.Workbook()
    book.active["B2"] = "数"
    book.active["B2"].comment = Comment("核实过", "某人")
    document = saved(book)
    assert findings(document) == [("content-dropped", "comment", "核实过")]
    assert str(document.findings[0].origin) == "book.xlsx:Sheet!B2"


def test_hidden_sheets_rows_and_columns_are_read_and_reported() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["项目", "数", "注"], ["甲", 1, "x"], ["乙", 2, "y"]):
        sheet.append(row)
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True
    other = book.create_sheet("底稿")
    other["A1"] = "草稿"
    other.sheet_state = "hidden"
    document = saved(book)
    assert grid(tables(document)[0]) == [["项目", "数", "注"], ["甲", "1", "x"], ["乙", "2", "y"]]
    assert findings(document) == [
        ("structure-changed", "hidden rows, read like the others", "2"),
        ("structure-changed", "hidden columns, read like the others", "C"),
        ("structure-changed", "hidden sheet, read like the others", "底稿"),
    ]


def test_pictures_charts_text_boxes_macros_and_page_headers_are_reported() -> None:
    space = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    anchor = "<x:from><x:col>1</x:col><x:row>4</x:row></x:from>"
    box = "<x:sp><x:txBody><a:p><a:r><a:t>框里</a:t></a:r><a:r><a:t>的字</a:t></a:r></a:p></x:txBody></x:sp>"
    picture = '<x:pic><x:nvPicPr><x:cNvPr id="1" name="图 1" descr="公章"/></x:nvPicPr></x:pic>'
    chart = '<x:graphicFrame><x:cNvPr id="2" name="图表 2"/></x:graphicFrame>'
    drawing = "".join(f"<x:a>{anchor}{shape}</x:a>" for shape in (picture, chart, box))
    extra: dict[str, str | bytes] = {
        "xl/worksheets/_rels/sheet1.xml.rels": relationships(("drawing", "../drawings/drawing1.xml")),
        "xl/drawings/drawing1.xml": f'<x:wsDr xmlns:x="{space}" xmlns:a="urn:a">{drawing}</x:wsDr>',
        "xl/vbaProject.bin": b"macro",
    }
    sheet = rows(text("正文")) + "<headerFooter><oddHeader>&amp;C内部资料 &amp;P</oddHeader></headerFooter>"
    document = read_bytes(packed(sheet, extra=extra))
    assert findings(document) == [
        ("content-dropped", "macros", ""),
        ("content-dropped", "page header or footer", "内部资料"),
        ("content-dropped", "picture", "公章"),
        ("content-dropped", "chart", "图表 2"),
        ("content-dropped", "text box", "框里的字"),
    ]
    assert str(document.findings[2].origin) == "book.xlsx:Sheet1!B5"


def test_page_numbers_alone_are_no_loss() -> None:
    sheet = rows(text("正文")) + "<headerFooter><oddFooter>&amp;C- &amp;P / &amp;N -</oddFooter></headerFooter>"
    assert read_bytes(packed(sheet)).findings == ()


def test_the_names_of_sheets_head_them_unless_they_say_nothing_new() -> None:
    first, second, third = rows(text("一段话")), rows(text("收费情况表（2024）")), rows(text("又一段话"))
    document = read_bytes(packed(first, second, third, names=("Sheet1", "收费情况表", "附件")))
    assert [(type(block), block.text) for block in document.blocks if isinstance(block, Paragraph)] == [
        (Paragraph, "一段话"),
        (Paragraph, "收费情况表（2024）"),
        (Heading, "附件"),
        (Paragraph, "又一段话"),
    ]


def test_the_name_of_the_only_sheet_is_its_table_s_unless_a_title_stands_above_that() -> None:
    lines = (HEADER, text("甲") + number("1"), text("乙") + number("2"))
    (table,) = read_bytes(packed(rows(*lines), names=("收入",))).blocks
    assert isinstance(table, Table)
    assert table.title == "收入"
    named, title, table = read_bytes(packed(rows(text("某局统计表"), *lines), names=("收入",))).blocks
    assert isinstance(named, Heading)
    assert isinstance(title, Paragraph)
    assert isinstance(table, Table)
    assert (named.text, title.text, table.title) == ("收入", "某局统计表", "某局统计表")


def test_parts_with_the_strict_namespaces_read_the_same() -> None:
    content = packed(rows(HEADER, text("甲") + number("45566", 1)), styles=codes("yyyy-mm-dd"))
    strict = {
        name: part.replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
            OFFICE.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        )
        for name, part in parts_of(content).items()
    }
    assert grid(read_bytes(zipped(strict)).blocks[0]) == [["项目", "数量"], ["甲", "2024-10-01"]]


@pytest.mark.parametrize(("code", "stored", "text"), [("0;0", -5, "-5"), ("#,##0,", 12345, "12345")])
def test_a_format_that_hides_the_sign_or_the_thousands_is_seen_through(
    tmp_path: Path, code: str, stored: int, text: str
) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in range(1, 4):
        for column in range(1, 4):
            sheet.cell(row, column, stored).number_format = code
    workbook.save(tmp_path / "hidden.xlsx")
    document = convert.read(tmp_path / "hidden.xlsx")
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert {cell.text for cell in tables[0].cells} == {text}
    assert any(found.code == "number-reformatted" for found in document.findings)


def test_long_numbers_are_kept_as_far_as_the_file_holds_them_and_the_rest_is_named() -> None:
    raws = ["110101199003071234", "6222021234567891", "6.222021234567891E+15", "1.10101199003071E+17", "5E+17"]
    document = read_bytes(packed(rows(text("a") + text("b"), *(number(raw) + number("1") for raw in raws))))
    (table,) = tables(document)
    shown = ["110101199003071234", "6222021234567891", "6222021234567891", "110101199003071000", "500000000000000000"]
    assert [line[0] for line in grid(table)[1:]] == shown
    found = [(one.severity, one.before, one.after, one.origin.ref) for one in document.findings]
    assert found == [("warning", "1.10101199003071E+17", "110101199003071000", "Sheet1!A5")]
