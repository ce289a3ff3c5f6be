"""Random reports that follow an official form, and renderers that print them as archives hold them.

A report knows what went in, so a test compares it with what comes out: exact, or blank and reported, never wrong.
"""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from html import escape

from msgspec import Struct, field

from convert.forms.layout import Layout, lay_out
from convert.forms.load import load_forms
from convert.forms.template import Form, TableTemplate
from convert.model import Document, Table

Values = dict[str, list[str | None]]


class Spot(Struct, frozen=True):
    """A cell of a table that is to be printed: an official label or a value (None: blank)."""

    row: int
    col: int
    rowspan: int
    colspan: int
    text: str
    is_value: bool


class Report(Struct, frozen=True):
    """values: for each table id, the texts of its value cells in reading order; broken: how many sums do not hold."""

    form: Form
    values: Values
    broken: int = 0
    blanks: int = 0
    prose: list[str] = field(default_factory=list)
    change: Callable[[str, list[Spot]], list[Spot]] | None = None
    """What happened to the cells of a table, named by its id, before it was printed."""


def form_called(form_id: str) -> Form:
    return next(form for form in load_forms() if form.id == form_id)


def make_report(
    seed: int, form_id: str = "annual-report-2021", *, blanks: int = 0, broken: int = 0, top: int = 30
) -> Report:
    """Make a report whose sums hold, then take out `blanks` values and falsify `broken` ones."""
    rng = random.Random(seed)
    form = form_called(form_id)
    values: Values = {}
    for template in form.tables:
        numbers = make_values(template, rng, top)
        values[template.id] = [str(numbers[place]) for place in places(lay_out(template))]
    ids = [template.id for template in form.tables]
    for _ in range(blanks):
        chosen = values[rng.choice(ids)]
        chosen[rng.randrange(len(chosen))] = None
    for _ in range(broken):
        chosen = values[ids[1]]
        at = rng.randrange(len(chosen))
        chosen[at] = str(int(chosen[at] or 0) + rng.randint(1, 9))
    return Report(form, values, broken, blanks)


def places(layout: Layout) -> list[tuple[int, int]]:
    return sorted((place.row, place.col) for _, group in layout.groups for place in group)


def make_values(template: TableTemplate, rng: random.Random, top: int) -> dict[tuple[int, int], Decimal]:
    """Draw values for which every rule of the template holds: free ones at random, then each sum from its parts."""
    layout = lay_out(template)
    cells = {(place.row_key, place.col_key): (place.row, place.col) for _, group in layout.groups for place in group}
    for _ in range(200):
        drawn = {
            key: Decimal(0 if rng.random() < 0.5 else rng.randint(0, rng.choice((3, top, top * 40)))) for key in cells
        }
        if _solve(template, drawn) and all(value >= 0 for value in drawn.values()):
            return {cells[key]: value for key, value in drawn.items()}
    raise AssertionError("no consistent report was drawn")


def _solve(template: TableTemplate, drawn: dict[tuple[str, str], Decimal]) -> bool:
    rows = {row for row, _ in drawn}
    columns = {column for _, column in drawn}
    for rule in sorted(template.rules, key=lambda rule: (rule.across == "rows", rule.id != "R2")):
        lines = columns if rule.across == "columns" else rows
        for line in sorted(lines):

            def at(key: str, line: str = line, across: str = rule.across) -> tuple[str, str]:
                return (key, line) if across == "columns" else (line, key)

            if any(at(key) not in drawn for key in (*rule.left, *rule.right)):
                continue
            if len(rule.left) == 1:
                drawn[at(rule.left[0])] = sum((drawn[at(key)] for key in rule.right), Decimal(0))
            else:
                left = sum((drawn[at(key)] for key in rule.left), Decimal(0))
                right = sum((drawn[at(key)] for key in rule.right[:-1]), Decimal(0))
                if left < right:
                    drawn[at(rule.left[0])] += right - left
                    left = right
                drawn[at(rule.right[-1])] = left - right
    return True


def spots(report: Report, table_id: str) -> list[Spot]:
    """List the cells of a table in reading order."""
    template = next(table for table in report.form.tables if table.id == table_id)
    layout = lay_out(template)
    found = [Spot(cell.row, cell.col, cell.rowspan, cell.colspan, cell.text, False) for cell in layout.labels]
    found += [Spot(cell.row, cell.col, cell.rowspan, cell.colspan, "", False) for cell in layout.blanks]
    widths = {(place.row, place.col): place.colspan for _, group in layout.groups for place in group}
    for place, text in zip(places(layout), report.values[table_id], strict=True):
        found.append(Spot(*place, 1, widths[place], text or "", True))
    found.sort(key=lambda spot: (spot.row, spot.col))
    return report.change(table_id, found) if report.change else found


def rows_of(report: Report, table_id: str) -> Iterator[list[Spot]]:
    cells = spots(report, table_id)
    for row in range(max(cell.row for cell in cells) + 1):
        yield [cell for cell in cells if cell.row == row]


