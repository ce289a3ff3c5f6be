"""Read a workbook that this program wrote: the inverse of `convert.writers.xlsx`, exactly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from convert import lazy_cells
from convert.adapters.excel.book import Page
from convert.adapters.excel.entries import COLUMN_BITS, COLUMN_MASK
from convert.adapters.excel.packed_table import build_grid, by_row, merged_rows
from convert.adapters.excel.place import Where
from convert.adapters.excel.sheet import key_of, place_of
from convert.adapters.excel.values import Entry
from convert.adapters.excel.xlsx.workbook import split_address
from convert.errors import TooLarge
from convert.findings import CODES, is_history
from convert.lazy_cells import GridCells
from convert.model import (
    NOWHERE,
    Block,
    Cell,
    Finding,
    Heading,
    Origin,
    Paragraph,
    Severity,
    Table,
    plain_blocks,
)
from convert.own_workbook import (
    AUDIT,
    BODY,
    FINDING_COLUMNS,
    MAX_COLUMNS,
    MAX_POSITIONS,
    MAX_ROWS,
    SEVERITIES,
    UNTITLED_SHEET,
)

_WORDS_FOR_SEVERITY: dict[str, Severity] = {word: severity for severity, word in SEVERITIES.items()}


def is_own_layout(pages: Mapping[str, Page]) -> bool:
    """Say whether the running text is where it should be."""
    return BODY in pages


def read_body(pages: Mapping[str, Page], findings: list[Finding]) -> tuple[list[Block], set[str]]:
    """Give the blocks in order, and the names of the sheets that they came from, which let go of their cells.

    Raises TooLarge.
    """
    body = pages[BODY]
    body.sheet.entries.sort()
    entries = body.sheet.entries.loose
    by_name = {name.lower(): name for name in pages}
    targets = {key_of(area[0], area[1]): place for area, _, place in body.sheet.links}
    used = {BODY, AUDIT}
    blocks: list[Block] = []
    cells = sorted(entries.keys() | body.sheet.blanks.keys())
    for row, columns in _rows(cells):
        level = _level(entries.get(key_of(row, 0)))
        if 0 in columns or 1 in columns:
            blocks.append(_paragraph(body, row, level))
        link = entries.get(key_of(row, 2))
        if link is not None:
            name, _ = split_address(targets.get(key_of(row, 2), ""))
            name = by_name.get((name or link.text).lower(), "")
            if name and name not in used:
                used.add(name)
                title = "" if UNTITLED_SHEET.fullmatch(name) else link.text
                table = _table(pages[name], title, findings)
                blocks.append(table)
                if not isinstance(table.cells, GridCells):
                    pages[name].sheet.let_go()
            else:
                findings.append(_dropped(body, key_of(row, 2), "table whose sheet is missing"))
        findings += [
            _dropped(body, key_of(row, col), "cell beside the text")
            for col in columns
            if key_of(row, col) in entries and (col > 2 or (col == 0 and level is None))
        ]
    return blocks, used


def _dropped(page: Page, key: int, detail: str) -> Finding:
    return page.where.dropped(key, detail, page.sheet.entries[key].text)


def _rows(keys: list[int]) -> Iterator[tuple[int, list[int]]]:
    columns: list[int] = []
    last = -1
    for key in keys:
        row, col = place_of(key)
        if row != last and columns:
            yield last, columns
            columns = []
        last = row
        columns.append(col)
    if columns:
        yield last, columns


def _level(entry: Entry | None) -> int | None:
    value = entry.value if entry else None
    return int(value) if isinstance(value, Decimal) and value in range(10) else None


def _paragraph(body: Page, row: int, level: int | None) -> Paragraph:
    entry = body.sheet.entries.get(key_of(row, 1))
    runs = entry.runs if entry else ()
    origin = body.where.origin(key_of(row, 1))
    return Paragraph(runs, origin) if level is None else Heading(runs, origin, level)


def _table(page: Page, title: str, findings: list[Finding]) -> Table:
    """Read a table as it stands: every cell that is there is a cell of it, other positions are holes."""
    sheet, where = page.sheet, page.where
    area = page.entry.print_area
    n_rows, n_cols = (area[2] + 1, area[3] + 1) if area else (0, 0)
    header = sheet.frozen[0] if sheet.frozen != (0, 0) else page.entry.repeated
    if sheet.frozen[1]:
        header = 0
    if len(sheet.entries) >= lazy_cells.WORTH_PACKING and not where.links:
        lazy = _lazy_cells(page, n_rows, n_cols)
        if lazy is not None:
            return Table(n_rows, n_cols, lazy, header, title=title, origin=where.origin())
    sheet.entries.sort()
    entries = sheet.entries.loose
    cells = _cells(page, entries, sorted(entries.keys() | sheet.blanks.keys()), findings)
    n_rows = max([n_rows, *(cell.row + cell.rowspan for cell in cells)])
    n_cols = max([n_cols, *(cell.col + cell.colspan for cell in cells)])
    return Table(
        min(n_rows, MAX_ROWS), min(n_cols, MAX_COLUMNS), tuple(cells), header, title=title, origin=where.origin()
    )


def _lazy_cells(page: Page, n_rows: int, n_cols: int) -> GridCells | None:
    """Give cells that are made when they are asked for, but for those of rows that merged ones touch."""
    sheet = page.sheet
    touched = merged_rows(sheet.merges, 0, MAX_ROWS)
    if touched is None:
        return None
    keys = {key_of(row, col) for row, cols, _ in sheet.entries.lines() if row in touched for col in cols}
    keys.update(key for key in sheet.blanks if key >> COLUMN_BITS in touched)
    hidden: list[Finding] = []
    cells = _cells(page, sheet.entries, sorted(keys), hidden)
    if hidden or any(cell.col + cell.colspan > n_cols for cell in cells):
        return None
    return build_grid(sheet.entries, sheet.blanks, n_rows, n_cols, page.where, by_row(touched, cells))


def _cells(page: Page, entries: Mapping[int, Entry], keys: Sequence[int], findings: list[Finding]) -> list[Cell]:
    """Give the cells at some keys, in order."""
    sheet, where = page.sheet, page.where
    ends = {key_of(top, left): (bottom, right) for top, left, bottom, right in sheet.merges}
    free_from: dict[int, int] = {}
    cells: list[Cell] = []
    taken = 0
    for key in keys:
        row, col = key >> COLUMN_BITS, key & COLUMN_MASK
        entry = entries.get(key)
        if free_from.get(col, 0) > row:
            if entry is not None:
                findings.append(_dropped(page, key, "cell hidden under a merged cell"))
            continue
        bottom, colspan = row, 1
        if key in ends:
            bottom, right = ends[key]
            while col + colspan <= right and free_from.get(col + colspan, 0) <= row:
                colspan += 1
        taken += colspan
        if taken > MAX_POSITIONS:
            raise TooLarge(what=page.entry.name)
        for covered in range(col, col + colspan):
            free_from[covered] = bottom + 1
        origin = where.origin(key) if where.placed else NOWHERE
        blocks = _blocks(where, key, entry, origin) if entry else ()
        value = entry.value if entry else None
        cells.append(Cell(row, col, bottom - row + 1, colspan, blocks, value, "", origin))
    return cells


def _blocks(where: Where, key: int, entry: Entry, origin: Origin) -> tuple[Block, ...]:
    """Give the text of a cell; what many cells say is one object where origins are not wanted."""
    runs = entry.runs
    if origin is NOWHERE and not where.links and len(runs) == 1 and "\n" not in runs[0].text:
        blocks = plain_blocks(runs[0].text)
        if blocks[0].runs == runs:
            return blocks
    return where.paragraphs(key, entry, origin)


def read_history(pages: Mapping[str, Page]) -> Iterator[Finding]:
    """Yield the findings that the workbook carries; what a form's checks find anew is left out."""
    page = pages.get(AUDIT)
    if page is None:
        return
    started = False
    page.sheet.entries.sort()
    for row, _ in _rows(list(page.sheet.entries)):
        entries = [page.sheet.entries.get(key_of(row, col)) for col in range(len(FINDING_COLUMNS))]
        texts = [entry.text if entry else "" for entry in entries]
        if not started:
            started = texts[:2] == list(FINDING_COLUMNS[:2])
            continue
        code, severity, _, where, before, after, detail = texts
        if code and is_history(code):
            known = _WORDS_FOR_SEVERITY.get(severity) or (CODES[code].severity if code in CODES else "warning")
            yield Finding(code, known, Origin(ref=where) if where else NOWHERE, before, after, detail)
