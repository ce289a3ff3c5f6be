r"""Tables drawn with lines: `+---+`, as pandoc, reStructuredText and Emacs draw them, and ┌─┬─┐ with all its kin.

    table  = rule (rule | line)*          every line begins with a border; a blank line ends the table
    rule   = corner (dashes corner)+      dashes: -+ =+ :-+ ─+ ═+ …; it may stop where a cell runs on over rows
    line   = bar (text bar)*              a bar is missing where a cell runs on over columns

Corners tell the columns, rules the rows; where a bar or a piece of a rule is missing the cells on both sides are one.
The lines of a cell are joined. Where rules stand only around a head and a body, the lines of the body are rows of
their own if numbers stand below each other or no cell is blank: databases print so. Rows above a rule of `=` are a
head.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from msgspec import Struct

from convert.adapters.text.cells import MAX_CELLS, Field, Spot, is_number, read_spanned
from convert.adapters.text.columns import MEASURES, Measure, places
from convert.adapters.text.plain import read_paragraphs
from convert.adapters.text.region import Context, Region
from convert.grid import MAX_COLUMNS

_TOP_LEFT = "┌┍┎┏╒╓╔╭"
_TOP_RIGHT = "┐┑┒┓╕╖╗╮"
_ACROSS = "─━┄┅┈┉╌╍═╼╾"
_DOWN = "│┃┆┇┊┋╎╏║╽╿"
_JOINTS = "".join(chr(code) for code in range(0x2500, 0x2580) if chr(code) not in _ACROSS + _DOWN + "╱╲╳╴╵╶╷╸╹╺╻")
_FIRST = frozenset("+|" + _DOWN + _JOINTS)
_SEGMENT = re.compile(rf"(?:\+[-=:]+(?=[+|])|\|[-=]{{3,}}(?=[+|])|[{_JOINTS}][{_ACROSS}]+(?=[{_JOINTS}]))")
_DASHES = ("-", "=", ":")
_LISTING_RULES = 3
Borders = dict[int, int]
"""Index of a column's border → index of its character in a line."""


class _Drawing(Struct, frozen=True):
    """xs: where the borders of columns stand; rules: for each line with a rule, which columns it runs below.

    borders: for each line, the borders that are there.
    """

    xs: tuple[int, ...]
    rules: dict[int, frozenset[int]]
    borders: tuple[Borders, ...]
    places: tuple[Sequence[int], ...]


