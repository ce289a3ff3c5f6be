"""Word the form's equalities as formulas, so that a clerk who mends a number sees the check change.

A formula says what `Check` says: blanks count as nothing, and where a cell is no number or a whole side is blank,
nobody can tell. Sums are compared to nine decimals, more than any form asks for and fewer than binary sums lose.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from convert.model import Check, Table
from convert.ooxml.parts import escape
from convert.own_workbook import RESULTS, cell_name, column_name, utf16_units

_DECIMALS = 9
_LONGEST, _MOST_ARGUMENTS = 8_192, 255
"""Of a formula, in UTF-16 units, and of one function; Excel takes a file with more for damaged."""
_REST = 200
"""Units of a formula that are no ranges, at most; the ranges of both sides stand in it up to four times."""
_BLANK, _CELLS, _DIFFER = "有 ", " 个空格，按空白计；", "相差 "
_UNKNOWN = "有的格不是数，或者一边全是空白"
Place = tuple[int, int]


class Sides(NamedTuple):
    """The ranges of an equality's two sides, as arguments of SUM; cells: how many they are together;

    are_few: formulas of these ranges are ones that programs take.
    """

    left: str
    right: str
    both: str
    cells: int
    are_few: bool

    @property
    def difference(self) -> str:
        return f"ROUND(SUM({self.left})-SUM({self.right}),{_DECIMALS})"

    @property
    def known(self) -> str:
        return f"COUNT({self.left})>0,COUNT({self.right})>0,COUNT({self.both})=COUNTA({self.both})"

    @property
    def fails(self) -> str:
        return f"AND({self.known},{self.difference}<>0)"

    @property
    def holds(self) -> str:
        return f"AND({self.known},{self.difference}=0)"


@lru_cache(maxsize=4096)
def _sides(left: tuple[Place, ...], right: tuple[Place, ...], sheet: str) -> Sides:
    """Give the ranges of two sides; sheet: the name of the table's sheet, empty for formulas on that sheet itself.

    Those of a form are asked for again with every document.
    """
    prefix = f"{quoted(sheet)}!" if sheet else ""
    first, second = (",".join([prefix + area for area in ranges_of(side)]) for side in (left, right))
    return _of_ranges(first, second, len(left) + len(right))


def _of_ranges(first: str, second: str, cells: int) -> Sides:
    both = f"{first},{second}"
    are_few = both.count(",") < _MOST_ARGUMENTS and 4 * utf16_units(both) + _REST <= _LONGEST
    return Sides(first, second, both, cells, are_few)


def _sides_across(check: Check, names: Mapping[int, str]) -> Sides:
    """Give the ranges of a sum over several tables."""
    cells = check.cells
    first, second = (
        ",".join(
            f"{quoted(names[table])}!{area}"
            for table, some in groupby(side, key=itemgetter(0))
            for area in ranges_of(place for _, place in some)
        )
        for side in (cells[: len(check.left_cells)], cells[len(check.left_cells) :])
    )
    return _of_ranges(first, second, len(cells))


def is_live_across(check: Check, names: Mapping[int, str], numbers: Mapping[int, Collection[Place]]) -> bool:
    """Say whether a formula can say a sum over several tables; numbers: the cells of each that are numbers there."""
    written = all(table in names and place in numbers.get(table, ()) for table, place in check.cells)
    return bool(check.left_cells and check.right_cells) and written and _sides_across(check, names).are_few


def live_checks(
    checks: Mapping[int, Check], table: Table, sheet: str, numbers: Collection[Place]
) -> Iterator[tuple[int, Check]]:
    """Yield the checks of a table that formulas over its sheet can say; numbers: the cells that are numbers there."""
    safe = {
        (cell.row, cell.col)
        for cell in table.cells
        if not isinstance(cell.value, Decimal) or (cell.row, cell.col) in numbers
    }
    for at, check in checks.items():
        left, right = check.left_cells, check.right_cells
        if left and right and safe.issuperset((*left, *right)) and _sides(left, right, sheet).are_few:
            yield at, check


def ranges_of(places: Iterable[Place]) -> list[str]:
    """Give cells as ranges that never move: cells one below or beside the other are one range.

    >>> ranges_of([(6, 2), (7, 2), (9, 2), (9, 3), (9, 4), (10, 4)])
    ['$C$7:$C$8', '$C$10:$E$10', '$E$11']
    """
    return _ranges(places)


def _ranges(places: Iterable[Place], *, down: bool = False, across: bool = False) -> list[str]:
    """Give cells as ranges; down, across: they move with the formula."""

    def name(row: int, col: int) -> str:
        return f"{'' if across else '$'}{column_name(col)}{'' if down else '$'}{row + 1}"

    return [name(*first) if first == last else f"{name(*first)}:{name(*last)}" for first, last in _lines(places)]


@lru_cache(maxsize=4096)
def areas_of(places: tuple[Place, ...]) -> str:
    """Give cells as the ranges that something holds for."""
    return " ".join(ranges_of(places)).replace("$", "")


def _lines(places: Iterable[Place]) -> Iterator[tuple[Place, Place]]:
    """Yield the first and the last of cells that follow each other, all of one column or all of one row."""
    first = last = None
    for place in places:
        if first is not None and last is not None:
            down, right = (last[0] + 1, last[1]), (last[0], last[1] + 1)
            if (place == down and place[1] == first[1]) or (place == right and place[0] == first[0]):
                last = place
                continue
            yield first, last
        first = last = place
    if first is not None and last is not None:
        yield first, last


def fixed(row: int, col: int) -> str:
    """Name a cell so that it stays the same wherever the formula goes."""
    return f"${column_name(col)}${row + 1}"


def quoted(sheet: str) -> str:
    """Give a sheet's name as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"


