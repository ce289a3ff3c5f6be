"""Start a template from a filled table: its labels become paths, its blanks and numbers become places for values."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import count as count_from
from itertools import takewhile

from msgspec import Struct
from msgspec.structs import replace

from convert.errors import Unreadable
from convert.forms.fold import LONGEST_LABEL, fold, stated_unit
from convert.forms.template import ANY
from convert.forms.values import looks_like_value, read_value
from convert.grid import slice_rows
from convert.model import Cell, Document, Paragraph, Table

_KEY = re.compile(r"^\(?[一二三四五六七八九十0-9]{1,3}[).,:]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BETWEEN_WORDS = re.compile(r"(?<=[\u2e80-\uffef])\s+(?=[\u2e80-\uffef])")
_FEWEST_PARTS = 2
_FEWEST_LISTED = 3
_OFTEN = 500
"""Rows of a list, and how many of them a draft allows."""
_MOST_SUMMED = 60
"""Rows or columns of which every run is tried as a sum."""
_MOST_PLACES = 5_000
"""Positions of a table that may be a form's."""
Paths = list[tuple[str, ...]]


class _Lines(Struct):
    """Rows or columns of values: their labels, their keys, what kinds of values they hold."""

    paths: Paths
    keys: list[str]
    kinds: list[str]


def draft_template(document: Document, name: str) -> str:
    """Write a template for the document's tables, as TOML to be looked through by hand.

    A full-width row above a head starts a band; the same head again in the middle of a row starts one beside it. Types
    follow from the values, rules are sums that hold in all rows or columns; rows of a list become one that repeats.
    Raises Unreadable if the document has no table with values.
    """
    parts: list[str] = []
    above = ""
    for block in document.blocks:
        if isinstance(block, Table) and (text := _table(block, len(parts) + 1, block.title or above)):
            parts.append(text)
        elif isinstance(block, Paragraph) and block.text.strip() and not stated_unit(block.text):
            above = block.text.strip() if len(block.text) <= LONGEST_LABEL // 2 else ""
    if not parts:
        raise Unreadable("There is no table with values in this file.", "Fill in the form once and try again.")
    year = _YEAR.search(document.title)
    head = [
        "# A draft made from a filled table: check every label, type and sum, then add what is missing.",
        '# Instead of rows that each document has its own of: { key = "row", path = ["*"], repeat = [1, 500] }',
        "schema = 1",
        f"id = {_quoted(name)}",
        'language = "zh-CN"',
        f"since = {year[0] if year else 2000}",
        'source = "?"',
        "",
        "[name]",
        f"zh = {_quoted(document.title or name)}",
        f"en = {_quoted(name)}",
        "",
    ]
    return "\n".join([*head, *parts])


def _table(table: Table, number: int, title: str) -> str:
    if table.n_rows * table.n_cols > _MOST_PLACES:
        return ""
    used: list[str] = []
    bands = [band for part in _parts(table) for band in _abreast(*part, used) if band]
    if not bands:
        return ""
    return "\n".join(["[[tables]]", f'id = "table-{number}"', f"title = {_quoted(title or '?')}", "", *bands])


def _parts(table: Table) -> Iterator[tuple[str, Table]]:
    """Yield the bands of a table as (banner, rows below it); a full-width row above values is one of their rows."""
    banner, start = "", 0
    for row in range(table.n_rows + 1):
        cells = [cell for cell in table.cells if cell.row == row]
        is_banner = len(cells) == 1 and cells[0].colspan == table.n_cols and table.n_cols > 1
        if is_banner and any(_is_value(cell) for cell in table.cells if cell.row == row + 1):
            continue
        if is_banner or row == table.n_rows:
            if row > start:
                yield banner, slice_rows(table, start, row)
            banner, start = (_label(cells[0]) if cells else ""), row + 1


def _abreast(banner: str, table: Table, used: list[str]) -> list[str]:
    """Draft a part as one band, or as several beside each other where its first head comes again with new labels."""
    head = _head_rows(table)
    covering = _covering(table)
    heads = [covering.get((head - 1, col)) for col in range(table.n_cols)]
    first = heads[0].text if heads and heads[0] else ""
    starts = [
        col
        for col in range(table.n_cols)
        if first and (cell := heads[col]) is not None and cell.text == first and cell.col == col
    ]
    columns = [[covering.get((row, col)) for row in range(head, table.n_rows)] for col in starts]
    if len(starts) > 1 and not any(_is_value(cell) for column in columns for cell in column):
        halves = [_columns_of(table, *ends) for ends in zip(starts, [*starts[1:], table.n_cols], strict=True)]
        found = [[*_parts(half)] for half in halves]
        if all(len(parts) == 1 for parts in found):
            bands = [_band(*parts[0], used, beside=at > 0) for at, parts in enumerate(found)]
            return bands if all(bands) else []
    return [_band(banner, table, used)]


