"""Write a table on its own sheet, from A1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from convert.errors import TooLarge
from convert.model import Cell, Check, LazyCells, Paragraph, Table
from convert.own_workbook import AUTHOR, LONGEST_TEXT, MAX_COLUMNS, MAX_POSITIONS, MAX_ROWS, cell_name, cut, utf16_units
from convert.writers.xlsx.cells import FONT, NO_MARKS, UNWRITABLE, Look, Pen, pieces_of
from convert.writers.xlsx.layout import (
    column_widths,
    display_width,
    is_wide,
    lines_of_cells,
    row_heights,
    wrapping_columns,
)
from convert.writers.xlsx.live import Place, ranges_of, sides_of
from convert.writers.xlsx.typed import Typed, marks_of, type_cell

LABEL_FILL = "#E9EEF5"
WRONG_FILL = "#FFC7CE"
RIGHT_FILL = "#C6EFCE"

_LONGEST_NOTE = 30_000
"""UTF-16 units: a cell's text less what is said of the rest."""
_LEAST = -(10**15)
_EXPECTED = {
    "count": ("integer", 0, "这里应填件数（不小于 0 的整数）"),
    "integer": ("integer", _LEAST, "这里应填整数"),
    "amount": ("decimal", _LEAST, "这里应填数"),
}
"""Kind of value → XlsxWriter's kind of validation, the least number, and what is said of anything else."""

Notes = Mapping[tuple[int, int], Sequence[str]]
"""What is remarked on cells."""


def refuse_too_large(table: Table) -> None:
    """Raise TooLarge if a worksheet cannot hold a table, or memory could not."""
    what = f"{table.n_rows} × {table.n_cols}"
    if table.n_rows > MAX_ROWS or table.n_cols > MAX_COLUMNS or table.header_rows >= MAX_ROWS:
        raise TooLarge(
            "A table has more rows or columns than a worksheet: {what}.", "Write it as .docx or .json.", what=what
        )
    cells = table.cells
    plain = isinstance(cells, LazyCells)
    if (len(cells) if plain else sum(cell.rowspan * cell.colspan for cell in cells)) > MAX_POSITIONS:
        raise TooLarge("A table is too large for a worksheet: {what}.", "Write it as .docx or .json.", what=what)


def write_table(sheet: Any, pen: Pen, table: Table, wrong: Notes, notes: Notes) -> frozenset[Place]:
    """Write a table; give the cells of an official one that are numbers.

    wrong: what failed checks say of cells; notes: what else is remarked.
    """
    texts: list[str] = []
    typed: list[Typed] = []
    for cell in table.cells:
        text = cell.text
        texts.append(text)
        typed.append(type_cell(cell, text, guess=not table.form))
    widths = column_widths(table, texts, [kind.kind == "number" for kind in typed])
    lines = lines_of_cells(table, texts, widths)
    for col, width in enumerate(widths):
        sheet.set_column(col, col, width)
    for row, height in row_heights(table, lines).items():
        sheet.set_row(row, height)
    flush = wrapping_columns(table, texts, lines)
    for cell, kind in zip(table.cells, typed, strict=True):
        left = (cell.col, cell.colspan) in flush and cell.rowspan == 1 and cell.row >= table.header_rows
        fill = WRONG_FILL if (cell.row, cell.col) in wrong else _fill(table, cell)
        write_cell(sheet, pen, cell, kind, look_of(kind, fill, left=left))
    write_notes(sheet, wrong, notes)
    set_view(sheet, table, landscape=is_wide(widths))
    if not table.form:
        return frozenset()
    _expect_numbers(sheet, table)
    return frozenset(
        (cell.row, cell.col) for cell, kind in zip(table.cells, typed, strict=True) if kind.kind == "number"
    )


def _expect_numbers(sheet: Any, table: Table) -> None:
    """Let a spreadsheet program warn where something else than the form's kind of number is typed."""
    for expects, (validate, least, words) in _EXPECTED.items():
        areas = [
            [cell.row, cell.col, cell.row, cell.col]
            for cell in table.cells
            if cell.role == "value" and cell.expects == expects
        ]
        if areas:
            rule = {
                "validate": validate,
                "criteria": ">=",
                "value": least,
                "error_type": "warning",
                "other_cells": areas,
            }
            rule |= {"error_title": "请核对", "error_message": f"{words}；没有的留空，不要填 0。"}
            sheet.data_validation(*areas[0], rule)


