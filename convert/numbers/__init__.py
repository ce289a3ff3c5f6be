"""Numbers as people write them, and the number formats that show them so in a worksheet.

`plain_number` decides which texts are numbers without doubt; `number_format` finds the code that shows a value as
a given text, and `show` is its inverse.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from itertools import islice

from convert.numbers.formats import LONGEST_CODE, Section, parse, quote
from convert.own_workbook import utf16_units

FROM_CHINESE_DIGITS = str.maketrans("〇○零Ｏ一二三四五六七八九", "0000123456789")
WITHOUT_MEANING = r"\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ue000-\uf8ff"
"""As a class of a pattern: soft hyphens, zero-width, direction and private-use characters, which change no number."""
MOST_DIGITS = 15
"""What a worksheet's numbers (binary doubles) hold exactly, and what Excel shows of them."""

_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]{0,9})(?:\.[0-9]{1,9})?")
_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}(?:,[0-9]{3}){1,3}(?:\.[0-9]{1,9})?")
_LONG = re.compile(r"[+-]?[0-9][0-9,]*(?:\.[0-9]+)?")
_SIMPLE = re.compile(r"(#,##)?0(?:\.(0{1,30}))?(%?)")
BARE = r"^(?!-0$)(?=.{1,15}$)-?(?:0|[1-9][0-9]{0,9})(?:\.[0-9]{0,8}[1-9])?$"
"""Of a text without line breaks, what `is_bare` is about."""
_BARE = re.compile(BARE)
_MONTH = r"(?:19|20)[0-9]{2}\.(?:0?[1-9]|1[0-2])"
_YEAR_AND_MONTH = re.compile(_MONTH)
_PLAIN_AND_BARE = re.compile(rf"^(?!{_MONTH}$){BARE[1:]}", re.MULTILINE)
_CORE = re.compile(r"(?=\.?[0-9])((?:[0-9](?:[0-9,]*[0-9])?)?)(?:\.([0-9]+))?")
_MOST_CORES = 4
_DIGIT = re.compile("[0-9]")
_LONGEST_LITERAL = 60
_LARGEST_SHOWN = 40
_WIDE = Context(prec=120)
_UNITS = [Decimal(1).scaleb(-places) for places in range(31)]
"""No program shows more decimals."""


@lru_cache(maxsize=16_384)
def plain_number(text: str) -> Decimal | None:
    """Give the number that a text plainly is; None where turning it into a number could lose or change anything.

    Leading zeros, codes and telephone numbers of more than ten digits, `2024.10` (a month) and -0 stay text.

    >>> plain_number("1,234.50"), plain_number("12.5%"), plain_number("-3")
    (Decimal('1234.50'), Decimal('0.125'), Decimal('-3'))
    >>> [plain_number(text) for text in ("0023", "13800138000", "2024.10", "1,23", "1e5", "", "-0.0")]
    [None, None, None, None, None, None, None]
    """
    body = text.removesuffix("%")
    if len(text) > 32 or not (_PLAIN.fullmatch(body) or _GROUPED.fullmatch(body)) or _YEAR_AND_MONTH.fullmatch(text):
        return None
    number = Decimal(body.replace(",", ""))
    if body != text:
        number = number.scaleb(-2)
    if len(number.as_tuple().digits) > MOST_DIGITS or number.adjusted() > 9 or (number.is_zero() and "-" in body):
        return None
    return number


def is_bare(text: str) -> bool:
    """Say whether a text is a number as `show_general` shows it, short enough for a worksheet to hold exactly.

    All that have equally many decimals have one `number_format`.

    >>> [is_bare(text) for text in ("12.5", "-0.07", "0", "-0", "12.50", "007", "1e3", "12345678901")]
    [True, True, True, False, False, False, False, False]
    """
    return _BARE.fullmatch(text) is not None


def are_plain_and_bare(texts: Sequence[str]) -> bool:
    """Say whether texts without line breaks are all bare, and plain numbers.

    >>> are_plain_and_bare(["12.5", "0"]), are_plain_and_bare(["2024.11"]), are_plain_and_bare(["12", ""])
    (True, False, False)
    """
    return len(_PLAIN_AND_BARE.findall("\n".join(texts))) == len(texts)


