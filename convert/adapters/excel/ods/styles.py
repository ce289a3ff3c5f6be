"""Know of an OpenDocument's styles what text depends on: marks of the font, borders, what is not displayed."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct, field

from convert.adapters.excel.styles import Style
from convert.model import Mark
from convert.odf import NAMESPACES
from convert.symbols import symbol_font

OFFICE, TABLE, TEXT, DRAW, STYLE = (NAMESPACES[prefix] for prefix in ("office", "table", "text", "draw", "style"))
FORM, SVG, LINK, DUBLIN, _FO = (NAMESPACES[prefix] for prefix in ("form", "svg", "xlink", "dc", "fo"))
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
MAX_STYLES = 200_000
_DEEPEST = 20
_SIDES = ("border", "border-top", "border-bottom", "border-left", "border-right")


class _Properties(NamedTuple):
    """marks: which are set and which are taken away; font: of symbols, or empty; None: nothing is said of it."""

    parent: str = ""
    marks: tuple[tuple[Mark, bool], ...] = ()
    bordered: bool | None = None
    displayed: bool | None = None
    font: str | None = None


class OdsStyles(Struct):
    """The styles of a spreadsheet by family and name; those of cells also by an index, as other formats have them.

    looks: what each index stands for; it grows by one style a number format that is found.
    """

    looks: list[Style] = field(default_factory=lambda: [Style()])
    _known: dict[tuple[str, str], _Properties] = field(default_factory=dict)
    _current: tuple[str, str] | None = None
    _indices: dict[str, int] = field(default_factory=dict)
    _coded: dict[tuple[int, str], int] = field(default_factory=dict)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Hear an element of the room `style`."""
        if name in ("style", "default-style"):
            family = attributes.get(f"{STYLE} family", "")
            self._current = (family, attributes.get(f"{STYLE} name", ""))
            if len(self._known) < MAX_STYLES:
                self._known[self._current] = _Properties(attributes.get(f"{STYLE} parent-style-name", ""))
        elif self._current in self._known:
            properties = self._known[self._current]
            if name == "text-properties":
                names = (attributes.get(name) for name in (f"{STYLE} font-name", f"{_FO} font-family"))
                font = next((symbol_font(name.strip("'")) for name in names if name), None)
                properties = properties._replace(marks=tuple(_marks(attributes).items()), font=font)
            elif name == "table-cell-properties":
                sides = [attributes[side] for side in (f"{_FO} {side}" for side in _SIDES) if side in attributes]
                if sides:
                    properties = properties._replace(bordered=any(side.strip() != "none" for side in sides))
            elif name == "table-properties":
                properties = properties._replace(displayed=attributes.get(f"{TABLE} display") != "false")
            self._known[self._current] = properties

    def end(self) -> None:
        """Hear that a style is complete."""
        self._current = None

    def _line(self, family: str, name: str) -> list[_Properties]:
        """Give a style's properties, its ancestors' after its own."""
        line: list[_Properties] = []
        while len(line) < _DEEPEST:
            properties = self._known.get((family, name))
            if properties is None:
                break
            line.append(properties)
            if not name:
                break
            name = properties.parent
        return line

    def marks_of(self, family: str, name: str) -> frozenset[Mark]:
        said: dict[Mark, bool] = {}
        for properties in reversed(self._line(family, name)):
            said.update(properties.marks)
        return frozenset(mark for mark, is_set in said.items() if is_set)

    def font_of(self, family: str, name: str) -> str:
        """Give the font of symbols that a style sets, empty if it sets none."""
        return next((known.font for known in self._line(family, name) if known.font is not None), "")

    def is_displayed(self, name: str) -> bool:
        """Say whether a sheet with this style is shown."""
        return next((known.displayed for known in self._line("table", name) if known.displayed is not None), True)

    def index_of(self, name: str) -> int:
        """Give the index of a cell's style."""
        known = self._indices.get(name)
        if known is None:
            line = self._line("table-cell", name)
            bordered = next((known.bordered for known in line if known.bordered is not None), False)
            marks, font = self.marks_of("table-cell", name), self.font_of("table-cell", name)
            known = self._indices[name] = self._add(Style("General", marks, bordered, font))
        return known

    def with_code(self, index: int, code: str) -> int:
        """Give the index of a style that is like another but for its number format."""
        known = self._coded.get((index, code))
        if known is None:
            known = self._coded[index, code] = self._add(self.looks[index]._replace(code=code))
        return known

    def _add(self, look: Style) -> int:
        self.looks.append(look)
        return len(self.looks) - 1


def _marks(attributes: dict[str, str]) -> dict[Mark, bool]:
    found: dict[Mark, bool] = {}
    weight = attributes.get(f"{_FO} font-weight")
    if weight is not None:
        found["bold"] = weight in ("bold", "600", "700", "800", "900")
    slant = attributes.get(f"{_FO} font-style")
    if slant is not None:
        found["italic"] = slant != "normal"
    lines: tuple[tuple[Mark, str], ...] = (("underline", "underline"), ("strike", "line-through"))
    for mark, line in lines:
        kinds = [
            attributes[key] for key in (f"{STYLE} text-{line}-style", f"{STYLE} text-{line}-type") if key in attributes
        ]
        if kinds:
            found[mark] = "none" not in kinds
    place = attributes.get(f"{STYLE} text-position")
    if place is not None:
        shift = place.split(" ")[0]
        found["super"] = shift == "super" or (shift[:1].isdigit() and shift.strip("0.%") != "")
        found["sub"] = shift == "sub" or shift.startswith("-")
    return found
