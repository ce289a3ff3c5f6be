"""How a written document looks, as data: page, fonts and styles from one TOML file a look under templates/styles."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from convert.errors import BadUsage
from convert.toml_keys import Keys, read_toml, templates_folder

TWIPS = 20
"""A point has twenty."""
_TWIPS_PER_MM = 1440 / 25.4
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


def load_styles() -> list[StyleSheet]:
    """Load every look that the program brings. Raises BadTemplate."""
    return [_bring(path.stem) for path in sorted((templates_folder() / "styles").glob("*.toml"))]


def choose_style(name: str) -> StyleSheet:
    """Give a look by its id, or by the path of its TOML file. Raises BadTemplate, BadUsage."""
    return load_style_file(Path(name)) if name.lower().endswith(".toml") else _bring(name)


@cache
def _bring(name: str) -> StyleSheet:
    paths = {path.stem: path for path in sorted((templates_folder() / "styles").glob("*.toml"))}
    if name not in paths:
        raise BadUsage(
            "No style is called {name}. Known: {known}.",
            "Name one of them, or a TOML file.",
            name=name,
            known=", ".join(paths),
        )
    return load_style_file(paths[name])


def load_style_file(path: Path) -> StyleSheet:
    """Load and check one file. Raises BadTemplate naming the file, the key and what was expected."""
    return _sheet(read_toml(path))


def _sheet(keys: Keys) -> StyleSheet:
    keys.read.add("schema")
    if keys.data.get("schema") != 1:
        keys.fail("schema", "1", keys.data.get("schema"))
    names = keys.table("name")
    chains = _fonts(keys.table("fonts"))
    page = _page(keys.table("page"))
    written = keys.table("styles")
    first = _Given(written.table("normal"), chains)
    if first.style.size is None or not first.style.east_asian or not first.style.western:
        written.fail("normal", "a size, an east_asian and a western font", written.data["normal"])
    given = {"normal": first, **{role: _Given(written.table(role), chains) for role in ROLES if role in written.data}}
    written.done()
    styles = (*(_style(role, given) for role in ROLES), SEPARATOR)
    tables = keys.table("tables")
    lists = keys.table("lists")
    sheet = StyleSheet(
        id=keys.text("id"),
        names={"zh": names.text("zh"), "en": names.text("en")},
        source=keys.text("source", ""),
        page=page,
        number=_page_number(keys.table("page_number"), page, styles),
        fonts={chain[0]: chain[1:] for chain in chains.values()},
        styles=styles,
        body=ROLES["body"].id if "body" in given else "",
        flush_lists=bool(lists.flag("flush", False)),
        table_line=tables.number("line", 1, 3, LINE_STRETCH) or LINE_STRETCH,
        exact_tables=bool(tables.flag("exact", False)),
        table_sizes=_table_sizes(tables, given.get("table-text", first).style.size or first.style.size),
    )
    for part in (names, tables, lists, keys):
        part.done()
    return sheet


def _fonts(keys: Keys) -> dict[str, tuple[str, ...]]:
    chains = {name: keys.texts(name) for name in keys.data}
    for name, chain in chains.items():
        if not chain or any("," in font or len(font) > 31 for font in chain):
            keys.fail(name, "a list of fonts' names, each of at most 31 characters and without a comma", chain)
    keys.done()
    return chains


def _page(keys: Keys) -> Page:
    lengths = [
        round(_needed(keys, name, 0, most) * _TWIPS_PER_MM)
        for name, most in (
            ("width", 558),
            ("height", 558),
            ("top", 200),
            ("bottom", 200),
            ("left", 200),
            ("right", 200),
        )
    ]
    counts = [int(keys.number(name, 0, 200, 0) or 0) for name in ("lines", "characters")]
    page = Page(*lengths, *counts)
    keys.done()
    if page.text_width < 2000 or page.text_height < 2000:
        keys.fail("", "margins that leave at least 36 mm for the text each way", dict(keys.data))
    return page


def _needed(keys: Keys, name: str, least: float, most: float) -> float:
    value = keys.number(name, least, most)
    if value is None:
        keys.fail(name, f"a number from {least:g} to {most:g}", None)
    return value


def _page_number(keys: Keys, page: Page, styles: tuple[Style, ...]) -> PageNumber:
    """Read where page numbers stand; `below` says how far under the text the middle of their line is."""
    text = keys.text("text", "{page}")
    if text.count("{page}") != 1:
        keys.fail("text", "a text with the word page in braces once", text)
    before, after = text.split("{page}")
    footer = next(style for style in styles if style.id == "Footer")
    height = footer.line or (footer.size or styles[0].size or 0) * LINE_STRETCH
    below = (keys.number("below", 0, 100, 7) or 0) * _TWIPS_PER_MM
    number = PageNumber(
        keys.choice("place", PLACES), before, after, max(0, round(page.bottom - below - height * TWIPS / 2))
    )
    keys.done()
    return number


def _table_sizes(keys: Keys, largest: float) -> tuple[float, ...]:
    """Give the sizes for the text of tables, by halves of a point down to the smallest."""
    smallest = keys.number("smallest", min(4, largest), largest, min(5, largest)) or largest
    return tuple(half / 2 for half in range(round(largest * 2), round(smallest * 2) - 1, -1))


class _Given:
    """A style as its file gives it."""

    def __init__(self, keys: Keys, chains: Mapping[str, tuple[str, ...]]) -> None:
        def font(key: str) -> str:
            name = keys.text(key, "")
            if name and name not in chains:
                keys.fail(key, "a font of [fonts]: " + ", ".join(chains), name)
            return chains[name][0] if name else ""

        def hundredths(key: str) -> int | None:
            value = keys.number(key, -50, 50)
            return None if value is None else round(value * 100)

        self.style = Style(
            "",
            "",
            east_asian=font("east_asian"),
            western=font("western"),
            size=_size(keys),
            bold=keys.flag("bold"),
            align=keys.choice("align", ALIGNMENTS, "") if "align" in keys.data else "",
            first_line=hundredths("first_line"),
            left=hundredths("left"),
            right=hundredths("right"),
            line=keys.number("line", 1, 500),
            spacing=keys.number("spacing", 0.5, 10),
            before=keys.number("before", 0, 500),
            after=keys.number("after", 0, 500),
            keep_next=keys.flag("keep_next"),
            on_grid=keys.flag("on_grid"),
        )
        keys.done()


def _size(keys: Keys) -> float | None:
    if isinstance(keys.data.get("size"), str):
        return SIZES[keys.choice("size", tuple(SIZES))]
    size = keys.number("size", 1, 200)
    if size is not None and size * 2 != round(size * 2):
        keys.fail("size", "points in whole or half, or one of " + ", ".join(SIZES), size)
    return size


def _style(role: str, given: Mapping[str, _Given]) -> Style:
    """Give a style under its id; a heading that a file does not name looks like the last one above that it does."""
    place = ROLES[role]
    own = given.get(role)
    if own is None and role in HEADINGS:
        above = [heading for heading in HEADINGS[: HEADINGS.index(role)] if heading in given]
        own = given[above[-1]] if above else None
    style = own.style if own else Style("", "")
    follow = place.follow if place.follow in given else "normal" if place.follow else ""
    return replace(
        style,
        id=place.id,
        name=place.name,
        outline=HEADINGS.index(role) if role in HEADINGS else None,
        based_on=ROLES[place.based_on].id if place.based_on else "",
        follow=ROLES[follow].id if follow else "",
    )
