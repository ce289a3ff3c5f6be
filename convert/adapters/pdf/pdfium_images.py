"""Get a picture's bytes out of PDFium: a JPEG as it stands in the file, everything else as PNG."""

from __future__ import annotations

import ctypes

import pypdfium2
import pypdfium2.raw as c

from convert.adapters.pdf.engine import MAX_PIXELS
from convert.adapters.pdf.png import write_png

MAX_BYTES = 64 * 1024 * 1024
MAX_FILE_PIXELS = 200_000_000


class Pictures:
    """The pictures of a file, until they are more than anyone would print."""

    def __init__(self) -> None:
        self._pixels = 0

    def data(self, item: object) -> tuple[bytes, str]:
        """Give a picture's bytes and media type; nothing where it is too large, damaged, or one too many."""
        width, height = ctypes.c_uint(), ctypes.c_uint()
        if not c.FPDFImageObj_GetImagePixelSize(item, width, height):
            return b"", ""
        pixels = width.value * height.value
        if pixels > MAX_PIXELS or self._pixels + pixels > MAX_FILE_PIXELS:
            return b"", ""
        self._pixels += pixels
        return _picture_data(item)


def _picture_data(item: object) -> tuple[bytes, str]:
    if c.FPDFImageObj_GetImageFilterCount(item) == 1:
        name = ctypes.create_string_buffer(32)
        c.FPDFImageObj_GetImageFilter(item, 0, name, 32)
        if name.value == b"DCTDecode":
            size = c.FPDFImageObj_GetImageDataRaw(item, None, 0)
            if 0 < size <= MAX_BYTES:
                buffer = ctypes.create_string_buffer(size)
                c.FPDFImageObj_GetImageDataRaw(item, buffer, size)
                if buffer.raw.startswith(b"\xff\xd8\xff"):
                    return buffer.raw, "image/jpeg"
    raw = c.FPDFImageObj_GetBitmap(item)
    if not raw:
        return b"", ""
    bitmap = pypdfium2.PdfBitmap.from_raw(raw)
    try:
        return _png(bitmap), "image/png"
    finally:
        c.FPDFBitmap_Destroy(raw)


def _png(bitmap: pypdfium2.PdfBitmap) -> bytes:
    """Give a bitmap as PNG; PDFium keeps colours as blue, green, red."""
    channels = bitmap.n_channels
    data = bytes(bitmap.buffer)
    wide = bitmap.width * channels
    rows = bytearray(b"".join(data[at : at + wide] for at in range(0, bitmap.stride * bitmap.height, bitmap.stride)))
    if channels >= 3:
        rows[0::channels], rows[2::channels] = rows[2::channels], rows[0::channels]
    if channels == 4 and bitmap.format == c.FPDFBitmap_BGRx:
        rows[3::4] = b"\xff" * (len(rows) // 4)
    return write_png(bitmap.width, bitmap.height, channels, bytes(rows))
