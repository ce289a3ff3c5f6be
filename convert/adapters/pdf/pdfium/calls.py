"""PDFium's functions that are called for every character and every line, without ctypes' checks of their arguments.

A call takes half the time so. Arguments are c_void_p (see `handle`), `ctypes.byref` of something, and whole numbers;
a pointer comes back as its address, None for none.
"""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as c

_POINTER = type(ctypes.POINTER(ctypes.c_int))


def handle(pointer: Any) -> ctypes.c_void_p:
    """Give what pypdfium2 holds as the argument that these functions take."""
    return ctypes.c_void_p(ctypes.addressof(pointer.contents))


def _bare(function: Any) -> Any:
    made = type(function)(ctypes.cast(function, ctypes.c_void_p).value)
    made.restype = ctypes.c_void_p if isinstance(function.restype, _POINTER) else function.restype
    return made


char_box = _bare(c.FPDFText_GetLooseCharBox)
char_code = _bare(c.FPDFText_GetUnicode)
char_matrix = _bare(c.FPDFText_GetMatrix)
char_origin = _bare(c.FPDFText_GetCharOrigin)
char_size = _bare(c.FPDFText_GetFontSize)
fill_color = _bare(c.FPDFText_GetFillColor)
has_no_unicode = _bare(c.FPDFText_HasUnicodeMapError)
is_generated = _bare(c.FPDFText_IsGenerated)
is_hyphen = _bare(c.FPDFText_IsHyphen)
text_object = _bare(c.FPDFText_GetTextObject)
font_of = _bare(c.FPDFTextObj_GetFont)
render_mode = _bare(c.FPDFTextObj_GetTextRenderMode)

count_objects = _bare(c.FPDFPage_CountObjects)
get_object = _bare(c.FPDFPage_GetObject)
count_inner = _bare(c.FPDFFormObj_CountObjects)
get_inner = _bare(c.FPDFFormObj_GetObject)
get_inner.argtypes = (ctypes.c_void_p, ctypes.c_ulong)
kind_of = _bare(c.FPDFPageObj_GetType)
matrix_of = _bare(c.FPDFPageObj_GetMatrix)
draw_mode = _bare(c.FPDFPath_GetDrawMode)
count_segments = _bare(c.FPDFPath_CountSegments)
get_segment = _bare(c.FPDFPath_GetPathSegment)
segment_kind = _bare(c.FPDFPathSegment_GetType)
segment_point = _bare(c.FPDFPathSegment_GetPoint)
segment_closes = _bare(c.FPDFPathSegment_GetClose)
