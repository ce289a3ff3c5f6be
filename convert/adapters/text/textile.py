r"""Tables of Textile.

table  = row+                                 the first with a signed cell
row    = "|" cell "|" (cell "|")* LF
cell   = [sign+ "." blank] text               sign: _ (head) \2 (columns) /3 (rows) < > = ~ ^ (how it stands)
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from convert.adapters.text.cells import Spot, free_spot, read_spanned
from convert.adapters.text.region import Context, Region

_SIGNS = re.compile(r"((?:_|<>|[<>=~^]|\\\d{1,4}|/\d{1,4})+)\. ")
_SPAN = re.compile(r"([\\/])(\d+)")


def match(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Read the rows that begin at this line."""
    if not lines[start].startswith("|") or not any(map(_SIGNS.match, lines[start].split("|")[1:-1])):
        return None
    rows: list[list[Spot]] = []
    end = start
    while end < len(lines) and lines[end].startswith("|") and lines[end].rstrip().endswith("|"):
        rows.append([_spot(text, end) for text in lines[end].rstrip().split("|")[1:-1]])
        end += 1
    if end == start:
        return None
    return read_spanned(rows, end, context)


def _spot(text: str, line: int) -> Spot:
    signs = _SIGNS.match(text)
    spans = {sign: int(number) for sign, number in _SPAN.findall(signs[1])} if signs else {}
    return free_spot(text[signs.end() :] if signs else text, line, spans.get("/", 1), spans.get("\\", 1))
