"""Take the rows of a worksheet part as most programs write them, without parsing them as XML.

A row is taken only if every tag in it is one that is known here, so that nothing can be missed; any other row, and all
that stands around the rows, goes to the parser, which reads the same more slowly. What is taken is checked, kept as it
stands in the file, and becomes cells when it is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import IO

from msgspec import Struct

from convert.adapters.excel.entries import Kind, Shape
from convert.adapters.excel.segments import read_segments
from convert.adapters.excel.sheet import MAX_CELLS, MAX_CHARACTERS, Collector, column_index
from convert.adapters.excel.strings import unescape
from convert.adapters.excel.styles import Style
from convert.numbers import shown_places
from convert.own_workbook import MAX_ROWS

_ROW = re.compile(r'<row r="([1-9][0-9]{0,6})"([^>]*)>')
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([0-9]{1,7})"([^>]*)>'
    r'(?:(?:(?:<f[^>]*>(?:[^<]*</f>)?)?<v>([^<]*)</v>|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)</c>)?'
)
_ATTRIBUTE = re.compile(r' ([a-z]{1,4})="([^"<&]*)"')
_SURE = r"-?(?:[0-9]{1,15}(?:\.[0-9]{1,30})?|[0-9]{15,30}[1-9])"
"""A number that does not lack its last digits, as one may that ends in noughts behind the fifteenth."""
_NUMBER = re.compile(rf"{_SURE}(?:[eE](?:-[0-9]{{1,3}}|\+?(?:[0-9]|2[1-9]|[3-9][0-9]|[0-9]{{3}})))?")
_HIDDEN = re.compile(r' hidden="(?:1|true|on)"')
_KINDS: dict[str, Kind] = {"n": "n", "s": "s", "str": "str", "inlineStr": "inline", "b": "b"}
_CONTENTS: dict[Kind, str] = {
    "n": f"<v>({_SURE})</v></c>",
    "s": "<v>([0-9]{1,9})</v></c>",
    "str": "<v>([^<]+)</v></c>",
    "inline": r'<is><t(?: xml:space="preserve")?>([^<]+)</t></is></c>',
    "b": "<v>([01])</v></c>",
}
"""What stands in a cell of each kind, as a pattern of what may be taken."""
_MOST_SHAPES = 1_000
_MOST_KEPT = 64
"""Cells of a row of which is kept what all of its make have in common."""
_MOST_BELOW = 64
"""Rows of a sheet of which is kept what they were made like."""
_MOST_PATTERNS = 100
_MOST_CELLS = 1_000
"""In a row with a pattern of its own; longer rows are taken cell by cell."""
WORTH_A_PATTERN = 24
"""Rows of a shape that are taken cell by cell before it gets a pattern."""

_Key = tuple[tuple[str, ...], tuple[str, ...]]
"""The columns of a row's cells, and what stands in each one's tag behind its place."""

Pick = Callable[[tuple[str, ...]], tuple[str, ...]]


class _Known(Struct):
    """What rows with the same columns and attributes have in common in every workbook.

    tags: how many such a row has, those of formulas apart; filled: picks the contents of the cells that are not blank,
    shared and texts pick of these; blank: the columns and styles of blank cells; styles: all of the row, each once;
    numbers: which contents are numbers, with their styles; seen: how many such rows were taken; pattern: finds the
    contents of such a row, if it is no odd one.
    """

    shape: Shape
    tags: int
    filled: Pick
    blank: tuple[tuple[int, int], ...]
    styles: tuple[int, ...]
    shared: Pick | None
    texts: Pick | None
    numbers: tuple[tuple[int, int], ...]
    seen: int = 0
    pattern: re.Pattern[str] | None = None


class _Make(Struct, eq=False):
    """How rows of one make are checked in workbooks with the same looks.

    looks: of the styles of such a row; blank: the columns and styles of blank cells that are kept; rounded: the cells
    that may be shown rounded, each with its decimals (-1: ask); below: of the first row of a sheet, the makes of rows
    below it, by their numbers, as they were on the last sheet that began so: tables of one form are alike.
    """

    known: _Known
    looks: tuple[Style, ...]
    blank: tuple[tuple[int, int], ...]
    rounded: tuple[tuple[int, int], ...]
    below: dict[int, _Make] = {}


class RowTaker:
    """Hands the rows of one part to a sheet, and to the parser what it does not take.

    feed: gives the parser bytes; skip: tells it of a row that it does not see.
    """

    def __init__(self, cells: Collector, feed: Callable[[bytes], None], skip: Callable[[int], None]) -> None:
        self._cells, self._feed, self._skip = cells, feed, skip
        self._lengths = cells.values.lengths()
        self._are_short = 0 not in self._lengths and MAX_CELLS * max(self._lengths, default=0) <= MAX_CHARACTERS
        self._makes: dict[_Key, _Make | None] = {}
        self._patterns = 0
        self._last: _Make | None = None
        self._below: dict[int, _Make] = {}

    def read(self, stream: IO[bytes]) -> None:
        """Read the part to its end."""
        read_segments(stream, "worksheet", "row", self._take, self._feed)

    def _take(self, rows: str) -> None:
        """Take rows, the last of which lacks its end tag."""
        is_odd = "&" in rows or "\r" in rows
        for line in rows.split("</row>"):
            line = line.lstrip() if line[:1] == "\n" else line
            if is_odd or not self._take_row(line):
                self._feed(f"{line}</row>".encode())

    def _take_row(self, line: str) -> bool:
        last = self._last
        make, match = last, None
        for make in (self._foreseen(), last):
            match = make.known.pattern.fullmatch(line) if make and make.known.pattern else None
            if match:
                break
        if match and make:
            number, attributes, *found = match.groups()
            contents = tuple(found)
        else:
            head = _ROW.match(line)
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
        if "inline" in make.known.shape.kinds:
            contents = tuple(map(unescape, contents))
        characters = self._check(make, contents)
        if characters < 0:
            return False
        self._cells.pack(row, make.known.shape, contents, characters, make.blank)
        if "hidden" in attributes and _HIDDEN.search(attributes):
            self._cells.sheet.hidden_rows.append(row)
        self._skip(row)
        if last is None:
            self._below = make.below
        elif make is not last and len(self._below) < _MOST_BELOW:
            self._below[row] = make
        self._last = make
        return True

    def _foreseen(self) -> _Make | None:
        """Give the make that the next row had on another sheet, if it would be the same on this one."""
        make = self._below.get(self._cells.last_row + 1)
        return make if make and make.looks == self._looks(make.known) else None

    def _looks(self, known: _Known) -> tuple[Style, ...]:
        return tuple(map(self._cells.values.look, known.styles))

    def _take_apart(self, body: str, number: str) -> tuple[_Make, tuple[str, ...]] | None:
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

    def _check(self, make: _Make, contents: tuple[str, ...]) -> int:
        """Count the characters of a row's texts; -1 if one of its cells needs a closer look."""
        characters = 0
        for at, places in make.rounded:
            raw = contents[at]
            if places < 0 or "E" in raw or "e" in raw or ("." in raw and len(raw) - raw.index(".") - 1 > places):
                entry = self._cells.values.number(raw, make.known.shape.styles[at])
                if entry is None or entry.remark:
                    return -1
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
            if not all(text.isprintable() and text and not text.isspace() for text in texts):
                return -1
            characters += sum(map(len, texts))
        return characters if self._cells.has_room(characters) else -1

    def _make(self, key: _Key) -> _Make | None:
        """Give how rows of a shape are checked; None for what is not taken."""
        if key in self._makes:
            make = self._makes[key]
        else:
            make = self._new_make(key)
            if len(self._makes) < _MOST_SHAPES:
                self._makes[key] = make
        if make:
            known = make.known
            known.seen += 1
            if known.seen >= WORTH_A_PATTERN and known.pattern is None and self._patterns < _MOST_PATTERNS:
                known.pattern = _pattern(key)
                self._patterns += 1
        return make

    def _new_make(self, key: _Key) -> _Make | None:
        """Work out how rows with these columns and attributes are checked."""
        is_kept = len(key[0]) <= _MOST_KEPT
        known = _known(key) if is_kept else _look_at(key)
        if known is None:
            return None
        looks = self._looks(known)
        return _kept_make(key, looks, self._cells.own) if is_kept else _make_of(known, looks, self._cells.own)


