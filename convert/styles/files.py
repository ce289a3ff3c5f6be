"""Read the looks of documents from their TOML files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from convert.errors import BadUsage
from convert.paper import TWIPS
from convert.styles import (
    ALIGNMENTS,
    HEADINGS,
    LINE_STRETCH,
    PLACES,
    ROLES,
    SEPARATOR,
    SIZES,
    TWIPS_PER_MM,
    Page,
    PageNumber,
    Style,
    StyleSheet,
)
from convert.toml_keys import Keys, read_toml, templates_folder


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
    keys.check_schema()
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
        round(_needed(keys, name, 0, most) * TWIPS_PER_MM)
        for names, most in ((("width", "height"), 558), (("top", "bottom", "left", "right"), 200))
        for name in names
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
    below = (keys.number("below", 0, 100, 7) or 0) * TWIPS_PER_MM
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
