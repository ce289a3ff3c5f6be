"""Take out what stands on every page and belongs to none: running headers and footers, page numbers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from convert.adapters.pdf.engine import Box, rounded
from convert.adapters.pdf.layout import Item, PageText, PlacedLine
from convert.adapters.pdf.tables import Piece
from convert.findings import finding
from convert.model import Finding, Origin

_PAGE_NUMBER = re.compile(
    r"[-—–－―─•·~]{0,3} {0,2}(\d{1,4}) {0,2}[-—–－―─•·~]{0,3}"
    r"|第 {0,2}(\d{1,4}) {0,2}页(?:[,，/ ]{0,3}共 {0,2}\d{1,4} {0,2}页)?|(\d{1,4}) {0,2}/ {0,2}\d{1,4}"
    r"|[Pp]age (\d{1,4})(?: of \d{1,4})?"
)
_DIGITS = re.compile(r"\d{1,9}")
_MARGIN = 0.12
_DEEP_MARGIN = 0.25
_OUTER_MARGIN = 0.07
"""Where no text of a page begins: what is the same there on two pages is furniture."""
_EDGE_ITEMS = 3
_PICTURE = "\0"
_FARTHEST = 6.0
_LEAST_PAGES = 3
_SHARE = 0.4


class Mark(NamedTuple):
    """A line, table or picture in the margin of a page; at: its place among the page's items."""

    page: PageText
    at: int
    text: str
    box: Box


def remove_furniture(pages: Sequence[PageText], name: str) -> tuple[list[PageText], list[Finding]]:
    """Take out what is repeated in the margins and page numbers, each kind of them with one finding.

    Where nothing else is there, it stays.
    """
    doomed: set[tuple[int, int]] = set()
    findings: list[Finding] = []
    kinds: dict[tuple[str, bool], list[Mark]] = {}
    for page in pages:
        for mark in _margin_marks(page):
            upper = mark.box[1] < page.height / 2
            kinds.setdefault((_DIGITS.sub("#", mark.text), upper), []).append(mark)
    for found in kinds.values():
        for same in _at_one_height(found):
            if _is_page_number(same) or _is_repeated(same, len(pages)):
                doomed |= {(mark.page.number, mark.at) for mark in same}
                where = [Origin(name, mark.page.number, box=rounded(mark.box)) for mark in same]
                shown = "" if same[0].text.startswith(_PICTURE) else same[0].text
                first = finding("artifact-removed", where[0], before=shown)
                findings.append(replace(first, also=tuple(where[1:])))
    if not doomed:
        return list(pages), []
    kept = [
        replace(page, items=tuple(item for at, item in enumerate(page.items) if (page.number, at) not in doomed))
        for page in pages
    ]
    return (kept, findings) if any(page.items for page in kept) else (list(pages), [])


def _margin_marks(page: PageText) -> Iterator[Mark]:
    """Yield what stands in the upper and lower margins, and near them what stands first or last on its page."""
    for at, item in enumerate(page.items):
        mark = _mark(page, at, item)
        depth = _depth(mark)
        is_edge = at < _EDGE_ITEMS or at >= len(page.items) - _EDGE_ITEMS
        if depth < _MARGIN or (is_edge and depth < _DEEP_MARGIN):
            yield mark


def _depth(mark: Mark) -> float:
    """Say how far a mark reaches into its page, as a share of its height."""
    return min(mark.box[3], mark.page.height - mark.box[1]) / mark.page.height


def _mark(page: PageText, at: int, item: Item) -> Mark:
    if isinstance(item, PlacedLine):
        line = item.line
        return Mark(page, at, line.text, (line.x0, line.top, line.x1, line.bottom))
    if isinstance(item, Piece):
        return Mark(page, at, "\t".join(cell.text for cell in item.table.cells), item.box)
    digest = hashlib.sha256(item.data).hexdigest()
    return Mark(page, at, f"{_PICTURE}{digest}", item.origin.box or (0, 0, 0, 0))


def _at_one_height(found: list[Mark]) -> list[list[Mark]]:
    """Group marks of one wording by where they stand on their pages, one a page."""
    groups: list[list[Mark]] = []
    for mark in found:
        for group in groups:
            if abs(group[0].box[1] - mark.box[1]) <= _FARTHEST and group[-1].page.number != mark.page.number:
                group.append(mark)
                break
        else:
            groups.append([mark])
    return groups


def _is_repeated(same: list[Mark], pages: int) -> bool:
    """Say whether marks of one wording at one height run over the file: digits in them may only count pages."""
    least = 2 if all(_depth(mark) < _OUTER_MARGIN for mark in same) else _LEAST_PAGES
    if len(same) < max(least, _SHARE * pages):
        return False
    texts = {mark.text for mark in same}
    return len(texts) == 1 or all(str(mark.page.number) in _DIGITS.findall(mark.text) for mark in same)


def _is_page_number(same: list[Mark]) -> bool:
    """Say whether lines are page numbers: marked as such, or bare and counting up with the pages."""
    numbers = []
    for mark in same:
        match = _PAGE_NUMBER.fullmatch(mark.text.strip())
        if match is None or _depth(mark) >= _MARGIN:
            return False
        numbers.append((int(next(group for group in match.groups() if group)), mark.page.number))
    if len({number - page for number, page in numbers}) == 1 and len(numbers) > 1:
        return True
    return all(not mark.text.strip().isdigit() for mark in same)
