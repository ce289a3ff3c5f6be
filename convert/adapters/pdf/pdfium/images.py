"""Get a picture's bytes out of PDFium: a JPEG as it stands in the file, everything else as PNG."""

from __future__ import annotations

import ctypes
import struct
import zlib

import pypdfium2.raw as c

from convert.adapters.pdf.engine import MAX_PIXELS

MAX_BYTES = 64 * 1024 * 1024
MAX_FILE_PIXELS = 200_000_000
_CHANNELS = {c.FPDFBitmap_Gray: 1, c.FPDFBitmap_BGR: 3, c.FPDFBitmap_BGRx: 4, c.FPDFBitmap_BGRA: 4}


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
    try:
        png = _png(raw)
        return png, "image/png" if png else ""
    finally:
        c.FPDFBitmap_Destroy(raw)


def _png(bitmap: object) -> bytes:
    """Give a bitmap as PNG; PDFium keeps colours as blue, green, red.

    pypdfium2's own wrapper is not used: which versions of it free a bitmap by themselves differs, and freeing it twice
    ends the process.
    """
    width, height, stride = (
        c.FPDFBitmap_GetWidth(bitmap),
        c.FPDFBitmap_GetHeight(bitmap),
        c.FPDFBitmap_GetStride(bitmap),
    )
    kind = c.FPDFBitmap_GetFormat(bitmap)
    channels = _CHANNELS.get(kind, 0)
    buffer = c.FPDFBitmap_GetBuffer(bitmap)
    if not (channels and buffer):
        return b""
    data = ctypes.string_at(buffer, stride * height)
    rows = bytearray(b"".join([data[at : at + width * channels] for at in range(0, len(data), stride)]))
    if channels >= 3:
        rows[0::channels], rows[2::channels] = rows[2::channels], rows[0::channels]
    if kind == c.FPDFBitmap_BGRx:
        rows[3::4] = b"\xff" * (len(rows) // 4)
    return _write_png(width, height, channels, bytes(rows))


def _write_png(width: int, height: int, channels: int, rows: bytes) -> bytes:
    """Give the PNG file of 8-bit pixels: 1 channel is grey, 3 are red, green and blue, 4 have alpha too."""
    kind = {1: 0, 3: 2, 4: 6}[channels]
    stride = width * channels
    raw = b"".join(b"\0" + rows[at : at + stride] for at in range(0, stride * height, stride))
    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(raw, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )
