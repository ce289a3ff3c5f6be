r"""Tables of DokuWiki.

    table = head row*                  head begins with "^"
    row   = mark (cell mark)+ LF       mark: "^" before a cell of a head, "|" before another

Marks that touch each other, with nothing between, run the cell before over more columns; `:::` goes on from the cell
above. `\\` in a cell is a line break.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from convert.adapters.text.cells import Field, Spot, join_above, read_spanned
from convert.adapters.text.region import Context, Region

_MARK = re.compile(r"[|^]")
_BREAK = re.compile(r"\\\\(?:\s|$)")
_FEWEST_MARKS = 3
_FROM_ABOVE = ":::"


def match(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Read the rows that begin at this line."""
    if not lines[start].startswith("^") or not _is_row(lines[start]):
        return None
    end = start
    rows: list[list[Spot]] = []
    while end < len(lines) and _is_row(lines[end]):
        row: list[Spot] = []
        for col, text in enumerate(_MARK.split(lines[end].strip())[1:-1]):
            if not text and row and row[-1].col + row[-1].colspan == col:
                row[-1] = row[-1]._replace(colspan=row[-1].colspan + 1)
            else:
                row.append(Spot(col, 1, 1, Field(_BREAK.sub("\n", text), end)))
        rows.append(row)
        end += 1
    return read_spanned(join_above(rows, _FROM_ABOVE), end, context)


def _is_row(line: str) -> bool:
    text = line.strip()
    return text[:1] in ("^", "|") and text[-1] in "^|" and len(_MARK.findall(text)) >= _FEWEST_MARKS
