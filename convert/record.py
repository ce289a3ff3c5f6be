"""What is told of one input, whether it was converted here or long ago and stands in a ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from convert.errors import ConvertError
from convert.model import Finding, Table

if TYPE_CHECKING:
    from convert.pipeline import Outcome


class Record(NamedTuple):
    """values, blank: numbers of cells in the document's official tables; checks, checked, failed: of their sums.

    checked: those that could be worked out, for no cell of theirs holds other text than a number, nor is a side blank.
    """

    source: str
    target: str
    status: str
    exit: int
    error: ConvertError | None
    findings: tuple[Finding, ...]
    seconds: float
    form: str = ""
    values: int = 0
    blank: int = 0
    checks: int = 0
    checked: int = 0
    failed: int = 0


def record_of(outcome: Outcome) -> Record:
    """Give the record of an outcome."""
    told = Record(
        outcome.source,
        outcome.target,
        outcome.status,
        int(outcome.exit),
        outcome.error,
        outcome.findings,
        outcome.seconds,
    )
    document = outcome.document
    if document is None:
        return told
    texts = [
        cell.text
        for block in document.blocks
        if isinstance(block, Table) and block.form
        for cell in block.cells
        if cell.role == "value"
    ]
    return told._replace(
        form=document.form,
        values=len(texts),
        blank=texts.count(""),
        checks=len(document.checks),
        checked=sum(check.holds is not None for check in document.checks),
        failed=sum(check.holds is False for check in document.checks),
    )
