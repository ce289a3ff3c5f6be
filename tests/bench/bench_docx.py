"""Time reading a .docx of a hundred pages beside parsing it, pandoc and markitdown: `make bench`.

In one process `convert.read` and the adapter's `read` take turns with `zipfile` and `lxml.etree.parse` of the main
part; the whole commands take turns in processes of their own. Processor time is compared, so that a busy machine does
not blur it. The file is written by python-docx, once lean, once with tables of which hardly two are alike, and once
with the properties that Word puts on every run.
"""

from __future__ import annotations

import importlib.util
import random
import statistics
import sys
import tempfile
from functools import partial
from pathlib import Path

import convert
from convert.adapters.docx import read
from convert.options import Options
from convert.source import Source
from tests.bench.turns import as_word_stores, compile_ours, parse, run, seconds, size_of_main_part, take_turns

PAGES, TABLES = 100, 200
ROWS, COLUMNS = 8, 6
LINES = 4
"""Paragraphs of some 120 characters on a page, beside two tables."""
FILLED = 0.9
"""Of the cells of tables of many shapes."""
ROUNDS = 5
TEXT = "全年工作平稳，各项任务按期完成，单位主要负责人多次听取工作汇报，协调解决人员、经费和平台方面的困难。"


def make(path: Path, varied: bool = False) -> None:
    """Write the file: on each page a heading, paragraphs, and two tables with merged cells; varied: of many shapes."""
    import docx

    document = docx.Document()
    chosen = random.Random(1)
    for page in range(PAGES):
        document.add_heading(f"第{page + 1}节", 1)
        for line in range(LINES):
            document.add_paragraph(f"{page}.{line} " + TEXT * 2)
        for number in range(TABLES // PAGES):
            size = (chosen.randint(4, 12), chosen.randint(4, 8)) if varied else (ROWS, COLUMNS)
            table = document.add_table(*size)
            for row, cells in enumerate(table.rows):
                for col, cell in enumerate(cells.cells):
                    if not varied or chosen.random() < FILLED:
                        shown = str((page * 131 + number * 17 + row * 71 + col) % 5000)
                        cell.text = f"指标{row}" if col == 0 else shown
            table.cell(0, 1).merge(table.cell(0, chosen.randint(2, size[1] - 1) if varied else 3))
            table.cell(1, 0).merge(table.cell(chosen.randint(2, size[0] - 1) if varied else 3, 0))
            document.add_paragraph("")
    document.save(str(path))


def commands_for(path: Path, folder: Path) -> dict[str, list[str]]:
    """Give the command lines of those who are installed, each reading the file into something."""
    found = {"convert.read": [sys.executable, "-c", f"import convert; convert.read({str(path)!r})"]}
    if importlib.util.find_spec("pypandoc"):
        import pypandoc

        pandoc = pypandoc.get_pandoc_path()
        found["pandoc -> plain"] = [pandoc, str(path), "--to", "plain", "--output", str(folder / "pandoc.txt")]
    if importlib.util.find_spec("markitdown"):
        markitdown = f"from markitdown import MarkItDown; MarkItDown().convert({str(path)!r})"
        found["markitdown"] = [sys.executable, "-c", markitdown]
    return found


def main() -> None:
    """Print what reading costs, in the time that parsing takes, and what the others cost beside it."""
    compile_ours()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        lean, varied, wordy = (folder / f"{name}.docx" for name in ("lean", "varied", "as Word stores it"))
        make(lean)
        make(varied, varied=True)
        as_word_stores(lean, wordy)
        print(f"{'file':20} {'MB of XML':>9} {'parse':>9} {'adapter':>16} {'convert.read':>16}")
        for path in (lean, varied, wordy):
            source = Source(path.name, path)
            taken = take_turns(
                {
                    "parse": partial(seconds, partial(parse, path)),
                    "adapter": partial(seconds, partial(read, source, Options())),
                    "convert.read": partial(seconds, partial(convert.read, path)),
                },
                ROUNDS,
                uncounted=1,
            )
            least = [min(told) for told in taken.values()]
            shown = [f"{1000 * one:7.1f}ms {one / least[0]:5.1f}x" for one in least]
            print(
                f"{path.stem:20} {size_of_main_part(path) / 1e6:9.1f} {shown[0][:9]:>9} {shown[1]:>16} {shown[2]:>16}"
            )
        print(f"\n{'command':20} {'median':>9} {'to convert':>11}")
        commands = {name: partial(run, words) for name, words in commands_for(wordy, folder).items()}
        told = take_turns(commands, ROUNDS)
        medians = {name: statistics.median(processor for processor, _ in runs) for name, runs in told.items()}
        for name, median in medians.items():
            print(f"{name:20} {median:8.2f}s {median / medians['convert.read']:10.2f}x")


if __name__ == "__main__":
    main()
