"""Match printed lines of values to the rows of a form by where they stand on the page.

A row may be printed over several lines, each with some of its values or with the rest of a number that its column was
too narrow for. Lines belong to rows in order. A row that has values beside its label is certain; between two such
rows the lines are shared out so that every row is complete: each of its places has one value, from left to right. Where
that goes in one way only, it is taken. Digits that stand below each other are one number only if the form's sums bear
that out. A row with blanks keeps its values where complete rows of the page or the head show their columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import NamedTuple

from convert.forms.layout import ValueCell
from convert.forms.lines import Row
from convert.forms.match import Match
from convert.forms.stretch import Token
from convert.forms.sums import row_adds_up
from convert.forms.template import TableTemplate
from convert.model import cell_of_text

_MOST_LINES = 6
_MOST_BROKEN = 15
_LONGEST_NUMBER = 12
_SLACK = 0.01
_APART = 2.0
_ROWS_TO_BE_SURE = 3
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
    table = _Table(match, [None] * len(groups))
    own = dict(_certain(match, lines))
    strong = [(group, at) for group, at in own.items() if len(lines[at].tokens) == len(groups[group][1])]
    for group, at in strong:
        table.put(group, _Merged(lines[at].tokens))
    for (group, at), (next_group, next_at) in pairwise([(-1, -1), *strong, (len(groups), len(lines))]):
        if next_at - at > 1:
            _fill(table, _Gap(lines, range(group + 1, next_group), range(at + 1, next_at), own))
    _settle(table)
    return table.rows


@dataclass(slots=True)
class _Table:
    """The rows found so far. taken: those made of the lines of several; certain: open rows that hold all their values.

    What an open row holds is told apart by the columns alone only if it is certain.
    """

    match: Match
    rows: list[Row | None]
    taken: set[int] = field(default_factory=set)
    certain: set[int] = field(default_factory=set)

    def put(self, group: int, merged: _Merged, *, doubtful: bool = False) -> None:
        label, places = self.match.layout.groups[group]
        anchor = self.match.claims.get(label) if label is not None else None
        self.rows[group] = Row(places, merged.cells, anchor, doubtful, parts=merged.parts)


class _Gap(NamedTuple):
    """Lines of values between two rows that are complete beside their labels, and the groups in between.

    own: the line beside each group's label, where there is one.
    """

    lines: Sequence[_Line]
    groups: range
    between: range
    own: dict[int, int]

    def parts(self) -> Iterator[_Gap]:
        """Yield the gap in parts that begin with a line beside a label."""
        edges = [(group, at) for group, at in self.own.items() if group in self.groups and at in self.between]
        edges = [(self.groups.start, self.between.start), *edges, (self.groups.stop, self.between.stop)]
        for (group, at), (next_group, next_at) in pairwise(edges):
            if at < next_at:
                yield self._replace(groups=range(group, next_group), between=range(at, next_at))

    def widened(self) -> _Gap:
        """Take in the rows on both sides: a broken number may stand above or below the rest of its row."""
        before = self.own.get(self.groups.start - 1) == self.between.start - 1
        after = self.own.get(self.groups.stop) == self.between.stop
        groups = range(self.groups.start - before, self.groups.stop + after)
        return self._replace(groups=groups, between=range(self.between.start - before, self.between.stop + after))


def _fill(table: _Table, gap: _Gap) -> None:
    """Share the lines of a gap out to groups in the one way that makes all complete, or leave them open."""
    for tried, sums in ((gap, True), (gap.widened(), True), (gap, False)):
        if _share_out(table, tried, sums=sums):
            return
    if _pair_off(table.match, gap):
        for group, at in zip(gap.groups, gap.between, strict=True):
            tokens = gap.lines[at].tokens
            short = len(tokens) != len(table.match.layout.groups[group][1])
            table.put(group, _Merged(tokens), doubtful=short)
            table.certain.add(group)
        return
    lines = [gap.lines[at] for at in gap.between]
    alone = [
        _stands_alone(table, group, others)
        for group, others in ((gap.groups.start - 1, lines), (gap.groups.stop, lines[::-1]))
    ]
    if len(gap.groups) == 1 and all(alone):
        table.certain.add(gap.groups[0])
    for part in gap.parts():
        if not _share_out(table, part, sums=True):
            _leave_open(table, part)


def _share_out(table: _Table, gap: _Gap, *, sums: bool) -> bool:
    if not gap.groups or not table.taken.isdisjoint(gap.groups):
        return False
    ways = list(_complete_ways(table.match, gap, sums=sums))
    if len(ways) != 1:
        return False
    for group, merged in zip(gap.groups, ways[0], strict=True):
        table.put(group, merged)
    table.taken.update(gap.groups)
    return True


def _pair_off(match: Match, gap: _Gap) -> bool:
    """Say whether each line of a gap is a row: as many as groups, and no two that lack values fit into each other."""
    if len(gap.groups) != len(gap.between):
        return False
    if any(gap.own.get(group, at) != at for group, at in zip(gap.groups, gap.between, strict=True)):
        return False
    short = [
        len(gap.lines[at].tokens) < len(match.layout.groups[group][1])
        for group, at in zip(gap.groups, gap.between, strict=True)
    ]
    for (first, upper), (second, lower) in pairwise(zip(short, gap.between, strict=True)):
        tokens = (gap.lines[upper].tokens, gap.lines[lower].tokens)
        if first and second and (not _on_one_page([*tokens[0], *tokens[1]]) or _stack(_Merged(tokens[0]), tokens[1])):
            return False
    return True


def _leave_open(table: _Table, gap: _Gap) -> None:
    """Note what a row may hold that its lines do not make complete; what no row claims is left over."""
    if len(gap.groups) == 1:
        group, lines = gap.groups[0], [gap.lines[at] for at in gap.between]
        merged = _without_strays(table.match.template, lines, table.match.layout.groups[group][1])
        everything = _Merged(tuple(token for line in lines for token in line.tokens))
        table.put(group, merged or everything, doubtful=merged is None)
        return
    for group in gap.groups:
        if group in gap.own:
            table.put(group, _Merged(gap.lines[gap.own[group]].tokens), doubtful=True)


def _stands_alone(table: _Table, group: int, others: Sequence[_Line]) -> bool:
    """Say whether a complete row adds up, and values near it cannot be the rest of its numbers; else doubt it."""
    row = table.rows[group] if 0 <= group < len(table.rows) else None
    if row is None or row.doubtful or row.parts:
        return True
    near = others[0].tokens
    strays = sum(len(line.tokens) for line in others)
    alone = row_adds_up(table.match.template, row.places, _texts(row.cells))
    if alone and strays > 1:
        above, below = (near, row.cells) if near[0].row < row.cells[0].row else (row.cells, near)
        alone = _on_one_page([*row.cells, *near]) and _stack(_Merged(above), below) is None
    if not alone:
        table.rows[group] = row._replace(doubtful=True)
    return alone


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


def _on_one_page(tokens: Sequence[Token]) -> bool:
    """Say whether it is known where tokens stand, on one page."""
    if any(token.cell.origin.box is None for token in tokens):
        return False
    return len({token.cell.origin.page for token in tokens}) < 2


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


def _complete_ways(match: Match, gap: _Gap, *, sums: bool) -> Iterator[list[_Merged]]:
    """Yield up to two ways to cut a gap's lines into one complete row for each group, its own line in each.

    sums: a row of several lines must add up; without, every group of the gap must have a line of its own.
    """
    lines = [gap.lines[at] for at in gap.between]
    own = [gap.own.get(group, gap.between.start - 1) - gap.between.start for group in gap.groups]
    places = [match.layout.groups[group][1] for group in gap.groups]
    n_groups, n_lines = len(places), len(lines)
    if n_lines > _MOST_LINES * n_groups or (not sums and min(own) < 0 and len(match.layout.groups) > 1):
        return
    merged: dict[tuple[int, int, int], _Merged | None] = {}

    def row_of(group: int, start: int, end: int) -> _Merged | None:
        key = (group, start, end)
        if key not in merged:
            apart = own[group] >= 0 and not start <= own[group] < end
            merged[key] = None if apart else _merge(match.template, lines[start:end], places[group], sums=sums)
        return merged[key]

    fits: list[list[bool]] = [[False] * (n_lines + 1) for _ in range(n_groups + 1)]
    fits[n_groups][n_lines] = True
    for group in range(n_groups - 1, -1, -1):
        for start in range(n_lines):
            ends = range(start + 1, min(start + _MOST_LINES, n_lines) + 1)
            fits[group][start] = any(fits[group + 1][end] and row_of(group, start, end) is not None for end in ends)
    stack: list[tuple[int, int, list[_Merged]]] = [(0, 0, [])] if fits[0][0] else []
    found = 0
    while stack and found < 2:
        group, start, rows = stack.pop()
        if group == n_groups:
            found += 1
            yield rows
            continue
        for end in range(start + 1, min(start + _MOST_LINES, n_lines) + 1):
            row = row_of(group, start, end) if fits[group + 1][end] else None
            if row is not None:
                stack.append((group + 1, end, [*rows, row]))


def _merge(
    template: TableTemplate, lines: Sequence[_Line], places: tuple[ValueCell, ...], *, sums: bool
) -> _Merged | None:
    """Make one row of lines, or say None: every place has its value, and joined digits add up."""
    row: _Merged | None = _Merged(lines[0].tokens)
    if len(lines) > 1:
        if not _on_one_page([token for line in lines for token in line.tokens]):
            return None
        for line in lines[1:]:
            row = _stack(row, line.tokens) if row else None
    if row is None or len(row.cells) != len(places):
        return None
    if len(lines) == 1:
        return row
    if row.parts:
        broken = [token.cell.text.split("\n")[0] for token in row.cells]
        if not _fill_widths(row.cells) and row_adds_up(template, places, broken):
            return None
    return row if not (sums or row.parts) or row_adds_up(template, places, _texts(row.cells)) else None


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


def _settle(table: _Table) -> None:
    """Settle open rows where the columns of their page, or the form's sums, leave one way only."""
    for group, row in enumerate(table.rows):
        if row is None or not row.doubtful or any(token.cell.origin.box is None for token in row.filled):
            continue
        pages = sorted({token.cell.origin.page or 0 for token in row.filled})
        on_pages = [tuple(token for token in row.filled if (token.cell.origin.page or 0) == page) for page in pages]
        slots: Tokens | None = None
        parts: Tokens = ()
        if len(pages) == 1 and len(row.filled) < len(row.places) and group in table.certain:
            slots = _by_columns(on_pages[0], _columns(table, row, pages[0]))
        elif len(pages) == 2 and len(row.filled) == len(row.places):
            slots = _over_pages(table, row, on_pages)
        elif len(pages) == 2 and len(on_pages[0]) == len(row.places):
            slots, parts = _append_digits(table.match.template, row.places, *on_pages), on_pages[1]
        if slots:
            table.rows[group] = Row(row.places, slots, row.anchor, settled=True, parts=parts)


