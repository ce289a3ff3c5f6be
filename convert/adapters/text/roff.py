r"""Tables of roff as tbl reads them, in manual pages and memoranda.

    table  = ".TS" LF [options ";" LF] format* row* ".TE"          options: tab(@) …; the last format ends with a dot
    row    = cell (TAB cell)* | "_" | "=" | ".T&" LF format*       TAB: the character that the options name
    cell   = text | "T{" LF (text | request) LF "T}" | "\^" (the cell above goes on)

`\-`, `\(em` and the like are the characters. A table that is never closed is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from convert.adapters.text.cells import Field, Spot, join_above, read_spanned
from convert.adapters.text.region import Context, Region

_TAB = re.compile(r"\btab\s?\((.)\)")
_ESCAPE = re.compile(r"\\(?:\((..)|\[([^\[\]\s]{1,20})\]|f(?:\(..|\[[^\[\]]{0,9}\]|.)|s[+-]?\d|(.))")
_NAMED = {
    "lq": "“", "rq": "”", "oq": "‘", "cq": "’", "aq": "'", "dq": '"', "em": "—", "en": "–", "bu": "•", "hy": "-",
    "mi": "−", "mu": "×", "co": "©", "de": "°", "rs": "\\", "ti": "~", "ha": "^",
}  # fmt: skip
_SIGNS = {"e": "\\", "-": "-", " ": " ", "~": " ", "0": " ", ".": "."}
_REQUEST = re.compile(r"\.(?:nr|ll|in|sp|br|ad|na|hy|nh|PP|LP|IP|RS|RE)\b")
_OPENS, _CLOSES, _ABOVE = "T{", "T}", "\\^"


def match(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Read the table that begins at this line."""
    if lines[start].rstrip() != ".TS" and not lines[start].startswith(".TS "):
        return None
    end = start + 1
    while end < len(lines) and not lines[end].startswith((".TS", ".TE")):
        end += 1
    if end == len(lines) or not lines[end].startswith(".TE"):
        return None
    at = start + 1
    tab = "\t"
    if lines[at].rstrip().endswith(";"):
        named = _TAB.search(lines[at])
        tab = named[1] if named else tab
        at += 1
    while at < end and not lines[at].rstrip().endswith("."):
        at += 1
    rows = _rows(lines, at + 1, end, tab)
    return read_spanned(rows, end + 1, context)


def _rows(lines: Sequence[str], first: int, end: int, tab: str) -> list[list[Spot]]:
    rows: list[list[Spot]] = []
    inside = formats = False
    for at in range(first, end):
        line = lines[at]
        formats = formats or line.startswith(".T&")
        if formats:
            formats = line.startswith(".T&") or not line.rstrip().endswith(".")
            continue
        if inside and _REQUEST.match(line):
            continue
        if inside and not line.startswith(_CLOSES):
            rows[-1][-1] = rows[-1][-1].going_on(_shown(line))
            continue
        if not inside:
            if line.strip() in ("_", "=", "") or line.startswith("."):
                continue
            rows.append([])
        elif line.startswith(_CLOSES):
            line = line.removeprefix(_CLOSES).removeprefix(tab)
            inside = False
            if not line:
                continue
        for text in line.split(tab):
            inside = text.strip() == _OPENS
            shown = "" if inside else _ABOVE if text.strip() == _ABOVE else _shown(text)
            rows[-1].append(Spot(len(rows[-1]), 1, 1, Field(shown, at)))
    return join_above(rows, _ABOVE)


def _shown(text: str) -> str:
    return _ESCAPE.sub(
        lambda found: _NAMED.get(found[1] or found[2] or "", "") or _SIGNS.get(found[3] or "", ""), text
    ).strip()
