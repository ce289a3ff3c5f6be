r"""Tables of Texinfo.

    table  = "@multitable" … LF row+ "@end multitable"
    row    = ("@item" | "@headitem") cell ("@tab" cell)*
    cell   = text over any number of lines; `@@`, `@{`, `@}` and `@ ` are the characters; `@b{…}` is read away

A table that is never closed is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from convert.adapters.text.cells import Spot, free_spot, read_spanned
from convert.adapters.text.region import Context, Region

_BEGIN, _END = "@multitable", "@end multitable"
_MARK = re.compile(r"@(headitem|item|tab)\b[ \t]?")
_MARKUP = re.compile(r"@([@{}\s])|@[a-z]{1,20}\{|\}")


def match(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Read the table that begins at this line."""
    if not lines[start].startswith(_BEGIN):
        return None
    end = start + 1
    while end < len(lines) and not lines[end].startswith((_BEGIN, _END)):
        end += 1
    if end == len(lines) or not lines[end].startswith(_END):
        return None
    rows: list[list[Spot]] = []
    for at in range(start + 1, end):
        place = 0
        for mark in (*_MARK.finditer(lines[at]), None):
            text = lines[at][place : mark.start() if mark else None]
            text = _MARKUP.sub(lambda found: found[1] or "", text).strip()
            if text and not rows:
                return None
            if text:
                rows[-1][-1] = rows[-1][-1].going_on(text)
            if mark is None:
                break
            place = mark.end()
            if mark[1] != "tab" or not rows:
                rows.append([])
            rows[-1].append(free_spot("", at))
    return read_spanned(rows, end + 1, context)
