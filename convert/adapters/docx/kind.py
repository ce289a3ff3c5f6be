"""A kind of cells that are alike but for their texts, and where cells of such kinds stand in a row."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from typing import NamedTuple

from msgspec import Struct, field

from convert.adapters.docx.names import Element, T
from convert.model import Align, Run

FIRST_SIGN = 0xE000
"""The texts of an example are one sign each, numbered from this on."""


class Words(NamedTuple):
    """A paragraph of a kind: its alignment, and its runs, each with the numbers of the texts that it joins."""

    align: Align
    runs: tuple[tuple[Run, tuple[int, ...]], ...]


class Geometry(NamedTuple):
    """What a cell says of its place: its columns, vMerge and hMerge (empty if they say nothing), its colour."""

    span: int
    merge: str
    beside: str
    fill: str


class Kind(Struct):
    """Cells that are alike but for their texts. example: one of them, whole, with signs for its texts.

    geometry, paragraphs, formatting: what was found out about them, once it was (paragraphs stays None where reading
    them does more than to give these); is_simple: each text is a paragraph of its own; given_up: the formatting that
    each leaves to the styles.
    """

    example: Element
    n_texts: int
    geometry: Geometry | None = None
    is_read: bool = False
    paragraphs: tuple[Words, ...] | None = None
    n_paragraphs: int = 0
    is_simple: bool = False
    given_up: dict[str, int] = field(default_factory=dict)
    formatting: dict[tuple[str, str], int] | None = None

    def whole(self, texts: Iterable[str]) -> Element:
        """Give a cell of the kind."""
        cell = deepcopy(self.example)
        for at, text in zip([at for at in cell.iter(T) if at.text], texts, strict=True):
            at.text = text
        return cell


class Stand(Struct, frozen=True, gc=False):
    """Where a cell stands in each row of the same kinds of cells: its edges, what vMerge says, its colour, its kind.

    text: the index of the first of the row's that is its own; number: in the row, counted from 1, or 0 if its place is
    said already.
    """

    start: int
    end: int
    merge: str
    fill: str
    kind: Kind
    text: int
    number: int
    rowspan: int = 1

    @property
    def behind(self) -> str:
        """The end of its place in the file."""
        return f"/tc[{self.number}]" if self.number else ""

    def over(self, rows: int) -> Stand:
        """Give the same over some rows."""
        return Stand(self.start, self.end, "", self.fill, self.kind, self.text, self.number, rows)


class Stands(Struct):
    """The cells of all rows of the same kinds of cells; none if one of them is whole or merged with that before it.

    merging: the indices of those whose vMerge says something; are_known: what each holds was found out, once it was,
    and reading it does no more than to give it; are_simple: each text is a paragraph of its own; blanks: the
    indices of cells without a text, if none has two; gives_up: any of their formatting.
    """

    cells: tuple[Stand, ...]
    merging: tuple[int, ...]
    are_read: bool = False
    are_known: bool = False
    are_simple: bool = False
    blanks: tuple[int, ...] | None = None
    gives_up: bool = False
