"""Reports in the markup languages of wikis, forums and typesetters, with their marks for merged cells."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from msgspec.structs import replace

from tests.reports import Report, Spot, around, grid_of, rows_of


def _tables(row_text: Callable[[list[Spot]], str], first: str, between: str, last: str) -> Callable[[Report], str]:
    def render(report: Report) -> str:
        return around(report, lambda table: first + between.join(map(row_text, rows_of(report, table))) + last)

    return render


def _wiki_row(row: list[Spot]) -> str:
    return "\n".join(f'| colspan="{cell.colspan}" rowspan={cell.rowspan} | {cell.text}' for cell in row)


def _asciidoc_row(row: list[Spot]) -> str:
    return " ".join(f"{cell.colspan}.{cell.rowspan}+|{cell.text}" for cell in row)


def asciidoc(report: Report) -> str:
    def table_text(table: str) -> str:
        body = "\n\n".join(map(_asciidoc_row, rows_of(report, table)))
        return f'\n[cols="{len(grid_of(report, table)[0])}*"]\n|===\n{body}\n|===\n'

    return around(report, table_text)


def _bbcode_row(row: list[Spot]) -> str:
    return "[tr]" + "".join(f"[td={cell.colspan},{cell.rowspan}][b]{cell.text}[/b][/td]" for cell in row) + "[/tr]"


def _textile_row(row: list[Spot]) -> str:
    return "|" + "".join(f"\\{cell.colspan}/{cell.rowspan}. {cell.text} |" for cell in row)


def dokuwiki(report: Report) -> str:
    """Cells that run over columns are followed by marks that touch, those below a cell hold three colons."""

    def table_text(table: str) -> str:
        grid = [["" for _ in row] for row in grid_of(report, table)]
        for row in rows_of(report, table):
            for cell in row:
                for below in range(cell.row, cell.row + cell.rowspan):
                    grid[below][cell.col] = f" {cell.text} " if below == cell.row else ":::"
        lines = ["|" + "".join(f"{text}|" for text in row) for row in grid]
        return "\n".join([lines[0].replace("|", "^"), *lines[1:]])

    return around(report, table_text)


def latex(report: Report) -> str:
    """Below a cell that runs over rows stands a blank one."""

    def cell_text(cell: Spot) -> str:
        text = cell.text.replace("%", "\\%").replace("_", "\\_")
        text = f"\\multirow{{{cell.rowspan}}}{{*}}{{{text}}}" if cell.rowspan > 1 else text
        return f"\\multicolumn{{{cell.colspan}}}{{|c|}}{{{text}}}" if cell.colspan > 1 else text

    def table_text(table: str) -> str:
        rows = list(rows_of(report, table))
        cells = [{cell.col: cell for cell in row} for row in rows]
        for row in rows:
            for cell in row:
                for below in range(cell.row + 1, cell.row + cell.rowspan):
                    cells[below][cell.col] = replace(cell, row=below, rowspan=1, text="")
        lines = [" & ".join(cell_text(row[col]) for col in sorted(row)) for row in cells]
        width = len(grid_of(report, table)[0])
        return f"\\begin{{tabular}}{{{'|c' * width}|}}\n\\hline\n" + " \\\\ \\hline\n".join(lines) + "\n\\end{tabular}"

    return around(report, table_text)


def docbook(report: Report) -> str:
    def table_text(table: str) -> str:
        width = len(grid_of(report, table)[0])
        lines = ["<informaltable>", f'<tgroup cols="{width}">']
        lines += [f'<colspec colname="c{at}"/>' for at in range(1, width + 1)] + ["<tbody>"]
        for row in rows_of(report, table):
            entries = (
                f'<entry namest="c{cell.col + 1}" nameend="c{cell.col + cell.colspan}" '
                f'morerows="{cell.rowspan - 1}"><para>{escape(cell.text)}</para></entry>'
                for cell in row
            )
            lines.append(f"<row>{''.join(entries)}</row>")
        return "\n".join([*lines, "</tbody></tgroup>", "</informaltable>"])

    return around(report, table_text)


def typst(report: Report) -> str:
    def cell_text(cell: Spot) -> str:
        text = "[" + cell.text.replace("(", "\\(").replace("#", "\\#") + "]"
        spans = [f"{name}: {n}" for name, n in (("rowspan", cell.rowspan), ("colspan", cell.colspan)) if n > 1]
        return f"table.cell({', '.join(spans)}){text}" if spans else text

    def table_text(table: str) -> str:
        head, *rows = (", ".join(map(cell_text, row)) for row in rows_of(report, table))
        width = len(grid_of(report, table)[0])
        lines = [f"  table.header({head},),", "  table.hline(),", *(f"  {row}," for row in rows)]
        return "\n".join([f"#figure(\n  align(center)[#table(\n  columns: {width},", *lines, ")]\n, kind: table\n)"])

    return around(report, table_text)


def _flat(report: Report, table: str) -> list[list[str]]:
    """Give the grid of a table, with blanks where a merged cell goes on."""
    grid = [["" for _ in row] for row in grid_of(report, table)]
    for row in rows_of(report, table):
        for cell in row:
            grid[cell.row][cell.col] = cell.text
    return grid


def texinfo(report: Report) -> str:
    def table_text(table: str) -> str:
        rows = ["@item " + "\n@tab ".join(row) for row in _flat(report, table)]
        return "\n".join(["@multitable @columnfractions .5 .5", *rows, "@end multitable"])

    return around(report, table_text)


def tbl(report: Report) -> str:
    """Labels stand in blocks of their own, what a cell covers below it is said to go on."""

    def table_text(table: str) -> str:
        grid = _flat(report, table)
        for row in rows_of(report, table):
            for cell in row:
                for below in range(cell.row + 1, cell.row + cell.rowspan):
                    grid[below][cell.col] = "\\^"
        rows = ["@".join(f"T{{\n{text}\nT}}" if len(text) > 9 else text for text in row) for row in grid]
        formats = " ".join("l" for _ in grid[0])
        return "\n".join([".TS", "tab(@);", f"{formats}.", rows[0], "_", *rows[1:], ".TE"])

    return around(report, table_text)


MARKED_UP = {
    "mediawiki": _tables(_wiki_row, '{| class="wikitable"\n|-\n', "\n|-\n", "\n|}"),
    "dokuwiki": dokuwiki,
    "asciidoc": asciidoc,
    "bbcode": _tables(_bbcode_row, "[table]\n", "\n", "\n[/table]"),
    "latex": latex,
    "textile": _tables(_textile_row, "", "\n", ""),
    "docbook": docbook,
    "typst": typst,
    "texinfo": texinfo,
    "tbl": tbl,
}
