"""`convert IN… -o DIR -t FORMAT` with a folder, a pattern, an archive or more than one input: plan, run, sum up."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict, replace

from convert.bulk.ledger import FOLDER, Ledger, Row, worded
from convert.bulk.plan import Plan, contradictions, draw_up
from convert.bulk.progress import Silence, watcher
from convert.bulk.records import outcome_of, outcomes, short
from convert.bulk.report_rows import note_forms
from convert.bulk.reports import guard, guard_values, write_reports, write_values_to
from convert.bulk.run import Engine, Run, Watcher
from convert.bulk.settle import recover
from convert.bulk.work import WARM
from convert.commands import say, tell, write_columns
from convert.commands.outcome import ReportLines, summarise
from convert.errors import BadUsage, Exit, NothingFound, UnwritableOutput
from convert.findings import INCOMPLETE
from convert.messages import error_message, translate
from convert.workers import Pool
from convert.workers.limits import Limits

_FEW = 20
"""So many documents, or failures, are told of one by one."""
MAX_OUTPUT = 1 << 30
LEFT_OUT = {
    "excluded": "excluded",
    "hidden": "hidden files",
    "hidden-folder": "hidden folders",
    "link": "links to folders walked already",
    "lock": "lock files",
    "not-included": "not included",
    "other": "other kinds",
    "own": "own outputs",
    "special": "neither files nor folders",
}
"""What a walk leaves out, by its reasons."""


class Asked(Struct, frozen=True):
    """How a run is made and told of; jobs: workers, 0 for one a core; engine: `local` or `ray`, with its address;

    values: where to write every value, or None; reports: write them over the run.
    """

    jobs: int = 0
    dry_run: bool = False
    keep_going: bool = False
    report: str | None = None
    quiet: bool = False
    verbose: bool = False
    json_progress: bool = False
    engine: str = "local"
    address: str = ""
    values: str | None = None
    reports: bool = True


def convert_many(plan: Plan, asked: Asked, language: str, progress: Silence | None = None) -> int:
    """Plan, and unless only the plan was asked for, run. Gives the exit code; raises ConvertError.

    progress: who is told how the run goes, instead of the terminal.
    """
    if "-" in plan.inputs:
        raise BadUsage("Standard input goes alone.", "Name files, or convert - by itself.")
    if plan.out and plan.out.exists() and not plan.out.is_dir():
        raise UnwritableOutput(
            "A file stands where the folder of the outputs should be: {name}.",
            "Rename it, or choose another folder with -o.",
            name=str(plan.out),
        )
    with worded(), _planned(plan, asked) as ledger:
        number = ledger.run
        if asked.report and asked.report != "-":
            guard(ledger, Path(asked.report), plan.out)
        if asked.values:
            guard_values(ledger, Path(asked.values), plan.out, plan.options.force)
        if asked.dry_run:
            return _show_plan(ledger, plan, language, number)
        if not ledger.count("run = ?", (number,)):
            say_left_out(ledger, language)
            raise NothingFound()
        blocked = [] if asked.keep_going else contradictions(ledger, number)
        if blocked:
            _say_blocked(ledger, plan, blocked, language)
            return Exit.OUTPUT
        with _settled(ledger, plan) as opened:
            note_asked(opened, plan)
            return run_and_tell(opened, plan, asked, language, progress)


def require_one_file_each(name: str) -> None:
    """Raise BadUsage for a format in which one document can become several files."""
    if name == "csv":
        raise BadUsage(
            "A document with several tables becomes several CSV files, so it is written alone.",
            "Convert one file at a time, or write xlsx.",
        )


def note_asked(ledger: Ledger, plan: Plan) -> None:
    """Note the options of a run, for `convert retry`."""
    note = {"options": asdict(replace(plan.options, passwords=())), "check": plan.check, "url": plan.url}
    ledger.set_note("asked", json.dumps(note))
    note_forms(ledger, plan.options)


@contextlib.contextmanager
def _planned(plan: Plan, asked: Asked) -> Iterator[Ledger]:
    """Draw up the plan: in the output folder's ledger if there is one, else where nothing of the user's is touched."""
    there = plan.out is not None and (plan.out / FOLDER / "ledger.sqlite").is_file()
    if there and plan.out and not asked.dry_run:
        with Ledger(plan.out / FOLDER, alone=True) as ledger:
            recover(ledger, plan)
            draw_up(ledger, plan)
            yield ledger
        return
    with tempfile.TemporaryDirectory(prefix="convert-plan-") as folder, Ledger(Path(folder)) as ledger:
        if there and plan.out:
            with Ledger.existing(plan.out) as known:
                ledger.copy_from(known)
        draw_up(ledger, plan)
        yield ledger


@contextlib.contextmanager
def _settled(ledger: Ledger, plan: Plan) -> Iterator[Ledger]:
    """Give the ledger that the run is kept in: the output folder's own, filled with the plan where it is new."""
    if plan.out is None or ledger.folder == plan.out / FOLDER:
        yield ledger
        return
    with Ledger(plan.out / FOLDER, alone=True) as made:
        if made.run:
            raise UnwritableOutput("Another run is at work in this folder.", "Wait until it is done, or stop it first.")
        made.copy_from(ledger)
        yield made


