"""Read the cells of a table: what folded ones hold is found out once for each kind of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeGuard, overload

from convert.adapters.docx.inline import LONGEST_PROMPT
from convert.adapters.docx.kinds import FIRST_SIGN, Kind, Words
from convert.adapters.docx.names import RPR, Element, shortened
from convert.adapters.docx.story import Story, excerpt
from convert.adapters.docx.tables import Layout, Slot
from convert.model import NOWHERE, Block, Cell, LazyCells, Origin, Paragraph, Run, plain_blocks, plain_runs
from convert.ordinary import extraordinary

ReadInside = Callable[[Story, Element], list[Block]]
"""Reads the blocks of a cell, without the empty ones at both ends."""
_PLAIN = Run("")


_Filled = tuple[int, int, int, int, str, str, tuple[Words, ...], tuple[str, ...]]
"""A cell by its row, column, spans, fill and place, the paragraphs of its kind, and its texts."""


def read_cells(story: Story, layout: Layout, read_inside: ReadInside) -> Sequence[Cell]:
    """Read the cells of a table; if their kinds say all of them, they are made when they are asked for."""
    name = story.book.name if story.book.placed else None
    cells: list[Cell] = []
    known: list[_Filled] = []
    is_open = True
    for row in layout.rows:
        for slot in row:
            if is_open:
                is_open = not (story.fields or story.waiting or story.anchors)
            filled = _fill(story, slot, read_inside) if is_open else None
            if filled is None:
                cells += [_make(one, name) for one in known]
                known.clear()
                cells.append(_read_cell(story, slot, read_inside))
                is_open = True
            else:
                known.append(filled)
    if layout.is_regular and not cells:
        return _KindCells(known, name)
    return (*cells, *[_make(one, name) for one in known])


def _fill(story: Story, slot: Slot, read_inside: ReadInside) -> _Filled | None:
    """Describe a cell by its kind; None where it must be read like any other."""
    paragraphs: tuple[Words, ...] = ()
    texts: tuple[str, ...] = ()
    pieces = slot.pieces
    for element, place, is_prompt, kind in pieces:
        if kind is None or is_prompt:
            return None
        if not kind.is_read:
            _find_out(story, kind, place, read_inside)
        if kind.paragraphs is None or len(element) != kind.n_texts:
            return None
        if kind.paragraphs:
            if element is not pieces[0][0]:
                return None
            paragraphs = kind.paragraphs
            texts = tuple([text.text or "" for text in element])
            for text in texts:
                if not text or "\n" in text:
                    return None
    for _, _, _, kind in pieces:
        for name, count in kind.given_up.items() if kind is not None else ():
            story.book.give_up(name, count)
    columns = slot.end - slot.start
    return slot.row, slot.start, slot.rowspan, columns, slot.fill, pieces[0][1], paragraphs, texts


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
        kind.paragraphs = paragraphs


def _words(block: Block) -> Words | None:
    """Say which texts of an example make up a block; None if it is more than a paragraph of these."""
    if type(block) is not Paragraph or block.anchors or any(run.note or run.inset for run in block.runs):
        return None
    runs = [(_with_text(run, ""), tuple([ord(sign) - FIRST_SIGN for sign in run.text])) for run in block.runs]
    return Words(block.align, tuple([(_PLAIN if look == _PLAIN else look, joined) for look, joined in runs]))


def _make(filled: _Filled, name: str | None) -> Cell:
    """Make a cell; name: of the file, None where places are not wanted."""
    row, col, rowspan, colspan, fill, place, paragraphs, texts = filled
    origin = Origin(name, ref=place) if name is not None else NOWHERE
    return Cell(row, col, rowspan, colspan, _blocks(paragraphs, texts, origin), origin=origin, fill=fill)


def _blocks(paragraphs: tuple[Words, ...], texts: tuple[str, ...], origin: Origin) -> tuple[Block, ...]:
    """Fill in the paragraphs of a kind; what many cells say is one object where places are not wanted."""
    made = []
    for align, runs in paragraphs:
        if len(runs) == 1 and runs[0][0] is _PLAIN:
            text = texts[0] if len(texts) == 1 else "".join([texts[at] for at in runs[0][1]])
            if origin is NOWHERE and not align and len(paragraphs) == 1:
                return plain_blocks(text)
            made.append(Paragraph(plain_runs(text), origin, align=align))
        else:
            shown = [_with_text(look, "".join([texts[at] for at in joined])) for look, joined in runs]
            made.append(Paragraph(tuple(shown), origin, align=align))
    return tuple(made)


def _with_text(look: Run, text: str) -> Run:
    return Run(text, look.marks, look.link, None, None, look.colour, look.highlight)


def _text(paragraphs: tuple[Words, ...], texts: tuple[str, ...]) -> str:
    return "\n".join(["".join([texts[at] for _, joined in runs for at in joined]) for _, runs in paragraphs])


class _KindCells(LazyCells):
    """Cells that are made, all together, once one is asked for. name: as for `_make`."""

    __slots__ = ("_few", "_filled", "_made", "_name", "_texts")

    def __init__(self, filled: Sequence[_Filled], name: str | None) -> None:
        self._filled, self._name = filled, name
        self._made: tuple[Cell, ...] | None = None
        self._few: list[tuple[Block, ...]] | None = None
        self._texts = [texts[0] if len(texts) == 1 else _text(words, texts) for *_, words, texts in filled]

    def _all(self) -> tuple[Cell, ...]:
        if self._made is None:
            self._made = tuple([_make(filled, self._name) for filled in self._filled])
        return self._made

    def texts(self) -> list[str]:
        return self._texts

    def contents(self) -> Iterator[tuple[Block, ...]]:
        if self._few is None:
            said = [(words, texts) for *_, words, texts in self._filled if words]
            simple = [one for one in said if len(one[0]) == len(one[1]) == 1]
            odd = [simple[at] for at in extraordinary([texts[0] for _, texts in simple])]
            odd += [one for one in said if not len(one[0]) == len(one[1]) == 1]
            self._few = [_blocks(words, texts, NOWHERE) for words, texts in odd]
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
    for at, (element, place, is_prompt, _) in enumerate(slot.pieces):
        story.ref = place
        if is_prompt:
            text = story.leave_out(element)
            if text.strip():
                story.report("content-dropped", shortened(text, LONGEST_PROMPT), "placeholder", "info")
            continue
        own = read_inside(story, story.book.kinds.unfold(element))
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
