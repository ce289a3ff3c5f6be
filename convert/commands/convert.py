"""`convert IN OUT`: words into options, one file after another, outcomes into messages and an exit code."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from convert.commands import say
from convert.commands.outcome import ReportLines, summarise
from convert.config import NUMBERING, load_profile
from convert.errors import Exit
from convert.messages import LANGUAGES, translate
from convert.options import Options
from convert.version import __version__

EXAMPLES = """\
  convert report.docx report.xlsx          one file to another format
  convert report.txt -t docx               the same name with another ending
  convert a.docx b.txt -t xlsx -o out      several files into a folder
  convert --check report.docx              only say what is wrong with it
  convert - -f text -t docx -o - <in >out  through a pipe
"""


class _Command(click.Command):
    """A command whose help opens with examples."""

    opening: tuple[str, ...] = ()

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for text in self.opening:
            formatter.write(text + "\n")
        super().format_help(ctx, formatter)


def command(language: str) -> click.Command:
    def words(text: str) -> str:
        return translate(text, language)

    options: list[click.Parameter] = [
        click.Argument(["paths"], nargs=-1, metavar="IN… [OUT]"),
        click.Option(["-t", "--to"], metavar="FORMAT", help=words("Format to write: docx, xlsx or json.")),
        click.Option(["-o", "--output"], metavar="PLACE", help=words("Folder or file to write to; - for a pipe.")),
        click.Option(["-f", "--from", "from_"], metavar="FORMAT", help=words("Format to read, where it is not plain.")),
        click.Option(["--form"], default="", metavar="ID", help=words("Official form: an id, auto or none.")),
        click.Option(
            ["--encoding"], default="", metavar="NAME", help=words("Encoding of text files, such as gb18030.")
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
        click.Option(["--strict"], is_flag=True, help=words("Exit with 1 if there is any warning.")),
        click.Option(["--force"], is_flag=True, help=words("Replace outputs that exist.")),
        click.Option(["--report"], metavar="FILE", help=words("Write findings as JSON lines; - for a pipe.")),
        click.Option(["--lang"], type=click.Choice(LANGUAGES), help=words("Language of messages.")),
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
    made = _Command(
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
    against: str,
    style: str,
    numbering: str | None,
    passes: tuple[str, ...],
    no_passes: tuple[str, ...],
    config: str | None,
    profile: str,
    check: bool,
    strict: bool,
    force: bool,
    report: str | None,
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
        style=style or usual.style,
        passes=chosen.wanted,
        no_passes=chosen.unwanted,
    )
    jobs = list(_plan(paths, output, options, check))
    _guard_report(report, jobs)
    from convert.forms import choose_forms
    from convert.passes import choose_passes

    choose_forms(options.form)
    choose_passes(options.passes, options.no_passes)
    if options.style:
        from convert.styles import choose_style

        choose_style(options.style)
    codes: list[Exit] = []
    with ReportLines(report, language) as lines:
        for number, (path, target) in enumerate(jobs, 1):
            if len(jobs) > 1 and not quiet:
                say(f"[{number}/{len(jobs)}] {path}")
            outcome = _convert(path, target, options)
            lines.add(outcome)
            summarise(outcome, language, quiet, verbose)
            codes.append(outcome.exit)
    if len(codes) == 1:
        return codes[0]
    return Exit.FAILED if any(codes) else Exit.OK


def _plan(paths: Sequence[str], output: str | None, options: Options, check: bool) -> Iterator[tuple[str, Path | None]]:
    """Pair each input with its target; None: nothing is written. `-` is standard input or output."""
    from convert.adapters import EXTENSIONS
    from convert.errors import BadUsage, UnwritableOutput
    from convert.writers import WRITERS

    if not paths:
        raise BadUsage("No file is named.", "See convert --help.")
    if options.target_format and options.target_format not in WRITERS:
        raise BadUsage("No writer is called {format}.", "See convert --list-formats.", format=options.target_format)
    if check:
        yield from ((path, None) for path in paths)
        return
    if output is None and not options.target_format:
        if len(paths) != 2:
            raise BadUsage("Say what to write: an output file, or a format with -t.", "See convert --help.")
        if paths[1] == "-":
            raise BadUsage("Say which format to write with -t.", "See convert --help.")
        yield paths[0], Path(paths[1])
        return
    if output is None and any(path == "-" for path in paths):
        raise BadUsage("Say where to write with -o.", "See convert --help.")
    to_file = len(paths) == 1 and output and not Path(output).is_dir() and (output == "-" or Path(output).suffix)
    if to_file and (output != "-" or options.target_format):
        assert output is not None
        named = EXTENSIONS.get(Path(output).suffix.lower(), "")
        if named and options.target_format and named != options.target_format:
            raise BadUsage(
                "The output's name {name} says another format than -t {format}.",
                "Leave -t out, or give the output the ending of its format.",
                name=output,
                format=options.target_format,
            )
        yield paths[0], Path(output)
        return
    if not options.target_format:
        raise BadUsage("Say which format to write with -t.", "See convert --help.")
    claimed: dict[Path, str] = {}
    folder = Path(output) if output else None
    for path in paths:
        name = (
            Path(path).with_suffix("." + options.target_format) if path != "-" else Path("-." + options.target_format)
        )
        target = folder / name.name if folder else name
        if target in claimed:
            raise UnwritableOutput(
                "Two inputs would be written to {target}: {first} and {second}.",
                "Convert them into different folders.",
                target=str(target),
                first=claimed[target],
                second=path,
            )
        claimed[target] = path
        yield path, target
    if folder:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise UnwritableOutput("The output cannot be written: {reason}.", reason=reason) from None


def _guard_report(report: str | None, jobs: Sequence[tuple[str, Path | None]]) -> None:
    """Raise if the report would replace an input or an output, or mix with a document on standard output."""
    from convert.errors import BadUsage, UnwritableOutput

    for path, target in jobs if report else ():
        assert report is not None
        if report == "-":
            if target == Path("-"):
                raise BadUsage(
                    "The document and the report cannot both go to standard output.", "Name a file for one of them."
                )
        elif os.path.realpath(report) in (os.path.realpath(path), os.path.realpath(target or path)):
            raise UnwritableOutput(
                "The report would replace {name}.", "Choose another name for the report.", name=report
            )


def _convert(path: str, target: Path | None, options: Options) -> Any:
    from convert.pipeline import convert
    from convert.source import Source

    source = Source("-", content=sys.stdin.buffer.read()) if path == "-" else Source(Path(path).name, Path(path))
    if target != Path("-"):
        return convert(source, target, options)
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / f"out.{options.target_format or 'docx'}"
        outcome = convert(source, made, options)
        if made.exists():
            sys.stdout.buffer.write(made.read_bytes())
            sys.stdout.buffer.flush()
    return replace(outcome, target="-")
