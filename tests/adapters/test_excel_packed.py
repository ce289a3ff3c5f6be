"""Rows that are taken without parsing them read exactly as the parser reads them, and what is odd is left to it."""

from __future__ import annotations

import pickle
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from convert import lazy_cells, read, write
from convert.adapters.excel import segments
from convert.adapters.excel.xlsx.packed import RowTaker
from convert.errors import Unreadable
from convert.lazy_cells import LazyCells
from convert.model import NOWHERE, Document
from convert.options import Options
from convert.proof import prove
from tests.adapters.excel_files import MAIN, codes, findings, grid, packed, read_bytes, relationships, tables
from tests.zips import parts_of, zipped

STRINGS = (
    "<si><t>名称</t></si><si><t>数量</t></si><si><t> </t></si><si><r><rPr><b/></rPr><t>粗</t></r></si><si><t/></si>"
)
WORTH = "convert.adapters.excel.xlsx.packed.WORTH_A_PATTERN"
"""Rows of one shape before it gets a pattern."""
STYLES = codes("0.00", "yyyy-mm-dd", "#,##0", '"约"0', "0.0%")
REFERENCES = (
    "&#25351;&#x6807;",
    "R&amp;D &lt;1&gt;",
    "&#9;",
    "&#10;",
    "&#32;",
    "&quot;&apos;",
    "&#x5F;x4E00_",
    "&#160;x",
)
MERGES = ("A1:B1", "B2:D2", "A3:A5", "E58:F60", "A30:F30", "D9:D9")
CELLS: tuple[Callable[[random.Random, str], str], ...] = (
    lambda rng, at: f'<c r="{at}"><v>{rng.randrange(10**6)}</v></c>',
    lambda rng, at: f'<c r="{at}" s="{rng.randrange(5)}"><v>{rng.uniform(-1, 1):.{rng.randrange(1, 5)}f}</v></c>',
    lambda rng, at: f'<c r="{at}" s="2"><v>{rng.randrange(40000, 46000)}</v></c>',
    lambda rng, at: f'<c r="{at}" t="s"><v>{rng.choice("01013")}</v></c>',
    lambda rng, at: f'<c r="{at}" t="s"><v>{rng.choice("24")}</v></c>',
    lambda rng, at: f'<c r="{at}" t="n"><v>{rng.random() * 10 ** rng.randrange(-9, 18)!r}</v></c>',
    lambda rng, at: f'<c r="{at}" t="b"><v>{rng.randrange(2)}</v></c>',
    lambda rng, at: f'<c r="{at}" s="1"/>',
    lambda rng, at: f'<c r="{at}" t="inlineStr"><is><t>文字{rng.randrange(9)}</t></is></c>',
    lambda rng, at: f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve"> _x4E00_ </t></is></c>',
    lambda rng, at: f'<c r="{at}"><f>A1+{rng.randrange(9)}</f><v>{rng.randrange(99)}</v></c>',
    lambda rng, at: f'<c r="{at}"><f t="shared" si="0"/><v>7</v></c>',
    lambda rng, at: f'<c r="{at}" t="str"><f>B1</f><v>结果</v></c>',
    lambda rng, at: f'<c r="{at}"><f>A1</f></c>',
    lambda rng, at: f'<c r="{at}" t="e"><v>#N/A</v></c>',
    lambda rng, at: f'<c r="{at}" t="str"><v>a &amp; b</v></c>',
    lambda rng, at: f'<c r="{at}" t="str"><v>{rng.choice(REFERENCES)}</v></c>',
    lambda rng, at: f'<c r="{at}" t="inlineStr"><is><t>甲{rng.choice(REFERENCES)}</t></is></c>',
    lambda rng, at: f'<c r="{at}" s="{rng.randrange(6)}"><v>{rng.random() * 10 ** rng.randrange(-6, 9)!r}</v></c>',
    lambda rng, at: f'<c r="{at}" t="inlineStr"><is><r><t>半</t></r></is></c>',
    lambda rng, at: f'<c r="{at}"><v>12 </v></c>',
    lambda rng, at: f'<c r="{at}" t="s"><v>99</v></c>',
)


