"""Read the pages of a PDF one by one and put what is on them together."""

from __future__ import annotations

import gc
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from convert.adapters.pdf.choice import Pages, has_unknown
from convert.adapters.pdf.comments import hang_comments
from convert.adapters.pdf.engine import MAX_PAGES, rounded
from convert.adapters.pdf.flow import make_blocks, mend_pages
from convert.adapters.pdf.furniture import remove_furniture
from convert.adapters.pdf.layers import hides_layers
from convert.adapters.pdf.layout import PageText, lay_out
from convert.adapters.pdf.tables import Learnt, Piece
from convert.adapters.pdf.vertical import is_vertical, laid_down, stood_up
from convert.errors import NoTextLayer, Unreadable
from convert.findings import INCOMPLETE, finding
from convert.model import Document, Finding, Origin, Picture

_GARBLED = 0.3
_LOST = 0.6
"""Shares of a page's characters of private use or unknown, from which on it is told of, and as good as a picture."""
FILE_SECONDS = 240.0
"""After so long no further page is begun."""


class Task(NamedTuple):
    """What is to be read. left_out: pages, counted from 0, that an engine did not survive or took too long for."""

    data: bytes
    name: str
    left_out: frozenset[int] = frozenset()


def read_pages(task: Task, begin: Callable[[int | None], None]) -> Document:
    """Read a file; begin is called before each page with its number, counted from 0, and with None before all else.

    Nothing that is made here refers to itself, so the collector of such things may rest. Raises ConvertError.
    """
    begin(None)
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _read(task, begin)
    finally:
        if collecting:
            gc.enable()


def _read(task: Task, begin: Callable[[int | None], None]) -> Document:
    name = task.name
    with Pages(task.data) as pages:
        count = min(pages.count, MAX_PAGES)
        learnt = Learnt()
        laid_out, garbled, unread, turned = _lay_out(pages, count, task, begin, learnt)
        if learnt.open_columns and (learnt.unclear or _has_half_row(laid_out, name)):
            laid_out, garbled, unread, turned = _lay_out(pages, count, task, begin, Learnt(unclear=True))
        unread += range(count, pages.count)
        outline = pages.outline()
        about = _about_file(pages, task.data, {what for page in laid_out for what in page.dropped}, name)
    begin(None)
    blank = [page.number for page in laid_out if not page.items]
    pictured = [page.number for page in laid_out if _is_scan(page)]
    if len(blank) == len(laid_out):
        if unread:
            raise Unreadable()
        if not any(page.dropped for page in laid_out):
            raise NoTextLayer("The pages of the file are blank.", "Check that it is the right file.")
    if len(blank) + len(pictured) == len(laid_out):
        raise NoTextLayer()
    kept, findings = remove_furniture(laid_out, name)
    items, found = mend_pages(kept)
    blocks = make_blocks(items, name, outline)
    if turned:
        blocks = [stood_up(block, turned) for block in blocks]
    blocks, unplaced = hang_comments(blocks, [(page.number, page.remarks) for page in laid_out])
    for number, remark in unplaced:
        where = Origin(name, number, box=rounded(remark.box))
        found.append(finding("content-dropped", where, before=remark.text, detail="comment"))
    about = [*about, *_about_pages(laid_out, pictured, garbled, unread, name), *findings, *found]
    return Document(tuple(blocks), tuple(about), origin=Origin(name))


def _lay_out(
    pages: Pages, count: int, task: Task, begin: Callable[[int | None], None], learnt: Learnt
) -> tuple[list[PageText], list[int], list[int], dict[int, float]]:
    """Lay out the pages that can be; name those that are garbled (from 1) and those that were not read (from 0).

    Gives also the widths of the pages that are written from the top down (from 1). Raises NoTextLayer where the
    characters of no page can be told.
    """
    turned: dict[int, float] = {}
    lost = 0
    until = time.monotonic() + FILE_SECONDS
    laid_out: list[PageText] = []
    garbled: list[int] = []
    unread: list[int] = []
    unsure = []
    for index in range(count):
        if index in task.left_out or time.monotonic() > until:
            unread.append(index)
            continue
        begin(index)
        try:
            page, wrong = pages.page(index)
        except Unreadable:
            unread.append(index)
            continue
        if is_vertical(page):
            turned[index + 1] = page.width
            page = laid_down(page)
        laid_out.append(lay_out(page, index + 1, task.name, learnt))
        if wrong > _GARBLED or (wrong and has_unknown(page)):
            garbled.append(index + 1)
            lost += wrong > _LOST
        if learnt.known is None and any(isinstance(item, Piece) for item in laid_out[-1].items):
            unsure.append(len(laid_out) - 1)
    if learnt.known is not None:
        for at in unsure:
            number = laid_out[at].number
            begin(number - 1)
            page, _ = pages.page(number - 1)
            laid_out[at] = lay_out(laid_down(page) if number in turned else page, number, task.name, learnt)
    if laid_out and lost == len(laid_out) and not unread:
        raise NoTextLayer("The file does not say which characters its fonts draw.")
    return laid_out, garbled, unread, turned


def _has_half_row(pages: Sequence[PageText], name: str) -> bool:
    """Say whether a part of a row that a page break cut stays without the other."""
    items, _ = mend_pages(remove_furniture(pages, name)[0])
    return any(isinstance(item, Piece) and (item.rest or item.cut) for item in items)


def _is_scan(page: PageText) -> bool:
    """Say whether a page has pictures and no text."""
    return bool(page.items) and all(isinstance(item, Picture) for item in page.items)


def _about_file(pages: Pages, data: bytes, said: set[str], name: str) -> list[Finding]:
    found = [finding("content-dropped", Origin(name), detail=what) for what in pages.extras() if what not in said]
    if hides_layers(data):
        detail = "hidden layers, read like the others"
        found.append(finding("structure-changed", Origin(name), detail=detail, severity="warning"))
    if pages.repaired:
        detail = "file damaged in part; read as far as it goes"
        found.append(finding("structure-changed", Origin(name), detail=detail, severity="warning"))
    return found


def _about_pages(
    pages: Sequence[PageText], pictured: Sequence[int], garbled: Sequence[int], unread: Sequence[int], name: str
) -> list[Finding]:
    found = []
    if unread:
        numbers = _listed([index + 1 for index in unread])
        where = Origin(name, unread[0] + 1)
        detail = "pages that could not be read, or not in time"
        found.append(finding(INCOMPLETE, where, before=numbers, detail=detail))
    if pictured:
        found.append(finding("no-text-layer", Origin(name, pictured[0]), detail=_listed(pictured)))
    if garbled:
        found.append(finding("garbled-text", Origin(name, garbled[0]), detail=_listed(garbled)))
    for page in pages:
        origin = Origin(name, page.number)
        if page.watermark.strip():
            found.append(finding("artifact-removed", origin, before=page.watermark.strip()[:200]))
        if page.deleted:
            found.append(finding("tracked-change", origin, before=page.deleted[:200], detail="deletion carried out"))
        for what, count in Counter(page.dropped).items():
            found.append(finding("content-dropped", origin, before=f"× {count}" if count > 1 else "", detail=what))
        if page.repaired:
            found.append(finding("grid-repaired", origin, detail="cells that are no rectangles"))
    return found


def _listed(numbers: Iterable[int]) -> str:
    shown = [str(number) for number in numbers]
    return ", ".join(shown[:30]) + " …" if len(shown) > 30 else ", ".join(shown)