def read_count(text: str | None, most: int = 999_999_999, least: int = 0) -> int:
    """Give the count that an attribute of a file spells, within bounds; the least where it spells none.

    >>> [read_count(text, 9) for text in ("7", "70", "-7", "²", "", None)]
    [7, 9, 0, 0, 0, 0]
    """
    return max(min(int(text), most), least) if text and text.isascii() and text.isdigit() and len(text) < 16 else least


def decimals(text: str) -> int:
    """Count the decimals of a bare number."""
    point = text.find(".")
    return len(text) - point - 1 if point >= 0 else 0


def long_number(text: str) -> Decimal | None:
    """Give the number that a text of digits is, however long; it may group them by commas.

    >>> long_number("12345678901234567.50")
    Decimal('12345678901234567.50')
    """
    return Decimal(text.replace(",", "")) if len(text) <= 400 and _LONG.fullmatch(text) else None


def fits_worksheet(value: Decimal) -> bool:
    """Say whether a worksheet can hold a number without changing it."""
    if not value.is_finite() or (value.is_zero() and value.is_signed()):
        return False
    shortest = value.normalize(_WIDE)
    return shortest == value and len(shortest.as_tuple().digits) <= MOST_DIGITS and -300 < value.adjusted() < 300


@lru_cache(maxsize=16_384)
def number_format(value: Decimal, text: str) -> str | None:
    """Find the number format code that shows a value as exactly this text; None if there is none.

    >>> number_format(Decimal("1234.5"), "1,234.50"), number_format(Decimal("0.125"), "12.5%")
    ('#,##0.00', '0.0%')
    >>> number_format(Decimal(23), "0023"), number_format(Decimal(251000), "251000元"), number_format(Decimal(3), "4")
    ('0000', '0"元"', None)
    """
    if len(text) > _LONGEST_LITERAL + _LARGEST_SHOWN:
        return None
    for core in islice(_CORE.finditer(text), _MOST_CORES):
        code = _format_around(value, text, core)
        if code is not None:
            return code
    return "General" if show_general(value) == text else None


def _format_around(value: Decimal, text: str, core: re.Match[str]) -> str | None:
    """Find the code if a certain stretch of digits is the number and all around it is fixed text."""
    before, after = text[: core.start()], text[core.end() :]
    percent = "%" if after.startswith("%") else ""
    prefix, suffix = quote(before), quote(after.removeprefix("%"))
    if prefix is None or suffix is None or len(before) + len(after) > _LONGEST_LITERAL:
        return None
    whole, decimals = core[1], f".{'0' * len(core[2])}" if core[2] else ""
    if whole[:1] == "0" and len(whole) > 1:
        pattern = _DIGIT.sub("0", whole)
    else:
        pattern = "#,##0" if "," in whole else "0" if whole else "#"
    among_digits = _DIGIT.search(before + after) is not None
    for scale in ("",) if among_digits else ("", ",", ",,"):
        number = f"{pattern}{decimals}{scale}{percent}"
        if before in ("", "-"):
            code = f"{number}{suffix}"
        elif before == "+":
            code = f"+{number}{suffix};-{number}{suffix};{number}{suffix}"
        elif value < 0:
            code = f"{number}{suffix};{prefix}{number}{suffix}"
        else:
            code = f"{prefix}{number}{suffix}"
        if show(value, code) == text and not (among_digits and hides_digits(value, code)):
            return code if utf16_units(code) <= LONGEST_CODE else None
    return None


def show(value: Decimal, code: str, *, exact: bool = False) -> str | None:
    """Show a number by a format code; None where the code is not understood or hides the number's digits.

    exact: show all decimals that the number has, where the code would round them off.

    >>> show(Decimal("-1234.5"), "#,##0.00_);(#,##0.00)"), show(Decimal("0.125"), "0%", exact=True)
    ('(1,234.50)', '12.5%')
    >>> show(Decimal(0), '0;-0;"-"') is None
    True
    """
    if code in ("General", "", "@"):
        return show_general(value)
    simple = _simple(code)
    if simple is not None and not value.is_zero():
        form, places, percent = simple
        scaled = value.scaleb(2, _WIDE) if percent else value
        if int(scaled.as_tuple().exponent) >= -places:
            return f"{scaled:{form}}{percent}"
        if not exact and value.adjusted() <= _LARGEST_SHOWN:
            return f"{scaled.quantize(_UNITS[places], ROUND_HALF_UP, _WIDE):{form}}{percent}"
    sections = list(parse(code))
    if len(sections) > 1 and sections[-1].is_text:
        del sections[-1]
    if not sections or value.adjusted() > _LARGEST_SHOWN:
        return None
    sign = ""
    section = sections[0]
    if value < 0:
        if len(sections) > 1:
            section = sections[1]
        else:
            sign = "-"
    elif value == 0 and len(sections) > 2:
        section = sections[2]
    shown = _render(section, abs(value), exact)
    return sign + shown if shown is not None and any("0" <= digit <= "9" for digit in shown) else None


