"""Make rows of labels and values out of whatever stands together: tables, lines of one cell, text run together.

Where the source has rows, they are kept. Where it has not, each label starts a row, and what follows it up to the
next label is beside it. The words of the forms decide what a label is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile

from msgspec import Struct, field
from msgspec.structs import replace

from convert.forms.fold import LONGEST_LABEL, fold, loose
from convert.forms.fragments import is_printed_table, keep_lines, lines_of, read_lines
from convert.forms.values import looks_like_value
from convert.forms.vocabulary import Vocabulary, cut_text, is_one_value
from convert.grid import slice_rows
from convert.model import Block, Cell, ListItem, Origin, Paragraph, Run, Table, cell_of_text

NOTHING = frozenset(("nan", "NaN", "None", "null", "NULL", "NaT", "<NA>", "\\N", "'"))
"""What programs write for a blank cell."""
LINES_OF_A_LABEL = 16
"""Lines that a label may be broken over."""
_MOST_TIMES = 64
_FEWEST_BESIDE, _FEWEST_NUMBERED = 3, 3
"""Columns and rows of a table whose first column may number its rows."""
_NUMBER = re.compile(r"\s{0,9}\d{1,7}\s{0,9}")


class Token(Struct, frozen=True):
    """A piece of the source that is one label or one value. row counts over the stretch, at within the row.

    line: it comes from a line of text or a table of one column, not from a row of cells; run_on: it was cut out of a
    longer text, so its digits may belong to several values; times: how often a label stands here, one behind the other;
    lines: how many lines of text a label was put together from.
    """

    cell: Cell
    piece: int
    row: int
    at: int
    text: str
    folded: str
    is_value: bool
    line: bool = False
    run_on: bool = False
    times: int = 1
    lines: int = 1


def shown_text(paragraph: Paragraph) -> str:
    """Give a paragraph's text as the page shows it, with the number of a list item."""
    return paragraph.marker + paragraph.text if isinstance(paragraph, ListItem) else paragraph.text


def _text_of(block: Block) -> str:
    return shown_text(block) if isinstance(block, Paragraph) else ""


