"""Read Word files: docx, docm, dotx and dotm, Transitional and Strict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain

from convert.adapters.docx.blocks import Container
from convert.adapters.docx.changes import ChangeCounts, swap_changes
from convert.adapters.docx.formatting import count_formatting, count_package
from convert.adapters.docx.kind import Kind
from convert.adapters.docx.kinds import Kinds
from convert.adapters.docx.lists import Lists
from convert.adapters.docx.names import TBL, Element, P, W, solid_length
from convert.adapters.docx.notes import Comments, Notes, read_history, read_properties
from convert.adapters.docx.sections import Sections, has_even_pages
from convert.adapters.docx.story import Book, Story
from convert.adapters.docx.styles import Styles, kept_styles, read_styles
from convert.errors import TooLarge, Unreadable
from convert.findings import INCOMPLETE, formatting_finding
from convert.lazy_cells import LazyCells
from convert.model import Block, Document, Origin, Paragraph, Table
from convert.ooxml.opc import Package
from convert.ooxml.xml_parts import iterate_children, parse_xml, root_tag
from convert.options import Options
from convert.source import Source

LARGEST_TREE = 8 * 1024 * 1024
"""Bytes of the main part of a file of this program that are parsed into one tree; it takes ten times as much memory."""
_MOST_AROUND = 128 * 1024
"""Bytes of styles and lists of which is kept what they say of cells, for files with the same."""
_TOGETHER = 500
"""Blocks whose characters are counted at once."""
_USUAL_MAIN_PART = "word/document.xml"

Walk = Callable[[], Iterable[Element]]


def read(source: Source, options: Options) -> Document:
    """Read a Word file. Raises Encrypted, Unreadable, TooLarge."""
    with Package(source) as package:
        try:
            return _read(package, source.name, options)
        except RecursionError:
            raise TooLarge(what="elements in each other") from None


def _read(package: Package, name: str, options: Options) -> Document:
    part, changes = _main_part(package), options.changes
    relationships = package.relationships(part)
    parts: dict[str, list[str]] = {}
    for kind, target, external in relationships.values():
        if not external:
            parts.setdefault(kind, []).append(target)
    first = {kind: targets[0] for kind, targets in parts.items()}

    book = Book(package, name, Styles(None), Lists(None, Styles(None)), options.placed)
    found_before = read_history(book, parts.get("customXml", []))
    book.settled = found_before is not None
    counts = ChangeCounts()
    if not book.settled:
        book.inspect = partial(_inspect, book, counts)
    if changes == "reject":
        book.prepare = swap_changes
    style_part, list_part = first.get("styles", ""), first.get("numbering", "")
    styles, numbering = book.content(style_part), book.content(list_part, INCOMPLETE)
    is_kept = book.prepare is None and len(styles or b"") + len(numbering or b"") <= _MOST_AROUND
    kinds = Kinds((styles, numbering, book.settled) if is_kept else None)
    root, walk = _open_main(book, part, kinds, as_tree=not book.settled or changes == "reject")
    if book.prepare is not None and root is not None:
        book.prepare(root)
    read_all = kept_styles if is_kept else partial(read_styles, parse=book.parse)
    book.styles = book.made(styles, style_part, read_all) or Styles(None)
    book.lists = Lists(book.made(numbering, list_part, book.parse, INCOMPLETE), book.styles)
    comments = Comments(book, first.get("comments", ""), first.get("commentsExtended", ""))
    notes = Notes(book, first)
    story = Story(book, part, relationships, read_note=notes.read, kinds=kinds)
    story.read_comment, story.mark_of = comments.read, comments.mark
    sections = story.begin(walk() if root is None else root.findall(W + "body"))
    settings = book.tree(first.get("settings", ""))
    blocks = _read_body(story, sections, walk, settings)
    _report_missed(story, blocks)
    comments.report_unread()
    notes.report_unread()
    if root is not None and book.inspect is not None:
        _inspect(book, counts, root, kinds.counted())
        count_package(book, settings, parts)
    counts.report(book, changes)
    for kind in sorted(book.lists.strange):
        book.report("structure-changed", Origin(name), kind, "automatic numbers shown as decimal", "warning")
    if "vbaProject" in parts:
        book.report("content-dropped", Origin(name), detail="macro")
    book.findings += package.about(name)
    title, language, properties = read_properties(book)
    if book.given_up:
        book.findings.append(formatting_finding(Origin(name), book.given_up))
    return Document(
        tuple(blocks),
        (*(found_before or ()), *book.findings),
        title=title,
        language=language if book.settled else book.styles.language,
        settled=book.settled,
        origin=Origin(name),
        properties=properties,
    )


def _inspect(book: Book, counts: ChangeCounts, root: Element, folded: Iterable[tuple[Kind, int]] = ()) -> None:
    """Count what of a part of text is changed or given up; folded: the kinds of its cells that are, with how many."""
    counts.add(root)
    count_formatting(book, root, folded)


def _read_body(story: Story, elements: list[Element], walk: Walk, settings: Element | None) -> list[Block]:
    """Read the blocks of the body, led by the section that they begin with; elements: what describes its sections."""
    references = [child for element in elements for child in element.iter(W + "headerReference", W + "footerReference")]
    sections = Sections(story, elements, bool(references) and has_even_pages(settings))
    story.sections = sections.read()
    first = story.next_section()
    blocks = Container(story).read(walk())
    sections.report_unused(references)
    return [*first, *blocks]


def _main_part(package: Package) -> str:
    """Find the main document part. Raises Unreadable if the package has none of a text document."""
    if "[Content_Types].xml" not in package and _USUAL_MAIN_PART not in package:
        raise Unreadable("This is a zip file, not an Office document.", "Unpack it and convert the files in it.")
    part = package.main_part()
    if not part:
        part = next((name for name in package.names() if name.endswith(_USUAL_MAIN_PART)), "")
    if not part:
        words = (name.rsplit("/", 1)[-1].removesuffix(".xml") for name in package.names())
        raise _without_text(next((word for word in words if word in ("workbook", "presentation")), ""))
    return part


def _open_main(book: Book, part: str, kinds: Kinds, as_tree: bool) -> tuple[Element | None, Walk]:
    """Open the main part: its tree, and what walks over the children of its body, as often as it is called.

    A large part is parsed anew on each walk and has no tree, unless it must be one. Raises Unreadable.
    """
    root, package = None, book.package
    if as_tree or package.size(part) <= LARGEST_TREE:
        root = parse_xml(kinds.fold(package.read(part)), part)
        tag = str(root.tag)
        walk: Walk = partial(chain.from_iterable, root.findall(W + "body") or [root])
    else:
        with package.stream(part) as stream:
            tag = root_tag(stream, part)
        walk = partial(_stream_body, package, part)
    if tag != W + "document":
        raise _without_text(tag.rsplit("}", 1)[-1])
    return root, walk


def _stream_body(package: Package, part: str) -> Iterator[Element]:
    with package.stream(part) as stream:
        yield from iterate_children(stream, part, W + "body", (P, TBL))


def _without_text(kind: str) -> Unreadable:
    """Make the error for a package whose main document has this element as its root."""
    if kind == "workbook":
        return Unreadable("This is a spreadsheet, not a text document.", "Name its format with -f xlsx.")
    if kind == "presentation":
        return Unreadable("This is a presentation, not a text document.", "Save its text as a document or a text file.")
    return Unreadable("The file is damaged: it has no main document.", "Get a complete copy of the file.")


def _report_missed(story: Story, blocks: Sequence[Block]) -> None:
    """Report text of the body that no block holds: a net under the reader's own rules."""
    missed = story.expected
    for start in range(0, len(blocks), _TOGETHER):
        missed -= solid_length("".join([text for block in blocks[start : start + _TOGETHER] for text in _texts(block)]))
    if missed > 0:
        story.ref = ""
        story.report("content-dropped", str(missed), "characters that could not be reached")


def _texts(block: Block) -> Iterable[str]:
    if isinstance(block, Paragraph):
        return [run.text for run in block.runs]
    if not isinstance(block, Table):
        return ()
    if isinstance(block.cells, LazyCells):
        return block.cells.texts()
    return [text for cell in block.cells for inner in cell.blocks for text in _texts(inner)]
