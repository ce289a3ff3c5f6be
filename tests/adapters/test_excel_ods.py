"""OpenDocument spreadsheets (.ods, .fods) are read as .xlsx is, and their repeat counts are not believed blindly."""

from __future__ import annotations

from datetime import date, datetime
from datetime import time as clock
from decimal import Decimal
from html import escape

import pytest

from convert import read
from convert.detect import detect
from convert.errors import Encrypted, Unreadable
from convert.model import Document, Paragraph
from convert.source import Source
from tests.adapters.excel_files import findings, grid, read_bytes, tables
from tests.reports import Report, differences, make_report, spots
from tests.zips import zipped

ROOMS = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        *(("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("draw", "drawing")),
        *(("fo", "xsl-fo-compatible"), ("svg", "svg-compatible")),
    )
)
ROOMS += ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
ROOMS += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
MIME = "application/vnd.oasis.opendocument.spreadsheet"


def content(*sheets: str, styles: str = "", head: str = "") -> str:
    named = "".join(
        sheet if sheet.startswith("<table:table ") else f'<table:table table:name="Sheet{at}">{sheet}</table:table>'
        for at, sheet in enumerate(sheets, 1)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<office:document-content {ROOMS}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{named}</office:spreadsheet></office:body></office:document-content>"
    )


def packed(*sheets: str, styles: str = "", head: str = "", **parts: str) -> bytes:
    named = {name.replace("__", "/") + ".xml": part for name, part in parts.items()}
    return zipped({"mimetype": MIME, "content.xml": content(*sheets, styles=styles, head=head), **named})


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def text(words: str, attributes: str = "") -> str:
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in words.split("\n"))
    return f'<table:table-cell office:value-type="string" {attributes}>{lines}</table:table-cell>'


def typed(kind: str, value: str, shown: str, attributes: str = "") -> str:
    key = {"boolean": "boolean-value", "date": "date-value", "time": "time-value"}.get(kind, "value")
    return (
        f'<table:table-cell office:value-type="{kind}" office:{key}="{value}" {attributes}>'
        f"<text:p>{escape(shown)}</text:p></table:table-cell>"
    )


def blank(attributes: str = "") -> str:
    return f"<table:table-cell {attributes}/>"


COVERED = "<table:covered-table-cell/>"


def test_each_value_keeps_its_type_and_what_is_shown() -> None:
    cells = [
        ("float", "1234.5", "1,234.50", Decimal("1234.5")),
        ("percentage", "0.125", "12.5%", Decimal("0.125")),
        ("currency", "99", "¥99", Decimal(99)),
        ("date", "2024-01-05", "2024年1月5日", date(2024, 1, 5)),
        ("date", "2024-01-05T12:30:00", "2024-01-05 12:30", datetime(2024, 1, 5, 12, 30)),
        ("time", "PT08H30M00S", "08:30", clock(8, 30)),
        ("boolean", "true", "TRUE", True),
        ("boolean", "false", "FALSE", False),
        ("float", "12345678901234567", "12345678901234567", Decimal("12345678901234567")),
        ("float", "17", "0017", Decimal(17)),
    ]
    document = read_bytes(packed(row(*(typed(*cell[:3]) for cell in cells)) + row(*(text("列") for _ in cells))))
    (table,) = tables(document)
    assert grid(table)[0] == [cell[2] for cell in cells]
    assert [cell.value for cell in table.cells[: len(cells)]] == [cell[3] for cell in cells]
    assert findings(document) == []


def test_a_number_that_is_shown_rounded_or_as_a_dash_keeps_its_digits() -> None:
    document = read_bytes(
        packed(row(typed("float", "2.555", "2.56"), typed("float", "0", "-")) + row(text("a"), text("b")))
    )
    assert grid(tables(document)[0])[0] == ["2.555", "0"]
    assert [(found.before, found.after) for found in document.findings] == [("2.56", "2.555"), ("-", "0")]


def test_merged_cells_span_and_cover() -> None:
    spanned = 'table:number-columns-spanned="2" table:number-rows-spanned="2"'
    document = read_bytes(
        packed(
            row(text("甲", spanned), COVERED, text("乙"))
            + row('<table:covered-table-cell table:number-columns-repeated="2"/>', typed("float", "1", "1"))
            + row(text("丙"), text("丁"), text("戊"))
        )
    )
    (table,) = tables(document)
    assert [(cell.text, cell.row, cell.col, cell.rowspan, cell.colspan) for cell in table.cells][:3] == [
        *(("甲", 0, 0, 2, 2), ("乙", 0, 2, 1, 1), ("1", 1, 2, 1, 1))
    ]


def test_repeated_cells_and_rows_stand_as_often_as_they_say() -> None:
    twice = 'table:number-columns-repeated="2"'
    document = read_bytes(
        packed(
            row(text("a"), text("b"), text("c"))
            + row(typed("float", "0", "0", twice), text("x"), attributes='table:number-rows-repeated="3"')
            + row(blank('table:number-columns-repeated="16384"'), attributes='table:number-rows-repeated="1048570"')
        )
    )
    assert grid(tables(document)[0]) == [["a", "b", "c"], *[["0", "0", "x"]] * 3]


def test_a_cell_that_asks_for_billions_of_copies_stands_once_and_that_is_said() -> None:
    many = 'table:number-columns-repeated="16384"'
    document = read_bytes(
        packed(
            row(text("a"), text("b"))
            + row(typed("float", "7", "7", many), attributes='table:number-rows-repeated="1048576"')
            + row(text("后"), text("面"))
        )
    )
    assert grid(tables(document)[0])[:2] == [["a", "b"], ["7", ""]]
    assert findings(document) == [
        ("content-dropped", "repetitions of a cell, of which there are too many; it stands once", "7 × 17179869184"),
        ("content-dropped", "cell outside the worksheet", "后"),
    ]


def test_spaces_line_breaks_and_looks_of_text_stay() -> None:
    styles = (
        '<style:style style:name="T1" style:family="text"><style:text-properties style:text-position="super 58%"/>'
        '</style:style><style:style style:name="ce1" style:family="table-cell">'
        '<style:table-cell-properties fo:border="0.5pt solid #000000"/><style:text-properties fo:font-weight="bold"/>'
        "</style:style>"
    )
    cell = (
        '<table:table-cell office:value-type="string" table:style-name="ce1"><text:p>m<text:span text:style-name="T1">2'
        '</text:span>\n   a<text:s text:c="2"/>b<text:tab/>c</text:p><text:p>第二行</text:p></table:table-cell>'
    )
    (paragraph, second) = read_bytes(packed(row(cell), styles=styles)).blocks
    assert isinstance(paragraph, Paragraph)
    assert [(run.text, set(run.marks)) for run in paragraph.runs] == [
        *(("m", {"bold"}), ("2", {"super"}), (" a  b\tc", {"bold"}))
    ]
    assert isinstance(second, Paragraph)
    assert second.text == "第二行"


def test_what_is_hidden_is_read_and_told() -> None:
    body = (
        '<table:table-column/><table:table-column table:visibility="collapse"/>'
        + row(text("a"), text("b"))
        + row(text("c"), text("d"), attributes='table:visibility="collapse"')
    )
    shown = '<style:table-properties table:display="false"/>'
    styles = f'<style:style style:name="ta2" style:family="table">{shown}</style:style>'
    hidden = f'<table:table table:name="藏" table:style-name="ta2">{row(text("e"), text("f")) * 2}</table:table>'
    document = read_bytes(packed(body, hidden, styles=styles))
    assert len(tables(document)) == 2
    assert {found[1:] for found in findings(document)} == {
        ("hidden rows, read like the others", "2"),
        ("hidden columns, read like the others", "B"),
        ("hidden sheet, read like the others", "藏"),
    }


