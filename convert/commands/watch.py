"""`convert watch IN -o OUT`: a hot folder. What is put into it is converted as soon as it has stopped growing.

Each round is a run of the bulk engine over the files that are ready, in the ledger of OUT; so whatever ends the watch,
the next one knows what is done.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator

import click

from convert.bulk import causes
from convert.bulk.found import Choice
from convert.bulk.hot_folder import FIRST_REST, HotFolder, Stamp
from convert.bulk.ledger import FOLDER, Ledger, worded
from convert.bulk.news import OFTEN, SELDOM, News
from convert.bulk.plan import Plan, draw_up
from convert.bulk.progress import Silence, watcher
from convert.bulk.records import short
from convert.bulk.reports import begin_day, write_day
from convert.bulk.run import Standing
from convert.bulk.settle import recover
from convert.commands import Command, complete, option, tell
from convert.commands.many import Asked, note_asked, require_one_file_each, run_and_tell
from convert.errors import BadUsage, ConvertError, Exit, Unreadable
from convert.long_paths import absolute
from convert.messages import error_message
from convert.options import Options

EXAMPLES = """\
  convert watch inbox -o clean               whatever is put into inbox appears in clean, until Ctrl-C
  convert watch inbox -o clean -t docx       the same as docx
  convert watch inbox -o clean --once        what is there now, then end: for cron
"""
_REPORT_EVERY = 60.0
"""Seconds after which the day's report is written even while files keep coming."""
_BUSY = 5
"""Between two looks there are at least so many times the seconds that a look takes."""
_SHORTEST = 0.25


def command(language: str) -> click.Command:
    """Build the command."""
    return Command(
        language,
        "watch",
        _run,
        [
            click.Argument(["folder"], metavar="IN"),
            click.Option(["-o", "--output"], default="", metavar="OUT", help="Folder to write to."),
            click.Option(["-t", "--to"], default="xlsx", metavar="FORMAT", help="Format to write; else xlsx."),
            click.Option(
                ["--settle"],
                type=option.Seconds(0, 3600, min_open=True),
                default=2.0,
                metavar="SECONDS",
                help="How long a file must not have changed before it is taken; 2 if not given.",
            ),
            click.Option(["--once"], is_flag=True, help="Convert what is there now, and end."),
            option.INCLUDE,
            option.EXCLUDE,
            option.CONFIG,
            option.PROFILE,
            option.JOBS,
            *option.limits(120, 2048),
            option.QUIET,
            option.LANG,
        ],
        help="Convert whatever is put into a folder, once it has stopped growing; report on each day.",
        examples=EXAMPLES,
    )


def _run(
    language: str,
    folder: str,
    output: str,
    to: str,
    settle: float,
    once: bool,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    config: str | None,
    profile: str,
    jobs: int,
    timeout: float,
    memory: int,
    quiet: bool,
) -> int:
    from convert.writers import check_target

    if not output:
        raise BadUsage("Say where to write with -o.", "See convert --help.")
    require_one_file_each(to)
    check_target(to)
    options = Options(target_format=to, form="", language=language, seconds=timeout, memory=memory << 20)
    options = complete(options, config, profile)
    source, out = absolute(folder), absolute(output)
    if not source.is_dir():
        raise Unreadable("There is no such folder: {name}.", "Name the folder to watch.", name=folder)
    if out.exists() and out.resolve() == source.resolve():
        raise BadUsage("A folder cannot be watched and written to at once.", "Name another folder with -o.")
    plan = Plan((str(source),), out, options, chosen=Choice(include, exclude), ready={})
    asked = Asked(jobs=jobs, keep_going=True, quiet=quiet, reports=False)
    with worded(), Ledger(out / FOLDER, alone=True) as ledger, contextlib.closing(News(source)) as news:
        recover(ledger, plan)
        note_asked(ledger, plan)
        watch = Watch(ledger, plan, asked, HotFolder(source, out, plan.chosen, settle), news, language)
        return watch.go_once(settle) if once else watch.go()


def today() -> str:
    """Give the day as 2026-01-31."""
    return datetime.date.today().isoformat()


class _Stoppable(Silence):
    """Ends a run where the watch is to end."""

    def __init__(self, shown: Silence, stopped: Callable[[], bool]) -> None:
        self._shown, self._stopped = shown, stopped

    def tick(self, standing: Standing) -> None:
        if self._stopped():
            raise KeyboardInterrupt
        self._shown.tick(standing)

    def close(self) -> None:
        self._shown.close()


