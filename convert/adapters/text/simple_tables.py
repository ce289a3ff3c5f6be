r"""Tables whose columns are told by a rule: pandoc's simple and multiline tables, reStructuredText's simple ones.

    simple     = header groups row+ blank-line  |  groups row+ groups
    multiline  = rule header+ groups body rule  |  groups body (groups | rule)     body: rows parted by blank lines
    rest       = equals head? equals? row+ equals                                  head, rows: under-rules allowed
    rule       = -+                    groups = --+ (blank+ --+)+           equals = ==+ (blank+ ==+)+

A group of dashes is a column: it reaches up to where the next one begins, the first from the line's start, the last
to its end. Text that crosses a border belongs to the column where it starts; under-rules (`-----  ---` below a head of
a reStructuredText table) say which columns a text spans. In the rows of a multiline table the lines of a cell are
joined. In a reStructuredText table a line with a blank first cell goes on in the row before if each of its texts has
one above itself and no two numbers meet. `[TABLE]` is what pandoc prints for a table that it cannot draw.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

from convert.adapters.text.cells import Field, Spot, is_number, read_fields, read_spanned
from convert.adapters.text.columns import MEASURES, Measure, cut, places
from convert.adapters.text.plain import read_paragraphs
from convert.adapters.text.region import Context, Region
from convert.findings import finding
from convert.grid import MAX_COLUMNS

MOST_HEADER_LINES = 60
_DASHES = re.compile(r"-+")
_EQUALS = re.compile(r"=+")
_SHORTEST = 2
_SETTLING = 2000
"""Cells of a table that are looked at to learn how it measures."""
Groups = tuple[tuple[int, int], ...]


def match(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Read the table that begins at this line."""
    line = lines[start]
    if line.strip() == "[TABLE]":
        return _report_lost_table(lines, start, context)
    if _is_ruled(line, "="):
        return _read_rest(lines, start, context)
    if _is_ruled(line, "-"):
        groups = _groups(line, _DASHES)
        if len(groups) > 1:
            return _read_body(lines, start + 1, groups, (), context)
        return _read_multiline(lines, start, context) if groups else None
    if start + 1 < len(lines) and _is_ruled(lines[start + 1], "-") and "|" not in line:
        groups = _groups(lines[start + 1], _DASHES)
        if len(groups) > 1:
            return _read_body(lines, start + 2, groups, (start,), context)
    return None


def _report_lost_table(lines: Sequence[str], start: int, context: Context) -> Region:
    region = read_paragraphs(lines, start, start + 1, context)
    lost = finding("content-dropped", context.origin(start), before="[TABLE]", detail="a table that pandoc cannot draw")
    return Region(region.blocks, region.end, (*region.findings, lost))


def _is_ruled(line: str, mark: str) -> bool:
    return mark in line and not line.strip(mark + " ")


def _groups(line: str, pattern: re.Pattern[str]) -> Groups:
    """Give start and end of each group of dashes, or nothing if they are a thematic break's or a list's."""
    groups = tuple(found.span() for found in pattern.finditer(line))
    if len(groups) > MAX_COLUMNS:
        return ()
    if len(groups) > 1:
        return groups if all(end - begin >= _SHORTEST for begin, end in groups) else ()
    return groups if groups[0][1] - groups[0][0] > _SHORTEST else ()


