"""What every reader of a workbook gives: its sheets with their cells, and what they are shown by."""

from __future__ import annotations

from typing import NamedTuple

from convert.adapters.excel.place import Where
from convert.adapters.excel.sheet import MAX_CELLS, Sheet, SheetEntry
from convert.adapters.excel.values import Values
from convert.errors import TooLarge
from convert.model import Finding, Property


class Page(NamedTuple):
    """A sheet with everything that was read of it."""

    entry: SheetEntry
    sheet: Sheet
    where: Where


class Book(NamedTuple):
    """own: this program wrote it."""

    pages: list[Page]
    values: Values
    findings: list[Finding]
    title: str = ""
    language: str = ""
    own: bool = False
    properties: tuple[Property, ...] = ()


def check_cells(pages: list[Page]) -> None:
    """Raise TooLarge for a workbook with more cells than memory bears."""
    if sum(len(page.sheet.entries) for page in pages) > 2 * MAX_CELLS:
        raise TooLarge(what=f"> {2 * MAX_CELLS} cells")
