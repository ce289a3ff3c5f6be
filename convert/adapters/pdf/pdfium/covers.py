"""Tell the text that a page paints over: what a person no longer sees is none of what it says."""

from __future__ import annotations

import ctypes
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

import pypdfium2.raw as c

from convert.adapters.pdf.engine import Box, Glyph
from convert.adapters.pdf.view import Matrix, Point, around, moved

_CORNER = 0.5
_CORE = 0.2
"""How much of a character's square, on each side, may stand out under what covers it."""
_SAME = 0.01
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
    glyphs: Sequence[Glyph], covers: Sequence[Numbered], drawn: Mapping[int, int], anew: Sequence[Numbered]
) -> Sequence[Glyph]:
    """Give the characters on which nothing was painted later; covers, drawn, anew: see Drawings.

    PDFium leaves out a character that is written anew at the place of the same one: there the first one stays.
    """
    if not covers:
        return glyphs
    ordered = sorted(glyphs, key=_middle)
    heights = [_middle(glyph) for glyph in ordered]
    hidden: dict[int, tuple[Glyph, int]] = {}
    for (left, top, right, bottom), count in covers:
        for glyph in ordered[bisect_left(heights, top) : bisect_right(heights, bottom)]:
            core = _CORE * glyph.size
            if (
                drawn.get(glyph.piece, count) < count
                and left <= glyph.x0 + core
                and glyph.x1 - core <= right
                and top <= glyph.top + core
                and glyph.bottom - core <= bottom
            ):
                hidden[id(glyph)] = glyph, count
    shown = [glyph for glyph in glyphs if id(glyph) not in hidden]
    if not hidden or len(hidden) * (len(anew) + len(shown)) > _MOST_COMPARED:
        return shown
    again = {
        at
        for at, (glyph, count) in hidden.items()
        if any(number >= count and _is_in(glyph, box) for box, number in anew) and _is_missing(glyph, shown)
    }
    return [glyph for glyph in glyphs if id(glyph) in again or id(glyph) not in hidden] if again else shown


def _is_in(glyph: Glyph, box: Box) -> bool:
    left, top, right, bottom = box
    return left <= (glyph.x0 + glyph.x1) / 2 < right and top <= _middle(glyph) < bottom


def _is_missing(glyph: Glyph, shown: Sequence[Glyph]) -> bool:
    """Say whether nothing stands at the place of a character, and something of its size on its base line."""
    level = any(other.size == glyph.size and abs(other.bottom - glyph.bottom) < _SAME for other in shown)
    return level and not any(_is_in(glyph, (other.x0, other.top, other.x1, other.bottom)) for other in shown)


def _middle(glyph: Glyph) -> float:
    return (glyph.top + glyph.bottom) / 2
