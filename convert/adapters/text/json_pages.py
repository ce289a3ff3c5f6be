"""Pages stored as their text and, beside it, their tables once more: put each table where the text has its words.

A table stands where consecutive lines of the text hold exactly its characters, blanks aside. Where no lines do, nothing
is known and both stay as they are.

Or a text that was cut after so many characters, for a search engine, without a look at its lines: put it together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from convert.adapters.text.json_values import Object, are_rows, is_whole, show

_MOST_COMPARED = 2_000_000
"""Lines and characters compared in all; what is more is hostile."""

_FEWEST_CHUNKS = 3
_SHORTEST_CHUNK = 100
_LONGEST_OVERLAP = 2_000
_NUMBERS = frozenset(("page", "pageno", "pagenum", "pagenumber", "pageindex", "pageidx", "页", "页码"))


class Piece(NamedTuple):
    """Some lines of a page's text, as they are or, with its number, as a table."""

    text: str
    table: int | None = None


def find_page(members: Object) -> tuple[str, str] | None:
    """Give the keys under which an object has the text of a page and its tables; None if it is no page."""
    texts = [key for key, inner in members if type(inner) is str and "\n" in inner]
    tables = [key for key, inner in members if type(inner) is list and inner and all(map(_is_table, inner))]
    return (texts[0], tables[0]) if len(texts) == len(tables) == 1 else None


def numbers_page(key: str, value: object) -> bool:
    """Say whether a member of a page only numbers it."""
    return is_whole(value) and "".join(filter(str.isalnum, key)).lower() in _NUMBERS


def find_chunks(values: Sequence[object]) -> tuple[str, str]:
    """Give the key of a text that objects have a piece of, all as long but the last, and the text; else nothing.

    Pieces may begin with the end of the one before, all with as much of it.
    """
    if len(values) < _FEWEST_CHUNKS or not all(isinstance(value, Object) for value in values):
        return "", ""
    chunks = [dict(value) for value in values if isinstance(value, Object)]
    for key in chunks[0]:
        texts = [chunk.get(key) for chunk in chunks]
        pieces = [text for text in texts if type(text) is str]
        length = len(pieces[0]) if len(pieces) == len(texts) else 0
        if length >= _SHORTEST_CHUNK and len({*map(len, pieces[:-1])}) == 1 and len(pieces[-1]) <= length:
            first, second = pieces[:2]
            sizes = range(min(length - 1, _LONGEST_OVERLAP), 0, -1)
            repeated = next((size for size in sizes if first.endswith(second[:size])), 0)
            if not all(after.startswith(before[-repeated:]) for before, after in pairwise(pieces[:-1])):
                repeated = 0
            return key, first + "".join(piece[repeated:] for piece in pieces[1:])
    return "", ""


def _is_table(value: object) -> bool:
    return type(value) is list and bool(value) and type(value[0]) is list and are_rows(value)


def cut_page(text: str, tables: Sequence[Sequence[Sequence[Any]]]) -> Iterator[Piece]:
    """Yield the text in pieces, cut where the tables stand in it; each table once at most, in order."""
    page = _Page(text)
    at = 0
    for number, rows in enumerate(tables):
        words = "".join("".join(show(cell).split()) for row in rows for cell in row)
        found = page.find(words, at)
        if found is None:
            continue
        if at < found.start:
            yield Piece("\n".join(page.lines[at : found.start]))
        yield Piece("\n".join(page.lines[found.start : found.stop]), number)
        at = found.stop
    if at < len(page.lines):
        yield Piece("\n".join(page.lines[at:]))


def _weigh(text: str) -> int:
    """Give a number that texts of the same characters have in common."""
    return sum(ord(char) ** 3 for char in text)


class _Page:
    """The lines of a text, and how many characters and what weight stand before each."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self._bare = ["".join(line.split()) for line in self.lines]
        self._ends = [0, *accumulate(map(len, self._bare))]
        self._weights = [0, *accumulate(map(_weigh, self._bare))]
        self._line_at = {end: index for index, end in reversed(list(enumerate(self._ends)))}
        self._left = _MOST_COMPARED

    def find(self, words: str, start: int) -> range | None:
        """Find the lines from `start` on that hold exactly these characters."""
        weight = _weigh(words)
        for first in range(start, len(self.lines)):
            self._left -= 1
            last = self._line_at.get(self._ends[first] + len(words), 0) if words and self._bare[first] else 0
            if last > first and self._weights[last] - self._weights[first] == weight:
                self._left -= len(words)
                if Counter("".join(self._bare[first:last])) == Counter(words):
                    return range(first, last)
            if self._left < 0:
                return None
        return None
