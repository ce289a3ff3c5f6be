"""What floats in Word files: pictures, text boxes, charts, embedded objects."""

from __future__ import annotations

import pytest

from convert.adapters.docx import drawings
from convert.model import Document, ListItem, Paragraph, Picture, Section
from tests.adapters.docx_files import NAMES, PNG, found, only_table, p, r, read_body, relationships, tbl, tc, texts, tr

IMAGE = (("rId1", "image", "media/image1.png"),)
PARTS: dict[str, str | bytes] = {"word/media/image1.png": PNG}


def inline(content: str, alt: str = "", extent: str = '<wp:extent cx="1270000" cy="635000"/>') -> str:
    return (
        f'<w:r><w:drawing><wp:inline>{extent}<wp:docPr id="1" name="x" descr="{alt}"/>'
        f"<a:graphic><a:graphicData>{content}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def picture(identifier: str = "rId1", extra: str = "", how: str = "embed") -> str:
    return f'<pic:pic><pic:blipFill><a:blip r:{how}="{identifier}"/></pic:blipFill>{extra}</pic:pic>'


def text_box(content: str) -> str:
    shape = f"<wps:wsp><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx></wps:wsp>"
    old = f"<v:shape><v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox></v:shape>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{inline(shape)[5:-6]}</mc:Choice>'
        f"<mc:Fallback><w:pict>{old}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def read_pictures(body: str, links: tuple[tuple[str, str, str], ...] = IMAGE, **more: str | bytes) -> Document:
    return read_body(body, links=links, parts={**PARTS, **more})


def test_a_picture_in_the_text_keeps_its_place_and_a_floating_one_follows() -> None:
    document = read_pictures(f"<w:p>{r('见图')}{inline(picture(), '地图')}{r('。')}</w:p>" + p("后"))
    assert texts(document) == ["见图。", "后"]
    block = document.blocks[0]
    assert isinstance(block, Paragraph)
    assert [run.text for run in block.runs] == ["见图", "", "。"]
    found_picture = block.runs[1].inset
    assert isinstance(found_picture, Picture)
    assert (found_picture.data, found_picture.media_type, found_picture.alt) == (PNG, "image/png", "地图")
    assert (found_picture.width, found_picture.height, found_picture.origin.ref) == (100, 50, "p[1]")
    floating = inline(picture(), "地图").replace("wp:inline", "wp:anchor")
    document = read_pictures(f"<w:p>{r('见图')}{floating}{r('。')}</w:p>" + p("后"))
    assert texts(document) == ["见图。", "<Picture>", "后"]
    assert found(document, "formatting-dropped") == [("", "places of floating pictures × 1")]


def test_a_picture_takes_the_place_of_a_paragraph_that_holds_nothing_else() -> None:
    assert texts(read_pictures(f"<w:p>{r(' ')}{inline(picture())}</w:p>")) == ["<Picture>"]
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    body = f'<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>{inline(picture())}</w:p>'
    document = read_body(body, numbering=numbering, links=IMAGE, parts=PARTS)
    assert isinstance(document.blocks[0], ListItem)
    assert [type(run.inset) for run in document.blocks[0].runs] == [Picture]


def test_a_picture_in_a_cell_is_a_block_of_the_cell() -> None:
    (cell,) = only_table(read_pictures(tbl(tr(tc(f"<w:p>{inline(picture())}</w:p>"))))).cells
    assert [type(block) for block in cell.blocks] == [Picture]


def test_pictures_of_a_group_have_their_own_size_and_share_the_bytes() -> None:
    own = '<pic:spPr><a:xfrm><a:ext cx="12700" cy="25400"/></a:xfrm></pic:spPr>'
    document = read_pictures(f"<w:p>{inline(picture(extra=own) + picture())}</w:p>")
    (block,) = document.blocks
    assert isinstance(block, Paragraph)
    first, second = (run.inset for run in block.runs)
    assert isinstance(first, Picture)
    assert isinstance(second, Picture)
    assert (first.width, first.height, second.width) == (1, 2, None)
    assert first.data is second.data


def test_pictures_of_old_word() -> None:
    shape = '<v:shape style="width:72pt;height:1in" alt="旧图"><v:imagedata r:id="rId1"/></v:shape>'
    body = f"<w:p><w:r><w:pict>{shape}</w:pict></w:r></w:p>"
    (found_picture,) = read_pictures(body).blocks
    assert isinstance(found_picture, Picture)
    assert (found_picture.width, found_picture.height, found_picture.alt) == (72, 72, "旧图")


def test_the_content_type_says_what_a_picture_is() -> None:
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="bin" ContentType="image/gif"/>'
        '<Override PartName="/word/media/B.BIN" ContentType="image/tiff"/></Types>'
    )
    links = (("rId1", "image", "media/a.bin"), ("rId2", "image", "media/b.bin"), ("rId3", "image", "media/c.jpg"))
    body = "".join(f"<w:p>{inline(picture(identifier))}</w:p>" for identifier, _, _ in links)
    files: dict[str, str | bytes] = {f"word/media/{name}": PNG for name in ("a.bin", "b.bin", "c.jpg")}
    document = read_body(body, links=links, parts={**files, "[Content_Types].xml": types})
    kinds = [block.media_type for block in document.blocks if isinstance(block, Picture)]
    assert kinds == ["image/gif", "image/tiff", "image/jpeg"]


def test_linked_and_missing_pictures_are_reported_never_fetched() -> None:
    links = (("rId1", "image", "http://example.org/a.png"), ("rId2", "image", "media/none.png"))
    body = f"<w:p>{inline(picture(how='link'))}{inline(picture('rId2'))}</w:p>"
    document = read_body(body, links=links)
    assert found(document, "content-dropped") == [
        ("http://example.org/a.png", "linked picture"),
        ("word/media/none.png", "picture that cannot be read"),
    ]


