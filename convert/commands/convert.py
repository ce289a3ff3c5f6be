"""`convert IN OUT`: words into options, an outcome into messages and an exit code. Many inputs go to `many`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import click
import msgspec
from msgspec.structs import replace

from convert.commands import Command, complete, option, settings_file
from convert.commands.outcome import ReportLines, summarise
from convert.commands.places import check_words, guard_report, is_many, target_of
from convert.config import NUMBERING, own_forms
from convert.errors import BadUsage, Exit
from convert.long_paths import absolute, plain, reachable
from convert.messages import translate
from convert.options import Options
from convert.version import __version__

if TYPE_CHECKING:
    from convert.record import Outcome

EXAMPLES = """\
  convert report.docx report.xlsx          one file to another format
  convert report.txt -t docx               the same name with another ending
  convert reports -t xlsx -o out           every file of a folder, or several files
  convert reports -t xlsx -o out --values v.parquet     and every value in one table
  convert s3://in -t xlsx -o s3://out --ledger led --engine ray   on a cluster
  convert watch inbox -o out               whatever is put into a folder, from now on
  convert desktop install                  icons to drop files on
  convert --check report.docx              only say what is wrong with it
  convert - -f text -t docx -o - <in >out  through a pipe
"""

PARAMS = (
    click.Argument(["paths"], nargs=-1, metavar="IN… [OUT]"),
    click.Option(
        ["-t", "--to", "target_format"],
        default="",
        metavar="FORMAT",
        help="docx, xlsx, json, html, markdown, csv or pdf.",
    ),
    click.Option(["-o", "--output"], metavar="PLACE", help="Folder or file to write to; - for a pipe."),
    click.Option(
        ["-f", "--from", "source_format"], default="", metavar="FORMAT", help="Format to read, where it is not plain."
    ),
    option.form(""),
    click.Option(["--encoding"], default="", metavar="NAME", help="Encoding of text files, such as gb18030."),
    click.Option(
        ["--password", "passwords"],
        multiple=True,
        metavar="WORD",
        help="Password of a protected file; may be repeated. See also CONVERT_PASSWORD.",
    ),
    click.Option(["--soffice"], default="", metavar="PATH", help="LibreOffice for old formats, where it is not found."),
    click.Option(["--against"], default="", metavar="FILE", help="Last year's report, to compare with."),
    click.Option(["--style"], default="", metavar="NAME", help="Look of a docx: gbt9704, plain or a TOML file."),
    click.Option(
        ["--numbering"], type=click.Choice(NUMBERING), help="Typed numbers: keep them, or make them automatic."
    ),
    click.Option(["--pass", "passes"], multiple=True, metavar="NAME", help="Run a pass as well."),
    click.Option(["--no-pass", "no_passes"], multiple=True, metavar="NAME", help="Leave a pass out."),
    option.CONFIG,
    option.PROFILE,
    click.Option(["--check"], is_flag=True, help="Read and report; write nothing."),
    click.Option(
        ["--comments"],
        type=click.Choice(("keep", "drop")),
        default="keep",
        help="What becomes of comments; keep if not given.",
    ),
    click.Option(
        ["--changes"],
        type=click.Choice(("accept", "reject")),
        default="accept",
        help="Carry tracked changes out, or take them back; accept if not given.",
    ),
    click.Option(
        ["--annotate"], is_flag=True, help="Say each finding where it belongs: comments in docx, notes in xlsx."
    ),
    click.Option(["--strict"], is_flag=True, help="Exit with 1 if there is any warning."),
    option.FORCE,
    click.Option(["--report"], metavar="FILE", help="Write findings as JSON lines; - for a pipe."),
    option.LANG,
    option.JOBS,
    *option.limits(120, 2048),
    option.INCLUDE,
    option.EXCLUDE,
    click.Option(["-n", "--dry-run"], is_flag=True, help="Print the plan for many files; write nothing."),
    click.Option(["--keep-going"], is_flag=True, help="Leave out inputs whose outputs are in the way."),
    click.Option(["--keep-ending"], is_flag=True, help="Write a.docx to a.docx.xlsx, not to a.xlsx."),
    click.Option(["--ledger"], default="", metavar="DIR", help="Folder for the ledger, if the outputs go to a URL."),
    option.ENGINE,
    option.ADDRESS,
    option.VALUES,
    click.Option(["--json-progress"], is_flag=True, help="Tell progress as JSON lines on standard error."),
    option.QUIET,
    click.Option(["-v", "--verbose"], is_flag=True, help="Say every finding."),
    click.Option(["--list-formats"], is_flag=True, help="Show the formats and exit."),
    click.Option(["--list-forms"], is_flag=True, help="Show the official forms and exit."),
    click.Option(["--list-styles"], is_flag=True, help="Show the looks of a docx and exit."),
    click.Option(["--list-passes"], is_flag=True, help="Show the passes that tidy a text and exit."),
    click.Option(["--new-form"], metavar="FILE", help="Draft a form's template from a filled table and exit."),
    click.Option(["--explain"], metavar="CODE", help="Explain a finding's code and exit."),
)


def command(language: str) -> click.Command:
    made = Command(
        language,
        "convert",
        lambda language, **typed: _run(language, SimpleNamespace(**typed)),
        PARAMS,
        help="Turn office documents into clean docx, xlsx or json, without losing anything in silence.",
        epilog="Exit codes are listed in the README.",
        examples=EXAMPLES,
    )
    version = click.version_option(
        __version__, "-V", "--version", help=translate("Show the version and exit.", language)
    )
    return version(made)


def _run(language: str, typed: SimpleNamespace) -> int:
    """Do what was typed; what a reader, a writer or a run is asked for has its name in `Options` or `Asked`."""
    if typed.list_formats or typed.list_forms or typed.list_styles or typed.list_passes or typed.explain:
        from convert.commands.inform import inform

        forms = own_forms(settings_file(typed.config))
        return inform(language, typed.list_formats, typed.list_styles, typed.list_passes, typed.explain, forms)
    if typed.new_form:
        from convert.forms.draft import draft_template
        from convert.pipeline import read

        click.echo(draft_template(read(typed.new_form, form="none"), Path(typed.new_form).stem))
        return Exit.OK
    options = _options(language, typed)
    check_words(typed.paths, typed.output, options, typed.check)
    options = complete(options, typed.config, typed.profile, typed.numbering or "")
    is_run = typed.dry_run or typed.json_progress or typed.values or typed.engine != "local"
    inputs = typed.paths if typed.check or typed.target_format or typed.output else typed.paths[:-1]
    is_named = typed.check or typed.target_format
    if is_run and not is_named:
        raise BadUsage("Say which format to write with -t.", "See convert --help.")
    if is_named and (is_run or is_many(inputs)):
        return _convert_many(language, typed, options)
    path, target = inputs[0], None if typed.check else target_of(typed.paths, typed.output, options)
    guard_report(typed.report, path, target)
    with ReportLines(typed.report, language) as lines:
        outcome = _convert(path, target, options)
        lines.add(outcome)
        summarise(outcome, language, typed.quiet, typed.verbose)
    return outcome.exit


def _options(language: str, typed: SimpleNamespace) -> Options:
    named = {"language": language, "seconds": typed.timeout, "memory": typed.memory << 20}
    return msgspec.convert(vars(typed) | named, Options)


def _convert_many(language: str, typed: SimpleNamespace, options: Options) -> int:
    from convert.bulk.cloud import is_url
    from convert.bulk.found import Choice
    from convert.bulk.plan import Plan
    from convert.commands.many import Asked, convert_many, require_one_file_each

    require_one_file_each(options.target_format)
    url = typed.output if typed.output and is_url(typed.output) else ""
    if url and not typed.ledger:
        raise BadUsage("The ledger of outputs behind a URL needs a folder of this machine.", "Name it with --ledger.")
    out = absolute(typed.ledger if url else typed.output) if typed.output else None
    choice = Choice(typed.include, typed.exclude)
    plan = Plan(typed.paths, out, options, typed.check, choice, typed.keep_ending, url)
    return convert_many(plan, msgspec.convert(vars(typed), Asked), language)


def _convert(path: str, target: Path | None, options: Options) -> Outcome:
    from convert.pipeline import convert
    from convert.source import Source

    source = Source("-", content=sys.stdin.buffer.read()) if path == "-" else Source(Path(path).name, reachable(path))
    if target != Path("-"):
        outcome = convert(source, target and reachable(target), options)
        return replace(outcome, target=plain(outcome.target))
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / f"out.{options.target_format or 'docx'}"
        outcome = convert(source, made, options)
        if made.exists():
            sys.stdout.buffer.write(made.read_bytes())
            sys.stdout.buffer.flush()
    return replace(outcome, target="-")
