"""What of a Word file's look and of what stands around its text is given up is counted, kind by kind."""

from __future__ import annotations

import pytest

from convert.model import Comment, Paragraph
from convert.omml import clean
from convert.opc import parse_xml
from tests.adapters.docx_files import NAMES, docx, found, p, r, read_body, read_bytes, tbl, tc, tr

_MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_W15 = "http://schemas.microsoft.com/office/word/2012/wordml"


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


def test_answers_to_comments_and_what_is_done_with_are_counted() -> None:
    comments = "".join(f'<w:comment w:id="{number}" w:author="b">{p("c")}</w:comment>' for number in (1, 2))
    extended = (
        f'<w15:commentsEx xmlns:w15="{_W15}"><w15:commentEx w15:paraId="1" w15:done="1"/>'
        '<w15:commentEx w15:paraId="2" w15:paraIdParent="1" w15:done="0"/></w15:commentsEx>'
    )
    marks = "".join(f'<w:r><w:commentReference w:id="{number}"/></w:r>' for number in (1, 2))
    content = docx(
        whole(r("a") + marks),
        links=(("rId8", "comments", "comments.xml"), ("rId9", "commentsExtended", "commentsExtended.xml")),
        parts={
            "word/comments.xml": f"<w:comments {NAMES}>{comments}</w:comments>",
            "word/commentsExtended.xml": extended,
        },
    )
    document = read_bytes(content)
    (paragraph,) = document.blocks
    assert isinstance(paragraph, Paragraph)
    assert sum(isinstance(run.inset, Comment) for run in paragraph.runs) == 2
    assert found(document, "formatting-dropped") == [
        ("", "answers kept as comments of their own × 1; marks of comments as done × 1")
    ]


def test_an_equation_of_elements_that_no_standard_knows_is_none() -> None:
    def equation(name: str) -> str:
        return clean(parse_xml(f'<m:oMath xmlns:m="{_MATH}"><m:r><m:{name}>x</m:{name}></m:r></m:oMath>'.encode(), "a"))

    assert (bool(equation("t")), equation("script")) == (True, "")
