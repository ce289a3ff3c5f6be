"""Write numbers the way automatic numbering shows them, and read such markers back.

The kinds are the names of ST_NumberFormat (ECMA-376 part 1, 17.18.59), as far as Chinese office documents use
them. Where the standard and Word differ, Word is followed ([MS-OI29500] 2.1.540, [MS-DOCX] 2.4): chineseCounting
counts 九十九, 一○○, 一○一; chineseCountingThousand counts 九十九, 一百, 一百零一.
"""

from __future__ import annotations

import re
from collections.abc import Callable

DIGITS = "〇一二三四五六七八九"
LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
MAX_LETTER = 780
"""thirty times the alphabet; Word goes no further."""
MAX_ROMAN = 32_767
MAX_CHINESE = 99_999_999


def format_number(n: int, kind: str) -> str:
    """Show n as automatic numbering of this kind does; what a kind cannot show is shown as a decimal number.

    >>> [format_number(n, "chineseCountingThousand") for n in (10, 11, 20, 105, 110, 1005)]
    ['十', '十一', '二十', '一百零五', '一百一十', '一千零五']
    """
    if kind in ("none", "bullet"):
        return ""
    formatter = FORMATTERS.get(kind)
    return formatter(n) if formatter is not None and n >= 0 else str(n)


def to_kind(name: str) -> str:
    """Give a kind of numbers as a file names it; what can be no name, and no name at all, is decimal.

    >>> to_kind("hebrew1"), to_kind("a b"), to_kind("")
    ('hebrew1', 'decimal', 'decimal')
    """
    return name if name.isascii() and name.isalnum() and len(name) <= _LONGEST_KIND else "decimal"


def knows(kind: str) -> bool:
    """Say whether numbers of this kind are shown as Word shows them."""
    return kind in FORMATTERS or kind in ("none", "bullet")


def _decimal_zero(n: int) -> str:
    return f"{n:02d}"


def _full_width(n: int) -> str:
    return "".join(chr(0xFF10 + int(digit)) for digit in str(n))


def _digital(n: int) -> str:
    return "".join(DIGITS[int(digit)] for digit in str(n))


def _in_dashes(n: int) -> str:
    return f"- {n} -"


def _roman(n: int) -> str:
    if not 1 <= n <= MAX_ROMAN:
        return str(n)
    shown = ""
    for value, letters in ROMAN:
        count, n = divmod(n, value)
        shown += letters * count
    return shown


def _letters(n: int) -> str:
    return chr(ord("a") + (n - 1) % 26) * ((n - 1) // 26 + 1) if 1 <= n <= MAX_LETTER else str(n)


def _of(characters: str) -> Callable[[int], str]:
    return lambda n: characters[n - 1] if 1 <= n <= len(characters) else str(n)


def _run(start: int, length: int) -> Callable[[int], str]:
    return _of("".join(map(chr, range(start, start + length))))


def _counted(n: int) -> str:
    """Up to 99 with 十, from there digit by digit with ○ (U+25CB)."""
    return _thousands(n) if 1 <= n < 100 else _digital(n).replace("〇", "○") if n else str(n)


def _thousands(n: int) -> str:
    shown = _grouped(n, DIGITS, "千百十", "零")
    return shown.removeprefix("一") if shown.startswith("一十") else shown


def _legal(n: int) -> str:
    return _grouped(n, LEGAL_DIGITS, "仟佰拾", "零")


def _japanese(n: int) -> str:
    """Without 零, and 十, 百, 千 without 一."""
    shown = _grouped(n, DIGITS, "千百十", "")
    return re.sub("一(?=[十百千])", "", shown)


def _grouped(n: int, digits: str, units: str, zero: str) -> str:
    """Spell n by thousands, hundreds and tens, one zero for each gap between digits that are not."""
    if not 1 <= n <= MAX_CHINESE:
        return str(n)
    shown, gap = "", False
    upper, lower = divmod(n, 10_000)
    for group, unit in ((upper, "万"), (lower, "")):
        for at, digit in enumerate(f"{group:04d}"):
            if digit == "0":
                gap = bool(shown)
                continue
            shown += (zero if gap else "") + digits[int(digit)] + (units[at] if at < 3 else "")
            gap = False
        shown += unit if group else ""
    return shown


FORMATTERS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": _decimal_zero,
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "upperRoman": lambda n: _roman(n).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerLetter": _letters,
    "chineseCountingThousand": _thousands,
    "chineseCounting": _counted,
    "taiwaneseCountingThousand": _thousands,
    "taiwaneseCounting": _counted,
    "japaneseCounting": _japanese,
    "ideographDigital": _digital,
    "japaneseDigitalTenThousand": _digital,
    "chineseLegalSimplified": _legal,
    "decimalEnclosedCircle": _run(0x2460, 20),
    "decimalEnclosedCircleChinese": _run(0x2460, 20),
    "decimalEnclosedParen": _run(0x2474, 20),
    "decimalEnclosedFullstop": _run(0x2488, 20),
    "ideographEnclosedCircle": _run(0x3220, 10),
    "ideographTraditional": _of(STEMS),
    "ideographZodiac": _of(BRANCHES),
    "numberInDash": _in_dashes,
}

