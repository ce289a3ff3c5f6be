r"""One cell a line with a bar on a line of its own behind each cell: a table whose rows were printed cell by cell.

    region = (cell bar)+          at least FEWEST bars
    cell   = text LF | LF | ""    a blank line before a bar, or nothing between two bars, is a blank cell
    bar    = (| or ｜) LF

Nothing says where a row ends, so the cells are lines; a run of values with blank cells among them is a table of one
column (`lone_cells`). A text without a bar behind it between cells is a line of its own, such as a heading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from convert.adapters.text.cells import Field, paragraph
from convert.adapters.text.lone_cells import is_value, read_column
from convert.adapters.text.region import Context, Region
from convert.findings import finding
from convert.model import Block, Finding

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
    blocks: list[Block] = []
    findings: list[Finding] = [removed]
    for run in _runs(cells):
        if any(not cell.text.strip() for cell in run):
            table, found = read_column(run, context)
            blocks.append(table)
            findings += found
            continue
        for cell in run:
            made, found = paragraph(cell.text, context, cell.line)
            blocks += made
            findings += found
    return Region(tuple(blocks), end, tuple(findings))


def _is_bar(line: str) -> bool:
    return line.strip() in ("|", "｜")


def _runs(cells: Sequence[Field]) -> Iterator[list[Field]]:
    """Yield runs of values and blank cells, and each other cell by itself; blank cells without a value are dropped."""
    run: list[Field] = []
    for cell in cells:
        text = cell.text.strip()
        if not text or is_value(text):
            run.append(cell)
            continue
        yield from _filled(run)
        run = []
        yield [cell]
    yield from _filled(run)


def _filled(run: list[Field]) -> Iterator[list[Field]]:
    if any(cell.text.strip() for cell in run):
        yield run
