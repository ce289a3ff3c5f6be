"""Write a workbook: the running text on one sheet, each table on its own, and what was checked on the last.

Everything that must be read back stands in the cells, so a person can see and correct it; see `own_workbook`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from convert.annotations import Place, remarks
from convert.errors import TooLarge
from convert.lazy_cells import GridCells
from convert.model import Check, Document, Heading, Property, Table
from convert.options import Options
from convert.own_workbook import (
    AUDIT,
    BODY,
    MAX_ROWS,
    PROPERTY,
    TITLE_FROM_HEADING,
    TITLE_PROPERTY,
    VERSION,
    held_title,
)
from convert.writers.xlsx.audit_sheet import remark_of, write_audit
from convert.writers.xlsx.body_sheet import rows_of, write_body
from convert.writers.xlsx.book import Book
from convert.writers.xlsx.cells import Pen
from convert.writers.xlsx.live import is_live_across, live_checks
from convert.writers.xlsx.names import name_sheets, name_values
from convert.writers.xlsx.notes import Notes, joined
from convert.writers.xlsx.sheet import Sheet
from convert.writers.xlsx.table_sheet import mark_live, refuse_too_large, write_table
from convert.writers.xlsx.typed import type_cell

MAX_TABLES = 4_000
"""More sheets than Excel opens in reasonable time."""
MOST_LIVE = 5_000
"""With more checks, as of many reports in one file, they are written as values: Excel works out each formula anew."""
_UNPLACED, _WHOLE = -1, (-1, -1)


def write(document: Document, path: Path, options: Options) -> None:
    """Write a document that `carry` has reduced to what a workbook holds. Raises TooLarge, OSError.

    The same document gives the same bytes, whatever the options, the clock or the locale.
    """
    tables = {index: block for index, block in enumerate(document.blocks) if isinstance(block, Table)}
    if len(tables) > MAX_TABLES:
        raise TooLarge("The document has more tables than a workbook should have sheets: {what}.", what=len(tables))
    if len(document.checks) + len(document.findings) + 3 > MAX_ROWS:
        raise TooLarge("The document has more findings than a worksheet has rows: {what}.", what=len(document.findings))
    for table in tables.values():
        refuse_too_large(table)
    names = dict(zip(tables, name_sheets(table.title for table in tables.values()), strict=True))
    book = Book()
    _describe(book, document)
    pen = Pen(book.looks, book.strings)
    notes = _notes(document, options.language) if options.annotate else {}
    _add_body(book, pen, document, names, notes)
    wrong = _remarks(document, tables)
    few = len(document.checks) <= MOST_LIVE
    checks: dict[int, dict[int, Check]] = {}
    for at, check in enumerate(document.checks if few else ()):
        if not check.tables:
            checks.setdefault(check.table, {})[at] = check
    live: set[int] = set()
    for index, table in tables.items():
        sheet = Sheet(names[index])
        sheet.notes = _joined(wrong.get(index, {}), notes.get(index, {}))
        rows = _table_rows(sheet, pen, table, wrong.get(index, {}), checks.get(index, {}), live)
        book.add(sheet, rows)
    live.update(_live_across(document, tables, names) if few else ())
    book.define(name_values(tables, names))
    if document.form:
        audit = Sheet(AUDIT)
        if _UNPLACED in notes:
            audit.notes = {(0, 0): joined(notes[_UNPLACED][_WHOLE])}
        book.add(audit, write_audit(audit, pen, document, names, live))
    book.save(path)


def _add_body(book: Book, pen: Pen, document: Document, names: Mapping[int, str], notes: Mapping[int, Notes]) -> None:
    rows = rows_of(document)
    body = Sheet(BODY)
    said = {(rows[at], 1): here[_WHOLE] for at, here in notes.items() if at >= 0 and at not in names and _WHOLE in here}
    if _UNPLACED in notes and not document.form:
        said[0, 2] = notes[_UNPLACED][_WHOLE]
    body.notes = _joined({}, said)
    book.add(body, write_body(body, pen, document, rows, names))


def _table_rows(
    sheet: Sheet, pen: Pen, table: Table, wrong: Notes, checks: Mapping[int, Check], live: set[int]
) -> Iterator[str]:
    """Yield the rows of a table's sheet. checks: of the table, by place; live: gets those that can be formulas."""
    if isinstance(table.cells, GridCells) and not table.form:
        from convert.writers.xlsx.grid_sheet import write_grid

        yield from write_grid(sheet, pen, table, table.cells)
        return
    texts = [cell.text for cell in table.cells]
    typed = [type_cell(cell, text, guess=not table.form) for cell, text in zip(table.cells, texts, strict=True)]
    if checks:
        numbers = {(cell.row, cell.col) for cell, kind in zip(table.cells, typed, strict=True) if kind.kind == "number"}
        here = dict(live_checks(checks, table, sheet.name, numbers))
        mark_live(sheet, pen, here.values())
        live.update(here)
    yield from write_table(sheet, pen, table, texts, typed, wrong)


def _live_across(document: Document, tables: Mapping[int, Table], names: Mapping[int, str]) -> Iterator[int]:
    """Yield the sums over several tables that formulas can say, by place."""
    across = {at: check for at, check in enumerate(document.checks) if check.tables}
    wanted = {cell for check in across.values() for cell in check.cells}
    numbers: dict[int, set[tuple[int, int]]] = {}
    for index in {index for index, _ in wanted} & tables.keys():
        for cell in tables[index].cells:
            place = cell.row, cell.col
            if (index, place) in wanted and type_cell(cell, cell.text, guess=False).kind in ("number", "blank"):
                numbers.setdefault(index, set()).add(place)
    yield from (at for at, check in across.items() if is_live_across(check, names, numbers))


def _joined(wrong: Notes, notes: Notes) -> dict[tuple[int, int], str]:
    """Give the note of each cell in order: what failed checks say of it, and behind it what else is remarked."""
    return {
        (max(place[0], 0), max(place[1], 0)): joined([*wrong.get(place, ()), *notes.get(place, ())])
        for place in sorted(wrong.keys() | notes.keys())
    }


def _notes(document: Document, language: str) -> dict[int, dict[tuple[int, int], list[str]]]:
    """Collect, for each block and cell, what the findings say of it; _WHOLE: of all the block."""
    notes: dict[int, dict[tuple[int, int], list[str]]] = {}
    for remark in remarks(document, language):
        place = remark.place or Place(_UNPLACED)
        notes.setdefault(place.block, {}).setdefault((place.row, place.col), []).append(remark.whole)
    return notes


def _remarks(document: Document, tables: dict[int, Table]) -> dict[int, dict[tuple[int, int], list[str]]]:
    """Collect, for each table and cell, what the failed checks say about it."""
    notes: dict[int, dict[tuple[int, int], list[str]]] = {}
    failed = [check for check in document.checks if check.holds is False]
    of_failed = {index for check in failed for index, _ in check.cells if index in tables}
    anchors = {index: {(cell.row, cell.col) for cell in tables[index].cells} for index in of_failed}
    for check in failed:
        for index, place in dict.fromkeys(check.cells):
            if place in anchors.get(index, ()):
                notes.setdefault(index, {}).setdefault(place, []).append(remark_of(check))
    return notes


def _describe(book: Book, document: Document) -> None:
    heading = next((block.text for block in document.blocks if isinstance(block, Heading) and block.text), "")
    title = held_title(document.title or heading)
    properties = [Property(PROPERTY, VERSION, "text")]
    if title and not document.title:
        properties.append(Property(TITLE_PROPERTY, TITLE_FROM_HEADING, "text"))
    book.describe(title, (*properties, *document.properties))
