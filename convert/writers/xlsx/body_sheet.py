"""Write the running text: a row a paragraph, and where each table stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from convert.errors import TooLarge
from convert.model import Document, Heading, Paragraph, Table
from convert.own_workbook import MAX_ROWS
from convert.writers.xlsx.cells import Look, Pen, pieces_of
from convert.writers.xlsx.layout import count_lines, row_height
from convert.writers.xlsx.table_sheet import set_page, write_note

_TEXT_WIDTH = 95
"""About what A4 holds between the margins."""
_LEVEL = Look(size=9, colour="#A6A6A6", align="center", vertical="top")
_TEXT = Look(size=11, vertical="top")
_LINK = Look(size=9, colour="#0563C1", vertical="top")
_HEADINGS = (
    Look(size=18, align="center"),
    Look(size=14, fill="#DDE6F2"),
    Look(size=12, fill="#EDF2F8"),
)
"""Sizes and fills only: bold and the like are kept for the document's own marks."""
_OTHER_HEADING = Look(size=11.5, fill="#F6F8FB")


def write_body(
    sheet: Any, pen: Pen, document: Document, sheets: Mapping[int, str], notes: Mapping[int, Sequence[str]]
) -> None:
    """Write the paragraphs; sheets: the index of a table's block → the name of its sheet. Raises TooLarge.

    notes: the index of a paragraph's block → what is remarked on it.

    Column A: a heading's level; B: the text; C: on the row before a table, its title (its sheet's name if it has
    none) and a link to it. A table that follows no paragraph has a row of its own where B does not exist.
    """
    for col, width in enumerate((4, _TEXT_WIDTH, 42)):
        sheet.set_column(col, col, width)
    row = -1
    open_for_link = False
    for index, block in enumerate(document.blocks):
        if isinstance(block, Table):
            row += not open_for_link
            open_for_link = False
            _refuse_row(row)
            pen.link(sheet, row, 2, block.title or sheets[index], (sheets[index], "A1"), _LINK)
        elif isinstance(block, Paragraph):
            row += 1
            open_for_link = True
            _refuse_row(row)
            sheet.pass_row(row)
            _write_paragraph(sheet, pen, row, block)
            if index in notes:
                write_note(sheet, row, 1, notes[index])
    if row >= 0:
        sheet.print_area(0, 0, row, 1)
    set_page(sheet, landscape=False)


def _write_paragraph(sheet: Any, pen: Pen, row: int, paragraph: Paragraph) -> None:
    look = _TEXT
    if isinstance(paragraph, Heading):
        sheet.write_number(row, 0, paragraph.level, pen.format(_LEVEL))
        look = _HEADINGS[paragraph.level] if paragraph.level < len(_HEADINGS) else _OTHER_HEADING
    sheet.set_row(row, row_height(count_lines(paragraph.text, _TEXT_WIDTH, look.size), look.size))
    pen.text(sheet, row, 1, pieces_of([paragraph]), look)


def _refuse_row(row: int) -> None:
    if row >= MAX_ROWS:
        raise TooLarge("The text has more paragraphs than a worksheet has rows: {what}.", what=f"> {MAX_ROWS}")
