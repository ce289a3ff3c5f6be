"""Hold what all parts of one document share, and its notes."""

from __future__ import annotations

from collections.abc import Sequence

from convert.model import (
    Block,
    Heading,
    Note,
    Paragraph,
    Place,
)
from convert.ooxml.namespaces import W
from convert.ooxml.parts import WORD_TYPE, XML, Parts, Relationships, attribute, escape
from convert.pictures import ENDINGS
from convert.styles import StyleSheet
from convert.writers.docx.comments import CommentList
from convert.writers.docx.lists import Numbering
from convert.writers.docx.markup import DRAWING_NAMES, text_elements
from convert.writers.docx.sections import Sections
from convert.writers.docx.story import Story

_REFERENCE_GAP = 40
"""Twentieths of a point between a note's own number and its text."""


class Book:
    """What all parts of one document share: lists, media, notes and numbers that are unique."""

    def __init__(self, sheet: StyleSheet, chinese: bool, parts: Parts) -> None:
        self.sheet, self.chinese = sheet, chinese
        self.table_sizes: set[float] = set()
        self.numbering = Numbering(sheet.flush_lists, sheet.advance())
        self.main = Story(self, "text")
        self.notes = {kind: NoteList(self, kind) for kind in ("footnote", "endnote")}
        self.comments = CommentList(Story(self, "comments"))
        self.sections = Sections(sheet, self.add_furniture, {})
        self._furniture: dict[tuple[Place, tuple[Block, ...]], str] = {}
        self._bookmarks: set[str] = set()
        self.parts = parts
        self._media: dict[tuple[bytes, str], str] = {}
        self._drawings = 0
        self._open_notes = 0

    def next_drawing(self) -> int:
        self._drawings += 1
        return self._drawings

    def media(self, data: bytes, kind: str) -> str:
        """Add a media part, once for the same bytes; give its name as the main part refers to it."""
        known = self._media.get((data, kind))
        if known is None:
            known = f"media/image{len(self._media) + 1}.{ENDINGS.get(kind, 'bin')}"
            self._media[data, kind] = known
            self.parts.add(f"word/{known}", data, kind)
        return known

    def bookmark(self, name: str, inner: str) -> str:
        """Put a bookmark around the content of a paragraph, once for a name."""
        if name.lower() in self._bookmarks:
            return inner
        self._bookmarks.add(name.lower())
        number = len(self._bookmarks)
        return f'<w:bookmarkStart w:id="{number}" w:name="{attribute(name)}"/>{inner}<w:bookmarkEnd w:id="{number}"/>'

    def add_story(self, name: str, kind: str, content: str, relationships: Relationships) -> str:
        """Add a part of text beside the main one; give its relationship."""
        self.parts.add(f"word/{name}.xml", content, f"{WORD_TYPE}{kind}+xml", relationships)
        return self.main.relationships.add(kind, f"{name}.xml")

    def add_furniture(self, place: Place, blocks: tuple[Block, ...]) -> str:
        """Add a header or a footer, once for the same content; give its relationship."""
        known = self._furniture.get((place, blocks))
        if known is None:
            root, number = _ROOTS[place], len(self._furniture) + 1
            name = f"{place}{number}" if place == "header" else f"{place}Text{number}"
            story = Story(self, name)
            style = place.capitalize()
            inner = story.blocks(blocks, style, self.sections.measures.column, nested=True)
            if not inner.endswith("</w:p>"):
                inner += f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr></w:p>'
            content = f'{XML}<w:{root} xmlns:w="{W}" {DRAWING_NAMES}>{inner}</w:{root}>'
            known = self.add_story(name, place, content, story.relationships)
            self._furniture[place, blocks] = known
        return known

    def note(self, note: Note) -> str:
        """Add a note and give the run that refers to it; a note within a note is written in brackets in its place."""
        if self._open_notes:
            text = "\n".join(paragraph.text for paragraph in note.paragraphs)
            return f"<w:r>{text_elements(f' [{text}]')}</w:r>"
        self._open_notes += 1
        reference = self.notes[note.kind].add(note)
        self._open_notes -= 1
        return reference


class NoteList:
    """The footnotes or the endnotes."""

    def __init__(self, book: Book, kind: str) -> None:
        self.kind = kind
        self.story = Story(book, kind)
        self._style = f"{kind.capitalize()}Reference"
        self._notes: list[str] = []

    def __bool__(self) -> bool:
        return bool(self._notes)

    def add(self, note: Note) -> str:
        number = len(self._notes) + 1
        own = (
            f'<w:r><w:rPr><w:rStyle w:val="{self._style}"/><w:spacing w:val="{_REFERENCE_GAP}"/></w:rPr>'
            f"<w:{self.kind}Ref/></w:r>"
        )
        style = f"{self.kind.capitalize()}Text"
        paragraphs = [
            self.story.paragraph(paragraph, style, nested=True, before="" if index else own)
            for index, paragraph in enumerate(note.paragraphs or (Paragraph(),))
        ]
        self._notes.append(f'<w:{self.kind} w:id="{number}">{"".join(paragraphs)}</w:{self.kind}>')
        return f'<w:r><w:rPr><w:rStyle w:val="{self._style}"/></w:rPr><w:{self.kind}Reference w:id="{number}"/></w:r>'

    def elements(self) -> str:
        """Write the notes, led by the two rules that separate them from the text."""
        rules = "".join(
            f'<w:{self.kind} w:type="{name}" w:id="{number}"><w:p><w:pPr><w:spacing w:after="0" w:line="240"'
            f' w:lineRule="auto"/></w:pPr><w:r><w:{name}/></w:r></w:p></w:{self.kind}>'
            for name, number in (("separator", -1), ("continuationSeparator", 0))
        )
        return rules + "".join(self._notes)


_ROOTS: dict[Place, str] = {"header": "hdr", "footer": "ftr"}


def document_title(title: str, blocks: Sequence[Block]) -> str:
    """Give the title for the properties: the document's own, else its first title, else its first heading."""
    if not title:
        headings = [block for block in blocks if isinstance(block, Heading) and block.text.strip()]
        chosen = next((heading for heading in headings if heading.level == 0), headings[0] if headings else None)
        title = chosen.text if chosen else ""
    return escape(" ".join(title.split()))
