"""Read paragraphs, lists, tables and what floats beside them into blocks of the model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from convert.adapters.docx.alternates import choose
from convert.adapters.docx.cells import read_table
from convert.adapters.docx.drawings import report_objects
from convert.adapters.docx.inline import INLINE, is_placeholder, read_inline
from convert.adapters.docx.line import BLANK, PAGE_BREAK, Line
from convert.adapters.docx.lists import Marker
from convert.adapters.docx.names import (
    ALTERNATE,
    BOOKMARK,
    COMMENT_START,
    DELETED,
    IGNORED,
    OFF,
    PPR,
    R_,
    RPR,
    SDT,
    SDT_CONTENT,
    TBL,
    TC,
    TEXT_BOX,
    TR,
    UNWRAPPED,
    VAL,
    Element,
    P,
    T,
    W,
    first_of,
    is_on,
    solid_length,
)
from convert.adapters.docx.story import Book, Story, excerpt, trimmed
from convert.adapters.docx.styles import PLAIN, to_level
from convert.findings import shortened
from convert.model import (
    Align,
    Block,
    Break,
    Heading,
    ListItem,
    Paragraph,
    Run,
    Severity,
    plain_runs,
)

SEPARATOR_STYLE = "TableSeparator"
"""This program's docx writer puts an empty paragraph of this style where Word wants one between tables."""
_DELETED_MARKS = (W + "del", W + "moveFrom")
_STYLE, _OUTLINE, _NUMBERING, _FRAME = W + "pStyle", W + "outlineLvl", W + "numPr", W + "framePr"
_JC, _BIDI, _PAGE_BEFORE, _SECTION = W + "jc", W + "bidi", W + "pageBreakBefore", W + "sectPr"
_ALIGNS: dict[str, Align] = {"center": "center", "right": "right", "end": "right"}


class _ParagraphLook(Struct):
    """What a paragraph's own properties say: values as they are spelt, empty where nothing is said."""

    style: str = ""
    outline: str = ""
    jc: str = ""
    page_before: str = ""
    is_bidi: bool = False
    ends_section: bool = False

    def add(self, child: Element) -> None:
        tag = child.tag
        if tag == _STYLE:
            self.style = child.get(VAL) or ""
        elif tag == _JC:
            self.jc = child.get(VAL) or ""
        elif tag == _OUTLINE:
            self.outline = child.get(VAL) or ""
        elif tag == _PAGE_BEFORE:
            self.page_before = child.get(VAL) or "1"
        elif tag == _BIDI:
            self.is_bidi = is_on(child)
        elif tag == _SECTION:
            self.ends_section = True

    def breaks_page(self, book: Book) -> bool:
        said = self.page_before or (book.styles.paragraph_says(self.style, "pageBreakBefore") if self.style else "")
        return bool(said) and said not in OFF

    def align(self, book: Book, style: str, level: int | None) -> Align:
        """Give the alignment that the output's own style would not give: the title is centred by it anyhow."""
        said = self.jc or ("" if book.settled else book.styles.paragraph_says(style, "jc"))
        align = _ALIGNS.get(said, "")
        return "" if (level == 0 and align == "center") or (align == "right" and self.is_bidi) else align


