"""Make calls on the machines of a Ray cluster (an extra), as tasks that Ray begins again where a machine is lost.

Inside a task the call runs in a killable worker of that machine, with the same limits as here, so a hostile file costs
itself alone there too. Calls about this machine's disk stay here. This process alone writes the ledger.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
import time
from collections import deque
from collections.abc import Hashable
from typing import Any, NamedTuple

from convert.bulk.parcel import Delivery, Parcel, bring_home, failed, make_call, pack
from convert.errors import EngineCrashed, OtherVersion, Unreachable, missing_extra
from convert.version import __version__
from convert.workers import Done, Pool
from convert.workers.limits import Limits

_RETRIES = 20
"""So many machines may be lost under a document before it counts as failed."""
_AHEAD = 2
"""Calls sent ahead for each processor, so that none waits for the next."""
_MOST_BYTES = 1 << 30
"""Of sources on their way or in work, unless one alone is larger."""
_LOOK_SECONDS = 5.0
"""How often the number of processors is looked at: machines come and go."""
_ALONE_SECONDS = 600.0
"""How long to wait for a machine where none is left."""
_KNOCK_SECONDS = 10.0
_NEAR_WORKERS = 2
_pools: dict[tuple[Limits, str], Pool] = {}


class _Sent(NamedTuple):
    tag: Hashable
    parcel: Parcel
    started: float


def perform(version: str, limits: Limits, prepare: str, parcel: Parcel) -> Delivery:
    """Make a parcel's call; this runs in a process of Ray's, which keeps one warm worker."""
    if version != __version__:
        return failed(OtherVersion(here=version, there=__version__))
    pool = _pools.get((limits, prepare))
    if pool is None:
        pool = _pools[limits, prepare] = Pool(1, limits, prepare)
    try:
        return make_call(pool, parcel)
    except BaseException:
        _pools.pop((limits, prepare)).close()
        raise


class Cluster:
    """An engine as `convert.workers.Pool` is one."""

    shares_disk = False

    def __init__(self, limits: Limits, prepare: str = "", address: str = "", jobs: int = 0) -> None:
        """address: of the cluster, empty for the one that runs here or else a new one; jobs: calls at a time, 0 for

        as many as there are processors. Raises MissingHelper, Unreachable.
        """
        self._ray = _connected(address)
        self._limits, self._prepare, self._jobs = limits, prepare, jobs
        options: dict[str, Any] = {"num_cpus": 1, "max_retries": _RETRIES, "retry_exceptions": True}
        self._perform = self._ray.remote(**options)(perform)
        self._far: dict[Any, _Sent] = {}
        self._bytes = 0
        self._here: Pool | None = None
        self._near: deque[tuple[Hashable, str, tuple[Any, ...], float]] = deque()
        self._places, self._looked, self._alone_since = 1, -_LOOK_SECONDS, 0.0

    @property
    def free(self) -> int:
        """How many calls can be started now."""
        if self._bytes > _MOST_BYTES:
            return 0
        here = len(self._here.running()) if self._here else 0
        return max(0, self._look() - len(self._far) - len(self._near) - here)

    def _look(self) -> int:
        """Give how many calls may be on their way. Raises Unreachable if the cluster has been empty for long."""
        now = time.monotonic()
        if now - self._looked >= _LOOK_SECONDS:
            self._looked = now
            processors = int(self._ray.cluster_resources().get("CPU", 0))
            if processors:
                self._places, self._alone_since = self._jobs or _AHEAD * processors, 0.0
            else:
                self._alone_since = self._alone_since or now
                if now - self._alone_since > _ALONE_SECONDS:
                    raise Unreachable(name="Ray", reason="no processor is left in the cluster")
        return self._places

    def start(self, tag: Hashable, function: str, *args: Any, patience: float = 1) -> None:
        """Start a call; its outcome comes from `wait` with the same tag."""
        parcel = pack(function, args, patience)
        if parcel is None:
            self._near.append((tag, function, args, patience))
            self._start_near()
            return
        sent = self._perform.remote(__version__, self._limits, self._prepare, parcel)
        self._far[sent] = _Sent(tag, parcel, time.monotonic())
        self._bytes += parcel.size

    def _start_near(self) -> None:
        if self._near and self._here is None:
            self._here = Pool(_NEAR_WORKERS, self._limits, self._prepare)
        while self._near and self._here and self._here.free:
            tag, function, args, patience = self._near.popleft()
            self._here.start(tag, function, *args, patience=patience)

    def running(self) -> list[tuple[Hashable, float]]:
        """Give the tags in work, each with the seconds since its start."""
        now = time.monotonic()
        here = self._here.running() if self._here else []
        return here + [(sent.tag, now - sent.started) for sent in self._far.values()]

    def wait(self, seconds: float) -> list[Done]:
        """Wait until a call has ended, or for so many seconds; give all that ended. Raises ConvertError."""
        until = time.monotonic() + seconds
        while True:
            near = self._here is not None and bool(self._here.running())
            pause = max(0.0, min(until - time.monotonic(), 0.01 if near and self._far else seconds))
            ended = self._here.wait(pause) if near and self._here else []
            self._start_near()
            ended += self._arrived(0.0 if near else pause)
            if ended or time.monotonic() >= until or not (self._far or self._near or near):
                return ended

    def _arrived(self, seconds: float) -> list[Done]:
        if not self._far:
            return []
        ready, others = self._ray.wait(list(self._far), timeout=seconds)
        if ready and others:
            ready += self._ray.wait(others, num_returns=len(others), timeout=0)[0]
        return [self._outcome(self._far.pop(one), one) for one in ready]

    def _outcome(self, sent: _Sent, reference: Any) -> Done:
        """Take in what a task gave; one that Ray gave up has lost its machine again and again."""
        self._bytes -= sent.parcel.size
        try:
            delivery: Delivery = self._ray.get(reference)
        except self._ray.exceptions.RayTaskError as error:
            raise EngineCrashed(
                "The machines of the cluster cannot do the work: {what}",
                "Install the same version of this program on each of them.",
                what=str(error).strip().rpartition("\n")[2],
            ) from None
        except self._ray.exceptions.RayError as error:
            seconds = time.monotonic() - sent.started
            return Done(sent.tag, None, EngineCrashed(what=type(error).__name__), seconds, 0)
        if isinstance(delivery.done.error, OtherVersion):
            raise delivery.done.error
        return bring_home(sent.parcel, delivery)._replace(tag=sent.tag)

    def close(self) -> None:
        """Give up whatever is in work, and leave the cluster."""
        if self._here:
            self._here.close()
        self._far.clear()
        self._ray.shutdown()


def _connected(address: str) -> Any:
    """Join a cluster, or start one on this machine. Raises MissingHelper, Unreachable."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        import ray
    except ImportError:
        raise missing_extra("Ray", "ray", "A run on a cluster needs {helper}, which is not installed.") from None
    before = signal.getsignal(signal.SIGTERM)
    try:
        _knock(address)
        ray.init(address=address or None, log_to_driver=False, logging_level="ERROR", include_dashboard=False)
    except Exception as error:
        reason = str(error).strip().partition("\n")[0][:300] or type(error).__name__
        raise Unreachable(name=address or "Ray", reason=reason) from None
    if threading.current_thread() is threading.main_thread():
        with contextlib.suppress(TypeError):
            signal.signal(signal.SIGTERM, before)
    return ray


def _knock(address: str) -> None:
    """See whether somebody is at an address; Ray itself would look for minutes. Raises OSError, ValueError."""
    host, colon, port = address.rpartition(":")
    if colon and "://" not in address:
        socket.create_connection((host, int(port)), _KNOCK_SECONDS).close()
