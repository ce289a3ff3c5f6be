"""Turn a page's own coordinates into those a person sees: upright, from the left and the top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from convert.adapters.pdf.engine import (
    ASCENT,
    DESCENT,
    Box,
    Glyph,
    Image,
    Link,
    Page,
    Placed,
    Remark,
    Rule,
    em_box,
)
from convert.adapters.pdf.words import follows

_Mark = TypeVar("_Mark", Image, Link, Remark)
Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]


class View(NamedTuple):
    """A page of width × height, to be turned clockwise by quarters."""

    width: float
    height: float
    quarters: int

    @property
    def size(self) -> tuple[float, float]:
        return (self.height, self.width) if self.quarters % 2 else (self.width, self.height)

    def point(self, x: float, y: float) -> Point:
        if self.quarters == 1:
            return self.height - y, x
        if self.quarters == 2:
            return self.width - x, self.height - y
        if self.quarters == 3:
            return y, self.width - x
        return x, y

    def box(self, x0: float, top: float, x1: float, bottom: float) -> Box:
        return around((self.point(x0, top), self.point(x1, bottom)))

    def rule(self, rule: Rule) -> Rule:
        if rule.horizontal:
            x0, top, x1, bottom = self.box(rule.start, rule.at, rule.stop, rule.at)
        else:
            x0, top, x1, bottom = self.box(rule.at, rule.start, rule.at, rule.stop)
        turned = rule.horizontal == (self.quarters % 2 == 0)
        return Rule(True, top, x0, x1) if turned else Rule(False, x0, top, bottom)

    def placed(self, mark: _Mark) -> _Mark:
        return mark._replace(box=self.box(*mark.box))

    def turned(self, page: Page, glyphs: Sequence[Glyph]) -> Page:
        """Turn what is on a page beside its characters, which are given turned."""
        width, height = self.size
        return replace(
            page,
            width=width,
            height=height,
            glyphs=glyphs,
            rules=[self.rule(rule) for rule in page.rules],
            images=[self.placed(image) for image in page.images],
            links=[self.placed(link) for link in page.links],
            remarks=[self.placed(remark) for remark in page.remarks],
            boxes=[self.placed(box) for box in page.boxes],
        )


def upright(page: Page, placed: Sequence[Placed], rotation: int = 0) -> Page:
    """Give a page with its characters, turned so that most of these stand upright; rotation: where there are none."""
    degrees = main_angle(one[4].angle for one in placed) if placed else -rotation
    view = View(page.width, page.height, -degrees // 90 % 4)
    glyphs = list(_glyphs(view, placed))
    shown = within(glyphs, *view.size)
    problems = list(page.omitted)
    if len(shown) < len(glyphs):
        problems.append("text outside the page")
        page = replace(page, omitted=tuple(problems), lost=0)
    return view.turned(page, shown)


def _glyphs(view: View, placed: Iterable[Placed]) -> Iterator[Glyph]:
    """Yield characters with their em squares as shown."""
    turn = 90 * view.quarters
    for text, x, y, advance, (size, bold, italic, coloured, angle, piece) in placed:
        rest = (angle + turn) % 360
        if turn:
            x, y = view.point(x, y)
        if rest == 0:
            top, bottom = y - size * ASCENT, y + size * DESCENT
            yield Glyph(text, x, top, x + advance, bottom, size, bold, italic, 0, coloured, False, piece)
        else:
            box = em_box(x, y, advance, size, rest)
            yield Glyph(text, *box, size, bold, italic, rest, coloured, False, piece)


def chained(first: Matrix, then: Matrix) -> Matrix:
    """Give what does as one matrix does and then another (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = first
    g, h, i, j, _, _ = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, *moved(then, e, f)


def moved(matrix: Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def around(points: Iterable[Point]) -> Box:
    across, down = zip(*points, strict=True)
    return min(across), min(down), max(across), max(down)


def main_angle(angles: Iterable[int]) -> int:
    """Give the multiple of 90 degrees at which most of the characters stand."""
    counted = Counter(angle for angle in angles if angle % 90 == 0)
    return max(counted, key=lambda angle: (counted[angle], -angle), default=0)


def within(glyphs: Sequence[Glyph], width: float, height: float) -> list[Glyph]:
    """Give the characters that stand on the page, even if only in part, and the rest of words that its edge cuts."""
    inside = [g for g in glyphs if g.x1 > 0 and g.x0 < width and g.bottom > 0 and g.top < height]
    if len(inside) == len(glyphs):
        return inside
    seen = set(map(id, inside))
    kept: list[Glyph] = []
    word: list[Glyph] = []
    for glyph in glyphs:
        if word and not follows(word[-1], glyph):
            kept += word if any(id(one) in seen for one in word) else []
            word = []
        word.append(glyph)
    return kept + (word if any(id(one) in seen for one in word) else [])
