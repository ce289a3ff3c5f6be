"""Write texts as a worksheet's strings: escaped, with their marks, and those that many cells share once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from convert.ooxml.namespaces import S
from convert.ooxml.parts import XML

_ODD = re.compile("[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "_": "_x005F_"}
MOST_SHARED = 100_000
"""Texts that are kept until the end; further ones stand in their cells, so that memory is bounded."""
_PIECE = 1_000
_SHORT = 80
"""Characters of a text of which is kept how it is written."""


def escape(text: str) -> str:
    """Escape a text as ST_Xstring does (ECMA-376 part 1, 22.9.2.19); half a surrogate pair becomes U+FFFD.

    >>> escape("a<b\\r_x000D_")
    'a&lt;b_x000D__x005F_x000D_'
    """
    return _ODD.sub(_replace, text) if _ODD.search(text) else text


def _replace(found: re.Match[str]) -> str:
    character = found[0]
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    return _NAMED.get(character) or f"_x{ord(character):04X}_"


def text_element(text: str) -> str:
    """Write the text of a string or of a part of one."""
    return (_kept_element if len(text) <= _SHORT else _element)(text)


def _element(text: str) -> str:
    space = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    return f"<t{space}>{escape(text)}</t>"


_kept_element = lru_cache(maxsize=4096)(_element)
"""Labels come again in every document."""


def rich_element(pieces: Iterable[tuple[str, str]]) -> str:
    """Write texts of several fonts; a piece is the properties of its font, and its text."""
    return "".join(f"<r><rPr>{font}</rPr>{text_element(text)}</r>" for font, text in pieces)


class Strings:
    """The strings that cells share: `t:xml`, without what is around it. most: how many are kept."""

    def __init__(self, most: int) -> None:
        self._indices: dict[str, int] = {}
        self._most = most

    def behind(self, style: str, xml: str) -> str:
        """Give what stands behind the place of a cell of text; style: its attribute."""
        index = self._indices.get(xml)
        if index is None:
            if len(self._indices) >= self._most:
                return f'"{style} t="inlineStr"><is>{xml}</is></c>'
            index = self._indices[xml] = len(self._indices)
        return f'"{style} t="s"><v>{index}</v></c>'

    def part(self) -> Iterator[bytes]:
        """Yield the part in pieces."""
        yield f'{XML}<sst xmlns="{S}" uniqueCount="{len(self._indices)}">'.encode()
        strings = [*self._indices]
        for at in range(0, len(strings), _PIECE):
            yield "".join([f"<si>{xml}</si>" for xml in strings[at : at + _PIECE]]).encode()
        yield b"</sst>"
