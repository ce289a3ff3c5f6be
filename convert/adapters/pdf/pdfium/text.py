"""What PDFium says of a character: its code, its look and how far the next one is."""

from __future__ import annotations

import ctypes
from math import atan2, hypot, pi
from typing import NamedTuple

import pypdfium2.raw as c

from convert.adapters.pdf.engine import Look
from convert.adapters.pdf.pdfium import calls
from convert.symbols import symbol, symbol_font

_FAKE_BOLD = (2, 6)
"""Text that is filled and stroked, which is how a bold face is made where a font has none."""
WIDEST = 3.0
_COLOURED = 40
_SLANTED = 0.1


class Face(NamedTuple):
    """What a font says of itself. symbols: its name, if it is one of symbols."""

    bold: bool
    italic: bool
    symbols: str = ""


class Codes(dict[int, str]):
    """What is shown for the codes of one font that were met; empty: the character of that code."""

    symbols = ""

    def show(self, code: int) -> str:
        """Give what a symbol font shows for a code of private use; empty for all else."""
        return symbol(self.symbols, code) if self.symbols and 0xF020 <= code <= 0xF0FF else ""


class Looks:
    """The looks of a page's text objects, each worked out once; nothing is asked of a font twice."""

    def __init__(self, text_page: ctypes.c_void_p) -> None:
        self._text_page = text_page
        self._faces: dict[int | None, Face] = {}
        self._codes: dict[int | None, Codes] = {}
        self._pieces = 0
        self._matrix = c.FS_MATRIX()
        self._matrix_at = ctypes.byref(self._matrix)
        self._name = ctypes.create_string_buffer(128)
        self._shades = tuple(ctypes.c_uint() for _ in range(4))
        self._shades_at = tuple(map(ctypes.byref, self._shades))

    def of(self, index: int, text_object: int | None) -> tuple[Look, bool, Codes, tuple[float, float]]:
        """Give the look of a text object, of which a character's index is known, and whether it is level.

        Gives also the codes of its font, and where it begins.
        """
        text_page, matrix = self._text_page, self._matrix
        calls.char_matrix(text_page, index, self._matrix_at)
        nominal = calls.char_size(text_page, index)
        size = abs(nominal * hypot(matrix.c, matrix.d)) or abs(nominal) or 1.0
        item = ctypes.c_void_p(text_object)
        font = calls.font_of(item) if text_object else None
        if font not in self._faces:
            self._faces[font] = self._face(font)
            self._codes[font] = Codes()
            self._codes[font].symbols = self._faces[font].symbols
        face = self._faces[font]
        bold = face.bold or (text_object is not None and calls.render_mode(item) in _FAKE_BOLD)
        calls.fill_color(text_page, index, *self._shades_at)
        red, green, blue, _ = self._shades
        shades = (red.value, green.value, blue.value)
        coloured = max(shades) - min(shades) > _COLOURED
        angle = round(atan2(-matrix.b, matrix.a) * 180 / pi) % 360
        italic = face.italic or (matrix.b == 0 and matrix.c > _SLANTED * abs(matrix.d))
        self._pieces += 1
        look = Look(size, bold, italic, coloured, angle, self._pieces)
        return look, angle == 0 and matrix.b == 0, self._codes[font], (matrix.e, matrix.f)

    def _face(self, address: int | None) -> Face:
        if address is None:
            return Face(False, False)
        font = ctypes.cast(address, c.FPDF_FONT)
        self._name.value = b""
        c.FPDFFont_GetBaseFontName(font, self._name, 128)
        name = self._name.value.lower()
        heavy = 600 <= c.FPDFFont_GetWeight(font) <= 1000
        bold = heavy or any(word in name for word in (b"bold", b"heavy", b"black"))
        return Face(bold, b"italic" in name or b"oblique" in name, symbol_font(name.decode("latin-1")))


def advance_of(box: c.FS_RECTF, x: float, y: float, angle: int, size: float) -> float:
    """Say how far the next character is; PDFium forgets to scale it in vertical writing, where it is one size."""
    if angle == 0:
        advance = box.right - x
    elif angle == 180:
        advance = x - box.left
    elif angle == 90:
        advance = y - box.bottom
    else:
        advance = box.top - y if angle == 270 else size
    return size if advance > WIDEST * size else max(advance, 0.0)
