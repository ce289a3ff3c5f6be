"""Read pages that are written from the top down, their columns from right to left, as if they lay on their side."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from msgspec.structs import replace

from convert.adapters.pdf.engine import Glyph, Page, rounded
from convert.adapters.pdf.view import View
from convert.model import Block, Origin, Paragraph, Picture, Table

_LEAST = 20
_SHARE = 0.7


def is_vertical(page: Page) -> bool:
    """Say whether most characters stand under the one before them."""
    down = across = 0
    for before, after in pairwise([glyph for glyph in page.glyphs if not glyph.text.isspace()]):
        if after.angle or before.angle:
            continue
        near = 0.4 * after.size
        if abs(after.x0 - before.x0) < near and near < after.top - before.top < 2 * after.size:
            down += 1
        elif abs(after.top - before.top) < near:
            across += 1
    return down > _LEAST and down > _SHARE * (down + across)


def laid_down(page: Page) -> Page:
    """Turn a page so that its columns are lines, the rightmost the first, its characters upright all the same."""
    view = View(page.width, page.height, 3)

    def glyph(old: Glyph) -> Glyph:
        x0, top, x1, bottom = view.box(old.x0, old.top, old.x1, old.bottom)
        return old._replace(x0=x0, top=top, x1=x1, bottom=bottom, angle=0 if old.angle == 90 else old.angle)

    return view.turned(page, [glyph(one) for one in page.glyphs])


def stood_up(block: Block, widths: Mapping[int, float]) -> Block:
    """Put the places of a block where they are on the page; widths: of the pages that were laid down."""
    if block.origin.page not in widths and not isinstance(block, Table):
        return block
    if isinstance(block, Table):
        cells = tuple(
            replace(
                cell,
                blocks=tuple(stood_up(inner, widths) for inner in cell.blocks),
                origin=_stood_up(cell.origin, widths),
            )
            for cell in block.cells
        )
        return replace(block, cells=cells, origin=_stood_up(block.origin, widths))
    if isinstance(block, Picture):
        new = replace(block, width=block.height, height=block.width)
        return replace(new, origin=_stood_up(block.origin, widths))
    assert isinstance(block, Paragraph)
    return replace(block, origin=_stood_up(block.origin, widths))


def _stood_up(origin: Origin, widths: Mapping[int, float]) -> Origin:
    width = widths.get(origin.page or 0)
    if width is None or origin.box is None:
        return origin
    return replace(origin, box=rounded(View(0, width, 1).box(*origin.box)))
