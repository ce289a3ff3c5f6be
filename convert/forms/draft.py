"""Start a template from a filled table: its labels become paths, its blanks and numbers become places for values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from convert.errors import Unreadable
from convert.forms.fold import fold
from convert.forms.values import looks_like_value
from convert.grid import slice_rows
from convert.model import Cell, Document, Table

_KEY = re.compile(r"^[（(]?[一二三四五六七八九十0-9]{1,3}[）)、.．]?")


def draft_template(document: Document, name: str) -> str:
    """Write a template for the document's tables, as TOML to be completed by hand: rules, types and sections.

    A full-width row starts a band; the head of a band reaches down to its first row with a number. Raises Unreadable
    if the document has no table with values.
    """
    tables = [block for block in document.blocks if isinstance(block, Table)]
    parts = [text for at, table in enumerate(tables, 1) if (text := _table(table, at))]
    if not parts:
        raise Unreadable("There is no table with values in this file.", "Fill in the form once and try again.")
    head = [
        "# A draft made from a filled table: check every label, then add rules, types and sections.",
        "schema = 1",
        f"id = {_quoted(name)}",
        'language = "zh-CN"',
        "since = 2000",
        'source = "?"',
        "",
        "[name]",
        f"zh = {_quoted(document.title or name)}",
        f"en = {_quoted(name)}",
        "",
    ]
    return "\n".join([*head, *parts])


def _table(table: Table, number: int) -> str:
    bands = [band for part in _parts(table) if (band := _band(*part))]
    if not bands:
        return ""
    return "\n".join(["[[tables]]", f'id = "table-{number}"', f"title = {_quoted(table.title or '?')}", "", *bands])


def _parts(table: Table) -> Iterator[tuple[str, Table]]:
    """Yield the bands of a table as (banner, rows below it)."""
    banner, start = "", 0
    for row in range(table.n_rows + 1):
        cells = [cell for cell in table.cells if cell.row == row]
        is_banner = len(cells) == 1 and cells[0].colspan == table.n_cols and table.n_cols > 1
        if is_banner or row == table.n_rows:
            if row > start:
                yield banner, slice_rows(table, start, row)
            banner, start = (_label(cells[0]) if cells else ""), row + 1


def _band(banner: str, table: Table) -> str:
    covering = _covering(table)
    first = next((cell.row for cell in table.cells if cell.text and looks_like_value(cell.text)), None)
    if not first:
        return ""
    body = range(first, table.n_rows)
    n_labels = 0
    while n_labels < table.n_cols and not any(_is_value(covering.get((row, n_labels))) for row in body):
        n_labels += 1
    columns = _paths([[covering.get((row, col)) for row in range(first)] for col in range(n_labels, table.n_cols)])
    rows = _paths([[covering.get((row, col)) for col in range(n_labels)] for row in body])
    corner = covering.get((0, 0)) if n_labels else None
    lines = ["[[tables.bands]]"]
    if banner:
        lines.append(f"banner = {_quoted(banner)}")
    if corner:
        lines.append(f"corner = {_quoted(_label(corner))}")
    distinct = [path for at, path in enumerate(columns) if path and path not in columns[:at]]
    lines += ["columns = [", *_lines(distinct), "]", "rows = [", *_lines(rows), "]", ""]
    return "\n".join(lines)


def _covering(table: Table) -> dict[tuple[int, int], Cell]:
    return {
        (row, col): cell
        for cell in table.cells
        for row in range(cell.row, cell.row + cell.rowspan)
        for col in range(cell.col, cell.col + cell.colspan)
    }


def _is_value(cell: Cell | None) -> bool:
    return cell is not None and bool(cell.text) and looks_like_value(cell.text)


def _label(cell: Cell) -> str:
    return "".join(cell.text.split())


def _paths(lines: Sequence[Sequence[Cell | None]]) -> list[tuple[str, ...]]:
    """Give the labels along each line, from the outermost in; a cell that spans several positions counts once."""
    return [tuple(_label(cell) for cell in dict.fromkeys(line) if cell is not None and cell.text) for line in lines]


def _lines(paths: Sequence[tuple[str, ...]]) -> Iterator[str]:
    used: set[str] = set()
    for path in paths:
        key = stem = (_KEY.sub("", fold(path[-1])) or path[-1])[:12] if path else "value"
        while key in used:
            key = f"{stem}-{len(used)}"
        used.add(key)
        yield f"  {{ key = {_quoted(key)}, path = [{', '.join(_quoted(label) for label in path)}] }},"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
