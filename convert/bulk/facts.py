"""What the reports over many documents need to know of each: small, and plain data."""

from __future__ import annotations

from collections import Counter
from typing import Any

from convert.annotations import Place, Places
from convert.forms.spelled import listed_rows
from convert.forms.template import REPEATED
from convert.model import Document, Finding, Heading, Origin, Severity, Table
from convert.record import Counts


def facts_of(document: Document, counts: Counts) -> dict[str, Any]:
    """Give a document's facts; counts: of what stands in its tables.

    values: for each official table (`FORM/TABLE`), the texts of its value cells in reading order, None where blank;
    blank: how many of them are; checks: how many sums there are; checked: how many could be worked out; failed: those
    that do not hold, each as [table, rule, name, left, right, blanks]; marks: for each table the values that findings
    are about, as {place in the list: [number of the finding, …]}; rows: for each table with rows of any number, of each
    time that it stands there, the keys and labels of these.
    """
    values: dict[str, list[str | None]] = {}
    rows: dict[str, list[list[tuple[str, tuple[str, ...]]]]] = {}
    for block in document.blocks:
        if isinstance(block, Table) and block.form:
            texts = [cell.text or None for cell in block.cells if cell.role == "value"]
            values.setdefault(block.form, []).extend(texts)
            if any(REPEATED in cell.name for cell in block.cells):
                rows.setdefault(block.form, []).append(listed_rows(block))
    failed = [
        [_form_of(document, check.table), check.rule, check.name, str(check.left), str(check.right), check.blanks]
        for check in document.checks
        if check.holds is False
    ]
    told = {"blank": counts.blank, "checks": counts.checks, "checked": counts.checked}
    listed = {"rows": rows} if rows else {}
    return {"values": values, **told, "failed": failed, "marks": _marks_of(document), **listed}


def _marks_of(document: Document) -> dict[str, dict[int, list[int]]]:
    """Find the values that findings are about: their very cells, or else those that came from where a finding says."""
    places = Places(document)
    of_cell: dict[Place, list[int]] = {}
    of_origin: dict[Origin, list[int]] = {}
    for number, found in enumerate(document.findings):
        cells = places.all_of(found)
        for place in dict.fromkeys(cells):
            of_cell.setdefault(place, []).append(number)
        for origin in () if cells else dict.fromkeys((found.origin, *found.also)):
            if origin != document.origin and str(origin):
                of_origin.setdefault(origin, []).append(number)
    marks: dict[str, dict[int, list[int]]] = {}
    counts: Counter[str] = Counter()
    for index, block in enumerate(document.blocks):
        if isinstance(block, Table) and block.form:
            for cell in block.cells:
                if cell.role == "value":
                    about = of_cell.get(Place(index, cell.row, cell.col), []) + of_origin.get(cell.origin, [])
                    if about:
                        marks.setdefault(block.form, {})[counts[block.form]] = sorted(about)
                    counts[block.form] += 1
    return marks


def _form_of(document: Document, at: int) -> str:
    block = document.blocks[at] if at < len(document.blocks) else None
    return block.form if isinstance(block, Table) else ""


def title_of(document: Document) -> str:
    """Give the title that a reader sees: of the document, else its first heading."""
    headings = (block.text for block in document.blocks if isinstance(block, Heading) and block.text)
    return document.title or next(headings, "")


def dump_findings(findings: tuple[Finding, ...]) -> list[list[Any]]:
    """Give findings as plain data: [code, severity, origin, [also…], before, after, detail]."""
    return [
        [
            found.code,
            found.severity,
            str(found.origin),
            [str(place) for place in found.also],
            found.before,
            found.after,
            found.detail,
        ]
        for found in findings
    ]


def load_findings(data: list[list[Any]]) -> tuple[Finding, ...]:
    """Read findings back; an origin comes back as its text alone."""
    return tuple(
        Finding(code, severity, Origin(ref=origin), before, after, detail, tuple(Origin(ref=place) for place in also))
        for code, severity, origin, also, before, after, detail in data
    )


def tallies_of(findings: tuple[Finding, ...]) -> list[tuple[str, Severity, int]]:
    """Count findings by code and severity."""
    counted: Counter[tuple[str, Severity]] = Counter((found.code, found.severity) for found in findings)
    return [(code, severity, count) for (code, severity), count in sorted(counted.items())]
