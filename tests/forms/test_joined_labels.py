"""Tables with one row of heads and one label a row, each behind the labels of its groups, as language models write."""

from __future__ import annotations

import pytest

from convert import read
from convert.forms.layout import lay_out, paths_of
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
