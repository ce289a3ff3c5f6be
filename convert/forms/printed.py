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
from itertools import combinations, groupby, pairwise
from typing import NamedTuple

from convert.forms.fold import fold
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
    for gap in table.unsettled:
        _doubt(table, gap)
    _settle(table)
    return table.rows


@dataclass(slots=True)
class _Table:
    """The rows found so far.

    taken: groups whose rows are made of several lines; unsettled: gaps that could not be shared out as a whole;
    certain: groups whose open rows hold all their values and nothing else, so that the columns alone may place them.
    """

    match: Match
    rows: list[Row | None]
    taken: set[int] = field(default_factory=set)
    certain: set[int] = field(default_factory=set)
    unsettled: list[_Gap] = field(default_factory=list)

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
    for part in gap.parts():
        if not _share_out(table, part, sums=True):
            _leave_open(table, part)
    table.unsettled.append(gap)


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


def _doubt(table: _Table, gap: _Gap) -> None:
    """Doubt the rows beside a gap if lines of it that no row has used may hold the rest of their numbers."""
    rows = [table.rows[group] for group in gap.groups]
    used = {token.row for row in rows if row and not row.doubtful for token in (*row.filled, *row.parts)}
    lines = [gap.lines[at] for at in gap.between if gap.lines[at].row not in used]
    alone = True
    for group, others in ((gap.groups.start - 1, lines), (gap.groups.stop, lines[::-1])):
        row = table.rows[group] if 0 <= group < len(table.rows) else None
        if row and others and not row.doubtful and not row.parts and not _stands_alone(table, row, others):
            table.rows[group] = row._replace(doubtful=True)
            alone = False
    if len(gap.groups) == 1 and alone:
        table.certain.add(gap.groups[0])


def _stands_alone(table: _Table, row: Row, others: Sequence[_Line]) -> bool:
    """Say whether a complete row adds up, and values near it cannot be the rest of its numbers; one value is not."""
    if not row_adds_up(table.match.template, row.places, _texts(row.cells)):
        return False
    near = others[0].tokens
    if sum(len(line.tokens) for line in others) < 2:
        return True
    if not _on_one_page([*row.cells, *near]):
        return False
    above, below = (near, row.cells) if near[0].row < row.cells[0].row else (row.cells, near)
    stacked = _stack(_Merged(above), below)
    return stacked is None or len(stacked.cells) != len(row.places) or not _fill_widths(stacked.cells)


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
        if len(pages) == 1 and group in table.certain:
            merged = _restack(row.filled)
            if merged and len(merged.cells) < len(row.places):
                slots, parts = _by_columns(table, row, merged.cells), merged.parts
                if parts and slots and not row_adds_up(table.match.template, row.places, _texts(slots), blank="0"):
                    slots = None
        elif len(pages) == 2 and len(row.filled) == len(row.places):
            slots = _over_pages(table, row, on_pages)
        elif len(pages) == 2 and len(on_pages[0]) == len(row.places):
            slots, parts = _append_digits(table.match.template, row.places, *on_pages), on_pages[1]
        if slots:
            table.rows[group] = Row(row.places, slots, row.anchor, settled=True, parts=parts)


def _restack(tokens: Sequence[Token]) -> _Merged | None:
    """Put the lines of an open row into each other."""
    merged: _Merged | None = None
    for line in [tuple(line) for _, line in groupby(tokens, key=lambda token: token.row)]:
        merged = _stack(merged, line) if merged else _Merged(line)
        if merged is None:
            return None
    return merged if merged and (not merged.parts or _fill_widths(merged.cells)) else None


def _over_pages(table: _Table, row: Row, on_pages: Sequence[Tokens]) -> Tokens | None:
    """Put a row together that a page break cuts: one part by its page's columns, the other where places are left."""
    answers = set()
    for part, rest in (on_pages, on_pages[::-1]):
        slots = _by_columns(table, row, part, loosely=True)
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


def _complete_rows(table: _Table, row: Row, page: int) -> Iterator[Tokens]:
    """Yield the complete rows on a page that share a row's columns."""
    for other in table.rows:
        if other is None or other.doubtful or other.places[0].band != row.places[0].band:
            continue
        boxes = [token.cell.origin for token in other.filled if token.cell.origin.box]
        if len(boxes) == len(other.places) and all((origin.page or 0) == page for origin in boxes):
            yield other.cells


def _head(table: _Table, row: Row, page: int) -> Tokens:
    """Give the labels over a row's columns from left to right, if all are on its page and in the form's order."""
    leaves = table.match.layout.heads[row.places[0].band]
    found = [table.match.claims[leaf] for leaf in leaves if leaf in table.match.claims]
    if any(token.cell.origin.box is None or (token.cell.origin.page or 0) != page for token in found):
        return ()
    found.sort(key=_span)
    in_order = [fold(table.match.layout.labels[leaf].text) for leaf in leaves] == [token.folded for token in found]
    return tuple(found) if in_order else ()


def _by_columns(table: _Table, row: Row, tokens: Tokens, *, loosely: bool = False) -> Tokens | None:
    """Put tokens where the columns of their page are, blanks elsewhere; None where it is not certain.

    Only several complete rows show how wide columns are: programs that print pages as text shift what stands behind a
    blank. loosely: what comes out is checked by other means.
    """
    page = tokens[0].cell.origin.page or 0
    complete, head = list(_complete_rows(table, row, page)), _head(table, row, page)
    shown = [*complete, head] if head else complete
    if not shown or (len(complete) < _ROWS_TO_BE_SURE and not loosely):
        return None
    found = _by_spans(tokens, shown)
    if found is None:
        return None
    blank = tokens[0]._replace(cell=cell_of_text(0, 0, "", tokens[0].cell.origin), text="", folded="")
    at_column = dict(zip(found, tokens, strict=True))
    return tuple(at_column.get(at, blank) for at in range(len(row.places)))


def _by_spans(tokens: Tokens, shown: Sequence[Tokens]) -> tuple[int, ...] | None:
    """Give the column of each token, the only one that it reaches into."""
    spans = [
        (min(_span(token)[0] for token in column), max(_span(token)[1] for token in column))
        for column in zip(*shown, strict=True)
    ]
    spans[0], spans[-1] = (float("-inf"), spans[0][1]), (spans[-1][0], float("inf"))
    found = [[at for at, span in enumerate(spans) if _overlap(span, _span(token))] for token in tokens]
    columns = tuple(columns[0] for columns in found if len(columns) == 1)
    return columns if len(columns) == len(tokens) == len(set(columns)) else None
