"""`convert retry DIR`: convert again what failed, with the options of the last run."""

from __future__ import annotations

import json
from pathlib import Path

import click

from convert.bulk.ledger import FOLDER, Ledger, worded
from convert.bulk.plan import Plan
from convert.bulk.settle import recover
from convert.commands import ENGINES
from convert.commands.many import Asked, run_and_tell
from convert.errors import Unreadable
from convert.long_paths import absolute
from convert.messages import LANGUAGES, translate
from convert.options import Options


def command(language: str) -> click.Command:
    def words(text: str) -> str:
        return translate(text, language)

    return click.Command(
        "retry",
        params=[
            click.Argument(["folder"], metavar="DIR"),
            click.Option(["--code"], default="", metavar="CODE", help=words("Only those with this cause or finding.")),
            click.Option(["-j", "--jobs"], type=int, default=0, metavar="N", help=words("Workers; else one a core.")),
            click.Option(["--timeout"], type=float, metavar="SECONDS", help=words("Time that one file may take.")),
            click.Option(["--memory"], type=int, metavar="MB", help=words("Memory that one file may take.")),
            click.Option(
                ["--engine"],
                type=click.Choice(ENGINES),
                default="local",
                help=words("Where many files are converted: on this machine, or on a Ray cluster."),
            ),
            click.Option(["--address"], default="", metavar="HOST:PORT", help=words("Address of the Ray cluster.")),
            click.Option(["-q", "--quiet"], is_flag=True, help=words("Say only what went wrong.")),
            click.Option(["--lang"], type=click.Choice(LANGUAGES), help=words("Language of messages.")),
        ],
        callback=lambda folder, code, jobs, timeout, memory, engine, address, quiet, lang: _retry(
            absolute(folder),
            code,
            Asked(jobs=jobs, quiet=quiet, engine=engine, address=address),
            timeout,
            memory,
            language,
        ),
        help=words("Convert again what failed in an output folder."),
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )


def _retry(out: Path, code: str, asked: Asked, timeout: float | None, memory: int | None, language: str) -> int:
    Ledger.existing(out).close()
    with worded(), Ledger(out / FOLDER, alone=True) as ledger:
        known = json.loads(ledger.note("asked") or "{}")
        if not known:
            raise Unreadable("There is no ledger in this folder: {name}.", "Name an output folder.", name=str(out))
        options = known["options"] | {"language": language}
        options |= {name: value for name, value in (("seconds", timeout), ("memory", (memory or 0) << 20)) if value}
        options = {name: tuple(value) if isinstance(value, list) else value for name, value in options.items()}
        plan = Plan((), out, Options(**options), known["check"], url=known["url"])
        recover(ledger, plan)
        run = int(ledger.note("run") or 0) + 1
        ledger.set_note("run", str(run))
        ledger.set_note("skipped", "{}")
        chosen = "state IN ('waiting', 'failed')"
        values: tuple[str, ...] = ()
        if code:
            chosen = f"(code = ? AND {chosen}) OR (state = 'done' AND id IN (SELECT id FROM tallies WHERE code = ?))"
            values = (code, code)
        ledger.execute(f"UPDATE documents SET state = 'waiting', twin = NULL, run = {run} WHERE {chosen}", values)
        return run_and_tell(ledger, plan, asked, language)
