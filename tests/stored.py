"""Renderers of what holds a report as a value: databases, scripts, logs, feeds; and of pages with broken heads."""

from __future__ import annotations

import json
from base64 import encodebytes
from collections.abc import Callable
from html import escape
from pprint import pformat

from tests.reports import Report, Spot, around, grid_of, html_in_text, rows_of, tabs_full


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'").replace('"', '\\"').replace("\n", "\\r\\n")


def sql_page(report: Report) -> str:
    """A page of HTML in a row of a database, as `mysqldump` writes it."""
    return f"CREATE TABLE `a` (\n  `id` int\n);\nINSERT INTO `a` VALUES (1,'{_quoted(html_in_text(report))}');\n"


def sql_rows(report: Report) -> str:
    def row(at: int, cells: list[str]) -> str:
        values = ", ".join(cell if cell.isdecimal() else f"'{cell}'" if cell else "NULL" for cell in cells)
        return f"INSERT INTO t VALUES ({at}, {values});"

    return around(report, lambda table: "\n".join(row(at, cells) for at, cells in enumerate(grid_of(report, table))))


def yaml_rows(report: Report) -> str:
    """Words without quotes, as YAML may have them."""

    def row(cells: list[str]) -> str:
        return "  - [" + ", ".join(cell or "~" for cell in cells) + "]"

    return around(report, lambda table: f"{table}:\n" + "\n".join(row(cells) for cells in grid_of(report, table)))


def python_value(report: Report) -> str:
    """What `pprint` shows of a report: lists broken over lines."""
    tables = {table.id: grid_of(report, table.id) for table in report.form.tables}
    return pformat({"title": "年度报告", "tables": tables}, width=80, sort_dicts=False)


def python_text(report: Report) -> str:
    return repr(tabs_full(report))


def escaped_ascii(report: Report) -> str:
    return tabs_full(report).encode("unicode_escape").decode("ascii")


def script_values(report: Report) -> str:
    tables = ((table.id, grid_of(report, table.id)) for table in report.form.tables)
    return "".join(f"var {name} = {json.dumps(rows, ensure_ascii=False)};\n" for name, rows in tables)


def call_back(report: Report) -> str:
    """JSON handed to a function (JSONP), the tags in its string escaped."""
    content = json.dumps({"data": {"content": escape(html_in_text(report))}})
    return f"jQuery110_17({content});"


def feed(report: Report) -> str:
    return f'<?xml version="1.0"?>\n<feed><entry><content>{escape(html_in_text(report))}</content></entry></feed>\n'


def scraped_strings(report: Report) -> str:
    """Every string of a page in one array, with the blanks between its tags."""
    strings = []
    for line in around(report, lambda table: table).split("\n"):
        ids = [table.id for table in report.form.tables]
        if line not in ids:
            strings += ["\r\n  ", line, "\r\n"]
            continue
        for row in rows_of(report, line):
            strings += ["\r\n\t", *(text for cell in row for text in ("\r\n\t\t\t", cell.text or "\xa0"))]
    return json.dumps(strings, ensure_ascii=False)


def frame_json(report: Report) -> str:
    """Data frames as `to_json` writes them: columns of rows."""
    parts: list[object] = []
    for table in report.form.tables:
        rows = grid_of(report, table.id)
        columns = range(len(rows[0]))
        parts.append({str(col): {str(at): row[col] or None for at, row in enumerate(rows)} for col in columns})
    return json.dumps(parts, ensure_ascii=False)


def numbered_lines(report: Report) -> str:
    return "".join(f"{at:6}\t{line}\n" for at, line in enumerate(tabs_full(report).splitlines(), 1))


def quoted_mail(report: Report) -> str:
    return "".join(f"> {line}\n" for line in tabs_full(report).splitlines())


def mail(report: Report) -> str:
    """A mail with its text in Base64."""
    head = "From: a@b.cn\nMIME-Version: 1.0\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
    return head + encodebytes(tabs_full(report).encode()).decode("ascii")


def page_source(report: Report) -> str:
    """The texts of a page as its source indents them; a cell of nothing holds `&nbsp;`."""

    def text(table: str) -> str:
        rows = ("".join(f"\t\t\t{cell.text or chr(0xA0)}\n" for cell in row) for row in rows_of(report, table))
        return "\t\t\n" + "\t\t\n".join(rows) + "\n"

    return around(report, text)


def heads_too_wide(report: Report) -> str:
    """A page whose heads say that they span a column more or less than they do."""

    def cell_of(cell: Spot) -> str:
        wrong = (cell.colspan > 6) - (cell.colspan == 5)
        return f'<td colspan="{cell.colspan + wrong}" rowspan="{cell.rowspan}">{cell.text or "&nbsp;"}</td>'

    def text(table: str) -> str:
        rows = ("".join(map(cell_of, row)) for row in rows_of(report, table))
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"

    return around(report, text)


STORED: dict[str, Callable[[Report], str]] = {
    "sql_page": sql_page,
    "sql_rows": sql_rows,
    "yaml_rows": yaml_rows,
    "python_value": python_value,
    "python_text": python_text,
    "escaped_ascii": escaped_ascii,
    "script_values": script_values,
    "call_back": call_back,
    "feed": feed,
    "scraped_strings": scraped_strings,
    "frame_json": frame_json,
    "quoted_mail": quoted_mail,
    "mail": mail,
    "page_source": page_source,
    "numbered_lines": numbered_lines,
    "heads_too_wide": heads_too_wide,
}
