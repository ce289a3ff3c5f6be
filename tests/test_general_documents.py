"""General documents go from docx to docx: nothing of them is lost that is not named, and once is enough.

What a file holds is told here by a reader of its own, straight from the XML, for the source and the output alike.
"""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator

import convert
from tests.general_documents import General, general_documents
from tests.office_documents import office_documents

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_SKIPPED = {W + name for name in ("del", "moveFrom", "instrText", "pPr", "rPr", "sectPr", "tbl", "object")}
GENERAL = {general.name: general for general in (*general_documents(), *office_documents())}
Element = etree._Element


class File:
    """A Word file as it lies in its package."""

    def __init__(self, content: bytes) -> None:
        self.zip = zipfile.ZipFile(io.BytesIO(content))
        self.body = self.tree("word/document.xml")[-1]

    def tree(self, name: str) -> Element:
        return etree.fromstring(self.zip.read(name))

    def relationships(self, part: str = "word/document.xml") -> dict[str, str]:
        folder, base = posixpath.split(part)
        name = f"{folder}/_rels/{base}.rels"
        if name not in self.zip.namelist():
            return {}
        return {entry.get("Id", ""): entry.get("Target", "") for entry in self.tree(name)}

    def part(self, kind: str) -> Element | None:
        name = f"word/{kind}.xml"
        return self.tree(name) if name in self.zip.namelist() else None


def words(element: Element) -> str:
    """Give the text of a paragraph: what is shown, without text boxes and equations."""
    found = []
    for child in element:
        if child.tag in _SKIPPED or child.tag.endswith(("}txbxContent", "}Fallback", "}drawing", "}pict", "}oMath")):
            continue
        if child.tag == W + "t":
            found.append(child.text or "")
        elif child.tag == W + "tab":
            found.append("\t")
        elif child.tag == W + "br":
            found.append("\n" if child.get(W + "type") is None else "")
        elif child.tag == W + "fldChar" and child.find(f".//{W}checkBox") is not None:
            found.append("☒")
        else:
            found.append(words(child))
    return "".join(found)


def paragraphs(element: Element) -> Iterator[Element]:
    """Yield the paragraphs in order, those of a text box behind their own."""
    for child in element:
        if child.tag == W + "p":
            yield child
            for box in child.iter(W + "txbxContent"):
                yield from paragraphs(box)
        elif child.tag not in (W + "sectPr", W + "tblPr"):
            yield from paragraphs(child)


def texts(element: Element) -> list[str]:
    return [text for text in (words(paragraph).strip() for paragraph in paragraphs(element)) if text]


