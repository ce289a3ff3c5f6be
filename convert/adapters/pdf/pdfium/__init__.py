"""The first engine: PDFium, fast, and forgiving of damaged files."""

from __future__ import annotations

import ctypes
import logging

import pypdfium2
import pypdfium2.raw as c

from convert.adapters.pdf.engine import (
    MAX_GLYPHS,
    DamagedFile,
    DamagedPage,
    Entry,
    Look,
    Page,
    Placed,
    character_of,
)
from convert.adapters.pdf.pdfium import calls
from convert.adapters.pdf.pdfium.annotations import Annotations, print_annotations, read_annotations
from convert.adapters.pdf.pdfium.covers import uncovered
from convert.adapters.pdf.pdfium.drawings import Drawings
from convert.adapters.pdf.pdfium.images import Pictures
from convert.adapters.pdf.pdfium.outline import read_outline
from convert.adapters.pdf.pdfium.text import WIDEST, Codes, Looks, advance_of
from convert.adapters.pdf.view import upright
from convert.errors import Encrypted

_PASSWORD = 4
_SAME = 0.005
_OFF = 0.3
_HYPHEN = 2
"""What PDFium makes of a hyphen at the end of a line."""
_NO_CHARACTER = "\ufffd"
_MOST_LOST = 2_000
"""Texts that PDFium passes over; where there are more, another engine would take too long to find out why."""


class PdfiumFile:
    def __init__(self, data: bytes) -> None:
        """Open a file. Raises Encrypted, DamagedFile."""
        logging.getLogger("pypdfium2").setLevel(logging.CRITICAL)
        try:
            self._file = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            if error.err_code == _PASSWORD:
                raise Encrypted() from None
            raise DamagedFile(str(error)) from None
        self._pictures = Pictures()
        self._annotations: dict[int, Annotations] = {}
        self._is_signed = c.FPDF_GetSignatureCount(self._file.raw) > 0
        if self._file.get_formtype() != c.FORMTYPE_NONE:
            self._file.init_forms()

    @property
    def page_count(self) -> int:
        return len(self._file)

    def close(self) -> None:
        self._file.close()

    def extras(self) -> list[str]:
        scripts = c.FPDFDoc_GetJavaScriptActionCount(self._file.raw) > 0
        files = c.FPDFDoc_GetAttachmentCount(self._file.raw) > 0
        drawn = self._file.get_formtype() == c.FORMTYPE_XFA_FULL
        return (
            ["scripts"] * scripts
            + ["embedded files"] * files
            + ["drawn form"] * drawn
            + ["signature"] * self._is_signed
        )

    def outline(self) -> list[Entry]:
        return list(read_outline(self._file.raw))

    def page(self, index: int) -> Page:
        page = self._load(index)
        try:
            annotations = self._annotations.get(index)
            if annotations is None:
                annotations = self._annotations[index] = read_annotations(self._file.raw, self._file.formenv, page)
                if annotations.has_printed:
                    print_annotations(self._file.formenv, page)
                    page.close()
                    page = self._load(index)
            return _Reading(page, self._pictures, annotations).page()
        except pypdfium2.PdfiumError as error:
            raise DamagedPage(str(error)) from None
        finally:
            page.close()

    def _load(self, index: int) -> pypdfium2.PdfPage:
        try:
            return self._file[index]
        except (pypdfium2.PdfiumError, IndexError) as error:
            raise DamagedPage(str(error)) from None


class _Reading:
    """One page while it is read."""

    def __init__(self, page: pypdfium2.PdfPage, pictures: Pictures, annotations: Annotations) -> None:
        self._page = page
        self._left, self._bottom, right, top = page.get_bbox()
        self._width, self._height = right - self._left, top - self._bottom
        self._problems = list(annotations.problems)
        self._annotations = annotations
        self._seen: dict[int | None, int] = {}
        self._pictures = pictures

    def page(self) -> Page:
        placed = self._characters()
        drawn = Drawings(self._left, self._bottom, self._height, self._seen, self._pictures)
        drawn.gather(calls.handle(self._page.raw))
        shown = uncovered(placed, drawn.covers, drawn.drawn, drawn.anew)
        if len(shown) < len(placed):
            self._problems.append("text that is painted over")
        if drawn.too_many_images:
            self._problems.append("pictures")
        if drawn.too_many_lines:
            self._problems.append("line art")
        if drawn.lost > _MOST_LOST:
            self._problems.append("text printed over other text")
        page = Page(
            self._width,
            self._height,
            rules=[] if drawn.too_many_lines else drawn.rules,
            images=drawn.images,
            links=self._annotations.links,
            omitted=tuple(self._problems),
            lost=0 if self._problems else drawn.lost,
            remarks=self._annotations.remarks,
            boxes=self._annotations.boxes,
        )
        return upright(page, shown, self._page.get_rotation())

    def _characters(self) -> list[Placed]:
        """Give each character with its origin on the page, its advance and its look.

        A text begins where its matrix says. Of one inside a form that has words of its own (ActualText), PDFium gives
        another place: it forgets to move it as the form is moved. One that begins later on its line has lost a
        character that stood there already.
        """
        text_page = self._page.get_textpage()
        raw = calls.handle(text_page.raw)
        count = text_page.count_chars()
        if count > MAX_GLYPHS:
            count = MAX_GLYPHS
            self._problems.append("characters beyond what a page can hold")
        all_looks = Looks(raw)
        looks: dict[int | None, tuple[Look | None, float | None, Codes]] = {}
        unknown = None, None, Codes()
        box, x, y = c.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        box_at, x_at, y_at = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
        code_of, box_of, object_of = calls.char_code, calls.char_box, calls.text_object
        placed: list[Placed] = []
        moved: dict[int | None, tuple[float, float]] = {}
        side, upper = self._left, self._height + self._bottom
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
            if code == _HYPHEN and calls.is_hyphen(raw, index) == 1:
                text = "-"
            if not text and calls.has_no_unicode(raw, index) == 1:
                text = _NO_CHARACTER
            if not text or not box_of(raw, index, box_at):
                continue
            key = object_of(raw, index)
            look, base, codes = looks.get(key, unknown)
            if look is None or base is None:
                calls.char_origin(raw, index, x_at, y_at)
            if look is None:
                look, level, codes, start = all_looks.of(index, key)
                right, up = start[0] - x.value, start[1] - y.value
                is_short = right < 0 and abs(up) < _SAME
                off = 0 if is_short else abs(right) + abs(up)
                if off > _OFF * look.size and not 0x590 <= code < 0x900 and object_of(raw, index - 1) != key:
                    moved[key] = (right, up)
                    level = False
                # Level text has one base line from end to end, which saves asking for the origin of each character.
                level = level and key is not None and abs(box.left - x.value) < _SAME
                looks[key] = look, upper - y.value if level else None, codes
            if code not in codes:
                codes[code] = _NO_CHARACTER if calls.has_no_unicode(raw, index) == 1 else codes.show(code)
            if codes[code]:
                text = codes[code]
            if base is not None:
                advance = box.right - box.left
                advance = look.size if advance > WIDEST * look.size else advance
                placed.append((text, box.left - side, base, advance, look))
                continue
            advance = advance_of(box, x.value, y.value, look.angle, look.size)
            right, up = moved.get(key, (0.0, 0.0)) if moved else (0.0, 0.0)
            placed.append((text, x.value + right - side, upper - (y.value + up), advance, look))
        text_page.close()
        self._seen = {key: look.piece for key, (look, _, _) in looks.items() if look}
        return placed
