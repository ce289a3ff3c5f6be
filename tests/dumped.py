"""Renderers of what programs dump: loops over rows and cells, data frames, and pages of a PDF without their columns."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import zip_longest

from tests.drawn import broken
from tests.reports import Report, Spot, around, grid_of, rows_of

_LABEL_WIDTH = 14
_DIGITS = 3
"""Columns of a label's cell on a narrow page, and digits of a number's."""
_MANY = 6
"""Cells of a row that make its columns narrow."""


def _filled(report: Report, join: Callable[[list[str]], str]) -> str:
    """Join the cells of each row; a merged cell stands at each position that it covers."""
    return around(report, lambda table: "\n".join(join(row) for row in grid_of(report, table, fill=True)))


def filled_spaces(report: Report) -> str:
    return _filled(report, " ".join)


def filled_lines(report: Report) -> str:
    """Each cell on a line, also where merged cells repeat."""
    return _filled(report, "\n".join)


def filled_bars(report: Report) -> str:
    return _filled(report, " | ".join)


def frame_tabs(report: Report) -> str:
    """A data frame with its numbers of rows and columns; nan is blank."""

    def text(table: str) -> str:
        grid = grid_of(report, table)
        head = ["", *map(str, range(len(grid[0])))]
        rows = [[str(at), *(cell or "nan" for cell in row)] for at, row in enumerate(grid)]
        return "\n".join("\t".join(row) for row in [head, *rows])

    return around(report, text)


def python_lists(report: Report) -> str:
    """Each row as a program prints its list."""
    return around(
        report, lambda table: "\n".join(str([cell or None for cell in row]) for row in grid_of(report, table))
    )


def json_tables(report: Report) -> str:
    """Texts and tables in turn; long labels have line breaks, and a blank cell is null."""
    parts: list[object] = []
    for section in report.form.sections:
        parts.append(section.title)
        rows = grid_of(report, section.table) if section.table else []
        parts += [[["\n".join(broken(cell, 10)) or None for cell in row] for row in rows]] if rows else ["工作平稳。"]
    if not report.form.sections:
        parts += [grid_of(report, table.id) for table in report.form.tables]
    return json.dumps({"pages": parts}, ensure_ascii=False)


def _halves(text: str, is_value: bool, narrow: bool) -> tuple[list[str], list[str]]:
    """Break a cell into the lines up to its middle, and those below."""
    if is_value and not narrow:
        return [text], []
    if is_value:
        pieces = [text[at : at + _DIGITS] for at in range(0, len(text), _DIGITS)]
        return pieces[:1], pieces[1:]
    lines = broken(text, _LABEL_WIDTH)
    middle = (len(lines) + 1) // 2
    return lines[:middle], lines[middle:]


def _page_rows(report: Report, table: str) -> Iterator[list[Spot]]:
    yield from (row for row in rows_of(report, table) if row)


def page_cells(report: Report) -> str:
    """The texts of a page in the order of its height: labels down to their middle, values, the rest of both."""

    def text(table: str) -> str:
        lines: list[str] = []
        for row in _page_rows(report, table):
            halves = [_halves(cell.text, cell.is_value, len(row) > _MANY) for cell in row]
            lines += [line for upper, _ in halves for line in upper if line]
            lines += [line for below in zip_longest(*(lower for _, lower in halves)) for line in below if line]
        return "\n".join(lines)

    return around(report, text)


def page_padded(report: Report) -> str:
    """Like page_cells, but no number is broken: every third stands below a line of padding in its cell."""

    def text(table: str) -> str:
        lines: list[str] = []
        for row in _page_rows(report, table):
            late = []
            for at, cell in enumerate(row):
                if not cell.is_value or (cell.row + at) % 3 or not cell.text:
                    lines.append(cell.text)
                else:
                    lines.append("\u3000\u3000")
                    late.append(" " + cell.text)
            lines += late
        return "\n".join(line for line in lines if line)

    return around(report, text)


def page_lines(report: Report) -> str:
    """The lines of a page with one blank between their pieces; what is broken goes on in lines of its own."""

    def text(table: str) -> str:
        lines: list[str] = []
        for row in _page_rows(report, table):
            halves = [_halves(cell.text, cell.is_value, len(row) > _MANY) for cell in row]
            lines.append(" ".join(upper[0] for upper, _ in halves if upper and upper[0]))
            lines += [" ".join(upper[1:]) for upper, _ in halves if upper[1:]]
            lines += [" ".join(filter(None, below)) for below in zip_longest(*(lower for _, lower in halves))]
        return "\n".join(line for line in lines if line)

    return around(report, text)


def _padded(report: Report, begin: str) -> str:
    """A bar behind each cell; touching bars where a row has fewer cells than the widest."""

    def text(table: str) -> str:
        rows = [[cell.text for cell in row] for row in rows_of(report, table)]
        width = max(map(len, rows))
        lines: list[str] = []
        for row in rows:
            lines += [*begin, *(f"{cell} |".strip() for cell in row), "|" * (width - len(row))]
        return "\n".join(line for line in lines if line)

    return around(report, text)


def bars_padded(report: Report) -> str:
    return _padded(report, "")


def bars_begun(report: Report) -> str:
    """Each row begins with a bar on a line of its own."""
    return _padded(report, "|")


def bars_around(report: Report) -> str:
    """Bars on lines of their own on both sides of each cell."""
    return around(
        report, lambda table: "\n".join(f"|\n{cell.text}\n|" for row in rows_of(report, table) for cell in row)
    )


def bars_before(report: Report) -> str:
    return around(report, lambda table: "\n".join(f"|{cell.text}" for row in rows_of(report, table) for cell in row))


DUMPED: dict[str, Callable[[Report], str]] = {
    "filled_spaces": filled_spaces,
    "filled_lines": filled_lines,
    "filled_bars": filled_bars,
    "frame_tabs": frame_tabs,
    "bars_padded": bars_padded,
    "bars_begun": bars_begun,
    "bars_around": bars_around,
    "bars_before": bars_before,
    "python_lists": python_lists,
    "json_tables": json_tables,
    "page_cells": page_cells,
    "page_padded": page_padded,
    "page_lines": page_lines,
}
LOSSY_DUMPED = {"filled_spaces", "filled_lines", "bars_before", "page_cells", "page_padded", "page_lines"}
"""Dialects that lose the places of blank cells, or those of the parts of numbers."""
