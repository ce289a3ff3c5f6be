"""A template is started from a filled table; what it lays out is the table it was started from."""

from __future__ import annotations

from pathlib import Path

import pytest

from convert.errors import Unreadable
from convert.forms.draft import draft_template
from convert.forms.layout import lay_out
from convert.forms.load import load_form, load_forms
from convert.model import Document, Paragraph, Run
from tests.forms.test_conform import table_of
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
