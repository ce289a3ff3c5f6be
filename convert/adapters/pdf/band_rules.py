"""Tell which rules across a page may be of one table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from convert.adapters.pdf.columns import Row
from convert.adapters.pdf.engine import Box, Rule
from convert.adapters.pdf.lattice import join_rules

NEAR = 2.5
_DOUBLE = 5.0
_MOST_BESIDE = 60
_FARTHEST = 160.0
"""Points from one rule of a table to the next."""


def regions(rules: Sequence[Rule], lines: Sequence[Row]) -> Iterator[list[Rule]]:
    """Yield rules that may be of one table, from the top down: two or more of one width, and shorter ones between.

    Those that underline a text are of none.
    """
    rules = _single([rule for rule in join_rules(list(rules)) if not _is_under_text(rule, lines)])
    groups: list[list[Rule]] = []
    for rule in rules:
        for group in groups:
            if abs(group[0].start - rule.start) <= NEAR and abs(group[0].stop - rule.stop) <= NEAR:
                group.append(rule)
                break
        else:
            groups.append([rule])
    groups = [group for group in groups if len(group) > 1]
    taken: list[Box] = []
    for group in sorted(groups, key=lambda group: (group[0].start - group[0].stop, group[0].at)):
        left, right, top, bottom = group[0].start, group[0].stop, group[0].at, group[-1].at
        if any(x0 <= left and right <= x1 and y0 <= top and bottom <= y1 for x0, y0, x1, y1 in taken):
            continue
        taken.append((left - NEAR, top - NEAR, right + NEAR, bottom + NEAR))
        inside = (
            rule
            for rule in rules
            if top - 1 <= rule.at <= bottom + 1 and left - NEAR <= rule.start and rule.stop <= right + NEAR
        )
        yield sorted([*inside, *_cut_off(rules, lines, group)], key=height_of)


def _single(rules: Sequence[Rule]) -> list[Rule]:
    """Give rules from the top down, those that are drawn double once."""
    kept: list[Rule] = []
    for rule in sorted(rules, key=height_of):
        for other in reversed(kept[-_MOST_BESIDE:]):
            apart = abs(rule.start - other.start) + abs(rule.stop - other.stop)
            if rule.at - other.at <= _DOUBLE and apart <= NEAR:
                break
        else:
            kept.append(rule)
    return kept


def _is_under_text(rule: Rule, lines: Sequence[Row]) -> bool:
    """Say whether a rule is drawn under or through a text, as far as that goes."""
    for line in lines:
        if line.top < rule.at < line.bottom + (NEAR if len(line.parts) == 1 else 0):
            start = min((part.x0 for part in line.parts if part.x1 > rule.start), default=rule.stop)
            stop = max((part.x1 for part in line.parts if part.x0 < rule.stop), default=rule.start)
            if start - NEAR < rule.start and rule.stop < stop + NEAR:
                return True
    return False


def _cut_off(rules: Sequence[Rule], lines: Sequence[Row], group: Sequence[Rule]) -> list[Rule]:
    """Give the shorter rules under the last whole one and over the first, and whole ones where the page cuts the table.

    They reach to one of its sides, as those between the rows of a merged cell do.
    """
    left, right, top, bottom = group[0].start, group[0].stop, group[0].at, group[-1].at
    own = [
        rule
        for rule in rules
        if left - NEAR <= rule.start
        and rule.stop <= right + NEAR
        and (rule.start <= left + NEAR or rule.stop >= right - NEAR)
    ]
    found: list[Rule] = []
    under, over = bottom, top
    for rule in own:
        if 1 < rule.at - under <= _FARTHEST:
            under = rule.at
            found.append(rule)
    for rule in reversed(own):
        if 1 < over - rule.at <= _FARTHEST:
            over = rule.at
            found.append(rule)
    if under > bottom:
        found.append(Rule(True, under, left, right))
    if over < top:
        first = [line for line in lines if over - _FARTHEST / 4 < line.bottom < over and len(line.parts) > 1]
        over = min((line.top for line in first), default=over)
        found.append(Rule(True, over, left, right))
    return found


def height_of(rule: Rule) -> float:
    return rule.at
