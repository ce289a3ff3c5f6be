"""What the parts of the reader share: the open file, the text that is being read and the line that is being filled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from msgspec import Struct, field

from convert.adapters.docx.fields import Field
from convert.adapters.docx.kinds import Kinds
from convert.adapters.docx.line import Piece
from convert.adapters.docx.lists import Lists
from convert.adapters.docx.names import FIELD_CHAR, MATH_T, Element, T, W, solid_length
from convert.adapters.docx.styles import PLAIN, Styles
from convert.errors import TooLarge, Unreadable
from convert.findings import INCOMPLETE, finding, shortened
from convert.model import (
    NOWHERE,
    Align,
    Block,
    Comment,
    CommentStart,
    Finding,
    Note,
    Origin,
    Paragraph,
    Section,
    Severity,
    block_text,
)
from convert.numbering.counting import Counters
from convert.ooxml.live_fields import names_in
from convert.ooxml.opc import Package
from convert.ooxml.xml_parts import parse_xml

Relationships = dict[str, tuple[str, str, bool]]
Made = TypeVar("Made")
MAX_SIDE_BYTES = 256 * 1024 * 1024
"""Of all parts beside the body that are parsed, each as often as that happens."""
_USUAL_STYLES = frozenset(("normal", "body text", "normal (web)", "list paragraph", "正文", "普通(网站)", "普通 (web)"))


class Book(Struct):
    """The file: its parts as they are needed, and what was found.

    prepare: a change to be made in each part first; inspect: counts what of a part of text is given up;
    given_up: how often each kind of formatting was left to the styles; placed: pieces say where they stand;
    plain: of styles whose paragraphs are in no list and begin no page, their level and alignment, else None.
    """

    package: Package
    name: str
    styles: Styles
    lists: Lists
    placed: bool = True
    prepare: Callable[[Element], None] | None = None
    inspect: Callable[[Element], None] | None = None
    settled: bool = False
    findings: list[Finding] = field(default_factory=list)
    given_up: dict[str, int] = field(default_factory=dict)
    media: dict[str, bytes | None] = field(default_factory=dict)
    media_types: dict[str, str] | None = None
    media_bytes: int = 0
    table_area: int = 0
    side_bytes: int = 0
    plain: dict[str, tuple[int | None, Align] | None] = field(default_factory=dict)

    def content(self, part: str, code: str = "content-dropped") -> bytes | None:
        """Give the bytes of a part that the text can do without; None if it is missing or, which is said, damaged."""
        if part not in self.package:
            return None
        with self._reporting(part, code):
            content = self.package.read(part)
            self.side_bytes += len(content)
            if self.side_bytes > MAX_SIDE_BYTES:
                raise TooLarge(what=part)
            return content
        return None

    def made(
        self, content: bytes | None, part: str, make: Callable[[bytes, str], Made], code: str = "content-dropped"
    ) -> Made | None:
        """Make something of what `content` gave of a part; a damaged one is reported by a code."""
        with self._reporting(part, code):
            return None if content is None else make(content, part)
        return None

    def tree(self, part: str, code: str = "content-dropped") -> Element | None:
        """Parse a part that the text can do without, as `content` and `made` do."""
        return self.made(self.content(part, code), part, self.parse, code)

    def parse(self, content: bytes, part: str) -> Element:
        """Parse a part, and make the change that is to be made in each. Raises Unreadable."""
        root = parse_xml(content, part)
        if self.prepare is not None:
            self.prepare(root)
        return root

    @contextmanager
    def _reporting(self, part: str, code: str) -> Iterator[None]:
        try:
            yield
        except TooLarge:
            raise
        except Unreadable:
            self.report(code, Origin(self.name, ref=part), part, "damaged part")

    def text_tree(self, part: str) -> Element | None:
        """Parse a part of text, and count what of it is given up."""
        root = self.tree(part, code=INCOMPLETE)
        if root is not None and self.inspect is not None:
            self.inspect(root)
        return root

    def origin(self, ref: str) -> Origin:
        """Give a place in the file, if places are wanted."""
        return Origin(self.name, ref=ref) if self.placed else NOWHERE

    def report(
        self, code: str, origin: Origin, before: str = "", detail: str = "", severity: Severity | None = None
    ) -> None:
        self.findings.append(finding(code, origin, before=before, detail=detail, severity=severity))

    def count_style(self, identifier: str) -> None:
        """Count a paragraph whose style means something that the output's styles do not say."""
        if identifier and identifier != self.styles.default_paragraph and not self.settled:
            name = self.styles.name(identifier)
            if name and name.lower() not in _USUAL_STYLES:
                self.give_up("paragraph styles")

    def give_up(self, detail: str, count: int = 1) -> None:
        """Count formatting that is left to the styles; of a file of this program's there is none."""
        if count and not self.settled:
            self.given_up[detail] = self.given_up.get(detail, 0) + count

    def count_foreign(self, tag: str) -> None:
        """Count an element that is not known, whose content is read as if it were not there."""
        if not tag.startswith(W):
            self.give_up("marks that programs and editors put around text")


