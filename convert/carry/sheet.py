"""Reduce a document to what worksheets hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

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
    ListItem,
    Paragraph,
    Picture,
    Run,
    Section,
    Table,
    block_text,
)
from convert.passes.page_layout import furniture_losses, without_breaks
from convert.passes.paragraphs import merge_runs

LONGEST_TEXT = 32_767
"""UTF-16 units in a worksheet cell (ECMA-376 part 1, limits of Excel)."""


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
            if block.cells:
                yield replace(block, cells=tuple(map(self._cell, block.cells)))
        elif isinstance(block, Section):
            self._findings += furniture_losses(block)
            self._given_up.give_up("sections")
        else:
            self._drop_picture(block)

    def _cell(self, cell: Cell) -> Cell:
        if cell.fill:
            self._given_up.give_up("shading of cells")
            cell = replace(cell, fill="")
        return cell if _is_one_line(cell) else replace(cell, blocks=tuple(self._cell_lines(cell)))

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
    return bool(run.text) and "\n" not in run.text


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