@lru_cache(maxsize=1024)
def _simple(code: str) -> tuple[str, int, str] | None:
    """Give Python's format, the decimals and the percent sign of a code that is nothing but these and separators."""
    match = _SIMPLE.fullmatch(code)
    if match is None:
        return None
    places = len(match[2] or "")
    return f"{',' if match[1] else ''}.{places}f", places, match[3]


def kept_places(code: str) -> int:
    """Give the decimals of a number that a code keeps which is nothing but zeros, separators and a percent sign.

    >>> kept_places("#,##0.00"), kept_places("0.0%"), kept_places('0"m"')
    (2, 3, -1)
    """
    simple = _simple(code)
    return simple[1] + 2 * len(simple[2]) if simple else -1


def shown_places(code: str) -> int:
    """Give the decimals of a code that is nothing but zeros and separators; -1 for any other.

    >>> shown_places("#,##0.00"), shown_places("0"), shown_places("0%")
    (2, 0, -1)
    """
    simple = _simple(code)
    return simple[1] if simple and not simple[2] else -1


def is_simple(code: str) -> bool:
    """Say whether a code is nothing but zeros, separators and a percent sign: `number_format` finds it again."""
    return code == "General" or _simple(code) is not None


def hides_digits(value: Decimal, code: str) -> bool:
    """Say whether a code that `show` understands rounds a number off."""
    places = kept_places(code)
    if places >= 0 and int(value.as_tuple().exponent) >= -places:
        return False
    return show(value, code) != show(value, code, exact=True)


def show_general(value: Decimal) -> str:
    """Show a number as it is, with an exponent only where writing it out would be absurd."""
    if value.is_zero():
        return "0"
    if not -_LARGEST_SHOWN < value.adjusted() <= 20:
        return f"{value.normalize(_WIDE):E}"
    shown = f"{value:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _render(section: Section, value: Decimal, exact: bool) -> str | None:
    """Lay a number without its sign out by one section."""
    if not section.known:
        return None
    prefix, suffix, whole, decimals = "", "", "", ""
    place, grouped, pending, scale, general = "before", False, 0, 0, False
    for kind, text in section.tokens:
        if kind == "digits" and place in ("before", "whole"):
            grouped, pending, place, whole = grouped or pending > 0, 0, "whole", whole + text
        elif kind == "digits" and place == "decimals" and not pending:
            decimals += text
        elif kind == "point" and place in ("before", "whole"):
            place, scale, pending = "decimals", scale - 3 * pending, 0
        elif kind == "comma" and place in ("whole", "decimals"):
            pending += 1
        elif kind in ("literal", "percent") or (kind == "other" and text != "/"):
            scale += 2 * (kind == "percent")
            if place == "before":
                prefix += text
            else:
                place, suffix = "after", suffix + text
        elif kind in ("general", "text") and place == "before":
            general, place = True, "after"
        else:
            return None
    if general:
        return prefix + show_general(value) + suffix
    if not (whole or decimals) or len(decimals) >= len(_UNITS):
        return None
    return prefix + _digits(value.scaleb(scale - 3 * pending, _WIDE), whole, decimals, grouped, exact) + suffix


def _digits(value: Decimal, whole: str, decimals: str, grouped: bool, exact: bool) -> str:
    places = len(decimals)
    if exact:
        places = max(places, -int(value.normalize(_WIDE).as_tuple().exponent))
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _WIDE)
    left, _, right = f"{rounded:f}".partition(".")
    least = len(whole) - whole.index("0") if "0" in whole else 0
    left = left.lstrip("0").rjust(least, "0")
    if grouped:
        first = len(left) % 3
        left = ",".join(
            part for part in (left[:first], *(left[at : at + 3] for at in range(first, len(left), 3))) if part
        )
    kept = decimals.rfind("0") + 1
    right = right[:kept] + right[kept:].rstrip("0")
    return f"{left}.{right}" if right else left
