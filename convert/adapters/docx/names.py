"""The names of WordprocessingML that the reader knows, and how simple values are spelt (ECMA-376 part 1, 17)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from lxml import etree

from convert.ooxml import namespaces as ns

Element = etree._Element

W, R, A, WP, PIC = (f"{{{uri}}}" for uri in (ns.W, ns.R, ns.A, ns.WP, ns.PIC))
CHART, DIAGRAM, M, MC = (f"{{{uri}}}" for uri in (ns.CHART, ns.DIAGRAM, ns.M, ns.MC))
V, O, W14 = (f"{{{uri}}}" for uri in (ns.V, ns.O, ns.W14))  # noqa: E741
CHART_EX = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"

VAL = W + "val"
P, TBL, TR, TC = W + "p", W + "tbl", W + "tr", W + "tc"
R_, T, PPR, RPR, TC_PR = W + "r", W + "t", W + "pPr", W + "rPr", W + "tcPr"
SDT, SDT_CONTENT, SDT_PR = W + "sdt", W + "sdtContent", W + "sdtPr"
MATH_T = M + "t"
FIELD_CHAR = W + "fldChar"
TEXT_BOX = W + "txbxContent"
BOOKMARK, COMMENT_START = W + "bookmarkStart", W + "commentRangeStart"
ALTERNATE, CHOICE, FALLBACK = MC + "AlternateContent", MC + "Choice", MC + "Fallback"

UNWRAPPED = frozenset(
    W + name for name in ("ins", "moveTo", "smartTag", "customXml", "dir", "bdo", "sdtContent", "conflictIns")
)
"""What stands around content without meaning anything for it; `sdt` and `AlternateContent` need a look first."""
DELETED = frozenset(W + name for name in ("del", "moveFrom", "conflictDel"))
_IGNORED = """
    pPr rPr tblPr tblGrid tblPrEx trPr tcPr sectPr sdtPr sdtEndPr smartTagPr customXmlPr rubyPr background
    bookmarkEnd proofErr permStart permEnd delInstrText lastRenderedPageBreak
    commentRangeEnd annotationRef
    footnoteRef endnoteRef
    moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd
    customXmlInsRangeStart customXmlInsRangeEnd customXmlDelRangeStart customXmlDelRangeEnd
    customXmlMoveFromRangeStart customXmlMoveFromRangeEnd customXmlMoveToRangeStart customXmlMoveToRangeEnd
"""
IGNORED = frozenset((*(W + name for name in _IGNORED.split()), M + "ctrlPr"))
"""Properties and marks: they hold no text."""

OFF = frozenset(("0", "false", "off"))
DEEPEST_TABLE = 20
"""Tables in tables beyond this are turned into paragraphs."""


def first_of(children: Iterable[Element], tag: str) -> Element | None:
    """Give the first element of a name; children that are in a list need not be asked of the tree again."""
    for child in children:
        if child.tag == tag:
            return child
    return None


def is_on(element: Element | None) -> bool:
    """Read a toggle: absent is off, without a value is on."""
    return element is not None and element.get(VAL) not in OFF


def value_of(parent: Element | None, name: str) -> str:
    """Give the `w:val` of a child, empty if there is none."""
    child = next(parent.iterchildren(W + name), None) if parent is not None else None
    return (child.get(VAL) or "") if child is not None else ""


def to_int(text: str | None, default: int = 0) -> int:
    """Read a whole number as office programs spell it; what is none gives the default.

    >>> to_int("12"), to_int(" 7.0 "), to_int("x", 3), to_int("9" * 400)
    (12, 7, 3, 0)
    """
    if not text or len(text) > 20:
        return default
    try:
        return int(text)
    except ValueError:
        try:
            return int(float(text))
        except (ValueError, OverflowError):
            return default


_TWIPS = {"pt": 20.0, "in": 1440.0, "cm": 1440 / 2.54, "mm": 144 / 2.54, "pc": 240.0, "pi": 240.0, "px": 15.0}


@lru_cache(maxsize=256)
def to_twips(text: str | None) -> int:
    """Read a length: bare numbers are twips, units as in Strict files and VML; 0 where it cannot be read.

    >>> to_twips("1440"), to_twips("72pt"), to_twips("2.54cm"), to_twips("auto")
    (1440, 1440, 1440, 0)
    """
    if not text or len(text) > 30:
        return 0
    text = text.strip()
    try:
        if text[-2:] in _TWIPS:
            return round(float(text[:-2]) * _TWIPS[text[-2:]])
        return round(float(text))
    except (ValueError, OverflowError):
        return 0


def solid_length(text: str) -> int:
    """Count the characters that are not white space."""
    return len("".join(text.replace(" ", "").split()))
