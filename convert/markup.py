"""Write blocks as HTML: what a page and a Markdown file have in common.

Only text, tables, pictures that the document holds itself, and links to the web, to mail and inside the document: no
script, no style that carries meaning, nothing that a browser would fetch.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from html import escape

from convert.model import Block, Cell, Heading, ListItem, Mark, Paragraph, Picture, Run, Table

DEEPEST_HEADING = 6
ELEMENTS: dict[Mark, str] = {
    "bold": "strong", "italic": "em", "underline": "u", "strike": "s", "super": "sup", "sub": "sub",
}  # fmt: skip
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Characters that HTML does not allow."""


def render(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the lines of blocks in order. Items that follow each other make a list, each with its marker as text."""
    in_list = False
    for block in blocks:
        is_item = isinstance(block, ListItem)
        if is_item != in_list:
            yield '<ul style="list-style: none; padding-left: 0">' if is_item else "</ul>"
            in_list = is_item
        if isinstance(block, Table):
            yield from render_table(block)
        elif isinstance(block, Picture):
            yield f"<p>{picture(block)}</p>"
        elif isinstance(block, Paragraph):
            yield _paragraph(block)
    if in_list:
        yield "</ul>"


def _paragraph(block: Paragraph) -> str:
    text = inline(block.runs)
    if isinstance(block, Heading):
        level = min(block.level + 1, DEEPEST_HEADING)
        return f"<h{level}>{text}</h{level}>"
    if isinstance(block, ListItem):
        marker = f"{clean(block.marker)} " if block.marker else ""
        return f'<li style="margin-left: {2 * block.level}em">{marker}{text}</li>'
    return f"<p>{text}</p>"


def inline(runs: Iterable[Run]) -> str:
    """Give runs as HTML inside a block."""
    parts = []
    for run in runs:
        text = picture(run.inset) if isinstance(run.inset, Picture) else clean(run.text).replace("\n", "<br>")
        for mark in sorted(run.marks):
            text = f"<{ELEMENTS[mark]}>{text}</{ELEMENTS[mark]}>"
        parts.append(f'<a href="{clean(run.link)}">{text}</a>' if run.link else text)
    return "".join(parts)


def legal(text: str) -> str:
    """Put U+FFFD in the place of characters that HTML does not allow."""
    return _UNWRITABLE.sub("\ufffd", text)


def clean(text: str) -> str:
    """Escape a text for HTML."""
    return escape(legal(text))


def picture(block: Picture) -> str:
    """Give a picture with its bytes in the page itself (RFC 2397)."""
    data = b64encode(block.data).decode("ascii")
    return f'<img src="data:{clean(block.media_type)};base64,{data}" alt="{clean(block.alt)}">'


def render_table(table: Table) -> Iterator[str]:
    """Yield the lines of a table with its spans. The header rows and the labels of a form are header cells."""
    label = f' aria-label="{clean(table.title)}"' if table.title else ""
    yield f"<table{label}>"
    for index, row in enumerate(table.rows()):
        yield "<tr>" + "".join(_cell(cell, index < table.header_rows) for cell in row) + "</tr>"
    yield "</table>"


def _cell(cell: Cell, is_header: bool) -> str:
    tag = "th" if is_header or cell.role == "label" else "td"
    spans = f' rowspan="{cell.rowspan}"' * (cell.rowspan > 1) + f' colspan="{cell.colspan}"' * (cell.colspan > 1)
    only = cell.blocks[0] if len(cell.blocks) == 1 else None
    inside = inline(only.runs) if type(only) is Paragraph else "".join(render(cell.blocks))
    return f"<{tag}{spans}>{inside}</{tag}>"
