r"""Write Markdown (CommonMark with GFM's tables); what Markdown has no words for is HTML inside it.

A table with merged cells, with more than a line in a cell or with more than one header row is an HTML table. Emphasis
is HTML where Markdown's asterisks would not be taken for it (beside punctuation, as in **（一）**文).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from convert.html_blocks import read_html
from convert.markup import DEEPEST_HEADING, ELEMENTS, legal, picture, render_table
from convert.model import Block, Document, Heading, ListItem, Origin, Paragraph, Picture, Run, Table
from convert.options import Options

_SPECIAL = re.compile(r"([\\`*_\[\]<>~|#$])")
_AT_START = re.compile(r"^(\d{0,9})([-+=.)])", re.MULTILINE)
_SIMPLE = {"bold": "**", "italic": "*"}
_NBSP = "\u00a0"


def write(document: Document, path: Path, options: Options) -> None:
    """Write a document that `carry` has reduced to what such a text holds. Raises OSError."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("\n\n".join(_blocks(document.blocks)))
        file.write("\n")


def read_back(path: Path) -> Document:
    """Read a written file as CommonMark has it, by a parser that is not ours. Raises TooLarge."""
    from markdown_it import MarkdownIt

    page = MarkdownIt("commonmark").enable("table").enable("strikethrough").render(path.read_text(encoding="utf-8"))
    return Document(read_html(page, lambda line, ref: Origin(path.name, line=line, ref=ref)).blocks)


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Table):
            if block.cells:
                yield _pipes(block) if _is_plain(block) else "\n".join(render_table(block))
        elif isinstance(block, Picture):
            yield picture(block)
        elif isinstance(block, Heading):
            yield f"{'#' * min(block.level + 1, DEEPEST_HEADING)} {_text(block.runs, ' ')}"
        elif isinstance(block, Paragraph) and (block.text.strip() or any(map(_is_picture, block.runs))):
            indent = _NBSP * (2 * block.level) if isinstance(block, ListItem) else ""
            marker = f"{_escape(block.marker)} " if isinstance(block, ListItem) and block.marker else ""
            yield _AT_START.sub(r"\1\\\2", indent + marker + _text(block.runs, "\\\n")).replace("\\\n ", "\\\n")


def _is_plain(table: Table) -> bool:
    """Say whether a table of Markdown shows a table as it is."""
    return (
        table.header_rows <= 1
        and len(table.cells) == table.n_rows * table.n_cols
        and all(len(cell.blocks) < 2 and all(type(block) is Paragraph for block in cell.blocks) for cell in table.cells)
    )


def _pipes(table: Table) -> str:
    """Give a table of bars; one without a header has blank header cells, since Markdown knows no other."""
    rows = [[_cell(cell.blocks) for cell in row] for row in table.rows()]
    if not table.header_rows:
        rows.insert(0, [""] * table.n_cols)
    rows.insert(1, ["---"] * table.n_cols)
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(blocks: Iterable[Block]) -> str:
    return "".join(_text(block.runs, "<br>") for block in blocks if isinstance(block, Paragraph))


def _text(runs: Iterable[Run], line_break: str) -> str:
    parts = []
    for run in runs:
        text = picture(run.inset) if isinstance(run.inset, Picture) else _escape(run.text).replace("\n", line_break)
        for mark in sorted(run.marks):
            sign = _SIMPLE.get(mark, "")
            if sign and run.text[:1].isalnum() and run.text[-1:].isalnum() and "\n" not in run.text:
                text = f"{sign}{text}{sign}"
            else:
                name = ELEMENTS[mark]
                text = f"<{name}>{text}</{name}>"
        parts.append(f"[{text}](<{_address(run.link)}>)" if run.link else text)
    return "".join(parts).strip(" \t")


def _is_picture(run: Run) -> bool:
    return isinstance(run.inset, Picture)


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", legal(text)).replace("&", "&amp;")


def _address(link: str) -> str:
    return re.sub(r"[<>\n\\]", "", link)
