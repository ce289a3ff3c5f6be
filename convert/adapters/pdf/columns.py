"""Rows of texts, the columns that they stand in, and the tables that they make."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct, field

from convert.adapters.pdf.engine import Box, Rule, rounded
from convert.adapters.pdf.lattice import Lattice, make_lattice
from convert.adapters.pdf.words import Line

_MOST_COLUMNS = 60


class Row(Struct):
    """The texts of a printed line."""

    at: int
    parts: list[Line]

    @property
    def top(self) -> float:
        return min(part.top for part in self.parts)

    @property
    def bottom(self) -> float:
        return max(part.bottom for part in self.parts)

    @property
    def size(self) -> float:
        return max(part.size for part in self.parts)


class Columns(Struct):
    """Where the columns of some rows stand: the left and the right end of each, from left to right."""

    spans: list[tuple[float, float]] = field(default_factory=list)

    def under(self, part: Line) -> list[int]:
        return [at for at, (left, right) in enumerate(self.spans) if part.x0 < right and part.x1 > left]

    def with_row(self, row: Row) -> Columns | None:
        """Give the columns with those of a row; None where a text of it stands in two, or two of its texts in one."""
        if len(row.parts) > _MOST_COLUMNS:
            return None
        spans = list(self.spans)
        taken: set[int] = set()
        for part in row.parts:
            places = self.under(part)
            if len(places) > 1 or (places and places[0] in taken):
                return None
            if places:
                left, right = spans[places[0]]
                spans[places[0]] = min(left, part.x0), max(right, part.x1)
                taken.add(places[0])
            else:
                spans.append((part.x0, part.x1))
        spans.sort()
        apart = all(left[1] < right[0] for left, right in pairwise(spans))
        return Columns(spans) if apart and len(spans) <= _MOST_COLUMNS else None


def grid_of(rows: Sequence[Sequence[Row]], columns: Columns) -> Lattice | None:
    """Make the grid of rows, each given as its lines: a cell reaches over the columns that its text does."""
    spans = columns.spans
    places = [(part, columns.under(part) or [0]) for lines in rows for line in lines for part in line.parts]
    xs = [spans[0][0]]
    for at, (before, after) in enumerate(pairwise(spans)):
        stop = max([part.x1 for part, own in places if own[-1] <= at], default=before[1])
        start = min([part.x0 for part, own in places if own[0] > at], default=after[0])
        xs.append((max(stop, before[1]) + min(start, after[0])) / 2)
    xs.append(spans[-1][1])
    tops = [min(line.top for line in lines) for lines in rows]
    bottoms = [max(line.bottom for line in lines) for lines in rows]
    ys = [tops[0], *((before + after) / 2 for before, after in zip(bottoms, tops[1:], strict=False)), bottoms[-1]]
    across = [Rule(True, y, xs[0], xs[-1]) for y in ys]
    down = [Rule(False, x, ys[0], ys[-1]) for x in (xs[0], xs[-1])]
    for lines, (top, bottom) in zip(rows, pairwise(ys), strict=True):
        crossed = {at for line in lines for part in line.parts for at in columns.under(part)[1:]}
        down += [Rule(False, xs[at], top, bottom) for at in range(1, len(spans)) if at not in crossed]
    return make_lattice(across, down)


def box_around(parts: Sequence[Line]) -> Box:
    """Give the box that holds some texts."""
    return rounded(
        (
            min(part.x0 for part in parts),
            min(part.top for part in parts),
            max(part.x1 for part in parts),
            max(part.bottom for part in parts),
        )
    )
