"""The columns of a table: how many there are, and which are only rounding noise (ECMA-376 part 1, 17.4)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from msgspec import Struct, field

from convert.adapters.docx.kind import Kind, Stand, Stands
from convert.adapters.docx.names import Element

NOISE_TWIPS = 60
"""Columns narrower than this (a millimetre) come from programs that round the edges of cells differently."""
TRUSTED_TWIPS = 1440
"""A grid narrower than this in all is not a description of widths."""
BROAD = 252
"""A grid broader than this and than it says itself is only as broad as its cells need; Word's limit is 63 columns."""

CellPart = tuple[Element | None, str, bool, Kind | None, Sequence[str]]
"""A `w:tc`, where it stands, whether it only shows a prompt; the kind and the texts of one that is folded."""


class Slot(Struct, gc=False):
    """A cell's place; start and end are edges of columns, merge and beside what vMerge and hMerge say.

    pieces: what it is made of; fill: its colour; stand: what it stands for in a row of known kinds.
    """

    start: int
    end: int
    merge: str = ""
    beside: str = ""
    pieces: list[CellPart] = field(default_factory=list)
    rowspan: int = 1
    fill: str = ""
    stand: Stand | None = None


class Row(Struct, gc=False):
    """A row of a table: its cells, those of a row of known kinds as they stand in all of these.

    end: the edge at which the row ends, columns left out after the last cell included; stands, place and words: of a
    row of known kinds, where it stands in the file and its texts.
    """

    cells: Sequence[Slot | Stand]
    end: int
    stands: Stands | None = None
    place: str = ""
    words: Sequence[str] = ()

    def own(self) -> list[Slot]:
        """Give the cells as they are in this row alone, from now on."""
        own = [self.slot(cell) for cell in self.cells]
        self.cells, self.stands = own, None
        return own

    def slot(self, cell: Slot | Stand) -> Slot:
        """Give a cell as it is in this row alone."""
        if isinstance(cell, Slot):
            return cell
        texts = self.words[cell.text : cell.text + cell.kind.n_texts]
        piece: CellPart = (None, self.place + cell.behind, False, cell.kind, texts)
        return Slot(cell.start, cell.end, cell.merge, "", [piece], 1, cell.fill, cell)


def find_edges(rows: list[Row], widths: list[int]) -> list[int]:
    """Map edges to where they belong once columns of rounding noise are folded; empty if there are none.

    Edges closer to each other than NOISE_TWIPS are one, unless a cell would vanish between them. Widths that are
    missing, zero or implausible are left alone.
    """
    noisy = [0 < width < NOISE_TWIPS for width in widths]
    if not any(noisy) or all(noisy) or sum(widths) < TRUSTED_TWIPS:
        return []
    never = len(widths) + 1
    nearest_end: dict[int, int] = {}
    for row in rows:
        for slot in row.cells:
            nearest_end[slot.start] = min(nearest_end.get(slot.start, slot.end), slot.end)
    mapped = [0]
    folded_twips, first_end = 0, nearest_end.get(0, never)
    for edge, width in enumerate(widths, 1):
        folds = noisy[edge - 1] and folded_twips + width < NOISE_TWIPS and first_end > edge
        mapped.append(mapped[-1] + (not folds))
        folded_twips = folded_twips + width if folds else 0
        own = nearest_end.get(edge, never)
        first_end = min(first_end, own) if folds else own
    return mapped


def fold_columns(rows: list[Row], mapped: list[int], declared: int) -> int:
    """Move all edges to where they belong; give the number of columns that the table says it has."""
    if not mapped:
        return declared
    shift = declared - mapped[declared]

    def move(edge: int) -> int:
        return mapped[edge] if edge <= declared else edge - shift

    for row in rows:
        for slot in row.own():
            slot.start, slot.end = move(slot.start), move(slot.end)
        row.end = move(row.end)
    return mapped[declared]


def fit_columns(rows: list[Row], declared: int, problems: list[str]) -> int:
    """Fold columns beyond the declared ones that no cell begins in; give the number of columns.

    Spans that reach over the declared grid augment it (17.4.17), but a span alone does not tell two columns apart.
    """
    n_cols = max([row.end for row in rows], default=0)
    if n_cols <= (declared or BROAD):
        return n_cols
    starts = {slot.start for row in rows for slot in row.cells}
    last = max(starts, default=0)
    if declared and last < declared:
        edges = list(range(declared + 1))
    else:
        ends = [row.cells[-1].end for row in rows]
        edges = sorted({*range(declared + 1), *starts, min(end for end in ends if end > last)})
    if len(edges) > n_cols:
        return n_cols
    problems.append("columns that no cell needs folded")
    for row in rows:
        for slot in row.own():
            slot.start = bisect_left(edges, slot.start)
            slot.end = min(bisect_left(edges, slot.end), len(edges) - 1)
    return len(edges) - 1
