"""Tables of programs before Excel: what they are is told by their first bytes, and none is taken for a text."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import pytest

from convert.adapters import reader
from convert.detect import detect
from convert.errors import MissingHelper, Unreadable
from convert.model import Document
from convert.options import Options
from convert.source import Source
from tests.adapters.excel_files import findings, grid, tables
from tests.adapters.legacy_files import needs_soffice, without_soffice
from tests.zips import zipped

Field = tuple[bytes, str, int, int]


def dbf(fields: Sequence[Field], records: Sequence[Sequence[bytes]], *, page: int = 0, count: int = -1) -> bytes:
    """Make a table; a record's first piece is its mark of deletion."""
    size = 1 + sum(width for _, _, width, _ in fields)
    begin = 32 + 32 * len(fields) + 1
    head = struct.pack("<4BIHH17xB2x", 3, 124, 1, 5, len(records) if count < 0 else count, begin, size, page)
    described = b"".join(
        struct.pack("<11sc4xBB14x", name, kind.encode(), width, places) for name, kind, width, places in fields
    )
    return head + described + b"\r" + b"".join(b"".join(record) for record in records) + b"\x1a"


def read_as(content: bytes, name: str) -> Document:
    source = Source(name, content=content)
    return reader(detect(source))(source, Options())


FIELDS: list[Field] = [("名称".encode("gbk"), "C", 10, 0), (b"NUM", "N", 8, 2), (b"DAY", "D", 8, 0), (b"OK", "L", 1, 0)]
RECORDS = [
    (b" ", "北京".encode("gbk").ljust(10), b"   12.50", b"20240105", b"T"),
    (b" ", "上海市".encode("gbk").ljust(10), b"        ", b"        ", b"?"),
    (b"*", b"gone".ljust(10), b"    1.00", b"20240106", b"F"),
]


def test_a_dbase_table_has_its_names_its_values_and_its_blanks() -> None:
    document = read_as(dbf(FIELDS, RECORDS, page=0x4D), "t.dbf")
    (table,) = tables(document)
    assert grid(table) == [
        ["名称", "NUM", "DAY", "OK"],
        ["北京", "12.50", "2024-01-05", "TRUE"],
        ["上海市", "", "", ""],
    ]
    assert [cell.value for cell in table.cells[4:8]] == [None, Decimal("12.50"), date(2024, 1, 5), True]
    assert ("content-dropped", "records that are marked as deleted", "× 1") in findings(document)


def test_a_code_page_that_a_dbase_table_does_not_name_is_a_doubt() -> None:
    document = read_as(dbf(FIELDS, RECORDS), "t.dbf")
    assert grid(tables(document)[0])[1][0] == "北京"
    assert [(found.severity, found.after) for found in document.findings if found.code == "encoding"] == [
        ("warning", "gb18030")
    ]


def test_records_that_a_dbase_table_lacks_and_memos_beside_it_are_told() -> None:
    fields: list[Field] = [(b"A", "C", 4, 0), (b"B", "N", 3, 0), (b"NOTE", "M", 10, 0), (b"WHEN", "@", 8, 0)]
    document = read_as(dbf(fields, [(b" ", b"x   ", b"  1", b"         1", b"\x42\xcc" * 4)], count=5), "t.dbf")
    assert grid(tables(document)[0])[1][:2] == ["x", "1"]
    assert ("content-dropped", "records that the file lacks", "× 4") in findings(document)
    assert ("content-dropped", "field whose content is in another file", "NOTE") in findings(document)
    assert ("content-dropped", "field of a kind that is not read", "WHEN") in findings(document)


def test_records_that_a_dbase_table_does_not_count_are_told() -> None:
    document = read_as(dbf([(b"A", "C", 4, 0)], [(b" ", b"x   "), (b" ", b"y   "), (b"*", b"z   ")], count=1), "t.dbf")
    assert ("content-dropped", "records that the file does not count", "× 1") in findings(document)


def test_binary_values_of_foxpro_are_values() -> None:
    fields: list[Field] = [(b"I", "I", 4, 0), (b"B", "B", 8, 1), (b"Y", "Y", 8, 4), (b"T", "T", 8, 0)]
    moment = struct.pack("<ii", 2_451_545, 43_200_000)
    record = (b" ", struct.pack("<i", -7), struct.pack("<d", 2.5), struct.pack("<q", -12_345_600), moment)
    document = read_as(b"\x30" + dbf(fields, [record])[1:], "t.dbf")
    assert [cell.value for cell in tables(document)[0].cells[4:]] == [
        *(Decimal(-7), Decimal("2.5"), Decimal("-1234.5600")),
        datetime(2000, 1, 1, 12),
    ]


@pytest.mark.parametrize("size", [20, 32, 40, 100, 128])
def test_a_dbase_table_that_is_cut_off_is_refused_or_told(size: int) -> None:
    try:
        document = read_as(dbf(FIELDS, RECORDS)[:size], "t.dbf")
    except Unreadable:
        return
    assert ("content-dropped", "records that the file lacks", "× 3") in findings(document)


SYLK = 'ID;PWXL;N;E\r\nC;Y1;X1;K"单位名称"\r\nC;X2;K"数量"\r\nC;Y2;X1;K"北京市"\r\nC;X2;K12.5\r\nE\r\n'.encode("gbk")
BEFORE_ODF = zipped({"mimetype": "application/vnd.sun.xml.calc", "content.xml": "<office:document-content/>"})


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (SYLK, "t.slk"),
        (b"\0\0\2\0\6\4\6\0\x08\0\0\0\0\0\1\0\1\0", "t.wk1"),
        (b"\xff\0\2\0\4\4\5\x54\2\0\xa9\x57", "t.wks"),
        (b"\0\0\x1a\0\0\x10\4\0\0\0\0\0", "t.wk3"),
        (BEFORE_ODF, "t.sxc"),
    ],
)
def test_old_tables_are_known_by_their_content(content: bytes, name: str) -> None:
    assert detect(Source("t.txt", content=content)) == "oldsheet"
    assert detect(Source(name, content=content)) == "oldsheet"


def test_without_libreoffice_an_old_table_names_it(monkeypatch: pytest.MonkeyPatch, tmp_path_factory) -> None:  # type: ignore[no-untyped-def]
    without_soffice(monkeypatch, tmp_path_factory.mktemp("none"))
    with pytest.raises(MissingHelper):
        read_as(SYLK, "t.slk")


@needs_soffice
def test_a_sylk_table_is_read_by_libreoffice_in_its_own_encoding() -> None:
    document = read_as(SYLK, "t.slk")
    assert grid(tables(document)[0]) == [["单位名称", "数量"], ["北京市", "12.5"]]
    assert tables(document)[0].cells[3].value == Decimal("12.5")