class Container:
    """Reads what holds blocks: the body, a cell, a text box, a note.

    in_cell: the text of an automatic number is kept even if nothing else stands in its paragraph, and all paragraphs
    have the place of the cell.
    """

    def __init__(self, story: Story, in_cell: bool = False) -> None:
        self.story = story
        self.in_cell = in_cell
        self.blocks: list[Block] = []
        self._place = story.ref
        self._n_paragraphs = self._n_tables = 0
        self._pending: Line | None = None

    def read(self, elements: Iterable[Element]) -> list[Block]:
        """Read the blocks of some elements: the children of one, or of a body that is too large for a tree."""
        self._walk(elements)
        self._flush()
        self.story.ref = self._place
        return self.blocks

    def _walk(self, elements: Iterable[Element]) -> None:
        for child in elements:
            self._take(child)

    def _take(self, child: Element) -> None:
        tag = child.tag
        if tag == P:
            self._n_paragraphs += 1
            if not self.in_cell:
                self.story.ref = f"{self._place}/p[{self._n_paragraphs}]" if self._place else f"p[{self._n_paragraphs}]"
            self._read_paragraph(child)
        elif tag == TBL:
            self._flush()
            self._n_tables += 1
            self.story.ref = f"{self._place}/tbl[{self._n_tables}]" if self._place else f"tbl[{self._n_tables}]"
            self.blocks += read_table(self.story, child, read_inside)
            self.story.ref = self._place
        elif tag in IGNORED:
            return
        elif tag == BOOKMARK:
            self.story.bookmark(child)
        elif tag == COMMENT_START:
            piece = self.story.start_comment(child)
            if piece is not None:
                self.story.waiting.append(piece)
        elif tag == SDT:
            if not is_placeholder(self.story, child):
                for content in child.iterchildren(SDT_CONTENT):
                    self._walk(content)
        elif tag in UNWRAPPED:
            self._walk(child)
        elif tag in DELETED:
            self.story.delete(child)
        elif tag == ALTERNATE:
            chosen, passed = choose(self.story, child)
            for branch in passed:
                report_objects(self.story, branch)
            if chosen is not None:
                self._walk(chosen)
        elif tag in INLINE:
            line = self._begin_line()
            read_inline(self.story, (child,), line)
            if line.pieces or line.attached:
                self._place_line(line, None, None)
        elif isinstance(tag, str):
            for whole in self.story.kinds.unfold(child) if tag in (TC, TR) else (child,):
                self.story.book.count_foreign(tag)
                self._walk(whole)

    def _begin_line(self) -> Line:
        line = Line(list(self.story.waiting), keeps_breaks=not self.in_cell)
        self.story.waiting.clear()
        return line

    def _read_plain(self, inside: Sequence[Element]) -> bool:
        """Read a paragraph of these children if it is one run of plain text in a style; say whether it was."""
        story = self.story
        style = ""
        if len(inside) == 2 and inside[0].tag == PPR:
            properties = [*inside[0]]
            if len(properties) != 1 or properties[0].tag != _STYLE:
                return False
            style = properties[0].get(VAL) or ""
        elif len(inside) != 1:
            return False
        if inside[-1].tag != R_ or story.fields or story.waiting or self._pending is not None:
            return False
        *before, last = [*inside[-1]] or [inside[-1]]
        text = (last.text or "") if last.tag == T else ""
        if not text.strip(BLANK) or "\n" in text or len(before) > 1:
            return False
        book = story.book
        if before and not (before[0].tag == RPR and book.styles.look(before[0]) is PLAIN):
            return False
        style = style or book.styles.default_paragraph
        if style not in book.plain:
            book.plain[style] = _plain_style(book, style)
        known = book.plain[style]
        if known is None:
            return False
        level, align = known
        if level is None:
            book.count_style(style)
        self.blocks.append(self._block(plain_runs(text), level, None, align, False))
        return True

    def _read_paragraph(self, element: Element) -> None:
        inside = [*element]
        if self._read_plain(inside):
            return
        line = self._pending or self._begin_line()
        self._pending = None
        book = self.story.book
        look = _ParagraphLook()
        numbering = None
        properties = first_of(inside, PPR)
        joins_next = False
        for child in properties if properties is not None else ():
            tag = child.tag
            if tag == _NUMBERING:
                numbering = child
            elif tag in (RPR, _FRAME):
                joins_next = joins_next or self._is_open(child)
            else:
                look.add(child)
        style = look.style or book.styles.default_paragraph
        if not self.in_cell and look.breaks_page(book):
            line.pieces.append((PAGE_BREAK, PLAIN, "", Break("page")))
        read_inline(self.story, inside, line)
        if joins_next and not look.ends_section:
            self._keep(line, properties)
            return
        if not (look.style == SEPARATOR_STYLE and not line.pieces and not line.attached):
            level = to_level(look.outline) if look.outline else book.styles.level(style)
            marker = book.lists.marker(numbering, style, self.story.counters)
            if level is None and marker is None:
                book.count_style(style)
            self._place_line(line, level, marker, look.align(book, style, level))
        if look.ends_section:
            self.blocks += self.story.next_section()

    @staticmethod
    def _is_open(element: Element) -> bool:
        """Say whether a paragraph goes on in the next: the mark that ends it is deleted, or it is a drop cap.

        element: the properties of that mark, or the frame of the paragraph.
        """
        if element.tag == _FRAME:
            return element.get(W + "dropCap") in ("drop", "margin")
        return any(child.tag in _DELETED_MARKS for child in element)

    def _keep(self, line: Line, properties: Element | None) -> None:
        """Keep a line for the next paragraph, unless nothing stands in it."""
        if line.pieces or line.attached:
            self._pending = line
            mark = properties.find(RPR) if properties is not None else None
            if mark is not None and self._is_open(mark):
                self.story.report_deletion("¶")

    def _flush(self) -> None:
        if self._pending is not None:
            line, self._pending = self._pending, None
            self._place_line(line, None, None)

    def _place_line(self, line: Line, level: int | None, marker: Marker | None, align: Align = "") -> None:
        story = self.story
        blank = line.is_blank
        if line.hidden:
            severity: Severity = "warning" if self.in_cell else "info"
            story.report("structure-changed", shortened("".join(line.hidden)), "hidden text shown", severity)
        if marker is not None and not marker.bullet and (level is not None or (self.in_cell and blank)):
            line.prepend(marker.text + ("" if blank else marker.space))
            story.expected += solid_length(marker.text)
            story.book.give_up("automatic numbers turned into text")
            marker, blank = None, False
        picture = line.picture if marker is None and level is None and not story.anchors else None
        if picture is not None:
            self.blocks.append(picture)
        else:
            block = self._block(line.runs(story.read_note), level, marker, align, blank)
            if not (blank and line.attached) or isinstance(block, ListItem) or block.runs:
                self.blocks.append(block)
        for attached in line.attached:
            if isinstance(attached, Element):
                self._read_attached(attached)
            else:
                self.blocks.append(attached)

    def _block(
        self, runs: tuple[Run, ...], level: int | None, marker: Marker | None, align: Align, blank: bool
    ) -> Paragraph:
        """Make the block of a line; anchors wait for one that is not blank."""
        story = self.story
        origin = story.origin
        anchors: tuple[str, ...] = ()
        if runs and story.anchors:
            anchors = tuple(dict.fromkeys(story.anchors))
            story.anchors.clear()
        if marker is not None and level is None:
            kind, at, ordered = marker.text, marker.level, marker.ordered
            numbering = marker.numbering
            return ListItem(runs, origin, at, ordered, kind, align=align, anchors=anchors, numbering=numbering)
        if level is not None and not blank:
            return Heading(runs, origin, level, align=align, anchors=anchors)
        return Paragraph(runs, origin, align=align, anchors=anchors)

    def _read_attached(self, element: Element) -> None:
        story = self.story
        if element.tag != TEXT_BOX:
            self._take(element)
            return
        counters, fields = story.counters, story.fields
        story.counters, story.fields = story.box_counters, []
        inner = read_inside(story, element)
        story.counters, story.fields = counters, fields
        if inner:
            story.report("structure-changed", excerpt(inner), "text box turned into paragraphs")
            self.blocks += inner


def _plain_style(book: Book, style: str) -> tuple[int | None, Align] | None:
    """Give the level and the alignment of paragraphs of a style; None if they are in a list or begin a page."""
    look = _ParagraphLook(style)
    if look.breaks_page(book) or book.styles.number_properties(style)[0] not in ("", "0"):
        return None
    level = book.styles.level(style)
    return level, look.align(book, style, level)


def read_inside(story: Story, element: Element) -> list[Block]:
    """Read the blocks of what holds them within others, without the empty ones at both ends."""
    return trimmed(Container(story, in_cell=True).read(element))
