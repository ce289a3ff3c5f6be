"""The text of Word files: runs, marks, links, fields, headings, tracked changes, notes."""

from __future__ import annotations

import io
from html import unescape

import docx as python_docx
import pytest

from convert.model import Break, Equation, Field, Heading, Paragraph, Property, Run
from tests.adapters.docx_files import (
    found,
    only_table,
    p,
    r,
    read_body,
    read_bytes,
    style,
    tbl,
    tc,
    texts,
    tr,
)

FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
BEGIN, SEPARATE, END = (FIELD.format(kind) for kind in ("begin", "separate", "end"))


def runs_of(body: str, **pieces: str) -> tuple[Run, ...]:
    (block,) = read_body(f"<w:p>{body}</w:p>", **pieces).blocks
    assert isinstance(block, Paragraph)
    return block.runs


def code(instruction: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve">{instruction}</w:instrText></w:r>'


def test_a_document_of_python_docx_reads_as_it_was_written() -> None:
    written = python_docx.Document()
    written.core_properties.title = "年度  报告"
    written.add_heading("标题", 0)
    written.add_heading("一、总体情况", 1)
    written.add_paragraph("正文").add_run("加粗").bold = True
    buffer = io.BytesIO()
    written.save(buffer)
    document = read_bytes(buffer.getvalue())
    assert document.title == "年度 报告"
    assert document.language == "en-US"
    assert [
        (type(b), b.level if isinstance(b, Heading) else None, b.text)
        for b in document.blocks
        if isinstance(b, Paragraph)
    ] == [
        (Heading, 0, "标题"),
        (Heading, 1, "一、总体情况"),
        (Paragraph, None, "正文加粗"),
    ]
    assert document.blocks[2].runs[1] == Run("加粗", frozenset({"bold"}))  # type: ignore[union-attr]
    given_up = "sizes of paper × 1; margins of pages and columns × 1; data that no page shows × 1"
    assert found(document, "formatting-dropped") == [("", given_up)]
    assert Property("creator", "python-docx") in document.properties
    assert not document.settled


def test_paragraphs_say_where_they_stand_in_the_file() -> None:
    document = read_body(p("甲") + f"<w:sdt><w:sdtContent>{p('乙')}</w:sdtContent></w:sdt>" + p())
    assert [str(block.origin) for block in document.blocks] == ["a.docx:p[1]", "a.docx:p[2]", "a.docx:p[3]"]
    assert document.blocks[2] == Paragraph((), document.blocks[2].origin)


@pytest.mark.parametrize(
    ("properties", "marks"),
    [
        ("<w:b/>", {"bold"}),
        ('<w:b w:val="1"/>', {"bold"}),
        ('<w:b w:val="0"/>', set()),
        ('<w:b w:val="false"/>', set()),
        ("<w:i/>", {"italic"}),
        ('<w:u w:val="single"/>', {"underline"}),
        ('<w:u w:val="none"/>', set()),
        ("<w:strike/>", {"strike"}),
        ("<w:dstrike/>", {"strike"}),
        ('<w:vertAlign w:val="superscript"/>', {"super"}),
        ('<w:vertAlign w:val="subscript"/>', {"sub"}),
        ('<w:vertAlign w:val="baseline"/>', set()),
        ('<w:sz w:val="20"/>', set()),
        ("<w:b/><w:i/>", {"bold", "italic"}),
    ],
)
def test_marks_come_from_the_run(properties: str, marks: set[str]) -> None:
    assert runs_of(r("字", properties)) == (Run("字", frozenset(marks)),)  # type: ignore[arg-type]


def test_marks_come_from_character_styles_and_their_ancestors_but_not_from_paragraph_styles() -> None:
    styles = (
        style("Base", properties="<w:rPr><w:b/><w:i/></w:rPr>", kind="character")
        + style("Own", properties='<w:rPr><w:i w:val="0"/></w:rPr>', based_on="Base", kind="character")
        + style("Bold", properties="<w:rPr><w:b/></w:rPr>")
        + style("Link", "Hyperlink", '<w:rPr><w:u w:val="single"/></w:rPr>', kind="character")
    )
    body = (
        '<w:pPr><w:pStyle w:val="Bold"/></w:pPr>'
        + r("甲", '<w:rStyle w:val="Own"/>')
        + r("乙")
        + r("丙", '<w:rStyle w:val="Link"/>')
    )
    assert runs_of(body, styles=styles) == (Run("甲", frozenset({"bold"})), Run("乙丙"))
    taken_off = r("丁", '<w:rStyle w:val="Own"/><w:b w:val="0"/>')
    assert runs_of(taken_off, styles=styles) == (Run("丁"),)


def test_neighbours_that_look_alike_are_one_run() -> None:
    body = r("甲", "<w:b/>") + r("乙", '<w:b/><w:sz w:val="3"/>') + "<w:proofErr/>" + r("丙") + r("丁")
    assert runs_of(body) == (Run("甲乙", frozenset({"bold"})), Run("丙丁"))


def test_characters_that_are_elements() -> None:
    body = (
        "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:cr/><w:t>d</w:t><w:noBreakHyphen/><w:t>e</w:t>"
        "<w:softHyphen/><w:t>f</w:t><w:ptab/><w:t>g</w:t></w:r>"
    )
    assert runs_of(body) == (Run("a\tb\nc\nd\u2011e\u00adf\tg"),)


def test_page_breaks_are_kept_and_keep_words_apart() -> None:
    page, column = '<w:r><w:br w:type="page"/></w:r>', '<w:r><w:br w:type="column"/></w:r>'
    edge, within, between = (
        Run(text, inset=Break(kind)) for text, kind in (("", "page"), ("\n", "page"), ("\n", "column"))
    )
    assert runs_of(page + r("甲") + page + column + r("乙") + page) == (
        edge,
        Run("甲"),
        within,
        between,
        Run("乙"),
        edge,
    )
    assert runs_of(page) == (edge,)
    (cell,) = only_table(read_body(tbl(tr(tc(f"<w:p>{r('甲')}{page}{r('乙')}{page}</w:p>"))))).cells
    assert cell.text == "甲\n乙"
    assert runs_of(r("甲") + "<w:r><w:lastRenderedPageBreak/><w:t>乙</w:t></w:r>") == (Run("甲乙"),)


def test_symbols_become_characters() -> None:
    body = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Symbol" w:char="F0B3"/></w:r>' + r(
        "\uf0a3是\uf052", '<w:rFonts w:ascii="Wingdings 2" w:hAnsi="Wingdings 2"/>'
    )
    assert runs_of(body) == (Run("☑≥□是☑"),)


