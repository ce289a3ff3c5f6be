"""Write a table on its own sheet, from A1."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from convert.errors import TooLarge
from convert.lazy_cells import GridCells
from convert.model import Cell, Check, Table
from convert.own_workbook import MAX_COLUMNS, MAX_POSITIONS, MAX_ROWS, cell_name, column_name
from convert.writers.xlsx.cells import Pen
from convert.writers.xlsx.layout import column_widths, is_wide, lines_of_cells, row_heights, wrapping_columns
from convert.writers.xlsx.live import Place, areas_of, condition_of, conditions_of
from convert.writers.xlsx.looks import Look
from convert.writers.xlsx.sheet import Sheet
from convert.writers.xlsx.typed import Typed

LABEL_FILL = "E9EEF5"
WRONG_FILL = "FFC7CE"
RIGHT_FILL = "C6EFCE"

_MOST_PLACES = 1_000
"""Of a table whose frame is kept."""
_LEAST = -(10**15)
_EXPECTED = {
    "count": ("whole", 0, "这里应填件数（不小于 0 的整数）"),
    "integer": ("whole", _LEAST, "这里应填整数"),
    "amount": ("decimal", _LEAST, "这里应填数"),
}
"""Kind of value → the format's kind of validation, the least number, and what is said of anything else."""


def refuse_too_large(table: Table) -> None:
    """Raise TooLarge if a worksheet cannot hold a table, or memory could not."""
    what = f"{table.n_rows} × {table.n_cols}"
    if table.n_rows > MAX_ROWS or table.n_cols > MAX_COLUMNS or table.header_rows >= MAX_ROWS:
        raise TooLarge(
            "A table has more rows or columns than a worksheet: {what}.", "Write it as .docx or .json.", what=what
        )
    cells = table.cells
    plain = isinstance(cells, GridCells)
    if (len(cells) if plain else sum([cell.rowspan * cell.colspan for cell in cells])) > MAX_POSITIONS:
        raise TooLarge("A table is too large for a worksheet: {what}.", "Write it as .docx or .json.", what=what)


def write_table(
    sheet: Sheet, pen: Pen, table: Table, texts: Sequence[str], typed: Sequence[Typed], wrong: Collection[Place]
) -> Iterator[str]:
    """Yield the rows of a table. texts and typed: of its cells; wrong: the cells of failed checks."""
    widths = column_widths(table, texts, [kind.kind == "number" for kind in typed])
    lines = lines_of_cells(table, texts, widths)
    heights = row_heights(table, lines)
    flush = wrapping_columns(table, texts, lines)
    set_view(sheet, table, widths)
    if table.form:
        _expect_numbers(sheet, table)
    yield from draw_rows(sheet, pen, table, typed, heights, flush, wrong)


def draw_rows(
    sheet: Sheet,
    pen: Pen,
    table: Table,
    typed: Sequence[Typed],
    heights: Mapping[int, float],
    flush: Collection[tuple[int, int]],
    wrong: Collection[Place],
) -> Iterator[str]:
    """Yield the rows of a table that have cells. flush: the (column, colspan) of texts that are set flush left."""
    header_rows = table.header_rows
    cells = zip(table.cells, typed, strict=True)
    blanks: dict[int, str] = {}
    numbers: dict[tuple[Typed, str], str] = {}
    for row, frame in enumerate(_frame_of(table)):
        drawn: list[str] = []
        for place, index in frame:
            if index < 0:
                drawn.append(f"{place}{blanks[~index]}")
                continue
            cell, kind = next(cells)
            col, rowspan, colspan = cell.col, cell.rowspan, cell.colspan
            fill = WRONG_FILL if (row, col) in wrong else _fill(table, cell)
            has_span = colspan > 1 or rowspan > 1
            is_number = kind.kind == "number" and not has_span
            if is_number and (kind, fill) in numbers:
                drawn.append(place + numbers[kind, fill])
                continue
            left = rowspan == 1 and row >= header_rows and (col, colspan) in flush
            look = look_of(kind, fill, left=left)
            content = pen.cell(cell, kind, look)
            drawn.append(place + content)
            if is_number:
                numbers[kind, fill] = content
            if has_span:
                sheet.merge((row, col, row + rowspan - 1, col + colspan - 1))
                blanks[index] = pen.blank(look)
        if drawn:
            yield sheet.row(row, "".join(drawn), heights.get(row, 0))


Frame = Iterable[tuple[str, int]]
"""The places of a row, as the beginning of their elements, and the index of the cell there; of the cell whose span

covers the place `~index`.
"""


