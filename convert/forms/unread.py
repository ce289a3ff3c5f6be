"""Say that a text holds the labels of official tables that nobody could read: never silence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from convert.findings import finding
from convert.forms.fold import loose
from convert.forms.fragments import is_printed_table
from convert.forms.gather import text_of_line
from convert.forms.template import Form
from convert.forms.vocabulary import are_enough, holds_table, official_in, official_labels, vocabulary
from convert.lazy_cells import GridCells, LazyCells, texts_of
from convert.model import Block, Finding, Paragraph, Table, block_text

_FEWEST = 5
_SHARE = 0.3
_LONG = 5
"""Characters of a label that is no everyday word."""
_TOGETHER, _AGAIN = 400, 100
"""Blocks looked through at once, and how many of them again with the next, so that a label may be broken over some."""


def unread_tables(blocks: Sequence[Block], forms: Sequence[Form]) -> Iterator[Finding]:
    """Yield a finding for each table of the form whose labels a document without official tables holds most of."""
    words = vocabulary(tuple(forms))
    found = set[str]().union(*(official_in(text, words) for text in _texts(blocks)))
    wanted = {
        (form.id, template.id): {label for label in official_labels(template) if len(label) >= _LONG}
        for form in forms
        for template in form.tables
        if form.sections
    }
    counts = {key: len(labels & found) for key, labels in wanted.items()}
    unread = [key for key, count in counts.items() if count >= max(_FEWEST, _SHARE * len(wanted[key]))]
    if not unread:
        return
    most = max(unread, key=lambda key: sum(counts[other] for other in unread if other[0] == key[0]))[0]
    form = next(form for form in forms if form.id == most)
    for section in form.sections:
        if (most, section.table) in unread:
            yield finding("table-unrecognised", detail=section.title)


def may_hold_tables(blocks: Sequence[Block], forms: Sequence[Form]) -> bool:
    """Say whether official tables may be in a document, so that it must be looked at closely.

    They may where the text holds enough labels of one, and where labels stand in pieces, on printed lines of a table.
    """
    tables = [block for block in blocks if isinstance(block, Table) and not isinstance(block.cells, GridCells)]
    if any(table.form or is_printed_table(table) for table in tables):
        return True
    words = vocabulary(tuple(forms))
    if any(holds_table(texts_of(table.cells), words) for table in tables):
        return True
    found: set[str] = set()
    for text in _texts(blocks):
        found |= official_in(text, words)
        if any(are_enough(labels, found) for labels in words.tables):
            return True
    return False


def _texts(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield folded texts that together hold all of the document, each end once more at the beginning of the next."""
    texts = [_text(block) for block in blocks]
    for start in range(0, len(texts), _TOGETHER - _AGAIN):
        yield "".join(texts[start : start + _TOGETHER])


def _text(block: Block) -> str:
    """Give the folded text of a block; nothing of a large table, or of a line that is a value and may cut a label."""
    if isinstance(block, Table) and isinstance(block.cells, LazyCells):
        return "" if isinstance(block.cells, GridCells) else loose("".join(block.cells.texts()))
    return text_of_line(block) if isinstance(block, Paragraph) else loose(block_text(block))
