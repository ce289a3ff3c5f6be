"""The third form is a template file and nothing else; its columns vary by province and its money by unit."""

from __future__ import annotations

import pytest

from convert.forms import conform
from convert.forms.load import load_forms
from convert.grid import place
from convert.model import Document, Table, cell_of_text
from tests.forms.test_conform import table_of
from tests.reports import form_called, make_report, values_in

FORM = form_called("enforcement-statistics")


@pytest.mark.parametrize("table_id", [table.id for table in FORM.tables])
def test_each_published_set_of_columns_is_restored_and_checked(table_id: str) -> None:
    report = make_report(1, FORM.id)
    document = conform(Document((table_of(report, table_id),)), load_forms())
    assert values_in(document) == {table_id: report.values[table_id]}
    assert all(check.holds for check in document.checks)
    assert not document.findings


def test_a_sum_of_penalties_that_fails_is_reported() -> None:
    report = make_report(2, FORM.id)
    values = report.values["penalties-11"]
    values[9] = str(int(values[9] or 0) + 1)
    document = conform(Document((table_of(report, "penalties-11"),)), load_forms())
    assert [found.code for found in document.findings] == ["sum-mismatch"]


def test_a_set_of_columns_that_no_template_has_is_left_as_it_was() -> None:
    head = [
        "警告",
        "罚款",
        "没收违法所得、没收非法财物",
        "通报批评",
        "其他行政处罚",
        "合计（宗）",
        "罚没金额（千元）",
        "备注",
    ]
    rows = [
        [cell_of_text(0, 0, "行政处罚实施数量（宗）", colspan=6), cell_of_text(0, 6, "金额", colspan=2)],
        [cell_of_text(0, col, text) for col, text in enumerate(head)],
        [cell_of_text(0, col, str(col)) for col in range(8)],
    ]
    table = place(rows)
    document = conform(Document((table,)), load_forms())
    assert [block for block in document.blocks if isinstance(block, Table)] == [table]
