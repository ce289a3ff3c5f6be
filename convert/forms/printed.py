"""Match printed lines of values to the rows of a form by where they stand on the page.

A row may be printed over several lines, each with some of its values or with the rest of a number that its column was
too narrow for. Lines belong to rows in order. A row that has all its values beside its label is certain; the lines
between two such rows are shared out so that every row is complete: each of its places has one value, from left to
right, each plainly in its column. Where that goes in one way only, it is taken. Digits that stand below each other are
one number only if the form's sums bear that out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise, takewhile

from msgspec import Struct, field
from msgspec.structs import replace

from convert.forms.gaps import Gap, Line, lines_beside_labels, value_lines
from convert.forms.layout import ValueCell
from convert.forms.lines import Row
from convert.forms.match import Match
from convert.forms.order import doubt_order
from convert.forms.sight import Columns, are_in_columns, has_hole, see_columns, spread
from convert.forms.stacking import (
    Stacked,
    Tokens,
    append_digits,
    are_numbers,
    may_go_on,
    on_one_page,
    page_of,
    stack,
    stack_all,
    texts_of,
)
from convert.forms.stretch import Token
from convert.forms.sums import row_adds_up

_MOST_LINES = 6
"""Lines that one row may be printed over."""


def are_printed(region: Sequence[Sequence[Token]]) -> bool:
    """Say whether rows of tokens are lines of text, and where on the page they stand is known of some."""
    tokens = [token for row in region for token in row if token.folded]
    return all(token.line for token in tokens) and any(token.cell.origin.box and token.is_value for token in tokens)


def arrange_printed(match: Match, rows: Sequence[Sequence[Token]], stop: int) -> list[Row | None]:
    """Give each group of places of a form its values; values right behind `stop` belong to the last rows."""
    lines = list(value_lines(rows, match.start, stop))
    table = _Table(match, [None] * len(match.layout.groups))
    own = dict(lines_beside_labels(match, lines))
    strong = [(group, at) for group, at in own.items() if len(lines[at].tokens) == len(table.places(group))]
    for group, at in strong:
        table.put(group, Stacked(lines[at].tokens))
    for (group, at), (next_group, next_at) in pairwise([(-1, -1), *strong, (len(table.rows), len(lines))]):
        if next_at - at > 1:
            table.fill(Gap(lines, range(group + 1, next_group), range(at + 1, next_at), own))
    table.settle()
    for gap in table.unsettled:
        table.doubt(gap)
    table.settle()
    doubt_order(table.rows, match.template)
    return table.rows


class _Table(Struct):
    """The rows found so far.

    taken: groups whose rows are made of several lines; unsettled: gaps that could not be shared out as a whole;
    certain: groups whose open rows hold all their values and nothing else, so that the columns alone may place them.
    """

    match: Match
    rows: list[Row | None]
    taken: set[int] = field(default_factory=set)
    certain: set[int] = field(default_factory=set)
    unsettled: list[Gap] = field(default_factory=list)

    def places(self, group: int) -> tuple[ValueCell, ...]:
        return self.match.layout.groups[group][1]

    def put(self, group: int, row: Stacked, *, doubtful: bool = False) -> None:
        label, places = self.match.layout.groups[group]
        self.rows[group] = Row(places, row.cells, self.match.anchor(label), doubtful, parts=row.parts)

    def adds_up(self, places: tuple[ValueCell, ...], cells: Tokens) -> bool:
        return row_adds_up(self.match.template, places, texts_of(cells))

    def columns(self, places: tuple[ValueCell, ...], page: int) -> Columns | None:
        return see_columns(self.match, self.rows, places, page)

    def fill(self, gap: Gap) -> None:
        """Share the lines of a gap out to groups in the one way that makes all complete, or leave them open."""
        if self._share_out(gap) or self._share_out(gap.widened()) or self._share_out(gap, sums=False):
            return
        if self._are_rows(gap):
            for group, at in zip(gap.groups, gap.between, strict=True):
                tokens = gap.lines[at].tokens
                self.put(group, Stacked(tokens), doubtful=len(tokens) != len(self.places(group)))
                self.certain.add(group)
            return
        parts = [(part, self._share_out(part)) for part in gap.parts()]
        for shared, run in groupby(parts, key=lambda item: item[1]):
            rest = [part for part, _ in run]
            if shared:
                continue
            groups = range(rest[0].groups.start, rest[-1].groups.stop)
            between = range(rest[0].between.start, rest[-1].between.stop)
            if len(rest) < len(parts):
                self.fill(replace(gap, groups=groups, between=between))
                continue
            for part in rest:
                self._leave_open(part)
            self.unsettled.append(gap)

    def _share_out(self, gap: Gap, *, sums: bool = True) -> bool:
        if not gap.groups or not self.taken.isdisjoint(gap.groups):
            return False
        if not sums and self._go_on_beside(gap):
            return False
        ways = list(self._complete_ways(gap, sums=sums))
        if len(ways) != 1:
            return False
        for group, row in zip(gap.groups, ways[0], strict=True):
            self.put(group, row)
        self.taken.update(gap.groups)
        return True

    def _go_on_beside(self, gap: Gap) -> bool:
        """Say whether lines of a gap make a complete row beside it add up, and it does not without them."""
        strays = gap.strays()
        for group, line in zip((gap.groups.start - 1, gap.groups.stop), (strays[:1], strays[-1:]), strict=True):
            row = self.rows[group] if line and 0 <= group < len(self.rows) else None
            if row is None or row.doubtful or row.parts or self.adds_up(row.places, row.cells):
                continue
            above = line[0].row < row.cells[0].row
            if may_go_on(self.match.template, row.places, row.cells, line[0].tokens, above=above):
                return True
        return False

    def _complete_ways(self, gap: Gap, *, sums: bool) -> Iterator[list[Stacked]]:
        """Yield up to two ways to cut a gap's lines into one complete row for each group, its own line in each."""
        lines = [gap.lines[at] for at in gap.between]
        own = [gap.own.get(group, gap.between.start - 1) - gap.between.start for group in gap.groups]
        n_groups, n_lines = len(gap.groups), len(lines)
        if n_lines > _MOST_LINES * n_groups:
            return
        known: dict[tuple[int, int, int], Stacked | None] = {}

        def row_of(group: int, start: int, end: int) -> Stacked | None:
            key = (group, start, end)
            if key not in known:
                apart = own[group] >= 0 and not start <= own[group] < end
                known[key] = None if apart else self._merge(lines[start:end], self.places(gap.groups[group]), sums)
            return known[key]

        fits: list[list[bool]] = [[False] * (n_lines + 1) for _ in range(n_groups + 1)]
        fits[n_groups][n_lines] = True
        for group in range(n_groups - 1, -1, -1):
            for start in range(n_lines):
                ends = range(start + 1, min(start + _MOST_LINES, n_lines) + 1)
                fits[group][start] = any(fits[group + 1][end] and row_of(group, start, end) is not None for end in ends)
        waiting: list[tuple[int, int, list[Stacked]]] = [(0, 0, [])] if fits[0][0] else []
        found = 0
        while waiting and found < 2:
            group, start, rows = waiting.pop()
            if group == n_groups:
                found += 1
                yield rows
                continue
            for end in range(start + 1, min(start + _MOST_LINES, n_lines) + 1):
                row = row_of(group, start, end) if fits[group + 1][end] else None
                if row is not None:
                    waiting.append((group + 1, end, [*rows, row]))

    def _merge(self, lines: Sequence[Line], places: tuple[ValueCell, ...], sums: bool) -> Stacked | None:
        """Make one row of lines, or say None: every place has its value, and joined digits add up.

        Rows that add up stand among many others, whose columns the page keeps; one alone must show no hole where a
        value may be missing that went elsewhere. A row that need not add up must show its columns plainly.
        """
        if len(lines) == 1:
            return Stacked(lines[0].tokens) if len(lines[0].tokens) == len(places) else None
        row = stack_all([token for line in lines for token in line.tokens])
        if row is None or len(row.cells) != len(places):
            return None
        if row.parts and not are_numbers(self.match.template, places, row):
            return None
        if not sums:
            return row if are_in_columns(row.cells, self.columns(places, page_of(row.cells[0]))) else None
        return row if self.adds_up(places, row.cells) and self._is_even(row.cells) else None

    def _is_even(self, cells: Tokens) -> bool:
        return len(self.rows) > 1 or not has_hole(cells)

    def _are_rows(self, gap: Gap) -> bool:
        """Say whether each line of a gap is a row: as many as groups, and no two that lack values fit together."""
        if len(gap.groups) != len(gap.between):
            return False
        if any(gap.own.get(group, at) != at for group, at in zip(gap.groups, gap.between, strict=True)):
            return False
        lines = [gap.lines[at].tokens for at in gap.between]
        short = [len(line) < len(self.places(group)) for group, line in zip(gap.groups, lines, strict=True)]
        return not any(
            first and second and (not on_one_page([*upper, *lower]) or stack(Stacked(upper), lower))
            for (first, upper), (second, lower) in pairwise(zip(short, lines, strict=True))
        )

    def _leave_open(self, gap: Gap) -> None:
        """Note what a row may hold that its lines do not make complete; what no row claims is left over."""
        if len(gap.groups) == 1:
            group, tokens = gap.groups[0], tuple(token for at in gap.between for token in gap.lines[at].tokens)
            row = self._without_strays(gap.lines[gap.between.start].tokens, tokens, self.places(group))
            self.put(group, row or Stacked(tokens), doubtful=row is None)
            return
        for group in gap.groups:
            if group in gap.own:
                self.put(group, Stacked(gap.lines[gap.own[group]].tokens), doubtful=True)

    def _without_strays(self, own: Tokens, tokens: Tokens, places: tuple[ValueCell, ...]) -> Stacked | None:
        """Give a row that is complete and adds up without the values that can be no part of it, if there is one."""
        row, strays = Stacked(own), tokens[len(own) :]
        if len(own) == len(places) and len(strays) < 2:
            return row if self.adds_up(places, own) else None
        if not on_one_page(tokens):
            return None
        for token in strays:
            row = stack(row, (token,)) or row
        if len(row.cells) != len(places) or not self.adds_up(places, row.cells):
            return None
        return row if self._is_even(row.cells) else None

    def doubt(self, gap: Gap) -> None:
        """Doubt the rows in a gap and beside it if lines of it that no row uses may hold the rest of their numbers."""
        used = {token.row for row in self.rows if row and not row.doubtful for token in (*row.filled, *row.parts)}
        lines = [gap.lines[at] for at in gap.between]
        alone = True
        for group in range(max(gap.groups.start - 1, 0), min(gap.groups.stop + 1, len(self.rows))):
            row = self.rows[group]
            if row is None or row.doubtful or not row.filled:
                continue
            own = [token.row for token in (*row.filled, *row.parts)]
            above = [line for line in reversed(lines) if line.row < min(own)]
            below = [line for line in lines if line.row > max(own)]
            near = [list(takewhile(lambda line: line.row not in used, beyond)) for beyond in (above, below)]
            if any(others and not self._stands_alone(row, others) for others in near):
                self.rows[group] = replace(row, doubtful=True)
                alone = False
        if len(gap.groups) == 1 and alone:
            self.certain.add(gap.groups[0])

    def _stands_alone(self, row: Row, others: Sequence[Line]) -> bool:
        """Say whether a complete row adds up, and values near it cannot be the rest of its numbers; one is not."""
        near = others[0].tokens
        if not self.adds_up(row.places, row.cells):
            return False
        if sum(len(line.tokens) for line in others) < 2:
            return True
        above = near[0].row < row.cells[0].row
        return not may_go_on(self.match.template, row.places, tuple(row.cells), near, above=above)

    def settle(self) -> None:
        """Settle open rows where the columns of their page, or the form's sums, leave one way only."""
        for group, row in enumerate(self.rows):
            if row is None or not row.doubtful or not all(token.cell.origin.box for token in row.filled):
                continue
            cells: Tokens | None = None
            parts: Tokens = ()
            pages = sorted({page_of(token) for token in row.filled})
            on_pages = [tuple(token for token in row.filled if page_of(token) == page) for page in pages]
            if len(pages) == 1 and group in self.certain:
                cells, parts = self._with_blanks(row)
            elif len(pages) == 2 and len(row.filled) == len(row.places):
                cells = self._over_pages(row, on_pages)
            elif len(pages) == 2 and len(on_pages[0]) == len(row.places):
                cells, parts = append_digits(self.match.template, row.places, *on_pages), on_pages[1]
            if cells:
                self.rows[group] = Row(row.places, cells, row.anchor, settled=True, parts=parts)

    def _with_blanks(self, row: Row) -> tuple[Tokens | None, Tokens]:
        """Place the values of a row that has fewer than places."""
        stacked = stack_all(row.filled)
        if stacked is None or len(stacked.cells) >= len(row.places):
            return None, ()
        cells = spread(stacked.cells, self.columns(row.places, page_of(row.filled[0])))
        if cells and stacked.parts and not are_numbers(self.match.template, row.places, Stacked(cells), blank="0"):
            return None, ()
        return cells, stacked.parts

    def _over_pages(self, row: Row, on_pages: Sequence[Tokens]) -> Tokens | None:
        """Put a row together that a page break cuts: one part by its columns, the other where places are left."""
        answers = set()
        for part, rest in (on_pages, on_pages[::-1]):
            cells = spread(part, self.columns(row.places, page_of(part[0])))
            if cells is not None:
                waiting = iter(rest)
                answers.add(tuple(token if token.folded else next(waiting) for token in cells))
        answer = answers.pop() if len(answers) == 1 else None
        return answer if answer and self.adds_up(row.places, answer) else None