def _frame_of(table: Table) -> Iterable[Frame]:
    """Give the places of each row of a table that its cells cover, from left to right."""
    cells = tuple([(cell.row, cell.col, cell.rowspan, cell.colspan) for cell in table.cells])
    return (_kept_frame if table.n_rows * table.n_cols <= _MOST_PLACES else _frame)(cells, table.n_rows)


def _frame(cells: Sequence[tuple[int, int, int, int]], n_rows: int) -> Iterator[Frame]:
    waiting = iter(enumerate(cells))
    index, following = next(waiting, (0, None))
    open_spans: list[tuple[int, int, int, int]] = []
    for row in range(n_rows):
        number = row + 1
        open_spans = [span for span in open_spans if span[0] > row]
        found = [(col, ~index) for _, first, behind, index in open_spans for col in range(first, behind)]
        while following is not None and following[0] == row:
            _, col, rowspan, colspan = following
            found.append((col, index))
            found += [(beside, ~index) for beside in range(col + 1, col + colspan)]
            if rowspan > 1:
                open_spans.append((row + rowspan, col, col + colspan, index))
            index, following = next(waiting, (0, None))
        yield [(f'<c r="{column_name(col)}{number}', at) for col, at in sorted(found)]


@lru_cache(maxsize=64)
def _kept_frame(cells: tuple[tuple[int, int, int, int], ...], n_rows: int) -> tuple[Frame, ...]:
    """Give what tables of one form have in common."""
    return tuple(_frame(cells, n_rows))


def _expect_numbers(sheet: Sheet, table: Table) -> None:
    """Let a spreadsheet program warn where something else than the form's kind of number is typed."""
    places: dict[str, list[Place]] = {}
    for cell in table.cells:
        if cell.role == "value":
            places.setdefault(cell.expects, []).append((cell.row, cell.col))
    for expects, (kind, least, words) in _EXPECTED.items():
        if expects in places:
            sheet.expect(areas_of(tuple(places[expects])), kind, least, f"{words}；没有的留空，不要填 0。")


def mark_live(sheet: Sheet, pen: Pen, checks: Collection[Check]) -> None:
    """Let cells turn red when an equality fails, and those of one that failed turn green when it holds again."""
    for areas, fails, _ in conditions_of(checks):
        sheet.fill_if(areas, pen.looks.changed_fill(WRONG_FILL), 'type="expression"', fails)
    for areas, _, holds in map(condition_of, [check for check in checks if check.holds is False]):
        sheet.fill_if(areas, pen.looks.changed_fill(RIGHT_FILL), 'type="expression"', holds)


def _fill(table: Table, cell: Cell) -> str:
    is_label = cell.role == "label" or (not table.form and cell.row < table.header_rows)
    return LABEL_FILL if is_label else ""


def look_of(typed: Typed, fill: str, *, left: bool) -> Look:
    """Give the look of a cell; left: if it is a text, it is set flush left."""
    return _look(fill, "left" if left and typed.kind == "text" else "center", typed.code)


@lru_cache(maxsize=1024)
def _look(fill: str, align: str, code: str) -> Look:
    return Look(10, fill, "", True, align, "center", code)


def set_view(sheet: Sheet, table: Table, widths: Sequence[float]) -> None:
    """Freeze the header and lay the pages out. The print area and the frozen rows are read back as the table's own."""
    sheet.widths, sheet.size = widths, (table.n_rows, table.n_cols)
    rows, cols = label_rows_and_columns(table) if table.form and not table.header_rows else (0, 0)
    if rows or table.header_rows:
        sheet.frozen = (rows, cols) if rows else (table.header_rows, 0)
    repeated = table.header_rows or rows
    if 0 < repeated < table.n_rows:
        sheet.repeated = repeated
    if table.n_rows and table.n_cols:
        sheet.print_area = (0, 0, table.n_rows - 1, table.n_cols - 1)
        sheet.text_numbers = f"A1:{cell_name(table.n_rows - 1, table.n_cols - 1)}"
    sheet.landscape = is_wide(widths)


def label_rows_and_columns(table: Table) -> tuple[int, int]:
    """Count the rows at the top and, below them, the columns at the left that hold nothing but labels.

    Both are 0 unless there are some of each: frozen columns tell such a header from one that the table declares.
    """
    rows = next((cell.row for cell in table.cells if cell.role != "label"), 0)
    cols = min((cell.col for cell in table.cells if cell.role != "label"), default=0)
    return (rows, cols) if rows and cols else (0, 0)
