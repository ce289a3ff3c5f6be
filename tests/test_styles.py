"""A look is one TOML file: the ones that the program brings, those of others, and what is said of a bad one."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from lxml import etree

from convert.errors import BadTemplate, BadUsage
from convert.styles import ROLES, heading_style
from convert.styles.files import choose_style, load_style_file, load_styles
from tests.commands import REPORT, Command, make_docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

GOOD = """
schema = 1
id = "house"
[name]
zh = "本单位"
en = "House"
[page]
width = 210
height = 297
top = 30
bottom = 30
left = 25
right = 25
[page_number]
place = "center"
[fonts]
"宋" = ["宋体", "SimSun"]
"西" = ["Times New Roman"]
[styles.normal]
east_asian = "宋"
western = "西"
size = "小4"
[styles.heading-1]
size = 20
bold = true
[lists]
[tables]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "house.toml"
    path.write_text(text, encoding="utf-8")
    return path


def styles_of(path: Path) -> dict[str, etree._Element]:
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("word/styles.xml"))
    return {style.get(W + "styleId"): style for style in root.iter(W + "style")}


def page_of(path: Path) -> tuple[int, int]:
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    margins = root.find(f".//{W}pgMar")
    return int(margins.get(W + "top")), int(margins.get(W + "left"))


def test_every_look_that_the_program_brings_is_sound_and_named_after_its_file() -> None:
    assert [sheet.id for sheet in load_styles()] == ["gbt9704", "plain"]
    for sheet in load_styles():
        assert choose_style(sheet.id) is sheet
        ids = [style.id for style in sheet.styles]
        assert len(set(ids)) == len(ids)
        assert {style.based_on for style in sheet.styles} <= {"", *ids}
        assert {heading_style(level) for level in range(10)} <= set(ids)
        assert all(sheet.fonts[style.east_asian] for style in sheet.styles if style.east_asian)


def test_the_standard_prescribes_sizes_and_fonts() -> None:
    styles = {style.id: style for style in choose_style("gbt9704").styles}
    assert (styles["Normal"].size, styles["Title"].size, styles["Footer"].size) == (16, 22, 14)
    assert [styles[f"Heading{level}"].east_asian for level in (1, 2, 3)] == ["黑体", "楷体_GB2312", ""]
    assert styles["BodyText"].first_line == 200


def test_a_report_is_set_by_the_standard_and_anything_else_plainly(command: Command) -> None:
    assert command(REPORT, "report.docx").code == 0
    assert page_of(Path("report.docx")) == (2098, 1587)
    make_docx(Path("in.docx"), "一段文字。")
    assert command("in.docx", "plain.docx").code == 0
    assert page_of(Path("plain.docx")) == (1417, 1531)
    assert command("in.docx", "official.docx", "--style", "gbt9704").code == 0
    assert page_of(Path("official.docx")) == (2098, 1587)


def test_a_file_of_ones_own_is_a_look(command: Command) -> None:
    write(Path(), GOOD)
    assert command(REPORT, "out.docx", "--style", "house.toml").code == 0
    assert page_of(Path("out.docx")) == (1701, 1417)
    styles = styles_of(Path("out.docx"))
    assert styles["Heading1"].find(f"{W}rPr/{W}sz").get(W + "val") == "40"
    assert styles["Heading1"].find(f"{W}rPr/{W}b") is not None
    assert styles["Heading2"].find(f"{W}rPr/{W}sz").get(W + "val") == "40"
    assert styles["Normal"].find(f"{W}rPr/{W}rFonts").get(W + "eastAsia") == "宋体"


def test_the_looks_are_listed(command: Command) -> None:
    assert command("--list-styles").text.splitlines()[0].startswith("gbt9704  Layout of official documents")


def test_an_unknown_look_is_a_mistake_of_the_command_that_names_the_known(command: Command) -> None:
    said = command(REPORT, "out.docx", "--style", "fancy")
    assert said.code == 2
    assert "No style is called fancy. Known: gbt9704, plain." in said.err
    assert not Path("out.docx").exists()


def test_a_bad_file_stops_before_anything_is_written(command: Command) -> None:
    write(Path(), GOOD.replace("width = 210", "width = 'A4'"))
    said = command(REPORT, "out.docx", "--style", "house.toml")
    assert said.code == 2
    assert "house.toml: page.width: expected a number from 0 to 558, found 'A4'" in said.err
    assert not Path("out.docx").exists()


@pytest.mark.parametrize(
    ("old", "new", "key", "expected"),
    [
        ("schema = 1", "schema = 2", "schema", "1"),
        ("schema = 1", "schema = 1 1", "-", "a TOML file"),
        ('id = "house"', "", "id", "a text"),
        ("top = 30", "", "page.top", "a number from 0 to 200"),
        ("top = 30", "top = true", "page.top", "a number from 0 to 200"),
        ("left = 25", "left = 180", "page", "margins that leave"),
        ('place = "center"', 'place = "left"', "page_number.place", "one of outside, center, none"),
        ('place = "center"', 'place = "center"\ntext = "page"', "page_number.text", "the word page in braces"),
        ('["宋体", "SimSun"]', "[]", "fonts.宋", "a list of fonts' names"),
        ('["宋体", "SimSun"]', '["宋体,SimSun"]', "fonts.宋", "without a comma"),
        ('east_asian = "宋"', 'east_asian = "仿宋"', "styles.normal.east_asian", "a font of [fonts]: 宋, 西"),
        ('east_asian = "宋"', "", "styles.normal", "a size, an east_asian and a western font"),
        ('size = "小4"', 'size = "四号"', "styles.normal.size", "one of 初号"),
        ("size = 20", "size = 20.3", "styles.heading-1.size", "points in whole or half"),
        ("size = 20", "colour = 'red'", "styles.heading-1.colour", "a known key"),
        ("[styles.heading-1]", "[styles.heading-10]", "styles.heading-10", "a known key"),
        ("bold = true", "bold = 'yes'", "styles.heading-1.bold", "true or false"),
        ("bold = true", "align = 'middle'", "styles.heading-1.align", "one of left, center, right, both"),
        ("[lists]", "[lists]\nflush = 1", "lists.flush", "true or false"),
        ("[tables]", "[tables]\nsmallest = 40", "tables.smallest", "a number from 4 to 12"),
        ("[tables]", "[table]", "tables", "a table"),
    ],
)
def test_what_is_wrong_is_said_with_file_key_and_what_was_expected(
    tmp_path: Path, old: str, new: str, key: str, expected: str
) -> None:
    assert old in GOOD
    with pytest.raises(BadTemplate) as caught:
        load_style_file(write(tmp_path, GOOD.replace(old, new, 1)))
    assert caught.value.values["file"] == "house.toml"
    assert caught.value.values["key"] == key
    assert expected in str(caught.value)


def test_a_file_that_is_not_there_is_said() -> None:
    with pytest.raises(BadTemplate, match=r"absent\.toml"):
        choose_style("absent.toml")
    with pytest.raises(BadUsage):
        choose_style("../styles/plain")


def test_every_style_can_be_named_in_a_file(tmp_path: Path) -> None:
    named = "".join(f"[styles.{role}]\nsize = 15\n" for role in ROLES if role not in ("normal", "heading-1"))
    sheet = load_style_file(write(tmp_path, GOOD.replace("[lists]", named + "[lists]")))
    assert {style.size for style in sheet.styles if style.id not in ("Normal", "Heading1", "TableSeparator")} == {15}
