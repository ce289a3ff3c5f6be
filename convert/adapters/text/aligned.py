r"""Columns aligned by blanks, as `pdftotext -layout` and people print them.

    region = line (blank* line)*     a heading, a sentence, a rule, a tab or a bar ends it
    line   = piece (gap piece)*      gap: two or more blanks

Lines with blank lines between belong together as long as their pieces leave the same gutters free. At least three
lines with two or more pieces in line make a table; what is smaller joins the table next to it, or stays lines.
A piece belongs to the column where it starts. A row is a printed line; the next line goes on in it only if each of its
texts stands below one that fills its column and none is a number.

Texts line up exactly where Chinese characters take two columns: people and terminals write so. Where they line up
better by counting, a program has printed a page as text; it shifts columns and breaks texts. Then every line of a cell
stays a paragraph of its own, with the columns that it was printed in: `Origin.box`, in characters and lines.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from msgspec.structs import replace

from convert.adapters.text.aligned_rows import FEWEST_LINES, Group, Line, Piece, build_table
from convert.adapters.text.cells import check_cells, is_number
from convert.adapters.text.columns import MEASURES, Measure, pieces, places
from convert.adapters.text.plain import read_paragraphs
from convert.adapters.text.region import Context, Region
from convert.adapters.text.wording import SENTENCE_ENDS, is_section
from convert.findings import finding
from convert.furniture import is_page_number_line
from convert.grid import merge_spans
from convert.model import Block, Finding

MOST_BLANK_LINES = 6
MOST_FRAGMENTS = 24
"""Lines of one piece in a row: a long label in a narrow column."""
_LONGEST_FRAGMENT = 16
_LONGEST_LINE = 2000
_HEADING = 6
_EXACT = 0.9
_PLAINLY = 0.05
_DRAWN = "-=+|_*~#. ─━═│┌└├"
_ENDS = SENTENCE_ENDS.replace("”", "").replace("：", "")


def match(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Read the region that begins at this line."""
    if context.markdown or not has_gap(lines[start]):
        return None
    indexes = _gather(lines, start, context)
    end = indexes[-1] + 1
    if sum(has_gap(lines[index]) for index in indexes) < FEWEST_LINES:
        return None
    measure = _choose_measure(lines, indexes, paged=context.pages is not None)
    blocks: list[Block] = []
    findings: list[Finding] = []
    cells = 0
    for group in _absorb(list(_groups(lines, indexes, measure, context))):
        if group.is_table:
            table, found = build_table(group, context, exact=measure != "counted")
            cells += len(table.cells)
            check_cells(cells)
            blocks.append(table)
            findings += found
            continue
        for line in group.lines:
            region = read_paragraphs(lines, line.index, line.index + 1, context)
            blocks += region.blocks
            findings += region.findings
    for index in range(start, end):
        if index in context.page_numbers or is_page_number_line(lines[index]):
            mark = lines[index].strip()
            findings.append(finding("artifact-removed", context.origin(index), before=mark))
    return Region(tuple(blocks), end, tuple(findings))


def has_gap(line: str) -> bool:
    """Say whether a line has two or more blanks between texts, and is no drawing, table of contents or tabbed row.

    >>> has_gap("  东山  3"), has_gap("  东山 3"), has_gap("总体情况  ..... 3")
    (True, False, False)
    """
    if "  " not in line or len(line) > _LONGEST_LINE:
        return False
    text = line.strip()
    return "  " in text and "\t" not in text and "|" not in text and "...." not in text and text.strip(_DRAWN) != ""


def _gather(lines: Sequence[str], start: int, context: Context) -> list[int]:
    """List the lines of the region that are not blank, up to the last one with a gap and what goes on below it."""
    indexes = [start]
    sure = 1
    fragments = 0
    widest = _widest(lines[start])
    at = start + 1
    while at < len(lines) and at - indexes[-1] <= MOST_BLANK_LINES + 1:
        line = lines[at]
        if line.strip() and not is_page_number_line(line) and at not in context.page_numbers:
            if has_gap(line):
                fragments = 0
                widest = max(widest, _widest(line))
            elif _ends_region(line.strip(), widest, lines[at + 1] if at + 1 < len(lines) else ""):
                break
            else:
                fragments += 1
            if fragments > MOST_FRAGMENTS or _is_ruled(lines, at + 1):
                break
            indexes.append(at)
            below = at == indexes[sure - 1] + 1 and (is_number(line.strip()) or _stands_below(line, lines[at - 1]))
            if not fragments or below:
                sure = len(indexes)
        at += 1
    return indexes[:sure]


def _widest(line: str) -> int:
    return max(_LONGEST_FRAGMENT, *(end - begin for begin, end in pieces(line)))


def _ends_region(text: str, widest: int, following: str) -> bool:
    """Say whether a line without a gap is none of a table's: a sentence, a heading, another kind of table.

    What looks like a heading but stands right above numbers is the label of their row.
    """
    if "\t" in text or "|" in text or not text.strip(_DRAWN) or len(text) > widest or text[-1] in _ENDS:
        return True
    if not is_section(text) or text[0] in "（(" or len(text) <= _HEADING:
        return False
    return not any(is_number(following[begin:end]) for begin, end in pieces(following))


def _stands_below(line: str, above: str) -> bool:
    """Say whether the text of a line keeps below one piece of the line above."""
    left, right = len(line) - len(line.lstrip()), len(line.rstrip())
    return any(begin - 1 <= left and right <= end + 1 for begin, end in pieces(above))


