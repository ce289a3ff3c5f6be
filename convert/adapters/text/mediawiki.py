r"""Tables of MediaWiki.

    table   = "{|" attributes LF line* "|}"
    line    = "|+" caption | "|-" attributes | cells | text that goes on in the last cell
    cells   = ("|" | "!") cell (("||" | "!!") cell)*       "!!" only in a line that begins with "!"
    cell    = [attributes "|"] text                        attributes: colspan="2" rowspan=3 style="…"

Bold and italic marks, links, line breaks and elements that only say how a text looks are read away in a cell, unless
one may hide its text. A table that is never closed is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from convert.adapters.text.cells import Spot, free_spot, paragraph, read_spanned
from convert.adapters.text.region import Context, Region
from convert.model import Block, Finding

_ATTRIBUTES = re.compile(r"""\s*(?:[\w:-]{1,30}\s*=\s*(?:"[^"|]*"|'[^'|]*'|[^\s|"']{1,100})\s*)+\|(?!\|)""")
_SPAN = re.compile(r"""(colspan|rowspan)\s{0,9}=\s{0,9}["']?\s{0,9}(\d{1,5})""", re.IGNORECASE)
_LINK = re.compile(r"\[\[(?:[^\[\]|]{1,500}\|)?([^\[\]|]{1,500})\]\]")
_COMMENT = re.compile(r"<!--[^<>]{0,500}-->")
_BREAK = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
_LOOK = re.compile(r"</?(?:span|font|b|i|u|small|big|center|div|p|strong|em)(?:\s[^<>]{0,500})?>", re.IGNORECASE)
_HIDES = re.compile(r"display|visibility|class", re.IGNORECASE)
_EMPHASIS = re.compile("'{2,5}")
_BETWEEN = {"|": re.compile(r"\|\|"), "!": re.compile(r"\|\||!!")}


def match(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Read the table that begins at this line."""
    if not _begins(lines[start]):
        return None
    end = start + 1
    while end < len(lines) and lines[end].strip() != "|}":
        if _begins(lines[end]):
            return None
        end += 1
    if end == len(lines):
        return None
    rows: list[list[Spot]] = [[]]
    captions: list[Block] = []
    findings: list[Finding] = []
    for at in range(start + 1, end):
        line = lines[at].strip()
        if line.startswith("|-"):
            rows += [[]] if rows[-1] else []
        elif line.startswith("|+"):
            made, found = paragraph(_shown(_ATTRIBUTES.sub("", line[2:], count=1)), context, at)
            captions += made
            findings += found
        elif line[:1] in ("|", "!"):
            rows[-1] += [_read_cell(cell, at) for cell in _BETWEEN[line[0]].split(line[1:])]
        elif line and rows[-1]:
            rows[-1][-1] = rows[-1][-1].going_on(_shown(line))
    region = read_spanned(filter(None, rows), end + 1, context)
    return region and Region((*captions, *region.blocks), end + 1, (*findings, *region.findings))


def _begins(line: str) -> bool:
    return line.lstrip().startswith("{|")


def _read_cell(text: str, line: int) -> Spot:
    found = _ATTRIBUTES.match(text)
    spans = {name.lower(): int(number) for name, number in _SPAN.findall(found[0])} if found else {}
    text = text[found.end() :] if found else text
    return free_spot(_shown(text), line, **spans)


def _shown(text: str) -> str:
    text = _BREAK.sub("\n", _COMMENT.sub("", text))
    if "<" in text and not any(_HIDES.search(tag[0]) for tag in _LOOK.finditer(text)):
        text = _LOOK.sub("", text)
    return unescape(_EMPHASIS.sub("", _LINK.sub(r"\1", text)))
