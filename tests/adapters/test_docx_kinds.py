"""Cells that are alike but for their words are parsed once: what is read is the same as if each were parsed."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convert.adapters.docx import kinds, read
from convert.forms import choose_forms, conform
from convert.model import Document, Table
from convert.options import Options
from convert.passes import normalise
from convert.source import Source
from tests.adapters.docx_files import NAMES, docx, only_table, p, style, tbl, tc, tr

NUMBERING = (
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>'
    "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
)
STYLES = (
    style("Normal", properties="<w:rPr/>")
    + style("Middle", "middle", '<w:pPr><w:jc w:val="center"/></w:pPr>')
    + style("Counted", "counted", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
    + style("Head", "heading 2", "<w:pPr/>")
    + style("Red", "red", '<w:rPr><w:color w:val="FF0000"/></w:rPr>', kind="character")
)
LOOKS = (
    "",
    "",
    "<w:b/>",
    "<w:vanish/>",
    '<w:rFonts w:ascii="Wingdings"/>',
    '<w:rFonts w:ascii="Arial" w:eastAsia="宋体"/><w:sz w:val="21"/>',
    '<w:rStyle w:val="Red"/><w:u w:val="single"/>',
    '<w:highlight w:val="yellow"/>',
    '<w:rPrChange w:id="1"><w:rPr><w:i/></w:rPr></w:rPrChange>',
)
PARAGRAPH_LOOKS = (
    "",
    "",
    '<w:jc w:val="center"/>',
    '<w:jc w:val="right"/><w:ind w:left="200"/>',
    '<w:pStyle w:val="Middle"/>',
    '<w:pStyle w:val="Counted"/>',
    '<w:pStyle w:val="Head"/>',
    '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>',
    '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr>',
    '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="2"/></w:numPr>',
    '<w:framePr w:dropCap="drop"/>',
    "<w:rPr><w:del/></w:rPr>",
    "<w:outlineLvl w:val='0'/>",
    '<w:pBdr><w:top w:val="single"/></w:pBdr><w:spacing w:before="20"/>',
)
CELL_LOOKS = (
    "",
    "",
    '<w:tcW w:w="900" w:type="dxa"/>',
    '<w:tcW w:type="auto" w:w="0"/>',
    '<w:gridSpan w:val="2"/>',
    '<w:vMerge w:val="restart"/>',
    "<w:vMerge/>",
    '<w:hMerge w:val="restart"/>',
    "<w:hMerge/>",
    '<w:shd w:val="clear" w:fill="FFFF00"/><w:vAlign w:val="center"/>',
    "<w:cellIns w:id='1'/>",
)
UPRIGHT = [
    f"<w:tc><w:tcPr><w:vMerge{kind}/></w:tcPr><w:p>{text}</w:p></w:tc>"
    for kind in (' w:val="restart"', "")
    for text in ("", "<w:r><w:t>?</w:t></w:r>", "<w:r><w:t>?</w:t></w:r>")
]
"""Cells that begin or continue one over several rows."""
INSIDE = (
    "<w:tab/>",
    "<w:br/>",
    '<w:br w:type="page"/>',
    '<w:fldChar w:fldCharType="begin"/>',
    "<w:instrText> PAGE </w:instrText>",
    '<w:fldChar w:fldCharType="separate"/>',
    '<w:fldChar w:fldCharType="end"/>',
    '<w:sym w:font="Wingdings" w:char="F0FE"/>',
    "<w:delText>gone</w:delText>",
    "<w:lastRenderedPageBreak/>",
    "<x:y xmlns:x='urn:x'><w:t>seen</w:t></x:y>",
)
BESIDE = (
    '<w:bookmarkStart w:id="0" w:name="here"/>',
    "<w:proofErr/>",
    '<w:hyperlink w:anchor="here"><w:r><w:t>link</w:t></w:r></w:hyperlink>',
    "<w:ins><w:r><w:t>new</w:t></w:r></w:ins>",
    "<w:del><w:r><w:delText>old</w:delText></w:r></w:del>",
    "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>prompt</w:t></w:r></w:sdtContent></w:sdt>",
    '<w:fldSimple w:instr=" DATE "><w:r><w:t>today</w:t></w:r></w:fldSimple>',
)
FORMS = choose_forms("auto")
WORDS = (
    "1",
    "23",
    "合计",
    "a b",
    " ",
    "",
    "　新收  ",
    "[image: x]",
    "\n",
    "x\ny",
    "&amp;&lt;",
    "a>b",
    "&#x41;",
    "&#127;",
    "\x7f",
    "\ue000",
    "]]",
    "P",
)
WORD = st.sampled_from(WORDS)
NUMBER = st.sampled_from(["", "", ' w:rsidR="00A1"', ' w14:paraId="1F00AB12" w:rsidRPr="00B2"'])


@st.composite
def runs(draw: st.DrawFn) -> str:
    kept = ' xml:space="preserve"' if draw(st.booleans()) else ""
    text = f"<w:t{kept}>{draw(WORD)}</w:t>"
    inside = draw(st.sampled_from(INSIDE)) if draw(st.integers(0, 9)) == 0 else ""
    look = draw(st.sampled_from(LOOKS))
    own = f"<w:rPr>{look}</w:rPr>" if look or draw(st.booleans()) else ""
    return f"<w:r{draw(NUMBER)}>{own}{text}{inside}</w:r>"


@st.composite
def paragraphs(draw: st.DrawFn) -> str:
    look = draw(st.sampled_from(PARAGRAPH_LOOKS))
    content = "".join(draw(st.lists(runs(), max_size=2)))
    beside = draw(st.sampled_from(BESIDE)) if draw(st.integers(0, 9)) == 0 else ""
    return f"<w:p{draw(NUMBER)}>{f'<w:pPr>{look}</w:pPr>' if look else ''}{content}{beside}</w:p>"


@st.composite
def cells(draw: st.DrawFn, shapes: list[str]) -> str:
    """Draw a cell: mostly of one of a few shapes, so that many are alike."""
    shape = draw(st.sampled_from(shapes))
    words = [draw(WORD) for _ in range(shape.count("<w:t>?"))]
    for word in words:
        shape = shape.replace("<w:t>?", f"<w:t>{word}", 1)
    return shape


@st.composite
def shapes(draw: st.DrawFn) -> list[str]:
    found = ["<w:tc><w:p><w:r><w:t>?</w:t></w:r></w:p></w:tc>"]
    for _ in range(draw(st.integers(0, 3))):
        inside = "".join(draw(st.lists(paragraphs(), min_size=1, max_size=2)))
        if draw(st.integers(0, 9)) == 0:
            inside += tbl(tr(tc(p("innen")))) + "<w:p/>"
        for word in WORDS:
            inside = inside.replace(f"<w:t>{word}</w:t>", "<w:t>?</w:t>") if word and "\n" not in word else inside
        found.append(f"<w:tc><w:tcPr>{draw(st.sampled_from(CELL_LOOKS))}</w:tcPr>{inside}</w:tc>")
    return found


@st.composite
def bodies(draw: st.DrawFn) -> str:
    known = draw(shapes())
    pieces = []
    for _ in range(draw(st.integers(1, 3))):
        rows = []
        is_upright = draw(st.booleans())
        for _ in range(draw(st.integers(1, 4))):
            first = draw(cells(UPRIGHT)) if is_upright else ""
            row = first + "".join(draw(st.lists(cells(known), min_size=1, max_size=4)))
            around = draw(st.sampled_from(["", "", "", "", "<w:del/>", "<w:hidden/>", "<w:tblHeader/>"]))
            rows.append(f"<w:tr{draw(NUMBER)}>{f'<w:trPr>{around}</w:trPr>' if around else ''}{row}</w:tr>")
        table = tbl(*rows, widths=draw(st.sampled_from([(), (900, 900, 900), (900, 20, 900)])))
        wrapped = (
            "{}",
            "{}",
            "{}",
            "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
            "<w:del>{}</w:del>",
            "<mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>",
            "<w:p><w:r><w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict></w:r></w:p>",
        )
        pieces.append(draw(paragraphs()))
        pieces.append(draw(st.sampled_from(wrapped)).replace("{}", table))
        if draw(st.integers(0, 5)) == 0:
            stray = draw(cells(known))
            pieces.append(draw(st.sampled_from([stray, tr(stray), tr(stray) * 2])))
    return "".join(pieces)


def read_both(content: bytes, options: Options) -> tuple[Document, Document]:
    """Read a file with as many cells folded as can be, and with none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kinds, "FEWEST", 1)
        folded = read(Source("a.docx", content=content), options)
        patch.setattr(kinds, "FEWEST", 10**9)
        return folded, read(Source("a.docx", content=content), options)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(bodies(), st.sampled_from(["accept", "reject"]), st.booleans())
