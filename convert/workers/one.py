"""One call in a child of its own: a fork where that is safe (a few milliseconds), else a warm worker kept for the next.

A fork is safe in a process with one thread on Linux; elsewhere a lock that another thread held would stay locked in
the child for ever.
"""

from __future__ import annotations

import atexit
import os
import pickle
import signal
import sys
import threading
import time
from typing import Any

from convert.errors import ConvertError, TimedOut
from convert.workers.child import answer_forked, confined, make
from convert.workers.limits import KERNEL_LIMITS, Limits, error_of_death, kill_group
from convert.workers.pool import Pool

_spares: dict[Limits, Pool] = {}
_lock = threading.Lock()


def call(function: str, *args: Any, seconds: float, memory: int = 0, output: int = 0) -> Any:
    """Call a function (`module:attribute`) in a child with limits and give what it returns.

    seconds: of wall time; memory: bytes beyond what the child holds at its start; output: bytes of each file that it
    writes; 0 is no bound. What the function prints is dropped. Raises ConvertError: the function's own, EngineCrashed,
    TimedOut or OutOfMemory.
    """
    if confined():
        result, error, _ = make(function, args)
    elif _can_fork():
        result, error = _call_forked(function, args, Limits(seconds, memory, output))
    else:
        result, error = _call_spare(function, args, Limits(seconds, memory, output))
    if error:
        raise error
    return result


def _can_fork() -> bool:
    if sys.platform != "linux" or not KERNEL_LIMITS:
        return False
    return len(os.listdir("/proc/self/task")) == 1


def _call_forked(function: str, args: tuple[Any, ...], limits: Limits) -> tuple[Any, ConvertError | None]:
    import select

    ours, theirs = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(ours)
        answer_forked(theirs, function, args, limits)
    os.close(theirs)
    pieces: list[bytes] = []
    until = time.monotonic() + limits.seconds
    error: ConvertError | None = None
    try:
        while True:
            left = until - time.monotonic()
            if left <= 0 or not select.select([ours], [], [], left)[0]:
                error = TimedOut(seconds=round(limits.seconds))
                break
            piece = os.read(ours, 1 << 20)
            if not piece:
                os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
                break
            pieces.append(piece)
    finally:
        os.close(ours)
        kill_group(pid)
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if error or code:
        return None, error or error_of_death(code, limits.seconds)
    result, error, _ = pickle.loads(b"".join(pieces))
    return result, error


def _call_spare(function: str, args: tuple[Any, ...], limits: Limits) -> tuple[Any, ConvertError | None]:
    with _lock:
        pool = _spares.get(limits)
        if pool is None:
            pool = _spares[limits] = Pool(1, limits)
            atexit.register(pool.close)
        try:
            pool.start(None, function, *args)
            (done,) = pool.wait(limits.seconds + 60)
        except BaseException:
            _spares.pop(limits).close()
            raise
    return done.result, done.error
