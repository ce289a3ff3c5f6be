"""Report what a sheet holds beside its cells: nothing of it can be carried, so each piece is a finding."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from convert.adapters.excel.book import Page
from convert.adapters.excel.place import Where
from convert.adapters.excel.sheet import INEXACT, Problem, Sheet, SheetEntry, key_of, parse_cell
from convert.errors import TooLarge, Unreadable
from convert.findings import finding
from convert.furniture import is_page_number
from convert.model import Finding, Severity
from convert.opc import Package
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
_SHAPES = {"pic": "picture", "graphicFrame": "chart", "sp": "text box"}
_OTHER_PARTS = {"oleObject": "embedded object", "package": "embedded object", "control": "form control"}


def about_sheet(page: Page, *, own: bool = False) -> Iterator[Finding]:
    """Yield what is to be said of one sheet of any format. own: this program wrote it, page numbers are no loss."""
    entry, sheet, where = page
    yield from tell(sheet.problems, where)
    yield from _hidden(entry, sheet, where)
    if not own:
        yield from _page_texts(sheet, where)


def about_parts(package: Package, page: Page, *, own: bool) -> Iterator[Finding]:
    """Yield what the parts beside a sheet of an .xlsx hold. own: this program wrote it, its notes are no loss."""
    entry, where = page.entry, page.where
    relationships = package.relationships(entry.part)
    parts = [(kind, target) for kind, target, external in relationships.values() if not external]
    threaded: set[int] = set()
    for kind, target in parts:
        if kind == "threadedComment":
            yield from _threaded_comments(package, target, where, threaded)
    for kind, target in parts:
        if kind == "comments" and not target.endswith(".bin"):
            yield from _comments(package, target, where, threaded, own)
        elif kind == "drawing":
            yield from _drawings(package, target, where)
        elif kind in _OTHER_PARTS:
            yield _dropped(where, -1, _OTHER_PARTS[kind], target.rpartition("/")[2])


def _dropped(where: Where, key: int, detail: str, before: str) -> Finding:
    return finding("content-dropped", where.origin(key), before=before, detail=detail)


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


def _page_texts(sheet: Sheet, where: Where) -> Iterator[Finding]:
    for text in dict.fromkeys(sheet.page_texts):
        shown = _PAGE_CODE.sub(lambda code: "&" if code[0] == "&&" else " ", text).strip()
        if not is_page_number(shown):
            yield _dropped(where, -1, "page header or footer", shown)


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
        yield _dropped(where, -1, "comments that cannot be read", part)
        return
    authors = [author.text or "" for author in root.iterfind("{*}authors/{*}author")]
    for comment in root.iterfind("{*}commentList/{*}comment"):
        key = _key(comment.get("ref"))
        author = comment.get("authorId") or ""
        by = authors[int(author)] if author.isdigit() and int(author[:9]) < len(authors) else ""
        text = "".join(piece.text or "" for piece in comment.iterfind("{*}text//{*}t"))
        if key in threaded or (own and (by == AUTHOR or text.startswith(REMARK))):
            continue
        yield _dropped(where, key, "comment", text)


def _threaded_comments(package: Package, part: str, where: Where, seen: set[int]) -> Iterator[Finding]:
    root = _tree(package, part)
    if root is None:
        return
    for comment in root.iterfind("{*}threadedComment"):
        key = _key(comment.get("ref"))
        seen.add(key)
        yield _dropped(where, key, "comment", comment.findtext("{*}text") or "")


def _drawings(package: Package, part: str, where: Where) -> Iterator[Finding]:
    root = _tree(package, part)
    if root is None:
        yield _dropped(where, -1, "drawing that cannot be read", part)
        return
    for anchor in root:
        if not isinstance(anchor.tag, str):
            continue
        row, col = (anchor.findtext(f"{{*}}from/{{*}}{axis}") or "" for axis in ("row", "col"))
        key = key_of(int(row), int(col)) if _is_small(row) and _is_small(col) else -1
        for element in anchor.iter("{*}pic", "{*}graphicFrame", "{*}sp"):
            shape = element.tag.rpartition("}")[2]
            text = _shape_text(element) if shape == "sp" else _shape_name(element)
            if text or shape != "sp":
                yield _dropped(where, key, _SHAPES[shape], text)


def _shape_text(shape: etree._Element) -> str:
    lines = ("".join(piece.text or "" for piece in line.iter("{*}t")) for line in shape.iterfind(".//{*}txBody//{*}p"))
    return "\n".join(line for line in lines if line)


def _shape_name(shape: etree._Element) -> str:
    properties = shape.find(".//{*}cNvPr")
    return "" if properties is None else properties.get("descr") or properties.get("name") or ""


def _is_small(number: str) -> bool:
    return number.isascii() and number.isdigit() and len(number) < 8
