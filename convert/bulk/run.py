"""Work through a plan: one document at a time in each worker, largest first, every step in the ledger before the next.

A document goes waiting → working → placing → done, or failed. Its output is written and proved in the work folder, its
hash committed, and only then does it take its name; so whatever kills the run, the next one knows what is finished.
"""

from __future__ import annotations

import os
import shutil
import time
from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from msgspec.structs import replace

from convert.adapters import EXTENSIONS
from convert.bulk import settle
from convert.bulk.cloud import is_url
from convert.bulk.contents import CONTENTS, pair, same_size
from convert.bulk.ledger import Cell, Ledger, Row, to_cell
from convert.bulk.plan import Plan, shown, target_path, target_url
from convert.bulk.work import COPY, WORK, Job, Worked
from convert.errors import DiskFull, EngineCrashed, OutOfMemory, TimedOut
from convert.workers import Done

_UNPACK = "convert.bulk.archives:unpack"
_AHEAD = "convert.adapters.legacy.office:convert_ahead"
_FETCHED = 256
"""Rows taken from the ledger at a time, and members of archives to unpack ahead at least."""
_READ_TOGETHER = 32
_OLD = frozenset(ending for ending, name in EXTENSIONS.items() if name in ("doc", "rtf", "odt"))
_OLD_TOGETHER = 20
"""Old documents that LibreOffice reads in one call: its start takes longer than a document."""
_FULL = 20
"""So many documents in a row without room for them end the run."""
_COPIES = 3
"""So many workers may be lost over a copy before its document is converted by itself."""
_LOST = (EngineCrashed, OutOfMemory, TimedOut)
_TICK = 0.25


class Engine(Protocol):
    """What makes calls elsewhere: `convert.workers.Pool`, or `convert.bulk.cluster.Cluster`."""

    shares_disk: bool
    """Whether its workers can read what others of them have left on the disk."""

    @property
    def free(self) -> int: ...

    def start(self, tag: Hashable, function: str, *args: Any, patience: float = 1) -> None: ...

    def running(self) -> list[tuple[Hashable, float]]: ...

    def wait(self, seconds: float) -> list[Done]: ...

    def close(self) -> None: ...


class Standing(NamedTuple):
    """How far a run is: documents of its plan by what became of them; working: names, each with its seconds."""

    total: int
    done: int
    failed: int
    refused: int
    working: list[tuple[str, float]]
    seconds: float
    finished: int

    @property
    def left(self) -> int:
        return self.total - self.done - self.failed - self.refused


class Watcher(Protocol):
    """Who is told how the run goes, a few times a second."""

    def tick(self, standing: Standing) -> None: ...


