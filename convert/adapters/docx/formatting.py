"""Count the formatting that is left to the styles of the output: how often each kind of it stands in the body."""

from __future__ import annotations

from collections import Counter

from convert.adapters.docx.names import PPR, R_, RPR, SDT, TBL, TC, Element, P, W
from convert.adapters.docx.story import Book

_TC_PR, _TBL_PR, _FONTS = W + "tcPr", W + "tblPr", W + "rFonts"
_OWNERS = {RPR: R_, PPR: P, _TC_PR: TC}
_EFFECTS = ("caps", "smallCaps", "outline", "shadow", "emboss", "imprint", "em", "bdr", "shd", "effect")
_KINDS: dict[tuple[str, str], str] = {
    (_FONTS, RPR): "fonts",
    (W + "sz", RPR): "sizes of text",
    **{(W + name, RPR): "spacing of characters" for name in ("spacing", "w", "position", "fitText")},
    **{(W + name, RPR): "effects of text" for name in _EFFECTS},
    (W + "ind", PPR): "indents",
    (W + "spacing", PPR): "spacing of paragraphs",
    (W + "tabs", PPR): "tab stops",
    (W + "pBdr", PPR): "borders and shading of paragraphs",
    (W + "shd", PPR): "borders and shading of paragraphs",
    (W + "tcBorders", _TC_PR): "borders of cells",
    (W + "textDirection", _TC_PR): "directions of text in cells",
}
"""By an element and the properties that it stands in."""
_NAMED = tuple(W + name for name in ("ascii", "hAnsi", "eastAsia", "asciiTheme", "eastAsiaTheme"))
_OF_TABLES = tuple(W + name for name in ("tblBorders", "shd", "tblInd", "tblpPr"))


def count_formatting(book: Book, root: Element) -> None:
    """Count each kind of formatting in the main part."""
    counts: Counter[str] = Counter()
    for element in root.iter(*{name for name, _ in _KINDS}):
        holder = element.getparent()
        kind = _KINDS.get((element.tag, holder.tag)) if holder is not None else None
        if kind is None or holder is None:
            continue
        owner = holder.getparent()
        if owner is None or owner.tag != _OWNERS[holder.tag]:
            continue
        if element.tag != _FONTS or any(name in element.attrib for name in _NAMED):
            counts[kind] += 1
    for properties in root.iter(_TBL_PR):
        owner = properties.getparent()
        if owner is not None and owner.tag == TBL and any(child.tag in _OF_TABLES for child in properties):
            counts["looks of tables"] += 1
    counts["content controls"] = sum(1 for _ in root.iter(SDT))
    for kind in dict.fromkeys((*_KINDS.values(), "looks of tables", "content controls")):
        book.give_up(kind, counts[kind])
