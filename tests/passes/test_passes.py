"""Passes change nothing the second time, and lose no character that they do not report."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convert.grid import place
from convert.model import Block, Document, Heading, Note, Paragraph, Run, Table, cell_of_text
from convert.passes import PASSES, normalise
from convert.passes.walk import texts

text = st.text(
    st.sampled_from(list("一二（）、。1.a \t\n\u3000\u00a0\u200b\x00\x07\ufeff[]:公开情况\ue000\u00ad\uf0b7\uf0fe")),
    max_size=30,
) | st.sampled_from(
    [
        "[image: 图 1.png]",
        "<!--[if gte mso 9]>隐藏<![endif]-->正文",
        "<![if !a]>1.<![endif]>",
        "<!--[if x]>没有结束",
        "\uf0b7 要点",
        "\uf0b7",
        "infor\u00ad\nmation",
        "[bookmark: _GoBack]主动公开",
        "一、总体情况",
        "（一）主动公开",
        "1.按时",
        "　　全年",
        "工作     报告",
    ]
)
runs = st.lists(st.builds(Run, text, st.frozensets(st.sampled_from(["bold", "italic"]), max_size=1)), max_size=3)
notes = st.builds(lambda inner: Run("", note=Note("footnote", (Paragraph((Run(inner),)),))), text)
paragraphs = st.builds(lambda found, note: Paragraph((*found, *([note] if note else []))), runs, st.none() | notes)
tables = st.lists(
    st.lists(st.builds(lambda words: cell_of_text(0, -1, words), text), max_size=3), min_size=1, max_size=3
).map(place)
documents = st.lists(paragraphs | tables, max_size=6).map(lambda blocks: Document(tuple(blocks)))


def visible(blocks: tuple[Block, ...]) -> Counter[str]:
    return Counter("".join(texts(blocks).split()))


@given(documents)
def test_normalising_twice_changes_nothing(document: Document) -> None:
    once = normalise(document)
    twice = normalise(replace(once, findings=()))
    assert twice.blocks == once.blocks
    assert twice.findings == ()


@pytest.mark.parametrize("step", PASSES, ids=lambda step: step.__name__)
@given(document=documents)
def test_a_pass_loses_no_character_that_it_does_not_report(step: object, document: Document) -> None:
    after = step(document)  # type: ignore[operator]
    lost = visible(document.blocks) - visible(after.blocks)
    reported = Counter("".join("".join(found.before.split()) for found in after.findings))
    named = {
        chr(int(word[2:], 16)) for found in after.findings for word in found.before.split() if word.startswith("U+")
    }
    unreported = {char: count for char, count in lost.items() if char not in named and reported[char] < count}
    assert not unreported
    assert not visible(after.blocks) - visible(document.blocks)


@pytest.mark.parametrize("step", PASSES, ids=lambda step: step.__name__)
def test_every_pass_says_when_it_must_not_apply(step: object) -> None:
    assert "Must not" in (step.__doc__ or "")
    assert ">>>" in (step.__doc__ or "")


def headings_of(*lines: str) -> list[tuple[int, str]]:
    document = normalise(Document(tuple(Paragraph((Run(line),)) for line in lines)))
    return [(block.level, block.text) for block in document.blocks if isinstance(block, Heading)]


def test_numbered_lines_become_headings_by_their_kind_of_number() -> None:
    lines = ["一、总体情况", "（一）主动公开", "1.信息发布", "全年发布信息。", "二、其他", "全年工作平稳。"]
    assert headings_of(*lines) == [(1, "一、总体情况"), (2, "（一）主动公开"), (3, "1.信息发布"), (1, "二、其他")]


def test_numbered_sentences_and_lists_are_no_headings() -> None:
    assert headings_of("（一）主动公开。全年发布信息。", "1.按时", "2.如实", "3.全面", "完毕。") == []


def test_a_document_with_headings_of_its_own_gets_no_others() -> None:
    document = Document((Heading((Run("总则"),)), Paragraph((Run("一、目的"),)), Paragraph((Run("本办法。"),))))
    assert normalise(document) == document


def test_a_table_cell_is_normalised_like_the_body() -> None:
    table = place([[cell_of_text(0, 0, "　 12 "), cell_of_text(0, 1, "[bookmark: a]规章")]])
    document = normalise(Document((table,)))
    assert isinstance(document.blocks[0], Table)
    assert [cell.text for cell in document.blocks[0].cells] == ["12", "规章"]
    assert [found.code for found in document.findings] == ["artifact-removed", "spaces-collapsed"]
