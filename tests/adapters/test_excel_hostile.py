"""Workbooks that ask for more than they hold, engines that crash: what can be read is read, and the rest is told."""

from __future__ import annotations

import time

import pytest

from convert.adapters.excel import segments, xls
from convert.adapters.excel import sheet as sheets
from convert.adapters.excel.xls.engine import RawBook
from convert.adapters.excel.xlsx import packed as taking
from convert.errors import ConvertError
from convert.source import Source
from tests.adapters.excel_files import findings, grid, number, packed, read_bytes, tables, text
from tests.adapters.test_excel_xls import made

BORDERS = "<borders><border/><border><left style='thin'/></border></borders><cellXfs><xf/><xf borderId='1'/></cellXfs>"


@pytest.mark.parametrize(
    "row", ['<row r="{}" s="1" customFormat="1"/>', '<row r="{}"><c r="A{}" s="1"/><c r="AD{}" s="1"/></row>']
)
def test_a_sheet_that_claims_a_large_extent_is_as_large_as_what_it_holds(row: str) -> None:
    blanks = "".join(row.replace("{}", str(at)) for at in range(3, 20_000))
    head = f'<row r="1">{text("a", "A1")}{text("b", "B1")}</row><row r="2">{number("1", 0, "A2")}</row>'
    content = packed(f'<dimension ref="A1:AD200000"/><sheetData>{head}{blanks}</sheetData>', styles=BORDERS)
    assert grid(tables(read_bytes(content))[0]) == [["a", "b"], ["1", ""]]


def test_two_cells_at_the_corners_of_a_worksheet_are_two_cells() -> None:
    corners = f'<row r="1">{text("a", "A1")}</row><row r="1048576">{text("z", "XFD1048576")}</row>'
    document = read_bytes(packed(f"<sheetData>{corners}</sheetData>"))
    assert "".join(getattr(block, "text", "") for block in document.blocks) == "az"


def test_a_few_cells_over_millions_of_places_are_a_small_table() -> None:
    lines = "".join(
        f'<row r="{row}">{number("1", 0, f"A{row}")}{text("x", f"ZZ{row}")}</row>' for row in range(1, 930_001, 30_000)
    )
    document = read_bytes(packed(f"<sheetData>{lines}</sheetData>"))
    assert sum(len(table.cells) for table in tables(document)) < 1000
    assert sum(cell.text == "x" for table in tables(document) for cell in table.cells) == 31


@pytest.mark.parametrize("by_parser", [False, True])
def test_texts_that_are_too_long_together_are_left_out_and_told(
    by_parser: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MAX_CHARACTERS", 10_000)
    monkeypatch.setattr(taking, "MAX_CHARACTERS", 10_000)
    if by_parser:
        monkeypatch.setattr(segments, "_is_plain", lambda *_: False)
    lines = "".join(
        f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c>{number("1", 0, f"B{at}")}</row>' for at in range(1, 31)
    )
    document = read_bytes(packed(f"<sheetData>{lines}</sheetData>", strings=f"<si><t>{'长' * 1000}</t></si>"))
    assert sum(len(cell.text) == 1000 for table in tables(document) for cell in table.cells) == 10
    (lost,) = document.findings
    assert (lost.code, lost.detail) == ("content-dropped", "cells whose texts are too long together")


def panic(_: bytes) -> RawBook:
    raise BaseException("panic")


def swell(_: bytes) -> RawBook:
    held = [bytearray(1 << 24) for _ in range(1 << 10)]
    return RawBook([], [], len(held) > 1)


def hang(_: bytes) -> RawBook:
    while True:
        time.sleep(1)


@pytest.mark.parametrize("engine", ["panic", "swell", "hang"])
def test_an_engine_that_crashes_swells_or_hangs_is_ended_and_the_next_one_reads(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(book: object) -> None:
        sheet = book.add_sheet("Sheet1")  # type: ignore[attr-defined]
        for row in range(2):
            for col in range(2):
                sheet.write(row, col, f"{row}{col}")

    monkeypatch.setattr(xls, "_SECONDS", 2.0)
    monkeypatch.setattr(xls, "_MEMORY", 256 << 20)
    monkeypatch.setattr(xls, "_ENGINES", (("xlrd", f"{__name__}:{engine}"), xls._ENGINES[1]))
    document = read_bytes(made(fill), "book.xls")
    assert grid(tables(document)[0]) == [["00", "01"], ["10", "11"]]
    assert any("damaged in part" in detail for _, detail, _ in findings(document))
    monkeypatch.setattr(xls, "_ENGINES", (("xlrd", f"{__name__}:{engine}"),))
    with pytest.raises(ConvertError):
        xls.read_book(Source("book.xls", content=made(fill)))
