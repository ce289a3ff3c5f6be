"""Say of each finding which cell or paragraph it is about, and what is to stand there as a remark.

A finding names its place by an origin, which the piece of the document that was made of it shares. Where no piece
has that very origin, the one around it, within it or before it is taken; what has no place at all is said of the
document.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from convert.findings import COUNT_OF_BLANKS
from convert.messages import message, translate
from convert.model import Block, Check, Comment, Document, Finding, Origin, Paragraph, Picture, Section, Table

_ABOUT_A_VALUE = ("value-not-a-number", "number-reformatted", "blank-value")
_NUMBERED = re.compile(r"(.*\[)([0-9]{1,9})\]")
_INNER = re.compile("[/!]")


class Place(NamedTuple):
    """A block of the document by its index and, in a table, a cell by its anchor; no cell is -1, -1."""

    block: int
    row: int = -1
    col: int = -1


class Remark(NamedTuple):
    """What is to be said of a place; None: of the document, and origin says where the finding itself was made."""

    place: Place | None
    text: str
    origin: str

    @property
    def whole(self) -> str:
        return f"{self.text} [{self.origin}]" if self.origin and not self.place else self.text


def remarks(document: Document, language: str) -> Iterator[Remark]:
    """Yield a remark for each finding of a document, in a reader's language."""
    places = Places(document)
    nearby = _Nearby(document)
    colon = "：" if language == "zh" else ": "
    for found in document.findings:
        text = f"{translate(found.severity, language)}{colon}{message(found, language)} ({found.code})"
        yield Remark(places.of(found) or nearby.of(found.origin), text, str(found.origin))


def rule_of(check: Check) -> str:
    """Name a check: its rule and what it was applied to."""
    return f"{check.rule} {check.name}".strip()


class Places:
    """The cells of the official tables that findings are about."""

    def __init__(self, document: Document) -> None:
        self._of_text: dict[tuple[Origin, str], deque[Place]] = {}
        wanted = {found.origin for found in document.findings if found.code in _ABOUT_A_VALUE}
        for index, block in enumerate(document.blocks):
            for cell in block.cells if wanted and isinstance(block, Table) and block.form else ():
                if cell.role == "value" and cell.origin in wanted:
                    waiting = self._of_text.setdefault((cell.origin, cell.text), deque())
                    waiting.append(Place(index, cell.row, cell.col))
        self._of_rule: dict[str, deque[tuple[Place, ...]]] = {}
        for check in document.checks:
            if check.holds is False and check.left_cells:
                waiting_for = self._of_rule.setdefault(rule_of(check), deque())
                waiting_for.append(tuple(Place(table, *cell) for table, cell in check.cells))

    def of(self, found: Finding) -> Place | None:
        """Find the cell of a finding; the findings are asked for in their order."""
        return next(iter(self.all_of(found)), None)

    def all_of(self, found: Finding) -> tuple[Place, ...]:
        """Find the cells of a finding, of a failed sum all that it is about, in the same order."""
        if found.code == "sum-mismatch":
            sums = self._of_rule.get(found.detail.rpartition(COUNT_OF_BLANKS)[0] or found.detail)
            return sums.popleft() if sums else ()
        texts = (found.after, found.before, found.before.strip()) if found.code in _ABOUT_A_VALUE else ()
        for text in texts:
            if waiting := self._of_text.get((found.origin, text)):
                return (waiting.popleft(),)
        return ()


class _Nearby:
    """The pieces of a document by their origins: those that findings name, and those around and before them."""

    def __init__(self, document: Document) -> None:
        self._origins = {found.origin for found in document.findings}
        self._wanted = {ref for origin in self._origins for ref in _around(origin.ref)}
        self._counted = {match[1] for ref in self._wanted if (match := _NUMBERED.fullmatch(ref))}
        self._by_ref: dict[str, Place] = {}
        self._counts: dict[str, dict[int, Place]] = {}
        self._by_height: dict[tuple[int, float], Place] = {}
        self._exact: dict[Origin, Place] = {}
        before: Place | None = None
        for index, block in enumerate(document.blocks):
            if isinstance(block, Picture):
                if before is not None:
                    self._note(block.origin, before)
            elif not isinstance(block, Section):
                self._add(block, Place(index))
                before = Place(index, *_last_cell(block))
        self._heights = sorted(self._by_height.items())
        self._numbers = {stem: sorted(numbers.items()) for stem, numbers in self._counts.items()}

    def _add(self, block: Block, place: Place) -> None:
        if isinstance(block, Table):
            if block.cells and place.row < 0:
                self._note(block.origin, Place(place.block, block.cells[0].row, block.cells[0].col))
            for cell in block.cells:
                inside = place if place.row >= 0 else Place(place.block, cell.row, cell.col)
                self._note(cell.origin, inside)
                for inner in cell.blocks:
                    self._add(inner, inside)
            return
        self._note(block.origin, place)
        if isinstance(block, Paragraph):
            for run in block.runs:
                beside = run.note.paragraphs if run.note else ()
                beside += run.inset.paragraphs if isinstance(run.inset, Comment) else ()
                for paragraph in beside:
                    self._note(paragraph.origin, place)

    def _note(self, origin: Origin, place: Place) -> None:
        if origin in self._origins:
            self._exact.setdefault(origin, place)
        for ref in _around(origin.ref):
            if ref in self._wanted:
                self._by_ref.setdefault(ref, place)
            if (match := _NUMBERED.fullmatch(ref)) and match[1] in self._counted:
                self._counts.setdefault(match[1], {}).setdefault(int(match[2]), place)
        if origin.page is not None or origin.line is not None:
            self._by_height.setdefault(_height(origin), place)

    def of(self, origin: Origin) -> Place | None:
        """Find the piece that has an origin, or the nearest to it."""
        exact = self._exact.get(origin)
        if exact is not None:
            return exact
        if origin.page is not None or origin.line is not None:
            at = bisect_right(self._heights, (_height(origin), Place(len(self._by_height)))) - 1
            return self._heights[max(at, 0)][1] if self._heights else None
        for ref in _around(origin.ref):
            place = self._by_ref.get(ref) or self._before(ref)
            if place is not None:
                return place
        return None

    def _before(self, ref: str) -> Place | None:
        """Find the last piece that is counted like the one of a reference and stands before it."""
        match = _NUMBERED.fullmatch(ref)
        numbers = self._numbers.get(match[1], []) if match else []
        at = bisect_right(numbers, int(match[2]), key=lambda pair: pair[0]) if match else 0
        return numbers[at - 1][1] if at else None


def _last_cell(block: Block) -> tuple[int, int]:
    cell = block.cells[-1] if isinstance(block, Table) and block.cells else None
    return (cell.row, cell.col) if cell else (-1, -1)


def _around(ref: str) -> Iterator[str]:
    """Yield a reference and those of what it stands in, from the inside out.

    >>> list(_around("tbl[1]/tr[2]/tc[1]"))
    ['tbl[1]/tr[2]/tc[1]', 'tbl[1]/tr[2]', 'tbl[1]']
    """
    if ref:
        yield ref
        for match in reversed(list(_INNER.finditer(ref))):
            yield ref[: match.start()]


def _height(origin: Origin) -> tuple[int, float]:
    """Give where a piece stands, so that what stands further down is more."""
    return origin.page or 0, origin.line if origin.line is not None else origin.box[1] if origin.box else 0
