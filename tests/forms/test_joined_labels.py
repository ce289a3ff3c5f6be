"""Tables whose labels stand behind those of their groups, or whose groups are tables of their own, as models write."""

from __future__ import annotations

import pytest

from convert import read
from convert.forms.layout import lay_out, paths_of
from convert.model import Table
from tests.reports import Report, around, differences, make_report


def joined(report: Report, table_id: str, mark: str) -> list[list[str]]:
    """Give a table as rows: the heads and the labels of rows joined to those of their groups."""
    template = next(table for table in report.form.tables if table.id == table_id)
    places = sorted(
        (place for _, group in lay_out(template).groups for place in group), key=lambda at: (at.row, at.col)
    )
    columns: dict[str, None] = {}
    rows: dict[str, dict[str, str]] = {}
    for place, value in zip(places, report.values[table_id], strict=True):
        row, column = (mark.join(path) for path in paths_of(template, place))
        columns[column] = None
        rows.setdefault(row or "件数", {})[column] = value or ""
    return [["项目", *columns], *([label, *(row.get(column, "") for column in columns)] for label, row in rows.items())]


def markdown(rows: list[list[str]]) -> str:
    head, *body = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(["", head, "|---" * len(rows[0]) + "|", *body, ""])


@pytest.mark.parametrize("form", ["annual-report-2021", "annual-report-2019"])
@pytest.mark.parametrize("mark", ["-", "/", "_", "<br>"])
def test_labels_behind_those_of_their_groups_are_found_in_rows_and_heads(form: str, mark: str) -> None:
    report = make_report(77, form, top=30)
    wrong, missing = differences(
        report, read(around(report, lambda table: markdown(joined(report, table, mark))).encode())
    )
    assert (wrong, missing) == ([], [])


GROUPS = {"行政复议": 0, "行政诉讼（未经复议直接起诉）": 5, "行政诉讼（复议后起诉）": 10}


def in_three(report: Report, order: list[str]) -> str:
    values = [value or "" for value in report.values["disputes"]]
    heads = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    tables = [f"{group}\n{markdown([heads, values[GROUPS[group] : GROUPS[group] + 5]])}" for group in order]
    return "\n".join(["四、政府信息公开行政复议、行政诉讼情况", *tables])


def test_groups_of_heads_that_are_tables_of_their_own_become_one_row() -> None:
    report = make_report(78, "annual-report-2021", top=30)
    document = read(in_three(report, [*GROUPS]).encode())
    (table,) = [block for block in document.blocks if isinstance(block, Table) and block.form.endswith("/disputes")]
    assert [cell.text for cell in table.cells if cell.role == "value"] == report.values["disputes"]


def test_such_groups_in_another_order_are_never_taken_for_each_other() -> None:
    report = make_report(79, "annual-report-2021", top=3000)
    document = read(in_three(report, [*reversed(GROUPS)]).encode())
    for block in document.blocks:
        if isinstance(block, Table) and block.form:
            values = [cell.text for cell in block.cells if cell.role == "value"]
            pairs = zip(values, report.values["disputes"], strict=True)
            assert all(value in ("", want) for value, want in pairs)


def test_a_head_that_stands_beside_a_label_in_place_of_a_value_is_never_one() -> None:
    report = make_report(80, "annual-report-2021")
    rows = ["行,列,数值"]
    for row, column in (("规章", "现行有效件数"), ("行政许可", "本年处理决定数量"), ("行政处罚", "本年处理决定数量")):
        rows.append(f"{row},{column},")
    text = "\n".join(["二、主动公开政府信息情况", *rows, "行政强制,本年处理决定数量,3", report.form.sections[2].title])
    document = read(text.encode())
    values = [
        cell for block in document.blocks if isinstance(block, Table) for cell in block.cells if cell.role == "value"
    ]
    assert not any(cell.text.startswith("本年") for cell in values)
