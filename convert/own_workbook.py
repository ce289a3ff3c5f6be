"""The marks by which a workbook of this program is known again, and the words on it that carry meaning.

They are Chinese whatever the user's language: the official forms are, and the same document makes the same file.
"""

from __future__ import annotations

import re
from functools import cache

from convert.grid import MAX_COLUMNS as MAX_COLUMNS
from convert.model import Property, Severity

PROPERTY = "convert"
"""The custom document property that says who wrote the workbook; its value is the version of this layout."""
VERSION = "1"
CREATED = tuple(Property(name, "1980-01-01T00:00:00Z") for name in ("created", "modified"))
"""When a workbook was made of which nothing else is known: the clock is never asked."""
TITLE_PROPERTY = "convert.title"
"""Says TITLE_FROM_HEADING where the document had no title of its own and its first heading was put there."""
TITLE_FROM_HEADING = "heading"
AUTHOR = "convert"

BODY = "正文"
AUDIT = "核对"
UNTITLED = "表"
UNTITLED_SHEET = re.compile(f"{UNTITLED}[1-9][0-9]*")

CHECK_COLUMNS = ("规则", "左边", "右边", "结果", "说明", "位置")
FINDING_COLUMNS = ("代码", "级别", "说明", "位置", "原文", "改为", "细节")
RESULTS: dict[bool | None, str] = {True: "相符", False: "不相符", None: "无法判断"}
REMARK = "不相符："
"""What a note on a cell of a failed check starts with."""
SEVERITIES: dict[Severity, str] = {"info": "提示", "warning": "警告", "error": "错误"}

MAX_ROWS = 1_048_576
LONGEST_TEXT = 32_767
"""UTF-16 units in a cell."""
MAX_POSITIONS = 5_000_000
"""Grid positions of one table: more than any office document has, and what memory bears."""
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
LONG_NUMBER_CODE = "0"
"""On a cell of text: its digits are a number, with more of them than a worksheet's numbers hold."""

_LONGEST_TITLE = 255
"""UTF-16 units of what a workbook is called."""


def held_title(title: str) -> str:
    """Give what a document is called as a workbook holds it."""
    return cut(UNPRINTABLE.sub(" ", title), _LONGEST_TITLE)


def utf16_units(text: str) -> int:
    """Count as Excel counts: characters beyond U+FFFF twice."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, units: int) -> str:
    """Give as much of a text as fits into so many UTF-16 units."""
    if 2 * len(text) <= units or utf16_units(text) <= units:
        return text
    kept = text[:units]
    while utf16_units(kept) > units:
        kept = kept[: -(-(utf16_units(kept) - units) // 2)]
    return kept


@cache
def column_name(col: int) -> str:
    """Name a column, counted from 0, as a worksheet does."""
    letters = ""
    col += 1
    while col:
        col, rest = divmod(col - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, col: int) -> str:
    """Name a cell as a worksheet does.

    >>> cell_name(6, 2), cell_name(0, 16383)
    ('C7', 'XFD1')
    """
    return f"{column_name(col)}{row + 1}"
