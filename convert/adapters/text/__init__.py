"""Read text files: each line belongs to the first dialect that knows it.

A dialect is a file beside this one; its docstring holds its grammar. Their order is the documentation: what is
clearer comes first, and the last one takes whatever is left.
"""

from __future__ import annotations

from convert.adapters.text import markdown, marked, pipes, plain, tabs
from convert.adapters.text.cells import check_cells
from convert.adapters.text.lines import split_lines
from convert.adapters.text.region import Context, Dialect
from convert.encoding import Decoded, decode
from convert.findings import finding
from convert.model import Block, Document, Finding, Origin, Severity, Table
from convert.options import Options
from convert.source import Source

DIALECTS: tuple[Dialect, ...] = (
    markdown.match,
    marked.match,
    tabs.match,
    pipes.match,
    plain.match,
)
DOUBTFUL = 0.8
"""A confidence in the encoding below which a person should look."""


def read(source: Source, options: Options) -> Document:
    """Read a text file. Raises Unreadable, TooLarge, BadUsage."""
    decoded = decode(source.read(), options.encoding)
    origin = Origin(source.name)
    blocks, findings = read_text(decoded.text, source.name)
    return Document(blocks, (*_about_encoding(decoded, origin), *findings), origin=origin)


def read_text(text: str, name: str) -> tuple[tuple[Block, ...], tuple[Finding, ...]]:
    """Read decoded text into blocks, in one walk over its lines."""
    text = text.removeprefix("\ufeff")
    lines = split_lines(text)
    context = Context(name, lines.numbers, lines.pages, markdown.is_markdown(text, lines.texts))
    blocks: list[Block] = []
    findings: list[Finding] = []
    cells = 0
    at = 0
    while at < len(lines.texts):
        if not lines.texts[at].strip() and "\t" not in lines.texts[at]:
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


def _about_encoding(decoded: Decoded, origin: Origin) -> tuple[Finding, ...]:
    """Say how the file was decoded, unless it is plain UTF-8 without damage."""
    if decoded.encoding == "utf-8" and not decoded.replaced:
        return ()
    doubtful = decoded.replaced > 0 or decoded.confidence < DOUBTFUL
    detail = f"sure: {decoded.confidence:.2f}, replaced bytes: {decoded.replaced}"
    severity: Severity = "warning" if doubtful else "info"
    return (finding("encoding", origin, after=decoded.encoding, detail=detail, severity=severity),)