class Story(Struct):
    """One text of the file: the body, a note, a header. ref: its place in origins, `p[3]` or `tbl[1]/tr[2]/tc[1]`.

    expected: how many characters the source shows, without those that have been left out knowingly;
    balanced: complex fields open and close in pairs, so that hiding their codes cannot hide text; read_note: gives the
    note of a kind and id, None within notes; read_comment: gives the comment of an id, mark_of: its number; wanted:
    the names that links and fields lead to; anchors: those that wait for the next paragraph, waiting: what else does;
    kinds: of the cells that are folded in it; sections: those that are still to begin.
    """

    book: Book
    part: str
    relationships: Relationships
    counters: Counters = field(default_factory=Counters)
    box_counters: Counters = field(default_factory=Counters)
    fields: list[Field] = field(default_factory=list)
    ref: str = ""
    depth: int = 0
    expected: int = 0
    balanced: bool = True
    read_note: Callable[[str, str], Note | None] | None = None
    read_comment: Callable[[str], Comment | None] | None = None
    mark_of: Callable[[str], int] | None = None
    wanted: set[str] = field(default_factory=set)
    anchors: list[str] = field(default_factory=list)
    waiting: list[Piece] = field(default_factory=list)
    kinds: Kinds = field(default_factory=Kinds)
    sections: Iterator[tuple[Section, ...]] = field(default_factory=lambda: iter(()))

    def begin(self, elements: Iterable[Element]) -> list[Element]:
        """Count what the story shows, check its fields and note which names links and fields lead to.

        elements: all of the story, in order, in few pieces or in many. Gives the descriptions of its sections.
        """
        sections: list[Element] = []
        depth, lowest = 0, 0
        for part in elements:
            self.expected += solid_length(self.kinds.text(part, T, MATH_T))
            for element in part.iter(FIELD_CHAR, _LINK, _CODE, _SIMPLE, _SECTION):
                tag = element.tag
                if tag == FIELD_CHAR:
                    kind = element.get(W + "fldCharType")
                    depth += (kind == "begin") - (kind == "end")
                    lowest = min(lowest, depth)
                elif tag == _SECTION:
                    sections.append(element)
                elif tag == _LINK:
                    self.wanted.add(element.get(W + "anchor") or "")
                else:
                    self.wanted.update(names_in((element.text if tag == _CODE else element.get(W + "instr")) or ""))
        self.balanced = depth == 0 and lowest == 0
        return sections

    def bookmark(self, element: Element) -> None:
        """Keep a bookmark for the paragraph that comes next, if anything leads to it."""
        name = element.get(W + "name") or ""
        if name in self.wanted:
            self.anchors.append(name)
        elif not name.startswith(("_", "OLE_LINK")):
            self.book.give_up("bookmarks that nothing leads to")

    def next_section(self) -> tuple[Section, ...]:
        """Give the section that begins here, if it changes anything."""
        return next(self.sections, ())

    def start_comment(self, element: Element) -> Piece | None:
        """Give what stands where the text begins that a comment is about; None where comments are not read."""
        if self.mark_of is None:
            return None
        return "", PLAIN, "", CommentStart(self.mark_of(element.get(W + "id") or ""))

    @property
    def origin(self) -> Origin:
        return self.book.origin(self.ref)

    def report(self, code: str, before: str = "", detail: str = "", severity: Severity | None = None) -> None:
        self.book.report(code, self.origin, before, detail, severity)

    def leave_out(self, element: Element) -> str:
        """Take an element's text off what is expected and give it."""
        text = self.kinds.text(element, T, MATH_T)
        self.expected -= solid_length(text)
        return text

    def delete(self, element: Element) -> None:
        """Carry out a tracked deletion or the source of a move."""
        self.leave_out(element)
        text = self.kinds.text(element, T, MATH_T, W + "delText")
        if text.strip():
            self.report_deletion(text)
        elif any(True for _ in element.iter(W + "drawing", W + "pict", W + "object")):
            self.report_deletion("[picture]")

    def report_deletion(self, text: str) -> None:
        self.report("tracked-change", text, "insertion taken back" if self.book.prepare else "deletion carried out")

    @property
    def shows(self) -> bool:
        """Say whether text that stands here is shown, rather than being part of a field's code."""
        return not self.fields or self.fields[-1].shows or not self.balanced

    def link(self, identifier: str) -> str:
        """Give the address of an external relationship, empty if there is none."""
        _, target, external = self.relationships.get(identifier, ("", "", False))
        return target if external else ""


_LINK, _CODE, _SIMPLE, _SECTION = W + "hyperlink", W + "instrText", W + "fldSimple", W + "sectPr"


def trimmed(blocks: list[Block]) -> list[Block]:
    """Drop the empty paragraphs at both ends."""
    first, last = 0, len(blocks)
    while first < last and _is_empty(blocks[first]):
        first += 1
    while last > first and _is_empty(blocks[last - 1]):
        last -= 1
    return blocks[first:last]


def _is_empty(block: Block) -> bool:
    return isinstance(block, Paragraph) and not block.runs


def excerpt(blocks: Iterable[Block]) -> str:
    """Give the beginning of the text of blocks, for a finding."""
    return shortened(" ".join(block_text(block) for block in blocks))
