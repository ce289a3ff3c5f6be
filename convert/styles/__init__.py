"""How a written document looks, as data: page, fonts and styles from one TOML file a look under templates/styles."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal, NamedTuple

from msgspec import Struct

from convert.paper import TWIPS

TWIPS_PER_MM = 1440 / 25.4
LINE_STRETCH = 1.3
"""What a line of text takes, as a multiple of its size, in fonts with a usual ascent and descent."""

Align = Literal["", "left", "center", "right", "both"]
ALIGNMENTS = ("left", "center", "right", "both")
PLACES = ("outside", "center", "none")

SIZES: Mapping[str, float] = {
    "初号": 42,
    "小初": 36,
    "1号": 26,
    "小1": 24,
    "2号": 22,
    "小2": 18,
    "3号": 16,
    "小3": 15,
    "4号": 14,
    "小4": 12,
    "5号": 10.5,
    "小5": 9,
    "6号": 7.5,
    "小6": 6.5,
    "7号": 5.5,
    "8号": 5,
}
"""The sizes of Chinese type in points."""


class Place(NamedTuple):
    """Where a style stands among the others: its id and name in the file, and whose look it takes where it has none."""

    id: str
    name: str
    based_on: str = "normal"
    follow: str = ""


HEADINGS = tuple(f"heading-{level}" for level in range(1, 10))

ROLES: Mapping[str, Place] = {
    "normal": Place("Normal", "Normal", ""),
    "body": Place("BodyText", "Body Text"),
    "title": Place("Title", "Title", "normal", "body"),
    **{role: Place(f"Heading{level}", f"heading {level}", "normal", "body") for level, role in enumerate(HEADINGS, 1)},
    "list": Place("ListParagraph", "List Paragraph"),
    "picture": Place("Picture", "Picture"),
    "table-text": Place("TableText", "Table Text"),
    "table-label": Place("TableLabel", "Table Label", "table-text"),
    "table-group": Place("TableGroup", "Table Group", "table-label"),
    "table-value": Place("TableValue", "Table Value", "table-text"),
    "table-number": Place("TableNumber", "Table Number", "table-text"),
    "table-header": Place("TableHeader", "Table Header", "table-text"),
    "footnote": Place("FootnoteText", "footnote text"),
    "endnote": Place("EndnoteText", "endnote text", "footnote"),
    "comment": Place("CommentText", "annotation text", "footnote"),
    "header": Place("Header", "header", "footnote"),
    "page-number": Place("Footer", "footer"),
    "page-number-even": Place("FooterEven", "Footer Even", "page-number"),
}
"""What a style is for → where it stands. A style that a file does not name looks like the one it is based on."""


class Style(Struct, frozen=True):
    """One paragraph style. What is None or empty is inherited from `based_on`.

    east_asian, western: the first font of their chains; size, line (exact height), before, after: points; spacing:
    line height as a multiple; first_line, left, right: indents in hundredths of a character; on_grid: as many lines
    and characters as the page prescribes; outline: level of the outline counted from 0; follow: the style of the next
    paragraph typed.
    """

    id: str
    name: str
    east_asian: str = ""
    western: str = ""
    size: float | None = None
    bold: bool | None = None
    align: Align = ""
    first_line: int | None = None
    left: int | None = None
    right: int | None = None
    line: float | None = None
    spacing: float | None = None
    before: float | None = None
    after: float | None = None
    keep_next: bool | None = None
    on_grid: bool | None = None
    outline: int | None = None
    based_on: str = ""
    follow: str = ""


SEPARATOR = Style("TableSeparator", "Table Separator", size=1, line=1, on_grid=False, based_on="Normal")
"""Of the paragraph that keeps two tables apart: as low as can be in every look."""


class Page(NamedTuple):
    """Lengths in twips. lines and characters: of a page and of a line, 0 where nothing prescribes them."""

    width: int
    height: int
    top: int
    bottom: int
    left: int
    right: int
    lines: int
    characters: int

    @property
    def text_width(self) -> int:
        return self.width - self.left - self.right

    @property
    def text_height(self) -> int:
        return self.height - self.top - self.bottom

    @property
    def line_pitch(self) -> int:
        """Give the height of a line of the grid, rounded down so that all lines fit."""
        return self.text_height // self.lines if self.lines else 0

    def character_space(self, size: float) -> int:
        """Give what to add to the width of a character of a size in points, in twips, rounded down so that all fit."""
        return math.floor(self.text_width / self.characters - size * TWIPS) if self.characters else 0


class PageNumber(NamedTuple):
    """before and after: what stands beside the number; distance: of the lower edge of its line from the page's."""

    place: Literal["outside", "center", "none"]
    before: str
    after: str
    distance: int


class StyleSheet(Struct, frozen=True):
    """The look of one kind of document.

    fonts: the first of each chain → those that stand in for it, best first; body: the id of the style of plain
    paragraphs; flush_lists: items begin like paragraphs instead of hanging; table_line: the height of a line of tables
    as a multiple of its size; exact_tables: whatever the font; table_sizes: of the text of tables, largest first: the
    first at which no word must be broken is taken.
    """

    id: str
    names: Mapping[str, str]
    source: str
    page: Page
    number: PageNumber
    fonts: Mapping[str, tuple[str, ...]]
    styles: tuple[Style, ...]
    body: str
    flush_lists: bool
    table_line: float
    exact_tables: bool
    table_sizes: tuple[float, ...]

    @property
    def normal(self) -> Style:
        return self.styles[0]

    def sized(self, style_id: str, size: float) -> str:
        """Name the variant of a table style at another size."""
        return style_id if size == self.table_sizes[0] else f"{style_id}{round(size * 2)}"

    def title_size(self) -> float:
        """Give the size of the title in points."""
        return next(style.size for style in self.styles if style.id == "Title") or self.normal.size or 0

    def advance(self) -> float:
        """Give the width of a character of plain text in twips, on the grid if there is one."""
        size = self.normal.size or 0
        return size * TWIPS + self.page.character_space(size)


def heading_style(level: int) -> str:
    """Name the style of a heading; 0 is the title of the document."""
    return f"Heading{min(level, 9)}" if level > 0 else "Title"
