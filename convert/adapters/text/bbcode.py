r"""Tables of BBCode, as forums write them.

    table  = "[table" options "]" row* "[/table]"
    row    = "[tr" options "]" cell* "[/tr]"
    cell   = ("[td" | "[th") options "]" text ("[/td]" | "[/th]")        options: [td=2,3] or [td colspan=2 rowspan=3]

A cell or row ends where the next begins, at the latest. Marks such as [b] and [color=red] in a cell are read away. A
table that is never closed is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from convert.adapters.text.cells import Spot, free_spot, paragraph, read_spanned
from convert.adapters.text.region import Context, Region

_OPENS = re.compile(r"\[table(?:[ =][^\[\]\n]{0,200})?\]", re.IGNORECASE)
_CLOSES = re.compile(r"\[/table\]", re.IGNORECASE)
_TAG = re.compile(r"\[(/?)(tr|td|th)(?:([ =])([^\[\]\n]{0,200}))?\]", re.IGNORECASE)
_SPAN = re.compile(r"""(colspan|rowspan)\s?=\s?["']?(\d{1,5})""", re.IGNORECASE)
_PAIR = re.compile(r"(\d{1,5})\s?,\s?(\d{1,5})")
_MARK = re.compile(
    r"\[/?(?:b|i|u|s|url|font|size|color|backcolor|align|center|left|right|p)(?:=[^\[\]\n]{0,300})?\]", re.IGNORECASE
)


def match(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Read the table that begins at this line."""
    first = _OPENS.match(lines[start].lstrip()) if "[" in lines[start] else None
    if first is None:
        return None
    end = start
    while _CLOSES.search(lines[end]) is None:
        end += 1
        if end == len(lines) or _OPENS.search(lines[end]):
            return None
    rows: list[list[Spot]] = []
    inside = False
    for at in range(start, end + 1):
        line, place = lines[at], 0
        closed = _CLOSES.search(line)
        line = line[: closed.start()] if closed else line
        for tag in (*_TAG.finditer(line), None):
            text = _MARK.sub("", line[place : tag.start() if tag else len(line)])
            if inside and text.strip():
                rows[-1][-1] = rows[-1][-1].going_on(text)
            if tag is None:
                break
            place, name = tag.end(), tag[2].lower()
            inside = not tag[1] and name != "tr"
            if name == "tr" and not tag[1]:
                rows.append([])
            elif inside:
                rows = rows or [[]]
                rows[-1].append(_spot(tag[4] or "", at))
    region = read_spanned(rows, end + 1, context)
    rest = lines[end][closed.end() :] if (closed := _CLOSES.search(lines[end])) else ""
    behind, more = paragraph(rest, context, end)
    return region and Region((*region.blocks, *behind), end + 1, (*region.findings, *more))


def _spot(options: str, line: int) -> Spot:
    """Read a cell's spans: named, or as a pair of columns and rows."""
    spans = {name.lower(): int(number) for name, number in _SPAN.findall(options)}
    pair = _PAIR.match(options)
    if pair:
        spans = {"colspan": int(pair[1]), "rowspan": int(pair[2])}
    return free_spot("", line, **spans)
