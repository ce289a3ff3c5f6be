r"""Tables with a bar between the cells of a row, as crawlers write them.

    row   = [BAR] field (BAR field)* BAR*     BAR is | or ｜; `\|` is a bar in a text
    rule  = a line of - = + : | only          stands between rows and says nothing

A bar in front of the first cell is an outer bar if most rows of the table have one, else it follows a blank cell; one
behind the last cell closes it if most rows have one, else it stands before a blank cell. Where all lines have as many
bars, one in front follows a blank cell, and one behind the last cell stands before one, unless all lines have it.
Cells of merged areas may be missing or kept blank: places are not guessed, a field's place is its column. Where rows
have outer bars, one that lacks its last bar goes on in the next lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from convert.adapters.text.cells import Field
from convert.adapters.text.region import Context, Region
from convert.adapters.text.separated import Row, build_region, read_rows

MOST_PIECES = 12
_BAR = re.compile(r"(?<!\\)[|｜]")
_RULE = "-=+:|｜ \t"


def match(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Read the rows that begin at this line."""
    if not is_row(lines[start]) and not (is_rule(lines[start]) and start + 1 < len(lines) and is_row(lines[start + 1])):
        return None
    rows, end, artifacts = read_rows(lines, start, _read_row)
    rows = [row for row in rows if row]
    if not rows:
        return None
    even = _are_even(lines, start, end)
    closed = sum(1 for row in rows if not row[-1].text.strip())
    if closed == len(rows) or (not even and 2 * closed >= len(rows)):
        rows = [row[:-1] if len(row) > 1 and not row[-1].text.strip() else row for row in rows]
    led = sum(1 for row in rows if row[0].text == "")
    if 2 * led >= len(rows) and (led == len(rows) or not even):
        rows = [row[1:] if row[0].text == "" else row for row in rows]
    return build_region(lines, start, end, rows, artifacts, is_row, context)


def is_row(line: str) -> bool:
    """Say whether a line has a bar and a text."""
    return ("|" in line or "｜" in line) and line.strip(_RULE) != ""


def is_rule(line: str) -> bool:
    """Say whether a line only draws a line between rows; cells that hold a dash are no rule.

    >>> is_rule("|---|:--:|"), is_rule("| - | - |"), is_rule("-----")
    (True, False, False)
    """
    return ("--" in line or "==" in line) and ("|" in line or "+" in line) and line.strip(_RULE) == ""


def _read_row(lines: Sequence[str], at: int) -> tuple[Row, int] | None:
    """Read a row, its first field blank if a bar stands before it; a rule is a row of no fields."""
    line = lines[at]
    if is_rule(line):
        return [], at + 1
    if "|" not in line and "｜" not in line:
        return None
    if line.strip(_RULE) == "" and line.strip() in ("|", "｜"):
        return None
    end = _find_row_end(lines, at)
    text = "\n".join(lines[at:end])
    row: Row = []
    index = at
    for part in _BAR.split(text.strip()):
        row.append(Field(part.replace("\\|", "|"), index))
        index += part.count("\n") if end > at + 1 else 0
    return row, end


def _find_row_end(lines: Sequence[str], at: int) -> int:
    """Find the line behind a row with outer bars whose cells were broken over lines, or the next line."""
    if lines[at].lstrip()[:1] not in ("|", "｜") or lines[at].rstrip()[-1] in ("|", "｜"):
        return at + 1
    bars = len(_BAR.findall(lines[at]))
    if at and bars == len(_BAR.findall(lines[at - 1])):
        return at + 1
    for index in range(at + 1, min(at + MOST_PIECES, len(lines))):
        line = lines[index].strip()
        if not line or line[0] in ("|", "｜"):
            return at + 1
        if line[-1] in ("|", "｜"):
            return index + 1
    return at + 1


def _are_even(lines: Sequence[str], start: int, end: int) -> bool:
    """Say whether all rows of a table have the same number of bars."""
    counts = {len(_BAR.findall(line)) for line in lines[start:end] if line.strip() and not is_rule(line)}
    return len(counts) == 1
