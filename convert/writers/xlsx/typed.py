"""Decide what a cell becomes in a worksheet: a number, a truth value, a text or nothing."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from convert.model import Cell, Mark, Value
from convert.numbers import fits_worksheet, long_number, number_format, plain_number
from convert.numbers.date_codes import date_format
from convert.numbers.dates import to_serial
from convert.numbers.shown import look_shared
from convert.own_workbook import LONG_NUMBER_CODE


class Typed(NamedTuple):
    """code: the number format, empty for the general one; marks: of a value, the look that all of its text shares."""

    kind: Literal["blank", "text", "number", "boolean"]
    number: float = 0.0
    code: str = ""
    marks: frozenset[Mark] = frozenset()


BLANK = Typed("blank")
TEXT = Typed("text")


def type_cell(cell: Cell, text: str, *, guess: bool) -> Typed:
    """Type a cell so that what is shown is its text, exactly. guess: a text that is plainly a number is one.

    A value whose text no number format can show stays text.
    """
    if not text:
        return BLANK
    value = cell.value
    if value is None and guess:
        value = plain_number(text)
    marks = look_shared(cell) if value is not None else None
    if value is None or marks is None or (isinstance(value, Decimal) and not value.is_finite()):
        return TEXT
    is_below_zero = isinstance(value, Decimal) and value.is_signed()
    return _type_value(value, text, marks, is_below_zero)


@lru_cache(maxsize=16_384, typed=True)
def _type_value(value: Value, text: str, marks: frozenset[Mark], is_below_zero: bool) -> Typed:
    """Type a value; is_below_zero tells 0 from -0, which is equal to it and no number of a worksheet."""
    if isinstance(value, bool):
        return Typed("boolean", float(value), "", marks) if text == ("TRUE" if value else "FALSE") else TEXT
    if isinstance(value, Decimal):
        if fits_worksheet(value):
            code = number_format(value, text)
            return TEXT if code is None else Typed("number", float(value), code, marks)
        return Typed("text", code=LONG_NUMBER_CODE) if long_number(text) == value else TEXT
    if isinstance(value, date | time):
        code, serial = date_format(value, text), to_serial(value)
        return TEXT if code is None or serial is None else Typed("number", serial, code, marks)
    return TEXT
