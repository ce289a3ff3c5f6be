"""Read sections: paper, columns, page numbers, headers and footers (ECMA-376 part 1, 17.6 and 17.10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from convert.adapters.docx.blocks import Container
from convert.adapters.docx.names import Element, R, W, is_on, to_int, to_twips, value_of
from convert.adapters.docx.notes import open_story
from convert.adapters.docx.story import Story, trimmed
from convert.findings import INCOMPLETE
from convert.furniture import is_page_number, says_something, words_of
from convert.model import Block, Furniture, Origin, Pages, Place, Section, SectionStart
from convert.numbering import to_kind
from convert.paper import TWIPS, Size, is_letter, settle

_STARTS: dict[str, SectionStart] = {
    "continuous": "continuous",
    "evenPage": "even",
    "oddPage": "odd",
    "nextColumn": "column",
}
_PAGES: dict[str, Pages] = {"first": "first", "even": "even"}
_MOST_COLUMNS = 45
_References = dict[tuple[Place, Pages], str]


class Sections:
    """The sections of a body, in order."""

    def __init__(self, story: Story, elements: Iterable[Element], has_even_pages: bool) -> None:
        self._story = story
        self._elements = [element for element in elements if not _is_former(element)]
        self._has_even_pages = has_even_pages
        self._texts: dict[str, tuple[Block, ...]] = {}
        self._shown: set[str] = set()

    def read(self) -> Iterator[tuple[Section, ...]]:
        """Yield for each section what begins with it: nothing, where it changes nothing that is seen."""
        references: _References = {}
        before = Section()
        for at, element in enumerate(self._elements):
            references = references | self._references(element)
            section = self._section(element, references, at)
            look = replace(section, start="page", origin=before.origin)
            changes = look != replace(before, start="page")
            breaks = at > 0 and section.start != "continuous"
            yield (section,) if changes or breaks else ()
            before = section

    def _section(self, element: Element, references: _References, at: int) -> Section:
        story = self._story
        width, height = _paper(story, element)
        if element.find(W + "pgBorders") is not None:
            story.book.give_up("borders of pages")
        if element.find(W + "lnNumType") is not None:
            story.book.give_up("numbers of lines")
        numbers = element.find(W + "pgNumType")
        first = numbers.get(W + "start") if numbers is not None else None
        columns = element.find(W + "cols")
        n_columns = max(1, min(to_int(columns.get(W + "num"), 1), _MOST_COLUMNS)) if columns is not None else 1
        first_apart = is_on(element.find(W + "titlePg"))
        kind = to_kind((numbers.get(W + "fmt") if numbers is not None else "") or "")
        return Section(
            _STARTS.get(value_of(element, "type"), "page"),
            width,
            height,
            n_columns,
            tuple(self._furniture(references, first_apart)),
            first_apart,
            to_int(first) if first else None,
            "" if kind == "decimal" else kind,
            story.book.origin(f"sectPr[{at + 1}]"),
        )

    def _references(self, element: Element) -> _References:
        found: _References = {}
        for child in element.iterchildren(W + "headerReference", W + "footerReference"):
            place: Place = "header" if child.tag == W + "headerReference" else "footer"
            _, part, external = self._story.relationships.get(child.get(R + "id") or "", ("", "", True))
            pages = _PAGES.get(child.get(W + "type") or "", "default")
            if not external and (pages != "even" or self._has_even_pages):
                found[place, pages] = part
        return found

    def _furniture(self, references: _References, first_apart: bool) -> Iterator[Furniture]:
        for (place, pages), part in sorted(references.items()):
            if (pages == "first" and not first_apart) or (
                pages == "even" and references.get((place, "default")) == part
            ):
                continue
            blocks = self._text(part)
            self._shown.add(part)
            if says_something(blocks):
                yield Furniture(place, pages, blocks)
                if pages == "default" and self._has_even_pages and not self._speaks(references, place, "even"):
                    yield Furniture(place, "even")

    def _speaks(self, references: _References, place: Place, pages: Pages) -> bool:
        part = references.get((place, pages))
        return part is not None and says_something(self._text(part))

    def report_unused(self, references: Iterable[Element]) -> None:
        """Report the words of headers and footers that no page shows."""
        for reference in references:
            _, part, external = self._story.relationships.get(reference.get(R + "id") or "", ("", "", True))
            if external or part in self._shown:
                continue
            self._shown.add(part)
            text = words_of(self._text(part))
            if not is_page_number(text):
                place = Origin(self._story.book.name, ref=part.rsplit("/", 1)[-1])
                kind = "header" if reference.tag == W + "headerReference" else "footer"
                self._story.book.report("content-dropped", place, text, kind)

    def _text(self, part: str) -> tuple[Block, ...]:
        if part not in self._texts:
            book = self._story.book
            if part not in book.package:
                book.report(INCOMPLETE, Origin(book.name, ref=part), part, "part missing from the file")
            root = book.text_tree(part)
            side = open_story(book, part)
            side.ref = part.rsplit("/", 1)[-1]
            if root is not None:
                side.begin((root,))
            start = len(self._story.book.findings)
            blocks = trimmed(Container(side, in_cell=True).read(root)) if root is not None else []
            if not says_something(blocks):
                told = self._story.book.findings
                told[start:] = [found for found in told[start:] if found.code == "content-dropped"]
            self._texts[part] = tuple(blocks)
        return self._texts[part]


def _is_former(element: Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == W + "sectPrChange"


def _paper(story: Story, element: Element) -> Size:
    size = element.find(W + "pgSz")
    if size is None:
        return None, None
    width, height = (to_twips(size.get(W + name)) / TWIPS for name in ("w", "h"))
    story.book.give_up("sizes of paper", is_letter(width, height))
    return settle(width, height)


def has_even_pages(settings: Element | None) -> bool:
    """Say whether the settings give even pages headers and footers of their own."""
    return settings is not None and is_on(settings.find(W + "evenAndOddHeaders"))
