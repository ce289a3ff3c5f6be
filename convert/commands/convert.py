"""`convert IN OUT`: words into options, an outcome into messages and an exit code. Many inputs go to `many`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any, Literal

import click
from msgspec.structs import replace

from convert.commands import ENGINES, WithExamples
from convert.commands.outcome import ReportLines, summarise
from convert.commands.places import check_words, guard_report, is_many, target_of
from convert.config import NUMBERING, load_profile
from convert.errors import BadUsage, Exit
from convert.long_paths import absolute, plain, reachable
from convert.messages import LANGUAGES, translate
from convert.options import Options
from convert.version import __version__

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


def command(language: str) -> click.Command:
    def words(text: str) -> str:
        return translate(text, language)

    options: list[click.Parameter] = [
        click.Argument(["paths"], nargs=-1, metavar="IN… [OUT]"),
        click.Option(["-t", "--to"], metavar="FORMAT", help=words("docx, xlsx, json, html, markdown, csv or pdf.")),
        click.Option(["-o", "--output"], metavar="PLACE", help=words("Folder or file to write to; - for a pipe.")),
        click.Option(["-f", "--from", "from_"], metavar="FORMAT", help=words("Format to read, where it is not plain.")),
        click.Option(["--form"], default="", metavar="ID", help=words("Official form: an id, auto or none.")),
        click.Option(
            ["--encoding"], default="", metavar="NAME", help=words("Encoding of text files, such as gb18030.")
        ),
        click.Option(
            ["--password"],
            multiple=True,
            metavar="WORD",
            help=words("Password of a protected file; may be repeated. See also CONVERT_PASSWORD."),
        ),
        click.Option(
            ["--soffice"], default="", metavar="PATH", help=words("LibreOffice for old formats, where it is not found.")
        ),
        click.Option(["--against"], default="", metavar="FILE", help=words("Last year's report, to compare with.")),
        click.Option(
            ["--style"], default="", metavar="NAME", help=words("Look of a docx: gbt9704, plain or a TOML file.")
        ),
        click.Option(
            ["--numbering"],
            type=click.Choice(NUMBERING),
            help=words("Typed numbers: keep them, or make them automatic."),
        ),
        click.Option(["--pass", "passes"], multiple=True, metavar="NAME", help=words("Run a pass as well.")),
        click.Option(["--no-pass", "no_passes"], multiple=True, metavar="NAME", help=words("Leave a pass out.")),
        click.Option(["--config"], metavar="FILE", help=words("File with profiles, instead of the usual one.")),
        click.Option(["--profile"], default="", metavar="NAME", help=words("Profile to take from it.")),
        click.Option(["--check"], is_flag=True, help=words("Read and report; write nothing.")),
        click.Option(
            ["--comments"],
            type=click.Choice(("keep", "drop")),
            default="keep",
            help=words("What becomes of comments; keep if not given."),
        ),
        click.Option(
            ["--changes"],
            type=click.Choice(("accept", "reject")),
            default="accept",
            help=words("Carry tracked changes out, or take them back; accept if not given."),
        ),
        click.Option(
            ["--annotate"],
            is_flag=True,
            help=words("Say each finding where it belongs: comments in docx, notes in xlsx."),
        ),
        click.Option(["--strict"], is_flag=True, help=words("Exit with 1 if there is any warning.")),
        click.Option(["--force"], is_flag=True, help=words("Replace outputs that exist.")),
        click.Option(["--report"], metavar="FILE", help=words("Write findings as JSON lines; - for a pipe.")),
        click.Option(["--lang"], type=click.Choice(LANGUAGES), help=words("Language of messages.")),
        click.Option(["-j", "--jobs"], type=int, default=0, metavar="N", help=words("Workers; else one a core.")),
        click.Option(
            ["--timeout"], type=float, default=120, metavar="SECONDS", help=words("Time that one file may take.")
        ),
        click.Option(["--memory"], type=int, default=2048, metavar="MB", help=words("Memory that one file may take.")),
        click.Option(
            ["--include"], multiple=True, metavar="PATTERN", help=words("Files of folders to take, such as *.docx.")
        ),
        click.Option(["--exclude"], multiple=True, metavar="PATTERN", help=words("Files and folders to leave out.")),
        click.Option(["-n", "--dry-run"], is_flag=True, help=words("Print the plan for many files; write nothing.")),
        click.Option(["--keep-going"], is_flag=True, help=words("Leave out inputs whose outputs are in the way.")),
        click.Option(["--keep-ending"], is_flag=True, help=words("Write a.docx to a.docx.xlsx, not to a.xlsx.")),
        click.Option(
            ["--ledger"], default="", metavar="DIR", help=words("Folder for the ledger, if the outputs go to a URL.")
        ),
        click.Option(
            ["--engine"],
            type=click.Choice(ENGINES),
            default="local",
            help=words("Where many files are converted: on this machine, or on a Ray cluster."),
        ),
        click.Option(["--address"], default="", metavar="HOST:PORT", help=words("Address of the Ray cluster.")),
        click.Option(
            ["--values"], metavar="FILE", help=words("Write every value of official tables to a Parquet file.")
        ),
        click.Option(["--json-progress"], is_flag=True, help=words("Tell progress as JSON lines on standard error.")),
        click.Option(["-q", "--quiet"], is_flag=True, help=words("Say only what went wrong.")),
        click.Option(["-v", "--verbose"], is_flag=True, help=words("Say every finding.")),
        click.Option(["--list-formats"], is_flag=True, help=words("Show the formats and exit.")),
        click.Option(["--list-forms"], is_flag=True, help=words("Show the official forms and exit.")),
        click.Option(["--list-styles"], is_flag=True, help=words("Show the looks of a docx and exit.")),
        click.Option(["--list-passes"], is_flag=True, help=words("Show the passes that tidy a text and exit.")),
        click.Option(
            ["--new-form"], metavar="FILE", help=words("Draft a form's template from a filled table and exit.")
        ),
        click.Option(["--explain"], metavar="CODE", help=words("Explain a finding's code and exit.")),
    ]
    made = WithExamples(
        "convert",
        params=options,
        callback=lambda **given: _run(language, **given),
        help=words("Turn office documents into clean docx, xlsx or json, without losing anything in silence."),
        epilog=words("Exit codes are listed in the README."),
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    made.opening = (words("Examples:"), words(EXAMPLES))
    version = click.version_option(__version__, "-V", "--version", help=words("Show the version and exit."))
    return version(made)


def _run(
    language: str,
    paths: tuple[str, ...],
    to: str | None,
    output: str | None,
    from_: str | None,
    form: str,
    encoding: str,
    password: tuple[str, ...],
    soffice: str,
    against: str,
    style: str,
    numbering: str | None,
    passes: tuple[str, ...],
    no_passes: tuple[str, ...],
    config: str | None,
    profile: str,
    comments: Literal["keep", "drop"],
    changes: Literal["accept", "reject"],
    annotate: bool,
    check: bool,
    strict: bool,
    force: bool,
    report: str | None,
    jobs: int,
    timeout: float,
    memory: int,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    dry_run: bool,
    keep_going: bool,
    keep_ending: bool,
    engine: str,
    address: str,
    values: str | None,
    json_progress: bool,
    ledger: str,
    lang: str | None,
    quiet: bool,
    verbose: bool,
    list_formats: bool,
    list_forms: bool,
    list_styles: bool,
    list_passes: bool,
    new_form: str | None,
    explain: str | None,
) -> int:
    if list_formats or list_forms or list_styles or list_passes or explain:
        from convert.commands.inform import inform

        return inform(language, list_formats, list_styles, list_passes, explain)
    if new_form:
        from convert.forms.draft import draft_template
        from convert.pipeline import read

        click.echo(draft_template(read(new_form, form="none"), Path(new_form).stem))
        return Exit.OK
    usual = load_profile(Path(config) if config else None, profile, Path(click.get_app_dir("convert")) / "config.toml")
    chosen = usual.choose(passes, no_passes, numbering or "")
    options = Options(
        source_format=from_ or "",
        target_format=to or "",
        form=form or usual.form or "auto",
        encoding=encoding or usual.encoding,
        language=language,
        strict=strict or bool(usual.strict),
        force=force,
        against=against,
        passwords=password,
        soffice=soffice,
        style=style or usual.style,
        passes=chosen.wanted,
        no_passes=chosen.unwanted,
        seconds=timeout,
        memory=memory << 20,
        comments=comments,
        changes=changes,
        annotate=annotate,
    )
    inputs = paths if check or to or output else paths[:-1]
    check_words(paths, output, options, check)
    from convert.forms import choose_forms
    from convert.passes import choose_passes

    choose_forms(options.form)
    choose_passes(options.passes, options.no_passes)
    if options.style:
        from convert.style_files import choose_style

        choose_style(options.style)
    if (check or to) and (dry_run or json_progress or values or engine != "local" or is_many(inputs)):
        from convert.bulk.cloud import is_url
        from convert.bulk.found import Choice
        from convert.bulk.plan import Plan
        from convert.commands.many import Asked, convert_many, require_one_file_each

        require_one_file_each(options.target_format)
        url = output if output and is_url(output) else ""
        if url and not ledger:
            raise BadUsage(
                "The ledger of outputs behind a URL needs a folder of this machine.", "Name it with --ledger."
            )
        out = absolute(ledger if url else output) if output else None
        asked = Asked(jobs, dry_run, keep_going, report, quiet, verbose, json_progress, engine, address, values)
        plan = Plan(paths, out, options, check, Choice(include, exclude), keep_ending, url)
        return convert_many(plan, asked, language)
    path, target = inputs[0], None if check else target_of(paths, output, options)
    guard_report(report, path, target)
    with ReportLines(report, language) as lines:
        from convert.record import record_of

        outcome = _convert(path, target, options)
        record = record_of(outcome)
        lines.add(record)
        summarise(record, language, quiet, verbose)
    return record.exit


def _convert(path: str, target: Path | None, options: Options) -> Any:
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
