"""Renderers that draw tables with characters, or print them as a page: everything hangs on columns and lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

from convert.forms.layout import lay_out
from tests.reports import Report, Spot, around, grid_of, rows_of, spots

_NARROW = 12
"""Columns of a label's cell in the dialects that break long labels."""


def width_of(text: str) -> int:
    """Give the columns that a text takes on a screen."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def pad(text: str, width: int) -> str:
    return text + " " * (width - width_of(text))


def broken(text: str, width: int) -> list[str]:
    """Break a text into lines of at most so many columns."""
    lines = [""]
    for char in text:
        if width_of(lines[-1] + char) > width:
            lines.append("")
        lines[-1] += char
    return lines


def widths_of(grid: list[list[str]]) -> list[int]:
    return [max(map(width_of, column)) for column in zip(*grid, strict=True)]


def pandoc_simple(report: Report) -> str:
    """Headerless: rules of dashes above and below."""

    def text(table: str) -> str:
        grid = grid_of(report, table)
        widths = [max(width, 2) for width in widths_of(grid)]
        rule = "  " + " ".join("-" * width for width in widths)
        rows = ["  " + " ".join(map(pad, row, widths)).rstrip() for row in grid]
        return "\n".join(["", rule, *rows, rule, ""])

    return around(report, text)


def pandoc_multiline(report: Report) -> str:
    """Labels broken over lines, a blank line between rows, values padded on the left."""

    def text(table: str) -> str:
        grid = grid_of(report, table)
        widths = [min(width, _NARROW) + 2 for width in widths_of(grid)]
        rule = "  " + "-" * (sum(widths) + len(widths) - 1)
        lines: list[str] = []
        for index, row in enumerate(grid):
            cells = [broken(cell, width - 2) for cell, width in zip(row, widths, strict=True)]
            for at in range(max(map(len, cells))):
                pieces = [cell[at] if at < len(cell) else "" for cell in cells]
                lines.append("  " + " ".join(map(pad, pieces, widths)).rstrip())
            lines.append("  " + " ".join("-" * width for width in widths) if index == 0 else "")
        return "\n".join(["", rule, *lines[:-1], rule, ""])

    return around(report, text)


def rest_simple(report: Report) -> str:
    """A blank first cell is a backslash, as the grammar wants it."""

    def text(table: str) -> str:
        grid = [[row[0] or "\\", *row[1:]] for row in grid_of(report, table)]
        widths = [max(width, 2) for width in widths_of(grid)]
        rule = "  ".join("=" * width for width in widths)
        rows = ["  ".join(map(pad, row, widths)).rstrip() for row in grid]
        return "\n".join(["", rule, *rows, rule, ""])

    return around(report, text)


def grid(report: Report) -> str:
    """Every position a cell of its own; long labels broken over lines."""

    def text(table: str) -> str:
        cells = [
            Spot(at, col, 1, 1, cell, False)
            for at, row in enumerate(grid_of(report, table))
            for col, cell in enumerate(row)
        ]
        return _drawn(cells, "+-|+++++++++")

    return around(report, text)


def rest_grid(report: Report) -> str:
    """Merged cells have no rule and no bar inside."""
    return around(report, lambda table: _drawn(spots(report, table), "+-|+++++++++"))


def box_drawing(report: Report) -> str:
    return around(report, lambda table: _drawn(spots(report, table), " ─│┌┬┐├┼┤└┴┘"))


def _drawn(cells: list[Spot], ink: str) -> str:
    """Draw cells with lines; a joint has arms only where lines meet it."""
    n_rows = max(cell.row + cell.rowspan for cell in cells)
    n_cols = max(cell.col + cell.colspan for cell in cells)
    owner = {
        (row, col): at
        for at, cell in enumerate(cells)
        for row in range(cell.row, cell.row + cell.rowspan)
        for col in range(cell.col, cell.col + cell.colspan)
    }
    widths = [4] * n_cols
    for cell in cells:
        if cell.colspan == 1:
            widths[cell.col] = max(widths[cell.col], min(width_of(cell.text), _NARROW) + 2)
    lefts = [sum(widths[:col]) + col for col in range(n_cols + 1)]
    texts = {}
    heights = [1] * n_rows
    for at, cell in enumerate(cells):
        room = lefts[cell.col + cell.colspan] - lefts[cell.col] - 3
        texts[at] = broken(cell.text, room)
        heights[cell.row + cell.rowspan - 1] = max(
            heights[cell.row + cell.rowspan - 1], len(texts[at]) - sum(heights[cell.row : cell.row + cell.rowspan - 1])
        )
    tops = [sum(heights[:row]) + row for row in range(n_rows + 1)]
    lines = []
    for y in range(tops[-1] + 1):
        row = max(index for index in range(n_rows + 1) if tops[index] <= y)
        lines.append(_ruled(y, row, owner, widths, ink, n_rows, n_cols) if y in tops else "")
        if y in tops and (0 < row < n_rows):
            lines[-1] = _with_texts(lines[-1], y, row, cells, owner, texts, lefts, tops, ink, ruled=True)
        elif y not in tops:
            lines[-1] = _with_texts("", y, row, cells, owner, texts, lefts, tops, ink, ruled=False)
    return "\n".join(["", *lines, ""])


def _ruled(
    y: int, row: int, owner: dict[tuple[int, int], int], widths: list[int], ink: str, n_rows: int, n_cols: int
) -> str:
    """Draw the line above a row: dashes where a cell ends, joints between."""

    def across(col: int) -> bool:
        return 0 <= col < n_cols and owner.get((row - 1, col)) != owner.get((row, col))

    def down(line: int, col: int) -> bool:
        return 0 <= line < n_rows and owner.get((line, col - 1)) != owner.get((line, col))

    line = ""
    for col in range(n_cols + 1):
        arms = (down(row - 1, col), down(row, col), across(col - 1), across(col))
        line += _joint(arms, ink)
        if col < n_cols:
            line += (ink[1] if across(col) else " ") * widths[col]
    return line


def _joint(arms: tuple[bool, bool, bool, bool], ink: str) -> str:
    up, low, left, right = arms
    if not (left or right):
        return ink[2] if up or low else " "
    if not (up or low):
        return ink[1]
    if ink[0] == "+":
        return "+"
    row = 0 if not up else 2 if not low else 1
    col = 0 if not left else 2 if not right else 1
    return ink[3 + 3 * row + col]


def _with_texts(
    line: str,
    y: int,
    row: int,
    cells: list[Spot],
    owner: dict[tuple[int, int], int],
    texts: dict[int, list[str]],
    lefts: list[int],
    tops: list[int],
    ink: str,
    *,
    ruled: bool,
) -> str:
    """Write the texts of the cells that run over a line between their bars."""
    made = ""
    col = 0
    while col < len(lefts) - 1:
        at = owner[row, col]
        cell = cells[at]
        end = cell.col + cell.colspan
        room = lefts[end] - lefts[cell.col] - 1
        if ruled and owner.get((row - 1, col)) != at:
            made += line[lefts[col] : lefts[col + 1]]
            col += 1
            continue
        index = y - tops[cell.row] - 1
        text = texts[at][index] if 0 <= index < len(texts[at]) else ""
        made += (line[lefts[col]] if ruled else ink[2]) + pad(f" {text}", room)
        col = end
    return made + (line[lefts[-1]] if ruled else ink[2])


def aligned(report: Report) -> str:
    """Columns lined up with blanks, as a terminal shows them."""

    def text(table: str) -> str:
        grid = grid_of(report, table)
        widths = widths_of(grid)
        return "\n" + "\n".join("   ".join(map(pad, row, widths)).rstrip() for row in grid) + "\n"

    return around(report, text)


def pdf_lines(report: Report) -> str:
    """Pages as a PDF tool prints them: labels broken to fit their columns, which are counted in characters."""

    def text(table: str) -> str:
        lines: list[str] = []
        for row in rows_of(report, table):
            cells: list[tuple[int, list[str]]] = []
            for cell in row:
                left = cell.col * 8
                room = 6 if cell.is_value else cell.colspan * 8 - 2
                pieces = [cell.text[at : at + room] for at in range(0, len(cell.text), room)]
                cells.append((left, pieces))
            for at in range(max((len(pieces) for _, pieces in cells), default=1)):
                line = ""
                for left, pieces in cells:
                    if at < len(pieces):
                        line = line.ljust(left) + pieces[at]
                lines.append(line)
        return "\n" + "\n".join(lines) + "\n"

    lines = around(report, text).split("\n")
    pages = [lines[at : at + 40] for at in range(0, len(lines), 40)]
    return "".join("\n".join([*page, "", f"{'':30}{number}"]) + "\n\f" for number, page in enumerate(pages, 1))


def _apart(report: Report, *, above: bool) -> str:
    """The label of a row on one line, its values on another."""

    def text(table: str) -> str:
        template = next(found for found in report.form.tables if found.id == table)
        layout = lay_out(template)
        texts = {(spot.row, spot.col): spot.text for spot in spots(report, table)}
        lines: list[str] = []
        printed: set[int] = set()

        def labels(stop: int) -> Iterator[str]:
            for at in range(stop):
                if at not in printed:
                    printed.add(at)
                    yield layout.labels[at].text

        for label, places in layout.groups:
            first = min((place.row, place.col) for place in places)
            before = [at for at, cell in enumerate(layout.labels) if (cell.row, cell.col) < first]
            own = [] if label is None else [layout.labels[label].text]
            if label is not None:
                lines += labels(label)
                printed.add(label)
            lines += labels(max(before) + 1 if before else 0)
            values = "  ".join(texts[place.row, place.col] for place in places)
            lines += [*own, values] if above else [values, *own]
        return "\n".join(lines)

    return around(report, text)


def pdf_labels_above(report: Report) -> str:
    return _apart(report, above=True)


def pdf_labels_below(report: Report) -> str:
    return _apart(report, above=False)


DRAWN: dict[str, Callable[[Report], str]] = {
    "pandoc_simple": pandoc_simple,
    "pandoc_multiline": pandoc_multiline,
    "rest_simple": rest_simple,
    "grid": grid,
    "rest_grid": rest_grid,
    "box_drawing": box_drawing,
    "aligned": aligned,
    "pdf_lines": pdf_lines,
    "pdf_labels_above": pdf_labels_above,
    "pdf_labels_below": pdf_labels_below,
}
LOSSY_DRAWN = {"aligned", "pdf_lines", "pdf_labels_above", "pdf_labels_below"}
"""Dialects that lose the places of blank cells, or some of them."""
