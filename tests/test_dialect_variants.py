"""Tables that are not quite official: written in other characters, with rows swapped, lost or added, labels changed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from convert import read
from convert.model import Document
from tests.renderers import MAY_LOSE, RENDERERS
from tests.reports import Report, differences, make_report
from tests.variants import Change, add_row, changed, drop_row, in_table, reword, swap_rows

DIALECTS = [
    "tabs_dropped",
    "pipes_dropped",
    "marked",
    "cell_per_line",
    "csv_pipe",
    "html_file",
    "blank_between",
    "bars",
]
FORMS = ["annual-report-2019", "annual-report-2021"]
TRADITIONAL = str.maketrans(
    "政务开报请复议诉讼处规现结转数额单类执询关属国机构业组织总计费许罚强废发对项续办补无认获纳缴维纠审经过护权",
    "政務開報請復議訴訟處規現結轉數額單類執詢關屬國機構業組織總計費許罰強廢發對項續辦補無認獲納繳維糾審經過護權",
)


def with_values(report: Report, change: Callable[[str, int], str]) -> Report:
    values = {
        table: [text if text is None else change(text, at) for at, text in enumerate(texts)]
        for table, texts in report.values.items()
    }
    return replace(report, values=values)


def read_in(dialect: str, report: Report) -> Document:
    return read(RENDERERS[dialect](report).encode())


def codes_of(document: Document) -> set[str]:
    return {found.code for found in document.findings}


WRITTEN: dict[str, Callable[[str, int], str]] = {
    "full-width digits": lambda text, at: text.translate({48 + digit: 0xFF10 + digit for digit in range(10)}),
    "separators": lambda text, at: f"{int(text):,}",
    "full-width separators": lambda text, at: f"{int(text):,}".replace(",", "，"),
    "padding": lambda text, at: "\u3000" * (at % 3) + text + "\u3000" * (at % 2),
    "zero-width characters": lambda text, at: "\u200b" * (at % 2) + text + "\ufeff" * (at % 3 == 0),
    "private-use characters": lambda text, at: text + "\ue00c" * (at % 5 == 0),
    "soft hyphens": lambda text, at: text + "\u00ad" * (at % 5 == 0),
}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("kind", WRITTEN)
def test_numbers_mean_the_same_in_other_characters(kind: str, dialect: str) -> None:
    report = make_report(5, "annual-report-2021", top=3000)
    assert differences(report, read_in(dialect, with_values(report, WRITTEN[kind]))) == ([], [])


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("mark", ["/", "—", "无"])
def test_marks_for_nothing_are_kept_as_written_and_reported(mark: str, dialect: str) -> None:
    report = with_values(make_report(6, top=30), lambda text, at: mark if text == "0" and at % 2 else text)
    document = read_in(dialect, report)
    assert differences(report, document) == ([], [])
    assert "value-not-a-number" in codes_of(document)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_units_are_kept(dialect: str) -> None:
    report = with_values(make_report(7, top=30), lambda text, at: f"{text}件" if at % 7 == 0 else text)
    assert differences(report, read_in(dialect, report)) == ([], [])


@pytest.mark.parametrize("dialect", RENDERERS)
@pytest.mark.parametrize("form_id", FORMS)
def test_signs_and_units_are_kept_or_the_value_is_blank(form_id: str, dialect: str) -> None:
    report = make_report(7, form_id, top=30)
    report.values["requests"][20] = "+461"
    report.values["published"][1] = "减12"
    report.values["disputes"][4] = "251000元"
    wrong, missing = differences(report, read_in(dialect, report))
    assert wrong == []
    if dialect not in MAY_LOSE:
        assert missing == []


def _numbered(number: Callable[[str], str]) -> Change:
    return lambda table, cells: [
        cell if cell.is_value else replace(cell, text=re.sub(r"^(\d)\.", lambda found: number(found[1]), cell.text))
        for cell in cells
    ]


LABELS: dict[str, Change] = {
    "numbers in brackets": _numbered("（{}）".format),
    "numbers in circles": _numbered(lambda digit: chr(0x245F + int(digit))),
    "stops instead of dots": _numbered("{}、".format),
    "half-width brackets": reword(("（", "("), ("）", ")")),
    "traditional characters": lambda table, cells: [
        cell if cell.is_value else replace(cell, text=cell.text.translate(TRADITIONAL)) for cell in cells
    ],
    "zero-width and private characters": reword(("不予公开", "不予\u200b公开"), ("重复申请", "\ue004重复申请")),
    "marks of programs": reword(("（七）总计", "[bookmark: _GoBack]（七）总计"), ("4.保护", "[image: 图1.png]4.保护")),
    "conditions": reword(("第二十条第（一）项", "<!--[if !vml]--><!--[endif]-->第二十条第（一）项")),
    "wrong characters": reword(("本年废止件数", "本年度止件数"), ("尚未审结", "尚未审接")),
    "shortened labels": reword(
        ("1.本机关不掌握相关政府信息", "1.本机关不掌握"), ("（区分处理的，只计这一情形，不计其他情形）", "")
    ),
    "a sum without its number": reword(("（七）总计", "总计")),
}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("kind", LABELS)
def test_labels_are_known_in_other_words(kind: str, form_id: str, dialect: str) -> None:
    report = make_report(8, form_id, top=30)
    assert differences(report, read_in(dialect, changed(report, LABELS[kind]))) == ([], [])


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize(
    ("table", "one", "other"), [("requests", "2.其他法律行政", "3.危及"), ("published", "规章", "规范性文件")]
)
def test_rows_that_were_swapped_go_to_their_places(
    table: str, one: str, other: str, form_id: str, dialect: str
) -> None:
    report = make_report(9, form_id, top=30)
    swapped = changed(report, in_table(table, swap_rows(one, other)))
    assert differences(report, read_in(dialect, swapped)) == ([], [])


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("label", ["6.属于四类", "（七）总计", "（一）予以公开"])
def test_a_row_that_is_not_there_stays_blank_and_is_named(label: str, dialect: str) -> None:
    report = make_report(10, top=30)
    document = read_in(dialect, changed(report, in_table("requests", drop_row(label))))
    wrong, missing = differences(report, document)
    assert (wrong, len(missing)) == ([], 7)
    assert any(label[:4] in found.after for found in document.findings if found.code == "label-missing")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_row_that_the_form_does_not_have_is_reported(dialect: str) -> None:
    report = make_report(11, top=30)
    change = in_table("published", add_row("规范性文件", ["其他主动公开文件", "4", "1", "7"]))
    document = read_in(dialect, changed(report, change))
    assert differences(report, document) == ([], [])
    assert any("其他主动公开文件" in found.before for found in document.findings if found.code == "label-extra")


@pytest.mark.parametrize("dialect", [*DIALECTS, "tabs_full", "tabs_filled"])
@pytest.mark.parametrize("blank", [False, True])
def test_the_sums_may_stand_first(blank: bool, dialect: str) -> None:
    report = make_report(12, top=30)
    if blank:
        report.values["requests"][6] = None
    document = read_in(dialect, changed(report, in_table("requests", _sum_first)))
    wrong, missing = differences(report, document)
    assert wrong == []
    assert len(missing) in ((0, 6) if blank else (0,))


def _sum_first(cells: list) -> list:  # type: ignore[type-arg]
    """Put the column of sums before the others."""
    heads = [cell for cell in cells if cell.text == "总计" and not cell.is_value]
    last = max(cell.col for cell in cells)
    first = last - 6

    def col(cell):  # type: ignore[no-untyped-def]
        if cell.row == 0 or cell.col < first:
            return cell.col
        return first if cell.col == last else cell.col + 1

    assert heads
    return sorted((replace(cell, col=col(cell)) for cell in cells), key=lambda cell: (cell.row, cell.col))
