"""Lay a page out: cut tables and pictures out of it, put its lines into reading order, columns one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from convert.adapters.pdf.aligned import cut_lines, find_aligned
from convert.adapters.pdf.banded import find_banded
from convert.adapters.pdf.columns import OpenTables
from convert.adapters.pdf.engine import Box, Glyph, Image, Page, Remark, rounded
from convert.adapters.pdf.gutter import crosses, find_gutter
from convert.adapters.pdf.lattice import Lattice, find_lattices, holds
from convert.adapters.pdf.opened import find_open
from convert.adapters.pdf.stacked import cut_abreast, cut_stacked
from convert.adapters.pdf.strikes import loose_rules, mark_struck
from convert.adapters.pdf.tables import Learnt, Piece, fill_cells, make_table, nearest_areas
from convert.adapters.pdf.watermark import part_watermark
from convert.adapters.pdf.words import Line, goes_over, make_line, split_lines
from convert.model import Origin, Picture

_SMALLEST_PICTURE = 20.0
_WHOLE_PAGE = 0.8
_NARROWEST_BOX = 30.0
_TALLEST_BOX = 0.5
_WIDEST_MARGIN = 1.6


class PlacedLine(Struct, frozen=True):
    """A line with the column it stands in: left and right are where the column's text begins and ends."""

    line: Line
    page: int
    left: float
    right: float


Item = PlacedLine | Piece | Picture


class PageText(Struct, frozen=True):
    """One page in reading order. dropped: what was left out of it, in words; watermark: text across the page.

    deleted: text struck out as Word prints a deletion that nobody has accepted yet.
    """

    number: int
    width: float
    height: float
    items: tuple[Item, ...]
    dropped: tuple[str, ...] = ()
    watermark: str = ""
    deleted: str = ""
    repaired: bool = False
    remarks: Sequence[Remark] = ()


def lay_out(page: Page, number: int, name: str, learnt: Learnt) -> PageText:
    """Put a page's marks into reading order. number counts from 1; learnt: from the pages before."""
    origin = Origin(name, number)
    problems = list(page.omitted)
    found, drawings = find_lattices(page.rules)
    lattices = [lattice for lattice in found if len(lattice.areas) > 1 or _is_box(lattice, page)]
    rules = page.rules
    if drawings:
        problems.append("line art")
        rules = [rule for rule in rules if not any(holds(box, rule) for box in drawings)]
    straight, watermark = part_watermark(page.glyphs)
    straight = mark_struck(straight, rules, lattices)
    deleted = [glyph for glyph in straight if glyph.struck and _is_deleted(glyph, lattices)]
    if deleted:
        struck = set(deleted)
        straight = [glyph for glyph in straight if glyph not in struck]
    pieces, rest = _tables(lattices, straight, page, origin, learnt)
    rows = split_lines(rest)
    lines = cut_lines(rows, page.links)
    if lines:
        tables = OpenTables(rows, page.links, origin, learnt)
        find_banded(lines, loose_rules(rules, lattices), page.height, tables)
        find_open(tables.left(lines), page.height, tables)
        find_aligned(tables.left(lines), tables)
        pieces += tables.pieces
        rows = [row for at, row in enumerate(rows) if at not in tables.used]
    pictures, left_out = _pictures(page, origin, has_text=bool(straight))
    problems += left_out
    items = tuple(_in_order(rows, pieces, pictures, page, number))
    repaired = any(lattice.repaired for lattice in lattices)
    gone = "".join([glyph.text for glyph in deleted])
    return PageText(
        number,
        page.width,
        page.height,
        items,
        tuple(problems),
        watermark,
        gone,
        repaired,
        page.remarks,
    )


def _is_box(lattice: Lattice, page: Page) -> bool:
    """Say whether a single cell is a table: neither a frame around a page nor a box to tick."""
    left, top, right, bottom = lattice.box
    return right - left >= _NARROWEST_BOX and bottom - top <= _TALLEST_BOX * page.height


def _is_deleted(glyph: Glyph, lattices: Sequence[Lattice]) -> bool:
    """Say whether text that is struck out is a deletion: it is in colour, or in a table, where it is no value."""
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
    return glyph.coloured or any(lattice.area_at(x, y) >= 0 for lattice in lattices)


def _tables(
    ruled: Sequence[Lattice], glyphs: Sequence[Glyph], page: Page, origin: Origin, learnt: Learnt
) -> tuple[list[Piece], list[Glyph]]:
    """Make the tables of a page, those inside cells put there; give them with the characters outside of all."""
    lattices = list(ruled)
    inside: list[dict[int, list[Glyph]]] = [{} for _ in lattices]
    rest: list[Glyph] = []
    held, left, top, right, bottom = rest, 1.0, 1.0, 0.0, 0.0
    last: Glyph | None = None
    upper = min([lattice.ys[0] for lattice in lattices], default=0.0)
    lower = max([lattice.ys[-1] for lattice in lattices], default=0.0)
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
        if not upper <= y < lower:
            rest.append(glyph)
            continue
        if not (left <= x < right and top <= y < bottom):
            if last is not None and glyph.piece == last.piece and glyph.piece and goes_over(last, glyph):
                held.append(glyph)
                last = glyph
                continue
            held, left, top, right, bottom = rest, 1.0, 1.0, 0.0, 0.0
            for index, lattice in enumerate(lattices):
                at = lattice.area_at(x, y)
                if at >= 0:
                    held = inside[index].setdefault(at, [])
                    box = lattice.box_of(lattice.areas[at])
                    if not any(_touch(smaller.box, box) for smaller in lattices[:index]):
                        left, top, right, bottom = box
                    break
        held.append(glyph)
        last = glyph if held is not rest else None
    for index, lattice in enumerate(lattices):
        rest = _without_cut_lines(lattice, inside[index], rest)
    nested: list[dict[int, list[Piece]]] = [{} for _ in lattices]
    outer: list[Piece] = []
    contents = [fill_cells(lattice, held, page.links) for lattice, held in zip(lattices, inside, strict=True)]
    for index, lattice in enumerate(lattices):
        if any(_touch(other.box, lattice.box) for other in lattices if other is not lattice):
            continue
        for find in (cut_stacked, cut_abreast):
            cut = find(lattices[index], contents[index])
            if cut is not None:
                own = [glyph for held in inside[index].values() for glyph in held]
                lattices[index], contents[index] = cut, fill_cells(cut, nearest_areas(cut, own), page.links)
    for cells in contents:
        learnt.learn_padding(cells)
    for index, lattice in enumerate(lattices):
        piece = make_table(lattice, contents[index], nested[index], origin, learnt)
        if piece is None:
            continue
        for above in range(index + 1, len(lattices)):
            at = _area_around(lattices[above], lattice.box)
            if at >= 0:
                nested[above].setdefault(at, []).append(piece)
                break
        else:
            outer.append(piece)
    return outer, rest


