"""What is written as docx reads back as what was meant."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from openxml_audit import OpenXmlValidator

from convert import grid
from convert.adapters.docx import read
from convert.findings import finding
from convert.model import NOWHERE, Block, Cell, Document, Heading, ListItem, Note, Paragraph, Picture, Run, Table
from convert.options import Options
from convert.source import Source
from convert.writers.docx import write
from tests.writers.docx_files import item, paragraph, png

PNG = png(40, 20)


def cell(row: int, col: int, text: str = "", rowspan: int = 1, colspan: int = 1) -> Cell:
    return Cell(row, col, rowspan, colspan, (paragraph(text),) if text else ())


def read_back(document: Document) -> Document:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.docx"
        write(document, path, Options())
        return read(Source(path.name, path), Options())


def bare(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Take away where blocks came from, and what a docx file does not say: a picture's size as it was, cells' roles."""
    return tuple(_bare(block) for block in blocks)


def _bare(block: Block) -> Block:
    if isinstance(block, Picture):
        return Picture(block.data, block.media_type, block.alt)
    if isinstance(block, Table):
        cells = tuple(Cell(c.row, c.col, c.rowspan, c.colspan, bare(c.blocks)) for c in block.cells)
        return Table(block.n_rows, block.n_cols, cells, block.header_rows, title=block.title)
    if isinstance(block, ListItem):
        block = replace(block, numbering=None)
    assert isinstance(block, Paragraph)
    return replace(block, runs=tuple(_bare_run(run) for run in block.runs), origin=NOWHERE)


def _bare_run(run: Run) -> Run:
    if run.note is None:
        return run
    return replace(run, note=Note(run.note.kind, bare(run.note.paragraphs)))  # type: ignore[arg-type]


def check(*blocks: Block) -> None:
    for form in ("", "2021"):
        assert bare(read_back(Document(blocks, form=form)).blocks) == bare(blocks)


def test_headings_and_paragraphs() -> None:
    check(
        Heading((Run("标题"),), level=0),
        *(Heading((Run(f"第{level}级"),), level=level) for level in range(1, 10)),
        paragraph("一、不是标题"),
        paragraph("1. 也不是列表"),
        paragraph("  空格  两边　"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|' /C calc'!A0",
        "]]>",
        "&lt;b&gt; & <i>",
        "a\tb\nc\n\nd",
        "\n",
        "\t",
        "«\xa0»\xad\u2011\u200b",
        "𠀀𝄞",
        "\ufffd",
    ],
)
def test_hostile_text(text: str) -> None:
    check(paragraph("a" + text + "z"), Table(1, 1, (cell(0, 0, "a" + text + "z"),)))


def test_marks() -> None:
    check(
        Paragraph(
            (
                Run("b", frozenset({"bold"})),
                Run("i", frozenset({"italic"})),
                Run("u", frozenset({"underline"})),
                Run("s", frozenset({"strike"})),
                Run("2", frozenset({"super"})),
                Run("3", frozenset({"sub", "bold", "italic"})),
                Run("“”", frozenset({"bold", "underline", "strike"})),
            )
        ),
        Heading((Run("粗", frozenset({"bold"})), Run("细"))),
    )


def test_links() -> None:
    check(
        Paragraph(
            (
                Run("a", link="https://example.org/?a=1&b=<2>#c"),
                Run("b", frozenset({"bold"}), "https://example.org/?a=1&b=<2>#c"),
                Run("c"),
                Run("d", link="#书签 一"),
                Run("e", link="MAILTO:a@example.org"),
                Run("f", link="http://例子.中国/空 格/[x]"),
                Run("g", link="file:///C:/a%20b.docx"),
            )
        )
    )


def test_notes() -> None:
    check(
        Paragraph(
            (
                Run("a"),
                Run("", note=Note("footnote", (paragraph("one"), Paragraph((Run("two", frozenset({"bold"})),))))),
                Run("b"),
                Run("", note=Note("endnote", (Paragraph((Run("three", link="http://example.org/"),)),))),
                Run("", note=Note("footnote", (paragraph("four"),))),
            )
        ),
        Table(1, 1, (Cell(0, 0, blocks=(Paragraph((Run("x"), Run("", note=Note("footnote", (paragraph("y"),))))),)),)),
    )


