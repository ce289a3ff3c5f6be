"""The styles of a workbook: every look that a cell has, once."""

from __future__ import annotations

from msgspec import Struct

from convert.model import Mark
from convert.ooxml.namespaces import S
from convert.ooxml.parts import XML, attribute

FONT, USUAL_FONT = "宋体", "Calibri"
"""Of all cells with a look; of those without, by whose digits programs count how wide columns are."""
NO_MARKS: frozenset[Mark] = frozenset()
_FIRST_CODE = 164
"""Numbers below are formats that every program knows by heart, each as its country has them."""
_USUAL = f'<font><sz val="11"/><name val="{USUAL_FONT}"/><family val="2"/></font>'
_NO_FILL = '<fill><patternFill patternType="none"/></fill>'
_GREY_FILL = '<fill><patternFill patternType="gray125"/></fill>'
_NO_BORDER = "<border><left/><right/><top/><bottom/><diagonal/></border>"
_THIN = "".join(f'<{side} style="thin"><color auto="1"/></{side}>' for side in ("left", "right", "top", "bottom"))
_MARKS: tuple[tuple[Mark, str], ...] = (
    ("bold", "<b/>"),
    ("italic", "<i/>"),
    ("strike", "<strike/>"),
    ("underline", "<u/>"),
    ("super", '<vertAlign val="superscript"/>'),
    ("sub", '<vertAlign val="subscript"/>'),
)
"""In the order of CT_Font."""


class Look(Struct, frozen=True, cache_hash=True):
    """What a cell looks like apart from the document's own marks: this program's taste."""

    size: float = 10
    fill: str = ""
    colour: str = ""
    border: bool = False
    align: str = "left"
    vertical: str = "center"
    code: str = ""


class Looks:
    """The looks of one workbook, and its style sheet."""

    def __init__(self) -> None:
        self._known: dict[tuple[Look, frozenset[Mark]], str] = {}
        self._fonts = {_USUAL: 0}
        self._fills = {_NO_FILL: 0, _GREY_FILL: 1}
        self._borders = {_NO_BORDER: 0}
        self._codes: dict[str, int] = {}
        self._cells = {'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>': 0}
        self._changed: dict[str, int] = {}

    def style(self, look: Look | None, marks: frozenset[Mark] = NO_MARKS) -> str:
        """Give the attribute of a cell that has a look and the document's marks; a cell without a look has none."""
        if look is None:
            return ""
        known = self._known.get((look, marks))
        if known is None:
            known = self._known[look, marks] = f' s="{self._index(look, marks)}"'
        return known

    def _index(self, look: Look, marks: frozenset[Mark]) -> int:
        font = _number(self._fonts, f"<font>{font_properties(look, marks, 'name')}</font>")
        solid = f'<patternFill patternType="solid"><fgColor rgb="FF{look.fill}"/><bgColor indexed="64"/></patternFill>'
        fill = _number(self._fills, f"<fill>{solid}</fill>") if look.fill else 0
        border = _number(self._borders, f"<border>{_THIN}<diagonal/></border>") if look.border else 0
        code = _FIRST_CODE + _number(self._codes, look.code) if look.code else 0
        applied = "".join(
            f' apply{name}="1"'
            for name, used in (("NumberFormat", code), ("Font", font), ("Fill", fill), ("Border", border))
            if used
        )
        xf = (
            f'<xf numFmtId="{code}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0"{applied}'
            f' applyAlignment="1"><alignment horizontal="{look.align}" vertical="{look.vertical}" wrapText="1"/></xf>'
        )
        return _number(self._cells, xf)

    def changed_fill(self, colour: str) -> int:
        """Number what a condition changes: nothing but the fill."""
        return _number(self._changed, f'<dxf><fill><patternFill><bgColor rgb="FF{colour}"/></patternFill></fill></dxf>')

    def part(self) -> str:
        """Give the style sheet with all looks that were asked for."""
        codes = "".join(
            f'<numFmt numFmtId="{_FIRST_CODE + index}" formatCode="{attribute(code)}"/>'
            for code, index in self._codes.items()
        )
        return (
            f'{XML}<styleSheet xmlns="{S}">'
            + (f'<numFmts count="{len(self._codes)}">{codes}</numFmts>' if codes else "")
            + _list("fonts", self._fonts)
            + _list("fills", self._fills)
            + _list("borders", self._borders)
            + '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
            + _list("cellXfs", self._cells)
            + '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
            + _list("dxfs", self._changed)
            + "</styleSheet>"
        )


def font_properties(look: Look, marks: frozenset[Mark], name: str = "rFont") -> str:
    """Give what a font is made of; name: the element of its name, which is another in a style than in a text."""
    shown = "".join([element for mark, element in _MARKS if mark in marks])
    colour = f'<color rgb="FF{look.colour}"/>' if look.colour else ""
    return f'{shown}<sz val="{look.size:g}"/>{colour}<{name} val="{FONT}"/><family val="2"/>'


def _number(known: dict[str, int], item: str) -> int:
    return known.setdefault(item, len(known))


def _list(name: str, items: dict[str, int]) -> str:
    return f'<{name} count="{len(items)}">{"".join(items)}</{name}>'