def grid_of(report: Report, table_id: str, *, fill: bool = False) -> list[list[str]]:
    """Give the full grid of texts; covered positions are blank, or repeat the text with fill."""
    cells = spots(report, table_id)
    n_rows = max(cell.row + cell.rowspan for cell in cells)
    n_cols = max(cell.col + cell.colspan for cell in cells)
    grid = [[""] * n_cols for _ in range(n_rows)]
    for cell in cells:
        for row in range(cell.row, cell.row + cell.rowspan):
            for col in range(cell.col, cell.col + cell.colspan):
                if fill or (row, col) == (cell.row, cell.col):
                    grid[row][col] = cell.text
    return grid


def around(report: Report, table_text: Callable[[str], str]) -> str:
    """Put the tables between the section headings, with a line of prose in each section."""
    parts = ["青禾县图书馆2023年政府信息公开工作年度报告"]
    for section in report.form.sections or ():
        parts.append(section.title)
        parts.append(table_text(section.table) if section.table else "全年工作平稳，各项任务按期完成。")
    if not report.form.sections:
        parts += [table_text(table.id) for table in report.form.tables]
    return "\n".join(parts) + "\n"


def tabs_full(report: Report) -> str:
    return around(report, lambda table: "\n".join("\t".join(row) for row in grid_of(report, table)))


def tabs_filled(report: Report) -> str:
    """Merged labels repeated in every position that they cover."""
    return around(report, lambda table: "\n".join("\t".join(row) for row in grid_of(report, table, fill=True)))


def tabs_dropped(report: Report) -> str:
    return around(
        report, lambda table: "\n".join("\t".join(cell.text for cell in row) for row in rows_of(report, table))
    )


def pipes_dropped(report: Report) -> str:
    def text(table: str) -> str:
        width = len(grid_of(report, table)[0])
        lines = []
        for row in rows_of(report, table):
            lines.append(" | ".join(cell.text for cell in row) + " |" + "|" * (width - len(row)))
        return "\n".join(lines)

    return around(report, text)


def pipes_kept(report: Report) -> str:
    return around(report, lambda table: "\n".join("| " + " | ".join(row) + " |" for row in grid_of(report, table)))


def markdown(report: Report) -> str:
    def text(table: str) -> str:
        grid = grid_of(report, table)
        lines = ["|" + "  |" * len(grid[0]), "|" + " --- |" * len(grid[0])]
        return "\n" + "\n".join(lines + ["| " + " | ".join(row) + " |" for row in grid]) + "\n"

    return around(report, text)


def marked(report: Report) -> str:
    """What Tika prints: a TAB before each cell, an empty line after each row, spanned rows as blank cells."""

    def text(table: str) -> str:
        cells = spots(report, table)
        lines = [""]
        for row in range(max(cell.row for cell in cells) + 1):
            here = {
                cell.col: cell.text for cell in cells if cell.row <= row < cell.row + cell.rowspan and cell.row == row
            }
            here |= {cell.col: "" for cell in cells if cell.row < row < cell.row + cell.rowspan}
            lines += ["\t" + here[col] for col in sorted(here)] + [""]
        return "\n".join([*lines, ""])

    return around(report, text)


def cell_per_line(report: Report) -> str:
    """One cell a line, nothing between the rows; blank cells are lost."""
    return around(report, lambda table: "\n".join(cell.text for cell in spots(report, table) if cell.text))


def cell_per_line_blank(report: Report) -> str:
    """One cell a line; a blank cell is a blank line."""
    return around(report, lambda table: "\n".join(cell.text for cell in spots(report, table)))


def bars(report: Report) -> str:
    """One cell a line with a bar on the line behind each; a blank cell is a blank line before its bar."""
    return around(report, lambda table: "\n".join(f"{cell.text}\n|" for cell in spots(report, table)))


def cell_per_line_tab(report: Report) -> str:
    """One cell a line behind a tab, with nothing between the rows; a blank cell is a lone tab."""
    return around(report, lambda table: "\n".join(f"\t{cell.text}" for cell in spots(report, table)))


def ragged(report: Report) -> str:
    """Tabs; the blank cells below merged labels are lost in some rows, kept in others."""

    def text(table: str) -> str:
        rng = random.Random(len(table))
        lines = []
        for row, cells in zip(grid_of(report, table), rows_of(report, table), strict=True):
            first = cells[0].col if cells else 0
            lines.append("\t".join(row[rng.randint(0, first) :]))
        return "\n".join(lines)

    return around(report, text)


def half_glued(report: Report) -> str:
    """Everything of a table on one line, some cells with a blank between, some without."""

    def text(table: str) -> str:
        rng = random.Random(len(table))
        return "".join(cell.text + rng.choice(("", " ")) for cell in spots(report, table))

    return around(report, text)


def csv_pipe(report: Report) -> str:
    """A bar for a separator, nothing quoted, spanned cells kept."""
    return around(report, lambda table: _csv(grid_of(report, table), "|", csv.QUOTE_MINIMAL))


