"""Read what stands beside the body: notes, comments, the title, what the program said before."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace

from convert.adapters.docx.blocks import Container
from convert.adapters.docx.names import OFF, W14, Element, P, W
from convert.adapters.docx.story import Book, Story, excerpt, trimmed
from convert.errors import TooLarge, Unreadable
from convert.findings import INCOMPLETE, shortened
from convert.model import Block, Comment, Finding, Note, Origin, Paragraph, Picture, Property, Run, Table, block_text
from convert.ooxml import file_properties, history

_LONGEST_UNREAD = 500
_LONGEST_HISTORY = 16 * 1024 * 1024


class Notes:
    """The footnotes and endnotes of a file, read when the text refers to them."""

    def __init__(self, book: Book, parts: dict[str, str]) -> None:
        self._book = book
        self._parts = parts
        self._stories: dict[str, tuple[Story, dict[str, Element]]] = {}
        self._read: dict[tuple[str, str], Note | None] = {}

    def report_unread(self) -> None:
        """Report the notes, and the rules above notes, whose words the text does not refer to."""
        for kind in ("footnote", "endnote"):
            if kind in self._stories:
                elements = self._stories[kind][1]
            else:
                root = self._book.tree(self._parts.get(kind + "s", ""), code=INCOMPLETE)
                elements = _by_id(root, kind)
            for identifier, element in elements.items():
                if (kind, identifier) not in self._read:
                    _report_words(self._book, element, f"{kind}[{identifier}]", kind)

    def read(self, kind: str, identifier: str) -> Note | None:
        """Give a note; one that is missing is reported once."""
        key = (kind, identifier)
        if key not in self._read:
            self._read[key] = self._read_note(kind, identifier)
        return self._read[key]

    def _read_note(self, kind: str, identifier: str) -> Note | None:
        if kind not in self._stories:
            part = self._parts.get(kind + "s", "")
            root = self._book.text_tree(part)
            self._stories[kind] = open_story(self._book, part), _by_id(root, kind)
        story, elements = self._stories[kind]
        story.ref = f"{kind}[{identifier}]"
        element = elements.get(identifier)
        if element is None:
            detail = "missing endnote" if kind == "endnote" else "missing footnote"
            story.report("content-dropped", identifier, detail)
            return None
        story.begin((element,))
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
            paragraphs.append(Paragraph((Run("", inset=block),), block.origin))
    if paragraphs and type(paragraphs[0]) is Paragraph and paragraphs[0].runs:
        first, *rest = paragraphs[0].runs
        text = first.text.lstrip(" \t")
        runs = (replace(first, text=text), *rest) if text or first.note or first.inset else tuple(rest)
        paragraphs[0] = replace(paragraphs[0], runs=runs)
    return paragraphs


def open_story(book: Book, part: str) -> Story:
    """Open a part as a text of its own."""
    return Story(book, part, book.package.relationships(part) if part else {})


class Comments:
    """The comments of a file, read when the text refers to them; each has a number of its own by its first mention.

    threads: the part that says which of them answer others, and which are done with.
    """

    def __init__(self, book: Book, part: str, threads: str) -> None:
        self._book = book
        self._part = part
        self._threads = threads
        self._said: dict[str, tuple[str, bool]] = {}
        self._marks: dict[str, int] = {}
        self._told: set[str] = set()
        self._elements: dict[str, Element] | None = None
        self._story: Story | None = None

    def mark(self, identifier: str) -> int:
        """Give the number of a comment."""
        return self._marks.setdefault(identifier, len(self._marks))

    def _all(self) -> dict[str, Element]:
        if self._elements is None:
            self._elements = _by_id(self._book.text_tree(self._part), "comment")
            self._read_threads(self._elements)
        return self._elements

    def _read_threads(self, elements: dict[str, Element]) -> None:
        """Note for comments, which another part knows by their last paragraph, which other they answer."""
        root = self._book.tree(self._threads) if elements and self._threads else None
        if root is None:
            return
        last = {identifier: element.findall(P)[-1:] for identifier, element in elements.items()}
        owners = {ends[0].get(W14 + "paraId") or "": identifier for identifier, ends in last.items() if ends}
        for entry in root.iterfind("{*}commentEx"):
            told = {str(name).rpartition("}")[2]: str(value) for name, value in entry.items()}
            owner = owners.get(told.get("paraId") or "-")
            if owner is not None:
                done = told.get("done", "0") not in OFF
                self._said[owner] = owners.get(told.get("paraIdParent") or "-", ""), done

    def read(self, identifier: str) -> Comment | None:
        """Give a comment the first time; None for one that stands elsewhere already, or is missing, which is told."""
        if identifier in self._told:
            return None
        self._told.add(identifier)
        element = self._all().get(identifier)
        if element is None:
            origin = Origin(self._book.name, ref=f"comment[{identifier}]")
            self._book.report("content-dropped", origin, identifier, "missing comment")
            return None
        self._story = self._story or open_story(self._book, self._part)
        self._story.ref = f"comment[{identifier}]"
        self._story.begin((element,))
        paragraphs = tuple(_to_paragraphs(self._story, Container(self._story, in_cell=True).read(element)))
        author, initials, date = (element.get(W + name) or "" for name in ("author", "initials", "date"))
        answered, done = self._said.get(identifier, ("", False))
        answers = self.mark(answered) if answered else None
        return Comment(paragraphs, author, initials, date, self.mark(identifier), answers, done)

    def report_unread(self) -> None:
        """Report the comments that nothing in the text refers to, each with its words."""
        for identifier, element in self._all().items():
            if identifier not in self._told:
                _report_words(self._book, element, f"comment[{identifier}]", "comment")


def _by_id(root: Element | None, kind: str) -> dict[str, Element]:
    return {element.get(W + "id") or "": element for element in root.iterchildren(W + kind)} if root is not None else {}


def _report_words(book: Book, element: Element, ref: str, kind: str) -> None:
    """Report what a comment or a note that stands nowhere says, if anything."""
    text = " ".join("".join(t.text or "" for t in p.iter(W + "t")) for p in element.iter(W + "p")).strip()
    if text:
        book.report("content-dropped", Origin(book.name, ref=ref), shortened(text, _LONGEST_UNREAD), kind)


def read_properties(book: Book) -> tuple[str, str, tuple[Property, ...]]:
    """Give title and language in the file's properties, and all else that they say."""
    said = file_properties.said_by(*map(partial(_tree_if_small, book), file_properties.parts_of(book.package)))
    book.give_up("properties of files", said.lost)
    kept = (one for one in said.properties if not (book.settled and one == file_properties.OURS))
    return " ".join(said.title.split()), said.language, tuple(kept)


def _tree_if_small(book: Book, part: str) -> Element | None:
    try:
        return book.tree(part)
    except TooLarge:
        book.report("content-dropped", Origin(book.name, ref=part), part, "damaged part")
        return None


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
