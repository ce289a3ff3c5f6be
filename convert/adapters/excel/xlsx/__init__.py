"""Read the container of .xlsx, .xlsm and .xltx: the sheets of a package of XML parts."""

from __future__ import annotations

from collections.abc import Iterator

from convert.adapters.excel.book import Book, Page
from convert.adapters.excel.extras import about_parts, about_sheets, add_page
from convert.adapters.excel.place import Where
from convert.adapters.excel.sheet import CACHES, NAMES, Sheet, SheetEntry, spread_links
from convert.adapters.excel.values import Values
from convert.adapters.excel.xlsx.sheet import read_sheet
from convert.adapters.excel.xlsx.workbook import Workbook, read_workbook
from convert.errors import Harmful, TooLarge, Unreadable
from convert.findings import INCOMPLETE, finding, formatting_finding
from convert.model import Finding, Origin
from convert.ooxml.opc import Package
from convert.own_workbook import AUDIT


def read_book(package: Package, path: str, placed: bool = True) -> Book:
    """Read a workbook; placed: its pieces say where they stand, and its history is wanted.

    Raises Unreadable, Encrypted, TooLarge.
    """
    workbook = read_workbook(package)
    values = Values(workbook.strings, workbook.styles, since_1904=workbook.since_1904, own=workbook.own)
    findings = list(_about_workbook(package, workbook, path))
    pages = _read_pages(package, workbook, values, findings, Where(path, "", {}, placed))
    return Book(pages, values, findings, workbook.title, workbook.language, workbook.own, workbook.properties)


def _about_workbook(package: Package, workbook: Workbook, path: str) -> Iterator[Finding]:
    for detail in workbook.problems:
        yield finding("structure-changed", Origin(path), detail=detail, severity="warning")
    caches = sum("/externallinks/externallink" in name for name in package.names())
    if given_up := {what: count for what, count in ((NAMES, workbook.names), (CACHES, caches)) if count}:
        yield formatting_finding(Origin(path), given_up)
    yield from about_package(package, path)
    yield from about_sheets(workbook.sheets, path)


def about_package(package: Package, path: str) -> Iterator[Finding]:
    if any(name.endswith("vbaproject.bin") for name in package.names()):
        yield finding("content-dropped", Origin(path), detail="macros")
    yield from package.about(path)


def damaged_sheet(entry: SheetEntry, path: str) -> Finding:
    return finding(INCOMPLETE, Origin(path, ref=entry.name), before=entry.name, detail="damaged sheet")


def _read_pages(
    package: Package, workbook: Workbook, values: Values, findings: list[Finding], place: Where
) -> list[Page]:
    pages: list[Page] = []
    failed: Unreadable | None = None
    for entry in workbook.sheets:
        if entry.kind != "worksheet" or not entry.part:
            continue
        if workbook.own and entry.name == AUDIT and not place.placed:
            package.check(entry.part)
            continue
        try:
            sheet = read_sheet(package, entry.part, values, own=workbook.own)
        except (Harmful, TooLarge):
            raise
        except Unreadable as error:
            failed = failed or error
            findings.append(damaged_sheet(entry, place.path))
            continue
        page = Page(entry, sheet, place._replace(sheet=entry.name, links=outside_links(package, entry, sheet)))
        add_page(page, pages, findings, own=workbook.own)
        findings += about_parts(package, page, own=workbook.own)
    if not pages and workbook.sheets and not any(entry.part for entry in workbook.sheets):
        raise Unreadable("The file is damaged: its part {part} is missing.", part=workbook.sheets[0].name)
    if failed and not pages:
        raise failed
    return pages


def outside_links(package: Package, entry: SheetEntry, sheet: Sheet) -> dict[int, str]:
    """Give the addresses outside the workbook that cells lead to."""
    if not any(relationship for _, relationship, _ in sheet.links):
        return {}
    targets = package.relationships(entry.part)
    links = []
    for area, relationship, place in sheet.links:
        _, target, external = targets.get(relationship, ("", "", False))
        if external and target:
            links.append((area, f"{target}#{place}" if place else target))
    return spread_links(links)
