"""What rows of one make have in common: the same columns, with the same said of each of their cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter

from msgspec import Struct

from convert.adapters.excel.entries import Kind, Shape
from convert.adapters.excel.sheet import column_index
from convert.adapters.excel.styles import Style
from convert.numbers import shown_places

ROW = re.compile(r'<row r="([1-9][0-9]{0,6})"([^>]*)>')
_ATTRIBUTE = re.compile(r' ([a-z]{1,4})="([^"<&]*)"')
SURE = r"-?(?:[0-9]{1,15}(?:\.[0-9]{1,30})?|[0-9]{15,30}[1-9])"
"""A number that does not lack its last digits, as one may that ends in noughts behind the fifteenth."""
_KINDS: dict[str, Kind] = {"n": "n", "s": "s", "str": "str", "inlineStr": "inline", "b": "b"}
_CONTENTS: dict[Kind, str] = {
    "n": f"<v>({SURE})</v></c>",
    "s": "<v>([0-9]{1,9})</v></c>",
    "str": "<v>([^<]+)</v></c>",
    "inline": r'<is><t(?: xml:space="preserve")?>([^<]+)</t></is></c>',
    "b": "<v>([01])</v></c>",
}
"""What stands in a cell of each kind, as a pattern of what may be taken."""
_MOST_KEPT = 64
"""Cells of a row of which is kept what all of its make have in common."""
_MOST_CELLS = 1_000
"""In a row with a pattern of its own; longer rows are taken cell by cell."""
Key = tuple[tuple[str, ...], tuple[str, ...]]
"""The columns of a row's cells, and what stands in each one's tag behind its place."""

Pick = Callable[[tuple[str, ...]], tuple[str, ...]]


class Known(Struct):
    """What rows with the same columns and attributes have in common in every workbook.

    tags: how many such a row has, those of formulas apart; filled: picks the contents of the cells that are not blank,
    shared and texts pick of these; blank: the columns and styles of blank cells; styles: all of the row, each once;
    numbers: which contents are numbers, with their styles; seen: how many such rows were taken; pattern: finds the
    contents of such a row, if it is no odd one.
    """

    shape: Shape
    tags: int
    filled: Pick
    blank: tuple[tuple[int, int], ...]
    styles: tuple[int, ...]
    shared: Pick | None
    texts: Pick | None
    numbers: tuple[tuple[int, int], ...]
    seen: int = 0
    pattern: re.Pattern[str] | None = None


class Make(Struct, eq=False):
    """How rows of one make are checked in workbooks with the same looks.

    looks: of the styles of such a row; blank: the columns and styles of blank cells that are kept; rounded: the cells
    that may be shown rounded, each with its decimals (-1: ask); below: of the first row of a sheet, the makes of rows
    below it, by their numbers, as they were on the last sheet that began so: tables of one form are alike.
    """

    known: Known
    looks: tuple[Style, ...]
    blank: tuple[tuple[int, int], ...]
    rounded: tuple[tuple[int, int], ...]
    below: dict[int, Make] = {}


def make_for(key: Key, look: Callable[[int], Style], own: bool) -> Make | None:
    """Work out how rows with these columns and attributes are checked; None for what is not taken.

    look: gives that of a style of the workbook; own: it is one of this program.
    """
    is_kept = len(key[0]) <= _MOST_KEPT
    known = _known_of(key) if is_kept else _look_at(key)
    if known is None:
        return None
    looks = tuple(map(look, known.styles))
    return _kept_make(key, looks, own) if is_kept else _make_of(known, looks, own)


def _look_at(key: Key) -> Known | None:
    """Work out what rows with these columns and attributes have in common; None for what is not taken."""
    letters, attributes = key
    columns = [column_index(name) for name in letters]
    if columns[0] < 0 or any(after <= before for before, after in pairwise(columns)):
        return None
    looks = [_read_attributes(text) for text in attributes]
    if None in looks:
        return None
    known = [(*look, text.endswith("/")) for look, text in zip(looks, attributes, strict=True) if look]
    filled = [at for at, (_, _, is_blank) in enumerate(known) if not is_blank]
    if not filled:
        return None
    shape = Shape(
        tuple(columns[at] for at in filled),
        tuple(known[at][0] for at in filled),
        tuple(known[at][1] for at in filled),
    )
    return Known(
        shape,
        sum(1 if is_blank else 6 if kind == "inline" else 4 for kind, _, is_blank in known),
        _pick(filled) or tuple,
        tuple((col, style) for col, (_, style, is_blank) in zip(columns, known, strict=True) if is_blank),
        tuple(dict.fromkeys(style for _, style, _ in known)),
        _pick(at for at, kind in enumerate(shape.kinds) if kind == "s"),
        _pick(at for at, kind in enumerate(shape.kinds) if kind in ("str", "inline")),
        tuple(
            (at, style) for at, (kind, style) in enumerate(zip(shape.kinds, shape.styles, strict=True)) if kind == "n"
        ),
    )


_known_of = lru_cache(maxsize=512)(_look_at)
"""Workbooks of one program, such as those of this one, have rows of the same makes over and over."""


def _make_of(known: Known, looks: tuple[Style, ...], own: bool) -> Make | None:
    """Give how rows are checked in a workbook; looks: of their styles, in order; own: it is one of this program."""
    if any(look.font for look in looks):
        return None
    look_of = dict(zip(known.styles, looks, strict=True))
    return Make(
        known,
        looks,
        tuple([place for place in known.blank if own or look_of[place[1]].bordered]),
        tuple([(at, shown_places(code)) for at, style in known.numbers if (code := look_of[style].code) != "General"]),
    )


@lru_cache(maxsize=512)
def _kept_make(key: Key, looks: tuple[Style, ...], own: bool) -> Make | None:
    known = _known_of(key)
    return None if known is None else _make_of(known, looks, own)


@lru_cache(maxsize=4096)
def _read_attributes(text: str) -> tuple[Kind, int] | None:
    """Read the kind and the style of a cell off what stands in its tag behind its place; None if that is odd."""
    found = _ATTRIBUTE.findall(text)
    said = dict(found)
    kind, style = _KINDS.get(said.get("t", "n")), said.get("s", "0")
    whole = sum(len(name) + len(value) + 4 for name, value in found) == len(text.removesuffix("/").rstrip())
    if kind is None or not whole or len(said) < len(found):
        return None
    return (kind, int(style)) if style.isascii() and style.isdigit() and len(style) < 10 else None


def pattern_of(key: Key) -> re.Pattern[str] | None:
    """Give what a whole row with these columns and attributes looks like."""
    if len(key[0]) > _MOST_CELLS:
        return None
    pieces = [ROW.pattern]
    for name, text in zip(*key, strict=True):
        look = _read_attributes(text)
        content = "" if look is None or text.endswith("/") else _CONTENTS[look[0]]
        pieces.append(rf'<c r="{name}\1"{re.escape(text)}>{content}')
    return re.compile("".join(pieces))


def _pick(indices: Iterable[int]) -> Pick | None:
    """Give what picks the items at these indices out of a tuple."""
    places = tuple(indices)
    if not places:
        return None
    if len(places) == 1:
        (only,) = places
        return lambda items: (items[only],)
    pick: Pick = itemgetter(*places)
    return pick
