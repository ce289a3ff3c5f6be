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
| properties      | all but docx, xlsx and json | pdf keeps author, subject, keywords | formatting-dropped  |
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

from importlib import import_module
from typing import TYPE_CHECKING

from msgspec.structs import replace

from convert.carry.said_of_files import carry_properties, carry_title
from convert.findings import is_history
from convert.model import Block, Document, Finding, Table

if TYPE_CHECKING:
    from convert.carry.grid_of_texts import GridReducer
    from convert.carry.page import PageReducer
    from convert.carry.sheet import SheetReducer
    from convert.carry.word import WordReducer

_REDUCERS = {
    "xlsx": ("convert.carry.sheet", "SheetReducer"),
    "docx": ("convert.carry.word", "WordReducer"),
    "html": ("convert.carry.page", "PageReducer"),
    "markdown": ("convert.carry.page", "PageReducer"),
    "csv": ("convert.carry.grid_of_texts", "GridReducer"),
    "pdf": ("convert.carry.printed", "PrintReducer"),
}
"""Format → the module and the class of what reduces a document to it; imported when first needed."""


def project(document: Document, target: str) -> Document:
    """Give the document as the target format can hold it. What is given up is a finding."""
    reducer = _reducer(document, *_REDUCERS[target]) if target in _REDUCERS else None
    blocks: list[Block] = []
    moved: dict[int, int] = {}
    for index, block in enumerate(document.blocks):
        start = len(blocks)
        blocks += reducer.reduce(block) if reducer else (block,)
        moved[index] = next((at for at in range(start, len(blocks)) if isinstance(blocks[at], Table)), len(blocks) - 1)
    blocks += reducer.rest() if reducer else ()
    checks = tuple(
        check
        if all(moved[at] == at for at in (check.table, *check.tables))
        else replace(check, table=moved[check.table], tables=tuple(moved[at] for at in check.tables))
        for check in document.checks
    )
    title, cut = carry_title(document, target)
    properties, lost = carry_properties(document, target)
    found = history_first((*document.findings, *(reducer.losses() if reducer else ()), *cut, *lost))
    return replace(document, blocks=tuple(blocks), findings=found, checks=checks, title=title, properties=properties)


def _reducer(document: Document, module: str, name: str) -> SheetReducer | WordReducer | PageReducer | GridReducer:
    reducer: SheetReducer | WordReducer | PageReducer | GridReducer = getattr(import_module(module), name)(document)
    return reducer


def history_first(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Put what travels with the document before what is found anew each time, so that a file written twice is one."""
    return tuple(sorted(findings, key=lambda found: not is_history(found.code)))
