"""Read Excel workbooks (.xlsx, .xlsm, .xltx): this program's own exactly, others' as a person would see them.

Only cells that are really there are touched, so a sheet's size is what it holds and not what it claims.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager

from convert.adapters.excel.extras import find_extras
from convert.adapters.excel.own import Page, is_own_layout, read_body, read_history
from convert.adapters.excel.place import Where
from convert.adapters.excel.regions import Regions
from convert.adapters.excel.sheet import MAX_CELLS, Sheet, key_of, read_sheet
from convert.adapters.excel.values import Values
from convert.adapters.excel.workbook import SheetEntry, Workbook, read_workbook
from convert.errors import TooLarge, Unreadable
from convert.findings import finding
from convert.model import Block, Document, Finding, Heading, Origin, Paragraph, Run
from convert.opc import Package
from convert.options import Options
from convert.source import Source

_DEFAULT_NAME = re.compile(r"(?:sheet|工作表|表格?|table|tabelle|feuil|hoja|chart)\s*\d*(?:\s*\(\d+\))?", re.IGNORECASE)
_LARGEST_LINK = 1_000
"""Cells that a link may cover; of a larger range only the first has it."""


def read(source: Source, options: Options) -> Document:
    """Read a workbook. Raises Unreadable, Encrypted, TooLarge."""
    with _collector_paused():
        return _read(source)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Spare the search for reference cycles, a third of the time: millions of values are made and none refers back."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(source: Source) -> Document:
    with Package(source) as package:
        workbook = read_workbook(package)
        values = Values(workbook.strings, workbook.styles, since_1904=workbook.since_1904, own=workbook.own)
        findings = list(_workbook_findings(package, workbook, source.name))
        pages = _read_pages(package, workbook, values, source.name, findings)
    by_name = {page.entry.name: page for page in pages}
    own = workbook.own and is_own_layout(by_name)
    blocks: list[Block] = []
    if own:
        blocks, used = read_body(by_name, findings)
        findings = [*read_history(by_name), *findings]
        pages = [page for page in pages if page.entry.name not in used]
    blocks += _sheet_blocks(pages, values, findings, named=len(pages) > 1)
    origin = Origin(source.name)
    return Document(
        tuple(blocks), tuple(findings), title=workbook.title, language=workbook.language, settled=own, origin=origin
    )


def _workbook_findings(package: Package, workbook: Workbook, path: str) -> Iterator[Finding]:
    for detail in workbook.problems:
        yield finding("structure-changed", Origin(path), detail=detail, severity="warning")
    if any(name.endswith("vbaproject.bin") for name in package.names()):
        yield finding("content-dropped", Origin(path), detail="macros")
    for entry in workbook.sheets:
        if not entry.part:
            lost = "sheet missing from the file"
            yield finding("content-dropped", Origin(path), before=entry.name, detail=lost, severity="error")
        elif entry.kind != "worksheet":
            detail = "chart sheet" if entry.kind == "chartsheet" else "sheet that is no worksheet"
            yield finding("content-dropped", Origin(path, ref=entry.name), before=entry.name, detail=detail)


def _read_pages(package: Package, workbook: Workbook, values: Values, path: str, findings: list[Finding]) -> list[Page]:
    pages = []
    cells = 0
    for entry in workbook.sheets:
        if entry.kind != "worksheet" or not entry.part:
            continue
        sheet = read_sheet(package, entry.part, values, own=workbook.own)
        cells += len(sheet.entries)
        if cells > 2 * MAX_CELLS:
            raise TooLarge(what=f"> {2 * MAX_CELLS} cells")
        where = Where(path, entry.name, _links(package, entry, sheet))
        findings += find_extras(package, entry, sheet, where, own=workbook.own)
        pages.append(Page(entry, sheet, where))
    if not pages and workbook.sheets and not any(entry.part for entry in workbook.sheets):
        raise Unreadable("The file is damaged: its part {part} is missing.", part=workbook.sheets[0].name)
    return pages


def _links(package: Package, entry: SheetEntry, sheet: Sheet) -> dict[int, str]:
    """Give the addresses outside the workbook that cells lead to."""
    if not any(relationship for _, relationship, _ in sheet.links):
        return {}
    targets = package.relationships(entry.part)
    links: dict[int, str] = {}
    for (top, left, bottom, right), relationship, place in sheet.links:
        _, target, external = targets.get(relationship, ("", "", False))
        if not external or not target:
            continue
        address = f"{target}#{place}" if place else target
        if (bottom - top + 1) * (right - left + 1) > _LARGEST_LINK:
            bottom, right = top, left
        for row in range(top, bottom + 1):
            for col in range(left, right + 1):
                links[key_of(row, col)] = address
    return links


def _sheet_blocks(pages: list[Page], values: Values, findings: list[Finding], *, named: bool) -> Iterator[Block]:
    """Yield the blocks of sheets; a sheet's name heads them where it tells something that its first line does not."""
    filled = [page for page in pages if page.sheet.entries]
    for page in filled:
        name = page.entry.name
        telling = not _DEFAULT_NAME.fullmatch(name)
        regions = Regions(
            page.sheet,
            values,
            page.where,
            findings,
            title=name if telling else "",
            header_until=page.sheet.frozen[0] or page.entry.repeated,
        )
        blocks = list(regions.blocks())
        if named and telling and len(filled) > 1 and blocks and not _says(blocks[0], name):
            yield Heading((Run(name),), page.where.origin(), 1)
        yield from blocks


def _says(block: Block, name: str) -> bool:
    return isinstance(block, Paragraph) and "".join(block.text.split()).startswith("".join(name.split()))
