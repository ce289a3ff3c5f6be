r"""HTML that stands in a text or Markdown file as lines of its own.

    block = line+     the first begins, after blanks, with the tag of a block (`<table`, `<p`, `<h1`, `<br` …) or ends
                      one; the last is where all that was opened and is ever closed has been closed

An element that is never closed ends before the next blank line or block. A tag such as `<div>` on a line of its own
with a blank line behind it stands around other text (CommonMark 4.6), and so does one before a table of MediaWiki: the
line says nothing and the text is read as it would be without. Neighbouring blocks are read as one page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from convert.adapters.text.region import Context, Region
from convert.model import Block, Heading, Origin, Run, block_text

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,14})(?=[\s/>])")
_CONTAINER_NAMES = """
    article aside blockquote body center details div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 head header html
    informaltable main nav ol p pre script section select style svg table tbody tfoot thead tr ul
"""
_CONTAINERS = frozenset(_CONTAINER_NAMES.split())
_OTHER_NAMES = "br caption colgroup dd dt hr img input li link meta td th title"
_STARTS = _CONTAINERS.union(_OTHER_NAMES.split())
_VOID = frozenset(("br", "hr", "img", "input", "link", "meta"))
_START = re.compile(r"<(?:(/?)([A-Za-z][A-Za-z0-9]{0,14})(?=[\s/>])|(!doctype\s{1,9}html))", re.IGNORECASE)
_OPEN_TO_TEXT = _CONTAINERS - frozenset(("dl", "head", "ol", "pre", "script", "select", "style", "svg", "table", "ul"))
_LONE = re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,14}(?:\s[^<>]{0,1000})?>")


def match(lines: Sequence[str], start: int, context: Context) -> Region | None:
    """Read the block that begins at this line."""
    end = context.html.get(start)
    if end is None:
        return None
    from convert.html_blocks import read_html

    def where(line: int, ref: str) -> Origin:
        return context.origin(min(start + line, end) - 1, ref)

    page = read_html("\n".join(line.replace("\n", " ") for line in lines[start:end]), where)
    blocks: tuple[Block, ...] = page.blocks
    if page.title and all(block_text(block) != page.title for block in blocks[:9]):
        blocks = (Heading((Run(page.title),), context.origin(start), 0), *blocks)
    return Region(blocks, end, page.findings)


def find_html(lines: Sequence[str]) -> Mapping[int, int]:
    """Find the blocks of HTML of a text: the first line of each, and the line behind its last."""
    closed = _find_ends(lines)
    found: dict[int, int] = {}
    at = 0
    last = -1
    while at < len(lines):
        if not _begins(lines[at]):
            last = last if not lines[at].strip() else -1
            at += 1
            continue
        end = _find_end(lines, at, closed)
        last = last if last >= 0 else at
        found[last] = end
        at = end
    return found


def _begins(line: str) -> bool:
    line = line.lstrip()
    tag = _START.match(line) if line.startswith("<") else None
    return tag is not None and (tag[3] is not None or tag[2].lower() in _STARTS)


def _find_end(lines: Sequence[str], start: int, closed: Mapping[int, int]) -> int:
    """Give the line behind the block that begins at a line."""
    tag = _START.match(lines[start].lstrip())
    name = tag[2].lower() if tag and tag[2] else ""
    stands_alone = name in _OPEN_TO_TEXT and _LONE.fullmatch(lines[start].strip())
    if stands_alone and start + 1 < len(lines) and lines[start + 1].strip()[:2] in ("", "{|"):
        return start + 1
    end = closed.get(start, -1)
    if end < 0 and tag and not tag[1] and not tag[3] and name not in _VOID:
        at = start + 1
        while at < len(lines) and lines[at].strip() and not _begins(lines[at]):
            at += 1
        return at
    at = start
    while at < end:
        at += 1
        end = max(end, closed.get(at, -1))
    return at + 1


def _find_ends(lines: Sequence[str]) -> Mapping[int, int]:
    """Give, for each line, the last line on which something that it opens is closed."""
    closed: dict[int, int] = {}
    opened: list[tuple[str, int]] = []
    count: dict[str, int] = {}
    for at, line in enumerate(lines):
        if "<" not in line:
            continue
        for tag in _TAG.finditer(line):
            name = tag[2].lower()
            if name not in _CONTAINERS:
                continue
            if not tag[1]:
                if opened and opened[-1][0] == "p":
                    count["p"] -= 1
                    opened.pop()
                opened.append((name, at))
                count[name] = count.get(name, 0) + 1
            elif count.get(name):
                while True:
                    inner, line_of = opened.pop()
                    count[inner] -= 1
                    if inner == name:
                        break
                closed[line_of] = max(at, closed.get(line_of, at))
    return closed
