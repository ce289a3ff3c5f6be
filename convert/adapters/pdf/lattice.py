"""Find ruled grids on a page: rules are joined and snapped, grouped by touching, and cut into cells.

A cell is the union of all grid places between which no rule is drawn; so spans need no words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from convert.adapters.pdf.engine import Box, Rule

SNAP = 3.0
"""Rules closer than this are one: double borders, and borders drawn cell by cell."""
MAX_PAIRS = 4_000_000
MAX_PLACES = 200_000
_FINE = 0.3
"""As SNAP, where a table inside a cell all but touches the cell's rules."""
_DRAWN = 0.5
_SHORTEST_TABLE = 6.0
_FEW = 10
_FINEST = 5.0


class Area(NamedTuple):
    """A cell of a lattice: its first place and its size in places. enclosed: rules stand on all its sides."""

    row: int
    col: int
    rowspan: int
    colspan: int
    enclosed: bool


class Lattice(NamedTuple):
    """A ruled grid. places: for each row and column, the index of the area that covers it.

    repaired: an area was no rectangle and had to be cut; inferred: some of its lines are not drawn.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    areas: tuple[Area, ...]
    places: tuple[tuple[int, ...], ...]
    repaired: bool
    inferred: bool = False

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def box_of(self, area: Area) -> Box:
        return (
            self.xs[area.col],
            self.ys[area.row],
            self.xs[area.col + area.colspan],
            self.ys[area.row + area.rowspan],
        )

    def area_at(self, x: float, y: float) -> int:
        """Give the index of the area at a point; -1 outside."""
        col, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        inside = 0 <= col < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1
        return self.places[row][col] if inside else -1


def find_lattices(rules: Sequence[Rule]) -> tuple[list[Lattice], list[Box]]:
    """Give the grids, the smallest first, and the boxes of what is drawn too finely or too large for a table."""
    horizontal = join_rules([rule for rule in rules if rule.horizontal])
    vertical = join_rules([rule for rule in rules if not rule.horizontal])
    if len(horizontal) * len(vertical) > MAX_PAIRS:
        return [], [_around(rules)]
    found: list[Lattice] = []
    drawings: list[Box] = []
    for across, down in _groups(horizontal, vertical):
        lattice = make_lattice(across, down)
        if lattice is None and min(len(across), len(down)) > _FEW:
            drawings.append(_around((*across, *down)))
        elif lattice is not None and (_is_fine(lattice.xs) or _is_fine(lattice.ys)):
            drawings.append(lattice.box)
        elif lattice is not None:
            found += (lattice.repaired and _apart(lattice, rules)) or [lattice]
    found.sort(key=lambda one: ((one.xs[-1] - one.xs[0]) * (one.ys[-1] - one.ys[0]), one.ys[0], one.xs[0]))
    return found, drawings


def _around(rules: Sequence[Rule]) -> Box:
    xs = [x for rule in rules for x in ((rule.start, rule.stop) if rule.horizontal else (rule.at,))]
    ys = [y for rule in rules for y in ((rule.at,) if rule.horizontal else (rule.start, rule.stop))]
    return min(xs), min(ys), max(xs), max(ys)


def _is_fine(edges: Sequence[float]) -> bool:
    """Say whether most places of a grid are too small for a character, as in graph paper or hatching."""
    return len(edges) > _FEW and median(after - before for before, after in pairwise(edges)) < _FINEST


def _apart(lattice: Lattice, rules: Iterable[Rule]) -> list[Lattice]:
    """Take apart a grid and those inside its cells that stand so near that they seemed one; none where that fails."""
    left, top, right, bottom = lattice.box
    box = left - SNAP, top - SNAP, right + SNAP, bottom + SNAP
    own = [rule for rule in rules if holds(box, rule)]
    horizontal = join_rules([rule for rule in own if rule.horizontal], _FINE)
    vertical = join_rules([rule for rule in own if not rule.horizontal], _FINE)
    if len(horizontal) * len(vertical) > MAX_PAIRS:
        return []
    found = [make_lattice(across, down) for across, down in _groups(horizontal, vertical, _FINE)]
    whole = [one for one in found if one is not None and not one.repaired]
    return whole if len(whole) == len(found) > 1 else []


def holds(box: Box, rule: Rule) -> bool:
    """Say whether a rule lies in a box."""
    x0, top, x1, bottom = box
    if rule.horizontal:
        return top <= rule.at <= bottom and x0 <= rule.start and rule.stop <= x1
    return x0 <= rule.at <= x1 and top <= rule.start and rule.stop <= bottom


def join_rules(rules: list[Rule], snap: float = SNAP) -> list[Rule]:
    """Join rules that lie on one line and touch or overlap."""
    joined: list[Rule] = []
    for line in _lines(sorted(rules, key=lambda rule: rule.at), snap):
        line.sort(key=lambda rule: (rule.start, rule.stop))
        last = line[0]
        for rule in line[1:]:
            if rule.start <= last.stop + snap:
                longer = rule if rule.stop - rule.start > last.stop - last.start else last
                last = Rule(rule.horizontal, longer.at, last.start, max(last.stop, rule.stop))
            else:
                joined.append(last)
                last = rule
        joined.append(last)
    return [rule for rule in joined if rule.stop - rule.start >= _SHORTEST_TABLE]


def _lines(rules: list[Rule], snap: float) -> list[list[Rule]]:
    lines: list[list[Rule]] = []
    for rule in rules:
        if lines and rule.at - lines[-1][0].at <= snap and rule.at - lines[-1][-1].at <= snap / 2:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    return lines


def _groups(horizontal: list[Rule], vertical: list[Rule], snap: float = SNAP) -> list[tuple[list[Rule], list[Rule]]]:
    """Put rules that touch together."""
    parent = list(range(len(horizontal) + len(vertical)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for j, down in enumerate(vertical, len(horizontal)):
        for i, across in enumerate(horizontal):
            if (
                across.start - snap <= down.at <= across.stop + snap
                and down.start - snap <= across.at <= down.stop + snap
            ):
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for at, rule in enumerate((*horizontal, *vertical)):
        groups.setdefault(root(at), ([], []))[0 if rule.horizontal else 1].append(rule)
    return [group for group in groups.values() if group[0] and group[1]]


def make_lattice(across: list[Rule], down: list[Rule]) -> Lattice | None:
    """Make the grid of rules that touch; None where they enclose nothing."""
    xs = _edges([rule.at for rule in down], [end for rule in across for end in (rule.start, rule.stop)])
    ys = _edges([rule.at for rule in across], [end for rule in down for end in (rule.start, rule.stop)])
    n_rows, n_cols = len(ys) - 1, len(xs) - 1
    if n_rows < 1 or n_cols < 1 or n_rows * n_cols > MAX_PLACES:
        return None
    over = _drawn(across, ys, xs)
    left = _drawn(down, xs, ys)
    areas, places, repaired = _areas(over, left, n_rows, n_cols)
    if len(areas) == 1 and not areas[0].enclosed:
        return None
    return Lattice(tuple(xs), tuple(ys), tuple(areas), tuple(tuple(row) for row in places), repaired)


def _edges(lines: list[float], ends: list[float]) -> list[float]:
    """Give the places of grid lines, with the farthest ends of the crossing rules where no line is: an open side."""
    edges: list[list[float]] = []
    for value in sorted(lines):
        if edges and value - edges[-1][0] <= SNAP:
            edges[-1].append(value)
        else:
            edges.append([value])
    found = [sum(group) / len(group) for group in edges]
    if min(ends) < found[0] - 2 * SNAP:
        found.insert(0, min(ends))
    if max(ends) > found[-1] + 2 * SNAP:
        found.append(max(ends))
    return found


def _drawn(rules: Sequence[Rule], lines: list[float], crossing: list[float]) -> list[list[bool]]:
    """Say for each grid line and each piece of it between crossing lines whether a rule is drawn there.

    A first or last line that no rule made stands for the open side of a table, and counts as drawn.
    """
    covered = [[0.0] * (len(crossing) - 1) for _ in lines]
    made = [False] * len(lines)
    for rule in rules:
        at = bisect_right(lines, rule.at)
        if at == len(lines) or (at and rule.at - lines[at - 1] <= lines[at] - rule.at):
            at -= 1
        made[at] = True
        row = covered[at]
        first = max(0, bisect_right(crossing, rule.start) - 1)
        for piece in range(first, len(row)):
            low, high = crossing[piece], crossing[piece + 1]
            if low > rule.stop:
                break
            row[piece] += max(0.0, min(high, rule.stop) - max(low, rule.start))
    drawn = [
        [length >= _DRAWN * (crossing[piece + 1] - crossing[piece]) for piece, length in enumerate(row)]
        for row in covered
    ]
    for end in (0, -1):
        if not made[end]:
            drawn[end] = [True] * len(drawn[end])
    return drawn


def _areas(
    over: list[list[bool]], left: list[list[bool]], n_rows: int, n_cols: int
) -> tuple[list[Area], list[list[int]], bool]:
    """Flood the places between which nothing is drawn; what is no rectangle is cut into rows of rectangles."""
    places = [[-1] * n_cols for _ in range(n_rows)]
    areas: list[Area] = []
    repaired = False
    for row in range(n_rows):
        for col in range(n_cols):
            if places[row][col] >= 0:
                continue
            width = 1
            while col + width < n_cols and places[row][col + width] < 0 and not left[col + width][row]:
                width += 1
            height = 1
            while row + height < n_rows and _goes_on(over, left, places, row + height, col, width):
                height += 1
            for covered in range(row, row + height):
                places[covered][col : col + width] = [len(areas)] * width
            ragged = row + height < n_rows and not all(over[row + height][col : col + width])
            repaired = repaired or ragged
            enclosed = (
                all(over[row][col : col + width])
                and all(over[row + height][col : col + width])
                and all(left[col][row : row + height])
                and all(left[col + width][row : row + height])
            )
            areas.append(Area(row, col, height, width, enclosed))
    return areas, places, repaired


def _goes_on(
    over: list[list[bool]], left: list[list[bool]], places: list[list[int]], row: int, col: int, width: int
) -> bool:
    """Say whether an area goes on in a row: nothing drawn above it, and the same sides."""
    if any(over[row][col : col + width]) or any(place >= 0 for place in places[row][col : col + width]):
        return False
    if any(left[at][row] for at in range(col + 1, col + width)):
        return False
    n_cols = len(places[0])
    return left[col][row] and (col + width == n_cols or left[col + width][row])
