"""Prose, title and last year's report against the tables: hints that change nothing."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

import convert
from convert.forms import conform
from convert.forms.load import load_forms
from convert.forms.narrative import compare_years
from convert.model import Block, Document, Paragraph, Run
from tests.forms.test_conform import document_of
from tests.reports import Report, make_report, tabs_full


def with_prose(report: Report, *lines: str) -> Document:
    document = document_of(report)
    prose: tuple[Block, ...] = tuple(Paragraph((Run(line),)) for line in lines)
    return conform(replace(document, blocks=(*document.blocks[:2], *prose, *document.blocks[2:])), load_forms())


def hints(document: Document) -> list[tuple[str, str, str]]:
    return [(found.code, found.before, found.after) for found in document.findings]


def test_a_number_of_applications_that_the_table_does_not_have_is_a_hint() -> None:
    report = make_report(1)
    total = report.values["requests"][6]
    document = with_prose(report, f"全年收到政府信息公开申请{int(total or 0) + 1}件。", f"共收到申请{total}件。")
    assert hints(document) == [("narrative-differs", str(int(total or 0) + 1), total)]
    assert document.findings[0].severity == "info"


def test_another_year_in_the_period_than_in_the_title_is_a_hint() -> None:
    document = with_prose(make_report(2), "统计期限为2022年1月1日至2022年12月31日。")
    assert hints(document) == [("year-differs", "2023", "2022")]


def test_a_missing_section_and_one_out_of_order_are_hints() -> None:
    report = make_report(3)
    document = document_of(report)
    blocks = list(document.blocks)
    last = blocks.pop()
    fifth = blocks.pop()
    result = conform(replace(document, blocks=(*blocks, last, fifth)), load_forms())
    assert [code for code, _, _ in hints(result)] == ["section-order"]
    result = conform(replace(document, blocks=tuple(blocks)), load_forms())
    assert [code for code, _, _ in hints(result)] == ["section-missing", "section-missing"]


def test_last_year_must_end_where_this_year_begins() -> None:
    last, this = make_report(4), make_report(5)
    width, rows = 7, 25
    for column in range(width):
        this.values["requests"][width + column] = last.values["requests"][(rows - 1) * width + column]
    for row in (0, 3):
        made, in_force = int(this.values["published"][row] or 0), int(last.values["published"][row + 2] or 0)
        this.values["published"][row + 1] = str(in_force)
        this.values["published"][row + 2] = str(made)
    before = conform(document_of(last), load_forms())
    now = conform(document_of(this), load_forms())
    assert "years-disagree" not in [code for code, _, _ in hints(compare_years(now, before, load_forms()))]
    this.values["published"][2] = str(int(this.values["published"][2] or 0) + 1)
    this.values["requests"][width] = str(int(this.values["requests"][width] or 0) + 2)
    now = conform(document_of(this), load_forms())
    found = [found for found in compare_years(now, before, load_forms()).findings if found.code == "years-disagree"]
    assert len(found) == 2
    assert all(finding.severity == "warning" and finding.also is not None for finding in found)


@pytest.mark.parametrize(
    "line",
    [
        "通过网站收到政府信息公开申请7件，其中当面申请3件。",
        "其中，收到网络申请8件。",
        "2022年，我局共收到政府信息公开申请9件。",
        "与去年收到申请8件相比有所增加。",
        "行政复议维持结果1件，行政复议纠正2件。",
        "引发的行政复议案件中，行政复议审结4件。",
    ],
)
def test_numbers_of_a_part_or_of_another_year_are_no_hints(line: str) -> None:
    assert hints(with_prose(make_report(1, top=500), "2023年全年工作平稳。", line)) == []


@pytest.mark.parametrize("line", ["2023年，全镇共收到政府信息公开申请99999件。", "2022年少，2023年收到申请99999件。"])
def test_a_number_of_this_year_is_compared_whatever_stands_around_it(line: str) -> None:
    assert [found[0] for found in hints(with_prose(make_report(1), line))] == ["narrative-differs"]


def test_two_reports_in_one_file_are_said_to_be_two_and_their_prose_is_not_compared() -> None:
    first, second = document_of(make_report(1)), document_of(make_report(2))
    prose: tuple[Block, ...] = (Paragraph((Run("全年收到政府信息公开申请99999件。"),)),)
    joined = conform(replace(first, blocks=(*first.blocks, *prose, *second.blocks)), load_forms())
    found = [found for found in joined.findings if found.code in ("tables-repeated", "narrative-differs")]
    assert [(hint.code, hint.severity, hint.before, len(hint.also)) for hint in found] == [
        ("tables-repeated", "warning", "2", 2)
    ]
    assert not [found for found in conform(first, load_forms()).findings if found.code == "tables-repeated"]


@pytest.mark.parametrize("shape", ["{:,}", "１{}", "{}"])
def test_numbers_of_prose_are_read_in_other_characters_too(shape: str) -> None:
    report = make_report(1)
    total = int(report.values["requests"][6] or 0)
    said = shape.format(total)
    document = with_prose(report, f"全年收到政府信息公开申请{said}件。")
    assert [code for code, _, _ in hints(document)] == ["narrative-differs"] * said.startswith("１")


def test_a_number_of_lawsuits_that_the_table_does_not_have_is_a_hint() -> None:
    report = make_report(1)
    total = sum(int(report.values["disputes"][at] or 0) for at in (9, 14))
    assert hints(with_prose(report, f"全年发生行政诉讼{total}件，其中一审{total + 3}件。")) == []
    document = with_prose(report, f"全年发生行政诉讼案件{total + 1}起。")
    assert hints(document) == [("narrative-differs", str(total + 1), str(total))]


@pytest.mark.parametrize("year", ["二〇二三年", "２０２３年", "2023 年"])
def test_the_year_of_the_title_is_known_in_other_characters(year: str) -> None:
    report = make_report(2)
    document = document_of(report)
    title = next(block for block in document.blocks if isinstance(block, Paragraph))
    lines: tuple[Block, ...] = (
        replace(title, runs=(Run(title.text.replace("2023年", year)),)),
        Paragraph((Run("统计期限为2022年1月1日至2022年12月31日。"),)),
    )
    found = conform(replace(document, blocks=(*lines, *document.blocks[1:])), load_forms())
    assert ("year-differs", "2023", "2022") in hints(found)


def test_prose_of_another_year_beside_a_period_that_agrees_is_a_hint() -> None:
    period = "统计期限为2023年1月1日至2023年12月31日。"
    assert hints(with_prose(make_report(2), period, "2022年，工作平稳。")) == [("year-differs", "2023", "2022")]
    assert hints(with_prose(make_report(2), period, "2024年将继续推进。")) == []
    assert hints(with_prose(make_report(2), period, "2023年比2022年有所增加。")) == []


@pytest.mark.parametrize("who", ["公民、法人和其他组织", "自然人、法人或者其他组织"])
def test_applications_of_everybody_are_compared_with_the_table(who: str) -> None:

    text = tabs_full(make_report(3)).replace("全年工作平稳", f"全年共收到{who}提出的政府信息公开申请999999件", 1)
    assert "narrative-differs" in [found.code for found in convert.read(text.encode()).findings]
