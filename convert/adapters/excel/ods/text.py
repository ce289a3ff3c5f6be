"""Put the text of an OpenDocument cell together: paragraphs, spans, and the spaces that are no accident of the XML."""

from __future__ import annotations

import re
from itertools import groupby

from msgspec import Struct, field

from convert.adapters.excel.strings import Segment
from convert.model import Mark
from convert.numbers import read_count
from convert.symbols import as_shown

_BLANKS = re.compile("[\t\n\r ]+")
_MOST_SPACES = 1_000


class CellText(Struct):
    """Collects the segments of one cell's text; link: the first address that it leads to."""

    segments: list[Segment] = field(default_factory=list)
    link: str = ""
    _spans: list[tuple[frozenset[Mark] | None, str]] = field(default_factory=list)
    _after_blank: bool = True
    _paragraphs: int = 0
    _open: bool = False

    def start_paragraph(self) -> None:
        if self._paragraphs:
            self.segments.append(("\n", None))
        self._paragraphs += 1
        self._after_blank, self._open = True, True

    def end_paragraph(self) -> None:
        self._open = False
        self._spans.clear()

    def start_span(self, marks: frozenset[Mark] | None, font: str = "") -> None:
        """Hear of text of another look; font: only if it is one of symbols."""
        self._spans.append((marks, font))

    def end_span(self) -> None:
        if self._spans:
            self._spans.pop()

    def spaces(self, count: str) -> None:
        self._add(" " * read_count(count, _MOST_SPACES, 1))

    def mark(self, character: str) -> None:
        """Add a tab or a line break."""
        self._add(character)

    def text(self, data: str) -> None:
        """Add characters, runs of blanks in them as one space (ISO/IEC 26300-1, 6.1.2)."""
        if not self._open:
            return
        data = _BLANKS.sub(" ", data)
        if self._after_blank:
            data = data.removeprefix(" ")
        if data:
            self._add(data)
            self._after_blank = data.endswith(" ")

    def _add(self, data: str) -> None:
        if self._open:
            marks, font = self._spans[-1] if self._spans else (None, "")
            self.segments.append((as_shown(data, font), marks))
            self._after_blank = False

    def merged(self) -> tuple[Segment, ...]:
        """Give the segments, neighbours of one look as one."""
        return tuple(
            ("".join(data for data, _ in group), marks)
            for marks, group in groupby(self.segments, key=lambda one: one[1])
        )
