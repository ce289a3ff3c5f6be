"""Time the whole command, docx to xlsx with its proof, beside pandoc and markitdown on the same file: `make bench`.

The three take turns in one run, so that a busy moment of the machine meets all of them; medians are compared.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from tests.bench.turns import SAMPLE, compile_ours, seconds, take_turns

ROUNDS = 15


def commands(source: Path, folder: Path) -> dict[str, list[str]]:
    """Give the command line of each converter for a docx file."""
    import pypandoc  # type: ignore[import-not-found]

    ours = [sys.executable, "-m", "convert", str(source), str(folder / "out.xlsx"), "--force", "--quiet"]
    pandoc = [pypandoc.get_pandoc_path(), str(source), "--to", "plain", "--output", str(folder / "pandoc.txt")]
    markitdown = [sys.executable, "-m", "markitdown", str(source), "-o", str(folder / "markitdown.md")]
    return {
        "convert docx -> xlsx": ours,
        "pandoc docx -> plain": pandoc,
        "markitdown docx -> md": markitdown,
    }


def main() -> None:
    """Print the median time of each converter and how it compares with ours."""
    compile_ours()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        source = folder / "report.docx"
        subprocess.run([sys.executable, "-m", "convert", str(SAMPLE), str(source)], check=True, capture_output=True)
        competitors = commands(source, folder)
        works = {
            name: partial(seconds, partial(subprocess.run, words, check=True, capture_output=True), time.perf_counter)
            for name, words in competitors.items()
        }
        times = take_turns(works, ROUNDS, uncounted=1)
        size = source.stat().st_size
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    ours = next(iter(medians.values()))
    print(f"{source.name}, {size} bytes, made from {SAMPLE.name}; {ROUNDS} rounds, taking turns\n")
    print(f"{'command':24} {'median':>8} {'fastest':>8} {'slowest':>8} {'against convert':>16}")
    for name, median in medians.items():
        taken = times[name]
        print(f"{name:24} {median:7.3f}s {min(taken):7.3f}s {max(taken):7.3f}s {median / ours:15.2f}x")


if __name__ == "__main__":
    main()
