"""Put together lines that a terminal, a mail program or an editor broke at a fixed width, in the middle of words.

Such a text has no line that is wider, and many that are just as wide; one column less where the next character, a wide
one, did not fit. Only where rows of cells are among them: broken prose is the passes' business. Frames of tables are
as wide in all their lines, and end in a mark; columns are padded with blanks. Rows that are as wide by themselves, such
as records of one length, tell by their cells: put together they would have more than any row of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from unicodedata import east_asian_width

from convert.adapters.text.lines import Lines

_NARROWEST, _WIDEST = 40, 200
_FEWEST = 10
_FEWEST_ROWS = 3
_CELLS = re.compile(r"\d[ |,]{1,9}\d|[^\s|] \| ?[^\s|]")
_PADDED = re.compile(r" {3}|\t|[^\s|]  [^\s|]")
_BEGINS = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．](?!\d)")
_MOST_REFUSED = 0.1
"""Of the lines that are as wide as the widest, such as cannot go on in the next; with more of them none does."""
_SLACK = 1.5
"""Times the marks between cells that any line has: so many more a row may have of which no one stands whole."""
_SENTENCE_ENDS = ("。", "！", "？")
_FRAME = frozenset("|│┃║+-=─━═┐┘┤╗╝╣")


def join(lines: Lines) -> Lines:
    """Give the lines as they were before they were broken, or as they are."""
    if max(map(len, lines.texts), default=0) > _WIDEST or len(lines.texts) < _FEWEST:
        return lines
    for widths in ([_columns(text) for text in lines.texts], [len(text) for text in lines.texts]):
        broken = _broken(lines.texts, widths)
        if broken:
            return _joined(lines, broken)
    return lines


def _columns(text: str) -> int:
    return len(text) if text.isascii() else len(text) + sum(east_asian_width(char) in "WF" for char in text)


def _broken(texts: Sequence[str], widths: Sequence[int]) -> set[int]:
    """Give the lines that go on in the next one."""
    widest = max(widths)
    if not _NARROWEST <= widest <= _WIDEST:
        return set()
    full = [
        at
        for at, width in enumerate(widths[:-1])
        if texts[at + 1] and (width == widest or (width == widest - 1 and _columns(texts[at + 1][0]) > 1))
    ]
    rows = sum(1 for at in full if _CELLS.search(texts[at]))
    framed = sum(1 for at in full if texts[at][-1] in _FRAME and texts[at + 1][0] in _FRAME)
    padded = any(_PADDED.search(texts[at]) for at in full)
    if padded or len(full) < _FEWEST or rows < _FEWEST_ROWS or 2 * framed > len(full):
        return set()
    return {
        at for at in full if texts[at].rstrip()[-1:] not in _SENTENCE_ENDS and not _BEGINS.match(texts[at + 1].lstrip())
    }


def _joined(lines: Lines, broken: set[int]) -> Lines:
    """Put the broken lines together, unless that would make rows with far more cells than any line has."""
    counts = _counter(lines.texts)
    most = max(map(counts, lines.texts))
    refused = 0
    texts: list[str] = []
    numbers: list[int] = []
    pages: list[int] = []
    for at, text in enumerate(lines.texts):
        if at - 1 in broken:
            if counts(texts[-1]) + counts(text) <= _SLACK * most:
                texts[-1] += text
                continue
            refused += 1
        texts.append(text)
        numbers.append(lines.numbers[at])
        pages += [lines.pages[at]] if lines.pages else []
    return lines if refused > _MOST_REFUSED * len(broken) else Lines(texts, numbers, pages if lines.pages else None)


def _counter(texts: Sequence[str]) -> Callable[[str], int]:
    """Give what counts the marks that part cells: bars, commas or blanks, whichever most lines have."""
    kinds = [re.compile(mark) for mark in (r"[|｜]", ",", r"\s+")]
    best = max(kinds, key=lambda kind: sum(1 for text in texts if len(kind.findall(text)) > 1))
    return lambda text: len(best.findall(text.strip()))
