"""Cut text into lines, whatever ends them."""

from __future__ import annotations

import re

from msgspec import Struct

_RARE_ENDS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_SOFT_ENDS = re.compile("[\x0b\x85\u2028\u2029]")
_FEWEST_INDENTED = 10
_INDENTED = 0.9
"""The share of the lines with a tab before them that have several."""


class Lines(Struct, frozen=True):
    """texts without line ends; numbers as an editor counts them; pages if the text has form feeds."""

    texts: list[str]
    numbers: list[int] | range
    pages: list[int] | None


def split_lines(text: str) -> Lines:
    r"""Split at \n, \r\n, \r, vertical tabs, form feeds, next-line characters, line and paragraph separators.

    A form feed is a blank line of its own and begins a page. A vertical tab or separator in a line that holds table
    cells is a line break inside a cell and comes back as `\n`, unless nothing else ends lines.

    Tabs that only indent, as in the text of a page's source, are taken away.

    >>> split_lines("a\r\nb\x0cc").texts
    ['a', 'b', '', 'c']
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if "\n\t\t" in text:
        plain = _without_indent(plain)
    if not _RARE_ENDS.search(text):
        return Lines(plain, range(1, len(plain) + 1), None)
    texts: list[str] = []
    numbers: list[int] = []
    pages: list[int] = []
    page = 1
    for number, line in enumerate(plain, 1):
        for count, sheet in enumerate(line.split("\x0c")):
            if count:
                page += 1
                texts.append("")
                numbers.append(number)
                pages.append(page)
            if count and not sheet:
                continue
            cells = len(plain) > 1 and ("\t" in sheet or "|" in sheet)
            for piece in [_SOFT_ENDS.sub("\n", sheet)] if cells else _SOFT_ENDS.split(sheet):
                texts.append(piece)
                numbers.append(number)
                pages.append(page)
    return Lines(texts, numbers, pages if page > 1 else None)


def _without_indent(lines: list[str]) -> list[str]:
    """Take the tabs off lines most of which begin with several and none of which has one further on."""
    led = [line for line in lines if line.startswith("\t") and line.strip()]
    deep = sum(line.startswith("\t\t") for line in led)
    if deep < _FEWEST_INDENTED or deep < _INDENTED * len(led) or any("\t" in line.strip() for line in lines):
        return lines
    return [line.lstrip("\t") for line in lines]
