"""Values that stand neither beside their labels nor below them, but down the columns, as some programs print them."""

from __future__ import annotations

from msgspec.structs import replace

from convert.adapters.text import read
from convert.forms import conform
from convert.forms.load import load_forms
from convert.model import Document
from convert.options import Options
from convert.passes import normalise
from convert.source import Source
from tests.reports import Report, make_report, spots, values_in

TABLE = "requests"


def restored(text: str) -> Document:
    return conform(normalise(read(Source("a.txt", content=text.encode()), Options())), load_forms())


def down_the_columns(report: Report) -> str:
    """Print the labels, then the values column by column, a blank line between two columns."""
    cells = spots(report, TABLE)
    columns = sorted({cell.col for cell in cells if cell.is_value})
    printed = ["\n".join(cell.text for cell in cells if cell.is_value and cell.col == col) for col in columns]
    return "\n\n".join(["\n".join(cell.text for cell in cells if cell.text and not cell.is_value), *printed])


def test_values_printed_down_their_columns_stand_in_their_rows() -> None:
    report = make_report(3)
    assert values_in(restored(down_the_columns(report)))[TABLE] == report.values[TABLE]


def test_values_down_their_columns_that_do_not_add_up_are_not_taken_for_such() -> None:
    report = make_report(3)
    values = [str(int(value or 0) + 1) if at == 8 else value for at, value in enumerate(report.values[TABLE])]
    wrong = replace(report, values={**report.values, TABLE: values})
    got = values_in(restored(down_the_columns(wrong))).get(TABLE, [])
    assert all(value in (None, want) for value, want in zip(got, values, strict=bool(got)))
    assert None in got or not got
