"""The engine for OFD, the fixed-layout format of Chinese offices and archives (GB/T 33190-2016): a zip file of XML.

Its coordinates are in millimetres from the left and the top. An object's own matrix (`CTM`) comes first, then the place
of its `Boundary`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from convert.adapters.pdf.engine import MAX_ENTRIES, MAX_PAGES, DamagedFile, DamagedPage, Entry, Page
from convert.adapters.pdf.ofd.page import PageReading, Resources
from convert.adapters.pdf.ofd.xml import Element, first_of, name_of, named, numbers_of, part_at
from convert.errors import Encrypted, TooLarge, Unreadable
from convert.ooxml.opc import Package
from convert.source import Source

_A4 = (0.0, 0.0, 210.0, 297.0)


class _Document(NamedTuple):
    """One of a file's documents. pages, templates: the parts that hold them, of templates by id; ids: of the pages."""

    folder: str
    root: Element
    pages: list[str]
    ids: list[str]
    templates: dict[str, str]
    resources: Resources


class OfdFile:
    def __init__(self, data: bytes) -> None:
        """Open a file. Raises Encrypted, DamagedFile."""
        try:
            self._package = Package(Source("", content=data))
            names = self._package.names()
            if self._package.is_locked() or any(name.endswith("encryptions.xml") for name in names):
                raise Encrypted()
            root = self._package.tree("OFD.xml")
        except (Unreadable, TooLarge) as error:
            raise DamagedFile(str(error)) from None
        roots = [found.text or "" for found in named(root, "DocRoot")]
        documents = [self._document(part_at("", path)) for path in roots]
        self._documents = [document for document in documents if document is not None]
        self._index = [(document, at) for document in self._documents for at in range(len(document.pages))][:MAX_PAGES]
        self._signs = [part_at("", found.text or "") for found in named(root, "Signatures")]

    @property
    def page_count(self) -> int:
        return len(self._index)

    def close(self) -> None:
        self._package.__exit__()

    def extras(self) -> list[str]:
        return (
            ["embedded files"] if any(first_of(one.root, "Attachments") is not None for one in self._documents) else []
        )

    def outline(self) -> list[Entry]:
        entries: list[Entry] = []
        start = 0
        for document in self._documents:
            places = {name: start + at for at, name in enumerate(document.ids)}
            for element in named(document.root, "OutlineElem"):
                level = sum(1 for _ in element.iterancestors()) - 2
                goal = next((found.get("PageID") or "" for found in _own_actions(element)), "")
                entries.append(Entry(level, (element.get("Title") or "").strip(), places.get(goal, -1)))
            start += len(document.pages)
        return entries[:MAX_ENTRIES]

    def page(self, index: int) -> Page:
        document, at = self._index[index]
        try:
            root = self._package.tree(document.pages[at])
        except (Unreadable, TooLarge) as error:
            raise DamagedPage(str(error)) from None
        for found in named(root, "PageRes"):
            self._read_resources(part_at(posixpath.dirname(document.pages[at]), found.text or ""), document)
        reading = PageReading(self._package, document.resources, _area(root, document.root))
        for name in (found.get("TemplateID") or "" for found in named(root, "Template")):
            template = self._tree(document.templates.get(name, ""))
            if template is not None:
                reading.read(template)
        reading.read(root)
        identifier = document.ids[at]
        for path in self._remarks.get(identifier, ()):
            annotations = self._tree(path)
            for annotation in named(annotations, "Annot") if annotations is not None else ():
                reading.annotate(annotation)
        if identifier in self._sealed:
            reading.bears_seal()
        return reading.page()

    def _document(self, path: str) -> _Document | None:
        root = self._tree(path)
        if root is None:
            return None
        folder = posixpath.dirname(path)
        pages = [found for parent in named(root, "Pages") for found in parent if name_of(found) == "Page"]
        templates = {
            found.get("ID") or "": part_at(folder, found.get("BaseLoc") or "") for found in named(root, "TemplatePage")
        }
        places = [part_at(folder, found.get("BaseLoc") or "") for found in pages]
        ids = [found.get("ID") or "" for found in pages]
        document = _Document(folder, root, places, ids, templates, Resources({}, {}, {}))
        for found in (*named(root, "PublicRes"), *named(root, "DocumentRes")):
            self._read_resources(part_at(folder, found.text or ""), document)
        return document

    def _read_resources(self, path: str, document: _Document) -> None:
        root = self._tree(path)
        if root is None:
            return
        folder = part_at(posixpath.dirname(path), root.get("BaseLoc") or "")
        for found in named(root, "MultiMedia"):
            file = first_of(found, "MediaFile")
            if file is not None:
                document.resources.media[found.get("ID") or ""] = part_at(folder, file.text or "")
        for found in named(root, "CompositeGraphicUnit"):
            document.resources.units[found.get("ID") or ""] = found
        for found in named(root, "Font"):
            face = (found.get("FontName") or "").lower()
            bold = found.get("Bold") == "true" or any(word in face for word in ("bold", "heavy", "black"))
            italic = found.get("Italic") == "true" or "italic" in face or "oblique" in face
            document.resources.fonts[found.get("ID") or ""] = bold, italic

    def _tree(self, path: str) -> Element | None:
        """Parse a part that a page can do without; None if it is missing or damaged."""
        try:
            return self._package.tree(path) if path in self._package else None
        except (Unreadable, TooLarge):
            return None

    @cached_property
    def _remarks(self) -> dict[str, list[str]]:
        """The files with what was noted on each page, by its id."""
        remarks: dict[str, list[str]] = {}
        for document in self._documents:
            for found in named(document.root, "Annotations"):
                path = part_at(document.folder, found.text or "")
                root = self._tree(path)
                for page in named(root, "Page") if root is not None else ():
                    file = first_of(page, "FileLoc")
                    place = part_at(posixpath.dirname(path), file.text or "") if file is not None else ""
                    remarks.setdefault(page.get("PageID") or "", []).append(place)
        return remarks

    @cached_property
    def _sealed(self) -> set[str]:
        """The ids of the pages that bear a seal."""
        seals: set[str] = set()
        for path in self._signs:
            root = self._tree(path)
            for found in named(root, "Signature") if root is not None else ():
                sign = self._tree(part_at(posixpath.dirname(path), found.get("BaseLoc") or ""))
                stamps = named(sign, "StampAnnot") if sign is not None else ()
                seals.update(stamp.get("PageRef") or "" for stamp in stamps)
        return seals


def _area(page: Element, document: Element) -> tuple[float, float, float, float]:
    """Give the paper of a page: its own, else that of the document."""
    for root in (page, document):
        for area in (*named(root, "Area"), *named(root, "PageArea")):
            box = first_of(area, "PhysicalBox")
            numbers = numbers_of(box.text, 4) if box is not None else ()
            if len(numbers) == 4 and numbers[2] > 0 and numbers[3] > 0:
                return numbers[0], numbers[1], numbers[2], numbers[3]
    return _A4


def _own_actions(element: Element) -> Iterator[Element]:
    """Yield where an entry of the outline itself leads to, not one below it."""
    for actions in element:
        if name_of(actions) == "Actions":
            yield from named(actions, "Dest")
