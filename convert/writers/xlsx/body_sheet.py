"""Write the running text: a row a paragraph, and where each table stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from convert.errors import TooLarge
from convert.model import Document, Heading, Paragraph, Table
from convert.own_workbook import MAX_ROWS, cell_name
from convert.writers.xlsx.cells import Pen, pieces_of
from convert.writers.xlsx.layout import count_lines, row_height
from convert.writers.xlsx.looks import Look
from convert.writers.xlsx.sheet import Sheet

_TEXT_WIDTH = 95
"""About what A4 holds between the margins."""
_LEVEL = Look(size=9, colour="A6A6A6", align="center", vertical="top")
_TEXT = Look(size=11, vertical="top")
_LINK = Look(size=9, colour="0563C1", vertical="top")
_HEADINGS = (
    Look(size=18, align="center"),
    Look(size=14, fill="DDE6F2"),
    Look(size=12, fill="EDF2F8"),
)
"""Sizes and fills only: bold and the like are kept for the document's own marks."""
_OTHER_HEADING = Look(size=11.5, fill="F6F8FB")


def rows_of(document: Document) -> list[int]:
    """Give the row of each block, -1 for what has none. Raises TooLarge.

    A table stands on the row of the paragraph before it; one that follows no paragraph has a row of its own.
    """
    rows: list[int] = []
    row, is_free = -1, False
    for block in document.blocks:
        is_table = isinstance(block, Table)
        if not is_table and not isinstance(block, Paragraph):
            rows.append(-1)
            continue
        row += not (is_table and is_free)
        is_free = not is_table
        rows.append(row)
    if row >= MAX_ROWS:
        raise TooLarge("The text has more paragraphs than a worksheet has rows: {what}.", what=f"> {MAX_ROWS}")
    return rows


def write_body(sheet: Sheet, pen: Pen, document: Document, rows: list[int], names: Mapping[int, str]) -> Iterator[str]:
    """Yield the rows of the text. rows: of the blocks; names: the index of a table's block → the name of its sheet.

    Column A: a heading's level; B: the text; C: on the row before a table, its title (its sheet's name if it has
    none) and a link to it. A table that follows no paragraph has a row of its own where B does not exist.
    """
    count = max(rows, default=-1) + 1
    sheet.widths = (4, _TEXT_WIDTH, 42)
    sheet.size = count, 3 if names else 2
    if count:
        sheet.print_area = (0, 0, count - 1, 1)
    cells, height, last = "", 0.0, -1
    for index, (row, block) in enumerate(zip(rows, document.blocks, strict=True)):
        if row > last >= 0:
            yield sheet.row(last, cells, height)
            cells, height = "", 0.0
        if isinstance(block, Table):
            sheet.link(row, 2, names[index], "A1")
            cells += f'<c r="{cell_name(row, 2)}{pen.plain(block.title or names[index], _LINK)}'
        elif isinstance(block, Paragraph):
            cells, height = _write_paragraph(pen, row, block)
        last = max(row, last)
    if last >= 0:
        yield sheet.row(last, cells, height)


def _write_paragraph(pen: Pen, row: int, paragraph: Paragraph) -> tuple[str, float]:
    """Give the cells of a paragraph, and the height that their row needs."""
    look, level = _TEXT, ""
    if isinstance(paragraph, Heading):
        level = f'<c r="{cell_name(row, 0)}{pen.number(paragraph.level, _LEVEL)}'
        look = _HEADINGS[paragraph.level] if paragraph.level < len(_HEADINGS) else _OTHER_HEADING
    text = f'<c r="{cell_name(row, 1)}{pen.text(pieces_of([paragraph]), look)}'
    return level + text, row_height(count_lines(paragraph.text, _TEXT_WIDTH, look.size), look.size)
