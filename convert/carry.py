"""What each target format can carry: the one list of what is given up, and how a reader is told.

`project` reduces a document to what its target holds, with a finding for each thing given up; the writer then writes
exactly that, and the proof compares exactly that.

| given up        | by   | instead                                             | finding             |
|-----------------|------|-----------------------------------------------------|---------------------|
| origins         | all but json | –                                           | – (they are in `--report`) |
| pictures        | xlsx | –                                                   | content-dropped     |
| link addresses  | xlsx | the text stays                                      | content-dropped     |
| notes           | xlsx | the note's text in brackets behind its reference    | note-moved          |
| list structure  | xlsx | the marker stands before the text                   | – (nothing is lost) |
| nested tables   | xlsx | their text, a line a row, tabs between cells        | structure-changed   |
| long paragraphs | xlsx | cut at 32,767 characters, the rest in the next row  | structure-changed   |
| cell values     | docx | the text shown; the value is read from it again     | –                   |
| holes in a grid | docx | blank cells                                         | – (nothing is lost) |
| odd addresses   | docx | the text stays; only web, mail, file and inner links | content-dropped    |
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from convert.findings import finding, is_history
from convert.grid import fill_holes
from convert.model import (
    NOWHERE,
    Block,
    Cell,
    Document,
    Finding,
    Heading,
    ListItem,
    Note,
    Origin,
    Paragraph,
    Picture,
    Run,
    Table,
    block_text,
)
from convert.numbers import plain_number
from convert.passes.paragraphs import merge_runs

LONGEST_TEXT = 32_767
"""UTF-16 units in a worksheet cell (ECMA-376 part 1, limits of Excel)."""
WORD_LINKS = ("http:", "https:", "mailto:", "ftp:", "file:", "#")
"""Kinds of addresses that a Word document is given as links."""


def project(document: Document, target: str) -> Document:
    """Give the document as the target format can hold it. What is given up is a finding."""
    findings: list[Finding] = []
    blocks: list[Block] = []
    moved: dict[int, int] = {}
    reduce = _REDUCERS.get(target)
    for index, block in enumerate(document.blocks):
        moved[index] = len(blocks)
        blocks += reduce(block, findings) if reduce else (block,)
    checks = tuple(replace(check, table=moved[check.table]) for check in document.checks)
    found = history_first((*document.findings, *findings))
    return replace(document, blocks=tuple(blocks), findings=found, checks=checks)


def history_first(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Put what travels with the document before what is found anew each time, so that a file written twice is one."""
    return tuple(sorted(findings, key=lambda found: not is_history(found.code)))


def _for_sheet(block: Block, findings: list[Finding]) -> Iterator[Block]:
    """Yield a block as a worksheet holds it."""
    if isinstance(block, Picture):
        _drop_picture(block, findings)
    elif isinstance(block, Paragraph):
        yield from _cut(_plain(block, findings), findings)
    elif block.cells:
        cells = tuple(
            cell if _is_one_line(cell) else replace(cell, blocks=tuple(_cell_lines(cell, findings)))
            for cell in block.cells
        )
        yield replace(block, cells=cells)


def _is_one_line(cell: Cell) -> bool:
    """Say whether a cell is blank or one plain line, which a worksheet holds as it is."""
    if not cell.blocks:
        return True
    first = cell.blocks[0]
    if len(cell.blocks) > 1 or type(first) is not Paragraph or len(first.runs) != 1:
        return False
    run = first.runs[0]
    return bool(run.text) and not run.link and run.note is None and "\n" not in run.text


def _for_word(block: Block, findings: list[Finding]) -> Iterator[Block]:
    """Yield a block as a Word document holds it."""
    if isinstance(block, Table):
        if block.cells:
            table = fill_holes(block)
            cells = [
                replace(cell, blocks=tuple(new for inner in cell.blocks for new in _for_word(inner, findings)))
                for cell in table.cells
            ]
            yield replace(table, cells=tuple(cells))
    elif isinstance(block, Paragraph):
        runs = tuple(_with_word_link(run, block.origin, findings) for run in block.runs)
        block = replace(block, runs=tuple(merge_runs(runs)))
        if isinstance(block, ListItem):
            marker = block.marker.strip()
            ordered = block.ordered and "%" not in marker
            yield (
                replace(block, level=min(max(block.level, 0), 8), ordered=ordered, marker=marker)
                if marker
                else Paragraph(block.runs, block.origin)
            )
        else:
            yield block
    else:
        yield block


def _with_word_link(run: Run, origin: Origin, findings: list[Finding]) -> Run:
    if not run.link or run.link.lower().startswith(WORD_LINKS):
        return run
    findings.append(finding("content-dropped", origin, before=run.link, detail="link address"))
    return replace(run, link="")


