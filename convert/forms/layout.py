"""Work out an official table's grid from its labels; nobody writes spans by hand.

The rule in one sentence: equal labels that stand together merge, and a path that is too short stretches its last
label. Checked against the published layouts of both years of the annual report.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from msgspec import Struct

from convert.forms.template import REPEATED, Band, Line, TableTemplate, ValueType


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
    """A place for a value; row_key and col_key are the template's, and its name is made of them."""

    row: int
    col: int
    colspan: int
    row_key: str
    col_key: str
    type: ValueType
    band: int
    name: str


class Layout(Struct, frozen=True):
    """labels in reading order; groups: the values of each row in order, under the index of the label beside them.

    A group without a label beside it (None) stands under its band's head. heads: for each band, the leaf labels of
    its value columns as indexes into labels. blanks: cells that stay blank; paths: the labels of each row, by its band
    and key.
    """

    n_rows: int
    n_cols: int
    header_rows: int
    labels: tuple[LabelCell, ...]
    groups: tuple[tuple[int | None, tuple[ValueCell, ...]], ...]
    heads: tuple[tuple[int, ...], ...]
    blanks: tuple[LabelCell, ...]
    paths: dict[tuple[int, str], tuple[str, ...]]

    @property
    def places(self) -> Iterator[ValueCell]:
        return (place for _, group in self.groups for place in group)


class _Drawing(Struct):
    """What is laid out so far: labels, rows of values with the place of the label beside them, heads."""

    labels: list[LabelCell] = []
    rows: list[tuple[tuple[int, int] | None, tuple[ValueCell, ...]]] = []
    blanks: list[LabelCell] = []
    heads: list[list[tuple[int, int]]] = []

    def add(self, band: Band, top: int, left: int, width: int, depth: int, banner: int, n_rows: int) -> None:
        """Draw a band. width: grid columns it takes; banner, depth, n_rows: rows of its banner, its heads and below."""
        index = len(self.heads)
        first_value_col = left + band.depth
        widths = _widths(band)
        widths[-1] += left + width - first_value_col - sum(widths)
        starts = [first_value_col + sum(widths[:at]) for at in range(len(widths))]
        if band.banner:
            self.labels.append(LabelCell(top, left, banner, width, band.banner, True, False))
        top += banner
        if band.corners and first_value_col > left:
            each = (first_value_col - left) // len(band.corners)
            for at, corner in enumerate(band.corners):
                self.labels.append(LabelCell(top, left + at * each, depth, each, corner, True, False))
        leaves: list[tuple[int, int]] = []
        for along, across, n_along, n_across, text, leaf in _merged([column.path for column in band.columns], depth):
            start, wide = starts[along], sum(widths[along : along + n_along])
            self.labels.append(LabelCell(top + across, start, n_across, wide, text, True, leaf))
            if leaf:
                leaves.append((top + across, start))
        self.heads.append(sorted(leaves, key=lambda place: place[1]))
        top += depth
        leaf_of: dict[int, tuple[int, int]] = {}
        merged = _merged([row.path for row in band.fixed], first_value_col - left)
        for along, across, n_along, n_across, text, leaf in merged:
            self.labels.append(LabelCell(top + along, left + across, n_along, n_across, text, False, leaf))
            if leaf:
                leaf_of[along] = (top + along, left + across)
        for at, row in enumerate(band.fixed):
            if row.type == "none":
                self._leave_blank(top + at, starts, widths)
                continue
            values = tuple(
                ValueCell(
                    top + at, start, width, row.key, column.key, _type_of(row, column), index, f"{row.key}_{column.key}"
                )
                for column, start, width in zip(band.columns, starts, widths, strict=True)
            )
            self.rows.append((leaf_of.get(at), values))
        for at in range(len(band.fixed), n_rows):
            self._leave_blank(top + at, [left, *starts], [first_value_col - left, *widths])

    def _leave_blank(self, row: int, starts: list[int], widths: list[int]) -> None:
        self.blanks += [LabelCell(row, at, 1, wide, "", False, False) for at, wide in zip(starts, widths, strict=True)]


@cache
def _laid_out(bands: tuple[Band, ...]) -> Layout:
    return _draw(bands)


def _draw(bands: tuple[Band, ...]) -> Layout:
    abreast: list[list[Band]] = []
    for band in bands:
        abreast = [*abreast[:-1], [*abreast[-1], band]] if band.beside else [*abreast, [band]]
    n_cols = max(sum(map(_width, group)) for group in abreast)
    drawing = _Drawing()
    top = header_rows = 0
    for group in abreast:
        depth = max(len(column.path) for band in group for column in band.columns)
        banner = int(any(band.banner for band in group))
        n_rows = max(len(band.fixed) for band in group)
        left = 0
        for band in group:
            width = n_cols - left if band is group[-1] else _width(band)
            drawing.add(band, top, left, width, depth, banner, n_rows)
            left += width
        header_rows = header_rows or top + banner + depth
        top += banner + depth + n_rows
    labels = sorted(drawing.labels, key=lambda label: (label.row, label.col))
    at_place = {(label.row, label.col): at for at, label in enumerate(labels)}
    rows = sorted(drawing.rows, key=lambda row: (row[1][0].row, row[1][0].col))
    return Layout(
        top,
        n_cols,
        header_rows,
        tuple(labels),
        tuple((None if place is None else at_place[place], values) for place, values in rows),
        tuple(tuple(at_place[place] for place in head) for head in drawing.heads),
        tuple(drawing.blanks),
        {(index, row.key): row.path for index, band in enumerate(bands) for row in band.fixed},
    )


def _type_of(row: Line, column: Line) -> ValueType:
    """Say what a value must be: what its row says, where that says something."""
    chosen = row.type or column.type
    assert chosen != "none"
    return chosen or "count"


def lay_out(template: TableTemplate) -> Layout:
    """Give the grid of an official table; rows that repeat stand in it once they are spelled out."""
    return _of_a_document(template) if template.spelled_out else _of_a_form(template)


@lru_cache(maxsize=1024)
def _of_a_form(template: TableTemplate) -> Layout:
    return _laid_out(template.bands)


@lru_cache(maxsize=4)
def _of_a_document(template: TableTemplate) -> Layout:
    """Keep few of them: they may be large, and seldom come again."""
    return _draw(template.bands)


def paths_of(template: TableTemplate, place: ValueCell) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the labels of a place's row and of its column, from the outermost in; of a row without any its number."""
    row = lay_out(template).paths[place.band, place.row_key]
    if not row and REPEATED in place.row_key:
        row = (place.row_key[place.row_key.index(REPEATED) :],)
    return row, next(line.path for line in template.bands[place.band].columns if line.key == place.col_key)


def _width(band: Band) -> int:
    return band.depth + sum(_widths(band))


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
