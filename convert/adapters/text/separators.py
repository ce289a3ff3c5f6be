"""Let tables whose cells are parted by another mark be rows with bars, and a text of one line a text of lines.

    row  = cell (MARK cell)+ | ("[" cell "]")+ | ("【" cell "】")+ | "[" cell (", " cell)+ "]"
                                                                       MARK: an unusual one, the same in the whole text
    text = piece (SEP piece)*                                          SEP: what a program joined all pieces with

A mark parts cells where many numbers stand alone between two of it and no line has a bar; a text of one line has many
numbers alone between its separators. Dashes and strokes are no marks: they stand for values that are not there.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from convert.adapters.text.lines import Lines

_MARKS = ("│", "┃", "¦", "￤", "∣", "\x01", "\x1f", "\x07", "→", "»", "丨", "·", "^", "#", "~", "$", "@@")
_FRAME = re.compile("[─━═┼├┌╔]")
_BRACKETS = tuple(
    (re.compile(rf"\s*(?:{left}[^{left}{right}]*{right}\s?){{2,}}"), re.compile(rf"{right}\s?{left}"), left[-1])
    for left, right in ((r"\[", r"\]"), ("【", "】"))
)
_LISTED = re.compile(r"\s*\[([^\[\]\"']*, [^\[\]\"']*)\]\s*")
_FEWEST_NUMBERS = 12
_FEWEST_ROWS = 4
_SHORT = 60
_JOINS = ("|", ";", "\t", ",", "；", "¦", "#")
_LONGEST = 1000
_FEWEST_JOINED = 30
_THOUSANDS = re.compile(r"\d,\d{3}(?!\d)")
_WORD = re.compile(r"[^\W\d_]")
"""A letter: a line of numbers alone, however long, is a row and no text."""


def unify(lines: Lines) -> Lines:
    """Give lines whose cells are parted by bars; or the lines as they are.

    A mark right before most numbers, with a blank before it, is theirs, such as that of a currency.
    """
    apart = _split_long(lines)
    if apart is not None:
        return apart
    whole = "\n".join(lines.texts)
    if "|" in whole or "｜" in whole:
        return lines
    for pattern, between, left in _BRACKETS:
        rows = {at for at, text in enumerate(lines.texts) if text.count(left) > 1 and pattern.fullmatch(text)}
        if len(rows) >= _FEWEST_ROWS:
            texts = [
                between.sub("|", text.strip()[1:-1]) if at in rows else text for at, text in enumerate(lines.texts)
            ]
            if _numbers("\n".join(texts), "|") >= _FEWEST_NUMBERS:
                return replace(lines, texts=texts)
    lists = {at: found[1] for at, text in enumerate(lines.texts) if "[" in text and (found := _LISTED.fullmatch(text))}
    if len(lists) >= _FEWEST_ROWS and "['" not in whole and '["' not in whole:
        texts = [lists[at].replace(", ", " | ") if at in lists else text for at, text in enumerate(lines.texts)]
        if _numbers("\n".join(texts), "|") >= _FEWEST_NUMBERS:
            return replace(lines, texts=texts)
    framed = _FRAME.search(whole) is not None
    for mark in _MARKS:
        if mark not in whole or (framed and mark in "│┃"):
            continue
        numbers = _numbers(whole, mark)
        if numbers >= _FEWEST_NUMBERS and len(re.findall(rf"\s{re.escape(mark)}\d", whole)) < numbers:
            return replace(lines, texts=[_with_bars(text, mark) for text in lines.texts])
    return lines


def _numbers(text: str, mark: str) -> int:
    """Count the numbers that stand alone between two marks in a line."""
    return len(re.findall(rf"(?={re.escape(mark)}[ \t]{{0,9}}\d[\d,.]{{0,20}}[ \t]{{0,9}}{re.escape(mark)})", text))


def _with_bars(text: str, mark: str) -> str:
    """Put bars for the marks of a row."""
    is_row = text.count(mark) > 1 or (mark in text and len(text) <= _SHORT)
    return text.replace(mark, " | ") if is_row else text


def _split_long(lines: Lines) -> Lines | None:
    """Cut the one long line of a text with sentences where its pieces were joined; quotes tell of printed lists."""
    long = [text for text in lines.texts if text.strip()]
    if len(long) > 3 or max(map(len, long), default=0) < _LONGEST:
        return None
    whole = max(long, key=len)
    if "。" not in whole or max(whole.count("'"), whole.count('"')) > _FEWEST_JOINED:
        return None
    for join in _JOINS:
        if _numbers(whole, join) < _FEWEST_JOINED or (join == "," and _THOUSANDS.search(whole)):
            continue
        if sum(_WORD.search(piece) is not None for piece in whole.split(join)) < _FEWEST_NUMBERS:
            continue
        texts: list[str] = []
        numbers: list[int] = []
        for text, number in zip(lines.texts, lines.numbers, strict=True):
            pieces = text.split(join)
            texts += pieces
            numbers += [number] * len(pieces)
        return Lines(texts, numbers, None)
    return None
