"""Write the parts that say how a docx file looks: styles, font table, settings, footer and page."""

from __future__ import annotations

from dataclasses import replace

from convert.writers.docx import styles
from convert.writers.docx.markup import XML, R, W
from convert.writers.docx.styles import TWIPS, Style, StyleSheet

CHARACTER_STYLES = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/><w:unhideWhenUsed/></w:style>'
    '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:uiPriority w:val="99"/>'
    '<w:rPr><w:color w:val="0563C1"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>'
    '<w:uiPriority w:val="99"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
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


def sized(style_id: str, size: float) -> str:
    """Name the variant of a table style at another size."""
    return style_id if size == styles.TABLE_SIZES[0] else f"{style_id}{round(size * 2)}"


def write_styles(sheet: StyleSheet, languages: tuple[str, str], table_sizes: list[float]) -> str:
    """Write styles.xml; languages: western and East Asian; table_sizes: beside the usual one, those that are used."""
    normal = sheet.styles[0]
    written = []
    for style in sheet.styles:
        is_table = style.id.startswith("Table") and style.id != "TableSeparator"
        for size in [styles.TABLE_SIZES[0], *table_sizes] if is_table else [None]:
            written.append(_style(style if size is None else _at_size(style, size, sheet), normal.size or 0))
    return (
        f'{XML}<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{_fonts(normal)}{_size(normal.size)}'
        f'<w:lang w:val="{languages[0]}" w:eastAsia="{languages[1]}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault/></w:docDefaults>{''.join(written)}{CHARACTER_STYLES}{TABLE_STYLES}</w:styles>"
    )


def _at_size(style: Style, size: float, sheet: StyleSheet) -> Style:
    style = replace(style, line=size * sheet.table_line) if sheet.exact_tables else style
    if size == styles.TABLE_SIZES[0]:
        return style
    return replace(style, id=sized(style.id, size), name=f"{style.name} {size:g}", size=size, based_on=style.id)


def _fonts(style: Style) -> str:
    if not style.east_asian:
        return ""
    west, east_asian = style.western, style.east_asian
    return f'<w:rFonts w:ascii="{west}" w:hAnsi="{west}" w:eastAsia="{east_asian}" w:cs="{west}"/>'


def _size(points: float | None) -> str:
    if points is None:
        return ""
    return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'


def _style(style: Style, size: float) -> str:
    """Write one style; size: of the text around, for indents by characters."""
    size = style.size or size
    default = ' w:default="1"' if style.id == "Normal" else ""
    custom = ' w:customStyle="1"' if style.id.startswith(("Table", "Picture")) else ""
    based_on = f'<w:basedOn w:val="{style.based_on}"/>' if style.based_on else ""
    follow = f'<w:next w:val="{style.follow}"/>' if style.follow else ""
    shortcut = "" if style.id.endswith("Separator") else "<w:qFormat/>"
    runs = _fonts(style) + _size(style.size)
    runs = f"<w:rPr>{runs}</w:rPr>" if runs else ""
    return (
        f'<w:style w:type="paragraph"{default}{custom} w:styleId="{style.id}"><w:name w:val="{style.name}"/>'
        f"{based_on}{follow}{shortcut}{_paragraph(style, size)}{runs}</w:style>"
    )


def _paragraph(style: Style, size: float) -> str:
    spacing = ""
    if style.before is not None:
        spacing += f' w:before="{round(style.before * TWIPS)}"'
    if style.after is not None:
        spacing += f' w:after="{round(style.after * TWIPS)}"'
    if style.line is not None:
        spacing += f' w:line="{round(style.line * TWIPS)}" w:lineRule="exact"'
    elif style.spacing is not None:
        spacing += f' w:line="{round(style.spacing * 240)}" w:lineRule="auto"'
    parts = [
        "<w:keepNext/>" if style.keep_next else "",
        '<w:widowControl w:val="0"/>' if style.id == "Normal" else "",
        f"<w:spacing{spacing}/>" if spacing else "",
        "" if style.first_line is None else first_line_indent(style.first_line, size),
        f'<w:jc w:val="{style.align}"/>' if style.align else "",
        "" if style.outline is None else f'<w:outlineLvl w:val="{style.outline}"/>',
    ]
    inner = "".join(parts)
    return f"<w:pPr>{inner}</w:pPr>" if inner else ""


def first_line_indent(hundredths: int, size: float) -> str:
    """Write a first-line indent in characters, and in twips for programs that know no characters."""
    return f'<w:ind w:firstLineChars="{hundredths}" w:firstLine="{round(hundredths * size * TWIPS / 100)}"/>'


def write_font_table(sheet: StyleSheet) -> str:
    """Write fontTable.xml: under which other names a program may have the fonts."""
    used = {style.east_asian for style in sheet.styles}
    fonts = [
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in styles.SUBSTITUTES.items()
        if name in used
    ]
    west = f'<w:font w:name="{styles.WESTERN}"><w:charset w:val="00"/><w:family w:val="roman"/></w:font>'
    return f'{XML}<w:fonts xmlns:w="{W}">{"".join(fonts)}{west}</w:fonts>'


def write_settings(languages: tuple[str, str], footnotes: bool, endnotes: bool) -> str:
    """Write settings.xml, for the layout of Word 2013 and later."""
    notes = ""
    for kind, present in (("footnote", footnotes), ("endnote", endnotes)):
        if present:
            notes += f'<w:{kind}Pr><w:{kind} w:id="-1"/><w:{kind} w:id="0"/></w:{kind}Pr>'
    return (
        f'{XML}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
        f'<w:characterSpacingControl w:val="compressPunctuation"/>{notes}'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
        f' w:val="15"/></w:compat><w:themeFontLang w:val="{languages[0]}" w:eastAsia="{languages[1]}"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def write_footer() -> str:
    """Write the footer: the page number between dashes, GB/T 9704-2012 §7.5."""
    return (
        f'{XML}<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
        '<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">— </w:t></w:r>'
        '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        '<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>'
    )


def write_section(footer: str) -> str:
    """Write the section properties: A4, margins and the footer's relationship."""
    return (
        f'<w:sectPr><w:footerReference xmlns:r="{R}" w:type="default" r:id="{footer}"/>'
        f'<w:pgSz w:w="{styles.PAGE_WIDTH}" w:h="{styles.PAGE_HEIGHT}"/>'
        f'<w:pgMar w:top="{styles.MARGIN_TOP}" w:right="{styles.MARGIN_RIGHT}" w:bottom="{styles.MARGIN_BOTTOM}"'
        f' w:left="{styles.MARGIN_LEFT}" w:header="851" w:footer="{styles.FOOTER_DISTANCE}" w:gutter="0"/>'
        "</w:sectPr>"
    )