def test_comments_pictures_and_formulas_without_results_are_told_and_links_kept() -> None:
    noted = (
        '<table:table-cell office:value-type="string"><office:annotation><dc:creator>某人</dc:creator>'
        '<text:p>请核对</text:p></office:annotation><text:p><text:a xlink:href="https://example.com/">甲</text:a></text:p>'
        '<draw:frame draw:name="图1"><draw:image xlink:href="Pictures/1.png"/></draw:frame></table:table-cell>'
    )
    sums = blank('table:formula="of:=SUM([.A1:.A9])"')
    document = read_bytes(packed(row(noted, text("b")) + row(text("c"), sums) + row(text("d"), text("e"))))
    (table,) = tables(document)
    assert grid(table) == [["甲", "b"], ["c", ""], ["d", "e"]]
    assert [run.link for block in table.cells[0].blocks for run in block.runs] == ["https://example.com/"]  # type: ignore[union-attr]
    assert findings(document) == [
        ("content-dropped", "comment", "请核对"),
        ("content-dropped", "picture", "图1"),
        ("content-dropped", "formula without a stored result, left blank", "=SUM([.A1:.A9])"),
    ]


def test_a_flat_file_is_read_too_and_told_by_its_content() -> None:
    opening = f'<office:document office:mimetype="{MIME}" '
    flat = content(row(text("a"), text("b")) * 2).replace("<office:document-content ", opening)
    flat = flat.replace("</office:document-content>", "</office:document>")
    assert detect(Source("book.xml", content=flat.encode())) == "ods"
    assert grid(tables(read_bytes(flat.encode(), "book.xml"))[0]) == [["a", "b"]] * 2


def test_content_says_what_a_packed_one_is() -> None:
    assert detect(Source("book.xlsx", content=packed(row(text("a"))))) == "ods"


def test_a_declared_document_type_is_no_harm_but_its_entities_are() -> None:
    old = '<!DOCTYPE office:document-content PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "office.dtd">'
    assert read_bytes(packed(row(text("甲")), head=old)).blocks
    harmful = packed(
        row("<table:table-cell><text:p>&a;</text:p></table:table-cell>"), head='<!DOCTYPE x [<!ENTITY a "b">]>'
    )
    with pytest.raises(Unreadable, match="entities"):
        read_bytes(harmful)


def test_a_protected_one_says_so() -> None:
    manifest = '<manifest:manifest xmlns:manifest="urn:x"><manifest:encryption-data/></manifest:manifest>'
    with pytest.raises(Encrypted):
        read_bytes(packed(row(text("a")), **{"META-INF__manifest": manifest}))


def test_a_file_without_sheets_and_one_cut_off_are_errors() -> None:
    with pytest.raises(Unreadable):
        read_bytes(zipped({"mimetype": MIME, "content.xml": f"<office:document-content {ROOMS}/>"}))
    with pytest.raises(Unreadable):
        read_bytes(zipped({"mimetype": MIME, "content.xml": content(row(text("a")))[:-40]}))


def report_sheets(report: Report) -> list[str]:
    """Print the tables of a report, each on a sheet, as a spreadsheet program writes them."""
    sheets = []
    for template in report.form.tables:
        placed = {(spot.row, spot.col): spot for spot in spots(report, template.id)}
        covered = {
            (row_at, col)
            for spot in placed.values()
            for row_at in range(spot.row, spot.row + spot.rowspan)
            for col in range(spot.col, spot.col + spot.colspan)
        }
        lines = []
        for row_at in range(max(place[0] for place in covered) + 1):
            cells = []
            for col in range(max(place[1] for place in covered) + 1):
                spot = placed.get((row_at, col))
                if spot is None:
                    cells.append(COVERED if (row_at, col) in covered else blank())
                    continue
                spans = f'table:number-columns-spanned="{spot.colspan}" table:number-rows-spanned="{spot.rowspan}"'
                spans = spans if spot.rowspan * spot.colspan > 1 else ""
                if not spot.text:
                    cells.append(blank(spans))
                elif spot.is_value:
                    cells.append(typed("float", spot.text, spot.text, spans))
                else:
                    cells.append(text(spot.text, spans))
            lines.append(row(*cells))
        sheets.append("".join(lines))
    return sheets


@pytest.mark.parametrize("form_id", ["annual-report-2021", "annual-report-2019"])
def test_a_report_is_restored_from_it(form_id: str) -> None:
    report = make_report(11, form_id, blanks=2, broken=1)
    document: Document = read(packed(*report_sheets(report)))
    assert differences(report, document) == ([], [])