def _over_pages(table: _Table, row: Row, on_pages: Sequence[Tokens]) -> Tokens | None:
    """Put a row together that a page break cuts: one part by its page's columns, the other where places are left."""
    answers = set()
    for part, rest in (on_pages, on_pages[::-1]):
        columns = _columns(table, row, part[0].cell.origin.page or 0)
        slots = _by_columns(part, columns._replace(sure=True))
        if slots is None:
            continue
        waiting = iter(rest)
        answers.add(tuple(token if token.folded else next(waiting) for token in slots))
    if len(answers) != 1:
        return None
    answer = answers.pop()
    return answer if row_adds_up(table.match.template, row.places, _texts(answer)) else None


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


class _Columns(NamedTuple):
    """The span of each column on a page; sure: seen in so many rows that each column is as wide as its cells."""

    spans: Sequence[Span]
    sure: bool


def _columns(table: _Table, row: Row, page: int) -> _Columns:
    """Give the columns of a page: their values in complete rows and their labels; none if one shows nowhere."""
    band = row.places[0].band
    spans: list[list[Span]] = [[] for _ in row.places]
    seen = 0
    for other in table.rows:
        if other is None or other.doubtful or other.places[0].band != band or len(other.filled) < len(other.places):
            continue
        if all(token.cell.origin.box and (token.cell.origin.page or 0) == page for token in other.cells):
            seen += 1
            for at, token in enumerate(other.cells):
                spans[at].append(_span(token))
    for at, leaf in enumerate(table.match.layout.heads[band]):
        head = table.match.claims.get(leaf)
        if head and head.cell.origin.box and (head.cell.origin.page or 0) == page:
            spans[at].append(_span(head))
    if not all(spans):
        return _Columns((), False)
    columns = [(min(left for left, _ in found), max(right for _, right in found)) for found in spans]
    columns[0] = (float("-inf"), columns[0][1])
    columns[-1] = (columns[-1][0], float("inf"))
    return _Columns(columns, seen >= _ROWS_TO_BE_SURE)


def _by_columns(tokens: Tokens, columns: _Columns) -> Tokens | None:
    """Put tokens where the columns are, blanks elsewhere; None where it is not certain which column one stands in.

    A token stands in the only column that it reaches into; if the columns are not sure, all others must keep off it.
    """
    slots: list[Token | None] = [None] * len(columns.spans)
    for token in tokens:
        left, right = _span(token)
        gaps = [max(low - right, left - high) for low, high in columns.spans]
        limit, apart = (-_SLACK, 0.0) if columns.sure else (_SLACK, _APART)
        found = [at for at, gap in enumerate(gaps) if gap <= limit]
        if len(found) != 1 or slots[found[0]] is not None:
            return None
        if any(gap < apart - _SLACK for at, gap in enumerate(gaps) if at != found[0]):
            return None
        slots[found[0]] = token
    if not slots:
        return None
    blank = tokens[0]._replace(cell=cell_of_text(0, 0, "", tokens[0].cell.origin), text="", folded="")
    return tuple(blank if token is None else token for token in slots)
