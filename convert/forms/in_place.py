"""Restore a table that stands on its official grid already: nothing has to be found out about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from convert.findings import finding
from convert.forms.fold import fold
from convert.forms.fragments import is_printed_table
from convert.forms.layout import LabelCell, Layout, ValueCell, lay_out
from convert.forms.place import Gaps, count_blanks
from convert.forms.restore import Restored, dropped, is_plain, label_cell, value_cell
from convert.forms.stretch import NOTHING
from convert.forms.template import Form, TableTemplate
from convert.forms.values import is_garbled, is_unit, looks_like_value
from convert.forms.withheld import UNREADABLE, is_marked, run_together
from convert.lazy_cells import texts_of
from convert.model import Block, Cell, Finding, Table

_FEWEST_LABELS = 3
"""With fewer a table is not known by its labels."""


class _Grid(Struct, frozen=True):
    """The cells of an official table in their order.

    stands: row, column and spans of each; labels: which of them are labels, folded: what those say; beside: for each
    the index of the label that its values stand beside, else of the first. whole: the values have no labels beside
    them, so that they are known only where none is blank or a word.
    """

    form: Form
    template: TableTemplate
    layout: Layout
    stands: list[tuple[int, int, int, int]]
    cells: tuple[LabelCell | ValueCell, ...]
    labels: tuple[int, ...]
    folded: list[str]
    words: frozenset[str]
    beside: tuple[int, ...]
    whole: bool


def restore_in_place(blocks: Sequence[Block], forms: Sequence[Form], preferred: str) -> Restored | None:
    """Restore a table that stands alone, if each cell stands where a form has it, spans included.

    None unless each label says what the form says, and each other cell is blank or plainly one value, so that every
    way of finding the values ends in the same. preferred: the form that others of the document follow.
    """
    table = blocks[0]
    if len(blocks) > 1 or not isinstance(table, Table) or table.n_cols < 2 or is_printed_table(table):
        return None
    fitting = [grid for grid in _grids(tuple(forms)).get(len(table.cells), ()) if grid.layout.n_rows == table.n_rows]
    if not fitting:
        return None
    cells = tuple(table.cells)
    stands = [(cell.row, cell.col, cell.rowspan, cell.colspan) for cell in cells]
    texts = [text.strip() for text in texts_of(table.cells)]
    for grid in fitting:
        if (
            preferred in ("", grid.form.id)
            and grid.stands == stands
            and [fold(texts[at]) for at in grid.labels] == grid.folded
        ):
            return _restore(grid, cells, texts)
    return None


def _restore(grid: _Grid, cells: Sequence[Cell], texts: Sequence[str]) -> Restored | None:
    form, template = grid.form, grid.template
    made: list[Cell] = []
    findings: list[Finding] = []
    filled: dict[tuple[int, int], str] = {}
    if UNREADABLE in "".join(texts):
        return None
    for cell, text, official, beside in zip(cells, texts, grid.cells, grid.beside, strict=True):
        if not is_plain(cell.blocks) and any(dropped(cell.blocks, cell.origin, keeps_comments=False)):
            return None
        if isinstance(official, LabelCell):
            if text and not official.text:
                return None
            made.append(label_cell(official, cell.origin))
            continue
        if text and not _is_sure(cell, text, official, grid):
            return None
        value, found = value_cell(form, template, official, cell.origin if text else cells[beside].origin, text)
        made.append(value)
        findings += found
        if text:
            filled[official.row, official.col] = text
    if any(run_together(template, filled)):
        return None
    first = cells[grid.labels[0]].origin
    title = form.table_title(template.id)
    tidied = [cells[at].origin for at in grid.labels if texts[at] != made[at].text]
    if tidied:
        findings.insert(0, finding("label-tidied", tidied[0], detail=f"{title}: {len(tidied)}"))
    layout = grid.layout
    table = Table(
        layout.n_rows, layout.n_cols, tuple(made), layout.header_rows, f"{form.id}/{template.id}", title, first
    )
    return Restored(table, findings, layout.n_rows, Gaps(*count_blanks(template, layout.groups, filled)), template)


def _is_sure(cell: Cell, text: str, place: ValueCell, grid: _Grid) -> bool:
    """Say whether a text is the value of the place where it stands, and all of it."""
    folded = fold(text)
    if not folded or folded in grid.words or text in NOTHING or (cell.origin.box and is_unit(folded)):
        return False
    if grid.whole and not (looks_like_value(text) and len(text.split()) == 1):
        return False
    return place.type == "text" or not (is_garbled(text) or is_marked(cell))


@lru_cache(maxsize=8)
def _grids(forms: tuple[Form, ...]) -> Mapping[int, Sequence[_Grid]]:
    """Give the grids of the tables of forms, by how many cells they have."""
    found = defaultdict[int, list[_Grid]](list)
    for form in forms:
        for template in form.tables:
            grid = None if template.has_repeats else _grid(form, template)
            if grid is not None:
                found[len(grid.cells)].append(grid)
    return dict(found)


def _grid(form: Form, template: TableTemplate) -> _Grid | None:
    """Give the official grid; None where the place of a value does not tell what it is: more stands beside it."""
    layout = lay_out(template)
    ends = {places[-1].col + places[-1].colspan for _, places in layout.groups}
    beside = [label is not None for label, _ in layout.groups]
    if any(band.beside for band in template.bands) or ends != {layout.n_cols} or len(layout.labels) < _FEWEST_LABELS:
        return None
    if not all(beside) and (len(beside) > 1 or not _is_plain_row(layout)):
        return None
    parts: list[LabelCell | ValueCell] = [*layout.labels, *layout.places, *layout.blanks]
    cells = sorted(parts, key=lambda cell: (cell.row, cell.col))
    labels = [at for at, cell in enumerate(cells) if isinstance(cell, LabelCell) and cell.text]
    row_labels = {places[0].row: labels[label or 0] for label, places in layout.groups}
    folded = [fold(label.text) for label in layout.labels]
    return _Grid(
        form,
        template,
        layout,
        [(cell.row, cell.col, _rows(cell), cell.colspan) for cell in cells],
        tuple(cells),
        tuple(labels),
        folded,
        frozenset(folded),
        tuple(row_labels.get(cell.row, labels[0]) for cell in cells),
        not all(beside),
    )


def _rows(cell: LabelCell | ValueCell) -> int:
    return cell.rowspan if isinstance(cell, LabelCell) else 1


def _is_plain_row(layout: Layout) -> bool:
    """Say whether the only values of a form are one row, a column each."""
    (_, places), *_ = layout.groups
    return places[0].col == 0 and all(place.colspan == 1 for place in places)
