"""Write the parts that say how a docx file looks: styles, font table and settings."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from convert.ooxml.namespaces import W
from convert.ooxml.parts import XML, attribute
from convert.paper import TWIPS
from convert.styles import SEPARATOR, Style, StyleSheet

_OWN = ("Table", "Picture", "FooterEven")
"""Styles that Word does not know by their names."""

CHARACTER_STYLES = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/><w:unhideWhenUsed/></w:style>'
    '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:uiPriority w:val="99"/>'
    '<w:rPr><w:color w:val="0563C1"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>'
    '<w:uiPriority w:val="99"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="CommentReference"><w:name w:val="annotation reference"/>'
    '<w:uiPriority w:val="99"/><w:rPr><w:sz w:val="16"/><w:szCs w:val="16"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="EndnoteReference"><w:name w:val="endnote reference"/>'
    '<w:uiPriority w:val="99"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
)
TABLE_STYLES = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
    '<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar>'
    '</w:tblPr></w:style><w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/></w:style>'
    '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
    '<w:uiPriority w:val="39"/><w:tblPr><w:tblBorders>'
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + "</w:tblBorders></w:tblPr></w:style>"
)


def write_styles(sheet: StyleSheet, languages: tuple[str, str], table_sizes: list[float]) -> str:
    """Write styles.xml; languages: western and East Asian; table_sizes: beside the usual one, those that are used."""
    normal = sheet.normal
    written = []
    for style in sheet.styles:
        is_table = style.id.startswith("Table") and style is not SEPARATOR
        for size in [sheet.table_sizes[0], *table_sizes] if is_table else [None]:
            written.append(_style(style if size is None else _at_size(style, size, sheet), sheet))
    return (
        f'{XML}<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{_fonts(normal)}{_size(normal.size)}'
        f'<w:lang w:val="{languages[0]}" w:eastAsia="{languages[1]}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault/></w:docDefaults>{''.join(written)}{CHARACTER_STYLES}{TABLE_STYLES}</w:styles>"
    )


def _at_size(style: Style, size: float, sheet: StyleSheet) -> Style:
    style = replace(style, line=size * sheet.table_line) if sheet.exact_tables else style
    if size == sheet.table_sizes[0]:
        return style
    return replace(
        style, id=sheet.sized(style.id, size), name=f"{style.name} {size:g}", size=size, based_on=style.id, follow=""
    )


def _fonts(style: Style) -> str:
    west, east = attribute(style.western), attribute(style.east_asian)
    names = f' w:ascii="{west}" w:hAnsi="{west}"' if west else ""
    names += f' w:eastAsia="{east}"' if east else ""
    names += f' w:cs="{west}"' if west else ""
    return f"<w:rFonts{names}/>" if names else ""


def _size(points: float | None) -> str:
    if points is None:
        return ""
    return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'


def _style(style: Style, sheet: StyleSheet) -> str:
    default = ' w:default="1"' if style is sheet.normal else ""
    custom = ' w:customStyle="1"' if style.id.startswith(_OWN) else ""
    based_on = f'<w:basedOn w:val="{style.based_on}"/>' if style.based_on else ""
    follow = f'<w:next w:val="{style.follow}"/>' if style.follow else ""
    shortcut = "" if style is SEPARATOR else "<w:qFormat/>"
    bold = "" if style.bold is None else f"<w:b{_off(style.bold)}/><w:bCs{_off(style.bold)}/>"
    grid = "" if style.on_grid is None else f"<w:snapToGrid{_off(style.on_grid)}/>"
    runs = _fonts(style) + bold + grid + _character_space(style, sheet) + _size(style.size)
    runs = f"<w:rPr>{runs}</w:rPr>" if runs else ""
    return (
        f'<w:style w:type="paragraph"{default}{custom} w:styleId="{style.id}"><w:name w:val="{style.name}"/>'
        f"{based_on}{follow}{shortcut}{_paragraph(style, sheet)}{runs}</w:style>"
    )


def _character_space(style: Style, sheet: StyleSheet) -> str:
    if not sheet.page.characters or (style is not sheet.normal and style.on_grid is None):
        return ""
    space = 0 if style.on_grid is False else sheet.page.character_space(sheet.normal.size or 0)
    return f'<w:spacing w:val="{space}"/>'


def _off(is_on: bool) -> str:
    return "" if is_on else ' w:val="0"'


def _paragraph(style: Style, sheet: StyleSheet) -> str:
    spacing = ""
    if style.before is not None:
        spacing += f' w:before="{round(style.before * TWIPS)}"'
    if style.after is not None:
        spacing += f' w:after="{round(style.after * TWIPS)}"'
    if style.line is not None:
        spacing += f' w:line="{round(style.line * TWIPS)}" w:lineRule="exact"'
    elif style.spacing is not None:
        spacing += f' w:line="{round(style.spacing * 240)}" w:lineRule="auto"'
    indents = (style.first_line, style.left, style.right)
    advance = sheet.advance() if style.size is None else style.size * TWIPS
    parts = [
        "" if style.keep_next is None else f"<w:keepNext{_off(style.keep_next)}/>",
        '<w:widowControl w:val="0"/>' if style is sheet.normal else "",
        "" if style.on_grid is None else f"<w:snapToGrid{_off(style.on_grid)}/>",
        f"<w:spacing{spacing}/>" if spacing else "",
        indent(*indents, advance) if any(length is not None for length in indents) else "",
        f'<w:jc w:val="{style.align}"/>' if style.align else "",
        "" if style.outline is None else f'<w:outlineLvl w:val="{style.outline}"/>',
    ]
    inner = "".join(parts)
    return f"<w:pPr>{inner}</w:pPr>" if inner else ""


def indent(first_line: int | None, left: int | None, right: int | None, advance: float) -> str:
    """Write indents in hundredths of a character, and in twips for programs that know no characters."""
    written = ""
    for name, length in (("left", left), ("right", right), ("firstLine", first_line)):
        if length is not None:
            written += f' w:{name}Chars="{length}" w:{name}="{round(length * advance / 100)}"'
    return f"<w:ind{written}/>"


def write_font_table(sheet: StyleSheet) -> str:
    """Write fontTable.xml: under which other names a program may have the fonts, and what comes near them."""
    east = {style.east_asian for style in sheet.styles}
    used = east | {style.western for style in sheet.styles}
    fonts = []
    for name, others in sheet.fonts.items():
        if name in used:
            instead = f'<w:altName w:val="{attribute(",".join(others))}"/>' if others else ""
            charset = "86" if name in east else "00"
            fonts.append(f'<w:font w:name="{attribute(name)}">{instead}<w:charset w:val="{charset}"/></w:font>')
    return f'{XML}<w:fonts xmlns:w="{W}">{"".join(fonts)}</w:fonts>'


def write_settings(languages: tuple[str, str], notes: Sequence[str], even_apart: bool) -> str:
    """Write settings.xml, for the layout of Word 2013 and later.

    notes: the kinds that the document has; even_apart: even pages have headers and footers of their own.
    """
    even = "<w:evenAndOddHeaders/>" if even_apart else ""
    separators = "".join(f'<w:{kind}Pr><w:{kind} w:id="-1"/><w:{kind} w:id="0"/></w:{kind}Pr>' for kind in notes)
    return (
        f'{XML}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>{even}'
        f'<w:characterSpacingControl w:val="compressPunctuation"/>{separators}'
        '<w:compat><w:doNotExpandShiftReturn/><w:compatSetting w:name="compatibilityMode" w:val="15"'
        ' w:uri="http://schemas.microsoft.com/office/word"/></w:compat>'
        f'<w:themeFontLang w:val="{languages[0]}" w:eastAsia="{languages[1]}"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )
