"""What of a Word file's look and of what stands around its text is given up is counted, kind by kind."""

from __future__ import annotations

import pytest

from convert.model import Field, Paragraph, Run
from convert.ooxml.omml import clean
from convert.ooxml.xml_parts import parse_xml
from tests.adapters.docx_files import NAMES, found, p, r, read_body, tbl, tc, tr

_MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def whole(runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def section(*properties: str) -> str:
    return p("a") + f"<w:sectPr>{''.join(properties)}</w:sectPr>"


@pytest.mark.parametrize(
    ("body", "given_up"),
    [
        (whole(r("a", '<w:u w:val="double"/>')), "effects of text × 1"),
        (whole(r("a", '<w:u w:val="single" w:color="FF0000"/>')), "effects of text × 1"),
        (whole(r("a", '<w:eastAsianLayout w:id="1" w:combine="1"/>')), "effects of text × 1"),
        (whole(r("a", '<w:lang w:val="fr-FR"/>')), "languages of text × 1"),
        (whole(r("a"), '<w:framePr w:w="2000" w:hAnchor="page"/>'), "frames and drop caps × 1"),
        (whole(r("a"), '<w:jc w:val="distribute"/>'), "kinds of justification × 1"),
        (whole(r("a"), "<w:keepNext/><w:keepLines/>"), "rules for the ends of pages × 2"),
        (whole(r("a"), '<w:textDirection w:val="tbRl"/>'), "directions of writing × 1"),
        (section('<w:pgMar w:top="1" w:left="1"/>'), "margins of pages and columns × 1"),
        (section('<w:vAlign w:val="center"/>'), "margins of pages and columns × 1"),
        (section('<w:cols w:num="1" w:sep="1"/>'), "margins of pages and columns × 1"),
        (section('<w:textDirection w:val="tbRl"/>'), "directions of writing × 1"),
        (section('<w:footnotePr><w:numFmt w:val="lowerRoman"/></w:footnotePr>'), "kinds of numbers of notes × 1"),
        (tbl(tr(tc(p("a"), '<w:vAlign w:val="bottom"/>'))), "places of text in cells × 1"),
        (tbl(tr(tc(p("a"), '<w:shd w:val="pct25" w:color="FF0000"/>'))), "patterns of cells × 1"),
        (tbl(tr(tc(p("a")), properties='<w:trHeight w:val="2000"/>')), "heights of rows × 1"),
        (
            whole('<w:smartTag w:element="place">' + r("a") + "</w:smartTag>"),
            "marks that programs and editors put around",
        ),
        (whole(r("a", '<w:rStyle w:val="Strange"/>')), "character styles × 1"),
        (whole(r("a", "<w14:glow/>")), "effects of text × 1"),
        (whole(r("a"), '<w:kinsoku w:val="0"/>'), "rules for the breaks of lines × 1"),
        (section('<w:docGrid w:type="linesAndChars"/>'), "grids of lines and characters × 1"),
        (tbl(tr(tc(p("a")), properties="<w:cantSplit/>")), "rules for the ends of pages × 1"),
        (whole(f'<w:bdo w:val="rtl">{r("a")}</w:bdo>'), "directions of writing × 1"),
        (
            whole(f'<w:r><w:ptab w:relativeTo="margin" w:alignment="right" w:leader="dot"/></w:r>{r("a")}'),
            "tab stops × 1",
        ),
        (whole(f'<x:mark xmlns:x="urn:other">{r("a")}</x:mark>'), "marks that programs and editors put around"),
        (whole('<w:permStart w:id="1"/>' + r("a")), "marks that programs and editors put around"),
        (whole('<w:hyperlink w:anchor="b" w:tooltip="c">' + r("a") + "</w:hyperlink>"), "tooltips of links × 1"),
        (
            whole(f"<w:r><w:ruby><w:rt>{r('b')}</w:rt><w:rubyBase>{r('a')}</w:rubyBase></w:ruby></w:r>"),
            "reading guides put",
        ),
    ],
)
def test_what_is_left_to_the_styles_is_counted(body: str, given_up: str) -> None:
    ((_, detail),) = found(read_body(body), "formatting-dropped")
    assert given_up in detail


@pytest.mark.parametrize(
    "body",
    [
        whole(r("a", '<w:u w:val="single"/><w:b/><w:strike/>'), '<w:jc w:val="center"/>'),
        section('<w:cols w:num="2"/>'),
        tbl(tr(tc(p("a"), '<w:shd w:val="clear" w:fill="FF0000"/>'))),
    ],
)
def test_what_is_kept_is_not(body: str) -> None:
    assert found(read_body(body), "formatting-dropped") == []


def test_a_shape_without_words_is_named() -> None:
    shape = '<wps:wsp xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"/>'
    names = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    drawing = (
        f'<w:r><w:drawing><wp:inline {names}><wp:docPr id="1" name="红线"/>'
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        f'<a:graphicData uri="shape">{shape}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
    line = '<w:r><w:pict><v:line xmlns:v="urn:schemas-microsoft-com:vml" from="0,0" to="9,0"/></w:pict></w:r>'
    kind = '<w:r><w:pict><v:shapetype xmlns:v="urn:schemas-microsoft-com:vml" id="x"/></w:pict></w:r>'
    document = read_body(whole(drawing + line + kind + r("a")))
    assert found(document, "content-dropped") == [("红线", "drawing"), ("", "drawing")]


def test_an_equation_of_elements_that_no_standard_knows_is_none() -> None:
    def equation(name: str) -> str:
        return clean(
            parse_xml(f'<m:oMath xmlns:m="{_MATH}"><m:r><m:{name}>x</m:{name}></m:r></m:oMath>'.encode(), "a")
        )[0]

    assert (bool(equation("t")), equation("script")) == (True, "")


def test_what_headers_and_notes_give_up_is_counted_with_the_text() -> None:
    large = r("a", '<w:sz w:val="60"/>')

    def holding(kind: str, number: int) -> str:
        return f'<w:{kind}s {NAMES}><w:{kind} w:id="{number}">{whole(large)}</w:{kind}></w:{kind}s>'

    document = read_body(
        whole(large + '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:commentReference w:id="1"/></w:r>')
        + '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/></w:sectPr>',
        links=(
            ("rId1", "header", "header1.xml"),
            ("rId2", "footnotes", "footnotes.xml"),
            ("rId3", "comments", "comments.xml"),
        ),
        parts={
            "word/header1.xml": f"<w:hdr {NAMES}>{whole(large)}{whole(f'<w:ins>{large}</w:ins>')}</w:hdr>",
            "word/footnotes.xml": holding("footnote", 2),
            "word/comments.xml": holding("comment", 1),
        },
    )
    assert found(document, "formatting-dropped") == [("", "sizes of text × 5")]
    assert found(document, "tracked-change") == [("× 1", "insertions accepted")]


def test_what_a_file_holds_beside_its_text_is_counted() -> None:
    settings = '<w:documentProtection w:edit="forms"/><w:docVars><w:docVar w:name="a" w:val="b"/></w:docVars>'
    document = read_body(
        p("a"),
        links=(
            ("rId1", "settings", "settings.xml"),
            ("rId2", "glossaryDocument", "glossary/document.xml"),
            ("rId3", "customXml", "../customXml/item1.xml"),
        ),
        parts={
            "word/settings.xml": f"<w:settings {NAMES}>{settings}</w:settings>",
            "word/glossary/document.xml": "<a/>",
            "customXml/item1.xml": "<a/>",
        },
    )
    ((_, detail),) = found(document, "formatting-dropped")
    assert detail == (
        "protection against changes × 1; variables of files × 1; building blocks that no page shows × 1; "
        "data that no page shows × 1"
    )


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        ("<w:dayLong/>", ("dayLong", "date of the day on which the file is opened")),
        ("<w:separator/>", ("separator", "drawing")),
        ('<w:contentPart r:id="rId9"/>', ("", "embedded document")),
    ],
)
def test_what_stands_in_a_run_and_cannot_be_kept_is_named(inner: str, shown: tuple[str, str]) -> None:
    assert found(read_body(whole(f"{r('a')}<w:r>{inner}</w:r>")), "content-dropped") == [shown]