def mark_live(sheet: Any, pen: Pen, checks: Iterable[Check]) -> None:
    """Let cells turn red when an equality fails, and those of one that failed turn green when it holds again."""
    failed = []
    for check in checks:
        sides = sides_of(check)
        areas = [area.replace("$", "") for area in ranges_of((*check.left_cells, *check.right_cells))]
        where = {"multi_range": " ".join(areas), "type": "formula"}
        sheet.conditional_format(areas[0], {**where, "criteria": f"={sides.fails}", "format": pen.fill(WRONG_FILL)})
        if check.holds is False:
            failed.append((areas[0], {**where, "criteria": f"={sides.holds}", "format": pen.fill(RIGHT_FILL)}))
    for first, rule in failed:
        sheet.conditional_format(first, rule)


def _fill(table: Table, cell: Cell) -> str:
    is_label = cell.role == "label" or (not table.form and cell.row < table.header_rows)
    return LABEL_FILL if is_label else ""


def look_of(typed: Typed, fill: str, *, left: bool) -> Look:
    """Give the look of a cell; left: if it is a text, it is set flush left."""
    return Look(10, fill, "", True, "left" if left and typed.kind == "text" else "center", "vcenter", typed.code)


def write_cell(sheet: Any, pen: Pen, cell: Cell, typed: Typed, look: Look) -> None:
    """Write a cell. Raises TooLarge."""
    if cell.rowspan > 1 or cell.colspan > 1:
        last = (cell.row + cell.rowspan - 1, cell.col + cell.colspan - 1)
        sheet.merge_range(cell.row, cell.col, *last, "", pen.format(look))
    if typed.kind in ("number", "boolean"):
        shown = pen.format(look, marks_of(cell) or NO_MARKS)
        write = sheet.write_number if typed.kind == "number" else sheet.write_boolean
        write(cell.row, cell.col, typed.number, shown)
    else:
        paragraphs = [block for block in cell.blocks if isinstance(block, Paragraph)]
        pen.text(sheet, cell.row, cell.col, pieces_of(paragraphs), look)


def write_notes(sheet: Any, wrong: Notes, notes: Notes) -> None:
    """Write what failed checks say of cells, and behind it what else is remarked on them."""
    for row, col in sorted(wrong.keys() | notes.keys()):
        write_note(sheet, row, col, [*wrong.get((row, col), ()), *notes.get((row, col), ())])


def write_note(sheet: Any, row: int, col: int, remarks: Sequence[str]) -> None:
    """Write remarks as the note of a cell; of more than it holds it says how many."""
    text, more = remarks[0], len(remarks)
    for remark in remarks[1:]:
        more -= 1
        if utf16_units(text) + utf16_units(remark) > _LONGEST_NOTE:
            text = f"{text}\n\n… +{more}"
            break
        text = f"{text}\n\n{remark}"
    height = 24 + 16 * sum(1 + display_width(line) // 40 for line in text.split("\n"))
    shape = {"author": AUTHOR, "width": 300, "height": min(height, 600), "font_name": FONT, "font_size": 9}
    sheet.write_comment(row, col, cut(UNWRITABLE.sub("\ufffd", text), LONGEST_TEXT), shape)


def set_view(sheet: Any, table: Table, *, landscape: bool) -> None:
    """Freeze the header and lay the pages out. The print area and the frozen rows are read back as the table's own."""
    if table.header_rows:
        sheet.freeze_panes(table.header_rows, 0)
    rows, cols = label_rows_and_columns(table) if table.form and not table.header_rows else (0, 0)
    if rows:
        sheet.freeze_panes(rows, cols)
    repeated = table.header_rows or rows
    if 0 < repeated < table.n_rows:
        sheet.repeat_rows(0, repeated - 1)
    if table.n_rows and table.n_cols:
        sheet.print_area(0, 0, table.n_rows - 1, table.n_cols - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{cell_name(table.n_rows - 1, table.n_cols - 1)}"})
    set_page(sheet, landscape=landscape)


def label_rows_and_columns(table: Table) -> tuple[int, int]:
    """Count the rows at the top and, below them, the columns at the left that hold nothing but labels.

    Both are 0 unless there are some of each: frozen columns tell such a header from one that the table declares.
    """
    rows = next((cell.row for cell in table.cells if cell.role != "label"), 0)
    cols = min((cell.col for cell in table.cells if cell.role != "label"), default=0)
    return (rows, cols) if rows and cols else (0, 0)


def set_page(sheet: Any, *, landscape: bool) -> None:
    """Print on A4, as wide as the page, with page numbers as official documents have them."""
    sheet.set_paper(9)
    if landscape:
        sheet.set_landscape()
    sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(1)
    sheet.set_footer("&C— &P —")
