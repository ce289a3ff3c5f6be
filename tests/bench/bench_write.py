"""Time writing an .xlsx of a million cells beside XlsxWriter in its constant_memory mode: `make bench`.

Each writing is a process of its own, and they take turns. Processor time and the most memory are compared, as Linux
tells it of the process itself: `getrusage` counts what its parent held when it was started, too.

* writer: `convert.writers.xlsx` alone, from a document that has been read;
* conversion: the whole `convert.convert` of that file, reading, writing and proof.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from tests.bench.bench_excel import COLUMNS, ROWS, make
from tests.bench.turns import compile_ours, take_turns

ROUNDS = 3
_MEASURE = """
import re, sys, time
from pathlib import Path
def most():
    return int(re.search(r"VmHWM:\\s*([0-9]+)", Path("/proc/self/status").read_text())[1])
path, out = Path(sys.argv[1]), Path(sys.argv[2])
{setup}
held = most()
started = time.process_time()
{work}
print(time.process_time() - started, most(), held)
"""
WRITINGS: dict[str, tuple[str, str]] = {
    "XlsxWriter, constant_memory": (
        "import xlsxwriter",
        f"""
book = xlsxwriter.Workbook(out, {{"constant_memory": True}})
sheet = book.add_worksheet()
for row in range({ROWS}):
    for col in range({COLUMNS}):
        if col % 4 == 0:
            sheet.write_string(row, col, f"名称{{(row * 7 + col) % 5000}}")
        else:
            sheet.write_number(row, col, (row * 131 + col * 71) % 1_000_000 / 100)
book.close()
""",
    ),
    "convert, writer": (
        "import convert; from convert.options import Options; from convert.writers.xlsx import write\n"
        "document = convert.read(path)",
        "write(document, out, Options())",
    ),
    "convert, conversion": (
        "import convert; from convert.options import Options",
        "assert convert.convert(path, out, Options(force=True)).status == 'written'",
    ),
}


def measure(name: str, path: Path, out: Path) -> tuple[float, float, float]:
    """Give the processor seconds of a writing, its most memory in MB, and how much of it was held before."""
    setup, work = WRITINGS[name]
    script = _MEASURE.format(setup=setup, work=work)
    words = [sys.executable, "-c", script, str(path), str(out)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    seconds, most, held = map(float, done.stdout.split())
    return seconds, most / 1024, held / 1024


def main() -> None:
    """Print the median of each writing and how it compares with XlsxWriter's."""
    compile_ours()
    with tempfile.TemporaryDirectory() as made:
        path, out = Path(made) / "million.xlsx", Path(made) / "out.xlsx"
        make(path)
        taken = take_turns({name: partial(measure, name, path, out) for name in WRITINGS}, ROUNDS)
    print(f"{ROWS * COLUMNS} cells; {ROUNDS} rounds, taking turns\n")
    print(f"{'writing':28} {'median':>8} {'to XlsxWriter':>14} {'memory':>9} {'before':>9}")
    base = statistics.median(seconds for seconds, _, _ in next(iter(taken.values())))
    for name, measured in taken.items():
        median = statistics.median(seconds for seconds, _, _ in measured)
        most, held = (max(column) for column in list(zip(*measured, strict=True))[1:])
        print(f"{name:28} {median:7.2f}s {median / base:13.2f}x {most:6.0f} MB {held:6.0f} MB")


if __name__ == "__main__":
    main()
