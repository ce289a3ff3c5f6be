"""The same document in the other containers of Word: one XML file, Strict, Word 2003 XML, a web page in one file."""

from __future__ import annotations

import base64
import re
import time
from pathlib import Path

import pytest

import convert
from convert.errors import Exit, TooLarge, Unreadable
from convert.model import Heading, ListItem, Note, Paragraph, Picture, Table
from convert.ooxml.namespaces import STRICT
from convert.ooxml.opc import Package
from convert.source import Source
from tests.adapters.docx_files import docx, found, p, places, relationships, tbl, tc, texts, tr
from tests.adapters.legacy_files import GENERAL, PIXEL, flat, mhtml, part, wordml
from tests.commands import Command
from tests.zips import parts_of, zipped


def rename(content: bytes, change: object) -> bytes:
    """Pack a docx again with what `change(name, bytes)` gives for each part."""
    return zipped(dict(change(name, part) for name, part in parts_of(content).items()))  # type: ignore[operator]


@pytest.mark.parametrize("name", ["a.xml", "a.doc", "a.docx", "a.txt"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_as_one_xml_file_is_the_document(name: str, encoding: str, tmp_path: Path) -> None:
    text = flat(GENERAL.read_bytes()).decode("utf-8").replace("UTF-8", encoding.upper())
    (tmp_path / name).write_bytes(text.encode(encoding))
    read = convert.read(tmp_path / name)
    assert texts(read) == texts(convert.read(GENERAL))
    assert [block.data for block in read.blocks if isinstance(block, Picture)]


def test_strict_names_upper_case_backslashes_and_utf_16_cost_nothing() -> None:
    def change(name: str, content: bytes) -> tuple[str, bytes]:
        if name.endswith((".xml", ".rels")):
            for strict, usual in STRICT.items():
                content = content.replace(usual.encode(), strict.encode())
        if name == "word/document.xml":
            text = re.sub("encoding=['\"]UTF-8['\"]", 'encoding="UTF-16"', content.decode("utf-8"), flags=re.IGNORECASE)
            content = text.encode("utf-16")
        return (name if name.startswith("[") else name.replace("/", "\\").upper()), content

    assert texts(convert.read(rename(GENERAL.read_bytes(), change))) == texts(convert.read(GENERAL))


def test_a_text_that_names_a_strict_namespace_keeps_it() -> None:
    strict = next(iter(STRICT))
    assert texts(convert.read(docx(p(f"见 {strict}。")))) == [f"见 {strict}。"]


def test_part_names_with_percent_codes_are_found() -> None:
    links = (("rId1", "styles", "%E6%A0%B7%20a.xml"),)
    style = '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:style w:styleId="x">'
    style += '<w:name w:val="heading 2"/></w:style></w:styles>'
    content = docx(p("甲", '<w:pStyle w:val="x"/>'), links=links, parts={"word/样 a.xml": style})
    (heading,) = convert.read(content).blocks
    assert isinstance(heading, Heading)


@pytest.mark.parametrize("kind", ["document.macroEnabled", "template.macroEnabledTemplate", "template"])
def test_documents_with_macros_and_templates_are_documents_and_macros_are_only_told_of(kind: str) -> None:
    main = f"application/vnd.ms-word.{kind}.main+xml"
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    types = f'<Types xmlns="{space}"><Override PartName="/main.xml" ContentType="{main}"/></Types>'
    body = docx(p("甲"))

    def change(name: str, content: bytes) -> tuple[str, bytes]:
        if name == "[Content_Types].xml":
            return name, types.encode()
        if name == "word/document.xml":
            return "main.xml", content
        if name == "word/_rels/document.xml.rels":
            return "_rels/main.xml.rels", relationships(("rId9", "vbaProject", "vbaProject.bin")).encode()
        if name == "_rels/.rels":
            return name, relationships(("rId1", "officeDocument", "/main.xml")).encode()
        return name, content

    document = convert.read(rename(body, change))
    assert texts(document) == ["甲"]
    assert found(document, "content-dropped") == [("", "macro")]


BOMB = b'<!DOCTYPE p [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("make", [lambda: flat(docx(p("&amp;b;"))), lambda: wordml("<w:p/>")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-7"])
def test_entities_are_refused_in_every_container_and_encoding(
    make: object, encoding: str, command: Command, tmp_path: Path
) -> None:
    text = make().replace(b"?><", b"?>" + BOMB + b"<", 1).replace(b"&amp;b;", b"&b;").decode()  # type: ignore[operator]
    Path("a.xml").write_bytes(text.replace("UTF-8", encoding.upper()).encode(encoding))
    said = command("--check", "a.xml")
    assert said.code == Exit.UNREADABLE
    assert "defines entities" in said.err or encoding == "utf-7"


def test_a_hundred_thousand_tables_in_each_other_are_refused_in_time(tmp_path: Path) -> None:
    body = "<w:tbl><w:tr><w:tc>" * 100_000 + "</w:tc></w:tr></w:tbl>" * 100_000
    started = time.process_time()
    for content in (docx(body), flat(docx(body)), wordml(body)):
        with pytest.raises(Unreadable):
            convert.read(content)
    assert time.process_time() - started < 20


def test_a_package_of_too_many_parts_is_refused() -> None:
    parts = "".join(f'<pkg:part pkg:name="/{n}"/>' for n in range(30_000))
    content = f'<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{parts}</pkg:package>'
    with pytest.raises(TooLarge, match="parts"), Package(Source("a.xml", content=content.encode())):
        pass


STYLES = (
    '<w:styles><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style></w:styles>'
    '<w:lists><w:listDef w:listDefId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:nfc w:val="37"/>'
    '<w:lvlText w:val="%1、"/></w:lvl></w:listDef><w:list w:ilfo="1"><w:ilst w:val="0"/></w:list></w:lists>'
)


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_word_2003_xml_keeps_headings_lists_tables_notes_links_and_pictures(tmp_path: Path) -> None:
    row = "<w:tr>{}</w:tr>"
    cell = "<w:tc><w:tcPr>{}</w:tcPr><w:p>{}</w:p></w:tc>"
    table = (
        "<w:tbl><w:tblGrid><w:gridCol w:w='2000'/><w:gridCol w:w='2000'/></w:tblGrid>"
        + row.format(cell.format('<w:vmerge w:val="restart"/>', run("甲")) + cell.format("", run("1")))
        + row.format(cell.format("<w:vmerge/>", "") + cell.format("", run("2")))
        + "</w:tbl>"
    )
    picture = (
        f'<w:pict><w:binData w:name="wordml://1.png">{base64.b64encode(PIXEL).decode()}</w:binData>'
        '<v:shape><v:imagedata src="wordml://1.png" o:title="徽"/></v:shape></w:pict>'
    )
    listed = '<w:pPr><w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="1"/><wx:t wx:val="一、"/></w:listPr></w:pPr>'
    change = '<aml:annotation aml:id="1" w:type="Word.{}"><aml:content>{}</aml:content></aml:annotation>'
    body = (
        "<wx:sect><wx:sub-section>"
        f'<w:p><w:pPr><w:pStyle w:val="1"/></w:pPr>{run("题")}</w:p>'
        f"<w:p>{listed}{run('项')}</w:p>"
        f"<w:p>{run('文')}<w:r><w:footnote><w:p>{run('注')}</w:p></w:footnote></w:r>"
        f'<w:hlink w:dest="http://a.org/">{run("链")}</w:hlink></w:p>'
        f"<w:p>{run('留')}{change.format('Deletion', '<w:r><w:delText>删</w:delText></w:r>')}"
        f"{change.format('Insertion', run('添'))}</w:p>"
        f"{table}<w:p><w:r>{picture}</w:r></w:p></wx:sub-section></wx:sect>"
    )
    path = tmp_path / "old.doc"
    path.write_bytes(wordml(body, before=STYLES, attributes='w:macrosPresent="yes"'))
    document = convert.read(path)
    heading, item, text, changed, grid, shown = document.blocks
    assert isinstance(heading, Heading)
    assert (heading.text, heading.level) == ("题", 1)
    assert isinstance(item, ListItem)
    assert (item.marker, item.text) == ("一、", "项")
    assert isinstance(text, Paragraph)
    assert [part.text for part in text.runs if part.link] == ["链"]
    assert any(isinstance(part.note, Note) for part in text.runs)
    assert isinstance(changed, Paragraph)
    assert changed.text == "留添"
    assert isinstance(grid, Table)
    assert places(grid) == [(0, 0, 2, 1, "甲"), (0, 1, 1, 1, "1"), (1, 1, 1, 1, "2")]
    assert isinstance(shown, Picture)
    assert (shown.data, shown.media_type) == (PIXEL, "image/png")
    assert ("", "macro") in found(document, "content-dropped")


def test_a_linked_picture_of_word_2003_xml_is_told_of_and_not_fetched(tmp_path: Path) -> None:
    body = '<w:p><w:r><w:pict><v:shape><v:imagedata src="http://127.0.0.1:9/a.png"/></v:shape></w:pict></w:r></w:p>'
    assert found(convert.read(wordml(body)), "content-dropped") == [("http://127.0.0.1:9/a.png", "linked picture")]


PAGE = (
    "<html><head><title>文</title></head><body><p>甲乙</p>{}"
    "<table><tr><td rowspan=2>合<td>1<tr><td>2</table></body></html>"
)


def page(inner: str = "") -> str:
    return PAGE.format(inner)


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("utf-8", "quoted-printable"), ("gb2312", "base64"), ("big5", "base64"), ("utf-16", "base64")],
)
@pytest.mark.parametrize("name", ["a.mht", "a.doc"])
def test_a_web_page_in_one_file_is_read_in_its_own_charset(
    charset: str, encoding: str, name: str, tmp_path: Path
) -> None:
    import quopri

    data = page().encode(charset)
    data = quopri.encodestring(data) if encoding == "quoted-printable" else data
    (tmp_path / name).write_bytes(mhtml(part(f'text/html; charset="{charset}"', data, encoding=encoding)))
    document = convert.read(tmp_path / name)
    paragraph, grid = document.blocks
    assert isinstance(paragraph, Paragraph)
    assert (document.title, paragraph.text) == ("文", "甲乙")
    assert isinstance(grid, Table)
    assert places(grid) == [(0, 0, 2, 1, "合"), (0, 1, 1, 1, "1"), (1, 1, 1, 1, "2")]


