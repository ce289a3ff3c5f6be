"""The options that several commands have."""

from __future__ import annotations

import math
from gettext import gettext
from typing import Any

import click

from convert.messages import LANGUAGES

CODE = click.Option(["--code"], default="", metavar="CODE", help="Only those with this cause or finding.")
CONFIG = click.Option(["--config"], metavar="FILE", help="File with profiles, instead of the usual one.")
PROFILE = click.Option(["--profile"], default="", metavar="NAME", help="Profile to take from it.")
FORCE = click.Option(["--force"], is_flag=True, help="Replace outputs that exist.")
LANG = click.Option(["--lang"], type=click.Choice(LANGUAGES), expose_value=False, help="Language of messages.")
JOBS = click.Option(
    ["-j", "--jobs"], type=click.IntRange(0, 10_000), default=0, metavar="N", help="Workers; else one a core."
)
INCLUDE = click.Option(
    ["--include"], multiple=True, metavar="PATTERN", help="Files of folders to take, such as *.docx."
)
EXCLUDE = click.Option(["--exclude"], multiple=True, metavar="PATTERN", help="Files and folders to leave out.")
ENGINE = click.Option(
    ["--engine"],
    type=click.Choice(("local", "ray")),
    default="local",
    help="Where many files are converted: on this machine, or on a Ray cluster.",
)
ADDRESS = click.Option(["--address"], default="", metavar="HOST:PORT", help="Address of the Ray cluster.")
VALUES = click.Option(["--values"], metavar="FILE", help="Write every value of official tables to a Parquet file.")
QUIET = click.Option(["-q", "--quiet"], is_flag=True, help="Say only what went wrong.")


class Seconds(click.FloatRange):
    """A range of seconds; `nan`, which is neither below nor above it, is not in it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        seconds: float = super().convert(value, param, ctx)
        if math.isnan(seconds):
            self.fail(gettext("{value!r} is not a valid {number_type}.").format(value=value, number_type="float"))
        return seconds


def form(default: str) -> click.Option:
    """Make --form."""
    return click.Option(
        ["--form"], default=default, metavar="FORM", help="Official form: an id, a template file, auto or none."
    )


def limits(seconds: float | None, megabytes: int | None) -> tuple[click.Option, click.Option]:
    """Make --timeout and --memory."""
    return (
        click.Option(
            ["--timeout"],
            type=Seconds(0.01, 10_000_000),
            default=seconds,
            metavar="SECONDS",
            help="Time that one file may take.",
        ),
        click.Option(
            ["--memory"],
            type=click.IntRange(16, 1 << 24),
            default=megabytes,
            metavar="MB",
            help="Memory that one file may take.",
        ),
    )
