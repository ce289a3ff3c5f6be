"""Read tables: what folded cells hold is found out once for each kind of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeGuard, overload

from convert import grid
from convert.adapters.docx.columns import Slot
from convert.adapters.docx.inline import LONGEST_PROMPT
from convert.adapters.docx.kinds import FIRST_SIGN, Kind, Words
from convert.adapters.docx.names import DEEPEST_TABLE, RPR, Element, W, value_of
from convert.adapters.docx.story import Story, excerpt
from convert.adapters.docx.tables import Layout, lay_out
from convert.findings import shortened
from convert.lazy_cells import LazyCells
from convert.model import NOWHERE, Block, Cell, GridError, Origin, Paragraph, Run, Table, plain_blocks, plain_runs
from convert.ordinary import extraordinary

ReadInside = Callable[[Story, Element], list[Block]]
"""Reads the blocks of a cell, without the empty ones at both ends."""
_PLAIN = Run("")


def read_table(story: Story, element: Element, read_inside: ReadInside) -> list[Block]:
    """Read a table; nested deeper than DEEPEST_TABLE its cells are read one after the other."""
    place = story.ref
    origin = story.origin
    layout = lay_out(story, element)
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
    return [_to_table(story, layout, cells, value_of(element.find(W + "tblPr"), "tblCaption"), origin)]


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


_Filled = tuple[Slot, str, Kind, Sequence[str]]
"""Where a cell stands, in the table and in the file, its kind and its texts."""


def _read_cells(story: Story, layout: Layout, read_inside: ReadInside) -> Sequence[Cell]:
    """Read the cells of a table; if their kinds say all of them, they are made when they are asked for."""
    name = story.book.name if story.book.placed else None
    cells: list[Cell] = []
    known: list[_Filled] = []
    is_closed = not (story.fields or story.waiting or story.anchors)
    for row in layout.rows:
        for slot in row:
            filled = _fill(story, slot, read_inside) if is_closed else None
            if filled is not None:
                known.append(filled)
                continue
            cells += [_make(*one, name) for one in known]
            known.clear()
            cells.append(_read_cell(story, slot, read_inside))
            is_closed = not (story.fields or story.waiting or story.anchors)
    if layout.is_regular and not cells:
        return _KindCells(known, name)
    return (*cells, *[_make(*one, name) for one in known])


def _fill(story: Story, slot: Slot, read_inside: ReadInside) -> _Filled | None:
    """Describe a cell by its kind; None where it must be read like any other."""
    _, where, _, kind, texts = slot.pieces[0]
    gives_up = False
    for at, (_, place, is_prompt, own, _) in enumerate(slot.pieces):
        if own is None or is_prompt:
            return None
        if not own.is_read:
            _find_out(story, own, place, read_inside)
        if own.paragraphs is None or (at and own.n_paragraphs):
            return None
        gives_up = gives_up or bool(own.given_up)
    assert kind is not None
    for text in texts:
        if not text or "\n" in text:
            return None
    if gives_up:
        for _, _, _, own, _ in slot.pieces:
            for name, count in own.given_up.items() if own is not None else ():
                story.book.give_up(name, count)
    slot.pieces = []
    return slot, where, kind, texts


def _find_out(story: Story, kind: Kind, place: str, read_inside: ReadInside) -> None:
    """Read the example of a kind as if it stood alone, and note what reading it does."""
    kind.is_read = True
    book = story.book
    if any(book.styles.look(properties).font for properties in kind.example.iter(RPR)):
        return
    findings, given_up = book.findings, book.given_up
    book.findings, book.given_up = [], {}
    alone = Story(book, story.part, story.relationships, ref=place)
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
    runs = [(_with_text(run, ""), tuple([ord(sign) - FIRST_SIGN for sign in run.text])) for run in block.runs]
    return Words(block.align, tuple([(_PLAIN if look == _PLAIN else look, joined) for look, joined in runs]))


def _make(slot: Slot, place: str, kind: Kind, texts: Sequence[str], name: str | None) -> Cell:
    """Make a cell; name: of the file, None where places are not wanted."""
    origin = Origin(name, ref=place) if name is not None else NOWHERE
    blocks, colspan = _blocks(kind, texts, origin), slot.end - slot.start
    return Cell(slot.row, slot.start, slot.rowspan, colspan, blocks, origin=origin, fill=slot.fill)


def _blocks(kind: Kind, texts: Sequence[str], origin: Origin = NOWHERE) -> tuple[Block, ...]:
    """Fill in the paragraphs of a kind; what many cells say is one object where places are not wanted."""
    made = []
    for align, runs in kind.paragraphs or ():
        if len(runs) == 1 and runs[0][0] is _PLAIN:
            text = texts[0] if len(texts) == 1 else "".join([texts[at] for at in runs[0][1]])
            if origin is NOWHERE and not align and kind.n_paragraphs == 1:
                return plain_blocks(text)
            made.append(Paragraph(plain_runs(text), origin, align=align))
        else:
            shown = [_with_text(look, "".join([texts[at] for at in joined])) for look, joined in runs]
            made.append(Paragraph(tuple(shown), origin, align=align))
    return tuple(made)


def _with_text(look: Run, text: str) -> Run:
    return Run(text, look.marks, look.link, None, None, look.colour, look.highlight)


class _KindCells(LazyCells):
    """Cells that are made, all together, once one is asked for. name: as for `_make`."""

    __slots__ = ("_few", "_filled", "_made", "_name", "_texts")

    def __init__(self, filled: Sequence[_Filled], name: str | None) -> None:
        self._filled, self._name = filled, name
        self._made: tuple[Cell, ...] | None = None
        self._few: list[tuple[Block, ...]] | None = None
        self._texts = [
            "\n".join(texts) if kind.is_simple else _make(slot, "", kind, texts, None).text
            for slot, _, kind, texts in filled
        ]

    def _all(self) -> tuple[Cell, ...]:
        if self._made is None:
            self._made = tuple([_make(*filled, self._name) for filled in self._filled])
        return self._made

    def texts(self) -> list[str]:
        return self._texts

    def contents(self) -> Iterator[tuple[Block, ...]]:
        if self._few is None:
            odd = [filled for filled in self._filled if not filled[2].is_simple]
            simple = [(filled, text) for filled in self._filled if filled[2].is_simple for text in filled[3]]
            odd += [simple[at][0] for at in extraordinary([text for _, text in simple])]
            self._few = [_blocks(kind, texts) for _, _, kind, texts in odd]
        yield from self._few

    def __len__(self) -> int:
        return len(self._filled)

    def __iter__(self) -> Iterator[Cell]:
        return iter(self._all())

    @overload
    def __getitem__(self, at: int) -> Cell: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Cell, ...]: ...
    def __getitem__(self, at: int | slice) -> Cell | tuple[Cell, ...]:
        return self._all()[at]


def _read_cell(story: Story, slot: Slot, read_inside: ReadInside) -> Cell:
    blocks: list[Block] = []
    for at, (element, place, is_prompt, kind, texts) in enumerate(slot.pieces):
        story.ref = place
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
    return Cell(slot.row, slot.start, rowspan, colspan, shown, origin=origin, fill=slot.fill)


def _is_plain(blocks: Sequence[Block]) -> TypeGuard[Sequence[Paragraph]]:
    """Say whether blocks are one paragraph of plain text."""
    only = blocks[0] if len(blocks) == 1 else None
    return type(only) is Paragraph and only == Paragraph(plain_runs(only.text))