@pytest.mark.parametrize(("mode", "head"), [("2", 1), ("1", 0)])
def test_frozen_rows_are_heads(mode: str, head: int) -> None:
    room = 'xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0"'
    settings = (
        f"<a {room}><config:config-item-map-entry config:name='Sheet1'>"
        f"<config:config-item config:name='VerticalSplitMode'>{mode}</config:config-item>"
        "<config:config-item config:name='VerticalSplitPosition'>1</config:config-item>"
        "</config:config-item-map-entry></a>"
    )
    sheet = row(text("名称"), text("数量")) + row(text("桌子"), text("十二"))
    [table] = tables(read_bytes(packed(sheet, settings=settings), "book.ods"))
    assert table.header_rows == head


def test_a_damaged_manifest_costs_no_data() -> None:
    part = {"mimetype": MIME, "content.xml": content(row(text("名称"), text("数量"))), "META-INF/manifest.xml": "<a/>"}
    whole = zipped(part)
    at = whole.index(b"META-INF/manifest.xml") + len("META-INF/manifest.xml")
    damaged = whole[:at] + b"\xff\xff" + whole[at + 2 :]
    assert grid(tables(read_bytes(damaged, "book.ods"))[0]) == [["名称", "数量"]]


def test_what_the_header_of_the_pages_says_is_told_and_page_numbers_are_not() -> None:
    pages = (
        '<style:style style:name="ta1" style:family="table" style:master-page-name="Mine"/>'
        '<style:master-page style:name="Default"><style:header><text:p>unused</text:p></style:header>'
        "</style:master-page>"
        '<style:master-page style:name="Mine"><style:header><text:p>R&amp;D <text:span>机密</text:span> '
        "<text:sheet-name>???</text:sheet-name></text:p></style:header>"
        '<style:header-left style:display="false"><text:p>not shown</text:p></style:header-left>'
        "<style:footer><text:p>Page <text:page-number>1</text:page-number></text:p></style:footer></style:master-page>"
    )
    sheet = f'<table:table table:name="S" table:style-name="ta1">{row(text("a"), text("b"))}</table:table>'
    document = read_bytes(packed(sheet, styles=pages), "b.ods")
    assert findings(document) == [("content-dropped", "page header or footer", "R&D 机密")]


def test_a_truth_value_in_the_words_of_another_language_is_told() -> None:
    document = read_bytes(packed(row(text("a"), typed("boolean", "true", "VRAI"))), "b.ods")
    assert tables(document)[0].cells[1].value is True
    assert [(found.before, found.after) for found in document.findings] == [("VRAI", "TRUE")]


def test_values_kept_of_other_workbooks_are_no_sheets_of_this_one_and_are_told() -> None:
    kept = f"<table:table-source xlink:href='b.ods'/>{row(text('别处'))}"
    cache = f"<table:table table:name=\"'file:///b.ods'#Sheet2\">{kept}</table:table>"
    document = read_bytes(packed(row(text("甲"), text("乙")) + row(text("丙"), text("丁")), cache))
    assert [grid(table) for table in tables(document)] == [[["甲", "乙"], ["丙", "丁"]]]
    assert len(document.blocks) == 1
    assert [(code, detail) for code, detail, _ in findings(document)] == [
        ("formatting-dropped", "values kept of other workbooks × 1")
    ]


def test_a_table_inside_a_cell_is_read_as_the_lines_of_that_cell_and_told() -> None:
    inner = f'<table:table table:is-sub-table="true">{row(text("子甲"), text("子乙"))}</table:table>'
    outer = row(f"<table:table-cell>{inner}</table:table-cell>", text("旁")) + row(text("下"), text("角"))
    document = read_bytes(packed(outer))
    assert [grid(table) for table in tables(document)] == [[["子甲\n子乙", "旁"], ["下", "角"]]]
    assert ("structure-changed", "table inside a cell", "") in findings(document)


def test_a_spreadsheet_is_known_by_its_content_where_nothing_names_its_kind() -> None:
    bare = zipped({"content.xml": content(row(text("甲"), text("乙")))})
    assert [grid(table) for table in tables(read_bytes(bare))] == [[["甲", "乙"]]]