def random_sheet(rng: random.Random) -> str:
    """Write rows of a few shapes, mostly some of one after each other, and now and then an odd or a misplaced one."""
    shapes = [[(col, rng.choice(CELLS)) for col in range(6) if rng.random() < 0.8] for _ in range(4)]
    lines = []
    row, shape = 0, shapes[0]
    while row < 60:
        row = max(row + rng.choice((1,) * 30 + (2,) * 8 + (0, -1)), 1)
        shape = shape if rng.random() < 0.7 else rng.choice(shapes)
        cells = "".join(make(rng, f"{'ABCDEF'[col]}{row}") for col, make in shape)
        attributes = rng.choice(("", ' hidden="1"', ' spans="1:6" ht="12.5"'))
        lines.append(f'<row r="{row}"{attributes}>{cells}</row>' if rng.random() > 0.05 else f'<row r="{row}"/>')
    return f"<sheetData>{rng.choice(('', chr(10))).join(lines)}</sheetData>"


def by_the_parser(content: bytes, monkeypatch: pytest.MonkeyPatch) -> Document:
    with monkeypatch.context() as patched:
        patched.setattr(segments, "_is_plain", lambda *_: False)
        return read_bytes(content)


@pytest.mark.parametrize("seed", range(40))
def test_rows_read_as_the_parser_reads_them(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(seed)
    content = packed(random_sheet(rng), strings=STRINGS, styles=STYLES)
    monkeypatch.setattr(segments, "_PIECE", rng.choice((200, 1000, 1 << 20)))
    monkeypatch.setattr(WORTH, rng.choice((3, 24)))
    assert read_bytes(content) == by_the_parser(content, monkeypatch)


@pytest.mark.parametrize("seed", range(20))
def test_shared_texts_read_as_the_parser_reads_them(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(seed)
    kinds = (
        "<si><t>名称</t></si>",
        '<si><t xml:space="preserve"> a  b </t></si>',
        "<si><t>_x4E00_ &amp; <![CDATA[<t>]]></t></si>",
        "<si><t>\n1\n</t></si>\n",
        "<si><t>\r\n</t></si>",
        "<si><t/></si>",
        "<si><t></t></si> ",
        "<si><!-- <si><t>kein</t></si> --><t>x</t></si>",
        "<si><r><rPr><b/></rPr><t>粗</t></r><r><t>细</t></r></si>",
        '<si><t>漢</t><rPh sb="0" eb="1"><t>かん</t></rPh></si>',
    )
    usual = rng.choice(((0,), (0, 1, 3), range(len(kinds))))
    strings = "".join(kinds[rng.choice(usual)] for _ in range(60))
    rows = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>{at - 1}</v></c></row>' for at in range(1, 61))
    content = packed(f"<sheetData>{rows}</sheetData>", strings=strings)
    monkeypatch.setattr(segments, "_PIECE", rng.choice((200, 1 << 20)))
    assert read_bytes(content) == by_the_parser(content, monkeypatch)


def test_plain_rows_are_taken_and_odd_ones_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []
    real = RowTaker._take_row

    def watched(self: RowTaker, line: str) -> bool:
        taken.append(real(self, line))
        return taken[-1]

    monkeypatch.setattr(RowTaker, "_take_row", watched)
    monkeypatch.setattr(WORTH, 3)
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>{row}</v></c><c r="B{row}"><v>2</v></c></row>' for row in range(1, 9)
    )
    odd = '<row r="9"><c r="A9"><v>1</v></c><c r="B9"><v>2</v></c><ext/></row><row r="10"><c r="A11"><v>1</v></c></row>'
    read_bytes(packed(f"<sheetData>{rows}{odd}</sheetData>"))
    assert taken == [True] * 8 + [False] * 2


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        ('<!-- <row r="1"><c r="A1"><v>1</v></c></row> --><row r="2"><c r="A2"><v>2</v></c></row>', ["2"]),
        ('<row r="2"><c r="A2"><v>2</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>', ["1", "2"]),
        ('<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>', ["1"]),
        ('<row r="1"><c r="A1"><v>1</v></c></row><row><c><v>2</v></c></row>', ["1", "2"]),
        ('<row r="1"><c r="A1"><v>1</v><v>3</v></c></row>', ["3"]),
        ('<row r="1"><c r="A1"><v><![CDATA[5]]></v></c></row>', ["5"]),
        ('<row r="1"><?x <row r="1">?><c r="A1"><v>5</v></c></row>', ["5"]),
    ],
)
def test_what_looks_like_a_row_is_not_taken_for_one(inside: str, shown: list[str]) -> None:
    document = read_bytes(packed(f"<sheetData>{inside}</sheetData>"))
    assert [line for block in document.blocks for line in getattr(block, "text", "").split("\n") or ()] == shown or [
        cell for table in tables(document) for line in grid(table) for cell in line
    ] == shown


