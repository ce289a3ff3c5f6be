"""What two documents can differ in."""

from __future__ import annotations

from typing import Literal, NamedTuple

from convert.model import NOWHERE, Origin, Table

Kind = Literal["value", "label", "cell", "text", "heading", "picture", "row", "column", "table", "form"]
Place = tuple[int, int]


class Difference(NamedTuple):
    """One difference. where: what it is about (a value's or table's name), empty for running text.

    before and after: the two texts; None: the document has nothing there. left and right: where that stands in the
    file; left_cell and right_cell: the (row, col) of its cell.
    """

    kind: Kind
    where: str
    before: str | None
    after: str | None
    left: Origin = NOWHERE
    right: Origin = NOWHERE
    left_cell: Place | None = None
    right_cell: Place | None = None


class Pair(NamedTuple):
    """Two tables that stand for each other; None: the other document has no such table."""

    left: Table | None
    right: Table | None
    differences: tuple[Difference, ...]


class Comparison(NamedTuple):
    """What two documents differ in. tables: every pair of tables with its own differences; text: all other ones."""

    tables: tuple[Pair, ...]
    text: tuple[Difference, ...]

    @property
    def differences(self) -> tuple[Difference, ...]:
        return tuple(found for pair in self.tables for found in pair.differences) + self.text