def test_symbols_without_a_character_are_reported() -> None:
    document = read_body('<w:p><w:r><w:sym w:font="Wingdings" w:char="F021"/></w:r></w:p>')
    assert found(document, "content-dropped") == [("Wingdings F021", "symbol")]
    document = read_body("<w:p>" + r("\uf021甲", '<w:rFonts w:ascii="Wingdings"/>') + "</w:p>")
    assert texts(document) == ["甲"]
    assert found(document, "content-dropped") == [("wingdings × 1", "symbol")]


def test_links() -> None:
    links = (("rId9", "hyperlink", "http://example.org/a"),)
    body = (
        f'<w:p><w:hyperlink r:id="rId9">{r("甲")}</w:hyperlink>'
        f'<w:hyperlink r:id="rId9" w:anchor="x">{r("乙")}</w:hyperlink>'
        f'<w:hyperlink w:anchor="y">{r("丙")}</w:hyperlink><w:hyperlink r:id="none">{r("丁")}</w:hyperlink></w:p>'
    )
    (block,) = read_body(body, links=links).blocks
    assert isinstance(block, Paragraph)
    assert block.runs == (
        Run("甲", link="http://example.org/a"),
        Run("乙", link="http://example.org/a#x"),
        Run("丙", link="#y"),
        Run("丁"),
    )


