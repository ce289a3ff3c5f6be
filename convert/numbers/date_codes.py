"""Find the format code that shows a date or a time as a given text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from convert.numbers.dates import DAYS, DAYS_ZH, MONTHS, read_serial, to_serial, whole_seconds
from convert.numbers.formats import quote

_LONGEST_SHOWN = 40
_MOST_TRIED = 24
_RUN = re.compile("[0-9]+")
_MOST_RUNS = 6
_NO_DAY = date(1899, 12, 30)
_BARE = frozenset(" -/:,")
_UNIT_OR_MARK = re.compile(r"[\W年月日号號时時点點分秒周週T]")
"""What may stand between fields. Other letters may name a month or a day, which would stay when the date changes."""


class _Field(NamedTuple):
    """A part of a moment: what it is, its format code, and how that shows it."""

    kind: str
    code: str
    shown: str


@lru_cache(maxsize=16_384)
def date_format(value: date | time, text: str) -> str | None:
    """Find the format code that shows a date or time as exactly this text; None if there is none.

    >>> date_format(date(2024, 1, 5), "2024-01-05"), date_format(date(2024, 1, 5), "1月5日")
    ('yyyy-mm-dd', 'm"月"d"日"')
    >>> date_format(time(13, 20), "01:20 PM"), date_format(date(2006, 12, 24), "Sunday, 24.12.06")
    ('hh:mm AM/PM', 'dddd, dd"."mm"."yy')
    """
    serial = to_serial(value)
    if serial is None or len(text) > _LONGEST_SHOWN or '"' in text or len(_RUN.findall(text)) > _MOST_RUNS:
        return None
    exact = Decimal(repr(serial))
    for spelt in islice(_spell(text, 0, _fields(value, text), frozenset()), _MOST_TRIED):
        code = spelt.replace('""', "")
        if read_serial(exact, code) == (value, text):
            return code
    return None


def _fields(value: date | time, text: str) -> list[_Field]:
    """Give the fields of a moment that a text may be made of: those that tell more first."""
    day = value if isinstance(value, date) else _NO_DAY
    moment = whole_seconds(value if isinstance(value, datetime) else datetime.combine(day, _clock(value)))
    noon = next((code for code in ("AM/PM", "上午/下午") if any(half in text for half in code.split("/"))), "")
    hour = (moment.hour + 11) % 12 + 1 if noon else moment.hour
    clock = [("hour", "h", hour), ("minute", "m", moment.minute), ("second", "s", moment.second)]
    numbers = clock
    fields = []
    if isinstance(value, date):
        month, weekday = MONTHS[moment.month - 1], DAYS[moment.weekday()]
        fields = [
            *(
                _Field("year", "yyyy", f"{moment.year:04}"),
                _Field("month", "mmmm", month),
                _Field("month", "mmm", month[:3]),
            ),
            *(_Field("week", "dddd", weekday), _Field("week", "ddd", weekday[:3])),
            *(
                _Field("week", code, f"{before}{DAYS_ZH[moment.weekday()]}")
                for code, before in (("aaaa", "星期"), ("aaa", ""))
            ),
        ]
        numbers = [("month", "m", moment.month), ("day", "d", moment.day), ("year", "y", moment.year % 100), *clock]
    fields += [_Field(kind, 2 * letter, f"{number:02}") for kind, letter, number in numbers]
    fields += [_Field(kind, letter, str(number)) for kind, letter, number in numbers if kind != "year"]
    if noon:
        fields.append(_Field("noon", noon, noon.split("/")[moment.hour >= 12]))
    return fields


def _clock(value: date | time) -> time:
    return value if isinstance(value, time) else time()


def _spell(text: str, at: int, fields: Sequence[_Field], used: frozenset[str]) -> Iterator[str]:
    """Yield the codes that a text from a place on may be shown by; each field stands there once at most."""
    if at == len(text):
        yield ""
        return
    for kind, code, shown in fields:
        end = at + len(shown)
        if kind in used or not text.startswith(shown, at) or (len(code) == 1 and text[end : end + 1].isdigit()):
            continue
        if code == "aaa" and text[at - 1 : at].isdigit():
            continue
        for rest in _spell(text, end, fields, used | {kind}):
            yield code + rest
    character = text[at]
    literal = character if character in _BARE else quote(character)
    if literal and _UNIT_OR_MARK.match(character):
        for rest in _spell(text, at + 1, fields, used):
            yield literal + rest
