"""What the parts of the reader share: the open file, the text that is being read and the line that is being filled."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from convert.adapters.docx.fields import Field
from convert.adapters.docx.lists import Counters, Lists
from convert.adapters.docx.names import FIELD_CHAR, MATH_T, Element, T, W, shortened, solid_length
from convert.adapters.docx.styles import PLAIN, Look, Styles
from convert.errors import TooLarge, Unreadable
from convert.findings import finding
from convert.model import Block, Finding, Mark, Note, Origin, Paragraph, Run, Severity, block_text
from convert.opc import Package, parse_xml

Relationships = dict[str, tuple[str, str, bool]]
MAX_SIDE_BYTES = 256 * 1024 * 1024
"""Of all parts beside the body that are parsed, each as often as that happens."""
Piece = tuple[str, frozenset[Mark], str, tuple[str, str] | None]
"""Text, marks, link and the kind and id of the note that stands there."""
PAGE_BREAK = "\x0c"
"""Stands for a page or column break while a line is filled; XML text cannot hold it."""


@dataclass(slots=True)
class Book:
    """The file: its parts as they are needed, and what was found."""

    package: Package
    name: str
    styles: Styles
    lists: Lists
    findings: list[Finding] = field(default_factory=list)
    media: dict[str, bytes | None] = field(default_factory=dict)
    media_types: dict[str, str] | None = None
    media_bytes: int = 0
    table_area: int = 0
    side_bytes: int = 0

    def tree(self, part: str, prepare: Callable[[bytes], bytes] = bytes) -> Element | None:
        """Parse a part that the text can do without; a damaged one is reported, a missing one is None."""
        if part not in self.package:
            return None
        try:
            content = self.package.read(part)
            self.side_bytes += len(content)
            if self.side_bytes > MAX_SIDE_BYTES:
                raise TooLarge(what=part)
            return parse_xml(prepare(content), part)
        except TooLarge:
            raise
        except Unreadable:
            self.report("content-dropped", Origin(self.name, ref=part), part, "damaged part")
            return None

    def report(
        self, code: str, origin: Origin, before: str = "", detail: str = "", severity: Severity | None = None
    ) -> None:
        self.findings.append(finding(code, origin, before=before, detail=detail, severity=severity))


@dataclass(slots=True)
class Story:
    """One text of the file: the body, a note, a header. ref: its place in origins, `p[3]` or `tbl[1]/tr[2]/tc[1]`.

    expected: how many characters the source shows, without those that have been left out knowingly;
    page_numbers: whether the results of page fields belong to the text; balanced: complex fields open and close in
    pairs, so that hiding their codes cannot hide text; read_note: gives the note of a kind and id, None within notes.
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
    page_numbers: bool = True
    read_note: Callable[[str, str], Note | None] | None = None

    def begin(self, root: Element) -> list[Element]:
        """Count what the story shows and check its fields; give its references to headers and footers."""
        depth, lowest = 0, 0
        references = []
        for element in root.iter(T, MATH_T, FIELD_CHAR, W + "headerReference", W + "footerReference"):
            tag = element.tag
            if tag in (T, MATH_T):
                if element.text:
                    self.expected += solid_length(element.text)
            elif tag == FIELD_CHAR:
                kind = element.get(W + "fldCharType")
                depth += (kind == "begin") - (kind == "end")
                lowest = min(lowest, depth)
            else:
                references.append(element)
        self.balanced = depth == 0 and lowest == 0
        return references

    @property
    def origin(self) -> Origin:
        return Origin(self.book.name, ref=self.ref)

    def report(self, code: str, before: str = "", detail: str = "", severity: Severity | None = None) -> None:
        self.book.report(code, self.origin, before, detail, severity)

    def leave_out(self, element: Element) -> str:
        """Take an element's text off what is expected and give it."""
        text = "".join([found.text or "" for found in element.iter(T, MATH_T)])
        self.expected -= solid_length(text)
        return text

    def delete(self, element: Element) -> None:
        """Carry out a tracked deletion or the source of a move."""
        self.leave_out(element)
        text = "".join(found.text or "" for found in element.iter(T, MATH_T, W + "delText"))
        if text.strip():
            self.report("tracked-change", text)
        elif any(True for _ in element.iter(W + "drawing", W + "pict", W + "object")):
            self.report("tracked-change", detail="picture")

    @property
    def shows(self) -> bool:
        """Say whether text that stands here is shown, rather than being part of a field's code."""
        return not self.fields or self.fields[-1].shows or not self.balanced

    def link(self, identifier: str) -> str:
        """Give the address of an external relationship, empty if there is none."""
        _, target, external = self.relationships.get(identifier, ("", "", False))
        return target if external else ""


@dataclass(slots=True)
class Line:
    """The text of one paragraph while it is read, and what hangs on it.

    attached: what follows the paragraph, pictures as blocks, text boxes as elements; hidden: what Word does not show.
    """

    pieces: list[Piece] = field(default_factory=list)
    attached: list[Block | Element] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)

    def add(self, text: str, look: Look = PLAIN, link: str = "") -> None:
        if text:
            self.pieces.append((text, look.marks, link, None))
            if look.hidden:
                self.hidden.append(text)

    def prepend(self, text: str) -> None:
        """Put text before the first words, looking as they do."""
        marks = next((marks for words, marks, _, _ in self.pieces if words), PLAIN.marks)
        self.pieces.insert(0, (text, marks, "", None))

    @property
    def is_blank(self) -> bool:
        return all(note is None and not text.strip(" \t\n\x0c\u3000\xa0") for text, _, _, note in self.pieces)

    def runs(self, read_note: Callable[[str, str], Note | None] | None = None) -> tuple[Run, ...]:
        """Join neighbours that look alike; a break of the page within the text becomes a line break."""
        if len(self.pieces) == 1:
            text, marks, link, key = self.pieces[0]
            if key is None and PAGE_BREAK not in text:
                return (Run(text, marks, link),)
        runs: list[Run] = []
        words: list[str] = []
        look: tuple[frozenset[Mark], str] = PLAIN.marks, ""
        for text, marks, link, key in _without_page_breaks(self.pieces):
            if words and (key is not None or (marks, link) != look):
                runs.append(Run("".join(words), *look))
                words = []
            if key is None:
                words.append(text)
                look = marks, link
            else:
                note = read_note(*key) if read_note is not None else None
                if note is not None:
                    runs.append(Run("", note=note))
        if words:
            runs.append(Run("".join(words), *look))
        return tuple(run for run in runs if run.text or run.note is not None)


def _without_page_breaks(pieces: list[Piece]) -> list[Piece]:
    if not any(PAGE_BREAK in text for text, *_ in pieces):
        return pieces
    filled = [at for at, (text, _, _, note) in enumerate(pieces) if note is not None or text.strip(PAGE_BREAK)]
    kept = []
    for at, (text, marks, link, note) in enumerate(pieces):
        if not filled or at < filled[0] or at > filled[-1]:
            continue
        if at == filled[0]:
            text = text.lstrip(PAGE_BREAK)
        if at == filled[-1]:
            text = text.rstrip(PAGE_BREAK)
        kept.append((text.replace(PAGE_BREAK, "\n"), marks, link, note))
    return kept


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
