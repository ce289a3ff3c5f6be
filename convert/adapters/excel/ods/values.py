"""Find out what a cell of an OpenDocument spreadsheet holds: its value, and the number format that shows it so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time

from convert.adapters.excel.ods.styles import CALC, OFFICE, OdsStyles
from convert.adapters.excel.strings import Segment
from convert.adapters.excel.values import Entry, Values
from convert.numbers import number_format, plain_number
from convert.numbers.dates import to_serial
from convert.numbers.stored import stored_number

_NUMBERS = frozenset({"float", "percentage", "currency"})
_OTHERWISE = re.compile(r"([0-9]{1,3}(?:[.'’ \u00a0\u202f][0-9]{3})+|[0-9]+)(,[0-9]+)?(?![0-9,.])")
"""A number as most of Europe writes it: grouped by points, blanks or apostrophes, with a decimal comma."""


def resolve_cell(
    attributes: Mapping[str, str], segments: tuple[Segment, ...], style: int, styles: OdsStyles, values: Values
) -> Entry | None:
    """Resolve a cell by its attributes and what it shows; None for a blank one."""
    kind = attributes.get(f"{OFFICE} value-type", "")
    shown = "".join(text for text, _ in segments)
    if kind in _NUMBERS:
        return _number(attributes.get(f"{OFFICE} value", ""), shown, style, styles, values)
    if kind == "boolean":
        return _tell(values.boolean(attributes.get(f"{OFFICE} boolean-value", shown), style), shown)
    if kind in ("date", "time"):
        return _moment(attributes.get(f"{OFFICE} {kind}-value", ""), shown, style, styles, values)
    if attributes.get(f"{CALC} value-type") == "error":
        return values.plain(shown, style, "error")
    if not segments:
        return values.plain(attributes.get(f"{OFFICE} string-value", ""), style)
    return values.rich(segments, style)


def _number(raw: str, shown: str, style: int, styles: OdsStyles, values: Values) -> Entry | None:
    """Resolve a number by the format that shows it so; where there is none, it shows as itself."""
    if shown == raw:
        plain = values.number(raw, style)
        if plain and plain.text == shown:
            return plain
    number = stored_number(raw)
    if number is None:
        return values.plain(shown or raw, style, "odd")
    if shown in ("TRUE", "FALSE") and number in (0, 1):
        return values.boolean(raw, style)
    for text in (shown, _separated_by_points(shown)) if shown else ():
        code = number_format(number, text)
        if code is not None:
            entry = values.number(raw, styles.with_code(style, code))
            return _tell(entry, shown) if text != shown else entry
    return _tell(values.number(raw, style), shown)


def _separated_by_points(text: str) -> str:
    """Write the first number of a text with a decimal point, and commas between its thousands.

    >>> [_separated_by_points(text) for text in ("-1.234,50 €", "1 234 567", "0,5%")]
    ['-1,234.50 €', '1,234,567', '0.5%']
    """

    def rewrite(match: re.Match[str]) -> str:
        return re.sub("[^0-9]", ",", match[1]) + (f".{match[2][1:]}" if match[2] else "")

    return _OTHERWISE.sub(rewrite, text, count=1)


def _tell(entry: Entry | None, shown: str) -> Entry | None:
    """Have it said that a number was shown otherwise, unless something else is said of it."""
    if entry is None or entry.remark or entry.text == shown:
        return entry
    return entry._replace(remark="rewritten", shown=shown)


def _moment(raw: str, shown: str, style: int, styles: OdsStyles, values: Values) -> Entry | None:
    value = _read_moment(raw)
    if value is None:
        return values.plain(shown or raw, style, "kept")
    serial = to_serial(value)
    number = plain_number(shown)
    if number is not None and serial is not None and number == stored_number(repr(serial)):
        return _number(repr(serial), shown, style, styles, values)
    return values.shown_as(value, shown or value.isoformat(), style)


def _read_moment(raw: str) -> date | datetime | time | None:
    """Read a date, a date with a time, or a time of day that is written as a duration (`PT12H30M00S`).

    Of a second only thousandths count; the rest is noise of binary fractions.
    """
    try:
        if raw.startswith("PT"):
            hours, _, rest = raw[2:].partition("H")
            minutes, _, seconds = rest.partition("M")
            whole, _, parts = seconds.removesuffix("S").replace(",", ".").partition(".")
            return time(int(hours), int(minutes), int(whole or 0), int(parts[:3].ljust(3, "0")) * 1000 if parts else 0)
        if len(raw) == 10:
            return date.fromisoformat(raw)
        moment = datetime.fromisoformat(raw.removesuffix("Z"))
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    except ValueError:
        return None