def test_pictures_beyond_the_bound_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawings, "MAX_PICTURE_BYTES", 10)
    document = read_pictures(f"<w:p>{r('甲')}{inline(picture())}</w:p>")
    assert texts(document) == ["甲"]
    assert found(document, "content-dropped") == [("word/media/image1.png", "picture that cannot be read")]


def test_a_picture_in_the_text_keeps_its_link_and_that_of_a_floating_one_is_reported() -> None:
    body = f"<w:p>{inline(picture())}</w:p>".replace('descr=""/>', 'descr=""><a:hlinkClick r:id="rId2"/></wp:docPr>')
    document = read_pictures(body, (*IMAGE, ("rId2", "hyperlink", "http://example.org/")))
    (block,) = document.blocks
    assert isinstance(block, Paragraph)
    assert [run.link for run in block.runs] == ["http://example.org/"]
    body = body.replace("wp:inline", "wp:anchor")
    document = read_pictures(body, (*IMAGE, ("rId2", "hyperlink", "http://example.org/")))
    assert found(document, "content-dropped") == [("http://example.org/", "link of a picture")]


def test_text_boxes_become_blocks_after_their_paragraph_once() -> None:
    content = p("框内") + tbl(tr(tc("格"))) + p()
    document = read_body(f"<w:p>{r('锚')}{text_box(content)}</w:p>" + p("后"))
    assert texts(document) == ["锚", "框内", "<Table>", "后"]
    assert found(document, "structure-changed") == [("框内 格", "text box turned into paragraphs")]


def test_text_boxes_of_old_word_and_in_each_other() -> None:
    old = "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    inner = f"<w:p>{r('外')}{old.format(p('内'))}</w:p>"
    assert texts(read_body(f"<w:p>{old.format(inner)}</w:p>")) == ["外", "内"]


def test_lists_in_text_boxes_count_by_themselves() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    one = p("x", '<w:numPr><w:numId w:val="1"/></w:numPr>')
    body = one + f"<w:p>{text_box(one + one)}</w:p>" + one
    assert texts(read_body(body, numbering=numbering)) == ["1. x", "1. x", "2. x", "2. x"]


def test_word_art_is_text() -> None:
    body = '<w:p><w:r><w:pict><v:shape><v:textpath string="大标题"/></v:shape></w:pict></w:r></w:p>'
    document = read_body(body)
    assert texts(document) == ["大标题"]
    assert found(document, "structure-changed") == [("大标题", "text of a drawing turned into a paragraph")]


def test_charts_diagrams_and_objects_are_reported_with_their_words() -> None:
    chart = f"<c:chartSpace {NAMES}><a:t>标题</a:t><c:v>甲</c:v><c:v>12</c:v></c:chartSpace>"
    data = f"<dgm:dataModel {NAMES}><a:t>步骤</a:t></dgm:dataModel>"
    links = (
        ("rId1", "chart", "charts/chart1.xml"),
        ("rId2", "diagramData", "diagrams/data1.xml"),
        ("rId3", "image", "media/image1.png"),
    )
    body = (
        "<w:p>" + inline('<c:chart r:id="rId1"/>') + "</w:p><w:p>" + inline('<dgm:relIds r:dm="rId2"/>') + "</w:p>"
        '<w:p><w:r><w:object><v:shape><v:imagedata r:id="rId3"/></v:shape><o:OLEObject ProgID="Excel.Sheet.12"/>'
        "</w:object></w:r></w:p>"
        '<w:p><w:r><w:object><w:control w:name="CheckBox1"/></w:object></w:r></w:p><w:altChunk r:id="rId3"/>'
    )
    parts = {**PARTS, "word/charts/chart1.xml": chart, "word/diagrams/data1.xml": data}
    document = read_body(body, links=links, parts=parts)
    assert found(document, "content-dropped") == [
        ("标题 甲 12", "chart"),
        ("步骤", "diagram"),
        ("Excel.Sheet.12", "embedded object"),
        ("CheckBox1", "form control"),
        ("word/media/image1.png", "embedded document"),
    ]
    assert texts(document) == ["", "", "<Picture>", ""]


def test_the_choice_with_words_is_read_else_the_fallback_never_both() -> None:
    def either(choice: str, fallback: str) -> str:
        inner = f"<mc:Choice>{choice}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback>"
        return f"<mc:AlternateContent>{inner}</mc:AlternateContent>"

    assert texts(read_body(either(p("甲"), p("乙")) + f"<w:p>{either('', r('丙'))}</w:p>")) == ["甲", "丙"]
    new_chart = '<cx:chart xmlns:cx="http://schemas.microsoft.com/office/drawing/2014/chartex" r:id="rId9"/>'
    document = read_pictures(f"<w:p><w:r>{either(inline(new_chart)[5:-6], inline(picture())[5:-6])}</w:r></w:p>")
    assert texts(document) == ["<Picture>"]
    assert found(document, "content-dropped") == [("", "chart")]


def test_pictures_in_headers_are_kept_there() -> None:
    header = f"<w:hdr {NAMES}><w:p>{inline(picture(), '标志')}</w:p></w:hdr>"
    rels = relationships(*IMAGE)
    body = p("甲") + '<w:sectPr><w:headerReference r:id="rIdH"/></w:sectPr>'
    parts = {**PARTS, "word/header1.xml": header, "word/_rels/header1.xml.rels": rels}
    section, _ = read_body(body, links=(("rIdH", "header", "header1.xml"),), parts=parts).blocks
    assert isinstance(section, Section)
    ((logo,),) = (piece.blocks for piece in section.furniture)
    assert isinstance(logo, Picture)
    assert (logo.alt, logo.data) == ("标志", PNG)
