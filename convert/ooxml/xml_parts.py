"""Parse the XML of office files safely: bounded, without entities, Strict names as Transitional ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import IO, Protocol, TypeVar

from lxml import etree

from convert.errors import Harmful, TooDeep, Unreadable
from convert.ooxml.namespaces import STRICT

_STRICT_NAME = re.compile(b"(?<=[\"'])(?:" + "|".join(map(re.escape, STRICT)).encode() + b")")
"""At the beginning of an attribute's value: what a text says of these names stays."""
_WIDE = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))

_MOST_KEPT = 64 * 1024
"""Bytes of a part of which is kept what was made."""
Made = TypeVar("Made")

_DECLARATION = re.compile(r"\s{0,99}<\?xml[^<>]{0,999}\?>")

_HARMLESS = re.compile(rb"<!DOCTYPE[^<>\[]{0,1000}>")


def without_doctype(content: bytes) -> bytes:
    """Take away a DOCTYPE that defines no entities, as OpenOffice.org wrote them."""
    return _HARMLESS.sub(b"", content, count=1)


def refuse_doctype(head: bytes, name: str) -> None:
    """Raise Harmful if XML bytes declare a document type: OOXML never does, and entities hide behind it."""
    if b"<!DOCTYPE" in head or "<!DOCTYPE".encode("utf-16-le") in head or "<!DOCTYPE".encode("utf-16-be") in head:
        raise Harmful(part=name)


def _narrow(content: bytes) -> bytes:
    """Turn UTF-16 into UTF-8, so that what is looked for in the bytes is found."""
    encoding = next((encoding for mark, encoding in _WIDE if content.startswith(mark)), "")
    if not encoding:
        return content
    return _DECLARATION.sub("", content.decode(encoding, "replace"), count=1).encode("utf-8", "replace")


def _to_transitional(content: bytes) -> bytes:
    if b"http://purl.oclc.org/ooxml/" not in content:
        return content
    return _STRICT_NAME.sub(lambda found: STRICT[found[0].decode()].encode(), content)


def parse_xml(content: bytes, name: str) -> etree._Element:
    """Parse bounded XML without entities or network; Strict namespaces become Transitional. Raises Unreadable."""
    content = _narrow(content)
    refuse_doctype(content, name)
    content = _to_transitional(content)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise _not_well_formed(name, str(error)) from None
    if root.getroottree().docinfo.internalDTD is not None:
        refuse_doctype(b"<!DOCTYPE", name)
    return root


def remembered(make: Callable[[bytes, str], Made]) -> Callable[[bytes, str], Made]:
    """Keep what is made of the content of small parts, under their names: documents of one program share many.

    Nobody may change what is made.
    """
    known = lru_cache(maxsize=64)(make)
    return lambda content, name: (known if len(content) <= _MOST_KEPT else make)(content, name)


def _not_well_formed(name: str, reason: str = "") -> Unreadable:
    """Make the error for a part that the parser gave up on; what it says of its depth is its own bound."""
    if "depth" in reason.lower():
        return TooDeep(part=name)
    return Unreadable(
        "The file is damaged: its part {part} is not well-formed XML.",
        "Save it again in the program that made it.",
        part=name,
    )


def iterate_children(stream: IO[bytes], name: str, holder: str, marks: tuple[str, ...]) -> Iterator[etree._Element]:
    """Yield the children of the first element `holder` of a streamed part one by one; each is emptied afterwards.

    To remove an element that is not empty takes lxml the square of what it holds.
    marks: the tags of children that come often; what stands between two of them is in memory at once.
    Raises Unreadable.
    """
    parser = etree.iterparse(
        _Transitional(stream),
        events=("start", "end"),
        tag=(holder, *marks),
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
    )
    parent: etree._Element | None = None
    try:
        for event, element in parser:
            if parent is None:
                if element.getroottree().docinfo.doctype:
                    refuse_doctype(b"<!DOCTYPE", name)
                parent = element if element.tag == holder else None
            elif event == "end" and (element is parent or element.getparent() is parent):
                while len(parent):
                    child = parent[0]
                    yield child
                    child.clear()
                    parent.remove(child)
                    if child is element:
                        break
                if element is parent:
                    return
    except etree.XMLSyntaxError as error:
        raise _not_well_formed(name, str(error)) from None


def root_tag(stream: IO[bytes], name: str) -> str:
    """Give the tag of a streamed part's root. Raises Unreadable."""
    try:
        for _, element in etree.iterparse(_Transitional(stream), events=("start",), resolve_entities=False):
            return str(element.tag)
    except etree.XMLSyntaxError as error:
        raise _not_well_formed(name, str(error)) from None
    raise _not_well_formed(name)


class _Transitional:
    """A stream whose Strict namespaces become Transitional ones as they pass, also where two pieces meet."""

    _LONGEST = 120

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._held = stream, b""

    def read(self, size: int = 65536) -> bytes:
        piece = self._stream.read(max(size, 65536))
        data = self._held + piece
        cut = len(data)
        if piece:
            begun = data.rfind(b"http:", max(0, cut - self._LONGEST))
            cut = max(0, begun - 1 if begun >= 0 else cut - len(b'"http'))
        self._held = data[cut:]
        data = _to_transitional(data[:cut])
        return data if data or not piece else self.read(size)


class Scanner(Protocol):
    """What `scan_xml` tells of a part. Element names are `namespace local`, attribute names too where they have one."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...


def scan_xml(stream: IO[bytes], name: str, scanner: Scanner | None = None, *, doctype: bool = False) -> None:
    """Tell a scanner of each element of a part as it passes. Nothing is kept, so memory does not grow.

    Raises Unreadable, also for a DOCTYPE wherever it stands; with doctype, only for one that defines entities.
    """
    feed = open_scan(name, scanner, doctype=doctype)
    while data := stream.read(65536):
        feed(data)
    feed(b"")


def open_scan(name: str, scanner: Scanner | None, *, doctype: bool = False) -> Callable[[bytes], None]:
    """Give what tells a scanner of a part handed over piece by piece; an empty piece is the end. See `scan_xml`."""
    from xml.parsers import expat

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.buffer_size = 65536
    if scanner is not None:
        parser.StartElementHandler = scanner.start
        parser.EndElementHandler = scanner.end
        parser.CharacterDataHandler = scanner.text
    if doctype:
        parser.EntityDeclHandler = lambda *_: refuse_doctype(b"<!DOCTYPE", name)
    else:
        parser.StartDoctypeDeclHandler = lambda *_: refuse_doctype(b"<!DOCTYPE", name)

    def feed(data: bytes) -> None:
        try:
            parser.Parse(data, not data)
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise _not_well_formed(name, str(error)) from None

    return feed
