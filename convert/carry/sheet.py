"""Reduce a document to what worksheets hold."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from convert.carry.counts import BOTH_SCRIPTS, Counts
from convert.findings import finding
from convert.model import (
    Block,
    Break,
    Cell,
    Comment,
    Document,
    Equation,
    Finding,
    Heading,
    LazyCells,
    ListItem,
    Paragraph,
    Picture,
    Run,
    Section,
    Table,
    block_text,
)
from convert.own_workbook import LONGEST_TEXT, MAX_COLUMNS, MAX_ROWS, cell_name
from convert.passes.page_layout import furniture_losses, without_breaks
from convert.passes.paragraphs import merge_runs


class SheetReducer:
    """Gives blocks as worksheets hold them, and in the end what was given up."""

    def __init__(self, document: Document) -> None:
        self._findings: list[Finding] = []
        self._given_up = Counts(document.origin)

    def losses(self) -> Iterator[Finding]:
        yield from self._findings
        yield from self._given_up.findings()

    def reduce(self, block: Block) -> Iterator[Block]:
        """Yield a block as a worksheet holds it."""
        if isinstance(block, Paragraph):
            plain = self._plain(block)
            if plain.runs or not block.runs:
                yield from self._cut(plain)
        elif isinstance(block, Table):
            if isinstance(block.cells, LazyCells) and _stay(block.cells):
                yield from self._in_sheets(block)
            elif block.cells:
                rest: list[Block] = []
                cells = tuple(self._cell(cell, rest) for cell in block.cells)
                same = all(new is old for new, old in zip(cells, block.cells, strict=True))
                yield from self._in_sheets(block if same else replace(block, cells=cells))
                yield from rest
        elif isinstance(block, Section):
            self._findings += furniture_losses(block)
            self._given_up.give_up("sections")
        else:
            self._drop_picture(block)

    def _cell(self, cell: Cell, rest: list[Block]) -> Cell:
        if cell.fill:
            self._given_up.give_up("shading of cells")
            cell = replace(cell, fill="")
        return cell if _is_one_line(cell) else self._in_lines(cell, rest)

    def _in_lines(self, cell: Cell, rest: list[Block]) -> Cell:
        """Give a cell's text as paragraphs of one line each; what is too long for a cell goes on below its table."""
        lines = tuple(self._cell_lines(cell))
        if sum(_units(line.text) + 1 for line in lines) - 1 <= LONGEST_TEXT:
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

    def _drop_picture(self, picture: Picture) -> None:
        shown = picture.alt or picture.media_type
        self._findings.append(finding("content-dropped", picture.origin, before=shown, detail="picture"))

    def _plain(self, paragraph: Paragraph) -> Paragraph:
        """Give a paragraph of text with marks and nothing else."""
        if any(isinstance(run.inset, Break) for run in paragraph.runs):
            self._given_up.give_up("page breaks")
            paragraph = without_breaks(paragraph)
        if paragraph.align:
            self._given_up.give_up("alignment")
        runs: list[Run] = []
        if isinstance(paragraph, ListItem) and paragraph.marker:
            runs.append(Run(paragraph.marker + " "))
        for run in paragraph.runs:
            runs += self._plain_run(run, paragraph)
        merged = tuple(merge_runs(runs))
        if merged == paragraph.runs and type(paragraph) is Paragraph and not (paragraph.align or paragraph.anchors):
            return paragraph
        if isinstance(paragraph, Heading):
            return Heading(merged, paragraph.origin, paragraph.level)
        return Paragraph(merged, paragraph.origin)

    def _plain_run(self, run: Run, paragraph: Paragraph) -> Iterator[Run]:
        origin, inset = paragraph.origin, run.inset
        if run.link:
            self._findings.append(finding("content-dropped", origin, before=run.link, detail="link address"))
        if run.colour or run.highlight:
            self._given_up.give_up("colours of text")
        if isinstance(inset, Picture):
            self._drop_picture(inset)
        elif isinstance(inset, Comment):
            text = "\n".join(block_text(part) for part in inset.paragraphs)
            self._findings.append(finding("content-dropped", origin, before=text, detail="comment"))
        elif isinstance(inset, Equation):
            detail = "equation written as plain text"
            self._findings.append(finding("structure-changed", origin, before=run.text, detail=detail))
        if run.note is not None:
            text = " ".join(block_text(part) for part in run.note.paragraphs)
            self._findings.append(finding("note-moved", origin, before=text))
            yield Run(f"［{text}］")
        elif run.text:
            yield Run(run.text, run.marks - {"sub"} if run.marks >= BOTH_SCRIPTS else run.marks)

    def _cell_lines(self, cell: Cell) -> Iterator[Paragraph]:
        """Yield a cell's text as paragraphs of one line each."""
        for block in cell.blocks:
            if isinstance(block, Picture):
                self._drop_picture(block)
            elif isinstance(block, Table):
                text = block_text(block)
                self._findings.append(
                    finding("structure-changed", cell.origin, before=text, detail="table inside a cell")
                )
                yield from (Paragraph((Run(line),), cell.origin) for line in text.split("\n") if line.strip())
            elif isinstance(block, Paragraph):
                yield from (line for line in _lines(self._plain(block)) if line.runs)

    def _cut(self, paragraph: Paragraph) -> Iterator[Paragraph]:
        """Yield a paragraph in pieces that a worksheet cell can hold."""
        if _units(paragraph.text) <= LONGEST_TEXT:
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


def _stay(cells: LazyCells) -> bool:
    """Say whether a worksheet holds cells as they are, whatever is in them."""
    trial, rest = SheetReducer(Document()), list[Block]()
    made = (Cell(0, 0, blocks=blocks) for blocks in cells.contents())
    return all(trial._cell(cell, rest) == cell for cell in made) and not rest and not any(trial.losses())


def _is_one_line(cell: Cell) -> bool:
    """Say whether a cell is blank or one plain line, which a worksheet holds as it is."""
    if not cell.blocks:
        return True
    first = cell.blocks[0]
    if len(cell.blocks) > 1 or type(first) is not Paragraph or len(first.runs) != 1 or first.align or first.anchors:
        return False
    run = first.runs[0]
    if run.link or run.note or run.inset or run.colour or run.highlight or run.marks >= BOTH_SCRIPTS:
        return False
    short = len(run.text) <= LONGEST_TEXT // 2 or _units(run.text) <= LONGEST_TEXT
    return short and bool(run.text) and "\n" not in run.text


def _lines(paragraph: Paragraph) -> Iterator[Paragraph]:
    line: list[Run] = []
    for run in paragraph.runs:
        first, *others = run.text.split("\n")
        line.append(replace(run, text=first))
        for text in others:
            yield Paragraph(tuple(merge_runs(line)), paragraph.origin)
            line = [replace(run, text=text)]
    yield Paragraph(tuple(merge_runs(line)), paragraph.origin)


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
