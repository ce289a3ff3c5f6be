"""What each target format can carry: the one list of what is given up, and how a reader is told.

`project` reduces a document to what its target holds, with a finding for each thing given up; the writer then writes
exactly that, and the proof compares exactly that. json carries everything.

| given up        | by   | instead                                             | finding             |
|-----------------|------|-----------------------------------------------------|---------------------|
| origins         | all but json | –                                           | – (they are in `--report`) |
| pictures        | xlsx | –                                                   | content-dropped     |
| link addresses  | xlsx | the text stays                                      | content-dropped     |
| notes           | xlsx | the note's text in brackets behind its reference    | note-moved          |
| comments        | xlsx | –                                                   | content-dropped     |
| properties      | all but docx, xlsx, json and pdf | –                       | formatting-dropped  |
| headers, footers | xlsx | –                                                  | content-dropped     |
| equations       | xlsx | the equation on one line                            | structure-changed   |
| alignment, colours, breaks, sections | xlsx | –                              | formatting-dropped  |
| list structure  | xlsx | the marker stands before the text                   | – (nothing is lost) |
| nested tables   | xlsx | their text, a line a row, tabs between cells        | structure-changed   |
| long paragraphs | xlsx | cut at 32,767 characters, the rest in the next row  | structure-changed   |
| long cells      | xlsx | cut, the rest in paragraphs below the table         | structure-changed   |
| large tables    | xlsx | cut into several sheets                             | structure-changed   |
| cell values     | docx | the text shown; the value is read from it again     | –                   |
| holes in a grid | docx | blank cells                                         | – (nothing is lost) |
| odd addresses   | docx | the text stays; only web, mail, file and inner links | content-dropped    |
| equations and fields that are more than that | docx | their text             | structure-changed   |

Pages of HTML and Markdown give up what worksheets do, but keep pictures, links, lists and nested tables; they are read
back as the words that they show, in order. PDF is printed from a docx and gives up what that does, and comments; it is
read back as the characters on its pages, see `printed`. CSV holds the texts of the tables' grids and nothing else.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from msgspec.structs import replace

from convert.carry.grid_of_texts import GridReducer
from convert.carry.page import PageReducer
from convert.carry.printed import PrintReducer
from convert.carry.said_of_files import carry_properties
from convert.carry.sheet import SheetReducer
from convert.carry.word import WordReducer
from convert.findings import is_history
from convert.model import (
    NOWHERE,
    Block,
    Break,
    Cell,
    Comment,
    CommentStart,
    Document,
    Finding,
    GridCells,
    ListItem,
    Note,
    Paragraph,
    Picture,
    Run,
    Section,
    Table,
)
from convert.numbers import plain_number
from convert.passes.paragraphs import merge_runs

_REDUCERS: dict[str, type[SheetReducer | WordReducer | PageReducer | GridReducer]] = {
    "xlsx": SheetReducer,
    "docx": WordReducer,
    "html": PageReducer,
    "markdown": PageReducer,
    "csv": GridReducer,
    "pdf": PrintReducer,
}

_MOST_KNOWN = 30_000
"""Pairs of contents that are known to be the same; of more of them each is compared anew."""


def project(document: Document, target: str) -> Document:
    """Give the document as the target format can hold it. What is given up is a finding."""
    kind = _REDUCERS.get(target)
    reducer = kind(document) if kind is not None else None
    blocks: list[Block] = []
    moved: dict[int, int] = {}
    for index, block in enumerate(document.blocks):
        start = len(blocks)
        blocks += reducer.reduce(block) if reducer else (block,)
        moved[index] = next((at for at in range(start, len(blocks)) if isinstance(blocks[at], Table)), len(blocks) - 1)
    checks = tuple(
        check if moved[check.table] == check.table else replace(check, table=moved[check.table])
        for check in document.checks
    )
    properties, lost = carry_properties(document, target)
    found = history_first((*document.findings, *(reducer.losses() if reducer else ()), *lost))
    return replace(document, blocks=tuple(blocks), findings=found, checks=checks, properties=properties)


def history_first(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Put what travels with the document before what is found anew each time, so that a file written twice is one."""
    return tuple(sorted(findings, key=lambda found: not is_history(found.code)))


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
    if isinstance(one.cells, GridCells) and isinstance(other.cells, GridCells) and target == "xlsx":
        return sizes[0] == sizes[1] and _hold_alike(one.cells, other.cells)
    return sizes[0] == sizes[1] and all(
        _look_alike(meant, read) or _comparable_cell(meant, target) == _comparable_cell(read, target)
        for meant, read in zip(_unplaced(one), _unplaced(other), strict=True)
    )


def _look_alike(one: Cell, other: Cell) -> bool:
    """Say whether two cells are plainly the same but for their origins; many that are the same are not plainly so."""
    return (
        (one.row, one.col, one.rowspan, one.colspan, one.value, one.fill)
        == (other.row, other.col, other.rowspan, other.colspan, other.value, other.fill)
        and len(one.blocks) == len(other.blocks)
        and all(
            type(meant) is type(read) is Paragraph
            and (meant.runs, meant.align, meant.anchors) == (read.runs, read.align, read.anchors)
            for meant, read in zip(one.blocks, other.blocks, strict=True)
        )
    )


def _hold_alike(one: GridCells, other: GridCells) -> bool:
    """Say whether large grids without links are the same on a worksheet; each pair of contents is compared once."""
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
                cells = _comparable_cell(one.holding(pair[0]), "xlsx"), _comparable_cell(other.holding(pair[1]), "xlsx")
                if cells[0] != cells[1]:
                    return False
                if len(known) < _MOST_KNOWN:
                    known.add(pair)
    return True


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
