"""The cells of a sheet that are not blank: each by its key, or packed in rows until it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Literal, NamedTuple

from convert.adapters.excel.values import Entry, Values
from convert.numbers import decimals, is_bare
from convert.ordinary import extraordinary

COLUMN_BITS = 14
_COLUMN = (1 << COLUMN_BITS) - 1

Kind = Literal["n", "s", "str", "inline", "b"]
"""A number, an index of a shared string, a formula's text, a text of the cell's own, a truth value."""


class Shape(NamedTuple):
    """What rows of one make have in common: the columns of their filled cells, and the kind and style of each."""

    columns: tuple[int, ...]
    kinds: tuple[Kind, ...]
    styles: tuple[int, ...]


Key = tuple[Kind, int, str]
"""What a cell holds: its kind and style, and its content as it stands in the file."""

PackedRow = tuple[Shape, tuple[str, ...]]
"""A row's shape and the contents of its cells as they stand in the file."""


def columns_of(lines: Iterable[PackedRow]) -> set[int]:
    """Give the columns that packed rows have cells in; shapes are few, and the same ones over and over."""
    shapes = {id(shape): shape for shape, _ in lines}
    return {col for shape in shapes.values() for col in shape.columns}


class Entries(Mapping[int, Entry]):
    """Entries by key. loose: those that are kept each by itself; rows: the packed ones, by their row.

    Both are in order of their keys, and no row has cells of both.
    """

    def __init__(self, values: Values) -> None:
        self.loose: dict[int, Entry] = {}
        self.rows: dict[int, PackedRow] = {}
        self._values = values
        self._packed = 0
        self._looks: dict[Shape, list[tuple[Kind, int, int | None]]] = {}

    def pack(self, row: int, shape: Shape, contents: tuple[str, ...]) -> None:
        """Add a row behind all others."""
        self.rows[row] = shape, contents
        self._packed += len(contents)

    def sort(self) -> None:
        """Put all entries in order, each by itself, after some were put elsewhere than behind the others."""
        self.loose = dict(sorted({**self.loose, **dict(self._unpacked())}.items()))
        self.rows.clear()
        self._packed = 0

    def clear(self) -> None:
        """Forget all."""
        self.loose.clear()
        self.rows.clear()
        self._packed = 0

    def row(self, packed: PackedRow) -> Iterator[tuple[int, Entry]]:
        """Yield column and entry of the cells of a packed row."""
        (columns, kinds, styles), contents = packed
        for col, kind, style, raw in zip(columns, kinds, styles, contents, strict=True):
            yield col, self.entry(kind, style, raw)

    def held(self, packed: PackedRow) -> list[Key | str]:
        """Give what the cells of a packed row hold; a bare number is just itself."""
        shape, contents = packed
        looks = self._looks.get(shape)
        if looks is None:
            looks = self._looks[shape] = [
                (kind, style, self._values.bare_places(style) if kind == "n" else None)
                for kind, style in zip(shape.kinds, shape.styles, strict=True)
            ]
        return [
            raw
            if places is not None and (places < 0 or places == decimals(raw)) and is_bare(raw)
            else (kind, style, raw)
            for (kind, style, places), raw in zip(looks, contents, strict=True)
        ]

    def entry(self, kind: Kind, style: int, raw: str) -> Entry:
        """Resolve what a packed cell holds."""
        values = self._values
        if kind == "n":
            entry = values.number(raw, style)
        elif kind == "s":
            entry = values.shared(raw, style)
        elif kind == "b":
            entry = values.boolean(raw, style)
        else:
            entry = values.plain(raw, style)
        assert entry is not None
        return entry

    def distinct(self, lines: Iterable[PackedRow]) -> Iterator[Entry]:
        """Yield what the cells of packed rows hold, each once; plain numbers and ordinary texts are left out."""
        alike: dict[int, tuple[Shape, list[tuple[str, ...]]]] = {}
        for shape, contents in lines:
            known = alike.get(id(shape))
            if known is None:
                alike[id(shape)] = shape, [contents]
            else:
                known[1].append(contents)
        odd = self._values.extraordinary()
        seen: dict[tuple[Kind, int], dict[str, None]] = {}
        for (_, kinds, styles), rows in alike.values():
            for at, (kind, style) in enumerate(zip(kinds, styles, strict=True)):
                if (kind == "n" and self._values.is_plain(style)) or (kind == "s" and not odd):
                    continue
                column: Iterable[str] = map(itemgetter(at), rows)
                if kind == "s":
                    column = (raw for raw in column if int(raw) in odd)
                seen.setdefault((kind, style), {}).update(dict.fromkeys(column))
        for (kind, style), found in seen.items():
            raws = [*found]
            if kind in ("str", "inline"):
                raws = [raws[at] for at in extraordinary(raws)]
            for raw in raws:
                yield self.entry(kind, style, raw)

    def _unpacked(self) -> Iterator[tuple[int, Entry]]:
        for row, packed in self.rows.items():
            key = row << COLUMN_BITS
            for col, entry in self.row(packed):
                yield key | col, entry

    def pairs(self) -> Iterator[tuple[int, Entry]]:
        """Yield all keys and entries in order."""
        if not self.rows:
            return iter(self.loose.items())
        return merge(self._unpacked(), self.loose.items(), key=lambda pair: pair[0]) if self.loose else self._unpacked()

    def lines(self) -> Iterator[tuple[int, tuple[int, ...], PackedRow | None]]:
        """Yield each row in order with the columns of its cells; and its cells, where they are packed."""
        loose = ((key >> COLUMN_BITS, key & _COLUMN) for key in self.loose)
        by_row = groupby(loose, key=itemgetter(0))
        single = ((row, tuple(col for _, col in places), None) for row, places in by_row)
        packed = ((row, packed[0].columns, packed) for row, packed in self.rows.items())
        yield from merge(packed, single, key=itemgetter(0)) if self.rows else single

    def filled(self) -> tuple[set[int], set[int]]:
        """Give the rows and the columns that have cells."""
        rows, cols = {*self.rows}, columns_of(self.rows.values())
        rows.update(key >> COLUMN_BITS for key in self.loose)
        cols.update(key & _COLUMN for key in self.loose)
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
        return packed is not None and key & _COLUMN in packed[0].columns

    def __getitem__(self, key: int) -> Entry:
        entry = self.loose.get(key)
        if entry is not None:
            return entry
        packed = self.rows.get(key >> COLUMN_BITS)
        if packed is not None:
            shape, contents = packed
            for col, kind, style, raw in zip(*shape, contents, strict=True):
                if col == key & _COLUMN:
                    return self.entry(kind, style, raw)
        raise KeyError(key)
