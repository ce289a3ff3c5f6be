"""A reader of text that hangs, swells, dies or raises where the text asks for it; loaded into workers by tests."""

from __future__ import annotations

import errno
import os
import re
import time
from pathlib import Path

from convert.adapters import text as adapter
from convert.bulk.work import warm
from convert.errors import SourceChanged
from convert.model import Document
from convert.options import Options
from convert.source import Source

_real = adapter.read


def _read(source: Source, options: Options) -> Document:
    content = source.read()
    if b"please hang" in content:
        time.sleep(600)
    if b"please swell" in content:
        held = [bytes(1 << 26) for _ in range(100)]
        assert held
    if b"please die" in content:
        os.abort()
    if b"please raise" in content:
        raise ZeroDivisionError("{odd}")
    for name in re.findall(rb"please remove (.*)", content):
        os.unlink(name)
    for name in re.findall(rb"please rewrite (.*)", content):
        Path(os.fsdecode(name)).write_text("other words, and more of them", encoding="utf-8")
    return _real(source, options)


def install() -> None:
    """Put the bad reader before the real one."""
    warm()
    adapter.read = _read


def install_on_a_full_disk() -> None:
    """Let no output be written."""
    warm()
    from convert import pipeline

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    pipeline.writer = lambda name: refuse  # type: ignore[assignment]


def install_a_copier_that_dies_once() -> None:
    """Let the first worker that copies an output die of it, leaving a file `died` behind."""
    warm()
    from convert.bulk import work

    copy = work.copy

    def die_once(output: str, sha256: str, job: work.Job) -> work.Worked:
        if not os.path.exists("died"):
            Path("died").touch()
            os.abort()
        return copy(output, sha256, job)

    work.copy = die_once


def install_a_copier_that_finds_another() -> None:
    """Let every output that is to be copied be another than it was."""
    warm()
    from convert.bulk import work

    def refuse(*_: object) -> None:
        raise SourceChanged()

    work.copy = refuse  # type: ignore[assignment]
