"""Pictures: how large they are on the page and how a docx file holds them."""

from __future__ import annotations

import math
import struct

from convert.model import Picture
from convert.ooxml.namespaces import PIC
from convert.ooxml.parts import attribute
from convert.paper import EMU, POINTS_PER_PIXEL
from convert.pictures import kind_of

UNKNOWN_SIZE = (240.0, 180.0)
"""Points, for a picture whose size nothing tells."""


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
    size, kind = None, kind_of(data)
    if kind == "image/png" and len(data) >= 24:
        size = struct.unpack(">II", data[16:24])
    elif kind == "image/gif" and len(data) >= 10:
        size = struct.unpack("<HH", data[6:10])
    elif kind == "image/bmp" and len(data) >= 26:
        width, height = struct.unpack("<ii", data[18:26])
        size = (width, abs(height))
    elif kind == "image/jpeg":
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
    width, height = (round(length * EMU) for length in size)
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
        f'<a:graphic><a:graphicData uri="{PIC}"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{name}" descr="{alt}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relationship}">{vector}</a:blip>'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )
