"""Fold labels for comparison: width, spaces, brackets, dots and traditional characters make no difference."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import chain

from convert.forms.traditional import SIMPLIFIED

_PAIRS = {
    "，": ",", "、": ",", "﹑": ",", "；": ";", "：": ":", "∶": ":", "．": ".", "。": ".", "·": ".",
    "（": "(", "）": ")", "﹙": "(", "﹚": ")", "〔": "(", "〕": ")", "［": "(", "］": ")", "[": "(", "]": ")",
    "【": "(", "】": ")", "“": '"', "”": '"', "„": '"', "‟": '"', "＂": '"', "″": '"', "‘": '"', "’": '"', "'": '"',
    "＇": '"', "「": '"', "」": '"', "『": '"', "』": '"', "〝": '"', "〞": '"', "｀": '"', "`": '"',
}  # fmt: skip
_DROPPED = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_WIDE = {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)}
_FOLD_ONE = {**_WIDE, **SIMPLIFIED, **_PAIRS}
_PRIVATE = range(0xE000, 0xF900)

_ONE_BY_ONE = str.maketrans(_FOLD_ONE)
_FOLD = _ONE_BY_ONE | dict.fromkeys([*map(ord, _DROPPED), *_PRIVATE])
_KEPT = re.compile(rf"[^\s{_DROPPED}]+")
_BRACKETED = re.compile(r"\(?(\d{1,2})\)(?=\D)")
_NOISE = re.compile(
    r"<br/?>|\\\\|(?<=[\u4e00-\u9fff])\([a-zɡɑ]{0,4}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ][a-zɡɑ]{0,4}\)", re.IGNORECASE
)
"""A line break of HTML or a wiki, and how a character is said, with its tone."""
_CIRCLED = {chr(0x2460 + number): f"{number + 1}." for number in range(20)}
_UNUSUAL = re.compile(rf"[()<\\{''.join(_CIRCLED)}]")
"""Only texts with one of these need more than to have each character folded."""
LONGEST_LABEL = 120
"""Longer texts are prose, not labels, and are not compared letter by letter."""


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Fold a label.

    >>> fold("（三） 不予公开") == fold("(三)不予公开")
    True
    >>> fold("總計") == fold("总计")
    True
    >>> fold("1. 属于国家秘密") == fold("1、属于国家秘密")
    False
    >>> fold("（1）甲"), fold("1)甲"), fold("①甲")
    ('1.甲', '1.甲', '1.甲')
    >>> fold("數(shù)<br>量"), fold("产量（kg）")
    ('数量', '产量(kg)')
    """
    folded = "".join(text.translate(_FOLD).split())
    if not folded.isascii() and ("<" in folded or "(" in folded or "\\" in folded):
        folded = _NOISE.sub("", folded)
    if folded[:1] in _CIRCLED:
        return _CIRCLED[folded[0]] + folded[1:]
    number = _BRACKETED.match(folded) if ")" in folded[1:4] else None
    return f"{number[1]}.{folded[number.end() :]}" if number else folded


def fold_all(texts: Iterable[str]) -> list[str]:
    """Fold many short texts at once.

    >>> fold_all(["總 計", "12", "（一）"]), fold_all(["（1）甲"])
    (['总计', '12', '(一)'], ['1.甲'])
    """
    folded = "".join("\0".join(texts).translate(_FOLD).split())
    return [fold(text) for text in folded.split("\0")] if _UNUSUAL.search(folded) else folded.split("\0")


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """Fold a text and say where each of its characters stands in the original, and at the end its length."""
    places = [*chain.from_iterable([range(*kept.span()) for kept in _KEPT.finditer(text)]), len(text)]
    return "".join(_KEPT.findall(text)).translate(_ONE_BY_ONE), places


def first_place(text: str) -> int:
    """Say where the first character stands that folding leaves; behind the text if it leaves none."""
    kept = _KEPT.search(text)
    return kept.start() if kept else len(text)


def loose(text: str) -> str:
    """Fold a text so that `1、`, `1,` and `1.` are the same, for finding labels in running text."""
    return fold(text).replace(",", ".")


@lru_cache(maxsize=65536)
def likeness(left: str, right: str) -> float:
    """Say from 0 to 1 how alike two folded labels are: the share of letters in common, in order.

    Two labels that differ in an enumerating number at their front are not alike, however long the rest.
    """
    if left == right:
        return 1.0
    if not left or not right or len(left) > LONGEST_LABEL or len(right) > LONGEST_LABEL:
        return 0.0
    if 2 * min(len(left), len(right)) / (len(left) + len(right)) < MINIMUM_LIKENESS:
        return 0.0
    if len(set(left) & set(right)) * 2 < min(len(set(left)), len(set(right))):
        return 0.0
    return SequenceMatcher(None, left, right, autojunk=False).ratio()


MINIMUM_LIKENESS = 0.7
"""Below this two labels are different labels: one wrong character of four is 0.75."""

_STATED = re.compile(r"(?:金额|货币|计量)?单位:(?:人民币)?(百万元|千万元|亿元|万元|千元|百元|元|圆)(?![^\W\d_])")
_UNITS = ("百万元", "千万元", "亿元", "万元", "千元", "百元", "元", "圆")


def units_differ(source: str, official: str) -> bool:
    """Say whether a folded label names another unit of money than the official one.

    >>> units_differ(fold("金额（元）"), fold("金额（万元）")), units_differ("金额", fold("金额（万元）"))
    (True, False)
    """
    units = unit_of(source), unit_of(official)
    return bool(units[0]) and units[0] != units[1]


@lru_cache(maxsize=8192)
def unit_of(folded: str) -> str:
    """Give the unit of money that a folded label names, empty if it names none."""
    return next((unit for unit in _UNITS if unit in folded), "")


def stated_unit(line: str) -> str:
    """Give the unit of money that a short line states for the table below it, empty if it states none.

    >>> stated_unit("（单位: 元）"), stated_unit("单位：万元"), stated_unit("本单位：支出元旦"), stated_unit("单位：件")
    ('元', '万元', '', '')
    """
    found = _STATED.search(fold(line)) if len(line) <= LONGEST_LABEL else None
    return found[1] if found else ""
