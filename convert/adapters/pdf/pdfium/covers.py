"""Tell the text that a page paints over: what a person no longer sees is none of what it says."""

from __future__ import annotations

import ctypes
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

import pypdfium2.raw as c

from convert.adapters.pdf.engine import Box, Placed, em_box
from convert.adapters.pdf.view import Matrix, Point, around, moved

_CORNER = 0.5
_CORE = 0.2
"""How much of a character's square, on each side, may stand out under what covers it."""
_MOST_CLIPS = 200
_MOST_COMPARED = 3_000_000

Numbered = tuple[Box, int]
"""A box, and how many pieces of text were drawn before it."""


def is_rectangle(points: Sequence[Point], box: Box) -> bool:
    """Say whether a path goes from corner to corner of its box."""
    left, top, right, bottom = box
    return len(points) > 3 and all(
        min(abs(x - left), abs(x - right)) < _CORNER and min(abs(y - top), abs(y - bottom)) < _CORNER for x, y in points
    )


def is_opaque(item: ctypes.c_void_p) -> bool:
    shape = ctypes.cast(item, c.FPDF_PAGEOBJECT)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    known = c.FPDFPageObj_GetFillColor(shape, red, green, blue, alpha)
    return bool(known) and alpha.value == 255 and not c.FPDFPageObj_HasTransparency(shape)


def bounds_of(item: ctypes.c_void_p, matrix: Matrix) -> Box:
    """Give the box around what an object draws, all its characters too; matrix: of the form that draws it."""
    x0, y0, x1, y1 = (ctypes.c_float() for _ in range(4))
    c.FPDFPageObj_GetBounds(ctypes.cast(item, c.FPDF_PAGEOBJECT), x0, y0, x1, y1)
    return around([moved(matrix, x.value, y.value) for x in (x0, x1) for y in (y0, y1)])


def clipped(item: ctypes.c_void_p, box: Box, matrix: Matrix) -> Box:
    """Give the part of a box that is drawn; matrix: of the form that draws it."""
    clip = c.FPDFPageObj_GetClipPath(ctypes.cast(item, c.FPDF_PAGEOBJECT))
    x, y = ctypes.c_float(), ctypes.c_float()
    for path in range(min(c.FPDFClipPath_CountPaths(clip), _MOST_CLIPS)):
        points = []
        for at in range(min(c.FPDFClipPath_CountPathSegments(clip, path), _MOST_CLIPS)):
            c.FPDFPathSegment_GetPoint(c.FPDFClipPath_GetPathSegment(clip, path, at), x, y)
            points.append(moved(matrix, x.value, y.value))
        if points:
            left, top, right, bottom = around(points)
            box = max(box[0], left), max(box[1], top), min(box[2], right), min(box[3], bottom)
    return box


def uncovered(
    placed: Sequence[Placed], covers: Sequence[Numbered], drawn: Mapping[int, int], anew: Sequence[Numbered]
) -> Sequence[Placed]:
    """Give the characters on which nothing was painted later; covers, drawn, anew: see Drawings.

    PDFium leaves out a character that is written anew at the place of the same one: there the first one stays.
    """
    if not covers:
        return placed
    squares = [em_box(x, y, advance, look.size, look.angle) for _, x, y, advance, look in placed]
    ordered = sorted(range(len(placed)), key=lambda at: squares[at][1] + squares[at][3])
    heights = [(squares[at][1] + squares[at][3]) / 2 for at in ordered]
    hidden: dict[int, int] = {}
    for (left, top, right, bottom), count in covers:
        for at in ordered[bisect_left(heights, top) : bisect_right(heights, bottom)]:
            look, (x0, y0, x1, y1) = placed[at][4], squares[at]
            core = _CORE * look.size
            if (
                drawn.get(look.piece, count) < count
                and left <= x0 + core
                and x1 - core <= right
                and top <= y0 + core
                and y1 - core <= bottom
            ):
                hidden[at] = count
    shown = [at for at in range(len(placed)) if at not in hidden]
    if len(hidden) * (len(anew) + len(shown)) < _MOST_COMPARED:
        for at, count in hidden.items():
            base, size = placed[at][2], placed[at][4].size
            again = any(number >= count and _is_in(squares[at], box) for box, number in anew)
            level = again and any(placed[one][2] == base and placed[one][4].size == size for one in shown)
            if level and not any(_is_in(squares[at], squares[one]) for one in shown):
                shown.append(at)
    return [placed[at] for at in sorted(shown)]


def _is_in(square: Box, box: Box) -> bool:
    """Say whether the middle of a character's square is in a box."""
    left, top, right, bottom = box
    return left <= (square[0] + square[2]) / 2 < right and top <= (square[1] + square[3]) / 2 < bottom
