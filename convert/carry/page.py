"""Reduce a document to what a page of HTML or a Markdown file holds."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from convert.carry.plain import PlainReducer
from convert.grid import fill_holes
from convert.model import Block, Cell, Heading, ListItem, Mark, Paragraph, Picture, Run, Section, Table
from convert.passes.characters import without_impossible
from convert.pictures import media_type


class PageReducer(PlainReducer):
    """Gives blocks as pages hold them, and in the end what was given up."""

    kept_links = ("http:", "https:", "mailto:", "ftp:")
    """None that runs anything, none that leads into the reader's own files."""

    def reduce(self, block: Block) -> Iterator[Block]:
        """Yield a block as a page holds it."""
        if isinstance(block, Table):
            if block.cells:
                table = fill_holes(block)
                yield replace(table, cells=tuple(map(self._cell, table.cells)))
        elif isinstance(block, Section):
            self._give_up_section(block)
        elif isinstance(block, Paragraph):
            yield self._paragraph(block)
        else:
            picture = self._picture(block)
            if picture is not None:
                yield picture

    def _cell(self, cell: Cell) -> Cell:
        blocks = tuple(new for block in cell.blocks for new in self.reduce(block))
        return replace(self._unshaded(cell), blocks=blocks)

    def _paragraph(self, paragraph: Paragraph) -> Paragraph:
        runs = self._runs(paragraph)
        if isinstance(paragraph, Heading):
            return Heading(runs, paragraph.origin, paragraph.level)
        if isinstance(paragraph, ListItem):
            return ListItem(runs, paragraph.origin, paragraph.level, paragraph.ordered, paragraph.marker)
        return Paragraph(runs, paragraph.origin)

    def _picture(self, picture: Picture) -> Picture | None:
        kind = media_type(picture)
        if not picture.data or not kind.startswith("image/"):
            return super()._picture(picture)
        return replace(picture, media_type=kind, alt=" ".join(without_impossible(picture.alt).split()))

    def _marks(self, run: Run) -> frozenset[Mark]:
        return run.marks
