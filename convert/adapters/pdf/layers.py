"""Say whether a file hides layers of its pages (ISO 32000-1, 8.11): no engine asks before it reads their text."""

from __future__ import annotations

import contextlib
import re
import zlib
from collections.abc import Iterator

_HIDES = re.compile(rb"/OFF\s{0,9}\[\s{0,9}[0-9]|/BaseState\s{0,9}/OFF")
_BEGIN = re.compile(rb"stream\r?\n")
_HEAD = 300
"""Bytes of the entries behind the kind of a stream."""
_MOST_PACKED = 1_000
_LONGEST = 1024 * 1024


def hides_layers(data: bytes) -> bool:
    """Look for layers that are off at first, in objects that are packed together too."""
    has_layers = hides = False
    for piece in _pieces(data):
        has_layers = has_layers or b"/OCProperties" in piece
        hides = hides or _HIDES.search(piece) is not None
        if has_layers and hides:
            return True
    return False


def _pieces(data: bytes) -> Iterator[bytes]:
    """Yield a file as it stands, and what is packed in it."""
    yield data
    at = 0
    for _ in range(_MOST_PACKED):
        at = data.find(b"/ObjStm", at) + 1
        begin = _BEGIN.search(data, at, at + _HEAD) if at else None
        if begin is not None:
            with contextlib.suppress(zlib.error):
                yield zlib.decompressobj().decompress(data[begin.end() : begin.end() + _LONGEST], _LONGEST)
        if not at:
            return
