"""Write what stands around the text: page, margins, grid and page numbers."""

from __future__ import annotations

from convert.styles import StyleSheet
from convert.writers.docx.markup import XML, R, W, escape


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


def write_section(sheet: StyleSheet, footers: dict[str, str]) -> str:
    """Write the section properties: footers, paper, margins and the grid of lines.

    The characters of a line are set by the spacing of the styles: LibreOffice gives a character that is broader than a
    cell of a grid of characters two cells.
    """
    page = sheet.page
    references = "".join(
        f'<w:footerReference xmlns:r="{R}" w:type="{kind}" r:id="{identifier}"/>'
        for kind, identifier in footers.items()
    )
    grid = f'<w:docGrid w:type="lines" w:linePitch="{page.line_pitch}"/>' if page.lines else ""
    return (
        f'<w:sectPr>{references}<w:pgSz w:w="{page.width}" w:h="{page.height}"/>'
        f'<w:pgMar w:top="{page.top}" w:right="{page.right}" w:bottom="{page.bottom}" w:left="{page.left}"'
        f' w:header="851" w:footer="{sheet.number.distance}" w:gutter="0"/>{grid}</w:sectPr>'
    )
