"""Count the formatting that is left to the styles of the output: how often each kind of it stands in the text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from convert.adapters.docx.kind import Kind
from convert.adapters.docx.names import OFF, PPR, R_, RPR, SDT, TBL, TC, TC_PR, TR, VAL, W14, Element, P, W
from convert.adapters.docx.story import Book

_TBL_PR, _FONTS = W + "tblPr", W + "rFonts"
_LINK, _COLOUR = W + "hyperlink", W + "color"
_TR_PR, _SECT_PR, _UNDERLINE, _JC, _SHD = W + "trPr", W + "sectPr", W + "u", W + "jc", W + "shd"
_NOTES = (W + "footnoteReference", W + "endnoteReference")
_OWNERS = {RPR: R_, PPR: P, TC_PR: TC, _TR_PR: TR, _TBL_PR: TBL, _SECT_PR: ""}
_GLYPHS = ("glow", "shadow", "reflection", "textOutline", "textFill", "scene3d", "props3d", "ligatures", "numForm")
_EFFECTS = " ".join(W14 + name for name in _GLYPHS)
_BREAKING = """
    kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN suppressAutoHyphens adjustRightInd textAlignment
"""
_KINDS: dict[tuple[str, str], str] = {
    ("rFonts", RPR): "fonts",
    ("sz", RPR): "sizes of text",
    ("spacing w position fitText", RPR): "spacing of characters",
    ("caps smallCaps outline shadow emboss imprint em bdr shd effect eastAsianLayout u", RPR): "effects of text",
    (_EFFECTS, RPR): "effects of text",
    ("rStyle", RPR): "character styles",
    ("lang", RPR): "languages of text",
    ("ind", PPR): "indents",
    ("spacing contextualSpacing", PPR): "spacing of paragraphs",
    ("jc", PPR): "kinds of justification",
    ("tabs", PPR): "tab stops",
    ("pBdr shd", PPR): "borders and shading of paragraphs",
    ("framePr", PPR): "frames and drop caps",
    ("keepNext keepLines widowControl", PPR): "rules for the ends of pages",
    ("cantSplit", _TR_PR): "rules for the ends of pages",
    (_BREAKING, PPR): "rules for the breaks of lines",
    ("textDirection", PPR): "directions of writing",
    ("textDirection bidi", _SECT_PR): "directions of writing",
    ("bidiVisual", _TBL_PR): "directions of writing",
    ("pgMar vAlign cols rtlGutter", _SECT_PR): "margins of pages and columns",
    ("docGrid", _SECT_PR): "grids of lines and characters",
    ("paperSrc", _SECT_PR): "trays of paper",
    ("formProt", _SECT_PR): "protection against changes",
    ("footnotePr endnotePr", _SECT_PR): "kinds of numbers of notes",
    ("tcBorders", TC_PR): "borders of cells",
    ("textDirection", TC_PR): "directions of text in cells",
    ("vAlign tcFitText tcMar noWrap hideMark", TC_PR): "places of text in cells",
    ("trHeight", _TR_PR): "heights of rows",
    ("shd", TC_PR): "patterns of cells",
    ("tblDescription", _TBL_PR): "descriptions of tables",
}
"""By elements and the properties that they stand in."""
_KIND_OF = {
    (name if name.startswith("{") else W + name, holder): (names, holder)
    for names, holder in _KINDS
    for name in names.split()
}
_COUNTED = tuple(dict.fromkeys(name for name, _ in _KIND_OF))
_AROUND = {
    SDT: "content controls",
    W + "smartTag": "marks that programs and editors put around text",
    W + "customXml": "marks that programs and editors put around text",
    W + "permStart": "marks that programs and editors put around text",
    W + "dir": "directions of writing",
    W + "bdo": "directions of writing",
    W + "ruby": "reading guides put in brackets behind their words",
    W + "background": "backgrounds of pages",
}
_KEPT = {
    _UNDERLINE: ("single", "none", ""),
    _JC: ("center", "right", "end"),
    _SHD: ("clear", "nil", ""),
    **dict.fromkeys(
        (W + name for name in ("cantSplit", "noWrap", "hideMark", "formProt", "bidi", "rtlGutter")), tuple(OFF)
    ),
}
"""Values that are kept, or say nothing."""
_NAMED = tuple(W + name for name in ("ascii", "hAnsi", "eastAsia", "asciiTheme", "eastAsiaTheme"))
_OF_TABLES = tuple(
    W + name for name in ("tblBorders", "shd", "tblInd", "tblpPr", "tblStyle", "jc", "tblCellMar", "tblCellSpacing")
)
_USUAL_STYLES = (
    "hyperlink", "followedhyperlink", "footnote reference", "endnote reference", "annotation reference", "page number",
    "strong", "emphasis",
)  # fmt: skip
_OFFICE = ("http://schemas.openxmlformats.org/", "http://schemas.microsoft.com/office/", "urn:schemas-microsoft-com:")

_SETTINGS = {
    W + "docVar": "variables of files",
    W + "documentProtection": "protection against changes",
    W + "writeProtection": "protection against changes",
    W + "mailMerge": "sources of letters to many",
}
_PARTS = {
    "glossaryDocument": "building blocks that no page shows",
    "customXml": "data that no page shows",
    "keyMapCustomizations": "keys and menus of files",
    "attachedToolbars": "keys and menus of files",
    "people": "accounts of authors",
}
"""By the kind of their relationship."""


def count_package(book: Book, settings: Element | None, parts: dict[str, list[str]]) -> None:
    """Count what a file holds beside its text: settings, and parts by the kind of their relationship."""
    for element in settings.iter(*_SETTINGS) if settings is not None else ():
        book.give_up(_SETTINGS[str(element.tag)])
    for kind in _PARTS:
        book.give_up(_PARTS[kind], sum(part in book.package for part in parts.get(kind, ())))


def count_formatting(book: Book, root: Element, folded: Iterable[tuple[Kind, int]] = ()) -> None:
    """Count each kind of formatting in a part of text; folded: the kinds of cells in it that are, with how many."""
    counts = _count(book, root.iter(*_COUNTED))
    for kind, n_cells in folded:
        if kind.formatting is None:
            kind.formatting = _count(book, kind.example.iter())
        for key, count in kind.formatting.items():
            counts[key] += n_cells * count
    for key in _KINDS:
        book.give_up(_KINDS[key], counts[key])
    found = defaultdict[str, list[Element]](list)
    for element in root.iter(_TBL_PR, _LINK, *_AROUND, *_NOTES):
        found[str(element.tag)].append(element)
    looks = 0
    for properties in found[_TBL_PR]:
        owner = properties.getparent()
        looks += owner is not None and owner.tag == TBL and any(child.tag in _OF_TABLES for child in properties)
    book.give_up("looks of tables", looks)
    for tag in _AROUND:
        book.give_up(_AROUND[tag], len(found[tag]))
    book.give_up("tooltips of links", sum(1 for link in found[_LINK] if link.get(W + "tooltip")))
    notes = (note for tag in _NOTES for note in found[tag])
    book.give_up("kinds of numbers of notes", sum(1 for note in notes if note.get(W + "customMarkFollows") == "1"))
    foreign = [uri for uri in root.nsmap.values() if not uri.startswith(_OFFICE)]
    if foreign:
        names = (f"{{{uri}}}*" for uri in dict.fromkeys(foreign))
        book.give_up("marks that programs and editors put around text", sum(1 for _ in root.iter(*names)))


def _count(book: Book, elements: Iterable[Element]) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for element in elements:
        holder = element.getparent()
        kind = _KIND_OF.get((str(element.tag), str(holder.tag))) if holder is not None else None
        if kind is None or holder is None:
            continue
        wanted = _OWNERS[holder.tag]
        if wanted:
            owner = holder.getparent()
            if owner is None or owner.tag != wanted:
                continue
        if not _is_kept(book, element, holder.tag):
            counts[kind] += 1
    return counts


def _is_kept(book: Book, element: Element, holder: str) -> bool:
    """Say whether a property is kept, or says nothing."""
    tag = element.tag
    if tag == W + "rStyle":
        return book.styles.name(element.get(VAL) or "").lower() in _USUAL_STYLES
    if tag == W + "docGrid":
        return element.get(W + "type") in (None, "default")
    if tag == _FONTS:
        return not any(name in element.attrib for name in _NAMED)
    if tag == W + "cols":
        return element.get(W + "sep") is None and not len(element)
    if tag == _UNDERLINE and element.get(_COLOUR):
        return False
    if tag == _SHD and holder != TC_PR:
        return False
    return tag in _KEPT and (element.get(VAL) or "") in _KEPT[tag]
