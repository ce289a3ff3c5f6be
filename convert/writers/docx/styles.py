"""How a written document looks, as data: page, fonts and styles. Lengths are points unless said otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

TWIPS = 20
"""A point has twenty."""

PAGE_WIDTH, PAGE_HEIGHT = 11_906, 16_838
MARGIN_TOP, MARGIN_BOTTOM, MARGIN_LEFT, MARGIN_RIGHT = 2_098, 1_984, 1_588, 1_474
FOOTER_DISTANCE = 1_310
"""A4 and the margins of GB/T 9704-2012 §5.2, in twips; the page number stands 7 mm below the text."""

TEXT_WIDTH = PAGE_WIDTH - MARGIN_LEFT - MARGIN_RIGHT
TEXT_HEIGHT = PAGE_HEIGHT - MARGIN_TOP - MARGIN_BOTTOM

TABLE_SIZES = (10.5, 10.0, 9.0, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0)
"""Sizes for the text of tables; the first at which no word must be broken is taken."""

SUBSTITUTES = {
    "仿宋_GB2312": "FangSong",
    "楷体_GB2312": "KaiTi",
    "方正小标宋简体": "FZXiaoBiaoSong-B05S",
    "黑体": "SimHei",
    "宋体": "SimSun",
}
"""Font → its other name, for programs that do not have it under the first."""

WESTERN = "Times New Roman"


@dataclass(frozen=True, slots=True)
class Style:
    """One paragraph style. What is None or empty is inherited from `based_on`.

    first_line: indent in hundredths of a character; line: exact line height; spacing: line height as a multiple;
    outline: level of the outline counted from 0; follow: the style of the next paragraph typed;
    western: the font of Latin letters and digits, where there is an east_asian one.
    """

    id: str
    name: str
    east_asian: str = ""
    size: float | None = None
    align: Literal["", "left", "center", "right", "both"] = ""
    first_line: int | None = None
    line: float | None = None
    spacing: float | None = None
    before: float | None = None
    after: float | None = None
    keep_next: bool = False
    outline: int | None = None
    based_on: str = "Normal"
    follow: str = ""
    western: str = WESTERN


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """The styles of one kind of document.

    body: the style of plain paragraphs; flush_lists: items begin like paragraphs instead of hanging;
    table_line: the height of a line of tables as a multiple of its size; exact_tables: whatever the font.
    """

    styles: tuple[Style, ...]
    body: str
    flush_lists: bool
    table_line: float
    exact_tables: bool


def heading_style(level: int) -> str:
    """Name the style of a heading; 0 is the title of the document."""
    return f"Heading{min(level, 9)}" if level > 0 else "Title"


_SHARED = (
    Style("Picture", "Picture", align="center", spacing=1, before=6, after=6),
    Style("TableText", "Table Text", "宋体", TABLE_SIZES[0], align="left", spacing=1),
    Style("TableLabel", "Table Label", align="center", based_on="TableText"),
    Style("TableGroup", "Table Group", keep_next=True, based_on="TableLabel"),
    Style("TableValue", "Table Value", align="center", based_on="TableText"),
    Style("TableNumber", "Table Number", align="right", based_on="TableText"),
    Style("TableHeader", "Table Header", "黑体", align="center", keep_next=True, based_on="TableText"),
    Style("TableSeparator", "Table Separator", size=1, line=1),
    Style("FootnoteText", "footnote text", "宋体", 9, align="left", spacing=1),
    Style("EndnoteText", "endnote text", "宋体", 9, align="left", spacing=1),
    Style("Footer", "footer", "宋体", 14, align="center", spacing=1, western="宋体"),
)

_REPORT_LINE = 28.0
_REPORT_HEADINGS = ("黑体", "楷体_GB2312", *["仿宋_GB2312"] * 7)

REPORT = StyleSheet(
    (
        Style("Normal", "Normal", "仿宋_GB2312", 16, align="both", spacing=1, based_on=""),
        Style("BodyText", "Body Text", first_line=200, line=_REPORT_LINE),
        Style("Title", "Title", "方正小标宋简体", 22, "center", line=36, after=28, keep_next=True, follow="BodyText"),
        *(
            Style(
                heading_style(level),
                f"heading {level}",
                font,
                first_line=200,
                line=_REPORT_LINE,
                keep_next=True,
                outline=level - 1,
                follow="BodyText",
            )
            for level, font in enumerate(_REPORT_HEADINGS, 1)
        ),
        Style("ListParagraph", "List Paragraph", line=_REPORT_LINE),
        *(replace(style, western="宋体") if style.id == "TableText" else style for style in _SHARED),
    ),
    body="BodyText",
    flush_lists=True,
    table_line=1.3,
    exact_tables=True,
)
"""Official reports, after GB/T 9704-2012 §7: 3号, the title 2号, two characters free before each paragraph."""

_PLAIN_SIZES = (16.0, 15.0, 14.0, *[12.0] * 6)

PLAIN = StyleSheet(
    (
        Style("Normal", "Normal", "宋体", 12, align="both", spacing=1.25, based_on=""),
        Style("Title", "Title", "黑体", 20, "center", before=12, after=18, keep_next=True, follow="Normal"),
        *(
            Style(
                heading_style(level),
                f"heading {level}",
                "黑体",
                size,
                "left",
                before=12,
                after=6,
                keep_next=True,
                outline=level - 1,
                follow="Normal",
            )
            for level, size in enumerate(_PLAIN_SIZES, 1)
        ),
        Style("ListParagraph", "List Paragraph"),
        *_SHARED,
    ),
    body="",
    flush_lists=False,
    table_line=1.45,
    exact_tables=False,
)
"""Every other document."""
