"""Give each value of a matched table its official place, or leave it blank and say so.

Order decides where a row has as many values as the form has places. Where it has fewer, the places of the blanks
must follow from the rows that are complete; where they do not, the row is left blank.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from convert.forms.apart import arrange_apart, heads_apart
from convert.forms.broken import mend_broken
from convert.forms.columns import choose_cells
from convert.forms.doubt import bear_out, goes_on, is_unsure, separates_values
from convert.forms.down import arrange_down
from convert.forms.fold import fold
from convert.forms.head_order import settle_order
from convert.forms.layout import ValueCell
from convert.forms.lines import Row, arrange_lines
from convert.forms.match import Match
from convert.forms.printed import are_printed, arrange_printed
from convert.forms.serials import without_serials
from convert.forms.split import Puzzle, solve
from convert.forms.stretch import Token
from convert.forms.sums import Places, has_sums
from convert.forms.template import TableTemplate
from convert.model import Origin


class Whole(NamedTuple):
    """Where the source is known to leave no cell blank: in rows that are part of a sum, and in others."""

    summed: bool = False
    bare: bool = False


class Gaps(NamedTuple):
    """How many places are blank in rows that are part of a sum, and in others; unproved ones only for want of proof.

    An unproved row has one reading without blank cells, but others with them. told: how many rows were told apart for
    certain: without any, nothing shows that the source runs numbers together.
    """

    summed: int = 0
    bare: int = 0
    unproved_summed: int = 0
    unproved_bare: int = 0
    told: int = 0

    def __add__(self, other: Gaps) -> Gaps:  # type: ignore[override]
        return Gaps(*(one + two for one, two in zip(self, other, strict=True)))

    @property
    def whole(self) -> Whole:
        """Say where all values are there but those of unproved rows: such a source leaves no cell blank."""
        summed = self.summed == self.unproved_summed and self.told > 0
        return Whole(summed and self.unproved_summed > 0, summed and self.bare == self.unproved_bare > 0)


class Placed(Struct):
    """What came out: values by official (row, col), rows that stay blank with their raw text,

    rows whose digits were told apart (places, before, after), heads in another order, tokens left over; gaps: how
    many places stay blank.
    """

    values: dict[tuple[int, int], Token] = field(default_factory=dict)
    undecided: list[tuple[tuple[ValueCell, ...], str, Origin]] = field(default_factory=list)
    split: list[tuple[tuple[ValueCell, ...], str, str, Origin]] = field(default_factory=list)
    moved: list[tuple[str, Origin]] = field(default_factory=list)
    leftover: list[Token] = field(default_factory=list)
    stop: int = 0
    gaps: Gaps = field(default_factory=lambda: Gaps())


def place_values(match: Match, rows: Sequence[Sequence[Token]], whole: Whole) -> Placed:
    """Place the values of a match; rows are all rows of the stretch."""
    placed = Placed(stop=match.stop)
    rows = without_serials(match, rows)
    claimed = {(token.row, token.at) for token in match.claims.values()}
    gathered = [_gather(match, rows, claimed, label, places, placed) for label, places in match.layout.groups]
    arranged = _arrange(match, rows, gathered, claimed, placed.stop)
    orders = [settle_order(match, band, arranged) for band in range(len(match.layout.heads))]
    arranged = mend_broken(match, rows, arranged, orders)
    placed.stop = max([placed.stop, *(token.row + 1 for row in arranged if row for token in (*row.filled, *row.parts))])
    heads = {fold(label.text) for label in match.layout.labels if label.in_head and label.leaf}
    used: set[tuple[int, int]] = set()
    open_rows: list[Row] = []
    borne_out = bool(match.foreign_heads) and bear_out(arranged, match)
    for row in arranged:
        if row is None or not row.filled:
            continue
        order = orders[row.places[0].band]
        unsure = order is None or row.doubtful or is_unsure(row, match, borne_out=borne_out)
        chosen = None if unsure else choose_cells(row, match, arranged)
        if chosen is not None and any(token.folded in heads and not token.is_value for token in chosen.cells):
            chosen = None
        used |= {(token.row, token.at) for token in (*row.filled, *row.parts)}
        if chosen is None or order is None:
            open_rows.append(row)
            continue
        for index, token in enumerate(chosen.cells):
            if token.folded:
                place = row.places[order[index]]
                placed.values[place.row, place.col] = token
        if not chosen.all_accounted:
            kept = {(token.row, token.at) for token in chosen.cells}
            placed.leftover += [token for token in row.filled if (token.row, token.at) not in kept]
    _split_open_rows(open_rows, orders, match, placed, whole)
    for band, order in enumerate(orders):
        if order is not None and list(order) != sorted(order):
            head = [match.layout.labels[label].text for label in match.layout.heads[band]]
            first = next(match.claims[label] for label in match.layout.heads[band] if label in match.claims)
            placed.moved.append((" ".join(head[index] for index in order), first.cell.origin))
    for cells in rows[match.start : placed.stop]:
        for token in cells:
            if token.folded and (token.row, token.at) not in claimed and (token.row, token.at) not in used:
                placed.leftover.append(token)
    return placed


def _arrange(
    match: Match,
    rows: Sequence[Sequence[Token]],
    gathered: Sequence[Row | None],
    claimed: set[tuple[int, int]],
    stop: int,
) -> Sequence[Row | None]:
    """Give each group of places its values where they do not stand beside or below its label."""
    region = rows[match.start : stop]
    if are_printed(region):
        return arrange_printed(match, rows, stop)
    if all(token.line for row in region for token in row if token.folded):
        return arrange_down(match, region) or arrange_lines(match, rows, gathered, claimed, stop)
    return arrange_apart(match, rows, arrange_lines(match, rows, gathered, claimed, stop), stop)


def _split_open_rows(
    open_rows: Sequence[Row],
    orders: Sequence[tuple[int, ...] | None],
    match: Match,
    placed: Placed,
    whole: Whole,
) -> None:
    """Tell the digits of run-on rows apart where the form's sums allow one way only; the rest stays undecided."""
    run_on = [
        row
        for row in open_rows
        if all(token.run_on and token.is_value for token in row.filled)
        and not row.doubtful
        and all(place.type != "text" for place in row.places)
        and not goes_on(row, match)
        and not (len(row.filled) > 1 and separates_values(match, placed.values))
        and len(row.filled) < len(row.places)
        and orders[row.places[0].band] == tuple(range(len(row.places)))
    ]
    puzzles = [Puzzle(row.places, tuple(token.text.replace(",", "") for token in row.filled)) for row in run_on]
    known = [
        (places, [token.text if (token := placed.values.get((place.row, place.col))) else "" for place in places])
        for _, places in match.layout.groups
    ]
    solved = solve(puzzles, match.template, known) if puzzles else []
    answers = {id(row): answer for row, answer in zip(run_on, solved, strict=True)}
    unproved = [0, 0]
    for row in open_rows:
        raw = "  ".join(token.text for token in row.filled)
        origin = row.filled[0].cell.origin
        answer = answers.get(id(row))
        in_part = len(row.filled) > 1 and len(row.places) < 2 * len(row.filled)
        trusted = (whole.summed if has_sums(match.template, row.places) else whole.bare) and not in_part
        if answer and not answer.proved and not trusted and not in_part:
            unproved[has_sums(match.template, row.places)] += len(row.places)
        if answer is None or not (answer.proved or trusted):
            placed.undecided.append((row.places, raw, origin))
            continue
        for place, text in zip(row.places, answer.texts, strict=True):
            placed.values[place.row, place.col] = replace(row.filled[0], text=text, folded=text)
        placed.split.append((row.places, raw, " ".join(answer.texts), origin))
    told = sum(answer is not None and answer.proved for answer in answers.values())
    blanks = count_blanks(match.template, match.layout.groups, placed.values)
    placed.gaps = Gaps(*blanks, unproved[True], unproved[False], told)


