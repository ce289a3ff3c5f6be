"""Tracked changes: they are carried out as the text is read; to take them back, deletions and insertions change roles.

ECMA-376 part 1, 17.13.5.
"""

from __future__ import annotations

from lxml import etree

from convert.adapters.docx.names import Element, T, W
from convert.adapters.docx.story import Book
from convert.model import Origin

_SWAPPED = {
    W + one: W + other
    for pair in (("ins", "del"), ("moveTo", "moveFrom"), ("cellIns", "cellDel"), ("conflictIns", "conflictDel"))
    for one, other in (pair, pair[::-1])
}
_LIVE_TEXT = {W + "delText": T, W + "delInstrText": W + "instrText"}
_FORMER = frozenset(
    W + name for name in ("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "trPrChange", "tcPrChange")
)
_COUNT_INSERTIONS = etree.XPath(
    "count(//w:ins[parent::*[not(self::w:rPr) and not(self::w:trPr)]])+count(//w:moveTo)",
    namespaces={"w": W[1:-1]},
)
_COUNT_FORMER = etree.XPath(
    "count(//w:rPrChange|//w:pPrChange|//w:sectPrChange|//w:tblPrChange|//w:trPrChange|//w:tcPrChange)",
    namespaces={"w": W[1:-1]},
)


def swap_changes(root: Element) -> None:
    """Make insertions deletions and deletions insertions, so that carrying them out takes them back.

    Former properties take the place of those that were tracked.
    """
    for element in list(root.iter(*_FORMER)):
        _restore(element)
    for element in list(root.iter(*_SWAPPED)):
        element.tag = _SWAPPED[element.tag]
    for element in list(root.iter(*_LIVE_TEXT)):
        element.tag = _LIVE_TEXT[element.tag]


def _restore(change: Element) -> None:
    """Put what properties were before a tracked change in their place; what stands around them stays."""
    properties = change.getparent()
    if properties is None:
        return
    former = next(iter(change), None)
    kept = {W + "rPr", W + "sectPr"} if properties.tag == W + "pPr" else _REFERENCES
    for child in list(properties):
        if child.tag not in kept and child.tag not in _SWAPPED:
            properties.remove(child)
    if former is not None:
        for at, child in enumerate(list(former)):
            properties.insert(at, child)


_REFERENCES = frozenset((W + "headerReference", W + "footerReference"))


def _number(counted: object) -> int:
    return int(counted) if isinstance(counted, float) else 0


def count_changes(book: Book, root: Element, changes: str) -> None:
    """Report how many tracked insertions and changes of formatting were accepted or taken back."""
    inserted, formatted = _number(_COUNT_INSERTIONS(root)), _number(_COUNT_FORMER(root))
    if inserted:
        detail = "insertions accepted" if changes == "accept" else "deletions taken back"
        book.report("tracked-change", Origin(book.name), f"× {inserted}", detail, "info")
    if formatted:
        book.report("tracked-change", Origin(book.name), f"× {formatted}", "changes of formatting accepted", "info")
