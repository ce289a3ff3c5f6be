"""Look at the text of a Word 97 document as it is stored, for what msdoc2docx is known to misplace ([MS-DOC] 2.4.1)."""

from __future__ import annotations

import struct
from itertools import pairwise

from convert.ole import read_streams

_TABLE_FLAG, _CLX = 0x0200, 0x01A2
_WHOLE = ("TOC", "INDEX", "TOA")
"""Fields whose paragraphs msdoc2docx keeps apart."""
_LONGEST_NAME = 40
_MOST_PIECES = 1_000_000


def fields_over_paragraphs(content: bytes) -> int:
    """Count the ends of paragraphs and cells inside a result whose paragraphs msdoc2docx joins behind the field.

    A file that cannot be followed has none.
    """
    try:
        return _count(_text(content))
    except (OSError, struct.error, IndexError, ValueError):
        return 0


def _text(content: bytes) -> str:
    """Put the pieces of the text together, in order."""
    words, *tables = read_streams(content, "WordDocument", "0Table", "1Table")
    (flags,) = struct.unpack_from("<H", words, 10)
    table = tables[bool(flags & _TABLE_FLAG)]
    start, size = struct.unpack_from("<II", words, _CLX)
    clx, at = table[start : start + size], 0
    while clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    count = (struct.unpack_from("<I", clx, at + 1)[0] - 4) // 12
    if not 0 <= count <= _MOST_PIECES:
        return ""
    ends = struct.unpack_from(f"<{count + 1}I", clx, at + 5)
    if list(ends) != sorted(ends) or ends[-1] > len(words):
        return ""
    pieces = []
    for number, (first, last) in enumerate(pairwise(ends)):
        (place,) = struct.unpack_from("<I", clx, at + 5 + 4 * (count + 1) + 8 * number + 2)
        if place & 0x40000000:
            place = (place & 0x3FFFFFFF) // 2
            pieces.append(words[place : place + last - first].decode("cp1252", "replace"))
        else:
            pieces.append(words[place : place + 2 * (last - first)].decode("utf-16-le", "replace"))
    return "".join(pieces)


def _count(text: str) -> int:
    """Count marks of ends in the results of open fields, of which none is kept whole."""
    fields: list[tuple[list[str], bool]] = []
    count = 0
    for character in text:
        if character == "\x13":
            fields.append(([], False))
        elif character == "\x14" and fields:
            fields[-1] = fields[-1][0], True
        elif character == "\x15" and fields:
            fields.pop()
        elif not fields:
            continue
        elif character in "\r\x07":
            count += any(shows and not "".join(code).strip().upper().startswith(_WHOLE) for code, shows in fields)
        elif not fields[-1][1] and len(fields[-1][0]) < _LONGEST_NAME:
            fields[-1][0].append(character)
    return count
