"""Tell what became of a document from its row in the ledger."""

from __future__ import annotations

import os
from collections.abc import Iterator

from convert.bulk import causes
from convert.bulk.facts import load_findings
from convert.bulk.ledger import Ledger, Row
from convert.bulk.plan import Plan, shown, target_path, target_url
from convert.errors import Exit
from convert.long_paths import plain
from convert.record import Counts, Outcome

_STATUS = {("done", True): "written", ("done", False): "checked"}


def outcome_of(ledger: Ledger, row: Row, plan: Plan) -> Outcome:
    """Give what became of a row, with all its findings."""
    findings, facts = ledger.details(row.id)
    return Outcome(
        short(shown(row)),
        (target_url(plan, row) or short(str(target_path(plan.out, row)))) if row.target else "",
        _STATUS.get((row.state, bool(row.format)), "failed" if row.code else row.state),
        Exit(row.exit),
        None,
        causes.load(row.error),
        row.seconds,
        load_findings(findings),
        row.form,
        Counts(
            values=sum(map(len, facts.get("values", {}).values())),
            blank=facts.get("blank", 0),
            checks=facts.get("checks", 0),
            checked=facts.get("checked", 0),
            failed=len(facts.get("failed", ())),
        ),
    )


def outcomes(ledger: Ledger, plan: Plan, where: str, values: tuple[int | str, ...]) -> Iterator[Outcome]:
    """Yield what became of the rows that a condition holds for, in the order of the plan."""
    for row in ledger.each(where, values, 100):
        yield outcome_of(ledger, row, plan)


def short(path: str) -> str:
    """Write a path from the current folder on where it lies below it."""
    here, path = os.getcwd() + os.sep, plain(path)
    return path[len(here) :] if path.startswith(here) else path
