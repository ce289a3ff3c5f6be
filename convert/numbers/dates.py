"""Dates and times as a worksheet counts and shows them: days since 1900 or 1904, and a format code."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from convert.model import Value
from convert.numbers.formats import Section, parse

_EPOCH = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
_LEAP_DAY = date(1900, 3, 1)
"""Before it the count of days is one less: it knows a 29 February 1900."""
_LAST_SERIAL = 2_958_465
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAYS_ZH = "一二三四五六日"


@lru_cache(maxsize=1024)
def date_section(code: str) -> Section | None:
    """Give the section of a format code that shows dates; None if the code shows none."""
    sections = parse(code)
    return sections[0] if sections and sections[0].is_date else None


def read_serial(serial: Decimal, code: str, *, since_1904: bool = False) -> tuple[Value, str] | None:
    """Give what a count of days means under a code, and how it is shown; None if it is no date.

    A code that is understood only in part shows the date as ISO 8601 does. A duration (`[h]:mm`) has a text only.

    >>> read_serial(Decimal("45566.5"), 'yyyy"年"m"月"d"日" h:mm')
    (datetime.datetime(2024, 10, 1, 12, 0), '2024年10月1日 12:00')
    """
    section = date_section(code)
    if section is None or not 0 <= serial <= _LAST_SERIAL:
        return None
    letters = {text[0].lower() for kind, text in section.tokens if kind == "date"}
    if any(kind == "elapsed" for kind, _ in section.tokens):
        shown = _show(section, None, serial)
        return (None, shown) if shown else None
    minutes = "m" in letters and ("h" in letters or "s" in letters) and not letters & set("yde")
    if serial < 1 and (minutes or not letters & set("ymdea")):
        moment = _EPOCH + _since(serial)
        return moment.time(), _show(section, moment, serial) or whole_seconds(moment).time().isoformat()
    if since_1904:
        moment = _EPOCH_1904 + _since(serial)
    elif serial >= 61:
        moment = _EPOCH + _since(serial)
    elif 1 <= serial < 60:
        moment = _EPOCH + timedelta(days=1) + _since(serial)
    else:
        return None
    has_time = bool(letters & set("hs")) or moment.time() != time()
    value: Value = moment if has_time else moment.date()
    plain = whole_seconds(moment).isoformat(" ") if has_time else moment.date().isoformat()
    return value, _show(section, moment, serial) or plain


def whole_seconds(moment: datetime) -> datetime:
    """Round a moment as worksheets show it."""
    return (moment + timedelta(milliseconds=500)).replace(microsecond=0)


def _since(serial: Decimal) -> timedelta:
    return timedelta(milliseconds=int((serial * 86_400_000).to_integral_value()))


def to_serial(value: date | time) -> float | None:
    """Count a date, a time or both as days since 1900; None where the count cannot hold it."""
    if isinstance(value, date) and value.year < 1900:
        return None
    if isinstance(value, datetime | time) and (value.tzinfo or value.microsecond % 1000):
        return None
    days = 0.0
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        days = (day - _EPOCH.date()).days - (day < _LEAP_DAY)
    if isinstance(value, datetime | time):
        days += (value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1_000_000) / 86400
    return float(days)


def _show(section: Section, moment: datetime | None, serial: Decimal) -> str | None:
    """Lay a date out by a section's tokens; None where one is not understood."""
    if not section.known:
        return None
    seconds = (_since(serial) + timedelta(milliseconds=500)) // timedelta(seconds=1)
    if moment is not None:
        moment = whole_seconds(moment)
    half = any(kind == "noon" for kind, _ in section.tokens)
    shown: list[str] = []
    for at, (kind, text) in enumerate(section.tokens):
        if kind in ("literal", "other", "comma"):
            shown.append(text)
        elif kind == "elapsed":
            shown.append(str(seconds // {"h": 3600, "m": 60, "s": 1}[text]))
        elif kind == "noon" and moment is not None:
            first, _, second = text.partition("/")
            shown.append(second if moment.hour >= 12 else first)
        elif kind == "date":
            part = _part(text.lower(), _is_minute(section, at), moment, seconds, half)
            if part is None:
                return None
            shown.append(part)
        elif kind == "point" and not any(kind == "digits" for kind, _ in section.tokens):
            shown.append(text)
        else:
            return None
    return "".join(shown)


def _is_minute(section: Section, at: int) -> bool:
    """Say whether an m stands for minutes: after hours or before seconds (ECMA-376 part 1, 18.8.31)."""
    near = [
        next((text[0].lower() for kind, text in tokens if kind in ("date", "elapsed")), "")
        for tokens in (reversed(section.tokens[:at]), section.tokens[at + 1 :])
    ]
    return near[0] == "h" or near[1] == "s"


def _part(text: str, is_minute: bool, moment: datetime | None, seconds: int, half: bool) -> str | None:
    letter, wide = text[0], len(text) > 1
    if letter == "s":
        return f"{seconds % 60:02}" if wide else str(seconds % 60)
    if letter == "m" and is_minute:
        return f"{seconds // 60 % 60:02}" if wide else str(seconds // 60 % 60)
    if moment is None:
        return None
    if letter == "h":
        hour = (moment.hour + 11) % 12 + 1 if half else moment.hour
        return f"{hour:02}" if wide else str(hour)
    if letter == "y":
        return f"{moment.year:04}" if len(text) > 2 else f"{moment.year % 100:02}"
    if letter == "e":
        return f"{moment.year:04}"
    if letter == "a":
        return ("星期" if len(text) == 4 else "") + DAYS_ZH[moment.weekday()]
    number, name = (moment.month, MONTHS[moment.month - 1]) if letter == "m" else (moment.day, DAYS[moment.weekday()])
    if len(text) < 3:
        return f"{number:02}" if wide else str(number)
    return {3: name[:3], 4: name, 5: name[0]}.get(len(text))
