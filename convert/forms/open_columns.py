"""Find where the columns of a form stand in a source whose rows stand there any number of times."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from convert.forms.layout import LabelCell
from convert.forms.match import Match
from convert.forms.stretch import NOTHING, Token
from convert.forms.template import Line

Span = tuple[int, int]


class Columns(Struct, frozen=True):
    """Where the columns of row labels and those of values stand in the source; None: it lacks one.

    foreign: those of columns that the form does not have.
    """

    labels: tuple[Span, ...]
    values: tuple[Span | None, ...]
    foreign: tuple[Span, ...]

    @property
    def known(self) -> list[Span]:
        return [*self.labels, *(span for span in self.values if span)]


class RowSet(Struct, frozen=True):
    """Rows that repeat side by side: their kinds, their band.

    top, at: the layout's row of the band's head, and the one that they stand before.
    start, stop: their rows in the source; bounded: a label of the form stands in the row `stop`.
    """

    kinds: tuple[Line, ...]
    band: int
    top: int
    at: int
    start: int
    stop: int
    bounded: bool


def find_columns(match: Match, part: RowSet, rows: Sequence[Sequence[Token]]) -> Columns | None:
    """Find where the columns of a band stand: under heads that form a grid, or in order where all rows are whole."""
    band = part.band
    layout, template = match.layout, match.template.bands[band]
    leaves = [match.claims.get(leaf) for leaf in layout.heads[band]]
    tokens = [token for token in leaves if token is not None]
    if not tokens or any(token.line for token in tokens) or len(match.foreign_heads) > len(tokens):
        return None
    depth = template.depth
    spans = [None if token is None else span_of(token) for token in leaves]
    if _are_grid(match, band, part.top):
        first = min(span[0] for span in spans if span)
        labels = _label_columns(match, band, depth, first)
        foreign = tuple(map(span_of, match.foreign_heads))
        return Columns(labels, tuple(spans), foreign) if labels is not None else None
    return _in_order(match, part, rows)


def _in_order(match: Match, part: RowSet, rows: Sequence[Sequence[Token]]) -> Columns | None:
    """Find the columns of a band whose head has lost its own: each label of it takes as many as stand below it.

    None unless most rows have as many cells as that.
    """
    layout, band = match.layout, part.band
    claimed = {
        (token.row, token.at): at
        for at, token in match.claims.items()
        if layout.labels[at].in_head and layout.labels[at].row >= part.top
    }
    leaves = [leaf for leaf in layout.heads[band] if leaf in match.claims]
    corners, depth = match.template.bands[band].corners, match.template.bands[band].depth
    below = [at for at in claimed.values() if any(_is_over(layout.labels[at], layout.labels[leaf]) for leaf in leaves)]
    first = min(match.claims[at].row for at in (*below, *leaves))
    labels: list[Span] = []
    values: dict[int, Span] = {}
    foreign: list[Span] = []
    end = 0
    for token in match.source_rows[first]:
        at = claimed.get((token.row, token.at))
        label = None if at is None else layout.labels[at]
        if not token.folded:
            continue
        if label is None:
            foreign.append((end, end + 1))
            end += 1
        elif at in leaves or at in below:
            own = [leaf for leaf in leaves if at == leaf or _is_over(label, layout.labels[leaf])]
            for leaf in sorted(own, key=lambda leaf: (match.claims[leaf].row, match.claims[leaf].at)):
                values[leaf] = (end, end + 1)
                end += 1
        elif label.text in corners:
            labels += [(end + step, end + step + 1) for step in range(depth // len(corners))]
            end = labels[-1][1]
    if not corners and depth and not foreign:
        labels = [(at, at + 1) for at in range(depth)]
        values = {leaf: (start + depth, stop + depth) for leaf, (start, stop) in values.items()}
        end += depth
    several = [row for row in rows if sum(bool(token.folded) for token in row) > 1]
    whole = [row for row in several if [span_of(token)[0] for token in row] == [*range(end)]]
    if len(labels) != depth or len(values) != len(leaves) or 2 * len(whole) <= len(several):
        return None
    return Columns(tuple(labels), tuple(values.get(leaf) for leaf in layout.heads[band]), tuple(foreign))


def _is_over(label: LabelCell, leaf: LabelCell) -> bool:
    """Say whether a label of the head stands above another."""
    return label.row < leaf.row and label.col <= leaf.col < label.col + label.colspan


def span_of(token: Token) -> Span:
    return token.cell.col, token.cell.col + token.cell.colspan


def _are_grid(match: Match, band: int, top: int) -> bool:
    """Say whether each head has columns of its own, and stands where those above it begin. top: its first row."""
    layout = match.layout
    claimed = [(layout.labels[leaf], match.claims[leaf]) for leaf in layout.heads[band] if leaf in match.claims]
    spans = sorted(span_of(token) for _, token in claimed)
    if any(before[1] > after[0] for before, after in pairwise(spans)):
        return False
    for at, token in match.claims.items():
        label = layout.labels[at]
        below = [span_of(found) for leaf, found in claimed if label.row >= top and _is_over(label, leaf)]
        is_first = any(leaf.col == label.col for leaf, _ in claimed)
        if label.in_head and below and is_first and min(below)[0] != span_of(token)[0]:
            return False
    return True


def _label_columns(match: Match, band: int, depth: int, first: int) -> tuple[Span, ...] | None:
    """Find the columns of row labels: each under its own corner, else all that stand before the values."""
    layout = match.layout
    corners = match.template.bands[band].corners
    head = layout.labels[layout.heads[band][0]]
    claimed = [
        match.claims.get(at)
        for at, label in enumerate(layout.labels)
        if label.in_head and label.text in corners and label.col < head.col and label.row <= head.row
    ][-len(corners) :]
    if depth == len(corners) == len(claimed) and all(claimed):
        return tuple(span_of(token) for token in claimed if token)
    others = {col for token in match.foreign_heads for col in range(*span_of(token))}
    free = [col for col in range(first) if col not in others or first == depth]
    return tuple((col, col + 1) for col in free) if len(free) == depth else None


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def text_of(token: Token) -> str:
    """Give the text of a cell; a number of the row counts, unlike elsewhere, since the form may ask for it."""
    text = token.text or token.cell.text.strip()
    return "" if text in NOTHING else text