def test_folded_cells_are_read_like_whole_ones(body: str, changes: str, placed: bool) -> None:
    options = Options(changes="reject" if changes == "reject" else "accept", placed=placed)
    content = docx(body, styles=STYLES, numbering=NUMBERING)
    folded, whole = read_both(content, options)
    assert folded == whole
    assert conform(normalise(folded), FORMS) == conform(normalise(whole), FORMS)


def test_cells_beyond_those_that_are_looked_at_are_read_too(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [tr(tc(str(row)), tc(tbl(tr(tc(f"inner {row}"), tc(""))) + p("after"))) for row in range(6)]
    content = docx(tbl(*rows) + p("end"))
    whole = read(Source("a.docx", content=content), Options())
    for most in range(12):
        monkeypatch.setattr(kinds, "MOST_ROWS", most)
        assert read(Source("a.docx", content=content), Options()) == whole, most


def test_cells_that_are_written_in_an_unusual_way_are_read_too() -> None:
    body = tbl(*[tr(tc("same"), tc("same")) for _ in range(3)])
    wanted = read(Source("a.docx", content=docx(body)), Options()).blocks
    for written in (
        body.replace("<w:tc>", "<w:tc >"),
        body.replace("<w:tc>", "<w:tc><!-- <w:tc> -->"),
        body.replace("<w:tc>", "<w:tc><!-- <w:tc><w:p w:x=' -->"),
        body.replace("<w:tc>", "<w:tc><?x <w:tc> ?>"),
        body.replace("</w:tc>", "<!-- </w:tc> --></w:tc>"),
        body.replace("<w:tr>", "<w:tr><!-- <w:tc><w:p/></w:tc> -->"),
        body.replace(">same<", "><![CDATA[same]]><"),
        body.replace("<w:tbl>", '<w:tbl xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'),
        body.replace("same", "s&#97;me"),
        body.replace("<w:tc>", "<w:tc>\n  ").replace("</w:tc>", "\n</w:tc>"),
    ):
        assert read(Source("a.docx", content=docx(written)), Options()).blocks == wanted


CELL = "<w:tc>{}<w:p><w:pPr>{}</w:pPr><w:r><w:rPr>{}<w:sz w:val='21'/></w:rPr><w:t>7</w:t></w:r></w:p></w:tc>".replace(
    "'", '"'
)


def cell(of_cell: str = "", of_paragraph: str = "", of_run: str = "") -> str:
    return CELL.format(of_cell, of_paragraph, of_run)


@pytest.mark.parametrize(
    "row",
    [
        cell() + "<!-- " + cell() + " -->" + cell(),
        cell() + "<?x " + cell() + "?>" + cell(),
        cell(of_run='<w:fldChar w:fldCharType="begin"/>'),
        cell(of_run='<w:hyperlink w:tooltip="tip"/>'),
        cell(of_run='<w:footnoteReference w:id="1" w:customMarkFollows="1"/>'),
        cell(of_paragraph="<w:ruby/>"),
        cell("<w:tcPr><w:permStart/></w:tcPr>"),
        cell("<w:tcPr><w:p><w:sdt/></w:p></w:tcPr>"),
        f'<x:y xmlns:x="urn:x" xmlns:w14="urn:other">{cell(of_run="<w14:glow/>")}</x:y>',
        cell(of_paragraph='<w:pStyle w:val="Middle"/>')
        + cell(of_paragraph="""<w:pStyle w:val='Middle w:rsidR="00A1"'/>"""),
        f'{cell()}<x:tc xmlns:x="{NAMES.split(chr(34))[1]}" convert-kind="0"><x:p><x:r><x:t>8</x:t></x:r></x:p></x:tc>',
    ],
)
def test_what_a_folded_cell_would_hide_is_found(row: str) -> None:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    field = f"<w:p>{mark.format('begin')}<w:r><w:t>code</w:t></w:r>{mark.format('end')}</w:p>"
    body = field + tbl(tr(row), tr(row)) + p("end")
    folded, whole = read_both(docx(body, styles=STYLES), Options())
    assert folded.findings == whole.findings
    assert folded == whole


def test_words_of_a_covered_cell_are_in_the_cell_that_covers_it_and_move_no_others() -> None:
    merge = '<w:tcPr><w:vMerge w:val="{}"/></w:tcPr>'
    rows = [
        tr(*[cell(merge.format(kind)).replace(">7<", f">{row} {kind}<") for kind in (kind, "restart")], tc(f"{row}"))
        for row, kind in enumerate(["restart", "continue", "continue"] * 2)
    ]
    folded, whole = read_both(docx(tbl(*rows)), Options())
    (table,) = folded.blocks
    assert isinstance(table, Table)
    assert table.cells[0].text == "0 restart\n1 continue\n2 continue"
    assert [one.text for one in table.cells if one.col == 2] == ["0", "1", "2", "3", "4", "5"]
    assert folded == whole


def test_only_cells_that_were_folded_are_filled() -> None:
    own = '<w:tc convert-kind="0"><w:p><w:r><w:t>own</w:t></w:r></w:p></w:tc>'
    content = docx(
        tbl(tr(tc("a"), tc("b"))) + '<w:sectPr><w:headerReference w:type="default" r:id="rIdH"/></w:sectPr>',
        links=(("rIdH", "header", "header1.xml"),),
        parts={"word/header1.xml": f"<w:hdr {NAMES}>{tbl(tr(own))}</w:hdr>"},
    )
    folded, whole = read_both(content, Options())
    assert "own" in repr(whole.blocks)
    assert folded == whole


def test_cells_mean_what_the_styles_and_lists_of_their_own_file_say() -> None:
    looks = '<w:pStyle w:val="Own"/>', '<w:rStyle w:val="Red"/>'
    body = tbl(*[tr(cell(of_paragraph=looks[0], of_run=looks[1]), tc("beside")) for _ in range(4)])
    red = style("Red", "red", '<w:rPr><w:color w:val="FF0000"/></w:rPr>', kind="character")
    middle = style("Own", "own", '<w:pPr><w:jc w:val="center"/></w:pPr>')
    counted = style("Own", "own", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
    files = [
        docx(body),
        docx(body, styles=red + middle),
        docx(body, styles=red + counted, numbering=NUMBERING),
        docx(body, styles=red + counted, numbering=NUMBERING.replace("decimal", "upperRoman")),
        docx(body, styles=red.replace("FF0000", "00FF00") + middle),
    ]
    whole = [tuple(only_table(read_both(content, Options())[1]).cells) for content in files]
    assert len({*whole}) == len(files)
    for _ in range(2):
        assert [tuple(only_table(read_both(content, Options())[0]).cells) for content in files] == whole


def test_cells_whose_text_is_empty_are_read_without_words() -> None:
    empty = "<w:tc><w:p><w:r><w:t></w:t></w:r></w:p></w:tc>"
    half = "<w:tc><w:p><w:r><w:t>1</w:t><w:t></w:t></w:r></w:p><w:p><w:r><w:t></w:t></w:r></w:p></w:tc>"
    rows = [tr(tc(f"{row}"), empty, half if row % 2 else empty, tc("")) for row in range(6)]
    folded, whole = read_both(docx(tbl(*rows)), Options())
    (table,) = folded.blocks
    assert isinstance(table, Table)
    assert [one.text for one in table.cells if one.row == 1] == ["1", "", "1", ""]
    assert folded == whole
