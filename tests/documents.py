"""Random documents: every kind of block, inside each other, with texts that programs stumble over."""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec.structs import replace

from convert import grid
from convert.model import Block, Cell, Document, Heading, ListItem, Mark, Note, Paragraph, Picture, Run, Table
from tests.writers.docx_files import png

ODD = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(A1)",
    "]]>",
    "&lt;b&gt;",
    "a\tb\nc",
    "مرحبا بالعالم 123",
    "‏שלום‎",
    "👩‍👩‍👧‍👦🇨🇳",
    "e\u0301\u0302",
    "𠀀𝄞",
    "\x00\x0b\x1f\ufffe",
    "\ud800",
    "00017",
    "1,234.50",
    "－１２",
    "2024-02-30",
    "_x000D_",
    "字" * 10_000,
    "x" * 300,
    "http://例子.中国/?a=1&b=<2>",
)
_MARKS: tuple[Mark, ...] = ("bold", "italic", "underline", "super", "sub", "strike")
_LINKS = ("", "", "", "https://example.org/?a=1&b=<2>", "#书签 一", "javascript:alert(1)", "mailto:a@example.org")
_MARKERS = ("1.", "2.", "3.", "a)", "（一）", "（二）", "①", "•", "条", "iv.", "%1", "")

texts = st.text(max_size=20) | st.sampled_from(ODD)
marks = st.frozensets(st.sampled_from(_MARKS), max_size=2)
plain_runs = st.builds(Run, texts, marks, st.sampled_from(_LINKS))
notes = st.builds(
    lambda kind, runs: Run("", note=Note(kind, (Paragraph((runs,)),))),
    st.sampled_from(["footnote", "endnote"]),
    plain_runs,
)
runs = st.lists(plain_runs | notes, max_size=3).map(tuple)
pictures = st.builds(
    lambda width, height, alt: Picture(png(width, height), "image/png", alt),
    st.integers(1, 4000),
    st.integers(1, 4000),
    texts,
)
paragraphs = (
    st.builds(Paragraph, runs)
    | st.builds(lambda runs, level: Heading(runs, level=level), runs, st.integers(0, 9))
    | st.builds(
        lambda runs, level, marker: ListItem(runs, level=level, ordered=marker != "•", marker=marker),
        runs,
        st.integers(0, 9),
        st.sampled_from(_MARKERS),
    )
)


@st.composite
def tables(draw: st.DrawFn, inner: st.SearchStrategy[Block]) -> Table:
    """Draw a table with merged cells and holes."""
    rows = []
    for _ in range(draw(st.integers(1, 4))):
        spans = draw(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3)), max_size=4))
        rows.append([Cell(0, -1, *span, tuple(draw(st.lists(inner, max_size=2)))) for span in spans])
    table = grid.place(rows)
    return replace(table, header_rows=draw(st.integers(0, table.n_rows)), title=draw(texts))


blocks: st.SearchStrategy[Block] = st.recursive(paragraphs | pictures, tables, max_leaves=12)
documents = st.builds(lambda blocks, title: Document(tuple(blocks), title=title), st.lists(blocks, max_size=6), texts)
