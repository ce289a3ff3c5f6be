"""What can be typed: a module a sub-command, each with `command(language)` that builds it for click.

A plain `convert IN OUT` is the command in `convert.commands.convert`.
"""

from __future__ import annotations

import click

ENGINES = ("local", "ray")
"""Where many files can be converted."""


def say(text: str) -> None:
    """Write a line to standard error."""
    click.echo(text, err=True)
