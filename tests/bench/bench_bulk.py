"""Time runs over many files: two workers beside one, and beside a loop that starts a process a file.

Processor time is told too: it is much the same whatever else the machine does, and so says what a core can do.

Last, what one document costs in a warm worker, proof included, beside `zipfile` and `lxml.etree.parse` of it.
The competitors take turns in one run, and what is printed is how they compare.
"""

from __future__ import annotations

import argparse
import compileall
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from lxml import etree

import convert
from convert.bulk.work import Job, warm, work
from convert.options import Options
from tests import reports
from tests.bulk.archive_of_reports import make, write_docx


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "convert", *words, "-q"]


def seconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


class Taken(NamedTuple):
    """Seconds by the clock, and of processor time, that this process's children took."""

    clock: float
    processor: float


def taken_by(act: Callable[[], object]) -> Taken:
    before = os.times()
    clock = seconds(act)
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return Taken(clock, spent)


def run_with(jobs: int, folder: Path, out: Path) -> Taken:
    words = command(str(folder), "-t", "xlsx", "-o", str(out), "--keep-ending", "-j", str(jobs))
    return taken_by(lambda: subprocess.run(words, capture_output=True))


def loop_over(paths: list[Path], out: Path) -> Taken:
    def loop() -> None:
        for path in paths:
            subprocess.run(command(str(path), str(out / f"{path.name}.xlsx")), capture_output=True)

    return taken_by(loop)


def compare_workers(count: int, rounds: int) -> None:
    """Print the rate of one worker, of two, and of a process a file."""
    rates: dict[str, list[Taken]] = {"one worker": [], "two workers": [], "a process a file": []}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        list(make(folder / "in", count))
        some = sorted((folder / "in").rglob("*.*"))[: max(20, count // 10)]
        (folder / "loop").mkdir()
        counts = {"one worker": count, "two workers": count, "a process a file": len(some)}
        for at in range(rounds):
            rates["one worker"].append(run_with(1, folder / "in", folder / f"one{at}"))
            rates["two workers"].append(run_with(2, folder / "in", folder / f"two{at}"))
            rates["a process a file"].append(loop_over(some, folder / "loop"))
    print(f"{count} generated documents (docx 60 %, text 20 %, xlsx 10 %, pdf 8 %, bad 2 %), to xlsx; {rounds} rounds")
    by_clock = {name: counts[name] / statistics.median(one.clock for one in took) for name, took in rates.items()}
    for name, rate in by_clock.items():
        spent = statistics.median(one.processor for one in rates[name])
        print(
            f"{name:20} {rate:8.1f} documents a second {rate / by_clock['one worker']:6.2f} x one worker; "
            f"{counts[name] / spent:6.1f} a second of processor time"
        )


def compare_with_parsing(rounds: int) -> None:
    """Print what a report costs in a warm worker, and what reading its XML costs."""
    warm()
    with tempfile.TemporaryDirectory() as made:
        source, target = Path(made, "report.docx"), Path(made, "out.xlsx")
        source.write_bytes(write_docx(reports.make_report(1), "青禾县图书馆2023年政府信息公开工作年度报告"))
        found = source.stat()
        options = Options(target_format="xlsx", force=True)
        job = Job(str(source), source.name, str(target), found.st_size, found.st_mtime_ns, options)

        def whole() -> None:
            with contextlib.suppress(FileNotFoundError):
                target.unlink()
            assert work(job).error is None

        def parse() -> None:
            with zipfile.ZipFile(source) as archive, archive.open("word/document.xml") as part:
                etree.parse(part)

        times: dict[str, list[float]] = {"docx -> xlsx, proved": [], "zipfile + lxml parse": []}
        whole()
        for _ in range(rounds):
            times["docx -> xlsx, proved"].append(seconds(whole))
            times["zipfile + lxml parse"].append(seconds(parse))
    floor = statistics.median(times["zipfile + lxml parse"])
    print(f"\na report with three official tables in a warm worker; {rounds} rounds, taking turns")
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{name:24} {1000 * median:8.2f} ms {median / floor:6.1f} x parsing")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    compileall.compile_dir(Path(convert.__file__).parent, quiet=1)
    compare_workers(asked.documents, asked.rounds)
    compare_with_parsing(60)


if __name__ == "__main__":
    main()
