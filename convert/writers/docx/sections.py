"""Write sections as the text passes from one to the next (ECMA-376 part 1, 17.6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct, field

from convert.model import Block, Furniture, Pages, Place, Section
from convert.styles import StyleSheet
from convert.writers.docx.page import Measures, measure, write_section
from convert.writers.docx.tables import SEPARATOR

_Key = tuple[Place, Pages]
_PARAGRAPH, _PROPERTIES_END = "<w:p>", "</w:pPr>"


class Sections(Struct):
    """The sections of the main text.

    add_furniture: adds a header or footer and gives its relationship; numbers: those of the style's own footers.
    """

    sheet: StyleSheet
    add_furniture: Callable[[Place, tuple[Block, ...]], str]
    numbers: dict[str, str]
    even_apart: bool = False
    _section: Section = field(default_factory=Section)
    _shown: dict[_Key, str] = field(default_factory=dict)
    _measures: Measures | None = None

    @property
    def measures(self) -> Measures:
        """Give the room of the section that is being written."""
        if self._measures is None:
            self._measures = measure(self.sheet, self._section)
        return self._measures

    def begin(self, section: Section, written: list[str]) -> int:
        """End the section before, in the last of the paragraphs that are written; give the width of the next."""
        if written:
            ended = self.end()
            last = written[-1]
            if not last.startswith(_PARAGRAPH):
                written.append(SEPARATOR.replace(_PROPERTIES_END, ended + _PROPERTIES_END))
            elif last.startswith("<w:p><w:pPr>"):
                written[-1] = last.replace(_PROPERTIES_END, ended + _PROPERTIES_END, 1)
            else:
                written[-1] = f"<w:p><w:pPr>{ended}</w:pPr>{last[len(_PARAGRAPH) :]}"
        self._section, self._measures = section, None
        return self.measures.column

    def end(self) -> str:
        """Write the properties of the section that has been written."""
        wanted = self._wanted(self._section)
        references = []
        for key in (*wanted, *(key for key in self._shown if key not in wanted)):
            place, pages = key
            identifier = wanted.get(key) or self.add_furniture(place, ())
            if self._shown.get(key) != identifier:
                references.append((place, pages, identifier))
                self._shown[key] = identifier
        return write_section(self.sheet, sorted(references), self._section, self.measures)

    def _wanted(self, section: Section) -> dict[_Key, str]:
        """Give the relationships of the headers and footers that the pages of a section show."""
        wanted: dict[_Key, str] = {}
        for piece in section.furniture:
            wanted[piece.place, piece.pages] = self.add_furniture(piece.place, piece.blocks)
        if not any(place == "footer" for place, _ in wanted):
            for pages in _pages_of(self.numbers):
                wanted["footer", pages] = self.numbers[pages]
        if self.even_apart:
            for place in _PLACES:
                if (place, "default") in wanted:
                    wanted.setdefault((place, "even"), wanted[place, "default"])
        return wanted


_PLACES: tuple[Place, ...] = ("header", "footer")


def _pages_of(numbers: dict[str, str]) -> Iterable[Pages]:
    every: tuple[Pages, ...] = ("default", "first", "even")
    return (pages for pages in every if pages in numbers)


def has_even(blocks: Iterable[Block]) -> bool:
    """Say whether a section has headers or footers of even pages."""
    sections = (block for block in blocks if isinstance(block, Section))
    return any(_is_even(piece) for section in sections for piece in section.furniture)


def _is_even(piece: Furniture) -> bool:
    return piece.pages == "even"
