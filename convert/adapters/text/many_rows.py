"""Keep the rows of a large table of texts as they stand in the file, and make its cells when they are asked for."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterator, Sequence
from itertools import islice

from convert import lazy_cells
from convert.adapters.text.cells import Field, TableBuilder, is_padded
from convert.adapters.text.region import Context
from convert.grid import MAX_COLUMNS
from convert.lazy_cells import WINDOW, GridCells
from convert.model import Block, Cell, Finding, Paragraph, Table, plain_blocks, plain_runs
from convert.numbers import are_plain_and_bare
from convert.ordinary import extraordinary

_BETWEEN = "\0"
_MOST_KNOWN = 100_000


class ManyRows:
    """Collects the rows of a table. A row that is like most is kept as one text, any other as it is."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._rows: list[str | Sequence[Field]] = []
        self._starts = array("q")
        self._cells = 0
        self._is_plain = not context.markdown
        self.last: Sequence[Field] = ()

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, fields: Sequence[Field]) -> None:
        """Add a row."""
        row = _BETWEEN.join([field.text for field in fields])
        odd = "\n" in row or row.count(_BETWEEN) != len(fields) - 1 or not 0 < len(fields) <= MAX_COLUMNS
        self._is_plain = self._is_plain and not odd
        self._rows.append(fields if odd else row)
        self._starts.append(fields[0].line if fields else 0)
        self._cells += len(fields)
        self.last = fields

    def build(self) -> tuple[Table, tuple[Finding, ...]]:
        """Give the table of the rows and what was done to its texts. Raises TooLarge."""
        builder = TableBuilder(self._context)
        if not self._is_plain or self._cells < lazy_cells.WORTH_PACKING:
            for row, line in zip(self._rows, self._starts, strict=True):
                builder.add([Field(text, line) for text in row.split(_BETWEEN)] if isinstance(row, str) else row)
            return builder.build()
        lines = []
        width = 0
        for row, line in zip(self._rows, self._starts, strict=True):
            assert isinstance(row, str)
            raw = row.split(_BETWEEN)
            texts = [text.strip() for text in raw]
            if texts != raw:
                for text in raw:
                    if is_padded(text):
                        builder.note_padded(Field(text, line))
            lines.append(_BETWEEN.join(texts))
            width = max(width, len(texts))
        cells = TextCells(lines, self._starts, width, self._context, placed=True)
        table = Table(len(lines), width, cells, origin=self._context.origin(self._starts[0]))
        return table, builder.findings()


class TextCells(GridCells):
    """The cells of rows of texts; of the last row that was asked for they are at hand."""

    __slots__ = ("_context", "_lines", "_made", "_placed", "_starts", "_width")

    def __init__(self, lines: list[str], starts: Sequence[int], width: int, context: Context, *, placed: bool) -> None:
        self._lines, self._starts, self._width, self._context, self._placed = lines, starts, width, context, placed
        super().__init__(line.count(_BETWEEN) + 1 for line in lines)
        self._made: tuple[int, list[Cell]] = (-1, [])

    def _row(self, row: int) -> list[Cell]:
        if self._made[0] != row:
            texts = enumerate(self._lines[row].split(_BETWEEN))
            if self._placed:
                origin = self._context.origin(self._starts[row])
                cells = [
                    Cell(row, col, 1, 1, (Paragraph(plain_runs(text), origin),) if text else (), origin=origin)
                    for col, text in texts
                ]
            else:
                cells = [Cell(row, col, 1, 1, plain_blocks(text) if text else ()) for col, text in texts]
            self._made = row, cells
        return self._made[1]

    def windows(self) -> Iterator[Sequence[Sequence[Hashable]]]:
        known: dict[str, Hashable] = {}
        for start in range(0, len(self._lines), WINDOW):
            rows = [line.split(_BETWEEN) for line in self._lines[start : start + WINDOW]]
            if len(known) > _MOST_KNOWN:
                known.clear()
            yield [_keys(column, known) for column in _columns(rows, self._width)]

    def holding(self, key: Hashable) -> Cell:
        text = key[0] if isinstance(key, tuple) else key
        return Cell(0, 0, 1, 1, plain_blocks(text)) if isinstance(text, str) else Cell(0, 0)

    def unplaced(self) -> GridCells:
        return TextCells(self._lines, self._starts, self._width, self._context, placed=False)

    def contents(self) -> Iterator[tuple[Block, ...]]:
        yield ()
        seen: set[str] = set()
        lines = iter(self._lines)
        while some := [*islice(lines, WINDOW)]:
            texts = [*dict.fromkeys(_BETWEEN.join(some).split(_BETWEEN))]
            found = [text for at in extraordinary(texts) if (text := texts[at]) and text not in seen]
            yield from map(plain_blocks, found)
            if len(seen) < _MOST_KNOWN:
                seen.update(found)


def _columns(rows: Sequence[Sequence[str]], width: int) -> Sequence[Sequence[str | None]]:
    """Give rows of texts as columns; None: a row that ends before."""
    if all(len(row) == width for row in rows):
        return [*zip(*rows, strict=True)]
    return [[row[col] if col < len(row) else None for row in rows] for col in range(width)]


def _keys(column: Sequence[str | None], known: dict[str, Hashable]) -> Sequence[Hashable]:
    """Give what the cells of a column hold, as `GridCells.windows` says."""
    if type(column) is tuple and are_plain_and_bare(column):
        return column
    for text in {*column}.difference(known, (None,)):
        if text is not None:
            known[text] = (text if are_plain_and_bare((text,)) else (text,)) if text else None
    return [... if text is None else known[text] for text in column]
