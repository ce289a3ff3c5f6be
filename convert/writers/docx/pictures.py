"""Pictures: how large they are on the page and how a docx file holds them."""

from __future__ import annotations

import math
import struct

from convert.model import Picture
from convert.writers.docx.markup import attribute

POINTS_PER_PIXEL = 72 / 96
EMU_PER_POINT = 12_700
UNKNOWN_SIZE = (240.0, 180.0)
"""Points, for a picture whose size nothing tells."""

EXTENSIONS = {
    "image/png": "png",
    "image/jpeg": "jpeg",
    "image/gif": "gif",
    "image/bmp": "bmp",
    "image/tiff": "tiff",
    "image/x-emf": "emf",
    "image/x-wmf": "wmf",
    "image/svg+xml": "svg",
}
_ALIASES = {
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-png": "image/png",
    "image/x-ms-bmp": "image/bmp",
    "image/tif": "image/tiff",
    "image/emf": "image/x-emf",
    "image/wmf": "image/x-wmf",
    "image/svg": "image/svg+xml",
}
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\xd7\xcd\xc6\x9a", "image/x-wmf"),
    (b"\x01\x00\x00\x00", "image/x-emf"),
)


_WITHOUT_MAGIC = ("image/x-wmf", "image/svg+xml")
"""Kinds of which not every file begins alike."""


def media_type(picture: Picture) -> str:
    """Give the content type of a picture: as its first bytes say; where a kind has no such bytes, as it says itself."""
    for magic, kind in _MAGIC:
        if picture.data.startswith(magic):
            return kind
    said = picture.media_type.strip().lower()
    said = _ALIASES.get(said, said)
    if said in _WITHOUT_MAGIC:
        return said
    return "image/svg+xml" if b"<svg" in picture.data[:1024] else "application/octet-stream"


def page_size(picture: Picture, max_width: float, max_height: float) -> tuple[float, float]:
    """Give width and height in points: as known, else from the pixels; shrunk to fit, never enlarged."""
    pixels = _pixels(picture.data)
    natural = (pixels[0] * POINTS_PER_PIXEL, pixels[1] * POINTS_PER_PIXEL) if pixels else UNKNOWN_SIZE
    ratio = natural[1] / natural[0]
    width, height = _usable(picture.width), _usable(picture.height)
    width, height = width or height / ratio or natural[0], height or width * ratio or natural[1]
    scale = min(1.0, max_width / width, max_height / height)
    return max(width * scale, 1.0), max(height * scale, 1.0)


def _usable(length: float | None) -> float:
    return length if length is not None and math.isfinite(length) and length > 0 else 0.0


def _pixels(data: bytes) -> tuple[int, int] | None:
    """Read width and height from the head of a PNG, GIF, BMP or JPEG file."""
    size = None
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        size = struct.unpack(">II", data[16:24])
    elif data.startswith(b"GIF8") and len(data) >= 10:
        size = struct.unpack("<HH", data[6:10])
    elif data.startswith(b"BM") and len(data) >= 26:
        width, height = struct.unpack("<ii", data[18:26])
        size = (width, abs(height))
    elif data.startswith(b"\xff\xd8"):
        size = _jpeg_pixels(data)
    return size if size and size[0] > 0 and size[1] > 0 else None


def _jpeg_pixels(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + max(length, 2)
    return None


def drawing(picture: Picture, relationship: str, number: int, size: tuple[float, float], is_svg: bool) -> str:
    """Write a picture as a run with an inline drawing; number is unique in the document, size in points.

    One without words says its name, by which the reader knows that it has none.
    """
    width, height = (round(length * EMU_PER_POINT) for length in size)
    name = f"Picture {number}"
    alt = attribute(picture.alt) if picture.alt.strip() else name
    vector = (
        '<a:extLst><a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}">'
        '<asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main"'
        f' r:embed="{relationship}"/></a:ext></a:extLst>'
        if is_svg
        else ""
    )
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="{number}" name="{name}" descr="{alt}"/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{name}" descr="{alt}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relationship}">{vector}</a:blip>'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )
