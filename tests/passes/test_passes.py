"""Passes change nothing the second time, and lose no character that they do not report."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from convert.errors import BadUsage
from convert.grid import place
from convert.model import Block, Document, Heading, ListItem, Note, Paragraph, Run, Table, cell_of_text
from convert.passes import POLISH, READING, Pass, choose_passes, normalise, polish
from convert.passes.walk import texts

text = st.text(
    st.sampled_from(
        list(
            "一二（）、。1.a \t\n\u3000\u00a0\u200b\x00\x07\ufeff[]:公开情况\ue000\u00ad\uf0b7\uf0fe,;!?()\"'，！“”@/="
        )
    ),
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
        '推进"放管服"改革,见(附件一):http://a.cn/公,开.',
        "It was read.  It was  not written，or was it？",
        "全面贯彻落实政务公开工作要求，持续推\n进决策执行管理服务结果公开，不断提升公开\n质量。",
        "2.如实",
        "（二） 依申请公开",
    ]
)
runs = st.lists(st.builds(Run, text, st.frozensets(st.sampled_from(["bold", "italic"]), max_size=1)), max_size=3)
notes = st.builds(lambda inner: Run("", note=Note("footnote", (Paragraph((Run(inner),)),))), text)
paragraphs = st.builds(lambda found, note: Paragraph((*found, *([note] if note else []))), runs, st.none() | notes)
tables = st.lists(
    st.lists(st.builds(lambda words: cell_of_text(0, -1, words), text), max_size=3), min_size=1, max_size=3
).map(place)
documents = st.lists(paragraphs | tables, max_size=6).map(lambda blocks: Document(tuple(blocks)))


STEPS = (*READING, *POLISH)
ALL = frozenset(step.name for step in STEPS)


def visible(blocks: tuple[Block, ...]) -> Counter[str]:
    return Counter("".join(texts(blocks).split()))


@given(documents)
def test_normalising_twice_changes_nothing(document: Document) -> None:
    once = polish(normalise(document, ALL), ALL)
    twice = polish(normalise(replace(once, findings=()), ALL), ALL)
    assert twice.blocks == once.blocks
    assert twice.findings == ()


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
@given(document=documents)
def test_a_pass_loses_no_character_that_it_does_not_report(step: Pass, document: Document) -> None:
    after = step.run(document)
    lost = visible(document.blocks) - visible(after.blocks)
    reported = Counter("".join("".join(found.before.split()) for found in after.findings))
    named = {
        chr(int(word[2:], 16)) for found in after.findings for word in found.before.split() if word.startswith("U+")
    }
    unreported = {char: count for char, count in lost.items() if char not in named and reported[char] < count}
    assert not unreported
    gained = visible(after.blocks) - visible(document.blocks)
    told = Counter("".join("".join(found.after.split()) for found in after.findings))
    assert not {char: count for char, count in gained.items() if told[char] < count}


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_every_pass_says_when_it_must_not_apply(step: Pass) -> None:
    assert "Must not" in (step.run.__doc__ or "")
    assert ">>>" in (step.run.__doc__ or "")


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


@given(documents)
def test_no_polish_touches_a_table_where_the_values_of_forms_stand(document: Document) -> None:
    polished = polish(document, ALL)
    assert [block for block in polished.blocks if isinstance(block, Table)] == [
        block for block in document.blocks if isinstance(block, Table)
    ]


def polished(words: str) -> str:
    return "\n".join(block.text for block in polish(Document((Paragraph((Run(words),)),))).blocks)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "今年以来, 认真落实;成效明显:一是公开,二是解读.",
            "今年以来，认真落实；成效明显：一是公开，二是解读。",
        ),
        ("（含村、社区)公开325条(占40%).", "（含村、社区)公开325条（占40%）."),
        ("2024年,共公开1,234条,占3.5%,比例1:5", "2024年，共公开1,234条，占3.5%,比例1:5"),
        ("见http://例子.中国/公,开,内容和a,b", "见http://例子.中国/公,开,内容和a,b"),
        ("GB/T 9704(公文格式)", "GB/T 9704(公文格式)"),
        ("GDP(国内生产总值)增长", "GDP(国内生产总值)增长"),
        ('run("公开,解读")', 'run("公开,解读")'),
        ("公開して,解読する", "公開して,解読する"),
        ("Rules，and reports！", "Rules, and reports!"),
        ("版本2，3", "版本2，3"),
        ('推进"放管服"改革和"一网通办"', "推进“放管服”改革和“一网通办”"),
        ("落实'三公'经费", "落实‘三公’经费"),
        ('屏幕5"和6"', '屏幕5"和6"'),
        ('推进"放管服"改革和"一网', '推进"放管服"改革和"一网'),
        ("It's read.  He said  so.", "It's read. He said so."),
        ("Name  City  Age", "Name  City  Age"),
        ("县府街1号\n邮编：000000\n电话：1234567", "县府街1号\n邮编：000000\n电话：1234567"),
    ],
)
def test_prose_is_polished_only_where_that_is_certain(before: str, after: str) -> None:
    assert polished(before) == after


def test_an_edit_keeps_the_looks_of_the_words_around_it() -> None:
    bold = frozenset({"bold"})
    document = polish(Document((Paragraph((Run("公开"), Run(",", bold), Run("解读(试"), Run("行)", bold))),)))  # type: ignore[arg-type]
    assert document.blocks[0] == Paragraph((Run("公开"), Run("，", bold), Run("解读（试"), Run("行）", bold)))  # type: ignore[arg-type]


def lists_of(*lines: str) -> list[str]:
    document = polish(Document(tuple(Paragraph((Run(line),)) for line in lines)), choose_passes(["number-paragraphs"]))
    return [block.marker if isinstance(block, ListItem) else "" for block in document.blocks]


@pytest.mark.parametrize(
    ("lines", "markers"),
    [
        (["1.按时", "2.如实", "3.全面", "完毕"], ["1.", "2.", "3.", ""]),
        (["（一）甲", "（二）乙", "（一）丙", "（二）丁"], ["（一）", "（二）", "（一）", "（二）"]),
        (["①甲", "②乙"], ["①", "②"]),
        (["1.甲", "3.乙"], ["", ""]),
        (["2.甲", "3.乙"], ["", ""]),
        (["1.甲", "说明", "2.乙"], ["", "", ""]),
        (["1.5万元", "2.5万元"], ["", ""]),
        (["1.甲", "2、乙"], ["", ""]),
    ],
)
def test_typed_numbers_become_numbering_only_where_they_count(lines: list[str], markers: list[str]) -> None:
    assert lists_of(*lines) == markers


def test_typed_numbers_are_kept_unless_asked() -> None:
    document = Document((Paragraph((Run("1.甲"),)), Paragraph((Run("2.乙"),))))
    assert polish(document) == document


def test_empty_paragraphs_are_counted_in_one_finding() -> None:
    document = normalise(Document((Paragraph(), Paragraph((Run("a"),)), Paragraph())))
    assert [(found.code, found.detail) for found in document.findings] == [("spacing-removed", "× 2")]


def test_passes_are_chosen_by_name() -> None:
    usual = choose_passes()
    assert "number-paragraphs" not in usual
    assert choose_passes(["number-paragraphs"], ["curl-quotes"]) == usual - {"curl-quotes"} | {"number-paragraphs"}
    assert "join-runs" in choose_passes((), ["join-runs"])
    with pytest.raises(BadUsage, match="No pass is called tidy"):
        choose_passes(["tidy"])
