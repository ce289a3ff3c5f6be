"""Find tables that have rules across and none down: the rules that they leave out are worked out from their texts."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from convert.adapters.pdf.columns import Row
from convert.adapters.pdf.engine import Box, Glyph, Link, Rule
from convert.adapters.pdf.lattice import SNAP, Lattice, join_rules, make_lattice
from convert.adapters.pdf.tables import Learnt, Piece, fill_cells, goes_on, make_table
from convert.adapters.pdf.words import Line, is_chinese, make_line
from convert.model import Origin

_MOST_RULES = 1_000
_MOST_PARTS = 4_000
_MOST_COLUMNS = 60
_NEAR = 2.5
_MARGIN_LINES = 2
"""Lines of the margins that may stand over or under a table that goes on over a page break."""
_WORD = 0.25
_FULL = 0.7
_CHINESE_GAP = 0.5
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}[章节部]")


class _Band(NamedTuple):
    """What stands between two rules that cross a whole table. partial: there are shorter rules inside."""

    top: float
    bottom: float
    lines: list[Row]
    partial: bool

    @property
    def parts(self) -> list[Line]:
        return [part for line in self.lines for part in line.parts]


def find_banded(
    lines: Sequence[Row],
    rows: Sequence[Sequence[Glyph]],
    rules: Sequence[Rule],
    links: Sequence[Link],
    origin: Origin,
    learnt: Learnt,
) -> tuple[list[Piece], set[int]]:
    """Give the tables among the lines of a page that have rules across, and which lines they are made of.

    rows: the characters of the lines; rules: those that belong to no grid.
    """
    found: list[Piece] = []
    used: set[int] = set()
    page = origin.page or 0
    if not 1 < len(rules) <= _MOST_RULES or sum(len(line.parts) for line in lines) > _MOST_PARTS:
        return found, used
    heights = sorted((line.top + line.bottom) / 2 for line in lines)
    for region in _regions([rule for rule in join_rules(rules) if not _is_under_text(rule, lines)]):
        for bands in _tables(region, [line for line in lines if line.at not in used]):
            sides = min(rule.start for rule in region), max(rule.stop for rule in region)
            is_first = bisect_left(heights, bands[0].top) <= _MARGIN_LINES
            lattice = _complete(region, bands, sides, learnt.columns_before(page, sides) if is_first else ())
            if lattice is None:
                continue
            if len(heights) - bisect_left(heights, bands[-1].bottom) <= _MARGIN_LINES:
                learnt.learn_columns(page, lattice.xs)
            own = {line.at for band in bands for line in band.lines}
            inside: dict[int, list[Glyph]] = {}
            for glyph in (glyph for at in sorted(own) for glyph in rows[at]):
                at = lattice.area_at((glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2)
                if at >= 0:
                    inside.setdefault(at, []).append(glyph)
            piece = make_table(lattice, fill_cells(lattice, inside, links), {}, origin, learnt)
            if piece is not None:
                found.append(piece)
                used |= own
    return found, used


def _is_under_text(rule: Rule, lines: Sequence[Row]) -> bool:
    """Say whether a rule is drawn under or through a text, as far as that goes."""
    for line in lines:
        if line.top < rule.at < line.bottom + _NEAR:
            start = min((part.x0 for part in line.parts if part.x1 > rule.start), default=rule.stop)
            stop = max((part.x1 for part in line.parts if part.x0 < rule.stop), default=rule.start)
            if start - _NEAR < rule.start and rule.stop < stop + _NEAR:
                return True
    return False


def _regions(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Yield rules that may be of one table, from the top down: two or more of one width, and the shorter ones between."""
    groups: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        for group in groups:
            if abs(group[0].start - rule.start) <= _NEAR and abs(group[0].stop - rule.stop) <= _NEAR:
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
        taken.append((left - _NEAR, top - _NEAR, right + _NEAR, bottom + _NEAR))
        inside = (
            rule
            for rule in rules
            if top - 1 <= rule.at <= bottom + 1 and left - _NEAR <= rule.start and rule.stop <= right + _NEAR
        )
        yield sorted(inside, key=lambda rule: rule.at)


def _is_whole(rule: Rule, rules: Sequence[Rule]) -> bool:
    """Say whether a rule crosses the whole table."""
    return rule.stop - rule.start >= max(other.stop - other.start for other in rules) - 2 * _NEAR


