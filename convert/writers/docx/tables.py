"""Write tables, in the body and in cells, so that Word, WPS and LibreOffice show them alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import accumulate

from msgspec import Struct

from convert.model import Block, Cell, Paragraph, Picture, Table
from convert.ooxml.parts import attribute
from convert.paper import TWIPS
from convert.styles import StyleSheet
from convert.writers.docx.markup import has_cjk
from convert.writers.docx.widths import Layout, balance, count_lines, lay_out, units

WriteBlocks = Callable[[Sequence[Block], str, int], str]
"""Write the blocks of a cell: blocks, paragraph style, width in twips."""

FILL = re.compile("[0-9A-F]{6}")
_SHORT_LABEL = 20
_LONGEST_GAP = 64
_ROW_MARGIN = 40
_SHORT_TABLE = 20
"""Rows of a table that fits on a page whatever its labels."""


class _Look(Struct, frozen=True):
    """What all rows of a table share.

    edges: the left edge of each column and the right edge of the last, in twips; first_value: the first column with
    values; long_labels: where columns of labels before it end that are too long to be centred; value_rows: the rows
    that have values; kept_rows: those that stay on one page with the next.
    """

    table: Table
    layout: Layout
    sheet: StyleSheet
    edges: tuple[int, ...]
    first_value: int
    long_labels: frozenset[int]
    value_rows: frozenset[int]
    kept_rows: frozenset[int]

    def width(self, col: int, colspan: int) -> int:
        return self.edges[col + colspan] - self.edges[col]

    def style(self, cell: Cell) -> str:
        return self.sheet.sized(self._style(cell), self.layout.size)

    def _style(self, cell: Cell) -> str:
        if cell.role == "value":
            return "TableValue"
        end = cell.col + cell.colspan
        if cell.role == "label":
            is_side = cell.row >= self.table.header_rows and cell.rowspan == 1 and end <= self.first_value
            if is_side and end in self.long_labels:
                return "TableText"
            return "TableLabel" if cell.row in self.value_rows or cell.rowspan > 1 else "TableGroup"
        if cell.row < self.table.header_rows:
            return "TableLabel" if self.table.form else "TableHeader"
        return "TableText" if cell.value is None or isinstance(cell.value, bool) else "TableNumber"


def write_table(
    table: Table, width: int, sheet: StyleSheet, is_nested: bool, write_blocks: WriteBlocks
) -> tuple[str, float]:
    """Write a table on a width in twips; give its XML and the size of its text. It must have rows and columns.

    Positions that no cell covers are left out at both ends of a row and become empty cells in its middle.
    """
    layout = lay_out(table, width, sheet)
    look = _Look(table, layout, sheet, (0, *accumulate(layout.widths)), *_roles(table), _kept_rows(table))
    rows = [_properties(look, is_nested)]
    open_cells: list[Cell] = []
    breaks_until = 0
    for index, anchored in enumerate(table.rows()):
        if open_cells:
            open_cells = [cell for cell in open_cells if cell.row + cell.rowspan > index]
            cells = sorted(open_cells + anchored, key=lambda cell: cell.col)
        else:
            cells = anchored
        for cell in anchored:
            if cell.row + cell.rowspan > breaks_until and _is_tall(look, cell):
                breaks_until = cell.row + cell.rowspan
        rows.append(_row(look, index, cells, index < breaks_until, write_blocks))
        open_cells += [cell for cell in anchored if cell.rowspan > 1]
    rows.append("</w:tbl>")
    return "".join(rows), layout.size


def _roles(table: Table) -> tuple[int, frozenset[int], frozenset[int]]:
    """Find first_value, long_labels and value_rows of a table's look."""
    first_value = min((cell.col for cell in table.cells if cell.role == "value"), default=table.n_cols)
    ends = frozenset(
        cell.col + cell.colspan
        for cell in table.cells
        if cell.role == "label"
        and cell.rowspan == 1
        and cell.row >= table.header_rows
        and cell.col + cell.colspan <= first_value
        and units(cell.text) > _SHORT_LABEL
    )
    return first_value, ends, frozenset(cell.row for cell in table.cells if cell.role == "value")


def _properties(look: _Look, is_nested: bool) -> str:
    table, padding = look.table, look.layout.padding
    caption = f'<w:tblCaption w:val="{attribute(table.title)}"/>' if table.title else ""
    if table.title and not has_cjk(table.title):
        description = f"{table.title}: {table.n_rows} × {table.n_cols} cells"
    elif table.title or any(has_cjk(cell.text) for cell in table.cells[:20]):
        description = f"{table.title or '表格'}，{table.n_rows}行{table.n_cols}列"
    else:
        description = f"Table: {table.n_rows} × {table.n_cols} cells"
    align = "" if is_nested else '<w:jc w:val="center"/>'
    margins = "".join(
        f'<w:{side} w:w="{length}" w:type="dxa"/>'
        for side, length in (("top", _ROW_MARGIN), ("left", padding), ("bottom", _ROW_MARGIN), ("right", padding))
    )
    grid = "".join(f'<w:gridCol w:w="{column}"/>' for column in look.layout.widths)
    first_row = int(table.header_rows > 0)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{look.edges[-1]}" w:type="dxa"/>{align}'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        f'<w:tblLook w:val="00{"2" if first_row else "0"}0" w:firstRow="{first_row}" w:lastRow="0" w:firstColumn="0"'
        f' w:lastColumn="0" w:noHBand="0" w:noVBand="0"/>{caption}<w:tblDescription w:val="{attribute(description)}"/>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    )


