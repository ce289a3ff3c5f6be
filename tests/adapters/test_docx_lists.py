"""Automatic numbers of Word files are computed as Word shows them."""

from __future__ import annotations

from pathlib import Path

import pytest

import convert
from convert.model import Document, Heading, ListItem, Paragraph
from tests.adapters.docx_files import docx, found, line, only_table, p, r, read_body, style, tbl, tc, texts, tr


def level(
    at: int, kind: str = "decimal", text: str = "", start: int | None = 1, more: str = "", fonts: str = ""
) -> str:
    begin = f'<w:start w:val="{start}"/>' if start is not None else ""
    look = f'<w:rPr><w:rFonts w:ascii="{fonts}" w:hAnsi="{fonts}"/></w:rPr>' if fonts else ""
    shown = f'<w:lvlText w:val="{text or f"%{at + 1}."}"/>'
    return f'<w:lvl w:ilvl="{at}">{begin}<w:numFmt w:val="{kind}"/>{more}{shown}{look}</w:lvl>'


def abstract(identifier: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{identifier}">{"".join(levels)}</w:abstractNum>'


def num(identifier: int, of: int, more: str = "") -> str:
    return f'<w:num w:numId="{identifier}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def override(at: int, start: int) -> str:
    return f'<w:lvlOverride w:ilvl="{at}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def item(text: str, number: int = 1, at: int | None = 0, more: str = "") -> str:
    ilvl = f'<w:ilvl w:val="{at}"/>' if at is not None else ""
    return p(text, f'{more}<w:numPr>{ilvl}<w:numId w:val="{number}"/></w:numPr>')


def read_list(numbering: str, *items: str, styles: str = "") -> Document:
    return read_body("".join(items), numbering=numbering, styles=styles)


def markers(document: Document) -> list[str]:
    return [block.marker if isinstance(block, ListItem) else "-" for block in document.blocks]


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        ("decimal", "%1.", ["1.", "2."]),
        ("decimalZero", "%1", ["01", "02"]),
        ("upperRoman", "%1.", ["I.", "II."]),
        ("lowerRoman", "%1)", ["i)", "ii)"]),
        ("upperLetter", "%1.", ["A.", "B."]),
        ("lowerLetter", "(%1)", ["(a)", "(b)"]),
        ("chineseCounting", "%1、", ["一、", "二、"]),
        ("chineseCountingThousand", "（%1）", ["（一）", "（二）"]),
        ("japaneseCounting", "第%1条", ["第一条", "第二条"]),
        ("ideographDigital", "%1", ["一", "二"]),
        ("decimalEnclosedCircle", "%1", ["①", "②"]),
        ("decimalFullWidth", "%1．", ["１．", "２．"]),
        ("ideographTraditional", "%1、", ["甲、", "乙、"]),
        ("ideographZodiac", "%1、", ["子、", "丑、"]),
        ("bullet", "－", ["－", "－"]),
    ],
)
def test_markers_of_every_kind(kind: str, text: str, shown: list[str]) -> None:
    document = read_list(abstract(0, level(0, kind, text)) + num(1, 0), item("甲"), item("乙"))
    assert markers(document) == shown
    assert [block.ordered for block in document.blocks if isinstance(block, ListItem)] == [kind != "bullet"] * 2
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["甲", "乙"]
    assert document.findings == ()


def test_bullets_of_symbol_fonts_are_dots() -> None:
    numbering = abstract(0, level(0, "bullet", "\uf0d8", fonts="Wingdings"), level(1, "bullet", "n", fonts="Wingdings"))
    document = read_list(numbering + num(1, 0), item("甲"), item("乙", at=1))
    assert markers(document) == ["•", "•"]


def test_levels_fill_in_their_upper_levels_and_begin_anew_under_each() -> None:
    numbering = abstract(0, level(0), level(1, text="%1.%2"), level(2, "lowerLetter", "%3)")) + num(1, 0)
    places = [0, 1, 1, 2, 2, 0, 1, 2]
    document = read_list(numbering, *(item("x", at=at) for at in places))
    assert markers(document) == ["1.", "1.1", "1.2", "a)", "b)", "2.", "2.1", "a)"]
    assert [block.level for block in document.blocks if isinstance(block, ListItem)] == places


def test_a_level_that_was_skipped_counts_as_begun() -> None:
    numbering = abstract(0, level(0), level(1, text="%1.%2")) + num(1, 0)
    assert markers(read_list(numbering, item("x", at=1), item("x", at=1), item("x"))) == ["1.1", "1.2", "2."]


