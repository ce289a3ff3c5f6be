"""Read of a workbook's styles what text and values depend on: number formats, the font's marks, borders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from convert.errors import Unreadable
from convert.model import Mark
from convert.numbers import read_count
from convert.ooxml.opc import Package
from convert.ooxml.xml_parts import parse_xml, remembered
from convert.symbols import symbol_font

if TYPE_CHECKING:
    from lxml import etree

MAX_STYLE_BYTES = 32 * 1024 * 1024
MAX_STYLES = 70_000
"""A little more than Excel's 65,490."""

_YEAR_MONTH, _MONTH_DAY, _LONG_DATE = 'yyyy"年"m"月"', 'm"月"d"日"', 'yyyy"年"m"月"d"日"'
_CLOCK, _CLOCK_NOON = 'h"时"mm"分"', '上午/下午h"时"mm"分"'
_MONEY, _MONEY_AND_CENTS = '"¥"#,##0;"¥"\\-#,##0', '"¥"#,##0.00;"¥"\\-#,##0.00'
BUILT_IN: dict[int, str] = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    5: _MONEY, 6: _MONEY, 7: _MONEY_AND_CENTS, 8: _MONEY_AND_CENTS,
    11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: _YEAR_MONTH, 28: _MONTH_DAY, 29: _MONTH_DAY, 30: "m-d-yy", 31: _LONG_DATE, 32: _CLOCK, 33: _CLOCK + 'ss"秒"',
    34: _CLOCK_NOON, 35: _CLOCK_NOON + 'ss"秒"', 36: _YEAR_MONTH,
    37: "#,##0_);(#,##0)", 38: "#,##0_);(#,##0)", 39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);(#,##0.00)",
    41: "#,##0_;-#,##0", 42: '"¥"#,##0_;-"¥"#,##0', 43: "#,##0.00_;-#,##0.00", 44: '"¥"#,##0.00_;-"¥"#,##0.00',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    50: _YEAR_MONTH, 51: _MONTH_DAY, 52: _YEAR_MONTH, 53: _MONTH_DAY, 54: _MONTH_DAY, 55: _CLOCK_NOON,
    56: _CLOCK_NOON + 'ss"秒"', 57: _YEAR_MONTH, 58: _MONTH_DAY,
}  # fmt: skip
"""ECMA-376 part 1, 18.8.30, as a Chinese Excel shows them."""


class Style(NamedTuple):
    """What a cell's style index stands for. font: only if it is one of symbols."""

    code: str = "General"
    marks: frozenset[Mark] = frozenset()
    bordered: bool = False
    font: str = ""


DEFAULT = Style()


class Styles:
    """The styles of a workbook by index; an index that is not there has the default style."""

    def __init__(self, styles: Sequence[Style] = ()) -> None:
        self._styles = styles

    def __getitem__(self, index: int) -> Style:
        return self._styles[index] if 0 <= index < len(self._styles) else DEFAULT


def read_styles(package: Package, part: str) -> Styles:
    """Read a style sheet. Raises Unreadable, TooLarge if it is missing or damaged; no text depends on it."""
    return _read_styles(package.read(part, MAX_STYLE_BYTES), part)


@remembered
def _read_styles(content: bytes, part: str) -> Styles:
    root = parse_xml(content, part)
    codes = dict(BUILT_IN)
    for element in root.iterfind("{*}numFmts/{*}numFmt"):
        codes[read_count(element.get("numFmtId"))] = element.get("formatCode") or "General"
    fonts = [(font_marks(font), _symbols(font)) for font in root.iterfind("{*}fonts/{*}font")]
    borders = [_is_drawn(border) for border in root.iterfind("{*}borders/{*}border")]
    styles = []
    for element in root.iterfind("{*}cellXfs/{*}xf"):
        code = codes.get(read_count(element.get("numFmtId")), "General")
        font, border = (read_count(element.get(name)) for name in ("fontId", "borderId"))
        marks, symbols = fonts[font] if font < len(fonts) else (frozenset(), "")
        styles.append(Style(code, marks, borders[border] if border < len(borders) else False, symbols))
        if len(styles) >= MAX_STYLES:
            raise Unreadable("The file is damaged: its part {part} is not what it should be.", part=part)
    return Styles(styles)


def font_marks(font: etree._Element) -> frozenset[Mark]:
    """Give the marks that a font's children stand for."""
    marks = set()
    for child in font:
        if isinstance(child.tag, str):
            mark = mark_of(child.tag.rpartition("}")[2], child.get("val"))
            if mark:
                marks.add(mark)
    return frozenset(marks)


def _symbols(font: etree._Element) -> str:
    name = font.find("{*}name")
    return symbol_font(name.get("val") or "") if name is not None else ""


def mark_of(element: str, value: str | None) -> Mark | None:
    """Give the mark that an element of a font or a run's properties stands for."""
    if element == "vertAlign":
        return "super" if value == "superscript" else "sub" if value == "subscript" else None
    if value in ("0", "false", "none", "off"):
        return None
    marks: dict[str, Mark] = {"b": "bold", "i": "italic", "u": "underline", "strike": "strike"}
    return marks.get(element)


def _is_drawn(border: etree._Element) -> bool:
    return any(side.get("style", "none") != "none" for side in border)
