"""Read HTML into blocks, for whole files and for HTML in other texts.

Nothing is fetched, no script is run, and no entity but HTML's own is known. Bounded: bytes, elements, depth, tables
in tables, and the positions that merged cells cover.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from convert.errors import TooLarge
from convert.html_blocks.docbook import adopt_docbook
from convert.html_blocks.flow import Flow, as_blocks
from convert.html_blocks.page import MAX_ELEMENTS, Page, Where, text_of
from convert.html_blocks.printed import adopt_lines
from convert.html_blocks.unseen import find_unseen, hide_by_style
from convert.model import Block, Finding, Paragraph, Run

MAX_CHARACTERS = 64 * 1024 * 1024
_INDENTS = ("\u3000\u3000", "\u00a0\u00a0")
_TAG = re.compile(r"""<[a-zA-Z](?:[^"'>]++|"[^"]*+"|'[^']*+')*+""")
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
_LONG_TAG = 4096
MAX_ATTRIBUTES = 1000
"""In one tag; the parser compares each with all others."""
_SHOWN = 200
_MARKUP = re.compile(r"(?:<|&lt;)(?:br|div|p|section|span|table|td)(?:[\s/>]|&gt;)", re.IGNORECASE)
_TWICE = re.compile(r"&amp;(?=(?:nbsp|ensp|emsp|[lr]dquo|middot|lt|gt|quot|#\d{2,6});)")
_FEWEST_TWICE = 3
_UNSEEN = (("<script", "</script"), ("<style", "</style"), ("<!--", "-->"), ("<![cdata[", "]]>"))
_OF_HEAD = frozenset(("base", "link", "meta", "noscript", "object", "script", "style", "template", "title"))
_SECTION = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]")


class Html(Struct, frozen=True):
    """What a page of HTML holds; title and language are what its head says of itself."""

    blocks: tuple[Block, ...]
    findings: tuple[Finding, ...]
    title: str = ""
    language: str = ""


def read_html(text: str, where: Where) -> Html:
    """Read decoded HTML, a whole page or a piece of one. Raises TooLarge."""
    if len(text) > MAX_CHARACTERS:
        raise TooLarge(what=f"{MAX_CHARACTERS // 2**20} MB")
    if text.count("<") > 2 * MAX_ELEMENTS:
        raise TooLarge(what=f"{MAX_ELEMENTS} elements")
    if any(tag.end() - tag.start() > _LONG_TAG and _has_many_attributes(tag[0]) for tag in _TAG.finditer(text)):
        raise TooLarge(what=f"{MAX_ATTRIBUTES} attributes")
    twice = _TWICE.findall(text)
    if len(twice) >= _FEWEST_TWICE:
        text = _TWICE.sub("&", text)
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True, recover=True
    )
    data = text.replace("\0", "\ufffd").encode("utf-8", "replace")
    root = etree.fromstring(data, parser) if data.strip() else None
    if root is None:
        return Html((), ())
    _empty_head(root)
    _join_pages(root)
    adopt_docbook(root)
    adopt_lines(root)
    hide_by_style(root)
    page = Page(where)
    if len(twice) >= _FEWEST_TWICE:
        page.report("artifact-removed", root, twice[0])
    try:
        blocks = [piece for block in Flow(page).read(root) for piece in _split(block)]
    except RecursionError:
        raise TooLarge(what="elements in each other") from None
    _report_swallowed(text, root, page)
    unseen, as_markup = find_unseen(root, text)
    if unseen and _MARKUP.search(unseen):
        inner = read_html(unseen, lambda _, ref: where(1, ref))
        blocks = [*inner.blocks] if as_markup else [*blocks, *inner.blocks]
        page.findings += inner.findings
        page.report("structure-changed", root, unseen[:_SHOWN], "text that the page holds but does not show, read")
    elif unseen:
        page.report("content-dropped", root, unseen[:_SHOWN], "text that the page holds but does not show")
    page.conclude()
    title = root.find("head/title")
    shown = " ".join(text_of(title).split()) if title is not None else ""
    return Html(tuple(blocks), tuple(page.findings), shown, (root.get("lang") or "").strip()[:40])


def _report_swallowed(text: str, root: etree._Element, page: Page) -> None:
    """Report what a comment, script or style sheet that is never closed takes with it: all the rest of the page."""
    small = text.lower()
    for opening, closing in _UNSEEN:
        at = small.find(opening, small.rfind(closing) + 1)
        if at >= 0:
            page.report("content-dropped", root, text[at:][:_SHOWN], "comment, script or style that is never closed")


def _empty_head(root: etree._Element) -> None:
    """Move to the body what the parser put into the head because it does not know the element: it may hold text."""
    head = root.find("head")
    strays = [child for child in head if child.tag not in _OF_HEAD] if head is not None else []
    if not strays:
        return
    body = root.find("body")
    if body is None:
        body = etree.SubElement(root, "body")
    strays[-1].tail = (strays[-1].tail or "") + (body.text or "")
    body.text = None
    for at, stray in enumerate(strays):
        body.insert(at, stray)


def _join_pages(root: etree._Element) -> None:
    """Put what follows the end of a page into it, such as another page: the parser makes it a root of its own."""
    for following in list(root.itersiblings()):
        _empty_head(following)
        head = following.find("head")
        for title in following.findall("head/title"):
            title.tag = "p"
        if head is not None:
            head.tag = "div"
        root.append(following)


def _has_many_attributes(tag: str) -> bool:
    return len(_QUOTED.sub(" ", tag).split()) > MAX_ATTRIBUTES


def _split(block: Block) -> Iterator[Block]:
    """Split a paragraph where a line break stands for its end: before a blank, indented or numbered line."""
    if type(block) is not Paragraph or "\n" not in block.text:
        yield block
        return
    start = at = 0
    blank = False
    for line in block.text.split("\n"):
        begins = blank or line.startswith(_INDENTS) or _SECTION.match(line)
        if begins and at > start and line.strip():
            yield from _piece(block, start, at - 1)
            start = at
        blank = not line.strip()
        at += len(line) + 1
    yield from _piece(block, start, at - 1)


def _piece(block: Paragraph, start: int, stop: int) -> Iterator[Block]:
    """Cut the characters from start to stop out of a paragraph, without the line breaks around them."""
    text = block.text[start:stop]
    first = start + len(text) - len(text.lstrip("\n"))
    last = stop - len(text) + len(text.rstrip("\n"))
    runs: list[Run] = []
    at = 0
    for run in block.runs:
        low, high = max(first, at), min(last, at + len(run.text))
        if run.inset is not None and start <= at <= stop:
            runs.append(run)
        elif low < high:
            runs.append(replace(run, text=run.text[low - at : high - at]))
        at += len(run.text)
    yield from as_blocks(Paragraph(tuple(runs), block.origin))
