"""The first engine: PDFium, fast, and forgiving of damaged files."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import pypdfium2
import pypdfium2.raw as c

from convert.adapters.pdf import pdfium_calls as calls
from convert.adapters.pdf.engine import (
    ASCENT,
    DESCENT,
    MAX_GLYPHS,
    MAX_PICTURES,
    MAX_SEGMENTS,
    Box,
    DamagedFile,
    DamagedPage,
    Entry,
    Glyph,
    Image,
    Link,
    Page,
    Rule,
    dotted_rule,
    thin_rule,
)
from convert.adapters.pdf.pdfium_images import Pictures
from convert.adapters.pdf.pdfium_outline import read_outline
from convert.adapters.pdf.pdfium_text import WIDEST, Look, Looks, advance_of, character_of
from convert.adapters.pdf.view import View, main_angle, within
from convert.errors import Encrypted

Matrix = tuple[float, float, float, float, float, float]
_PASSWORD = 4
_MAX_DEPTH = 8
_SAME = 0.005
_OFF = 0.3
_NO_CHARACTER = "\ufffd"
_FEWEST_DOTS = 3
_MOST_LOST = 2_000
"""Texts that PDFium passes over; where there are more, another engine would take too long to find out why."""


class PdfiumFile:
    def __init__(self, data: bytes) -> None:
        """Open a file. Raises Encrypted, DamagedFile."""
        try:
            self._file = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            if error.err_code == _PASSWORD:
                raise Encrypted() from None
            raise DamagedFile(str(error)) from None
        self._pictures = Pictures()

    @property
    def page_count(self) -> int:
        return len(self._file)

    def close(self) -> None:
        self._file.close()

    def extras(self) -> list[str]:
        scripts = c.FPDFDoc_GetJavaScriptActionCount(self._file.raw) > 0
        files = c.FPDFDoc_GetAttachmentCount(self._file.raw) > 0
        return ["scripts"] * scripts + ["embedded files"] * files

    def outline(self) -> list[Entry]:
        return list(read_outline(self._file.raw))

    def page(self, index: int) -> Page:
        try:
            page = self._file[index]
        except (pypdfium2.PdfiumError, IndexError) as error:
            raise DamagedPage(str(error)) from None
        try:
            return _Reading(self._file.raw, page, self._pictures).page()
        except pypdfium2.PdfiumError as error:
            raise DamagedPage(str(error)) from None
        finally:
            page.close()


_Placed = tuple[str, float, float, float, Look]


class _Reading:
    """One page while it is read."""

    def __init__(self, file: object, page: pypdfium2.PdfPage, pictures: Pictures) -> None:
        self._file = file
        self._page = page
        self._left, self._bottom, right, top = page.get_bbox()
        self._width, self._height = right - self._left, top - self._bottom
        self._problems: list[str] = []
        self._segments = 0
        self._rules: list[Rule] = []
        self._images: list[Image] = []
        self._seen: set[int | None] = set()
        self._x, self._y = ctypes.c_float(), ctypes.c_float()
        self._point = ctypes.byref(self._x), ctypes.byref(self._y)
        self._fill, self._stroke = ctypes.c_int(), ctypes.c_int()
        self._modes = ctypes.byref(self._fill), ctypes.byref(self._stroke)
        self._matrix = c.FS_MATRIX()
        self._lost = 0
        self._pictures = pictures

    def page(self) -> Page:
        placed = self._characters()
        turned = -main_angle(one[4].angle for one in placed) // 90 if placed else self._page.get_rotation() // 90
        view = View(self._width, self._height, turned % 4)
        width, height = view.size
        on_page = within(list(self._glyphs(view, placed)), width, height)
        if len(on_page) < len(placed):
            self._problems.append("text outside the page")
        self._objects(calls.handle(self._page.raw), calls.count_objects, calls.get_object, (1, 0, 0, 1, 0, 0), 0)
        if self._segments > MAX_SEGMENTS:
            self._rules = []
            self._problems.append("line art")
        rules = [view.rule(rule) for rule in self._rules]
        images = [view.image(image) for image in self._images]
        links = [view.link(link) for link in self._links()]
        if self._lost > _MOST_LOST:
            self._problems.append("text printed over other text")
        lost = 0 if self._problems else self._lost
        return Page(width, height, on_page, rules, images, links, tuple(self._problems), lost)

    def _characters(self) -> list[_Placed]:
        """Give each character with its origin, its advance and its look.

        A text begins where its matrix says. Of one inside a form that has words of its own (ActualText), PDFium gives
        another place: it forgets to move it as the form is moved.
        """
        text_page = self._page.get_textpage()
        raw = calls.handle(text_page.raw)
        count = text_page.count_chars()
        if count > MAX_GLYPHS:
            count = MAX_GLYPHS
            self._problems.append("characters beyond what a page can hold")
        all_looks = Looks(raw)
        looks: dict[int | None, tuple[Look | None, float | None, dict[int, bool]]] = {}
        unknown: tuple[None, None, dict[int, bool]] = None, None, {}
        box, x, y = c.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        box_at, x_at, y_at = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
        code_of, box_of, object_of = calls.char_code, calls.char_box, calls.text_object
        placed: list[_Placed] = []
        moved: dict[int | None, tuple[float, float]] = {}
        high = 0
        for index in range(count):
            code = code_of(raw, index)
            if code <= 32 and calls.is_generated(raw, index) == 1:
                continue
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            if high and 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
            high = 0
            text = chr(code) if 0x4E00 <= code < 0xA000 or 33 <= code < 127 else character_of(code)
            if not text or not box_of(raw, index, box_at):
                continue
            key = object_of(raw, index)
            look, base, codes = looks.get(key, unknown)
            if look is None or base is None:
                calls.char_origin(raw, index, x_at, y_at)
            if look is None:
                look, level = all_looks.of(index, key)
                codes = all_looks.codes_of_last()
                start = all_looks.start_of_last()
                off = abs(x.value - start[0]) + abs(y.value - start[1])
                if off > _OFF * look.size and not 0x590 <= code < 0x900 and object_of(raw, index - 1) != key:
                    moved[key] = (start[0] - x.value, start[1] - y.value)
                    level = False
                # Level text has one base line from end to end, which saves asking for the origin of each character.
                level = level and key is not None and abs(box.left - x.value) < _SAME
                looks[key] = look, y.value if level else None, codes
            if code not in codes:
                codes[code] = calls.has_no_unicode(raw, index) == 1
            if codes[code]:
                text = _NO_CHARACTER
            if base is not None:
                left = box.left
                advance = box.right - left
                placed.append((text, left, base, look.size if advance > WIDEST * look.size else advance, look))
                continue
            advance = advance_of(box, x.value, y.value, look.angle, look.size)
            right, up = moved.get(key, (0.0, 0.0)) if moved else (0.0, 0.0)
            placed.append((text, x.value + right, y.value + up, advance, look))
        text_page.close()
        self._seen = set(looks)
        return placed

    def _glyphs(self, view: View, placed: Sequence[_Placed]) -> Iterator[Glyph]:
        """Yield the characters with their em squares as shown."""
        straight = view.quarters == 0
        upper, lower, right = self._height + self._bottom, self._bottom, self._left
        for text, x, y, advance, look in placed:
            size, bold, italic, coloured, angle, piece = look
            if straight:
                left, base = x - right, upper - y
                rest = angle
            else:
                left, base = view.point(x - right, self._height - (y - lower))
                rest = (angle + 90 * view.quarters) % 360
            if rest == 0:
                top, bottom, stop = base - size * ASCENT, base + size * DESCENT, left + advance
                yield Glyph(text, left, top, stop, bottom, size, bold, italic, 0, coloured, False, piece)
                continue
            if rest == 90:
                box = (left - size * DESCENT, base, left + size * ASCENT, base + advance)
            elif rest == 180:
                box = (left - advance, base - size * DESCENT, left, base + size * ASCENT)
            elif rest == 270:
                box = (left - size * ASCENT, base - advance, left + size * DESCENT, base)
            else:
                box = (left, base - size * ASCENT, left + advance, base + size * DESCENT)
            yield Glyph(text, *box, size, bold, italic, rest, coloured, False, piece)

    def _objects(self, holder: ctypes.c_void_p, count: Any, get: Any, matrix: Matrix, depth: int) -> None:
        """Gather rules and pictures of a page or of a form inside it."""
        kind_of, seen = calls.kind_of, self._seen
        for index in range(count(holder)):
            address = get(holder, index)
            item = ctypes.c_void_p(address)
            kind = kind_of(item)
            if kind == c.FPDF_PAGEOBJ_TEXT:
                if address not in seen:
                    self._unseen_text(item)
            elif kind == c.FPDF_PAGEOBJ_PATH:
                self._path(item, matrix)
                if self._segments > MAX_SEGMENTS:
                    return
            elif kind == c.FPDF_PAGEOBJ_IMAGE:
                self._image(item, matrix)
            elif kind == c.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
                inner = _times(self._matrix_of(item), matrix)
                self._objects(item, calls.count_inner, calls.get_inner, inner, depth + 1)

    def _unseen_text(self, item: ctypes.c_void_p) -> None:
        """Count a text that gave no characters: PDFium passes over single ones that no installed font can draw."""
        font = c.FPDFTextObj_GetFont(ctypes.cast(item, c.FPDF_PAGEOBJECT))
        self._lost += not font or c.FPDFFont_GetIsEmbedded(font) != 1

    def _path(self, item: ctypes.c_void_p, matrix: Matrix) -> None:
        if not calls.draw_mode(item, *self._modes) or not (self._fill.value or self._stroke.value):
            return
        dots: list[Box] = []
        for points, straight in self._subpaths(item, _times(self._matrix_of(item), matrix)):
            xs, ys = [x for x, _ in points], [y for _, y in points]
            box = min(xs), min(ys), max(xs), max(ys)
            thin = thin_rule(*box) if straight else None
            if thin:
                self._rules.append(thin)
            elif self._stroke.value:
                self._rules += _straight_rules(points)
            else:
                dots.append(box)
        if len(dots) >= _FEWEST_DOTS:
            self._rules += dotted_rule(dots)

    def _matrix_of(self, item: ctypes.c_void_p) -> Matrix:
        found = self._matrix
        if not calls.matrix_of(item, ctypes.byref(found)):
            return 1, 0, 0, 1, 0, 0
        return found.a, found.b, found.c, found.d, found.e, found.f

    def _subpaths(self, item: ctypes.c_void_p, matrix: Matrix) -> Iterator[tuple[list[tuple[float, float]], bool]]:
        """Yield the points of each piece of a path, and whether it has straight sides only. Curves end a line."""
        a, b, cc, d, e, f = matrix
        e -= self._left
        f = self._height - f + self._bottom
        x, y = self._x, self._y
        to_x, to_y = self._point
        points: list[tuple[float, float]] = []
        straight = True
        total = calls.count_segments(item)
        self._segments += total
        if self._segments > MAX_SEGMENTS:
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
            points.append((a * right + cc * up + e, f - b * right - d * up))
            if total > 2 and calls.segment_closes(segment):
                points.append(points[0])
        if len(points) > 1:
            yield points, straight

    def _image(self, item: ctypes.c_void_p, matrix: Matrix) -> None:
        a, b, cc, d, e, f = _times(self._matrix_of(item), matrix)
        corners = [(e, f), (a + e, b + f), (cc + e, d + f), (a + cc + e, b + d + f)]
        xs = [x - self._left for x, _ in corners]
        ys = [self._height - (y - self._bottom) for _, y in corners]
        box = (min(xs), min(ys), max(xs), max(ys))
        thin = thin_rule(*box)
        if thin:
            self._rules.append(thin)
        elif len(self._images) < MAX_PICTURES:
            large = box[2] - box[0] >= 12 and box[3] - box[1] >= 12
            data, media_type = self._pictures.data(ctypes.cast(item, c.FPDF_PAGEOBJECT)) if large else (b"", "")
            self._images.append(Image(box, data, media_type))
        elif "pictures" not in self._problems:
            self._problems.append("pictures")

    def _links(self) -> Iterator[Link]:
        at, link, rect = ctypes.c_int(0), c.FPDF_LINK(), c.FS_RECTF()
        for _ in range(10_000):
            if not c.FPDFLink_Enumerate(self._page.raw, at, link):
                return
            action = c.FPDFLink_GetAction(link)
            kind = c.FPDFAction_GetType(action) if action else c.PDFACTION_UNSUPPORTED
            if kind == c.PDFACTION_LAUNCH:
                self._problems.append("action that starts a program")
            if kind != c.PDFACTION_URI:
                continue
            size = c.FPDFAction_GetURIPath(self._file, action, None, 0)
            if not 1 < size < 8_192 or not c.FPDFLink_GetAnnotRect(link, rect):
                continue
            text = ctypes.create_string_buffer(size)
            c.FPDFAction_GetURIPath(self._file, action, text, size)
            address = text.value.decode("utf-8", "replace").strip()
            top, bottom = (self._height - (y - self._bottom) for y in (rect.top, rect.bottom))
            yield Link((rect.left - self._left, top, rect.right - self._left, bottom), address)


def _straight_rules(points: list[tuple[float, float]]) -> Iterator[Rule]:
    for (x0, y0), (x1, y1) in pairwise(points):
        width, height = abs(x1 - x0), abs(y1 - y0)
        if height <= 0.5 and width >= 0.5:
            yield Rule(True, (y0 + y1) / 2, min(x0, x1), max(x0, x1))
        elif width <= 0.5 and height >= 0.5:
            yield Rule(False, (x0 + x1) / 2, min(y0, y1), max(y0, y1))


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, cc, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i,
        a * h + b * j,
        cc * g + d * i,
        cc * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )
