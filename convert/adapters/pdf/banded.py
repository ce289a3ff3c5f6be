"""Find tables that have rules across and none down: the rules that they leave out are worked out from their texts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from convert.adapters.pdf.band_rows import row_heights
from convert.adapters.pdf.band_rules import NEAR, height_of, regions
from convert.adapters.pdf.columns import OpenTables, Row
from convert.adapters.pdf.edges import cut_at, cut_chinese, find_edges, widest_texts
from convert.adapters.pdf.engine import Rule
from convert.adapters.pdf.lattice import SNAP, Lattice, make_lattice
from convert.adapters.pdf.numerals import has_leader
from convert.adapters.pdf.words import Line

_MOST_RULES = 1_000
_MOST_PARTS = 3_000
_MOST_WORK = 20_000
"""Texts of all the places on a page where rules might make a table."""
_MOST_COLUMNS = 60
_MARGIN = 0.09
"""Share of a page, above and below, in which other things stand than a table that goes on over a page break."""
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


def find_banded(lines: Sequence[Row], rules: Sequence[Rule], height: float, tables: OpenTables) -> None:
    """Make the tables among the lines of a page of some height that have rules across.

    rules: those that belong to no grid.
    """
    if not 1 < len(rules) <= _MOST_RULES or sum(len(line.parts) for line in lines) > _MOST_PARTS:
        return
    learnt, number = tables.learnt, tables.number
    left = _MOST_WORK
    body = [line for line in lines if _MARGIN * height < line.bottom and line.top < (1 - _MARGIN) * height]
    upper, lower = min((line.top for line in body), default=0), max((line.bottom for line in body), default=0)
    for region in regions(rules, lines):
        for bands in _tables(region, tables.left(lines)):
            left -= sum(len(line.parts) for band in bands for line in band.lines)
            if left < 0:
                return
            sides = min(rule.start for rule in region), max(rule.stop for rule in region)
            before = learnt.columns_before(number, sides) if bands[0].top < upper else ()
            lattice = _complete(region, bands, sides, before)
            if lattice is None:
                continue
            if lower < bands[-1].bottom:
                learnt.learn_columns(number, lattice.xs)
            tables.make([line for band in bands for line in band.lines], lattice)


def _is_whole(rule: Rule, rules: Sequence[Rule]) -> bool:
    """Say whether a rule crosses the whole table."""
    return rule.stop - rule.start >= max(other.stop - other.start for other in rules) - 2 * NEAR


def _tables(rules: Sequence[Rule], lines: Sequence[Row]) -> Iterator[list[_Band]]:
    """Yield the bands of each table: what stands between two whole rules that is no running text."""
    left, right = min(rule.start for rule in rules), max(rule.stop for rule in rules)
    whole = [rule.at for rule in rules if _is_whole(rule, rules)]
    bands: list[_Band] = []
    for top, bottom in pairwise(whole):
        own = [cut_chinese(line) for line in lines if top < (line.top + line.bottom) / 2 < bottom]
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
    """Say whether a band holds running text, contents or a heading, or reaches over the sides of the rules."""
    if any(part.x0 < left - NEAR or part.x1 > right + NEAR for part in band.parts):
        return True
    if 2 * sum(has_leader(line.parts[-1].text) for line in band.lines) > len(band.lines):
        return True
    if any(len(line.parts) > 1 for line in band.lines):
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
        edges = find_edges([line for band in block for line in band.lines], own, sides, before, _MOST_COLUMNS)
        if edges is None:
            return None
        several = several or bool(edges)
        block = [band._replace(lines=[cut_at(line, edges) for line in band.lines]) for band in block]
        widest = widest_texts([line for band in block for line in band.lines], edges)
        heights = [at for band in block if not band.partial for at in row_heights(band.lines, widest, edges)]
        between = [Rule(True, at, left, right) for at in heights]
        down += _drawn_down(edges, block, [*own, *between], left, right)
        across += between
    return make_lattice(across, down) if several else None


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


def _drawn_down(
    edges: Sequence[float], block: Sequence[_Band], rules: Sequence[Rule], left: float, right: float
) -> Iterator[Rule]:
    """Yield the rules down, each as far as no text crosses it between two rules that it would meet on both sides."""
    heights = sorted({block[0].top, block[-1].bottom, *(rule.at for rule in rules)})
    parts = [part for band in block for part in band.parts]
    reach = [(part, _reach(part, parts, edges, rules, (left, right))) for part in parts]
    for x in edges:
        whole = [block[0].top, *(rule.at for rule in rules if rule.start < x - SNAP and rule.stop > x + SNAP)]
        ends = [rule.at for rule in rules if min(abs(rule.start - x), abs(rule.stop - x)) <= SNAP]
        crossed = sorted((part.top + part.bottom) / 2 for part, (x0, x1) in reach if x0 < x < x1)
        for top, bottom in pairwise(sorted({*whole, block[-1].bottom})):
            if not _is_between(crossed, top, bottom):
                yield Rule(False, x, top, bottom)
            elif _is_between(ends, top, bottom):
                for upper, lower in pairwise([at for at in heights if top <= at <= bottom]):
                    if not _is_between(crossed, upper, lower):
                        yield Rule(False, x, upper, lower)


def _is_between(heights: Sequence[float], top: float, bottom: float) -> bool:
    """Say whether one of some heights, in order, is between two."""
    at = bisect_right(heights, top)
    return at < len(heights) and heights[at] < bottom


def _reach(
    part: Line, parts: Sequence[Line], edges: Sequence[float], rules: Sequence[Rule], sides: tuple[float, float]
) -> tuple[float, float]:
    """Say how far the cell of a text reaches that crosses a place between columns; parts: all texts near it.

    As far as the rule under it, or over it, where that is short enough; else as far as it has its middle there.
    """
    places = [sides[0], *edges, sides[1]]
    middle, height = (part.x0 + part.x1) / 2, (part.top + part.bottom) / 2
    across = [rule for rule in rules if rule.start < middle < rule.stop]
    under = min((rule for rule in across if rule.at > height), key=height_of)
    over = max((rule for rule in across if rule.at < height), key=height_of)
    row = [other for other in parts if over.at < (other.top + other.bottom) / 2 < under.at]
    free_left = max([other.x1 for other in row if other.x1 <= part.x0 + 1], default=sides[0]) - 1
    free_right = min([other.x0 for other in row if other.x0 >= part.x1 - 1], default=sides[1]) + 1
    for rule in sorted((under, over), key=lambda rule: rule.stop - rule.start):
        is_free = free_left <= rule.start < part.x0 and part.x1 < rule.stop <= free_right
        if is_free and abs(rule.start + rule.stop - 2 * middle) < part.size:
            return rule.start, rule.stop
    if not any(other.x0 + 1 < x < other.x1 - 1 for x in edges for other in row):
        return part.x0, part.x0
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