def _look_at(key: _Key) -> _Known | None:
    """Work out what rows with these columns and attributes have in common; None for what is not taken."""
    letters, attributes = key
    columns = [column_index(name) for name in letters]
    if columns[0] < 0 or any(after <= before for before, after in pairwise(columns)):
        return None
    looks = [_read_attributes(text) for text in attributes]
    if None in looks:
        return None
    known = [(*look, text.endswith("/")) for look, text in zip(looks, attributes, strict=True) if look]
    filled = [at for at, (_, _, is_blank) in enumerate(known) if not is_blank]
    if not filled:
        return None
    shape = Shape(
        tuple(columns[at] for at in filled),
        tuple(known[at][0] for at in filled),
        tuple(known[at][1] for at in filled),
    )
    return _Known(
        shape,
        sum(1 if is_blank else 6 if kind == "inline" else 4 for kind, _, is_blank in known),
        _pick(filled) or tuple,
        tuple((col, style) for col, (_, style, is_blank) in zip(columns, known, strict=True) if is_blank),
        tuple(dict.fromkeys(style for _, style, _ in known)),
        _pick(at for at, kind in enumerate(shape.kinds) if kind == "s"),
        _pick(at for at, kind in enumerate(shape.kinds) if kind in ("str", "inline")),
        tuple(
            (at, style) for at, (kind, style) in enumerate(zip(shape.kinds, shape.styles, strict=True)) if kind == "n"
        ),
    )


