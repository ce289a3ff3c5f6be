"""`convert desktop install`: put icons to drop files on where the desktop shows them, or take them away."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from convert.commands import SETTINGS, Command, option, tell
from convert.errors import Exit
from convert.messages import translate


def command(language: str) -> click.Command:
    """Build the command and its only sub-command, install."""
    install = Command(
        language,
        "install",
        _run,
        [
            click.Option(["--to"], type=click.Choice(["docx", "xlsx"]), default="xlsx", help="Format to write."),
            click.Option(["--undo"], is_flag=True, help="Take the icons away again."),
            option.LANG,
        ],
        help="Put icons on the desktop and into the file manager's menus; files dropped on them are converted.",
    )
    return click.Group(
        "desktop", commands=[install], help=translate("Icons to drop files on.", language), context_settings=SETTINGS
    )


def _run(language: str, to: str, undo: bool) -> int:
    from convert import desktop

    home, name = desktop.find_home(), desktop.system()
    if undo:
        change = desktop.undo(home, name)
    else:
        python = os.path.abspath(sys.executable)
        change = desktop.install(home, desktop.Wish(python, to, language), name)
    for path in change.written:
        tell(language, "Written: {target}", target=shown(path))
    for path in change.removed:
        tell(language, "Removed: {target}", target=shown(path))
    for path in change.kept:
        tell(language, "Left alone, since somebody changed it: {target}", target=shown(path))
    if undo and not change.removed:
        tell(language, "There was nothing to take away.")
    return Exit.FAILED if change.kept else Exit.OK


def shown(path: Path) -> str:
    """Give a path as text that any terminal can show."""
    return str(path).encode("utf-8", "replace").decode("utf-8")
