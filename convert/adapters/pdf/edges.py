"""Work out where the columns of a table stand that draws no rules between them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from convert.adapters.pdf.columns import Row
from convert.adapters.pdf.engine import Glyph, Rule
from convert.adapters.pdf.lattice import SNAP
from convert.adapters.pdf.words import APART, Line, is_chinese, make_line, words_of
from convert.grid import merge_spans

_CHINESE_GAP = 0.5
_MOST = 100
_TOO_MANY = 1.5
"""Columns for each text of the fullest line: where there are more, heads do not stand over what is theirs."""
_FULL = 0.9
"""Lines with so many of the texts of the fullest one show where the columns are."""


def find_edges(
    lines: Sequence[Row], rules: Sequence[Rule], sides: tuple[float, float], before: Sequence[float], most: int
) -> list[float] | None:
    """Give the places between columns: where rules end, where they were on the page before, or between the texts.

    None where there are more than most, or more than the lines bear out.
    """
    spans = _columns(lines, rules)
    if len(spans) > most or len(spans) > _TOO_MANY * max(len(line.parts) for line in lines):
        return None
    ends = [end for rule in rules for end in (rule.start, rule.stop)]
    beside = _beside(lines)
    words = [(word[0].x0, word[-1].x1) for line in lines for part in line.parts for word in words_of(part)]
    texts = [word for word in words if not _covers_two(word, beside)]
    ends += [x for x in before if not any(x0 + 1 < x < x1 - 1 for x0, x1 in (*spans, *texts))]
    found: list[float] = []
    for end in ends:
        if sides[0] + 2 * SNAP < end < sides[1] - 2 * SNAP and all(abs(end - x) > 2 * SNAP for x in found):
            found.append(end)
    known: list[float | None] = [sides[0], *[None] * (len(spans) - 1), sides[1]]
    for at, ((_, stop), (start, _)) in enumerate(pairwise(spans), 1):
        known[at] = next((x for x in found if stop - 1 <= x <= start + 1), None)
    centres = [_centre(span, lines) for span in spans]
    for at in (*range(len(spans) - 1, 0, -1), *range(1, len(spans))):
        for side, other in ((at, at + 1), (at - 1, at - 1)):
            centre, edge = centres[side], known[other]
            if known[at] is None and centre is not None and edge is not None:
                x = 2 * centre - edge
                known[at] = x if spans[at - 1][1] < x < spans[at][0] else None
    for at, ((_, stop), (start, _)) in enumerate(pairwise(spans), 1):
        if not any(stop - 1 <= x <= start + 1 for x in found):
            edge, free = known[at], middle_of_gap(stop, start, texts)
            found.append(free if edge is None or _crossing(edge, texts) > _crossing(free, texts) else edge)
    return sorted(found) if len(found) <= most else None


def _crossing(x: float, texts: Sequence[tuple[float, float]]) -> int:
    return sum(x0 < x < x1 for x0, x1 in texts)


def _centre(span: tuple[float, float], lines: Sequence[Row]) -> float | None:
    """Give the middle of the texts of a column, wider ones and narrower ones; None where it is not the same."""
    own = [part for line in lines for part in line.parts if span[0] - 1 < part.x0 and part.x1 < span[1] + 1]
    widths = [part.x1 - part.x0 for part in own]
    middles = [(part.x0 + part.x1) / 2 for part in own]
    if not own or max(widths) - min(widths) < 2 or max(middles) - min(middles) > 1:
        return None
    return median(middles)


def middle_of_gap(left: float, right: float, texts: Sequence[tuple[float, float]]) -> float:
    """Give the middle of the widest strip between two columns that the fewest texts cross."""
    ends = sorted({left, right, *(end for text in texts for end in text if left < end < right)})
    strips: list[tuple[int, float, float]] = []
    for start, stop in pairwise(ends):
        crossing = sum(x0 < stop and x1 > start for x0, x1 in texts)
        if stop - start >= min(SNAP, right - left):
            strips.append((crossing, start - stop, (start + stop) / 2))
    return min(strips, default=(0, 0.0, (left + right) / 2))[2]


def _columns(lines: Sequence[Row], rules: Sequence[Rule]) -> list[tuple[float, float]]:
    """Give the spans of the texts under each other in the fullest lines, and of others that stand between them.

    Those are left out that cover two which stand side by side, and heads that do not stand between two texts.
    """
    beside = _beside(lines)
    most = max(len(line.parts) for line in lines)
    spans: list[tuple[float, float]] = []
    for full in (True, False):
        known = list(spans)
        texts = (
            (part.x0, part.x1)
            for line in lines
            if (len(line.parts) >= _FULL * most) == full
            for at, part in enumerate(line.parts)
            if not _covers_two((part.x0, part.x1), beside) and (full or _is_new(line, at, known, rules))
        )
        spans = sorted(spans + merge_spans(texts)[:_MOST])
    return spans


def _beside(lines: Sequence[Row]) -> list[list[tuple[float, float]]]:
    return [[(part.x0, part.x1) for part in line.parts] for line in lines if len(line.parts) > 1]


def _is_new(line: Row, at: int, known: Sequence[tuple[float, float]], rules: Sequence[Rule]) -> bool:
    """Say whether a text is of a column of its own: before all that are known, or among texts most of which are not."""
    part = line.parts[at]
    if _is_over(part, known) or _is_head(part, rules):
        return False
    if not known or part.x1 <= known[0][0]:
        return True
    return sum(_is_over(other, known) for other in line.parts) * 2 >= len(line.parts) > 2


def _is_over(part: Line, spans: Sequence[tuple[float, float]]) -> bool:
    return any(part.x0 < right and part.x1 > left for left, right in spans)


def _is_head(part: Line, rules: Sequence[Rule]) -> bool:
    """Say whether a text stands in the middle over a rule that is shorter than the table and longer than the text."""
    middle = (part.x0 + part.x1) / 2
    under = [rule for rule in rules if rule.start < part.x0 and part.x1 < rule.stop and rule.at > part.top]
    if not under:
        return False
    rule = min(under, key=lambda rule: rule.at)
    longest = max(other.stop - other.start for other in rules)
    return abs(rule.start + rule.stop - 2 * middle) < part.size and rule.stop - rule.start < longest - 2 * SNAP


def _covers_two(text: tuple[float, float], beside: Sequence[Sequence[tuple[float, float]]]) -> bool:
    for texts in beside:
        first = bisect_left(texts, text[0] + 1, key=lambda other: other[1])
        if first + 1 < len(texts) and texts[first + 1][0] < text[1] - 1:
            return True
    return False


def cut_chinese(line: Row) -> Row:
    """Cut the texts of a line where Chinese characters stand apart without a blank."""
    edges = [
        (before.x1 + after.x0) / 2
        for part in line.parts
        for before, after in pairwise(part.glyphs)
        if after.x0 - before.x1 > _CHINESE_GAP * part.size and is_chinese(before.text) and is_chinese(after.text)
    ]
    return cut_at(line, edges) if edges else line


def cut_at(line: Row, edges: Sequence[float]) -> Row:
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
    """Give the number of the character after a gap at a place, or where another text begins; 0 where there is none."""
    at = bisect_left(part.glyphs, x, key=lambda glyph: (glyph.x0 + glyph.x1) / 2)
    before, after = at - 1, at
    while before >= 0 and part.glyphs[before].text.isspace():
        before -= 1
    while after < len(part.glyphs) and part.glyphs[after].text.isspace():
        after += 1
    if before < 0 or after == len(part.glyphs):
        return 0
    apart = part.glyphs[after].x0 - part.glyphs[before].x1 > APART * part.size
    return after if apart or _begins_text(part.glyphs, before, after) else 0


def _begins_text(glyphs: Sequence[Glyph], before: int, after: int) -> bool:
    """Say whether a text of several characters is printed by itself behind another such one."""
    if glyphs[before].piece == glyphs[after].piece or before == 0 or after + 1 == len(glyphs):
        return False
    return glyphs[before - 1].piece == glyphs[before].piece and glyphs[after].piece == glyphs[after + 1].piece


def widest_texts(lines: Sequence[Row], edges: Sequence[float]) -> list[float]:
    """Measure the longest text of each column, those left out that stand in several."""
    widest = [0.0] * (len(edges) + 1)
    for part in (part for line in lines for part in line.parts):
        at = bisect_left(edges, part.x0 + 1)
        if at == bisect_left(edges, part.x1 - 1):
            widest[at] = max(widest[at], part.x1 - part.x0)
    return widest
