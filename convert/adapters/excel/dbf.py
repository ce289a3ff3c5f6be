"""Read tables of dBase, FoxPro and Visual FoxPro (.dbf): records of one length behind the description of their fields.

The fields' names are the first row. Texts are in the encoding that the file's code page byte names, else in the one
that they read best in.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import NamedTuple

from msgspec.structs import replace

from convert.adapters.excel.book import Book, Page
from convert.adapters.excel.extras import add_page
from convert.adapters.excel.place import Where
from convert.adapters.excel.sheet import Collector, Problem, SheetEntry
from convert.adapters.excel.styles import Style, Styles
from convert.adapters.excel.values import Entry, Values
from convert.encoding import about_encoding, decode
from convert.errors import Unreadable
from convert.model import Finding, Origin
from convert.numbers.dates import whole_seconds
from convert.numbers.stored import digits_of
from convert.source import Source

_HEAD = struct.Struct("<4xIHH17xB")
_FIELD = struct.Struct("<11sc4xBB14x")
_END, _LIVE = 0x0D, 0x20
_MOST_FIELDS = 2046
_CODE_PAGES = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x64: "cp852", 0x65: "cp866", 0xC8: "cp1250", 0xC9: "cp1251",
    0x4D: "gb18030", 0x7A: "gb18030", 0x4F: "cp950", 0x78: "cp950", 0x13: "cp932", 0x7B: "cp932", 0x4E: "cp949",
    0x79: "cp949",
}  # fmt: skip
"""The language driver's number → the codec; 0x57 is left out: it means whatever Windows had."""
_ELSEWHERE = frozenset("MGPW")
"""Memos, objects and pictures, which are in a file beside the table."""
_UNREAD = frozenset("@O+")
"""Times, numbers and counters of dBase 7, whose bytes are not read."""
_TRUTH = {"T": "1", "Y": "1", "F": "0", "N": "0"}
_DAY_ZERO = 1_721_426
"""What the count of days of a FoxPro time is on the first day of the first year."""


class Field(NamedTuple):
    """A column: name and kind as the file has them, where it stands in a record, how many decimals it shows."""

    name: bytes
    kind: str
    start: int
    end: int
    decimals: int


def read_book(source: Source) -> Book:
    """Read a table. Raises Unreadable, TooLarge."""
    content = source.read()
    try:
        count, begin, size, page = _HEAD.unpack_from(content)
    except struct.error:
        raise Unreadable() from None
    fields = [*_fields(content, begin)]
    if not fields or fields[-1].end > size:
        raise Unreadable()
    there = max(len(content) - begin, 0) // size
    held = min(count, there)
    more = sum(1 for _ in takewhile(lambda at: content[begin + at * size] == _LIVE, range(held, there)))
    records = [content[begin + at * size : begin + (at + 1) * size] for at in range(held)]
    kept = [record for record in records if record[:1] != b"*"]
    name = source.name.rpartition(".")[0] or source.name
    pieces = {_bare(record[field.start : field.end]) for record in kept for field in fields if field.kind in "CV"}
    texts = _Texts(pieces | {field.name for field in fields}, page, Origin(source.name))
    styles = [Style("General"), *(Style(f"0.{'0' * field.decimals}" if field.decimals else "0") for field in fields)]
    values = Values([], Styles(styles), since_1904=False, own=False)
    cells = Collector(values)
    for col, field in enumerate(fields):
        cells.put(0, col, values.plain(texts[field.name], 0), 0)
    for row, record in enumerate(kept, 1):
        for col, field in enumerate(fields):
            raw = record[field.start : field.end]
            if entry := _resolve(raw, field, texts, values, col + 1):
                cells.put(row, col, entry, entry.style)
    problems = cells.sheet.problems
    for field in fields:
        if field.kind in _ELSEWHERE:
            told = Problem("content-dropped", detail="field whose content is in another file", before=texts[field.name])
            problems.append(told)
        elif field.kind in _UNREAD:
            told = Problem("content-dropped", detail="field of a kind that is not read", before=texts[field.name])
            problems.append(told)
    if len(kept) < held:
        problems.append(
            Problem("content-dropped", detail="records that are marked as deleted", before=f"× {held - len(kept)}")
        )
    if more:
        problems.append(Problem("content-dropped", detail="records that the file does not count", before=f"× {more}"))
    if held < count:
        problems.append(Problem("content-dropped", detail="records that the file lacks", before=f"× {count - held}"))
    pages, findings = list[Page](), [*texts.told]
    add_page(Page(SheetEntry(name, name), cells.finish(), Where(source.name, name, {})), pages, findings)
    return Book(pages, values, findings)


def _fields(content: bytes, begin: int) -> Iterator[Field]:
    """Yield the fields that the head describes; the first byte of a record is its mark of deletion."""
    place = 1
    for at in range(_FIELD.size, min(begin, _FIELD.size * (_MOST_FIELDS + 1)), _FIELD.size):
        if content[at : at + 1] in (b"", bytes([_END])) or len(content) < at + _FIELD.size:
            return
        name, letter, width, decimals = _FIELD.unpack_from(content, at)
        kind = letter.decode("latin-1").upper()
        if kind == "C":
            width, decimals = width + 256 * decimals, 0
        if kind != "0":
            yield Field(_bare(name.partition(b"\0")[0]), kind, place, place + width, min(decimals, 15))
        place += width


class _Texts:
    """Decodes the texts of a table, all in the encoding that they read best in together."""

    def __init__(self, pieces: set[bytes], page: int, origin: Origin) -> None:
        self.told: tuple[Finding, ...] = ()
        self._known: dict[bytes, str] = {}
        foreign = sorted(piece for piece in pieces if not piece.isascii())
        if foreign:
            decoded = decode(b"\n".join(foreign), _CODE_PAGES.get(page, ""))
            told = about_encoding(decoded, origin)
            self.told = told if page in _CODE_PAGES else tuple(replace(each, severity="warning") for each in told)
            self._known = dict(zip(foreign, decoded.text.split("\n"), strict=False))

    def __getitem__(self, raw: bytes) -> str:
        return self._known.get(raw) or raw.decode("ascii", "replace")


def _bare(raw: bytes) -> bytes:
    return raw.strip(b" \0").replace(b"\n", b" ")


def _resolve(raw: bytes, field: Field, texts: _Texts, values: Values, style: int) -> Entry | None:
    """Resolve a record's content of a field; None if it is blank."""
    kind = field.kind
    if kind in _ELSEWHERE or kind in _UNREAD or not raw:
        return None
    if kind in "IBYT" and len(raw) in (4, 8):
        return _binary(raw, field, values, style)
    text = texts[_bare(raw)]
    if not text:
        return None
    if kind in "NF":
        return values.number(text, style)
    if kind == "L":
        return values.boolean(_TRUTH[text.upper()], style) if text.upper() in _TRUTH else None
    if kind == "D":
        return _day(text, values, style)
    return values.plain(text, style)


def _day(text: str, values: Values, style: int) -> Entry | None:
    if not text.strip("0"):
        return None
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return values.plain(text, style, "odd")
    return values.shown_as(day, day.isoformat(), style)


def _binary(raw: bytes, field: Field, values: Values, style: int) -> Entry | None:
    """Resolve a number or a time of Visual FoxPro."""
    if field.kind == "I" and len(raw) == 4:
        return values.number(str(int.from_bytes(raw, "little", signed=True)), style)
    if field.kind == "B" and len(raw) == 8:
        return values.number(digits_of(struct.unpack("<d", raw)[0]), style)
    if field.kind == "Y" and len(raw) == 8:
        whole, part = divmod(abs(int.from_bytes(raw, "little", signed=True)), 10_000)
        return values.number(f"{'-' if raw[7] & 0x80 else ''}{whole}.{part:04}", style)
    if field.kind == "T" and len(raw) == 8:
        days, milliseconds = struct.unpack("<ii", raw)
        try:
            moment = datetime(1, 1, 1) + timedelta(days=days - _DAY_ZERO, milliseconds=milliseconds)
        except OverflowError:
            return None
        return values.shown_as(moment, whole_seconds(moment).isoformat(" "), style) if days else None
    return None