class Stretch(Struct):
    """Blocks that stand together and the rows of tokens made of them. spans: the rows of each block."""

    blocks: list[Block]
    rows: list[list[Token]] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)

    @classmethod
    def of(cls, blocks: Sequence[Block], words: Vocabulary) -> Stretch:
        stretch = cls(list(blocks))
        at = 0
        while at < len(blocks):
            at += stretch._add(at, words)
        return stretch

    def _add(self, at: int, words: Vocabulary) -> int:
        """Add the block at an index, with the lines after it that its label goes on in; say how many blocks."""
        block, first = self.blocks[at], len(self.rows)
        if isinstance(block, Table):
            if is_printed_table(block):
                return self._add_printed(at, words)
            numbered = _numbered_rows(block)
            for cells in block.rows():
                texts = [(cell, "" if cell.col == 0 and cell.row in numbered else cell.text.strip()) for cell in cells]
                self._row(texts, at, line=block.n_cols == 1)
            self.spans.append((first, len(self.rows)))
            return 1
        if isinstance(block, Paragraph):
            lines = self._label_over_lines(at, words)
            if lines > 1:
                self._label(at, range(at, at + lines))
                self.spans += [(first, first + 1)] * lines
                return lines
            if lines == 0:
                return self._add_around(at, words)
            text = shown_text(block)
            if len(text) <= LONGEST_LABEL and loose(text) in words.labels:
                times = self._times(at)
                self._row([(_cell(text, block.origin), text.strip())], at, times=times)
                self.spans += [(first, first + 1)] * times
                return times
            if is_one_value(text):
                self._row([(_cell(text, block.origin), text.strip())], at)
            else:
                self._run_on(text, block.origin, at, words)
        self.spans.append((first, len(self.rows)))
        return 1

    def _add_printed(self, at: int, words: Vocabulary) -> int:
        """Add tables of printed lines that follow each other, so that a label can go on over a page break."""
        tables: list[Table] = []
        for block in self.blocks[at:]:
            if not is_printed_table(block):
                break
            tables.append(block)
        for index, lines in enumerate(read_lines(tables, words.labels), at):
            first = len(self.rows)
            for pieces in lines:
                self._row(pieces, index)
            self.spans.append((first, len(self.rows)))
        return len(tables)

    def _label(self, at: int, lines: Sequence[int]) -> None:
        """Make a row of the lines of a label."""
        text = "".join(_text_of(self.blocks[line]) for line in lines)
        self._row([(_cell(text, self.blocks[at].origin), text)], at)
        self.rows[-1][0] = replace(self.rows[-1][0], lines=len(lines))

    def _label_over_lines(self, at: int, words: Vocabulary) -> int:
        """Say how many lines from here on make up one label; the most that do; 0 if values cut it in two."""
        if loose(_text_of(self.blocks[at])) not in words.beginnings:
            return 1
        most = 1
        for count, text in self._lines_from(at, words):
            if text in words.labels:
                most = count
        if most > 1 or loose(_text_of(self.blocks[at])) in words.labels:
            return most
        return 0 if self._around(at, words) else 1

    def _lines_from(self, at: int, words: Vocabulary, text: str = "") -> Iterator[tuple[int, str]]:
        """Yield how many lines, and their text, as long as labels begin so. text: what stands before."""
        for count, block in enumerate(self.blocks[at : at + LINES_OF_A_LABEL], 1):
            if not isinstance(block, Paragraph) or looks_like_value(block.text):
                break
            text += loose(shown_text(block))
            if text not in words.beginnings:
                break
            yield count, text

    def _around(self, at: int, words: Vocabulary) -> tuple[int, int, int] | None:
        """Say how many lines of a label, of values, and of the rest of the label stand here, if it is a label."""
        begun = list(self._lines_from(at, words))
        if not begun:
            return None
        before, text = begun[-1]
        values = 0
        for block in self.blocks[at + before : at + before + LINES_OF_A_LABEL]:
            if not isinstance(block, Paragraph) or not is_one_value(block.text):
                break
            values += 1
        after = [count for count, whole in self._lines_from(at + before + values, words, text) if whole in words.labels]
        return (before, values, after[-1]) if values and after else None

    def _add_around(self, at: int, words: Vocabulary) -> int:
        """Add a label that its values cut in two, and then those: they stand at the height of its middle line."""
        parts = self._around(at, words)
        assert parts is not None
        before, values, after = parts
        label = (len(self.rows), len(self.rows) + 1)
        rest = range(at + before + values, at + before + values + after)
        self._label(at, [*range(at, at + before), *rest])
        self.spans += [label] * before
        for index in range(at + before, at + before + values):
            self._add(index, words)
        self.spans += [label] * after
        return before + values + after

    def _run_on(self, whole: str, origin: Origin, at: int, words: Vocabulary) -> None:
        """Cut text that has no cells into labels, values and the rest; each label or other text starts a row."""
        row: list[tuple[Cell, str]] = []
        times = 1
        for text, is_value in cut_text(whole, words):
            if len(row) == 1 and row[0][1] == text and not is_value and loose(text) in words.labels:
                times += 1
                continue
            if not is_value and row:
                self._row(row, at, run_on=True, times=times)
                row, times = [], 1
            row.append((_cell(text, origin), text))
        if row:
            self._row(row, at, run_on=True, times=times)

    def _times(self, at: int) -> int:
        """Count the lines from here on that say the same."""
        text = _text_of(self.blocks[at])
        return sum(1 for _ in takewhile(lambda block: _text_of(block) == text, self.blocks[at : at + _MOST_TIMES]))

    def _row(
        self,
        cells: list[tuple[Cell, str]],
        piece: int,
        *,
        line: bool = True,
        run_on: bool = False,
        times: int = 1,
    ) -> None:
        row = len(self.rows)
        self.rows.append(
            [
                Token(
                    replace(cell, row=0, col=index) if run_on else cell,
                    piece,
                    row,
                    index,
                    text,
                    fold(text),
                    bool(text) and looks_like_value(text),
                    line,
                    run_on,
                    1 if index else times,
                )
                for index, (cell, shown) in enumerate(cells)
                for text in ("" if shown in NOTHING else shown,)
            ]
        )

    def untouched(self, start: int, stop: int, *, alone: bool) -> Iterator[Block]:
        """Yield what rows start to stop were before: whole blocks as they are, parts of tables as tables.

        Not alone: beside a restored table, a row of one cell is a line of text, a title or a remark.
        """
        for block, (first, last) in zip(self.blocks, self.spans, strict=True):
            low, high = max(start, first), min(stop, last)
            if low < high and (low, high) == (first, last) and (alone or isinstance(block, Paragraph)):
                yield block
            elif low < high and is_printed_table(block):
                yield from _rest_of_table(keep_lines(block, set(lines_of(block)[low - first : high - first])))
            elif low < high and isinstance(block, Table):
                yield from _rest_of_table(slice_rows(block, low - first, high - first))
            elif low < high and isinstance(block, Paragraph):
                for row in self.rows[low:high]:
                    text = " ".join(text for token in row for text in [token.text] * token.times)
                    yield Paragraph((Run(text),), block.origin)


def _rest_of_table(part: Table) -> Iterator[Block]:
    filled = [[cell for cell in row if cell.blocks] for row in part.rows()]
    if all(len(row) <= 1 for row in filled):
        for row in filled:
            yield from (block for cell in row for block in cell.blocks)
    else:
        yield part


def _numbered_rows(table: Table) -> set[int]:
    """Give the rows that the first column of a table only numbers: some in a row, a label beside one of the numbers."""
    if table.n_cols < _FEWEST_BESIDE:
        return set()
    first = {cell.row: int(text) for cell in table.cells if cell.col == 0 and _NUMBER.fullmatch(text := cell.text)}
    labelled = {cell.row for cell in table.cells if cell.col and cell.row in first and not looks_like_value(cell.text)}
    found: set[int] = set()
    for _, run in groupby(first, key=lambda row: first[row] - row):
        rows = list(run)
        if len(rows) >= _FEWEST_NUMBERED and not labelled.isdisjoint(rows):
            found.update(rows)
    return found


def _cell(text: str, origin: Origin) -> Cell:
    return cell_of_text(0, 0, text.strip(), origin)
