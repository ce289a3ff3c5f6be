"""Write texts with their looks into cells: always as text, never as a formula or an address."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from convert.errors import TooLarge
from convert.model import Mark, Paragraph
from convert.own_workbook import LONGEST_TEXT, cut, utf16_units

FONT = "宋体"
NO_MARKS: frozenset[Mark] = frozenset()
Piece = tuple[str, frozenset[Mark]]

_PROPERTIES: dict[Mark, tuple[str, int]] = {
    "bold": ("bold", 1),
    "italic": ("italic", 1),
    "underline": ("underline", 1),
    "strike": ("font_strikeout", 1),
    "super": ("font_script", 1),
    "sub": ("font_script", 2),
}
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""Not characters of XML 1.0. XlsxWriter escapes them in plain strings, but twice in rich ones."""
_ESCAPE_INSIDE = re.compile("(?<=_)(?=x[0-9A-Fa-f]{4}_)")
"""Inside what would read as an escaped character (ECMA-376 part 1, 22.9.2.19)."""


class Look(NamedTuple):
    """What a cell looks like apart from the document's own marks: this program's taste."""

    size: float = 10
    fill: str = ""
    colour: str = ""
    border: bool = False
    align: str = "left"
    vertical: str = "vcenter"
    code: str = ""


class Pen:
    """Writes into the sheets of one XlsxWriter workbook, with one format for each look."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._formats: dict[tuple[Look, frozenset[Mark]], Any] = {}

    def format(self, look: Look, marks: frozenset[Mark] = NO_MARKS) -> Any:
        """Give the workbook's format for a look and the document's marks."""
        known = self._formats.get((look, marks))
        if known is None:
            properties: dict[str, object] = {"font_name": FONT, "font_size": look.size, "text_wrap": True}
            properties |= {"align": look.align, "valign": look.vertical}
            for mark in sorted(marks):
                name, value = _PROPERTIES[mark]
                properties[name] = value
            if look.fill:
                properties["bg_color"] = look.fill
            if look.colour:
                properties["font_color"] = look.colour
            if look.border:
                properties["border"] = 1
            if look.code:
                properties["num_format"] = look.code
            known = self._formats[look, marks] = self._workbook.add_format(properties)
        return known

    def fill(self, colour: str) -> Any:
        """Give the workbook's format for what a condition changes: nothing but the fill."""
        key = (Look(0, colour), NO_MARKS)
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format({"bg_color": colour})
        return self._formats[key]

    def text(self, sheet: Any, row: int, col: int, pieces: list[Piece], look: Look) -> None:
        """Write a text of one or more looks; without pieces, an empty cell. Raises TooLarge."""
        if not pieces:
            sheet.write_blank(row, col, None, self.format(look))
            return
        if sum(utf16_units(text) for text, _ in pieces) > LONGEST_TEXT:
            raise TooLarge(
                "A cell holds more text than a worksheet cell can: {what}.",
                "Write the document as .docx, or shorten the cell.",
                what=pieces[0][0][:40],
            )
        text, marks = pieces[0]
        if len(pieces) == 1 and not text.startswith("<r>"):
            sheet.write_string(row, col, _LONE_SURROGATE.sub("\ufffd", text), self.format(look, marks))
            return
        if len(pieces) == 1:
            pieces = [(text[:1], marks), (text[1:], marks)]
        fragments: list[object] = []
        for text, marks in pieces:
            font = self.format(look, marks)
            for part in _ESCAPE_INSIDE.split(UNWRITABLE.sub("\ufffd", text)):
                fragments += [font, part]
        sheet.write_rich_string(row, col, *fragments, self.format(look))

    def plain(self, sheet: Any, row: int, col: int, text: str, look: Look) -> None:
        """Write a text without marks, cut to what a cell holds."""
        self.text(sheet, row, col, [(cut(text, LONGEST_TEXT), NO_MARKS)] if text else [], look)

    def link(self, sheet: Any, row: int, col: int, text: str, place: tuple[str, str], look: Look) -> None:
        """Write a text that leads to a place in the workbook: (sheet name, cell)."""
        name, cell = place
        address = "internal:'" + name.replace("'", "''") + f"'!{cell}"
        shown = UNWRITABLE.sub("\ufffd", cut(text, LONGEST_TEXT))
        if shown.startswith("<r>"):
            sheet.write_url(row, col, address, self.format(look), name)
            self.plain(sheet, row, col, shown, look)
        else:
            sheet.write_url(row, col, address, self.format(look), shown)


def pieces_of(paragraphs: Iterable[Paragraph]) -> list[Piece]:
    """Give the texts of some paragraphs, a line each, as pieces of one look."""
    pieces: list[Piece] = []
    for index, paragraph in enumerate(paragraphs):
        if index:
            _add(pieces, "\n", pieces[-1][1] if pieces else NO_MARKS)
        for run in paragraph.runs:
            _add(pieces, run.text, run.marks)
    return pieces


def _add(pieces: list[Piece], text: str, marks: frozenset[Mark]) -> None:
    if not text:
        return
    if pieces and pieces[-1][1] == marks:
        pieces[-1] = (pieces[-1][0] + text, marks)
    else:
        pieces.append((text, marks))
