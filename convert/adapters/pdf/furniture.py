"""Take out what stands on every page and belongs to none: running headers and footers, page numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from convert.adapters.pdf.layout import PageText, PlacedLine
from convert.findings import finding
from convert.model import Finding, Origin

_PAGE_NUMBER = re.compile(
    r"[-—–－―─•·~]{0,3} {0,2}(\d{1,4}) {0,2}[-—–－―─•·~]{0,3}"
    r"|第 {0,2}(\d{1,4}) {0,2}页(?:[,，/ ]{0,3}共 {0,2}\d{1,4} {0,2}页)?|(\d{1,4}) {0,2}/ {0,2}\d{1,4}"
    r"|[Pp]age (\d{1,4})(?: of \d{1,4})?"
)
_DIGITS = re.compile(r"\d{1,9}")
_MARGIN = 0.12
_FARTHEST = 6.0
_LEAST_PAGES = 3
_SHARE = 0.4


def remove_furniture(pages: Sequence[PageText], name: str) -> tuple[list[PageText], list[Finding]]:
    """Take out repeated lines and page numbers in the margins, each kind of them with one finding."""
    margins = [(page, at, item) for page in pages for at, item in _margin_lines(page)]
    doomed: set[tuple[int, int]] = set()
    findings: list[Finding] = []
    kinds: dict[tuple[str, bool], list[tuple[PageText, int, PlacedLine]]] = {}
    for page, at, item in margins:
        upper = item.line.top < page.height / 2
        kinds.setdefault((_DIGITS.sub("#", item.line.text), upper), []).append((page, at, item))
    for (_, _), found in kinds.items():
        for same in _at_one_height(found):
            if _is_page_number(same) or _is_repeated(same, len(pages)):
                doomed |= {(page.number, at) for page, at, _ in same}
                where = [
                    Origin(name, page.number, box=(item.line.x0, item.line.top, item.line.x1, item.line.bottom))
                    for page, _, item in same
                ]
                first = finding("artifact-removed", _rounded(where[0]), before=same[0][2].line.text)
                findings.append(replace(first, also=tuple(_rounded(place) for place in where[1:])))
    if not doomed:
        return list(pages), []
    kept = [
        replace(page, items=tuple(item for at, item in enumerate(page.items) if (page.number, at) not in doomed))
        for page in pages
    ]
    return kept, findings


def _rounded(origin: Origin) -> Origin:
    left, top, right, bottom = origin.box or (0, 0, 0, 0)
    return replace(origin, box=(round(left, 1), round(top, 1), round(right, 1), round(bottom, 1)))


def _margin_lines(page: PageText) -> list[tuple[int, PlacedLine]]:
    """Give the lines in the upper and lower margins with their places among the page's items."""
    found = []
    for at, item in enumerate(page.items):
        if isinstance(item, PlacedLine):
            line = item.line
            if line.bottom < _MARGIN * page.height or line.top > (1 - _MARGIN) * page.height:
                found.append((at, item))
    return found


def _at_one_height(
    found: list[tuple[PageText, int, PlacedLine]],
) -> list[list[tuple[PageText, int, PlacedLine]]]:
    """Group lines of one wording by where they stand on their pages, one a page."""
    groups: list[list[tuple[PageText, int, PlacedLine]]] = []
    for one in found:
        for group in groups:
            near = abs(group[0][2].line.top - one[2].line.top) <= _FARTHEST
            if near and group[-1][0].number != one[0].number:
                group.append(one)
                break
        else:
            groups.append([one])
    return groups


def _is_repeated(same: list[tuple[PageText, int, PlacedLine]], pages: int) -> bool:
    """Say whether lines of one wording at one height run over the file: digits in them may only count pages."""
    if len(same) < max(_LEAST_PAGES, _SHARE * pages):
        return False
    texts = {item.line.text for _, _, item in same}
    return len(texts) == 1 or all(str(page.number) in _DIGITS.findall(item.line.text) for page, _, item in same)


def _is_page_number(same: list[tuple[PageText, int, PlacedLine]]) -> bool:
    """Say whether lines are page numbers: marked as such, or bare and counting up with the pages."""
    numbers = []
    for page, _, item in same:
        match = _PAGE_NUMBER.fullmatch(item.line.text.strip())
        if match is None:
            return False
        numbers.append((int(next(group for group in match.groups() if group)), page.number))
    if len({number - page for number, page in numbers}) == 1 and len(numbers) > 1:
        return True
    return all(not item.line.text.strip().isdigit() for _, _, item in same)