def count_blanks(
    template: TableTemplate, groups: Iterable[tuple[int | None, Places]], filled: Container[tuple[int, int]]
) -> tuple[int, int]:
    """Count the places without a value in rows that are part of a sum, and in others."""
    blank = [0, 0]
    for _, places in groups:
        missing = sum([(place.row, place.col) not in filled for place in places])
        if missing:
            blank[has_sums(template, places)] += missing
    return blank[True], blank[False]


def _gather(
    match: Match,
    rows: Sequence[Sequence[Token]],
    claimed: set[tuple[int, int]],
    label: int | None,
    places: tuple[ValueCell, ...],
    placed: Placed,
) -> Row | None:
    """Collect the cells that may hold a group's values: those beside its label, else those below it."""
    if label is None:
        apart = heads_apart(match, rows, places)
        if apart is not None:
            placed.stop = max(placed.stop, *(token.row + 1 for token in apart.cells))
            return apart
        head = match.head(places[0].band) or [
            token for at, token in match.claims.items() if match.layout.labels[at].row < places[0].row
        ]
        if not head:
            return None
        last = max(head, key=lambda token: (token.row, token.at))
        anchor: Token | None = None
        start_row = last.row + 1
        beside = [token for token in rows[last.row][last.at + 1 :] if token.is_value]
        if beside:
            return Row(places, tuple(beside), anchor)
    elif label in match.claims:
        last = anchor = match.claims[label]
        beside = []
        for token in rows[anchor.row][anchor.at + 1 :]:
            if (token.row, token.at) in claimed:
                break
            beside.append(token)
        start_row = anchor.row + 1
        if any(token.folded for token in beside):
            return Row(places, tuple(beside), anchor)
    else:
        return None
    source = anchor or last
    if not source.line:
        return _rows_below(rows[start_row:], claimed, source, places, anchor, placed) or Row(
            places, tuple(beside), anchor
        )
    below: list[Token] = []
    heads = {fold(match.layout.labels[leaf].text) for leaf in match.layout.heads[places[0].band]}
    for cells in rows[start_row:]:
        if any((token.row, token.at) in claimed for token in cells) or (len(cells) > 1 and below):
            break
        filled = [token for token in cells if token.folded]
        in_lines = bool(filled) and all(token.line for token in filled)
        if filled and not (all if in_lines else any)(token.is_value for token in filled):
            repeated = len(below) < len(places) and all(token.folded in heads for token in filled)
            if label is None and in_lines and (not below or repeated):
                continue
            break
        if label is not None and len(cells) > 1 and not in_lines:
            break
        below += cells
    if below:
        placed.stop = max(placed.stop, below[-1].row + 1)
        return Row(places, tuple(below), anchor)
    return Row(places, tuple(beside), anchor)