def test_the_number_of_the_page_is_kept_alive() -> None:
    (paragraph,) = read_body(whole(r("a") + "<w:r><w:pgNum/></w:r>")).blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.runs[-1] == Run("", inset=Field("PAGE"))


def _without_result(code: str) -> str:
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return whole(r("a") + f"{begin}<w:r><w:instrText>{code}</w:instrText></w:r>{end}" + r("b"))


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("MACROBUTTON NoMacro [单击此处  输入]", "a[单击此处 输入]b"),
        ('SYMBOL 252 \\f "Wingdings"', "a✓b"),
        ("SYMBOL 0xFC \\f Wingdings", "a✓b"),
        ("SYMBOL 0xFC", "aüb"),
        ("SYMBOL 007", "ab"),
        ("XE 条目", "ab"),
    ],
)
def test_fields_that_draw_their_code_are_read(code: str, text: str) -> None:
    document = read_body(_without_result(code))
    (paragraph,) = document.blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == text


@pytest.mark.parametrize("code", ["AUTONUM", "LISTNUM", "DATE", "SYMBOL 007"])
def test_fields_of_which_a_page_shows_more_than_the_file_holds_are_named(code: str) -> None:
    assert found(read_body(_without_result(code)), "content-dropped") == [(code, "field without a text")]


def test_a_deleted_cell_that_is_kept_is_said() -> None:
    document = read_body(tbl(tr(tc("a"), tc("b", '<w:cellDel w:author="x"/>'))))
    assert found(document, "tracked-change") == [("b", "deleted or merged cell kept")]
