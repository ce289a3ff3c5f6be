"""Page numbers: a line of a number alone at the top or the foot of each page, one more on every page.

Only a text with page breaks (form feeds) can show that, on two pages at least. So are the lines that browsers print: at
the foot an address with the page of how many, and where that is, at the top a date and time with the title. All such
lines are taken out, with a finding; numbers between dashes and in words are the passes' business.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from convert.adapters.text.region import Context, Region
from convert.findings import finding

_MOST_DIGITS = 4
_FOOT_OF_BROWSER = re.compile(r"(?:https?|file)://\S{1,2000}\s{1,500}\d{1,5}/\d{1,5}")
_TOP_OF_BROWSER = re.compile(r"\d{1,4}/\d{1,2}/\d{1,4},? \d{1,2}:\d{2}(?:\s?[AP]M)?(?:\s.{0,500})?")


def find_page_numbers(lines: Sequence[str], pages: Sequence[int] | None) -> frozenset[int]:
    """Give the lines that only number their pages."""
    if pages is None:
        return frozenset()
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for index, page in enumerate(pages):
        if lines[index].strip():
            first.setdefault(page, index)
            last[page] = index
    printed = {at for at in last.values() if _FOOT_OF_BROWSER.fullmatch(lines[at].strip())}
    if printed:
        return frozenset(printed.union(at for at in first.values() if _TOP_OF_BROWSER.fullmatch(lines[at].strip())))
    for edges in (last, first):
        numbers = {page: int(lines[at]) for page, at in edges.items() if _is_number(lines[at].strip())}
        shifts = {number - page for page, number in numbers.items()}
        if len(numbers) > 1 and len(shifts) == 1 and len(numbers) >= len(edges) - 1:
            return frozenset(edges[page] for page in numbers)
    return frozenset()


def match(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Leave out a page number, and say so."""
    if start not in context.page_numbers:
        return None
    return Region((), start + 1, (finding("artifact-removed", context.origin(start), before=lines[start].strip()),))


def _is_number(text: str) -> bool:
    return 0 < len(text) <= _MOST_DIGITS and text.isascii() and text.isdigit()
