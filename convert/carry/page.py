"""Reduce a document to what a page of HTML or a Markdown file holds."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from convert.carry.counts import Counts
from convert.findings import finding
from convert.grid import fill_holes
from convert.model import (
    Block,
    Break,
    Cell,
    Comment,
    CommentStart,
    Document,
    Equation,
    Finding,
    Heading,
    ListItem,
    Origin,
    Paragraph,
    Picture,
    Run,
    Section,
    Table,
    block_text,
)
from convert.passes.page_layout import furniture_losses, without_breaks
from convert.passes.paragraphs import merge_runs

PAGE_LINKS = ("http:", "https:", "mailto:", "ftp:")
"""Kinds of addresses that a page links to: none that runs anything, none that leads into the reader's own files."""


class PageReducer:
    """Gives blocks as pages hold them, and in the end what was given up."""

    def __init__(self, document: Document) -> None:
        self._findings: list[Finding] = []
        self._given_up = Counts(document.origin)

    def losses(self) -> Iterator[Finding]:
        yield from self._findings
        yield from self._given_up.findings()

    def reduce(self, block: Block) -> Iterator[Block]:
        """Yield a block as a page holds it."""
        if isinstance(block, Table):
            if block.cells:
                table = fill_holes(block)
                yield replace(table, cells=tuple(map(self._cell, table.cells)))
        elif isinstance(block, Section):
            self._findings += furniture_losses(block)
            self._given_up.give_up("sections")
        elif isinstance(block, Paragraph):
            yield self._paragraph(block)
        else:
            yield block

    def _cell(self, cell: Cell) -> Cell:
        if cell.fill:
            self._given_up.give_up("shading of cells")
        return replace(cell, fill="", blocks=tuple(new for block in cell.blocks for new in self.reduce(block)))

    def _paragraph(self, paragraph: Paragraph) -> Paragraph:
        if any(isinstance(run.inset, Break) for run in paragraph.runs):
            self._given_up.give_up("page breaks")
            paragraph = without_breaks(paragraph)
        if paragraph.align:
            self._given_up.give_up("alignment")
        runs = tuple(merge_runs([made for run in paragraph.runs for made in self._run(run, paragraph.origin)]))
        if isinstance(paragraph, Heading):
            return Heading(runs, paragraph.origin, paragraph.level)
        if isinstance(paragraph, ListItem):
            return ListItem(runs, paragraph.origin, paragraph.level, paragraph.ordered, paragraph.marker)
        return Paragraph(runs, paragraph.origin)

    def _run(self, run: Run, origin: Origin) -> Iterator[Run]:
        link, inset = run.link, run.inset
        if link and not link.lower().startswith(PAGE_LINKS):
            self._findings.append(finding("content-dropped", origin, before=link, detail="link address"))
            link = ""
        if run.colour or run.highlight:
            self._given_up.give_up("colours of text")
        if isinstance(inset, Comment):
            text = "\n".join(block_text(part) for part in inset.paragraphs)
            self._findings.append(finding("content-dropped", origin, before=text, detail="comment"))
        elif isinstance(inset, Equation):
            detail = "equation written as plain text"
            self._findings.append(finding("structure-changed", origin, before=run.text, detail=detail))
        if run.note is not None:
            text = " ".join(block_text(part) for part in run.note.paragraphs)
            self._findings.append(finding("note-moved", origin, before=text))
            yield Run(f"［{text}］")
        elif isinstance(inset, Picture):
            yield Run(run.text, run.marks, link, inset=inset)
        elif not isinstance(inset, CommentStart) and run.text:
            yield Run(run.text, run.marks, link)
