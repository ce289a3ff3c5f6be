"""Reduce a document to what worksheets hold."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from convert.carry.plain import PlainReducer, is_one_line
from convert.findings import finding
from convert.lazy_cells import GridCells
from convert.model import Block, Cell, Document, Paragraph, Run, Section, Table
from convert.numbers.shown import if_shown, look_shared
from convert.own_workbook import LONGEST_TEXT, MAX_COLUMNS, MAX_ROWS, cell_name, cut, utf16_units
from convert.passes.characters import without_impossible
from convert.passes.paragraphs import merge_runs


class SheetReducer(PlainReducer):
    """Gives blocks as worksheets hold them, and in the end what was given up."""

    def reduce(self, block: Block) -> Iterator[Block]:
        """Yield a block as a worksheet holds it."""
        if isinstance(block, Paragraph):
            plain = self._plain(block)
            if plain.runs or not block.runs:
                yield from self._cut(plain)
        elif isinstance(block, Table):
            title = cut(without_impossible(block.title), LONGEST_TEXT)
            block = block if title == block.title else replace(block, title=title)
            if isinstance(block.cells, GridCells) and _stay(block.cells):
                yield from self._in_sheets(block)
            elif block.cells:
                rest: list[Block] = []
                cells = tuple(self._cell(cell, rest) for cell in block.cells)
                same = all(new is old for new, old in zip(cells, block.cells, strict=True))
                yield from self._in_sheets(block if same else replace(block, cells=cells))
                yield from rest
        elif isinstance(block, Section):
            self._give_up_section(block)
        else:
            self._picture(block)

    def _cell(self, cell: Cell, rest: list[Block]) -> Cell:
        cell = self._unshaded(cell)
        if cell.value is not None and not (cell.role or _is_shown(cell)):
            self._given_up.give_up("values that no worksheet shows as their text does")
            cell = replace(cell, value=None)
        return cell if _is_one_line(cell) else self._in_lines(cell, rest)

    def _in_lines(self, cell: Cell, rest: list[Block]) -> Cell:
        """Give a cell's text as paragraphs of one line each; what is too long for a cell goes on below its table."""
        lines = tuple(line for plain in self._paragraphs(cell) for line in _lines(plain) if line.runs)
        if sum(utf16_units(line.text) + 1 for line in lines) - 1 <= LONGEST_TEXT:
            return replace(cell, blocks=lines)
        name, detail = cell_name(cell.row, cell.col), "long cell cut, the rest below its table"
        self._findings.append(finding("structure-changed", cell.origin, before=name, detail=detail))
        runs = [run for at, line in enumerate(lines) for run in ((Run("\n"),) if at else ()) + line.runs]
        first, *others = _pieces(Paragraph(tuple(merge_runs(runs)), cell.origin))
        for piece in others:
            rest.append(replace(piece, runs=tuple(merge_runs((Run(f"［{name}］"), *piece.runs)))))
        return replace(cell, blocks=tuple(line for line in _lines(first) if line.runs))

    def _in_sheets(self, table: Table) -> Iterator[Table]:
        """Yield a table in parts that a worksheet can hold; a cell over an edge stays in the part that it begins in."""
        if table.n_rows <= MAX_ROWS and table.n_cols <= MAX_COLUMNS:
            yield table
            return
        shown, detail = f"{table.n_rows} × {table.n_cols}", "large table cut into several sheets"
        self._findings.append(finding("structure-changed", table.origin, before=shown, detail=detail))
        yield from _parts(table)

    def _cut(self, paragraph: Paragraph) -> Iterator[Paragraph]:
        """Yield a paragraph in pieces that a worksheet cell can hold."""
        if utf16_units(paragraph.text) <= LONGEST_TEXT:
            yield paragraph
            return
        detail = "paragraph cut into several rows"
        self._findings.append(finding("structure-changed", paragraph.origin, before=paragraph.text[:80], detail=detail))
        yield from _pieces(paragraph)


def _pieces(paragraph: Paragraph) -> Iterator[Paragraph]:
    piece: list[Run] = []
    room = half = LONGEST_TEXT // 2
    for run in paragraph.runs:
        text = run.text
        while text:
            piece.append(replace(run, text=text[:room]))
            text, room = text[room:], room - len(text[:room])
            if not room:
                yield replace(paragraph, runs=tuple(merge_runs(piece)))
                piece, room = [], half
    if piece:
        yield replace(paragraph, runs=tuple(merge_runs(piece)))


def _parts(table: Table) -> Iterator[Table]:
    parts: dict[tuple[int, int], list[Cell]] = {}
    for cell in table.cells:
        parts.setdefault((cell.row // MAX_ROWS, cell.col // MAX_COLUMNS), []).append(cell)
    for (below, beside), cells in sorted(parts.items()):
        top, left = below * MAX_ROWS, beside * MAX_COLUMNS
        n_rows, n_cols = min(MAX_ROWS, table.n_rows - top), min(MAX_COLUMNS, table.n_cols - left)
        moved = (
            replace(
                cell,
                row=cell.row - top,
                col=cell.col - left,
                rowspan=min(cell.rowspan, top + n_rows - cell.row),
                colspan=min(cell.colspan, left + n_cols - cell.col),
            )
            for cell in cells
        )
        header_rows = max(0, min(table.header_rows - top, n_rows - 1))
        yield replace(table, n_rows=n_rows, n_cols=n_cols, cells=tuple(moved), header_rows=header_rows)


def _stay(cells: GridCells) -> bool:
    """Say whether a worksheet holds cells as they are, whatever is in them."""
    trial, rest = SheetReducer(Document()), list[Block]()
    made = (Cell(0, 0, blocks=blocks) for blocks in cells.contents())
    return all(trial._cell(cell, rest) == cell for cell in made) and not rest and not any(trial.losses())


def _is_shown(cell: Cell) -> bool:
    return if_shown(cell.value, cell.text) is not None and look_shared(cell) is not None


def _is_one_line(cell: Cell) -> bool:
    return is_one_line(cell, LONGEST_TEXT // 2)


def _lines(paragraph: Paragraph) -> Iterator[Paragraph]:
    line: list[Run] = []
    for run in paragraph.runs:
        first, *others = run.text.split("\n")
        line.append(replace(run, text=first))
        for text in others:
            yield Paragraph(tuple(merge_runs(line)), paragraph.origin)
            line = [replace(run, text=text)]
    yield Paragraph(tuple(merge_runs(line)), paragraph.origin)
