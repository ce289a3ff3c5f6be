"""What the reader asks of a PDF engine: the marks on a page, placed as a person sees them.

Every coordinate is in points from the left and the top of the page as it is shown, its rotation already applied.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol
from unicodedata import normalize

from msgspec import Struct

Box = tuple[float, float, float, float]

MAX_PAGES = 5_000
MAX_GLYPHS = 200_000
"""Characters on one page; a page of a newspaper has some 20,000."""
MAX_SEGMENTS = 200_000
"""Pieces of lines on one page; a page of tables has some 1,000, a map has more than anyone reads as tables."""
MAX_PICTURES = 500
MAX_ENTRIES = 5_000
MAX_PIXELS = 40_000_000
_DOTS_APART = 4.0
_SHORTEST = 1.0
"""Points of a dash; rules are longer, once their dashes are joined."""
ASCENT, DESCENT = 0.86, 0.14
"""How far the square of a Chinese character reaches over and under its base line, in its size."""


class Glyph(NamedTuple):
    """A character; top and bottom are those of its em square, size is in points on the page.

    angle: degrees by which it is turned clockwise on the page; coloured: neither black, grey nor white;
    struck: a line is drawn through it; piece: the number of the text that the file draws at once, 0 if unknown.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool = False
    italic: bool = False
    angle: int = 0
    coloured: bool = False
    struck: bool = False
    piece: int = 0


class Look(NamedTuple):
    """What all the characters of one text object share: its look, and its number on the page from 1.

    angle: degrees by which they are turned clockwise.
    """

    size: float
    bold: bool
    italic: bool
    coloured: bool
    angle: int
    piece: int


Placed = tuple[str, float, float, float, Look]
"""A character, the x and y of where it stands on its base line, how far the next one is, and its look."""


class Rule(NamedTuple):
    """A straight line: at is its y (horizontal) or x (vertical), start and stop its ends on the other axis."""

    horizontal: bool
    at: float
    start: float
    stop: float


class Image(NamedTuple):
    """A picture on the page; data is JPEG or PNG, empty where the engine cannot give it."""

    box: Box
    data: bytes = b""
    media_type: str = ""


class Link(NamedTuple):
    box: Box
    address: str


class Remark(NamedTuple):
    """What a reader of the file has noted on a page. date: as the file spells it."""

    box: Box
    text: str
    author: str = ""
    date: str = ""


class Entry(NamedTuple):
    """A line of the document's outline; level counts from 0, page too (-1: it leads nowhere)."""

    level: int
    title: str
    page: int


class Page(Struct, frozen=True):
    """One page's marks.

    omitted: what was too much to take, in words (`line art`); lost: how many pieces of text the engine may have
    passed over, so that another one should be asked; boxes: to tick, as ☑ or ☐, which are none of the characters.
    """

    width: float
    height: float
    glyphs: Sequence[Glyph] = ()
    rules: Sequence[Rule] = ()
    images: Sequence[Image] = ()
    links: Sequence[Link] = ()
    omitted: tuple[str, ...] = ()
    lost: int = 0
    remarks: Sequence[Remark] = ()
    boxes: Sequence[Remark] = ()


class Engine(Protocol):
    """An open PDF file."""

    @property
    def page_count(self) -> int: ...

    def extras(self) -> Sequence[str]:
        """Name what the file holds beside its pages: `scripts`, `embedded files`, `drawn form`, `signature`."""
        ...

    def outline(self) -> Sequence[Entry]:
        """Give the document's outline, in order."""
        ...

    def page(self, index: int) -> Page:
        """Read one page, counted from 0, and let go of it. Raises DamagedPage."""
        ...

    def close(self) -> None: ...


class DamagedFile(Exception):
    """An engine cannot open the file."""


class DamagedPage(Exception):
    """An engine cannot read a page."""


def rounded(box: Box) -> Box:
    """Give a box in tenths of a point, as origins have it."""
    left, top, right, bottom = box
    return round(left, 1), round(top, 1), round(right, 1), round(bottom, 1)


def thin_rule(x0: float, top: float, x1: float, bottom: float, thickest: float = 3.0) -> Rule | None:
    """Give the rule that a thin rectangle draws; None where it is no line."""
    width, height = x1 - x0, bottom - top
    if height <= thickest and width >= _SHORTEST and width > 2 * height:
        return Rule(True, (top + bottom) / 2, x0, x1)
    if width <= thickest and height >= _SHORTEST and height > 2 * width:
        return Rule(False, (x0 + x1) / 2, top, bottom)
    return None


def dotted_rule(boxes: Sequence[Box]) -> list[Rule]:
    """Give the rule that small pieces in a row draw, none far from the next; nothing if they are anything else."""
    x0, top, x1, bottom = (pick(box[side] for box in boxes) for side, pick in ((0, min), (1, min), (2, max), (3, max)))
    rule = thin_rule(x0, top, x1, bottom)
    if rule is None:
        return []
    first, last = (0, 2) if rule.horizontal else (1, 3)
    ends = sorted((box[first], box[last]) for box in boxes)
    near = all(after[0] - before[1] <= _DOTS_APART for before, after in pairwise(ends))
    return [rule] if near else []


_RADICALS = dict(
    zip(
        "⺎⺒⺓⺟⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻱⻳",
        "兀巳幺母民虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龜龟",
        strict=True,
    )
)
"""Those that Unicode itself maps to no character, though fonts have one glyph for both."""


def character_of(code: int) -> str:
    """Give the character that a code stands for as text has it; empty for one that shows nothing."""
    if code in (0, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000:
        return "-" if code == 0xFFFE else "\ufffd"
    text = chr(code)
    return " " if text in "\t\xa0" else "" if code < 32 or code == 0xAD else unified(text)


def unified(char: str) -> str:
    """Give a character for a radical of dictionaries.

    Fonts draw both with one glyph, so a program that asks the font what a glyph means is told either.
    """
    return _RADICALS.get(char) or normalize("NFKC", char) if "\u2e80" <= char < "\u2fe0" else char


def em_box(x: float, y: float, advance: float, size: float, angle: int) -> Box:
    """Give the em square of a character that stands at a place on its base line, turned by an angle."""
    if angle == 90:
        return x - size * DESCENT, y, x + size * ASCENT, y + advance
    if angle == 180:
        return x - advance, y - size * DESCENT, x, y + size * ASCENT
    if angle == 270:
        return x - size * ASCENT, y - advance, x + size * DESCENT, y
    return x, y - size * ASCENT, x + advance, y + size * DESCENT
