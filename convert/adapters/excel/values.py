"""Turn what a cell stores into what it shows and what it means."""

from __future__ import annotations

import re
from datetime import datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from convert.adapters.excel.strings import Segment
from convert.adapters.excel.styles import Style, Styles
from convert.model import Mark, Run, Value, plain_runs
from convert.numbers import (
    MOST_DIGITS,
    fits_worksheet,
    hides_digits,
    is_simple,
    long_number,
    plain_number,
    read_count,
    show,
    show_general,
    shown_places,
)
from convert.numbers.dates import date_section, read_serial
from convert.numbers.shown import if_shown
from convert.numbers.stored import EXACT_BELOW, stored_number
from convert.ordinary import extraordinary
from convert.own_workbook import LONG_NUMBER_CODE
from convert.symbols import as_shown

_TYPED_DIGITS = 12
"""A number with more digits was worked out, not typed; what the sheet shows of it is what was meant."""
surely_worked_out = re.compile(r"-?(?:0\.[1-9][0-9]{11}|[1-9](?=[0-9]{0,8}\.)[0-9.]{12})(?!000|999)[0-9]{3,}").fullmatch
"""Knows, of plain numbers, those of a tenth or more that have digits behind the twelfth that are no rounding's rest."""
_LONGEST_CARD = 10**20
_CARD_DIGITS = 11
"""A number with fewer digits before its noughts is an amount, as a rule."""
_CACHED = 50_000
_SHORT = 16
"""Characters of a stored number of which is kept what it is, for other workbooks too."""

Remark = Literal["", "space", "rounded", "inexact", "rewritten", "error", "odd", "kept"]


class Entry(NamedTuple):
    """A cell that is not empty. style: its index; shown: what the sheet shows of a number that it rounds.

    remark: the text is nothing but spaces, a number is rounded, lacks its last digits, is shown with other separators,
    an error's name, or not of the cell's type; or the text is kept, since no format shows the value so.
    """

    runs: tuple[Run, ...]
    value: Value = None
    style: int = 0
    remark: Remark = ""
    shown: str = ""

    @property
    def text(self) -> str:
        return self.runs[0].text if len(self.runs) == 1 else "".join(run.text for run in self.runs)


class Values:
    """Resolves the cells of one workbook. own: this program wrote it, so a text may stand for a long number."""

    def __init__(self, strings: list[tuple[Segment, ...]], styles: Styles, *, since_1904: bool, own: bool) -> None:
        self._strings, self._styles = strings, styles
        self._since_1904, self._own = since_1904, own
        self._texts: dict[tuple[str, int], Entry | None] = {}
        self._extraordinary: frozenset[int] | None = None
        self._numbers: dict[tuple[str, int], Entry] = {}
        self._lengths: list[int] | None = None

    def lengths(self) -> list[int]:
        """Give the length of each shared string; 0 for one that is blank."""
        if self._lengths is None:
            texts = [segments[0][0] if len(segments) == 1 else _joined(segments) for segments in self._strings]
            self._lengths = [0 if text.isspace() else len(text) for text in texts]
        return self._lengths

    def look(self, style: int) -> Style:
        return self._styles[style]

    def is_plain(self, style: int) -> bool:
        """Say whether numbers show as nothing but digits, separators, a minus and a percent sign."""
        return is_simple(self._styles[style].code)

    def bare_places(self, style: int) -> int | None:
        """Give the decimals of the numbers that show as themselves, without a look; -1 if all do, None if none."""
        look = self._styles[style]
        if look.marks or "#" in look.code:
            return None
        places = shown_places(look.code)
        return -1 if look.code == "General" else places if places >= 0 else None

    def extraordinary(self) -> frozenset[int]:
        """Give the indices of the shared strings that a pass may have something to do in."""
        if self._extraordinary is None:
            texts = [
                segments[0][0] if len(segments) == 1 and segments[0][1] is None else "" for segments in self._strings
            ]
            self._extraordinary = frozenset(extraordinary(texts))
        return self._extraordinary

    def is_bordered(self, style: int) -> bool:
        return self._styles[style].bordered

    def shared(self, raw: str, style: int) -> Entry | None:
        """Resolve an index of a shared string; None for an empty text. Raises KeyError if there is no such string."""
        known = self._texts.get((raw, style))
        if known is not None:
            return known
        index = read_count(raw, least=-1)
        if not 0 <= index < len(self._strings):
            raise KeyError(raw)
        entry = self.rich(self._strings[index], style)
        if len(self._texts) < _CACHED:
            self._texts[raw, style] = entry
        return entry

    def rich(self, segments: tuple[Segment, ...], style: int) -> Entry | None:
        """Resolve a text with its looks; None for an empty one."""
        look = self._styles[style]
        if len(segments) == 1 and segments[0][1] is None and look.code != LONG_NUMBER_CODE:
            return self.plain(segments[0][0], style)
        runs: list[Run] = []
        for text, own_marks in segments:
            if look.font and own_marks is None:
                text = as_shown(text, look.font)
            marks: frozenset[Mark] = look.marks if own_marks is None else own_marks
            if runs and runs[-1].marks == marks:
                runs[-1] = Run(runs[-1].text + text, marks)
            elif text:
                runs.append(Run(text, marks))
        if not runs:
            return None
        if self._own and look.code == LONG_NUMBER_CODE and len(runs) == 1:
            return Entry(tuple(runs), long_number(runs[0].text), style)
        return Entry(tuple(runs), None, style, "space" if all(run.text.isspace() for run in runs) else "")

    def plain(self, text: str, style: int, remark: Remark = "") -> Entry | None:
        """Resolve a text of one look; None for an empty one."""
        if not text:
            return None
        look = self._styles[style]
        if look.font:
            text = as_shown(text, look.font)
        return Entry(_runs(text, look.marks), None, style, "space" if text.isspace() else remark)

    def boolean(self, raw: str, style: int) -> Entry | None:
        """Resolve a truth value."""
        meaning = {"1": True, "true": True, "0": False, "false": False}.get(raw.strip().lower())
        if meaning is None:
            return self.plain(raw, style, "odd")
        return Entry((Run("TRUE" if meaning else "FALSE", self._styles[style].marks),), meaning, style)

    def moment(self, raw: str, style: int) -> Entry | None:
        """Resolve a date in ISO 8601, as the Strict form of the format stores it."""
        try:
            value = datetime.fromisoformat(raw.strip().removesuffix("Z"))
        except ValueError:
            return self.plain(raw, style)
        is_day = value.time() == time()
        text = value.date().isoformat() if is_day else value.isoformat(" ", "seconds")
        meaning = value.date() if is_day else value
        return self.shown_as(meaning, text, style)

    def shown_as(self, value: Value, text: str, style: int) -> Entry:
        """Resolve a value that shows as a text; where no format shows it so, it is given up for the text."""
        return _shown_as(value, text, style, self._styles[style], self._own)

    def number(self, raw: str, style: int) -> Entry | None:
        """Resolve a number, or a date stored as one; what is no number at all stays as it is."""
        key = (raw, style)
        known = self._numbers.get(key)
        if known is None:
            read = _read_number if len(raw) <= _SHORT else _read_number.__wrapped__
            known = read(raw, style, self._styles[style], self._since_1904, self._own)
            if known is None:
                return self.plain(raw, style, "odd")
            if len(self._numbers) < _CACHED:
                self._numbers[key] = known
        return known


