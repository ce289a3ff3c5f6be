"""Count the formatting that is left to the styles of the output: how often each kind of it stands in the body."""

from __future__ import annotations

from lxml import etree

from convert.adapters.docx.names import Element, W
from convert.adapters.docx.story import Book

_NAMES = {"w": W[1:-1]}
_KINDS = {
    "//w:r/w:rPr/w:rFonts[@w:ascii or @w:hAnsi or @w:eastAsia or @w:asciiTheme or @w:eastAsiaTheme]": "fonts",
    "//w:r/w:rPr/w:sz": "sizes of text",
    "//w:r/w:rPr/w:spacing|//w:r/w:rPr/w:w|//w:r/w:rPr/w:position|//w:r/w:rPr/w:fitText": "spacing of characters",
    "//w:r/w:rPr/w:caps|//w:r/w:rPr/w:smallCaps|//w:r/w:rPr/w:outline|//w:r/w:rPr/w:shadow|"
    "//w:r/w:rPr/w:emboss|//w:r/w:rPr/w:imprint|//w:r/w:rPr/w:em|//w:r/w:rPr/w:bdr|//w:r/w:rPr/w:shd|"
    "//w:r/w:rPr/w:effect": "effects of text",
    "//w:p/w:pPr/w:ind": "indents",
    "//w:p/w:pPr/w:spacing": "spacing of paragraphs",
    "//w:p/w:pPr/w:tabs": "tab stops",
    "//w:p/w:pPr/w:pBdr|//w:p/w:pPr/w:shd": "borders and shading of paragraphs",
    "//w:tc/w:tcPr/w:tcBorders": "borders of cells",
    "//w:tc/w:tcPr/w:textDirection": "directions of text in cells",
    "//w:tbl/w:tblPr[w:tblBorders or w:shd or w:tblInd or w:tblpPr]": "looks of tables",
    "//w:sdt": "content controls",
}
_COUNTS = {path: etree.XPath(f"count({path})", namespaces=_NAMES) for path in _KINDS}


def count_formatting(book: Book, root: Element) -> None:
    """Count each kind of formatting in the main part."""
    for path, count in _COUNTS.items():
        counted = count(root)
        book.give_up(_KINDS[path], int(counted) if isinstance(counted, float) else 0)
