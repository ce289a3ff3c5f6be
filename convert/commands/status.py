"""`convert status DIR`: what the ledger of an output folder says."""

from __future__ import annotations

import json
from typing import Any

import click

from convert.bulk import causes
from convert.bulk.ledger import Ledger, worded
from convert.bulk.plan import shown
from convert.bulk.records import short
from convert.bulk.report_rows import Failures
from convert.commands import Command, option, write_columns
from convert.commands.many import say_counts
from convert.errors import Exit
from convert.long_paths import absolute
from convert.messages import error_message, translate


def command(language: str) -> click.Command:
    return Command(
        language,
        "status",
        _run,
        [
            click.Argument(["folder"], metavar="DIR"),
            click.Option(["--json", "as_json"], is_flag=True, help="Write it as JSON."),
            option.CODE,
            option.LANG,
        ],
        help="Say what became of the documents of an output folder.",
    )


def _run(language: str, folder: str, as_json: bool, code: str) -> int:
    with worded(), Ledger.existing(absolute(folder)) as ledger:
        if code:
            for row in ledger.each("code = ? OR id IN (SELECT id FROM tallies WHERE code = ?)", (code, code)):
                said = error_message(causes.load(row.error), language) or row.target
                write_columns(row.state, short(shown(row)), said)
            return Exit.OK
        told = _gather(ledger)
        if as_json:
            click.echo(json.dumps(told, ensure_ascii=False))
            return Exit.OK
        say_counts(ledger, language)
        _tell(ledger, told, language)
    return Exit.OK


def _gather(ledger: Ledger) -> dict[str, Any]:
    return {
        "run": ledger.run,
        "states": dict(ledger.query("SELECT state, count(*) FROM documents GROUP BY state ORDER BY state")),
        "causes": dict(
            ledger.query(
                "SELECT code, count(*) FROM documents WHERE code != '' GROUP BY code ORDER BY count(*) DESC, code"
            )
        ),
        "findings": dict(ledger.query("SELECT code, count(*) FROM tallies GROUP BY code ORDER BY count(*) DESC, code")),
        "skipped": json.loads(ledger.note("skipped") or "{}"),
        "seconds": round(ledger.query("SELECT coalesce(sum(seconds), 0) FROM documents")[0][0], 3),
        "peak": ledger.query("SELECT coalesce(max(peak), 0) FROM documents")[0][0],
    }


def _tell(ledger: Ledger, told: dict[str, Any], language: str) -> None:
    if told["causes"]:
        click.echo(translate("Causes of failures:", language))
    failures = Failures(language)
    for row in ledger.each("code != ''"):
        failures.add(row)
    for cause in failures.ranked():
        click.echo(f"  {cause.documents:8}  {cause.code}: {cause.words}")
        for row in cause.examples:
            write_columns(f"            {short(shown(row))}")
    if told["findings"]:
        click.echo(translate("Documents with findings:", language))
    for code, count in told["findings"].items():
        click.echo(f"  {count:8}  {code}")
