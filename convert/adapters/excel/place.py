"""Say where in a workbook something is, and turn entries into paragraphs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from convert.adapters.excel.entries import COLUMN_BITS, COLUMN_MASK
from convert.adapters.excel.values import Entry
from convert.findings import finding
from convert.model import NOWHERE, Finding, Origin, Paragraph, Run
from convert.own_workbook import column_name


class Where(NamedTuple):
    """A sheet of a source. links: keys of cells → the addresses that they lead to; placed: origins are wanted."""

    path: str
    sheet: str
    links: dict[int, str]
    placed: bool = True

    def origin(self, key: int = -1) -> Origin:
        """Give the origin of a cell; of the sheet itself for -1."""
        if not self.placed:
            return NOWHERE
        if key < 0:
            return Origin(self.path, None, None, self.sheet)
        return Origin(self.path, None, None, f"{self.sheet}!{column_name(key & COLUMN_MASK)}{(key >> COLUMN_BITS) + 1}")

    def dropped(self, key: int, detail: str, before: str) -> Finding:
        """Say that something at a cell, or on the sheet for -1, is left out."""
        return finding("content-dropped", self.origin(key), before=before, detail=detail)

    def paragraphs(self, key: int, entry: Entry, origin: Origin | None = None) -> tuple[Paragraph, ...]:
        """Give a cell's text, one paragraph a line, with the cell's link on it."""
        origin = origin or self.origin(key)
        link = self.links.get(key, "") if self.links else ""
        runs = entry.runs
        if not link and len(runs) == 1 and "\n" not in runs[0].text:
            return (Paragraph(runs, origin),)
        return tuple(Paragraph(tuple(line), origin) for line in _lines(runs, link))


def _lines(runs: tuple[Run, ...], link: str) -> Iterator[list[Run]]:
    line: list[Run] = []
    for run in runs:
        first, *others = run.text.split("\n")
        if first:
            line.append(replace(run, text=first, link=link))
        for text in others:
            yield line
            line = [replace(run, text=text, link=link)] if text else []
    yield line
