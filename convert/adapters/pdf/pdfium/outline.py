"""Read a file's outline (its bookmarks) out of PDFium."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as c

from convert.adapters.pdf.engine import MAX_ENTRIES, Entry

_DEEPEST = 8
_LONGEST = 4_096


def read_outline(file: Any) -> Iterator[Entry]:
    """Yield the outline's lines in order; one that comes back to itself ends where it does."""
    seen: set[int] = set()
    waiting = [(0, c.FPDFBookmark_GetFirstChild(file, None))]
    while waiting and len(seen) < MAX_ENTRIES:
        level, mark = waiting.pop()
        if not mark or ctypes.addressof(mark.contents) in seen:
            continue
        seen.add(ctypes.addressof(mark.contents))
        waiting.append((level, c.FPDFBookmark_GetNextSibling(file, mark)))
        if level < _DEEPEST:
            waiting.append((level + 1, c.FPDFBookmark_GetFirstChild(file, mark)))
        target = c.FPDFBookmark_GetDest(file, mark)
        yield Entry(level, _title(mark), c.FPDFDest_GetDestPageIndex(file, target) if target else -1)


def _title(mark: Any) -> str:
    size = min(c.FPDFBookmark_GetTitle(mark, None, 0), _LONGEST)
    text = ctypes.create_string_buffer(size)
    c.FPDFBookmark_GetTitle(mark, text, size)
    return text.raw.decode("utf-16-le", "replace").partition("\0")[0]
