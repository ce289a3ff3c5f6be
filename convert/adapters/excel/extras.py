"""Report what a sheet holds beside its cells: nothing of it can be carried, so each piece is a finding."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from convert.adapters.excel.book import Page
from convert.adapters.excel.drawings import about_controls, about_drawing
from convert.adapters.excel.place import Where
from convert.adapters.excel.sheet import (
    INEXACT,
    LINKS,
    MAX_CELLS,
    PIVOTS,
    SPARKLINES,
    Problem,
    Sheet,
    SheetEntry,
    key_of,
    parse_cell,
)
from convert.errors import TooLarge, Unreadable
from convert.findings import INCOMPLETE, finding, formatting_finding
from convert.furniture import is_page_number
from convert.model import Finding, Origin, Severity
from convert.numbers import read_count
from convert.ooxml.opc import Package
from convert.own_workbook import AUTHOR, REMARK, column_name

if TYPE_CHECKING:
    from lxml import etree

_PAGE_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|[0-9]{1,3}|.)')
_TOLD_ONE_BY_ONE = 20
_SEVERITIES: dict[str, Severity] = {
    INEXACT: "warning",
    "error of a formula, kept as text": "warning",
    "not what the cell's type says, kept as text": "warning",
    "text missing from the file": "error",
}
_OTHER_PARTS = {"oleObject": "embedded object", "package": "embedded object", "control": "form control"}


def about_sheets(sheets: Iterable[SheetEntry], path: str) -> Iterator[Finding]:
    """Yield what is to be said of sheets that are missing, or are no worksheets."""
    for entry in sheets:
        if not entry.part:
            lost = "sheet missing from the file"
            yield finding(INCOMPLETE, Origin(path), before=entry.name, detail=lost)
        elif entry.kind != "worksheet":
            detail = "chart sheet" if entry.kind == "chartsheet" else "sheet that is no worksheet"
            yield finding("content-dropped", Origin(path, ref=entry.name), before=entry.name, detail=detail)


def add_page(page: Page, pages: list[Page], findings: list[Finding], *, own: bool = False) -> None:
    """Add a sheet of any format and what is to be said of it. own: this program wrote it, page numbers are no loss.

    Raises TooLarge for a workbook with more cells than memory bears.
    """
    pages.append(page)
    if sum(len(page.sheet.entries) for page in pages) > 2 * MAX_CELLS:
        raise TooLarge(what=f"> {2 * MAX_CELLS} cells")
    entry, sheet, where = page
    findings += tell(sheet.problems, where)
    findings += _hidden(entry, sheet, where)
    if not own:
        findings += _page_texts(sheet, where)
        findings += _given_up(sheet, where)


def about_parts(package: Package, page: Page, *, own: bool) -> Iterator[Finding]:
    """Yield what the parts beside a sheet of an .xlsx hold. own: this program wrote it, its notes are no loss."""
    entry, where = page.entry, page.where
    relationships = package.relationships(entry.part)
    parts = [(kind, target) for kind, target, external in relationships.values() if not external]
    if pivots := sum(1 for kind, _ in parts if kind == "pivotTable"):
        yield formatting_finding(where.origin(), {PIVOTS: pivots})
    threaded: set[int] = set()
    kinds = {kind for kind, _ in parts}
    for kind, target in parts:
        if kind == "threadedComment":
            yield from _threaded_comments(package, target, where, threaded)
    for kind, target in parts:
        if kind == "comments" and not target.endswith(".bin"):
            yield from _comments(package, target, where, threaded, own)
        elif kind == "drawing":
            yield from about_drawing(package, target, where, has_controls="vmlDrawing" in kinds)
        elif kind == "vmlDrawing" and not own:
            yield from about_controls(package, target, where)
        elif kind in _OTHER_PARTS:
            yield where.dropped(-1, _OTHER_PARTS[kind], target.rpartition("/")[2])


def tell(problems: Iterable[Problem], where: Where) -> Iterator[Finding]:
    """Yield a finding a problem; of those that change no text, only so many one by one."""
    told: Counter[str] = Counter()
    last: dict[str, Problem] = {}
    for problem in problems:
        told[problem.detail] += 1
        if told[problem.detail] > _TOLD_ONE_BY_ONE and problem.code != "content-dropped":
            last[problem.detail] = problem
            continue
        severity = _SEVERITIES.get(problem.detail)
        yield finding(
            problem.code,
            where.origin(problem.key),
            before=problem.before,
            after=problem.after,
            detail=problem.detail,
            severity=severity,
        )
    for detail, problem in last.items():
        more = told[detail] - _TOLD_ONE_BY_ONE
        where_last, severity = where.origin(problem.key), _SEVERITIES.get(detail)
        yield finding(problem.code, where_last, before=f"× {more}", detail=detail, severity=severity)


def _hidden(entry: SheetEntry, sheet: Sheet, where: Where) -> Iterator[Finding]:
    if not (entry.hidden or sheet.hidden_rows or sheet.hidden_columns):
        return
    rows, cols = sheet.entries.filled()
    if entry.hidden and rows:
        yield finding(
            "structure-changed", where.origin(), before=entry.name, detail="hidden sheet, read like the others"
        )
    hidden_rows = [str(row + 1) for row in sheet.hidden_rows if row in rows]
    if hidden_rows:
        detail = "hidden rows, read like the others"
        yield finding("structure-changed", where.origin(), before=", ".join(hidden_rows), detail=detail)
    hidden_cols = sorted({col for first, last in sheet.hidden_columns for col in cols if first <= col <= last})
    if hidden_cols:
        names = ", ".join(column_name(col) for col in hidden_cols)
        yield finding("structure-changed", where.origin(), before=names, detail="hidden columns, read like the others")


def _given_up(sheet: Sheet, where: Where) -> Iterator[Finding]:
    """Yield what is left of the rules and looks that hang on cells and change none of their texts."""
    if drawn := sheet.given_up.pop(SPARKLINES, 0):
        yield where.dropped(-1, SPARKLINES, f"× {drawn}")
    inside = sum(1 for _, relationship, place in sheet.links if place and not relationship)
    counts = sheet.given_up | ({LINKS: inside} if inside else {})
    if counts:
        yield formatting_finding(where.origin(), counts)


def _page_texts(sheet: Sheet, where: Where) -> Iterator[Finding]:
    for text in dict.fromkeys(sheet.page_texts):
        shown = _PAGE_CODE.sub(lambda code: "&" if code[0] == "&&" else " ", text).strip()
        if not is_page_number(shown):
            yield where.dropped(-1, "page header or footer", shown)


def _tree(package: Package, part: str) -> etree._Element | None:
    try:
        return package.tree(part)
    except (Unreadable, TooLarge):
        return None


def _key(reference: str | None) -> int:
    place = parse_cell(reference or "")
    return key_of(*place) if place else -1


def _comments(package: Package, part: str, where: Where, threaded: set[int], own: bool) -> Iterator[Finding]:
    root = _tree(package, part)
    if root is None:
        yield finding(INCOMPLETE, where.origin(), before=part, detail="comments that cannot be read")
        return
    authors = [author.text or "" for author in root.iterfind("{*}authors/{*}author")]
    for comment in root.iterfind("{*}commentList/{*}comment"):
        key = _key(comment.get("ref"))
        author = read_count(comment.get("authorId"), least=-1)
        by = authors[author] if 0 <= author < len(authors) else ""
        text = "".join(piece.text or "" for piece in comment.iterfind("{*}text//{*}t"))
        if key in threaded or (own and (by == AUTHOR or text.startswith(REMARK))):
            continue
        yield where.dropped(key, "comment", text)


def _threaded_comments(package: Package, part: str, where: Where, seen: set[int]) -> Iterator[Finding]:
    root = _tree(package, part)
    if root is None:
        yield finding(INCOMPLETE, where.origin(), before=part, detail="comments that cannot be read")
        return
    for comment in root.iterfind("{*}threadedComment"):
        key = _key(comment.get("ref"))
        seen.add(key)
        yield where.dropped(key, "comment", comment.findtext("{*}text") or "")
