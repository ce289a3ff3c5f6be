"""What can be typed: a module a sub-command, each with `command(language)` that builds it for click.

A plain `convert IN OUT` is the command in `convert.commands.convert`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from functools import partial
from pathlib import Path

import click
from msgspec.structs import replace

from convert.config import load_profile, own_forms
from convert.messages import translate
from convert.options import Options

_BREAKS = {ord(char): f"\\x{ord(char):02x}" for char in "\t\n"}
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if code not in _BREAKS}
SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Command(click.Command):
    """A command whose help speaks the reader's language; it knows --lang and -h, and may open with examples.

    run: is called with the language and what was typed; params: with English help.
    """

    def __init__(
        self,
        language: str,
        name: str,
        run: Callable[..., int],
        params: Sequence[click.Parameter],
        help: str,
        epilog: str = "",
        examples: str = "",
    ) -> None:
        self._opening = (translate("Examples:", language), translate(examples, language)) if examples else ()
        super().__init__(
            name,
            params=[_spoken(param, language) for param in params],
            callback=partial(run, language),
            help=translate(help, language),
            epilog=translate(epilog, language),
            context_settings=SETTINGS,
        )

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for text in self._opening:
            formatter.write(text + "\n")
        super().format_help(ctx, formatter)


def _spoken(param: click.Parameter, language: str) -> click.Parameter:
    if not isinstance(param, click.Option):
        return param
    spoken = copy(param)
    spoken.help = translate(param.help or "", language)
    return spoken


def settings_file(named: str | None = None) -> Path:
    """Say where the settings stand: in the file that is named, else in the user's own, whether there is one or not."""
    return Path(named) if named else Path(click.get_app_dir("convert")) / "config.toml"


def complete(options: Options, config: str | None, profile: str, numbering: str = "") -> Options:
    """Fill in what the user always wants, and check the names of form, passes and look before any file is read.

    config: the file of the profiles, instead of the user's settings. Raises ConvertError.
    """
    from convert.forms import choose_forms
    from convert.passes import choose_passes

    settings = settings_file(config)
    usual = load_profile(settings, profile, bool(config))
    options = replace(usual.fill(options, numbering), forms=own_forms(settings))
    choose_forms(options.form, options.forms)
    choose_passes(options.passes, options.no_passes)
    if options.style:
        from convert.styles.files import choose_style

        choose_style(options.style)
    return options


def say(text: str) -> None:
    """Write a line to standard error; what names of files could do to a terminal shows instead."""
    click.echo(text.translate(_CONTROLS), err=True)


def write_columns(*columns: str) -> None:
    """Write a line to standard output that has these columns, whatever is in them."""
    click.echo("\t".join(column.translate(_CONTROLS | _BREAKS) for column in columns))


def tell(language: str, text: str, **values: object) -> None:
    """Write a message to standard error, in a language."""
    say(translate(text, language).format(**values))
