"""Read the objects of an OFD page: texts, paths, pictures, what was noted on it."""

from __future__ import annotations

from math import atan2, degrees, hypot
from typing import NamedTuple
from unicodedata import east_asian_width

from convert.adapters.pdf.engine import (
    MAX_GLYPHS,
    MAX_PICTURES,
    MAX_SEGMENTS,
    Box,
    Image,
    Link,
    Look,
    Page,
    Placed,
    Remark,
    Rule,
    character_of,
    thin_rule,
)
from convert.adapters.pdf.ofd.shapes import deltas, is_coloured, own_matrix, subpaths, width_of
from convert.adapters.pdf.ofd.xml import (
    Element,
    address_of,
    child_of,
    first_of,
    name_of,
    named,
    number_of,
    numbers_of,
)
from convert.adapters.pdf.view import Matrix, around, chained, moved, upright
from convert.errors import TooLarge, Unreadable
from convert.ooxml.opc import Package
from convert.pictures import kind_of

_POINTS = 72 / 25.4
_DEEPEST = 16
_MAX_OBJECTS = 400_000
"""A page that draws more opens no further composed drawing, each of which may hold others."""
_MAX_PICTURE_BYTES = 64 * 1024 * 1024
_LEVEL = 0.01
_TYPED = 0.65
"""The widest letter, in its size, of faces in which all are equally wide."""


class Resources(NamedTuple):
    """What pages draw with, by id: the places of pictures, composed drawings, whether a font is bold and italic."""

    media: dict[str, str]
    units: dict[str, Element]
    fonts: dict[str, tuple[bool, bool]]


