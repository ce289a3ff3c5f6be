"""Read tables: what folded cells hold is found out once for each kind of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeGuard

from convert import grid
from convert.adapters.docx.columns import Row, Slot
from convert.adapters.docx.inline import LONGEST_PROMPT
from convert.adapters.docx.kind import FIRST_SIGN, Kind, Stand, Stands, Words
from convert.adapters.docx.known_cells import PLAIN_RUN, KindCells, Known, with_text
from convert.adapters.docx.names import DEEPEST_TABLE, RPR, Element, W, first_of, value_of
from convert.adapters.docx.story import Story, excerpt
from convert.adapters.docx.tables import Layout, lay_out
from convert.findings import shortened
from convert.model import (
    NOWHERE,
    Block,
    Cell,
    GridError,
    Origin,
    Paragraph,
    Table,
    plain_blocks,
    plain_runs,
)

ReadInside = Callable[[Story, Element], list[Block]]
"""Reads the blocks of a cell, without the empty ones at both ends."""
_TBL_PR = W + "tblPr"


def read_table(story: Story, element: Element, read_inside: ReadInside) -> list[Block]:
    """Read a table; nested deeper than DEEPEST_TABLE its cells are read one after the other."""
    place = story.ref
    origin = story.origin
    inside = [*element]
    layout = lay_out(story, inside)
    for problem in dict.fromkeys(layout.problems):
        story.report("grid-repaired", detail=problem)
    if not layout.rows:
        return []
    flat = story.depth >= DEEPEST_TABLE
    if story.depth == DEEPEST_TABLE:
        story.report("structure-changed", detail="table nested too deeply, turned into paragraphs")
    story.depth += 1
    cells = _read_cells(story, layout, read_inside)
    story.depth -= 1
    story.ref = place
    if flat:
        return [block for cell in cells for block in cell.blocks]
    return [_to_table(story, layout, cells, value_of(first_of(inside, _TBL_PR), "tblCaption"), origin)]


def _to_table(story: Story, layout: Layout, cells: Sequence[Cell], title: str, origin: Origin) -> Table:
    n_rows = len(layout.rows)
    try:
        return Table(n_rows, layout.n_cols, cells, layout.header_rows, title=title, origin=origin)
    except GridError:
        story.report("grid-repaired", detail="overlapping cells")
        rows: list[list[Cell]] = [[] for _ in range(n_rows)]
        for cell in cells:
            rows[cell.row].append(cell)
        return grid.place(rows, origin=origin, header_rows=layout.header_rows)


def _read_cells(story: Story, layout: Layout, read_inside: ReadInside) -> Sequence[Cell]:
    """Read the cells of a table; those that their kinds say all of are made when they are asked for.

    That is now where any other holds more than words, or if they may not fit on a grid.
    """
    parts: list[Known | Cell] = []
    is_closed, are_plain = _is_closed(story), True
    for number, row in enumerate(layout.rows):
        together = _together(story, number, row, read_inside) if is_closed else None
        if together is not None:
            parts.append(together)
            continue
        for slot in row.own():
            filled = _fill(story, number, slot, read_inside) if is_closed else None
            if filled is not None:
                parts.append(filled)
                continue
            cell = _read_cell(story, number, slot, read_inside)
            parts.append(cell)
            are_plain = are_plain and all(_words(block) is not None for block in cell.blocks)
            is_closed = _is_closed(story)
    cells = KindCells(parts, story.book.name if story.book.placed else None)
    return cells if layout.is_regular and are_plain else tuple(cells)


def _is_closed(story: Story) -> bool:
    """Say whether nothing that began before goes on in the next cell."""
    return not (story.fields or story.waiting or story.anchors)


def _are_lines(texts: Sequence[str]) -> bool:
    """Say whether no text is of several lines: those are read one by one."""
    return "\n" not in "".join(texts)


def _together(story: Story, number: int, row: Row, read_inside: ReadInside) -> Known | None:
    """Describe the cells of a row by their kinds, all at once; None where one must be read like any other."""
    stands = row.stands
    if stands is None or not _are_lines(row.words) or not _are_known(story, stands, read_inside):
        return None
    cells, blanks, kinds = stands.cells, stands.blanks, list[Kind]()
    if stands.merging:
        own, n_texts = list[Stand](), 0
        for cell in row.cells:
            if isinstance(cell, Slot):
                covered = _kinds_of(story, cell, read_inside)
                if cell.stand is None or covered is None:
                    return None
                kinds += covered
                cell = cell.stand.over(cell.rowspan)
            elif stands.gives_up:
                kinds.append(cell.kind)
            n_texts += cell.kind.n_texts
            own.append(cell)
        if n_texts != len(row.words):
            return None
        cells = tuple(own)
        if blanks:
            blanks = tuple([at for at, stand in enumerate(own) if not stand.kind.n_texts])
    elif stands.gives_up:
        kinds += [stand.kind for stand in cells]
    if kinds:
        _give_up(story, kinds)
    return Known(number, cells, row.place, row.words, stands.are_simple, blanks)


def _are_known(story: Story, stands: Stands, read_inside: ReadInside) -> bool:
    if not stands.are_read:
        kinds = [stand.kind for stand in stands.cells]
        known = [_is_known(story, kind, read_inside) for kind in kinds]
        stands.are_read, stands.are_known = True, False not in known
        stands.are_simple = False not in [kind.is_simple for kind in kinds]
        if max([kind.n_texts for kind in kinds]) <= 1:
            stands.blanks = tuple([at for at, kind in enumerate(kinds) if not kind.n_texts])
        stands.gives_up = any(kind.given_up for kind in kinds)
    return stands.are_known


def _is_known(story: Story, kind: Kind, read_inside: ReadInside) -> bool:
    if not kind.is_read:
        _find_out(story, kind, read_inside)
    return kind.paragraphs is not None


def _is_blank(story: Story, kind: Kind | None, read_inside: ReadInside) -> bool:
    """Say whether cells are of a kind that has no words, and count what they give up."""
    if kind is None or not _is_known(story, kind, read_inside) or kind.n_paragraphs:
        return False
    _give_up(story, (kind,))
    return True


def _kinds_of(story: Story, slot: Slot, read_inside: ReadInside) -> list[Kind] | None:
    """Give the kinds of what a cell is made of; None unless the first says all of it."""
    kinds = []
    for at, (_, _, is_prompt, kind, _) in enumerate(slot.pieces):
        if kind is None or is_prompt or not _is_known(story, kind, read_inside) or (at and kind.n_paragraphs):
            return None
        kinds.append(kind)
    return kinds


def _fill(story: Story, row: int, slot: Slot, read_inside: ReadInside) -> Known | None:
    """Describe a cell by its kind; None where it must be read like any other."""
    _, where, _, _, texts = slot.pieces[0]
    kinds = _kinds_of(story, slot, read_inside) if _are_lines(texts) else None
    if kinds is None:
        return None
    _give_up(story, kinds)
    kind = kinds[0]
    stand = Stand(slot.start, slot.end, "", slot.fill, kind, 0, 0, slot.rowspan)
    return Known(row, (stand,), where, texts, kind.is_simple, None)


def _give_up(story: Story, kinds: Sequence[Kind]) -> None:
    for kind in kinds:
        for name, count in kind.given_up.items():
            story.book.give_up(name, count)


def _find_out(story: Story, kind: Kind, read_inside: ReadInside) -> None:
    """Read the example of a kind as if it stood alone, and note what reading it does."""
    kind.is_read = True
    book = story.book
    if any(book.styles.look(properties).font for properties in kind.example.iter(RPR)):
        return
    findings, given_up = book.findings, book.given_up
    book.findings, book.given_up = [], {}
    alone = Story(book, story.part, story.relationships)
    blocks = read_inside(alone, kind.example)
    is_silent = not book.findings and alone.counters.are_new
    kind.given_up, book.findings, book.given_up = book.given_up, findings, given_up
    words = [_words(block) for block in blocks]
    paragraphs = tuple([one for one in words if one is not None])
    used = [at for _, runs in paragraphs for _, joined in runs for at in joined]
    if is_silent and len(paragraphs) == len(blocks) and used == list(range(kind.n_texts)):
        kind.paragraphs, kind.n_paragraphs = paragraphs, len(paragraphs)
        kind.is_simple = all(len(runs) == 1 and len(runs[0][1]) == 1 for _, runs in paragraphs)


def _words(block: Block) -> Words | None:
    """Say which texts of an example make up a block; None if it is more than a paragraph of these."""
    if type(block) is not Paragraph or block.anchors or any(run.note or run.inset for run in block.runs):
        return None
    runs = [(with_text(run, ""), tuple([ord(sign) - FIRST_SIGN for sign in run.text])) for run in block.runs]
    return Words(block.align, tuple([(PLAIN_RUN if look == PLAIN_RUN else look, joined) for look, joined in runs]))


def _read_cell(story: Story, row: int, slot: Slot, read_inside: ReadInside) -> Cell:
    blocks: list[Block] = []
    for at, (element, place, is_prompt, kind, texts) in enumerate(slot.pieces):
        story.ref = place
        if at and not is_prompt and _is_closed(story) and _is_blank(story, kind, read_inside):
            continue
        cell = element if kind is None else kind.whole(texts)
        assert cell is not None
        if is_prompt:
            text = story.leave_out(cell)
            if text.strip():
                story.report("content-dropped", shortened(text, LONGEST_PROMPT), "placeholder", "info")
            continue
        own = read_inside(story, cell)
        if at and own:
            story.report("structure-changed", excerpt(own), "text of a covered cell kept in the merged cell")
        blocks += own
    origin = story.book.origin(slot.pieces[0][1])
    rowspan, colspan = slot.rowspan, slot.end - slot.start
    shown = plain_blocks(blocks[0].text) if origin is NOWHERE and _is_plain(blocks) else tuple(blocks)
    return Cell(row, slot.start, rowspan, colspan, shown, origin=origin, fill=slot.fill)


def _is_plain(blocks: Sequence[Block]) -> TypeGuard[Sequence[Paragraph]]:
    """Say whether blocks are one paragraph of plain text."""
    only = blocks[0] if len(blocks) == 1 else None
    return type(only) is Paragraph and only == Paragraph(plain_runs(only.text))
