"""What paragraph, character and numbering styles say about headings, lists and marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import copy
from functools import lru_cache
from typing import NamedTuple

from convert.adapters.docx.names import OFF, PPR, RPR, VAL, Element, W, is_on, to_int, value_of
from convert.model import Mark
from convert.ooxml.xml_parts import parse_xml, remembered

_MAX_ANCESTORS = 32
_NO_STYLE = "\0"
_MOST_LOOKS = 1_000
_TITLES = frozenset(("title", "标题", "標題"))
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_TOGGLES: dict[str, Mark] = {W + "b": "bold", W + "i": "italic", W + "strike": "strike", W + "dstrike": "strike"}
_VANISH, _SPEC_VANISH = W + "vanish", W + "specVanish"
_UNDERLINE, _VERT_ALIGN, _STYLE, _FONTS = W + "u", W + "vertAlign", W + "rStyle", W + "rFonts"
_SCRIPTS: dict[str, Mark] = {"superscript": "super", "subscript": "sub"}
_TABLE_STYLE, _STYLE_END = b'<w:style w:type="table"', b"</w:style>"
_COLOUR_TAG, _HIGHLIGHT = W + "color", W + "highlight"
_COLOUR = re.compile("[0-9A-Fa-f]{6}")
_NEARLY_BLACK = 0x40
_LINK_STYLES = frozenset(("hyperlink", "followedhyperlink"))
"""Their underline says that there is a link, which the run says itself."""
_DARK = ("Blue", "Cyan", "Green", "Magenta", "Red", "Yellow", "Gray")
_BRIGHT = ("yellow", "green", "cyan", "magenta", "blue", "red", "lightGray", "black", "white")
HIGHLIGHTS = frozenset((*_BRIGHT, *(f"dark{name}" for name in _DARK)))
SYMBOL_FONTS = frozenset(("wingdings", "wingdings 2", "wingdings 3", "webdings", "symbol"))


class Look(NamedTuple):
    """How a run looks. hidden: Word does not show it; font: a symbol font in lower case, else empty."""

    marks: frozenset[Mark] = frozenset()
    hidden: bool = False
    font: str = ""
    colour: str = ""
    highlight: str = ""


PLAIN = Look()


class Styles:
    """The styles of a document, read when asked for. root None: a document without styles."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self.default_paragraph = ""
        self.language = ""
        self._levels: dict[str, int | None] = {}
        self._numbers: dict[str, tuple[str, str, tuple[str, ...]]] = {}
        self._states: dict[str, tuple[dict[Mark | str, bool], dict[str, str]]] = {}
        self._said: dict[tuple[str, str], str] = {}
        self.looks: dict[tuple[tuple[object, ...], ...], Look] = {}
        if root is None:
            return
        for style in root.iterchildren(W + "style"):
            identifier = style.get(W + "styleId") or ""
            self._elements.setdefault(identifier, style)
            if style.get(W + "type") == "paragraph" and style.get(W + "default") not in (None, *OFF):
                self.default_paragraph = self.default_paragraph or identifier
        language = root.find(f"{W}docDefaults/{W}rPrDefault/{RPR}/{W}lang")
        if language is not None:
            self.language = language.get(W + "eastAsia") or language.get(VAL) or ""

    def _known(self, identifier: str) -> str:
        """Give the id of a style; one for all that there are not, so that a file cannot name more than there are."""
        return identifier if identifier in self._elements else _NO_STYLE

    def ancestry(self, identifier: str) -> Iterator[Element]:
        """Yield a style and what it is based on, nearest first; circles and chains beyond all reason end."""
        for _ in range(_MAX_ANCESTORS):
            style = self._elements.get(identifier)
            if style is None:
                return
            yield style
            identifier = value_of(style, "basedOn")

    def level(self, identifier: str) -> int | None:
        """Give the heading level of a paragraph style: 0 for the title, None for body text."""
        identifier = self._known(identifier)
        if identifier not in self._levels:
            self._levels[identifier] = self._find_level(identifier)
        return self._levels[identifier]

    def _find_level(self, identifier: str) -> int | None:
        names = []
        outline = ""
        for style in self.ancestry(identifier):
            name = value_of(style, "name").strip()
            names.append(name)
            if name.lower() in _TITLES:
                return 0
            outline = outline or value_of(style.find(PPR), "outlineLvl")
        if outline:
            return to_level(outline)
        named = (_HEADING.fullmatch(name) for name in names)
        return next((int(match[1]) for match in named if match), None)

    def number_properties(self, identifier: str) -> tuple[str, str, tuple[str, ...]]:
        """Give numId, ilvl and the style ids of a paragraph style's numbering, each from the nearest that has it."""
        identifier = self._known(identifier)
        if identifier not in self._numbers:
            self._numbers[identifier] = self._find_number_properties(identifier)
        return self._numbers[identifier]

    def _find_number_properties(self, identifier: str) -> tuple[str, str, tuple[str, ...]]:
        number = level = ""
        identifiers = []
        for style in self.ancestry(identifier):
            identifiers.append(style.get(W + "styleId") or "")
            properties = style.find(f"{PPR}/{W}numPr")
            if properties is not None:
                level = level or value_of(properties, "ilvl")
                number = value_of(properties, "numId")
                if number:
                    break
        return number, level, tuple(identifiers)

    def numbering_link(self, identifier: str) -> str:
        """Give the numId that a numbering style points to."""
        found = (value_of(style.find(f"{PPR}/{W}numPr"), "numId") for style in self.ancestry(identifier))
        return next((number for number in found if number), "")

    def look(self, properties: Element | None) -> Look:
        """Read the look of a run from its own properties and its character style; paragraph styles do not count."""
        if properties is None or not len(properties):
            return PLAIN
        said = tuple([(child.tag, *child.items()) for child in properties])
        known = self.looks.get(said)
        if known is None:
            known = self._read_look(properties)
            if len(self.looks) < _MOST_LOOKS:
                self.looks[said] = known
        return known

    def _read_look(self, properties: Element) -> Look:
        states, style, font, tints = _read(properties)
        if style:
            style_states, style_tints = self._character(style)
            states, tints = {**style_states, **states}, {**style_tints, **tints}
        if not font and not any(states.values()) and not any(tints.values()):
            return PLAIN
        marks = frozenset(mark for mark, state in states.items() if state and mark != "hidden")
        colour, highlight = tints.get("colour", ""), tints.get("highlight", "")
        return Look(marks, states.get("hidden", False), font, colour, highlight)  # type: ignore[arg-type]

    def _character(self, identifier: str) -> tuple[dict[Mark | str, bool], dict[str, str]]:
        identifier = self._known(identifier)
        if identifier not in self._states:
            states: dict[Mark | str, bool] = {}
            tints: dict[str, str] = {}
            for style in self.ancestry(identifier):
                properties = style.find(RPR)
                if properties is not None and style.get(W + "type") == "character":
                    own, _, _, own_tints = _read(properties)
                    if value_of(style, "name").lower() in _LINK_STYLES:
                        own.pop("underline", None)
                        own_tints.pop("colour", None)
                    states, tints = {**own, **states}, {**own_tints, **tints}
            self._states[identifier] = states, tints
        return self._states[identifier]

    def paragraph_says(self, identifier: str, name: str) -> str:
        """Give the value of a property that a paragraph style has or inherits; a toggle without one gives `1`."""
        key = self._known(identifier), name
        if key not in self._said:
            found = (style.find(f"{PPR}/{W}{name}") for style in self.ancestry(identifier))
            element = next((element for element in found if element is not None), None)
            self._said[key] = (element.get(VAL) or "1") if element is not None else ""
        return self._said[key]

    def name(self, identifier: str) -> str:
        """Give the name that people know a style by; empty if there is no such style."""
        return next((value_of(style, "name") or identifier for style in self.ancestry(identifier)), "")


