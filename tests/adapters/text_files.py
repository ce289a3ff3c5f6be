"""Read a text as a file, and look at it the way a test wants to."""

from __future__ import annotations

from convert.adapters.text import read
from convert.model import Document, Paragraph, Table
from convert.options import Options
from convert.source import Source


def read_text_file(text: str | bytes, encoding: str = "") -> Document:
    content = text.encode() if isinstance(text, str) else text
    return read(Source("report.txt", content=content), Options(encoding=encoding))


def tables_of(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def only_table(text: str | bytes) -> Table:
    (table,) = tables_of(read_text_file(text))
    return table


def rows_of(table: Table) -> list[list[str]]:
    """Give the texts of a table's rows, each as long as the row has cells."""
    return [[cell.text for cell in row] for row in table.rows()]


def paragraphs_of(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def codes_of(document: Document) -> list[str]:
    return [found.code for found in document.findings]


def spans_of(table: Table) -> list[tuple[str, int, int]]:
    """Give the cells that cover more than one position, with their row and column spans."""
    return [(cell.text, cell.rowspan, cell.colspan) for cell in table.cells if cell.rowspan > 1 or cell.colspan > 1]
