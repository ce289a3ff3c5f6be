"""What a person, and Word, finds in a docx file that was written: text, styles, lists, links, notes, pictures."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator

from convert import history
from convert.errors import UnwritableOutput
from convert.findings import finding
from convert.model import Block, Cell, Document, Heading, ListItem, Note, Paragraph, Picture, Run, Table
from convert.options import Options
from convert.writers.docx import write

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DC = "{http://purl.org/dc/elements/1.1/}"


def paragraph(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def item(text: str, marker: str, level: int = 0, ordered: bool = True) -> ListItem:
    return ListItem((Run(text),), level=level, ordered=ordered, marker=marker)


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height) + b"\x08\x02\x00\x00\x00"


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


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "written.docx"


def part(path: Path, name: str = "word/document.xml") -> etree._Element:
    with zipfile.ZipFile(path) as archive:
        return etree.fromstring(archive.read(name))


def written(path: Path, *blocks: Block, form: str = "") -> etree._Element:
    write(Document(blocks, form=form), path, Options())
    return part(path)


def audit(path: Path) -> list[str]:
    return [str(error) for error in OpenXmlValidator().validate(str(path)).errors]


def texts(element: etree._Element) -> list[str]:
    return ["".join(found.itertext(W + "t")) for found in element.iter(W + "p")]


def style_of(element: etree._Element) -> str | None:
    style = element.find(f"{W}pPr/{W}pStyle")
    return None if style is None else style.get(W + "val")


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
        write(Document(), tmp_path / "absent" / "a.docx", Options())


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
    assert dict(styles["BodyText"].find(f"{W}pPr/{W}spacing").attrib) == {W + "line": "560", W + "lineRule": "exact"}
    margins = body.find(f".//{W}pgMar")
    assert [margins.get(W + side) for side in ("top", "bottom", "left", "right")] == ["2098", "1984", "1588", "1474"]


def test_pages_are_numbered_in_the_footer(target: Path) -> None:
    body = written(target, paragraph("a"))
    assert body.find(f".//{W}sectPr/{W}footerReference") is not None
    footer = part(target, "word/footer1.xml")
    assert texts(footer) == ["— 1 —"]
    assert footer.find(f".//{W}fldSimple").get(W + "instr").strip() == "PAGE"


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


def numbering(path: Path, body: etree._Element) -> list[tuple[str, str, str, str]]:
    """Give for each paragraph its w:num, level, number format and level text."""
    root = part(path, "word/numbering.xml")
    shown = []
    for properties in body.iter(W + "numPr"):
        number, level = properties.find(W + "numId").get(W + "val"), properties.find(W + "ilvl").get(W + "val")
        abstract = root.find(f"{W}num[@{W}numId='{number}']/{W}abstractNumId").get(W + "val")
        found = root.find(f"{W}abstractNum[@{W}abstractNumId='{abstract}']/{W}lvl[@{W}ilvl='{level}']")
        shown.append((number, level, found.find(W + "numFmt").get(W + "val"), found.find(W + "lvlText").get(W + "val")))
    return shown


def test_markers_that_follow_each_other_are_one_list(target: Path) -> None:
    body = written(target, item("a", "（一）"), item("b", "（二）"), paragraph("between"), item("c", "（三）"))
    assert numbering(target, body) == [("1", "0", "chineseCountingThousand", "（%1）")] * 3
    assert part(target, "word/numbering.xml").find(f".//{W}startOverride") is None


def test_a_number_that_does_not_follow_begins_a_list_with_it(target: Path) -> None:
    body = written(target, item("a", "1."), item("b", "2."), item("c", "7."), item("d", "8."), item("e", "1."))
    assert [entry[0] for entry in numbering(target, body)] == ["1", "1", "2", "2", "3"]
    root = part(target, "word/numbering.xml")
    assert [found.get(W + "val") for found in root.iter(W + "startOverride")] == ["7", "1"]
    assert len(root.findall(W + "abstractNum")) == 1


def test_levels_under_each_other_are_one_list_and_count_anew(target: Path) -> None:
    body = written(target, item("a", "1."), item("b", "a)", 1), item("c", "b)", 1), item("d", "2."), item("e", "a)", 1))
    assert [entry[:2] for entry in numbering(target, body)] == [
        ("1", "0"),
        ("1", "1"),
        ("1", "1"),
        ("1", "0"),
        ("1", "1"),
    ]


def test_bullets_keep_their_sign(target: Path) -> None:
    body = written(target, item("a", "•", 0, False), item("b", "✓", 0, False), item("c", "1.", 0, False))
    assert [entry[2:] for entry in numbering(target, body)] == [("bullet", "•"), ("bullet", "✓"), ("bullet", "1.")]


def test_a_marker_that_would_be_taken_for_a_place_stays_as_it_is(target: Path) -> None:
    body = written(target, item("a", "%1."), item("b", "5%"), item("c", "条"))
    shown = [entry[2:] for entry in numbering(target, body)]
    assert shown == [("bullet", "%1."), ("decimal", "%1%"), ("decimal", "条")]


def test_levels_deeper_than_word_knows_are_written_at_its_deepest(target: Path) -> None:
    assert numbering(target, written(target, item("a", "1.", 12)))[0][:2] == ("1", "8")
    assert audit(target) == []


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


def extent(body: etree._Element) -> tuple[float, float]:
    found = body.find(".//{*}inline/{*}extent")
    return int(found.get("cx")) / 12_700, int(found.get("cy")) / 12_700


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (png(40, 20), (30, 15)),
        (b"GIF89a" + struct.pack("<HH", 40, 20), (30, 15)),
        (b"BM" + bytes(16) + struct.pack("<ii", 40, -20), (30, 15)),
        (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", 20, 40) + bytes(10), (30, 15)),
        (png(0, 20), (240, 180)),
        (b"\x89PNG\r\n\x1a\n", (240, 180)),
        (b"\xff\xd8\xff\xff", (240, 180)),
        (png(4_000_000_000, 1), (442.2, 1)),
        (b"", (240, 180)),
    ],
)
def test_pictures_are_as_large_as_their_pixels_but_fit_the_page(
    target: Path, data: bytes, size: tuple[float, float]
) -> None:
    assert extent(written(target, Picture(data, "image/png"))) == pytest.approx(size)


def test_a_known_size_is_kept_and_shrunk_to_the_text(target: Path) -> None:
    assert extent(written(target, Picture(png(1, 1), width=100, height=50))) == (100, 50)
    assert extent(written(target, Picture(png(1, 1), width=884.4, height=400))) == pytest.approx((442.2, 200))
    assert extent(written(target, Picture(png(2, 1), width=100))) == (100, 50)
    assert extent(written(target, Picture(png(2, 1), width=float("nan"), height=-3))) == (1.5, 1)


def test_the_same_bytes_are_one_part_and_every_picture_has_its_own_number(target: Path) -> None:
    body = written(target, Picture(png(1, 1), alt="a"), Picture(png(1, 1), alt="b"), Picture(png(1, 2)))
    assert [found.get("id") for found in body.iter("{*}docPr")] == ["1", "2", "3"]
    with zipfile.ZipFile(target) as archive:
        assert [name for name in archive.namelist() if "media" in name] == [
            "word/media/image1.png",
            "word/media/image2.png",
        ]
    assert audit(target) == []


@pytest.mark.parametrize(
    ("media_type", "data", "name"),
    [
        ("image/jpg", b"\xff\xd8\xff", "image1.jpeg"),
        ("", b"\x01\x00\x00\x00 EMF", "image1.emf"),
        ("image/svg+xml", b"<svg/>", "image1.svg"),
        ("", b"?", "image1.bin"),
        ('image/"><x', b"GIF89a", "image1.gif"),
    ],
)
def test_pictures_of_any_kind_are_carried_as_they_are(target: Path, media_type: str, data: bytes, name: str) -> None:
    written(target, Picture(data, media_type))
    with zipfile.ZipFile(target) as archive:
        assert archive.read(f"word/media/{name}") == data
        etree.fromstring(archive.read("[Content_Types].xml"))


def test_an_empty_paragraph_is_written(target: Path) -> None:
    assert texts(written(target, paragraph("a"), Paragraph(), paragraph("b"))) == ["a", "", "b"]


def test_ten_thousand_paragraphs_keep_their_order(target: Path) -> None:
    assert texts(written(target, *(paragraph(str(n)) for n in range(10_000)))) == [str(n) for n in range(10_000)]
