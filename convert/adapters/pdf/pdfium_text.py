"""What PDFium says of a character: its code, its look and how far the next one is."""

from __future__ import annotations

import ctypes
from math import hypot
from typing import Any

import pypdfium2.raw as c

_FAKE_BOLD = (2, 6)
"""Text that is filled and stroked, which is how a bold face is made where a font has none."""
_WIDEST = 3.0
_COLOURED = 40


class Look:
    """What all the characters of one text object share."""

    __slots__ = ("bold", "coloured", "italic", "size")

    def __init__(self, text_page: Any, index: int, text_object: Any) -> None:
        matrix = c.FS_MATRIX()
        c.FPDFText_GetMatrix(text_page, index, matrix)
        nominal = c.FPDFText_GetFontSize(text_page, index)
        self.size = abs(nominal * hypot(matrix.c, matrix.d)) or abs(nominal) or 1.0
        font = c.FPDFTextObj_GetFont(text_object)
        name = ctypes.create_string_buffer(128)
        c.FPDFFont_GetBaseFontName(font, name, 128)
        face = name.value.lower()
        weight = c.FPDFFont_GetWeight(font)
        self.bold = (
            b"bold" in face
            or b"heavy" in face
            or b"black" in face
            or 600 <= weight <= 1000
            or c.FPDFTextObj_GetTextRenderMode(text_object) in _FAKE_BOLD
        )
        self.italic = b"italic" in face or b"oblique" in face
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        c.FPDFText_GetFillColor(text_page, index, red, green, blue, alpha)
        shades = (red.value, green.value, blue.value)
        self.coloured = max(shades) - min(shades) > _COLOURED


def character_of(code: int) -> str:
    if code in (0, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000:
        return "-" if code == 0xFFFE else "\ufffd"
    text = chr(code)
    return " " if text in "\t\xa0" else "" if code < 32 or code == 0xAD else text


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
    return size if advance > _WIDEST * size else max(advance, 0.0)
