"""OFD files (GB/T 33190): what their pages draw becomes paragraphs and tables as that of PDF files does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

import pytest

import convert
from convert.adapters.pdf.ofd.shapes import deltas
from convert.errors import Encrypted, NoTextLayer, Unreadable
from convert.model import Comment, Document, Heading, Paragraph, Picture, Table
from tests.adapters.docx_files import found
from tests.adapters.pdf_files import texts
from tests.commands import Command
from tests.zips import zipped

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645"
    "400000000049454e44ae426082"
)


def text(words: str, x: float, y: float, size: float = 4, extra: str = "", deltas: str = "") -> str:
    """Write a text whose base line begins at a place, in millimetres."""
    spread = f' DeltaX="{deltas}"' if deltas else f' DeltaX="g {len(words) - 1} {size}"' if len(words) > 1 else ""
    return (
        f'<ofd:TextObject ID="9" Boundary="{x} {y - size} 100 {size}" Font="2" Size="{size}" {extra}>'
        f'<ofd:TextCode X="0" Y="{size}"{spread}>{escape(words)}</ofd:TextCode></ofd:TextObject>'
    )


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    return (
        f'<ofd:PathObject ID="8" Boundary="{x0} {y0} {x1 - x0} {y1 - y0}" LineWidth="0.2"><ofd:Clips><ofd:Clip>'
        "<ofd:Area><ofd:Path><ofd:AbbreviatedData>M 0 0 L 900 0</ofd:AbbreviatedData></ofd:Path></ofd:Area>"
        "</ofd:Clip></ofd:Clips>"
        f"<ofd:AbbreviatedData>M 0 0 L {x1 - x0} {y1 - y0}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def page(*objects: str, before: str = "", box: str = "0 0 210 297") -> str:
    area = f"<ofd:Area><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:Area>"
    layer = f'<ofd:Layer ID="3" Type="Body">{"".join(objects)}</ofd:Layer>'
    return f"<ofd:Page {NS}>{area}{before}<ofd:Content>{layer}</ofd:Content></ofd:Page>"


def ofd(
    *pages: str, common: str = "", rest: str = "", more: Mapping[str, str | bytes] | None = None, body: str = ""
) -> bytes:
    """Make a file. common, rest: of the document's part; body: of the entry that leads to it."""
    listed = "".join(f'<ofd:Page ID="{10 + at}" BaseLoc="Pages/P{at}.xml"/>' for at in range(len(pages)))
    parts: dict[str, str | bytes] = {
        "OFD.xml": f"<ofd:OFD {NS} Version='1.0' DocType='OFD'><ofd:DocBody>"
        f"<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{body}</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {NS}><ofd:CommonData>{common}</ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages>{rest}</ofd:Document>",
        **{f"Doc_0/Pages/P{at}.xml": content for at, content in enumerate(pages)},
        **(more or {}),
    }
    return zipped(parts)


def read_ofd(content: bytes) -> Document:
    return convert.read(content)


def rows(document: Document) -> list[list[str]]:
    [table] = [block for block in document.blocks if isinstance(block, Table)]
    return [[cell.text for cell in row] for row in table.rows()]


def grid(xs: Sequence[float], ys: Sequence[float]) -> list[str]:
    return [line(xs[0], y, xs[-1], y) for y in ys] + [line(x, ys[0], x, ys[-1]) for x in xs]


def test_lines_become_paragraphs_and_ruled_cells_a_table(command: Command, tmp_path: Path) -> None:
    cells = [text("项目", 32, 56), text("数量", 72, 56), text("规章", 32, 66), text("12", 72, 66, deltas="2")]
    source = tmp_path / "a.ofd"
    source.write_bytes(ofd(page(text("情况说明如下。", 30, 40), *grid((30, 70, 110), (50, 60, 70)), *cells)))
    document = convert.read(source)
    assert texts(document) == ["情况说明如下。"]
    assert rows(document) == [["项目", "数量"], ["规章", "12"]]
    assert command(source, tmp_path / "a.xlsx").code == 0
    assert (tmp_path / "a.xlsx").exists()


