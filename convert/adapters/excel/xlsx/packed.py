"""Take the rows of a worksheet part as most programs write them, without parsing them as XML.

A row is taken only if every tag in it is one that is known here, so that nothing can be missed; any other row, and all
that stands around the rows, goes to the parser, which reads the same more slowly. What is taken is checked, kept as it
stands in the file, and becomes cells when it is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import IO

from convert.adapters.excel.entries import Kind
from convert.adapters.excel.segments import read_segments
from convert.adapters.excel.sheet import MAX_CELLS, MAX_CHARACTERS, Collector
from convert.adapters.excel.strings import resolve_references, unescape
from convert.adapters.excel.styles import Style
from convert.adapters.excel.values import Entry, is_worked_out, surely_worked_out
from convert.adapters.excel.xlsx.makes import ROW, SURE, Key, Known, Make, make_for, pattern_of
from convert.own_workbook import MAX_ROWS

_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([0-9]{1,7})"([^>]*)>'
    r'(?:(?:(?:<f[^>]*>(?:[^<]*</f>)?)?<v>([^<]*)</v>|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)</c>)?'
)
_NUMBER = re.compile(rf"{SURE}(?:[eE](?:-[0-9]{{1,3}}|\+?(?:[0-9]|2[1-9]|[3-9][0-9]|[0-9]{{3}})))?")
_HIDDEN = re.compile(r' hidden="(?:1|true|on)"')
_MOST_SHAPES = 1_000
_MOST_BELOW = 64
"""Rows of a sheet of which is kept what they were made like."""
_MOST_PATTERNS = 100
_SHORT = 256
"""Characters of a text that is kept decoded, as names stand in columns over and over."""
WORTH_A_PATTERN = 24
"""Rows of a shape that are taken cell by cell before it gets a pattern."""


class RowTaker:
    """Hands the rows of one part to a sheet, and to the parser what it does not take.

    feed: gives the parser bytes; skip: tells it of a row that it does not see.
    """

    def __init__(self, cells: Collector, feed: Callable[[bytes], None], skip: Callable[[int], None]) -> None:
        self._cells, self._feed, self._skip = cells, feed, skip
        self._lengths = cells.values.lengths()
        self._are_short = 0 not in self._lengths and MAX_CELLS * max(self._lengths, default=0) <= MAX_CHARACTERS
        self._makes: dict[Key, Make | None] = {}
        self._remarked: list[tuple[int, Entry]] = []
        self._patterns = 0
        self._last: Make | None = None
        self._below: dict[int, Make] = {}
        self._lowest = -1

    def read(self, stream: IO[bytes]) -> None:
        """Read the part to its end."""
        read_segments(stream, "worksheet", "row", self._take, self._feed)

    def _take(self, rows: str) -> None:
        """Take rows, the last of which lacks its end tag."""
        is_odd = "\r" in rows
        for line in rows.split("</row>"):
            line = line.lstrip() if line[:1] == "\n" else line
            if is_odd or not self._take_row(line):
                self._feed(f"{line}</row>".encode())

    def _take_row(self, line: str) -> bool:
        last = self._last
        make, match = last, None
        for make in (self._foreseen(), last) if self._cells.last_row < self._lowest else (last,):
            match = make.known.pattern.fullmatch(line) if make and make.known.pattern else None
            if match:
                break
        if match and make:
            number, attributes, *found = match.groups()
            contents = tuple(found)
        else:
            head = ROW.match(line)
            if head is None:
                return False
            number, attributes = head.groups()
            taken = self._take_apart(line[head.end() :], number)
            if taken is None:
                return False
            make, contents = taken
        row = int(number) - 1
        if not self._cells.last_row < row < MAX_ROWS or attributes.endswith("/"):
            return False
        if "&" in line or "_x" in line:
            pairs = zip(make.known.shape.kinds, contents, strict=True)
            contents = tuple([_decode(kind, text) if "&" in text or "_x" in text else text for kind, text in pairs])
        characters = self._check(make, contents)
        if characters < 0:
            return False
        self._cells.pack(row, make.known.shape, contents, characters, make.blank)
        for at, entry in self._remarked:
            self._cells.remark(row, make.known.shape.columns[at], entry)
        if "hidden" in attributes and _HIDDEN.search(attributes):
            self._cells.sheet.hidden_rows.append(row)
        self._skip(row)
        if last is None:
            self._below = make.below
            self._lowest = max(self._below, default=-1)
        elif make is not last and len(self._below) < _MOST_BELOW:
            self._below[row] = make
        self._last = make
        return True

    def _foreseen(self) -> Make | None:
        """Give the make that the next row had on another sheet, if it would be the same on this one."""
        make = self._below.get(self._cells.last_row + 1)
        return make if make and make.looks == self._looks(make.known) else None

    def _looks(self, known: Known) -> tuple[Style, ...]:
        return tuple(map(self._cells.values.look, known.styles))

    def _take_apart(self, body: str, number: str) -> tuple[Make, tuple[str, ...]] | None:
        """Give the shape of a row and the contents of its filled cells; None for what is not taken."""
        found = _CELL.findall(body)
        if not found:
            return None
        letters, digits, attributes, contents, inline = zip(*found, strict=True)
        if digits.count(number) != len(digits):
            return None
        key = letters, attributes
        make = self._make(key)
        tags = body.count("<")
        if "<f" in body:
            tags -= body.count("<f") + body.count("</f>")
        if make is None or tags != make.known.tags:
            return None
        if any(inline):
            contents = tuple(one or other for one, other in zip(contents, inline, strict=True))
        contents = make.known.filled(contents)
        for kind, content in zip(make.known.shape.kinds, contents, strict=True):
            if (kind == "n" and not _NUMBER.fullmatch(content)) or (kind == "b" and content not in ("0", "1")):
                return None
            if kind == "s" and not (content.isascii() and content.isdigit() and len(content) < 10):
                return None
        return make, contents

    def _check(self, make: Make, contents: tuple[str, ...]) -> int:
        """Count the characters of a row's texts, and note what is to be said; -1 if a cell needs a closer look."""
        characters = 0
        self._remarked.clear()
        for at, places in make.rounded:
            raw = contents[at]
            if places >= 0 and surely_worked_out(raw) and (places or raw.lstrip("-")[0] != "0"):
                continue
            asks = places < 0 or "E" in raw or "e" in raw
            if asks or (0 <= raw.find(".") < len(raw) - places - 1 and not is_worked_out(raw, places)):
                entry = self._cells.values.number(raw, make.known.shape.styles[at])
                if entry is None or entry.remark in ("space", "odd"):
                    return -1
                if entry.remark:
                    self._remarked.append((at, entry))
        if make.known.shared:
            indices = [*map(int, make.known.shared(contents))]
            if max(indices) >= len(self._lengths):
                return -1
            if not self._are_short:
                lengths = [self._lengths[index] for index in indices]
                if 0 in lengths:
                    return -1
                characters += sum(lengths)
        if make.known.texts:
            texts = make.known.texts(contents)
            together = "".join(texts)
            if not together.isprintable() or "" in texts or any(map(str.isspace, texts)):
                return -1
            characters += len(together)
        return characters if self._cells.has_room(characters) else -1

    def _make(self, key: Key) -> Make | None:
        """Give how rows of a shape are checked; None for what is not taken."""
        if key in self._makes:
            make = self._makes[key]
        else:
            make = make_for(key, self._cells.values.look, self._cells.own)
            if len(self._makes) < _MOST_SHAPES:
                self._makes[key] = make
        if make:
            known = make.known
            known.seen += 1
            if known.seen >= WORTH_A_PATTERN and known.pattern is None and self._patterns < _MOST_PATTERNS:
                known.pattern = pattern_of(key)
                self._patterns += 1
        return make


def _decode(kind: Kind, text: str) -> str:
    """Give the text that stands for itself in a cell of a kind."""
    return _decode_short(kind, text) if len(text) <= _SHORT else _decode_any(kind, text)


def _decode_any(kind: Kind, text: str) -> str:
    text = resolve_references(text)
    return unescape(text) if kind == "inline" else text


_decode_short = lru_cache(maxsize=1_024)(_decode_any)
