"""Write every value of the official tables to a Parquet file, a row a value, for those who analyse (needs pyarrow)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from convert.bulk.ledger import Ledger
from convert.bulk.report_rows import Told, each_document, forms_of, last_plan, places_of, standing
from convert.errors import missing_extra
from convert.forms.fold import fold, unit_of
from convert.forms.layout import paths_of
from convert.forms.template import Form, TableTemplate
from convert.numbers import plain_number

_ROWS_TOGETHER = 50_000
"""Rows of a row group, at least: what is held in memory at a time."""
_DIGITS, _DECIMALS = 38, 10
_STEP = Decimal(1).scaleb(-_DECIMALS)


class Place(NamedTuple):
    """Where a value stands in its table: its name, its labels from the outermost in, the unit of its head."""

    name: str
    row: str
    column: str
    unit: str | None


class Value(NamedTuple):
    """A row of the file. number: which table of its kind in the document, from 1; value: None where there is none

    or the text is no plain number; text: as the document has it, None where blank; findings: the codes about it.
    """

    document: str
    form: str
    year: int | None
    agency: str | None
    table: str
    number: int
    name: str
    row: str
    column: str
    unit: str | None
    value: Decimal | None
    text: str | None
    findings: str | None


def require_arrow() -> Any:
    """Give pyarrow. Raises MissingHelper."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise missing_extra("pyarrow", "values", "Writing values needs {helper}, which is not installed.") from None
    return pyarrow


def write_values(ledger: Ledger, path: Path) -> None:
    """Write the values of the last run's documents. Raises OSError, MissingHelper."""
    arrow = require_arrow()
    types = {"year": arrow.int16(), "number": arrow.int32(), "value": arrow.decimal128(_DIGITS, _DECIMALS)}
    schema = arrow.schema([(name, types.get(name, arrow.string())) for name in Value._fields])
    with arrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        held: list[Value] = []
        forms = forms_of(ledger)
        for told in each_document(ledger, last_plan(ledger)):
            held += _values_of(told, forms)
            if len(held) >= _ROWS_TOGETHER:
                writer.write_table(_table(arrow, schema, held))
                held = []
        writer.write_table(_table(arrow, schema, held))


def _table(arrow: Any, schema: Any, values: list[Value]) -> Any:
    columns = zip(*values, strict=True) if values else [()] * len(Value._fields)
    return arrow.table([list(column) for column in columns], schema=schema)


def _values_of(told: Told, forms: Mapping[str, Form]) -> Iterator[Value]:
    year = int(told.year) if told.year else None
    for table in standing(told, forms):
        form, _, table_id = table.key.partition("/")
        marks = told.facts.get("marks", {}).get(table.key, {})
        for at, (place, text) in enumerate(zip(_places(table.template), table.texts, strict=False), table.start):
            codes = sorted({told.findings[number][0] for number in marks.get(str(at), ())})
            yield Value(
                _storable(told.source),
                form,
                year,
                _storable(told.agency) or None,
                table_id,
                table.number,
                *place,
                _number(text),
                _storable(text) if text else None,
                " ".join(codes) or None,
            )


def _storable(text: str) -> str:
    """Write a name that is no Unicode with escapes."""
    return text.encode("utf-8", "backslashreplace").decode()


def _number(text: str | None) -> Decimal | None:
    """Give the number that a text plainly is, unless the file's type cannot hold it exactly."""
    number = plain_number(text) if text else None
    if number is None or number.adjusted() >= _DIGITS - _DECIMALS:
        return None
    exact = number.quantize(_STEP)
    return exact if exact == number else None


def _places(template: TableTemplate) -> tuple[Place, ...]:
    """Name the places of a table in the order in which `facts` lists their values."""
    return _name_places(template) if template.spelled_out else _places_of_form(template)


@lru_cache(maxsize=256)
def _places_of_form(template: TableTemplate) -> tuple[Place, ...]:
    return _name_places(template)


def _name_places(template: TableTemplate) -> tuple[Place, ...]:
    found = []
    for place in places_of(template):
        row, column = paths_of(template, place)
        unit = unit_of(fold("".join((*column, *row)))) or None
        found.append(Place(f"{place.row_key}_{place.col_key}", " / ".join(row), " / ".join(column), unit))
    return tuple(found)
