"""Take binary workbook parts apart into records ([MS-XLSB] 2.1.4), and the texts in them."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from convert.adapters.excel.strings import Font, Segment, cut_by_fonts
from convert.errors import Unreadable

ROW, BLANK, RK, ERROR, BOOLEAN, REAL, TEXT, SHARED = range(8)
FORMULA_TEXT, FORMULA_NUMBER, FORMULA_BOOLEAN, FORMULA_ERROR = range(8, 12)
SHORT_BLANK, SHORT_RK, SHORT_ERROR, SHORT_BOOLEAN, SHORT_REAL, SHORT_TEXT, SHORT_SHARED = range(12, 19)
STRING_ITEM, NAME, FONT, FORMAT, BORDER, CELL_FORMAT = 19, 39, 43, 44, 46, 47
COLUMN, RICH_TEXT, PANE, WORKBOOK, SHEET, MERGE = 60, 62, 151, 153, 156, 176
PAGE_TEXTS, LINK, CELL_FORMATS, CELL_FORMATS_END, COMMENT, COMMENT_TEXT = 479, 494, 617, 618, 635, 637
VALIDATION, FILTER, CONDITION = 64, 161, 463
"""Kinds of records ([MS-XLSB] 2.3.2)."""

_COUNT = struct.Struct("<I")
_RUN = struct.Struct("<HH")


def records(content: bytes, part: str) -> Iterator[tuple[int, bytes]]:
    """Yield kind and content of each record. Raises Unreadable where one is cut off."""
    at, end = 0, len(content)
    while at < end:
        kind = content[at]
        at += 1
        if kind & 0x80 and at < end:
            kind = kind & 0x7F | content[at] << 7
            at += 1
        size = shift = 0
        while at < end and shift < 28:
            byte = content[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        if at + size > end:
            raise Unreadable(
                "The file is damaged: its part {part} cannot be unpacked.",
                "Get a complete copy of the file.",
                part=part,
            )
        yield kind, content[at : at + size]
        at += size


def read_text(record: bytes, at: int) -> tuple[str, int]:
    """Read a text with its count before it; give it and where it ends. A count of all ones is an absent text."""
    (count,) = _COUNT.unpack_from(record, at)
    at += 4
    if count == 0xFFFFFFFF:
        return "", at
    end = at + 2 * count
    if end > len(record):
        raise struct.error
    return record[at:end].decode("utf-16-le", "replace"), end


def read_rich(record: bytes, at: int, fonts: list[Font]) -> tuple[Segment, ...]:
    """Read a text that may change its font inside ([MS-XLSB] 2.5.122)."""
    flags = record[at]
    text, at = read_text(record, at + 1)
    if not flags & 1 or len(record) < at + 4:
        return ((text, None),) if text else ()
    (count,) = _COUNT.unpack_from(record, at)
    count = min(count, (len(record) - at - 4) // 4)
    runs = (_RUN.unpack_from(record, at + 4 + 4 * index) for index in range(count))
    return cut_by_fonts(text, runs, fonts)


def read_rk(number: int) -> float:
    """Read a number packed into 30 bits: a whole one or the top of a double, maybe in hundredths.

    >>> read_rk(17 << 2 | 2), read_rk(1234 << 2 | 3)
    (17.0, 12.34)
    """
    if number & 2:
        value = float((number >> 2) - (1 << 30 if number & 0x80000000 else 0))
    else:
        (value,) = struct.unpack("<d", struct.pack("<II", 0, number & 0xFFFFFFFC))
    return value / 100 if number & 1 else value
