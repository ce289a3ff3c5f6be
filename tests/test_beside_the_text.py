"""What stands beside the text of a Word file, who wrote it and which comments answer others, goes with it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx as python_docx
import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

import convert
from convert.carry import project
from convert.model import Comment, CommentStart, Document, Paragraph, Property, Run
from convert.options import Options
from tests.adapters.docx_files import NAMES, docx, p, r, relationships
from tests.general_documents import commented, para

_W14, _W15 = (f"http://schemas.microsoft.com/office/word/{year}/wordml" for year in (2010, 2012))
_VT = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/"
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>年度报告</dc:title>'
    "<dc:subject>政务公开</dc:subject><dc:creator>王芳 &amp; 李强</dc:creator><cp:keywords>年报; 公开</cp:keywords>"
    "<cp:lastModifiedBy>赵</cp:lastModifiedBy><cp:revision>7</cp:revision>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">2024-01-31T08:00:00Z</dcterms:created>'
    "</cp:coreProperties>"
)
APP = f'<Properties xmlns="{_OFFICE}extended-properties"><Company>某某局</Company></Properties>'
SET = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
FIELDS = (
    ("文号", "lpwstr", "某办〔2024〕1号"),
    ("KSOProductBuildVer", "lpwstr", "2052-12.1.0.1"),
    ("份数", "i4", "12"),
    ("比率", "r8", "0.25"),
    ("公开", "bool", "true"),
    ("成文日期", "filetime", "2024-01-31T00:00:00Z"),
)


def custom(*fields: tuple[str, str, str]) -> str:
    entries = "".join(
        f'<property fmtid="{SET}" pid="{at}" name="{name}"><vt:{kind}>{value}</vt:{kind}></property>'
        for at, (name, kind, value) in enumerate(fields, 2)
    )
    return f'<Properties xmlns="{_OFFICE}custom-properties" xmlns:vt="{_VT}">{entries}</Properties>'


def described(fields: tuple[tuple[str, str, str], ...] = FIELDS) -> bytes:
    root = relationships(
        ("rId1", "officeDocument", "word/document.xml"),
        ("rId2", "core-properties", "docProps/core.xml"),
        ("rId3", "extended-properties", "docProps/app.xml"),
        ("rId4", "custom-properties", "docProps/custom.xml"),
    )
    said: dict[str, str | bytes] = {
        "docProps/core.xml": CORE,
        "docProps/app.xml": APP,
        "docProps/custom.xml": custom(*fields),
    }
    return docx(p("正文"), parts={"_rels/.rels": root, **said})


def valid(path: Path) -> bool:
    return [error.description for error in OpenXmlValidator().validate(str(path)).errors] == []


def test_what_a_file_says_of_itself_is_carried(tmp_path: Path) -> None:
    source, target, again = (tmp_path / name for name in ("a.docx", "b.docx", "c.docx"))
    source.write_bytes(described())
    outcome = convert.convert(source, target)
    assert outcome.error is None
    assert outcome.findings == ()
    core = python_docx.Document(str(target)).core_properties
    assert (core.title, core.subject, core.author) == ("年度报告", "政务公开", "王芳 & 李强")
    assert (core.keywords, core.last_modified_by, core.revision) == ("年报; 公开", "赵", 7)
    assert str(core.created).startswith("2024-01-31 08:00:00")
    parts = zipfile.ZipFile(target)
    assert "<Company>某某局</Company>" in parts.read("docProps/app.xml").decode()
    written = parts.read("docProps/custom.xml").decode()
    for name, kind, value in FIELDS:
        assert f'name="{name}"><vt:{kind}>{value}</vt:{kind}>' in written
    assert valid(target)
    assert convert.convert(target, again).error is None
    assert again.read_bytes() == target.read_bytes()


def test_a_property_without_a_value_goes_through_json(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(described((("文号", "lpwstr", ""),)))
    assert convert.convert(tmp_path / "a.docx", tmp_path / "b.json").error is None
    assert Property("文号", "", "text") in convert.read(tmp_path / "b.json").properties


def test_it_goes_through_json_and_is_counted_where_there_is_no_place_for_it(tmp_path: Path) -> None:
    source = tmp_path / "a.docx"
    source.write_bytes(described())
    assert convert.convert(source, tmp_path / "b.json").error is None
    assert convert.convert(source, tmp_path / "b.docx").error is None
    assert convert.convert(tmp_path / "b.json", tmp_path / "c.docx").error is None
    assert (tmp_path / "c.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    document = convert.read(source)
    for target, count in (("html", 13), ("markdown", 13), ("pdf", 10)):
        (found,) = project(document, target).findings
        assert found.detail == f"properties of files × {count}"


@pytest.mark.parametrize(
    ("field", "code"),
    [
        (Property("份数", "十二", "number"), "structure-changed"),
        (Property("日期", "2023-02-30T00:00:00Z", "date"), "structure-changed"),
        (Property("", "无名"), "content-dropped"),
        (Property("created", "去年"), "content-dropped"),
        (Property("长" * 300, "名", "text"), "content-dropped"),
    ],
)
def test_a_property_that_no_file_can_hold_as_it_is_is_said(field: Property, code: str, tmp_path: Path) -> None:
    target = tmp_path / "a.docx"
    document = convert.write(Document((Paragraph((Run("文"),)),), properties=(field,)), target)
    assert [found.code for found in document.findings] == [code]
    assert valid(target)


def test_odd_characters_in_properties_give_valid_files(tmp_path: Path) -> None:
    target = tmp_path / "a.docx"
    odd = (
        Property("subject", "a\x00<b>&\r\nc\ud800"),
        Property('名"<&\t\x01称', " x ", "text"),
        Property("大", "99999999999", "number"),
    )
    convert.write(Document((Paragraph((Run("文"),)),), properties=odd), target)
    assert valid(target)
    assert [one.value for one in convert.read(target).properties] == ["a<b>&\nc", "x", "99999999999"]


def test_a_value_of_an_odd_type_is_counted(tmp_path: Path) -> None:
    source = tmp_path / "a.docx"
    source.write_bytes(described((("x", "blob", "AAAA"),)))
    assert [found.detail for found in convert.read(source).findings] == ["properties of files × 1"]


def test_names_that_differ_in_case_only_are_one(tmp_path: Path) -> None:
    source, target = tmp_path / "a.docx", tmp_path / "b.docx"
    source.write_bytes(described((("No", "lpwstr", "1"), ("NO", "lpwstr", "2"))))
    outcome = convert.convert(source, target)
    assert [found.before for found in outcome.findings] == ["NO: 2"]
    assert valid(target)


def threaded() -> bytes:
    said = "".join(
        f'<w:comment w:id="{at}" w:author="甲">{p("段")}<w:p w14:paraId="{at:08X}">{r(text)}</w:p></w:comment>'
        for at, text in ((3, "为何"), (5, "已改"), (8, "另一处"))
    )
    extended = (
        f'<w15:commentsEx xmlns:w15="{_W15}"><w15:commentEx w15:paraId="00000003" w15:done="1"/>'
        '<w15:commentEx w15:paraId="00000005" w15:paraIdParent="00000003" w15:done="1"/>'
        '<w15:commentEx w15:paraId="00000008" w15:done="0"/></w15:commentsEx>'
    )
    parts: dict[str, str | bytes] = {
        "word/comments.xml": f"<w:comments {NAMES}>{said.replace('<w:p/>', p('段'))}</w:comments>",
        "word/commentsExtended.xml": extended,
    }
    starts = '<w:commentRangeStart w:id="3"/><w:commentRangeStart w:id="5"/>'
    ends = "".join(f'<w:commentRangeEnd w:id="{at}"/><w:r><w:commentReference w:id="{at}"/></w:r>' for at in (3, 5))
    body = para(starts, r("所批"), ends) + para(commented(8, "别处"))
    links = (("rIdC", "comments", "comments.xml"), ("rIdX", "commentsExtended", "commentsExtended.xml"))
    return docx(body, links=links, parts=parts)


def threads(path: Path) -> list[tuple[str, str | None, bool]]:
    """Give the text of each comment, the text of the one that it answers, and whether it is done with."""
    runs = [run.inset for block in convert.read(path).blocks if isinstance(block, Paragraph) for run in block.runs]
    comments = {inset.mark: inset for inset in runs if isinstance(inset, Comment)}

    def text(comment: Comment) -> str:
        return comment.paragraphs[-1].text

    return [
        (text(one), None if one.answers is None else text(comments[one.answers]), one.done) for one in comments.values()
    ]


def test_answers_to_comments_and_what_is_done_with_are_carried(tmp_path: Path) -> None:
    source, target, again = (tmp_path / name for name in ("a.docx", "b.docx", "c.docx"))
    source.write_bytes(threaded())
    said = [("为何", None, True), ("已改", "为何", True), ("另一处", None, False)]
    assert threads(source) == said
    outcome = convert.convert(source, target)
    assert (outcome.error, outcome.findings) == (None, ())
    assert threads(target) == said
    assert valid(target)
    assert convert.convert(target, again).error is None
    assert again.read_bytes() == target.read_bytes()
    assert convert.convert(target, tmp_path / "d.json").error is None
    assert threads(tmp_path / "d.json") == said


def test_comments_without_threads_need_no_part_for_them(tmp_path: Path) -> None:
    comment = Comment((Paragraph((Run("批"),)),), "甲")
    convert.write(Document((Paragraph((Run("文"), Run("", inset=comment))),)), tmp_path / "a.docx")
    assert "word/commentsExtended.xml" not in zipfile.ZipFile(tmp_path / "a.docx").namelist()


def test_an_answer_to_what_is_not_there_stands_by_itself(tmp_path: Path) -> None:
    answer = Comment((Paragraph((Run("已改"),)),), "甲", mark=4, answers=9)
    runs = (Run("", inset=CommentStart(4)), Run("文"), Run("", inset=answer))
    document = convert.write(Document((Paragraph(runs),)), tmp_path / "a.docx")
    assert [(found.code, found.before) for found in document.findings] == [("structure-changed", "已改")]
    assert threads(tmp_path / "a.docx") == [("已改", None, False)]


def test_a_date_of_a_comment_that_is_none_is_said(tmp_path: Path) -> None:
    runs = (Run("文"), Run("", inset=Comment((Paragraph((Run("批"),)),), "甲", date="昨天")))
    document = convert.write(Document((Paragraph(runs),)), tmp_path / "a.docx", Options())
    assert [(found.before, found.detail) for found in document.findings] == [("昨天", "date of a comment")]


def test_a_workbook_says_the_same_of_itself(tmp_path: Path) -> None:
    source, book, again, back = (tmp_path / name for name in ("a.docx", "b.xlsx", "c.xlsx", "d.docx"))
    source.write_bytes(described())
    outcome = convert.convert(source, book)
    assert (outcome.error, outcome.findings) == (None, ())
    assert valid(book)
    said = openpyxl.load_workbook(book)
    assert (said.properties.creator, said.properties.subject) == ("王芳 & 李强", "政务公开")
    assert said.custom_doc_props["文号"].value == "某办〔2024〕1号"
    assert convert.read(book).properties == convert.read(source).properties
    assert convert.convert(book, again).error is None
    assert again.read_bytes() == book.read_bytes()
    assert convert.convert(book, back).error is None
    assert convert.read(back).properties == convert.read(source).properties


def test_a_workbook_of_another_program_is_read_with_what_it_says_of_itself(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active["A1"] = "甲"
    made.properties.creator, made.properties.keywords = "张三", "预算"
    made.save(tmp_path / "a.xlsx")
    found = {one.name: one.value for one in convert.read(tmp_path / "a.xlsx").properties}
    assert (found["creator"], found["keywords"]) == ("张三", "预算")


def test_a_property_that_would_mark_a_workbook_as_ours_is_left_out(tmp_path: Path) -> None:
    document = Document((Paragraph((Run("文"),)),), properties=(Property("convert.title", "heading", "text"),))
    made = convert.write(document, tmp_path / "a.xlsx")
    assert [found.before for found in made.findings] == ["convert.title: heading"]


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.ods"])
def test_a_digital_signature_is_said_to_be_left_out(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if name.endswith("docx"):
        path.write_bytes(docx(p("正文")))
    elif name.endswith("xlsx"):
        made = openpyxl.Workbook()
        made.active["A1"] = "甲"
        made.save(path)
    else:
        spaces = " ".join(
            f'xmlns:{room}="urn:oasis:names:tc:opendocument:xmlns:{room}:1.0"' for room in ("office", "table")
        )
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr(
                "content.xml", f"<office:document-content {spaces}><table:table/></office:document-content>"
            )
    with zipfile.ZipFile(path, "a") as archive:
        signature = "META-INF/documentsignatures.xml" if name.endswith("ods") else "_xmlsignatures/sig1.xml"
        archive.writestr(signature, "<a/>")
    assert "digital signature" in [found.detail for found in convert.read(path).findings]


def test_properties_beyond_all_bounds_are_said_and_the_text_is_read() -> None:
    swollen = f'<Properties xmlns="{_OFFICE}extended-properties">{" " * 30_000_000}</Properties>'
    document = convert.read(docx(p("正文"), parts={"docProps/app.xml": swollen}))
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["正文"]
    assert [found.detail for found in document.findings if found.code == "content-dropped"] == ["damaged part"]


def ending(*words: str) -> str:
    """Describe a section whose pages have these words as header and footer."""
    references = "".join(
        f'<w:{place}Reference r:id="{HEADS[text]}"/>' for place, text in zip(PLACES, words, strict=False)
    )
    return f"<w:sectPr>{references}</w:sectPr>"


PLACES = ("header", "footer")
HEADS = {"某局": "rIdH", "地址": "rIdF", "附件": "rIdG"}
LINKS = (("rIdH", "header", "header1.xml"), ("rIdF", "footer", "footer1.xml"), ("rIdG", "header", "header2.xml"))
PARTS: dict[str, str | bytes] = {
    "word/header1.xml": f"<w:hdr {NAMES}>{p('某局')}</w:hdr>",
    "word/footer1.xml": f"<w:ftr {NAMES}>{p('地址')}</w:ftr>",
    "word/header2.xml": f"<w:hdr {NAMES}>{p('附件')}</w:hdr>",
}


@pytest.mark.parametrize(
    ("body", "heads"),
    [
        (p() + ending("某局", "地址"), ["某局"]),
        (p("正文") + p("", ending("某局", "地址")) + p() + ending("附件", "地址"), ["某局", "附件"]),
        (p("甲", ending("某局", "地址")) + p("", ending("附件")) + p("乙") + ending("某局"), ["某局", "附件", "某局"]),
    ],
)
def test_the_headers_of_pages_without_a_text_are_kept(body: str, heads: list[str], tmp_path: Path) -> None:
    source, first, second = (tmp_path / name for name in ("a.docx", "b.docx", "c.docx"))
    source.write_bytes(docx(body, links=LINKS, parts=PARTS))
    for before, after in ((source, first), (first, second)):
        assert convert.convert(before, after).error is None
    shown = python_docx.Document(str(first)).sections
    assert [section.header.paragraphs[0].text for section in shown] == heads
    assert [section.footer.paragraphs[0].text for section in shown] == ["地址"] * len(heads)
    assert first.read_bytes() == second.read_bytes()
    assert valid(first)