def run_and_tell(ledger: Ledger, plan: Plan, asked: Asked, language: str, progress: Silence | None = None) -> int:
    """Run what waits in the ledger, tell of it, and give the exit code."""
    number = ledger.run
    progress = progress or watcher(language, quiet=asked.quiet, as_json=asked.json_progress)
    waiting = ledger.count("run = ? AND state = 'waiting'", (number,))
    with ReportLines(asked.report, language) as lines:
        try:
            with contextlib.closing(progress), _stoppable():
                if waiting:
                    _run(ledger, plan, asked, waiting, progress)
        finally:
            with contextlib.suppress(sqlite3.Error):
                recover(ledger, plan)
            if asked.report:
                for outcome in outcomes(ledger, plan, "run = ? AND state NOT IN ('waiting')", (number,)):
                    lines.add(outcome)
    return sum_up(ledger, plan, asked, language)


def _run(ledger: Ledger, plan: Plan, asked: Asked, waiting: int, progress: Watcher) -> None:
    with contextlib.closing(_engine(plan, asked, waiting)) as engine:
        Run(ledger, plan, engine, progress).go()


def _engine(plan: Plan, asked: Asked, waiting: int) -> Engine:
    limits = Limits(plan.options.seconds, plan.options.memory, MAX_OUTPUT)
    if asked.engine == "ray":
        from convert.bulk.cluster import Cluster

        return Cluster(limits, WARM, asked.address, asked.jobs)
    return Pool(min(asked.jobs or cores(), waiting), limits, WARM)


def cores() -> int:
    """Count the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    """Take a request to terminate for Ctrl-C, so that it leaves everything in order too."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, stop)
    except ValueError:
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def sum_up(ledger: Ledger, plan: Plan, asked: Asked, language: str) -> int:
    """Say what became of the documents of the last run, and give the exit code."""
    number = ledger.run
    news = "run = ? AND (settled = run OR state != 'done')"
    bad = ledger.count("run = ? AND state != 'done'", (number,))
    if asked.verbose or ledger.count(news, (number,)) <= _FEW:
        for outcome in outcomes(ledger, plan, news, (number,)):
            summarise(outcome, language, asked.quiet, asked.verbose)
    else:
        for row in ledger.rows("run = ? AND state != 'done'", (number,), limit=_FEW):
            summarise(outcome_of(ledger, row, plan), language, asked.quiet, asked.verbose)
        if bad > _FEW:
            text = "  … and {more} more; see them all with convert status or --report."
            tell(language, text, more=bad - _FEW)
    if not asked.quiet:
        say_counts(ledger, language)
    if plan.out and plan.format and asked.reports:
        for path in write_reports(ledger, plan.out, language):
            if not asked.quiet:
                tell(language, "Report: {path}", path=short(str(path)))
    if asked.values:
        write_values_to(ledger, Path(asked.values))
        if not asked.quiet:
            tell(language, "Values: {path}", path=asked.values)
    warned = ledger.count("run = ? AND warnings + errors > 0", (number,))
    incomplete = ledger.count("run = ? AND id IN (SELECT id FROM tallies WHERE code = ?)", (number, INCOMPLETE))
    if bad or incomplete or (warned and (plan.check or plan.options.strict)):
        return Exit.FAILED
    return Exit.OK


def say_counts(ledger: Ledger, language: str) -> None:
    """Say how many documents of the last run came to what, and what was left out of its plan."""
    number = ledger.run
    (counts,) = ledger.query(
        "SELECT count(*), coalesce(sum(state = 'done'), 0), coalesce(sum(state = 'done' AND settled != run), 0), "
        "coalesce(sum(state = 'done' AND twin NOT NULL), 0), coalesce(sum(state = 'failed'), 0), "
        "coalesce(sum(state = 'refused'), 0), coalesce(sum(state IN ('waiting', 'working', 'placing')), 0) "
        "FROM documents WHERE run = ?",
        (number,),
    )
    total, done, before, copied, failed, refused, waiting = counts

    def words(text: str) -> str:
        return translate(text, language)

    parts = [words("{total} documents: {done} done").format(total=total, done=done)]
    for text, count in (
        (words("{count} of them by an earlier run"), before),
        (words("{count} of them as copies of documents with the same content"), copied),
        (words("{count} failed"), failed),
        (words("{count} refused"), refused),
        (words("{count} not begun or not finished"), waiting),
    ):
        if count:
            parts.append(text.format(count=count))
    say(("，" if language == "zh" else ", ").join(parts))
    say_left_out(ledger, language)


def say_left_out(ledger: Ledger, language: str) -> None:
    """Say what was left out of the last plan, by reason."""
    skipped = json.loads(ledger.note("skipped") or "{}")
    if skipped:
        kinds = ", ".join(f"{translate(LEFT_OUT[kind], language)} {count}" for kind, count in sorted(skipped.items()))
        tell(language, "Left out: {kinds}", kinds=kinds)


def _say_blocked(ledger: Ledger, plan: Plan, blocked: list[Row], language: str) -> None:
    for row in blocked[:_FEW]:
        summarise(outcome_of(ledger, row, plan), language, True, False)
    if len(blocked) > _FEW:
        tell(language, "  … and {more} more; see them all with --dry-run.", more=len(blocked) - _FEW)
    tell(language, "Nothing was written. Convert the others with --keep-going.")


def _show_plan(ledger: Ledger, plan: Plan, language: str, number: int) -> int:
    for row in ledger.each("run = ?", (number,)):
        outcome = outcome_of(ledger, row, plan)
        if outcome.error:
            write_columns(row.state, outcome.source, error_message(outcome.error, language))
        else:
            write_columns(row.state, outcome.source, outcome.target)
    say_counts(ledger, language)
    return Exit.OUTPUT if contradictions(ledger, number) else Exit.OK