def match(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Read the table that begins at this line."""
    if not _is_top(lines[start].strip()):
        return None
    end = start + 1
    while end < len(lines) and _is_inside(lines[end].strip()):
        end += 1
    texts = lines[start:end]
    if len(texts) == 1 or (lines[start].strip()[0] == "+" and not any(_SEGMENT.search(text) for text in texts[1:])):
        return None
    drawing = _survey(texts)
    bands = _bands(texts, drawing) if drawing else []
    region = None
    if drawing and any(inner for _, inner, _ in bands) and len(bands) * len(drawing.xs) <= MAX_CELLS:
        rows = _read_rows(texts, drawing, bands, start)
        region = read_spanned(rows, end, context, _count_head(drawing, texts, bands))
    return region or read_paragraphs(lines, start, end, context)


def _is_top(text: str) -> bool:
    if text[:1] == "+":
        return len(text) > 2 and text[-1] == "+" and text[1] in "-=:" and not text.strip("+-=:")
    return text[:1] in _TOP_LEFT and text[-1:] in _TOP_RIGHT and len(text) > 2 and not text.strip(_JOINTS + _ACROSS)


def _is_inside(text: str) -> bool:
    return text[:1] in _FIRST and text[:1] not in _TOP_LEFT if text else False


@cache
def _is_upright(char: str) -> bool:
    """Say whether a character of a drawing reaches up or down."""
    if char in "|+":
        return True
    name = unicodedata.name(char, "") if "\u2500" <= char < "\u2580" else ""
    return any(word in name for word in ("VERTICAL", "UP", "DOWN"))


def _is_joint(text: str, at: int) -> bool:
    """Say whether a plus sign joins a rule, and is no sign of a number; any other border does."""
    return text[at] != "+" or text[at - 1 : at] in _DASHES or text[at + 1 : at + 2] in _DASHES


def _survey(texts: Sequence[str]) -> _Drawing | None:
    """Find the borders under the measure that puts most bars below corners."""
    segments = [[found.span() for found in _SEGMENT.finditer(text)] for text in texts]
    bars = [[at for at, char in enumerate(text) if _is_upright(char) and _is_joint(text, at)] for text in texts]
    found_under: list[tuple[int, Measure, tuple[int, ...]]] = []
    for measure in MEASURES:
        where = [places(text, measure) for text in texts]
        corners = {at[edge] for at, spans in zip(where, segments, strict=True) for span in spans for edge in span}
        if len(corners) > MAX_COLUMNS + 1:
            return None
        hits = sum(at[bar] in corners for at, found in zip(where, bars, strict=True) for bar in found)
        found_under.append((hits * 1000 - len(corners), measure, tuple(sorted(corners))))
    _, measure, xs = max(found_under, key=lambda one: one[0])
    if len(xs) < 2:
        return None
    column = {x: index for index, x in enumerate(xs)}
    all_places, borders = [], []
    for text, found in zip(texts, bars, strict=True):
        at, here = _find_borders(text, found, column, measure)
        all_places.append(at)
        borders.append(here)
    rules: dict[int, frozenset[int]] = {}
    for index, spans in enumerate(segments):
        if spans:
            at = all_places[index]
            below: set[int] = set()
            for low, high in spans:
                if at[low] in column and at[high] in column:
                    below.update(range(column[at[low]], column[at[high]]))
            rules[index] = frozenset(below)
    return _Drawing(xs, rules, tuple(borders), tuple(all_places))


def _find_borders(
    text: str, bars: Sequence[int], column: dict[int, int], measure: Measure
) -> tuple[Sequence[int], Borders]:
    """Find a line's borders; one with “ or · may stand by another measure, one with all its bars by none."""
    best: Borders = {}
    best_places: Sequence[int] = places(text, measure)
    for tried in (measure, *MEASURES):
        at = places(text, tried)
        here = {column[at[bar]]: bar for bar in bars if at[bar] in column}
        if len(here) > len(best):
            best, best_places = here, at
        if len(best) == len(bars) or text.isascii():
            break
    if len(best) < len(bars) == len(column):
        best = dict(enumerate(bars))
    return best_places, best


def _bands(texts: Sequence[str], drawing: _Drawing) -> list[tuple[int, range, int]]:
    """List the rows between rules: the rule above, the lines inside, the rule below (or the end)."""
    edges = sorted(drawing.rules)
    if edges[-1] < len(texts) - 1:
        edges.append(len(texts))
    bands = [(top, range(top + 1, bottom), bottom) for top, bottom in pairwise(edges)]
    whole = frozenset(range(len(drawing.xs) - 1))
    if len(bands) < _LISTING_RULES and all(below == whole for below in drawing.rules.values()):
        _, inner, bottom = bands[-1]
        if len(inner) > 1 and _is_listing(texts, drawing, inner):
            bands[-1:] = [(at - 1, range(at, at + 1), at + 1) for at in inner]
            bands[-1] = (bands[-1][0], bands[-1][1], bottom)
    return bands


def _is_listing(texts: Sequence[str], drawing: _Drawing, inner: range) -> bool:
    """Say whether the lines between two rules are rows, not the lines of one row."""
    n_cols = len(drawing.xs) - 1
    rows = [[_slice(texts, drawing, at, col, col + 1).strip() for col in range(n_cols)] for at in inner]
    if any(len(drawing.borders[at]) <= n_cols for at in inner):
        return False
    return all(all(row) for row in rows) or any(sum(map(is_number, column)) > 1 for column in zip(*rows, strict=True))


def _slice(texts: Sequence[str], drawing: _Drawing, at: int, left: int, right: int) -> str:
    """Give what a line holds between two borders."""
    text, borders = texts[at], drawing.borders[at]
    begin = borders[left] + 1 if left in borders else _index(drawing, at, left) + 1
    end = borders[right] if right in borders else _index(drawing, at, right)
    return text[begin:end] if begin < end else ""


def _index(drawing: _Drawing, at: int, border: int) -> int:
    return min(bisect_left(drawing.places[at], drawing.xs[border]), len(drawing.places[at]) - 1)


def _read_rows(
    texts: Sequence[str], drawing: _Drawing, bands: Sequence[tuple[int, range, int]], start: int
) -> list[list[Spot]]:
    """Make cells of what no border parts."""
    n_cols = len(drawing.xs) - 1
    taken: list[set[int]] = [set() for _ in bands]
    rows: list[list[Spot]] = []
    for row, (_, inner, _) in enumerate(bands):
        spots: list[Spot] = []
        col = 0
        while col < n_cols:
            if col in taken[row]:
                col += 1
                continue
            right = col + 1
            while right < n_cols and right not in taken[row] and not _has_bar(drawing, inner, right):
                right += 1
            last = row
            while last + 1 < len(bands) and _runs_on(drawing, bands, last, col, right, taken):
                last += 1
            for covered in range(row, last + 1):
                taken[covered].update(range(col, right))
            pieces: list[str] = []
            first = inner.start
            for index in range(row, last + 1):
                top, lines, _ = bands[index]
                for at in [*([top] if index > row and top in drawing.rules else []), *lines]:
                    text = _slice(texts, drawing, at, col, right).strip()
                    if text and not pieces:
                        first = at
                    if text:
                        pieces.append(text)
            spots.append(Spot(col, last - row + 1, right - col, Field("\n".join(pieces), start + first)))
            col = right
        rows.append(spots)
    return rows


def _has_bar(drawing: _Drawing, inner: range, border: int) -> bool:
    """Say whether the lines of a row show a column's border; in most is enough, since widths go wrong."""
    return not inner or 2 * sum(border in drawing.borders[at] for at in inner) >= len(inner)


def _runs_on(
    drawing: _Drawing,
    bands: Sequence[tuple[int, range, int]],
    row: int,
    left: int,
    right: int,
    taken: Sequence[set[int]],
) -> bool:
    """Say whether the cell over these columns goes on in the row below."""
    below = drawing.rules.get(bands[row][2])
    if (
        below is None
        or any(col in below for col in range(left, right))
        or not taken[row + 1].isdisjoint(range(left, right))
    ):
        return False
    inner = bands[row + 1][1]
    edges = all(border in (0, len(drawing.xs) - 1) or _has_bar(drawing, inner, border) for border in (left, right))
    return edges and not any(_has_bar(drawing, inner, border) for border in range(left + 1, right))


def _count_head(drawing: _Drawing, texts: Sequence[str], bands: Sequence[tuple[int, range, int]]) -> int:
    """Count the rows above the first rule inside that is doubled where others are not, or that parts a listing."""
    doubled = [at for at in drawing.rules if "=" in texts[at] or "═" in texts[at]]
    if any(top not in drawing.rules for top, _, _ in bands) and bands[0][2] in drawing.rules:
        return 1
    if len(doubled) == len(drawing.rules):
        return 0
    return next((row for row, (top, _, _) in enumerate(bands) if row and top in doubled), 0)