_LONGEST = 60
_LONGEST_KIND = 40
"""No marker is longer."""
_CHINESE_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_CHINESE_DIGITS = {character: n for digits in (DIGITS, LEGAL_DIGITS) for n, character in enumerate(digits)} | {"○": 0}
_CHINESE = "".join(sorted({*_CHINESE_DIGITS, *_CHINESE_UNITS, "万"}))


def parse_number(text: str, kind: str) -> int | None:
    """Read what `format_number` shows for a kind; None if it would not show any number so.

    >>> parse_number("v", "lowerRoman"), parse_number("v", "lowerLetter"), parse_number("vx", "lowerRoman")
    (5, 22, None)
    """
    if len(text) > _LONGEST or kind not in FORMATTERS:
        return None
    for n in _guesses(text, kind):
        if n >= 0 and format_number(n, kind) == text:
            return n
    return None


def _guesses(text: str, kind: str) -> list[int]:
    if kind == "numberInDash":
        text = text[2:-2]
    if not text:
        return []
    if text.isdecimal():
        return [int(text)] if len(text) <= 9 else []
    if text.isascii():
        lower = text.lower()
        return [_read_roman(lower)] if kind.endswith("Roman") else [ord(lower[0]) - 96 + 26 * (len(lower) - 1)]
    if len(text) == 1:
        code = ord(text)
        runs = [code - first + 1 for first in (0x2460, 0x2474, 0x2488, 0x3220)]
        return [*runs, STEMS.find(text) + 1, BRANCHES.find(text) + 1, *_read_chinese(text)]
    return _read_chinese(text)


def _read_roman(lower: str) -> int:
    n = at = 0
    for value, letters in ROMAN:
        while lower.startswith(letters, at):
            n, at = n + value, at + len(letters)
    return n if at == len(lower) else -1


def _read_chinese(text: str) -> list[int]:
    """Give the value by units and, where all are digits, digit by digit."""
    if any(character not in _CHINESE for character in text):
        return []
    total = section = 0
    digit: int | None = None
    for character in text:
        if character == "万":
            total, section, digit = (section + (digit or 0)) * 10_000, 0, None
        elif character in _CHINESE_UNITS:
            section += (digit or 1) * _CHINESE_UNITS[character]
            digit = None
        else:
            digit = _CHINESE_DIGITS[character]
    values = [total + section + (digit or 0)]
    if len(text) <= 9 and all(character in _CHINESE_DIGITS for character in text):
        values.append(int("".join(str(_CHINESE_DIGITS[character]) for character in text)))
    return values


_TOKEN = re.compile(rf"[0-9]+|[０-９]+|[a-z]+|[A-Z]+|[{_CHINESE}]+|[①-⑳]|[⑴-⒇]|[⒈-⒛]|[㈠-㈩]|[{STEMS}]|[{BRANCHES}]")
_KINDS: tuple[tuple[str, str], ...] = (
    ("0123456789", "decimal decimalZero"),
    ("０１２３４５６７８９", "decimalFullWidth"),
    (_CHINESE, "chineseCountingThousand ideographDigital chineseCounting japaneseCounting chineseLegalSimplified"),
    (STEMS, "ideographTraditional"),
    (BRANCHES, "ideographZodiac"),
)
_ENCLOSED = "decimalEnclosedCircle decimalEnclosedParen decimalEnclosedFullstop ideographEnclosedCircle"


def parse_marker(marker: str) -> tuple[str, str, int, str] | None:
    """Take a marker apart into prefix, kind, number and suffix; the last number in it is the one that counts.

    What comes back always shows the marker again: prefix + format_number(number, kind) + suffix. A Roman number of
    one letter is taken for a letter, except i; `parse_number` with the kind of the item before decides better.

    >>> parse_marker("（一）"), parse_marker("第三条"), parse_marker("iv)")
    (('（', 'chineseCountingThousand', 1, '）'), ('第', 'chineseCountingThousand', 3, '条'), ('', 'lowerRoman', 4, ')'))
    >>> parse_marker("•") is None
    True
    """
    if len(marker) > _LONGEST:
        return None
    for match in reversed(list(_TOKEN.finditer(marker))):
        text, start, end = match[0], match.start(), match.end()
        if text in STEMS + BRANCHES and (marker[:start][-1:].isalnum() or marker[end : end + 1].isalnum()):
            continue
        for kind in _kinds_of(text):
            n = parse_number(text, kind)
            if n is not None:
                return marker[:start], kind, n, marker[end:]
    return None


def _kinds_of(text: str) -> tuple[str, ...]:
    if text.isascii() and text.isalpha():
        case = "lower" if text.islower() else "upper"
        roman, letter = case + "Roman", case + "Letter"
        return (letter,) if len(text) == 1 and text not in "iI" else (roman, letter)
    for characters, kinds in _KINDS:
        if text[0] in characters:
            return tuple(kinds.split())
    return tuple(_ENCLOSED.split())
