"""A table that stands on its official grid already is taken as it stands: the search would find the very same."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from convert import forms
from convert.forms import conform
from convert.forms.load import load_forms
from convert.model import Cell, Document, Table, cell_of_text
from tests.forms.test_conform import FORMS, document_of
from tests.reports import make_report

_TEXTS = (
    "", "", "", "0", "7", "250", "99999", "1,234", "12.50", "12件", "5 999", "0999", "1 2", "—", "无", "见附件",
    "结果维持", "1.其他", "-3", "98%", "12\n3", "３", "nan", "NaN 1", "{3",
)  # fmt: skip


def _changed(cell: Cell, rng: random.Random, share: float) -> Cell:
    if rng.random() > share:
        return cell
    return cell_of_text(cell.row, cell.col, rng.choice(_TEXTS), cell.origin, cell.rowspan, cell.colspan)


def _documents(form_id: str, count: int) -> Iterator[Document]:
    """Yield reports with some of their cells changed: in most only values, in some labels and spans too."""
    for seed in range(count):
        rng = random.Random(f"{form_id} {seed}")
        document = document_of(make_report(seed, form_id, blanks=seed % 4))
        blocks = list(document.blocks)
        for at, block in enumerate(blocks):
            if not isinstance(block, Table):
                continue
            share = rng.choice((0.0, 0.03, 0.3, 1.0))
            odd = 0.02 if rng.random() < 0.2 else 0.0
            cells = [
                _changed(cell, rng, share if cell.text.isdigit() or not cell.blocks else odd) for cell in block.cells
            ]
            if rng.random() < 0.1:
                del cells[rng.randrange(len(cells))]
            if rng.random() < 0.1:
                last = rng.randrange(block.n_rows)
                cells = [cell for cell in cells if cell.row != last]
            blocks[at] = replace(block, cells=tuple(cells))
        yield replace(document, blocks=tuple(blocks))


@pytest.mark.parametrize("form_id", FORMS)
def test_values_on_the_official_grid_are_those_that_the_search_finds(
    form_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = list(_documents(form_id, 40))
    taken = [conform(document, load_forms()) for document in documents]
    monkeypatch.setattr(forms, "restore_in_place", lambda blocks, forms, preferred: None)
    assert taken == [conform(document, load_forms()) for document in documents]


@pytest.mark.parametrize("form_id", [form.id for form in load_forms() if form.sections])
def test_a_table_on_the_official_grid_is_not_searched(form_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    document = document_of(make_report(1, form_id))

    def search(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(forms, "find_best", search)
    assert conform(document, load_forms()).form == form_id
