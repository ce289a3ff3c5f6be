"""The parent's side: warm workers, each with one call at a time, a deadline and a bound on its memory."""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Hashable, Iterator
from typing import Any, NamedTuple, cast

from convert.errors import ConvertError, EngineCrashed, OutOfMemory, TimedOut
from convert.workers.child import READY, Call, receive, send
from convert.workers.limits import KERNEL_LIMITS, LOOK_SECONDS, Limits, error_of_death, held_memory, kill_tree

MAX_STILLBORN = 5
"""So many workers in a row that die before they are warm mean that the next will too."""
WARM_SECONDS = 60.0
"""How long a new worker may take to get warm."""
MAX_CALLS = 2000
"""After so many calls a worker makes room for a fresh one, whatever its libraries have leaked."""


class Done(NamedTuple):
    """What came of the call with a tag: result, or error. seconds: of wall time; peak: bytes of memory."""

    tag: Hashable
    result: Any
    error: ConvertError | None
    seconds: float
    peak: int


class Worker:
    """One child process; what it says arrives in a queue as (worker, frame), a last frame of b"" telling its death."""

    def __init__(self, limits: Limits, prepare: str, heard: queue.SimpleQueue[tuple[Worker, bytes]]) -> None:
        code = f"import sys; sys.path[:] = {sys.path!r}; from convert.workers.child import serve; serve()"
        self.process = subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=sys.platform != "win32",
        )
        self.limits = limits
        self.started = self.deadline = 0.0
        self.seconds = 0.0
        self.calls = 0
        self.task: tuple[str, tuple[Any, ...]] = ("", ())
        self.is_ready = False
        self._heard = heard
        self._say(pickle.dumps((limits, prepare)))
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout
        try:
            while True:
                self._heard.put((self, receive(cast(Any, self.process.stdout))))
        except (EOFError, OSError, ValueError, MemoryError):
            self._heard.put((self, b""))

    def _say(self, content: bytes) -> None:
        assert self.process.stdin
        with contextlib.suppress(OSError):
            send(cast(Any, self.process.stdin), content)

    def start(self, function: str, args: tuple[Any, ...], seconds: float) -> None:
        self.task = (function, args)
        self.seconds, self.calls = seconds, self.calls + 1
        self._wind(0 if self.is_ready else WARM_SECONDS)
        self._say(pickle.dumps(tuple(Call(function, args, seconds, os.getcwd()))))

    def _wind(self, more: float) -> None:
        self.started = time.monotonic()
        self.deadline = self.started + self.seconds + more

    def get_ready(self) -> None:
        """Take note that the child is warm: the time of its first call counts from now."""
        self.is_ready = True
        self._wind(0)

    def end(self) -> int:
        """Kill the child and what it has started; give its exit code, had it one already."""
        code = self.process.poll()
        kill_tree(self.process)
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe
            with contextlib.suppress(OSError):
                pipe.close()
        return self.process.returncode if code is None else code


class Pool:
    """Workers that take calls one at a time; a call that crashes, hangs or swells costs its worker and nothing else."""

    shares_disk = True

    def __init__(self, size: int, limits: Limits, prepare: str = "") -> None:
        self._limits, self._prepare = limits, prepare
        self._heard: queue.SimpleQueue[tuple[Worker, bytes]] = queue.SimpleQueue()
        self._size = size
        self._stillborn = 0
        self._idle = [self._fresh() for _ in range(size)]
        self._busy: dict[Worker, Hashable] = {}

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _fresh(self) -> Worker:
        return Worker(self._limits, self._prepare, self._heard)

    @property
    def free(self) -> int:
        """How many calls can be started now."""
        return self._size - len(self._busy)

    def start(self, tag: Hashable, function: str, *args: Any, patience: float = 1) -> None:
        """Start a call in a free worker; its outcome comes from `wait` with the same tag.

        patience: how many times longer than usual it may take.
        """
        worker = self._idle.pop() if self._idle else self._fresh()
        self._busy[worker] = tag
        worker.start(function, args, self._limits.seconds * patience)

    def running(self) -> list[tuple[Hashable, float]]:
        """Give the tags in work, each with the seconds since its start."""
        now = time.monotonic()
        return [(tag, now - worker.started) for worker, tag in self._busy.items()]

    def wait(self, seconds: float) -> list[Done]:
        """Wait until a call has ended, or for so many seconds; give all that ended."""
        until = time.monotonic() + seconds
        ended: list[Done] = []
        while self._busy and not ended:
            now = time.monotonic()
            ended += self._overdue(now)
            if ended or now >= until:
                break
            pause = min(until, *(worker.deadline for worker in self._busy)) - now
            if self._limits.memory and not KERNEL_LIMITS:
                pause = min(pause, LOOK_SECONDS)
            try:
                ended += self._outcome(*self._heard.get(timeout=max(0.0, pause)))
                while True:
                    ended += self._outcome(*self._heard.get_nowait())
            except queue.Empty:
                continue
        return ended

    def _overdue(self, now: float) -> Iterator[Done]:
        for worker in list(self._busy):
            if now >= worker.deadline:
                yield self._lost(worker, TimedOut(seconds=round(worker.seconds)))
            elif self._limits.memory and not KERNEL_LIMITS:
                held = held_memory(worker.process.pid)
                if held > self._limits.memory:
                    yield self._lost(worker, OutOfMemory())._replace(peak=held)

    def _lost(self, worker: Worker, error: ConvertError | None) -> Done:
        code = worker.end()
        seconds = time.monotonic() - worker.started
        return Done(self._busy.pop(worker), None, error or error_of_death(code, self._limits.seconds), seconds, 0)

    def _outcome(self, worker: Worker, frame: bytes) -> Iterator[Done]:
        if frame == READY:
            worker.get_ready()
            self._stillborn = 0
            return
        if worker not in self._busy:
            if worker in self._idle:
                self._idle.remove(worker)
                worker.end()
            return
        if not frame:
            worker.process.wait()
            if worker.is_ready:
                yield self._lost(worker, None)
            else:
                self._replace_stillborn(worker)
            return
        result, error, peak = pickle.loads(frame)
        done = Done(self._busy.pop(worker), result, error, time.monotonic() - worker.started, peak)
        if isinstance(error, OutOfMemory) or worker.calls >= MAX_CALLS:
            worker.end()
        else:
            self._idle.append(worker)
        yield done

    def _replace_stillborn(self, worker: Worker) -> None:
        """Give the call of a worker that died before it began to a new one. Raises EngineCrashed where that goes on."""
        code = worker.end()
        self._stillborn += 1
        if self._stillborn > MAX_STILLBORN:
            raise EngineCrashed("No worker process can be started: {what}.", "Try fewer with -j.", what=str(code))
        fresh = self._fresh()
        self._busy[fresh] = self._busy.pop(worker)
        fresh.start(*worker.task, worker.seconds)

    def close(self) -> None:
        """Kill every worker, idle or not."""
        for worker in [*self._idle, *self._busy]:
            worker.end()
        self._idle.clear()
        self._busy.clear()