@pytest.mark.parametrize(
    "markers",
    [
        ("1.", "2.", "3."),
        ("（一）", "（二）", "（三）"),
        ("一、", "二、", "一、", "二、"),
        ("1.", "3.", "2.", "2.", "5."),
        ("0.", "1."),
        ("09", "10", "11"),
        ("iv)", "v)", "vi)", "viii)"),
        ("a.", "b.", "z.", "aa."),
        ("①", "②", "③", "⑳"),
        ("九十九、", "一百、", "一百零一、"),
        ("第一条", "第二条"),
        ("1.1", "1.2", "2.1"),
        ("甲、", "乙、"),
        ("条", "条", "100%"),
        ("40000.", "40001."),
        ("(1)", "（2）", "3)"),
        ("&<>\"'", "&<>\"'"),
    ],
)
def test_markers(markers: tuple[str, ...]) -> None:
    check(*(item(f"项{index}", marker) for index, marker in enumerate(markers)))
    check(*(part for marker in markers for part in (item("a", marker), paragraph("b"), item("c", "•", 0, False))))


def test_levels_of_lists() -> None:
    check(
        item("a", "1."),
        item("b", "a)", 1),
        item("c", "i.", 2),
        item("d", "ii.", 2),
        item("e", "b)", 1),
        item("f", "i.", 2),
        item("g", "2."),
        item("h", "c)", 1),
        item("i", "3."),
        item("j", "a)", 1),
        item("k", "x", 8),
        item("l", "•", 5, False),
        item("m", "4."),
        item("n", "5)", 3),
        item("o", "5."),
        item("p", "1)", 3),
    )


def test_lists_in_cells_and_notes_count_apart() -> None:
    inner = Table(1, 1, (Cell(0, 0, blocks=(item("x", "1."), item("y", "2."))),))
    check(item("a", "1."), item("b", "2."), inner, item("c", "3."), inner, item("d", "3."))


def test_bullets() -> None:
    check(item("a", "•", 0, False), item("b", "–", 1, False), item("c", "1.", 0, False), item("d", "%1", 0, False))


@pytest.mark.parametrize(
    ("media_type", "data"),
    [
        ("image/png", PNG),
        ("image/jpeg", b"\xff\xd8\xff\xe0 jpeg"),
        ("image/gif", b"GIF89a gif"),
        ("image/bmp", b"BM bmp"),
        ("image/tiff", b"II*\x00 tiff"),
    ],
)
def test_pictures(media_type: str, data: bytes) -> None:
    one = Picture(data, media_type, '图“一”\n"two" <&>')
    check(one, paragraph("a"), one, Table(1, 1, (Cell(0, 0, blocks=(one, paragraph("b"))),)))


def test_tables_with_spans_and_holes() -> None:
    check(
        Table(3, 3, (cell(0, 0, "a", 2, 2), cell(0, 2, "b"), cell(1, 2, "c", 2), cell(2, 0, "d"), cell(2, 1, "e")), 1),
        Table(3, 4, (cell(0, 1, "a"), cell(0, 2), cell(1, 0, "b", 2, 3), cell(2, 3, "c")), title="表“一”"),
        Table(2, 2, (cell(0, 0, "a", 2), cell(0, 1, "b", 2)), 2),
        Table(1, 1, (cell(0, 0),)),
    )


def test_tables_side_by_side_and_in_cells() -> None:
    one = Table(1, 2, (cell(0, 0, "a"), cell(0, 1, "b")))
    check(one, one, Table(1, 1, (Cell(0, 0, blocks=(paragraph("x"), one, one)),)), one)
    check(Table(1, 1, (Cell(0, 0, blocks=(Table(1, 1, (Cell(0, 0, blocks=(one, paragraph("y"))),)),)),)))


