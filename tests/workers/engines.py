"""What an engine may do to the process that it runs in, for workers to survive."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from convert.errors import Unreadable
from convert.workers import call


class Panic(BaseException):
    """What a library in Rust raises: no Exception."""


def echo(value: object) -> object:
    return value


def process_id() -> int:
    return os.getpid()


def here() -> str:
    return os.getcwd()


def chatter() -> str:
    print("noise")
    os.write(1, b"noise from below")
    os.write(2, b"noise from below")
    return "done"


def refuse(reason: str) -> None:
    raise Unreadable("The file cannot be opened: {reason}.", reason=reason)


def stumble() -> None:
    raise ValueError("odd {braces}")


def panic() -> None:
    raise Panic("index out of bounds")


def leave() -> None:
    sys.exit(0)


def segfault() -> None:
    ctypes.string_at(0)


def abort() -> None:
    os.abort()


def vanish() -> None:
    os._exit(0)


def hang() -> None:
    while True:
        time.sleep(60)


def spin() -> None:
    while True:
        pass


def swell() -> int:
    held = [bytes(range(256)) * 4096 for _ in range(100_000)]
    return len(held)


def hold(megabytes: int) -> int:
    return len(bytearray(b"x") * (megabytes << 20))


def write_much(path: str, size: int) -> None:
    Path(path).write_bytes(bytes(size))


def lambda_result() -> object:
    return lambda: None


def start_another_and_hang(path: str) -> None:
    script = f"import time; time.sleep(1.5); open({path!r}, 'w').close()"
    subprocess.Popen([sys.executable, "-c", script])
    hang()


def nested() -> tuple[int, object]:
    return os.getpid(), call("tests.workers.engines:process_id", seconds=5)


def threads() -> int:
    return threading.active_count()


def hold_long(megabytes: int) -> None:
    held = bytearray(b"x") * (megabytes << 20)
    time.sleep(60)
    assert held
