"""Cells that their kinds say all of, made when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

from msgspec import Struct

from convert.adapters.docx.kind import Kind, Stand
from convert.lazy_cells import LazyCells
from convert.model import NOWHERE, Block, Cell, Origin, Paragraph, Run, block_text, plain_blocks, plain_runs
from convert.ordinary import extraordinary

PLAIN_RUN = Run("")


class Known(Struct, frozen=True, gc=False):
    """Cells that their kinds say all of. row: in the table; place: the beginning of theirs in the file.

    are_simple: each text is a paragraph of its own; blanks: the indices of cells without one, if none has two.
    """

    row: int
    stands: Sequence[Stand]
    place: str
    words: Sequence[str]
    are_simple: bool
    blanks: Sequence[int] | None

    def filled(self) -> Iterator[tuple[Stand, Sequence[str]]]:
        """Yield each cell with its own texts."""
        at = 0
        for stand in self.stands:
            end = at + stand.kind.n_texts
            yield stand, self.words[at:end]
            at = end


def _make(known: Known, name: str | None) -> Iterator[Cell]:
    """Make cells; name: of the file, None where places are not wanted."""
    for stand, texts in known.filled():
        origin = Origin(name, ref=known.place + stand.behind) if name is not None else NOWHERE
        blocks, colspan = _blocks(stand.kind, texts, origin), stand.end - stand.start
        yield Cell(known.row, stand.start, stand.rowspan, colspan, blocks, origin=origin, fill=stand.fill)


def _blocks(kind: Kind, texts: Sequence[str], origin: Origin = NOWHERE) -> tuple[Block, ...]:
    """Fill in the paragraphs of a kind; what many cells say is one object where places are not wanted."""
    made = []
    for align, runs in kind.paragraphs or ():
        if len(runs) == 1 and runs[0][0] is PLAIN_RUN:
            text = texts[0] if len(texts) == 1 else "".join([texts[at] for at in runs[0][1]])
            if origin is NOWHERE and not align and kind.n_paragraphs == 1:
                return plain_blocks(text)
            made.append(Paragraph(plain_runs(text), origin, align=align))
        else:
            shown = [with_text(look, "".join([texts[at] for at in joined])) for look, joined in runs]
            made.append(Paragraph(tuple(shown), origin, align=align))
    return tuple(made)


def with_text(look: Run, text: str) -> Run:
    return Run(text, look.marks, look.link, None, None, look.colour, look.highlight)


class KindCells(LazyCells):
    """Cells that are made, all together, once one is asked for, and such as were read. name: as for `_make`."""

    __slots__ = ("_few", "_made", "_name", "_parts", "_texts")

    def __init__(self, parts: Sequence[Known | Cell], name: str | None) -> None:
        self._parts, self._name = parts, name
        self._made: tuple[Cell, ...] | None = None
        self._few: list[tuple[Block, ...]] | None = None
        self._texts: list[str] | None = None

    def _all(self) -> tuple[Cell, ...]:
        if self._made is None:
            made: list[Cell] = []
            for part in self._parts:
                made += (part,) if isinstance(part, Cell) else _make(part, self._name)
            self._made = tuple(made)
        return self._made

    def texts(self) -> list[str]:
        if self._texts is None:
            self._texts = []
            for part in self._parts:
                if isinstance(part, Cell):
                    self._texts.append(part.text)
                elif part.are_simple and part.blanks is not None:
                    first = len(self._texts)
                    self._texts += part.words
                    for at in part.blanks:
                        self._texts.insert(first + at, "")
                else:
                    self._texts += [_text(stand.kind, texts) for stand, texts in part.filled()]
        return self._texts

    def contents(self) -> list[tuple[Block, ...]]:
        if self._few is None:
            self._few = [part.blocks for part in self._parts if isinstance(part, Cell)]
            known = [part for part in self._parts if isinstance(part, Known)]
            simple = [part for part in known if part.are_simple]
            others = (one for part in known if not part.are_simple for one in part.filled())
            odd = [(stand.kind, texts) for stand, texts in others]
            found = [*extraordinary([text for part in simple for text in part.words])]
            if found:
                owners = [(stand.kind, texts) for part in simple for stand, texts in part.filled() for _ in texts]
                odd += [owners[at] for at in found]
            self._few += [_blocks(kind, texts) for kind, texts in odd]
        return self._few

    def __len__(self) -> int:
        return sum([1 if isinstance(part, Cell) else len(part.stands) for part in self._parts])

    def __iter__(self) -> Iterator[Cell]:
        return iter(self._all())

    @overload
    def __getitem__(self, at: int) -> Cell: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Cell, ...]: ...
    def __getitem__(self, at: int | slice) -> Cell | tuple[Cell, ...]:
        return self._all()[at]


def _text(kind: Kind, texts: Sequence[str]) -> str:
    if len(texts) == 1 and kind.is_simple:
        return texts[0]
    return "\n".join(texts) if kind.is_simple else "\n".join([block_text(block) for block in _blocks(kind, texts)])
