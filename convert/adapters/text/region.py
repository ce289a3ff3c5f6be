"""What a dialect is asked and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from convert.model import Block, Finding, Origin


@dataclass(frozen=True, slots=True)
class Region:
    """The lines from where the dialect was asked up to, not including, `end`, as blocks."""

    blocks: tuple[Block, ...]
    end: int
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What a line does not show: where it stands in the file, and whether the file is clearly Markdown.

    numbers: the line number of each line as an editor counts them; pages: its page, if the file has page breaks.
    """

    name: str
    numbers: Sequence[int]
    pages: Sequence[int] | None = None
    markdown: bool = False

    def origin(self, index: int) -> Origin:
        return Origin(self.name, self.pages[index] if self.pages else None, self.numbers[index])


Dialect = Callable[[Sequence[str], int, Context], Region | None]
"""Reads a region of its own kind that begins at this line, or says None without having looked far ahead.

All dialects together must stay linear: one that reads many lines answers with a region, if only of paragraphs.
"""
