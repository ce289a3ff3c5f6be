r"""Tables as Apache Tika prints them: a tab before each cell, a line end after it, a blank line after each row.

    table  = row+                 at most one more blank line between rows (a page break)
    row    = cell+ blank-line
    cell   = TAB text LF (text LF)*
    text   = one line without tabs; the lines of a cell are joined

A cell of nothing is a line of a tab alone, which is why a blank line must be told from it. A merged cell stands once
where it runs over columns; where it runs over rows the cells below it are blank. Several tabs before a text are cells
that were printed without their line ends. A single cell is no table but an indented line, and so are sentences
without a figure among them. Rows far longer than tables are wide have lost the blank lines behind them: their cells are
read one by one (`lone_cells`).
"""

from __future__ import annotations

from collections.abc import Sequence

from convert.adapters.text.cells import Field, is_number
from convert.adapters.text.lone_cells import read_cells
from convert.adapters.text.plain import read_paragraphs, read_table
from convert.adapters.text.region import Context, Region
from convert.adapters.text.wording import are_prose, is_artifact, is_section, skip_artifacts

LONGEST_CELL = 60
"""Lines of one cell; what is longer is running text."""
WIDEST = 20
"""Cells of a row; longer ones have lost their ends."""
_LABEL = 14


def match(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Read the rows that begin at this line."""
    first = skip_artifacts(lines[start])
    if not first.startswith("\t") or "\t" in first[1:].rstrip("\t"):
        return None
    rows: list[list[Field]] = []
    artifacts: list[int] = []
    at = start
    while at < len(lines) and _is_cell(lines[at]):
        row: list[Field] = []
        while at < len(lines) and _is_cell(lines[at]):
            at = _read_cell(lines, at, row)
        rows.append(row)
        end = at
        at = _next_row(lines, at, artifacts)
        if at == end:
            break
    return _region(lines, start, end, rows, [index for index in artifacts if index < end], context)


def _is_cell(line: str) -> bool:
    line = skip_artifacts(line)
    return line.startswith("\t") and "\t" not in line.strip()


def _read_cell(lines: Sequence[str], at: int, row: list[Field]) -> int:
    """Read a cell and the blank ones before it that have no line of their own; return the line behind it."""
    line = lines[at]
    body = skip_artifacts(line)
    text = body.strip("\t")
    tabs = len(body) - len(body.lstrip("\t")) if text else len(body)
    row += [Field("", at)] * (tabs - 1)
    pieces = [line[: len(line) - len(body)] + text]
    following = at + 1
    while (
        following < len(lines)
        and following - at < LONGEST_CELL
        and lines[following].strip()
        and "\t" not in lines[following]
        and not _ends_table(text, lines[following])
    ):
        pieces.append(lines[following])
        following += 1
    row.append(Field("\n".join(pieces), at))
    return following


def _ends_table(cell: str, line: str) -> bool:
    """Say whether a line cannot go on in a cell: the table's last blank line got lost."""
    if is_artifact(line):
        return False
    return is_section(line) or (is_number(cell.strip()) and len(line.strip()) > _LABEL)


def _next_row(lines: Sequence[str], at: int, artifacts: list[int]) -> int:
    """Give the line where the next row begins, or `at` if the table ends here."""
    following, blanks = at, 0
    while following < len(lines) and blanks < 3:
        line = lines[following]
        if _is_cell(line):
            return following if blanks else at
        if not line.strip() and "\t" not in line:
            blanks += 1
        elif is_artifact(line):
            artifacts.append(following)
        else:
            break
        following += 1
    return at


def _region(
    lines: Sequence[str], start: int, end: int, rows: list[list[Field]], artifacts: list[int], context: Context
) -> Region | None:
    texts = [field.text.strip() for row in rows for field in row]
    if not any(texts):
        return Region((), end)
    if len(texts) == 1:
        return None
    if len(texts) > WIDEST * len(rows):
        blocks, findings = read_cells([field for row in rows for field in row], context)
        return Region(blocks, end, findings)
    if are_prose(texts) and (len(rows) == 1 or all(len(row) == 1 for row in rows)):
        return read_paragraphs(lines, start, end, context)
    return read_table(rows, lines, end, artifacts, context)
