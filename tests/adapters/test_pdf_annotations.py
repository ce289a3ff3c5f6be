"""PDF in, document out: what lies on a page without being of it, and characters that only one engine can tell."""

from __future__ import annotations

import zlib

import pytest

from convert.adapters.pdf.choice import Pages
from convert.adapters.pdf.pdfium.text import Codes
from convert.model import Cell, Comment, Document, Paragraph, Run, Table
from convert.symbols import symbol_font
from tests.adapters.pdf_files import PdfPage, grid_of, make_pdf, read_bytes, tables, texts

_HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def look(text: str, width: float = 100) -> bytes:
    """Give the stream that says how an annotation looks."""
    data = f"/Tx BMC BT /Helv 12 Tf 2 5 Td ({text}) Tj ET EMC".encode()
    entries = f"/Type /XObject /Subtype /Form /BBox [0 0 {width} 20] /Resources << /Font << /Helv 1001 0 R >> >>"
    return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def annotation(kind: str, left: float, top: float, entries: str, *, right: float | None = None) -> str:
    place = f"{left} {842 - top - 20} {right or left + 100} {842 - top}"
    return f"<< /Type /Annot /Subtype /{kind} /Rect [{place}] /F 4 {entries} >>"


def with_fields(page: PdfPage, *streams: bytes, fields: str = "", catalog: str = "") -> Document:
    more = {1001: _HELVETICA} | {1002 + at: stream for at, stream in enumerate(streams)}
    form = f"/AcroForm << /Fields [{fields}] /DR << /Font << /Helv 1001 0 R >> >> /DA (/Helv 12 Tf 0 g) {catalog} >>"
    return read_bytes(make_pdf(page, more=more, catalog=form))


def test_the_filled_fields_of_a_form_are_text_of_the_page() -> None:
    page = PdfPage().text(90, 115, "单位名称")
    page.annotations.append(annotation("Widget", 200, 100, "/FT /Tx /T (name) /V (Office) /AP << /N 1002 0 R >>"))
    assert texts(with_fields(page, look("Office"))) == ["单位名称\tOffice"]


def test_a_field_in_a_cell_is_the_text_of_the_cell() -> None:
    page = PdfPage().grid((80, 180, 320), (90, 120, 150)).text(90, 110, "数量").text(90, 140, "金额")
    page.text(190, 140, "无")
    page.annotations.append(annotation("Widget", 190, 95, "/FT /Tx /T (n) /V (17) /AP << /N 1002 0 R >>"))
    (table,) = tables(with_fields(page, look("17")))
    assert [cell[4] for cell in grid_of(table)] == ["数量", "17", "金额", "无"]


def test_fonts_of_symbols_show_what_is_seen_of_their_codes_of_private_use() -> None:
    codes = Codes()
    assert codes.show(0xF0FE) == ""
    codes.symbols = symbol_font("ABCDEF+Wingdings-Regular")
    assert (codes.show(0xF0FE), codes.show(0xF0A8), codes.show(0x6F), codes.show(0xF021)) == ("☑", "□", "", "")


def test_boxes_are_seen_ticked_or_not_and_replace_the_squares_drawn_under_them() -> None:
    page = PdfPage().text(90, 115, "是").text(90, 145, "否").text(70, 145, "□")
    box = "/FT /Btn /T ({0}) /AS /{1} /V /{1} /AP << /N << /On 1002 0 R /Off 1003 0 R >> >>"
    fields = [
        annotation("Widget", 60, 100, box.format("a", "On"), right=80).encode(),
        annotation("Widget", 60, 130, box.format("b", "Off"), right=80).encode(),
        annotation("Widget", 60, 160, box.format("c", "On") + " /F 2", right=80).replace("/F 4 ", "").encode(),
    ]
    page.annotations += ["1004 0 R", "1005 0 R", "1006 0 R"]
    document = with_fields(page, look("4"), look(""), *fields, fields="1004 0 R 1005 0 R 1006 0 R")
    assert [text.replace(" ", "") for text in texts(document)] == ["☑是", "☐否"]


