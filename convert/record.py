"""What is told of one input, whether it was converted here or long ago and stands in a ledger."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from convert.errors import ConvertError, Exit
from convert.model import Document, Finding, Table


class Counts(NamedTuple):
    """values, blank: numbers of cells in a document's official tables; checks, checked, failed: of their sums.

    checked: those that could be worked out, for no cell of theirs holds other text than a number, nor is a side blank.
    """

    values: int = 0
    blank: int = 0
    checks: int = 0
    checked: int = 0
    failed: int = 0


class Outcome(Struct, frozen=True):
    """What became of one input, now or long ago: of that the ledger of a run has no document.

    status: `written`, `checked`, `failed`, or as the ledger has it; exit: its exit code; error: why it failed; form: of
    the document, if it follows one.
    """

    source: str
    target: str
    status: str
    exit: Exit
    document: Document | None = None
    error: ConvertError | None = None
    seconds: float = 0.0
    findings: tuple[Finding, ...] = ()
    form: str = ""
    counts: Counts = Counts()


def counts_of(document: Document) -> Counts:
    """Count what stands in a document's official tables."""
    texts = [
        cell.text
        for block in document.blocks
        if isinstance(block, Table) and block.form
        for cell in block.cells
        if cell.role == "value"
    ]
    return Counts(
        values=len(texts),
        blank=texts.count(""),
        checks=len(document.checks),
        checked=sum(check.holds is not None for check in document.checks),
        failed=sum(check.holds is False for check in document.checks),
    )