class Watch:
    """One watch over one folder. go: until somebody asks for its end, or once."""

    def __init__(self, ledger: Ledger, plan: Plan, asked: Asked, folder: HotFolder, news: News, language: str) -> None:
        self._ledger, self._plan, self._asked, self._folder = ledger, plan, asked, folder
        self._news, self._language = news, language
        self._stop = False
        self._is_there = True
        self._reported = time.monotonic()

    def go(self) -> int:
        """Convert what comes until Ctrl-C or a request to terminate, which is the usual end; give the exit code."""
        with self._until_stopped():
            self._report()
            self._greet()
            while not self._stop:
                started = time.monotonic()
                ready = self._look()
                took = time.monotonic() - started
                self._convert(ready)
                if not ready or time.monotonic() - self._reported > _REPORT_EVERY:
                    self._report()
                self._wait(took, bool(ready))
            self._report()
        if not self._asked.quiet:
            tell(self._language, "The watch has ended. What was not finished is converted at the next start.")
        return Exit.OK

    def go_once(self, settle: float) -> int:
        """Convert what is there and does not grow; give the exit code."""
        with self._until_stopped():
            self._report()
            self._look()
            self._news.wait(settle, settle, lambda: self._stop)
            code = self._convert(self._look())
            self._report()
        if growing := self._folder.growing(time.monotonic()):
            tell(
                self._language,
                "Left for the next time, since they still grow or cannot be converted now: {count}",
                count=growing,
            )
        return Exit.INTERRUPTED if self._stop else code

    def _greet(self) -> None:
        if self._asked.quiet:
            return
        (source,) = self._plan.inputs
        text = "Watching {folder}; results and a report on each day appear in {out}. Ctrl-C ends it."
        tell(self._language, text, folder=short(source), out=short(str(self._plan.out)))
        if self._news.why_not == "missing":
            text = (
                "watchdog is not installed (pip install 'convert-office[watch]'): "
                "the folder is looked at every {seconds} seconds."
            )
            tell(self._language, text, seconds=round(OFTEN))
        elif self._news.why_not:
            tell(
                self._language,
                "The system cannot tell of changes here: the folder is looked at every {seconds} seconds.",
                seconds=round(OFTEN),
            )

    def _look(self) -> dict[str, Stamp]:
        """Look at the folder and give the files that may be taken."""
        now = time.monotonic()
        is_there = self._folder.look(now)
        if is_there != self._is_there:
            tell(
                self._language,
                "The folder is there again." if is_there else "The folder is gone; waiting until it is back.",
            )
        self._is_there = is_there
        return self._folder.ready(now)

    def _convert(self, ready: dict[str, Stamp]) -> int:
        """Run the bulk engine over files; give its exit code."""
        if not ready or self._stop:
            return Exit.OK
        code: int = Exit.FAILED
        again: Iterable[str] = ready
        try:
            with worded():
                plan = self._plan._replace(ready=ready)
                draw_up(self._ledger, plan)
                number = self._ledger.run
                if self._ledger.count("run = ? AND state IN ('waiting', 'refused')", (number,)):
                    begin_day(self._ledger, today())
                shown = watcher(self._language, quiet=self._asked.quiet, as_json=False)
                code = run_and_tell(
                    self._ledger, plan, self._asked, self._language, _Stoppable(shown, lambda: self._stop)
                )
                again = self._left(number)
        except KeyboardInterrupt:
            self._stop = True
        except ConvertError as error:
            tell(self._language, "Error: {reason}", reason=error_message(error, self._language))
            tell(self._language, "It is tried again in {seconds} seconds.", seconds=round(FIRST_REST))
        self._folder.take(ready, again, time.monotonic())
        return code

    def _left(self, run: int) -> list[str]:
        """Give the sources of a run that are not done for a reason that may pass."""
        passing = ", ".join("?" * len(causes.PASSING))
        query = f"SELECT DISTINCT source FROM documents WHERE run = ? AND (state = 'waiting' OR code IN ({passing}))"
        return [os.fsdecode(source) for (source,) in self._ledger.query(query, (run, *causes.PASSING))]

    def _report(self) -> None:
        """Write the report on the day, if there is something new in it."""
        self._reported = time.monotonic()
        assert self._plan.out
        try:
            with worded():
                for path in write_day(self._ledger, self._plan.out, self._language):
                    if not self._asked.quiet:
                        tell(self._language, "Report: {path}", path=short(str(path)))
        except ConvertError as error:
            tell(self._language, "Error: {reason}", reason=error_message(error, self._language))

    def _wait(self, took: float, is_busy: bool) -> None:
        """Wait until the next look: the shorter, the sooner something may be ready."""
        least = max(_SHORTEST, took * _BUSY)
        idle = OFTEN if self._news.why_not else SELDOM
        most = least if is_busy else OFTEN / 2 if self._folder.growing(time.monotonic()) else idle
        self._news.wait(least, max(least, most), lambda: self._stop)

    @contextlib.contextmanager
    def _until_stopped(self) -> Iterator[None]:
        """Note Ctrl-C and a request to terminate, instead of being torn out of what is going on."""

        def stop(*_: object) -> None:
            self._stop = True

        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