def test_levels_restart_only_after_the_level_they_name() -> None:
    never = '<w:lvlRestart w:val="0"/>'
    after_first = '<w:lvlRestart w:val="1"/>'
    numbering = abstract(0, level(0), level(1, text="%2", more=never), level(2, text="%3", more=after_first)) + num(
        1, 0
    )
    document = read_list(numbering, *(item("x", at=at) for at in (0, 1, 2, 1, 2, 0, 1, 2)))
    assert markers(document) == ["1.", "1", "1", "2", "2", "2.", "3", "1"]


def test_legal_numbering_makes_the_levels_above_decimal() -> None:
    numbering = abstract(
        0, level(0, "chineseCounting", "%1、"), level(1, "decimalZero", "%1.%2", more="<w:isLgl/>")
    ) + num(1, 0)
    assert markers(read_list(numbering, item("x"), item("x", at=1))) == ["一、", "1.01"]


def test_lists_of_one_definition_go_on_counting_unless_they_override_the_start() -> None:
    numbering = abstract(0, level(0)) + num(1, 0) + num(2, 0) + num(3, 0, override(0, 5))
    document = read_list(numbering, item("x"), item("x", 2), item("x", 3), item("x", 3), item("x"))
    assert markers(document) == ["1.", "2.", "5.", "6.", "7."]


def test_lists_of_two_definitions_count_apart() -> None:
    numbering = abstract(0, level(0)) + abstract(1, level(0, text="%1)")) + num(1, 0) + num(2, 1)
    assert markers(read_list(numbering, item("x"), item("x", 2), p("y"), item("x"), item("x", 2))) == [
        "1.",
        "1)",
        "-",
        "2.",
        "2)",
    ]


def test_a_list_may_replace_a_level() -> None:
    replaced = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1:", start=3)}</w:lvlOverride>'
    assert markers(read_list(abstract(0, level(0)) + num(1, 0, replaced), item("x"), item("x"))) == ["C:", "D:"]


def test_start_values() -> None:
    numbering = abstract(0, level(0, start=7)) + abstract(1, level(0, start=None)) + abstract(2, level(0, start=0))
    document = read_list(
        numbering + num(1, 0) + num(2, 1) + num(3, 2), item("x"), item("x", 2), item("x", 3), item("x", 3)
    )
    assert markers(document) == ["7.", "0.", "0.", "1."]