def test_fields_show_their_results_and_links_their_addresses() -> None:
    body = BEGIN + code(' HYPERLINK "http://a.org/" \\o "x" \\l "top" ') + SEPARATE + r("甲") + END + r("乙")
    assert runs_of(body) == (Run("甲", link="http://a.org/#top"), Run("乙"))
    body = BEGIN + code("HYPER") + code('LINK \\l "here"') + SEPARATE + r("甲") + END
    assert runs_of(body) == (Run("甲", link="#here"),)
    body = f"<w:fldSimple w:instr=' HYPERLINK \"mailto:a@b.org\" '>{r('甲')}</w:fldSimple>"
    assert runs_of(body) == (Run("甲", link="mailto:a@b.org"),)
    body = f'<w:fldSimple w:instr=" DATE ">{r("2024年")}</w:fldSimple>' + BEGIN + code("PAGE") + SEPARATE + r("3") + END
    assert runs_of(body) == (Run("2024年"), Run("3", inset=Field("PAGE")))


def test_nested_fields_and_fields_over_paragraphs() -> None:
    body = (
        f"<w:p>{BEGIN}{code(' TOC ')}{SEPARATE}{BEGIN}{code(' HYPERLINK #a ')}{SEPARATE}{r('甲')}{END}</w:p>"
        f"<w:p>{r('乙')}{END}{r('丙')}</w:p>"
    )
    assert texts(read_body(body)) == ["甲", "乙丙"]


def test_text_inside_a_field_code_is_reported_and_unclosed_fields_hide_nothing() -> None:
    document = read_body("<w:p>" + BEGIN + code("IF ") + r("甲") + SEPARATE + r("乙") + END + "</w:p>")
    assert texts(document) == ["乙"]
    assert found(document, "content-dropped") == [("甲", "text inside a field code")]
    document = read_body("<w:p>" + BEGIN + code("PAGE") + r("甲") + "</w:p>" + p("乙"))
    assert texts(document) == ["甲", "乙"]


def test_results_inside_the_code_of_another_field_are_not_text() -> None:
    inner = BEGIN + code("PAGE") + SEPARATE + r("7") + END
    document = read_body("<w:p>" + BEGIN + code("IF ") + inner + code(" = 1") + SEPARATE + r("乙") + END + "</w:p>")
    assert texts(document) == ["乙"]
    body = BEGIN + code(" HYPERLINK x ") + SEPARATE + inner + r("页") + END
    assert runs_of(body) == (Run("7", link="x", inset=Field("PAGE")), Run("页", link="x"))


def test_a_box_to_tick_shows_its_state_though_nothing_stands_in_it() -> None:
    space = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    control = (
        f'<w:sdt><w:sdtPr><w14:checkbox {space}><w14:checked w14:val="{{}}"/></w14:checkbox></w:sdtPr>'
        "<w:sdtContent>{}</w:sdtContent></w:sdt>"
    )
    full = (
        control.format(1, r("☑")) + r("甲") + control.format(0, '<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>')
    )
    assert runs_of(control.format(1, "<w:r/>") + r("是") + control.format(0, "") + r("否")) == (Run("☒是☐否"),)
    assert runs_of(full) == (Run("☑甲□"),)


def test_form_fields_show_their_state() -> None:
    box = (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/>{}</w:checkBox></w:ffData>'
        "</w:fldChar></w:r>" + code("FORMCHECKBOX") + END
    )
    chosen = (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="甲"/>'
        '<w:listEntry w:val="乙"/></w:ddList></w:ffData></w:fldChar></w:r>'
    )
    boxes = box.format("<w:checked/>") + r("是") + box.format("") + r("否")
    assert runs_of(boxes + chosen + END) == (Run("☒是☐否乙"),)
    assert runs_of(chosen + code("FORMDROPDOWN") + SEPARATE + r("乙") + END) == (Run("乙"),)