def _row(look: _Look, index: int, cells: Sequence[Cell], may_break: bool, write_blocks: WriteBlocks) -> str:
    table = look.table
    if not cells:
        return f"<w:tr>{_row_properties(look, index, 0, table.n_cols, False)}{_blank(look, 0, table.n_cols)}</w:tr>"
    at = cells[0].col
    last = cells[-1]
    parts = ["<w:tr>", _row_properties(look, index, at, last.col + last.colspan, may_break)]
    for cell in cells:
        gap = cell.col - at
        if gap > _LONGEST_GAP:
            parts.append(_blank(look, at, gap))
        elif gap:
            parts += [_blank(look, column, 1) for column in range(at, cell.col)]
        parts.append(_cell(look, cell, index, write_blocks))
        at = cell.col + cell.colspan
    parts.append("</w:tr>")
    return "".join(parts)


def _row_properties(look: _Look, index: int, start: int, end: int, may_break: bool) -> str:
    table = look.table
    before, after = "", ""
    if start:
        before = f'<w:gridBefore w:val="{start}"/>'
        after = f'<w:wBefore w:w="{look.edges[start]}" w:type="dxa"/>'
    if end < table.n_cols:
        before += f'<w:gridAfter w:val="{table.n_cols - end}"/>'
        after += f'<w:wAfter w:w="{look.width(end, table.n_cols - end)}" w:type="dxa"/>'
    whole = "" if may_break else "<w:cantSplit/>"
    header = "<w:tblHeader/>" if index < table.header_rows else ""
    inner = before + after + whole + header
    return f"<w:trPr>{inner}</w:trPr>" if inner else ""


def _kept_rows(table: Table) -> frozenset[int]:
    """Give the rows of an official table that no page break may follow.

    A short table stays whole: its later bands have heads of their own, over which its first head must not be
    repeated. In a long one the rows of a group stay together, so that a break does not cut the group's label.
    """
    if not table.form:
        return frozenset()
    if table.n_rows <= _SHORT_TABLE:
        return frozenset(range(table.n_rows - 1))
    groups = (cell for cell in table.cells if cell.role == "label" and 1 < cell.rowspan <= _SHORT_TABLE // 2)
    return frozenset(row for cell in groups for row in range(cell.row, cell.row + cell.rowspan - 1))


def _is_tall(look: _Look, cell: Cell) -> bool:
    """Say whether a cell may fill half a page: its rows must break, or it would be cut off."""
    if len(cell.blocks) < 2 and (not cell.blocks or (isinstance(cell.blocks[0], Paragraph) and len(cell.text) < 100)):
        return False
    if any(not isinstance(block, Paragraph) for block in cell.blocks):
        return any(isinstance(block, Table) for block in cell.blocks)
    size = look.layout.size
    lines = count_lines(cell.text, look.width(cell.col, cell.colspan) - 2 * look.layout.padding, size)
    return lines * size * look.sheet.table_line * TWIPS > look.sheet.page.text_height / 2


def _blank(look: _Look, col: int, colspan: int) -> str:
    span = f'<w:gridSpan w:val="{colspan}"/>' if colspan > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{look.width(col, colspan)}" w:type="dxa"/>{span}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{look.sheet.sized("TableText", look.layout.size)}"/></w:pPr></w:p></w:tc>'
    )


def _cell(look: _Look, cell: Cell, index: int, write_blocks: WriteBlocks) -> str:
    """Write a cell into a row that it covers; where rows stay together all say so: LibreOffice asks the first."""
    is_anchor = cell.row == index
    width = look.width(cell.col, cell.colspan)
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if cell.colspan > 1:
        properties += f'<w:gridSpan w:val="{cell.colspan}"/>'
    if cell.rowspan > 1:
        properties += '<w:vMerge w:val="restart"/>' if is_anchor else "<w:vMerge/>"
    if cell.fill and FILL.fullmatch(cell.fill):
        properties += f'<w:shd w:val="clear" w:color="auto" w:fill="{cell.fill}"/>'
    room = width - 2 * look.layout.padding
    style = look.style(cell)
    if is_anchor and len(cell.blocks) == 1 and (cell.role == "label" or cell.row < look.table.header_rows):
        free = balance(cell.text, room, look.layout.size)
        if free:
            free += look.layout.padding
            properties += f'<w:tcMar><w:left w:w="{free}" w:type="dxa"/><w:right w:w="{free}" w:type="dxa"/></w:tcMar>'
    if is_anchor and cell.blocks:
        content = write_blocks(cell.blocks, style, room)
        if not isinstance(cell.blocks[-1], (Paragraph, Picture)) or not content:
            content += SEPARATOR
    else:
        content = f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr></w:p>'
    if index in look.kept_rows:
        content = content.replace(f'<w:pStyle w:val="{style}"/>', f'<w:pStyle w:val="{style}"/><w:keepNext/>')
    return f'<w:tc><w:tcPr>{properties}<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'


SEPARATOR = '<w:p><w:pPr><w:pStyle w:val="TableSeparator"/></w:pPr></w:p>'
"""What stands between two tables, and after one that ends a cell: a paragraph one point high."""
