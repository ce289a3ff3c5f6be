"""Say of a table that was kept as it was read which official table it nearly follows, and what it lacks for that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from convert.findings import finding
from convert.forms.fold import fold_all
from convert.forms.template import Form, TableTemplate
from convert.forms.values import looks_like_value
from convert.forms.vocabulary import Vocabulary, official_labels, vocabulary
from convert.lazy_cells import GridCells, texts_of
from convert.model import Block, Finding, Table

_OPENING = 2
"""Characters that a cut label must have left, and by which labels are looked up."""
_LEFT = 0.25
"""The share of a label that must be left of it."""
_FEWEST, _SHARE = 4, 0.6
"""Of the labels of an official table that a table nearly follows."""
_MOST_NAMED = 5


class _Index(Struct, frozen=True):
    """Official tables, and by the characters that a label begins with: the table's number and the label."""

    tables: tuple[tuple[Form, TableTemplate], ...]
    opened: dict[str, list[tuple[int, str]]]


def near_tables(blocks: Sequence[Block], forms: Sequence[Form], told: Collection[str] = ()) -> Iterator[Finding]:
    """Yield a finding for each table that has most labels of an official one, whole or their beginnings.

    told: titles of official tables of which it is known that they were not read.
    """
    words = vocabulary(tuple(forms))
    tables = [block for block in blocks if isinstance(block, Table) and not block.form]
    tables = [block for block in tables if not isinstance(block.cells, GridCells)]
    every = set[str]().union(*(texts_of(table.cells) for table in tables))
    of_numbers = {text for text in every if text.isascii()}
    if not any(_begun(some, words) for some in (of_numbers, every - of_numbers)):
        return
    for block in tables:
        begun = _begun({*texts_of(block.cells)}, words)
        near = _nearest(begun, _index(tuple(forms))) if len(begun) >= _FEWEST else None
        if near is None:
            continue
        (form, template), found = near
        title = form.table_title(template.id)
        if title in told:
            continue
        labels = sorted(official_labels(template) - found.keys(), key=lambda label: (-len(label), label))
        cut = [f"{text}… ({label})" for label, text in sorted(found.items()) if text != label]
        more = len(labels) + len(cut) - _MOST_NAMED
        shown = ", ".join([*labels, *cut][:_MOST_NAMED]) + (f" … +{more}" if more > 0 else "")
        yield finding("table-nearly", block.origin, before=shown, detail=f"{title} ({form.id})")


def _begun(texts: Collection[str], words: Vocabulary) -> set[str]:
    """Fold texts and give those that a label begins with, or is."""
    folded = fold_all(texts)
    return {text for text in folded if len(text) >= _OPENING and text.replace(",", ".") in words.beginnings}


def _nearest(texts: set[str], index: _Index) -> tuple[tuple[Form, TableTemplate], dict[str, str]] | None:
    """Find the official table that has the largest share of its labels among folded texts, and these labels' texts."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for text in sorted(texts):
        for number, label in index.opened.get(text[:_OPENING], ()):
            if label not in found[number] and _is_of(text, label):
                found[number][label] = text
    best: tuple[tuple[Form, TableTemplate], dict[str, str]] | None = None
    most = 0.0
    for number, labels in found.items():
        share = len(labels) / len(official_labels(index.tables[number][1]))
        if len(labels) >= _FEWEST and share >= _SHARE and share > most:
            best, most = (index.tables[number], labels), share
    return best


def _is_of(text: str, label: str) -> bool:
    """Say whether a text is a label, or what is left of one."""
    return label.startswith(text) and len(text) >= _LEFT * len(label)


@lru_cache(maxsize=8)
def _index(forms: tuple[Form, ...]) -> _Index:
    tables = tuple((form, template) for form in forms for template in form.tables)
    opened: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for number, (_, template) in enumerate(tables):
        for label in sorted(official_labels(template)):
            if len(label) >= _OPENING and not looks_like_value(label):
                opened[label[:_OPENING]].append((number, label))
    return _Index(tables, dict(opened))
