"""Hold what was written against what was meant, before it takes its name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path

from msgspec.structs import replace

from convert.adapters import reader
from convert.carry.likeness import are_alike, comparable, words_of
from convert.errors import ConvertError
from convert.model import Block, Document, Table, block_text
from convert.options import Options
from convert.passes.paragraphs import drop_blank_paragraphs, join_runs
from convert.source import Source
from convert.writers import read_back


def prove(document: Document, path: Path, name: str, options: Options) -> str:
    """Read a written file back and compare it with what was meant; say the first difference, or nothing."""
    own = read_back(name)
    wanted_as = replace(options, source_format=name, placed=False)
    try:
        back = own(path) if own else reader(name)(Source(path.name, path).held(), wanted_as)
        if isinstance(back, Document):
            return _difference(document, back, name)
        return _first_difference(_tidied(document.blocks), _tidied(back), name)
    except ConvertError as error:
        return str(error)


def _difference(document: Document, back: Document, name: str) -> str:
    if name == "pdf":
        from convert.carry.printed import missing_on_pages

        return missing_on_pages(document, back)
    if name in ("docx", "xlsx") and {*document.properties} != {*back.properties}:
        return f"properties: {document.properties} / {back.properties}"
    if name == "xlsx" and document.title != back.title:
        return f"title: {document.title[:60]!r} / {back.title[:60]!r}"
    wanted, got = (_tidied(one.blocks) for one in (document, back))
    if name in ("html", "markdown"):
        words, found = (words_of(Document(tuple(one))) for one in (wanted, got))
        return "" if words == found else _shown(words, found)
    return _first_difference(wanted, got, name)


def _tidied(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks one by one without what no target tells apart; tables, which seldom need it, as they are."""
    for block in blocks:
        yield from (block,) if isinstance(block, Table) else _tidy(block)


def _tidy(block: Block) -> tuple[Block, ...]:
    """Give a block without what no target tells apart: blank paragraphs, and runs that look alike."""
    return drop_blank_paragraphs(join_runs(Document((block,)))).blocks


def _first_difference(wanted: Iterator[Block], got: Iterator[Block], name: str) -> str:
    for index, (one, other) in enumerate(zip_longest(wanted, got)):
        if one is None or other is None:
            meant = index + (one is not None) + sum(1 for _ in wanted)
            read = index + (other is not None) + sum(1 for _ in got)
            return f"{meant} blocks meant, {read} read back"
        if are_alike(one, other, name):
            continue
        (one,), (other,) = _tidy(one), _tidy(other)
        if not are_alike(one, other, name):
            return f"block {index + 1}: {_shown(comparable(one, name), comparable(other, name))}"
    return ""


def _shown(one: Block, other: Block) -> str:
    left, right = block_text(one), block_text(other)
    if left == right:
        return f"{left[:60]!r}: same text, other structure"
    at = next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    return f"{left[max(0, at - 20) : at + 20]!r} / {right[max(0, at - 20) : at + 20]!r}"
