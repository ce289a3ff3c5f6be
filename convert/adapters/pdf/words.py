"""Put characters into lines and lines into text: base lines, blanks between words, columns in a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from convert.adapters.pdf.engine import Glyph, Link
from convert.adapters.pdf.overprint import OVERPRINT, layers
from convert.model import Mark, Run

WIDE_GAP = 1.6
"""Gaps wider than so many characters set columns of a line apart."""
APART = 0.25
"""Gaps of so many sizes set words apart, and the cells of a row where another one shows that a column ends there."""
_WORD_GAP = 0.2
_DIGITS_GAP = 0.08
_MIXED_GAP = 0.42
_CHINESE_GAP = 1.1
_LEVEL = 0.3
_HYPHENS = "-\u2010"


class Line(NamedTuple):
    """Characters on one base line, from left to right, without blanks at its ends. size: of most of it.

    columns: in how many parts wide gaps cut it.
    """

    glyphs: tuple[Glyph, ...]
    runs: tuple[Run, ...]
    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    columns: int = 1

    @property
    def bold(self) -> bool:
        return all("bold" in run.marks for run in self.runs if run.text.strip())


def is_chinese(char: str) -> bool:
    """Say whether a character is Chinese, or a mark as wide as one."""
    return "\u2e80" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or "\ufe30" <= char <= "\ufe4f" or (
        "\uff01" <= char <= "\uff60" or "\U00020000" <= char <= "\U0003ffff" or char in "“”‘’—…·"
    )  # fmt: skip


def follows(before: Glyph, after: Glyph) -> bool:
    """Say whether an upright character stands right behind another one, as in a word."""
    near = _WORD_GAP * after.size
    level = abs(before.top - after.top) < _LEVEL * after.size and before.angle == after.angle == 0
    return level and -near < after.x0 - before.x1 < near and not (before.text.isspace() or after.text.isspace())


def goes_over(before: Glyph, after: Glyph) -> bool:
    """Say whether a word goes on over the side of a cell: digits with the least gap there are two numbers."""
    apart = before.text.isdigit() and after.text.isdigit() and after.x0 - before.x1 > _DIGITS_GAP * after.size
    return not apart and follows(before, after)


def split_lines(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Put characters into lines, from top to bottom, each from left to right; those on their side come last.

    Characters that stand on their side are given turned upright; what is printed twice to look bold is kept once.
    """
    upright = [glyph for glyph in glyphs if glyph.angle == 0]
    lines = _lines(upright)
    if len(upright) < len(glyphs):
        for angle in (90, 180, 270):
            lines += _lines([_turned(glyph) for glyph in glyphs if glyph.angle == angle])
    return lines


def _turned(glyph: Glyph) -> Glyph:
    if glyph.angle == 90:
        box = (glyph.top, -glyph.x1, glyph.bottom, -glyph.x0)
    elif glyph.angle == 180:
        box = (-glyph.x1, -glyph.bottom, -glyph.x0, -glyph.top)
    else:
        box = (-glyph.bottom, glyph.x0, -glyph.top, glyph.x1)
    return glyph._replace(x0=box[0], top=box[1], x1=box[2], bottom=box[3], angle=0)


