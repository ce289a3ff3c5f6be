"""Large .csv files: their cells are made when they are asked for, and are the ones that any table would have."""

from __future__ import annotations

from pathlib import Path

import pytest

import convert
from convert import lazy_cells
from convert.lazy_cells import GridCells
from convert.model import Document, Table
from convert.options import Options

LINES = {
    "plain": ["名称,数,率", *(f"甲{row},{row * 7},{row / 8}" for row in range(30))],
    "months and codes": ["编号,月,数", *(f"00{row},2024.{row % 12 + 1},{row}.50" for row in range(30))],
    "rows that end before": ["a,b,c,d", *(",".join(map(str, range(2 + row % 3))) for row in range(30))],
    "blank cells": ["a,b,c", *(f"x{row},," if row % 2 else f",{row},y" for row in range(30))],
    "blanks around": ["名称,数", *(f" 甲{row}\u3000,\u3000{row} " for row in range(30))],
    "quoted": ['"a","b"', *(f'"甲, 乙{row}","说""{row}"""' for row in range(30))],
    "several lines in a cell": ["a,b", *(f'"上{row}\n下",{row}' for row in range(30))],
    "marks": ["a,b", *(f"[bookmark: x{row}]甲,=1+{row}" for row in range(30))],
}


def read(lines: list[str], folder: Path) -> Document:
    path = folder / "many.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return convert.read(path, Options(form="none"))


@pytest.mark.parametrize("kind", LINES)
def test_a_large_csv_file_is_read_and_written_like_any_other(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = read(LINES[kind], tmp_path)
    convert.write(small, tmp_path / "small.xlsx")
    monkeypatch.setattr(lazy_cells, "WORTH_PACKING", 10)
    large = read(LINES[kind], tmp_path)
    assert large == small
    convert.write(large, tmp_path / "large.xlsx")
    assert (tmp_path / "large.xlsx").read_bytes() == (tmp_path / "small.xlsx").read_bytes()


def test_cells_of_a_large_csv_file_are_made_when_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lazy_cells, "WORTH_PACKING", 10)
    (table,) = read(LINES["plain"], tmp_path).blocks
    assert isinstance(table, Table)
    assert isinstance(table.cells, GridCells)
    assert (table.cells[4].text, table.cells[4].origin.line, table.cells[-1].text) == ("0", 2, "3.625")
    assert [cell.text for cell in table.cells[3:6]] == ["甲0", "0", "0.0"]
