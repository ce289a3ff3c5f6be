r"""One cell a line, where a blank line is a blank cell: what is left of a table whose rows are gone.

    run = (value | blank line)+       with a value and a blank line in it, from the last label to the next

Such a run is a table of one column, since paragraphs have no place for a blank cell; everything around it is left to
the other dialects. Blank lines are cells only in a stretch of single cells with many values where nothing says that
they are spacing, or that other blank cells were lost: labels mostly follow each other, and values their labels, without
one; and with blank lines counted the runs of the commonest length, at least WIDE, are not joined by any that are a
little shorter or longer. Where some lines hold a blank that is not ASCII's (a page's `&nbsp;`), those are the cells and
lines of nothing are spacing. A page break is never a cell. A line of wide blanks among values is what
pads a cell, whose own value may stand further below: it is a blank cell whose origin has a box.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from convert.adapters.text.cells import Field, is_number, join_lines, paragraph, read_fields
from convert.adapters.text.region import Context, Region
from convert.model import Block, Cell, Finding, Table

LONGEST_CELL = 60
WIDE = 4
"""Values in a row of the table that tells whether blank lines are cells."""
_VALUES = 10
_RUNS = 4
_NEAR = 2
_MOST_BLANKS = 16
_SPACED = re.compile(r"[ \u3000\u00a0]{2}|[\t|｜<\n]")
_UNIT = "万元|元|件|个|条|项|次|人次|人|份|户|宗"
_MEASURED = re.compile(rf"(?:[-+增减]?\d[\d,.，]{{0,20}}(?:%|{_UNIT})|[增减]\d[\d,.，]{{0,20}})")
_BLANKS = " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u2002\u2003\u2009\u200a\u200b\u200c\u200d\u202f\u2060\u3000\ufeff"
_DASHES = frozenset(("-", "--", "—", "——", "/", "无"))


def is_value(text: str) -> bool:
    """Say whether a stripped text is a number, with or without a unit, or a dash in its place.

    >>> [is_value(text) for text in ("1,024", "12件", "减12", "—", "规章", "1.其他")]
    [True, True, True, True, False, False]
    """
    return is_number(text) or text in _DASHES or _MEASURED.fullmatch(text) is not None


def match(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Read a run of values with blank cells among them, if this line begins one."""
    end = context.lone.get(start)
    if end is None:
        return None
    padded = any(map(_is_padding, lines[start:end]))
    marked = padded or any(map(_is_marked, lines[start:end]))
    fields = [Field(lines[at].strip(_BLANKS), at) for at in range(start, end) if lines[at] or not marked]
    region = read_fields([[field] for field in fields], end, context)
    (table,) = region.blocks
    if padded and isinstance(table, Table):
        table = replace(table, cells=tuple(map(_with_room, table.cells)))
    return replace(region, blocks=(table,))


def _with_room(cell: Cell) -> Cell:
    """Give a blank cell the box of its padding."""
    line = cell.origin.line or 0
    room = replace(cell.origin, box=(0.0, float(line), 1.0, float(line + 1)))
    return cell if cell.blocks else replace(cell, origin=room)


def read_cells(cells: Sequence[Field], context: Context) -> tuple[tuple[Block, ...], tuple[Finding, ...]]:
    """Read cells of rows that are gone: lines, and tables of one column for runs of values with blank cells in them."""
    blocks: list[Block] = []
    findings: list[Finding] = []
    for run in _value_runs(cells):
        if any(not cell.text.strip() for cell in run):
            region = read_fields([[cell] for cell in run], 0, context)
            blocks += region.blocks
            findings += region.findings
            continue
        for cell in run:
            text = join_lines(cell.text.split("\n")) if "\n" in cell.text else cell.text
            made, found = paragraph(text, context, cell.line)
            blocks += made
            findings += found
    return tuple(blocks), tuple(findings)


def _value_runs(cells: Sequence[Field]) -> Iterator[list[Field]]:
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


def find_lone_cells(lines: Sequence[str], pages: Sequence[int] | None) -> Mapping[int, int]:
    """Find the runs of a text: the first line of each, and the line behind its last."""
    found: dict[int, int] = {}
    for start, end in _stretches(lines):
        marked = any(map(_is_marked, lines[start:end]))
        at_line = [at for at in range(start, end) if lines[at] or not marked]
        cells = [lines[at] for at in at_line]
        are_cells = _are_blanks_cells(cells, marked=marked)
        for first, last, filled in _runs(cells):
            if not filled:
                continue
            begin, stop = at_line[first], at_line[last - 1] + 1
            one_page = pages is None or pages[begin] == pages[stop - 1]
            blank = [cell for cell in cells[first:last] if not _text_of(cell)]
            if one_page and (blank if are_cells else any(map(_is_padding, blank))):
                found[begin] = stop
    return found


def _text_of(line: str) -> str:
    return line.strip(_BLANKS)


def _is_marked(line: str) -> bool:
    """Say whether a line holds a blank that a page wrote for a cell of nothing."""
    return line != "" and not line.isascii() and not _text_of(line) and "\u3000" not in line


def _is_padding(line: str) -> bool:
    """Say whether a line holds wide blanks only: what pads a cell, whose value may have gone to a later line."""
    return "\u3000" in line and not _text_of(line)


def _stretches(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of lines that each may be one cell or blank, with enough values and a blank line in them."""
    start = values = blanks = gap = 0
    for at in range(len(lines) + 1):
        text = _text_of(lines[at]) if at < len(lines) else None
        gap = gap + 1 if text == "" else 0
        if text is None or gap > _MOST_BLANKS or len(text) > LONGEST_CELL or _SPACED.search(text):
            if values >= _VALUES and blanks:
                yield start, at
            start, values, blanks = at + 1, 0, 0
        else:
            blanks += not text
            values += is_value(text)


def _are_blanks_cells(lines: Sequence[str], *, marked: bool) -> bool:
    """Say whether blank lines of a stretch are cells: neither spacing, nor beside others that were lost."""
    lengths: Counter[int] = Counter()
    joined = spaced = values = 0
    edges: list[bool] = []
    after_label = False
    for first, last, filled in _runs(lines):
        if filled or last - first > WIDE:
            lengths[last - first] += 1
        if filled:
            after_label = False
            values += 1
            edges += [not _text_of(lines[first]), not _text_of(lines[last - 1])]
        elif after_label:
            spaced += last > first
            joined += last == first
        after_label = True
    usual, count = max(lengths.items(), key=lambda item: (item[1] * (item[0] >= WIDE), item[0]), default=(0, 0))
    near = sum(lengths[length] for length in range(usual - _NEAR, usual + _NEAR + 1)) - count
    at_edges = not marked and 3 * max(sum(edges[::2]), sum(edges[1::2])) > values
    return usual >= WIDE and count >= _RUNS and not near and not at_edges and 2 * spaced <= joined


def _runs(lines: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Yield what stands between labels: its first line, the line behind its last, and how many values it has."""
    first, filled = 0, 0
    for at in range(len(lines) + 1):
        text = _text_of(lines[at]) if at < len(lines) else "label"
        if not text or is_value(text):
            filled += bool(text)
            continue
        yield first, at, filled
        first, filled = at + 1, 0
