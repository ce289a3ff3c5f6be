"""How pictures are held in a docx file that was written, and how large they are."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from convert.model import Picture
from tests.writers.docx_files import audit, png, written


def extent(body: etree._Element) -> tuple[float, float]:
    found = body.find(".//{*}inline/{*}extent")
    return int(found.get("cx")) / 12_700, int(found.get("cy")) / 12_700


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (png(40, 20), (30, 15)),
        (b"GIF89a" + struct.pack("<HH", 40, 20), (30, 15)),
        (b"BM" + bytes(16) + struct.pack("<ii", 40, -20), (30, 15)),
        (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", 20, 40) + bytes(10), (30, 15)),
        (png(0, 20), (240, 180)),
        (b"\x89PNG\r\n\x1a\n", (240, 180)),
        (b"\xff\xd8\xff\xff", (240, 180)),
        (png(4_000_000_000, 1), (442.2, 1)),
        (b"", (240, 180)),
    ],
)
def test_pictures_are_as_large_as_their_pixels_but_fit_the_page(
    target: Path, data: bytes, size: tuple[float, float]
) -> None:
    assert extent(written(target, Picture(data, "image/png"))) == pytest.approx(size)


def test_a_known_size_is_kept_and_shrunk_to_the_text(target: Path) -> None:
    assert extent(written(target, Picture(png(1, 1), width=100, height=50))) == (100, 50)
    assert extent(written(target, Picture(png(1, 1), width=884.4, height=400))) == pytest.approx((442.2, 200))
    assert extent(written(target, Picture(png(2, 1), width=100))) == (100, 50)
    assert extent(written(target, Picture(png(2, 1), width=float("nan"), height=-3))) == (1.5, 1)


def test_the_same_bytes_are_one_part_and_every_picture_has_its_own_number(target: Path) -> None:
    body = written(target, Picture(png(1, 1), alt="a"), Picture(png(1, 1), alt="b"), Picture(png(1, 2)))
    assert [found.get("id") for found in body.iter("{*}docPr")] == ["1", "2", "3"]
    with zipfile.ZipFile(target) as archive:
        assert [name for name in archive.namelist() if "media" in name] == [
            "word/media/image1.png",
            "word/media/image2.png",
        ]
    assert audit(target) == []


@pytest.mark.parametrize(
    ("media_type", "data", "name"),
    [
        ("image/jpg", b"\xff\xd8\xff", "image1.jpeg"),
        ("", b"\x01\x00\x00\x00 EMF", "image1.emf"),
        ("image/svg+xml", b"<svg/>", "image1.svg"),
        ("", b"?", "image1.bin"),
        ('image/"><x', b"GIF89a", "image1.gif"),
    ],
)
def test_pictures_of_any_kind_are_carried_as_they_are(target: Path, media_type: str, data: bytes, name: str) -> None:
    written(target, Picture(data, media_type))
    with zipfile.ZipFile(target) as archive:
        assert archive.read(f"word/media/{name}") == data
        etree.fromstring(archive.read("[Content_Types].xml"))
