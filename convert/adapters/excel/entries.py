"""The cells of a sheet that are not blank: each by its key, or packed in rows until it is asked for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import groupby, islice, repeat
from operator import itemgetter
from typing import Literal, NamedTuple

from convert.adapters.excel.values import Entry, Values
from convert.lazy_cells import WINDOW
from convert.numbers import BARE, decimals, is_bare
from convert.ordinary import extraordinary

COLUMN_BITS = 14
COLUMN_MASK = (1 << COLUMN_BITS) - 1

Kind = Literal["n", "s", "str", "inline", "b", "entry"]
"""A number, an index of a shared string, a formula's text, a text of the cell's own, a truth value; an index of
an entry that was resolved at once."""


class Shape(NamedTuple):
    """What rows of one make have in common: the columns of their filled cells, and the kind and style of each."""

    columns: tuple[int, ...]
    kinds: tuple[Kind, ...]
    styles: tuple[int, ...]


Key = tuple[Kind, int, str]
"""What a cell holds: its kind and style, and its content as it stands in the file."""

PackedRow = tuple[Shape, str]
"""A row's shape and the contents of its cells as they stand in the file, with what XML cannot hold between them."""
_BETWEEN = "\0"
_BARE_LINES = re.compile(BARE, re.MULTILINE)
_MOST_KNOWN = 100_000


def contents_of(packed: PackedRow) -> list[str]:
    """Give the contents of a packed row's cells."""
    return packed[1].split(_BETWEEN)


def columns_of(lines: Iterable[PackedRow]) -> set[int]:
    """Give the columns that packed rows have cells in; shapes are few, and the same ones over and over."""
    shapes = {id(shape): shape for shape, _ in lines}
    return {col for shape in shapes.values() for col in shape.columns}


def columns_by_shape(
    lines: Iterable[PackedRow | None],
) -> Iterator[tuple[Shape, Sequence[int], Iterator[tuple[str, ...]]]]:
    """Yield the shapes of packed rows, which of the rows have each, and the contents of its columns there."""
    alike: dict[int, tuple[Shape, list[int], list[list[str]]]] = {}
    for at, line in enumerate(lines):
        if line is not None:
            _, places, rows = alike.setdefault(id(line[0]), (line[0], [], []))
            places.append(at)
            rows.append(contents_of(line))
    for shape, places, rows in alike.values():
        yield shape, places, zip(*rows, strict=True)


class Entries(Mapping[int, Entry]):
    """Entries by key. loose: those that are kept each by itself; rows: the packed ones, by their row.

    Both are in order of their keys, and no row has cells of both.
    """

    def __init__(self, values: Values) -> None:
        self.loose: dict[int, Entry] = {}
        self.rows: dict[int, PackedRow] = {}
        self._values = values
        self._resolved: list[Entry] = []
        resolved = self._resolved
        self._resolve: dict[Kind, Callable[[str, int], Entry | None]] = {
            "n": values.number, "s": values.shared, "b": values.boolean, "str": values.plain, "inline": values.plain,
            "entry": lambda raw, _: resolved[int(raw)],
        }  # fmt: skip
        self._packed = 0
        self._unpacked_row: tuple[PackedRow, dict[int, Entry]] | None = None
        self._held: dict[tuple[Kind, int], dict[str, Key]] = {}

    def pack(self, rows: Sequence[int], shape: Shape, contents: Iterable[Sequence[str]]) -> None:
        """Add rows behind all others."""
        self.rows.update(zip(rows, zip(repeat(shape), map(_BETWEEN.join, contents)), strict=True))
        self._packed += len(rows) * len(shape.columns)

    def packed_loose(self, row: int, columns: tuple[int, ...]) -> PackedRow:
        """Give a row of entries that are kept each by itself as one like the packed ones."""
        first = len(self._resolved)
        self._resolved += (self[row << COLUMN_BITS | col] for col in columns)
        kinds: tuple[Kind, ...] = tuple("entry" for _ in columns)
        shape = Shape(columns, kinds, tuple(entry.style for entry in self._resolved[first:]))
        return shape, _BETWEEN.join(map(str, range(first, len(self._resolved))))

    def sort(self) -> None:
        """Put all entries in order, each by itself, after some were put elsewhere than behind the others."""
        if self.loose:
            self.loose = dict(sorted({**self.loose, **dict(self._unpacked())}.items()))
        else:
            self.loose = dict(self._unpacked())
        self.rows.clear()
        self._packed = 0

    def clear(self) -> None:
        """Forget all."""
        self.loose.clear()
        self.rows.clear()
        self._packed = 0
        self._unpacked_row = None

    def row(self, packed: PackedRow) -> Iterator[tuple[int, Entry]]:
        """Yield column and entry of the cells of a packed row."""
        for col, kind, style, raw in zip(*packed[0], contents_of(packed), strict=True):
            yield col, self.entry(kind, style, raw)

    def held(self, kind: Kind, style: int, contents: tuple[str, ...]) -> Sequence[Key | str]:
        """Give what cells of one kind and style hold; a bare number is just itself."""
        places = self._values.bare_places(style) if kind == "n" else None
        known = self._held.setdefault((kind, style), {})
        if len(known) > _MOST_KNOWN:
            known.clear()
        if places is None:
            known.update((raw, (kind, style, raw)) for raw in {*contents}.difference(known))
            return [known[raw] for raw in contents]
        if places < 0 and len(_BARE_LINES.findall("\n".join(contents))) == len(contents):
            return contents
        return [
            raw if (places < 0 or places == decimals(raw)) and is_bare(raw) else (kind, style, raw) for raw in contents
        ]

    def entry(self, kind: Kind, style: int, raw: str) -> Entry:
        """Resolve what a packed cell holds."""
        entry = self._resolve[kind](raw, style)
        assert entry is not None
        return entry

    def distinct(self, lines: Iterable[PackedRow]) -> Iterator[Entry]:
        """Yield what the cells of packed rows hold, each once; plain numbers and ordinary texts are left out."""
        odd = self._values.extraordinary()
        seen: dict[tuple[Kind, int], dict[str, None]] = {}
        rows = iter(lines)
        while some := [*islice(rows, WINDOW)]:
            for (_, kinds, styles), _, columns in columns_by_shape(some):
                for kind, style, column in zip(kinds, styles, columns, strict=True):
                    if (kind == "n" and self._values.is_plain(style)) or (kind == "s" and not odd):
                        continue
                    once = dict.fromkeys(column)
                    if kind == "s":
                        once = dict.fromkeys(raw for raw in once if int(raw) in odd)
                    seen.setdefault((kind, style), {}).update(once)
        for (kind, style), found in seen.items():
            raws = [*found]
            if kind in ("str", "inline"):
                raws = [raws[at] for at in extraordinary(raws)]
            for raw in raws:
                yield self.entry(kind, style, raw)

    def _unpacked(self) -> Iterator[tuple[int, Entry]]:
        resolve = self._resolve
        for row, (shape, contents) in self.rows.items():
            key = row << COLUMN_BITS
            for col, kind, style, raw in zip(*shape, contents.split(_BETWEEN), strict=True):
                entry = resolve[kind](raw, style)
                assert entry is not None
                yield key | col, entry

    def pairs(self) -> Iterator[tuple[int, Entry]]:
        """Yield all keys and entries in order."""
        if not self.rows:
            return iter(self.loose.items())
        return merge(self._unpacked(), self.loose.items(), key=lambda pair: pair[0]) if self.loose else self._unpacked()

    def lines(self) -> Iterator[tuple[int, tuple[int, ...], PackedRow | None]]:
        """Yield each row in order with the columns of its cells; and its cells, where they are packed."""
        loose = ((key >> COLUMN_BITS, key & COLUMN_MASK) for key in self.loose)
        by_row = groupby(loose, key=itemgetter(0))
        single = ((row, tuple(col for _, col in places), None) for row, places in by_row)
        packed = ((row, packed[0].columns, packed) for row, packed in self.rows.items())
        yield from merge(packed, single, key=itemgetter(0)) if self.rows else single

    def filled(self) -> tuple[set[int], set[int]]:
        """Give the rows and the columns that have cells."""
        rows, cols = {*self.rows}, columns_of(self.rows.values())
        rows.update(key >> COLUMN_BITS for key in self.loose)
        cols.update(key & COLUMN_MASK for key in self.loose)
        return rows, cols

    def __len__(self) -> int:
        return len(self.loose) + self._packed

    def __iter__(self) -> Iterator[int]:
        packed = (row << COLUMN_BITS | col for row, (shape, _) in self.rows.items() for col in shape.columns)
        return merge(packed, self.loose) if self.rows else iter(self.loose)

    def __contains__(self, key: object) -> bool:
        if key in self.loose or not self.rows or not isinstance(key, int):
            return key in self.loose
        packed = self.rows.get(key >> COLUMN_BITS)
        if packed is None:
            return False
        columns, col = packed[0].columns, key & COLUMN_MASK
        at = bisect_left(columns, col)
        return at < len(columns) and columns[at] == col

    def __getitem__(self, key: int) -> Entry:
        entry = self.loose.get(key)
        if entry is not None:
            return entry
        packed = self.rows.get(key >> COLUMN_BITS)
        if packed is None:
            raise KeyError(key)
        if self._unpacked_row is None or self._unpacked_row[0] is not packed:
            self._unpacked_row = packed, dict(self.row(packed))
        return self._unpacked_row[1][key & COLUMN_MASK]
