"""Normalise a document: one ordered tuple of pure functions, each from a document to a document.

The order is the documentation. Running them twice changes nothing more; no pass loses a character that is not
blank without a finding.
"""

from __future__ import annotations

from collections.abc import Callable

from convert.model import Document
from convert.passes.artifacts import remove_artifacts, remove_page_numbers
from convert.passes.characters import clean_characters
from convert.passes.headings import find_headings
from convert.passes.paragraphs import drop_blank_paragraphs, join_runs
from convert.passes.spaces import collapse_spaces
from convert.passes.tables import unwrap_layout_tables

Pass = Callable[[Document], Document]

PASSES: tuple[Pass, ...] = (
    clean_characters,
    join_runs,
    remove_artifacts,
    remove_page_numbers,
    collapse_spaces,
    drop_blank_paragraphs,
    unwrap_layout_tables,
    find_headings,
)


def normalise(document: Document) -> Document:
    """Run every pass in order."""
    for step in PASSES:
        document = step(document)
    return document