def _without_cut_lines(lattice: Lattice, inside: dict[int, list[Glyph]], rest: list[Glyph]) -> list[Glyph]:
    """Give the characters outside of a grid; those that begin in an open cell at its foot are put there.

    Where the page cuts a row, some of its cells end before their text does, and no rule is drawn under them.
    """
    foot = lattice.ys[-1]
    if all(lattice.areas[at].enclosed for at in lattice.places[-1]):
        return rest
    left: list[Glyph] = []
    for glyph in rest:
        at = lattice.area_at((glyph.x0 + glyph.x1) / 2, foot - 0.1) if glyph.top < foot < glyph.bottom else -1
        (left if at < 0 or lattice.areas[at].enclosed else inside.setdefault(at, [])).append(glyph)
    return left


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _area_around(lattice: Lattice, box: Box) -> int:
    """Give the area that holds a whole box; -1 if none does."""
    first = lattice.area_at(box[0], box[1])
    return first if first >= 0 and first == lattice.area_at(box[2], box[3]) else -1


def _pictures(page: Page, origin: Origin, *, has_text: bool) -> tuple[list[Picture], list[str]]:
    pictures, problems = [], []
    for image in page.images:
        width, height = image.box[2] - image.box[0], image.box[3] - image.box[1]
        if has_text and width * height > _WHOLE_PAGE * page.width * page.height:
            problems.append("picture of the page")
        elif not image.data or min(width, height) < _SMALLEST_PICTURE:
            problems.append("small picture" if min(width, height) < _SMALLEST_PICTURE else "picture")
        else:
            pictures.append(_picture(image, origin))
    return pictures, problems


def _picture(image: Image, origin: Origin) -> Picture:
    left, top, right, bottom = box = rounded(image.box)
    width, height = round(right - left, 1), round(bottom - top, 1)
    where = Origin(origin.path, origin.page, box=box)
    return Picture(image.data, image.media_type, width=width, height=height, origin=where)


def _in_order(
    rows: list[list[Glyph]], pieces: list[Piece], pictures: list[Picture], page: Page, number: int
) -> Iterator[Item]:
    """Yield what stands on a page from top to bottom; between two lines of the whole width, the left column first."""
    fixed: list[tuple[Box, Item]] = [(piece.box, piece) for piece in pieces]
    fixed += [(picture.origin.box or (0, 0, 0, 0), picture) for picture in pictures]
    gutter = find_gutter(rows)
    if gutter is None:
        yield from _column(rows, fixed, page, number, alone=True)
        return
    bands: list[tuple[list[Glyph], list[Glyph], list[tuple[Box, Item]]]] = [([], [], [])]
    waiting = sorted(fixed, key=lambda one: one[0][1])
    for row in rows:
        while waiting and waiting[0][0][1] < row[0].top:
            _put(waiting.pop(0), gutter, bands)
        if crosses(row, gutter):
            bands.append((row, [], []))
            bands.append(([], [], []))
        else:
            first, second, _ = bands[-1]
            for glyph in row:
                (first if glyph.x1 <= gutter else second).append(glyph)
    for one in waiting:
        _put(one, gutter, bands)
    for left, right, blocks in bands:
        for part, before in ((left, True), (right, False)):
            own = [one for one in blocks if (one[0][0] < gutter) == before]
            yield from _column(split_lines(part), own, page, number)


def _put(
    one: tuple[Box, Item], gutter: float, bands: list[tuple[list[Glyph], list[Glyph], list[tuple[Box, Item]]]]
) -> None:
    if one[0][0] < gutter < one[0][2]:
        bands.append(([], [], [one]))
        bands.append(([], [], []))
    else:
        bands[-1][2].append(one)


def _column(
    rows: Iterable[Sequence[Glyph]], fixed: list[tuple[Box, Item]], page: Page, number: int, *, alone: bool = False
) -> Iterator[Item]:
    """Yield the items of a column from top to bottom. alone: its right margin is not much wider than its left one."""
    lines = [line for row in rows if (line := make_line(row, page.links))]
    if lines:
        left = min(line.x0 for line in lines)
        right = max(line.x1 for line in lines)
        if alone:
            right = max(right, page.width - _WIDEST_MARGIN * max(left, 0.0))
    placed: list[tuple[float, float, Item]] = [
        (line.top, line.x0, PlacedLine(line, number, left, right)) for line in lines
    ]
    placed += [(box[1], box[0], item) for box, item in fixed]
    placed.sort(key=lambda one: one[:2])
    for _, _, item in placed:
        yield item
