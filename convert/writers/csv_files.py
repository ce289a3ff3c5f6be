"""Write tables as CSV (RFC 4180), UTF-8 with a byte order mark, by which spreadsheet programs know Chinese text.

A text that such a program would take for a formula gets an apostrophe before it, which they show as text; `carry`
reports it.
"""

from __future__ import annotations

import csv
from pathlib import Path

from convert.markup import legal
from convert.model import Document, Origin, Table, cell_of_text
from convert.options import Options


def write(document: Document, path: Path, options: Options) -> None:
    """Write the one table of a document that `carry` has reduced to its grid of texts. Raises OSError."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for block in document.blocks:
            if isinstance(block, Table):
                writer.writerows([legal(cell.text) for cell in row] for row in block.rows())


def read_back(path: Path) -> Document:
    """Read a written file: one table, every field a cell."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    origin = Origin(path.name)
    fields = ((row, col, text) for row, line in enumerate(rows) for col, text in enumerate(line))
    cells = tuple(cell_of_text(row, col, text, origin) for row, col, text in fields)
    return Document((Table(len(rows), max(map(len, rows), default=0), cells),) if rows else ())