def _rows_below(
    rows: Sequence[Sequence[Token]],
    claimed: set[tuple[int, int]],
    source: Token,
    places: tuple[ValueCell, ...],
    anchor: Token | None,
    placed: Placed,
) -> Row | None:
    """Collect the values of a table's head, or of a label in a table of one column, from the rows below it.

    What is not in a table is never a value of one: a page number or a heading may stand there. Where a second row
    of values follows, nothing says which one is meant.
    """
    column: list[Token] = []
    for index, cells in enumerate(rows):
        filled = [token for token in cells if token.folded]
        foreign = any(token.line or (token.row, token.at) in claimed for token in cells)
        if foreign or (filled and not any(token.is_value for token in filled)):
            break
        if len(cells) == 1 and cells[0].piece == source.piece:
            column += cells
        elif filled and not column:
            if anchor is not None or (cells[0].piece != source.piece and len(cells) < len(places)):
                return None
            placed.stop = max(placed.stop, cells[0].row + 1)
            rest = next((row for row in rows[index + 1 :] if any(token.folded for token in row)), [])
            second = [token for token in rest if token.folded]
            doubtful = bool(second) and rest[0].piece == cells[0].piece and all(token.is_value for token in second)
            return Row(places, tuple(cells), None, doubtful=doubtful and len(second) >= len(filled))
        elif filled:
            break
    if not any(token.folded for token in column):
        return None
    placed.stop = max(placed.stop, column[-1].row + 1)
    return Row(places, tuple(column), anchor)