def test_distances_are_repeated_as_often_as_they_say() -> None:
    assert deltas("g 3 1.5 2 g 2 4", 9) == [1.5, 1.5, 1.5, 2, 4, 4]
    assert deltas("g 1000000000 1", 4) == [1, 1, 1, 1]
    assert deltas("g x 1 y", 4) == [0.0]
    spread = page(text("A big word", 30, 40, deltas="2.7 1 2 1 2 1 3 2 1.4"))
    assert texts(read_ofd(ofd(spread))) == ["A big word"]
    gap = page(text("甲乙", 30, 40, deltas="30"), text("没有距离", 30, 60).replace("DeltaX", "Other"))
    assert texts(read_ofd(ofd(gap)))[-1] == "没有距离"


def test_matrices_move_and_turn_what_they_hold() -> None:
    turned = 'CTM="0 1 -1 0 0 0"'
    upright = page(*(text(words, 100 - 10 * at, 40, extra=turned) for at, words in enumerate(("第一行", "第二行"))))
    document = read_ofd(ofd(upright))
    assert " ".join(texts(document)) in ("第一行 第二行", "第一行第二行")
    scaled = text("放大的字", 0, 0, size=8, extra='CTM="0.5 0 0 0.5 30 40"')
    assert texts(read_ofd(ofd(page(scaled)))) == ["放大的字"]


def test_templates_composed_drawings_and_the_resources_of_a_page_are_drawn() -> None:
    before = '<ofd:Template TemplateID="7"/><ofd:PageRes>PR.xml</ofd:PageRes>'
    own = '<ofd:CompositeObject ID="5" ResourceID="77" Boundary="30 60 100 20"/>'
    unit = f'<ofd:CompositeGraphicUnit ID="77" Width="9" Height="9"><ofd:Content>{text("组合", 0, 5)}</ofd:Content>'
    more = {
        "Doc_0/T.xml": page(text("模板上的字", 30, 30)),
        "Doc_0/Pages/PR.xml": f"<ofd:Res {NS}>{unit}</ofd:CompositeGraphicUnit></ofd:Res>",
    }
    content = page(text("页面上的字", 30, 50), own, before=before)
    document = read_ofd(ofd(content, common='<ofd:TemplatePage ID="7" BaseLoc="T.xml"/>', more=more))
    assert "".join(texts(document)) == "模板上的字页面上的字组合"


def test_a_drawing_that_holds_itself_ends() -> None:
    own = '<ofd:CompositeObject ID="5" ResourceID="77" Boundary="0 0 9 9"/>'
    unit = f'<ofd:CompositeGraphicUnit ID="77"><ofd:Content>{own * 6}</ofd:Content></ofd:CompositeGraphicUnit>'
    more = {"Doc_0/R.xml": f"<ofd:Res {NS}>{unit}</ofd:Res>"}
    document = read_ofd(
        ofd(page(own, text("正文。", 30, 40)), common="<ofd:PublicRes>R.xml</ofd:PublicRes>", more=more)
    )
    assert ("", "line art") in found(document, "content-dropped")
    assert texts(document) == ["正文。"]


def test_pictures_are_carried_and_bold_faces_known() -> None:
    media = '<ofd:MultiMedia ID="6" Type="Image"><ofd:MediaFile>i.png</ofd:MediaFile></ofd:MultiMedia>'
    font = '<ofd:Font ID="2" FontName="SimHei-Bold"/>'
    more: dict[str, str | bytes] = {
        "Doc_0/R.xml": f'<ofd:Res {NS} BaseLoc="Res">{font}{media}</ofd:Res>',
        "Doc_0/Res/i.png": PNG,
    }
    shown = '<ofd:ImageObject ID="4" ResourceID="6" CTM="50 0 0 20 0 0" Boundary="30 80 50 20"/>'
    document = read_ofd(
        ofd(page(text("正文。", 30, 40), shown), common="<ofd:DocumentRes>R.xml</ofd:DocumentRes>", more=more)
    )
    [picture] = [block for block in document.blocks if isinstance(block, Picture)]
    assert picture.data == PNG
    [paragraph] = [block for block in document.blocks if isinstance(block, Paragraph)]
    assert paragraph.runs[0].marks == {"bold"}


