"""The child's side: take a call, make it with limits, send back its result or what went wrong."""

from __future__ import annotations

import faulthandler
import os
import pickle
import struct
import sys
import threading
from importlib import import_module
from queue import SimpleQueue
from typing import Any, BinaryIO, NamedTuple

from convert.errors import ConvertError, EngineCrashed, OutOfMemory
from convert.workers.limits import Limits, apply_limits, arm, forget_peak, peak_memory

READY = b"ready"
"""The first frame of a worker, once it is warm."""
_LENGTH = struct.Struct("!Q")
_confined = False


class Answer(NamedTuple):
    """What came of a call; peak: the most bytes of memory held meanwhile."""

    result: Any = None
    error: ConvertError | None = None
    peak: int = 0


class Call(NamedTuple):
    function: str
    args: tuple[Any, ...]
    seconds: float
    folder: str


def confined() -> bool:
    """Say whether this process is a worker, so that everything it does is limited already."""
    return _confined


def make(function: str, args: tuple[Any, ...]) -> Answer:
    """Call a function by its name; whatever it raises but an interrupt becomes a ConvertError."""
    try:
        module, _, attribute = function.partition(":")
        return Answer(getattr(import_module(module), attribute)(*args))
    except ConvertError as error:
        return Answer(error=error)
    except KeyboardInterrupt:
        raise
    except MemoryError:
        return Answer(error=OutOfMemory())
    except BaseException as error:
        return Answer(error=_crash(error))


def _crash(error: BaseException) -> EngineCrashed:
    """Word an exception that nobody expected; its traceback goes along for a bug report."""
    import traceback

    try:
        trace = "".join(traceback.format_exception(error, limit=-20))
    except Exception:
        trace = ""
    return EngineCrashed(what=f"{type(error).__name__}: {str(error)[:300]}", trace=trace)


def pack(answer: Answer) -> bytes:
    """Pickle an answer; one that cannot be pickled becomes an error that can."""
    try:
        return pickle.dumps(tuple(answer), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return pickle.dumps((None, OutOfMemory(), answer.peak))
    except Exception as error:
        return pickle.dumps((None, _crash(error), answer.peak))


def silence() -> None:
    """Send what this process and its libraries print nowhere."""
    faulthandler.disable()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)
    sys.stdin = os.fdopen(0, "r", encoding="utf-8", closefd=False)
    sys.stdout = sys.stderr = os.fdopen(1, "w", encoding="utf-8", errors="replace", closefd=False)


def confine(limits: Limits) -> None:
    """Make this process a worker: the head of a group of its own, with limits on what it may use."""
    global _confined
    _confined = True
    if sys.platform != "win32" and os.getpgrp() != os.getpid():
        os.setsid()
    apply_limits(limits)


def answer_forked(pipe: int, function: str, args: tuple[Any, ...], limits: Limits) -> None:
    """Make the one call that this forked child was made for, and end."""
    code = 1
    try:
        silence()
        confine(limits)
        arm(limits.seconds)
        content = pack(make(function, args))
        with os.fdopen(pipe, "wb") as answers:
            answers.write(content)
        code = 0
    finally:
        os._exit(code)


def send(pipe: BinaryIO, content: bytes) -> None:
    """Write one frame: its length, then its bytes."""
    pipe.write(_LENGTH.pack(len(content)))
    pipe.write(content)
    pipe.flush()


def receive(pipe: BinaryIO) -> bytes:
    """Read one frame. Raises EOFError where the other side is gone."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    content = pipe.read(length)
    if len(content) < length:
        raise EOFError
    return content


def serve() -> None:
    """Answer calls from standard input until it ends, which also ends a call in the middle: the parent is gone.

    The first frame holds the limits and a function to call once, so as to be warm.
    """
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    silence()
    limits, prepare = pickle.loads(receive(requests))
    if prepare:
        make(prepare, ())
    confine(limits)
    send(answers, READY)
    calls: SimpleQueue[Call] = SimpleQueue()
    threading.Thread(target=_take, args=(requests, calls), daemon=True).start()
    while True:
        call = calls.get()
        if call.folder and call.folder != os.getcwd():
            os.chdir(call.folder)
        forget_peak()
        arm(call.seconds)
        answer = make(call.function, call.args)
        arm(0)
        content = pack(answer._replace(peak=peak_memory()))
        try:
            send(answers, content)
        except OSError:
            os._exit(1)


def _take(requests: BinaryIO, calls: SimpleQueue[Call]) -> None:
    try:
        while True:
            calls.put(Call(*pickle.loads(receive(requests))))
    except BaseException:
        os._exit(0)
