# ruff: noqa: E501
"""Random documents: everything that the model can hold, in places where nobody would put it."""

from __future__ import annotations

import struct

from hypothesis import strategies as st

from convert.grid import place
from convert.model import (
    Block,
    Break,
    Cell,
    Comment,
    CommentStart,
    Document,
    Equation,
    Field,
    Furniture,
    Heading,
    Level,
    ListItem,
    Note,
    Numbering,
    Paragraph,
    Picture,
    Run,
    Section,
    Table,
)

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 40, 20) + b"\x08\x02\x00\x00\x00"
OMML = '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>x</m:t></m:r></m:oMath>'
ODD = (
    "规章", "a b", "  两边  ", "שלום עולם", "مرحبا", "😀👩‍👩‍👧", "\x00\x01\x1f", "\ufffe\uffff", "\u200b", "a\tb\nc", "\r\n",
    "=1+1", "@SUM(A1)", "<b>&amp;]]>", "\"'", "é\u0301", "𠮷𩸽", "1.", "（一）", "%1", "%", "", " ", "00017", "3.10", "2024-01-31",
    "\ud800", "_x000D_", "\ue000", "■", "1e400",
)  # fmt: skip
TEXTS = st.sampled_from(ODD) | st.text(st.characters(codec="utf-8"), max_size=8)
LONG = st.integers(9_990, 10_010).map(lambda n: "长文本" * (n // 3))
NAMES = st.sampled_from(["", "place", "_Toc1", "a b", "9", "x" * 60, "\x01"])
MARKS = st.frozensets(st.sampled_from(["bold", "italic", "underline", "super", "sub", "strike"]), max_size=3)
LINKS = st.sampled_from(
    ["", "", "", 'https://example.org/?a=1&b="2"', "#place", "javascript:alert(1)", "mailto:a@b.org"]
)
COLOURS = st.sampled_from(["", "", "FF0000", "00AA11"])
PLAIN_RUNS = st.builds(
    Run, TEXTS, MARKS, LINKS, colour=COLOURS, highlight=st.sampled_from(["", "", "yellow", "darkCyan"])
)
ALIGNS = st.sampled_from(["", "", "center", "right"])
PLAIN = st.builds(Paragraph, st.lists(PLAIN_RUNS, max_size=2).map(tuple), align=ALIGNS)
NOTES = st.builds(Note, st.sampled_from(["footnote", "endnote"]), st.lists(PLAIN, max_size=2).map(tuple))
SIZES = st.none() | st.floats(-1, 5000) | st.just(float("inf"))
PICTURES = st.builds(
    Picture,
    st.sampled_from([PNG, b"BM", b""]),
    st.sampled_from(["", "image/png", "image/jpeg", "text/html"]),
    TEXTS,
    SIZES,
    SIZES,
)
MARK_NUMBERS = st.integers(0, 3)
COMMENTS = st.builds(
    Comment,
    st.lists(PLAIN, max_size=2).map(tuple),
    TEXTS,
    TEXTS,
    st.sampled_from(["", "2024-03-01T08:30:00Z", "yesterday", "2024-13-01T08:30:00Z"]),
    MARK_NUMBERS,
)
INSETS = st.one_of(
    st.builds(Equation, st.sampled_from([OMML, "x", "<a/>", OMML.replace("m:t>", "m:script>")])),
    st.builds(Break, st.sampled_from(["page", "column"])),
    st.builds(Field, st.sampled_from(["PAGE", " numpages ", "INCLUDETEXT c:/x", "", "PAGEREF place \\h"])),
    st.builds(CommentStart, MARK_NUMBERS),
    COMMENTS,
    PICTURES,
)
RUNS = st.one_of(
    PLAIN_RUNS,
    PLAIN_RUNS,
    st.builds(Run, st.just(""), note=NOTES),
    st.builds(Run, st.sampled_from(["", "x", "\n"]), link=LINKS, inset=INSETS),
)
RUN_LISTS = st.lists(RUNS, max_size=4).map(tuple)
ANCHORS = st.lists(NAMES, max_size=1).map(tuple)
LEVELS = st.builds(
    Level,
    st.sampled_from(["decimal", "lowerRoman", "chineseCounting", "bullet", "none", "nonsense"]),
    st.sampled_from(["%1.", "（%1）", "•", "%1.%2", "", "%9"]),
    st.integers(0, 40_000),
    st.sampled_from(["tab", "space", "nothing"]),
    st.booleans(),
    st.none() | st.integers(0, 9),
    st.sampled_from([0, 2, 5]),
)
NUMBERINGS = st.builds(
    Numbering,
    st.integers(1, 2),
    st.integers(1, 2),
    st.lists(LEVELS, min_size=1, max_size=3).map(lambda levels: tuple(enumerate(levels))),
    st.sampled_from([(), ((0, 7),), ((8, 3),)]),
)
ITEMS = st.builds(
    ListItem,
    RUN_LISTS,
    level=st.integers(0, 12),
    ordered=st.booleans(),
    marker=st.sampled_from(["1.", "2.", "（一）", "•", "1.1", "", "%1", "iv)", "a\nb"]),
    align=ALIGNS,
    numbering=st.none() | NUMBERINGS,
)
PARAGRAPHS = st.one_of(
    st.builds(Paragraph, RUN_LISTS, align=ALIGNS, anchors=ANCHORS),
    st.builds(Heading, RUN_LISTS, level=st.integers(0, 9), align=ALIGNS, anchors=ANCHORS),
    ITEMS,
    st.builds(lambda text: Paragraph((Run(text),)), LONG),
)


def tables(blocks: st.SearchStrategy[Block]) -> st.SearchStrategy[Table]:
    contents = st.lists(blocks, max_size=2).map(tuple)
    spans = st.sampled_from([1, 1, 1, 2, 3])
    fills = st.sampled_from(["", "", "FFFF00"])
    cells = st.builds(Cell, st.just(0), st.sampled_from([-1, 0, 2]), spans, spans, contents, fill=fills)
    rows = st.lists(st.lists(cells, max_size=4), max_size=4)
    return st.builds(place, rows, header_rows=st.integers(0, 1))


INNER: st.SearchStrategy[Block] = st.recursive(PARAGRAPHS | PICTURES, tables, max_leaves=6)
FURNITURE = st.builds(
    Furniture,
    st.sampled_from(["header", "footer"]),
    st.sampled_from(["default", "first", "even"]),
    st.lists(INNER, max_size=2).map(tuple),
)
SECTIONS = st.builds(
    Section,
    st.sampled_from(["page", "continuous", "even", "odd", "column"]),
    st.none() | st.sampled_from([100.0, 595.3, 841.9, 1e6, -3.0]),
    st.none() | st.sampled_from([100.0, 595.3, 841.9]),
    st.sampled_from([0, 1, 2, 3, 60]),
    st.lists(FURNITURE, max_size=2, unique_by=lambda piece: (piece.place, piece.pages)).map(tuple),
    st.booleans(),
    st.sampled_from([None, 0, 5, 10**6]),
    st.sampled_from(["", "upperRoman", "nonsense"]),
)
DOCUMENTS = st.builds(
    Document,
    st.lists(INNER | SECTIONS, max_size=6).map(tuple),
    title=TEXTS,
    language=st.sampled_from(["", "zh-CN", "en", "no language"]),
)
"""Documents of anything."""
