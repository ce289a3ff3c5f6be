r"""Tables of AsciiDoc.

    table  = [options LF] fence LF cell* fence        fence: |=== with three or more =
    options = "[" … cols="1,2" | cols="3*" … "]"      how many columns; else as many as the first line has
    cell   = [factor] [align] [style] "|" text        factor: 2+ .3+ 2.3+ (spans) or 2* (so often); text up to the next

Cells fill the columns from left to right and from row to row, wherever the lines end. A table that is never closed is
none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from convert.adapters.text.cells import Spot, fill_rows, free_spot, read_spanned
from convert.adapters.text.region import Context, Region
from convert.grid import MAX_COLUMNS

_FENCE = re.compile(r"\|={3,80}")
_CELL = re.compile(
    r"(?:(?<=\s)|^)(?:(\d{1,5})?(?:\.(\d{1,5}))?([+*]))?(?:[<^>](?:\.[<^>])?|\.[<^>])?[adehlmsv]?\|"
    r"|(?<![\\\s])\|"
)
_COLUMNS = re.compile(r"""cols\s?=\s?(?:"([^"]{1,20000})"|([^\s,\]]{1,20}))""")
_TIMES = re.compile(r"(\d{1,5})\*")


def match(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Read the table that begins at this line, or at the next if this one holds its options."""
    options = lines[start].strip() if lines[start].startswith("[") else ""
    first = start + 1 if options else start
    if first >= len(lines) or not _is_fence(lines[first]) or (options and not options.endswith("]")):
        return None
    end = first + 1
    while end < len(lines) and not _is_fence(lines[end]):
        end += 1
    inner = [at for at in range(first + 1, end) if lines[at].strip()]
    if end == len(lines) or not inner or "|" not in lines[inner[0]]:
        return None
    width = _count_columns(options) or sum(spot.colspan for spot in _cells(lines, inner[:1]))
    if not 0 < width <= MAX_COLUMNS:
        return None
    return read_spanned(fill_rows(_cells(lines, inner), width), end + 1, context)


def _is_fence(line: str) -> bool:
    return line.startswith("|=") and _FENCE.fullmatch(line.rstrip()) is not None


def _count_columns(options: str) -> int:
    """Give the number of columns that the options name; 0 if they name none."""
    found = _COLUMNS.search(options)
    columns = (found[1] or found[2] or "") if found else ""
    parts = re.split("[,;]", columns) if columns else []
    if len(parts) == 1 and parts[0].isdigit():
        return int(parts[0])
    return sum(int(times[1]) if (times := _TIMES.match(part.strip())) else 1 for part in parts)


def _cells(lines: Sequence[str], inner: Sequence[int]) -> Iterator[Spot]:
    """Yield the cells of some lines; a line that does not begin with one goes on in the cell before."""
    spot: Spot | None = None
    times = 1
    for at in inner:
        line, place = lines[at], 0
        for found in (*_CELL.finditer(line), None):
            text = line[place : found.start() if found else len(line)].replace("\\|", "|")
            if spot is not None and text.strip():
                spot = spot.going_on(text)
            if found is None:
                break
            if spot is not None:
                yield from [spot] * times
            times = min(int(found[1] or 1), MAX_COLUMNS) if found[3] == "*" else 1
            colspan = int(found[1] or 1) if found[3] == "+" else 1
            spot = free_spot("", at, int(found[2] or 1), colspan)
            place = found.end()
    if spot is not None:
        yield from [spot] * times
