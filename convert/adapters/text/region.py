"""What a dialect is asked and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct, field

from convert.model import Block, Finding, Origin


class Region(Struct, frozen=True):
    """The lines from where the dialect was asked up to, not including, `end`, as blocks."""

    blocks: tuple[Block, ...]
    end: int
    findings: tuple[Finding, ...] = ()


class Context(Struct, frozen=True):
    """What a line does not show: where it stands in the file, and whether the file is clearly Markdown.

    numbers: the line number of each line as an editor counts them; pages: its page, if the file has page breaks;
    html, lone: the first lines of blocks of HTML and of values with blank cells, and the line behind the last of each;
    ref: the place of the text in a file that holds several; page_numbers: lines that only number their pages.
    """

    name: str
    numbers: Sequence[int]
    pages: Sequence[int] | None = None
    markdown: bool = False
    html: Mapping[int, int] = field(default_factory=dict)
    lone: Mapping[int, int] = field(default_factory=dict)
    ref: str = ""
    page_numbers: frozenset[int] = frozenset()

    def origin(self, index: int, ref: str = "") -> Origin:
        return Origin(self.name, self.pages[index] if self.pages else None, self.numbers[index], self.ref or ref)


Dialect = Callable[[Sequence[str], int, Context], Region | None]
"""Reads a region of its own kind that begins at this line, or says None without having looked far ahead.

All dialects together must stay linear: one that reads many lines answers with a region, if only of paragraphs.
"""
ReadText = Callable[[str, str, str], tuple[tuple[Block, ...], tuple[Finding, ...]]]
"""Reads a text of its own within a file: the text, the name of the file, its place there."""
