"""Official tables come back cell for cell, or what cannot be known is blank and reported."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from convert.forms import conform
from convert.forms.load import load_forms
from convert.grid import place
from convert.model import Block, Cell, Document, Heading, Origin, Paragraph, Run, Table, cell_of_text
from convert.passes import normalise
from tests.reports import Report, differences, form_called, grid_of, make_report, rows_of, values_in

FORMS = [form.id for form in load_forms()]


def table_of(report: Report, table_id: str) -> Table:
    """Print a table as a docx reader would deliver it: anchored cells with spans."""
    rows = [
        [
            cell_of_text(0, spot.col, spot.text, Origin("t", ref=f"r{spot.row}c{spot.col}"), spot.rowspan, spot.colspan)
            for spot in row
        ]
        for row in rows_of(report, table_id)
    ]
    return place(rows)


def document_of(report: Report) -> Document:
    blocks = [Paragraph((Run("某局2023年政府信息公开工作年度报告"),))]
    for section in report.form.sections:
        blocks.append(Paragraph((Run(section.title),)))
        if section.table:
            blocks.append(table_of(report, section.table))
    if not report.form.sections:
        blocks += [table_of(report, table.id) for table in report.form.tables]
    return Document(tuple(blocks))


def restored(document: Document) -> Document:
    return conform(document, load_forms())


def codes(document: Document) -> Counter[str]:
    return Counter(found.code for found in document.findings)


@pytest.mark.parametrize("form_id", FORMS)
def test_a_clean_report_comes_back_exactly_and_nothing_is_reported(form_id: str) -> None:
    report = make_report(1, form_id)
    document = restored(document_of(report))
    assert differences(report, document) == ([], [])
    assert document.form == form_id
    assert not document.findings
    assert document.checks
    assert all(check.holds for check in document.checks)


def test_the_2021_form_has_200_values_and_42_equalities() -> None:
    document = restored(document_of(make_report(2)))
    assert sum(len(values) for values in values_in(document).values()) == 200
    assert len(document.checks) == 42


def test_conforming_twice_changes_nothing() -> None:
    once = restored(document_of(make_report(3, blanks=5, broken=2)))
    twice = restored(replace(once, findings=(), checks=()))
    assert twice.blocks == once.blocks
    assert twice.checks == once.checks


def test_conforming_twice_changes_nothing_where_the_source_says_where_on_the_page_each_cell_stands() -> None:
    document = document_of(make_report(3))
    boxed = []
    for block in document.blocks:
        if isinstance(block, Table):
            cells = (
                replace(cell, origin=Origin("t", 1, box=(50.0 * cell.col, 20.0 * cell.row, 99.0, 99.0)))
                for cell in block.cells
            )
            block = replace(block, cells=tuple(cells))
        boxed.append(block)
    once = restored(replace(document, blocks=tuple(boxed)))
    assert restored(replace(once, findings=(), checks=())).blocks == once.blocks


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 12), st.integers(0, 3), st.sampled_from(FORMS))
def test_blanks_and_wrong_sums_come_back_as_they_are_and_are_reported(
    seed: int, blanks: int, broken: int, form_id: str
) -> None:
    report = make_report(seed, form_id, blanks=blanks, broken=broken)
    document = restored(document_of(report))
    assert differences(report, document) == ([], [])
    missing = sum(value is None for values in report.values.values() for value in values)
    assert codes(document)["blank-value"] == missing
    failed = [check for check in document.checks if check.holds is False]
    assert codes(document)["sum-mismatch"] == len(failed)


def test_a_sum_that_fails_names_both_sides_and_the_cells() -> None:
    report = make_report(4)
    values = report.values["requests"]
    values[0] = str(int(values[0] or 0) + 1)
    document = restored(document_of(report))
    found = [finding for finding in document.findings if finding.code == "sum-mismatch"]
    assert {finding.detail.split()[0] for finding in found} == {"R1", "R3"}
    across = next(finding for finding in found if finding.detail.startswith("R3"))
    assert int(across.after) == int(across.before) + 1
    assert [str(place) for place in (across.origin, *across.also)] == [f"t:r3c{col}" for col in (9, 3, 4, 5, 6, 7, 8)]
    assert differences(report, document) == ([], [])


def test_a_blank_side_cannot_be_judged_and_is_no_false_alarm() -> None:
    report = make_report(5)
    for row in range(25):
        for col in range(6):
            report.values["requests"][row * 7 + col] = None
    document = restored(document_of(report))
    assert differences(report, document) == ([], [])
    assert codes(document)["sum-mismatch"] == 0


def change_texts(table: Table, changes: dict[str, str]) -> Table:
    cells = []
    for cell in table.cells:
        text = changes.get(cell.text, cell.text)
        cells.append(
            cell
            if text == cell.text
            else cell_of_text(cell.row, cell.col, text, cell.origin, cell.rowspan, cell.colspan)
        )
    return replace(table, cells=tuple(cells))


def with_table(report: Report, table_id: str, table: Table) -> Document:
    document = document_of(report)
    original = table_of(report, table_id)
    return replace(document, blocks=tuple(table if block == original else block for block in document.blocks))


def test_a_misspelt_label_is_written_officially_and_reported() -> None:
    report = make_report(6)
    table = change_texts(table_of(report, "published"), {"本年废止件数": "本年度止件数"})
    document = restored(with_table(report, "published", table))
    assert differences(report, document) == ([], [])
    found = next(finding for finding in document.findings if finding.code == "label-corrected")
    assert (found.before, found.after) == ("本年度止件数", "本年废止件数")


def test_half_width_brackets_and_line_breaks_in_labels_are_one_finding_a_table() -> None:
    report = make_report(7)
    table = change_texts(
        table_of(report, "requests"),
        {"（七）总计": "(七) 总计", "商业企业": "商业\n企业", "1.属于国家秘密": "1. 属于国家秘密"},
    )
    document = restored(with_table(report, "requests", table))
    assert differences(report, document) == ([], [])
    assert codes(document) == {"label-tidied": 1}


def test_a_table_cut_in_two_with_a_repeated_group_label_is_joined() -> None:
    report = make_report(8)
    rows = list(table_of(report, "requests").rows())
    cut = next(at for at, row in enumerate(rows) if any(cell.text == "（五）不予处理" for cell in row))
    first = place([[replace(cell, rowspan=min(cell.rowspan, cut - cell.row)) for cell in row] for row in rows[:cut]])
    lower = [list(row) for row in rows[cut:]]
    lower[0].insert(0, cell_of_text(0, 0, "三、本年度办理结果", rowspan=9))
    second = place(lower)
    document = document_of(report)
    original = table_of(report, "requests")
    blocks: list[object] = []
    for block in document.blocks:
        blocks += [first, second] if block == original else [block]
    result = restored(replace(document, blocks=tuple(blocks)))
    assert differences(report, result) == ([], [])
    assert codes(result)["table-joined"] == 1
    assert codes(result)["label-repeated"] == 1


def test_columns_in_another_order_are_put_into_the_official_one_and_reported() -> None:
    report = make_report(9)
    rows = []
    for row in table_of(report, "requests").rows():
        moved = []
        for cell in row:
            col = cell.col
            if col >= 3 and cell.row != 0:
                col = 3 if col == 9 else col + 1
            moved.append(replace(cell, col=col))
        rows.append(sorted(moved, key=lambda cell: cell.col))
    document = restored(with_table(report, "requests", place(rows)))
    assert differences(report, document) == ([], [])
    assert any(finding.detail == "columns put into the official order" for finding in document.findings)


def test_rows_in_another_order_keep_their_own_values() -> None:
    report = make_report(10)
    rows = list(table_of(report, "published").rows())
    rows[2], rows[3] = rows[3], rows[2]
    document = restored(with_table(report, "published", place(rows)))
    assert differences(report, document) == ([], [])


def requests_rows(report: Report, change: Callable[[list[str]], str]) -> Document:
    """The second table of a report with one label a row, made of all labels beside it."""
    rows = [["", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]]
    for row in list(rows_of(report, "requests"))[3:]:
        beside = [spot for spot in row if not spot.is_value]
        labels = [*labels_before(report, beside[0].row, beside[0].col), *(spot.text for spot in beside)]
        rows.append([change(labels), *(spot.text for spot in row if spot.is_value)])
    return Document((place([[cell_of_text(0, 0, text) for text in row] for row in rows]),))


def labels_before(report: Report, row: int, col: int) -> list[str]:
    """The labels left of a cell that run down over its row."""
    return [
        spot.text
        for line in rows_of(report, "requests")
        for spot in line
        if spot.col < col and spot.row < row < spot.row + spot.rowspan
    ]


@pytest.mark.parametrize("form_id", ["annual-report-2019", "annual-report-2021"])
@pytest.mark.parametrize(
    "change",
    [
        "/".join,
        " - ".join,
        "".join,
        lambda labels: ">".join(labels[-2:]),
        lambda labels: "".join([label[:2] if label[1] == "、" else label + "-" for label in labels[:-1]] + labels[-1:]),
    ],
)
def test_labels_may_stand_behind_those_of_their_groups(form_id: str, change: Callable[[list[str]], str]) -> None:
    report = make_report(3, form_id)
    result = conform(requests_rows(report, change), load_forms())
    (table,) = (block for block in result.blocks if isinstance(block, Table))
    values = [cell.text for cell in table.cells if cell.role == "value"]
    assert values == [spot.text for row in rows_of(report, "requests") for spot in row if spot.is_value]


def test_how_characters_are_said_and_line_breaks_of_html_are_no_part_of_a_label() -> None:
    report = make_report(4)
    table = change_texts(
        table_of(report, "published"), {"规章": "規(guī)章", "本年制发件数": "本年<br>制發(fā)件數(shù)"}
    )
    result = restored(with_table(report, "published", table))
    assert differences(report, result) == ([], [])
    assert codes(result) == {"label-tidied": 1}


def test_of_a_table_that_was_cut_off_the_form_of_the_others_is_taken() -> None:
    report = make_report(4, "annual-report-2021")
    whole = table_of(report, "requests")
    for kept in (9, 15):
        cut = Table(kept, whole.n_cols, tuple(fit(cell, kept) for cell in whole.cells if cell.row < kept))
        result = restored(with_table(report, "requests", cut))
        found = [block.form for block in result.blocks if isinstance(block, Table)]
        assert found == [f"annual-report-2021/{name}" for name in ("published", "requests", "disputes")]


def test_a_table_whose_labels_fit_another_form_better_for_their_damage_follows_the_form_of_the_others() -> None:
    report = make_report(4, "annual-report-2021")
    wanted = ["annual-report-2021/published", "annual-report-2021/requests", "annual-report-2021/disputes"]
    others = make_report(4, "annual-report-2019")
    foreign = restored(with_table(report, "requests", table_of(others, "requests")))
    assert [block.form for block in foreign.blocks if isinstance(block, Table)] == [
        wanted[0], "annual-report-2019/requests", wanted[2]
    ]  # fmt: skip
    cut = table_of(report, "requests")
    known = {cell.text for cell in table_of(others, "requests").cells}
    lost = {cell.text for cell in cut.cells if cell.text not in known and not cell.text.isdigit()}
    cells = tuple(cell for cell in cut.cells if cell.text not in lost and not cell.text.startswith("一、"))
    result = restored(with_table(report, "requests", replace(cut, cells=cells)))
    assert [block.form for block in result.blocks if isinstance(block, Table)] == wanted


def fit(cell: Cell, n_rows: int) -> Cell:
    return replace(cell, rowspan=min(cell.rowspan, n_rows - cell.row))


def filled_table(report: Report, rows: dict[str, list[str]], *, fill: bool) -> Document:
    """The first table of a report with a cell at each position; rows: what stands beside some labels."""
    grid = grid_of(report, "published", fill=fill)
    lines = [[row[0], *rows.get(row[0], row[1:])] for row in grid]
    cells = [[Cell(0, 0, 1, 1, cell_of_text(0, 0, text, Origin()).blocks) for text in line] for line in lines]
    table = place(cells)
    return Document((table,))


def beside(result: Document, label: str) -> list[str]:
    (table,) = (block for block in result.blocks if isinstance(block, Table))
    (row,) = (row for row in table.rows() if row[0].text == label)
    return [cell.text for cell in row[1:]]


def test_values_merged_otherwise_than_their_heads_are_told_apart_where_one_way_remains() -> None:
    report = make_report(5, "annual-report-2019")
    rows = {"行政处罚": ["", "", "183", ""], "行政强制": ["8", "8", "42", ""], "行政许可": ["4", "4", "9", "9"]}
    result = conform(filled_table(report, rows, fill=True), load_forms())
    assert beside(result, "行政处罚") == ["", "183", ""]
    assert beside(result, "行政强制") == ["8", "42", ""]
    assert beside(result, "行政许可") == ["", "", ""]
    assert codes(result)["undecidable"] == 1


def test_a_value_below_the_blank_cells_of_a_merged_head_is_that_heads() -> None:
    report = make_report(5, "annual-report-2019")
    rows = {"行政处罚": ["", "", "183", ""], "行政强制": ["8", "", "42", ""], "行政许可": ["", "4", "9", ""]}
    result = conform(filled_table(report, rows, fill=False), load_forms())
    assert beside(result, "行政处罚") == ["", "183", ""]
    assert beside(result, "行政强制") == ["8", "42", ""]
    assert beside(result, "行政许可") == ["", "", ""]


def test_a_missing_row_is_blank_and_named() -> None:
    report = make_report(11)
    rows = list(table_of(report, "disputes").rows())
    table = table_of(report, "published")
    rows = [row for row in table.rows() if not any(cell.text == "行政强制" for cell in row)]
    document = restored(with_table(report, "published", place(rows)))
    wrong, missing = differences(report, document)
    assert wrong == []
    assert len(missing) == 1
    assert [finding.after for finding in document.findings if finding.code == "label-missing"] == ["行政强制"]


def test_a_row_that_the_form_does_not_have_is_reported_with_its_values() -> None:
    report = make_report(12)
    rows = list(table_of(report, "published").rows())
    extra = [cell_of_text(0, 0, "其他主动公开文件"), *(cell_of_text(0, col, str(col)) for col in (1, 2, 3))]
    document = restored(with_table(report, "published", place([*rows[:4], extra, *rows[4:]])))
    assert differences(report, document) == ([], [])
    found = next(finding for finding in document.findings if finding.code == "label-extra")
    assert found.before == "其他主动公开文件  1  2  3"


def compact(report: Report, table_id: str) -> list[list[Cell]]:
    """Drop the columns of a table: each row keeps only its cells, one after the other."""
    return [[cell_of_text(0, at, spot.text) for at, spot in enumerate(row)] for row in rows_of(report, table_id)]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 10))
def test_a_row_that_lost_cells_is_never_filled_wrongly(seed: int, lost: int) -> None:
    report = make_report(seed)
    rng = random.Random(seed)
    rows = compact(report, "requests")
    for _ in range(lost):
        row = rows[rng.randrange(3, len(rows))]
        values = [cell for cell in row if cell.text.isdigit()]
        if values:
            row.remove(rng.choice(values))
    rows = [[replace(cell, col=at) for at, cell in enumerate(row)] for row in rows]
    document = restored(with_table(report, "requests", place(rows)))
    wrong, missing = differences(report, document)
    assert wrong == []
    raw = [finding.before for finding in document.findings if finding.code == "undecidable"]
    assert bool(missing) == bool(raw)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_shifted_label_columns_and_lost_trailing_cells_do_not_move_values(seed: int) -> None:
    report = make_report(seed, blanks=3)
    rng = random.Random(seed)
    rows = []
    for row in rows_of(report, "requests"):
        cells = [(spot.col, spot.text) for spot in row]
        shift = rng.choice((0, 0, 0, -1, -2)) if row[0].col > 0 else 0
        rows.append(
            [cell_of_text(0, max(0, col + shift), text) for col, text in cells if max(0, col + shift) == col + shift]
        )
        if len(rows[-1]) != len(cells):
            rows[-1] = [cell_of_text(0, col, text) for col, text in cells]
    document = restored(with_table(report, "requests", place(rows)))
    wrong, _ = differences(report, document)
    assert wrong == []


@pytest.mark.parametrize("text", ["—", "/", "无", "见附件", "12件", "1２", "1,234"])
def test_what_is_not_a_plain_number_is_kept_and_reported(text: str) -> None:
    report = make_report(13)
    table = table_of(report, "published")
    spot = next(cell for cell in table.cells if cell.row == 6 and cell.col == 1)
    cells = tuple(cell_of_text(6, 1, text, colspan=3) if cell is spot else cell for cell in table.cells)
    document = restored(with_table(report, "published", replace(table, cells=cells)))
    found = [finding for finding in document.findings if finding.before == text]
    assert [finding.code for finding in found] in (["value-not-a-number"], ["number-reformatted"])


@pytest.mark.parametrize("text", ["5 999", "0999", "1 2"])
def test_digits_that_are_no_number_leave_the_value_blank_and_are_reported(text: str) -> None:
    report = make_report(13)
    report.values["disputes"][14] = text
    document = restored(document_of(report))
    wrong, missing = differences(report, document)
    assert wrong == []
    assert missing == [f"disputes[14]: None instead of {text}"]
    found = next(finding for finding in document.findings if finding.code == "undecidable")
    assert found.before == text
    assert found.detail.endswith("复议后起诉/总计")


def test_what_stands_below_a_table_is_never_a_value_of_it() -> None:
    report = make_report(21)
    report.values["published"][9] = None
    report.values["disputes"][3] = None
    blocks: list[Block] = []
    for block in document_of(report).blocks:
        blocks += (
            [block, Paragraph((Run("7"),)), Heading((Run("2023"),), level=1)] if isinstance(block, Table) else [block]
        )
    document = restored(Document(tuple(blocks)))
    assert differences(report, document) == ([], [])
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)].count("7") == 3


def test_a_column_that_the_form_does_not_have_moves_no_value() -> None:
    report = make_report(22)
    for row in range(25):
        report.values["requests"][row * 7 + 5] = None
    rows = []
    for number, row in enumerate(table_of(report, "requests").rows()):
        cells = [replace(cell, col=cell.col + 1) if cell.col > 2 else cell for cell in row]
        serial = cell_of_text(0, 3, "行次" if number == 0 else str(number), rowspan=3 if number == 0 else 1)
        rows.append(sorted([*cells, *([] if number in (1, 2) else [serial])], key=lambda cell: cell.col))
    document = restored(with_table(report, "requests", place(rows)))
    wrong, _ = differences(report, document)
    assert wrong == []


def test_a_total_column_that_comes_first_in_the_top_row_is_put_last() -> None:
    report = make_report(23)
    rows = []
    for row in table_of(report, "requests").rows():
        moved = []
        for cell in row:
            if cell.col == 9:
                total = replace(cell, col=3, rowspan=3 if cell.row == 1 else 1)
                moved.append(total)
            elif cell.col >= 3:
                moved.append(replace(cell, col=cell.col + 1, colspan=6 if cell.colspan == 7 else cell.colspan))
            else:
                moved.append(cell)
        rows.append(sorted(moved, key=lambda cell: cell.col))
    top = next(cell for cell in rows[1] if cell.col == 3)
    rows[1].remove(top)
    rows[0].insert(1, top)
    document = restored(with_table(report, "requests", place(rows)))
    assert differences(report, document) == ([], [])


def test_a_foreign_head_in_place_of_an_official_one_leaves_the_band_blank() -> None:
    report = make_report(24)
    table = change_texts(
        table_of(report, "published"), {"本年制发件数": "本年废止件数", "本年废止件数": "上级交办事项"}
    )
    document = restored(with_table(report, "published", table))
    wrong, _ = differences(report, document)
    assert wrong == []


def test_a_report_inside_one_cell_of_a_layout_table_is_found() -> None:
    report = make_report(27)
    frame = Table(1, 1, (Cell(0, 0, blocks=document_of(report).blocks),))
    document = restored(normalise(Document((frame,))))
    assert differences(report, document) == ([], [])
    assert codes(document) == {"structure-changed": 1, "heading-found": 1}


def test_two_rows_of_values_under_one_head_leave_it_undecided() -> None:
    report = make_report(25)
    rows = list(table_of(report, "disputes").rows())
    rows.append([cell_of_text(0, col, "8") for col in range(15)])
    document = restored(with_table(report, "disputes", place(rows)))
    wrong, missing = differences(report, document)
    assert wrong == []
    assert len(missing) == 15
    assert codes(document)["undecidable"] == 1


def test_a_note_mark_or_a_struck_digit_is_no_part_of_a_number() -> None:
    report = make_report(26)
    table = table_of(report, "disputes")
    value = next(cell for cell in table.cells if cell.row == 3)
    runs = (Run("12"), Run("1", frozenset({"super"})))
    marked = replace(value, blocks=(Paragraph(runs),))
    cells = tuple(marked if cell is value else cell for cell in table.cells)
    document = restored(with_table(report, "disputes", replace(table, cells=cells)))
    assert values_in(document)["disputes"][0] is None
    assert codes(document)["undecidable"] == 1


def test_section_titles_become_headings_and_a_repeated_one_is_reported() -> None:
    report = make_report(14)
    document = document_of(report)
    again = Paragraph((Run("一、总体情况"),))
    result = restored(replace(document, blocks=(*document.blocks[:2], again, *document.blocks[2:])))
    headings = [block for block in result.blocks if isinstance(block, Heading)]
    assert headings[0].level == 0
    assert [heading.text for heading in headings[1:3]] == ["一、总体情况", "一、总体情况"]
    assert codes(result) == {"heading-repeated": 1}


def test_section_headings_on_drifting_levels_are_put_on_one_and_reported() -> None:
    report = make_report(15)
    levels = iter((2, 2, 3, 4, 4, 4))
    blocks = [
        Heading(block.runs, block.origin, next(levels))
        if isinstance(block, Paragraph) and block.text[1] == "、"
        else block
        for block in document_of(report).blocks
    ]
    result = restored(Document(tuple(blocks)))
    sections = [block.level for block in result.blocks if isinstance(block, Heading)]
    assert sections == [0, 1, 1, 1, 1, 1, 1]
    assert codes(result) == {"heading-level": 4}


def test_each_table_goes_to_its_own_form_when_years_are_mixed() -> None:
    old, new = make_report(16, "annual-report-2019"), make_report(17, "annual-report-2021")
    document = Document((table_of(old, "published"), Paragraph((Run("三、"),)), table_of(new, "requests")))
    forms = [block.form for block in restored(document).blocks if isinstance(block, Table)]
    assert forms == ["annual-report-2019/published", "annual-report-2021/requests"]


def test_all_three_tables_in_one_table_are_told_apart() -> None:
    report = make_report(18)
    rows = [row for table in report.form.tables for row in compact(report, table.id)]
    document = restored(Document((place(rows),)))
    assert differences(report, document) == ([], [])


def test_a_table_that_follows_no_form_is_left_alone() -> None:
    table = place(
        [
            [cell_of_text(0, 0, "姓名"), cell_of_text(0, 1, "其他")],
            [cell_of_text(0, 0, "总计"), cell_of_text(0, 1, "3")],
        ]
    )
    document = Document((table,))
    assert restored(document) == document


def test_values_are_decimals_and_blanks_are_not_zero() -> None:
    report = make_report(19)
    report.values["published"][0] = None
    report.values["published"][9] = "316441.50"
    document = restored(document_of(report))
    cells = [
        cell for block in document.blocks if isinstance(block, Table) for cell in block.cells if cell.role == "value"
    ]
    assert cells[0].value is None
    assert cells[9].value == Decimal("316441.50")
    assert cells[9].text == "316441.50"


def test_a_head_in_another_unit_leaves_its_values_blank_and_reported() -> None:
    report = make_report(20)
    report.values["published"][9] = "316441"
    table = change_texts(table_of(report, "published"), {"本年收费金额（单位：万元）": "本年收费金额（单位：元）"})
    document = restored(with_table(report, "published", table))
    wrong, missing = differences(report, document)
    assert wrong == []
    assert missing == ["published[9]: None instead of 316441"]
    assert codes(document) == {"label-corrected": 1, "unit-differs": 1, "undecidable": 1, "blank-value": 1}


def test_the_forms_are_named_in_their_files_alone() -> None:
    assert form_called("annual-report-2021").source
