"""Put what was found into the margin: each finding as a comment at its cell or paragraph."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from convert.annotations import Place, remarks
from convert.model import Block, Break, Comment, CommentStart, Document, Paragraph, Run, Table
from convert.own_workbook import AUTHOR
from convert.passes.characters import without_impossible
from convert.passes.walk import all_runs


def with_comments(document: Document, language: str) -> Document:
    """Give the document with a comment for each finding, in a reader's language.

    What has no place in the text stands at its beginning. What comments of this program say already is not said again.
    """
    said = Counter(_own_words(run) for run in all_runs(document.blocks))
    wanted: dict[Place, list[str]] = defaultdict(list)
    start = next((_first_place(block, at) for at, block in enumerate(document.blocks) if _is_text(block)), None)
    for remark in remarks(document, language):
        known = next((words for words in (remark.text, remark.whole) if said[words]), "")
        if known:
            said[known] -= 1
        else:
            wanted[remark.place or start or Place(len(document.blocks))].append(without_impossible(remark.whole))
    if not wanted:
        return document
    used = [run.inset.mark for run in all_runs(document.blocks) if isinstance(run.inset, Comment | CommentStart)]
    pen = _Pen(max(used, default=-1) + 1)
    blocks = list(document.blocks)
    if start is None:
        blocks.append(Paragraph())
    in_blocks: dict[int, dict[tuple[int, int], list[str]]] = defaultdict(dict)
    for place, texts in wanted.items():
        in_blocks[place.block][place.row, place.col] = texts
    for at in sorted(in_blocks):
        blocks[at] = pen.write(blocks[at], in_blocks[at])
    return replace(document, blocks=tuple(blocks))


def _is_text(block: Block) -> bool:
    return isinstance(block, Paragraph) or (isinstance(block, Table) and bool(block.cells))


def _first_place(block: Block, at: int) -> Place:
    if isinstance(block, Table):
        return Place(at, block.cells[0].row, block.cells[0].col)
    return Place(at)


class _Pen:
    """Writes comments; each has a mark of its own."""

    def __init__(self, first: int) -> None:
        self._next = first

    def write(self, block: Block, wanted: dict[tuple[int, int], list[str]]) -> Block:
        """Put texts on a paragraph, or on the cells of a table."""
        if isinstance(block, Paragraph):
            return self._on_paragraph(block, wanted[-1, -1])
        if not isinstance(block, Table):
            return block
        cells = []
        for cell in block.cells:
            texts = wanted.get((cell.row, cell.col))
            cells.append(replace(cell, blocks=self._on_first(cell.blocks, texts)) if texts else cell)
        return replace(block, cells=tuple(cells))

    def _on_first(self, blocks: Sequence[Block], texts: Sequence[str]) -> tuple[Block, ...]:
        """Put texts on the first paragraph of a cell; a cell without one gets a blank one."""
        at = next((at for at, block in enumerate(blocks) if isinstance(block, Paragraph)), None)
        if at is None:
            return (self._on_paragraph(Paragraph(), texts), *blocks)
        paragraph = blocks[at]
        assert isinstance(paragraph, Paragraph)
        return (*blocks[:at], self._on_paragraph(paragraph, texts), *blocks[at + 1 :])

    def _on_paragraph(self, paragraph: Paragraph, texts: Sequence[str]) -> Paragraph:
        marks = range(self._next, self._next + len(texts))
        self._next += len(texts)
        first, last = _inside(paragraph.runs)
        starts = [Run("", inset=CommentStart(mark)) for mark in marks] if first < last else []
        comments = [
            Run("", inset=Comment((Paragraph((Run(text),)),), AUTHOR, mark=mark))
            for text, mark in zip(texts, marks, strict=True)
        ]
        runs = (*paragraph.runs[:first], *starts, *paragraph.runs[first:last], *comments, *paragraph.runs[last:])
        return replace(paragraph, runs=runs)


def _own_words(run: Run) -> str:
    comment = run.inset
    return comment.text if isinstance(comment, Comment) and comment.author == AUTHOR else ""


def _inside(runs: Sequence[Run]) -> tuple[int, int]:
    """Give the runs of a paragraph without the breaks at both ends."""
    first, last = 0, len(runs)
    while first < last and isinstance(runs[first].inset, Break):
        first += 1
    while last > first and isinstance(runs[last - 1].inset, Break):
        last -= 1
    return first, last
