"""Match printed lines of values to the rows of a form by where they stand on the page.

A row may be printed over several lines, each with some of its values or with the rest of a number that its column was
too narrow for. Lines belong to rows in order. A row that has values beside its label is certain; between two such
rows the lines are shared out so that every row is complete: each of its places has one value, from left to right. Where
that goes in one way only, it is taken. Digits that stand below each other are one number only if the form's sums bear
that out. A row with blanks keeps its values where complete rows of the page or the head show their columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from convert.forms.layout import ValueCell
from convert.forms.lines import Row
from convert.forms.match import Match
from convert.forms.stretch import Token
from convert.forms.sums import row_adds_up
from convert.forms.template import TableTemplate
from convert.model import cell_of_text

_MOST_LINES = 4
_MOST_BROKEN = 15
_LONGEST_NUMBER = 12
_SLACK = 0.01
Tokens = tuple[Token, ...]
Span = tuple[float, float]


class _Merged(NamedTuple):
    """The cells of a row made of several lines; parts: values whose digits went on in a cell."""

    cells: Tokens
    parts: Tokens = ()


class _Line(NamedTuple):
    """The values of a printed line, from left to right."""

    row: int
    tokens: Tokens


def are_printed(region: Sequence[Sequence[Token]]) -> bool:
    """Say whether rows of tokens are lines of text, and where on the page they stand is known of some."""
    tokens = [token for row in region for token in row if token.folded]
    return all(token.line for token in tokens) and any(token.cell.origin.box and token.is_value for token in tokens)


def arrange_printed(match: Match, rows: Sequence[Sequence[Token]], stop: int) -> list[Row | None]:
    """Give each group of places of a form its values; values right behind `stop` belong to the last rows."""
    lines = list(_value_lines(rows, match.start, stop))
    groups = match.layout.groups
    certain = _certain(match, lines)
    arranged: list[Row | None] = [None] * len(groups)
    edges = certain if certain and certain[0] == (0, 0) else [(0, 0), *certain]
    for (group, line), (next_group, next_line) in pairwise([*edges, (len(groups), len(lines))]):
        anchored = (group, line) in certain
        _share_out(match, arranged, lines[line:next_line], range(group, next_group), anchored)
    _settle(match, arranged)
    return arranged


def _value_lines(rows: Sequence[Sequence[Token]], start: int, stop: int) -> Iterator[_Line]:
    """Yield the lines with values from start to stop, and those right behind that hold nothing else."""
    for index in range(start, len(rows)):
        tokens = tuple(token for token in rows[index] if token.is_value)
        texts = any(token.folded and not token.is_value for token in rows[index])
        if index >= stop and (texts or not all(token.line for token in rows[index])):
            break
        if tokens:
            yield _Line(index, tokens)


def _certain(match: Match, lines: Sequence[_Line]) -> list[tuple[int, int]]:
    """List (group, line) of the rows whose label has values beside it, as far as they keep the form's order."""
    line_of = {line.row: at for at, line in enumerate(lines)}
    found: list[tuple[int, int]] = []
    for group, (label, _) in enumerate(match.layout.groups):
        anchor = match.claims.get(label) if label is not None else None
        at = line_of.get(anchor.row) if anchor else None
        if anchor is None or at is None or lines[at].tokens[-1].at < anchor.at:
            continue
        if not found or at > found[-1][1]:
            found.append((group, at))
    return found


def _share_out(match: Match, arranged: list[Row | None], lines: Sequence[_Line], groups: range, anchored: bool) -> None:
    """Share the lines out to groups: in the one way that makes all complete, or one by one, or leave them open."""
    if not groups or not lines:
        return
    if len(lines) > _MOST_LINES * len(groups):
        _leave_open(match, arranged, lines, groups, anchored)
        return
    places = [match.layout.groups[group][1] for group in groups]
    ways = list(_complete_ways(match.template, lines, places))
    if len(ways) == 1:
        for group, merged in zip(groups, ways[0], strict=True):
            arranged[group] = _row(match, group, merged.cells, parts=merged.parts)
        return
    pairs = list(zip(groups, lines, strict=False))
    lacking = [group for group, line in pairs if len(line.tokens) != len(match.layout.groups[group][1])]
    if not ways and len(lines) == len(groups) and len(lacking) == 1 and (anchored or len(groups) > 1):
        for group, line in pairs:
            arranged[group] = _row(match, group, line.tokens, doubtful=group in lacking)
        return
    _leave_open(match, arranged, lines, groups, anchored)