def test_a_field_without_a_look_shows_its_value() -> None:
    page = PdfPage().text(90, 115, "单位名称")
    page.annotations.append("1002 0 R")
    field = annotation("Widget", 200, 100, "/FT /Tx /T (name) /V (Office) /DA (/Helv 12 Tf 0 g)").encode()
    document = with_fields(page, field, fields="1002 0 R", catalog="/NeedAppearances true")
    assert texts(document) == ["单位名称\tOffice"]


def test_text_boxes_and_stamps_are_text_of_the_page_and_its_links_stay() -> None:
    page = PdfPage().text(90, 115, "正文").link(85, 100, 130, 120, "https://example.org/")
    page.annotations.append(annotation("FreeText", 90, 200, "/Contents (Box) /AP << /N 1002 0 R >>"))
    page.annotations.append(annotation("Stamp", 90, 300, "/AP << /N 1003 0 R >>"))
    document = with_fields(page, look("Box"), look("Stamp"))
    assert texts(document) == ["正文", "Box", "Stamp"]
    assert [run.link for run in document.blocks[0].runs] == ["https://example.org/"]  # type: ignore[union-attr]


def test_what_readers_noted_on_a_page_hangs_on_the_paragraph_or_the_cell_under_it() -> None:
    page = PdfPage().text(90, 115, "正文").grid((80, 180, 320), (190, 220, 250))
    for at, words in enumerate(("数量", "金额")):
        page.text(90, 210 + 30 * at, words).text(190, 210 + 30 * at, "无")
    more = "/T (Li) /M (D:20200131083000Z) /Contents (check this)"
    page.annotations.append(annotation("Highlight", 90, 100, more, right=110))
    page.annotations.append(annotation("Popup", 300, 100, "/Contents (check this)"))
    page.annotations.append(annotation("Text", 200, 222, "/Contents (why?)", right=220))
    document = read_bytes(make_pdf(page))
    assert document.findings == ()
    first, table = document.blocks
    assert isinstance(first, Paragraph)
    assert first.runs[-1].inset == Comment((Paragraph((Run("check this"),)),), "Li", "L", "2020-01-31T08:30:00", 0)
    assert isinstance(table, Table)
    noted = {
        run.inset.text: cell.row for cell in table.cells for run in runs_of(cell) if isinstance(run.inset, Comment)
    }
    assert noted == {"why?": 1}


def runs_of(cell: Cell) -> list[Run]:
    return [run for block in cell.blocks if isinstance(block, Paragraph) for run in block.runs]


def test_what_is_noted_on_a_page_without_text_is_reported_with_its_place() -> None:
    blank = PdfPage()
    blank.annotations.append(annotation("Highlight", 90, 100, "/Contents (check this)"))
    document = read_bytes(make_pdf(PdfPage().text(90, 115, "正文"), blank))
    (found,) = document.findings
    assert (found.code, found.detail, found.before) == ("content-dropped", "comment", "check this")
    assert (found.origin.page, found.origin.box) == (2, (90, 100, 190, 120))


@pytest.mark.parametrize("packed", [False, True])
def test_hidden_layers_are_read_and_told(packed: bool) -> None:
    page = PdfPage().text(90, 115, "正文")
    layers = "/OCProperties << /OCGs [1001 0 R] /D << /OFF [1001 0 R] >> >>"
    stream = zlib.compress(layers.encode())
    head = f"<< /Type /ObjStm /N 1 /First 0 /Length {len(stream)} >>\nstream\n".encode()
    more = {1001: b"<< /Type /OCG /Name (a) >>"} | ({1002: head + stream + b"\nendstream"} if packed else {})
    document = read_bytes(make_pdf(page, more=more, catalog="" if packed else layers))
    assert [found.detail for found in document.findings] == ["hidden layers, read like the others"]
    assert read_bytes(make_pdf(page, catalog=layers.replace("/OFF [1001 0 R]", "/OFF []"))).findings == ()


