"""Time runs over many files: two workers beside one, and beside a loop that starts a process a file.

Processor time is told too: it is much the same whatever else the machine does, and so says what a core can do.
The competitors take turns in one run, and what is printed is how they compare.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.bench.turns import compile_ours, seconds
from tests.bulk.archive_of_reports import make


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "convert", *words, "-q"]


class Taken(NamedTuple):
    """Seconds by the clock, and of processor time, that this process's children took."""

    clock: float
    processor: float


def taken_by(act: Callable[[], object]) -> Taken:
    before = os.times()
    clock = seconds(act, time.perf_counter)
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    compile_ours()
    compare_workers(asked.documents, asked.rounds)


if __name__ == "__main__":
    main()
