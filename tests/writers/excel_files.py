"""Small documents for the tests of the xlsx writer, and what openpyxl and the standard's schemas say of the files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl

from convert.adapters.excel import read
from convert.model import Block, Cell, Document, Heading, Mark, Paragraph, Run, Table, Value, cell_of_text
from convert.options import Options
from convert.source import Source
from convert.writers.xlsx import write

FORM = "some-form"


def paragraph(words: str, *marks: Mark) -> Paragraph:
    return Paragraph((Run(words, frozenset(marks)),))


def heading(words: str, level: int = 1) -> Heading:
    return Heading((Run(words),), level=level)


def cell(row: int, col: int, words: str, value: Value = None, *, rowspan: int = 1, colspan: int = 1) -> Cell:
    blocks = cell_of_text(row, col, words).blocks
    return Cell(row, col, rowspan, colspan, blocks, value)


def table(*lines: Sequence[str], title: str = "", form: str = "", header_rows: int = 0) -> Table:
    """Make a table of texts, a cell each."""
    cells = tuple(cell(row, col, words) for row, line in enumerate(lines) for col, words in enumerate(line))
    return Table(len(lines), len(lines[0]), cells, header_rows, form, title)


def written(path: Path, *blocks: Block, form: str = "") -> openpyxl.Workbook:
    write(Document(blocks, form=form), path, Options())
    return opened(path)


def opened(path: Path, *, results: bool = False) -> openpyxl.Workbook:
    """Open a workbook; results: give the stored results of formulas and not the formulas."""
    return openpyxl.load_workbook(path, rich_text=True, data_only=results)


def read_back(path: Path) -> Document:
    return read(Source(path.name, path), Options())
