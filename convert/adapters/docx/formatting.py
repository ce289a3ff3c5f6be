"""Count the formatting that is left to the styles of the output: how often each kind of it stands in the body."""

from __future__ import annotations

from collections import Counter

from convert.adapters.docx.names import PPR, R_, RPR, SDT, TBL, TC, TR, VAL, Element, P, W
from convert.adapters.docx.story import Book

_TC_PR, _TBL_PR, _FONTS = W + "tcPr", W + "tblPr", W + "rFonts"
_LINK, _COLOUR = W + "hyperlink", W + "color"
_TR_PR, _SECT_PR, _UNDERLINE, _JC, _SHD = W + "trPr", W + "sectPr", W + "u", W + "jc", W + "shd"
_OWNERS = {RPR: R_, PPR: P, _TC_PR: TC, _TR_PR: TR, _TBL_PR: TBL, _SECT_PR: ""}
_KINDS: dict[tuple[str, str], str] = {
    ("rFonts", RPR): "fonts",
    ("sz", RPR): "sizes of text",
    ("spacing w position fitText", RPR): "spacing of characters",
    ("caps smallCaps outline shadow emboss imprint em bdr shd effect eastAsianLayout u", RPR): "effects of text",
    ("lang", RPR): "languages of text",
    ("ind", PPR): "indents",
    ("spacing contextualSpacing", PPR): "spacing of paragraphs",
    ("jc", PPR): "kinds of justification",
    ("tabs", PPR): "tab stops",
    ("pBdr shd", PPR): "borders and shading of paragraphs",
    ("framePr", PPR): "frames and drop caps",
    ("keepNext keepLines widowControl", PPR): "rules for the ends of pages",
    ("textDirection", PPR): "directions of writing",
    ("textDirection", _SECT_PR): "directions of writing",
    ("bidiVisual", _TBL_PR): "directions of writing",
    ("pgMar vAlign cols", _SECT_PR): "margins of pages and columns",
    ("footnotePr endnotePr", _SECT_PR): "kinds of numbers of notes",
    ("tcBorders", _TC_PR): "borders of cells",
    ("textDirection", _TC_PR): "directions of text in cells",
    ("vAlign tcFitText", _TC_PR): "places of text in cells",
    ("trHeight", _TR_PR): "heights of rows",
    ("shd", _TC_PR): "patterns of cells",
    ("tblDescription", _TBL_PR): "descriptions of tables",
}
"""By elements and the properties that they stand in."""
_KIND_OF = {(W + name, holder): (names, holder) for names, holder in _KINDS for name in names.split()}
_AROUND = {
    SDT: "content controls",
    W + "smartTag": "marks that programs and editors put around text",
    W + "customXml": "marks that programs and editors put around text",
    W + "permStart": "marks that programs and editors put around text",
    W + "ruby": "reading guides put in brackets behind their words",
    W + "background": "backgrounds of pages",
}
_KEPT = {
    _UNDERLINE: ("single", "none", ""),
    _JC: ("center", "right", "end"),
    _SHD: ("clear", "nil", ""),
}
"""Values that are kept, or say nothing."""
_NAMED = tuple(W + name for name in ("ascii", "hAnsi", "eastAsia", "asciiTheme", "eastAsiaTheme"))
_OF_TABLES = tuple(W + name for name in ("tblBorders", "shd", "tblInd", "tblpPr"))


def count_formatting(book: Book, root: Element) -> None:
    """Count each kind of formatting in the main part."""
    counts: Counter[tuple[str, str]] = Counter()
    for element in root.iter(*{name for name, _ in _KIND_OF}):
        holder = element.getparent()
        kind = _KIND_OF.get((element.tag, holder.tag)) if holder is not None else None
        if kind is None or holder is None:
            continue
        wanted = _OWNERS[holder.tag]
        if wanted:
            owner = holder.getparent()
            if owner is None or owner.tag != wanted:
                continue
        if not _is_kept(element, holder.tag):
            counts[kind] += 1
    for key in _KINDS:
        book.give_up(_KINDS[key], counts[key])
    looks = 0
    for properties in root.iter(_TBL_PR):
        owner = properties.getparent()
        looks += owner is not None and owner.tag == TBL and any(child.tag in _OF_TABLES for child in properties)
    book.give_up("looks of tables", looks)
    around = Counter(element.tag for element in root.iter(*_AROUND))
    for tag in _AROUND:
        book.give_up(_AROUND[tag], around[tag])
    book.give_up("tooltips of links", sum(1 for link in root.iter(_LINK) if link.get(W + "tooltip")))


def _is_kept(element: Element, holder: str) -> bool:
    """Say whether a property is kept, or says nothing."""
    tag = element.tag
    if tag == _FONTS:
        return not any(name in element.attrib for name in _NAMED)
    if tag == W + "cols":
        return element.get(W + "sep") is None and not len(element)
    if tag == _UNDERLINE and element.get(_COLOUR):
        return False
    if tag == _SHD and holder != _TC_PR:
        return False
    return tag in _KEPT and (element.get(VAL) or "") in _KEPT[tag]