def _is_ruled(lines: Sequence[str], at: int) -> bool:
    return at < len(lines) and lines[at].strip(" ")[:2] in ("--", "==") and not lines[at].strip("-= ")


def _choose_measure(lines: Sequence[str], indexes: Sequence[int], *, paged: bool) -> Measure:
    """Choose the measure under which nearly all pieces start or end below each other, else `counted`.

    paged: the text has page breaks, so a program printed it, and counted.
    """
    shares: dict[Measure, float] = {}
    for measure in MEASURES:
        edges: Counter[tuple[bool, int]] = Counter()
        cut = [_cut(lines[index], measure) for index in indexes if has_gap(lines[index])]
        for piece in chain.from_iterable(cut):
            edges[True, piece.left] += 1
            edges[False, piece.right] += 1
        found = [edges[True, piece.left] > 1 or edges[False, piece.right] > 1 for piece in chain.from_iterable(cut)]
        shares[measure] = sum(found) / len(found)
    best = max(MEASURES, key=lambda measure: shares[measure])
    exact = shares[best] >= max(_EXACT, min(shares["counted"] + _PLAINLY, 1.0)) and shares[best] > shares["counted"]
    return best if exact and not paged and not _has_broken_rows(lines, indexes) else "counted"


def _has_broken_rows(lines: Sequence[str], indexes: Sequence[int]) -> bool:
    """Say whether numbers stand alone on a line right below others: a program broke the rows to fit their columns."""
    above = False
    last = -1
    for index in indexes:
        numbers = [is_number(lines[index][begin:end]) for begin, end in pieces(lines[index])]
        if all(numbers) and above and index == last + 1:
            return True
        above, last = any(numbers), index
    return False


def _cut(line: str, measure: Measure) -> list[Piece]:
    at = places(line, measure)
    return [Piece(at[begin], at[end], line[begin:end]) for begin, end in pieces(line)]


def _groups(lines: Sequence[str], indexes: Sequence[int], measure: Measure, context: Context) -> Iterator[Group]:
    """Yield groups: pages part them, and blank lines where the gutters do not go on."""
    exact = measure != "counted"
    blocks: list[list[Line]] = []
    last = -2
    for index in indexes:
        if index != last + 1:
            blocks.append([])
        blocks[-1].append(Line(index, _cut(lines[index], measure)))
        last = index
    group: Group | None = None
    for block in blocks:
        columns = _columns(block, exact=exact)
        page = context.pages[block[0].index] if context.pages else 0
        if group is not None:
            joined = merge_spans([*group.columns, *columns])
            if page == group.page and len(joined) >= max(len(group.columns), len(columns)):
                group.lines += block
                group.columns = joined
                continue
            yield replace(group, columns=_columns(group.lines, exact=exact))
        group = Group(block, columns, page)
    if group is not None:
        yield replace(group, columns=_columns(group.lines, exact=exact))


def _columns(lines: Sequence[Line], *, exact: bool) -> list[tuple[int, int]]:
    """Give the columns that the pieces of some lines stand in, the fullest lines first.

    A piece that reaches over several columns says nothing about them.
    """
    columns: list[tuple[int, int]] = []
    voting = [line for line in lines if len(line.pieces) > 1]
    for line in sorted(voting, key=lambda line: -len(line.pieces)):
        for piece in line.pieces:
            first = bisect_right(columns, piece.left, key=lambda column: column[1])
            last = bisect_left(columns, piece.right, key=lambda column: column[0])
            if first == last:
                columns.insert(first, (piece.left, piece.right))
            elif last == first + 1:
                low, high = columns[first]
                columns[first] = (min(low, piece.left), max(high, piece.right))
    return columns if exact else _merge_neighbours(columns, voting)


def _merge_neighbours(columns: Sequence[tuple[int, int]], lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Make one of neighbouring columns that no line fills both: its cells are aligned differently."""
    fills: list[set[int]] = [set() for _ in columns]
    for line in lines:
        for piece in line.pieces:
            at = bisect_right(columns, piece.left, key=lambda column: column[1])
            fills[min(at, len(columns) - 1)].add(line.index)
    merged: list[tuple[int, int]] = []
    filled: set[int] = set()
    for (low, high), here in zip(columns, fills, strict=True):
        if merged and filled.isdisjoint(here):
            merged[-1] = (merged[-1][0], high)
            filled |= here
        else:
            merged.append((low, high))
            filled = set(here)
    return merged


def _absorb(groups: Sequence[Group]) -> Iterator[Group]:
    """Yield tables, each with the smaller groups before it on its page, the last also with those behind it.

    On a page without such a group what the table of another page goes on in is a table too.
    """
    pages: dict[int, list[Group]] = {}
    for group in groups:
        pages.setdefault(group.page, []).append(group)
    some = any(group.is_table for group in groups)
    for page, here in pages.items():
        waiting: list[Line] = []
        table: Group | None = None
        for group in here:
            if not group.is_table:
                waiting += group.lines
                continue
            if table is not None:
                yield table
            table = replace(group, lines=[*waiting, *group.lines])
            waiting = []
        if table is not None:
            yield replace(table, lines=[*table.lines, *waiting])
        elif waiting:
            columns = _columns(waiting, exact=False) if some else []
            yield Group(waiting, columns, page, joins=len(columns) > 1)