class PageReading:
    """One page while it is read."""

    def __init__(self, package: Package, resources: Resources, area: tuple[float, float, float, float]) -> None:
        left, top, self._width, self._height = area
        self._package, self._resources = package, resources
        self._whole: Matrix = (_POINTS, 0, 0, _POINTS, -left * _POINTS, -top * _POINTS)
        self._placed: list[Placed] = []
        self._rules: list[Rule] = []
        self._images: list[Image] = []
        self._links: list[Link] = []
        self._remarks: list[Remark] = []
        self._problems: list[str] = []
        self._n_objects = self._n_pieces = 0

    def bears_seal(self) -> None:
        """Take note of a seal that the file's signatures put on the page."""
        self._problems.append("electronic seal")

    def read(self, root: Element) -> None:
        """Take what a page or a template draws."""
        for content in root:
            if name_of(content) == "Content":
                self._draw(content, self._whole, 0)

    def annotate(self, element: Element) -> None:
        """Take what was noted on the page: links lead on, words are a remark, a seal or stamp is told."""
        appearance = first_of(element, "Appearance")
        box = self._box(appearance if appearance is not None else element, self._whole)
        address = address_of(element)
        if address:
            self._links.append(Link(box, address))
            return
        words = [found.text or "" for found in (*named(element, "Remark"), *named(element, "TextCode"))]
        text = "".join(words).strip()
        if text:
            self._remarks.append(Remark(box, text))
        elif element.get("Type") != "Link":
            self._problems.append("electronic seal" if element.get("Type") == "Stamp" else "drawing")

    def page(self) -> Page:
        page = Page(
            self._width * _POINTS,
            self._height * _POINTS,
            rules=self._rules,
            images=self._images,
            links=self._links,
            omitted=tuple(dict.fromkeys(self._problems)),
            remarks=self._remarks,
        )
        return upright(page, self._placed)

    def _draw(self, parent: Element, matrix: Matrix, depth: int) -> None:
        for child in parent:
            name = name_of(child)
            if name in ("Layer", "PageBlock"):
                if depth < _DEEPEST:
                    self._draw(child, matrix, depth + 1)
                continue
            if not name.endswith("Object"):
                continue
            if child.get("Visible") == "false":
                self._problems.append("hidden parts of the page")
                continue
            self._n_objects += 1
            own = chained(own_matrix(child), matrix)
            address = address_of(child)
            if address:
                self._links.append(Link(self._box(child, matrix), address))
            if name == "TextObject":
                self._write(child, own)
            elif name == "PathObject":
                self._trace(child, own)
            elif name == "ImageObject":
                self._show(child, matrix)
            elif name == "CompositeObject":
                if depth >= _DEEPEST or self._n_objects > _MAX_OBJECTS:
                    self._problems.append("line art")
                    continue
                unit = self._resources.units.get(child.get("ResourceID") or "")
                for content in named(unit, "Content") if unit is not None else ():
                    self._draw(content, own, depth + 1)

    def _write(self, element: Element, matrix: Matrix) -> None:
        """Place the characters of a text; each stands behind the one before by its delta, or by its width without."""
        a, b, c, d, _, _ = matrix
        nominal = number_of(element.get("Size"), 1.0)
        size, wide = nominal * hypot(c, d), number_of(element.get("HScale"), 1.0)
        angle = (round(degrees(atan2(b, a))) + round(number_of(element.get("CharDirection"), 0.0))) % 360
        bold, italic = self._resources.fonts.get(element.get("Font") or "", (False, False))
        bold = bold or number_of(element.get("Weight"), 400) >= 600
        italic = italic or element.get("Italic") == "true"
        self._n_pieces += 1
        look = Look(size, bold, italic, is_coloured(child_of(element, "FillColor")), angle, self._n_pieces)
        x = y = 0.0
        for code in element:
            if name_of(code) != "TextCode":
                continue
            x, y = number_of(code.get("X"), x), number_of(code.get("Y"), y)
            text = code.text or ""
            right, down = deltas(code.get("DeltaX"), len(text)), deltas(code.get("DeltaY"), len(text))
            if not (any(right) or any(down)):
                right, down = [], []
            is_wide = any(east_asian_width(character) in "WF" for character in text)
            is_even = len(right) > 1 and max(right) - min(right) < _LEVEL * nominal
            even = _TYPED * nominal * wide if is_even else 0.0
            at_x, at_y = x, y
            for index, character in enumerate(text):
                usual, reach = width_of(character, is_wide)
                width = usual * nominal * wide
                step = right[index] if index < len(right) else 0.0 if down else width
                shown = character_of(ord(character))
                if shown:
                    if len(self._placed) >= MAX_GLYPHS:
                        self._problems.append("characters beyond what a page can hold")
                        return
                    advance = (step if 0 < step < max(even, reach * nominal * wide) else width) * hypot(a, b)
                    place = moved(matrix, at_x, at_y)
                    self._placed.append((shown, *place, advance, look))
                at_x += step
                at_y += down[index] if index < len(down) else 0.0

    def _trace(self, element: Element, matrix: Matrix) -> None:
        """Take the level and upright lines of a path, and thin rectangles that it fills."""
        data = child_of(element, "AbbreviatedData")
        strokes, fills = element.get("Stroke") != "false", element.get("Fill") == "true"
        if data is None or not (strokes or fills):
            return
        for points, straight in subpaths(data.text or "", matrix):
            if len(self._rules) >= MAX_SEGMENTS:
                self._problems.append("line art")
                return
            box = around(points)
            thin = thin_rule(*box) if fills else None
            if thin is not None:
                self._rules.append(thin)
            elif strokes:
                for (x0, y0), (x1, y1), drawn in zip(points, points[1:], straight, strict=False):
                    if drawn and abs(y1 - y0) < _LEVEL * abs(x1 - x0):
                        self._rules.append(Rule(True, (y0 + y1) / 2, min(x0, x1), max(x0, x1)))
                    elif drawn and abs(x1 - x0) < _LEVEL * abs(y1 - y0):
                        self._rules.append(Rule(False, (x0 + x1) / 2, min(y0, y1), max(y0, y1)))

    def _show(self, element: Element, matrix: Matrix) -> None:
        if len(self._images) >= MAX_PICTURES:
            self._problems.append("pictures")
            return
        data = b""
        path = self._resources.media.get(element.get("ResourceID") or "", "")
        try:
            data = self._package.read(path, _MAX_PICTURE_BYTES) if path in self._package else b""
        except (Unreadable, TooLarge):
            data = b""
        media_type = kind_of(data)
        self._images.append(Image(self._box(element, matrix), data if media_type else b"", media_type))

    @staticmethod
    def _box(element: Element, matrix: Matrix) -> Box:
        x, y, width, height = numbers_of(element.get("Boundary"), 4) or (0.0, 0.0, 0.0, 0.0)
        return around([moved(matrix, x, y), moved(matrix, x + width, y + height)])
