"""What every reader of a workbook gives: its sheets with their cells, and what they are shown by."""

from __future__ import annotations

from typing import NamedTuple

from convert.adapters.excel.place import Where
from convert.adapters.excel.sheet import Sheet, SheetEntry
from convert.adapters.excel.values import Values
from convert.model import Finding, Property

MAX_SHEETS = 10_000


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
