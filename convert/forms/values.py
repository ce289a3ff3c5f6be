"""Read the values of an official table: what a cell shows and, where it is plainly a number, what it means."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from msgspec import Struct

from convert.forms.template import ValueType
from convert.numbers import WITHOUT_MEANING, plain_number

_DIGITS = {chr(0xFF10 + digit): str(digit) for digit in range(10)}
_SEPARATORS = {"，": ",", "'": ",", "’": ",", "\u2009": ",", "\u202f": ","}
_NARROW = str.maketrans(
    {**_DIGITS, **_SEPARATORS, "．": ".", "＋": "+", "－": "-", "−": "-", "％": "%", "〇": "0", "零": "0"}
)
_FRAME = '“”"`＿_：。【】'
"""What may stand around a number and says nothing: quotes, a line to write on, the end of a sentence."""
IGNORED = re.compile(f"[{WITHOUT_MEANING}]+")
SEEN = re.compile(rf"[^\s{WITHOUT_MEANING}]")
"""What is neither such a character nor blank."""
_TEXT_MARK = "'"
"""What stands before a number that a spreadsheet keeps as text."""
_PLAIN = re.compile(r"([+-]?)([0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:\.([0-9]{1,9}))?")
_GROUPED = re.compile(r"[0-9]{1,18}(?:,[0-9]{1,18}){1,5}")
"""Digits with separators that may stand at the wrong places."""
_MARKUP = re.compile(r"[{}\\|]|<[A-Za-z/!]|\d\s+[一二三四五六七八九十]{1,3}、|\d[^:：]{0,20}[:：]\s*\d")
"""What does not stand in a cell with a number: marks of a program, the title of the next section, a line's number."""
_NO_VALUES = frozenset(("^", "^^", "<", ">", "〃", "″", "同上", "同左", "O", "o", "l", "I"))
"""What stands for the cell above or beside, or says that this one is part of it; letters read for digits."""
_UNREAD = re.compile("\ufffd|\\d[\ue000-\uf8ff]+\\d")
"""Characters that may have been digits: lost ones, and such of private use between digits."""
_STRAY = re.compile(r"[^\W\d]|[()（）*~～|!\[\]]")
_WORD = re.compile("[\u3400-\u9fff]")
LONGEST_VALUE = 40
"""Characters of a value that no label can be, without blanks."""
_UNITS = ("万元", "人次", "亿元", "元", "件", "条", "项", "个", "宗", "次", "份", "人", "户", "%", "‰")


class Reading(Struct, frozen=True):
    """text: what is written into the official table; value: its number, None if blank or not a number."""

    text: str
    value: Decimal | None
    plain: bool
    """The text is already the plain number: nothing was rewritten."""


@lru_cache(maxsize=8192)
def read_value(raw: str, kind: ValueType = "amount") -> Reading:
    """Read one cell. Padding is dropped, digits are made half-width, separators are dropped; units are kept as text.

    >>> read_value(" 1,234 ", "count")
    Reading(text='1234', value=Decimal('1234'), plain=False)
    >>> read_value("251000元").value, read_value("251000元").text
    (None, '251000元')
    >>> read_value("98.5％", "percent").text, read_value("98.5％", "percent").value
    ('98.5%', Decimal('0.985'))
    >>> read_value("—").value is None, read_value("“增3”").text
    (True, '增3')
    """
    text = raw.strip() if kind == "text" else raw.strip().removeprefix(_TEXT_MARK)
    narrow = IGNORED.sub("", text).strip().translate(_NARROW).strip(_FRAME)
    if kind == "percent" and narrow.endswith("%") and (share := plain_number(narrow)) is not None:
        return Reading(narrow, share, narrow == raw)
    match = _PLAIN.fullmatch(narrow)
    if match is None or kind == "text":
        text = IGNORED.sub("", text).strip(_FRAME) if kind != "text" and looks_like_value(raw) else text
        return Reading(text, None, text == raw)
    sign, whole, decimals = match[1], match[2].replace(",", ""), match[3]
    number = sign + whole + (f".{decimals}" if decimals is not None else "")
    if (kind == "count" and (sign or decimals is not None)) or (kind == "integer" and decimals is not None):
        return Reading(text, None, text == raw)
    if len(whole) > 1 and whole[0] == "0":
        return Reading(narrow, None, narrow == raw)
    try:
        value = Decimal(number)
    except InvalidOperation:
        return Reading(text, None, text == raw)
    return Reading(number, value, number == raw)


@lru_cache(maxsize=8192)
def looks_like_value(raw: str) -> bool:
    """Say whether a cell can only be a value, never a label: a number, with or without sign and unit, or a dash.

    >>> [looks_like_value(text) for text in ("0", "12件", "—", "+461", "其他", "1.其他")]
    [True, True, True, True, False, False]
    """
    text = "".join(IGNORED.sub("", raw).split()).removeprefix(_TEXT_MARK).translate(_NARROW).strip(_FRAME)
    if len(text) > LONGEST_VALUE:
        return False
    text = without_unit(text).removeprefix("增").removeprefix("减")
    return (
        text in ("-", "--", "—", "——", "/", "\\", "无")
        or _PLAIN.fullmatch(text) is not None
        or _GROUPED.fullmatch(text) is not None
    )


def without_unit(text: str) -> str:
    """Give a text without the unit at its end, unless it is nothing else.

    >>> without_unit("2件"), without_unit("案卷")
    ('2', '案卷')
    """
    unit = next((unit for unit in _UNITS if text.endswith(unit) and text != unit), "")
    return text.removesuffix(unit)


def is_unit(text: str) -> bool:
    """Say whether a text is nothing but the unit of a number.

    >>> is_unit("万元"), is_unit("2件")
    (True, False)
    """
    return text in _UNITS


@lru_cache(maxsize=8192)
def is_garbled(raw: str) -> bool:
    """Say whether a cell holds digits that are no number: several numbers, one with a zero before it, or in markup.

    A mark that stands for another cell is no better, nor letters and brackets around digits, without a word.

    >>> [is_garbled(text) for text in ("5 999", "0999", "1,23", "0 2+", "{3", "<b>3", "999", "0", "见附件", "12件")]
    [True, True, True, True, True, True, False, False, False, False]
    >>> [is_garbled(text) for text in ("1.5 三、收到", "^", "l7O", "（2）", "1\ue0012", "—", "1%", "12\ue001")]
    [True, True, True, True, True, False, False, False]
    """
    narrow = IGNORED.sub("", raw).translate(_NARROW)
    if narrow.strip() in _NO_VALUES:
        return True
    if _UNREAD.search(raw):
        return True
    if not any(map(str.isdigit, narrow)) or read_value(raw).value is not None:
        return False
    pieces = narrow.replace(",", " ").split()
    digits = "".join(pieces)
    several = len(pieces) > 1 and digits.isascii() and not any(map(str.isalpha, digits))
    stray = _STRAY.search(narrow) is not None and _WORD.search(narrow) is None
    return several or stray or (digits.isascii() and digits.isdigit()) or _MARKUP.search(narrow) is not None