def test_notes_seals_hidden_parts_and_attachments_are_told_and_links_kept() -> None:
    address = "https://example.org/"
    note = (
        '<ofd:Annot Type="Highlight"><ofd:Remark>请核对</ofd:Remark><ofd:Appearance Boundary="30 30 9 9"/></ofd:Annot>'
    )
    stamp = '<ofd:Annot Type="Stamp"><ofd:Appearance Boundary="99 99 40 40"/></ofd:Annot>'
    more = {
        "Doc_0/A/list.xml": f'<ofd:Annotations {NS}><ofd:Page PageID="10"><ofd:FileLoc>one.xml</ofd:FileLoc>'
        "</ofd:Page></ofd:Annotations>",
        "Doc_0/A/one.xml": f"<ofd:PageAnnot {NS}>{note}{stamp}</ofd:PageAnnot>",
        "Signs/Signatures.xml": f'<ofd:Signatures {NS}><ofd:Signature ID="1" BaseLoc="s.xml"/></ofd:Signatures>',
        "Signs/s.xml": f'<ofd:Signature {NS}><ofd:StampAnnot PageRef="11" Boundary="9 9 9 9"/></ofd:Signature>',
    }
    click = f'<ofd:Actions><ofd:Action Event="CLICK"><ofd:URI URI="{address}"/></ofd:Action></ofd:Actions>'
    linked = text("网址", 30, 40).replace("<ofd:TextCode", click + "<ofd:TextCode")
    document = read_ofd(
        ofd(
            page(linked, text("暗", 30, 60, extra='Visible="false"')),
            page(text("第二页。", 30, 40)),
            rest="<ofd:Annotations>A/list.xml</ofd:Annotations><ofd:Attachments>x.xml</ofd:Attachments>",
            body="<ofd:Signatures>/Signs/Signatures.xml</ofd:Signatures>",
            more=more,
        )
    )
    runs = [run for block in document.blocks if isinstance(block, Paragraph) for run in block.runs]
    assert [(run.text, run.link) for run in runs if run.text] == [("网址", address), ("第二页。", "")]
    remarks = [run.inset for run in runs if isinstance(run.inset, Comment)]
    assert [block.text for remark in remarks for block in remark.paragraphs] == ["请核对"]
    assert sorted(found(document, "content-dropped")) == [
        ("", "electronic seal"),
        ("", "electronic seal"),
        ("", "embedded files"),
        ("", "hidden parts of the page"),
    ]


def test_the_outline_makes_headings() -> None:
    goal = (
        '<ofd:Actions><ofd:Action Event="CLICK"><ofd:Goto><ofd:Dest PageID="10"/></ofd:Goto></ofd:Action></ofd:Actions>'
    )
    outline = f'<ofd:Outlines><ofd:OutlineElem Title="工作情况">{goal}</ofd:OutlineElem></ofd:Outlines>'
    document = read_ofd(ofd(page(text("工作情况", 30, 40), text("全年平稳有序，没有问题。", 30, 60)), rest=outline))
    assert [block.text for block in document.blocks if isinstance(block, Heading)] == ["工作情况"]


def test_a_damaged_page_is_told_and_the_others_read() -> None:
    document = read_ofd(ofd(page(text("第一页。", 30, 40)), "<ofd:Page", page(text("第三页。", 30, 40))))
    assert "".join(texts(document)) == "第一页。第三页。"
    assert found(document, "incomplete") or any(f.severity == "error" for f in document.findings)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (ofd(page(text("字", 30, 40)), more={"Encryptions.xml": "<a/>"}), Encrypted),
        (ofd(page()), NoTextLayer),
        (ofd(), Unreadable),
        (ofd(page(text("字", 30, 40)), more={"OFD.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), Unreadable),
    ],
    ids=["encrypted", "blank", "without pages", "with a DOCTYPE"],
)
def test_what_cannot_be_read_is_refused(content: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_ofd(content)
