"""`convert retry DIR`: convert again what failed, with the options of the last run."""

from __future__ import annotations

import json

import click
import msgspec

from convert.bulk.ledger import Ledger, worded
from convert.bulk.plan import Plan
from convert.bulk.settle import recover
from convert.commands import Command, option, tell
from convert.commands.many import Asked, run_and_tell
from convert.errors import Exit, Unreadable
from convert.long_paths import absolute
from convert.options import Options


def command(language: str) -> click.Command:
    return Command(
        language,
        "retry",
        _run,
        [
            click.Argument(["folder"], metavar="DIR"),
            option.CODE,
            option.JOBS,
            *option.limits(None, None),
            option.ENGINE,
            option.ADDRESS,
            option.QUIET,
            option.LANG,
        ],
        help="Convert again what failed in an output folder.",
    )


def _run(
    language: str,
    folder: str,
    code: str,
    jobs: int,
    timeout: float | None,
    memory: int | None,
    engine: str,
    address: str,
    quiet: bool,
) -> int:
    out = absolute(folder)
    with worded(), Ledger.existing(out, alone=True) as ledger:
        known = json.loads(ledger.note("asked") or "{}")
        if not known:
            raise Unreadable("There is no ledger in this folder: {name}.", "Name an output folder.", name=str(out))
        options = known["options"] | {"language": language}
        options |= {name: value for name, value in (("seconds", timeout), ("memory", (memory or 0) << 20)) if value}
        plan = Plan((), out, msgspec.convert(options, Options), known["check"], url=known["url"])
        recover(ledger, plan)
        chosen = "state IN ('waiting', 'failed')"
        values: tuple[str, ...] = ()
        if code:
            found = "state = 'done' AND id IN (SELECT id FROM tallies WHERE code = ?)"
            chosen = f"(code = ? AND ({chosen} OR code IN ('target-edited', 'target-exists'))) OR ({found})"
            values = (code, code)
        if not ledger.count(chosen, values):
            tell(language, "There is nothing to convert again.")
            return Exit.OK
        run = ledger.begin_run()
        ledger.set_note("skipped", "{}")
        ledger.execute(f"UPDATE documents SET state = 'waiting', twin = NULL, run = {run} WHERE {chosen}", values)
        return run_and_tell(ledger, plan, Asked(jobs=jobs, quiet=quiet, engine=engine, address=address), language)
