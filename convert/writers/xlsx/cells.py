"""Write texts and numbers with their looks as cells: always as text or number, never as a formula or an address."""

from __future__ import annotations

from collections.abc import Iterable

from convert.errors import TooLarge
from convert.model import Cell, Mark, Paragraph
from convert.ooxml.parts import escape
from convert.own_workbook import LONGEST_TEXT, column_name, cut, utf16_units
from convert.writers.xlsx.looks import NO_MARKS, Look, Looks, font_properties
from convert.writers.xlsx.texts import Strings, rich_element, text_element
from convert.writers.xlsx.typed import Typed

Piece = tuple[str, frozenset[Mark]]


class Pen:
    """Writes cells of one workbook. What it gives stands behind the cell's place, as in `<c r="A1` + it."""

    def __init__(self, looks: Looks, strings: Strings) -> None:
        self.looks, self._strings = looks, strings

    def blank(self, look: Look) -> str:
        """Write a cell without content."""
        return f'"{self.looks.style(look)}/>'

    def number(self, number: float, look: Look | None = None, marks: frozenset[Mark] = NO_MARKS) -> str:
        """Write a number."""
        return f'"{self.looks.style(look, marks)}><v>{_digits(number)}</v></c>'

    def formula(self, formula: str, result: str | float, look: Look) -> str:
        """Write a formula, which is XML, and the result that it has now."""
        kind, shown = (' t="str"', escape(result)) if isinstance(result, str) else ("", _digits(result))
        return f'"{self.looks.style(look)}{kind}><f>{formula}</f><v>{shown}</v></c>'

    def text(self, pieces: list[Piece], look: Look) -> str:
        """Write a text of one or more looks; without pieces, an empty cell. Raises TooLarge."""
        if not pieces:
            return self.blank(look)
        length = sum([len(text) for text, _ in pieces])
        if 2 * length > LONGEST_TEXT and sum([utf16_units(text) for text, _ in pieces]) > LONGEST_TEXT:
            raise TooLarge(
                "A cell holds more text than a worksheet cell can: {what}.",
                "Write the document as .docx, or shorten the cell.",
                what=pieces[0][0][:40],
            )
        if len(pieces) == 1:
            text, marks = pieces[0]
            return self._strings.behind(self.looks.style(look, marks), text_element(text))
        fonts = [(font_properties(look, marks), text) for text, marks in pieces]
        return self._strings.behind(self.looks.style(look), rich_element(fonts))

    def plain(self, text: str, look: Look | None = None) -> str:
        """Write a text without marks, cut to what a cell holds."""
        style = self.looks.style(look)
        return self._strings.behind(style, text_element(cut(text, LONGEST_TEXT))) if text else f'"{style}/>'

    def cell(self, cell: Cell, typed: Typed, look: Look) -> str:
        """Write what a table's cell holds. Raises TooLarge."""
        if typed.kind == "blank":
            return self.blank(look)
        if typed.kind == "number":
            return self.number(typed.number, look, typed.marks)
        if typed.kind == "boolean":
            return f'"{self.looks.style(look, typed.marks)} t="b"><v>{typed.number:.0f}</v></c>'
        return self.text(pieces_of([block for block in cell.blocks if isinstance(block, Paragraph)]), look)


def _digits(number: float) -> str:
    """Give the shortest text that is this number."""
    return repr(float(number)).removesuffix(".0")


def place_cells(row: int, behind: Iterable[str]) -> str:
    """Write cells beside each other from the first column on; behind: what stands behind their places."""
    number = row + 1
    return "".join([f'<c r="{column_name(col)}{number}{rest}' for col, rest in enumerate(behind)])


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
