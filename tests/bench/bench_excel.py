"""Time reading an .xlsx of a million cells beside python-calamine: `make bench`.

Each reading is a process of its own, and they take turns; their processor time from the open file to the result is
compared, and the most memory that they held. What each of ours does:

* cells: the reader's cells are there, checked and packed, as calamine's lists of values are;
* document: the adapter's `read`, a Document whose tables make their cells when they are asked for;
* convert.read: the same with all passes and the search for official forms;
* every cell: the document, and then each of its cells made once, with text, value and origin.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from tests.bench.turns import compile_ours, take_turns

ROWS, COLUMNS = 100_000, 10
ROUNDS = 5
_MEASURE = """
import resource, sys, time
from pathlib import Path
path = Path(sys.argv[1])
{setup}
started = time.process_time()
{work}
taken = time.process_time() - started
print(taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
_OURS = """
import convert
from convert.adapters.excel import xlsx as ooxml
from convert.adapters.excel import read
from convert.ooxml.opc import Package
from convert.options import Options
from convert.pipeline import collector_paused
from convert.source import Source
source = Source(path.name, path)
"""
READINGS: dict[str, tuple[str, str]] = {
    "python-calamine": (
        "from python_calamine import CalamineWorkbook",
        "values = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()",
    ),
    "convert, cells": (_OURS, "with Package(source) as package: book = ooxml.read_book(package, path.name)"),
    "convert, document": (_OURS, "with collector_paused(): document = read(source, Options())"),
    "convert.read": (_OURS, "document = convert.read(path)"),
    "convert, every cell": (
        _OURS,
        "with collector_paused():"
        " assert sum(1 for block in read(source, Options()).blocks for _ in getattr(block, 'cells', ())) > 990_000",
    ),
}


def make_varied(path: Path) -> None:
    """Write a workbook as offices keep them: a title and a head of merged cells, then a register of many kinds."""
    import xlsxwriter  # type: ignore[import-untyped]

    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet()
    day, share, money = (book.add_format({"num_format": code}) for code in ("yyyy-mm-dd", "0.00%", "#,##0.00"))
    sheet.merge_range(0, 0, 0, COLUMNS - 1, "统计表")
    sheet.merge_range(1, 0, 1, 4, "收入")
    sheet.merge_range(1, 5, 1, COLUMNS - 1, "支出 & 结余")
    chosen = random.Random(1)
    for row in range(2, ROWS):
        sheet.write_string(row, 0, f"单位{row % 977} & 所属")
        sheet.write_number(row, 1, 40_000 + row % 3000, day)
        sheet.write_number(row, 2, chosen.random(), share)
        for col in range(3, COLUMNS):
            number = chosen.random() * 10**5
            sheet.write_number(row, col, number if col % 2 else int(number), money if col % 2 else None)
    book.close()


def make(path: Path) -> None:
    """Write the workbook: a column of texts, of whole numbers, of decimals and of counts, over and over."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for row in range(ROWS):
        for col in range(COLUMNS):
            kind = col % 4
            if kind == 0:
                sheet.write_string(row, col, f"名称{(row * 7 + col) % 5000}")
            elif kind == 2:
                sheet.write_number(row, col, (row * 131 + col * 71) % 1_000_000 / 100)
            else:
                sheet.write_number(row, col, row * COLUMNS + col if kind == 3 else (row * 31 + col * 17) % 100_000)
    book.close()


def measure(name: str, path: Path) -> tuple[float, float]:
    """Give the processor seconds of a reading and its most memory in MB."""
    setup, work = READINGS[name]
    script = _MEASURE.format(setup=setup, work=work)
    done = subprocess.run([sys.executable, "-c", script, str(path)], check=True, capture_output=True, text=True)
    seconds, kilobytes = done.stdout.split()
    return float(seconds), float(kilobytes) / 1024


MAKERS = {"plain": make, "varied": make_varied}


def main() -> None:
    """Print the median of each reading and how it compares with calamine's; with a kind and a path, only write that."""
    if len(sys.argv) > 2:
        MAKERS[sys.argv[1]](Path(sys.argv[2]))
        return
    compile_ours()
    print(f"{'workbook':9} {'reading':22} {'median':>8} {'to calamine':>12} {'memory':>9}")
    for kind in MAKERS:
        with tempfile.TemporaryDirectory() as made:
            path = Path(made) / "million.xlsx"
            subprocess.run([sys.executable, "-m", __spec__.name, kind, str(path)], check=True)
            taken = take_turns({name: partial(measure, name, path) for name in READINGS}, ROUNDS)
        base = statistics.median(seconds for seconds, _ in taken["python-calamine"])
        for name, measured in taken.items():
            median = statistics.median(seconds for seconds, _ in measured)
            memory = max(memory for _, memory in measured)
            print(f"{kind:9} {name:22} {median:7.2f}s {median / base:11.2f}x {memory:6.0f} MB")


if __name__ == "__main__":
    main()
