"""What an engine that reads .xls hands over: plain values that can be pickled, since it works in a child process."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from convert.adapters.excel.sheet import Range, SheetEntry
from convert.adapters.excel.strings import Segment
from convert.adapters.excel.styles import Style

Kind = Literal["n", "s", "r", "b", "e", "d", ""]
"""A number in digits, a text, a rich text, a truth value, an error, a date in ISO 8601; empty: a blank cell."""

RawCell = tuple[int, int, Kind, str | tuple[Segment, ...], int]
"""Row, column, kind, content, style index."""


class RawSheet(NamedTuple):
    """A sheet as an engine reads it, its cells by rows.

    links: ranges and the addresses that they lead to; extras: (row, column, what, text) of comments, pictures and what
    else is beside the cells, row -1 where its place is not known; page_texts: headers and footers of printed pages;
    given_up: each kind of what changes no text, and how often there is one.
    """

    entry: SheetEntry
    cells: list[RawCell]
    merges: Sequence[Range] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[tuple[int, int]] = ()
    links: Sequence[tuple[Range, str]] = ()
    extras: Sequence[tuple[int, int, str, str]] = ()
    frozen: tuple[int, int] = (0, 0)
    page_texts: Sequence[str] = ()
    given_up: Sequence[tuple[str, int]] = ()


class RawBook(NamedTuple):
    """macros: the file has some; formats_known: the engine knows number formats and what is hidden."""

    sheets: list[RawSheet]
    styles: list[Style]
    since_1904: bool = False
    macros: bool = False
    formats_known: bool = True
