"""Tables of HTML: groups of rows, spans, captions. Tables that only arrange the page are taken apart.

Spans follow the standard: rowspan ends with its group of rows (0: at the end of the group), colspan is 1 to 1000, what
is no number is 1. Content between the rows stands before the table, where a browser puts it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from lxml import etree
from msgspec import Struct, field
from msgspec.structs import replace

from convert.errors import TooLarge
from convert.findings import finding
from convert.grid import MAX_COLUMNS, place
from convert.html_blocks.inline import is_hidden
from convert.html_blocks.page import Page, first_text, text_of
from convert.model import Block, Cell, Heading, ListItem, Paragraph, Run, Table, block_text

MAX_COLSPAN = 1000
MAX_ROWSPAN = 65_534
DEEPEST_TABLE = 20
"""Tables in tables beyond this are taken apart."""
TABLE_PARTS = frozenset(("table", "thead", "tbody", "tfoot", "tr", "td", "th"))
_GROUPS = ("thead", "tbody", "tfoot")
_CELLS = ("td", "th")
_SILENT = frozenset(("script", "style", "xml"))
_NUMBER = re.compile(r"\s{0,9}\+?(\d{1,9})")

Read = Callable[[etree._Element, bool], list[Block]]
"""Reads the content of an element, or with True the element itself."""
Row = list[etree._Element]


class _Group(Struct):
    """A group of rows. started: the last row was begun by a cell that no row holds, and goes on."""

    kind: str
    rows: list[Row] = field(default_factory=list)
    started: bool = False


class _Parts(Struct):
    """What a table is made of. strays: what stands between its rows, elements and texts in order."""

    groups: list[_Group] = field(default_factory=list)
    captions: list[etree._Element] = field(default_factory=list)
    strays: list[etree._Element | str] = field(default_factory=list)


def read_table(
    element: etree._Element, page: Page, depth: int, read: Read
) -> tuple[list[Block], Iterable[etree._Element]]:
    """Read a table, or rows and cells that stand outside one together with those that follow them.

    Give the blocks and the followers, which are not to be read again. depth: the tables around this one. Raises
    TooLarge.
    """
    page.tables += 1
    ref = f"table[{page.tables}]"
    parts = _Parts()
    followers: list[etree._Element] = []
    if element.tag == "table":
        _collect(element, parts)
    else:
        followers = _followers(element)
        for part in (element, *followers):
            _take(part, parts)
    blocks: list[Block] = []
    for stray in parts.strays:
        if isinstance(stray, str):
            blocks.append(Paragraph((Run(" ".join(stray.split())),), page.origin(element, ref)))
        else:
            blocks += read(stray, True)
    captions = [block for caption in parts.captions for block in read(caption, False)]
    blocks += captions
    table = _build(parts.groups, element, page, ref, read)
    if table is not None and _arranges(table, element, depth):
        inner = [block for cell in table.cells for block in cell.blocks]
        if len(table.cells) > 1:
            text = first_text(element)
            page.note("structure-changed", element, text, "tables that only arrange the page, taken apart")
        blocks += inner
    elif table is not None:
        title = " ".join(" ".join(map(block_text, captions)).split())
        blocks.append(replace(table, title=title, cells=tuple(map(_without_headings, table.cells))))
    return blocks, followers


def _collect(table: etree._Element, parts: _Parts) -> None:
    _stray_text(table.text, parts)
    for child in table:
        _take(child, parts)
        _stray_text(child.tail, parts)


def _take(element: etree._Element, parts: _Parts) -> None:
    """Take what stands in a table, through elements such as forms that stand around its rows."""
    group: _Group | None = None
    waiting = [(element, "")]
    while waiting:
        child, kind = waiting.pop()
        tag = child.tag
        if tag in _SILENT:
            continue
        if tag == "caption":
            parts.captions.append(child)
        elif tag in ("tr", *_CELLS):
            group = group or _group_for(parts, kind)
            _take_row(child, group, parts)
        elif tag in _GROUPS or child.find("tr") is not None or child.find("tbody") is not None:
            if tag in _GROUPS:
                kind = str(tag)
                group = None
                parts.groups.append(_Group(kind))
            _stray_text(child.text, parts)
            inner = list(child)
            for grandchild in inner:
                _stray_text(grandchild.tail, parts)
            waiting += [(grandchild, kind) for grandchild in reversed(inner)]
        else:
            parts.strays.append(child)


def _group_for(parts: _Parts, kind: str) -> _Group:
    if not parts.groups or parts.groups[-1].kind != kind:
        parts.groups.append(_Group(kind))
    return parts.groups[-1]


def _take_row(element: etree._Element, group: _Group, parts: _Parts) -> None:
    """Take a row, or a cell that no row holds. Word ends tables with a row of no height that only sets widths."""
    if element.tag in _CELLS:
        if not group.started:
            group.rows.append([])
        group.started = True
        group.rows[-1].append(element)
        return
    group.started = False
    if element.get("height") == "0" and not text_of(element).strip():
        return
    row: Row = []
    group.rows.append(row)
    _stray_text(element.text, parts)
    waiting = list(reversed(element))
    while waiting:
        child = waiting.pop()
        if child.tag in _CELLS:
            row.append(child)
        elif child.tag not in _SILENT and (child.find("td") is not None or child.find("th") is not None):
            waiting += reversed(child)
        elif child.tag not in _SILENT:
            parts.strays.append(child)
        _stray_text(child.tail, parts)


def _stray_text(text: str | None, parts: _Parts) -> None:
    if text and text.strip():
        parts.strays.append(text)


def _followers(element: etree._Element) -> list[etree._Element]:
    """List the rows or cells that follow one outside a table, with nothing but blanks between them."""
    found: list[etree._Element] = []
    last = element
    while not (last.tail or "").strip():
        following = last.getnext()
        if following is None or following.tag not in TABLE_PARTS or following.tag == "table":
            break
        found.append(following)
        last = following
    return found


def _build(groups: list[_Group], element: etree._Element, page: Page, ref: str, read: Read) -> Table | None:
    """Put the cells on their grid; None for a table that holds nothing and only makes room."""
    ordered = [group for kind in (("thead",), ("", "tbody"), ("tfoot",)) for group in groups if group.kind in kind]
    rows: list[list[Cell]] = []
    ending: Counter[int] = Counter()
    reaching = 0
    for group in ordered:
        for index, row in enumerate(group.rows):
            page.count_element(0)
            cells = _read_row(row, len(group.rows) - index, len(rows), page, ref, read)
            reaching -= ending.pop(len(rows), 0)
            page.count_positions(reaching)
            ends = [len(rows) + cell.rowspan for cell in cells if cell.rowspan > 1]
            ending.update(ends)
            reaching += len(ends)
            rows.append(cells)
    header_rows = sum(len(group.rows) for group in ordered if group.kind == "thead")
    if not header_rows:
        of_heads = [bool(row) and all(cell.tag == "th" for cell in row) for group in ordered for row in group.rows]
        header_rows = of_heads.index(False) if False in of_heads else 0
    given = [cell for row in rows for cell in row]
    filled = any(cell.blocks for cell in given)
    if not filled and (len(rows) < 2 or max(map(len, rows)) < 2):
        return None
    table = place(rows, origin=page.origin(element, ref), header_rows=header_rows if header_rows < len(rows) else 0)
    if any(cell.colspan != old.colspan for cell, old in zip(table.cells, given, strict=True)):
        page.findings.append(finding("grid-repaired", table.origin, detail="merged cells overlap"))
    return _clip(table)


def _read_row(row: Row, below: int, number: int, page: Page, ref: str, read: Read) -> list[Cell]:
    """Read the cells of a row. below: how many rows its group has from here on."""
    cells: list[Cell] = []
    gone = {cell for cell in row if is_hidden(cell) and "visibility" not in (cell.get("style") or "")}
    for index, cell in enumerate(row):
        if cell in gone and len(gone) < len(row):
            if text := first_text(cell):
                page.note("content-dropped", cell, text, "text that the page hides in a cell")
            continue
        colspan = max(1, min(_span(cell.get("colspan")), MAX_COLSPAN))
        rowspan = min(_span(cell.get("rowspan")) or below, MAX_ROWSPAN, below)
        page.count_positions(colspan)
        origin = page.origin(cell, f"{ref}/tr[{number + 1}]/td[{index + 1}]")
        if is_hidden(cell) and (text := first_text(cell)):
            page.note("structure-changed", cell, text, "text that the page hides, kept")
        cells.append(Cell(number, -1, rowspan, colspan, tuple(read(cell, False)), origin=origin))
    parent = row[0].getparent() if row else None
    if parent is not None and is_hidden(parent) and (text := first_text(parent)):
        page.note("structure-changed", parent, text, "text that the page hides, kept")
    return cells


def _span(text: str | None) -> int:
    found = _NUMBER.match(text) if text else None
    return int(found[1]) if found else 1


def _clip(table: Table) -> Table:
    """Take away columns at the right that no cell begins in. Raises TooLarge."""
    n_cols = max((cell.col + 1 for cell in table.cells), default=0)
    if n_cols > MAX_COLUMNS:
        raise TooLarge(what=f"{MAX_COLUMNS} columns")
    if n_cols == table.n_cols:
        return table
    cells = (replace(cell, colspan=min(cell.colspan, n_cols - cell.col)) for cell in table.cells)
    return replace(table, n_cols=n_cols, cells=tuple(cells))


def _arranges(table: Table, element: etree._Element, depth: int) -> bool:
    """Say whether a table only arranges what stands in it: boxes, columns of a page, tables around tables."""
    if len(table.cells) == 1 or depth > DEEPEST_TABLE or element.get("role") in ("presentation", "none"):
        return True
    inner = [block for cell in table.cells for block in cell.blocks]
    nested = sum(len(block.cells) for block in inner if isinstance(block, Table))
    if nested > len(table.cells):
        return True
    if table.n_cols > 1:
        return False
    several = any(len(cell.blocks) > 1 for cell in table.cells)
    return several or any(isinstance(block, Table | Heading | ListItem) for block in inner)


def _without_headings(cell: Cell) -> Cell:
    """Make the headings in a cell paragraphs: only the page itself has sections."""
    if not any(isinstance(block, Heading) for block in cell.blocks):
        return cell
    blocks = (Paragraph(block.runs, block.origin) if isinstance(block, Heading) else block for block in cell.blocks)
    return replace(cell, blocks=tuple(blocks))
