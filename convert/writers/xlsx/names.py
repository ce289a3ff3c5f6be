"""Name the sheets: after the tables' titles, as Excel allows it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from convert.model import Table
from convert.own_workbook import AUDIT, BODY, UNPRINTABLE, UNTITLED, cut
from convert.writers.xlsx.live import fixed, quoted

LONGEST_NAME = 31
_LOOKALIKES = str.maketrans("[]:*?/\\", "［］：＊？／＼")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""Begins what Excel takes for a character by its number (ST_Xstring)."""
_LOOKS_UNTITLED = re.compile(rf"{UNTITLED}\d+")
_NOT_IN_A_NAME = re.compile(r"[^\w.]")
_NO_NAME = re.compile(r"[\d.]|(?:[a-z]{1,3}[0-9]+|r[0-9]*(?:c[0-9]*)?|c[0-9]*|true|false)\Z", re.IGNORECASE)
"""Begins like a number, or is the name of a cell, a row, a column or a truth value."""
_LONGEST_VALUE_NAME = 255
_MOST_KEPT = 1_000
"""Values of a table of which is kept what they are called."""
_RESERVED = (BODY, AUDIT, "History")
"""Excel keeps History for itself."""


def name_sheets(titles: Iterable[str]) -> list[str]:
    """Give each table's sheet its own name; a sheet is called 表1, 表2… if and only if its table has no title.

    >>> name_sheets(["二、收费", "二、收费", "", "a/b", "表1", "_x000D_"])
    ['二、收费', '二、收费 (2)', '表1', 'a／b', '表1 (1)', '＿x000D_']
    """
    taken = {_key(name) for name in _RESERVED}
    names = []
    untitled = 0
    repeats: dict[str, int] = {}
    for title in titles:
        if not title:
            untitled += 1
            name = f"{UNTITLED}{untitled}"
        else:
            name = _unique(_allowed(title), taken, repeats)
        taken.add(_key(name))
        names.append(name)
    return names


def name_values(tables: Mapping[int, Table], sheets: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    """Yield a name for each value of the official tables, as in 新收_总计, and the address that it stands for.

    A name that two tables use is given to the first; a second table of the same form has none.
    """
    taken: set[str] = set()
    for index, table in tables.items():
        if not table.form:
            continue
        cells = tuple([(cell.name, cell.row, cell.col) for cell in table.cells if cell.name])
        for key, name, place in (_kept_names if len(cells) <= _MOST_KEPT else _names)(cells, sheets[index]):
            if key not in taken:
                taken.add(key)
                yield name, place


def _names(cells: Sequence[tuple[str, int, int]], sheet: str) -> tuple[tuple[str, str, str], ...]:
    """Give the names of values that can have one, in small letters and as they are, and the addresses of all these."""
    found = []
    for wanted, row, col in cells:
        name = _NOT_IN_A_NAME.sub("_", wanted)
        if name and not _NO_NAME.match(name) and len(name) <= _LONGEST_VALUE_NAME:
            found.append((name.lower(), name, f"{quoted(sheet)}!{fixed(row, col)}"))
    return tuple(found)


_kept_names = lru_cache(maxsize=64)(_names)
"""Those of a form are asked for again with every document."""


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", name).lower().casefold()


def _allowed(title: str) -> str:
    """Make a sheet name of a title, never empty."""
    title = _ESCAPE.sub("＿", title.translate(_LOOKALIKES))
    name = cut(" ".join(UNPRINTABLE.sub(" ", title).split()), LONGEST_NAME).strip()
    if name.startswith("'"):
        name = "’" + name[1:]
    if name.endswith("'"):
        name = name[:-1] + "’"
    if _LOOKS_UNTITLED.fullmatch(name):
        name = f"{cut(name, LONGEST_NAME - len(' (1)'))} (1)"
    return name or f"{UNTITLED}格"


def _unique(name: str, taken: set[str], repeats: dict[str, int]) -> str:
    candidate, key = name, _key(name)
    while _key(candidate) in taken:
        repeats[key] = repeats.get(key, 1) + 1
        suffix = f" ({repeats[key]})"
        candidate = cut(name, LONGEST_NAME - len(suffix)).rstrip() + suffix
    return candidate
