"""Tables that only arrange a page."""

from __future__ import annotations

from itertools import islice

from msgspec.structs import replace

from convert.findings import finding
from convert.lazy_cells import LazyCells
from convert.model import Block, Document, Finding, Table


def unwrap_layout_tables(document: Document) -> Document:
    """Take apart a table whose only filled cell holds a table itself: a frame around a page or a report.

    Must not touch a table with a second filled cell, whose arrangement may mean something, or one without a table
    inside, which may be a box around a remark.

    >>> from convert.grid import place
    >>> from convert.model import Cell, cell_of_text
    >>> inner = place([[cell_of_text(0, 0, "a"), cell_of_text(0, 1, "b")]])
    >>> unwrap_layout_tables(Document((Table(1, 1, (Cell(0, 0, blocks=(inner,)),)),))).blocks == (inner,)
    True
    """
    findings: list[Finding] = []
    blocks = tuple(inner for block in document.blocks for inner in _unwrap(block, findings))
    return replace(document, blocks=blocks, findings=(*document.findings, *findings)) if findings else document


def _unwrap(block: Block, findings: list[Finding]) -> tuple[Block, ...]:
    if not isinstance(block, Table) or isinstance(block.cells, LazyCells):
        return (block,)
    filled = list(islice((cell for cell in block.cells if cell.blocks), 2))
    if len(filled) != 1 or not any(isinstance(inner, Table) for inner in filled[0].blocks):
        return (block,)
    findings.append(
        finding(
            "structure-changed", block.origin, detail="tables that only arrange the page, taken apart", before="1 × 1"
        )
    )
    return tuple(new for inner in filled[0].blocks for new in _unwrap(inner, findings))
