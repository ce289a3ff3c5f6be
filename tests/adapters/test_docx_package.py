"""Word files as files: kinds, damage, missing parts, hostile content, files of this program."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from convert.adapters.docx import read
from convert.errors import ConvertError, TooLarge, Unreadable
from convert.findings import finding
from convert.model import Document, Heading, Origin
from convert.ooxml import history
from convert.options import Options
from convert.source import Source
from tests.adapters.docx_files import (
    NAMES,
    docx,
    found,
    only_table,
    p,
    r,
    read_body,
    read_bytes,
    relationships,
    style,
    tbl,
    tc,
    texts,
    tr,
)  # fmt: skip
from tests.zips import parts_of, zipped

ROOT = {"_rels/.rels": relationships(("rId1", "officeDocument", "word/document.xml"))}
MAIN = {"word/document.xml": f"<w:document {NAMES}><w:body>{p('甲')}</w:body></w:document>"}
TYPES = {"[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'}


def rezip(content: bytes, change: dict[str, bytes | None]) -> bytes:
    """Replace or leave out parts."""
    parts = parts_of(content)
    for name, new in change.items():
        if new is None:
            parts.pop(name, None)
        else:
            parts[name] = new
    return zipped(parts)


def message(content: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read_bytes(content)
    return str(caught.value)


@pytest.mark.parametrize(
    "parts", [{}, {"[Content_Types].xml": None}, {"_rels/.rels": None}, {"word/_rels/document.xml.rels": None}]
)
def test_a_document_is_found_whatever_else_is_missing(parts: dict[str, bytes | None]) -> None:
    assert texts(read_bytes(rezip(docx(p("甲")), parts))) == ["甲"]


def test_parts_under_odd_names_are_found() -> None:
    parts = {
        **TYPES,
        "_rels\\.rels": relationships(("rId1", "officeDocument", "/Word/Document.xml")),
        "word\\document.xml": MAIN["word/document.xml"],
    }
    assert texts(read_bytes(zipped(parts))) == ["甲"]


def test_templates_and_macro_files_are_read_and_macros_reported() -> None:
    for kind in ("document.macroEnabled.main", "template.main", "template.macroEnabledTemplate.main"):
        types = TYPES["[Content_Types].xml"].replace(
            "/>", f'><Override PartName="/word/document.xml" ContentType="x.{kind}+xml"/></Types>'
        )
        assert texts(read_bytes(rezip(docx(p("甲")), {"[Content_Types].xml": types.encode()}))) == ["甲"]
    document = read_body(
        p("甲"), links=(("rId1", "vbaProject", "vbaProject.bin"),), parts={"word/vbaProject.bin": b"\0"}
    )
    assert found(document, "content-dropped") == [("", "macro")]


def test_strict_files_read_like_transitional_ones() -> None:
    body = (
        p("题", '<w:outlineLvl w:val="0"/>') + f'<w:p><w:hyperlink r:id="rId1">{r("甲", "<w:b/>")}</w:hyperlink></w:p>'
    )
    content = docx(body + tbl(tr(tc("1"), tc("2"))), links=(("rId1", "hyperlink", "http://a.org/"),))

    def strict(text: bytes) -> bytes:
        for old, new in (
            (
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                b"http://purl.oclc.org/ooxml/wordprocessingml/main",
            ),
            (b"http://schemas.openxmlformats.org/officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/"),
        ):
            text = text.replace(old, new)
        return text

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        changed = zipped({name: strict(archive.read(name)) for name in archive.namelist()})
    document = read_bytes(changed)
    assert isinstance(document.blocks[0], Heading)
    assert document.blocks[1].runs[0].link == "http://a.org/"  # type: ignore[union-attr]
    assert only_table(document).n_cols == 2
    assert document.blocks == read_bytes(content).blocks


def test_files_of_other_kinds_say_what_they_are() -> None:
    sheet = {
        **TYPES,
        "_rels/.rels": relationships(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": "<workbook/>",
    }
    assert message(zipped(sheet)) == "This is a spreadsheet, not a text document."
    assert message(zipped({**TYPES, "xl/workbook.xml": "<workbook/>"})) == "This is a spreadsheet, not a text document."
    slides = {
        **TYPES,
        "_rels/.rels": relationships(("rId1", "officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": "<presentation/>",
    }
    assert message(zipped(slides)) == "This is a presentation, not a text document."
    assert message(zipped({"a.txt": "甲"})) == "This is a zip file, not an Office document."
    assert message(zipped({**TYPES, **ROOT})) == "The file is damaged: it has no main document."
    assert (
        message(rezip(docx(p()), {"word/document.xml": b"<html/>"})) == "The file is damaged: it has no main document."
    )
    assert "not well-formed" in message(rezip(docx(p()), {"word/document.xml": b"<w:document"}))


@pytest.mark.parametrize("part", ["styles", "numbering", "footnotes", "comments"])
def test_damaged_parts_beside_the_text_cost_only_themselves(part: str) -> None:
    body = p("甲") + '<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>'
    document = read_body(body, links=(("rId1", part, f"{part}.xml"),), parts={f"word/{part}.xml": "<broken"})
    assert texts(document)[0] == "甲"
    code = "content-dropped" if part == "styles" else "part-unread"
    assert (f"word/{part}.xml", "damaged part") in found(document, code)


def test_references_to_parts_that_are_missing_are_harmless() -> None:
    links = tuple(
        (f"rId{n}", kind, f"{kind}.xml")
        for n, kind in enumerate(("styles", "numbering", "comments", "theme", "customXml"))
    )
    body = (
        p("甲", '<w:pStyle w:val="x"/><w:numPr><w:numId w:val="1"/></w:numPr>')
        + '<w:sectPr><w:headerReference r:id="rId99"/></w:sectPr>'
    )
    document = read_body(body, links=links)
    assert (texts(document), document.findings) == (["甲"], ())


def test_headers_and_comments_that_are_missing_are_reported() -> None:
    body = (
        '<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:commentReference w:id="3"/></w:r></w:p>'
        '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/></w:sectPr>'
    )
    document = read_body(body, links=(("rId1", "header", "header1.xml"),))
    assert texts(document)[-1:] == ["甲"]
    assert found(document, "part-unread") == [("word/header1.xml", "part missing from the file")]
    assert found(document, "content-dropped") == [("3", "missing comment")]


def test_entities_are_refused() -> None:
    evil = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + MAIN["word/document.xml"].encode()
    assert "defines entities" in message(rezip(docx(p()), {"word/document.xml": evil}))


def test_what_stands_deep_in_each_other_is_read_or_refused() -> None:
    for depth in (50, 200, 5000):
        body = "<w:customXml>" * depth + p("甲") + "</w:customXml>" * depth
        try:
            assert texts(read_bytes(docx(body))) == ["甲"]
        except Unreadable:
            assert depth > 200
    for depth in (80, 1000):
        body = p("甲")
        for _ in range(depth):
            body = (
                f"<w:p><w:r><w:pict><v:textbox><w:txbxContent>{body}</w:txbxContent></v:textbox></w:pict></w:r></w:p>"
            )
        try:
            assert "甲" in texts(read_bytes(docx(body)))
        except Unreadable:
            assert depth > 10


def test_chains_without_end_are_cut() -> None:
    styles = "".join(style(f"s{n}", based_on=f"s{n + 1}") for n in range(20_000))
    body = "".join(p("甲", f'<w:pStyle w:val="s{n}"/>') for n in range(2_000))
    started = time.process_time()
    assert len(read_body(body, styles=styles).blocks) == 2_000
    opened = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 20_000
    closed = '<w:r><w:fldChar w:fldCharType="end"/></w:r>' * 20_000
    document = read_body(f"<w:p>{opened}{'<w:r><w:tab/></w:r>' * 20_000}{closed}{r('甲')}</w:p>")
    assert texts(document) == ["甲"]
    assert time.process_time() - started < 20


def test_side_parts_are_bounded_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("convert.adapters.docx.story.MAX_SIDE_BYTES", 100)
    with pytest.raises(TooLarge):
        read_body(p("甲"), styles="<w:style/>" * 50)


def test_a_file_of_this_program_brings_its_findings_along() -> None:
    told = [
        finding("label-corrected", Origin("a.txt", line=3), before="止", after="废止"),
        finding("blank-value", detail="规章"),
    ]
    links = (("rId1", "customXml", "../customXml/item1.xml"), ("rId2", "customXml", "../customXml/item2.xml"))
    parts: dict[str, str | bytes] = {"customXml/item1.xml": "<other/>", "customXml/item2.xml": history.dump(told)}
    document = read_body(p("甲"), links=links, parts=parts)
    assert document.settled
    (kept,) = document.findings
    assert (kept.code, kept.before, kept.after, str(kept.origin)) == ("label-corrected", "止", "废止", "a.txt:3")
    assert not read_body(p("甲"), links=links[:1], parts={"customXml/item1.xml": "<other/>"}).settled


def test_separators_of_this_programs_own_writer_are_no_paragraphs() -> None:
    body = tbl(tr(tc("1"))) + p("", '<w:pStyle w:val="TableSeparator"/>') + tbl(tr(tc("2")))
    assert texts(read_body(body)) == ["<Table>", "<Table>"]


def test_reading_twice_gives_the_same(tmp_path_factory: pytest.TempPathFactory) -> None:
    content = docx(p("甲", '<w:outlineLvl w:val="2"/>') + tbl(tr(tc("1"), tc("2"))))
    path = tmp_path_factory.mktemp("docx") / "a.docx"
    path.write_bytes(content)
    assert read(Source("a.docx", path), Options()) == read_bytes(content)


def test_a_hundred_pages_take_about_a_hundred_times_as_long_as_one() -> None:
    page = p("正文" * 200) * 5 + tbl(*[tr(*[tc("12")] * 10)] * 20)

    def seconds(pages: int) -> float:
        content = docx(page * pages)
        started = time.process_time()
        assert isinstance(read_bytes(content), Document)
        return time.process_time() - started

    seconds(1)
    assert seconds(100) < 30 * max(seconds(10), 0.01)


@pytest.mark.parametrize("cut", [0, 10, 100, 300, -30, -1])
def test_torn_files_are_refused(cut: int) -> None:
    with pytest.raises(ConvertError):
        read_bytes(docx(p("甲"))[:cut])


def test_a_document_without_a_body_is_empty() -> None:
    assert read_bytes(rezip(docx(p()), {"word/document.xml": f"<w:document {NAMES}/>".encode()})).blocks == ()


def test_words_that_stand_outside_a_missing_body_are_kept() -> None:
    bare = f"<w:document {NAMES}>{p('甲')}</w:document>".encode()
    assert texts(read_bytes(rezip(docx(p()), {"word/document.xml": bare}))) == ["甲"]
