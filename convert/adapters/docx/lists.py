"""Work out the numbers that automatic numbering shows (ECMA-376 part 1, 17.9).

Where the standard is silent this follows what Word does: all lists of one abstract definition share their counters,
a level that was skipped counts as begun, a start override counts the first time its list is met at that level, and
isLgl makes the levels above decimal but not the level itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from convert.adapters.docx.names import RPR, VAL, Element, W, is_on, to_int, value_of
from convert.adapters.docx.styles import SYMBOL_FONTS, Styles
from convert.numbering import format_number, knows

MAX_LEVEL = 8
MAX_START = 1_000_000_000
MAX_TEXT = 255
_MAX_LINKS = 16
_PLACE = re.compile("%([1-9])")
_NO_SPACE_AFTER = frozenset("、）).．。:：】〕]〉》；;，,")
_BULLET = "•"


class Level(NamedTuple):
    """One level of a list.

    text: the marker with places %1 to %9; restart: the level, counted from 1, that restarts it; None: any above it.
    """

    start: int = 1
    kind: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    legal: bool = False
    restart: int | None = None
    hidden: bool = False
    style: str = ""
    digits: int = 0


class Numbering(NamedTuple):
    """A list: the key its counters are kept under, its levels, and the starts that it overrides."""

    number: str
    key: str
    levels: dict[int, Level]
    overrides: dict[int, int]


class Marker(NamedTuple):
    """What stands before a paragraph. text is stripped; space: what goes between it and a heading's words.

    ordered: it counts; bullet: it is a sign rather than a text.
    """

    text: str
    level: int
    ordered: bool = False
    bullet: bool = False
    space: str = ""


class Counters:
    """How far the lists of one story have counted."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[int, int]] = {}
        self._overridden: set[tuple[str, int]] = set()

    def count(self, numbering: Numbering, at: int) -> dict[int, int]:
        """Count one more item at a level and give the state of all levels down to it."""
        counts = self._counts.setdefault(numbering.key, {})
        levels, overrides = numbering.levels, numbering.overrides
        for upper in range(at):
            if upper not in counts and upper in levels:
                counts[upper] = overrides.get(upper, levels[upper].start)
        start = overrides.get(at, levels[at].start)
        if at in overrides and (numbering.number, at) not in self._overridden:
            self._overridden.add((numbering.number, at))
            counts[at] = start
        else:
            counts[at] = counts[at] + 1 if at in counts else start
        for deeper in [level for level in counts if level > at]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or restart > at:
                del counts[deeper]
        return counts