def test_pictures_of_a_web_page_in_one_file_are_carried_and_those_unused_are_told_of() -> None:
    html = page('<img src="a.files/1.png"><img src="cid:two"><img src="http://127.0.0.1:9/x.png">')
    document = convert.read(
        mhtml(
            part('text/html; charset="utf-8"', html.encode(), "Content-Location: file:///C:/x/a.htm"),
            part("image/png", PIXEL, "Content-Location: file:///C:/x/a.files/1.png"),
            part("image/png", PIXEL, "Content-ID: <two>"),
            part("image/png", PIXEL, "Content-Location: file:///C:/x/a.files/3.png"),
        )
    )
    assert [block.data for block in document.blocks if isinstance(block, Picture)] == [PIXEL, PIXEL]
    told = [before for before, detail in found(document, "content-dropped") if detail == "picture"]
    assert sorted(told) == ["file:///c:/x/a.files/3.png", "http://127.0.0.1:9/x.png"]


def test_a_web_page_of_ten_thousand_parts_is_refused_in_time() -> None:
    parts = [part("text/html", b"<p>x</p>")] * 12_000
    started = time.process_time()
    with pytest.raises(TooLarge):
        convert.read(mhtml(*parts))
    nested = b""
    for number in range(300):
        nested = (
            f'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="{number}"\n\n--{number}\n'.encode()
            + nested + f"\n--{number}--\n".encode()
        )  # fmt: skip
    with pytest.raises(Unreadable):
        convert.read(nested)
    assert time.process_time() - started < 20


def test_html_and_rtf_under_the_name_doc_are_known_by_their_content(tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_text(page(), encoding="utf-8")
    assert texts(convert.read(tmp_path / "a.doc")) == ["甲乙", "<Table>"]


def test_tables_of_a_flat_file_keep_their_merges() -> None:
    body = tbl(tr(tc("甲", '<w:gridSpan w:val="2"/>')), tr(tc("1"), tc("2")), widths=(1000, 1000))
    (table,) = convert.read(flat(docx(body))).blocks
    assert isinstance(table, Table)
    assert places(table) == [(0, 0, 1, 2, "甲"), (1, 0, 1, 1, "1"), (1, 1, 1, 1, "2")]