def test_a_part_in_another_encoding_or_with_prefixes_goes_to_the_parser() -> None:
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c><c r="B1"><v>1</v></c></row>'
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{row}{row.replace("1", "2")}</sheetData></worksheet>'
    book = (
        f'<workbook xmlns="{MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    prefixed = sheet.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    wide = f'<?xml version="1.0" encoding="UTF-16"?>{sheet}'.encode("utf-16")
    chinese = f'<?xml version="1.0" encoding="GB2312"?>{sheet}'.encode("gb2312")
    for written in (sheet, prefixed, wide, b"\xef\xbb\xbf" + sheet.encode()):
        parts: dict[str, str | bytes] = {
            "_rels/.rels": relationships(("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": relationships(("worksheet", "worksheets/sheet1.xml")),
            "xl/worksheets/sheet1.xml": written,
        }
        document = read_bytes(zipped(parts))
        assert grid(tables(document)[0]) == [["甲", "1"], ["甲", "2"]]
        assert findings(document) == []
    assert chinese


def test_damage_behind_taken_rows_is_still_an_error() -> None:
    with pytest.raises(Unreadable):
        read_bytes(
            packed('<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></row></sheetData>')
        )
    with pytest.raises(Unreadable):
        read_bytes(packed('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'))


def rows_of_numbers(count: int, *, gap: int = 0) -> str:
    """Write rows with a text, a number and a date; one of them stands `gap` rows further down."""
    lines = []
    for at in range(1, count + 1):
        row = at + gap * (at > count // 2)
        filled = f'<c r="C{row}" s="2"><v>{45000 + at}</v></c>' if at % 3 else ""
        lines.append(
            f'<row r="{row}"><c r="A{row}" t="s"><v>{at % 2}</v></c><c r="B{row}"><v>{at}</v></c>{filled}</row>'
        )
    return f"<sheetData>{''.join(lines)}</sheetData>"


@pytest.mark.parametrize(
    "rest",
    ["", '<mergeCells><mergeCell ref="A1:A2"/></mergeCells>', '<mergeCells><mergeCell ref="E99:F99"/></mergeCells>'],
)
@pytest.mark.parametrize("gap", [0, 1])
def test_a_large_table_has_the_same_cells_whether_they_are_made_now_or_later(
    rest: str, gap: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = packed(rows_of_numbers(40, gap=gap) + rest, strings=STRINGS, styles=STYLES)
    now = read_bytes(content)
    monkeypatch.setattr(lazy_cells, "WORTH_PACKING", 10)
    later = read_bytes(content)
    assert later == now
    assert any(isinstance(table.cells, LazyCells) for table in tables(later))
    for one, other in zip(tables(now), tables(later), strict=True):
        assert [*one.rows()] == [*other.rows()]
        assert [other.cells[at] for at in range(-2, len(one.cells))] == [*one.cells[-2:], *one.cells]
        assert other.cells[3:9] == one.cells[3:9]
        assert pickle.loads(pickle.dumps(other)) == one


@pytest.mark.parametrize("seed", range(30))
def test_large_tables_with_merged_and_odd_cells_are_the_same_as_small_ones(
    seed: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rng = random.Random(seed)
    merges = "".join(f'<mergeCell ref="{area}"/>' for area in rng.sample(MERGES, rng.randrange(1, 4)))
    sheet = f"{random_sheet(rng)}<mergeCells>{merges}</mergeCells>"
    content = packed(sheet, strings=STRINGS, styles=STYLES)
    now = read_bytes(content)
    write(read(content), tmp_path / "now.xlsx")
    monkeypatch.setattr(lazy_cells, "WORTH_PACKING", 10)
    later = read_bytes(content)
    assert later == now
    write(read(content), tmp_path / "later.xlsx")
    assert (tmp_path / "now.xlsx").read_bytes() == (tmp_path / "later.xlsx").read_bytes()


def test_chinese_spelled_in_references_is_taken_without_parsing(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = '<c r="A{0}" t="inlineStr"><is><t>&#25351;{0}</t></is></c><c r="B{0}"><v>{0}</v></c>'
    rows = "".join(f'<row r="{row}">{cells.format(row)}</row>' for row in range(1, 11))
    monkeypatch.setattr(lazy_cells, "WORTH_PACKING", 10)
    (table,) = tables(read_bytes(packed(f"<sheetData>{rows}</sheetData>")))
    assert grid(table) == [[f"指{row}", str(row)] for row in range(1, 11)]
    assert isinstance(table.cells, LazyCells)


def test_a_large_table_is_written_like_any_other(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    content = packed(rows_of_numbers(40), strings=STRINGS.replace("数量", "数[bookmark: x]量"), styles=STYLES)
    write(read(content), tmp_path / "now.xlsx")
    monkeypatch.setattr(lazy_cells, "WORTH_PACKING", 10)
    document = read(content)
    assert "bookmark" not in "".join(cell.text for cell in tables(document)[0].cells)
    write(document, tmp_path / "later.xlsx")
    write(document, tmp_path / "later.docx")
    assert (tmp_path / "now.xlsx").read_bytes() == (tmp_path / "later.xlsx").read_bytes()


@pytest.mark.parametrize("odd", ["", "link", "long text"])
def test_a_large_mixed_table_is_written_like_any_other(
    odd: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    texts = (
        "=1+1",
        "12.5%",
        "0023",
        "长" * 90,
        "第一行\n第二行",
        "<r>x",
        "_x0041_",
        "😀",
        "a" * 40,
        "合计 数",
        "x" * 32_768,
    )
    strings = "".join(f"<si><t>{text.replace('<', '&lt;')}</t></si>" for text in texts)
    bold = '<fonts><font/><font><b/></font></fonts><cellXfs><xf/><xf numFmtId="4"/><xf fontId="1"/></cellXfs>'
    rng = random.Random(5)
    lines = []
    for row in range(1, 80):
        raws = [rng.randrange(-99, 10**6), rng.uniform(-1, 1), f"{rng.uniform(0, 99):.2f}", "-0", "1E+25", "2024.1"]
        raws += ["0.30000000000000004", "12345678901234567", 0.00002, "7.50"]
        text = len(texts) - 1 if odd == "long text" and row == 50 else rng.randrange(len(texts) - 1)
        cells = [f'<c r="A{row}" t="s"><v>{text}</v></c>']
        cells += [f'<c r="B{row}" t="b"><v>{row % 2}</v></c>'] if row % 7 else []
        cells += [f'<c r="{col}{row}" s="{rng.choice((0, 2))}"><v>{rng.choice(raws)}</v></c>' for col in "CDE"]
        cells += [f'<c r="F{row}" s="1"><v>{rng.choice(raws[:1])}</v></c>'] if row % 9 == 0 else []
        lines.append(f'<row r="{row}">{"".join(cells)}</row>')
    rest = '<hyperlinks><hyperlink ref="A3" r:id="rId1"/></hyperlinks>' if odd == "link" else ""
    frozen = '<sheetViews><sheetView workbookViewId="0"><pane ySplit="3" state="frozen"/></sheetView></sheetViews>'
    links = {"xl/worksheets/_rels/sheet1.xml.rels": relationships(("hyperlink", "https://example.org"), external=True)}
    sheet = f"{frozen}<sheetData>{''.join(lines)}</sheetData>{rest}"
    content = packed(sheet, strings=strings, styles=bold, extra=links)
    now = write(read(content), tmp_path / "now.xlsx")
    monkeypatch.setattr(lazy_cells, "WORTH_PACKING", 10)
    later = write(read(content), tmp_path / "later.xlsx")
    assert any(isinstance(table.cells, LazyCells) for table in tables(later)) == (not odd)
    assert (tmp_path / "now.xlsx").read_bytes() == (tmp_path / "later.xlsx").read_bytes()
    assert later.findings == now.findings


@pytest.mark.parametrize("merges", [(), ("A1:B1",), ("A1:A2", "B1:C1", "A20:C21", "A40:B40")])
def test_a_large_table_of_our_own_is_read_and_proved_like_any_other(
    merges: Sequence[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "own.xlsx"
    areas = "".join(f'<mergeCell ref="{area}"/>' for area in merges)
    sheet = rows_of_numbers(40) + (f"<mergeCells>{areas}</mergeCells>" if areas else "")
    write(read(packed(sheet, strings=STRINGS, styles=STYLES)), path)
    now = read(path)
    monkeypatch.setattr(lazy_cells, "WORTH_PACKING", 10)
    later = read(path)
    assert [type(table.cells) for table in tables(now)] == [tuple]
    assert all(isinstance(table.cells, LazyCells) for table in tables(later))
    assert later == now
    for pattern, other in (
        (rb'(<c r="B9" s="\d+"><v>)\d+', rb"\g<1>77"),
        (rb'<c r="C9" s="\d+"/>', b""),
        (rb'(<c r="A9" s="\d+" t="s"><v>)\d+', rb"\g<1>0"),
        *((rb'(<c r="A1" s="\d+" t="s"><v>)\d+', rb"\g<1>0") for _ in merges),
        *((rb'<mergeCell ref="[A-Z0-9:]+"/>', b"") for _ in merges),
    ):
        changed = tmp_path / "changed.xlsx"
        parts = parts_of(path.read_bytes())
        sheet, count = re.subn(pattern, other, parts["xl/worksheets/sheet2.xml"], count=1)
        assert count == 1
        changed.write_bytes(zipped({**parts, "xl/worksheets/sheet2.xml": sheet}))
        assert prove(later, path, "xlsx", Options()) == ""
        assert prove(later, changed, "xlsx", Options()) != ""


def test_cells_without_places_are_the_same_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lazy_cells, "WORTH_PACKING", 1)
    rows = "".join(f'<row r="{at}"><c r="A{at}"><v>{at}</v></c><c r="B{at}"><v>2</v></c></row>' for at in range(1, 9))
    (table,) = tables(read_bytes(packed(f"<sheetData>{rows}</sheetData>")))
    cells = table.cells
    assert isinstance(cells, LazyCells)
    placed = [(cell.row, cell.col, cell.text, cell.value) for cell in cells]
    assert [(cell.row, cell.col, cell.text, cell.value) for cell in cells.unplaced()] == placed
    assert {cell.origin for cell in cells.unplaced()} == {NOWHERE}


def test_what_was_learned_of_one_workbook_is_not_believed_of_another_with_other_styles() -> None:
    """The same rows in workbooks that show them otherwise, some of them rounded: each reads as the parser reads it."""
    rows = "".join(
        f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c><c r="B{at}" s="{style}"><v>4500{at}</v></c>'
        f'<c r="C{at}" s="{style}"><v>{at}.25</v></c></row>'
        for at, style in enumerate((1, 2, 1, 2, 2, 1, 1, 2), 1)
    )
    looks = [codes("0.00", code) for code in ("0.00", "0", "yyyy-mm-dd", "0%", "0.0")]

    def documents(rows: str) -> list[Document]:
        books = (
            packed(f"<sheetData>{rows}</sheetData>", strings="<si><t>名称</t></si>", styles=look) for look in looks
        )
        return [read_bytes(book) for book in books]

    parsed = documents(rows.replace("<row ", "<row\t"))
    assert len({str(document) for document in parsed}) == len(looks)
    assert all(documents(rows) == parsed for _ in range(30))
