"""Write the notes of a sheet: their texts, and the drawing in the old language that programs still want for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from convert.ooxml.namespaces import O, S, V, X
from convert.ooxml.parts import XML
from convert.own_workbook import AUTHOR, LONGEST_TEXT, MAX_COLUMNS, MAX_ROWS, cell_name, cut, utf16_units
from convert.writers.xlsx.layout import display_width
from convert.writers.xlsx.looks import NO_MARKS, Look, font_properties
from convert.writers.xlsx.texts import rich_element

SHAPES_OF_A_SHEET = 1024
"""Ids of shapes are given to drawings by so many."""
_LONGEST = 30_000
"""UTF-16 units: a cell's text less what is said of the rest."""
_WIDTH, _HIGHEST = 300, 600
_FONT = font_properties(Look(size=9), NO_MARKS)
_USUAL_WIDTH, _USUAL_HEIGHT = 64, 20
"""Of columns and rows whose size is not said; all in pixels, of which 96 are an inch."""

_ROOM = 50
"""Rows and columns before the end of a sheet where no note begins."""

Notes = Mapping[tuple[int, int], Sequence[str]]
"""What is remarked on cells."""


class Sizes(NamedTuple):
    """Widths of the first columns in units, and heights of some rows in points."""

    widths: Sequence[float]
    heights: Mapping[int, float]


def joined(remarks: Sequence[str]) -> str:
    """Give remarks as the text of one note; of more than it holds it says how many."""
    text, more = remarks[0], len(remarks)
    for remark in remarks[1:]:
        more -= 1
        if utf16_units(text) + utf16_units(remark) > _LONGEST:
            text = f"{text}\n\n… +{more}"
            break
        text = f"{text}\n\n{remark}"
    return cut(text, LONGEST_TEXT)


def write_texts(notes: Mapping[tuple[int, int], str]) -> str:
    """Write the part that holds the texts of notes, which are in order."""
    said = "".join(
        f'<comment ref="{cell_name(row, col)}" authorId="0"><text>{rich_element([(_FONT, text)])}</text></comment>'
        for (row, col), text in notes.items()
    )
    head = f'{XML}<comments xmlns="{S}"><authors><author>{AUTHOR}</author></authors>'
    return f"{head}<commentList>{said}</commentList></comments>"


def count_blocks(notes: int) -> int:
    """Say how many blocks of ids the drawing of so many notes takes."""
    return notes // SHAPES_OF_A_SHEET + 1


def write_drawing(notes: Mapping[tuple[int, int], str], sizes: Sizes, first_block: int) -> str:
    """Write the part that draws the notes; first_block: of its ids, counted from 1 in the workbook."""
    blocks = ",".join(str(first_block + at) for at in range(count_blocks(len(notes))))
    shapes = "".join(
        _shape(first_block * SHAPES_OF_A_SHEET + at, at, place, text, sizes)
        for at, (place, text) in enumerate(notes.items(), 1)
    )
    return (
        f'<xml xmlns:v="{V}" xmlns:o="{O}" xmlns:x="{X}"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit"'
        f' data="{blocks}"/></o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202"'
        ' path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t"'
        f' o:connecttype="rect"/></v:shapetype>{shapes}</xml>'
    )


def _shape(identity: int, order: int, place: tuple[int, int], text: str, sizes: Sizes) -> str:
    row, col = place
    height = min(_HIGHEST, 24 + 16 * sum(1 + display_width(line) // 40 for line in text.split("\n")))
    top, left = min(max(row - 1, 0), MAX_ROWS - _ROOM), min(col + 1, MAX_COLUMNS - _ROOM)
    down = 10 if row else 2
    right, across = _reach(left, 15 + _WIDTH, lambda at: _column_pixels(sizes, at))
    bottom, below = _reach(top, down + height, lambda at: _row_pixels(sizes, at))
    return (
        f'<v:shape id="_x0000_s{identity}" type="#_x0000_t202" style="position:absolute;'
        f'width:{_WIDTH * 0.75:g}pt;height:{height * 0.75:g}pt;z-index:{order};visibility:hidden"'
        ' fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black"'
        ' obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div'
        ' style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/>'
        f"<x:SizeWithCells/><x:Anchor>{left}, 15, {top}, {down}, {right}, {across}, {bottom}, {below}</x:Anchor>"
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{col}</x:Column></x:ClientData></v:shape>"
    )


def _reach(start: int, pixels: float, size_of: Callable[[int], int]) -> tuple[int, int]:
    """Give the row or column in which a length from the beginning of another ends, and how far into it."""
    size = size_of(start)
    while pixels >= size:
        pixels -= size
        start += 1
        size = size_of(start)
    return start, round(pixels)


def _column_pixels(sizes: Sizes, col: int) -> int:
    return int(sizes.widths[col] * 7 + 0.5) + 5 if col < len(sizes.widths) else _USUAL_WIDTH


def _row_pixels(sizes: Sizes, row: int) -> int:
    height = sizes.heights.get(row)
    return _USUAL_HEIGHT if height is None else int(height * 4 / 3)
