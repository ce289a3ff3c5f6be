"""Write the tables of a printed sample as docx, with the looks that Word gives a table: borders, fills, turned text.

What must be read back from the printed file follows from the same data.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import docx
from docx.oxml import parse_xml

from convert.grid import place
from convert.model import Cell, Table, cell_of_text

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
OUTER = ("top", "left", "bottom", "right")


@dataclass(frozen=True)
class Box:
    """A cell to print. turn: `btLr` or `tbRl`; diagonal: a rule from corner to corner; underlined: its text is."""

    text: str
    down: int = 1
    across: int = 1
    turn: str = ""
    fill: str = ""
    diagonal: bool = False
    underlined: bool = False
    inner: Grid | None = None


Item = str | Box


@dataclass(frozen=True)
class Grid:
    """A table to print. widths in twips; missing: sides without a rule; head: rows repeated on each page."""

    rows: Sequence[Sequence[Item]]
    widths: Sequence[int]
    rule: str = "single"
    colour: str = "000000"
    thickness: int = 4
    outer: int = 0
    missing: Sequence[str] = ()
    head: int = 0
    height: int = 0
    whole_rows: bool = True
    size: int = 21
    align: str = ""
    three_rules: bool = False
    padding: int = 108
    font: str = "Noto Serif CJK SC"
    upright: str = "center"

    def table(self) -> Table:
        """Give the table that must be read back."""
        rows = [[_cell(at, item) for item in row] for at, row in enumerate(self.rows)]
        return place(rows)


@dataclass(frozen=True)
class Beside:
    """Tables next to each other."""

    grids: Sequence[Grid]


Piece = str | Grid | Beside


@dataclass(frozen=True)
class Sample:
    """A document to print. ruled: every cell has rules on all its sides, so that nothing may be read otherwise."""

    name: str
    pieces: Sequence[Piece]
    ruled: bool = True
    landscape: bool = False
    page: tuple[int, int] = (11906, 16838)
    size: int = 21
    header: Grid | None = None

    def tables(self) -> list[Table]:
        return [
            grid.table()
            for piece in self.pieces
            if not isinstance(piece, str)
            for grid in (piece.grids if isinstance(piece, Beside) else (piece,))
        ]


def _box(item: Item) -> Box:
    return Box(item) if isinstance(item, str) else item


def _cell(row: int, item: Item) -> Cell:
    box = _box(item)
    cell = cell_of_text(row, -1, box.text, rowspan=box.down, colspan=box.across)
    if box.inner:
        return Cell(row, -1, box.down, box.across, (*cell.blocks, box.inner.table()))
    return cell


def write_docx(sample: Sample, path: Path) -> None:
    """Write a sample as a docx file."""
    document = docx.Document()
    section = document.sections[0]
    width, height = sorted(sample.page, reverse=sample.landscape)
    section.page_width, section.page_height = width * 635, height * 635
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, 1134 * 635)
    if sample.header:
        paragraph = section.header.paragraphs[0]._p
        paragraph.addprevious(parse_xml(_table(sample.header)))
    body = document.element.body
    for piece in sample.pieces:
        if isinstance(piece, str):
            body.insert(len(body) - 1, parse_xml(_paragraph(piece, sample.size)))
        else:
            markup = _beside(piece) if isinstance(piece, Beside) else _table(piece)
            body.insert(len(body) - 1, parse_xml(markup))
            body.insert(len(body) - 1, parse_xml(_paragraph("", 2)))
    document.save(str(path))


def _paragraph(text: str, size: int, underlined: bool = False, align: str = "", font: str = "Noto Serif CJK SC") -> str:
    fonts = f'<w:rFonts w:ascii="Liberation Serif" w:hAnsi="Liberation Serif" w:eastAsia="{font}"/>'
    line = '<w:u w:val="single"/>' if underlined else ""
    justified = f'<w:jc w:val="{align}"/>' if align else ""
    properties = f'<w:rPr>{fonts}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>{line}</w:rPr>'
    run = f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    spacing = '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
    return f'<w:p xmlns:w="{W}"><w:pPr>{spacing}{justified}{properties}</w:pPr>{run}</w:p>'


def _borders(tag: str, grid: Grid) -> str:
    parts = []
    for side in SIDES:
        kind = "nil" if side in grid.missing else grid.rule
        thick = grid.outer if grid.outer and side in OUTER else grid.thickness
        parts.append(f'<w:{side} w:val="{kind}" w:sz="{thick}" w:space="0" w:color="{grid.colour}"/>')
    return f"<w:{tag}>{''.join(parts)}</w:{tag}>"


def _table(grid: Grid) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in grid.widths)
    properties = (
        f'<w:tblPr><w:tblW w:w="{sum(grid.widths)}" w:type="dxa"/>{_borders("tblBorders", grid)}'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="{grid.padding}" w:type="dxa"/>'
        f'<w:right w:w="{grid.padding}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    )
    rows = "".join(_rows(grid))
    return f'<w:tbl xmlns:w="{W}">{properties}<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>'


def _rows(grid: Grid) -> Iterator[str]:
    boxes = {(cell.row, cell.col): cell for cell in grid.table().cells}
    given = {at: iter(row) for at, row in enumerate(grid.rows)}
    opened: dict[int, Cell] = {}
    items: dict[tuple[int, int], Box] = {}
    for key in sorted(boxes):
        items[key] = _box(next(given[key[0]]))
    for row in range(len(grid.rows)):
        cells, col = [], 0
        while col < len(grid.widths):
            cell = boxes.get((row, col))
            if cell:
                opened[col] = cell
            cell = opened.get(col)
            assert cell is not None
            cells.append(_markup(grid, cell, items[cell.row, cell.col], first=cell.row == row))
            col += cell.colspan
        height = f'<w:trHeight w:val="{grid.height}" w:hRule="atLeast"/>' if grid.height else ""
        whole = "<w:cantSplit/>" if grid.whole_rows else ""
        head = "<w:tblHeader/>" if row < grid.head else ""
        yield f"<w:tr><w:trPr>{whole}{height}{head}</w:trPr>{''.join(cells)}</w:tr>"


def _markup(grid: Grid, cell: Cell, box: Box, *, first: bool) -> str:
    width = sum(grid.widths[cell.col : cell.col + cell.colspan])
    properties = [f'<w:tcW w:w="{width}" w:type="dxa"/>']
    if cell.colspan > 1:
        properties.append(f'<w:gridSpan w:val="{cell.colspan}"/>')
    if cell.rowspan > 1:
        properties.append('<w:vMerge w:val="restart"/>' if first else "<w:vMerge/>")
    if grid.three_rules:
        sides = ["top"] * (cell.row == 0) + ["bottom"] * (cell.row == 0 or cell.row == len(grid.rows) - 1)
        lines = "".join(f'<w:{side} w:val="single" w:sz="8" w:space="0" w:color="000000"/>' for side in sides)
        properties.append(f"<w:tcBorders>{lines}</w:tcBorders>")
    if box.diagonal:
        properties.append('<w:tcBorders><w:tl2br w:val="single" w:sz="4" w:space="0" w:color="000000"/></w:tcBorders>')
    if box.fill:
        properties.append(f'<w:shd w:val="clear" w:color="auto" w:fill="{box.fill}"/>')
    if box.turn:
        properties.append(f'<w:textDirection w:val="{box.turn}"/>')
    properties.append(f'<w:vAlign w:val="{grid.upright}"/>')
    lines = box.text.split("\n") if first else [""]
    inside = "".join(_paragraph(line, grid.size, box.underlined, grid.align, grid.font) for line in lines)
    if box.inner and first:
        inside += _table(box.inner) + _paragraph("", grid.size)
    return f"<w:tc><w:tcPr>{''.join(properties)}</w:tcPr>{inside}</w:tc>"


def _beside(beside: Beside) -> str:
    """Put tables into the cells of a table without rules."""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{sum(grid.widths) + 300}" w:type="dxa"/></w:tcPr>'
        f"{_table(grid)}{_paragraph('', 2)}</w:tc>"
        for grid in beside.grids
    )
    columns = "".join(f'<w:gridCol w:w="{sum(grid.widths) + 300}"/>' for grid in beside.grids)
    return (
        f'<w:tbl xmlns:w="{W}"><w:tblPr><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
        f"<w:tr>{cells}</w:tr></w:tbl>"
    )
