"""Take a workbook's number format codes apart (ECMA-376 part 1, 18.8.31)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

LONGEST_CODE = 255

_TOKEN = re.compile(
    r'"(?P<literal>[^"]*)"?'
    r"|\\(?P<escaped>.)"
    r"|[_*](?P<skipped>.)"
    r"|\[(?P<bracket>[^\]]*)\]"
    r"|(?P<general>General|G/通用格式)"
    r"|(?P<noon>AM/PM|A/P|上午/下午)"
    r"|(?P<scientific>E[+-])"
    r"|(?P<date>y+|e+|m+|d+|h+|s+|a{3,4})"
    r"|(?P<digits>[0#?]+)"
    r"|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<text>@)|(?P<end>;)"
    r"|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_CONDITION = re.compile(r"[<>=]")
_ESCAPE = re.compile("_x(?=[0-9A-Fa-f]{4}_)")
"""Begins what Excel takes for a character by its number (ST_Xstring); an x by itself does not."""
_UNQUOTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_DATE_KINDS = frozenset({"date", "elapsed", "noon"})


class Section(NamedTuple):
    """One section of a code. tokens: (kind, text), kind one of literal, general, digits, point, comma, percent,

    scientific, text, date, elapsed, noon, other; known is False where something in it is not understood.
    """

    tokens: tuple[tuple[str, str], ...]
    known: bool = True

    @property
    def is_date(self) -> bool:
        return any(kind in _DATE_KINDS for kind, _ in self.tokens)

    @property
    def is_text(self) -> bool:
        return any(kind == "text" for kind, _ in self.tokens)


@lru_cache(maxsize=1024)
def parse(code: str) -> tuple[Section, ...]:
    """Give the sections of a code; none if it sets conditions or is longer than a code may be.

    >>> [section.is_date for section in parse('yyyy"年";@')]
    [True, False]
    """
    if len(code) > 4 * LONGEST_CODE:
        return ()
    sections: list[Section] = []
    tokens: list[tuple[str, str]] = []
    known = True
    for match in _TOKEN.finditer(code):
        kind, text = str(match.lastgroup), match[match.lastgroup or 0]
        if kind == "end":
            sections.append(Section(tuple(tokens), known))
            tokens, known = [], True
            continue
        if kind == "bracket":
            if _CONDITION.match(text):
                return ()
            kind, text = _bracket(text)
            known = known and kind != "unknown"
        elif kind == "escaped":
            kind = "literal"
        elif kind == "other" and text.isascii() and text.isalpha():
            known = False
        if kind not in ("skipped", "unknown", ""):
            tokens.append((kind, text))
    return (*sections, Section(tuple(tokens), known))


def _bracket(text: str) -> tuple[str, str]:
    if _ELAPSED.fullmatch(text):
        return "elapsed", text[0].lower()
    if text.startswith("$"):
        return "literal", text[1:].partition("-")[0]
    if text.lower().startswith("dbnum"):
        return "unknown", text
    return "", text


def quote(text: str) -> str | None:
    """Write a literal for a code; None if it cannot be written.

    >>> quote("元"), quote('5"')
    ('"元"', '"5"\\\\"')
    """
    if _UNQUOTABLE.search(text):
        return None
    parts = (_ESCAPE.sub(lambda _: '_"\\x"', part) for part in text.split('"'))
    return '\\"'.join(f'"{part}"' if part else "" for part in parts)
