"""Reduce a document to what a Word document holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from convert.carry.counts import BOTH_SCRIPTS
from convert.carry.word_reading import (
    cleaned,
    flush_left,
    is_blank,
    is_needed,
    is_usual,
    lone_picture,
    marks_of,
    names_led_to,
)
from convert.findings import finding
from convert.furniture import says_something, speaking
from convert.grid import fill_holes
from convert.model import (
    NOWHERE,
    Block,
    Cell,
    Comment,
    CommentStart,
    Document,
    Equation,
    Field,
    Finding,
    Furniture,
    Heading,
    ListItem,
    Origin,
    Paragraph,
    Picture,
    Run,
    Section,
    Table,
    to_plain,
)
from convert.numbering import FORMATTERS
from convert.ooxml.file_properties import is_date
from convert.ooxml.live_fields import live_field
from convert.paper import settle
from convert.passes.characters import without_impossible
from convert.passes.page_layout import without_breaks
from convert.passes.paragraphs import merge_runs
from convert.pictures import ENDINGS, media_type

WORD_LINKS = ("http:", "https:", "mailto:", "ftp:", "file:", "#")
"""Kinds of addresses that a Word document is given as links."""
DEEPEST_LEVEL = 8
"""Word knows nine levels of lists, counted from 0."""
_BOOKMARK = re.compile(r"[^\W\d][\w.\-]{0,39}")
_MOST_COLUMNS = 45
_LONGEST_INITIALS = 9
"""ECMA-376 part 1, 17.13.4.2, of a comment's author."""
_MOST_PAGES = 32_767
_LONGEST_MARKER = 255
"""Characters of a number's text that Word reads; a longer one is text before the words."""