def _leave_open(
    match: Match, arranged: list[Row | None], lines: Sequence[_Line], groups: range, anchored: bool
) -> None:
    """Keep a certain first row if it is complete and nothing else may be part of it; the rest stays undecided."""
    first, own = groups[0], lines[0]
    places = match.layout.groups[first][1]
    if len(groups) == 1:
        merged = _without_strays(match.template, lines, places)
        if merged is None:
            merged = _Merged(tuple(token for line in lines for token in line.tokens))
            arranged[first] = _row(match, first, merged.cells, doubtful=True)
        else:
            arranged[first] = _row(match, first, merged.cells, parts=merged.parts)
        return
    rest = lines
    if anchored and len(own.tokens) == len(places):
        strays = [token for line in lines[1:] for token in line.tokens]
        if not strays or (row_adds_up(match.template, places, _texts(own.tokens)) and not _may_go_on(own, strays)):
            arranged[first] = _row(match, first, own.tokens)
            rest, groups = lines[1:], groups[1:]
    for group, line in zip(groups, rest, strict=False):
        arranged[group] = _row(match, group, line.tokens, doubtful=True)


def _without_strays(template: TableTemplate, lines: Sequence[_Line], places: tuple[ValueCell, ...]) -> _Merged | None:
    """Give a row that is complete and adds up without the values that can be no part of it, if there is one."""
    row = _Merged(lines[0].tokens)
    strays = [token for line in lines[1:] for token in line.tokens]
    if len(row.cells) == len(places) and len(strays) < 2:
        return row if not strays or row_adds_up(template, places, _texts(row.cells)) else None
    if not _on_one_page([*row.cells, *strays]):
        return None
    for token in strays:
        row = _stack(row, (token,)) or row
    whole = len(row.cells) == len(places) and row_adds_up(template, places, _texts(row.cells))
    return row if whole else None


def _may_go_on(line: _Line, strays: Sequence[Token]) -> bool:
    """Say whether stray values may be the rest of a row's numbers; one alone below a row that adds up is not."""
    if not _on_one_page([*line.tokens, *strays]):
        return len(strays) > 1
    return len(strays) > 1 and _stack(_Merged(line.tokens), tuple(strays)) is not None


def _on_one_page(tokens: Sequence[Token]) -> bool:
    """Say whether it is known where tokens stand, on one page."""
    if any(token.cell.origin.box is None for token in tokens):
        return False
    return len({token.cell.origin.page for token in tokens}) < 2


def _row(match: Match, group: int, tokens: Tokens, *, doubtful: bool = False, parts: Tokens = ()) -> Row:
    label, places = match.layout.groups[group]
    anchor = match.claims.get(label) if label is not None else None
    return Row(places, tokens, anchor, doubtful, parts=parts)


def _complete_ways(
    template: TableTemplate, lines: Sequence[_Line], places: Sequence[tuple[ValueCell, ...]]
) -> Iterator[list[_Merged]]:
    """Yield up to two ways to cut the lines into one complete row for each group."""
    merged: dict[tuple[int, int, int], _Merged | None] = {}

    def row_of(group: int, start: int, end: int) -> _Merged | None:
        key = (group, start, end)
        if key not in merged:
            merged[key] = _merge(template, lines[start:end], places[group])
        return merged[key]

    n_groups, n_lines = len(places), len(lines)
    ends: list[list[bool]] = [[False] * (n_lines + 1) for _ in range(n_groups + 1)]
    ends[n_groups][n_lines] = True
    for group in range(n_groups - 1, -1, -1):
        for start in range(n_lines):
            ends[group][start] = any(
                ends[group + 1][end] and row_of(group, start, end) is not None
                for end in range(start + 1, min(start + _MOST_LINES, n_lines) + 1)
            )
    stack: list[tuple[int, int, list[_Merged]]] = [(0, 0, [])] if ends[0][0] else []
    found = 0
    while stack and found < 2:
        group, start, rows = stack.pop()
        if group == n_groups:
            found += 1
            yield rows
            continue
        for end in range(start + 1, min(start + _MOST_LINES, n_lines) + 1):
            row = row_of(group, start, end) if ends[group + 1][end] else None
            if row is not None:
                stack.append((group + 1, end, [*rows, row]))