def within(element: Element, tag: str) -> Iterator[Element]:
    """Yield the rows of a table or the cells of a row, through the controls around them."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml"):
            yield from within(child, tag)


def grid(table: Element) -> list[tuple[int, int, int, int, str]]:
    """Give the cells of a table as (row, column, row span, column span, text)."""
    cells: list[list[Any]] = []
    open_at: dict[int, list[Any]] = {}
    for row, tr in enumerate(within(table, W + "tr")):
        col = 0
        for tc in within(tr, W + "tc"):
            span, merge = (tc.find(f"{W}tcPr/{W}{name}") for name in ("gridSpan", "vMerge"))
            width = int(span.get(W + "val", "1")) if span is not None else 1
            if merge is not None and merge.get(W + "val") != "restart":
                open_at[col][2] += 1
            else:
                cells.append([row, col, 1, width, "|".join(texts(tc))])
                open_at[col] = cells[-1]
            col += width
    return [tuple(cell) for cell in cells]  # type: ignore[misc]


def links(file: File) -> list[tuple[str, str]]:
    """Give text and target of each link in order; of one within the file, the text of the paragraph it leads to."""
    targets = file.relationships()
    found = []
    for paragraph in paragraphs(file.body):
        for link in paragraph.iter(W + "hyperlink"):
            anchor = link.get(W + "anchor")
            if anchor:
                (mark,) = file.body.xpath(f"//w:bookmarkStart[@w:name='{anchor}']", namespaces={"w": W[1:-1]})
                found.append((words(link), words(next(mark.iterancestors(W + "p"))).strip()))
            else:
                found.append((words(link), targets[link.get(R + "id", "")]))
        fields = "".join(code.text or "" for code in paragraph.iter(W + "instrText"))
        found += [("域链接", address) for address in re.findall('HYPERLINK "([^"]+)"', fields)]
    return found


def pictures(file: File, kinds: tuple[str, ...] = ("document",)) -> list[tuple[str, str, str, str]]:
    """Give digest, alternative text and size of each picture in order."""
    found = []
    for kind in kinds:
        root = file.part(kind)
        targets = file.relationships(f"word/{kind}.xml")
        for drawing in root.iter(W + "drawing") if root is not None else ():
            for blip in drawing.iter(A + "blip"):
                target = targets[blip.get(R + "embed", "")]
                if "//" in target:
                    continue
                extent, named = drawing.find(f".//{WP}extent"), drawing.find(f".//{WP}docPr")
                digest = hashlib.sha256(file.zip.read(f"word/{target}")).hexdigest()
                words = named.get("descr") or ""
                if words == named.get("name") and words.startswith("Picture "):
                    words = ""
                found.append((digest, words, extent.get("cx"), extent.get("cy")))
    return found


def notes(file: File) -> list[tuple[str, str, list[str]]]:
    """Give for each reference the text of its paragraph, its kind and the text of the note."""
    parts = {kind: file.part(f"{kind}s") for kind in ("footnote", "endnote")}
    found = []
    for paragraph in paragraphs(file.body):
        for reference in paragraph.iter(W + "footnoteReference", W + "endnoteReference"):
            kind = reference.tag.removeprefix(W).removesuffix("Reference")
            root = parts[kind]
            assert root is not None
            (note,) = (note for note in root if note.get(W + "id") == reference.get(W + "id"))
            found.append((words(paragraph).strip(), kind, texts(note)))
    return found


def comments(file: File) -> list[tuple[str | None, str | None, list[str], str]]:
    """Give author, date and text of each comment in order, and the text that it is about."""
    root = file.part("comments")
    found = []
    for reference in file.body.iter(W + "commentReference"):
        identifier = reference.get(W + "id")
        assert root is not None
        (comment,) = (one for one in root if one.get(W + "id") == identifier)
        about, inside = "", False
        for element in file.body.iter():
            if element.tag == W + "commentRangeStart" and element.get(W + "id") == identifier:
                inside = True
            elif element.tag == W + "commentRangeEnd" and element.get(W + "id") == identifier:
                inside = False
            elif inside and element.tag == W + "t":
                about += element.text or ""
        found.append((comment.get(W + "author"), comment.get(W + "date"), texts(comment), about))
    return found


def sections(file: File) -> list[tuple[Any, ...]]:
    """Give start, paper, columns, page numbers and the headers and footers with words of each section."""
    targets = file.relationships()
    inherited: dict[tuple[str, str], list[str]] = {}
    found = []
    for section in file.body.iter(W + "sectPr"):
        for reference in section.iter(W + "headerReference", W + "footerReference"):
            kind = reference.tag.removeprefix(W).removesuffix("Reference")
            content = texts(file.tree("word/" + targets[reference.get(R + "id", "")]))
            has_words = any(len(re.sub(r"[\d\W_]", "", text)) for text in content)
            inherited[kind, reference.get(W + "type", "default")] = content if has_words else []
        size, columns, start, numbers = (section.find(W + name) for name in ("pgSz", "cols", "type", "pgNumType"))
        lies = size is not None and int(size.get(W + "w", "0")) > int(size.get(W + "h", "1"))
        large = size is not None and int(size.get(W + "w", "0")) > 20_000
        first = section.find(W + "titlePg") is not None
        furniture = {key: content for key, content in inherited.items() if content and (first or key[1] != "first")}
        found.append(
            (
                "nextPage" if start is None else start.get(W + "val"),
                (lies, large),
                "1" if columns is None else columns.get(W + "num", "1"),
                {} if numbers is None else dict(numbers.attrib),
                first,
                sorted(furniture.items()),
            )
        )
    return found or [("nextPage", (False, False), "1", {}, False, [])]


def lists(file: File) -> list[tuple[str, str, str, str]]:
    """Give text, level, kind and pattern of each item in order."""
    numbering = file.part("numbering")
    found = []
    for paragraph in paragraphs(file.body):
        properties = paragraph.find(f"{W}pPr/{W}numPr")
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        if properties is None and named is not None:
            styled = file.part(
                "styles"
            ).xpath(  # type: ignore[union-attr]
                f"//w:style[@w:styleId='{named.get(W + 'val')}']/w:pPr/w:numPr", namespaces={"w": W[1:-1]}
            )
            properties = next(iter(styled), None)
        if properties is None or numbering is None:
            continue
        number, place = (properties.find(W + name) for name in ("numId", "ilvl"))
        depth = place.get(W + "val", "0") if place is not None else "0"
        (abstract,) = numbering.xpath(
            f"//w:num[@w:numId='{number.get(W + 'val')}']/w:abstractNumId/@w:val", namespaces={"w": W[1:-1]}
        )
        (level,) = numbering.xpath(
            f"//w:abstractNum[@w:abstractNumId='{abstract}']/w:lvl[@w:ilvl='{depth}']", namespaces={"w": W[1:-1]}
        )
        kind, pattern = (level.find(W + name).get(W + "val") for name in ("numFmt", "lvlText"))
        pattern = "•" if kind == "bullet" and "\ue000" <= pattern <= "\uf8ff" else pattern
        found.append((words(paragraph).strip(), depth, kind, pattern))
    return found


def equations(file: File) -> list[tuple[list[str], str]]:
    """Give the elements and the text of each equation in order."""
    return [
        ([str(one.tag) for one in equation.iter() if one.tag.startswith(M)], "".join(equation.itertext()))
        for equation in file.body.iter(M + "oMath")
    ]


def breaks(file: File) -> list[str]:
    """Give the breaks of pages and columns in order, with the text before each."""
    found, last = [], ""
    for element in file.body.iter(W + "t", W + "br", W + "pageBreakBefore"):
        if element.tag == W + "t":
            last = element.text or ""
        elif element.tag == W + "pageBreakBefore" or element.get(W + "type") in ("page", "column"):
            found.append(last)
    return found


def looks(file: File) -> list[tuple[str, ...]]:
    """Give the text of each run that is coloured or marked, and how."""
    found = []
    for run in file.body.iter(W + "r"):
        properties = run.find(W + "rPr")
        names = [] if properties is None else [one.tag.removeprefix(W) for one in properties]
        kept = sorted(set(names) & {"b", "i", "u", "strike", "color", "highlight", "vertAlign"})
        if kept and words(run):
            found.append((words(run), *kept))
    return found


def numbers_shown(file: Path) -> list[str]:
    return [block.marker for block in convert.read(file).blocks if hasattr(block, "marker")]


@pytest.fixture(params=sorted(GENERAL))
def general(request: pytest.FixtureRequest) -> General:
    return GENERAL[request.param]


def test_there_are_forty() -> None:
    assert len(GENERAL) >= 40


def test_a_general_document_loses_nothing_that_is_not_named(general: General, tmp_path: Path) -> None:
    source, first, second = (tmp_path / name for name in ("source.docx", "first.docx", "second.docx"))
    source.write_bytes(general.bytes())
    outcome = convert.convert(source, first)
    assert outcome.error is None, outcome.error
    before, after = File(source.read_bytes()), File(first.read_bytes())
    assert texts(after.body) == texts(before.body)
    tables = ([grid(table) for table in file.body.iter(W + "tbl")] for file in (after, before))
    assert next(tables) == next(tables)
    parts = ("document", "footnotes")
    assert sorted(pictures(after, parts)) == sorted(pictures(before, parts))
    for tell in (links, notes, comments, sections, lists, equations):
        assert tell(after) == tell(before), tell.__name__  # type: ignore[operator]
    assert breaks(after) == breaks(before)
    assert numbers_shown(first) == numbers_shown(source)
    assert {found.detail for found in outcome.findings if found.code == "content-dropped"} == general.lost
    assert convert.convert(first, second).error is None
    assert second.read_bytes() == first.read_bytes()
    assert [error.description for error in OpenXmlValidator().validate(str(first)).errors] == []


def test_colours_and_marks_stay_and_the_rest_of_the_look_is_counted(tmp_path: Path) -> None:
    source, target = tmp_path / "source.docx", tmp_path / "target.docx"
    source.write_bytes(GENERAL["runs"].bytes())
    outcome = convert.convert(source, target)
    assert looks(File(target.read_bytes())) == looks(File(source.read_bytes()))
    (counted,) = (found.detail for found in outcome.findings if found.code == "formatting-dropped")
    assert set(counted.split("; ")) == {
        "fonts × 1",
        "sizes of text × 1",
        "effects of text × 1",
        "indents × 1",
        "spacing of paragraphs × 1",
        "paragraph styles × 1",
    }
    aligned = [
        (words(paragraph), paragraph.find(f"{W}pPr/{W}jc").get(W + "val"))
        for paragraph in paragraphs(File(target.read_bytes()).body)
        if paragraph.find(f"{W}pPr/{W}jc") is not None
    ]
    assert aligned == [("居中", "center"), ("靠右", "right"), ("引文靠右", "right")]


def test_tracked_changes_are_accepted_or_taken_back_as_asked(tmp_path: Path) -> None:
    source = tmp_path / "source.docx"
    source.write_bytes(GENERAL["tracked changes"].bytes())
    accepted = convert.read(source)
    rejected = convert.read(source, changes="reject")
    assert [convert.model.block_text(block) for block in accepted.blocks] == ["原有新增结尾", "留下", "移来"]
    assert [convert.model.block_text(block) for block in rejected.blocks] == ["原有删去结尾", "移走留下"]
    said = [(found.before, found.detail) for found in rejected.findings if found.code == "tracked-change"]
    assert said == [("新增", "insertion taken back"), ("移来", "insertion taken back"), ("× 2", "deletions taken back")]


def test_comments_are_left_out_where_that_is_asked_for(tmp_path: Path) -> None:
    source, target = tmp_path / "source.docx", tmp_path / "target.docx"
    source.write_bytes(GENERAL["comments"].bytes())
    outcome = convert.convert(source, target, convert.options.Options(comments="drop"))
    assert "word/comments.xml" not in zipfile.ZipFile(target).namelist()
    assert [found.before for found in outcome.findings if found.detail == "comment"] == ["请核对数字\n第二段", "why?"]


@pytest.mark.parametrize("name", sorted(GENERAL))
def test_a_general_document_goes_through_json_unchanged(name: str, tmp_path: Path) -> None:
    source = tmp_path / "source.docx"
    source.write_bytes(GENERAL[name].bytes())
    assert convert.convert(source, tmp_path / "direct.docx").error is None
    assert convert.convert(tmp_path / "direct.docx", tmp_path / "whole.json").error is None
    assert convert.convert(tmp_path / "whole.json", tmp_path / "again.docx").error is None
    assert (tmp_path / "again.docx").read_bytes() == (tmp_path / "direct.docx").read_bytes()


@pytest.mark.parametrize("name", sorted(GENERAL))
def test_a_workbook_of_a_general_document_names_what_it_gives_up(name: str, tmp_path: Path) -> None:
    source, target = tmp_path / "source.docx", tmp_path / "target.xlsx"
    source.write_bytes(GENERAL[name].bytes())
    outcome = convert.convert(source, target)
    assert outcome.error is None, outcome.error
    file = File(source.read_bytes())
    said = [found.detail for found in outcome.findings]
    assert said.count("picture") == len(pictures(file))
    assert said.count("comment") == len(comments(file))
    assert [error.description for error in OpenXmlValidator().validate(str(target)).errors] == []
