"""Whatever marks stand around them, the words of a text or a page are in its blocks or in a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convert.adapters.text import read_text
from convert.html_blocks import read_html
from convert.model import NOWHERE, Block, Finding, Paragraph, Picture, Table

_ELEMENTS = """
    html head body title p div span b table tbody thead tfoot tr td th caption colgroup col ul li dl dd h1 a br pre form
    select option button label fieldset noscript template center section article header details summary ruby rt sub del
    ins article nav main map source track area frameset noframes custom-x para entry row informaltable o:p xmp listing
"""
_TAGS = [mark for name in _ELEMENTS.split() for mark in (f"<{name}>", f"</{name}>")]
_MARKS = [
    *(
        "\t",
        "|",
        " | ",
        "||",
        "  ",
        "---",
        "=====",
        "+---+---+",
        "{|\n",
        "|}\n",
        "|-\n",
        "! ",
        "[table]",
        "[tr]",
        "[td]",
    ),
    *(
        "[/table]",
        r"\begin{tabular}{ll}",
        r"\end{tabular}",
        " & ",
        r"\\",
        "- ",
        "1. ",
        "（一）",
        "# ",
        "> ",
        "```\n",
        ",",
    ),
    *(
        '"',
        "'",
        "INSERT INTO t VALUES (",
        "),(",
        ");",
        "{",
        "}",
        "[",
        "]",
        '": "',
        "<table>",
        "<td>",
        "</td>",
        "</table>",
    ),
    *(
        "^ ",
        ":::",
        "|===",
        "2+|",
        r"\2. ",
        "%",
        "- 3 -",
        "12",
        "0",
        "/",
        "—",
        "无",
        "\x0c",
        "\r",
        "│",
        "┌──┬──┐",
        "**",
        "`",
    ),
    *("@tab ", "@end multitable\n"),
    *(
        ":---|---:",
        "；",
        "=",
        "T{",
        "T}\t",
        ".TS\n",
        ".TE\n",
        "#table(",
        "table.cell(colspan: 2)[",
        ")",
        "@multitable\n",
        "@item ",
        "*/",
        "\ufeff",
        "\xad",
        "\ue000",
        "[bookmark: _GoBack]",
        "[image: x.png]",
    ),
]
_WORD = "字"


def _filled(pieces: Iterable[str]) -> tuple[str, list[str]]:
    """Give a text and the words in it, of which no two are alike."""
    words = (chr(0x4E10 + at) + chr(0x9010 + at) for at in count())
    said: list[str] = []
    text = ""
    for piece in pieces:
        if piece == _WORD:
            said.append(next(words))
        text += said[-1] if piece == _WORD else piece
    return text, said


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Table):
            yield from (text for cell in block.cells for text in _texts(cell.blocks))
        elif isinstance(block, Picture):
            yield block.alt


def _lost(words: list[str], blocks: Iterable[Block], findings: Iterable[Finding], more: str = "") -> list[str]:
    """List the words of which a character is nowhere; a reader may put white space between the two."""
    there = more.join([*_texts(blocks), *(f"{found.before}{found.after}{found.detail}" for found in findings), more])
    return [word for word in words if not all(char in there for char in word)]


def _pieces(marks: list[str]) -> st.SearchStrategy[list[str]]:
    """Make marks, of a few kinds at a time, with words among them."""
    some = st.lists(st.sampled_from(marks), min_size=1, max_size=8)
    return some.flatmap(lambda kinds: st.lists(st.sampled_from([*kinds, _WORD, _WORD, "\n"]), min_size=3, max_size=30))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(_pieces(_TAGS))
def test_words_among_the_tags_of_a_page_are_read_or_reported(pieces: list[str]) -> None:
    text, words = _filled(pieces)
    page = read_html(text, lambda _line, _ref: NOWHERE)
    assert _lost(words, page.blocks, page.findings, page.title) == []


@pytest.mark.parametrize("marks", [_MARKS, _MARKS + _TAGS], ids=["text", "text and tags"])
def test_words_among_the_marks_of_all_dialects_are_read_or_reported(marks: list[str]) -> None:
    @settings(max_examples=300, deadline=None, derandomize=True)
    @given(_pieces(marks))
    def check(pieces: list[str]) -> None:
        text, words = _filled(pieces)
        blocks, findings = read_text(text, "a.txt") if text.strip() else ((), ())
        assert _lost(words, blocks, findings) == []

    check()