def _merge(template: TableTemplate, lines: Sequence[_Line], places: tuple[ValueCell, ...]) -> _Merged | None:
    """Make one row of lines, or say None: every place has its value, and joined digits add up."""
    row: _Merged | None = _Merged(lines[0].tokens)
    if len(lines) > 1:
        if not _on_one_page([token for line in lines for token in line.tokens]):
            return None
        for line in lines[1:]:
            row = _stack(row, line.tokens) if row else None
    if row is None or len(row.cells) != len(places):
        return None
    if not row.parts:
        return row
    broken = [token.cell.text.split("\n")[0] for token in row.cells]
    sure = _fill_widths(row.cells) or not row_adds_up(template, places, broken)
    return row if sure and row_adds_up(template, places, _texts(row.cells)) else None


def _texts(row: Tokens) -> list[str]:
    return [token.text for token in row]


def _span(token: Token) -> Span:
    box = token.cell.origin.box
    assert box is not None
    return box[0], box[2]


def _stack(row: _Merged, below: Tokens) -> _Merged | None:
    """Put a line of values into the gaps of the row above; digits below digits go on in the same number."""
    cells, parts = list(row.cells), list(row.parts)
    for token in below:
        left, right = _span(token)
        under = [at for at, other in enumerate(cells) if _overlap(_span(other), (left, right))]
        if len(under) > 1:
            return None
        if under:
            joined = _join(cells[under[0]], token)
            if joined is None:
                return None
            cells[under[0]] = joined
            parts.append(token)
        else:
            cells.append(token)
    return _Merged(tuple(sorted(cells, key=_span)), tuple(parts))


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] - _SLACK and other[0] < one[1] - _SLACK


def _join(upper: Token, lower: Token) -> Token | None:
    """Join the digits of a number that was broken to fit its column: only the last piece may be shorter."""
    pieces = [*upper.cell.text.split("\n"), lower.text]
    plain = all(piece.isascii() and piece.replace(".", "").isdigit() for piece in pieces)
    if not plain or len({len(piece) for piece in pieces[:-1]}) > 1 or len(pieces[-1]) > len(pieces[0]):
        return None
    text = "".join(pieces)
    if len(text) > _LONGEST_NUMBER or len(pieces[0]) < 2:
        return None
    (left, right), (low, high) = _span(upper), _span(lower)
    origin = upper.cell.origin
    assert origin.box is not None
    box = (min(left, low), origin.box[1], max(right, high), origin.box[3])
    cell = cell_of_text(0, 0, "\n".join(pieces), type(origin)(origin.path, origin.page, origin.line, origin.ref, box))
    return upper._replace(cell=cell, text=text, folded=text)


def _fill_widths(row: Tokens) -> bool:
    """Say whether the numbers of a row were broken where a column as wide as the others' is full."""
    firsts = {len(token.cell.text.split("\n")[0]) for token in row if "\n" in token.cell.text}
    return len(firsts) == 1 and all(len(token.text) <= min(firsts) for token in row if "\n" not in token.cell.text)


