"""Cells of large tables, made when they are asked for."""

from __future__ import annotations

from abc import abstractmethod
from array import array
from bisect import bisect_right
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from types import MappingProxyType
from typing import overload

from convert.model import Block, Cell

WINDOW = 512
"""Rows of a large grid that are looked at together."""
WORTH_PACKING = 200_000
"""A table with more cells has them made when they are asked for; no official form is that large."""
_NONE_GIVEN: Mapping[int, Sequence[Cell]] = MappingProxyType({})


class LazyCells(Sequence[Cell]):
    """Cells without tables or pictures in them; equal to a tuple of the same, as which they go to other processes."""

    __slots__ = ()

    @abstractmethod
    def contents(self) -> Iterable[tuple[Block, ...]]:
        """Give what the blocks of the cells can be, each once; plain numbers and ordinary texts may be left out."""

    def texts(self) -> Iterable[str]:
        """Give the text of each cell, in order."""
        return (cell.text for cell in self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, tuple | LazyCells):
            return NotImplemented
        return len(self) == len(other) and all(one == another for one, another in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __reduce__(self) -> tuple[object, ...]:
        return tuple, (list(self),)


def texts_of(cells: Sequence[Cell]) -> Iterable[str]:
    """Give the text of each cell, in order; none is made for that."""
    return cells.texts() if isinstance(cells, LazyCells) else [cell.text for cell in cells]


class GridCells(LazyCells):
    """The cells of a large grid where few are merged, made row by row whenever one of them is asked for.

    given: all cells of the rows that merged ones touch, by row; a row may be without, where they only reach into it.
    """

    __slots__ = ("_before", "given")

    def __init__(self, counts: Iterable[int], given: Mapping[int, Sequence[Cell]] = _NONE_GIVEN) -> None:
        """Note how many cells each row has."""
        self._before = array("q", accumulate(counts, initial=0))
        self.given = given

    @abstractmethod
    def _row(self, row: int) -> Sequence[Cell]:
        """Make the cells of a row."""

    def __len__(self) -> int:
        return self._before[-1]

    def __iter__(self) -> Iterator[Cell]:
        for row in range(len(self._before) - 1):
            yield from self._row(row)

    @overload
    def __getitem__(self, at: int) -> Cell: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Cell, ...]: ...
    def __getitem__(self, at: int | slice) -> Cell | tuple[Cell, ...]:
        if isinstance(at, slice):
            return tuple(self[one] for one in range(*at.indices(len(self))))
        at = at + len(self) if at < 0 else at
        if not 0 <= at < len(self):
            raise IndexError(at)
        row = bisect_right(self._before, at) - 1
        return self._row(row)[at - self._before[row]]

    @abstractmethod
    def windows(self) -> Iterator[Sequence[Sequence[Hashable]]]:
        """Yield, for each `WINDOW` rows of the grid from the top, every column's keys of what its cells hold.

        None: the cell is blank; `...`: there is no cell, or it is given. A number without a look that `is_bare` as it
        is shown is its own key, as a text; no other key is a text.
        """

    @abstractmethod
    def holding(self, key: Hashable) -> Cell:
        """Make a cell that holds what a key stands for, at (0, 0) and without an origin."""

    @abstractmethod
    def unplaced(self) -> GridCells:
        """Give the same cells without their origins, which are most of the work of making them."""
