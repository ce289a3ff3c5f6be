"""What pages of HTML and Markdown, worksheets and CSV give up alike: the look, what hangs on the text, the margins."""

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
    ListItem,
    Mark,
    Origin,
    Paragraph,
    Picture,
    Run,
    Section,
    Table,
)
from convert.passes.page_layout import furniture_losses, without_breaks
from convert.passes.paragraphs import merge_runs


class PlainReducer:
    """Gives paragraphs without what no such target holds, and in the end what was given up.

    kept_links: the beginnings of the addresses that the target may link to.
    """

    kept_links: tuple[str, ...] = ()

    def __init__(self, document: Document) -> None:
        self._findings: list[Finding] = []
        self._given_up = Counts(document.origin)

    def losses(self) -> Iterator[Finding]:
        yield from self._findings
        yield from self._given_up.findings()

    def rest(self) -> Iterator[Block]:
        """Yield what was held back until all blocks were known: nothing."""
        yield from ()

    def _give_up_section(self, section: Section) -> None:
        self._findings += furniture_losses(section)
        self._given_up.give_up("sections")

    def _unshaded(self, cell: Cell) -> Cell:
        if not cell.fill:
            return cell
        self._given_up.give_up("shading of cells")
        return replace(cell, fill="")

    def _runs(self, paragraph: Paragraph) -> tuple[Run, ...]:
        """Give the runs of a paragraph as the target holds them; its alignment is given up too."""
        if any(isinstance(run.inset, Break) for run in paragraph.runs):
            self._given_up.give_up("page breaks")
            paragraph = without_breaks(paragraph)
        if paragraph.align:
            self._given_up.give_up("alignment")
        return tuple(merge_runs([made for run in paragraph.runs for made in self._run(run, paragraph.origin)]))

    def _plain(self, paragraph: Paragraph) -> Paragraph:
        """Give a paragraph of text with marks and nothing else; the marker of an item is part of it."""
        runs = self._runs(paragraph)
        if isinstance(paragraph, ListItem) and paragraph.marker:
            runs = tuple(merge_runs((Run(f"{paragraph.marker} "), *runs)))
        if runs == paragraph.runs and type(paragraph) is Paragraph and not (paragraph.align or paragraph.anchors):
            return paragraph
        if isinstance(paragraph, Heading):
            return Heading(runs, paragraph.origin, paragraph.level)
        return Paragraph(runs, paragraph.origin)

    def _paragraphs(self, cell: Cell) -> Iterator[Paragraph]:
        """Yield a cell's text; a table in it is one of lines, with tabs between its cells."""
        for block in cell.blocks:
            if isinstance(block, Picture):
                self._picture(block)
            elif isinstance(block, Table):
                rows = ("\t".join(self._text(inner) for inner in row) for row in block.rows())
                text = "\n".join(row for row in rows if row.strip())
                detail = "table inside a cell"
                self._findings.append(finding("structure-changed", cell.origin, before=text, detail=detail))
                yield Paragraph((Run(text),), cell.origin)
            elif isinstance(block, Paragraph):
                yield self._plain(block)

    def _text(self, cell: Cell) -> str:
        return "\n".join(paragraph.text for paragraph in self._paragraphs(cell))

    def _run(self, run: Run, origin: Origin) -> Iterator[Run]:
        link, inset = run.link, run.inset
        if link and not link.lower().startswith(self.kept_links):
            self._findings.append(finding("content-dropped", origin, before=link, detail="link address"))
            link = ""
        if run.colour or run.highlight:
            self._given_up.give_up("colours of text")
        if isinstance(inset, Comment):
            self._findings.append(finding("content-dropped", origin, before=inset.text, detail="comment"))
        elif isinstance(inset, Equation):
            detail = "equation written as plain text"
            self._findings.append(finding("structure-changed", origin, before=run.text, detail=detail))
        kept = self._picture(inset) if isinstance(inset, Picture) else None
        if run.note is not None:
            self._findings.append(finding("note-moved", origin, before=run.note.text))
            yield Run(f"［{run.note.text}］")
        elif run.text or kept:
            yield Run(run.text, self._marks(run), link, inset=kept)

    def _picture(self, picture: Picture) -> Picture | None:
        """Give a picture that the target holds; others are a finding."""
        shown = picture.alt or picture.media_type
        self._findings.append(finding("content-dropped", picture.origin, before=shown, detail="picture"))
        return None

    def _marks(self, run: Run) -> frozenset[Mark]:
        return run.marks - {"sub"} if run.marks >= BOTH_SCRIPTS else run.marks


def is_one_line(cell: Cell, longest: int) -> bool:
    """Say whether a cell is blank or one plain line of so many characters, which every target holds as it is."""
    if not cell.blocks:
        return True
    first = cell.blocks[0]
    if len(cell.blocks) > 1 or type(first) is not Paragraph or len(first.runs) != 1 or first.align or first.anchors:
        return False
    run = first.runs[0]
    if run.link or run.note or run.inset or run.colour or run.highlight or run.marks >= BOTH_SCRIPTS:
        return False
    return 0 < len(run.text) <= longest and "\n" not in run.text
