"""The entry: choose the command, run it, and turn what goes wrong into a message and an exit code."""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import sys
import tempfile
from collections.abc import Sequence

import click

from convert.commands import tell
from convert.errors import ConvertError, Exit, unwritable
from convert.messages import LANGUAGES, error_message, speak, user_language
from convert.version import __version__

COMMANDS: dict[str, str] = {
    "desktop": "convert.commands.desktop",
    "diff": "convert.commands.diff",
    "drop": "convert.commands.drop",
    "report": "convert.commands.report",
    "retry": "convert.commands.retry",
    "status": "convert.commands.status",
    "watch": "convert.commands.watch",
}
"""Sub-commands by the word that calls them: the module of each. Any other first word is a file to convert."""


def language_of(words: Sequence[str]) -> str:
    """Find --lang before click does, so that help and usage errors speak it too."""
    for at, word in enumerate(words):
        value = word.partition("=")[2] if word.startswith("--lang=") else ""
        if word == "--lang" and at + 1 < len(words):
            value = words[at + 1]
        if value in LANGUAGES:
            return value
    return user_language()


def main() -> None:
    """Run the command and exit with its code.

    The collector runs seldom: a document is a tree of frozen values without cycles (measured: 4 % less time). Nor does
    it look through everything when the process ends, three times, for what goes with the process (11 % less).
    """
    gc.set_threshold(100_000, 50, 50)
    atexit.register(gc.freeze)
    words = sys.argv[1:]
    language = language_of(words)
    speak(language)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        name = words[0] if words and words[0] in COMMANDS else ""
        module = importlib.import_module(COMMANDS[name] if name else "convert.commands.convert")
        command: click.Command = module.command(language)
        prog = f"convert {name}" if name else "convert"
        code: int | None = command.main(words[1:] if name else words, prog_name=prog, standalone_mode=False)
        sys.exit(int(code or 0))
    except click.exceptions.Exit as stopped:
        sys.exit(stopped.exit_code)
    except click.ClickException as error:
        tell(language, "Error: {reason}", reason=error.format_message())
        tell(language, "See convert --help.")
        sys.exit(Exit.USAGE)
    except (click.Abort, KeyboardInterrupt):
        tell(language, "Stopped. Finished files stay.")
        sys.exit(Exit.INTERRUPTED)
    except ConvertError as error:
        tell(language, "Error: {reason}", reason=error_message(error, language))
        sys.exit(error.exit)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.OUTPUT)
    except OSError as error:
        tell(language, "Error: {reason}", reason=error_message(unwritable(error), language))
        sys.exit(Exit.OUTPUT)
    except Exception:
        text = (
            "This is a mistake in the program, not in your file. Please send the report left in {path} to the authors."
        )
        tell(language, text, path=_leave_bug_report())
        sys.exit(Exit.BUG)


def _leave_bug_report() -> str:
    import traceback

    with tempfile.NamedTemporaryFile(
        "w", prefix="convert-bug-", suffix=".txt", delete=False, encoding="utf-8"
    ) as report:
        report.write(f"convert {__version__}, Python {sys.version}\n{traceback.format_exc()}")
    return report.name
