"""What stands beside the text of Word files: notes, headers and footers, comments."""

from __future__ import annotations

from convert.furniture import words_of
from convert.model import Comment, CommentStart, Note, Paragraph, Run, Section
from tests.adapters.docx_files import NAMES, found, notes, only_finding, p, r, read_body, relationships, tbl, tc, tr

BEGIN, SEPARATE, END = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
PAGE = "<w:r><w:instrText> PAGE </w:instrText></w:r>"


def test_notes_hang_on_the_run_that_refers_to_them() -> None:
    parts = notes(
        "footnote", ("0", p("分隔")), ("2", f"<w:p><w:r><w:footnoteRef/></w:r>{r(' 说明')}</w:p>" + p("第二段"))
    )
    parts |= notes("endnote", ("5", p("尾注")))
    body = (
        f'<w:p>{r("甲")}<w:r><w:footnoteReference w:id="2"/></w:r>{r("乙")}<w:r><w:endnoteReference w:id="5"/></w:r>'
        '<w:r><w:footnoteReference w:id="9"/></w:r></w:p>'
    )
    document = read_body(
        body, links=(("rId1", "footnotes", "footnotes.xml"), ("rId2", "endnotes", "endnotes.xml")), parts=parts
    )
    (block,) = document.blocks
    assert isinstance(block, Paragraph)
    first, second = block.runs[1].note, block.runs[3].note
    assert isinstance(first, Note)
    assert isinstance(second, Note)
    assert (first.kind, [paragraph.text for paragraph in first.paragraphs]) == ("footnote", ["说明", "第二段"])
    assert (second.kind, [paragraph.text for paragraph in second.paragraphs]) == ("endnote", ["尾注"])
    assert [run.text for run in block.runs] == ["甲", "", "乙", ""]
    assert found(document, "content-dropped") == [("9", "missing footnote"), ("分隔", "footnote")]


def test_words_of_notes_that_nothing_refers_to_are_reported() -> None:
    parts = notes("footnote", ("0", "<w:p><w:r><w:separator/></w:r></w:p>"), ("2", p("无人引用")))
    document = read_body(p("甲"), links=(("rId1", "footnotes", "footnotes.xml"),), parts=parts)
    assert found(document, "content-dropped") == [("无人引用", "footnote")]
    assert found(document, "formatting-dropped") == []


def test_headers_and_footers_with_words_are_kept_and_page_numbers_are_the_styles() -> None:
    page = f'<w:fldSimple w:instr=" PAGE ">{r("1")}</w:fldSimple>'
    counted = BEGIN + PAGE + SEPARATE + r("7") + END
    parts: dict[str, str | bytes] = {
        "word/header1.xml": f"<w:hdr {NAMES}>{p('某市人民政府')}</w:hdr>",
        "word/footer1.xml": f"<w:ftr {NAMES}><w:p>{r('第')}{page}{r('页')}</w:p></w:ftr>",
        "word/footer2.xml": f"<w:ftr {NAMES}>{p('— 12 —')}</w:ftr>",
        "word/footer3.xml": f"<w:ftr {NAMES}><w:p>{r('内部资料 ')}{counted}</w:p></w:ftr>",
        "word/footer4.xml": f"<w:ftr {NAMES}>{p('2024-01-31')}</w:ftr>",
        "word/header9.xml": f"<w:hdr {NAMES}>{p('没有人引用')}</w:hdr>",
    }
    links = (*((f"rId{n}", "footer", f"footer{n}.xml") for n in range(1, 5)), ("rIdH", "header", "header1.xml"))
    shown = []
    for number in range(1, 5):
        footer = f'<w:sectPr><w:headerReference r:id="rIdH"/><w:footerReference r:id="rId{number}"/></w:sectPr>'
        section = read_body(p("甲") + footer, links=links, parts=parts).blocks[0]
        assert isinstance(section, Section)
        shown.append([(piece.place, words_of(piece.blocks)) for piece in section.furniture])
    header = ("header", "某市人民政府")
    assert shown == [[header], [header], [("footer", "内部资料"), header], [("footer", "2024-01-31"), header]]


def test_words_of_headers_that_no_page_shows_are_reported() -> None:
    parts: dict[str, str | bytes] = {"word/header1.xml": f"<w:hdr {NAMES}>{p('某市人民政府')}</w:hdr>"}
    for kind in ("first", "even"):
        section = f'<w:sectPr><w:headerReference w:type="{kind}" r:id="rIdH"/></w:sectPr>'
        document = read_body(p("甲") + section, links=(("rIdH", "header", "header1.xml"),), parts=parts)
        assert found(document, "content-dropped") == [("某市人民政府", "header")]
        assert document.findings[0].origin.ref == "header1.xml"


def test_prompts_in_headers_without_words_are_reported() -> None:
    prompt = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{p('[键入文字]')}</w:sdtContent></w:sdt>"
    parts: dict[str, str | bytes] = {"word/footer1.xml": f"<w:ftr {NAMES}>{prompt}{p('1')}</w:ftr>"}
    section = '<w:sectPr><w:footerReference r:id="rIdF"/></w:sectPr>'
    document = read_body(p("甲") + section, links=(("rIdF", "footer", "footer1.xml"),), parts=parts)
    assert found(document, "content-dropped") == [("[键入文字]", "placeholder")]


def test_comments_stand_where_the_text_refers_to_them_and_others_are_reported() -> None:
    said = (
        f'<w:comment w:id="1" w:author="王">{p("请核")}{p("对")}</w:comment><w:comment w:id="2">{p("旧")}</w:comment>'
    )
    comments = f"<w:comments {NAMES}>{said}</w:comments>"
    marks = '<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>'
    body = f'<w:p><w:commentRangeStart w:id="1"/>{r("甲")}{marks}</w:p>'
    document = read_body(body, links=(("rId1", "comments", "comments.xml"),), parts={"word/comments.xml": comments})
    (block,) = document.blocks
    assert isinstance(block, Paragraph)
    start, text, comment = block.runs
    assert (start.inset, text.text) == (CommentStart(0), "甲")
    assert isinstance(comment.inset, Comment)
    assert [part.text for part in comment.inset.paragraphs] == ["请核", "对"]
    assert (comment.inset.author, comment.inset.mark) == ("王", 0)
    finding = only_finding(document)
    assert (finding.before, finding.detail, finding.origin.ref) == ("旧", "comment", "comment[2]")


def test_notes_with_links_of_their_own_and_with_tables() -> None:
    table = tbl(tr(tc("甲"), tc("乙")))
    parts = notes("footnote", ("1", f'<w:p><w:hyperlink r:id="rId1">{r("见")}</w:hyperlink></w:p>{table}'))
    parts["word/_rels/footnotes.xml.rels"] = relationships(("rId1", "hyperlink", "http://note.org/"))
    links = (("rId1", "footnotes", "footnotes.xml"), ("rId2", "hyperlink", "http://body.org/"))
    document = read_body('<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>', links=links, parts=parts)
    (block,) = document.blocks
    assert isinstance(block, Paragraph)
    note = block.runs[0].note
    assert note is not None
    assert note.paragraphs[0].runs == (Run("见", link="http://note.org/"),)
    assert note.paragraphs[1].text == "甲\t乙"
    assert found(document, "structure-changed") == [("甲 乙", "table in a note turned into paragraphs")]