def _drop_picture(picture: Picture, findings: list[Finding]) -> None:
    shown = picture.alt or picture.media_type
    findings.append(finding("content-dropped", picture.origin, before=shown, detail="picture"))


def _plain(paragraph: Paragraph, findings: list[Finding]) -> Paragraph:
    """Give a paragraph without links, notes and list structure."""
    runs: list[Run] = []
    if isinstance(paragraph, ListItem) and paragraph.marker:
        runs.append(Run(paragraph.marker + " "))
    for run in paragraph.runs:
        if run.link:
            findings.append(finding("content-dropped", paragraph.origin, before=run.link, detail="link address"))
        if run.note is None:
            runs.append(replace(run, link=""))
            continue
        text = " ".join(block_text(part) for part in run.note.paragraphs)
        findings.append(finding("note-moved", paragraph.origin, before=text))
        runs.append(Run(f"［{text}］"))
    merged = tuple(merge_runs(runs))
    if isinstance(paragraph, Heading):
        return replace(paragraph, runs=merged)
    return Paragraph(merged, paragraph.origin)


def _cell_lines(cell: Cell, findings: list[Finding]) -> Iterator[Paragraph]:
    """Yield a cell's text as paragraphs of one line each."""
    for block in cell.blocks:
        if isinstance(block, Picture):
            _drop_picture(block, findings)
        elif isinstance(block, Table):
            text = block_text(block)
            findings.append(finding("structure-changed", cell.origin, before=text, detail="table inside a cell"))
            yield from (Paragraph((Run(line),), cell.origin) for line in text.split("\n") if line.strip())
        else:
            yield from (line for line in _lines(_plain(block, findings)) if line.runs)


def _lines(paragraph: Paragraph) -> Iterator[Paragraph]:
    line: list[Run] = []
    for run in paragraph.runs:
        first, *others = run.text.split("\n")
        line.append(replace(run, text=first))
        for text in others:
            yield Paragraph(tuple(merge_runs(line)), paragraph.origin)
            line = [replace(run, text=text)]
    yield Paragraph(tuple(merge_runs(line)), paragraph.origin)


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _cut(paragraph: Paragraph, findings: list[Finding]) -> Iterator[Paragraph]:
    """Yield a paragraph in pieces that a worksheet cell can hold."""
    if _units(paragraph.text) <= LONGEST_TEXT:
        yield paragraph
        return
    findings.append(
        finding(
            "structure-changed", paragraph.origin, before=paragraph.text[:80], detail="paragraph cut into several rows"
        )
    )
    piece: list[Run] = []
    room = half = LONGEST_TEXT // 2
    for run in paragraph.runs:
        text = run.text
        while text:
            piece.append(replace(run, text=text[:room]))
            text, room = text[room:], room - len(text[:room])
            if not room:
                yield replace(paragraph, runs=tuple(merge_runs(piece)))
                piece, room = [], half
    if piece:
        yield replace(paragraph, runs=tuple(merge_runs(piece)))


_REDUCERS = {"xlsx": _for_sheet, "docx": _for_word}


def comparable(document: Document, target: str) -> tuple[Block, ...]:
    """Give what of a document must read back unchanged from a target: its blocks without what the target gives up."""
    return tuple(_comparable(block, target) for block in document.blocks)


def _comparable(block: Block, target: str) -> Block:
    if target == "json":
        return replace(block, form="") if isinstance(block, Table) else block
    if isinstance(block, Picture):
        return Picture(block.data, alt=block.alt)
    if isinstance(block, Table):
        cells = tuple(
            Cell(
                cell.row,
                cell.col,
                cell.rowspan,
                cell.colspan,
                tuple(_comparable(inner, target) for inner in cell.blocks),
                (cell.value if cell.value is not None else plain_number(cell.text)) if target == "xlsx" else None,
            )
            for cell in block.cells
        )
        return Table(block.n_rows, block.n_cols, cells, block.header_rows)
    runs = tuple(merge_runs([_comparable_run(run) for run in block.runs]))
    if isinstance(block, Heading):
        return Heading(runs, NOWHERE, block.level)
    if isinstance(block, ListItem):
        return ListItem(runs, NOWHERE, block.level, block.ordered, block.marker)
    return Paragraph(runs)


def _comparable_run(run: Run) -> Run:
    if run.note is None:
        return run
    paragraphs = tuple(
        Paragraph(tuple(merge_runs(list(paragraph.runs)))) for paragraph in run.note.paragraphs if paragraph.runs
    )
    return replace(run, note=Note(run.note.kind, paragraphs))
