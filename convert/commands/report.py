"""`convert report DIR`: write the reports over an output folder anew, from its ledger."""

from __future__ import annotations

from pathlib import Path

import click

from convert.commands import say
from convert.errors import Exit
from convert.long_paths import absolute
from convert.messages import LANGUAGES, translate


def command(language: str) -> click.Command:
    """Build the command."""

    def words(text: str) -> str:
        return translate(text, language)

    return click.Command(
        "report",
        params=[
            click.Argument(["folder"], metavar="DIR"),
            click.Option(
                ["--values"], metavar="FILE", help=words("Write every value of official tables to a Parquet file.")
            ),
            click.Option(["--force"], is_flag=True, help=words("Replace outputs that exist.")),
            click.Option(["--lang"], type=click.Choice(LANGUAGES), help=words("Language of messages.")),
        ],
        callback=lambda folder, values, force, lang: _run(Path(folder), values, force, language),
        help=words("Write report.xlsx and report.html of an output folder anew."),
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )


def _run(folder: Path, values: str | None, force: bool, language: str) -> int:
    from convert.bulk.ledger import Ledger, worded
    from convert.bulk.reports import guard_values, write_reports, write_values_to

    with worded(), Ledger.existing(absolute(folder)) as ledger:
        if values:
            guard_values(ledger, Path(values), absolute(folder), force)
        for path in write_reports(ledger, folder, language):
            say(translate("Written: {target}", language).format(target=path))
        if values:
            write_values_to(ledger, Path(values))
            say(translate("Written: {target}", language).format(target=values))
    return Exit.OK
