"""What is too large for a worksheet goes on elsewhere in the same workbook, with a finding, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

import convert
from convert.carry import sheet as carry
from convert.model import Cell, Document, Paragraph, Run, Table, block_text, cell_of_text
from tests import ooxml_rules
from tests.writers.docx_files import audit
from tests.writers.excel_files import opened, read_back


def test_a_cell_of_forty_thousand_characters_goes_on_below_its_table(target: Path) -> None:
    long = "".join(chr(0x4E00 + at % 5000) for at in range(40_000))
    beyond = "\U00020000" * 20_000
    text = f"标题\n甲\t{long}\t1\n乙\t{beyond}\t2\n丙\t短\t3\n末尾\n"
    document = convert.write(convert.read(text.encode()), target)
    found = [found for found in document.findings if found.code == "structure-changed"]
    assert [(hint.before, hint.detail) for hint in found] == [
        ("B1", "long cell cut, the rest below its table"),
        ("B2", "long cell cut, the rest below its table"),
    ]
    assert audit(target) == []
    back = read_back(target)
    (table,) = (block for block in back.blocks if isinstance(block, Table))
    kept = {cell.row: cell.text for cell in table.cells if cell.col == 1}
    below = [block.text for block in back.blocks if isinstance(block, Paragraph)]
    for row, whole in enumerate((long, beyond)):
        name = f"［B{row + 1}］"
        rest = "".join(text.removeprefix(name) for text in below if text.startswith(name))
        assert kept[row] + rest == whole
    assert (below[0], below[-1]) == ("标题", "末尾")


def test_long_text_of_several_lines_in_a_cell_is_cut_without_loss(target: Path) -> None:
    lines = [f"{at}行" * 3000 for at in range(8)]
    cell = Cell(0, 0, blocks=tuple(Paragraph((Run(line),)) for line in lines))
    convert.write(Document((Table(1, 1, (cell,)),)), target)
    table, *rest = read_back(target).blocks
    assert block_text(table) + "".join(block_text(block).removeprefix("［A1］") for block in rest) == "\n".join(lines)


def test_a_table_with_more_rows_and_columns_than_a_sheet_goes_on_in_further_sheets(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carry, "MAX_ROWS", 4)
    monkeypatch.setattr(carry, "MAX_COLUMNS", 3)
    cells = [cell_of_text(row, col, f"{row}-{col}") for row in range(10) for col in range(7)]
    cells[2] = cell_of_text(0, 2, "宽而高", rowspan=6, colspan=3)
    covered = {(row, col) for row in range(6) for col in range(2, 5)} - {(0, 2)}
    whole = Table(10, 7, tuple(cell for cell in cells if (cell.row, cell.col) not in covered), 1, title="大表")
    written = convert.write(Document((whole, Paragraph((Run("后"),)))), target)
    found = [(hint.before, hint.detail) for hint in written.findings]
    assert found == [("10 × 7", "large table cut into several sheets")]
    assert audit(target) == []
    assert opened(target).sheetnames == ["正文", "大表", *(f"大表 ({number})" for number in range(2, 10))]
    tables = [block for block in read_back(target).blocks if isinstance(block, Table)]
    shown = sorted(cell.text for table in tables for cell in table.cells if cell.text)
    assert shown == sorted(cell.text for cell in whole.cells)
    assert max(table.n_rows for table in tables) == 4
    assert max(table.n_cols for table in tables) == 3


def test_titles_that_are_no_names_of_sheets_get_names_of_their_own(target: Path) -> None:
    titles = ["a" * 40, "a" * 40, "收费[1]:*?/\\", "收费[1]:*?/\\", "'引号'", "History", "正文", "核对", ""]
    tables = tuple(Table(1, 1, (cell_of_text(0, 0, str(at)),), title=title) for at, title in enumerate(titles))
    convert.write(Document(tables), target)
    names = opened(target).sheetnames
    assert len({name.lower() for name in names}) == len(titles) + 1
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert audit(target) == []
    back = [block for block in read_back(target).blocks if isinstance(block, Table)]
    assert [(table.title, block_text(table)) for table in back] == [(title, str(at)) for at, title in enumerate(titles)]


@pytest.mark.parametrize(
    ("table", "sizes"),
    [
        (Table(1, 16_385, tuple(cell_of_text(0, col, str(col)) for col in range(16_385))), [(1, 16_384), (1, 1)]),
        (Table(1_048_577, 1, (cell_of_text(0, 0, "0"), cell_of_text(1_048_576, 0, "16384"))), [(1_048_576, 1), (1, 1)]),
    ],
)
def test_one_column_or_row_too_many_stands_on_a_sheet_of_its_own(
    target: Path, table: Table, sizes: list[tuple[int, int]]
) -> None:
    written = convert.write(Document((table,)), target)
    assert [found.detail for found in written.findings] == ["large table cut into several sheets"]
    assert ooxml_rules.check(target) == []
    tables = [block for block in read_back(target).blocks if isinstance(block, Table)]
    assert [(part.n_rows, part.n_cols) for part in tables] == sizes
    assert [part.cells[0].text for part in tables] == ["0", "16384"]


def test_control_characters_are_taken_out_and_named(target: Path) -> None:
    table = Table(1, 2, (cell_of_text(0, 0, "a\x00b\x1f"), cell_of_text(0, 1, "_x000D_\ufffe")))
    written = convert.write(Document((Paragraph((Run("\x01c\ud800"),)), table)), target)
    assert [found.before for found in written.findings if found.code == "artifact-removed"] == [
        "U+0001 U+D800",
        "U+0000 U+001F",
        "U+FFFE",
    ]
    assert audit(target) == []
    book = opened(target)
    assert [book["正文"]["B1"].value, *(str(cell.value) for cell in book["表1"][1])] == ["c", "ab", "_x000D_"]