def test_numbers_come_from_styles_and_their_ancestors() -> None:
    numbering = abstract(0, level(0), level(1, text="%1.%2", more='<w:pStyle w:val="Second"/>')) + num(1, 0)
    styles = (
        style("First", properties='<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
        + style("Heir", based_on="First")
        + style("Second", properties='<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
        + style("Third", properties='<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr>', based_on="First")
    )
    body = (
        p("a", '<w:pStyle w:val="First"/>')
        + p("b", '<w:pStyle w:val="Heir"/>')
        + p("c", '<w:pStyle w:val="Second"/>')
        + p("d", '<w:pStyle w:val="Third"/>')
        + p("e", '<w:pStyle w:val="First"/><w:numPr><w:numId w:val="0"/></w:numPr>')
        + p("f", '<w:pStyle w:val="First"/><w:numPr><w:ilvl w:val="1"/></w:numPr>')
    )
    assert markers(read_body(body, numbering=numbering, styles=styles)) == ["1.", "2.", "2.1", "2.2", "-", "2.3"]


def test_the_default_paragraph_style_counts_where_none_is_named() -> None:
    styles = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    assert markers(read_body(p("x") + p("y"), numbering=abstract(0, level(0)) + num(1, 0), styles=styles)) == [
        "1.",
        "2.",
    ]


def test_links_to_numbering_styles_are_followed_and_circles_end() -> None:
    link = '<w:abstractNum w:abstractNumId="{}"><w:numStyleLink w:val="{}"/></w:abstractNum>'
    numbering = (
        abstract(0, level(0, "chineseCounting", "%1、"))
        + link.format(1, "L")
        + link.format(2, "M")
        + num(1, 0)
        + num(2, 1)
        + num(3, 2)
    )
    styles = style("L", properties='<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>', kind="numbering") + style(
        "M", properties='<w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr>', kind="numbering"
    )
    assert markers(read_list(numbering, item("x", 2), item("x", 2), item("x", 3), styles=styles)) == [
        "一、",
        "二、",
        "-",
    ]


def test_lists_that_are_not_there_leave_plain_paragraphs() -> None:
    assert (
        markers(read_list(abstract(0, level(0)) + num(1, 0) + num(2, 7), item("x", 9), item("x", 2), item("x", 1, 5)))
        == ["-"] * 3
    )
    assert markers(read_body(item("x"))) == ["-"]


def test_the_number_of_a_heading_is_part_of_its_text() -> None:
    chapter = level(0, text="第%1章", more='<w:suff w:val="nothing"/>')
    numbering = (
        abstract(0, level(0, "chineseCounting", "%1、"), level(1, text="%2", more='<w:suff w:val="space"/>'))
        + abstract(
            1,
            chapter,
            level(1, "bullet", "◆"),
            level(2, "none", "附件："),
        )
        + num(1, 0)
        + num(2, 1)
    )
    outline = '<w:outlineLvl w:val="0"/>'
    document = read_list(
        numbering,
        item("总体情况", more=outline),
        item("概况", at=1, more=outline),
        item("总则", 2, more=outline),
        item("要点", 2, 1, more=outline),
        item("名单", 2, 2, more=outline),
    )
    assert texts(document) == ["一、总体情况", "1 概况", "第1章总则", "要点", "附件：名单"]
    assert all(isinstance(block, Heading) for block in document.blocks)


def test_the_number_of_a_heading_looks_like_its_words() -> None:
    numbering = abstract(0, level(0)) + num(1, 0)
    bold = (
        f'<w:p><w:pPr><w:outlineLvl w:val="0"/><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>{r("甲", "<w:b/>")}</w:p>'
    )
    (block,) = read_body(bold, numbering=numbering).blocks
    assert isinstance(block, Heading)
    assert [(run.text, set(run.marks)) for run in block.runs] == [("1.甲", {"bold"})]


def test_empty_items_count_and_numbers_alone_in_a_cell_are_its_text() -> None:
    numbering = abstract(0, level(0, text="%1"), level(1, "bullet", "•")) + num(1, 0)
    rows = tbl(*(tr(tc(item("")), tc(text)) for text in "甲乙"), tr(tc(item("", at=1)), tc("丙")))
    document = read_body(item("") + rows, numbering=numbering)
    assert markers(document)[0] == "1"
    assert [cell.text for cell in only_table(document).cells] == ["2", "甲", "3", "乙", "", "丙"]


def test_items_in_cells_keep_their_markers() -> None:
    numbering = abstract(0, level(0)) + num(1, 0)
    (cell,) = only_table(read_body(tbl(tr(tc(item("甲") + item("乙")))), numbering=numbering)).cells
    assert [line(block) for block in cell.blocks] == ["1. 甲", "2. 乙"]


def test_padded_numbers_of_newer_word() -> None:
    padded = (
        '<w:lvl w:ilvl="0"><w:start w:val="9"/><mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom"'
        ' w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback>'
        '</mc:AlternateContent><w:lvlText w:val="%1"/></w:lvl>'
    )
    assert markers(read_list(abstract(0, padded) + num(1, 0), item("x"), item("x"))) == ["009", "010"]


def test_number_formats_that_are_not_known_are_reported() -> None:
    document = read_list(abstract(0, level(0, "cardinalText", "%1.")) + num(1, 0), item("x"))
    assert markers(document) == ["1."]
    assert found(document, "structure-changed") == [("cardinalText", "automatic numbers shown as decimal")]


@pytest.mark.parametrize("kind", ["hebrew1", "no kind", "x" * 50])
@pytest.mark.parametrize("target", ["json", "docx", "xlsx", "html"])
def test_number_formats_that_are_not_known_go_into_every_target(kind: str, target: str, tmp_path: Path) -> None:
    numbered = f'<w:sectPr><w:pgNumType w:fmt="{kind}"/></w:sectPr>'
    content = docx(item("甲") + numbered, numbering=abstract(1, level(0, kind)) + num(1, 1))
    (tmp_path / "a.docx").write_bytes(content)
    assert convert.convert(tmp_path / "a.docx", tmp_path / f"b.{target}").error is None


def test_hostile_starts_are_bounded() -> None:
    numbering = abstract(
        0, level(0, "lowerLetter", start=2_000_000_000), level(1, "upperRoman", start=9_999_999)
    ) + num(1, 0)
    assert markers(read_list(numbering, item("x"), item("x", at=1))) == ["1000000000.", "9999999."]
