"""Excel 2003 XML (SpreadsheetML) is read as .xlsx is, whatever the file is called and however it is encoded."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

from convert import read
from convert.detect import detect
from convert.errors import Unreadable
from convert.model import Document
from convert.source import Source
from tests.adapters.excel_files import findings, grid, read_bytes, tables
from tests.reports import differences, make_report, rows_of

ROOMS = (
    'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:html="http://www.w3.org/TR/REC-html40"'
)


def cell(text: str, kind: str = "String", attributes: str = "", after: str = "") -> str:
    return f'<Cell {attributes}><Data ss:Type="{kind}">{text}</Data>{after}</Cell>'


def row(*cells: str, attributes: str = "") -> str:
    return f"<Row {attributes}>{''.join(cells)}</Row>"


def sheet(*rows: str, name: str = "Sheet1", options: str = "", columns: str = "", names: str = "") -> str:
    options = f'<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">{options}</WorksheetOptions>'
    table = f'<Table ss:ExpandedRowCount="99999">{columns}{"".join(rows)}</Table>'
    return f'<Worksheet ss:Name="{name}">{names}{table}{options}</Worksheet>'


def book(*sheets: str, styles: str = "", about: str = "", encoding: str = "UTF-8") -> bytes:
    about = f'<ExcelWorkbook xmlns="urn:schemas-microsoft-com:office:excel">{about}</ExcelWorkbook>'
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook {ROOMS}>'
        f"{about}<Styles>{styles}</Styles>{''.join(sheets)}</Workbook>"
    )
    return text.encode({"gb2312": "gb18030"}.get(encoding, encoding))


def read_book(*sheets: str, styles: str = "", about: str = "") -> Document:
    return read_bytes(book(*sheets, styles=styles, about=about), "book.xls")


def style(name: str, code: str = "", more: str = "") -> str:
    return f'<Style ss:ID="{name}"><NumberFormat ss:Format={quoteattr(code)}/>{more}</Style>'


HEAD = row(cell("名称"), cell("数量"))


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "gb2312", "GBK"])
@pytest.mark.parametrize("name", ["book.xml", "book.xls", "book"])
def test_it_is_known_by_its_content_and_read_in_any_encoding(encoding: str, name: str) -> None:
    content = book(sheet(HEAD, row(cell("桌子"), cell("12", "Number"))), encoding=encoding)
    assert detect(Source(name, content=content)) == "sheetml"
    [table] = tables(read_bytes(content, name))
    assert grid(table) == [["名称", "数量"], ["桌子", "12"]]
    assert [one.value for one in table.cells] == [None, None, None, Decimal(12)]


def test_values_have_their_types_and_show_as_their_formats_say() -> None:
    styles = style("d", 'yyyy"年"m"月"d"日"') + style("s", "Short Date") + style("t", "hh:mm") + style("p", "Percent")
    rows = row(cell("甲"), cell("乙"), cell("丙"), cell("丁"), cell("戊"), cell("己"))
    values = row(
        cell("2024-03-05T00:00:00.000", "DateTime", 'ss:StyleID="d"'),
        cell("2024-03-05T00:00:00.000", "DateTime", 'ss:StyleID="s"'),
        cell("1899-12-31T13:30:00.000", "DateTime", 'ss:StyleID="t"'),
        cell("0.125", "Number", 'ss:StyleID="p"'),
        cell("1", "Boolean"),
        cell("#N/A", "Error"),
    )
    document = read_book(sheet(rows, values), styles=styles)
    [table] = tables(document)
    assert grid(table)[1] == ["2024年3月5日", "2024/3/5", "13:30", "12.50%", "TRUE", "#N/A"]
    expected = [date(2024, 3, 5), date(2024, 3, 5), time(13, 30), Decimal("0.125"), True, None]
    assert [one.value for one in table.cells[6:]] == expected
    assert [detail for _, detail, _ in findings(document)] == ["error of a formula, kept as text"]


def test_dates_of_the_1904_system_are_no_other_dates() -> None:
    styles = style("d", "yyyy-mm-dd")
    values = row(cell("2024-03-05T00:00:00.000", "DateTime", 'ss:StyleID="d"'), cell("0", "Number", 'ss:StyleID="d"'))
    [table] = tables(read_book(sheet(HEAD, values), styles=styles, about="<Date1904/>"))
    assert grid(table)[1] == ["2024-03-05", "1904-01-01"]


def test_a_date_without_a_date_format_is_read_as_it_is_written() -> None:
    values = row(cell("甲"), cell("2024-03-05T08:00:00.000", "DateTime"))
    [table] = tables(read_book(sheet(HEAD, values)))
    assert table.cells[3].value == datetime(2024, 3, 5, 8)


def test_places_may_be_left_out_and_cells_merged() -> None:
    rows = [
        row(cell("台账", attributes='ss:MergeAcross="3"')),
        row(cell("名称"), cell("数量"), cell("备注", attributes='ss:Index="4"')),
        row(cell("桌子", attributes='ss:MergeDown="1"'), cell("1"), cell("无", attributes='ss:Index="4"')),
        row(cell("2", attributes='ss:Index="2"'), cell("有", attributes='ss:Index="4"')),
        row(cell("椅子"), cell("3", attributes='ss:MergeAcross="1"'), cell("无"), attributes='ss:Index="5"'),
        row(cell("灯"), attributes='ss:Index="9"'),
    ]
    document = read_book(sheet(*rows))
    [table] = tables(document)
    spans = [(one.row, one.col, one.rowspan, one.colspan) for one in table.cells if one.rowspan * one.colspan > 1]
    assert spans == [(1, 0, 2, 1), (3, 1, 1, 2)]
    assert [one.text for one in table.cells if one.row == 3] == ["椅子", "3", "无"]
    assert next(one.origin.ref for one in table.cells if one.row == 3) == "Sheet1!A5"


def test_looks_inside_a_text_links_and_several_lines_stay() -> None:
    rich = (
        '<Cell ss:HRef="https://example.org/"><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">'
        "桌<B>子</B>&#10;一张</ss:Data></Cell>"
    )
    [table] = tables(read_book(sheet(HEAD, row(rich, cell("12", "Number")))))
    first, second = table.cells[2].blocks
    assert [(run.text, run.marks, run.link) for run in first.runs] == [
        ("桌", frozenset(), "https://example.org/"),
        ("子", frozenset({"bold"}), "https://example.org/"),
    ]
    assert second.text == "一张"


def test_what_is_hidden_or_cannot_be_carried_is_said() -> None:
    comment = '<Comment ss:Author="某"><ss:Data xmlns="http://www.w3.org/TR/REC-html40"><B>注意</B></ss:Data></Comment>'
    rows = [
        HEAD,
        row(cell("桌子", after=comment), '<Cell ss:Formula="=R[-1]C"/>', attributes='ss:Hidden="1"'),
        row(cell("椅子"), cell("3", "Number")),
    ]
    options = '<PageSetup><Header x:Data="&amp;C内部"/></PageSetup><Visible>SheetHidden</Visible>'
    document = read_book(
        sheet(*rows, columns='<Column ss:Index="2" ss:Hidden="1"/>', options=options),
        sheet(row(cell("另一张")), name="二"),
    )
    assert sorted(findings(document)) == sorted(
        [
            ("content-dropped", "comment", "注意"),
            ("content-dropped", "formula without a stored result, left blank", "=R[-1]C"),
            ("structure-changed", "hidden sheet, read like the others", "Sheet1"),
            ("structure-changed", "hidden rows, read like the others", "2"),
            ("structure-changed", "hidden columns, read like the others", "B"),
            ("content-dropped", "page header or footer", "内部"),
        ]
    )


def test_frozen_and_repeated_rows_are_heads() -> None:
    frozen = "<FreezePanes/><FrozenNoSplit/><SplitHorizontal>1</SplitHorizontal>"
    names = '<Names><NamedRange ss:Name="Print_Titles" ss:RefersTo="=Sheet1!R1"/></Names>'
    body = [HEAD, row(cell("桌子"), cell("12", "Number"))]
    assert [table.header_rows for table in tables(read_book(sheet(*body, options=frozen)))] == [1]
    assert [table.header_rows for table in tables(read_book(sheet(*body, names=names)))] == [1]


def test_an_identity_number_that_lost_its_last_digits_is_named() -> None:
    document = read_book(sheet(HEAD, row(cell("某某"), cell("1.1010119900307123E+17", "Number"))))
    [table] = tables(document)
    assert table.cells[3].text == "110101199003071000"
    [found] = document.findings
    assert (found.severity, found.before, found.after, found.origin.ref) == (
        "warning",
        "1.1010119900307123E+17",
        "110101199003071000",
        "Sheet1!B2",
    )


def test_an_official_report_is_recognised(tmp_path: Path) -> None:
    report = make_report(3)
    sheets = []
    for table in report.form.tables:
        lines = [
            row(
                *(
                    cell(
                        spot.text,
                        "Number" if spot.is_value and spot.text else "String",
                        f'ss:Index="{spot.col + 1}" ss:MergeAcross="{spot.colspan - 1}" '
                        f'ss:MergeDown="{spot.rowspan - 1}"',
                    )
                    for spot in spots
                )
            )
            for spots in rows_of(report, table.id)
        ]
        sheets.append(sheet(*lines, name=table.id))
    path = tmp_path / "report.xls"
    path.write_bytes(book(*sheets))
    assert differences(report, read(path)) == ([], [])


def test_far_places_and_false_claims_cost_nothing() -> None:
    rows = [
        HEAD,
        row(cell("桌子"), cell("1", attributes='ss:MergeAcross="16000" ss:MergeDown="1000000"')),
        row(cell("椅子"), cell("远", attributes='ss:Index="999999999"')),
        row(cell("灯"), cell("2"), attributes='ss:Index="99999999"'),
    ]
    document = read_book(sheet(*rows, columns='<Column ss:Span="999999999" ss:Hidden="1"/>'))
    [table] = tables(document)
    assert (table.n_rows, table.n_cols) == (3, 2)
    assert [before for code, _, before in findings(document) if code == "content-dropped"] == ["远", "灯", "2"]


@pytest.mark.parametrize(
    "content",
    [
        book(sheet(HEAD))[:-30],
        book(),
        book(sheet(HEAD)).replace(b"<Workbook", b'<!DOCTYPE a [<!ENTITY b "c">]><Workbook'),
        book(sheet(HEAD)).replace(b"UTF-8", b"no-such-code"),
        book(sheet(row(cell("X")))).replace(b"UTF-8", b"gb2312").replace(b"X", b"\xff\xff"),
    ],
)
def test_a_damaged_file_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_bytes(content, "book.xls")


def test_a_cell_without_a_style_of_its_own_has_that_of_its_row_or_column() -> None:
    columns = '<Column ss:Index="2" ss:StyleID="p"/><Column ss:StyleID="d" ss:Span="1"/>'
    rows = [row(cell("甲"), cell("乙"), cell("丙"), cell("丁")), row(*(cell("0.5", "Number") for _ in range(4)))]
    rows.append(row(cell("0.5", "Number"), cell("0.5", "Number"), attributes='ss:StyleID="f"'))
    styles = style("p", "Percent") + style("d", "0.000") + style("f", "Fixed")
    [table] = tables(read_book(sheet(*rows, columns=columns), styles=styles))
    assert grid(table)[1:] == [["0.5", "50.00%", "0.500", "0.500"], ["0.50", "0.50", "", ""]]
