"""Tracked changes: they are carried out as the text is read; to take them back, deletions and insertions change roles.

ECMA-376 part 1, 17.13.5.
"""

from __future__ import annotations

from convert.adapters.docx.names import RPR, Element, T, W
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


class ChangeCounts:
    """How many tracked insertions and changes of formatting were accepted or taken back, in all parts of text."""

    def __init__(self) -> None:
        self._inserted = self._formatted = 0

    def add(self, root: Element) -> None:
        """Count those of a part, but for those of marks of paragraphs, which show nothing."""
        holders = (insertion.getparent() for insertion in root.iter(W + "ins"))
        self._inserted += sum(holder is not None and holder.tag != RPR for holder in holders)
        self._inserted += sum(1 for _ in root.iter(W + "moveTo", W + "cellIns"))
        self._formatted += sum(1 for _ in root.iter(*_FORMER))

    def report(self, book: Book, changes: str) -> None:
        """Say how many there were."""
        if self._inserted:
            detail = "insertions accepted" if changes == "accept" else "deletions taken back"
            book.report("tracked-change", Origin(book.name), f"× {self._inserted}", detail, "info")
        if self._formatted:
            detail = "changes of formatting accepted"
            book.report("tracked-change", Origin(book.name), f"× {self._formatted}", detail, "info")