def test_a_page_with_fields_can_be_read_twice() -> None:
    page = PdfPage().text(90, 115, "正文").link(85, 100, 130, 120, "https://example.org/")
    page.annotations.append(annotation("Stamp", 90, 300, "/AP << /N 1002 0 R >>"))
    with Pages(make_pdf(page, more={1001: _HELVETICA, 1002: look("Seen")})) as pages:
        first, second = pages.page(0)[0], pages.page(0)[0]
    assert first.links == second.links != []
    assert "".join(glyph.text for glyph in first.glyphs) == "".join(glyph.text for glyph in second.glyphs) == "正文Seen"


def test_texts_printed_over_each_other_are_not_mixed() -> None:
    page = PdfPage().text(90, 100, "Agency name here").text(91.5, 100, "Department office", 12.5)
    assert sorted(texts(read_bytes(make_pdf(page)))) == ["Agency name here", "Department office"]


def test_a_hyphen_at_the_end_of_a_line_stays_and_no_blank_follows_it() -> None:
    page = PdfPage().text(90, 100, "The quick brown fox jumps over the lazy dog and a well-")
    page.text(90, 118, "known cat.")
    assert texts(read_bytes(make_pdf(page))) == ["The quick brown fox jumps over the lazy dog and a well-known cat."]


def test_a_single_character_that_the_first_engine_cannot_tell_is_asked_of_the_second() -> None:
    shapes = "/CharProcs << /zero 1002 0 R /one 1002 0 R >> /Encoding << /Type /Encoding /Differences [1 /zero /one] >>"
    font = (
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 500 700] /FontMatrix [0.001 0 0 0.001 0 0] "
        f"{shapes} /FirstChar 1 /LastChar 2 /Widths [500 500] /Resources << >> >>"
    )
    shape = b"<< /Length 27 >>\nstream\n500 0 d0 0 0 400 700 re f   \nendstream"
    page = PdfPage().text(90, 100, "本年度共受理申请件数如下所列")
    page.commands.append("BT /F3 12 Tf 1 0 0 1 90 700 Tm <020101> Tj ET")
    data = make_pdf(page, more={1001: font.encode(), 1002: shape})
    data = data.replace(b"/F2 5 0 R", b"/F2 5 0 R /F3 1001 0 R")
    document = read_bytes(data)
    assert texts(document) == ["本年度共受理申请件数如下所列", "100"]
    assert document.findings == ()


def test_a_page_with_a_single_character_that_nobody_can_tell_is_named() -> None:
    font = (
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 500 700] /FontMatrix [0.001 0 0 0.001 0 0] "
        "/CharProcs << /x1 1002 0 R >> /Encoding << /Type /Encoding /Differences [1 /x1] >> "
        "/FirstChar 1 /LastChar 1 /Widths [500] /Resources << >> >>"
    )
    shape = b"<< /Length 27 >>\nstream\n500 0 d0 0 0 400 700 re f   \nendstream"
    page = PdfPage().text(90, 100, "本年度共受理申请件数如下所列")
    page.commands.append("BT /F3 12 Tf 1 0 0 1 90 700 Tm <01> Tj ET")
    data = make_pdf(page, more={1001: font.encode(), 1002: shape})
    document = read_bytes(data.replace(b"/F2 5 0 R", b"/F2 5 0 R /F3 1001 0 R"))
    assert "garbled-text" in [found.code for found in document.findings]


def test_a_page_whose_fonts_name_controls_for_characters_is_named() -> None:
    document = read_bytes(make_pdf(PdfPage().text(90, 100, "本年度共受理\x83申请件数如下所列")))
    assert "garbled-text" in [found.code for found in document.findings]