def _settle(match: Match, arranged: list[Row | None]) -> None:
    """Settle open rows where the columns of their page, or the form's sums, leave one way only."""
    for group, row in enumerate(arranged):
        if row is None or not row.doubtful or any(token.cell.origin.box is None for token in row.filled):
            continue
        pages = sorted({token.cell.origin.page or 0 for token in row.filled})
        on_pages = [tuple(token for token in row.filled if (token.cell.origin.page or 0) == page) for page in pages]
        slots: Tokens | None = None
        parts: Tokens = ()
        if len(pages) == 1 and len(row.filled) < len(row.places):
            slots = _by_columns(on_pages[0], _columns(match, arranged, row, pages[0]))
        elif len(pages) == 2 and len(row.filled) == len(row.places):
            slots = _over_pages(match, arranged, row, on_pages)
        elif len(pages) == 2 and len(on_pages[0]) == len(row.places):
            slots = _append_digits(match.template, row.places, *on_pages)
            parts = on_pages[1]
        if slots:
            arranged[group] = Row(row.places, slots, row.anchor, settled=True, parts=parts)


def _over_pages(match: Match, arranged: Sequence[Row | None], row: Row, on_pages: Sequence[Tokens]) -> Tokens | None:
    """Put a row together that a page break cuts: one part by its page's columns, the other where places are left."""
    answers = set()
    for part, rest in (on_pages, on_pages[::-1]):
        slots = _by_columns(part, _columns(match, arranged, row, part[0].cell.origin.page or 0))
        if slots is None:
            continue
        waiting = iter(rest)
        answers.add(tuple(token if token.folded else next(waiting) for token in slots))
    if len(answers) != 1:
        return None
    answer = answers.pop()
    return answer if row_adds_up(match.template, row.places, _texts(answer)) else None


def _append_digits(template: TableTemplate, places: tuple[ValueCell, ...], row: Tokens, rest: Tokens) -> Tokens | None:
    """Append the rest of numbers that broke at the end of a page to them, if one way only adds up."""
    longest = max(len(token.text) for token in row)
    full = [at for at, token in enumerate(row) if len(token.text) == longest]
    if not len(rest) <= len(full) <= _MOST_BROKEN or row_adds_up(template, places, _texts(row)):
        return None
    found = []
    for chosen in combinations(full, len(rest)):
        joined = list(row)
        for at, token in zip(chosen, rest, strict=True):
            whole = _join(row[at], token)
            if whole is None:
                break
            joined[at] = whole
        else:
            if row_adds_up(template, places, _texts(tuple(joined))):
                found.append(tuple(joined))
    return found[0] if len(found) == 1 else None


def _columns(match: Match, arranged: Sequence[Row | None], row: Row, page: int) -> list[Span]:
    """Give the span of each column on a page: its values in complete rows and its label; none if two overlap."""
    band = row.places[0].band
    spans: list[list[Span]] = [[] for _ in row.places]
    for other in arranged:
        if other is None or other.doubtful or other.places[0].band != band or len(other.filled) < len(other.places):
            continue
        for at, token in enumerate(other.cells):
            if token.cell.origin.box and (token.cell.origin.page or 0) == page:
                spans[at].append(_span(token))
    for at, leaf in enumerate(match.layout.heads[band]):
        head = match.claims.get(leaf)
        if head and head.cell.origin.box and (head.cell.origin.page or 0) == page:
            spans[at].append(_span(head))
    if not all(spans):
        return []
    columns = [(min(left for left, _ in found), max(right for _, right in found)) for found in spans]
    if not all(left[1] <= right[0] + _SLACK for left, right in pairwise(columns)):
        return []
    columns[0] = (float("-inf"), columns[0][1])
    columns[-1] = (columns[-1][0], float("inf"))
    return columns


def _by_columns(tokens: Tokens, columns: Sequence[Span]) -> Tokens | None:
    """Put tokens where the columns are, blanks elsewhere; None where one has no column, or two have the same."""
    slots: list[Token | None] = [None] * len(columns)
    for token in tokens:
        found = [at for at, column in enumerate(columns) if _overlap(column, _span(token))]
        if len(found) != 1 or slots[found[0]] is not None:
            return None
        slots[found[0]] = token
    blank = tokens[0]._replace(cell=cell_of_text(0, 0, "", tokens[0].cell.origin), text="", folded="")
    return tuple(blank if token is None else token for token in slots)
