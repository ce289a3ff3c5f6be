"""What a person, and Word, finds in a docx file that was written: text, styles, lists, links, notes, pictures."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from lxml import etree

import convert
from convert.errors import UnwritableOutput
from convert.findings import finding
from convert.model import Cell, Document, Heading, Note, Paragraph, Picture, Run, Table
from convert.ooxml import history
from convert.options import Options
from convert.writers.docx import write
from tests.writers.docx_files import DC, R, W, audit, item, paragraph, part, png, style_of, texts, written

EVERYTHING = Document(
    (
        Heading((Run("某市2024年年度报告"),), level=0),
        *(Heading((Run(f"第{level}级"),), level=level) for level in range(1, 10)),
        Paragraph(
            (
                Run("粗", frozenset({"bold"})),
                Run("斜", frozenset({"italic", "underline"})),
                Run("2", frozenset({"sub"})),
            )
        ),
        Paragraph((Run("删", frozenset({"strike"})), Run("\t三\n四"), Run("n", frozenset({"super"})))),
        Paragraph(
            (Run("见"), Run("网站", link="https://example.org/?a=1&b=<2>"), Run("与"), Run("附件", link="#附件一"))
        ),
        Paragraph((Run("依据"), Run("", note=Note("footnote", (paragraph("脚注一"), paragraph("续")))), Run("。"))),
        Paragraph((Run("参考"), Run("", note=Note("endnote", (Paragraph((Run("源", link="http://example.org/"),)),))))),
        item("甲", "（一）"),
        item("乙", "（二）"),
        item("子", "1.", 1),
        item("丙", "（三）"),
        item("点", "•", 0, False),
        Picture(png(40, 20), "image/png", "图一"),
        Table(1, 2, (Cell(0, 0, blocks=(paragraph("左"),)), Cell(0, 1, blocks=(paragraph("右"),))), 1, title="表一"),
        Table(1, 1, (Cell(0, 0, blocks=(Table(1, 1, (Cell(0, 0),)),)),)),
    ),
    findings=(
        finding("sum-mismatch", before="5", after="6"),
        finding("artifact-removed", before="[bookmark: _GoBack]"),
    ),
    form="2021",
)


@pytest.mark.parametrize("form", ["", "2021"])
def test_every_construct_passes_the_audit(target: Path, form: str) -> None:
    write(Document(EVERYTHING.blocks, EVERYTHING.findings, form=form), target, Options())
    assert audit(target) == []


def test_a_document_without_blocks_passes_the_audit(target: Path) -> None:
    write(Document(), target, Options())
    assert audit(target) == []


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = tmp_path / "one.docx", tmp_path / "other.docx"
    write(EVERYTHING, one, Options())
    write(EVERYTHING, other, Options())
    assert one.read_bytes() == other.read_bytes()


def test_the_container_has_no_clock_and_begins_with_the_content_types(target: Path) -> None:
    write(EVERYTHING, target, Options())
    with zipfile.ZipFile(target) as archive:
        infos = archive.infolist()
    assert infos[0].filename == "[Content_Types].xml"
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert len({info.filename for info in infos}) == len(infos)


def test_an_old_file_is_replaced_whole(target: Path) -> None:
    target.write_bytes(b"old" * 100_000)
    assert texts(written(target, paragraph("new"))) == ["new"]


def test_a_folder_that_is_not_there_is_an_error_with_a_reason(tmp_path: Path) -> None:
    with pytest.raises(UnwritableOutput, match="No such file"):
        convert.write(Document(), tmp_path / "absent" / "a.docx")


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "]]>", "&lt;b&gt; & <i>", "\"quoted\" 'too'", "  spaced  out  ", "𠀀𝄞"]
)
def test_hostile_text_is_written_as_it_stands(target: Path, text: str) -> None:
    write(
        Document(
            (
                Heading((Run(text),), level=1),
                Table(1, 1, (Cell(0, 0, blocks=(paragraph(text),)),), title=text),
                Picture(png(1, 1), alt=text),
                Paragraph((Run("x", link="http://h/" + text),)),
                item(text, text),
            ),
            title=text,
        ),
        target,
        Options(),
    )
    body = part(target)
    assert texts(body)[:2] == [text, text]
    assert body.find(f".//{W}tblCaption").get(W + "val") == text
    assert body.find(".//{*}docPr").get("descr") == text
    assert part(target, "docProps/core.xml").findtext(DC + "title") == " ".join(text.split())
    assert audit(target) == []


def test_characters_that_xml_cannot_hold_become_replacement_characters(target: Path) -> None:
    assert texts(written(target, paragraph("a\x00b\x0bc\ud800d\ufffee"))) == ["a\ufffdb\ufffdc\ufffdd\ufffde"]
    assert texts(written(target, Paragraph((Run("x", link="http://\x01\ud800"),)), item("y", "\x02"))) == ["x", "y"]


def test_line_breaks_and_tabs_in_text_become_elements(target: Path) -> None:
    run = written(target, paragraph("a\tb\nc\r\nd")).find(f".//{W}r")
    assert [etree.QName(child).localname for child in run] == ["t", "tab", "t", "br", "t", "br", "t"]


def test_marks_become_run_properties(target: Path) -> None:
    body = written(target, Paragraph((Run("a", frozenset({"bold", "italic", "underline", "strike", "super"})),)))
    properties = body.find(f".//{W}rPr")
    assert [etree.QName(child).localname for child in properties] == [
        "b",
        "bCs",
        "i",
        "iCs",
        "strike",
        "u",
        "vertAlign",
    ]


def test_headings_have_real_styles_with_outline_levels(target: Path) -> None:
    body = written(target, *EVERYTHING.blocks[:10])
    assert [style_of(found) for found in body.iter(W + "p")] == [
        "Title",
        *(f"Heading{level}" for level in range(1, 10)),
    ]
    styles = {style.get(W + "styleId"): style for style in part(target, "word/styles.xml").iter(W + "style")}
    for level in range(1, 10):
        style = styles[f"Heading{level}"]
        assert style.find(W + "name").get(W + "val").lower() == f"heading {level}"
        assert style.find(f"{W}pPr/{W}outlineLvl").get(W + "val") == str(level - 1)


def test_official_reports_are_set_after_the_standard(target: Path) -> None:
    body = written(target, paragraph("正文"), form="2021")
    assert style_of(body.find(f".//{W}p")) == "BodyText"
    styles = {style.get(W + "styleId"): style for style in part(target, "word/styles.xml").iter(W + "style")}

    def font(style: str) -> tuple[str, str]:
        properties = styles[style].find(W + "rPr")
        return properties.find(W + "rFonts").get(W + "eastAsia"), properties.find(W + "sz").get(W + "val")

    assert font("Title") == ("方正小标宋简体", "44")
    assert font("Normal") == ("仿宋_GB2312", "32")
    assert styles["Heading1"].find(f"{W}rPr/{W}rFonts").get(W + "eastAsia") == "黑体"
    assert styles["Heading2"].find(f"{W}rPr/{W}rFonts").get(W + "eastAsia") == "楷体_GB2312"
    assert styles["BodyText"].find(f"{W}pPr/{W}ind").get(W + "firstLineChars") == "200"
    margins = body.find(f".//{W}pgMar")
    assert [margins.get(W + side) for side in ("top", "bottom", "left", "right")] == ["2098", "1984", "1587", "1474"]
    paper, grid = body.find(f".//{W}pgSz"), body.find(f".//{W}docGrid")
    assert (paper.get(W + "w"), paper.get(W + "h")) == ("11906", "16838")
    assert 22 * int(grid.get(W + "linePitch")) <= 16838 - 2098 - 1984 < 23 * int(grid.get(W + "linePitch"))
    character = 20 * 16 + int(styles["Normal"].find(f"{W}rPr/{W}spacing").get(W + "val"))
    assert 28 * character <= 11906 - 1587 - 1474 < 29 * character


def test_pages_of_official_reports_are_numbered_outside(target: Path) -> None:
    body = written(target, paragraph("a"), form="2021")
    kinds = [found.get(W + "type") for found in body.iter(W + "footerReference")]
    assert kinds == ["default", "even"]
    assert part(target, "word/settings.xml").find(W + "evenAndOddHeaders") is not None
    styles = {style.get(W + "styleId"): style for style in part(target, "word/styles.xml").iter(W + "style")}
    for name, style, side, indent in (("1", "Footer", "right", "right"), ("2", "FooterEven", "left", "left")):
        footer = part(target, f"word/footer{name}.xml")
        assert texts(footer) == ["— 1 —"]
        assert footer.find(f".//{W}fldSimple").get(W + "instr").strip() == "PAGE"
        assert style_of(footer.find(W + "p")) == style
        assert styles[style].find(f"{W}pPr/{W}jc").get(W + "val") == side
        assert styles[style].find(f"{W}pPr/{W}ind").get(W + f"{indent}Chars") == "100"


def test_pages_of_other_documents_are_numbered_in_the_middle(target: Path) -> None:
    body = written(target, paragraph("a"))
    assert [found.get(W + "type") for found in body.iter(W + "footerReference")] == ["default"]
    assert texts(part(target, "word/footer1.xml")) == ["1"]
    assert part(target, "word/settings.xml").find(W + "evenAndOddHeaders") is None


def test_a_line_that_ends_with_a_break_is_not_spread_over_the_page(target: Path) -> None:
    written(target, Paragraph((Run("1.名单\n2.报告"),)))
    assert part(target, "word/settings.xml").find(f"{W}compat/{W}doNotExpandShiftReturn") is not None


def test_a_font_that_is_missing_has_others_to_stand_in_for_it(target: Path) -> None:
    written(target, paragraph("a"), form="2021")
    fonts = {font.get(W + "name"): font for font in part(target, "word/fontTable.xml").iter(W + "font")}
    used = {
        fonts_of.get(W + script)
        for fonts_of in part(target, "word/styles.xml").iter(W + "rFonts")
        for script in ("ascii", "hAnsi", "eastAsia", "cs")
    }
    assert used - {None} <= set(fonts)
    for font in fonts.values():
        assert font.find(W + "altName").get(W + "val").split(",")[0] not in ("", font.get(W + "name"))


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (Document((Heading((Run("乙"),), level=2), Heading((Run("甲"),), level=0)), title="丙"), "丙"),
        (Document((Heading((Run("乙"),), level=2), Heading((Run("甲\n一"),), level=0))), "甲 一"),
        (Document((paragraph("x"), Heading((Run("乙"),), level=2))), "乙"),
        (Document((paragraph("x"),)), None),
    ],
)
def test_the_title_of_the_properties_is_the_best_there_is(
    target: Path, document: Document, expected: str | None
) -> None:
    write(document, target, Options())
    assert part(target, "docProps/core.xml").findtext(DC + "title") == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("规章", "", "zh-CN"),
        ("rules", "", "en-US"),
        ("rules", "fr", "fr"),
        ("x", 'a" onload="', "en-US"),
        ("規章", "zh-TW", "zh-TW"),
    ],
)
def test_the_language_is_said(target: Path, text: str, language: str, expected: str) -> None:
    write(Document((paragraph(text),), language=language), target, Options())
    assert part(target, "docProps/core.xml").findtext(DC + "language") == expected
    lang = part(target, "word/styles.xml").find(f".//{W}docDefaults//{W}lang")
    assert expected in (lang.get(W + "val"), lang.get(W + "eastAsia"))


def test_chinese_punctuation_is_set_in_the_chinese_font(target: Path) -> None:
    runs = list(written(target, Paragraph((Run("“三安全一稳定”"), Run("abc", frozenset({"bold"}))))).iter(W + "r"))
    assert runs[0].find(f"{W}rPr/{W}rFonts").get(W + "hint") == "eastAsia"
    assert runs[1].find(f"{W}rPr/{W}rFonts") is None


def test_english_quotes_stay_in_the_western_font(target: Path) -> None:
    body = written(target, paragraph("“It’s”"), paragraph("中文"))
    assert body.find(f".//{W}rFonts") is None


def test_links_become_relationships_once_each(target: Path) -> None:
    links = ["http://example.org/a?b=1&c=2", "http://example.org/a?b=1&c=2", "mailto:a@example.org", "#anchor"]
    body = written(target, *(Paragraph((Run("x", link=link),)) for link in links))
    found = list(body.iter(W + "hyperlink"))
    assert found[0].get(R + "id") == found[1].get(R + "id") != found[2].get(R + "id")
    assert found[3].get(W + "anchor") == "anchor"
    targets = {
        element.get("Target") for element in part(target, "word/_rels/document.xml.rels") if element.get("TargetMode")
    }
    assert targets == {"http://example.org/a?b=1&c=2", "mailto:a@example.org"}


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ms-msdt:/id", "\\\\host\\share", "data:text/html,x"])
def test_a_link_that_may_do_harm_leaves_only_its_text(target: Path, link: str) -> None:
    body = written(target, Paragraph((Run("x", link=link),)))
    assert texts(body) == ["x"]
    assert body.find(f".//{W}hyperlink") is None


def test_notes_stand_in_their_own_part_with_separators(target: Path) -> None:
    body = written(target, EVERYTHING.blocks[13], EVERYTHING.blocks[14])
    assert body.find(f".//{W}footnoteReference").get(W + "id") == "1"
    assert texts(part(target, "word/footnotes.xml")) == ["", "", "脚注一", "续"]
    assert texts(part(target, "word/endnotes.xml")) == ["", "", "源"]
    assert len(part(target, "word/_rels/endnotes.xml.rels")) == 1
    assert audit(target) == []


def test_a_note_within_a_note_is_written_in_brackets(target: Path) -> None:
    inner = Run("", note=Note("footnote", (paragraph("in"),)))
    written(target, Paragraph((Run("a", note=Note("footnote", (Paragraph((Run("out"), inner)),))),)))
    assert texts(part(target, "word/footnotes.xml"))[2:] == ["out [in]"]


def test_findings_travel_in_a_part_and_not_in_the_text(target: Path) -> None:
    write(EVERYTHING, target, Options())
    with zipfile.ZipFile(target) as archive:
        content = archive.read("customXml/item1.xml")
        assert b"GoBack" not in archive.read("word/document.xml")
    assert content == history.dump(EVERYTHING.findings)
    relationships = part(target, "word/_rels/document.xml.rels")
    kinds = {element.get("Target"): element.get("Type").rsplit("/", 1)[-1] for element in relationships}
    assert kinds["../customXml/item1.xml"] == "customXml"


def test_a_file_without_findings_has_an_empty_history(target: Path) -> None:
    written(target, paragraph("a"))
    with zipfile.ZipFile(target) as archive:
        assert history.load(archive.read("customXml/item1.xml")) == ()


def test_an_empty_paragraph_is_written(target: Path) -> None:
    assert texts(written(target, paragraph("a"), Paragraph(), paragraph("b"))) == ["a", "", "b"]


def test_ten_thousand_paragraphs_keep_their_order(target: Path) -> None:
    assert texts(written(target, *(paragraph(str(n)) for n in range(10_000)))) == [str(n) for n in range(10_000)]
