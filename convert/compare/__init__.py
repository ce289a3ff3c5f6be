"""Say what differs between two documents: values, labels, texts, and what stands in one of them only.

Values of official tables are compared by their names in the form's template, so it does not matter what layout or
format either file had. Other tables are compared row by row, text paragraph by paragraph, in reading order.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal, NamedTuple

from convert.model import NOWHERE, Block, Cell, Document, Heading, ListItem, Origin, Paragraph, Picture, Table

Kind = Literal["value", "label", "cell", "text", "heading", "picture", "row", "table", "form"]
Place = tuple[int, int]
Span = tuple[int, int]
_EXACT_UP_TO = 4_000
"""Items up to which popular ones are aligned too; beyond, that would take quadratic time."""


class Difference(NamedTuple):
    """One difference. where: what it is about (a value's or table's name), empty for running text.

    before and after: the two texts; None: the document has nothing there. left and right: where that stands in the
    file; left_cell and right_cell: the (row, col) of its cell.
    """

    kind: Kind
    where: str
    before: str | None
    after: str | None
    left: Origin = NOWHERE
    right: Origin = NOWHERE
    left_cell: Place | None = None
    right_cell: Place | None = None


class Pair(NamedTuple):
    """Two tables that stand for each other; None: the other document has no such table."""

    left: Table | None
    right: Table | None
    differences: tuple[Difference, ...]


class Comparison(NamedTuple):
    """What two documents differ in. tables: every pair of tables with its own differences; text: all other ones."""

    tables: tuple[Pair, ...]
    text: tuple[Difference, ...]

    @property
    def differences(self) -> tuple[Difference, ...]:
        return tuple(found for pair in self.tables for found in pair.differences) + self.text


def compare(left: Document, right: Document) -> Comparison:
    """Compare two documents as they are after normalising."""
    tables = [
        Pair(one, other, tuple(_compare_tables(one, other)))
        for one, other in _pair_tables(_tables(left.blocks), _tables(right.blocks))
    ]
    text = [Difference("form", "", left.form, right.form)] if left.form != right.form else []
    text += _compare_text(
        [block for block in left.blocks if not isinstance(block, Table)],
        [block for block in right.blocks if not isinstance(block, Table)],
    )
    return Comparison(tuple(tables), tuple(text))


def _tables(blocks: Sequence[Block]) -> list[Table]:
    return [block for block in blocks if isinstance(block, Table)]


def _pair_tables(left: Sequence[Table], right: Sequence[Table]) -> Iterator[tuple[Table | None, Table | None]]:
    """Pair official tables of one form, in order; pair others where their order and contents say so."""
    official: dict[str, list[Table]] = {}
    for table in right:
        official.setdefault(table.form, []).append(table)
    free = [table for table in right if not table.form]
    others = dict(_pair_others([table for table in left if not table.form], free))
    for table in left:
        if table.form:
            partners = official.get(table.form)
            yield table, partners.pop(0) if partners else None
        else:
            at = others.get(id(table))
            yield table, None if at is None else free[at]
    taken = set(others.values())
    yield from ((None, table) for at, table in enumerate(free) if at not in taken)
    yield from ((None, table) for form, rest in official.items() if form for table in rest)


def _pair_others(left: Sequence[Table], right: Sequence[Table]) -> Iterator[tuple[int, int]]:
    for _, (start, end), (first, last) in _aligned([_key(table) for table in left], [_key(table) for table in right]):
        yield from ((id(left[one]), other) for one, other in zip(range(start, end), range(first, last), strict=False))


def _key(table: Table) -> tuple[str, ...]:
    return tuple(cell.text for cell in table.cells)


def _aligned(left: Sequence[Hashable], right: Sequence[Hashable]) -> Iterator[tuple[bool, Span, Span]]:
    """Yield stretches of both sequences that stand for each other, and whether they are equal."""
    autojunk = len(left) + len(right) > _EXACT_UP_TO
    for tag, start, end, first, last in SequenceMatcher(None, left, right, autojunk).get_opcodes():
        yield tag == "equal", (start, end), (first, last)


def _compare_tables(left: Table | None, right: Table | None) -> Iterator[Difference]:
    if left is None or right is None:
        table = left or right
        assert table is not None
        shown = f"{table.n_rows} × {table.n_cols}"
        before, after = (shown, None) if left else (None, shown)
        yield Difference("table", table.title, before, after, table.origin if left else NOWHERE, table.origin)
    elif left.form and left.form == right.form:
        yield from _compare_official(left, right)
    else:
        yield from _compare_rows(left, right)


def _compare_official(left: Table, right: Table) -> Iterator[Difference]:
    """Compare place by place: two tables of one form have one layout."""
    others = {(cell.row, cell.col): cell for cell in right.cells}
    for cell in left.cells:
        other = others.get((cell.row, cell.col))
        if other is None:
            continue
        if cell.text == other.text or (cell.value is not None and cell.value == other.value):
            continue
        yield _between("value" if cell.role == "value" else "label", cell.name or cell.text, cell, other)


def _compare_rows(left: Table, right: Table) -> Iterator[Difference]:
    one, other = list(left.rows()), list(right.rows())
    title = left.title or right.title
    keys = [[_row_key(row) for row in rows] for rows in (one, other)]
    for equal, (start, end), (first, last) in _aligned(*keys):
        if equal:
            continue
        for row, partner in zip_longest(one[start:end], other[first:last]):
            if row is None or partner is None:
                cells = row or partner or []
                text = "\t".join(cell.text for cell in cells)
                origin = cells[0].origin if cells else NOWHERE
                before, after = (None, text) if row is None else (text, None)
                yield Difference("row", title, before, after, origin, origin)
            else:
                yield from _compare_cells(title, row, partner)


def _row_key(row: Sequence[Cell]) -> Hashable:
    return tuple((cell.col, cell.colspan, cell.rowspan, cell.text) for cell in row)


def _compare_cells(title: str, left: Sequence[Cell], right: Sequence[Cell]) -> Iterator[Difference]:
    others = {cell.col: cell for cell in right}
    head = next((cell.text for cell in left if cell.text), "")
    for cell in left:
        other = others.pop(cell.col, None)
        if other is None:
            yield Difference("cell", _place(title, head, cell), cell.text, None, cell.origin, NOWHERE, _at(cell))
        elif (cell.text, cell.rowspan, cell.colspan) != (other.text, other.rowspan, other.colspan):
            yield _between("cell", _place(title, head, cell), cell, other)
    for cell in others.values():
        yield Difference("cell", _place(title, head, cell), None, cell.text, NOWHERE, cell.origin, None, _at(cell))


def _between(kind: Kind, where: str, left: Cell, right: Cell) -> Difference:
    return Difference(kind, where, left.text, right.text, left.origin, right.origin, _at(left), _at(right))


def _at(cell: Cell) -> Place:
    return cell.row, cell.col


def _place(title: str, head: str, cell: Cell) -> str:
    place = f"({cell.row + 1}, {cell.col + 1})"
    return " ".join(part for part in (title, head[:40], place) if part)


def _compare_text(left: Sequence[Block], right: Sequence[Block]) -> Iterator[Difference]:
    keys = [[_text_key(block) for block in blocks] for blocks in (left, right)]
    for equal, (start, end), (first, last) in _aligned(*keys):
        if equal:
            continue
        for one, other in zip_longest(left[start:end], right[first:last]):
            yield _between_blocks(one, other)


def _between_blocks(left: Block | None, right: Block | None) -> Difference:
    at, to = (block.origin if block else NOWHERE for block in (left, right))
    if left and right and not isinstance(left, Picture) and _shown(left) == _shown(right):
        before, after = (str(block.level) if isinstance(block, Heading) else "" for block in (left, right))
        return Difference("heading", _shown(left), before, after, at, to)
    one, other = (None if block is None else _shown(block) for block in (left, right))
    return Difference(_kind(left or right), "", one, other, at, to)


def _text_key(block: Block) -> Hashable:
    if isinstance(block, Picture):
        return block.data
    return (block.level if isinstance(block, Heading) else None, _shown(block))


def _kind(block: Block | None) -> Kind:
    if isinstance(block, Picture):
        return "picture"
    return "heading" if isinstance(block, Heading) else "text"


def _shown(block: Block) -> str:
    """Give the text of a block as formats without lists and notes hold it: markers before, notes in brackets."""
    if isinstance(block, Picture):
        return block.alt or block.media_type
    if not isinstance(block, Paragraph):
        return ""
    parts = [f"{block.marker} "] if isinstance(block, ListItem) and block.marker else []
    for run in block.runs:
        parts.append(run.text)
        if run.note:
            parts.append("［" + " ".join(paragraph.text for paragraph in run.note.paragraphs) + "］")
    return "".join(parts)
