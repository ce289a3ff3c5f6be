"""Match printed lines of values to the rows of a form by where they stand on the page.

A row that has all its values beside its label is certain. Between two such rows stand as many lines as rows, each a
row, or it is open which line is part of which row: then a row counts only if it adds up and no digits near it can be
the rest of its numbers. Blank places are found by the columns of the page, which the heads and complete rows show.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, takewhile

from msgspec import Struct, field
from msgspec.structs import replace

from convert.forms.gaps import Gap, Line, lines_beside_labels, value_lines
from convert.forms.layout import ValueCell
from convert.forms.lines import Row
from convert.forms.match import Match
from convert.forms.order import doubt_order
from convert.forms.sight import Columns, are_in_columns, has_hole, see_columns, spread
from convert.forms.stacking import Stacked, Tokens, append_digits, may_go_on, on_one_page, page_of, stack, texts_of
from convert.forms.stretch import Token
from convert.forms.sums import row_adds_up


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
    gaps = [
        Gap(lines, range(group + 1, next_group), range(at + 1, next_at), own)
        for (group, at), (next_group, next_at) in pairwise([(-1, -1), *strong, (len(table.rows), len(lines))])
        if next_at - at > 1
    ]
    unsettled = [gap for gap in gaps if not table.fill(gap)]
    table.settle()
    for gap in unsettled:
        table.doubt(gap)
    table.settle()
    doubt_order(table.rows, match.template)
    return table.rows


class _Table(Struct):
    """The rows found so far; certain: groups whose open rows hold all their values and nothing else."""

    match: Match
    rows: list[Row | None]
    certain: set[int] = field(default_factory=set)

    def places(self, group: int) -> tuple[ValueCell, ...]:
        return self.match.layout.groups[group][1]

    def put(self, group: int, row: Stacked, *, doubtful: bool = False) -> None:
        label, places = self.match.layout.groups[group]
        self.rows[group] = Row(places, row.cells, self.match.anchor(label), doubtful, parts=row.parts)

    def adds_up(self, places: tuple[ValueCell, ...], cells: Tokens) -> bool:
        return len(cells) == len(places) and row_adds_up(self.match.template, places, texts_of(cells))

    def columns(self, places: tuple[ValueCell, ...], page: int) -> Columns | None:
        return see_columns(self.match, self.rows, places, page)

    def fill(self, gap: Gap) -> bool:
        """Give each group of a gap its line; where that is not certain, leave rows open and say no."""
        if self._are_rows(gap):
            for group, at in zip(gap.groups, gap.between, strict=True):
                tokens = gap.lines[at].tokens
                self.put(group, Stacked(tokens), doubtful=len(tokens) != len(self.places(group)))
                self.certain.add(group)
            return True
        for part in gap.parts():
            if len(part.groups) == 1:
                row = self._whole(part)
                every = tuple(token for at in part.between for token in gap.lines[at].tokens)
                self.put(part.groups[0], row or Stacked(every), doubtful=row is None)
            for group in part.groups if len(part.groups) > 1 else ():
                if group in gap.own:
                    self.put(group, Stacked(gap.lines[gap.own[group]].tokens), doubtful=True)
        return False

    def _whole(self, gap: Gap) -> Stacked | None:
        """Give the one row of a gap that is complete, without values that can be no part of it.

        It adds up, or begins beside its label and has each value, none of them broken, plainly in its column.
        """
        group, lines = gap.groups[0], [gap.lines[at].tokens for at in gap.between]
        label, places = self.match.layout.groups[group]
        row, strays = Stacked(lines[0]), [token for line in lines[1:] for token in line]
        if len(row.cells) == len(places) and len(strays) < 2:
            return row if self.adds_up(places, row.cells) else None
        if not on_one_page([*row.cells, *strays]):
            return None
        for token in strays:
            row = stack(row, (token,)) or row
        if self.adds_up(places, row.cells):
            return row if len(self.rows) > 1 or not has_hole(row.cells) else None
        is_bare = len(row.cells) == len(places) == len(lines[0]) + len(strays) and (label is None or group in gap.own)
        columns = self.columns(places, page_of(row.cells[0])) if is_bare else None
        return row if are_in_columns(row.cells, columns) else None

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
            if len(pages) == 1 and group in self.certain and len(row.filled) < len(row.places):
                cells = spread(tuple(row.filled), self.columns(row.places, pages[0]))
            elif len(pages) == 2 and len(row.filled) == len(row.places):
                cells = self._over_pages(row, on_pages)
            elif len(pages) == 2 and len(on_pages[0]) == len(row.places):
                cells, parts = append_digits(self.match.template, row.places, *on_pages), on_pages[1]
            if cells:
                self.rows[group] = Row(row.places, cells, row.anchor, settled=True, parts=parts)

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
