"""What a child process may use, what it has used, and how a dead one is told of.

Memory is limited by the kernel on Linux (RLIMIT_AS, the soft limit only, so that a program started by the child may be
given more); elsewhere the parent looks at it a few times a second.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from typing import NamedTuple

from convert.errors import ConvertError, EngineCrashed, OutOfMemory, TimedOut

KERNEL_LIMITS = sys.platform == "linux"
LOOK_SECONDS = 0.2
"""How often the parent looks at the memory of a child that the kernel does not limit."""


class Limits(NamedTuple):
    """seconds: of wall time for one call; memory, output: bytes, 0 for no bound; output: of each file written."""

    seconds: float
    memory: int = 0
    output: int = 0


def apply_limits(limits: Limits) -> None:
    """Limit this process, for good; the time is looked after by the parent and, as a last resort, by `arm`."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if limits.output:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        _lower(resource.RLIMIT_FSIZE, limits.output)
    if limits.memory and KERNEL_LIMITS:
        with open("/proc/self/statm", encoding="ascii") as statm:
            mapped = int(statm.read().split()[0]) * resource.getpagesize()
        _lower(resource.RLIMIT_AS, mapped + limits.memory)


def _lower(which: int, wanted: int) -> None:
    import resource

    soft, hard = resource.getrlimit(which)
    bounds = [bound for bound in (soft, hard, wanted) if bound != resource.RLIM_INFINITY]
    resource.setrlimit(which, (min(bounds), hard))


def arm(seconds: float) -> None:
    """Have the kernel end this process if it is alive in so many seconds, even if its parent is not; 0: disarm."""
    if sys.platform != "win32":
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds + 1 if seconds else 0)


def forget_peak() -> None:
    """Measure the peak of memory from now on, where the system can."""
    try:
        with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
            file.write("5")
    except OSError:
        pass


def peak_memory() -> int:
    """Give the most bytes of memory that this process has held since `forget_peak`, or since its start."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            line = next(line for line in status if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    except (OSError, StopIteration):
        import psutil

        memory = psutil.Process().memory_info()
        return int(getattr(memory, "peak_wset", memory.rss))


def held_memory(pid: int) -> int:
    """Give the bytes of memory that a process holds now; 0 if it is gone."""
    import psutil

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def kill_tree(process: subprocess.Popen[bytes]) -> None:
    """End a child and whatever it has started, and wait for it."""
    if sys.platform == "win32":
        import psutil

        try:
            for below in psutil.Process(process.pid).children(recursive=True):
                below.kill()
        except psutil.Error:
            pass
    else:
        kill_group(process.pid)
    process.kill()
    process.wait()


def kill_group(pid: int) -> None:
    """End the processes of the group that a child leads, and has led since its start (none on Windows)."""
    if sys.platform != "win32":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def error_of_death(code: int, seconds: float) -> ConvertError:
    """Word how a child ended that gave no answer. code: as subprocess gives it, minus the signal where there was one.

    A SIGKILL that we did not send is the kernel's, which was out of memory.
    """
    if sys.platform != "win32" and code < 0:
        if -code == signal.SIGALRM:
            return TimedOut(seconds=round(seconds))
        if -code == signal.SIGKILL:
            return OutOfMemory()
        try:
            return EngineCrashed(what=signal.Signals(-code).name)
        except ValueError:
            return EngineCrashed(what=str(-code))
    return EngineCrashed(what=str(code))
