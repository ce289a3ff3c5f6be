"""Cut text into lines, whatever ends them."""

from __future__ import annotations

import re

from msgspec import Struct

_RARE_ENDS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_SOFT_ENDS = re.compile("[\x0b\x85\u2028\u2029]")


class Lines(Struct, frozen=True):
    """texts without line ends; numbers as an editor counts them; pages if the text has form feeds."""

    texts: list[str]
    numbers: list[int] | range
    pages: list[int] | None


def split_lines(text: str) -> Lines:
    r"""Split at \n, \r\n, \r, vertical tabs, form feeds, next-line characters, line and paragraph separators.

    A form feed is a blank line of its own and begins a page. A vertical tab or separator in a line that holds table
    cells is a line break inside a cell and comes back as `\n`.

    >>> split_lines("a\r\nb\x0cc").texts
    ['a', 'b', '', 'c']
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
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
            cells = "\t" in sheet or "|" in sheet
            for piece in [_SOFT_ENDS.sub("\n", sheet)] if cells else _SOFT_ENDS.split(sheet):
                texts.append(piece)
                numbers.append(number)
                pages.append(page)
    return Lines(texts, numbers, pages if page > 1 else None)
