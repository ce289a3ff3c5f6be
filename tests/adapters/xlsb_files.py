"""Workbooks of binary records (.xlsb) written by hand for the tests."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from decimal import Decimal

from tests.adapters.excel_files import relationships
from tests.zips import zipped

Content = str | int | float | bool | Decimal | None
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    '<Override PartName="/xl/worksheets/sheet1.bin" ContentType="application/vnd.ms-excel.worksheet"/>'
    '<Override PartName="/xl/styles.bin" ContentType="application/vnd.ms-excel.styles"/>'
    '<Override PartName="/xl/sharedStrings.bin" ContentType="application/vnd.ms-excel.sharedStrings"/></Types>'
)


def record(kind: int, content: bytes = b"") -> bytes:
    """Write a record: its kind and its size in groups of seven bits."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(content)
    while True:
        head += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return head + content


def wide(text: str) -> bytes:
    units = text.encode("utf-16-le")
    return struct.pack("<I", len(units) // 2) + units


def row(index: int, *, hidden: bool = False) -> bytes:
    flags = 0x10 if hidden else 0
    return record(0, struct.pack("<IIHBBBI", index, 0, 300, 0, flags, 0, 0))


def at(col: int, style: int = 0) -> bytes:
    return struct.pack("<II", col, style)


def cell(col: int, content: Content, style: int = 0) -> bytes:
    """Write a cell: a text, a truth value, a whole number packed into 30 bits, any other number as a double."""
    if content is None:
        return record(1, at(col, style))
    if isinstance(content, bool):
        return record(4, at(col, style) + bytes([content]))
    if isinstance(content, int):
        return record(2, at(col, style) + struct.pack("<i", content << 2 | 2))
    if isinstance(content, float):
        return record(5, at(col, style) + struct.pack("<d", content))
    return record(6, at(col, style) + wide(str(content)))


def merges(*areas: tuple[int, int, int, int]) -> bytes:
    """Write merged ranges (first row, first column, last row, last column)."""
    body = b"".join(record(176, struct.pack("<IIII", top, bottom, left, right)) for top, left, bottom, right in areas)
    return record(177, struct.pack("<I", len(areas))) + body + record(178)


def sheet(*rows: bytes, before: bytes = b"", behind: bytes = b"") -> bytes:
    extent = record(148, struct.pack("<IIII", 0, 1, 0, 1))
    return record(129) + extent + before + record(145) + b"".join(rows) + record(146) + behind + record(130)


def styles(*codes: str) -> bytes:
    """Write a style sheet whose style 1, 2… have these number formats; the last style is bold with a border."""
    formats = b"".join(record(44, struct.pack("<H", 200 + index) + wide(code)) for index, code in enumerate(codes))
    font = struct.pack("<HHHHBBBB", 220, 0, 400, 0, 0, 2, 134, 0) + bytes(8) + b"\0" + wide("Arial")
    bold = struct.pack("<HHHHBBBB", 220, 0, 700, 0, 0, 2, 134, 0) + bytes(8) + b"\0" + wide("Arial")
    none, thin = bytes(1 + 50), bytes(1) + b"\1" + bytes(49)
    looks = [(0, 0, 0), *((200 + index, 0, 0) for index in range(len(codes))), (0, 1, 1)]
    cells = b"".join(
        record(47, struct.pack("<HHHHHBBHH", 0, code, at_font, 0, border, 0, 0, 0, 0))
        for code, at_font, border in looks
    )
    return (
        record(278)
        + record(615, struct.pack("<I", len(codes))) + formats + record(616)
        + record(611, struct.pack("<I", 2)) + record(43, font) + record(43, bold) + record(612)
        + record(613, struct.pack("<I", 2)) + record(46, none) + record(46, thin) + record(614)
        + record(617, struct.pack("<I", len(looks))) + cells + record(618)
        + record(279)
    )  # fmt: skip


def packed(
    *sheets: bytes,
    names: Sequence[str] = ("Sheet1", "Sheet2"),
    strings: Sequence[bytes] = (),
    style_sheet: bytes = b"",
    since_1904: bool = False,
    hidden: Sequence[int] = (),
) -> bytes:
    """Pack a workbook. strings: the contents of shared strings, each with its byte of flags."""
    listed = b"".join(
        record(156, struct.pack("<II", int(index in hidden), index + 1) + wide(f"rId{index + 1}") + wide(names[index]))
        for index in range(len(sheets))
    )
    book = record(131) + record(153, struct.pack("<III", int(since_1904), 0, 0)) + record(143) + listed + record(144)
    targets = [("worksheet", f"worksheets/sheet{index}.bin") for index in range(1, len(sheets) + 1)]
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relationships(("officeDocument", "xl/workbook.bin")),
        "xl/workbook.bin": book + record(132),
        "xl/_rels/workbook.bin.rels": relationships(
            *targets, ("styles", "styles.bin"), ("sharedStrings", "sharedStrings.bin")
        ),
        "xl/styles.bin": style_sheet or styles(),
        "xl/sharedStrings.bin": record(159, struct.pack("<II", len(strings), len(strings)))
        + b"".join(record(19, text) for text in strings)
        + record(160),
    }
    for index, content in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{index}.bin"] = content
    return zipped(parts)
