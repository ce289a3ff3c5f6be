"""Show how a run goes: bars on a terminal, else a line a minute, or JSON lines for a program."""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import suppress
from typing import IO, Any

from convert.bulk.run import Standing
from convert.messages import translate

LINE_SECONDS = 60.0
JSON_SECONDS = 1.0
BAR_SECONDS = 0.1
_SHOWN = 4
"""So many files in work are named in a line."""


def seconds_left(standing: Standing) -> float | None:
    """Guess the time left from the rate so far; None before anything is finished."""
    if not standing.finished:
        return None
    return standing.left * standing.seconds / standing.finished


def rate(standing: Standing) -> float:
    """Give documents a second."""
    return standing.finished / standing.seconds if standing.seconds > 0 else 0.0


def clock(seconds: float | None) -> str:
    """Write seconds as hours, minutes and seconds."""
    if seconds is None:
        return "?"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def counts(standing: Standing, language: str) -> str:
    """Say in a line how many documents came to what, how fast, and how long it will take."""
    text = "{finished} of {total}: {done} done, {failed} failed; {rate} a second, {left} left"
    return translate(text, language).format(
        finished=standing.total - standing.left,
        total=standing.total,
        done=standing.done,
        failed=standing.failed + standing.refused,
        rate=f"{rate(standing):.1f}",
        left=clock(seconds_left(standing)),
    )


class Silence:
    """Shows nothing."""

    def tick(self, standing: Standing) -> None:
        pass

    def close(self) -> None:
        pass


class Lines(Silence):
    """Writes a line a minute."""

    def __init__(self, language: str, stream: IO[str]) -> None:
        self._language, self._stream = language, stream
        self._next = time.monotonic() + LINE_SECONDS

    def tick(self, standing: Standing) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + LINE_SECONDS
        names = ", ".join(f"{os.path.basename(name)} ({clock(took)})" for name, took in standing.working[:_SHOWN])
        text = "{counts}; in work: {names}"
        line = translate(text, self._language).format(counts=counts(standing, self._language), names=names)
        print(line, file=self._stream, flush=True)


class JsonLines(Silence):
    """Writes a JSON object a second, and one at the end."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._next = 0.0
        self._last: Standing | None = None

    def tick(self, standing: Standing) -> None:
        self._last = standing
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + JSON_SECONDS
            self._write(standing)

    def close(self) -> None:
        if self._last:
            self._write(self._last)

    def _write(self, standing: Standing) -> None:
        left = seconds_left(standing)
        told: dict[str, Any] = {
            "total": standing.total,
            "done": standing.done,
            "failed": standing.failed,
            "refused": standing.refused,
            "left": standing.left,
            "rate": round(rate(standing), 3),
            "seconds": round(standing.seconds, 3),
            "seconds_left": None if left is None else round(left, 1),
            "working": [{"source": name, "seconds": round(took, 1)} for name, took in standing.working],
        }
        print(json.dumps(told, ensure_ascii=True), file=self._stream, flush=True)


class Bars(Silence):
    """Draws a bar with counts, rate and time left, and under it the files in work."""

    def __init__(self, language: str) -> None:
        from rich.console import Console
        from rich.live import Live

        self._language = language
        self._next = 0.0
        self._live = Live(console=Console(stderr=True), auto_refresh=False, transient=True)
        self._live.start()

    def tick(self, standing: Standing) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + BAR_SECONDS
        from rich.console import Group
        from rich.progress_bar import ProgressBar
        from rich.text import Text

        bar = ProgressBar(total=max(1, standing.total), completed=standing.total - standing.left)
        names = [Text(f"  {clock(took)}  {name}", overflow="ellipsis", no_wrap=True) for name, took in standing.working]
        self._live.update(Group(Text(counts(standing, self._language)), bar, *names), refresh=True)

    def close(self) -> None:
        self._live.stop()


def watcher(language: str, *, quiet: bool, as_json: bool) -> Silence:
    """Choose how to show progress, on standard error."""
    if as_json:
        return JsonLines(sys.stderr)
    if quiet:
        return Silence()
    if sys.stderr.isatty():
        with suppress(ImportError):
            return Bars(language)
    return Lines(language, sys.stderr)
