"""Read what stands beside the cells of a .xls and xlrd passes over: shapes with their words, controls, page texts.

[MS-XLS] 2.4: records of one sheet, in their order; the text of a shape follows it (TxO and what continues it).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

from msgspec import Struct, field

from convert.adapters.excel.sheet import CHOICES, CONDITIONS, FILTERS, PIVOTS

_BOF, _EOF, _HEADER, _FOOTER, _OBJECT, _CONTINUE, _TEXT = (0x0809, 0x0A, 0x14, 0x15, 0x5D, 0x3C, 0x1B6)
_GIVEN_UP = {0x1BE: CHOICES, 0x1B0: CONDITIONS, 0x879: CONDITIONS, 0x9D: FILTERS, 0xB0: PIVOTS}
_GROUP, _CHART, _WORDS, _PICTURE, _LIST, _NOTE = 0, 5, 6, 8, 0x14, 0x19
_BOXES = (0x0B, 0x0C)
_CONTROLS = (7, *_BOXES, *range(0x0D, _LIST + 1))
_STATE, _LAST = 0x12, 0x13
_MOST = 10_000
_LONGEST = 100_000


class Beside(Struct):
    """shapes: what each is and its words; page_texts: headers and footers; given_up: what changes no text, counted."""

    shapes: list[tuple[str, str]] = field(default_factory=list)
    page_texts: list[str] = field(default_factory=list)
    given_up: dict[str, int] = field(default_factory=dict)


def read_beside(records: Iterable[tuple[int, bytes]]) -> Beside:
    """Read the records of one sheet, which go on behind its end."""
    found = Beside()
    depth = 0
    shape: _Shape | None = None
    for kind, content in records:
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0 or len(found.shapes) > _MOST:
            break
        if depth > 1:
            continue
        if kind == _CONTINUE:
            if shape is not None:
                shape.add(content)
        elif kind == _TEXT:
            if shape is not None and len(content) >= 12:
                (shape.wanted,) = struct.unpack_from("<H", content, 10)
        elif kind == _OBJECT:
            _keep(found, shape)
            shape = _begin(content)
        elif kind in (_HEADER, _FOOTER) and len(content) > 3:
            found.page_texts.append(_characters(content[2:]))
        elif kind in _GIVEN_UP:
            found.given_up[_GIVEN_UP[kind]] = found.given_up.get(_GIVEN_UP[kind], 0) + 1
    _keep(found, shape)
    return found


class _Shape(Struct):
    """A shape or a control. wanted: so many characters of its text are still to come."""

    kind: int
    ticked: bool
    text: str = ""
    wanted: int = 0

    def add(self, content: bytes) -> None:
        if self.wanted > 0 and len(self.text) < _LONGEST:
            text = _characters(content)[: self.wanted]
            self.text += text
            self.wanted -= len(text)


def _begin(content: bytes) -> _Shape | None:
    if len(content) < 6:
        return None
    (kind,) = struct.unpack_from("<H", content, 4)
    at, ticked = 0, False
    while at + 6 <= len(content):
        of_kind, size = struct.unpack_from("<HH", content, at)
        if of_kind == _STATE:
            ticked = struct.unpack_from("<H", content, at + 4)[0] == 1
        if of_kind >= _LAST and at:
            break
        at += 4 + size
    return _Shape(kind, ticked)


def _keep(found: Beside, shape: _Shape | None) -> None:
    """Tell of a shape; the lists that filters and rules of typing open are none of the author's."""
    if shape is None or shape.kind in (_GROUP, _NOTE):
        return
    text = shape.text.replace("\r", "\n").strip()
    if shape.kind in (_CHART, _PICTURE):
        found.shapes.append(("chart" if shape.kind == _CHART else "picture", text))
    elif shape.kind in _BOXES:
        found.shapes.append(("form control", f"{'☑' if shape.ticked else '☐'} {text}".rstrip()))
    elif shape.kind in _CONTROLS:
        if shape.kind != _LIST or not found.given_up.keys() & {FILTERS, CHOICES}:
            found.shapes.append(("form control", text))
    else:
        found.shapes.append(("text box", text) if text or shape.kind == _WORDS else ("drawing", ""))


def _characters(content: bytes) -> str:
    """Read characters behind the byte that says how wide they are."""
    if not content:
        return ""
    return content[1:].decode("utf-16-le" if content[0] & 1 else "latin-1", "replace")
