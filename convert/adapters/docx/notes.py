"""Read what stands beside the body: notes, headers and footers, comments, the title, what the program said before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from convert import history
from convert.adapters.docx.blocks import Container
from convert.adapters.docx.names import Element, R, W, shortened
from convert.adapters.docx.story import Book, Story, excerpt, trimmed
from convert.errors import TooLarge, Unreadable
from convert.model import Block, Finding, Note, Origin, Paragraph, Picture, Run, Table, block_text

_PAGE_NUMBER = re.compile(r"(?:[\s\d\-‐-―—－~～·•|/\\.,，、()（）\[\]]|第|页|頁|共|[Pp]age|of)*")
_LONGEST_PAGE_NUMBER = 60
_PAGE_DIGITS = 3
_LONGEST_COMMENT = 500
_LONGEST_HISTORY = 16 * 1024 * 1024
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"


class Notes:
    """The footnotes and endnotes of a file, read when the text refers to them."""

    def __init__(self, book: Book, parts: dict[str, str]) -> None:
        self._book = book
        self._parts = parts
        self._stories: dict[str, tuple[Story, dict[str, Element]]] = {}
        self._read: dict[tuple[str, str], Note | None] = {}

    def read(self, kind: str, identifier: str) -> Note | None:
        """Give a note; one that is missing is reported once."""
        key = (kind, identifier)
        if key not in self._read:
            self._read[key] = self._read_note(kind, identifier)
        return self._read[key]

    def _read_note(self, kind: str, identifier: str) -> Note | None:
        if kind not in self._stories:
            part = self._parts.get(kind + "s", "")
            root = self._book.tree(part) if part else None
            elements = {e.get(W + "id") or "": e for e in root.iterchildren(W + kind)} if root is not None else {}
            self._stories[kind] = open_story(self._book, part), elements
        story, elements = self._stories[kind]
        story.ref = f"{kind}[{identifier}]"
        element = elements.get(identifier)
        if element is None:
            detail = "missing endnote" if kind == "endnote" else "missing footnote"
            story.report("content-dropped", identifier, detail)
            return None
        story.begin(element)
        paragraphs = tuple(_to_paragraphs(story, Container(story, in_cell=True).read(element)))
        return Note("endnote" if kind == "endnote" else "footnote", paragraphs)


def _to_paragraphs(story: Story, blocks: list[Block]) -> list[Paragraph]:
    """Keep what a note can hold, without the empty paragraphs and the space around it."""
    paragraphs: list[Paragraph] = []
    for block in trimmed(blocks):
        if isinstance(block, Paragraph):
            paragraphs.append(block)
        elif isinstance(block, Table):
            story.report("structure-changed", excerpt([block]), "table in a note turned into paragraphs")
            lines = [line for line in block_text(block).split("\n") if line.strip()]
            paragraphs += [Paragraph((Run(line),), block.origin) for line in lines]
        elif isinstance(block, Picture):
            story.report("content-dropped", block.alt, "picture in a note")
    if paragraphs and type(paragraphs[0]) is Paragraph and paragraphs[0].runs:
        first, *rest = paragraphs[0].runs
        text = first.text.lstrip(" \t")
        runs = (Run(text, first.marks, first.link, first.note), *rest) if text or first.note else tuple(rest)
        paragraphs[0] = Paragraph(runs, paragraphs[0].origin)
    return paragraphs


def open_story(book: Book, part: str) -> Story:
    """Open a part as a text of its own."""
    return Story(book, part, book.package.relationships(part) if part else {})


def report_headers(story: Story, references: list[Element]) -> None:
    """Report the words of headers and footers, which the model does not hold; page numbers are no words."""
    seen: set[str] = set()
    for reference in references:
        kind = "header" if reference.tag == W + "headerReference" else "footer"
        _, part, external = story.relationships.get(reference.get(R + "id") or "", ("", "", True))
        if external or part in seen:
            continue
        seen.add(part)
        root = story.book.tree(part)
        if root is None:
            continue
        side = open_story(story.book, part)
        side.page_numbers = False
        side.ref = part.rsplit("/", 1)[-1]
        side.begin(root)
        start = len(story.book.findings)
        blocks = Container(side, in_cell=True).read(root)
        del story.book.findings[start:]
        text = " ".join(block_text(block) for block in blocks).strip()
        if not _is_page_number(text):
            side.report("content-dropped", text, kind)
        detail = "picture in a header" if kind == "header" else "picture in a footer"
        for picture in _pictures(blocks):
            side.report("content-dropped", picture.alt, detail)


def _is_page_number(text: str) -> bool:
    """Say whether nothing but a page number is left once page fields are gone; longer numbers may be dates.

    >>> _is_page_number("第 页 共 页"), _is_page_number("- 1 -"), _is_page_number("2024-05-01"), _is_page_number("机密")
    (True, True, False, False)
    """
    if len(text) > _LONGEST_PAGE_NUMBER or sum(character.isdigit() for character in text) > _PAGE_DIGITS:
        return False
    return _PAGE_NUMBER.fullmatch(text) is not None


def _pictures(blocks: Iterable[Block]) -> Iterator[Picture]:
    for block in blocks:
        if isinstance(block, Picture):
            yield block
        elif isinstance(block, Table):
            for cell in block.cells:
                yield from _pictures(cell.blocks)


def report_comments(book: Book, part: str) -> None:
    """Report each comment with its words."""
    root = book.tree(part) if part else None
    for element in root.iterchildren(W + "comment") if root is not None else ():
        text = " ".join("".join(t.text or "" for t in p.iter(W + "t")) for p in element.iter(W + "p")).strip()
        if text:
            place = Origin(book.name, ref=f"comment[{element.get(W + 'id') or ''}]")
            book.report("content-dropped", place, shortened(text, _LONGEST_COMMENT), "comment")


def read_title(book: Book) -> str:
    """Give the title in the file's properties."""
    part = book.package.main_part("core-properties") or "docprops/core.xml"
    root = book.tree(part)
    found = root.findtext(f"{_DUBLIN_CORE}title") if root is not None else None
    return " ".join((found or "").split())


def read_history(book: Book, parts: list[str]) -> tuple[Finding, ...] | None:
    """Give what this program said of the document when it wrote the file; None if it did not write it."""
    for part in parts:
        if part not in book.package:
            continue
        try:
            content = book.package.read(part, _LONGEST_HISTORY)
            if history.NAMESPACE.encode() in content[:1000]:
                return history.load(content)
        except (Unreadable, TooLarge):
            continue
    return None
