"""Hold what the headers and footers of an OpenDocument text say against what came through LibreOffice.

Its docx has those of the first page's style and of few that follow (OpenDocument 1.3 part 3, 16.9 to 16.12).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from lxml import etree

from convert.adapters.legacy.odf import parse_part
from convert.errors import ConvertError
from convert.findings import finding
from convert.furniture import words_of
from convert.model import Document, Finding, Section
from convert.odf import NAMESPACES
from convert.ooxml.opc import Package
from convert.source import Source

_STYLE, _TEXT = (f"{{{NAMESPACES[prefix]}}}" for prefix in ("style", "text"))
_PLACES = {f"{_STYLE}{place}{pages}": place for place in ("header", "footer") for pages in ("", "-left", "-first")}
_NUMBERS = frozenset({f"{_TEXT}page-number", f"{_TEXT}page-count"})
_LINES = (f"{_TEXT}p", f"{_TEXT}h")
_USUAL = "Standard"


def lost_margins(content: bytes, document: Document) -> Iterator[Finding]:
    """Yield a finding for each line of a header or footer that the pages of a text show and its docx does not."""
    parts = _roots(content)
    styles = next(parts, None)
    if styles is None or next(styles.iter(*_PLACES), None) is None:
        return
    roots = [styles, *parts]
    masters = {
        master.get(f"{_STYLE}name", ""): master for root in roots for master in root.iter(f"{_STYLE}master-page")
    }
    sections = [block for block in document.blocks if isinstance(block, Section)]
    kept = _solid("".join(words_of(piece.blocks) for section in sections for piece in section.furniture))
    told: set[tuple[str, str]] = set()
    for name in _shown(roots, masters):
        for margin in masters[name]:
            place = _PLACES.get(margin.tag) if isinstance(margin.tag, str) else None
            if place is None or margin.get(f"{_STYLE}display") == "false":
                continue
            for line in margin.iter(*_LINES):
                pieces = [*_pieces(line)]
                if all(_solid(piece) in kept for piece in pieces) or (place, "".join(pieces)) in told:
                    continue
                told.add((place, "".join(pieces)))
                yield finding(
                    "content-dropped", document.origin, before=" ".join("".join(pieces).split()), detail=place
                )


def _roots(content: bytes) -> Iterator[etree._Element]:
    """Yield the part with the page styles, then others that name them; none that cannot be read: others refuse it."""
    with contextlib.suppress(ConvertError):
        if not content.startswith(b"PK"):
            yield parse_part(content, "text")
            return
        with Package(Source("", content=content)) as package:
            for name in ("styles.xml", "content.xml"):
                if name in package:
                    yield parse_part(package.read(name), name)


def _shown(roots: list[etree._Element], masters: dict[str, etree._Element]) -> list[str]:
    """Name the page styles that pages may have: those that styles begin a page with, and those that follow them."""
    waiting = [style.get(f"{_STYLE}master-page-name", "") for root in roots for style in root.iter(f"{_STYLE}style")]
    waiting.append(_USUAL)
    shown: list[str] = []
    while waiting:
        name = waiting.pop()
        if name in masters and name not in shown:
            shown.append(name)
            waiting.append(masters[name].get(f"{_STYLE}next-style-name", ""))
    return sorted(shown)


def _pieces(line: etree._Element) -> Iterator[str]:
    """Yield the text of a line between its page numbers, which each page has its own of."""
    piece: list[str] = []
    for event, element in etree.iterwalk(line, events=("start", "end")):
        if event == "start":
            if element.tag in _NUMBERS:
                yield "".join(piece)
                piece = []
            else:
                piece.append(element.text or "")
        elif element is not line:
            piece.append(element.tail or "")
    yield "".join(piece)


def _solid(text: str) -> str:
    return "".join(text.split())
