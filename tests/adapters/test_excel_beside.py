"""What floats over a worksheet or hangs on its cells is told: no words and no tick of it vanish."""

from __future__ import annotations

import io
import struct

import openpyxl
import pytest
from openpyxl.formatting.rule import IconSetRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from convert.adapters.excel.xls.beside import read_beside
from convert.errors import Harmful
from convert.model import Document
from tests.adapters.excel_files import findings, packed, read_bytes, relationships, rows, saved, text

ODF = "urn:oasis:names:tc:opendocument:xmlns:"
VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel">{}</xml>'
)


def shape(kind: str, words: str, more: str = "") -> str:
    anchor = "<x:Anchor> 1, 15, 3, 2, 3, 31, 4, 1</x:Anchor>"
    inside = f"<v:textbox><div><font>{words}<br></font></div></v:textbox>"
    return f'<v:shape>{inside}<x:ClientData ObjectType="{kind}">{anchor}{more}</x:ClientData></v:shape>'


def with_parts(*kinds: tuple[str, str], **parts: str) -> Document:
    extra: dict[str, str | bytes] = {f"xl/drawings/{name}": content for name, content in parts.items()}
    extra["xl/worksheets/_rels/sheet1.xml.rels"] = relationships(*kinds)
    return read_bytes(packed(rows(text("正文")), extra=extra))


def test_a_box_over_a_sheet_is_seen_ticked_or_not() -> None:
    shapes = shape("Checkbox", "同意", "<x:Checked>1</x:Checked>") + shape("Checkbox", "不同意") + shape("Note", "批注")
    document = with_parts(("vmlDrawing", "../drawings/a"), a=VML.format(shapes + shape("Button", "提交")))
    assert findings(document) == [
        ("content-dropped", "form control", "☑ 同意"),
        ("content-dropped", "form control", "☐ 不同意"),
        ("content-dropped", "form control", "提交"),
    ]
    assert document.findings[0].origin.ref == "Sheet1!B4"


def test_old_drawings_that_define_entities_are_refused() -> None:
    with pytest.raises(Harmful):
        with_parts(("vmlDrawing", "../drawings/a"), a='<!DOCTYPE a [<!ENTITY a "b">]>' + VML.format("&a;"))


def test_words_of_charts_and_diagrams_and_links_of_shapes_are_told() -> None:
    names = 'xmlns:x="urn:x" xmlns:a="urn:a" xmlns:r="{}"'.format(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    )
    frame = (
        '<x:f><x:graphicFrame><x:n><x:cNvPr name="{}"/></x:n><a:graphicData>{}</a:graphicData></x:graphicFrame></x:f>'
    )
    click = '<x:f><x:sp><x:n><x:cNvPr name="箭头"><a:hlinkClick r:id="rId3"/></x:cNvPr></x:n></x:sp></x:f>'
    drawn = frame.format("图1", '<a:chart r:id="rId1"/>') + frame.format("图2", '<a:relIds r:dm="rId2"/>') + click
    links = relationships(("chart", "b"), ("diagramData", "c"))
    outside = relationships(("x", "x"), ("x", "x"), ("hyperlink", "http://a.org/"), external=True).split("/>")[2]
    parts = {
        "a": f"<x:d {names}>{drawn}</x:d>",
        "b": '<c xmlns:a="urn:a"><a:p><a:t>收入</a:t></a:p></c>',
        "c": '<d xmlns:a="urn:a"><a:p><a:t>步骤一</a:t></a:p></d>',
        "_rels/a.rels": links.replace("</Relationships>", f"{outside}/></Relationships>"),
    }
    assert findings(with_parts(("drawing", "../drawings/a"), **parts)) == [
        ("content-dropped", "chart", "图1: 收入"),
        ("content-dropped", "diagram", "步骤一"),
        ("content-dropped", "drawing", "箭头"),
        ("content-dropped", "link of a drawing", "http://a.org/"),
    ]


