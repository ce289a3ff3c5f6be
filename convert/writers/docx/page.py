"""Write what stands around the text: page, margins, grid and page numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from convert.model import Section
from convert.ooxml.namespaces import R, W
from convert.ooxml.parts import XML, escape
from convert.paper import TWIPS
from convert.styles import StyleSheet


def write_footers(sheet: StyleSheet) -> dict[str, str]:
    """Write the footers with the page number, by the pages they are for; outside: odd pages right, even pages left."""
    if sheet.number.place == "none":
        return {}
    if sheet.number.place == "outside":
        return {"default": _footer(sheet, "Footer"), "even": _footer(sheet, "FooterEven")}
    return {"default": _footer(sheet, "Footer")}


def _footer(sheet: StyleSheet, style: str) -> str:
    before, after = _beside(sheet.number.before), _beside(sheet.number.after)
    return (
        f'{XML}<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{before}'
        f'<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>{after}</w:p></w:ftr>'
    )


def _beside(text: str) -> str:
    if not text:
        return ""
    hint = "" if text.isascii() else '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
    return f'<w:r>{hint}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


class Measures(NamedTuple):
    """The paper of a section and the room on it, in twips. column: the width of a column of text."""

    paper: tuple[int, int]
    margins: tuple[int, int, int, int]
    column: int
    height: int


def measure(sheet: StyleSheet, section: Section) -> Measures:
    """Measure a section: the margins are the style's, unless the paper is too small for them."""
    page = sheet.page
    width = page.width if section.width is None else round(section.width * TWIPS)
    height = page.height if section.height is None else round(section.height * TWIPS)
    top, bottom = (min(margin, height // 5) for margin in (page.top, page.bottom))
    left, right = (min(margin, width // 5) for margin in (page.left, page.right))
    column = (width - left - right - _GAP * (section.columns - 1)) // max(section.columns, 1)
    return Measures((width, height), (top, right, bottom, left), max(column, _NARROWEST), height - top - bottom)


def write_section(
    sheet: StyleSheet, references: Sequence[tuple[str, str, str]], section: Section, measures: Measures
) -> str:
    """Write the properties of a section: headers and footers, start, paper, margins, page numbers and columns.

    references: (header or footer, pages, relationship). The characters of a line are set by the spacing of the styles:
    LibreOffice gives a character that is broader than a cell of a grid of characters two cells.
    """
    shown = "".join(
        f'<w:{place}Reference xmlns:r="{R}" w:type="{pages}" r:id="{identifier}"/>'
        for place, pages, identifier in references
    )
    start = "" if section.start == "page" else f'<w:type w:val="{_STARTS[section.start]}"/>'
    (width, height), (top, right, bottom, left) = measures.paper, measures.margins
    lies = ' w:orient="landscape"' if width > height else ""
    numbers = f' w:fmt="{section.number_kind}"' if section.number_kind else ""
    numbers += "" if section.first_number is None else f' w:start="{section.first_number}"'
    columns = f'<w:cols w:num="{section.columns}" w:space="{_GAP}"/>' if section.columns > 1 else ""
    grid = f'<w:docGrid w:type="lines" w:linePitch="{sheet.page.line_pitch}"/>' if sheet.page.lines else ""
    return (
        f'<w:sectPr>{shown}{start}<w:pgSz w:w="{width}" w:h="{height}"{lies}/>'
        f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}"'
        f' w:header="851" w:footer="{min(sheet.number.distance, bottom)}" w:gutter="0"/>'
        f"{f'<w:pgNumType{numbers}/>' if numbers else ''}{columns}{'<w:titlePg/>' if section.first_apart else ''}"
        f"{grid}</w:sectPr>"
    )


_GAP = 425
"""Twips between columns of text."""
_NARROWEST = 1_000
_STARTS = {"continuous": "continuous", "even": "evenPage", "odd": "oddPage", "column": "nextColumn"}