class WordReducer:
    """Gives blocks as a Word document holds them, and in the end what was given up."""

    def __init__(self, document: Document) -> None:
        self._findings: list[Finding] = []
        self._marks = marks_of(document)
        self._inside: str = ""
        self._next: Section | None = None
        self._look = Section()
        self._has_content = False
        self._depth = 0
        self._anchors: set[str] = set()
        self._waiting: tuple[str, ...] = ()
        self._ended: set[int] = set()
        self._wanted = names_led_to(document)

    def losses(self) -> Iterator[Finding]:
        yield from self._findings

    def reduce(self, block: Block) -> Iterator[Block]:
        """Yield a block as a Word document holds it, led by the section that begins there, if that changes anything."""
        if isinstance(block, Section):
            yield from self.rest()
            self._next = self._section(block)
            return
        yield from self._led(tuple(self._content(block)))

    def rest(self) -> Iterator[Block]:
        """Yield an empty page for a section without content whose headers or footers say something."""
        if self._next is not None and any(speaking(self._next)):
            yield from self._led((Paragraph((), self._next.origin),))

    def _led(self, made: tuple[Block, ...]) -> Iterator[Block]:
        if made and self._next is not None:
            breaks = self._has_content and self._next.start != "continuous"
            if breaks or replace(self._next, start="page", origin=NOWHERE) != self._look:
                yield self._next
                self._look = replace(self._next, start="page", origin=NOWHERE)
            self._next = None
        self._has_content = self._has_content or bool(made)
        yield from made

    def _content(self, block: Block) -> Iterator[Block]:
        if isinstance(block, Table):
            if block.cells:
                table = fill_holes(block)
                yield replace(table, cells=tuple(map(self._cell, table.cells)))
        elif isinstance(block, Paragraph):
            paragraph = self._paragraph(block)
            picture = lone_picture(paragraph)
            if picture is not None:
                yield picture
            elif paragraph.runs or not block.runs:
                yield paragraph
        elif isinstance(block, Picture) and self._is_shown(block):
            picture = cleaned(block)
            yield self._paragraph(Paragraph((Run("", inset=picture),), block.origin)) if self._waiting else picture

    def _cell(self, cell: Cell) -> Cell:
        self._depth += 1
        blocks = tuple(new for block in cell.blocks for new in self._content(block))
        self._depth -= 1
        return replace(cell, blocks=blocks)

    def _paragraph(self, paragraph: Paragraph) -> Paragraph:
        if self._depth or self._inside:
            paragraph = without_breaks(paragraph)
        runs = tuple(merge_runs([made for run in paragraph.runs for made in self._run(run, paragraph.origin)]))
        paragraph = self._with_anchors(paragraph if runs == paragraph.runs else replace(paragraph, runs=runs))
        if isinstance(paragraph, Heading) and is_blank(runs):
            paragraph = to_plain(paragraph, runs)
        if paragraph.align and is_usual(paragraph):
            paragraph = replace(paragraph, align="")
        if self._inside and (picture := lone_picture(paragraph)):
            return Paragraph((Run("", inset=picture),), paragraph.origin)
        if not isinstance(paragraph, ListItem):
            return paragraph
        marker = paragraph.marker.strip()
        if not marker:
            return to_plain(paragraph, runs)
        if len(marker) > _LONGEST_MARKER or (paragraph.ordered and (self._depth or self._inside) and is_blank(runs)):
            words = next((run for run in runs if run.text and run.inset is None), Run(""))
            return to_plain(paragraph, tuple(merge_runs((replace(words, text=marker), *runs))))
        level, ordered = min(max(paragraph.level, 0), DEEPEST_LEVEL), paragraph.ordered and "%" not in marker
        return replace(paragraph, level=level, ordered=ordered, marker=marker)

    def _with_anchors(self, paragraph: Paragraph) -> Paragraph:
        """Give a paragraph with its new anchors and those of blank ones before it, which wait for one that is shown."""
        anchors, is_shown = tuple(filter(self._is_new_anchor, paragraph.anchors)), bool(paragraph.runs)
        if not self._inside:
            anchors = (*self._waiting, *anchors)
            self._waiting = () if is_shown else anchors
            anchors = anchors if is_shown else ()
        return paragraph if anchors == paragraph.anchors else replace(paragraph, anchors=anchors)

    def _is_new_anchor(self, name: str) -> bool:
        if name not in self._wanted or not _BOOKMARK.fullmatch(name) or name.lower() in self._anchors:
            return False
        self._anchors.add(name.lower())
        return True

    def _run(self, run: Run, origin: Origin) -> Iterator[Run]:
        if run.marks >= BOTH_SCRIPTS:
            run = replace(run, marks=run.marks - {"sub"})
        if run.link and (not run.link.lower().startswith(WORD_LINKS) or run.link == "#"):
            self._findings.append(finding("content-dropped", origin, before=run.link, detail="link address"))
            run = replace(run, link="")
        if run.note is not None:
            yield from self._note(run, origin)
        elif run.inset is not None:
            yield from self._inset(run, origin)
        else:
            yield run

    def _note(self, run: Run, origin: Origin) -> Iterator[Run]:
        note = run.note
        assert note is not None
        if self._inside:
            self._findings.append(finding("note-moved", origin, before=note.text))
            yield Run(f"［{note.text}］")
            return
        if run.text:
            yield replace(run, note=None)
        self._inside = "note"
        paragraphs = flush_left(map(self._paragraph, note.paragraphs))
        self._inside = ""
        yield Run("", note=replace(note, paragraphs=paragraphs))

    def _inset(self, run: Run, origin: Origin) -> Iterator[Run]:
        inset = run.inset
        if isinstance(inset, Equation):
            yield self._equation(run, inset, origin)
        elif isinstance(inset, Field):
            code = live_field(inset.instruction)
            kept = Field(code) if code else None
            yield replace(run, inset=kept) if run.text else Run("", inset=kept)
        elif isinstance(inset, CommentStart):
            if inset.mark in self._marks and inset.mark not in self._ended and not self._inside:
                yield Run("", inset=CommentStart(self._marks[inset.mark]))
        elif isinstance(inset, Comment):
            yield from self._comment(run, inset, origin)
        elif isinstance(inset, Picture):
            if run.text:
                yield replace(run, inset=None)
            if self._is_shown(inset):
                yield Run("", link=run.link, inset=cleaned(inset))
        else:
            words = run.text.strip("\n")
            if words:
                yield replace(run, text=words, inset=None)
            yield Run("" if words else run.text, inset=inset)

    def _is_shown(self, picture: Picture) -> bool:
        """Say whether a picture is of a kind that Word shows; another is a finding."""
        if media_type(picture) in ENDINGS:
            return True
        shown = picture.alt or picture.media_type
        self._findings.append(finding("content-dropped", picture.origin, before=shown, detail="picture"))
        return False

    def _equation(self, run: Run, equation: Equation, origin: Origin) -> Run:
        from convert.ooxml.equations import text_of
        from convert.ooxml.omml import clean_text

        kept, tree = clean_text(equation.omml)
        if tree is None or not kept:
            detail = "equation written as plain text"
            self._findings.append(finding("structure-changed", origin, before=run.text, detail=detail))
            return replace(run, inset=None)
        text = text_of(tree)
        if text != run.text and run.text.strip():
            detail = "text beside an equation that says something else"
            self._findings.append(finding("content-dropped", origin, before=run.text, detail=detail))
        return Run(text, inset=Equation(kept))

    def _comment(self, run: Run, comment: Comment, origin: Origin) -> Iterator[Run]:
        if run.text:
            yield replace(run, inset=None)
        if self._inside:
            self._findings.append(finding("content-dropped", origin, before=comment.text, detail="comment"))
            return
        self._inside = "comment"
        paragraphs = flush_left(map(self._paragraph, comment.paragraphs))
        self._inside = ""
        self._ended.add(comment.mark)
        author, initials = without_impossible(comment.author), without_impossible(comment.initials)
        if len(initials) > _LONGEST_INITIALS:
            self._findings.append(finding("structure-changed", origin, before=initials, detail="comment"))
            initials = initials[:_LONGEST_INITIALS]
        date = comment.date if is_date(comment.date) else ""
        if date != comment.date:
            self._findings.append(finding("content-dropped", origin, before=comment.date, detail="date of a comment"))
        mark, answers = self._marks[comment.mark], self._answered(comment, origin)
        yield Run("", inset=Comment(paragraphs, author, initials, date, mark, answers, comment.done))

    def _answered(self, comment: Comment, origin: Origin) -> int | None:
        """Give the mark of the comment that one answers: an answer to none that began before it stands by itself."""
        if comment.answers is None:
            return None
        answered = self._marks.get(comment.answers)
        if answered is not None and answered < self._marks[comment.mark]:
            return answered
        self._findings.append(finding("structure-changed", origin, before=comment.text, detail="answer to a comment"))
        return None

    def _section(self, section: Section) -> Section:
        self._inside = "margin"
        shown = [
            replace(piece, blocks=tuple(new for block in piece.blocks for new in self._content(block)))
            for piece in sorted(section.furniture, key=lambda piece: (piece.place, piece.pages))
        ]
        heard = {(piece.place, piece.pages) for piece in shown if says_something(piece.blocks)}
        furniture = tuple(
            piece if (piece.place, piece.pages) in heard else Furniture(piece.place, piece.pages)
            for piece in shown
            if is_needed(piece, heard, section.first_apart)
        )
        self._inside = ""
        width, height = settle(section.width, section.height)
        return replace(
            section,
            width=width,
            height=height,
            columns=min(max(section.columns, 1), _MOST_COLUMNS),
            furniture=furniture,
            first_number=None if section.first_number is None else min(max(section.first_number, 0), _MOST_PAGES),
            number_kind=section.number_kind if section.number_kind in FORMATTERS else "",
        )