def _runs(text: str, marks: frozenset[Mark]) -> tuple[Run, ...]:
    return (Run(text, marks),) if marks or not text else plain_runs(text)


def _shown_as(value: Value, text: str, style: int, look: Style, own: bool) -> Entry:
    known = if_shown(value, text)
    return Entry(_runs(text, look.marks), known, style, "kept" if known is None and not own else "")


@lru_cache(maxsize=16_384)
def _read_number(raw: str, style: int, look: Style, since_1904: bool, own: bool) -> Entry | None:
    """Resolve a number, or a date stored as one; None for what is no number at all.

    Small numbers come again in every workbook.
    """
    number = stored_number(raw)
    if number is None:
        return None
    known = _show(number, style, look, since_1904, own)
    if not own and lacks_digits(raw, number):
        known = known._replace(remark="inexact", shown=raw.strip())
    return known


def _show(number: Decimal, style: int, look: Style, since_1904: bool, own: bool) -> Entry:
    dated = read_serial(number, look.code, since_1904=since_1904) if date_section(look.code) else None
    if dated is not None:
        value, text = dated
        return Entry(_runs(text, look.marks), value, style) if own else _shown_as(value, text, style, look, own)
    shown = show(number, look.code)
    if shown is None:
        text = show_general(number)
    elif not own and _is_typed(number) and hides_digits(number, look.code):
        text = show(number, look.code, exact=True) or show_general(number)
        return Entry(_runs(text, look.marks), if_shown(number, text), style, "rounded", shown)
    elif not own and _misleads(number, shown):
        text = show_general(number)
        return Entry(_runs(text, look.marks), if_shown(number, text), style, "rounded", shown)
    else:
        text = shown
    if own or (is_simple(look.code) and fits_worksheet(number)):
        return Entry(_runs(text, look.marks), number, style)
    return _shown_as(number, text, style, look, own)


def _misleads(number: Decimal, shown: str) -> bool:
    """Say whether the shown digits read as another number: the sign is left to the colour, or thousands are cut off."""
    read = plain_number(shown)
    if read is None or number.is_zero():
        return False
    return (read < 0) != (number < 0) or not Decimal("0.5") < read / number < 2


def is_worked_out(raw: str, places: int) -> bool:
    """Say whether a stored fraction was worked out, not typed, and shows as about itself with so many decimals kept.

    >>> [is_worked_out(raw, 2) for raw in ("3.14159265358979", "3.14159", "0.000314159265358979")]
    [True, False, False]
    """
    number = stored_number(raw)
    return number is not None and 10**-places <= abs(number) < 10**9 and not _is_typed(number)


def _is_typed(number: Decimal) -> bool:
    return number.as_tuple().exponent != 0 and len(number.as_tuple().digits) <= _TYPED_DIGITS


def _joined(segments: tuple[Segment, ...]) -> str:
    return "".join([text for text, _ in segments])


def lacks_digits(raw: str, number: Decimal) -> bool:
    """Say whether a stored number is that of a card or a document whose last digits no binary number can hold.

    >>> [lacks_digits(raw, Decimal(raw)) for raw in ("110101199003071234", "1.10101199003071E+17", "5E+17")]
    [False, True, False]
    """
    if not EXACT_BELOW <= number < _LONGEST_CARD or number != number.to_integral_value():
        return False
    digits = f"{number:.0f}"
    is_cut = not raw.strip().lstrip("+").isdigit() or not digits[MOST_DIGITS:].strip("0")
    return is_cut and len(digits.rstrip("0")) >= _CARD_DIGITS