def _read_multiline(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Read a table that a rule without gaps opens; its header stands between that and the groups."""
    for at in range(start + 1, min(start + 1 + MOST_HEADER_LINES, len(lines))):
        line = lines[at]
        if not line.strip():
            return None
        if _is_ruled(line, "-"):
            groups = _groups(line, _DASHES)
            if len(groups) < 2 or at == start + 1:
                return None
            return _read_body(lines, at + 1, groups, tuple(range(start + 1, at)), context, closed=True)
    return None


def _read_body(
    lines: Sequence[str], start: int, groups: Groups, header: Sequence[int], context: Context, *, closed: bool = False
) -> Region | None:
    """Read rows up to the closing rule, or where there is a header and no opening rule, up to a blank line.

    closed: a rule opened the table, so a rule must close it; where none does, two blank lines end it.
    """
    at = start
    by_blanks = False
    ruled = False
    must_close = closed or not header
    rows: list[list[int]] = [[]]
    while at < len(lines):
        line = lines[at]
        if _is_ruled(line, "-") and len(line.strip()) > _SHORTEST:
            ruled = True
            break
        if not line.strip():
            if not must_close or (at + 1 < len(lines) and not lines[at + 1].strip()):
                break
            by_blanks = True
            rows.append([])
        else:
            rows[-1].append(at)
        at += 1
    if not ruled and not header:
        return None
    if not by_blanks:
        rows = [[index] for row in rows for index in row]
    rows = [row for row in rows if row]
    if not rows and not header:
        return None
    end = at + 1 if ruled else at
    rows = [[*header], *rows] if header else rows
    measure = _settle(lines, [*chain.from_iterable(rows)], groups)
    return read_fields((_join(lines, row, groups, measure) for row in rows), end, context, 1 if header else 0)


def _settle(lines: Sequence[str], indexes: Sequence[int], groups: Groups) -> Measure:
    """Learn how wide the table's writer took characters: under the right measure the texts stand at the borders."""
    starts = [begin for begin, _ in groups]

    def fits(line: str, measure: Measure) -> float:
        parts, crossings = cut(line, starts, measure)
        score = -4.0 * crossings
        offset = 0
        at = places(line, measure)
        for part, (begin, end) in zip(parts, groups, strict=True):
            text = part.strip(" ")
            if text:
                first = offset + len(part) - len(part.lstrip(" "))
                score += at[first] == begin or at[first + len(text)] == end
            offset += len(part)
        return score

    some = [lines[index] for index in indexes[: max(1, _SETTLING // len(groups))]]
    return max(MEASURES, key=lambda measure: sum(fits(line, measure) for line in some))


def _cut(line: str, starts: Sequence[int], measure: Measure) -> list[str]:
    """Cut a line; one with “ or ─ that crosses borders may have been measured by another rule."""
    parts, crossings = cut(line, starts, measure)
    if crossings and measure == "display":
        wide, still = cut(line, starts, "wide")
        if still < crossings:
            return wide
    return parts


def _join(lines: Sequence[str], indexes: Sequence[int], groups: Groups, measure: Measure) -> list[Field]:
    """Make the row whose cells run over these lines."""
    starts = [begin for begin, _ in groups]
    texts: list[list[str]] = [[] for _ in groups]
    first = [indexes[0]] * len(groups)
    for index in indexes:
        for col, part in enumerate(_cut(lines[index], starts, measure)):
            if part.strip():
                if not texts[col]:
                    first[col] = index
                texts[col].append(part.rstrip() if len(indexes) == 1 else part.strip())
    return [Field("\n".join(parts).strip(" "), index) for parts, index in zip(texts, first, strict=True)]


def _read_rest(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Read a reStructuredText table; its second rule of equals signs closes it unless a third follows the head."""
    groups = _groups(lines[start], _EQUALS)
    if len(groups) < 2:
        return None
    rules: list[int] = []
    for at in range(start + 1, len(lines)):
        following = "".join(lines[at + 1 : at + 2]).strip()
        if _is_ruled(lines[at], "="):
            rules.append(at)
            if not following or len(rules) > 1:
                break
        elif not lines[at].strip() and not following:
            break
    if not rules:
        return None
    end = rules[-1]
    filled = {at for at in range(start + 1, end) if lines[at].strip(" -=")}
    measure = _settle(lines, sorted(filled), groups)
    rows: list[list[Spot]] = []
    header_rows = 0
    for index in range(start + 1, end):
        if index in rules:
            header_rows = len(rows)
        elif index in filled:
            row = _rest_row(lines[index], index, groups, measure)
            whole = _joined(rows[-1], row) if rows and index - 1 in filled else []
            rows[-1 if whole else len(rows) :] = [whole or row]
        elif rows:
            rows[-1] = _span(rows[-1], groups, tuple(found.span() for found in _DASHES.finditer(lines[index])))
    return read_spanned(rows, end + 1, context, header_rows)


def _rest_row(line: str, index: int, groups: Groups, measure: Measure) -> list[Spot]:
    texts = [part.strip() for part in _cut(line, [begin for begin, _ in groups], measure)]
    texts = ["" if text in ("\\", "..") else text for text in texts]
    return [Spot(col, 1, 1, Field(text, index)) for col, text in enumerate(texts)]


def _joined(above: Sequence[Spot], row: Sequence[Spot]) -> list[Spot]:
    """Give the row above with the texts that one carries on; nothing if that is a row of its own."""
    upper = {spot.col: spot.field.text for spot in above}
    lower = {spot.col: spot.field.text for spot in row if spot.field.text}
    own = [col for col, text in lower.items() if not upper.get(col) or (is_number(text) and is_number(upper[col]))]
    return [spot.going_on(lower.get(spot.col, "")) for spot in above] if lower and 0 not in lower and not own else []


def _span(row: Sequence[Spot], groups: Groups, rules: Groups) -> list[Spot]:
    """Merge the cells of a row that one under-rule runs below."""
    merged: list[Spot] = []
    for spot in row:
        begin = groups[spot.col][0]
        last = merged[-1] if merged else None
        if last and any(low <= groups[last.col][0] and begin < high for low, high in rules):
            text = " ".join(filter(None, (last.field.text, spot.field.text)))
            merged[-1] = last._replace(colspan=last.colspan + 1, field=Field(text, last.field.line))
        else:
            merged.append(spot)
    return merged
