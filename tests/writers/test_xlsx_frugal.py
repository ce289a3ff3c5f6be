"""Large workbooks: the same file whether their XML lies in memory or on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from convert.model import Cell, Document, Paragraph, Run, Table, cell_of_text
from convert.options import Options
from convert.writers.xlsx import frugal, write
from tests.writers.excel_files import read_back


def test_a_workbook_is_the_same_whether_its_xml_lies_in_memory_or_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells: tuple[Cell, ...] = tuple(cell_of_text(row, col, f"{row}×{col}") for row in range(40) for col in range(5))
    blocks = (Paragraph((Run("一段\U00020000文字"),)), Table(40, 5, cells), Paragraph(), Table(40, 5, cells))
    document = Document(blocks * 3)
    write(document, tmp_path / "memory.xlsx", Options())
    monkeypatch.setattr(frugal, "_PIECE", 100)
    monkeypatch.setattr(frugal, "_MOST_IN_MEMORY", 1000)
    write(document, tmp_path / "disk.xlsx", Options())
    assert (tmp_path / "disk.xlsx").read_bytes() == (tmp_path / "memory.xlsx").read_bytes()
    tables = [block for block in read_back(tmp_path / "disk.xlsx").blocks if isinstance(block, Table)]
    assert [[cell.text for cell in table.cells] for table in tables] == [[cell.text for cell in cells]] * 6
