"""Take the rows of a worksheet part as most programs write them, without parsing them as XML.

A row is taken only if every tag in it is one that is known here, so that nothing can be missed; any other row, and all
that stands around the rows, goes to the parser, which reads the same more slowly. What is taken is checked, kept as it
stands in the file, and becomes cells when it is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from operator import itemgetter
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
Contents = tuple[str, ...]
Row = tuple[str, int, str, Contents]
"""A row as it stands in the file, its number from 0, what is said in its tag, and the contents of its filled cells."""


class RowTaker:
    """Hands the rows of one part to a sheet, and to the parser what it does not take.

    feed: gives the parser bytes; skip: tells it of the last of some rows that it does not see.
    """

    def __init__(self, cells: Collector, feed: Callable[[bytes], None], skip: Callable[[int], None]) -> None:
        self._cells, self._feed, self._skip = cells, feed, skip
        self._lengths = cells.values.lengths()
        self._are_short = 0 not in self._lengths and MAX_CELLS * max(self._lengths, default=0) <= MAX_CHARACTERS
        self._makes: dict[Key, Make | None] = {}
        self._patterns = 0
        self._run: list[Row] = []
        self._last: Make | None = None
        self._row = -1
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
                self._end_run()
                self._feed(f"{line}</row>".encode())
        self._end_run()

    def _take_row(self, line: str) -> bool:
        """Add a row to the run of rows of one make, if it is of one that is known here."""
        last = self._last
        make, match = last, None
        for make in (self._foreseen(), last) if self._row < self._lowest else (last,):
            match = make.known.pattern.fullmatch(line) if make and make.known.pattern else None
            if match:
                break
        if match and make:
            groups = match.groups()
            number, attributes, contents = groups[0], groups[1], groups[2:]
        else:
            head = ROW.match(line)
            if head is None:
                return False
            number, attributes = head.groups()
            taken = self._take_apart(line[head.end() :], number)
            if taken is None:
                return False
            make, contents = taken
        if make is not last:
            self._end_run()
        self._row = int(number) - 1
        self._run.append((line, self._row, attributes, contents))
        if last is None:
            self._below = make.below
            self._lowest = max(self._below, default=-1)
        elif make is not last and len(self._below) < _MOST_BELOW:
            self._below[self._row] = make
        self._last = make
        return True

    def _end_run(self) -> None:
        run, self._run = self._run, []
        if run and self._last:
            self._hand_over(self._last, run)

    def _hand_over(self, make: Make, run: list[Row]) -> None:
        """Put rows of one make on the sheet, and give the parser those that cannot be put there."""
        if self._put(make, run):
            return
        if len(run) == 1:
            self._feed(f"{run[0][0]}</row>".encode())
        else:
            self._hand_over(make, run[: len(run) // 2])
            self._hand_over(make, run[len(run) // 2 :])

    def _put(self, make: Make, run: list[Row]) -> bool:
        """Put rows of one make on the sheet, or none of them if one needs a closer look."""
        known, cells = make.known, self._cells
        _, rows, attributes, found = zip(*run, strict=True)
        contents: Sequence[Contents] = found
        if cells.last_row >= rows[0] or rows[-1] >= MAX_ROWS or any(after <= row for row, after in pairwise(rows)):
            return False
        looks = {*attributes}
        if any(look.endswith("/") for look in looks):
            return False
        characters = 0
        if known.texts:
            together = "".join(chain.from_iterable(map(known.texts, contents)))
            if "&" in together or "_x" in together:
                contents = _decode_all(known.shape.kinds, contents)
            texts = [*chain.from_iterable(map(known.texts, contents))]
            together, distinct = "".join(texts), {*texts}
            if not together.isprintable() or "" in distinct or any(map(str.isspace, distinct)):
                return False
            characters += len(together)
        if known.shared:
            indices = [*map(int, chain.from_iterable(map(known.shared, contents)))]
            if max(indices) >= len(self._lengths):
                return False
            if not self._are_short:
                lengths = [self._lengths[index] for index in indices]
                if 0 in lengths:
                    return False
                characters += sum(lengths)
        remarks = self._remarks(make, contents)
        if remarks is None or not cells.has_room(characters):
            return False
        cells.pack(rows, known.shape, contents, characters, make.blank)
        for at, col, entry in remarks:
            cells.remark(rows[at], col, entry)
        hiding = {look for look in looks if "hidden" in look and _HIDDEN.search(look)}
        if hiding:
            cells.sheet.hidden_rows += (row for row, look in zip(rows, attributes, strict=True) if look in hiding)
        self._skip(rows[-1])
        return True

    def _foreseen(self) -> Make | None:
        """Give the make that the next row had on another sheet, if it would be the same on this one."""
        make = self._below.get(max(self._row, self._cells.last_row) + 1)
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

    def _remarks(self, make: Make, contents: Sequence[Contents]) -> list[tuple[int, int, Entry]] | None:
        """Give what is to be said of rounded numbers, with their rows and columns; None if one needs a closer look."""
        shape = make.known.shape
        remarks: list[tuple[int, int, Entry]] = []
        for place, places in make.rounded:
            column = [row[place] for row in contents]
            said: dict[str, Entry] = {}
            unsure = {
                raw
                for raw in column
                if places < 0 or not surely_worked_out(raw) or (not places and raw.lstrip("-")[0] == "0")
            }
            for raw in unsure:
                asks = places < 0 or "E" in raw or "e" in raw
                if asks or (0 <= raw.find(".") < len(raw) - places - 1 and not is_worked_out(raw, places)):
                    entry = self._cells.values.number(raw, shape.styles[place])
                    if entry is None or entry.remark in ("space", "odd"):
                        return None
                    if entry.remark:
                        said[raw] = entry
            if said:
                remarks += ((at, shape.columns[place], said[raw]) for at, raw in enumerate(column) if raw in said)
        return sorted(remarks, key=itemgetter(0, 1))

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


def _decode_all(kinds: Sequence[Kind], contents: Sequence[Contents]) -> list[Contents]:
    """Give rows with the texts that stand for themselves."""
    columns: list[Sequence[str]] = [*zip(*contents, strict=True)]
    known: dict[Kind, dict[str, str]] = {}
    for at, kind in enumerate(kinds):
        if kind in ("str", "inline"):
            decoded = known.setdefault(kind, {})
            unknown = {*columns[at]}.difference(decoded)
            decoded.update({text: _decode(kind, text) for text in unknown if "&" in text or "_x" in text})
            columns[at] = [decoded.get(text, text) for text in columns[at]]
    return [*zip(*columns, strict=True)]


def _decode(kind: Kind, text: str) -> str:
    """Give the text that stands for itself in a cell of a kind."""
    return _decode_short(kind, text) if len(text) <= _SHORT else _decode_any(kind, text)


def _decode_any(kind: Kind, text: str) -> str:
    text = resolve_references(text)
    return unescape(text) if kind == "inline" else text


_decode_short = lru_cache(maxsize=1_024)(_decode_any)
