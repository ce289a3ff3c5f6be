"""Read the pages of HTML, bare or as web archives, that a document takes in (altChunk, ECMA-376 part 1, 17.17.2.1).

Programs that make documents of web pages often leave all of the text to such a page.
"""

from __future__ import annotations

import re

from convert.adapters import reader
from convert.adapters.docx.drawings import attach
from convert.adapters.docx.line import Line
from convert.adapters.docx.names import Element, R
from convert.adapters.docx.story import Story
from convert.adapters.docx.styles import Look
from convert.errors import ConvertError, TooLarge
from convert.options import Options
from convert.source import Source

_HEAD = 4096
_HTML = re.compile(rb"\A(?:\xef\xbb\xbf)?\s{0,99}<(?!\?)|<html[\s>]", re.IGNORECASE)


def read_chunk(story: Story, element: Element, line: Line, look: Look, link: str) -> None:
    """Put the blocks of a page behind a line; any other file is reported as left out."""
    _, target, external = story.relationships.get(element.get(R + "id") or "", ("", "", True))
    book = story.book
    try:
        content = b"" if external else book.content(target) or b""
        kind = "mhtml" if b"MIME-Version:" in content[:_HEAD] else "html" if _HTML.search(content[:_HEAD]) else ""
        page = reader(kind)(Source(book.name, content=content), Options(placed=book.placed)) if kind else None
    except TooLarge:
        raise
    except ConvertError:
        page = None
    if page is None:
        story.report("content-dropped", target, "embedded document")
        return
    book.findings += page.findings
    attach(story, line, page.blocks)