class Run:
    """One run: a ledger with a plan in it, an engine, and who watches."""

    def __init__(self, ledger: Ledger, plan: Plan, engine: Engine, watcher: Watcher) -> None:
        self._ledger, self._plan, self._engine, self._watcher = ledger, plan, engine, watcher
        self._number = ledger.run
        self._work = ledger.folder / "work"
        self._unpacked = self._work / "unpacked"
        self._office = self._work / "office"
        self._options = replace(plan.options, force=True, office_ahead=str(self._office))
        self._tasks: dict[Hashable, Row] = {}
        self._started = time.monotonic()
        self._full = 0
        states = "SELECT state, count(*) FROM documents WHERE run = ? GROUP BY state"
        counted = dict(ledger.query(states, (self._number,)))
        self._total, self._before = sum(counted.values()), counted.get("done", 0) + counted.get("failed", 0)
        self._counts = {state: counted.get(state, 0) for state in ("done", "failed", "refused")}

    def go(self) -> None:
        """Convert whatever waits. Raises DiskFull where nothing fits any more."""
        self._work.mkdir(parents=True, exist_ok=True)
        try:
            self._stage("run = ? AND (member != '') = 0", (self._number,))
            for archives in self._archives():
                self._unpack(archives)
                self._stage(*self._members_of(archives))
                shutil.rmtree(self._unpacked, ignore_errors=True)
        finally:
            self._tick()

    def _stage(self, where: str, values: Sequence[Cell]) -> None:
        """Convert the waiting rows that a condition holds for."""
        self._read(same_size(self._ledger, where, values))
        pair(self._ledger, where, values)
        ready: deque[Row] = deque()
        while True:
            while self._engine.free:
                if not ready:
                    ready = deque(self._fetch(where, values))
                    self._read_old(ready)
                if not ready:
                    break
                self._begin(ready.popleft())
            if not self._tasks:
                return
            for done in self._engine.wait(_TICK):
                self._finish(self._tasks.pop(done.tag), done)
            self._tick()

    def _fetch(self, where: str, values: Sequence[Cell]) -> list[Row]:
        """Give waiting rows, the largest first; one that will be a copy, once its original is done."""
        original = "SELECT 1 FROM documents o WHERE o.id = documents.twin AND o.state = 'done'"
        condition = f"state = 'waiting' AND ({where}) AND (twin IS NULL OR EXISTS ({original}))"
        return self._ledger.rows(condition, values, "size DESC, id", _FETCHED)

    def _read_old(self, rows: Iterable[Row]) -> None:
        """Have LibreOffice read the old documents among rows, many in a call; what it cannot read is left to `work`."""
        old = (row for row in rows if not row.twin and Path(row.member or row.source).suffix.lower() in _OLD)
        paths = [path for path in map(self._path, old) if not is_url(path)]
        if not self._engine.shares_disk or len(paths) < 2:
            return
        shutil.rmtree(self._office, ignore_errors=True)
        self._office.mkdir(parents=True, exist_ok=True)
        chunks = [paths[at : at + _OLD_TOGETHER] for at in range(0, len(paths), _OLD_TOGETHER)]
        running: set[Hashable] = set()
        while running or chunks:
            while chunks and self._engine.free:
                tag = ("old", len(chunks))
                running.add(tag)
                self._engine.start(tag, _AHEAD, chunks.pop(), str(self._office), self._options.soffice, patience=10)
            for done in self._engine.wait(_TICK):
                if done.tag in running:
                    running.remove(done.tag)
                else:
                    self._finish(self._tasks.pop(done.tag), done)
            self._tick()

    def _read(self, rows: Iterator[Row]) -> None:
        """Have files read by the workers, only to know their content; one that cannot be read has `-` for it."""
        reading: dict[Hashable, list[Row]] = {}
        while True:
            while self._engine.free and (chunk := list(islice(rows, _READ_TOGETHER))):
                reading[chunk[0].id] = chunk
                self._engine.start(chunk[0].id, CONTENTS, [self._path(row) for row in chunk], patience=10)
            if not reading:
                return
            for done in self._engine.wait(_TICK):
                chunk = reading.pop(done.tag)
                with self._ledger.together():
                    for row, content in zip(chunk, done.result or [""] * len(chunk), strict=True):
                        self._ledger.change(row.id, sha256=content or f"- {row.id}")
            self._tick()

    def _path(self, row: Row) -> str:
        """Give where a source can be read: a path, or a URL."""
        return str(self._unpacked / str(row.id)) if row.member else row.source

    def _archives(self) -> Iterator[list[str]]:
        """Yield archives, so many at a time that the documents in them keep the workers busy."""
        waiting = "run = ? AND state = 'waiting' AND member != ''"
        query = f"SELECT id, source FROM documents NOT INDEXED WHERE id > ? AND {waiting} ORDER BY id LIMIT ?"
        last = 0
        while found := self._ledger.query(query, (last, self._number, _FETCHED)):
            last = found[-1][0]
            yield [*dict.fromkeys(os.fsdecode(source) for _, source in found)]

    def _members_of(self, archives: list[str]) -> tuple[str, list[Cell]]:
        """Give the condition for the members of some archives, so that SQLite looks at no other rows (hence the +)."""
        sources = [*map(to_cell, archives)]
        among = f"source IN ({', '.join('?' * len(sources))})"
        ((first, last),) = self._ledger.query(f"SELECT min(id), max(id) FROM documents WHERE {among}", sources)
        return f"id BETWEEN ? AND ? AND +run = ? AND member != '' AND {among}", [first, last, self._number, *sources]

    def _unpack(self, archives: list[str]) -> None:
        waiting = list(archives)
        while waiting or self._tasks:
            while waiting and self._engine.free:
                rows = self._waiting_members(waiting.pop())
                self._tasks[rows[0].id] = rows[0]
                wanted = {row.member: str(row.id) for row in rows}
                folder = str(self._unpacked)
                self._engine.start(rows[0].id, _UNPACK, rows[0].source, rows[0].mtime, folder, wanted, patience=20)
            for done in self._engine.wait(_TICK):
                source = self._tasks.pop(done.tag).source
                for row in self._waiting_members(source):
                    error = done.error or done.result.get(row.member)
                    if error:
                        self._count(settle.fail(self._ledger, row, Worked(error=error), done.seconds, done.peak))
            self._tick()

    def _waiting_members(self, archive: str) -> list[Row]:
        where = "+run = ? AND state = 'waiting' AND member != '' AND source = ?"
        return self._ledger.rows(where, (self._number, to_cell(archive)))

    def _begin(self, row: Row) -> None:
        """Start the work on a row, or the copy of another's output."""
        made = self._work / f"{row.id}.{row.format}" if row.format else None
        path = self._path(row)
        original = self._ledger.rows("id = ?", (row.twin,)) if row.twin else []
        size, mtime = row.size, row.mtime
        if row.member and os.path.exists(path):
            found = os.stat(path)
            size, mtime = found.st_size, found.st_mtime_ns
        self._ledger.change(row.id, state="working", attempts=row.attempts + 1)
        self._tasks[row.id] = row
        url = target_url(self._plan, row)
        name = (row.member or row.source.replace(os.sep, "/")).rpartition("/")[2]
        force = self._plan.options.force
        job = Job(path, name, str(made or ""), size, mtime, self._options, url, row.target_sha256, force)
        if original and made:
            output = target_url(self._plan, original[0]) or str(target_path(self._plan.out, original[0]))
            self._engine.start(row.id, COPY, output, original[0].target_sha256, job)
        else:
            self._engine.start(row.id, WORK, job)

    def _finish(self, row: Row, done: Done) -> None:
        """Record what became of a row and give its output its name."""
        if row.twin and done.error:
            again = isinstance(done.error, _LOST) and row.attempts + 1 < _COPIES
            self._ledger.change(row.id, state="waiting", twin=row.twin if again else None)
            return
        if row.twin:
            self._ledger.take_over(row.id, row.twin)
        worked = Worked(error=done.error) if done.error else done.result
        made = self._work / f"{row.id}.{row.format}"
        if worked.error:
            state = settle.fail(self._ledger, row, worked, done.seconds, done.peak)
            settle.keep_rejected(made, target_path(self._plan.out, row))
        else:
            target = target_path(self._plan.out, row) if row.format and not self._plan.url else None
            state = settle.finish(self._ledger, row, worked, done, made, target, self._plan.options.force)
        if row.member:
            Path(self._path(row)).unlink(missing_ok=True)
        self._count(state)

    def _count(self, state: str) -> None:
        """Count a row that is settled. Raises DiskFull where nothing fits any more."""
        done = state == "done"
        self._counts["done" if done else "failed"] += 1
        self._full = self._full + 1 if state == "disk-full" else 0
        if self._full >= _FULL:
            raise DiskFull()

    def _tick(self) -> None:
        names = [(shown(self._tasks[tag]), seconds) for tag, seconds in self._engine.running() if tag in self._tasks]
        finished = self._counts["done"] + self._counts["failed"] - self._before
        seconds = time.monotonic() - self._started
        self._watcher.tick(Standing(self._total, **self._counts, working=names, seconds=seconds, finished=finished))