def _tables(rules: Sequence[Rule], lines: Sequence[Row]) -> Iterator[list[_Band]]:
    """Yield the bands of each table: what stands between two whole rules that is no running text."""
    left, right = min(rule.start for rule in rules), max(rule.stop for rule in rules)
    whole = [rule.at for rule in rules if _is_whole(rule, rules)]
    bands: list[_Band] = []
    for top, bottom in pairwise(whole):
        own = [_cut_chinese(line) for line in lines if top < (line.top + line.bottom) / 2 < bottom]
        partial = any(top + SNAP < rule.at < bottom - SNAP for rule in rules)
        band = _Band(top, bottom, own, partial)
        if own and not _is_text(band, left, right):
            bands.append(band)
        elif bands:
            yield bands
            bands = []
    if bands:
        yield bands


def _is_text(band: _Band, left: float, right: float) -> bool:
    """Say whether a band holds running text or a heading, or reaches over the sides of the rules."""
    if any(part.x0 < left - _NEAR or part.x1 > right + _NEAR for part in band.parts):
        return True
    if band.partial or any(len(line.parts) > 1 for line in band.lines):
        return False
    first = band.parts[0]
    if all(abs(part.x0 + part.x1 - left - right) < 2 * part.size for part in band.parts):
        return False
    return len(band.lines) > 1 or _NUMBERED.match(first.text) is not None


def _complete(
    rules: Sequence[Rule], bands: Sequence[_Band], sides: tuple[float, float], before: Sequence[float]
) -> Lattice | None:
    """Make the grid of some bands; None where they have no columns. before: where the last page had them."""
    if sum(len(line.parts) > 1 for band in bands for line in band.lines) < 2:
        return None
    left, right = sides
    top, bottom = bands[0].top, bands[-1].bottom
    across = [rule for rule in rules if top - 1 <= rule.at <= bottom + 1]
    down = [Rule(False, x, top, bottom) for x in (left, right)]
    several = False
    for block in _blocks(bands, left, right):
        own = [rule for rule in across if block[0].top - 1 <= rule.at <= block[-1].bottom + 1]
        edges = _separators([line for band in block for line in band.lines], own, sides, before)
        several = several or bool(edges)
        if len(edges) > _MOST_COLUMNS:
            return None
        block = [band._replace(lines=[_cut(line, edges) for line in band.lines]) for band in block]
        widest = _widest([line for band in block for line in band.lines], edges)
        down += _drawn_down(edges, block, own, left, right)
        for band in block:
            if not band.partial:
                across += [Rule(True, at, left, right) for at in _rows(band, widest, edges)]
    lattice = make_lattice(across, down) if several else None
    return lattice and lattice._replace(inferred=True)


def _blocks(bands: Sequence[_Band], left: float, right: float) -> Iterator[list[_Band]]:
    """Yield bands that may have columns in common: a title over the whole width begins anew."""
    block: list[_Band] = []
    for band in bands:
        title = not band.partial and all(len(line.parts) == 1 for line in band.lines)
        middle = (left + right) / 2
        if title and all(abs((part.x0 + part.x1) / 2 - middle) < part.size for part in band.parts):
            if block:
                yield block
                block = []
            continue
        block.append(band)
    if block:
        yield block


def _separators(
    lines: Sequence[Row], rules: Sequence[Rule], sides: tuple[float, float], before: Sequence[float]
) -> list[float]:
    """Give the places between columns: where a rule ends, where they were on the page before, or between their texts."""
    spans = _columns(lines)
    ends = [end for rule in rules for end in (rule.start, rule.stop)]
    ends += [x for x in before if not any(x0 + 1 < x < x1 - 1 for x0, x1 in spans)]
    found: list[float] = []
    for end in ends:
        if sides[0] + 2 * SNAP < end < sides[1] - 2 * SNAP and all(abs(end - x) > 2 * SNAP for x in found):
            found.append(end)
    texts = [(part.x0, part.x1) for line in lines for part in line.parts]
    for (_, stop), (start, _) in pairwise(spans):
        if not any(stop - 1 <= x <= start + 1 for x in found):
            found.append(_middle_of_gap(stop, start, texts))
    return sorted(found)


