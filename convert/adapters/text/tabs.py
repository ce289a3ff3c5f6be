r"""Tables with a tab between the cells of a row, as spreadsheets and browsers put them on the clipboard.

    row   = field (TAB field)*            at least one tab; a field's place is its column
    field = text | '"' quoted '"'         quoted: may hold line ends and tabs; a quote in it is doubled

Blank cells at the end of a row may be missing. Some programs break a row at the line ends inside its cells and quote
nothing; such pieces are put together where that gives exactly as many cells as all rows before have, or where a
bracket that the first line leaves open is closed in the first cell of the next (`wrapped row`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from convert.adapters.text.cells import Field, is_number
from convert.adapters.text.quoted import read_row
from convert.adapters.text.region import Context, Region
from convert.adapters.text.separated import ReadRow, Row, build_region, read_rows
from convert.adapters.text.wording import is_section, is_sentence

MOST_PIECES = 48
"""Lines that one row may be broken into."""
_LONGEST_PIECE = 200
_VERTICAL = 2
"""Characters a line of text that was set vertically."""
_SHORT = 4
"""Characters of the first line of a column's heading that was broken to fit the column."""
_OPEN_ENDS = ("、", "，", ",", "（", "(", "“")
_QUOTED_FOR = re.compile(r'[\n\t",]')
"""What makes a spreadsheet put quotes around a field."""


def match(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Read the rows that begin at this line."""
    if "\t" not in lines[start] and not _opens_row(lines, start):
        return None
    rows, end, artifacts = read_rows(lines, start, _row_reader())
    if not rows:
        return None
    return build_region(lines, start, end, rows, artifacts, is_row, context)


def is_row(line: str) -> bool:
    return "\t" in line.strip()


def _row_reader() -> ReadRow:
    """Make a reader of rows that remembers whether all rows so far had the same number of cells."""
    width = 0
    regular = True

    def read_next(lines: Sequence[str], at: int) -> tuple[Row, int] | None:
        nonlocal width, regular
        found = _read_row(lines, at, width if regular else 0)
        if found:
            regular = regular and width in (0, len(found[0]))
            width = len(found[0])
        return found

    return read_next


def _read_row(lines: Sequence[str], at: int, width: int) -> tuple[Row, int] | None:
    line = lines[at]
    if not line.strip() and "\t" not in line:
        return None
    end = at + 1
    if '"' in line:
        row = read_row(lines, at, "\t")
        if row and len(row.fields) > 1 and any(map(_QUOTED_FOR.search, row.quoted)):
            return row.fields, row.end
    fields = line.count("\t") + 1
    if width > 2 and fields < width:
        end = _find_row_end(lines, at, width)
    elif fields == 1 and _opens_row(lines, at):
        end = at + 2
    if end == at + 1 and fields == 1:
        return None
    return _join_pieces(lines, at, end), end


def _opens_row(lines: Sequence[str], at: int) -> bool:
    """Say whether a line without tabs leaves a bracket open that the first cell of the next line closes."""
    line = lines[at]
    if len(line) > _LONGEST_PIECE or at + 1 >= len(lines) or "\t" not in lines[at + 1]:
        return False
    first = lines[at + 1][: _LONGEST_PIECE + 1].split("\t", 1)[0]
    return _unclosed(line) > 0 and _unclosed(first) < 0


def _unclosed(text: str) -> int:
    return text.count("（") + text.count("(") - text.count("）") - text.count(")")


def _find_row_end(lines: Sequence[str], at: int, width: int) -> int:
    """Find the line behind a row of `width` cells that was broken into several lines, or the next line."""
    fields = 0
    tabbed = 0
    for index in range(at, min(at + MOST_PIECES, len(lines))):
        line = lines[index]
        if not line.strip() or len(line) > _LONGEST_PIECE:
            return at + 1
        if index > at and not _goes_on(lines[index - 1], line):
            return at + 1
        tabs = line.count("\t")
        fields += tabs if index > at else tabs + 1
        tabbed += tabs > 0
        if fields > width:
            return at + 1
        if fields == width:
            return index + 1 if _is_broken(lines[at : index + 1], tabbed) else at + 1
    return at + 1


def _goes_on(line: str, following: str) -> bool:
    """Say whether the last cell of a line may go on in the first cell of the following one."""
    last, first = line.rsplit("\t", 1)[-1].strip(), following.split("\t", 1)[0].strip()
    if not last or not first or is_number(last) or is_number(first):
        return False
    return not is_section(following) and not is_sentence(last)


def _is_broken(pieces: Sequence[str], tabbed: int) -> bool:
    """Say whether lines that add up to a row really are one, not whole rows or a heading above a row."""
    if len(pieces) == 1:
        return False
    first = pieces[0]
    last_cell = first.rsplit("\t", 1)[-1].rstrip()
    if _unclosed(last_cell) > 0 or last_cell.endswith(_OPEN_ENDS):
        return True
    bare = [piece.strip() for piece in pieces if "\t" not in piece]
    if "\t" in first:
        return first.startswith("\t") or bool(bare)
    if all(len(piece) <= _VERTICAL for piece in bare):
        return True
    fields = (field.strip() for piece in pieces for field in piece.split("\t"))
    return tabbed > 1 and len(first.strip()) <= _SHORT and not any(map(is_number, fields))


def _join_pieces(lines: Sequence[str], start: int, end: int) -> Row:
    row: Row = []
    for index in range(start, end):
        first, *rest = lines[index].split("\t")
        if row:
            row[-1] = Field(f"{row[-1].text}\n{first}", row[-1].line)
        else:
            row.append(Field(first, index))
        row += [Field(text, index) for text in rest]
    return row