@pytest.mark.parametrize("n_cols", [1, 10, 15, 63, 150, 500])
def test_tables_of_many_columns(n_cols: int) -> None:
    texts = ["字", "11398889", "x" * 40, ""]
    cells = [cell(row, col, texts[(row * 7 + col) % 4]) for row in range(2) for col in range(n_cols)]
    check(Table(2, n_cols, tuple(cells), 1))


def test_properties_and_history() -> None:
    found = finding("artifact-removed", before="[bookmark: _GoBack]\n\t<&>")
    back = read_back(Document((paragraph("规章"),), (found,), title="标题 & 副标题", language="zh-CN"))
    assert (back.title, back.language, back.settled) == ("标题 & 副标题", "zh-CN", True)
    assert back.findings == (found,)


def test_the_footer_and_the_numbering_of_notes_are_no_text() -> None:
    back = read_back(Document((paragraph("a"),)))
    assert back.findings == ()
    assert back.settled


_TEXT = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=12
)
_WORDS = _TEXT.filter(lambda text: text.strip() != "").map(lambda text: f"x{text}x")
_MARKS = st.sampled_from([frozenset(), frozenset({"bold"}), frozenset({"italic", "sub"}), frozenset({"underline"})])
_RUNS = _WORDS.map(lambda text: (Run(text),)) | st.tuples(_WORDS, _WORDS, _MARKS.filter(bool)).map(
    lambda given: (Run(given[0]), Run(given[1], given[2]))
)
_PARAGRAPHS = _RUNS.map(Paragraph)
_HEADINGS = st.builds(lambda runs, level: Heading(runs, level=level), _RUNS, st.integers(0, 9))
_MARKERS = st.sampled_from(["1.", "2.", "3.", "a)", "b)", "（一）", "（二）", "①", "•", "条", "12.", "i.", "ii."])
_ITEMS = st.builds(
    lambda runs, marker, level: ListItem(runs, level=level, ordered=marker != "•", marker=marker),
    _RUNS,
    _MARKERS,
    st.integers(0, 8),
)
_BLOCKS = _PARAGRAPHS | _HEADINGS | _ITEMS


@st.composite
def _tables(draw: st.DrawFn) -> Table:
    """Draw a table without holes in the middle of its rows, whose rows all have a cell."""
    n_rows, n_cols = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    rows = []
    for _ in range(n_rows):
        spans = draw(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3)), min_size=1, max_size=n_cols))
        contents = [tuple(draw(st.lists(_BLOCKS, max_size=2))) for _ in spans]
        rows.append([Cell(0, -1, *span, blocks) for span, blocks in zip(spans, contents, strict=True)])
    table = grid.place(rows)
    covered = {
        (cell.row + down, cell.col + right)
        for cell in table.cells
        for down in range(cell.rowspan)
        for right in range(cell.colspan)
    }
    fill = [
        Cell(row, col)
        for row in range(table.n_rows)
        for col in range(table.n_cols)
        if (row, col) not in covered and any((row, other) in covered for other in range(col + 1, table.n_cols))
    ]
    cells = sorted((*table.cells, *fill), key=lambda cell: (cell.row, cell.col))
    return replace(table, cells=tuple(cells), header_rows=draw(st.integers(0, table.n_rows)))


@settings(max_examples=60, deadline=None)
@given(st.lists(_BLOCKS | _tables(), max_size=12))
def test_any_document(blocks: list[Block]) -> None:
    check(*blocks)


@settings(max_examples=15, deadline=None)
@given(st.lists(_BLOCKS | _tables(), max_size=6), st.text(max_size=8), st.text(max_size=8))
def test_any_document_passes_the_audit(blocks: list[Block], title: str, link: str) -> None:
    document = Document((*blocks, Paragraph((Run("x", link="http://" + link),))), title=title)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.docx"
        write(document, path, Options())
        assert [str(error) for error in OpenXmlValidator().validate(str(path)).errors] == []
