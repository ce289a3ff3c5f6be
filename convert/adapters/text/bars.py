r"""Tables whose rows were printed cell by cell, with bars for what parts the cells.

    region  = (cell | bars)+            at least FEWEST bars; a line holds one cell at most, in most lines
    cell    = text                      a text without a bar on either side is a line of its own, such as a heading
    bars    = BAR+                      behind each cell, before each, or around each; BAR is | or ｜

One bar between two cells parts them, each more is a blank cell; where all cells have bars on both sides, each two more.
Bars that touch each other fill a row up to the width of the widest. Where all such rows end at a multiple of one width,
the cells are put back into rows; a bar that begins every row is then no cell. Else nothing says where a row ends, so
the cells are lines, unless bars with blanks between them tell of cells that others cover; a run of values with blank
cells among them is a table of one column (`lone_cells`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import gcd

from msgspec import Struct

from convert.adapters.text.cells import Field, read_fields
from convert.adapters.text.lone_cells import read_cells
from convert.adapters.text.region import Context, Region
from convert.findings import finding

FEWEST = 4
_LINES_WITHOUT_BAR = 8
_PEEKED = 40
_FEWEST_ONES = 8
"""Lines of one cell and one bar that make a table where no line holds a bar alone."""
_PIECE = re.compile(r"[|｜]+|(?:\\.|[^|｜\\])+|\\")
_RULE = re.compile(r"[-=+:|｜ \t]*")


class _Piece(Struct, frozen=True):
    """A text, or bars that touch each other."""

    text: str
    line: int
    bars: int = 0


def match(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Read the cells that begin at this line."""
    first = _kind(lines[start])
    if first in ("rule", "blank", "many") or (
        first == "none" and _kind("".join(lines[start + 1 : start + 2])) != "bare"
    ):
        return None
    kinds = _peek(lines, start)
    attached = kinds.count("one") > kinds.count("none")
    if not _are_cells(kinds) or _is_outside(lines, start, attached):
        return None
    pieces, end = _read_pieces(lines, start)
    bars = sum(piece.bars for piece in pieces)
    if bars < FEWEST:
        return None
    stop = next((at for at in range(start, end) if _is_outside(lines, at, attached)), end)
    rows = _rows([piece for piece in pieces if piece.line < stop])
    if rows:
        return read_fields(rows, stop, context)
    if any(before.line == piece.line for before, piece in pairwise(pieces) if before.bars and piece.bars):
        return None
    removed = finding("artifact-removed", context.origin(start), before=f"| × {bars}")
    blocks, findings = read_cells(list(_cells(pieces)), context)
    return Region(blocks, end, (removed, *findings))


def _kind(line: str) -> str:
    """Say what a line holds: `bare` bars, `one` cell with bars on one side, `none` without, `rule`, or `many` cells."""
    text = line.strip()
    if "|" not in text and "｜" not in text:
        return "rule" if "\t" in text else "none"
    if not text.strip("|｜"):
        return "bare"
    if _RULE.fullmatch(text) or "\t" in text:
        return "rule" if text.strip("|｜ ") else "blank"
    inner = sum(1 for piece in _PIECE.findall(text) if piece.strip("|｜ "))
    around = text[0] in "|｜" and text[-1] in "|｜"
    return "one" if inner == 1 and not around else "many"


def _peek(lines: Sequence[str], start: int) -> list[str]:
    """Give the kinds of the next lines that hold something, up to a rule."""
    kinds = [_kind(line) for line in lines[start : start + _PEEKED] if line.strip()]
    return kinds[: kinds.index("rule")] if "rule" in kinds else kinds


def _are_cells(kinds: Sequence[str]) -> bool:
    """Say whether lines are cells rather than rows."""
    bare, one, many = (kinds.count(kind) for kind in ("bare", "one", "many"))
    return (bare > 1 and bare + one >= max(many, FEWEST)) or (not many and one >= _FEWEST_ONES)


def _read_pieces(lines: Sequence[str], start: int) -> tuple[list[_Piece], int]:
    """Read up to a rule, a tab or too many lines without a bar; give the line behind the last that has one."""
    pieces: list[_Piece] = []
    end, kept, at = start, 0, start
    while at < len(lines) and at - end <= _LINES_WITHOUT_BAR:
        kind = _kind(lines[at])
        if kind == "rule":
            break
        for text in _PIECE.findall(lines[at]):
            if text.strip():
                bars = 0 if text.strip("|｜") else len(text)
                pieces.append(_Piece("" if bars else text.replace("\\|", "|"), at, bars))
        at += 1
        if kind != "none":
            end, kept = at, len(pieces)
    return pieces[:kept], end


def _is_outside(lines: Sequence[str], at: int, attached: bool) -> bool:
    """Say whether a line stands between tables: it has a text and no bar, and none follows on the next line.

    attached: bars stand beside their cells, so one on a line of its own belongs to another.
    """
    if not lines[at].strip() or _kind(lines[at]) != "none":
        return False
    return attached or at + 1 >= len(lines) or lines[at + 1].lstrip()[:1] not in ("|", "｜")


def _rows(pieces: Sequence[_Piece]) -> list[list[Field]]:
    """Put cells into rows of one width, if bars that fill rows up tell it."""
    cells: list[Field | None] = []
    ends: list[int] = []
    waiting: Field | None = None
    for piece in pieces:
        if not piece.bars:
            text = piece.text if waiting is None else f"{waiting.text}\n{piece.text}"
            waiting = Field(text, piece.line if waiting is None else waiting.line)
            continue
        closes = waiting is not None or piece.bars == 1
        cells += [waiting or Field("", piece.line)] * closes + [None] * (piece.bars - closes)
        ends += [len(cells)] * (piece.bars > 1)
        waiting = None
    if waiting is not None:
        cells.append(waiting)
    longest = max((piece.bars for piece in pieces), default=0)
    period = gcd(*ends) if ends else 0
    for width in range(longest + 1, period + 1):
        if period % width:
            continue
        rows = [cells[at : at + width] for at in range(0, len(cells), width)]
        for led in (0, 1):
            begun = sum(len(row) > led and _is_text(row[led]) for row in rows)
            if 4 * begun >= 3 * len(rows) and not any(_is_text(cell) for row in rows for cell in row[:led]):
                return [[cell for cell in row[led:] if cell is not None] for row in rows]
    return []


def _is_text(cell: Field | None) -> bool:
    return cell is not None and cell.text.strip() != ""


def _cells(pieces: Sequence[_Piece]) -> Iterator[Field]:
    """Give cells whose rows are gone, blank ones too: bars beyond those that part two of them, or stand around them."""
    gaps: list[int] = []
    for before, piece in pairwise(pieces):
        if piece.bars and not before.bars:
            gaps.append(0)
        if piece.bars == 1 and gaps:
            gaps[-1] += 1
    around = 2 * sum(1 for gap in gaps[:-1] if gap % 2 == 0) > 1.5 * len(gaps[:-1]) > 0
    since, seen = 0, False
    for piece in pieces:
        if piece.bars:
            since += piece.bars == 1
            if seen and since > 1 and not (around and since % 2 == 0):
                yield Field("", piece.line)
            continue
        yield Field(piece.text, piece.line)
        since, seen = 0, True
