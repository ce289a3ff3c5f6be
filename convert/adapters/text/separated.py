"""What tables with a separator between the cells have in common: which lines belong to one table.

A row is a line. One blank line (a page break) does not end a table if the next row is no wider than the widest so
far, or if a blank line has stood between all rows. Rows may differ in length; but where all had one length and from
here on all have a greater one, another table begins.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from convert.adapters.text.cells import Field, is_number
from convert.adapters.text.plain import read_paragraphs, read_table
from convert.adapters.text.region import Context, Region
from convert.adapters.text.wording import SENTENCE_ENDS, are_prose, is_artifact, is_marker
from convert.grid import MAX_COLUMNS

Row = list[Field]
_LABEL = 30
_SETTLED = 3
"""Rows after which their common length is no accident."""
ReadRow = Callable[[Sequence[str], int], tuple[Row, int] | None]
"""Reads the row that begins at a line, and gives the line behind it; None if the line is no row."""


def read_rows(lines: Sequence[str], start: int, read_row: ReadRow) -> tuple[list[Row], int, list[int]]:
    """Read rows until the table ends: the rows, the line behind the last, and artifact lines between them."""
    rows: list[Row] = []
    artifacts: list[int] = []
    at = end = start
    widest = gaps = 0
    narrowest = MAX_COLUMNS
    while at < len(lines):
        found = read_row(lines, at)
        if found:
            row, after = found
            gap = _gap(lines, end, at) if rows else 0
            if gap and len(rows) > 1 and gaps < len(rows) - 1 and len(row) > widest:
                break
            if len(rows) >= _SETTLED and widest == narrowest < len(row) and _is_wide(lines, after, len(row), read_row):
                break
            gaps += gap > 0
            rows.append(row)
            widest = max(widest, len(row))
            narrowest = min(narrowest, len(row) or narrowest)
            at = end = after
        elif (
            rows and at - end < 4 and (not lines[at].strip() or is_artifact(lines[at])) and _gap(lines, end, at + 1) < 2
        ):
            if lines[at].strip():
                artifacts.append(at)
            at += 1
        else:
            break
    return rows, end, [index for index in artifacts if index < end]


def _is_wide(lines: Sequence[str], at: int, width: int, read_row: ReadRow) -> bool:
    found = read_row(lines, at) if at < len(lines) else None
    return found is not None and len(found[0]) == width


def _gap(lines: Sequence[str], start: int, end: int) -> int:
    return sum(1 for index in range(start, end) if not lines[index].strip())


def build_region(
    lines: Sequence[str],
    start: int,
    end: int,
    rows: list[Row],
    artifacts: list[int],
    is_row: Callable[[str], bool],
    context: Context,
) -> Region:
    """Make a table of rows, or paragraphs if they are none."""
    if not _are_table(lines, start, end, rows, is_row):
        return read_paragraphs(lines, start, end, context)
    return read_table(rows, lines, end, artifacts, context)


def _are_table(lines: Sequence[str], start: int, end: int, rows: list[Row], is_row: Callable[[str], bool]) -> bool:
    filled = [[text for text in (field.text.strip() for field in row) if text] for row in rows]
    most = max(map(len, filled), default=0)
    if most < 2:
        return False
    if len(rows) == 1 and most < 3 and len(rows[0]) < 3 and not _has_neighbour(lines, start, end, is_row):
        return False
    if all(len(row) <= 2 and is_marker(row[0]) and not is_number(row[-1]) for row in filled if row):
        return False
    return most > 2 or not are_prose([text for row in filled for text in row])


def _has_neighbour(lines: Sequence[str], start: int, end: int, is_row: Callable[[str], bool]) -> bool:
    """Say whether the next line but one, either way, is a row too: what is between is the label of a merged row."""
    for between, beyond in ((start - 1, start - 2), (end, end + 1)):
        if not 0 <= min(between, beyond) <= max(between, beyond) < len(lines):
            continue
        label = lines[between].strip()
        if 0 < len(label) <= _LABEL and label[-1] not in SENTENCE_ENDS and is_row(lines[beyond]):
            return True
    return False