def test_damaged_comments_and_drawings_are_named_as_parts_that_are_missing() -> None:
    kinds = ("drawing", "../drawings/a"), ("threadedComment", "../drawings/b")
    codes = [found.code for found in with_parts(*kinds, a="<broken", b="<broken").findings]
    assert codes == ["part-unread", "part-unread"]


def test_rules_and_names_that_hang_on_cells_are_counted() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (["甲", "乙"], [1, 2], [3, 4]):
        sheet.append(line)
    choice = DataValidation(type="list", formula1='"是,否"')
    choice.add("A2:A3")
    sheet.add_data_validation(choice)
    sheet.conditional_formatting.add("B2:B3", IconSetRule("3TrafficLights1", "percent", [0, 33, 67]))
    sheet.auto_filter.ref = "A1:B3"
    book.defined_names["税率"] = DefinedName("税率", attr_text="Sheet!$B$3")
    told = [found.detail for found in saved(book).findings if found.code == "formatting-dropped"]
    assert told == ["names of cells × 1", "filters × 1; conditional formats × 1; rules of what may be typed × 1"]


def test_sparklines_are_told() -> None:
    space = 'xmlns:s="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
    lines = f"<extLst><ext {space}><s:sparkline/><s:sparkline/></ext></extLst>"
    assert findings(read_bytes(packed(rows(text("正文")) + lines))) == [("content-dropped", "sparklines", "× 2")]


def test_controls_and_rules_of_an_opendocument_sheet_are_told() -> None:
    controls = (
        '<form:checkbox form:label="同意" form:current-state="checked"/><form:checkbox form:label="不同意"/>'
        '<form:text form:current-value="甲"/>'
    )
    names = {name: name for name in ("office", "text", "table", "form")}
    spaces = " ".join(f'xmlns:{short}="{ODF}{name}:1.0"' for short, name in names.items())
    document = read_bytes(
        (
            f'<office:document {spaces} office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body>'
            '<office:spreadsheet><table:content-validations><table:content-validation table:name="a"/>'
            f'</table:content-validations><table:table table:name="a"><office:forms><form:form>{controls}</form:form>'
            '</office:forms><table:table-row><table:table-cell office:value-type="string"><text:p>甲</text:p>'
            "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document>"
        ).encode(),
        "a.fods",
    )
    assert [found.detail for found in document.findings][:1] == ["rules of what may be typed × 1"]
    assert findings(document)[1:] == [
        ("content-dropped", "form control", "☑ 同意"),
        ("content-dropped", "form control", "☐ 不同意"),
        ("content-dropped", "form control", "甲"),
    ]


def test_shapes_and_boxes_of_a_binary_sheet_are_told_with_their_words() -> None:
    def record(kind: int, state: int | None = None) -> tuple[int, bytes]:
        made = io.BytesIO()
        made.write(struct.pack("<HHHH", 0x15, 4, kind, 1))
        if state is not None:
            made.write(struct.pack("<HHHHHH", 0x12, 8, state, 0, 0, 0))
        return 0x5D, made.getvalue() + bytes(8)

    def words(said: str) -> list[tuple[int, bytes]]:
        half = len(said) // 2
        pieces = [(0x3C, b"\1" + piece.encode("utf-16-le")) for piece in (said[:half], said[half:])]
        return [(0x1B6, struct.pack("<5HH", 0, 0, 0, 0, 0, len(said))), *pieces, (0x3C, b"\0" * 16)]

    found = read_beside(
        [
            (0x0809, b""),
            *(record(0x0B, 1), *words("同意"), record(0x0B, 0), *words("不同意")),
            *(record(6), *words("框里的字"), record(2), record(0x19), *words("批注"), record(8)),
            (0x9D, b""),
            record(0x14),
            (0x0A, b""),
            record(6),
        ]
    )
    assert found.shapes == [
        ("form control", "☑ 同意"),
        ("form control", "☐ 不同意"),
        ("text box", "框里的字"),
        ("drawing", ""),
        ("picture", ""),
    ]
    assert found.given_up == {"filters": 1}