def read_styles(content: bytes, part: str, parse: Callable[[bytes, str], Element] = parse_xml) -> Styles:
    """Read a styles part. Raises Unreadable."""
    return Styles(parse(_without_table_styles(content), part))


_kept = remembered(read_styles)


def kept_styles(content: bytes, part: str) -> Styles:
    """Read a styles part, once for all files with the same one; the looks of their runs are each file's own."""
    styles = copy(_kept(content, part))
    styles.looks = {}
    return styles


def _without_table_styles(content: bytes) -> bytes:
    """Cut the table styles out of a styles part unread: they say nothing that counts here and are most of it."""
    pieces = []
    at = 0
    while (start := content.find(_TABLE_STYLE, at)) >= 0 and (end := content.find(_STYLE_END, start)) >= 0:
        pieces.append(content[at:start])
        at = end + len(_STYLE_END)
    return b"".join([*pieces, content[at:]])


def to_level(outline: str) -> int | None:
    """Turn an outline level counted from 0 into a heading level; 9 is body text.

    >>> to_level("0"), to_level("8"), to_level("9"), to_level("x")
    (1, 9, None, None)
    """
    level = to_int(outline, 9)
    return level + 1 if 0 <= level <= 8 else None


@lru_cache(maxsize=256)
def to_colour(text: str | None) -> str:
    """Give a colour that may mean something, as RRGGBB; empty for `auto`, black and what cannot be told from it.

    >>> to_colour("ff0000"), to_colour("333333"), to_colour("auto"), to_colour("red")
    ('FF0000', '', '', '')
    """
    if text is None or not _COLOUR.fullmatch(text):
        return ""
    return "" if max(int(text[at : at + 2], 16) for at in (0, 2, 4)) <= _NEARLY_BLACK else text.upper()


def to_fill(text: str | None) -> str:
    """Give the colour of a cell as RRGGBB; empty for `auto`, white and the like.

    >>> to_fill("ffff00"), to_fill("FFFFFF"), to_fill("auto")
    ('FFFF00', '', '')
    """
    return text.upper() if text is not None and _COLOUR.fullmatch(text) and text.upper() != "FFFFFF" else ""


def _read(properties: Element) -> tuple[dict[Mark | str, bool], str, str, dict[str, str]]:
    """Give what run properties switch on or off, the character style they name, their symbol font and their tints."""
    states: dict[Mark | str, bool] = {}
    tints: dict[str, str] = {}
    style = font = ""
    for child in properties:
        tag = child.tag
        mark = _TOGGLES.get(tag)
        if mark is not None:
            states[mark] = states.get(mark, False) or is_on(child) if mark == "strike" else is_on(child)
        elif tag == _UNDERLINE:
            states["underline"] = (child.get(VAL) or "single") != "none"
        elif tag == _VERT_ALIGN:
            states["super"] = states["sub"] = False
            script = _SCRIPTS.get(child.get(VAL) or "")
            if script:
                states[script] = True
        elif tag in (_VANISH, _SPEC_VANISH):
            states["hidden"] = is_on(child)
        elif tag == _STYLE:
            style = child.get(VAL) or ""
        elif tag == _FONTS:
            name = (child.get(W + "ascii") or child.get(W + "hAnsi") or "").lower()
            font = name if name in SYMBOL_FONTS else ""
        elif tag == _COLOUR_TAG:
            tints["colour"] = to_colour(child.get(VAL))
        elif tag == _HIGHLIGHT:
            highlight = child.get(VAL) or ""
            tints["highlight"] = highlight if highlight in HIGHLIGHTS else ""
    return states, style, font, tints
