"""What numbers mean that the programs of Office store as decimal text."""

from __future__ import annotations

import re
from decimal import Context, Decimal

from convert.numbers import MOST_DIGITS

EXACT_BELOW = 2**53
"""A binary number holds every digit of a whole one below this."""
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_LONGEST_NUMBER = 400
_DOUBLE = Context(prec=MOST_DIGITS)
_EXACT = Context(prec=_LONGEST_NUMBER)


def stored_number(raw: str) -> Decimal | None:
    """Read a stored number as Excel does: fifteen digits count, the rest is noise of binary fractions.

    Digits of a whole number are never noise: a program that stores an identity number means all of them.

    >>> [stored_number(raw) for raw in ("0.10000000000000001", "12345678901234567", "1E2", "NaN")]
    [Decimal('0.1'), Decimal('12345678901234567'), Decimal('100'), None]
    >>> stored_number("6.222021234567891E+15")
    Decimal('6222021234567891')
    """
    raw = raw.strip()
    if len(raw) > _LONGEST_NUMBER or not _NUMBER.fullmatch(raw):
        return None
    number = Decimal(raw)
    if len(raw) > MOST_DIGITS and not raw.lstrip("+-").isdigit() and not _is_exact(number):
        number = _DOUBLE.create_decimal(number).normalize(_DOUBLE)
    if not -330 < number.adjusted() < 330:
        return None if number else Decimal(0)
    return number.quantize(Decimal(1), context=_EXACT) if int(number.as_tuple().exponent) > 0 else number


def _is_exact(number: Decimal) -> bool:
    """Say whether a binary number holds every digit of a whole one."""
    return abs(number) < EXACT_BELOW and number == number.to_integral_value()


def digits_of(number: float) -> str:
    """Write a binary number with the fewest digits that mean it; a whole one without a point.

    >>> digits_of(3.0), digits_of(0.1), digits_of(1e300)
    ('3', '0.1', '1e+300')
    """
    return f"{number:.0f}" if number.is_integer() and abs(number) < EXACT_BELOW else repr(number)