def test_every_body_of_a_file_is_read() -> None:
    assert texts(read_body(p("甲") + "</w:body><w:body>" + p("乙"))) == ["甲", "乙"]


@pytest.mark.parametrize(
    ("drawn", "text"),
    [
        (r" eq \o\ac(○,1)", "①"),
        (r"EQ \O\AC(12, ◯)", "⑫"),
        (r"eq \o\ac(○,甲)", "○甲"),
        (r"EQ \f(1,2) \r(3;x)", "1/2 3 x"),
        (r"EQ \s\up8(注\,1)", "注,1"),
        (r"EQ \* jc2 \* &quot;Font:宋体&quot; \* hps10 \o\ad(\s\up 9(pīn),拼)", "拼（pīn）"),
    ],
)
def test_an_equation_field_without_a_stored_result_shows_what_its_code_draws(drawn: str, text: str) -> None:
    document = read_body(f"<w:p>{r('第')}{BEGIN}{code(drawn)}{END}{r('条')}</w:p>")
    assert texts(document) == [f"第{text}条"]
    assert found(document, "structure-changed") == [(unescape(drawn.strip()), "equation written as plain text")]
    simple = read_body(f'<w:p><w:fldSimple w:instr="{drawn}"/></w:p>')
    assert texts(simple) == [text]


def test_an_equation_field_with_a_stored_result_shows_that() -> None:
    drawn = code(r"eq \o\ac(○,1)")
    assert texts(read_body(f"<w:p>{BEGIN}{drawn}{SEPARATE}{r('①')}{END}</w:p>")) == ["①"]


def test_hidden_text_is_shown_and_reported() -> None:
    document = read_body("<w:p>" + r("甲") + r("乙", "<w:vanish/>") + r("丙", '<w:vanish w:val="0"/>') + "</w:p>")
    assert texts(document) == ["甲乙丙"]
    assert found(document, "structure-changed") == [("乙", "hidden text shown")]


