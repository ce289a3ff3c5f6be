"""Text that lost its cells: labels cut it into rows, the form's sums tell its digits apart, or it stays blank."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from convert.adapters.text import read
from convert.forms import conform
from convert.forms.layout import lay_out
from convert.forms.load import load_forms
from convert.forms.split import Puzzle, solve
from convert.forms.vocabulary import cut_text, vocabulary
from convert.grid import place
from convert.model import Block, Comment, Document, Note, Paragraph, Run, Table, cell_of_text
from convert.options import Options
from convert.passes import normalise
from convert.source import Source
from tests.commands import SAMPLES
from tests.reports import (
    Report,
    blank_between,
    cell_per_line,
    differences,
    form_called,
    make_report,
    run_together,
    spots,
    values_in,
)


def restored(text: str) -> Document:
    lines = tuple(Paragraph((Run(line),)) for line in text.split("\n") if line)
    return conform(normalise(Document(lines)), load_forms())


def row_of(form_id: str, table_id: str, row_key: str) -> Puzzle:
    template = next(table for table in form_called(form_id).tables if table.id == table_id)
    group = next(places for _, places in lay_out(template).groups if places[0].row_key == row_key)
    return Puzzle(group, ())


def split(digits: str, table_id: str = "requests", row_key: str = "新收") -> tuple[str, ...] | None:
    template = next(table for table in form_called("annual-report-2021").tables if table.id == table_id)
    puzzle = Puzzle(row_of("annual-report-2021", table_id, row_key).places, tuple(digits.split()))
    answer = solve([puzzle], template, {})[0]
    return answer.texts if answer else None


def is_proved(digits: str, table_id: str, row_key: str) -> bool:
    template = next(table for table in form_called("annual-report-2021").tables if table.id == table_id)
    puzzle = Puzzle(row_of("annual-report-2021", table_id, row_key).places, tuple(digits.split()))
    answer = solve([puzzle], template, {})[0]
    return answer is not None and answer.proved


def test_digits_that_add_up_in_one_way_are_told_apart() -> None:
    assert split("21710000218") == ("217", "1", "0", "0", "0", "0", "218")


def test_blanks_between_some_of_the_digits_are_kept_as_cuts() -> None:
    assert split("23 0 00 0 023") == ("23", "0", "0", "0", "0", "0", "23")


def test_digits_that_add_up_in_two_ways_stay_undecided() -> None:
    assert split("1100000011") is None


@pytest.mark.parametrize(
    ("digits", "table_id", "row_key", "proved"),
    [
        ("000", "published", "规章", True),
        ("007", "published", "规章", True),
        ("808", "published", "规章", False),
        ("3000", "published", "规章", False),
        ("0000000", "requests", "新收", True),
        ("002312035", "requests", "新收", False),
    ],
)
def test_a_split_is_proved_only_if_no_reading_with_a_blank_cell_is_as_good(
    digits: str, table_id: str, row_key: str, proved: bool
) -> None:
    assert is_proved(digits, table_id, row_key) is proved


def whole_report(published: list[str]) -> Report:
    report = make_report(3, top=1)
    values = {**report.values, "published": published}
    return Report(report.form, {table: [text or "0" for text in texts] for table, texts in values.items()})


def test_an_unproved_split_is_taken_where_every_other_value_of_the_document_is_there() -> None:
    report = whole_report(["0", "0", "0", "8", "0", "8", "5", "0", "0", "7"])
    for table in ("requests", "disputes"):
        report.values[table][:] = ["0"] * len(report.values[table])
    assert differences(report, restored(run_together(report))) == ([], [])


def test_an_unproved_split_stays_blank_where_another_value_is_missing() -> None:
    report = whole_report(["0", "0", "0", "8", "0", "8", "5", "0", "0", "7"])
    for table in ("requests", "disputes"):
        report.values[table][:] = ["0"] * len(report.values[table])
    report.values["disputes"][3] = None
    document = restored(run_together(report))
    assert differences(report, document)[0] == []
    assert values_in(document)["published"][3:6] == [None, None, None]
    assert [found.before for found in document.findings if found.code == "undecidable"] == ["808", "0" * 14]


def test_as_many_zeros_as_places_need_no_sum() -> None:
    assert split("000", "published", "规章") == ("0", "0", "0")


def test_digits_without_any_rule_stay_undecided() -> None:
    assert split("6233440", "published", "规范性文件") is None


def test_digits_beyond_all_measure_are_given_up_and_not_tried_for_ever() -> None:
    assert split("1" * 200) is None


@pytest.mark.parametrize("form_id", [form.id for form in load_forms() if form.sections])
def test_one_cell_a_line_comes_back_exactly(form_id: str) -> None:
    report = make_report(1, form_id)
    assert differences(report, restored(cell_per_line(report))) == ([], [])


@pytest.mark.parametrize("render", [run_together, blank_between])
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), top=st.sampled_from((3, 30, 3000)))
def test_running_text_is_right_or_blank_and_reported(render: object, seed: int, top: int) -> None:
    report = make_report(seed, top=top)
    document = restored(render(report))  # type: ignore[operator]
    wrong, missing = differences(report, document)
    assert wrong == []
    if missing:
        assert any(found.code == "undecidable" and found.before for found in document.findings)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), blanks=st.integers(0, 6))
def test_lost_blank_cells_leave_their_rows_blank(seed: int, blanks: int) -> None:
    report = make_report(seed, blanks=blanks)
    wrong, _ = differences(report, restored(cell_per_line(report)))
    assert wrong == []


def test_cutting_text_loses_nothing_but_blanks() -> None:
    words = vocabulary(load_forms())
    text = "全年办理 12 件。三、本年度办 理结果（一）予以公开710000071（二）其他说明 3,000元，见附件"
    pieces = [piece for piece, _ in cut_text(text, words)]
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_prose_around_the_tables_is_kept() -> None:
    report = make_report(3)
    document = restored(run_together(report))
    prose = "".join(block.text for block in document.blocks if isinstance(block, Paragraph))
    assert "全年工作平稳" in prose
    assert "五、存在的主要问题及改进情况" in prose


def clean(report: Report) -> bool:
    return not report.blanks


def one_column(cells: list[str]) -> Table:
    return place([[cell_of_text(row, 0, text)] for row, text in enumerate(cells)])


def with_blank_cells(report: Report, table_id: str) -> list[Block]:
    """Print a table one cell a line; values with blank cells among them are a table of one column."""
    blocks: list[Block] = []
    run: list[str] = []
    for spot in [*spots(report, table_id), None]:
        if spot is not None and spot.is_value:
            run.append(spot.text)
            continue
        blocks += [one_column(run)] if "" in run else [Paragraph((Run(text),)) for text in run]
        run = []
        blocks += [Paragraph((Run(spot.text),))] if spot is not None and spot.text else []
    return blocks


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), blanks=st.integers(0, 30), form=st.sampled_from(["2021", "2019"]))
def test_blank_cells_in_columns_of_one_come_back_where_they_were(seed: int, blanks: int, form: str) -> None:
    report = make_report(seed, f"annual-report-{form}", blanks=blanks)
    for table_id in report.values:
        document = conform(Document(tuple(with_blank_cells(report, table_id))), load_forms())
        assert values_in(document) == {table_id: report.values[table_id]}


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), blanks=st.integers(0, 6), lost=st.booleans())
def test_a_table_of_one_column_is_read_like_lines(seed: int, blanks: int, lost: bool) -> None:
    report = make_report(seed, blanks=blanks)
    for table_id in report.values:
        texts = [spot.text for spot in spots(report, table_id) if spot.text or not lost]
        wrong, missing = differences(report, conform(Document((one_column(texts),)), load_forms()))
        assert [line for line in wrong if line.startswith(table_id)] == []
        if not lost or not blanks:
            assert [line for line in missing if line.startswith(table_id)] == []


def test_a_column_with_a_cell_too_many_leaves_its_row_blank() -> None:
    report = make_report(5)
    cells = [spot.text for spot in spots(report, "requests")]
    at = cells.index("（一）予以公开")
    del cells[at + 2]
    cells[at + 5 : at + 5] = ["", ""]
    document = conform(Document((one_column(cells),)), load_forms())
    assert values_in(document)["requests"][14:21] == [None] * 7
    assert [found.code for found in document.findings].count("undecidable") == 1


def test_what_hangs_on_text_that_becomes_a_table_is_named() -> None:
    plain = read(Source("a.txt", SAMPLES / "run-together.txt"), Options())
    comment = Run("", inset=Comment((Paragraph((Run("核对过吗"),)),)))
    note = Run("", note=Note("footnote", (Paragraph((Run("含上年"),)),)))
    blocks = tuple(
        replace(block, runs=(*block.runs, comment, note)) if isinstance(block, Paragraph) else block
        for block in plain.blocks
    )
    document = conform(replace(plain, blocks=blocks), load_forms())
    kept = [run for block in document.blocks if isinstance(block, Paragraph) for run in block.runs if run.inset]
    lost = [(found.before, found.detail) for found in document.findings if found.code == "content-dropped"]
    assert set(lost) == {("核对过吗", "comment"), ("含上年", "note")}
    assert len(kept) + lost.count(("核对过吗", "comment")) == len(blocks)
