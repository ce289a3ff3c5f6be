"""Which fields a page may work out anew: those that need nothing but the document itself (ECMA-376 part 1, 17.16)."""

from __future__ import annotations

import re

PAGE_FIELDS = frozenset(("PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION"))
_NAME = re.compile(r"[\w.\-]+")
_LIVE = re.compile(
    r"(?:(?:PAGE|NUMPAGES|SECTIONPAGES|SECTION|PAGEREF +[\w.\-]{1,80}|SEQ +[\w.\-]{1,80})"
    r'(?: +\\(?:\*|h|p|n|c|r|s|#) ?(?:"[\w ,.#%\-]{1,40}"|[\w\-]{1,40})?){0,4})'
)


def live_field(code: str) -> str:
    """Give the code of a field that may be kept, its blanks tidied; empty for all others.

    >>> live_field(" page  \\\\* MERGEFORMAT "), live_field('INCLUDETEXT "c:/a"'), live_field("PAGEREF _Toc1 \\\\h")
    ('PAGE \\\\* MERGEFORMAT', '', 'PAGEREF _Toc1 \\\\h')
    """
    if len(code) > 300:
        return ""
    name, *arguments = code.split()[:20] or [""]
    tidy = " ".join((name.upper(), *arguments))
    return tidy if _LIVE.fullmatch(tidy) else ""


def names_in(code: str) -> list[str]:
    """List the words of a field's code, one of which may be the bookmark that it leads to.

    >>> names_in("PAGEREF _Toc1 \\\\h")
    ['PAGEREF', '_Toc1', 'h']
    """
    return _NAME.findall(code)
