"""Read the definitions of automatic numbering and what they show (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct, field

from convert.adapters.docx.names import RPR, VAL, Element, W, is_on, to_int, value_of
from convert.adapters.docx.styles import SYMBOL_FONTS, Styles
from convert.model import Level, Numbering
from convert.numbering import knows, to_kind
from convert.numbering.counting import Counters, kinds_of, marker_text

MAX_LEVEL = 8
MAX_START = 1_000_000_000
MAX_TEXT = 255
_MAX_LINKS = 16
_NO_SPACE_AFTER = frozenset("、）).．。:：】〕]〉》；;，,")
_BULLET = "•"


class Definition(NamedTuple):
    """A list: the key its counters are kept under, its levels, the starts of its own, and what it is in the model.

    hidden: levels that show no marker; styles: the paragraph style that stands for a level.
    """

    number: str
    key: str
    levels: dict[int, Level]
    starts: dict[int, int]
    kept: Numbering
    hidden: frozenset[int]
    styles: dict[str, int]


class _Entry(NamedTuple):
    level: Level
    hidden: bool
    style: str


class Marker(NamedTuple):
    """What stands before a paragraph. text is stripped; space: what goes between it and a heading's words.

    ordered: it counts; bullet: it is a sign rather than a text.
    """

    text: str
    level: int
    ordered: bool = False
    bullet: bool = False
    space: str = ""
    numbering: Numbering | None = None


class Lists(Struct):
    """The lists of a document. root None: a document without numbering. strange: kinds that are shown as decimal."""

    root: Element | None
    styles: Styles
    strange: set[str] = field(default_factory=set)
    _abstract: dict[str, Element] = field(default_factory=dict)
    _numbers: dict[str, Element] = field(default_factory=dict)
    _known: dict[str, Definition | None] = field(default_factory=dict)
    _levels: dict[str, dict[int, _Entry]] = field(default_factory=dict)
    _families: dict[str, int] = field(default_factory=dict)

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
        known = self._definition(number) if number and number != "0" else None
        if known is None:
            return None
        at = to_int(level) if level else next((known.styles[name] for name in identifiers if name in known.styles), 0)
        at = max(0, min(at, MAX_LEVEL))
        if at not in known.levels:
            return None
        return self._show(known, at, counters.count(known.key, known.number, known.levels, known.starts, at))

    def _show(self, known: Definition, at: int, counts: dict[int, int]) -> Marker | None:
        level = known.levels[at]
        if at in known.hidden:
            return None
        if level.kind == "bullet":
            return Marker(level.text, at, bullet=True, numbering=known.kept)
        self.strange.update(kind for kind in kinds_of(known.levels, at) if not knows(kind))
        text = marker_text(known.levels, at, counts)
        if not text:
            return None
        space = "" if level.suffix == "nothing" or text[-1] in _NO_SPACE_AFTER else " "
        return Marker(text, at, ordered=level.kind != "none", space=space, numbering=known.kept)

    def _definition(self, number: str) -> Definition | None:
        if number not in self._known:
            self._known[number] = self._read_definition(number)
        return self._known[number]

    def _read_definition(self, number: str) -> Definition | None:
        element = self._numbers.get(number)
        key = value_of(element, "abstractNumId")
        if key not in self._levels:
            abstract = self._follow(key)
            self._levels[key] = _read_levels(abstract) if abstract is not None else {}
        entries = dict(self._levels[key])
        if element is None or not entries:
            return None
        starts = {}
        for override in element.iterchildren(W + "lvlOverride"):
            at = to_int(override.get(W + "ilvl"))
            if not 0 <= at <= MAX_LEVEL:
                continue
            replaced = override.find(W + "lvl")
            if replaced is not None:
                entries[at] = _read_level(replaced)
            start = value_of(override, "startOverride")
            if start:
                starts[at] = _to_start(start, 1)
        levels = {at: entry.level for at, entry in entries.items()}
        family = self._families.setdefault(key, len(self._families) + 1)
        known = sum(one is not None for one in self._known.values())
        kept = Numbering(known + 1, family, tuple(sorted(levels.items())), tuple(sorted(starts.items())))
        hidden = frozenset(at for at, entry in entries.items() if entry.hidden)
        return Definition(
            number, key, levels, starts, kept, hidden, {e.style: at for at, e in entries.items() if e.style}
        )

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


def _read_levels(abstract: Element) -> dict[int, _Entry]:
    levels: dict[int, _Entry] = {}
    for child in abstract.iterchildren(W + "lvl"):
        at = to_int(child.get(W + "ilvl"))
        if 0 <= at <= MAX_LEVEL and at not in levels:
            levels[at] = _read_level(child)
    return levels


def _read_level(element: Element) -> _Entry:
    kind, digits = _read_kind(element)
    text = value_of(element, "lvlText")[:MAX_TEXT]
    properties = element.find(RPR)
    if kind == "bullet":
        fonts = properties.find(W + "rFonts") if properties is not None else None
        font = (fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or "").lower() if fonts is not None else ""
        is_symbol = font in SYMBOL_FONTS or any("\ue000" <= character <= "\uf8ff" for character in text)
        text = _BULLET if is_symbol or not text.strip() else text.strip()
    restart = value_of(element, "lvlRestart")
    suffix = value_of(element, "suff")
    level = Level(
        kind,
        text,
        _to_start(value_of(element, "start"), 0),
        "space" if suffix == "space" else "nothing" if suffix == "nothing" else "tab",
        is_on(element.find(W + "isLgl")),
        to_int(restart) if restart else None,
        digits,
    )
    hidden = is_on(properties.find(W + "vanish")) if properties is not None else False
    return _Entry(level, hidden, value_of(element, "pStyle"))


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
    return to_kind(kind), 0
