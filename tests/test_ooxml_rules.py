"""The rules that tests hold files against find what is broken, each way of breaking a sound file, and nothing else."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

import convert
from convert.model import Cell, Document, Heading, ListItem, Note, Paragraph, Picture, Run, Table, cell_of_text
from tests.ooxml_rules import area, check
from tests.writers.docx_files import png
from tests.zips import parts_of, zipped


def content() -> Document:
    note = Note("footnote", (Paragraph((Run("注"),)),))
    inner = Table(1, 1, (cell_of_text(0, 0, "内"),))
    return Document(
        (
            Heading((Run("标题"),), level=0),
            Paragraph((Run("正文"), Run("", note=note), Run("见", link="#标题"))),
            ListItem((Run("一项"),), ordered=True, marker="1."),
            Picture(png(4, 4), "image/png", "图"),
            Picture(png(5, 5), "image/png", "图二"),
            Table(
                3,
                3,
                (
                    cell_of_text(0, 0, "头", rowspan=2),
                    cell_of_text(0, 1, "宽", colspan=2),
                    cell_of_text(1, 1, "5"),
                    cell_of_text(1, 2, "文"),
                    Cell(2, 0, blocks=(inner,)),
                    cell_of_text(2, 1, "7", colspan=2),
                ),
                header_rows=1,
                title="表",
            ),
        )
    )


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound")
    for kind in ("docx", "xlsx"):
        convert.write(content(), folder / f"sound.{kind}")
    return folder


def broken(source: Path, target: Path, part: str, old: str, new: str) -> Path:
    """Copy a file with a change in one part: the first place that matches, which must be there."""
    parts = parts_of(source.read_bytes())
    changed, count = re.subn(old, new, parts[part].decode("utf-8"), count=1, flags=re.DOTALL)
    assert count == 1
    target.write_bytes(zipped({**parts, part: changed}))
    return target


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_sound_file_breaks_no_rule(sound: Path, kind: str) -> None:
    assert check(sound / f"sound.{kind}") == []


BODY = "word/document.xml"
SHEET = "xl/worksheets/sheet2.xml"
BOOK = "xl/workbook.xml"
TYPES = "[Content_Types].xml"


def defined(names: str) -> str:
    return f"</sheets><definedNames>{names}</definedNames>"


DOCX = {
    "span beyond the grid": (BODY, '<w:gridSpan w:val="2"/>', '<w:gridSpan w:val="9"/>'),
    "row short of a cell": (BODY, r"(<w:tr>(?:(?!</w:tr>).)*)<w:tc>(?:(?!</w:tc>).)*</w:tc></w:tr>", r"\1</w:tr>"),
    "merge without a beginning": (BODY, '<w:vMerge w:val="restart"/>', ""),
    "cell that ends with a table": (BODY, r"(</w:tbl>)<w:p>(?:(?!</w:p>).)*</w:p></w:tc>", r"\1</w:tc>"),
    "header below others": (BODY, r"<w:tblHeader/>(.*?<w:tr><w:trPr>.*?)</w:trPr>", r"\1<w:tblHeader/></w:trPr>"),
    "row without a cell": (BODY, r"(<w:tr>)(?:(?!</w:tr>).)*(</w:tr>)", r"\1\2"),
    "bookmark without an end": (BODY, "<w:sectPr>", '<w:p><w:bookmarkStart w:id="7" w:name="x"/></w:p><w:sectPr>'),
    "style that is absent": (BODY, 'w:pStyle w:val="Title"', 'w:pStyle w:val="Tittle"'),
    "list that is absent": (BODY, '<w:numId w:val="1"/>', '<w:numId w:val="99"/>'),
    "note that is absent": (BODY, '<w:footnoteReference w:id="1"/>', '<w:footnoteReference w:id="9"/>'),
    "two drawings of one number": (BODY, '<wp:docPr id="2"', '<wp:docPr id="1"'),
    "relationship that is absent": (BODY, 'r:embed="rId', 'r:embed="rId9'),
    "two footers for one page": (BODY, "(<w:footerReference [^>]*/>)", r"\1\1"),
    "style based on none": ("word/styles.xml", '<w:basedOn w:val="Normal"/>', '<w:basedOn w:val="Abnormal"/>'),
    "style based on itself": ("word/styles.xml", '<w:basedOn w:val="Normal"/>', '<w:basedOn w:val="BodyText"/>'),
    "part that is absent": ("word/_rels/document.xml.rels", 'Target="styles.xml"', 'Target="looks.xml"'),
    "two relationships of one number": ("word/_rels/document.xml.rels", 'Id="rId2"', 'Id="rId1"'),
    "part without a type": (TYPES, '<Override PartName="/word/styles.xml"[^>]*/>', ""),
    "type without a part": (TYPES, 'PartName="/word/styles.xml"', 'PartName="/word/looks.xml"'),
    "no main part": ("_rels/.rels", "relationships/officeDocument", "relationships/office"),
    "not well-formed": (BODY, "</w:body>", "</w:bodi>"),
    "character that XML forbids": (BODY, "正文", "\x0b"),
}
XLSX = {
    "merges that overlap": (SHEET, r'count="\d+">', 'count="4"><mergeCell ref="A1:C3"/>'),
    "merge of one cell": (SHEET, r'<mergeCell ref="[A-Z0-9:]+"/>', '<mergeCell ref="F9:F9"/>'),
    "wrong count of merges": (SHEET, r'<mergeCells count="\d+"', '<mergeCells count="9"'),
    "shared string that is absent": (SHEET, r't="s"><v>\d+</v>', 't="s"><v>9999</v>'),
    "format that is absent": (SHEET, r' s="\d+"', ' s="999"'),
    "text in a number": (SHEET, r"<v>5</v>", "<v>five</v>"),
    "no number": (SHEET, r"<v>5</v>", "<v>NaN</v>"),
    "cell twice": (SHEET, r"(<c [^>]*>(?:(?!</c>).)*</c>)", r"\1\1"),
    "cell beyond the sheet": (SHEET, 'r="C2"', 'r="XFE2"'),
    "cell in another row": (SHEET, 'r="C2"', 'r="C7"'),
    "row twice": (SHEET, '<row r="2"', '<row r="1"'),
    "rows out of order": (SHEET, '<row r="1"', '<row r="3"'),
    "two sheets of one name": (BOOK, '<sheet name="表"', '<sheet name="正文"'),
    "name that no sheet may have": (BOOK, '<sheet name="表"', '<sheet name="表/一"'),
    "name too long": (BOOK, '<sheet name="表"', f'<sheet name="{"表" * 32}"'),
    "sheet without a relationship": (BOOK, r'r:id="rId2"', 'r:id="rId99"'),
    "name on an absent sheet": (BOOK, "</sheets>", defined("<definedName name='x'>'无'!$A$1</definedName>")),
    "name of an absent sheet": (BOOK, "</sheets>", defined("<definedName name='x' localSheetId='9'>1</definedName>")),
    "name twice": (BOOK, "</sheets>", defined("<definedName name='x'>1</definedName><definedName name='X'/>")),
    "sheet without a type": (TYPES, '<Override PartName="/xl/worksheets/sheet2.xml"[^>]*/>', ""),
}


@pytest.mark.parametrize("way", DOCX)
def test_a_broken_docx_is_found(sound: Path, tmp_path: Path, way: str) -> None:
    assert check(broken(sound / "sound.docx", tmp_path / "broken.docx", *DOCX[way])) != []


@pytest.mark.parametrize("way", XLSX)
def test_a_broken_xlsx_is_found(sound: Path, tmp_path: Path, way: str) -> None:
    assert check(broken(sound / "sound.xlsx", tmp_path / "broken.xlsx", *XLSX[way])) != []


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_is_stored_twice_is_found(sound: Path, tmp_path: Path) -> None:
    target = tmp_path / "twice.docx"
    target.write_bytes((sound / "sound.docx").read_bytes())
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(BODY, archive.read(BODY))
    assert any("stored 2 times" in problem for problem in check(target))


def test_what_is_no_package_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"PK\x03\x04")
    assert check(path) != []


def test_places_on_a_sheet_end_where_the_sheet_does() -> None:
    assert area("A1:XFD1048576") == (1, 1, 16_384, 1_048_576)
    assert [area(place) for place in ("XFE1", "A1048577", "A0", "B2:A1", "1", "")] == [None] * 6
