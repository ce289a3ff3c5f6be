"""Write pixels as a PNG file."""

from __future__ import annotations

import struct
import zlib


def write_png(width: int, height: int, channels: int, rows: bytes) -> bytes:
    """Give the PNG file of 8-bit pixels: 1 channel is grey, 3 are red, green and blue, 4 have alpha too."""
    kind = {1: 0, 3: 2, 4: 6}[channels]
    stride = width * channels
    raw = b"".join(b"\0" + rows[at : at + stride] for at in range(0, stride * height, stride))
    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(raw, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )
