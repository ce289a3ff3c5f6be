"""The printed lines of values of a form, and the gaps between rows that are complete beside their labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from convert.forms.match import Match
from convert.forms.stacking import Tokens
from convert.forms.stretch import Token


class Line(Struct, frozen=True):
    """The values of a printed line, from left to right; row: its number in the stretch."""

    row: int
    tokens: Tokens


class Gap(Struct, frozen=True):
    """Lines of values between two rows that are complete beside their labels, and the groups in between.

    own: the line beside each group's label, where there is one.
    """

    lines: Sequence[Line]
    groups: range
    between: range
    own: dict[int, int]

    def strays(self) -> list[Line]:
        """Give the lines that stand beside no label."""
        beside = set(self.own.values())
        return [self.lines[at] for at in self.between if at not in beside]

    def widened(self) -> Gap:
        """Take in the rows on both sides: a broken number may stand above or below the rest of its row."""
        before = self.own.get(self.groups.start - 1) == self.between.start - 1
        after = self.own.get(self.groups.stop) == self.between.stop
        groups = range(self.groups.start - before, self.groups.stop + after)
        return replace(self, groups=groups, between=range(self.between.start - before, self.between.stop + after))

    def parts(self) -> Iterator[Gap]:
        """Yield the gap in parts that begin with a line beside a label."""
        edges = [(group, at) for group, at in self.own.items() if group in self.groups and at in self.between]
        edges = [(self.groups.start, self.between.start), *edges, (self.groups.stop, self.between.stop)]
        for (group, at), (next_group, next_at) in pairwise(edges):
            if at < next_at:
                yield replace(self, groups=range(group, next_group), between=range(at, next_at))


def value_lines(rows: Sequence[Sequence[Token]], start: int, stop: int) -> Iterator[Line]:
    """Yield the lines with values from start to stop, and those right behind that hold nothing else."""
    for index in range(start, len(rows)):
        tokens = tuple(token for token in rows[index] if token.is_value)
        texts = any(token.folded and not token.is_value for token in rows[index])
        if index >= stop and (texts or not all(token.line for token in rows[index])):
            break
        if tokens:
            yield Line(index, tokens)


def lines_beside_labels(match: Match, lines: Sequence[Line]) -> list[tuple[int, int]]:
    """List (group, line) of the rows whose label has values beside it, as far as they keep the form's order."""
    line_of = {line.row: at for at, line in enumerate(lines)}
    found: list[tuple[int, int]] = []
    for group, (label, _) in enumerate(match.layout.groups):
        anchor = match.anchor(label)
        at = line_of.get(anchor.row) if anchor else None
        if anchor is None or at is None or lines[at].tokens[-1].at < anchor.at:
            continue
        if not found or at > found[-1][1]:
            found.append((group, at))
    return found
