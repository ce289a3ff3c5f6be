"""Record what became of a document, and set right what a run that was killed has left."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from convert.bulk import causes
from convert.bulk.cloud import Seen
from convert.bulk.contents import is_as_left, look
from convert.bulk.ledger import Cell, Ledger, Row
from convert.bulk.place import place
from convert.bulk.plan import Plan, target_path
from convert.bulk.work import Worked
from convert.errors import ConvertError
from convert.version import __version__
from convert.workers import Done


def finish(ledger: Ledger, row: Row, worked: Worked, done: Done, made: Path, target: Path | None, force: bool) -> str:
    """Commit what was proved, then place it; give `done`, or the cause for which it could not be placed."""
    columns = _columns(row, worked, done.seconds, done.peak)
    if target is None:
        with ledger.together():
            ledger.change(row.id, state="done", exit=0, code="", error="", **columns)
            if worked.placed:
                _mark_done(ledger, row.id, worked.made_sha256, worked.placed)
            _keep(ledger, row, worked)
        return "done"
    with ledger.together():
        ledger.change(row.id, state="placing", pending=worked.made_sha256, **columns)
        _keep(ledger, row, worked)
    try:
        there = place(made, worked.made_sha256, target, row.target_sha256, force)
    except ConvertError as error:
        made.unlink(missing_ok=True)
        return fail(ledger, row, worked._replace(error=error), done.seconds, done.peak)
    _mark_done(ledger, row.id, worked.made_sha256, there)
    return "done"


def _mark_done(ledger: Ledger, id: int, sha256: str, there: Seen) -> None:
    placed: dict[str, Cell] = {"target_sha256": sha256, "target_size": there.size, "target_mtime": there.mtime}
    ledger.change(id, state="done", exit=0, code="", error="", pending=None, **placed)


def _columns(row: Row, worked: Worked, seconds: float, peak: int) -> dict[str, Cell]:
    columns: dict[str, Cell] = {"version": __version__, "seconds": round(seconds, 4), "settled": row.run}
    if peak:
        columns["peak"] = peak
    if worked.sha256:
        columns["sha256"] = worked.sha256
    return columns


def _keep(ledger: Ledger, row: Row, worked: Worked) -> None:
    if not worked.findings:
        return
    severities = dict.fromkeys(("warning", "error"), 0)
    for _, severity, count in worked.tallies:
        if severity in severities:
            severities[severity] += count
    ledger.change(
        row.id,
        form=worked.form,
        title=worked.title,
        warnings=severities["warning"],
        errors=severities["error"],
    )
    ledger.detail(row.id, worked.findings, worked.facts, worked.tallies)


def fail(ledger: Ledger, row: Row, worked: Worked, seconds: float, peak: int) -> str:
    """Record a failure and give its cause; documents of the same content fail with it, or are tried by themselves."""
    error = worked.error
    assert error
    cause = causes.cause(error)
    told: dict[str, Cell] = {
        "state": "refused" if cause == "target-edited" else "failed",
        "exit": int(error.exit),
        "code": cause,
        "error": causes.dump(error),
        "pending": None,
    }
    with ledger.together():
        ledger.change(row.id, **told, **_columns(row, worked, seconds, peak))
        _keep(ledger, row, worked)
        if cause in causes.OUTSIDE:
            ledger.execute("UPDATE documents SET twin = NULL WHERE twin = ? AND state = 'waiting'", (row.id,))
        else:
            for twin in ledger.rows("twin = ? AND state = 'waiting'", (row.id,)):
                ledger.change(twin.id, **told, version=__version__, settled=row.run)
    return cause


def keep_rejected(made: Path, target: Path) -> None:
    """Leave an output that failed its proof beside its target, where a person can look at it."""
    rejected = made.with_name(made.name + ".rejected")
    with contextlib.suppress(OSError):
        if rejected.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(rejected, target.with_name(target.name + ".rejected"))


def recover(ledger: Ledger, plan: Plan) -> None:
    """Set right what a run that was killed has left: outputs that had their hash committed get or keep their names."""
    ledger.roll_back()
    work = ledger.folder / "work"
    for row in ledger.each("state = 'placing'"):
        target = target_path(plan.out, row)
        made = work / f"{row.id}.{row.format}"
        sha256 = row.pending or ""
        there = look(target) if is_as_left(target, None, None, sha256) else None
        if not there and not is_as_left(made, None, None, sha256):
            ledger.change(row.id, state="waiting", pending=None)
            continue
        try:
            there = there or place(made, sha256, target, row.target_sha256, plan.options.force)
            _mark_done(ledger, row.id, sha256, there)
        except ConvertError as error:
            fail(ledger, row, Worked(error=error), row.seconds, row.peak)
    ledger.execute("UPDATE documents SET state = 'waiting', pending = NULL WHERE state = 'working'")
    clean(ledger)


def clean(ledger: Ledger) -> None:
    """Remove the work folder."""
    shutil.rmtree(ledger.folder / "work", ignore_errors=True)
