"""Time the PDF reader beside pdfplumber's extract_text and extract_tables on the same pages, and count right cells.

The pages are the printed samples of the tests, over and over until there are a hundred; their tables are known. Both
take turns in one process; processor time is compared, so that a busy machine does not blur it.
"""

from __future__ import annotations

import logging
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pdfplumber

from convert.adapters.pdf import read, read_here
from convert.adapters.pdf.reading import Task
from convert.model import Block, Document, Table
from convert.options import Options
from convert.source import Source
from tests.adapters.printed_samples import SAMPLES
from tests.bench.turns import seconds, take_turns
from tests.tools.print_tables import FOLDER

PAGES = 100
ROUNDS = 5
Grid = list[list[str]]


def read_ours(path: Path) -> list[Grid]:
    document = read_here(Task(path.read_bytes(), path.name))
    return [_grid(block) for block in document.blocks if isinstance(block, Table)]


def read_in_child(path: Path) -> Document:
    """Read a file as the command does: in a process that can be killed."""
    return read(Source(path.name, path), Options())


def _grid(table: Table) -> Grid:
    grid = [[""] * table.n_cols for _ in range(table.n_rows)]
    for cell in table.cells:
        grid[cell.row][cell.col] = _squeezed(cell.text)
    return grid


def read_plumber(path: Path) -> list[Grid]:
    """Read text and tables of each page; pieces of as many columns on pages that follow each other are one table."""
    found: list[Grid] = []
    with pdfplumber.open(path) as file:
        for number, page in enumerate(file.pages):
            page.extract_text()
            tables = [[[_squeezed(text or "") for text in row] for row in table] for table in page.extract_tables()]
            if number and found and tables and len(found[-1][0]) == len(tables[0][0]):
                found[-1] += tables.pop(0)
            found += tables
    return found


def _squeezed(text: str) -> str:
    return "".join(text.split())


def right_cells(paths: Sequence[Path], read_tables: Callable[[Path], list[Grid]]) -> tuple[int, int]:
    """Count the cells whose text stands in its row and column, and all cells."""
    right = count = 0
    for path in paths:
        got = read_tables(path)
        for at, table in enumerate(next(one for one in SAMPLES if one.name == path.stem).tables()):
            grid = got[at] if at < len(got) else []
            for cell in table.cells:
                count += 1
                inside = cell.row < len(grid) and cell.col < len(grid[cell.row])
                right += inside and grid[cell.row][cell.col] == _squeezed(_own_text(cell.blocks))
    return right, count


def _own_text(blocks: Sequence[Block]) -> str:
    return "".join(block.text if not isinstance(block, Table) else "" for block in blocks)  # type: ignore[union-attr]


def pages_of(path: Path) -> int:
    with pdfplumber.open(path) as file:
        return len(file.pages)


def hundred_pages() -> list[Path]:
    """Give the samples over and over, up to a hundred pages."""
    paths = sorted(FOLDER.glob("*.pdf"))
    counts = [pages_of(path) for path in paths]
    chosen: list[Path] = []
    pages = 0
    while pages < PAGES:
        path = paths[len(chosen) % len(paths)]
        pages += counts[len(chosen) % len(paths)]
        chosen.append(path)
    return chosen


def read_all(paths: Sequence[Path], run: Callable[[Path], object]) -> None:
    for path in paths:
        run(path)


def main() -> None:
    """Print the times of both readers, their ratio, and how many cells each has right."""
    logging.disable(logging.CRITICAL)
    paths = hundred_pages()
    readers: dict[str, Callable[[Path], object]] = {"convert": read_ours, "pdfplumber": read_plumber}
    for run in readers.values():
        run(paths[0])
    times = take_turns({name: partial(seconds, partial(read_all, paths, run)) for name, run in readers.items()}, ROUNDS)
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    print(f"{len(paths)} files, {sum(map(pages_of, paths))} pages, {ROUNDS} rounds, taking turns; processor seconds\n")
    different = sorted(set(paths))
    for name, run in (("convert", read_ours), ("pdfplumber", read_plumber)):
        right, count = right_cells(different, run)
        against = medians[name] / medians["convert"]
        print(
            f"{name:12} {medians[name]:7.2f} s {against:6.2f}x   {right} of {count} cells right ({right / count:.1%})"
        )
    walls: dict[str, float] = {}
    for name, run in (("here", read_ours), ("child", read_in_child)):
        work = partial(read_all, different, run)
        walls[name] = statistics.median(seconds(work, time.perf_counter) for _ in range(ROUNDS))
    each = 1000 * (walls["child"] - walls["here"]) / len(different)
    print(f"\nin a process that can be killed: {each:.1f} ms more for a file, {walls['child'] / walls['here']:.2f}x")


if __name__ == "__main__":
    main()