def _middle_of_gap(left: float, right: float, texts: Sequence[tuple[float, float]]) -> float:
    """Give the middle of the widest strip between two columns that the fewest texts cross."""
    ends = sorted({left, right, *(end for text in texts for end in text if left < end < right)})
    strips: list[tuple[int, float, float]] = []
    for start, stop in pairwise(ends):
        crossing = sum(x0 < stop and x1 > start for x0, x1 in texts)
        if stop - start >= min(SNAP, right - left):
            strips.append((crossing, start - stop, (start + stop) / 2))
    return min(strips, default=(0, 0.0, (left + right) / 2))[2]


def _columns(lines: Sequence[Row]) -> list[tuple[float, float]]:
    """Give the spans of the texts under each other in the fullest lines, and of others that stand under none.

    Those are left out that cover two which stand side by side.
    """
    beside = [[(part.x0, part.x1) for part in line.parts] for line in lines if len(line.parts) > 1]
    most = max(len(line.parts) for line in lines)
    spans: list[tuple[float, float]] = []
    for full in (True, False):
        texts = sorted(
            (part.x0, part.x1)
            for line in lines
            if (len(line.parts) >= _FULL * most) == full
            for part in line.parts
            if not _covers_two(part, beside)
        )
        known = list(spans)
        new: list[tuple[float, float]] = []
        for x0, x1 in texts:
            if any(x0 < right and x1 > left for left, right in known):
                continue
            if new and x0 < new[-1][1]:
                new[-1] = new[-1][0], max(new[-1][1], x1)
            else:
                new.append((x0, x1))
        spans = sorted(spans + new)
    return spans


def _covers_two(part: Line, beside: Sequence[Sequence[tuple[float, float]]]) -> bool:
    for texts in beside:
        first = bisect_left(texts, part.x0 + 1, key=lambda text: text[1])
        if first + 1 < len(texts) and texts[first + 1][0] < part.x1 - 1:
            return True
    return False


def _drawn_down(
    edges: Sequence[float], block: Sequence[_Band], rules: Sequence[Rule], left: float, right: float
) -> Iterator[Rule]:
    """Yield the rules down, each as far as no text crosses it between two rules that it would meet on both sides."""
    heights = sorted({block[0].top, block[-1].bottom, *(rule.at for rule in rules)})
    parts = [part for band in block for part in band.parts]
    reach = [(part, _reach(part, parts, edges, rules, (left, right))) for part in parts]
    for x in edges:
        whole = [block[0].top, *(rule.at for rule in rules if rule.start < x - SNAP and rule.stop > x + SNAP)]
        for top, bottom in pairwise(sorted({*whole, block[-1].bottom})):
            crossed = [part for part, (x0, x1) in reach if x0 < x < x1 and top < (part.top + part.bottom) / 2 < bottom]
            if not crossed:
                yield Rule(False, x, top, bottom)
                continue
            inner = [at for at in heights if top <= at <= bottom]
            ending = any(
                min(abs(rule.start - x), abs(rule.stop - x)) <= SNAP and top < rule.at < bottom for rule in rules
            )
            for upper, lower in pairwise(inner) if ending else ():
                if not any(upper < (part.top + part.bottom) / 2 < lower for part in crossed):
                    yield Rule(False, x, upper, lower)


def _reach(
    part: Line, parts: Sequence[Line], edges: Sequence[float], rules: Sequence[Rule], sides: tuple[float, float]
) -> tuple[float, float]:
    """Say how far the cell of a text reaches that crosses a place between columns; parts: all texts near it.

    As far as the rule under it, or over it, where that is short enough; else as far as it has its middle there.
    """
    places = [sides[0], *edges, sides[1]]
    middle, height = (part.x0 + part.x1) / 2, (part.top + part.bottom) / 2
    across = [rule for rule in rules if rule.start < middle < rule.stop]
    under = min((rule for rule in across if rule.at > height), key=_height)
    over = max((rule for rule in across if rule.at < height), key=_height)
    row = [other for other in parts if over.at < (other.top + other.bottom) / 2 < under.at]
    crossed = [x for x in edges if any(other.x0 < x < other.x1 for other in row)]
    if not crossed:
        return part.x0, part.x0
    free_left = max([other.x1 for other in row if other.x1 <= part.x0 + 1], default=sides[0]) - 1
    free_right = min([other.x0 for other in row if other.x0 >= part.x1 - 1], default=sides[1]) + 1
    for rule in sorted((under, over), key=lambda rule: rule.stop - rule.start):
        if free_left <= rule.start < part.x0 and part.x1 < rule.stop <= free_right:
            return rule.start, rule.stop
    starts = [x for x in places if free_left <= x <= part.x0]
    stops = [x for x in places if part.x1 <= x <= free_right]
    centred = [
        (stop - start, start, stop)
        for start in starts
        for stop in stops
        if abs((start + stop) / 2 - middle) < part.size / 2
    ]
    if centred:
        return max(centred)[1:]
    return max(starts, default=part.x0), min(stops, default=part.x1)


