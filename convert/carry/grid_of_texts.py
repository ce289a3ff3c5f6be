"""Reduce a document to what CSV holds: tables, and of these the texts of their grids."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convert.findings import finding
from convert.model import Block, Document, Finding, Origin, Paragraph, Picture, Table, cell_of_text

_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?[\d,.]{1,40}%?")


class GridReducer:
    """Gives tables as CSV holds them, and in the end what was given up."""

    def __init__(self, document: Document) -> None:
        self._findings: list[Finding] = []
        self._left_out: list[tuple[str, Origin]] = []

    def losses(self) -> Iterator[Finding]:
        yield from self._findings
        if self._left_out:
            first, origin = self._left_out[0]
            detail = f"{len(self._left_out)} paragraphs and pictures outside the tables"
            yield finding("content-dropped", origin, before=first, detail=detail)

    def reduce(self, block: Block) -> Iterator[Block]:
        """Yield a table as the grid of its texts."""
        if isinstance(block, Table):
            if block.cells:
                yield self._grid(block)
        elif isinstance(block, Picture):
            self._left_out.append((block.alt or block.media_type, block.origin))
        elif isinstance(block, Paragraph) and block.text.strip():
            self._left_out.append((block.text, block.origin))

    def _grid(self, table: Table) -> Table:
        if any(cell.rowspan > 1 or cell.colspan > 1 for cell in table.cells):
            shown = table.title or f"{table.n_rows} × {table.n_cols}"
            self._findings.append(finding("structure-changed", table.origin, before=shown, detail="merged cells"))
        texts = {(cell.row, cell.col): cell for cell in table.cells}
        cells = []
        for row in range(table.n_rows):
            for col in range(table.n_cols):
                cell = texts.get((row, col))
                text = self._guarded(cell.text, cell.origin) if cell else ""
                cells.append(cell_of_text(row, col, text, cell.origin if cell else table.origin))
        return Table(table.n_rows, table.n_cols, tuple(cells), title=table.title, origin=table.origin)

    def _guarded(self, text: str, origin: Origin) -> str:
        """Put an apostrophe before what a spreadsheet program would take for a formula."""
        if not _FORMULA.match(text) or _NUMBER.fullmatch(text):
            return text
        detail = "apostrophe put before what would be taken for a formula"
        self._findings.append(finding("structure-changed", origin, before=text, detail=detail))
        return f"'{text}"
