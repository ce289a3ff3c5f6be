"""Hand the elements that a large part is made of to who can take them without parsing, and all else to the parser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import IO

from convert.ooxml.namespaces import STRICT_S, S

NAMESPACES = (S, STRICT_S)
_PIECE = 1 << 20
_LONGEST = 16 << 20
_ENCODING = re.compile(rb"<\?xml[^>]{0,80}encoding\s{0,9}=\s{0,9}[\"']([^\"']{0,40})", re.IGNORECASE)


def read_segments(
    stream: IO[bytes], root: str, element: str, take: Callable[[str], None], feed: Callable[[bytes], None]
) -> None:
    """Read a part to its end. root: the name of its root, element: of what it holds over and over.

    take: is given elements that follow each other, from the start tag of the first; the end tag of the last is cut off;
    feed: gives the parser bytes, which are all others in their order.
    """
    begin, end = f"<{element}".encode(), f"</{element}>".encode()

    def hand_over(segment: bytes) -> bool:
        start = max(segment.find(begin), 0)
        if b"<!" in segment or b"<?" in segment[start:]:
            feed(segment + end)
            return False
        if start:
            feed(segment[:start])
        try:
            text = segment[start:].decode()
        except UnicodeDecodeError:
            feed(segment[start:] + end)
            return False
        take(text)
        return True

    rest = stream.read(_PIECE)
    wanted = _is_plain(rest, root)
    while wanted:
        cut = rest.rfind(end)
        if cut >= 0:
            segment, rest = rest[:cut], rest[cut + len(end) :]
            wanted = hand_over(segment)
        piece = stream.read(_PIECE)
        if not piece or len(rest) > _LONGEST:
            rest += piece
            break
        rest += piece
    while rest:
        feed(rest)
        rest = stream.read(_PIECE)


def _is_plain(head: bytes, root: str) -> bool:
    """Say whether elements may be taken: the part is UTF-8, and they are named without a prefix."""
    encoding = _ENCODING.search(head[:200])
    if encoding and encoding[1].lower() not in (b"utf-8", b"us-ascii"):
        return False
    found = re.search(rb"<%b\b[^>]{0,8192}" % root.encode(), head[:20_000])
    return found is not None and any(f'xmlns="{namespace}"'.encode() in found[0] for namespace in NAMESPACES)