def run_together(report: Report) -> str:
    """Everything on one line, without a mark between the cells."""
    return around(report, lambda table: "".join(cell.text for cell in spots(report, table))).replace("\n", "") + "\n"


def blank_between(report: Report) -> str:
    """Everything of a table on one line, one blank between the cells."""
    return around(report, lambda table: " ".join(cell.text for cell in spots(report, table)))


def _html_table(report: Report, table: str) -> str:
    lines = ["<table border='1'>"]
    for row in rows_of(report, table):
        cells = (
            f'<td colspan="{cell.colspan}" rowspan="{cell.rowspan}">{escape(cell.text) or "&nbsp;"}</td>'
            for cell in row
        )
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "\n".join([*lines, "</table>"])


def html_in_text(report: Report) -> str:
    return around(report, lambda table: _html_table(report, table))


def html_file(report: Report) -> str:
    """A page as a content system builds it: a table around everything, each section in it with a heading."""
    lines = around(report, lambda table: _html_table(report, table)).split("\n")
    titles = {section.title for section in report.form.sections}
    body = [f"<h2>{line}</h2>" if line in titles else line if line[:1] == "<" else f"<p>{line}</p>" for line in lines]
    head = "<!DOCTYPE html>\n<html><head><meta charset='utf-8'><title>年度报告</title><style>td { }</style></head>"
    return f"{head}<body><table><tr><td>\n" + "\n".join(body) + "\n</td></tr></table></body></html>\n"


def _csv(grid: list[list[str]], separator: str, quoting: int) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=separator, quoting=quoting, lineterminator="\n").writerows(grid)
    return file.getvalue().rstrip("\n")


def csv_comma(report: Report) -> str:
    return around(report, lambda table: _csv(grid_of(report, table), ",", csv.QUOTE_MINIMAL))


def csv_semicolon_quoted(report: Report) -> str:
    """Every field quoted, long labels broken over two lines."""

    def text(table: str) -> str:
        grid = grid_of(report, table)
        broken = [[f"{cell[:9]}\n{cell[9:]}" if len(cell) > 12 else cell for cell in row] for row in grid]
        return _csv(broken, ";", csv.QUOTE_ALL)

    return around(report, text)


def json_string(report: Report) -> str:
    title, _, content = tabs_full(report).partition("\n")
    return json.dumps({"id": 7, "title": title, "content": content}, ensure_ascii=False, indent=1)


def ndjson(report: Report) -> str:
    """A record a line: a section with its text, or with the rows of its table."""
    records: list[dict[str, object]] = [{"title": "青禾县图书馆2023年政府信息公开工作年度报告"}]
    for section in report.form.sections:
        if section.table:
            records.append({"section": section.title, "rows": grid_of(report, section.table)})
        else:
            records.append({"section": section.title, "text": "全年工作平稳，各项任务按期完成。"})
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records) + "\n"


DIALECTS: dict[str, Callable[[Report], str]] = {
    "tabs_full": tabs_full,
    "tabs_filled": tabs_filled,
    "tabs_dropped": tabs_dropped,
    "pipes_dropped": pipes_dropped,
    "pipes_kept": pipes_kept,
    "markdown": markdown,
    "marked": marked,
    "cell_per_line": cell_per_line,
    "cell_per_line_blank": cell_per_line_blank,
    "bars": bars,
    "html_file": html_file,
    "html_in_text": html_in_text,
    "csv_comma": csv_comma,
    "csv_semicolon_quoted": csv_semicolon_quoted,
    "json_string": json_string,
    "ndjson": ndjson,
    "run_together": run_together,
    "blank_between": blank_between,
    "cell_per_line_tab": cell_per_line_tab,
    "ragged": ragged,
    "half_glued": half_glued,
    "csv_pipe": csv_pipe,
}
LOSSY = {"cell_per_line", "run_together", "blank_between", "half_glued", "ragged"}
"""Dialects that lose blank cells or the gaps between values: what cannot be known must come out blank."""


def values_in(document: Document) -> Values:
    """Give the values of a document's official tables, in reading order; None where a cell is blank."""
    found: Values = {}
    for block in document.blocks:
        if isinstance(block, Table) and block.form:
            table_id = block.form.partition("/")[2]
            assert table_id not in found, f"{table_id} was found twice"
            found[table_id] = [cell.text or None for cell in block.cells if cell.role == "value"]
    return found


def differences(report: Report, document: Document) -> tuple[list[str], list[str]]:
    """Give what is wrong (a value that the report does not have there) and what is missing (left blank)."""
    got = values_in(document)
    wrong, missing = [], []
    for table_id, expected in report.values.items():
        for at, want in enumerate(expected):
            have = got[table_id][at] if table_id in got else None
            if have == want:
                continue
            (missing if have is None else wrong).append(f"{table_id}[{at}]: {have} instead of {want}")
    return wrong, missing
