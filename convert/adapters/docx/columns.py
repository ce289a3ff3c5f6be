"""The columns of a table: how many there are, and which are only rounding noise (ECMA-376 part 1, 17.4)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from msgspec import Struct, field

from convert.adapters.docx.kinds import Kind
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

    pieces: what it is made of; fill: its colour.
    """

    start: int
    end: int
    merge: str = ""
    beside: str = ""
    pieces: list[CellPart] = field(default_factory=list)
    row: int = 0
    rowspan: int = 1
    fill: str = ""


Row = tuple[list[Slot], int]
"""The slots of a row and the edge at which the row ends, columns left out after the last cell included."""


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
    for slots, _ in rows:
        for slot in slots:
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

    for at, (slots, end) in enumerate(rows):
        for slot in slots:
            slot.start, slot.end = move(slot.start), move(slot.end)
        rows[at] = slots, move(end)
    return mapped[declared]


def fit_columns(rows: list[Row], declared: int, problems: list[str]) -> int:
    """Fold columns beyond the declared ones that no cell begins in; give the number of columns.

    Spans that reach over the declared grid augment it (17.4.17), but a span alone does not tell two columns apart.
    """
    n_cols = max((end for _, end in rows), default=0)
    if n_cols <= (declared or BROAD):
        return n_cols
    starts = {slot.start for slots, _ in rows for slot in slots}
    last = max(starts, default=0)
    if declared and last < declared:
        edges = list(range(declared + 1))
    else:
        edges = sorted({*range(declared + 1), *starts, min(slots[-1].end for slots, _ in rows if slots[-1].end > last)})
    if len(edges) > n_cols:
        return n_cols
    problems.append("columns that no cell needs folded")
    for slots, _ in rows:
        for slot in slots:
            slot.start = bisect_left(edges, slot.start)
            slot.end = min(bisect_left(edges, slot.end), len(edges) - 1)
    return len(edges) - 1
