"""Put the boxes to tick of a form among the characters of a page, in place of the squares that it draws there."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from convert.adapters.pdf.engine import Glyph, Page, Remark
from convert.adapters.pdf.view import within

_DRAWN = frozenset("□☐▢❏❐❑❒○◯〇")
_SIZE = 1.2
"""The size of a character whose square is as large as a box to tick."""


def with_boxes(page: Page, boxes: Sequence[Remark]) -> Page:
    """Add boxes to the characters of a page."""
    if not boxes:
        return page
    ticks = within([_glyph(box) for box in boxes], page.width, page.height)
    return replace(page, glyphs=[*(glyph for glyph in page.glyphs if not _is_under(glyph, ticks)), *ticks])


def _glyph(box: Remark) -> Glyph:
    left, top, right, bottom = box.box
    size = min(right - left, bottom - top) * _SIZE
    middle = (top + bottom) / 2
    return Glyph(box.text, left, middle - size / 2, right, middle + size / 2, size)


def _is_under(glyph: Glyph, ticks: Sequence[Glyph]) -> bool:
    """Say whether a character is a square or a circle that the page draws where a box to tick is."""
    if glyph.text not in _DRAWN:
        return False
    across, down = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
    return any(
        tick.x0 - tick.size <= across <= tick.x1 + tick.size and abs(down - (tick.top + tick.bottom) / 2) <= tick.size
        for tick in ticks
    )
