"""What is told of one input, whether it was converted here or long ago and stands in a ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convert.errors import ConvertError
from convert.model import Document, Finding, Table

if TYPE_CHECKING:
    from convert.pipeline import Outcome


class Counts(NamedTuple):
    """values, blank: numbers of cells in a document's official tables; checks, checked, failed: of their sums.

    checked: those that could be worked out, for no cell of theirs holds other text than a number, nor is a side blank.
    """

    values: int = 0
    blank: int = 0
    checks: int = 0
    checked: int = 0
    failed: int = 0


class Record(NamedTuple):
    """form: of the document, if it follows one; counts: of what stands in its tables."""

    source: str
    target: str
    status: str
    exit: int
    error: ConvertError | None
    findings: tuple[Finding, ...]
    seconds: float
    form: str = ""
    counts: Counts = Counts()


def record_of(outcome: Outcome) -> Record:
    """Give the record of an outcome."""
    document = outcome.document
    return Record(
        outcome.source,
        outcome.target,
        outcome.status,
        int(outcome.exit),
        outcome.error,
        outcome.findings,
        outcome.seconds,
        document.form if document else "",
        counts_of(document) if document else Counts(),
    )


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