@dataclass(slots=True)
class Lists:
    """The lists of a document. root None: a document without numbering. strange: kinds that are shown as decimal."""

    root: Element | None
    styles: Styles
    strange: set[str] = field(default_factory=set)
    _abstract: dict[str, Element] = field(default_factory=dict)
    _numbers: dict[str, Element] = field(default_factory=dict)
    _known: dict[str, Numbering | None] = field(default_factory=dict)
    _levels: dict[str, dict[int, Level]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.root is not None:
            for element in self.root.iterchildren(W + "abstractNum"):
                self._abstract.setdefault(element.get(W + "abstractNumId") or "", element)
            for element in self.root.iterchildren(W + "num"):
                self._numbers.setdefault(element.get(W + "numId") or "", element)

    def marker(self, direct: Element | None, style: str, counters: Counters) -> Marker | None:
        """Count a paragraph with this `w:numPr` of its own and this style; None if it is in no list.

        Direct properties go before the style's, numId and ilvl each by itself; numId 0 takes a paragraph out of lists.
        """
        if not self._numbers:
            return None
        number = level = ""
        identifiers: tuple[str, ...] = ()
        if direct is not None:
            number, level = value_of(direct, "numId"), value_of(direct, "ilvl")
        if not number:
            number, style_level, identifiers = self.styles.number_properties(style)
            level = level or style_level
        numbering = self._numbering(number) if number and number != "0" else None
        if numbering is None:
            return None
        linked = {entry.style: at for at, entry in numbering.levels.items() if entry.style}
        at = to_int(level) if level else next((linked[name] for name in identifiers if name in linked), 0)
        at = max(0, min(at, MAX_LEVEL))
        return self._show(numbering, at, counters.count(numbering, at)) if at in numbering.levels else None

    def _show(self, numbering: Numbering, at: int, counts: dict[int, int]) -> Marker | None:
        level = numbering.levels[at]
        if level.hidden:
            return None
        if level.kind == "bullet":
            return Marker(level.text, at, bullet=True)

        def fill(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            other = numbering.levels.get(place)
            if other is None or place not in counts:
                return ""
            kind = "decimal" if level.legal and place < at else other.kind
            if not knows(kind):
                self.strange.add(kind)
            return format_number(counts[place], kind).zfill(other.digits)

        text = _PLACE.sub(fill, level.text).strip()
        if not text:
            return None
        space = "" if level.suffix == "nothing" or text[-1] in _NO_SPACE_AFTER else " "
        return Marker(text, at, ordered=level.kind != "none", space=space)

    def _numbering(self, number: str) -> Numbering | None:
        if number not in self._known:
            self._known[number] = self._read_numbering(number)
        return self._known[number]

    def _read_numbering(self, number: str) -> Numbering | None:
        element = self._numbers.get(number)
        key = value_of(element, "abstractNumId")
        if key not in self._levels:
            abstract = self._follow(key)
            self._levels[key] = _read_levels(abstract) if abstract is not None else {}
        levels = dict(self._levels[key])
        if element is None or not levels:
            return None
        overrides = {}
        for override in element.iterchildren(W + "lvlOverride"):
            at = to_int(override.get(W + "ilvl"))
            replaced = override.find(W + "lvl")
            if replaced is not None:
                levels[at] = _read_level(replaced)
            start = value_of(override, "startOverride")
            if start:
                overrides[at] = _to_start(start, 1)
        return Numbering(number, key, levels, overrides)

    def _follow(self, identifier: str) -> Element | None:
        """Find the abstract definition that holds the levels, through links to numbering styles."""
        for _ in range(_MAX_LINKS):
            abstract = self._abstract.get(identifier)
            link = value_of(abstract, "numStyleLink")
            if abstract is None or not link or abstract.find(W + "lvl") is not None:
                return abstract
            identifier = value_of(self._numbers.get(self.styles.numbering_link(link)), "abstractNumId")
        return None


def _to_start(text: str, default: int) -> int:
    return max(0, min(to_int(text, default), MAX_START))


def _read_levels(abstract: Element) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for child in abstract.iterchildren(W + "lvl"):
        at = to_int(child.get(W + "ilvl"))
        if 0 <= at <= MAX_LEVEL and at not in levels:
            levels[at] = _read_level(child)
    return levels


def _read_level(element: Element) -> Level:
    kind, digits = _read_kind(element)
    text = value_of(element, "lvlText")[:MAX_TEXT]
    properties = element.find(RPR)
    if kind == "bullet":
        fonts = properties.find(W + "rFonts") if properties is not None else None
        font = (fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or "").lower() if fonts is not None else ""
        is_symbol = font in SYMBOL_FONTS or any("\ue000" <= character <= "\uf8ff" for character in text)
        text = _BULLET if is_symbol or not text.strip() else text.strip()
    restart = value_of(element, "lvlRestart")
    return Level(
        start=_to_start(value_of(element, "start"), 0),
        kind=kind,
        text=text,
        suffix=value_of(element, "suff") or "tab",
        legal=is_on(element.find(W + "isLgl")),
        restart=to_int(restart) if restart else None,
        hidden=is_on(properties.find(W + "vanish")) if properties is not None else False,
        style=value_of(element, "pStyle"),
        digits=digits,
    )


def _read_kind(element: Element) -> tuple[str, int]:
    """Give the number format and how many digits it has at least; custom formats look like `001, 002, 003, ...`."""
    kind = ""
    for found in element.iter(W + "numFmt"):
        if found.get(VAL) != "custom":
            kind = kind or found.get(VAL) or ""
            continue
        first = (found.get(W + "format") or "").split(",")[0].strip()
        if first.isascii() and first.isdigit() and len(first) <= 8:
            return "decimal", len(first)
    return kind or "decimal", 0
