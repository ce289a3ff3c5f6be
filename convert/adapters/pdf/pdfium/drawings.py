"""Gather what PDFium draws on a page beside its text: rules, pictures, and what is painted over text."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pypdfium2.raw as c

from convert.adapters.pdf.engine import MAX_PICTURES, MAX_SEGMENTS, Box, Image, Rule, dotted_rule, thin_rule
from convert.adapters.pdf.pdfium import calls
from convert.adapters.pdf.pdfium.covers import Numbered, bounds_of, clipped, is_opaque, is_rectangle
from convert.adapters.pdf.pdfium.images import Pictures
from convert.adapters.pdf.view import Matrix, Point, around, chained

_MAX_DEPTH = 8
_FEWEST_DOTS = 3


class Drawings:
    """The rules and pictures of one page, as it lies in the file.

    left, bottom: where the page begins; seen: the text objects that gave characters, and their pieces;
    drawn: how many pieces are before each piece; covers: opaque rectangles; anew: where text stands that follows one.
    """

    def __init__(
        self, left: float, bottom: float, height: float, seen: dict[int | None, int], pictures: Pictures
    ) -> None:
        self.rules: list[Rule] = []
        self.images: list[Image] = []
        self.covers: list[Numbered] = []
        self.drawn: dict[int, int] = {}
        self.anew: list[Numbered] = []
        self.lost = 0
        self.too_many_images = False
        self._whole: Matrix = (1, 0, 0, -1, -left, height + bottom)
        self._seen, self._pictures = seen, pictures
        self._segments = 0
        self._x, self._y = ctypes.c_float(), ctypes.c_float()
        self._point = ctypes.byref(self._x), ctypes.byref(self._y)
        self._fill, self._stroke = ctypes.c_int(), ctypes.c_int()
        self._modes = ctypes.byref(self._fill), ctypes.byref(self._stroke)
        self._matrix = c.FS_MATRIX()

    @property
    def too_many_lines(self) -> bool:
        return self._segments > MAX_SEGMENTS

    def gather(self, page: ctypes.c_void_p) -> None:
        self._objects(page, calls.count_objects, calls.get_object, self._whole, 0)

    def _objects(self, holder: ctypes.c_void_p, count: Any, get: Any, matrix: Matrix, depth: int) -> None:
        """Gather rules and pictures of a page or of a form inside it."""
        kind_of, seen = calls.kind_of, self._seen
        for index in range(count(holder)):
            address = get(holder, index)
            item = ctypes.c_void_p(address)
            kind = kind_of(item)
            if kind == c.FPDF_PAGEOBJ_TEXT:
                if self.covers:
                    self.anew.append((bounds_of(item, matrix), len(self.drawn)))
                if address in seen:
                    self.drawn[seen[address]] = len(self.drawn)
                else:
                    self._unseen_text(item)
            elif kind == c.FPDF_PAGEOBJ_PATH:
                self._path(item, matrix)
                if self.too_many_lines:
                    return
            elif kind == c.FPDF_PAGEOBJ_IMAGE:
                self._image(item, matrix)
            elif kind == c.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
                inner = chained(self._matrix_of(item), matrix)
                self._objects(item, calls.count_inner, calls.get_inner, inner, depth + 1)

    def _unseen_text(self, item: ctypes.c_void_p) -> None:
        """Count a text that gave no characters: PDFium passes over single ones that no installed font can draw."""
        font = c.FPDFTextObj_GetFont(ctypes.cast(item, c.FPDF_PAGEOBJECT))
        self.lost += not font or c.FPDFFont_GetIsEmbedded(font) != 1

    def _path(self, item: ctypes.c_void_p, matrix: Matrix) -> None:
        if not calls.draw_mode(item, *self._modes) or not (self._fill.value or self._stroke.value):
            return
        dots: list[Box] = []
        fills, strokes, n_paths = self._fill.value, self._stroke.value, 0
        for points, straight in self._subpaths(item, chained(self._matrix_of(item), matrix)):
            box = around(points)
            n_paths += 1
            thin = thin_rule(*box) if straight else None
            if thin:
                self.rules.append(thin)
                continue
            if strokes:
                self.rules += _straight_rules(points)
            else:
                dots.append(box)
        if len(dots) >= _FEWEST_DOTS:
            self.rules += dotted_rule(dots)
        if fills and self.drawn and n_paths == 1 and not thin and is_rectangle(points, box) and is_opaque(item):
            self.covers.append((clipped(item, box, matrix), len(self.drawn)))

    def _matrix_of(self, item: ctypes.c_void_p) -> Matrix:
        found = self._matrix
        if not calls.matrix_of(item, ctypes.byref(found)):
            return 1, 0, 0, 1, 0, 0
        return found.a, found.b, found.c, found.d, found.e, found.f

    def _subpaths(self, item: ctypes.c_void_p, matrix: Matrix) -> Iterator[tuple[list[Point], bool]]:
        """Yield the points of each piece of a path, and whether it has straight sides only. Curves end a line."""
        a, b, cc, d, e, f = matrix
        x, y = self._x, self._y
        to_x, to_y = self._point
        points: list[Point] = []
        straight = True
        total = calls.count_segments(item)
        self._segments += total
        if self.too_many_lines:
            return
        for at in range(total):
            segment = ctypes.c_void_p(calls.get_segment(item, at))
            kind = calls.segment_kind(segment) if at else c.FPDF_SEGMENT_MOVETO
            calls.segment_point(segment, to_x, to_y)
            right, up = x.value, y.value
            if kind == c.FPDF_SEGMENT_MOVETO:
                if len(points) > 1:
                    yield points, straight
                points, straight = [], True
            elif kind == c.FPDF_SEGMENT_BEZIERTO:
                straight = False
                if len(points) > 1:
                    yield points, False
                points = []
            points.append((a * right + cc * up + e, b * right + d * up + f))
            if total > 2 and calls.segment_closes(segment):
                points.append(points[0])
        if len(points) > 1:
            yield points, straight

    def _image(self, item: ctypes.c_void_p, matrix: Matrix) -> None:
        a, b, cc, d, e, f = chained(self._matrix_of(item), matrix)
        corners = [(e, f), (a + e, b + f), (cc + e, d + f), (a + cc + e, b + d + f)]
        box = around(corners)
        thin = thin_rule(*box)
        if thin:
            self.rules.append(thin)
        elif len(self.images) < MAX_PICTURES:
            large = box[2] - box[0] >= 12 and box[3] - box[1] >= 12
            data, media_type = self._pictures.data(ctypes.cast(item, c.FPDF_PAGEOBJECT)) if large else (b"", "")
            self.images.append(Image(box, data, media_type))
        else:
            self.too_many_images = True


def _straight_rules(points: list[Point]) -> Iterator[Rule]:
    for (x0, y0), (x1, y1) in pairwise(points):
        width, height = abs(x1 - x0), abs(y1 - y0)
        if height <= 0.5 and width >= 0.5:
            yield Rule(True, (y0 + y1) / 2, min(x0, x1), max(x0, x1))
        elif width <= 0.5 and height >= 0.5:
            yield Rule(False, (x0 + x1) / 2, min(y0, y1), max(y0, y1))
