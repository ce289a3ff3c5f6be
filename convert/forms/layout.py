"""Work out an official table's grid from its labels; nobody writes spans by hand.

The rule in one sentence: equal labels that stand together merge, and a path that is too short stretches its last
label. Checked against the published layouts of both years of the annual report.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from msgspec import Struct

from convert.forms.template import Band, TableTemplate, ValueType


class LabelCell(Struct, frozen=True):
    """An official label on the grid. leaf: values hang on it directly; in_head: it is above the values, not beside."""

    row: int
    col: int
    rowspan: int
    colspan: int
    text: str
    in_head: bool
    leaf: bool


class ValueCell(Struct, frozen=True):
    """A place for a value; row_key and col_key are the template's."""

    row: int
    col: int
    colspan: int
    row_key: str
    col_key: str
    type: ValueType
    band: int


class Layout(Struct, frozen=True):
    """labels in reading order; groups: the values of each row in order, under the index of the label beside them.

    A group without a label beside it (None) stands under its band's head. heads: for each band, the leaf labels of
    its value columns as indexes into labels.
    """

    n_rows: int
    n_cols: int
    header_rows: int
    labels: tuple[LabelCell, ...]
    groups: tuple[tuple[int | None, tuple[ValueCell, ...]], ...]
    heads: tuple[tuple[int, ...], ...]

    @property
    def places(self) -> Iterator[ValueCell]:
        return (place for _, group in self.groups for place in group)


@cache
def _laid_out(bands: tuple[Band, ...]) -> Layout:
    n_cols = max(_label_columns(band) + sum(_widths(band)) for band in bands)
    labels: list[LabelCell] = []
    rows: list[tuple[tuple[int, int] | None, tuple[ValueCell, ...]]] = []
    heads: list[list[tuple[int, int]]] = []
    top = header_rows = 0
    for index, band in enumerate(bands):
        first_value_col = _label_columns(band)
        widths = _widths(band)
        widths[-1] += n_cols - first_value_col - sum(widths)
        starts = [first_value_col + sum(widths[:at]) for at in range(len(widths))]
        if band.banner:
            labels.append(LabelCell(top, 0, 1, n_cols, band.banner, True, False))
            top += 1
        depth = max(len(column.path) for column in band.columns)
        if band.corner and first_value_col:
            labels.append(LabelCell(top, 0, depth, first_value_col, band.corner, True, False))
        leaves: list[tuple[int, int]] = []
        for cell in _merged([column.path for column in band.columns], depth):
            along, across, n_along, n_across, text, leaf = cell
            start, width = starts[along], sum(widths[along : along + n_along])
            labels.append(LabelCell(top + across, start, n_across, width, text, True, leaf))
            if leaf:
                leaves.append((top + across, start))
        heads.append(sorted(leaves, key=lambda place: place[1]))
        top += depth
        header_rows = header_rows or top
        leaf_of: dict[int, tuple[int, int]] = {}
        for along, across, n_along, n_across, text, leaf in _merged([row.path for row in band.rows], first_value_col):
            labels.append(LabelCell(top + along, across, n_along, n_across, text, False, leaf))
            if leaf:
                leaf_of[along] = (top + along, across)
        for at, row in enumerate(band.rows):
            values = tuple(
                ValueCell(top + at, start, width, row.key, column.key, column.type, index)
                for column, start, width in zip(band.columns, starts, widths, strict=True)
            )
            rows.append((leaf_of.get(at), values))
        top += len(band.rows)
    labels.sort(key=lambda label: (label.row, label.col))
    at_place = {(label.row, label.col): at for at, label in enumerate(labels)}
    groups = tuple((None if place is None else at_place[place], values) for place, values in rows)
    return Layout(
        top, n_cols, header_rows, tuple(labels), groups, tuple(tuple(at_place[p] for p in head) for head in heads)
    )


@lru_cache(maxsize=256)
def lay_out(template: TableTemplate) -> Layout:
    """Give the grid of an official table."""
    return _laid_out(template.bands)


def paths_of(template: TableTemplate, place: ValueCell) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the labels of a place's row and of its column, from the outermost in."""
    band = template.bands[place.band]
    row = next(line.path for line in band.rows if line.key == place.row_key)
    return row, next(line.path for line in band.columns if line.key == place.col_key)


def _label_columns(band: Band) -> int:
    return max(len(row.path) for row in band.rows)


def _widths(band: Band) -> list[int]:
    return list(band.widths) or [1] * len(band.columns)


def _merged(paths: list[tuple[str, ...]], depth: int) -> list[tuple[int, int, int, int, str, bool]]:
    """Merge the labels of neighbouring paths: (start along, level, length along, levels, text, is leaf)."""
    cells = []
    for level in range(depth):
        at = 0
        while at < len(paths):
            path = paths[at]
            end = at + 1
            if level < len(path):
                while end < len(paths) and level < len(path) - 1 and paths[end][: level + 1] == path[: level + 1]:
                    end += 1
                leaf = level == len(path) - 1
                levels = depth - level if leaf else 1
                cells.append((at, level, end - at, levels, path[level], leaf))
            at = end
    return cells
