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


MARKED_UP = {
    "mediawiki": _tables(_wiki_row, '{| class="wikitable"\n|-\n', "\n|-\n", "\n|}"),
    "dokuwiki": dokuwiki,
    "asciidoc": asciidoc,
    "bbcode": _tables(_bbcode_row, "[table]\n", "\n", "\n[/table]"),
    "latex": latex,
    "textile": _tables(_textile_row, "", "\n", ""),
    "docbook": docbook,
}
