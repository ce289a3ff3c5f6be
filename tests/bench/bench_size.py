"""Measure how time and memory grow with a text file: reports joined end to end, and prose without a table.

Each command runs as a process of its own, from text to xlsx, docx or json with its proof: `make bench`. Seconds are of
the processor, so that a busy machine does not count; the peak of memory is the whole process's.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.turns import run
from tests.reports import make_report, marked

REPORTS = 500
BYTES = 20_000_000
PROSE = (
    "全年工作平稳，各项任务按期完成，未发生因信息公开引发的舆情，",
    "按照上级部署，单位主要负责人多次听取工作汇报，协调解决人员、经费和平台方面的困难，",
    "进一步完善主动公开目录，逐项明确责任科室、公开时限和公开方式，按季度开展自查并督促整改，",
    "组织两期业务培训，参训人员一百余人次，重点讲解依申请公开的受理、登记、答复和归档要求，",
)


def joined_reports(size: int) -> Iterator[str]:
    """Yield reports until so many bytes are full, each with as much prose as makes it a 500th of the full size."""
    each = BYTES // REPORTS
    for number in range(round(size / each)):
        title, *sections = marked(make_report(number % 7)).split("\n")
        tables = len("\n".join(sections).encode())
        yield "\n".join([title, *_paragraphs(each - tables, number), *sections])


def prose(size: int) -> Iterator[str]:
    """Yield paragraphs until so many bytes are full."""
    yield from (line + "\n" for line in _paragraphs(size, 0))


def _paragraphs(size: int, first: int) -> Iterator[str]:
    number = first
    while size > 0:
        line = (
            f"第{number}项：" + "".join(PROSE[(number + at) % len(PROSE)] for at in range(1 + number % 6))[:-1] + "。"
        )
        yield line
        size -= len(line.encode()) + 1
        number += 1


def main() -> None:
    """Print seconds and memory for half the size and the full size, and the ratios that matter."""
    kinds = {"reports": joined_reports, "prose": prose}
    targets = sys.argv[1:] or ["xlsx", "docx", "json"]
    print(f"{'input':8} {'to':5} {'MB':>6} {'seconds':>8} {'doubled':>8} {'MB held':>8} {'× file':>7}")
    with tempfile.TemporaryDirectory() as made:
        for kind, generate in kinds.items():
            for target in targets:
                before = 0.0
                for size in (BYTES // 2, BYTES):
                    source = Path(made) / f"{kind}.txt"
                    source.write_text("".join(generate(size)), encoding="utf-8")
                    out = Path(made) / f"{kind}.{target}"
                    words = [sys.executable, "-m", "convert", str(source), str(out), "--force", "--quiet"]
                    seconds, held = run(words)
                    length = source.stat().st_size
                    ratio = f"{seconds / before:7.2f}x" if before else ""
                    print(
                        f"{kind:8} {target:5} {length / 1e6:6.1f} {seconds:8.1f} {ratio:>8} "
                        f"{held / 1e6:8.0f} {held / length:6.1f}x",
                        flush=True,
                    )
                    before = seconds


if __name__ == "__main__":
    main()
