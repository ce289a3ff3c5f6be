"""Say whether what was read back is what was meant, but for what a target gives up."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from msgspec.structs import replace

from convert.lazy_cells import GridCells
from convert.model import (
    NOWHERE,
    Block,
    Break,
    Cell,
    Comment,
    CommentStart,
    Document,
    ListItem,
    Note,
    Paragraph,
    Picture,
    Run,
    Section,
    Table,
)
from convert.numbers import plain_number
from convert.numbers.shown import look_shared
from convert.passes.paragraphs import merge_runs

_MOST_KNOWN = 30_000
"""Pairs of contents that are known to be the same; of more of them each is compared anew."""


def words_of(document: Document) -> Paragraph:
    """Give all that a page shows in order, without blanks: what must read back from HTML and Markdown."""
    return Paragraph((Run("".join("".join(map(_words, document.blocks)).split())),))


def _words(block: Block) -> str:
    """Give all the words of a block, markers and pictures too: what a page shows in order."""
    if isinstance(block, Table):
        return "".join(_words(inner) for cell in block.cells for inner in cell.blocks)
    if isinstance(block, Picture):
        return f"[{len(block.data)}]"
    if not isinstance(block, Paragraph):
        return ""
    marker = block.marker if isinstance(block, ListItem) else ""
    inside = (f"[{len(run.inset.data)}]" if isinstance(run.inset, Picture) else run.text for run in block.runs)
    return marker + "".join(inside)


def comparable(block: Block, target: str) -> Block:
    """Give what of a block must read back unchanged from a target: the block without what the target gives up."""
    if target == "json":
        return replace(block, form="") if isinstance(block, Table) else block
    if isinstance(block, Picture):
        return Picture(block.data, alt=block.alt)
    if isinstance(block, Section):
        furniture = tuple(
            replace(piece, blocks=tuple(comparable(inner, target) for inner in piece.blocks))
            for piece in block.furniture
        )
        return replace(block, furniture=furniture, origin=NOWHERE)
    if isinstance(block, Table):
        cells = tuple(_comparable_cell(cell, target) for cell in block.cells)
        return Table(block.n_rows, block.n_cols, cells, block.header_rows)
    runs = tuple(merge_runs([_comparable_run(run) for run in block.runs]))
    if isinstance(block, ListItem):
        return replace(block, runs=runs, origin=NOWHERE, numbering=None)
    return replace(block, runs=runs, origin=NOWHERE)


def are_alike(one: Block, other: Block, target: str) -> bool:
    """Say whether two blocks are the same but for what a target gives up; large tables are compared cell by cell."""
    if target == "json" or not (isinstance(one, Table) and isinstance(other, Table)):
        return comparable(one, target) == comparable(other, target)
    sizes = [(table.n_rows, table.n_cols, table.header_rows, len(table.cells)) for table in (one, other)]
    if target == "xlsx" and one.title != other.title:
        return False
    grids = [table.cells for table in (one, other) if isinstance(table.cells, GridCells) and target == "xlsx"]
    if len(grids) == 2 and grids[0].given.keys() == grids[1].given.keys():
        return sizes[0] == sizes[1] and _hold_alike(*grids)
    return sizes[0] == sizes[1] and _cells_alike(_unplaced(one), _unplaced(other), target, is_guessed=not one.form)


def _cells_alike(one: Iterable[Cell], other: Iterable[Cell], target: str, *, is_guessed: bool) -> bool:
    """Say whether cells, as many of one table as of the other, are the same but for what a target gives up."""
    for meant, read in zip(one, other, strict=True):
        if not _look_alike(meant, read) and _comparable_cell(meant, target) != _comparable_cell(read, target):
            return False
        if target == "xlsx" and read.value is None and _lacks_number(meant, read, is_guessed=is_guessed):
            return False
    return True


def _look_alike(one: Cell, other: Cell) -> bool:
    """Say whether two cells are plainly the same but for their origins; many that are the same are not plainly so."""
    if (
        one.row != other.row
        or one.col != other.col
        or one.rowspan != other.rowspan
        or one.colspan != other.colspan
        or one.value != other.value
        or one.fill != other.fill
        or len(one.blocks) != len(other.blocks)
    ):
        return False
    for meant, read in zip(one.blocks, other.blocks, strict=True):
        if type(meant) is not Paragraph or type(read) is not Paragraph:
            return False
        if meant.runs != read.runs or meant.align != read.align or meant.anchors != read.anchors:
            return False
    return True


def _hold_alike(one: GridCells, other: GridCells) -> bool:
    """Say whether large grids without links are the same on a worksheet; each pair of contents is compared once."""
    for row, cells in one.given.items():
        if len(cells) != len(other.given[row]) or not _cells_alike(cells, other.given[row], "xlsx", is_guessed=True):
            return False
    known: set[tuple[Hashable, Hashable]] = set()
    for meant, read in zip(one.windows(), other.windows(), strict=True):
        for wanted, found in zip(meant, read, strict=True):
            if type(wanted) is type(found) is tuple and wanted == found:
                continue
            for pair in {*zip(wanted, found, strict=True)}.difference(known):
                if ... in pair and pair != (..., ...):
                    return False
                if ... in pair or (type(pair[0]) is str and pair[0] == pair[1]):
                    continue
                held = one.holding(pair[0]), other.holding(pair[1])
                if _comparable_cell(held[0], "xlsx") != _comparable_cell(held[1], "xlsx"):
                    return False
                if _lacks_number(*held, is_guessed=True):
                    return False
                if len(known) < _MOST_KNOWN:
                    known.add(pair)
    return True


def _lacks_number(meant: Cell, read: Cell, *, is_guessed: bool) -> bool:
    """Say whether a text was read where a number was meant; is_guessed: a text that plainly is one is meant as one."""
    if read.value is not None or not read.blocks or not (is_guessed or meant.value is not None):
        return False
    return plain_number(read.text) is not None and look_shared(meant) is not None


def _unplaced(table: Table) -> Sequence[Cell]:
    return table.cells.unplaced() if isinstance(table.cells, GridCells) else table.cells


def _comparable_cell(cell: Cell, target: str) -> Cell:
    value = cell.value
    if target != "xlsx":
        value = None
    elif value is None:
        value = plain_number(cell.text)
    blocks = tuple([comparable(inner, target) for inner in cell.blocks])
    return Cell(cell.row, cell.col, cell.rowspan, cell.colspan, blocks, value, fill=cell.fill)


def _comparable_run(run: Run) -> Run:
    if run.note is None and run.inset is None:
        return run
    note, inset = run.note, run.inset
    if note is not None:
        note = Note(note.kind, tuple(_comparable_words(paragraph) for paragraph in note.paragraphs if paragraph.runs))
    if isinstance(inset, Comment):
        paragraphs = tuple(_comparable_words(paragraph) for paragraph in inset.paragraphs if paragraph.runs)
        inset = replace(inset, paragraphs=paragraphs, mark=0, answers=None if inset.answers is None else 0)
    elif isinstance(inset, CommentStart):
        inset = CommentStart(0)
    elif isinstance(inset, Picture):
        inset = Picture(inset.data, alt=inset.alt)
    text = "" if isinstance(inset, Break) else run.text
    return replace(run, text=text, note=note, inset=inset)


def _comparable_words(paragraph: Paragraph) -> Paragraph:
    runs = tuple(merge_runs([_comparable_run(run) for run in paragraph.runs]))
    return Paragraph(runs, align=paragraph.align, anchors=paragraph.anchors)
