"""`convert drop PATH…`: what every icon calls. Clean documents appear in a folder beside each source.

The bulk engine does the work; this chooses the folders, and says in three lines what needs a look.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from operator import add
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from convert.commands import Command, option, say, settings_file
from convert.config import Drop, load_drop, own_forms
from convert.errors import BadUsage, ConvertError, Exit, NothingFound
from convert.long_paths import absolute, plain
from convert.messages import error_message, translate

if TYPE_CHECKING:
    from convert.bulk.progress import Silence

FOLDERS = {"zh": "已转换", "en": "converted"}
"""The folder of the outputs beside the sources, by the language of the user."""
_REPORTS_TO_OPEN = 3
_REASONS = 3
_CLEAN = "run = ? AND state = 'done' AND warnings + errors = 0"


class Total(NamedTuple):
    """What became of all that was dropped. reasons: why files failed, each with how many.

    reports: of the folders where something needs a look; failed counts refused and unfinished files too.
    """

    clean: int = 0
    look: int = 0
    failed: int = 0
    before: int = 0
    reasons: tuple[tuple[str, int], ...] = ()
    reports: tuple[Path, ...] = ()
    folders: tuple[Path, ...] = ()


def command(language: str) -> click.Command:
    """Build the command."""
    return Command(
        language,
        "drop",
        _run,
        [
            click.Argument(["paths"], nargs=-1, metavar="PATH…"),
            click.Option(["--to"], type=click.Choice(["docx", "xlsx"]), help="Format to write."),
            click.Option(["--from-cmd"], is_flag=True, help="Take the paths from a Windows command file."),
            click.Option(["--no-window"], is_flag=True, help="Stay in the terminal."),
            click.Option(["--no-open"], is_flag=True, help="Do not open the report."),
            option.LANG,
        ],
        help="Convert dropped files and folders into a folder beside them; say what needs a look.",
    )


def _run(language: str, paths: tuple[str, ...], to: str | None, from_cmd: bool, no_window: bool, no_open: bool) -> int:
    is_shown = not no_window and not on_terminal() and has_screen()
    try:
        given: Sequence[str] = paths
        if from_cmd:
            from convert.desktop.windows import VARIABLE, split_line

            given = split_line(os.environ.get(VARIABLE, ""))
        if not given and (is_shown or (from_cmd and not no_window)):
            from convert.commands.dialogs import choose_files

            given = choose_files(language)
        wish = load_wish(language, to or "")
        if is_shown:
            from convert.commands.window import show

            return show(given, wish, language)
        from convert.bulk.progress import watcher

        total = convert_dropped(given, wish, language, lambda _: watcher(language, quiet=False, as_json=False))
        for line in summary(total, language):
            say(line)
        if not no_open:
            open_all(total.reports)
        return Exit.FAILED if total.failed else Exit.OK
    except ConvertError as error:
        text = translate("Error: {reason}", language).format(reason=error_message(error, language))
        say(text)
        if is_shown:
            from convert.commands.dialogs import show_error

            show_error(text)
        return error.exit
    finally:
        if from_cmd and sys.stdin is not None and sys.stdin.isatty():
            with contextlib.suppress(EOFError, KeyboardInterrupt):
                input(translate("Press Enter to close this window.", language))


def load_wish(language: str, to: str) -> Drop:
    """Give what the settings say of dropped files, or what is usual. Raises BadTemplate."""
    said = load_drop(settings_file())
    return Drop(said.folder or FOLDERS[language], to or said.target or "xlsx")


def convert_dropped(
    paths: Iterable[str], wish: Drop, language: str, progress: Callable[[Path], Silence] | None = None
) -> Total:
    """Convert all that was dropped, one run of the engine for each folder that it came from. Raises ConvertError.

    progress: makes, for the folder of the outputs of a run, who is told how it goes.
    """
    from convert.bulk.plan import Plan
    from convert.commands.many import Asked, convert_many
    from convert.options import Options

    groups = _by_folder(paths)
    if not groups:
        raise BadUsage("No file was dropped.", "Drop files or folders on the icon.")
    options = Options(target_format=wish.target, forms=own_forms(settings_file()), language=language)
    total = Total()
    for parent, inputs in groups.items():
        out = Path(parent, wish.folder)
        inside = [path for path in inputs if Path(path) != out and out not in Path(path).parents]
        if not inside:
            continue
        plan = Plan(tuple(inside), out, options, dropped=True)
        try:
            convert_many(plan, Asked(keep_going=True, quiet=True), language, progress(out) if progress else None)
        except NothingFound:
            continue
        except ConvertError as error:
            total = _add(total, Total(failed=len(inside), reasons=((error_message(error, language), len(inside)),)))
            continue
        total = _add(total, _count(out, language))
    return total


def _by_folder(paths: Iterable[str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for path in dict.fromkeys(str(absolute(os.path.abspath(path))) for path in paths):
        groups.setdefault(os.path.dirname(path), []).append(path)
    return groups


def _count(out: Path, language: str) -> Total:
    """Count what became of the files of the last run into a folder."""
    from convert.bulk.ledger import Ledger
    from convert.bulk.report_rows import Failures

    with Ledger.existing(out) as ledger:
        number = ledger.run
        clean = ledger.count(_CLEAN, (number,))
        look = ledger.count("run = ? AND state = 'done' AND warnings + errors > 0", (number,))
        before = ledger.count(f"{_CLEAN} AND settled != run", (number,))
        failed = ledger.count("run = ? AND state != 'done'", (number,))
        failures = Failures(language)
        for row in ledger.each("run = ? AND state != 'done'", (number,)):
            failures.add(row)
        names = [name for (name,) in ledger.query("SELECT name FROM notes WHERE name LIKE 'report:%.html'")]
    reasons = tuple((cause.words, cause.documents) for cause in failures.ranked())
    reports = [out / name.partition(":")[2] for name in names] if look or failed else []
    return Total(clean, look, failed, before, reasons, tuple(filter(Path.is_file, reports)), (out,))


def _add(one: Total, other: Total) -> Total:
    return Total(*map(add, one, other))


def summary(total: Total, language: str) -> tuple[str, str, str]:
    """Say in three lines how many files are clean, how many need a look, and how many failed and why."""

    def words(text: str) -> str:
        return translate(text, language)

    clean = words("Clean: {count}").format(count=total.clean)
    if not total.folders and not total.failed:
        clean += words(" (there is no document in what was dropped)")
    if total.before:
        clean += words(" ({count} files had been converted before)").format(count=total.before)
    look = words("To look at: {count}").format(count=total.look)
    see = (
        words("; see {report}").format(report=", ".join(plain(str(path)) for path in total.reports))
        if total.reports
        else ""
    )
    look += see if total.look else ""
    failed = words("Failed: {count}").format(count=total.failed) + ("" if total.look else see)
    counts: Counter[str] = Counter()
    for reason, count in total.reasons:
        counts[reason] += count
    for reason, count in counts.most_common(_REASONS):
        failed += words("; {count} × {reason}").format(count=count, reason=reason)
    return clean, look, failed


def open_all(paths: Iterable[Path]) -> None:
    """Open files with the programs that the desktop has for them; a desktop that has none is left in peace."""
    for path in list(paths)[:_REPORTS_TO_OPEN]:
        with contextlib.suppress(Exception):
            if os.name == "nt":
                os.startfile(plain(str(path)))  # type: ignore[attr-defined,unused-ignore]
            elif has_screen():
                click.launch(str(path))


def on_terminal() -> bool:
    """Say whether a person reads what is said on standard error; under pythonw there is none."""
    return sys.stderr is not None and sys.stderr.isatty()


def has_screen() -> bool:
    """Say whether there is a desktop to show anything on."""
    return os.name == "nt" or sys.platform == "darwin" or bool(os.environ.get("DISPLAY"))
