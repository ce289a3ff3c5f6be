"""A template is started from a filled table; what it lays out is the table it was started from."""

from __future__ import annotations

from pathlib import Path

import pytest

from convert import read
from convert.errors import Unreadable
from convert.forms import conform
from convert.forms.draft import draft_template
from convert.forms.layout import lay_out
from convert.forms.load import load_form, load_forms, parse_form
from convert.grid import place
from convert.model import Document, Paragraph, Run, Table, cell_of_text
from tests.forms.test_conform import table_of
from tests.forms.test_own_forms import FORMS, filled
from tests.renderers import RENDERERS
from tests.reports import make_report

TABLES = [(form.id, table.id) for form in load_forms() for table in form.tables if form.id != "annual-report-2019"]


@pytest.mark.parametrize(("form_id", "table_id"), TABLES)
def test_the_draft_of_a_filled_official_table_has_its_layout(tmp_path: Path, form_id: str, table_id: str) -> None:
    report = make_report(1, form_id)
    path = tmp_path / "draft.toml"
    path.write_text(draft_template(Document((table_of(report, table_id),)), "draft"), encoding="utf-8")
    drafted = lay_out(load_form(path).tables[0])
    official = lay_out(next(table for table in report.form.tables if table.id == table_id))
    assert drafted.labels == official.labels
    places = [[(place.row, place.col, place.colspan) for place in group] for _, group in drafted.groups]
    assert places == [[(place.row, place.col, place.colspan) for place in group] for _, group in official.groups]


def test_a_document_without_a_filled_table_is_refused() -> None:
    with pytest.raises(Unreadable):
        draft_template(Document((Paragraph((Run("一"),)),)), "draft")


@pytest.mark.parametrize("name", FORMS)
def test_the_draft_of_a_form_of_ones_own_needs_no_correction(name: str) -> None:
    """But for rows of several types in one column, and rows that only stay blank."""
    report = filled(FORMS[name], 3)
    document = read(RENDERERS["html_in_text"](report).encode(), form="none")
    form = parse_form("draft.toml", draft_template(document, "draft").encode())
    drafted, official = lay_out(form.tables[0]), lay_out(FORMS[name].tables[0])
    assert drafted.labels == official.labels
    types = {(place.row, place.col): place.type for place in drafted.places}
    if name != "indicators":
        assert types == {(place.row, place.col): place.type for place in official.places}
    checked = conform(document, (form,))
    assert [block.form for block in checked.blocks if isinstance(block, Table)] == ["draft/table-1"]
    assert all(check.holds for check in checked.checks)


def test_sums_that_hold_in_the_filled_table_are_drafted() -> None:
    rows = ["项目 合计 甲 乙", "一季 5 2 3", "二季 7 6 1", "全年 12 8 4"]
    text = "\n".join(row.replace(" ", "\t") for row in rows)
    form = parse_form("draft.toml", draft_template(read(text.encode(), form="none"), "draft").encode())
    assert [(rule.across, rule.left, rule.right) for rule in form.tables[0].rules] == [
        ("columns", ("全年",), ("一季", "二季")),
        ("rows", ("合计",), ("甲", "乙")),
    ]


def test_a_full_width_row_above_values_is_a_row_without_values() -> None:
    texts = [["项目", "数量", "比例"], ["一、许可"], ["受理", "3", "50%"], ["受理", "4", "60%"]]
    rows = [[cell_of_text(0, at, text, colspan=3 // len(row)) for at, text in enumerate(row)] for row in texts]
    form = parse_form("draft.toml", draft_template(Document((place(rows),)), "draft").encode())
    band = form.tables[0].bands[0]
    assert [(line.path, line.type) for line in band.rows] == [(("一、许可",), "none"), (("受理",), ""), (("受理",), "")]
    assert [line.type for line in band.columns] == ["count", "percent"]


def test_the_rows_of_a_numbered_list_are_drafted_as_one_that_repeats() -> None:
    rows = ["序号 单位 办件 金额", "1 甲局 5 2.5", "2 乙局 7 6", "3 丙局 1 0.5"]
    text = "\n".join(row.replace(" ", "\t") for row in (*rows, "合计  13 9"))
    drafted = draft_template(read(text.encode(), form="none"), "draft")
    assert 'path = ["*", "*"], repeat = [1, 500]' in drafted
    form = parse_form("draft.toml", drafted.encode())
    longer = "\n".join(row.replace(" ", "\t") for row in (*rows, "4 丁局 2 1", "合计  15 10"))
    checked = conform(read(longer.encode(), form="none"), (form,))
    assert [(check.left, check.holds) for check in checked.checks] == [(15, True), (10, True)]


def test_a_list_without_a_total_is_drafted_as_rows_of_values() -> None:
    text = "\n".join(("序号\t文号\t金额", "1\t甲字1号\t5.5", "2\t甲字2号\t7", "3\t甲字3号\t1"))
    drafted = draft_template(read(text.encode(), form="none"), "draft")
    assert '{ key = "row", path = [], repeat = [1, 500] },' in drafted