_known = lru_cache(maxsize=512)(_look_at)
"""Workbooks of one program, such as those of this one, have rows of the same makes over and over."""


def _make_of(known: _Known, looks: tuple[Style, ...], own: bool) -> _Make | None:
    """Give how rows are checked in a workbook; looks: of their styles, in order; own: it is one of this program."""
    if any(look.font for look in looks):
        return None
    look_of = dict(zip(known.styles, looks, strict=True))
    return _Make(
        known,
        looks,
        tuple([place for place in known.blank if own or look_of[place[1]].bordered]),
        tuple([(at, shown_places(code)) for at, style in known.numbers if (code := look_of[style].code) != "General"]),
    )


@lru_cache(maxsize=512)
def _kept_make(key: _Key, looks: tuple[Style, ...], own: bool) -> _Make | None:
    known = _known(key)
    return None if known is None else _make_of(known, looks, own)


@lru_cache(maxsize=4096)
def _read_attributes(text: str) -> tuple[Kind, int] | None:
    """Read the kind and the style of a cell off what stands in its tag behind its place; None if that is odd."""
    found = _ATTRIBUTE.findall(text)
    said = dict(found)
    kind, style = _KINDS.get(said.get("t", "n")), said.get("s", "0")
    whole = sum(len(name) + len(value) + 4 for name, value in found) == len(text.removesuffix("/").rstrip())
    if kind is None or not whole or len(said) < len(found):
        return None
    return (kind, int(style)) if style.isascii() and style.isdigit() and len(style) < 10 else None


def _pattern(key: _Key) -> re.Pattern[str] | None:
    """Give what a whole row with these columns and attributes looks like."""
    if len(key[0]) > _MOST_CELLS:
        return None
    pieces = [_ROW.pattern]
    for name, text in zip(*key, strict=True):
        look = _read_attributes(text)
        content = "" if look is None or text.endswith("/") else _CONTENTS[look[0]]
        pieces.append(rf'<c r="{name}\1"{re.escape(text)}>{content}')
    return re.compile("".join(pieces))


def _pick(indices: Iterable[int]) -> Pick | None:
    """Give what picks the items at these indices out of a tuple."""
    places = tuple(indices)
    if not places:
        return None
    if len(places) == 1:
        (only,) = places
        return lambda items: (items[only],)
    pick: Pick = itemgetter(*places)
    return pick
