"""What can be typed: a module a sub-command, each with `command(language)` that builds it for click.

A plain `convert IN OUT` is the command in `convert.commands.convert`.
"""

from __future__ import annotations

import click

ENGINES = ("local", "ray")
"""Where many files can be converted."""


class WithExamples(click.Command):
    """A command whose help opens with examples."""

    opening: tuple[str, ...] = ()

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for text in self.opening:
            formatter.write(text + "\n")
        super().format_help(ctx, formatter)


def say(text: str) -> None:
    """Write a line to standard error."""
    click.echo(text, err=True)