def _columns_of(table: Table, start: int, stop: int) -> Table:
    """Cut some columns out of a table, up to the last row that has a text there."""
    cells = [
        replace(
            cell, col=max(cell.col, start) - start, colspan=min(cell.col + cell.colspan, stop) - max(cell.col, start)
        )
        for cell in table.cells
        if cell.col < stop and cell.col + cell.colspan > start
    ]
    n_rows = max((cell.row + cell.rowspan for cell in cells if cell.text), default=0)
    return Table(n_rows, stop - start, tuple(cell for cell in cells if cell.row + cell.rowspan <= n_rows))


def _head_rows(table: Table) -> int:
    """Say how many rows the head takes: as many as its tallest cell, else those above the first value."""
    top = [cell for cell in table.cells if cell.row == 0 and cell.text]
    tallest = max((cell.rowspan for cell in top), default=1)
    below = next((cell for cell in table.cells if cell.row == 1 and cell.col == 0), None)
    if tallest > 1 or (below and below.text and all(cell.colspan == 1 for cell in top)):
        return tallest
    return next((cell.row for cell in table.cells if _is_value(cell)), 0)


def _band(banner: str, table: Table, used: list[str], *, beside: bool = False) -> str:
    """Draft a band, empty if the table is none. used: keys of rows of other bands, which get those of this one."""
    covering = _covering(table)
    first = _head_rows(table)
    if not 0 < first < table.n_rows:
        return ""
    body = range(first, table.n_rows)
    n_labels = 0
    while n_labels < table.n_cols and not any(_is_value(covering.get((row, n_labels))) for row in body):
        n_labels += 1
    n_labels = n_labels if n_labels < table.n_cols else min(1, table.n_cols - 1)
    depth, listed = _listed_rows(covering, body)
    n_labels = depth if listed else n_labels
    columns = _paths([[covering.get((row, col)) for row in range(first)] for col in range(n_labels, table.n_cols)])
    rows = _paths([[covering.get((row, col)) for col in range(n_labels)] for row in body])
    distinct = [at for at, path in enumerate(columns) if path and path not in columns[:at]]
    grid = [[covering.get((row, n_labels + at)) for at in distinct] for row in body]
    kinds = [[_kind(cell, n_labels) for cell in line] for line in grid]
    numbers = [[_number(cell) for cell in line] for line in grid]
    across = _Lines([columns[at] for at in distinct], [], [_widest(column) for column in zip(*kinds, strict=True)])
    at = listed.start - first
    if listed:
        own = slice(at, at + len(listed))
        rows[own], kinds[own] = [()], [[""] * len(distinct)]
        numbers[own] = [[_total(column) for column in zip(*numbers[own], strict=True)]]
    down = _Lines(rows, [], [_kind_of_row(line, across.kinds) for line in kinds])
    if not across.paths or (n_labels and not listed and not any(down.paths)):
        return ""
    across.keys, down.keys = _keys(across.paths, []), _keys(down.paths, used, "row" if listed else "value")
    corners = [covering.get((0, col)) for col in range(n_labels)]
    labels = [_label(cell) for cell in dict.fromkeys(corners) if cell is not None and cell.text]
    lines = ["[[tables.bands]]", *(["beside = true"] * beside)]
    if banner:
        lines.append(f"banner = {_quoted(banner)}")
    if labels:
        wide = n_labels if listed else max(map(len, rows))
        lines.append(f"corner = {_listed(labels) if len(labels) == wide > 1 else _quoted(labels[0])}")
    lines += ["columns = [", *_lines(across), "]", "rows = ["]
    shown = [*_lines(down)]
    if listed:
        key, path = _quoted(down.keys[at]), _listed([ANY] * n_labels)
        shown[at] = f"  {{ key = {key}, path = {path}, repeat = [1, {max(_OFTEN, len(listed))}] }},"
    lines += [*shown, "]", ""]
    lines += _sums("columns", down, numbers, at if listed else None)
    by_rows = [list(column) for column in zip(*([_number(cell) for cell in line] for line in grid), strict=True)]
    lines += _sums("rows", across, by_rows)
    return "\n".join(lines)


def _listed_rows(covering: Mapping[tuple[int, int], Cell], body: range) -> tuple[int, range]:
    """Say how many columns of labels a list has, and which rows of a band are those of it: each document has its own.

    They begin with a number or a code, each with another one.
    """
    firsts = [covering.get((row, 0)) for row in body]
    own = [cell is not None and _is_value(cell) and any(map(str.isdigit, cell.text)) for cell in firsts]
    start = own.index(True) if True in own else 0
    count = sum(1 for _ in takewhile(bool, own[start:]))
    names = {cell.text for cell in firsts[start : start + count] if cell}
    others = [row for row, is_own in zip(body, own, strict=True) if not is_own]
    depth = min((_words_before(covering, row) for row in others), default=0)
    if count < _FEWEST_LISTED or len(names) < count or any(own[start + count :]) or (others and not depth):
        return 0, range(0)
    return depth, range(body.start + start, body.start + start + count)


def _words_before(covering: Mapping[tuple[int, int], Cell], row: int) -> int:
    """Count the columns of a row before its first value."""
    return next((col for col in count_from(0) if (cell := covering.get((row, col))) is None or _is_value(cell)), 0)


