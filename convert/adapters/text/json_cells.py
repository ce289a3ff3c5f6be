"""Tables in JSON whose cells tell their places: as recognisers of pictures, spreadsheets and editors store them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from convert.adapters.text.json_values import Number, Object, is_short, is_whole, is_wrapped, show, whole_of
from convert.errors import TooLarge
from convert.grid import MAX_COLUMNS

_MANY = 3
_PLACES = tuple(
    (name, frozenset(words.split()))
    for name, words in (
        ("row", "row r rowindex rowidx rowid startrow rowstart startrowoffsetidx rowtl ysc rows 行"),
        ("col", "col c column colindex columnindex colidx startcol colstart columnstart startcoloffsetidx coltl xsc"),
        ("col", "columns 列"),
        ("text", "text value content words word cellcontent v t 内容 值"),
        ("rowspan", "rowspan rs"),
        ("colspan", "colspan columnspan cs"),
        ("rowend", "rowend endrow rowbr yec"),
        ("colend", "colend endcol columnend colbr xec"),
    )
)
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


class Told(Struct, frozen=True):
    """A cell. where: its place in the table in the terms of JSON; col: None for the next that is free."""

    text: str
    where: str = ""
    col: int | None = None
    rowspan: int = 1
    colspan: int = 1


Rows = list[list[Told]]


def _find_places(values: Sequence[Object]) -> dict[str, str]:
    """Give the keys under which cells tell their row, column and text; nothing if they do not."""
    keys = dict.fromkeys(key for value in values for key, _ in value)
    plain = {"".join(filter(str.isalnum, key)).lower(): key for key in keys}
    found = {name: plain[word] for name, words in _PLACES for word in plain if word in words}
    if not {"row", "col", "text"} <= set(found):
        return {}
    numbered = all(is_whole(dict(value).get(found[name])) for value in values for name in ("row", "col"))
    return found if numbered else {}


def find_cells(values: Sequence[Any]) -> Rows:
    """Give the rows of cells that tell their places, whatever else they tell (outlines, scores); none if they do not.

    The rows and columns that a cell covers may be listed. Raises TooLarge for rows far beyond the cells.
    """
    if not values or not all(isinstance(value, Object) for value in values):
        return []
    cells: list[Object] = []
    for value in values:
        cell = Object((key, inner) for key, inner in value if is_short(inner))
        for key, inner in value:
            if type(inner) is list and inner and key.lower() in ("rows", "columns") and all(map(is_whole, inner)):
                numbers = sorted(map(whole_of, inner))
                if numbers != [*range(numbers[0], numbers[-1] + 1)]:
                    return []
                cell.append((key, Number(numbers[0])))
                cell.append((f"{key.lower()[:3]}span", Number(len(numbers))))
        cells.append(cell)
    names = _find_places(cells)
    if not names:
        return []
    told = [{name: whole_of(dict(cell).get(key)) for name, key in names.items()} for cell in cells]
    last = any(place["row"] == place.get("rowend") for place in told)
    rows: list[tuple[int, Told]] = []
    for at, (cell, place) in enumerate(zip(cells, told, strict=True)):
        spans = [
            max(1, place.get(f"{name}span", 1), place.get(f"{name}end", 0) - place[name] + last)
            for name in ("row", "col")
        ]
        rows.append((place["row"], Told(show(dict(cell).get(names["text"])), str(at), place["col"], *spans)))
    return _in_rows(rows)


def texts_of_rows(values: Sequence[Any]) -> Rows:
    """Give the rows of a table whose cells are objects with a text; none if they are no such rows."""
    rows = [[dict(cell).get("text") for cell in row if isinstance(cell, Object)] for row in values]
    texts = [
        [Told(text, f"{at}/{col}") for col, text in enumerate(row) if type(text) is str] for at, row in enumerate(rows)
    ]
    return texts if len(texts) > 1 and all(texts) and list(map(len, texts)) == list(map(len, values)) else []


def _in_rows(cells: Sequence[tuple[int, Told]]) -> Rows:
    """Put cells into the rows that they stand in; what lies far beyond a sheet is refused."""
    rows: dict[int, list[Told]] = {}
    for row, cell in cells:
        rows.setdefault(row, []).append(cell)
    if max(rows) > len(cells) or any(cell.col is not None and cell.col >= MAX_COLUMNS for _, cell in cells):
        raise TooLarge(what=f"{len(cells)} rows, {MAX_COLUMNS} columns")
    return [sorted(rows.get(row, []), key=lambda cell: cell.col or 0) for row in range(min(rows), max(rows) + 1)]


def cells_by_address(members: Object) -> Rows:
    """Give the rows of a sheet whose cells are named by their addresses (`B12`); none if these are no cells."""
    cells: list[tuple[int, Told]] = []
    for key, value in members:
        address = _ADDRESS.fullmatch(key)
        if address is None and key.startswith("!"):
            continue
        if isinstance(value, Object):
            value = next((inner for name, inner in value if name in ("w", "v", "value")), None)
        if address is None or not is_wrapped(value):
            return []
        col = 0
        for letter in address[1]:
            col = col * 26 + ord(letter) - ord("A") + 1
        cells.append((int(address[2]) - 1, Told(show(value), str(len(cells)), col - 1)))
    return _in_rows(cells) if len(cells) > _MANY else []


def find_tree(members: Object) -> Rows:
    """Give the rows of a table that an editor keeps as a tree; none if it is no such table."""
    if not _is_kind(members, ("table",)):
        return []
    rows = _children(members)
    if rows and all(_is_kind(row, ("body", "head", "foot")) for row in rows):
        rows = [row for part in rows for row in _children(part)]
    grid = [_children(row) for row in rows if _is_kind(row, ("row", "tr"))]
    cells = [cell for row in grid for cell in row]
    whole = len(grid) == len(rows) and len(cells) > 1
    if not whole or not all(_is_kind(cell, ("cell", "td", "th", "header")) for cell in cells):
        return []
    return [
        [Told(_text(cell), "", None, _span(cell, "rowspan"), _span(cell, "colspan")) for cell in row] for row in grid
    ]


def _is_kind(members: Object, words: Sequence[str]) -> bool:
    kind = next((value for key, value in members if key in ("type", "tag", "name", "nodeType")), None)
    return isinstance(kind, str) and any(word in kind.lower() for word in words)


def _children(members: Object) -> list[Object]:
    """Give the objects of the one list of objects that an object has."""
    lists = [value for _, value in members if type(value) is list and all(isinstance(inner, Object) for inner in value)]
    return lists[0] if len(lists) == 1 else []


def _text(members: Object) -> str:
    """Give the text of a branch, its parts on lines of their own where they are paragraphs."""
    parts: list[str] = []
    for key, value in members:
        if key in ("text", "value") and isinstance(value, str):
            parts.append(value)
    for child in _children(members):
        inner = _text(child)
        joined = any(key in ("text", "value") for key, _ in child) or not parts
        parts = [*parts[:-1], parts[-1] + inner] if joined and parts else [*parts, inner]
    return "\n".join(part for part in parts if part)


def _span(members: Object, name: str) -> int:
    """Give how many rows or columns a cell of a tree covers, as it or its attributes say."""
    for key, value in members:
        if key.lower() == name and is_whole(value):
            return max(1, whole_of(value))
        if key in ("attrs", "attributes", "attribs") and isinstance(value, Object):
            return _span(value, name)
    return 1
