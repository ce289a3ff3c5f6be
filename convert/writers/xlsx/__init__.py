"""Write a workbook: the running text on one sheet, each table on its own, and what was checked on the last.

Everything that must be read back stands in the cells, so a person can see and correct it; see `own_workbook`.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from convert.annotations import Place, remarks
from convert.errors import TooLarge
from convert.model import Check, Document, Heading, LazyCells, Table
from convert.options import Options
from convert.own_workbook import (
    AUDIT,
    AUTHOR,
    BODY,
    MAX_ROWS,
    PROPERTY,
    TITLE_FROM_HEADING,
    TITLE_PROPERTY,
    UNPRINTABLE,
    VERSION,
    cut,
)
from convert.writers.xlsx.audit_sheet import remark_of, write_audit
from convert.writers.xlsx.body_sheet import write_body
from convert.writers.xlsx.cells import Pen
from convert.writers.xlsx.live import live_checks
from convert.writers.xlsx.names import name_sheets, name_values
from convert.writers.xlsx.table_sheet import mark_live, refuse_too_large, write_note, write_table

MAX_TABLES = 4_000
"""More sheets than Excel opens in reasonable time."""
MOST_LIVE = 5_000
"""With more checks, as of many reports in one file, they are written as values: Excel works out each formula anew."""
_UNPLACED, _WHOLE = -1, (-1, -1)
_LONGEST_TITLE = 255
_CREATED = datetime(1980, 1, 1)
_SETTINGS: dict[str, object] = {
    "in_memory": True,
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}


def write(document: Document, path: Path, options: Options) -> None:
    """Write a document that `carry` has reduced to what a workbook holds. Raises TooLarge, OSError.

    The same document gives the same bytes, whatever the options, the clock or the locale.
    """
    from convert.writers.xlsx.frugal import FrugalBook
    from convert.writers.xlsx.grid_sheet import write_grid

    tables = {index: block for index, block in enumerate(document.blocks) if isinstance(block, Table)}
    if len(tables) > MAX_TABLES:
        raise TooLarge("The document has more tables than a workbook should have sheets: {what}.", what=len(tables))
    if len(document.checks) + len(document.findings) + 3 > MAX_ROWS:
        raise TooLarge("The document has more findings than a worksheet has rows: {what}.", what=len(document.findings))
    for table in tables.values():
        refuse_too_large(table)
    sheets = dict(zip(tables, name_sheets(table.title for table in tables.values()), strict=True))
    workbook = FrugalBook(str(path), dict(_SETTINGS))
    _set_properties(workbook, document)
    pen = Pen(workbook)
    notes = _notes(document, options.language) if options.annotate else {}
    body = workbook.add_sheet(BODY)
    write_body(body, pen, document, sheets, {at: said[_WHOLE] for at, said in notes.items() if _WHOLE in said})
    if _UNPLACED in notes and not document.form:
        write_note(body, 0, 2, notes[_UNPLACED][_WHOLE])
    body.finish()
    wrong = _remarks(document, tables)
    live: list[Check] = []
    few = len(document.checks) <= MOST_LIVE
    checks: dict[int, list[Check]] = {}
    for check in document.checks:
        checks.setdefault(check.table, []).append(check)
    for index, table in tables.items():
        sheet = workbook.add_sheet(sheets[index])
        numbers: frozenset[tuple[int, int]] = frozenset()
        if isinstance(table.cells, LazyCells) and not table.form:
            write_grid(sheet, pen, table, table.cells, notes.get(index, {}))
        else:
            numbers = write_table(sheet, pen, table, wrong.get(index, {}), notes.get(index, {}))
        here = list(live_checks(checks[index], table, numbers)) if few and index in checks else []
        mark_live(sheet, pen, here)
        live += here
        sheet.finish()
    for name, place in name_values(tables, sheets):
        workbook.define_name(name, place)
    if document.form:
        audit = workbook.add_sheet(AUDIT)
        write_audit(audit, pen, document, sheets, frozenset(live))
        if _UNPLACED in notes:
            write_note(audit, 0, 0, notes[_UNPLACED][_WHOLE])
        audit.finish()
    _close(workbook)


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
    failed = [check for check in document.checks if check.holds is False and check.table in tables]
    anchors = {
        index: {(cell.row, cell.col) for cell in tables[index].cells} for index in {check.table for check in failed}
    }
    for check in failed:
        for place in dict.fromkeys((*check.left_cells, *check.right_cells)):
            if place in anchors[check.table]:
                notes.setdefault(check.table, {}).setdefault(place, []).append(remark_of(check))
    return notes


def _set_properties(workbook: Any, document: Document) -> None:
    heading = next((block.text for block in document.blocks if isinstance(block, Heading) and block.text), "")
    title = UNPRINTABLE.sub(" ", document.title or heading)
    workbook.set_properties({"title": cut(title, _LONGEST_TITLE), "author": AUTHOR, "created": _CREATED})
    workbook.set_custom_property(PROPERTY, VERSION)
    if title and not document.title:
        workbook.set_custom_property(TITLE_PROPERTY, TITLE_FROM_HEADING)


def _close(workbook: Any) -> None:
    """Finish the file. Raises OSError."""
    from xlsxwriter.exceptions import FileCreateError

    try:
        workbook.close()
    except FileCreateError as error:
        cause = error.args[0] if error.args else error
        raise cause if isinstance(cause, OSError) else OSError(str(error)) from None
    finally:
        workbook.forget()