def _height(rule: Rule) -> float:
    return rule.at


def _cut_chinese(line: Row) -> Row:
    """Cut the texts of a line where Chinese characters stand apart without a blank."""
    edges = [
        (before.x1 + after.x0) / 2
        for part in line.parts
        for before, after in pairwise(part.glyphs)
        if after.x0 - before.x1 > _CHINESE_GAP * part.size and is_chinese(before.text) and is_chinese(after.text)
    ]
    return _cut(line, edges) if edges else line


def _cut(line: Row, edges: Sequence[float]) -> Row:
    """Cut the texts of a line at places between columns, where they have a gap there."""
    parts: list[Line] = []
    for part in line.parts:
        start = 0
        for x in edges:
            if part.x0 < x < part.x1 and (at := _gap(part, x)) > start:
                parts += filter(None, [make_line(part.glyphs[start:at], wide="")])
                start = at
        parts += filter(None, [make_line(part.glyphs[start:], wide="")]) if start else [part]
    return Row(line.at, parts)


def _gap(part: Line, x: float) -> int:
    """Give the number of the character after a gap at a place; 0 where there is none."""
    at = bisect_left(part.glyphs, x, key=lambda glyph: (glyph.x0 + glyph.x1) / 2)
    before, after = at - 1, at
    while before >= 0 and part.glyphs[before].text.isspace():
        before -= 1
    while after < len(part.glyphs) and part.glyphs[after].text.isspace():
        after += 1
    if before < 0 or after == len(part.glyphs):
        return 0
    return after if part.glyphs[after].x0 - part.glyphs[before].x1 > _WORD * part.size else 0


def _rows(band: _Band, widest: Sequence[float], edges: Sequence[float]) -> Iterator[float]:
    """Yield the heights between the rows of a band: none where its lines may be those of the cells of one row.

    widest: the width of the longest text of each column, which others had, too.
    """
    columns: list[dict[int, Line]] = [{} for _ in widest]
    for number, line in enumerate(band.lines):
        for part in line.parts:
            columns[bisect_left(edges, (part.x0 + part.x1) / 2)].setdefault(number, part)
    if _is_one_row(columns):
        return
    had_room = any(
        not goes_on(before.text, after, room - (before.x1 - before.x0))
        for texts, room in zip(columns, widest, strict=True)
        for before, after in pairwise(texts.values())
    )
    if not had_room:
        return
    last: dict[int, Line] = {}
    for number, line in enumerate(band.lines):
        here = {at: texts[number] for at, texts in enumerate(columns) if number in texts}
        if number and not _continue(here, last, widest):
            yield (band.lines[number - 1].bottom + line.top) / 2
            last = {}
        last |= here


def _widest(lines: Sequence[Row], edges: Sequence[float]) -> list[float]:
    """Measure the longest text of each column, those left out that stand in several."""
    widest = [0.0] * (len(edges) + 1)
    for part in (part for line in lines for part in line.parts):
        at = bisect_left(edges, part.x0 + 1)
        if at == bisect_left(edges, part.x1 - 1):
            widest[at] = max(widest[at], part.x1 - part.x0)
    return widest


def _is_one_row(columns: Sequence[dict[int, Line]]) -> bool:
    """Say whether texts of more and of fewer lines have their middles at one height."""
    filled = [list(texts.values()) for texts in columns if texts]
    middles = [(texts[0].top + texts[-1].bottom) / 2 for texts in filled]
    size = filled[0][0].size
    return len({len(texts) for texts in filled}) > 1 and max(middles) - min(middles) < size / 2


def _continue(here: dict[int, Line], last: dict[int, Line], widest: Sequence[float]) -> bool:
    """Say whether the texts of a line go on with those above them, which left no room for them."""
    for at, part in here.items():
        before = last.get(at)
        if before is None or (before.text[-1].isdigit() and part.text[0].isdigit()):
            return False
        if not goes_on(before.text, part, widest[at] - (before.x1 - before.x0)):
            return False
    return True