class Formulas(NamedTuple):
    """What a row of the sheet of checks works out, as it stands in XML."""

    left: str
    right: str
    result: str
    words: str


def formulas_of(check: Check, names: Mapping[int, str], row: int) -> Formulas:
    """Give the formulas of a check on a row of the sheet of checks; names: of the sheets, by their tables' blocks."""
    if check.tables:
        return _formulas_of(_sides_across(check, names), row)
    return _formulas(check.left_cells, check.right_cells, names[check.table], row)


@lru_cache(maxsize=4096)
def _formulas(left_cells: tuple[Place, ...], right_cells: tuple[Place, ...], sheet: str, row: int) -> Formulas:
    return _formulas_of(_sides(left_cells, right_cells, sheet), row)


def _formulas_of(sides: Sides, row: int) -> Formulas:
    left, right, result = f"B{row + 1}", f"C{row + 1}", f"D{row + 1}"
    formulas = (
        f"SUM({sides.left})",
        f"SUM({sides.right})",
        _result(sides, left, right),
        _explanation(sides, left, right, result),
    )
    return Formulas(*map(escape, formulas))


def _result(sides: Sides, left: str, right: str) -> str:
    """Say whether an equality holds; left and right: the cells that hold the two sums."""
    doubt = f"COUNT({sides.left})=0,COUNT({sides.right})=0,COUNT({sides.both})<COUNTA({sides.both})"
    same = f"ROUND({left}-{right},{_DECIMALS})=0"
    return f'IF(OR({doubt}),"{RESULTS[None]}",IF({same},"{RESULTS[True]}","{RESULTS[False]}"))'


def _explanation(sides: Sides, left: str, right: str, result: str) -> str:
    """Say how many cells are blank, and by how much the sides differ or why nobody can tell: `explain`, kept live."""
    blanks = f"({sides.cells}-COUNTA({sides.both}))"
    count = f'IF({blanks}>0,"{_BLANK}"&{blanks}&"{_CELLS}","")'
    differ = f'"{_DIFFER}"&ROUND({left}-{right},{_DECIMALS})'
    return f'{count}&IF({result}="{RESULTS[None]}","{_UNKNOWN}",{differ})'


class Condition(NamedTuple):
    """The cells of an equality, or of one in lines beside each other, and when it fails and holds, as it stands in XML.

    Of several lines the formulas are those of the first; programs move them with the cell that they look at.
    """

    areas: str
    fails: str
    holds: str


def condition_of(check: Check) -> Condition:
    """Give what the cells of a check are coloured by."""
    return _condition(check.left_cells, check.right_cells, 1)


def conditions_of(checks: Iterable[Check]) -> Iterator[Condition]:
    """Yield what the cells of checks are coloured by: once for those that are one equality in line after line."""
    first: Check | None = None
    count = 0
    following: tuple[tuple[Place, ...], tuple[Place, ...]] = (), ()
    for check in checks:
        sides = check.left_cells, check.right_cells
        if first is not None and sides != following:
            yield _condition(first.left_cells, first.right_cells, count)
            first = None
        if first is None:
            first, count = check, 0
        count, following = count + 1, _moved(*sides)
    if first is not None:
        yield _condition(first.left_cells, first.right_cells, count)


@lru_cache(maxsize=4096)
def _moved(left: tuple[Place, ...], right: tuple[Place, ...]) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """Give the sides of an equality of one row or column in the next one; empty if it has cells in several of both."""
    down, across = _way(left, right)
    if not (down or across):
        return (), ()
    return tuple([(row + down, col + across) for row, col in left]), tuple(
        [(row + down, col + across) for row, col in right]
    )


def _way(left: tuple[Place, ...], right: tuple[Place, ...]) -> tuple[int, int]:
    """Say how an equality goes on to the next line: a row is followed by the row below it, a column by that beside it.

    The lines begin at one row or column then, to which all programs take formulas that move to belong.
    """
    rows, cols = ({place[at] for place in (*left, *right)} for at in (0, 1))
    return (1, 0) if len(rows) == 1 else (0, 1) if len(cols) == 1 else (0, 0)


@lru_cache(maxsize=4096)
def _condition(left: tuple[Place, ...], right: tuple[Place, ...], lines: int) -> Condition:
    if lines == 1:
        sides = _sides(left, right, "")
        return Condition(areas_of((*left, *right)), escape(sides.fails), escape(sides.holds))
    down, across = _way(left, right)
    first, second = (",".join(_ranges(side, down=bool(down), across=bool(across))) for side in (left, right))
    sides = Sides(first, second, f"{first},{second}", len(left) + len(right), True)
    more = lines - 1
    areas = [
        f"{cell_name(*start)}:{cell_name(end[0] + down * more, end[1] + across * more)}"
        for start, end in _lines((*left, *right))
    ]
    return Condition(" ".join(areas), escape(sides.fails), escape(sides.holds))


def explain(check: Check) -> str:
    """Say how many cells are blank, and by how much the sides differ or why nobody can tell."""
    blanks = f"{_BLANK}{check.blanks}{_CELLS}" if check.blanks else ""
    return blanks + (_UNKNOWN if check.holds is None else f"{_DIFFER}{check.left - check.right:f}")
