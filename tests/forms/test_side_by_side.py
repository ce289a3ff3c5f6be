"""Two years of a report beside each other in one table: nobody knows which is meant, so nothing is taken."""

from __future__ import annotations

import pytest

from convert.forms import conform
from convert.forms.load import load_forms
from convert.grid import place
from convert.model import Block, Document, Heading, Run, Table, cell_of_text
from tests.reports import grid_of, make_report


def table_of(grid: list[list[str]]) -> Table:
    return place([[cell_of_text(row, col, text) for col, text in enumerate(line)] for row, line in enumerate(grid)])


@pytest.mark.parametrize("emptied", [False, True])
@pytest.mark.parametrize("whole", [False, True])
def test_two_years_side_by_side_are_left_blank_and_reported(whole: bool, emptied: bool) -> None:
    """whole: the labels stand in both halves; emptied: the first year has no values."""
    first, second = make_report(3, top=500), make_report(5, top=500)
    blocks: list[Block] = [Heading((Run("青禾县图书馆2023年政府信息公开工作年度报告"),), level=0)]
    for section in first.form.sections:
        blocks.append(Heading((Run(section.title),), level=1))
        if section.table:
            left, right = grid_of(first, section.table), grid_of(second, section.table)
            left = [["" if emptied and text.isdigit() else text for text in line] for line in left]
            labels = 0 if whole else {"published": 1, "requests": 3, "disputes": 0}[section.table]
            blocks.append(table_of([one + other[labels:] for one, other in zip(left, right, strict=True)]))
    document = conform(Document(tuple(blocks)), load_forms())
    tables = [block for block in document.blocks if isinstance(block, Table) and block.form]
    assert len(tables) == 3
    assert [cell.text for table in tables for cell in table.cells if cell.role == "value" and cell.text] == []
    undecided = [found for found in document.findings if found.code in ("undecidable", "label-extra")]
    assert len(undecided) >= 2 * len(tables)
