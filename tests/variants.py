"""What happens to tables before they are printed: rows lost, swapped or added, labels cut or written otherwise."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from tests.reports import Report, Spot

Change = Callable[[str, list[Spot]], list[Spot]]


def in_table(table_id: str, change: Callable[[list[Spot]], list[Spot]]) -> Change:
    return lambda table, cells: change(cells) if table == table_id else cells


def row_of(cells: list[Spot], label: str) -> int:
    return next(cell.row for cell in cells if label in cell.text)


def swap_rows(one: str, other: str) -> Callable[[list[Spot]], list[Spot]]:
    """Swap two rows below each other, named by words of their labels."""

    def change(cells: list[Spot]) -> list[Spot]:
        rows = {row_of(cells, one): row_of(cells, other), row_of(cells, other): row_of(cells, one)}
        moved = [replace(cell, row=rows.get(cell.row, cell.row)) if cell.rowspan == 1 else cell for cell in cells]
        return sorted(moved, key=lambda cell: (cell.row, cell.col))

    return change


def drop_row(label: str) -> Callable[[list[Spot]], list[Spot]]:
    def change(cells: list[Spot]) -> list[Spot]:
        gone = row_of(cells, label)
        kept = []
        for cell in cells:
            if cell.row == gone and cell.rowspan == 1:
                continue
            if cell.row <= gone < cell.row + cell.rowspan:
                cell = replace(cell, rowspan=cell.rowspan - 1)
            kept.append(replace(cell, row=cell.row - 1) if cell.row > gone else cell)
        return kept

    return change


def add_row(below: str, texts: list[str]) -> Callable[[list[Spot]], list[Spot]]:
    """Add a row that the form does not have, with as many cells as the row above it."""

    def change(cells: list[Spot]) -> list[Spot]:
        above = row_of(cells, below)
        like = [cell for cell in cells if cell.row == above]
        made = []
        for cell in cells:
            if cell.row <= above < cell.row + cell.rowspan - 1:
                cell = replace(cell, rowspan=cell.rowspan + 1)
            made.append(replace(cell, row=cell.row + 1) if cell.row > above else cell)
        made += [replace(cell, row=above + 1, text=text) for cell, text in zip(like, texts, strict=True)]
        return sorted(made, key=lambda cell: (cell.row, cell.col))

    return change


def reword(*pairs: tuple[str, str]) -> Change:
    """Write labels otherwise."""

    def change(table: str, cells: list[Spot]) -> list[Spot]:
        for old, new in pairs:
            cells = [cell if cell.is_value else replace(cell, text=cell.text.replace(old, new)) for cell in cells]
        return cells

    return change


def changed(report: Report, change: Change) -> Report:
    return replace(report, change=change)
