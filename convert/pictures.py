"""Kinds of pictures: how they are called, which endings their files have, and what these begin with."""

from __future__ import annotations

from convert.model import Picture

ENDINGS = {
    "image/png": "png", "image/jpeg": "jpeg", "image/gif": "gif", "image/bmp": "bmp", "image/tiff": "tiff",
    "image/x-emf": "emf", "image/x-wmf": "wmf", "image/svg+xml": "svg",
}  # fmt: skip
"""Of the kinds that Word shows."""
_OTHER_ENDINGS = {
    "jpg": "image/jpeg", "jpe": "image/jpeg", "dib": "image/bmp", "tif": "image/tiff", "webp": "image/webp",
    "ico": "image/x-icon",
}  # fmt: skip
_ALIASES = {
    "image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/x-png": "image/png", "image/x-ms-bmp": "image/bmp",
    "image/tif": "image/tiff", "image/emf": "image/x-emf", "image/wmf": "image/x-wmf", "image/svg": "image/svg+xml",
}  # fmt: skip
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"), (b"BM", "image/bmp"),
    (b"II*\0", "image/tiff"), (b"MM\0*", "image/tiff"), (b"\xd7\xcd\xc6\x9a", "image/x-wmf"),
    (b"\1\0\0\0", "image/x-emf"),
)  # fmt: skip
_WITHOUT_MAGIC = ("image/x-wmf", "image/svg+xml")
"""Kinds of which not every file begins alike."""
_OF_ENDINGS = {**{ending: kind for kind, ending in ENDINGS.items()}, **_OTHER_ENDINGS}


def kind_of(data: bytes) -> str:
    """Give the media type that the first bytes of a file tell; empty if they tell none."""
    return next((kind for magic, kind in _MAGIC if data.startswith(magic)), "")


def kind_of_ending(ending: str) -> str:
    """Give the media type of files with an ending; empty if it is none of a picture's."""
    return _OF_ENDINGS.get(ending, "")


def media_type(picture: Picture) -> str:
    """Give the media type of a picture: as its first bytes say; where a kind has no such bytes, as it says itself."""
    kind = kind_of(picture.data)
    if kind:
        return kind
    said = picture.media_type.strip().lower()
    said = _ALIASES.get(said, said)
    if said in _WITHOUT_MAGIC:
        return said
    return "image/svg+xml" if b"<svg" in picture.data[:1024] else "application/octet-stream"