def _total(numbers: Sequence[Decimal | None]) -> Decimal | None:
    known = [number for number in numbers if number is not None]
    return sum(known, Decimal(0)) if known else None


def _covering(table: Table) -> dict[tuple[int, int], Cell]:
    return {
        (row, col): cell
        for cell in table.cells
        for row in range(cell.row, cell.row + cell.rowspan)
        for col in range(cell.col, cell.col + cell.colspan)
    }


def _is_value(cell: Cell | None) -> bool:
    return cell is not None and bool(cell.text) and looks_like_value(cell.text)


def _kind(cell: Cell | None, n_labels: int) -> str:
    """Say what type a value is of; `none` where a label reaches into its place or a dash says that there is none."""
    text = cell.text.strip() if cell else ""
    if cell and text and (cell.col < n_labels or (looks_like_value(text) and not any(map(str.isdigit, text)))):
        return "none"
    kinds = ("count", "integer", "amount", "percent")
    return next((kind for kind in kinds if read_value(text, kind).value is not None), "text") if text else ""


def _widest(kinds: Sequence[str]) -> str:
    """Give the type that all numbers of a column have, percentages only if there is nothing else."""
    found = {kind for kind in kinds if kind not in ("", "none")}
    numbers = next((kind for kind in ("amount", "integer", "count") if kind in found), "")
    return numbers or ("percent" if found == {"percent"} else "text" if "text" in found else "count")


def _kind_of_row(kinds: Sequence[str], columns: Sequence[str]) -> str:
    """Give the type of a row's values where its columns say another, else nothing."""
    found = {(kind, column) for kind, column in zip(kinds, columns, strict=True) if kind}
    alike = {kind for kind, _ in found}
    if len(alike) == 1 and all(kind != column for kind, column in found):
        return alike.pop() if alike <= {"none", "percent", "text"} else ""
    return ""


def _number(cell: Cell | None) -> Decimal | None:
    return read_value(cell.text).value if cell and cell.text else None


def _sums(
    across: str, lines: _Lines, numbers: Sequence[Sequence[Decimal | None]], listed: int | None = None
) -> Iterator[str]:
    """Yield a rule for each line that is the sum of those right behind or right before it, wherever it has numbers.

    listed: a line that stands for several, so that it may be alone.
    """
    for at, line in enumerate(numbers if len(numbers) <= _MOST_SUMMED else ()):
        if not any(line) or lines.kinds[at] == "percent":
            continue
        runs = [range(at + 1, end) for end in range(len(numbers), at + _FEWEST_PARTS, -1)]
        runs += [range(start, at) for start in range(at - _FEWEST_PARTS + 1)]
        runs += [range(listed, listed + 1)] if listed is not None and abs(listed - at) == 1 else []
        run = next((run for run in runs if _is_sum(line, [numbers[part] for part in run])), None)
        if run is not None:
            yield "\n".join(
                [
                    "[[tables.rules]]",
                    f"id = {_quoted(lines.keys[at])}",
                    f'across = "{across}"',
                    f"name = {_quoted(lines.keys[at] + '＝' + '＋'.join(lines.keys[part] for part in run))}",
                    'basis = "holds in the filled table"',
                    f"left = {_listed([lines.keys[at]])}",
                    f"right = {_listed([lines.keys[part] for part in run])}",
                    "",
                ]
            )


def _is_sum(total: Sequence[Decimal | None], parts: Sequence[Sequence[Decimal | None]]) -> bool:
    """Say whether a line is the sum of others that all have a number other than nought in some place."""
    columns = zip(total, *parts, strict=True)
    return all(map(any, parts)) and all(
        sum((part or Decimal(0) for part in some), Decimal(0)) == (whole or Decimal(0)) for whole, *some in columns
    )


def _label(cell: Cell) -> str:
    return _BETWEEN_WORDS.sub("", " ".join(cell.text.split()))


def _paths(lines: Sequence[Sequence[Cell | None]]) -> Paths:
    """Give the labels along each line, from the outermost in; a cell that spans several positions counts once.

    What looks like a value is no label.
    """
    return [
        tuple(_label(cell) for cell in dict.fromkeys(line) if cell is not None and cell.text and not _is_value(cell))
        for line in lines
    ]


def _keys(paths: Paths, used: list[str], bare: str = "value") -> list[str]:
    """Give each path a key of its own; used: those that others have, with which the new ones are put; bare:

    what the key of a path without labels begins with.
    """
    last = Counter(path[-1] for path in paths if path)
    first = len(used)
    for path in paths:
        stem = bare
        if path:
            stem = (_KEY.sub("", fold(path[0] if last[path[-1]] > 1 else path[-1])) or path[-1])[:12]
        key, number = stem, 2
        while key in used:
            key, number = f"{stem}-{number}", number + 1
        used.append(key)
    return used[first:]


def _lines(lines: _Lines) -> Iterator[str]:
    for key, path, kind in zip(lines.keys, lines.paths, lines.kinds, strict=True):
        shown = f", type = {_quoted(kind)}" if kind not in ("", "count") else ""
        yield f"  {{ key = {_quoted(key)}, path = {_listed(path)}{shown} }},"


def _listed(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
