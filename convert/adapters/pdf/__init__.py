"""Read PDF files: text in reading order, ruled tables with their merged cells, pictures and links.

A PDF knows nothing of paragraphs or tables, only of characters and lines at places on a page; what belongs together
is worked out from where it stands.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

from convert.adapters.pdf.choice import Pages
from convert.adapters.pdf.engine import MAX_PAGES
from convert.adapters.pdf.flow import make_blocks
from convert.adapters.pdf.furniture import remove_furniture
from convert.adapters.pdf.layout import PageText, lay_out
from convert.adapters.pdf.tables import Padding, Piece
from convert.errors import NoTextLayer, TooLarge
from convert.findings import finding
from convert.model import Document, Finding, Origin, Picture
from convert.options import Options
from convert.source import Source

PAGE_SECONDS = 20.0
FILE_SECONDS = 600.0


def read(source: Source, options: Options) -> Document:
    """Read a PDF file. Raises Unreadable, Encrypted, TooLarge, NoTextLayer, MissingHelper."""
    with Pages(source.read()) as pages:
        if pages.count > MAX_PAGES:
            raise TooLarge(what=f"{pages.count} pages")
        laid_out, garbled = _lay_out(pages, source.name)
    origin = Origin(source.name)
    blank = [page.number for page in laid_out if not page.items]
    pictured = [page.number for page in laid_out if _is_scan(page)]
    if len(blank) == len(laid_out):
        raise NoTextLayer("The pages of the file are blank.", "Check that it is the right file.")
    if len(blank) + len(pictured) == len(laid_out):
        raise NoTextLayer()
    kept, findings = remove_furniture(laid_out, source.name)
    blocks, found = make_blocks(kept, source.name)
    about = [*_about_pages(laid_out, pictured, garbled, source.name), *findings, *found]
    return Document(tuple(blocks), tuple(about), origin=origin)


def _lay_out(pages: Pages, name: str) -> tuple[list[PageText], list[int]]:
    started = time.monotonic()
    laid_out, garbled = [], []
    padding = Padding()
    unsure = []
    for index in range(pages.count):
        began = time.monotonic()
        page, is_garbled = pages.page(index)
        laid_out.append(lay_out(page, index + 1, name, padding))
        if is_garbled:
            garbled.append(index + 1)
        if padding.known is None and any(isinstance(item, Piece) for item in laid_out[-1].items):
            unsure.append(index)
        now = time.monotonic()
        if now - began > PAGE_SECONDS or now - started > FILE_SECONDS:
            raise TooLarge(what=f"page {index + 1}: {now - began:.0f} s")
    if padding.known is not None:
        for index in unsure:
            laid_out[index] = lay_out(pages.page(index)[0], index + 1, name, padding)
    return laid_out, garbled


def _is_scan(page: PageText) -> bool:
    """Say whether a page has pictures and no text."""
    return bool(page.items) and all(isinstance(item, Picture) for item in page.items)


def _about_pages(
    pages: Sequence[PageText], pictured: Sequence[int], garbled: Sequence[int], name: str
) -> list[Finding]:
    found = []
    if pictured:
        found.append(finding("no-text-layer", Origin(name, pictured[0]), detail=_listed(pictured)))
    if garbled:
        found.append(finding("garbled-text", Origin(name, garbled[0]), detail=_listed(garbled)))
    for page in pages:
        origin = Origin(name, page.number)
        if page.watermark.strip():
            found.append(finding("artifact-removed", origin, before=page.watermark.strip()[:200]))
        if page.deleted:
            found.append(finding("tracked-change", origin, before=page.deleted[:200]))
        for what, count in Counter(page.dropped).items():
            found.append(finding("content-dropped", origin, before=f"× {count}" if count > 1 else "", detail=what))
        if page.repaired:
            found.append(finding("grid-repaired", origin, detail="cells that are no rectangles"))
    return found


def _listed(numbers: Sequence[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:30])
    return shown + " …" if len(numbers) > 30 else shown
