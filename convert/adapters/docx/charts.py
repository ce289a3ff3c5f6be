"""Read charts as tables of the numbers that they were drawn from, and diagrams as lists of their words.

A chart keeps a copy of its numbers (ECMA-376 part 1, 21.2: `strCache`, `numCache`); the workbook behind it is never
opened. A diagram keeps its words in points that hang on each other (21.4: `pt`, `cxn`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from convert.adapters.docx.names import CHART, DIAGRAM, OFF, A, Element, to_int
from convert.model import Block, Cell, ListItem, Origin, Paragraph, Table, cell_of_text, plain_runs
from convert.numbers import show, show_general
from convert.numbers.dates import read_serial
from convert.numbers.stored import stored_number

Points = dict[int, str]
"""The texts of points by their number in the series, counted from 0."""

_SERIES, _TITLE, _NAME, _V = CHART + "ser", CHART + "title", CHART + "tx", CHART + "v"
_LABELS = (CHART + "cat", CHART + "xVal")
_VALUES = (CHART + "val", CHART + "yVal", CHART + "bubbleSize")
_LEVEL, _POINT, _CODE = CHART + "lvl", CHART + "pt", CHART + "formatCode"
_CACHES = tuple(CHART + name for name in ("strCache", "strLit", "numCache", "numLit"))
_NUMBERS = _CACHES[2:]
_WORDS = A + "p"
_MOST_SERIES = 255
"""As many as a chart of Excel has."""
_MOST_CELLS = 1_000_000
_DEEPEST_ITEM = 8
_UNSHOWN_POINTS = frozenset(("doc", "pres", "parTrans", "sibTrans"))


class Chart(NamedTuple):
    """What a chart holds: paragraphs and tables; left: words and numbers that have no place in these."""

    blocks: list[Block]
    left: list[str]


class _Series(NamedTuple):
    """labels: the columns of its categories, outermost first; values: with a second column for sizes of points."""

    name: str
    labels: list[Points]
    values: list[Points]


def read_chart(root: Element, origin: Origin) -> Chart:
    """Give a chart as its titles, a table for all series of the same categories, and what else is written in it.

    A chart that keeps no number gives nothing.
    """
    date_1904 = root.find(CHART + "date1904")
    since_1904 = date_1904 is not None and date_1904.get("val") not in OFF
    titles: list[str] = []
    words: list[str] = []
    left: list[str] = []
    groups: list[list[_Series]] = []
    for found in _parts(root):
        if found.tag == _SERIES:
            series = _read_series(found, since_1904)
            if not (groups and groups[-1][0].labels == series.labels and len(groups[-1]) < _MOST_SERIES):
                groups.append([])
            groups[-1].append(series)
        elif found.tag == _TITLE:
            titles.append("\n".join(_lines(found)) or "\n".join(_all(found, _V)))
        elif found.tag == _WORDS:
            words.append(_text(found))
        else:
            left.append(found.text or "")
    title = titles[0].replace("\n", " ") if titles else ""
    tables: list[Block] = []
    for group in groups:
        table = _to_table(group, title, origin)
        if table is not None:
            tables.append(table)
        else:
            for series in group:
                left += [
                    series.name,
                    *(text for points in (*series.labels, *series.values) for text in points.values()),
                ]
    if not tables:
        return Chart([], [])
    before, after = ([_paragraph(text, origin) for text in texts if text.strip()] for texts in (titles, words))
    return Chart([*before, *tables, *after], left)


def _parts(element: Element) -> Iterator[Element]:
    """Yield in order the series, titles, lines of other words and texts of other points below an element."""
    is_series = element.tag == _SERIES
    for child in element:
        if is_series and child.tag in (_NAME, *_LABELS, *_VALUES):
            continue
        if child.tag in (_SERIES, _TITLE, _V) or (child.tag == _WORDS and _text(child)):
            yield child
        if child.tag not in (_TITLE, _V, _WORDS):
            yield from _parts(child)


def _read_series(element: Element, since_1904: bool) -> _Series:
    name = ""
    labels: list[Points] = []
    values: list[Points] = []
    for child in element:
        if child.tag == _NAME:
            name = " ".join(_all(child, _V))
        elif child.tag in _LABELS:
            levels = list(child.iter(_LEVEL))[::-1] or list(child.iter(*_CACHES))
            labels = [_points(level, since_1904) for level in levels]
        elif child.tag in _VALUES:
            values += [_points(cache, since_1904) for cache in child.iter(*_CACHES)]
    return _Series(name, labels, values)


def _points(cache: Element, since_1904: bool) -> Points:
    code = cache.findtext(_CODE) or ""
    points: Points = {}
    for point in cache.iterchildren(_POINT):
        text = point.findtext(_V) or ""
        if cache.tag in _NUMBERS:
            text = _show(text, point.get("formatCode") or code, since_1904)
        points[to_int(point.get("idx"))] = text
    return points


def _show(raw: str, code: str, since_1904: bool) -> str:
    """Show a number with all its digits, a date as its format does; what is neither stays as it is."""
    number = stored_number(raw)
    if number is None:
        return raw
    dated = read_serial(number, code, since_1904=since_1904)
    return dated[1] if dated else show(number, code, exact=True) or show_general(number)


def _to_table(group: list[_Series], title: str, origin: Origin) -> Table | None:
    """Give a table with a row for each point; None without any value or with far too many."""
    labels = group[0].labels
    columns = [points for series in group for points in series.values]
    rows = sorted(set().union(*labels, *columns))
    n_cols = len(labels) + len(columns)
    if not any(columns) or len(rows) * n_cols > _MOST_CELLS:
        return None
    head = _head(group, len(labels), origin)
    first = 1 if head else 0
    spans = [_spans(level, rows) for level in labels[:-1]]
    cells = head
    for at, index in enumerate(rows, first):
        for col, span in enumerate(spans):
            if at - first in span:
                cells.append(cell_of_text(at, col, labels[col].get(index, ""), origin, span[at - first]))
        texts = [points.get(index, "") for points in (*labels[-1:], *columns)]
        cells += [cell_of_text(at, col, text, origin) for col, text in enumerate(texts, len(spans))]
    return Table(len(rows) + first, n_cols, tuple(cells), first, title=title, origin=origin)


def _head(group: list[_Series], n_labels: int, origin: Origin) -> list[Cell]:
    """Give the cells of the row of names, over the columns of each series; none where no series has a name."""
    if not any(series.name for series in group):
        return []
    cells = [cell_of_text(0, 0, "", origin, colspan=n_labels)] if n_labels else []
    at = n_labels
    for series in group:
        if series.values:
            cells.append(cell_of_text(0, at, series.name, origin, colspan=len(series.values)))
            at += len(series.values)
    return cells


def _spans(level: Points, rows: list[int]) -> dict[int, int]:
    """Give how many rows each label of an outer level covers, by the row where it begins."""
    starts = [at for at, index in enumerate(rows) if index in level or at == 0]
    return {start: end - start for start, end in zip(starts, [*starts[1:], len(rows)], strict=True)}


def read_diagram(root: Element, origin: Origin) -> list[ListItem]:
    """Give the words of a diagram as a list, each point below the one that it hangs on."""
    points = {point.get("modelId") or "": point for point in root.iter(DIAGRAM + "pt")}
    below: dict[str, list[tuple[int, str]]] = {}
    for tie in root.iter(DIAGRAM + "cxn"):
        if tie.get("type") in (None, "parOf"):
            below.setdefault(tie.get("srcId") or "", []).append((to_int(tie.get("srcOrd")), tie.get("destId") or ""))
    items: list[ListItem] = []
    tops = [name for name, point in points.items() if point.get("type") == "doc"]
    waiting = [(name, -1) for name in (*tops, *points)][::-1]
    seen: set[str] = set()
    while waiting:
        name, level = waiting.pop()
        if name in seen or name not in points:
            continue
        seen.add(name)
        is_shown = points[name].get("type") not in _UNSHOWN_POINTS
        text = "\n".join(_lines(points[name])) if is_shown else ""
        if text.strip():
            at = max(0, min(level, _DEEPEST_ITEM))
            items.append(ListItem(plain_runs(text), origin, level=at, marker="•"))
        waiting += [(lower, level + 1) for _, lower in sorted(below.get(name, ()))[::-1]]
    return items


def _paragraph(text: str, origin: Origin) -> Paragraph:
    return Paragraph(plain_runs(text), origin)


def _lines(element: Element) -> list[str]:
    """Give the paragraphs of DrawingML in which something is written."""
    return [text for line in element.iter(_WORDS) if (text := _text(line))]


def _text(line: Element) -> str:
    return "".join(_all(line, A + "t"))


def _all(element: Element, tag: str) -> list[str]:
    return [found.text or "" for found in element.iter(tag)]
