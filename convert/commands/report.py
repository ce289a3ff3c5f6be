"""`convert report DIR`: write the reports over an output folder anew, from its ledger."""

from __future__ import annotations

from pathlib import Path

import click

from convert.commands import Command, option, tell
from convert.errors import Exit
from convert.long_paths import absolute


def command(language: str) -> click.Command:
    """Build the command."""
    return Command(
        language,
        "report",
        _run,
        [
            click.Argument(["folder"], metavar="DIR"),
            option.VALUES,
            option.FORCE,
            option.LANG,
        ],
        help="Write report.xlsx and report.html of an output folder anew.",
    )


def _run(language: str, folder: str, values: str | None, force: bool) -> int:
    from convert.bulk.ledger import Ledger, worded
    from convert.bulk.reports import guard_values, write_reports, write_values_to

    with worded(), Ledger.existing(absolute(folder)) as ledger:
        if values:
            guard_values(ledger, Path(values), absolute(folder), force)
        for path in write_reports(ledger, Path(folder), language):
            tell(language, "Written: {target}", target=path)
        if values:
            write_values_to(ledger, Path(values))
            tell(language, "Written: {target}", target=values)
    return Exit.OK
