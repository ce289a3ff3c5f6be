"""Which values a cell of a worksheet can hold so that it shows their text."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

from convert.model import Cell, Mark, Paragraph, Value
from convert.numbers import fits_worksheet, long_number, number_format
from convert.numbers.date_codes import date_format
from convert.numbers.dates import to_serial


def if_shown(value: Value, text: str) -> Value:
    """Give the value if a writer of workbooks can show it as this text; what cannot be written is not claimed.

    >>> if_shown(Decimal(12), "12"), if_shown(Decimal("1E+400"), "1E+400"), if_shown(True, "是")
    (Decimal('12'), None, None)
    """
    if isinstance(value, bool):
        known = text == ("TRUE" if value else "FALSE")
    elif isinstance(value, Decimal):
        known = number_format(value, text) is not None if fits_worksheet(value) else long_number(text) == value
    else:
        known = not isinstance(value, date | time) or (date_format(value, text) and to_serial(value)) is not None
    return value if known else None


_RAISED: frozenset[Mark] = frozenset(("super", "sub"))


def look_shared(cell: Cell) -> frozenset[Mark] | None:
    """Give the look that all of a cell's text shares; None if it has several, or a part is raised or lowered.

    Such a text cannot be written as a value: 10 with a raised 2 behind it is not 102.
    """
    only = cell.blocks[0] if len(cell.blocks) == 1 else None
    if isinstance(only, Paragraph) and len(only.runs) == 1 and not only.runs[0].marks:
        return only.runs[0].marks
    looks = {run.marks for block in cell.blocks if isinstance(block, Paragraph) for run in block.runs if run.text}
    if len(looks) > 1:
        return None
    marks = next(iter(looks), frozenset())
    return None if marks & _RAISED else marks
