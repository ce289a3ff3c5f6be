"""What the parts of the reader share: the open file, the text that is being read and the line that is being filled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct, field

from convert.adapters.docx.fields import Field
from convert.adapters.docx.kinds import Kinds
from convert.adapters.docx.lists import Lists
from convert.adapters.docx.names import FIELD_CHAR, MATH_T, Element, T, W, shortened, solid_length
from convert.adapters.docx.styles import PLAIN, Look, Styles
from convert.counting import Counters
from convert.errors import TooLarge, Unreadable
from convert.findings import finding
from convert.live_fields import names_in
from convert.model import (
    NOWHERE,
    Block,
    Break,
    Comment,
    CommentStart,
    Finding,
    Inset,
    Note,
    Origin,
    Paragraph,
    Picture,
    Run,
    Section,
    Severity,
    block_text,
    plain_runs,
)
from convert.model import Field as LiveField
from convert.opc import Package, parse_xml

Relationships = dict[str, tuple[str, str, bool]]
MAX_SIDE_BYTES = 256 * 1024 * 1024
"""Of all parts beside the body that are parsed, each as often as that happens."""
NoteKey = tuple[str, str]
Piece = tuple[str, Look, str, Inset | NoteKey | None]
"""Text, look, link and what else stands there; a note by its kind and id."""
PAGE_BREAK = "\x0c"
"""Stands for a page or column break while a line is filled; XML text cannot hold it."""
_LINK_COLOURS = frozenset(("0000FF", "0563C1", "0000EE", "954F72"))
"""They say that there is a link, which the run says itself."""
_USUAL_STYLES = frozenset(("normal", "body text", "normal (web)", "list paragraph", "正文", "普通(网站)", "普通 (web)"))


class Book(Struct):
    """The file: its parts as they are needed, and what was found.

    prepare: a change to be made in each part first; inspect: counts what of a part of text is given up;
    given_up: how often each kind of formatting was left to the styles; placed: pieces say where they stand.
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
    kinds: Kinds = field(default_factory=Kinds)
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
            root = parse_xml(prepare(content), part)
            if self.prepare is not None:
                self.prepare(root)
            return root
        except TooLarge:
            raise
        except Unreadable:
            self.report("content-dropped", Origin(self.name, ref=part), part, "damaged part")
            return None

    def text_tree(self, part: str) -> Element | None:
        """Parse a part of text, and count what of it is given up."""
        root = self.tree(part)
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
    sections: those that are still to begin.
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
    sections: Iterator[tuple[Section, ...]] = field(default_factory=lambda: iter(()))

    def begin(self, elements: Iterable[Element]) -> list[Element]:
        """Count what the story shows, check its fields and note which names links and fields lead to.

        elements: all of the story, in order, in few pieces or in many. Gives the descriptions of its sections.
        """
        sections: list[Element] = []
        depth, lowest = 0, 0
        for part in elements:
            self.expected += solid_length("".join([text.text or "" for text in part.iter(T, MATH_T)]))
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
        text = "".join([found.text or "" for found in element.iter(T, MATH_T)])
        self.expected -= solid_length(text)
        return text

    def delete(self, element: Element) -> None:
        """Carry out a tracked deletion or the source of a move."""
        self.leave_out(element)
        text = "".join(found.text or "" for found in element.iter(T, MATH_T, W + "delText"))
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


class Line(Struct):
    """The text of one paragraph while it is read, and what hangs on it.

    attached: what follows the paragraph, pictures as blocks, text boxes as elements; hidden: what Word does not show;
    keeps_breaks: it stands where pages may break.
    """

    pieces: list[Piece] = field(default_factory=list)
    attached: list[Block | Element] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    keeps_breaks: bool = False

    def add(self, text: str, look: Look = PLAIN, link: str = "", inset: Inset | None = None) -> None:
        if text or inset is not None:
            if look.hidden:
                self.hidden.append(text)
            shown = look if look is PLAIN else look._replace(hidden=False, font="")
            self.pieces.append((text, shown, link, inset))

    def prepend(self, text: str) -> None:
        """Put text before the first words, looking as they do."""
        look = next((look for words, look, _, beside in self.pieces if words and beside is None), PLAIN)
        self.pieces.insert(0, (text, look, "", None))

    @property
    def is_blank(self) -> bool:
        """Say whether nothing of the line is seen; a page break or the mark of a comment is not."""
        return all(
            not text.strip(" \t\n\x0c\u3000\xa0") and (beside is None or isinstance(beside, Break | CommentStart))
            for text, _, _, beside in self.pieces
        )

    @property
    def picture(self) -> Picture | None:
        """Give the picture if the line holds one and nothing else."""
        if not any(isinstance(beside, Picture) for *_, beside in self.pieces):
            return None
        seen = [piece for piece in self.pieces if piece[3] is not None or piece[0].strip(" \t\u3000\xa0")]
        _, _, link, beside = seen[0]
        return beside if len(seen) == 1 and isinstance(beside, Picture) and not link else None

    def runs(self, read_note: Callable[[str, str], Note | None] | None = None) -> tuple[Run, ...]:
        """Join neighbours that look alike; a break of the page within the text becomes a line break, or stays one."""
        if len(self.pieces) == 1:
            text, look, link, beside = self.pieces[0]
            if beside is None and PAGE_BREAK not in text:
                return plain_runs(text) if look is PLAIN and not link else (_run(text, look, link, None),)
        runs: list[Run] = []
        words: list[str] = []
        last: tuple[Look, str, Inset | None] = PLAIN, "", None
        for text, look, link, beside in _with_breaks(self.pieces):
            if isinstance(beside, tuple):
                note = read_note(*beside) if read_note is not None else None
                if note is None:
                    continue
                if words:
                    runs.append(_run("".join(words), *last))
                    words = []
                runs.append(Run("", note=note))
                continue
            joins = beside is None or (isinstance(beside, LiveField) and beside is last[2])
            if words and not (joins and (look, link, beside) == last):
                runs.append(_run("".join(words), *last))
                words = []
            words.append(text)
            last = look, link, beside
        if words:
            runs.append(_run("".join(words), *last))
        return tuple(run for run in runs if run.text or run.note is not None or run.inset is not None)


def _run(text: str, look: Look, link: str, inset: Inset | None) -> Run:
    if look is PLAIN:
        return Run(text, PLAIN.marks, link, None, inset)
    colour = "" if link and look.colour in _LINK_COLOURS else look.colour
    return Run(text, look.marks, link, None, inset, colour, look.highlight)


def _with_breaks(pieces: list[Piece]) -> list[Piece]:
    """Make line breaks of the page breaks within the text; at both ends they are nothing, or breaks without text."""
    if not any(PAGE_BREAK in text for text, *_ in pieces):
        return pieces
    filled = [at for at, (text, *_, beside) in enumerate(pieces) if _is_filled(text, beside)]
    kept: list[Piece] = []
    for at, (text, look, link, beside) in enumerate(pieces):
        outside = not filled or at < filled[0] or at > filled[-1]
        if PAGE_BREAK in text:
            text = "" if outside else text.replace(PAGE_BREAK, "\n")
            if not text and beside is None:
                continue
        kept.append((text, look, link, beside))
    return kept


def _is_filled(text: str, beside: Inset | NoteKey | None) -> bool:
    if beside is None:
        return bool(text.strip(PAGE_BREAK))
    return not isinstance(beside, Break | CommentStart)


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
