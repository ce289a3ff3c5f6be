"""Which files of a hot folder may be taken: those that have stopped growing, and that no run has settled yet.

What has been converted is the ledger's to know; here only what this process has seen is kept, so that a look costs
no more than a walk over the folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from convert.bulk.found import Choice
from convert.bulk.walk import Walk

PATIENCE = 60.0
"""Seconds for which a file that may not be read is left alone: on Windows it is one that is being copied."""
FIRST_REST, LONGEST_REST = 60.0, 3600.0
"""Seconds after which a file that failed for something outside it is tried again; each time twice as long."""

Stamp = tuple[int, int]
"""Size, and time of the last change in nanoseconds."""


class _Seen(NamedTuple):
    stamp: Stamp
    since: float


class _Rest(NamedTuple):
    until: float
    pause: float


class HotFolder:
    """One folder that is watched. All times are seconds of one clock that only runs forwards."""

    def __init__(self, folder: Path, out: Path, choice: Choice, settle: float) -> None:
        """out: where outputs go, which are never taken; settle: how long a file must not have changed."""
        self._folder, self._out, self._choice, self._settle = str(folder), os.path.realpath(out), choice, settle
        self._seen: dict[str, _Seen] = {}
        self._taken: set[str] = set()
        self._rests: dict[str, _Rest] = {}

    def look(self, now: float) -> bool:
        """Look at all files; false where the folder itself is not there."""
        if not os.path.isdir(self._folder):
            self._seen = {}
            return False
        walk = Walk(self._choice, self._out, lambda _: False, opens=lambda _: False)
        before, self._seen = self._seen, {}
        for found in walk.find((self._folder,)):
            stamp = (found.size, found.mtime)
            known = before.get(found.source)
            self._seen[found.source] = known if known and known.stamp == stamp else _Seen(stamp, now)
        same = {source for source, seen in self._seen.items() if before.get(source) == seen}
        self._taken &= same
        self._rests = {source: rest for source, rest in self._rests.items() if source in same}
        return True

    def ready(self, now: float) -> dict[str, Stamp]:
        """Give the files that may be taken."""
        found = {}
        for source, seen in self._open(now):
            still = now - seen.since
            if still >= self._settle and (_may_be_read(source) or still >= self._settle + PATIENCE):
                found[source] = seen.stamp
        return found

    def growing(self, now: float) -> int:
        """Count the files that wait until they may be taken."""
        return sum(1 for _ in self._open(now))

    def _open(self, now: float) -> Iterator[tuple[str, _Seen]]:
        for source, seen in self._seen.items():
            rest = self._rests.get(source)
            if source not in self._taken and not (rest and now < rest.until):
                yield source, seen

    def take(self, ready: Iterable[str], again: Iterable[str], now: float) -> None:
        """Note which files a run has had; again: those of them that are to be tried again after a rest."""
        self._taken.update(ready)
        for source in again:
            rest = self._rests.get(source)
            pause = min(rest.pause * 2, LONGEST_REST) if rest else FIRST_REST
            self._rests[source] = _Rest(now + pause, pause)
            self._taken.discard(source)


def _may_be_read(path: str) -> bool:
    try:
        with open(path, "rb"):
            return True
    except PermissionError:
        return False
    except OSError:
        return True
