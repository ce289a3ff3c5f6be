"""Read text files: each line belongs to the first dialect that knows it.

A file that is JSON, or named .csv, is read as a whole. In any other, escapes are undone, lines that were broken at one
width are put together, and odd marks between cells become bars. Then dialects are asked, the clearest first:

1. HTML; tables of markup languages, each with a mark of its own at its beginning (`{|`, `|===`, `[table]`, `.TS` …).
2. Cells whose rows are gone: one a line, blank ones too (lone_cells), or with bars for what parts them (bars).
3. What programs print: lists of values (listed), data frames (frames), tables with rules (simple_tables, grid_tables).
4. Markdown, and headings of other languages.
5. Marks between cells: tabs before each (marked), or between them (tabs), commas (csv_lines), bars (pipes).
6. Page numbers; columns that only blanks keep apart (aligned); and what is left is a paragraph (plain).

A dialect is a file beside this one; its docstring holds its grammar.
"""

from __future__ import annotations

from convert.adapters.text import (
    aligned,
    asciidoc,
    bars,
    bbcode,
    csv_lines,
    dokuwiki,
    escapes,
    frames,
    grid_tables,
    headings,
    html_block,
    json_text,
    latex,
    listed,
    lone_cells,
    markdown,
    marked,
    mediawiki,
    pages,
    pipes,
    plain,
    roff,
    separators,
    simple_tables,
    tabs,
    texinfo,
    textile,
    typst,
    wrapped,
)
from convert.adapters.text.cells import check_cells
from convert.adapters.text.lines import split_lines
from convert.adapters.text.region import Context, Dialect
from convert.encoding import about_encoding, decode
from convert.encoding.mojibake import mend
from convert.errors import Unreadable
from convert.model import Block, Document, Finding, Origin, Table
from convert.options import Options
from convert.source import Source

DIALECTS: tuple[Dialect, ...] = (
    html_block.match,
    mediawiki.match,
    dokuwiki.match,
    asciidoc.match,
    bbcode.match,
    latex.match,
    textile.match,
    texinfo.match,
    roff.match,
    typst.match,
    lone_cells.match,
    bars.match,
    listed.match,
    frames.match,
    simple_tables.match,
    grid_tables.match,
    markdown.match,
    headings.match,
    marked.match,
    tabs.match,
    csv_lines.match,
    pipes.match,
    pages.match,
    aligned.match,
    plain.match,
)
"""The first that knows a line reads on from it."""


def read(source: Source, options: Options) -> Document:
    """Read a text file. Raises Unreadable, TooLarge, BadUsage."""
    decoded = decode(source.read(), options.encoding)
    origin = Origin(source.name)
    if not decoded.text.strip("\ufeff \t\r\n\x0b\x0c\u3000"):
        raise Unreadable("The file holds nothing but blanks.", "Check that it was copied completely.")
    text, mended = mend(decoded.text, source.name)
    blocks, findings = _read_whole(text, source.name)
    return Document(blocks, (*about_encoding(decoded, origin), *mended, *findings), origin=origin)


def _read_whole(text: str, name: str) -> tuple[tuple[Block, ...], tuple[Finding, ...]]:
    """Read a file that is JSON or .csv as a whole, any other line by line."""
    found = json_text.read_json(text, name, read_text)
    if found is None and name.lower().endswith(".csv"):
        lines = split_lines(text.removeprefix("\ufeff"))
        found = csv_lines.read_file(lines.texts, Context(name, lines.numbers, lines.pages), read_text)
    return read_text(text, name) if found is None else found


def read_text(text: str, name: str, ref: str = "") -> tuple[tuple[Block, ...], tuple[Finding, ...]]:
    """Read decoded text into blocks, in one walk over its lines. ref: its place in a file that holds several."""
    text, undone = escapes.undo(text.removeprefix("\ufeff"), Origin(name, ref=ref))
    lines = separators.unify(wrapped.join(split_lines(text)))
    is_markdown = markdown.is_markdown(text, lines.texts)
    html = html_block.find_html(lines.texts) if "<" in text else {}
    lone = {} if is_markdown else lone_cells.find_lone_cells(lines.texts, lines.pages)
    numbered = pages.find_page_numbers(lines.texts, lines.pages)
    context = Context(name, lines.numbers, lines.pages, is_markdown, html, lone, ref, numbered)
    blocks: list[Block] = []
    findings: list[Finding] = [*undone]
    cells = 0
    at = 0
    while at < len(lines.texts):
        if not lines.texts[at].strip() and "\t" not in lines.texts[at] and at not in lone:
            at += 1
            continue
        for dialect in DIALECTS:
            region = dialect(lines.texts, at, context)
            if region is not None:
                break
        assert region is not None
        assert region.end > at
        cells += sum(len(block.cells) for block in region.blocks if isinstance(block, Table))
        check_cells(cells)
        blocks += region.blocks
        findings += region.findings
        at = region.end
    return tuple(blocks), tuple(findings)