def _lines(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Put upright characters into lines by where the middles of their squares lie."""
    if glyphs and _is_one_line(glyphs):
        return layers(glyphs)
    lines: list[list[Glyph]] = []
    spans: list[tuple[float, float]] = []
    for glyph in sorted(glyphs, key=_from_top):
        if lines and abs(glyph.top - spans[-1][0]) < _LEVEL and abs(glyph.bottom - spans[-1][1]) < _LEVEL:
            lines[-1].append(glyph)
            continue
        middle = (glyph.top + glyph.bottom) / 2
        for at in range(len(lines) - 1, max(-1, len(lines) - 4), -1):
            top, bottom = spans[at]
            shared = min(bottom, glyph.bottom) - max(top, glyph.top)
            if shared > 0.6 * min(bottom - top, glyph.bottom - glyph.top) and (
                top <= middle <= bottom or glyph.size > 1.3 * (bottom - top)
            ):
                lines[at].append(glyph)
                if glyph.size > 1.3 * (bottom - top):
                    spans[at] = (glyph.top, glyph.bottom)
                break
        else:
            lines.append([glyph])
            spans.append((glyph.top, glyph.bottom))
    return [layer for line in lines for layer in layers(line)]


def _from_top(glyph: Glyph) -> tuple[float, float]:
    return glyph.top + glyph.bottom, glyph.x0


def _is_one_line(glyphs: Sequence[Glyph]) -> bool:
    """Say whether characters plainly stand on one base line, which is so in most cells."""
    _, _, top, _, bottom, size, *_ = glyphs[0]
    near = 0.1 * size
    return all(-near <= glyph.top - top <= near and -near <= glyph.bottom - bottom <= near for glyph in glyphs)


def make_line(glyphs: Sequence[Glyph], links: Sequence[Link] = (), *, wide: str = "\t") -> Line | None:
    """Make a line of characters in order; wide: what stands for a gap between columns. None if all is blank."""
    first, last = 0, len(glyphs)
    while first < last and glyphs[first].text.isspace():
        first += 1
    while last > first and glyphs[last - 1].text.isspace():
        last -= 1
    if first == last:
        return None
    line = glyphs if last - first == len(glyphs) else glyphs[first:last]
    start = line[0]
    top, right, bottom, plain = start.top, start.x1, start.bottom, True
    for glyph in line:
        if glyph.top < top:
            top = glyph.top
        if glyph.x1 > right:
            right = glyph.x1
        if glyph.bottom > bottom:
            bottom = glyph.bottom
        if plain and (glyph.size != start.size or glyph[6:8] != start[6:8] or glyph.struck != start.struck):
            plain = False
    near = [link for link in links if link.box[1] < bottom and link.box[3] > top] if links else links
    size = start.size if plain else _main_size(line)
    pieces = list(_pieces(line, wide, size))
    if plain and not near:
        text = "".join([piece for piece, _ in pieces])
        runs: tuple[Run, ...] = (Run(text, _marks(start)),)
    else:
        runs = tuple(_runs(pieces, near, size))
        text = "".join([run.text for run in runs])
    columns = 1 + sum(piece == wide for piece, _ in pieces) if wide and len(pieces) > len(line) else 1
    return Line(tuple(line), runs, text, start.x0, top, right, bottom, size, columns)


_LOOKS: dict[tuple[bool, bool, bool], frozenset[Mark]] = {}


def _marks(glyph: Glyph) -> frozenset[Mark]:
    key = glyph.bold, glyph.italic, glyph.struck
    if key not in _LOOKS:
        names: tuple[Mark, ...] = ("bold", "italic", "strike")
        _LOOKS[key] = frozenset(name for name, marked in zip(names, key, strict=True) if marked)
    return _LOOKS[key]


def make_lines(glyphs: Sequence[Glyph], links: Sequence[Link] = ()) -> list[Line]:
    """Make the lines of the characters of a cell."""
    plain = None if links else _plain_line(glyphs)
    return [plain] if plain else [line for one in split_lines(glyphs) if (line := make_line(one, links))]


def _plain_line(glyphs: Sequence[Glyph]) -> Line | None:
    """Make the one line of characters that follow each other without a gap and look alike, as in most cells."""
    last = first = glyphs[0]
    _, x0, top, right, bottom, size, bold, italic, angle, _, struck, _ = first
    if angle or first.text.isspace():
        return None
    step, most, near = OVERPRINT * size, _WORD_GAP * size, 0.1 * size
    for glyph in glyphs[1:]:
        if (
            glyph.text.isspace()
            or not step < glyph.x0 - last.x0
            or glyph.x0 - last.x1 > most
            or not -near < glyph.top - top < near
            or glyph.size != size
            or glyph.bold != bold
            or glyph.italic != italic
            or glyph.struck != struck
            or glyph.angle
        ):
            return None
        last = glyph
    text = "".join([glyph.text for glyph in glyphs])
    return Line(tuple(glyphs), (Run(text, _marks(first)),), text, x0, top, max(right, last.x1), bottom, size)


def _main_size(line: Sequence[Glyph]) -> float:
    sizes: dict[float, int] = {}
    for glyph in line:
        sizes[glyph.size] = sizes.get(glyph.size, 0) + 1
    return max(sizes, key=lambda size: (sizes[size], size))


def _pieces(line: Sequence[Glyph], wide: str, size: float) -> Iterator[tuple[str, Glyph]]:
    """Yield each character, and what stands in the gaps between characters."""
    last = line[0]
    blanks = 0
    least = _WORD_GAP * size
    for glyph in line:
        if glyph.text.isspace():
            blanks += 1
            continue
        gap = glyph.x0 - last.x1
        if wide and gap > WIDE_GAP * size and (blanks == 0 or gap > 2 * WIDE_GAP * size):
            yield wide, glyph
        elif blanks:
            for _ in range(blanks if gap > _WORD_GAP / 2 * size else 0):
                yield " ", last
        elif gap > least and gap > _blank_gap(last.text, glyph.text) * size:
            yield " ", last
        yield glyph.text, glyph
        last, blanks = glyph, 0


def _blank_gap(left: str, right: str) -> float:
    if is_chinese(left[-1]):
        return _CHINESE_GAP if is_chinese(right[0]) else _MIXED_GAP
    return _MIXED_GAP if is_chinese(right[0]) else _WORD_GAP


def _runs(pieces: Sequence[tuple[str, Glyph]], links: Sequence[Link], size: float) -> Iterator[Run]:
    base = max((glyph.bottom for _, glyph in pieces if glyph.size == size), default=0.0)
    text = ""
    look: tuple[frozenset[Mark], str] = (frozenset(), "")
    for piece, glyph in pieces:
        marks = _marks(glyph)
        if glyph.size < 0.8 * size and glyph.bottom < base - 0.15 * size:
            marks = marks | {"super"}
        now = (marks, _link_at(glyph, links) if links else "")
        if now != look and text:
            yield Run(text, *look)
            text = ""
        look = now
        text += piece
    if text:
        yield Run(text, *look)


def _link_at(glyph: Glyph, links: Sequence[Link]) -> str:
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
    for link in links:
        left, top, right, bottom = link.box
        if left <= x <= right and top <= y <= bottom:
            return link.address
    return ""


def words_of(line: Line) -> Iterator[list[Glyph]]:
    """Yield the characters of the words of a line, which gaps set apart."""
    word: list[Glyph] = []
    for glyph in line.glyphs:
        if glyph.text.isspace():
            continue
        if word and glyph.x0 - word[-1].x1 > APART * line.size:
            yield word
            word = []
        word.append(glyph)
    if word:
        yield word


def bridged(between: str, runs: Sequence[Run]) -> tuple[Run, ...]:
    """Give runs that go on from others, with what stands between before them."""
    return (Run(between), *runs) if between else tuple(runs)


def joint(left: str, right: str) -> str:
    """Give what stands between two lines of one paragraph: nothing beside Chinese characters, else a blank.

    Nothing follows a hyphen within a word; it stays, for nobody says whether the word has one elsewhere.
    """
    if not left or not right or left[-1].isspace() or right[0].isspace():
        return ""
    if left[-1] in _HYPHENS and left[-2:-1].isalnum() and right[0].isalnum():
        return ""
    return "" if is_chinese(left[-1]) or is_chinese(right[0]) else " "
