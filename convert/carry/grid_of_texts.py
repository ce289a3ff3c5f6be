"""Reduce a document to what CSV holds: tables, and of these the texts of their grids."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from convert.carry.plain import PlainReducer, is_one_line
from convert.findings import finding
from convert.model import (
    Block,
    Cell,
    Document,
    Finding,
    Mark,
    Origin,
    Paragraph,
    Picture,
    Run,
    Section,
    Table,
    cell_of_text,
)

_FORMULA = ("=", "+", "-", "@")
_HARMLESS = re.compile(r"[+-]?[\d,.]{1,40}%?|\W+")
"""A number, or signs alone: a dash says that there is nothing."""
_ANY_LENGTH = 2**31


class GridReducer(PlainReducer):
    """Gives tables as CSV holds them, and in the end what was given up."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._left_out: list[tuple[str, Origin]] = []

    def losses(self) -> Iterator[Finding]:
        yield from super().losses()
        if self._left_out:
            first, origin = self._left_out[0]
            detail = f"{len(self._left_out)} paragraphs and pictures outside the tables"
            yield finding("content-dropped", origin, before=first, detail=detail)

    def reduce(self, block: Block) -> Iterator[Block]:
        """Yield a table as the grid of its texts."""
        if isinstance(block, Table):
            if block.cells:
                yield self._grid(block)
        elif isinstance(block, Section):
            self._give_up_section(block)
        elif isinstance(block, Picture):
            self._left_out.append((block.alt or block.media_type, block.origin))
        elif block.text.strip() or any(run.note or run.inset for run in block.runs):
            self._left_out.append((block.text, block.origin))

    def _grid(self, table: Table) -> Table:
        if any(cell.rowspan > 1 or cell.colspan > 1 for cell in table.cells):
            shown = table.title or f"{table.n_rows} × {table.n_cols}"
            self._findings.append(finding("structure-changed", table.origin, before=shown, detail="merged cells"))
        filled = {(cell.row, cell.col): cell for cell in table.cells}
        cells = []
        for row in range(table.n_rows):
            for col in range(table.n_cols):
                cell = filled.get((row, col))
                text = self._guarded(self._shown(cell), cell.origin) if cell else ""
                cells.append(cell_of_text(row, col, text, cell.origin if cell else table.origin))
        return Table(table.n_rows, table.n_cols, tuple(cells), title=table.title, origin=table.origin)

    def _shown(self, cell: Cell) -> str:
        """Give the text of a cell, of whose look nothing is left."""
        bare = self._unshaded(cell)
        if is_one_line(bare, _ANY_LENGTH) and not (bare.blocks and _is_marked(bare.blocks[0])):
            return bare.text
        return self._text(bare)

    def _marks(self, run: Run) -> frozenset[Mark]:
        if run.marks:
            self._given_up.give_up("bold, italic and the like")
        return frozenset()

    def _guarded(self, text: str, origin: Origin) -> str:
        """Put an apostrophe before what a spreadsheet program would take for a formula."""
        plain = unicodedata.normalize("NFKC", text).strip()
        if not plain.startswith(_FORMULA) or _HARMLESS.fullmatch(plain):
            return text
        detail = "apostrophe put before what would be taken for a formula"
        self._findings.append(finding("structure-changed", origin, before=text, detail=detail))
        return f"'{text}"


def _is_marked(block: Block) -> bool:
    return isinstance(block, Paragraph) and bool(block.runs[0].marks)
