"""How list items are numbered in a docx file that was written."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from tests.writers.docx_files import VAL, W, audit, item, paragraph, part, written


def numbering(path: Path, body: etree._Element) -> list[tuple[str, str, str, str]]:
    """Give for each paragraph its w:num, level, number format and level text."""
    root = part(path, "word/numbering.xml")
    shown = []
    for properties in body.iter(W + "numPr"):
        number, level = properties.find(W + "numId").get(VAL), properties.find(W + "ilvl").get(VAL)
        abstract = root.find(f"{W}num[@{W}numId='{number}']/{W}abstractNumId").get(VAL)
        found = root.find(f"{W}abstractNum[@{W}abstractNumId='{abstract}']/{W}lvl[@{W}ilvl='{level}']")
        shown.append((number, level, found.find(W + "numFmt").get(VAL), found.find(W + "lvlText").get(VAL)))
    return shown


def test_markers_that_follow_each_other_are_one_list(target: Path) -> None:
    body = written(target, item("a", "（一）"), item("b", "（二）"), paragraph("between"), item("c", "（三）"))
    assert numbering(target, body) == [("1", "0", "chineseCountingThousand", "（%1）")] * 3
    assert part(target, "word/numbering.xml").find(f".//{W}startOverride") is None


def test_a_number_that_does_not_follow_begins_a_list_with_it(target: Path) -> None:
    body = written(target, item("a", "1."), item("b", "2."), item("c", "7."), item("d", "8."), item("e", "1."))
    assert [entry[0] for entry in numbering(target, body)] == ["1", "1", "2", "2", "3"]
    root = part(target, "word/numbering.xml")
    assert [found.get(VAL) for found in root.iter(W + "startOverride")] == ["7", "1"]
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
