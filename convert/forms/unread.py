"""Say that a text holds the labels of official tables that nobody could read: never silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from convert.findings import finding
from convert.forms.fold import loose
from convert.forms.layout import lay_out
from convert.forms.template import Form, TableTemplate
from convert.lazy_cells import LazyCells, RowCells
from convert.model import Block, Finding, Table, block_text

_FEWEST = 5
_SHARE = 0.3
_LONG = 5
"""Characters of a label that is no everyday word."""
_TOGETHER, _AGAIN = 400, 100
"""Blocks looked through at once, and how many of them again with the next, so that a label may be broken over some."""


def unread_tables(blocks: Sequence[Block], forms: Iterable[Form]) -> Iterator[Finding]:
    """Yield a finding for each table of the form whose labels a document without official tables holds most of."""
    wanted = {
        (form.id, template.id): _labels_of(template) for form in forms for template in form.tables if form.sections
    }
    waiting = {label for labels in wanted.values() for label in labels}
    found: set[str] = set()
    for text in _texts(blocks):
        absent: set[str] = set()
        found |= {label for label in waiting if _is_in(label, text, absent)}
        waiting -= found
    counts = {key: len(labels & found) for key, labels in wanted.items()}
    unread = [key for key, count in counts.items() if count >= max(_FEWEST, _SHARE * len(wanted[key]))]
    if not unread:
        return
    most = max(unread, key=lambda key: sum(counts[other] for other in unread if other[0] == key[0]))[0]
    form = next(form for form in forms if form.id == most)
    for section in form.sections:
        if (most, section.table) in unread:
            yield finding("table-unrecognised", detail=section.title)


def _is_in(label: str, text: str, absent: set[str]) -> bool:
    """Look for a label in a text, but for none with a sign of those that are known to be absent; more become known."""
    if not absent.isdisjoint(label):
        return False
    for sign in label:
        if sign not in text:
            absent.add(sign)
            return False
    return label in text


def _labels_of(template: TableTemplate) -> frozenset[str]:
    texts = (loose(label.text) for label in lay_out(template).labels)
    return frozenset(text for text in texts if len(text) >= _LONG)


def _texts(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield folded texts that together hold all of the document, each end once more at the beginning of the next."""
    for start in range(0, len(blocks), _TOGETHER - _AGAIN):
        some = blocks[start : start + _TOGETHER]
        yield loose("".join([_text(block) for block in some]))


def _text(block: Block) -> str:
    """Give the text of a block, with any blanks in it or none; nothing of a large table."""
    if isinstance(block, Table) and isinstance(block.cells, LazyCells):
        return "" if isinstance(block.cells, RowCells) else "".join(block.cells.texts())
    return block_text(block)
