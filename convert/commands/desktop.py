"""`convert desktop install`: put icons to drop files on where the desktop shows them, or take them away."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from convert.commands import say
from convert.errors import Exit
from convert.messages import LANGUAGES, translate


def command(language: str) -> click.Command:
    """Build the command and its only sub-command, install."""

    def words(text: str) -> str:
        return translate(text, language)

    settings = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
    install = click.Command(
        "install",
        params=[
            click.Option(["--to"], type=click.Choice(["docx", "xlsx"]), default="xlsx", help=words("Format to write.")),
            click.Option(["--undo"], is_flag=True, help=words("Take the icons away again.")),
            click.Option(["--lang"], type=click.Choice(LANGUAGES), help=words("Language of messages.")),
        ],
        callback=lambda **given: _run(language, **given),
        help=words("Put icons on the desktop and into the file manager's menus; files dropped on them are converted."),
        context_settings=settings,
    )
    return click.Group("desktop", commands=[install], help=words("Icons to drop files on."), context_settings=settings)


def _run(language: str, to: str, undo: bool, lang: str | None) -> int:
    from convert import desktop

    home, name = desktop.find_home(), desktop.system()
    if undo:
        change = desktop.undo(home, name)
    else:
        python = os.path.abspath(sys.executable)
        change = desktop.install(home, desktop.Wish(python, to, language), name)
    for path in change.written:
        say(translate("Written: {target}", language).format(target=shown(path)))
    for path in change.removed:
        say(translate("Removed: {target}", language).format(target=shown(path)))
    for path in change.kept:
        say(translate("Left alone, since somebody changed it: {target}", language).format(target=shown(path)))
    if undo and not change.removed:
        say(translate("There was nothing to take away.", language))
    return Exit.FAILED if change.kept else Exit.OK


def shown(path: Path) -> str:
    """Give a path as text that any terminal can show."""
    return str(path).encode("utf-8", "replace").decode("utf-8")
