"""`convert diff A B`: say what differs between two documents, in words, as JSON and as a page."""

from __future__ import annotations

import json
from pathlib import Path

import click

from convert.commands import Command, option, settings_file, tell
from convert.config import own_forms
from convert.errors import Exit, UnwritableOutput, unwritable
from convert.messages import translate
from convert.options import Options

SHOWN = 200
"""Differences said on the terminal; the files hold them all."""


def command(language: str) -> click.Command:
    """Build the command."""
    return Command(
        language,
        "diff",
        _run,
        [
            click.Argument(["left"], metavar="A"),
            click.Argument(["right"], metavar="B"),
            click.Option(["--json", "json_file"], metavar="FILE", help="Write them as JSON; - for a pipe."),
            click.Option(["--html", "html_file"], metavar="FILE", help="Write a page, tables side by side."),
            option.form("auto"),
            option.LANG,
            click.Option(["-q", "--quiet"], is_flag=True, help="Say nothing; the exit code tells."),
        ],
        help="Say what values, labels and text differ between two documents of any format.",
        epilog="Exits with 0 if nothing differs and with 1 if something does.",
    )


def _run(
    language: str, left: str, right: str, json_file: str | None, html_file: str | None, form: str, quiet: bool
) -> int:
    from convert.compare import compare
    from convert.compare.page import page
    from convert.compare.words import as_data, sentence
    from convert.pipeline import read

    options = Options(form=form, forms=own_forms(settings_file()), language=language)
    comparison = compare(read(left, options), read(right, options))
    names = (Path(left).name, Path(right).name)
    if json_file:
        data = json.dumps(as_data(comparison, *names, language), ensure_ascii=False, indent=1) + "\n"
        _write(json_file, data, (left, right))
    if html_file:
        _write(html_file, page(comparison, *names, language), (left, right))
    found = comparison.differences
    if not quiet and json_file != "-" and html_file != "-":
        for difference in found[:SHOWN]:
            click.echo(sentence(difference, language))
        if len(found) > SHOWN:
            tell(language, "… and {more} more; see them all with --json or --html.", more=len(found) - SHOWN)
        if not found:
            click.echo(translate("No difference.", language))
    return Exit.FAILED if found else Exit.OK


def _write(place: str, text: str, inputs: tuple[str, str]) -> None:
    """Write a file whole, never over an input. Raises UnwritableOutput."""
    if place == "-":
        click.echo(text, nl=False)
        return
    path = Path(place)
    if any(path.exists() and path.samefile(name) for name in inputs):
        raise UnwritableOutput("The output is the input itself.", "Choose another name or folder for the output.")
    try:
        path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        raise unwritable(error) from None
