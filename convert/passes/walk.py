"""Apply a change to every paragraph of a document, wherever it stands: body, cells, nested tables, notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import is_

from msgspec.structs import replace

from convert.lazy_cells import LazyCells
from convert.model import Block, Comment, Document, Finding, ListItem, Note, Paragraph, Run, Section, Table
from convert.own_workbook import AUTHOR

Edit = Callable[[Paragraph, list[Finding]], Paragraph]
"""Does nothing else than to give a paragraph and to append findings: it is tried on what lazy cells hold."""
Steps = Sequence[tuple[Edit, list[Finding]]]
"""Edits that go one after the other, each with its own findings."""
BlocksEdit = Callable[[tuple[Block, ...]], tuple[Block, ...]]


def edit_paragraphs(document: Document, *edits: Edit) -> Document:
    """Give the document with each paragraph edited, in one walk by all edits; the findings of the first go first."""
    steps = [(edit, list[Finding]()) for edit in edits]
    return _changed(document, [_edit_block(block, steps) for block in document.blocks], steps)


def edit_prose(document: Document, *edits: Edit) -> Document:
    """Give the document with each paragraph outside of tables edited: what a form reads stands in tables.

    What this program remarked in a comment is no prose of the document.
    """
    steps = [(edit, list[Finding]()) for edit in edits]
    blocks = [block if isinstance(block, Table) else _edit_block(block, steps, AUTHOR) for block in document.blocks]
    return _changed(document, blocks, steps)


def _changed(document: Document, blocks: Sequence[Block], steps: Steps) -> Document:
    findings = [found for _, own in steps for found in own]
    stays = all(map(is_, blocks, document.blocks))
    if stays and not findings:
        return document
    kept = document.blocks if stays else tuple(blocks)
    return replace(document, blocks=kept, findings=(*document.findings, *findings))


def _edit_blocks(blocks: tuple[Block, ...], steps: Steps) -> tuple[Block, ...]:
    edited = [_edit_block(block, steps) for block in blocks]
    return blocks if all(map(is_, edited, blocks)) else tuple(edited)


def _edit_block(block: Block, steps: Steps, spared: str = "") -> Block:
    """Edit a block; the comments of the author who is spared stay as they are."""
    if isinstance(block, Paragraph):
        stands_alone = True
        for run in block.runs:
            if run.note or run.inset:
                stands_alone = False
        for edit, findings in steps:
            if not stands_alone:
                block = replace(block, runs=tuple(_edit_beside(run, edit, findings, spared) for run in block.runs))
            block = edit(block, findings)
        return block
    if isinstance(block, Table):
        if isinstance(block.cells, LazyCells):
            if _stays(block.cells, steps):
                return block
            block = replace(block, cells=tuple(block.cells))
        cells = []
        changed = False
        for cell in block.cells:
            new = _edit_blocks(cell.blocks, steps)
            changed = changed or new is not cell.blocks
            cells.append(cell if new is cell.blocks else replace(cell, blocks=new))
        return replace(block, cells=tuple(cells)) if changed else block
    if isinstance(block, Section):
        furniture = tuple(replace(piece, blocks=_edit_blocks(piece.blocks, steps)) for piece in block.furniture)
        return block if furniture == block.furniture else replace(block, furniture=furniture)
    return block


def _edit_beside(run: Run, edit: Edit, findings: list[Finding], spared: str) -> Run:
    """Edit the note or the comment that hangs on a run."""
    if run.note is not None:
        paragraphs = tuple(edit(paragraph, findings) for paragraph in run.note.paragraphs)
        return run if paragraphs == run.note.paragraphs else replace(run, note=Note(run.note.kind, paragraphs))
    if isinstance(run.inset, Comment) and (run.inset.author != spared or not spared):
        paragraphs = tuple(edit(paragraph, findings) for paragraph in run.inset.paragraphs)
        if paragraphs != run.inset.paragraphs:
            return replace(run, inset=replace(run.inset, paragraphs=paragraphs))
    return run


def _stays(cells: LazyCells, steps: Steps) -> bool:
    """Say whether no edit has anything to do in any of the cells."""
    found: list[Finding] = []
    tried = [(edit, found) for edit, _ in steps]
    return all(_edit_blocks(blocks, tried) is blocks and not found for blocks in cells.contents())


def replace_texts(paragraph: Paragraph, change: Callable[[str], str]) -> Paragraph:
    """Give the paragraph with the text of each run changed; the same object where nothing changed.

    Runs with an inset keep theirs: it is the inset's.
    """
    texts = [run.text if run.inset is not None else change(run.text) for run in paragraph.runs]
    if all(new == run.text for new, run in zip(texts, paragraph.runs, strict=True)):
        return paragraph
    runs = tuple(replace(run, text=text) for run, text in zip(paragraph.runs, texts, strict=True))
    return replace(paragraph, runs=runs)


def edit_block_lists(blocks: tuple[Block, ...], edit: BlocksEdit) -> tuple[Block, ...]:
    """Apply a change to a list of blocks and to the lists inside its cells, innermost first."""
    if not any(isinstance(block, Table | Section) for block in blocks):
        return edit(blocks)
    inner: list[Block] = []
    for block in blocks:
        lazy = block.cells if isinstance(block, Table) and isinstance(block.cells, LazyCells) else None
        stays = lazy is not None and all(edit_block_lists(content, edit) == content for content in lazy.contents())
        if isinstance(block, Table) and not stays:
            cells = tuple(
                replace(cell, blocks=new) if (new := edit_block_lists(cell.blocks, edit)) is not cell.blocks else cell
                for cell in block.cells
            )
            block = replace(block, cells=cells) if cells != block.cells else block
        elif isinstance(block, Section):
            furniture = tuple(replace(piece, blocks=edit_block_lists(piece.blocks, edit)) for piece in block.furniture)
            block = replace(block, furniture=furniture) if furniture != block.furniture else block
        inner.append(block)
    return edit(blocks if all(map(is_, inner, blocks)) else tuple(inner))


def texts(blocks: Sequence[Block]) -> str:
    """Give all the text of some blocks, for comparing what was there with what is."""
    parts = []
    for block in blocks:
        if isinstance(block, Paragraph):
            parts.append(f"{block.marker} {block.text}" if isinstance(block, ListItem) else block.text)
            parts += [texts(run.note.paragraphs) for run in block.runs if run.note]
            parts += [texts(run.inset.paragraphs) for run in block.runs if isinstance(run.inset, Comment)]
        elif isinstance(block, Table):
            parts += [texts(cell.blocks) for cell in block.cells]
        elif isinstance(block, Section):
            parts += [texts(piece.blocks) for piece in block.furniture]
    return "\n".join(parts)


def all_runs(blocks: Sequence[Block]) -> Iterator[Run]:
    """Yield the runs of some blocks and of the cells in them, not those of notes, comments and margins."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from block.runs
        elif isinstance(block, Table):
            for cell in block.cells:
                if cell.blocks:
                    yield from all_runs(cell.blocks)