def test_headings_by_outline_level_of_paragraph_style_and_ancestors() -> None:
    styles = (
        style("a", "章", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>')
        + style("b", "节", based_on="a")
        + style("c", "title", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>')
        + style("d", "heading 3")
        + style("e", "标题")
        + style("x", based_on="y")
        + style("y", based_on="x")
    )
    body = (
        p("一", '<w:pStyle w:val="a"/>')
        + p("二", '<w:pStyle w:val="b"/>')
        + p("三", '<w:outlineLvl w:val="4"/>')
        + p("四", '<w:pStyle w:val="a"/><w:outlineLvl w:val="9"/>')
        + p("五", '<w:pStyle w:val="c"/>')
        + p("六", '<w:pStyle w:val="d"/>')
        + p("七", '<w:pStyle w:val="e"/>')
        + p("八", '<w:pStyle w:val="x"/>')
        + p("九", '<w:pStyle w:val="none"/>')
        + p("", '<w:pStyle w:val="a"/>')
    )
    blocks = read_body(body, styles=styles).blocks
    assert [block.level if isinstance(block, Heading) else None for block in blocks] == [
        2,
        2,
        5,
        None,
        0,
        3,
        0,
        None,
        None,
        None,
    ]


def test_bold_of_a_heading_style_is_no_mark() -> None:
    styles = style("a", "heading 1", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr>')
    (block,) = read_body(p("甲", '<w:pStyle w:val="a"/>'), styles=styles).blocks
    assert isinstance(block, Heading)
    assert block.runs == (Run("甲"),)


def test_tracked_changes_are_carried_out_and_deletions_reported() -> None:
    body = (
        f"<w:p>{r('甲')}<w:del><w:r><w:delText>乙</w:delText></w:r></w:del><w:ins>{r('丙')}</w:ins>"
        f"<w:moveFrom>{r('丁')}</w:moveFrom><w:moveTo>{r('戊')}</w:moveTo></w:p>"
    )
    document = read_body(body)
    assert texts(document) == ["甲丙戊"]
    done = "deletion carried out"
    assert found(document, "tracked-change") == [("乙", done), ("丁", done), ("× 2", "insertions accepted")]
    assert document.findings[0].origin.ref == "p[1]"


def test_a_deleted_paragraph_mark_joins_its_paragraph_to_the_next() -> None:
    deleted = "<w:rPr><w:del/></w:rPr>"
    document = read_body(p("甲", deleted) + p("乙") + p("", deleted) + p("丙", deleted))
    assert texts(document) == ["甲乙", "丙"]
    assert found(document, "tracked-change") == [("¶", "deletion carried out")] * 2


def test_a_drop_cap_is_joined_to_its_paragraph() -> None:
    assert texts(read_body(p("第", '<w:framePr w:dropCap="drop"/>') + p("一段"))) == ["第一段"]


def test_wrappers_are_looked_through() -> None:
    body = (
        f"<w:customXml>{p('甲')}</w:customXml><w:p><w:smartTag>{r('乙')}</w:smartTag><w:customXml>{r('丙')}</w:customXml>"
        f"<w:bdo>{r('丁')}</w:bdo><w:sdt><w:sdtPr/><w:sdtContent>{r('戊')}</w:sdtContent></w:sdt>"
        f"<x:unknown xmlns:x='urn:x'>{r('己')}</x:unknown></w:p>{r('庚')}"
    )
    assert texts(read_body(body)) == ["甲", "乙丙丁戊己", "庚"]


def test_prompts_of_empty_content_controls_are_not_text() -> None:
    control = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    document = read_body(control.format(p("单击此处")) + f"<w:p>{r('甲')}{control.format(r('输入文字'))}</w:p>")
    assert texts(document) == ["甲"]
    assert found(document, "content-dropped") == [("单击此处", "placeholder"), ("输入文字", "placeholder")]
    assert {finding.severity for finding in document.findings} == {"info"}


def test_ruby_is_put_in_brackets() -> None:
    body = f"<w:r><w:ruby><w:rubyPr/><w:rt>{r('hàn')}</w:rt><w:rubyBase>{r('汉')}</w:rubyBase></w:ruby></w:r>"
    assert runs_of(body) == (Run("汉（hàn）"),)


@pytest.mark.parametrize(
    ("equation", "text"),
    [
        ("<m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>", "1/2"),
        ("<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>", "x^2"),
        ("<m:rad><m:deg/><m:e><m:r><m:t>a+b</m:t></m:r></m:e></m:rad>", "√(a+b)"),
        ("<m:d><m:e><m:r><m:t>a</m:t></m:r></m:e></m:d><m:r><m:t>=b</m:t></m:r>", "(a)=b"),
        ("<m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>c</m:t></m:r></m:den></m:f>", "(a+b)/c"),
        ("<m:acc><m:e><m:r><m:t>y</m:t></m:r></m:e></m:acc>", "y"),
    ],
)
def test_equations_stay_as_text_on_a_line(equation: str, text: str) -> None:
    document = read_body(f"<w:p>{r('即')}<m:oMath>{equation}</m:oMath></w:p>")
    assert texts(document) == ["即" + text]
    (block,) = document.blocks
    assert isinstance(block, Paragraph)
    assert isinstance(block.runs[1].inset, Equation)
    assert document.findings == ()


def test_a_simple_field_that_another_field_ends_inside_is_read() -> None:
    inner = '<w:r><w:fldChar w:fldCharType="end"/></w:r>' + r("甲")
    document = read_body(f'<w:p><w:fldSimple w:instr="REF a">{inner}</w:fldSimple>{r("乙")}</w:p>')
    assert texts(document) == ["甲乙"]
