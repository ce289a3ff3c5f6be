r"""One cell a line with a bar on a line of its own behind each cell: a table whose rows were printed cell by cell.

    region = (cell bar)+          at least FEWEST bars
    cell   = text LF | LF | ""    a blank line before a bar, or nothing between two bars, is a blank cell
    bar    = (| or ｜) LF

Nothing says where a row ends, so the cells are lines; a run of values with blank cells among them is a table of one
column (`lone_cells`). A text without a bar behind it between cells is a line of its own, such as a heading.
"""

from __future__ import annotations

from collections.abc import Sequence

from convert.adapters.text.cells import Field
from convert.adapters.text.lone_cells import read_cells
from convert.adapters.text.region import Context, Region
from convert.findings import finding

FEWEST = 4
_LINES_WITHOUT_BAR = 8


def match(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Read the cells that begin at this line."""
    if not _is_bar(lines[start]) and not (start + 1 < len(lines) and _is_bar(lines[start + 1])):
        return None
    cells: list[Field] = []
    bars = 0
    waiting: list[int] = []
    at = end = start
    while at < len(lines) and len(waiting) <= _LINES_WITHOUT_BAR:
        if _is_bar(lines[at]):
            filled = [Field(lines[index], index) for index in waiting if lines[index].strip()]
            cells += filled or [Field("", at)] * bool(bars)
            bars += 1
            waiting = []
            end = at + 1
        elif "\t" in lines[at] or "|" in lines[at]:
            break
        else:
            waiting.append(at)
        at += 1
    if bars < FEWEST:
        return None
    removed = finding("artifact-removed", context.origin(start), before=f"| × {bars}")
    blocks, findings = read_cells(cells, context)
    return Region(blocks, end, (removed, *findings))


def _is_bar(line: str) -> bool:
    return line.strip() in ("|", "｜")
