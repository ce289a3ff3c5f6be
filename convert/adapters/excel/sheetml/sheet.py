"""Read one sheet of an Excel 2003 XML file: its cells, and what hangs on them."""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date, datetime

from convert.adapters.excel.sheet import (
    CHOICES,
    CONDITIONS,
    FILTERS,
    PIVOTS,
    Collector,
    Problem,
    Range,
    SheetEntry,
    key_of,
)
from convert.adapters.excel.sheetml.styles import HTML, SheetmlStyles
from convert.adapters.excel.strings import Segment
from convert.adapters.excel.values import Entry, Values
from convert.model import Mark
from convert.numbers import read_count
from convert.numbers.dates import date_section, to_serial
from convert.ooxml.namespaces import SHEET_2003, X
from convert.own_workbook import MAX_COLUMNS, MAX_ROWS

_DAYS_TO_1904 = 1462
_RULES = {"DataValidation": CHOICES, "ConditionalFormatting": CONDITIONS, "AutoFilter": FILTERS, "PivotTable": PIVOTS}
_NO_DAY = date(1899, 12, 31)
"""The day of a time without one."""
_HEADED = re.compile(r"!R(\d{1,7})(?::R(\d{1,7}))?$")
_MARKS: dict[str, Mark] = {"B": "bold", "I": "italic", "U": "underline", "S": "strike", "Sup": "super", "Sub": "sub"}


class SheetReader:
    """Hears the elements inside a worksheet and puts its cells on a sheet."""

    def __init__(self, name: str, styles: SheetmlStyles, values: Values, *, since_1904: bool) -> None:
        self.name = name
        self.cells = Collector(values)
        self.links: list[tuple[Range, str]] = []
        self._styles, self._values, self._since_1904 = styles, values, since_1904
        self._hidden, self._head = False, 0
        self._row, self._col = -1, -1
        self._row_style = ""
        self._column = 0
        self._column_ends = [-1]
        self._column_styles: list[tuple[int, str]] = [(-1, "")]
        self._cell: dict[str, str] = {}
        self._kind: str | None = None
        self._segments: list[Segment] = []
        self._marks: list[Mark | None] = []
        self._comment: list[str] | None = None
        self._option = ""
        self._options: dict[str, str] = {}

    @property
    def entry(self) -> SheetEntry:
        return SheetEntry(self.name, self.name, "worksheet", self._hidden, None, self._head)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, word = name.rpartition(" ")
        if namespace == HTML or (self._kind is not None and namespace == SHEET_2003):
            self._marks.append(_MARKS.get(word))
        elif namespace == X and word in _RULES:
            self.cells.sheet.give_up(_RULES[word])
        elif namespace == X:
            self._option = word
            if word in ("Header", "Footer"):
                self._page_text(attributes)
            elif word in ("FreezePanes", "FrozenNoSplit"):
                self._options[word] = "1"
        elif word == "Data":
            if self._comment is None:
                self._kind, self._segments, self._marks = attribute(attributes, "Type"), [], []
        elif word == "Cell":
            self._cell = attributes
            self._col = index_of(attributes, self._col, MAX_COLUMNS)
            self._kind, self._segments = None, []
        elif word == "Comment":
            self._comment = []
        elif word == "Row":
            self._start_row(attributes)
        elif word == "Column":
            self._start_column(attributes)
        elif word == "NamedRange" and attribute(attributes, "Name") == "Print_Titles":
            found = _HEADED.search(attribute(attributes, "RefersTo"))
            if found and int(found[1]) == 1:
                self._head = min(int(found[2] or 1), MAX_ROWS)

    def text(self, data: str) -> None:
        if self._comment is not None:
            self._comment.append(data)
        elif self._kind is not None:
            marks = frozenset(mark for mark in self._marks if mark)
            self._segments.append((data, marks or None))
        elif self._option:
            self._options[self._option] = self._options.get(self._option, "") + data

    def end(self, name: str) -> bool:
        """Say whether the sheet is complete."""
        namespace, _, word = name.rpartition(" ")
        if self._marks:
            self._marks.pop()
        elif namespace == X:
            self._option = ""
        elif word == "Data" and self._comment is None:
            self._end_data()
        elif word == "Comment":
            text = "".join(self._comment or ()).strip()
            self._comment = None
            if self._row < MAX_ROWS:
                key = key_of(max(self._row, 0), max(self._col, 0))
                self.cells.sheet.problems.append(Problem("content-dropped", "comment", key, text))
        elif word == "Cell":
            self._end_cell()
        elif word == "Worksheet":
            self._finish()
            return True
        return False

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row = index_of(attributes, self._row, MAX_ROWS)
        self._col = -1
        self._row_style = attribute(attributes, "StyleID")
        if attribute(attributes, "Hidden") == "1" and self._row < MAX_ROWS:
            self.cells.sheet.hidden_rows.append(self._row)

    def _start_column(self, attributes: dict[str, str]) -> None:
        first = index_of(attributes, self._column - 1, MAX_COLUMNS)
        last = min(first + count_of(attributes, "Span", MAX_COLUMNS), MAX_COLUMNS - 1)
        self._column = last + 1
        if attribute(attributes, "Hidden") == "1":
            self.cells.sheet.hidden_columns.append((first, last))
        style = attribute(attributes, "StyleID")
        if style and first > self._column_ends[-1]:
            self._column_ends.append(last)
            self._column_styles.append((first, style))

    def _style(self) -> int:
        """Give the style of a cell: its own, its row's, or its column's."""
        name = attribute(self._cell, "StyleID") or self._row_style
        at = bisect_left(self._column_ends, self._col) if not name else 0
        if 0 < at < len(self._column_ends) and self._column_styles[at][0] <= self._col:
            name = self._column_styles[at][1]
        return self._styles.index_of(name)

    def _end_data(self) -> None:
        """Keep the kind for the end of the cell, so that no text outside counts as its own."""
        self._cell = {**self._cell, "kind": self._kind or ""}
        self._kind = None

    def _end_cell(self) -> None:
        style = self._style()
        entry = self._resolve("".join(text for text, _ in self._segments), style) if "kind" in self._cell else None
        across, down = (count_of(self._cell, f"Merge{way}", MAX_COLUMNS) for way in ("Across", "Down"))
        if entry is None and (formula := attribute(self._cell, "Formula")):
            self.cells.formula(self._row, self._col, formula)
        self.cells.put(self._row, self._col, entry, style)
        if self._row < MAX_ROWS and self._col < MAX_COLUMNS:
            if across or down:
                last = min(self._row + down, MAX_ROWS - 1), min(self._col + across, MAX_COLUMNS - 1)
                self.cells.sheet.merges.append((self._row, self._col, *last))
            if address := attribute(self._cell, "HRef"):
                self.links.append(((self._row, self._col, self._row, self._col), address))
        self._col += across

    def _resolve(self, raw: str, style: int) -> Entry | None:
        kind, values = self._cell["kind"], self._values
        if kind == "Number":
            return values.number(raw, style)
        if kind == "Boolean":
            return values.boolean(raw, style)
        if kind == "Error":
            return values.plain(raw, style, "error")
        if kind == "DateTime":
            return self._moment(raw, style)
        return values.rich(tuple(self._segments), style)

    def _moment(self, raw: str, style: int) -> Entry | None:
        """Show a date by its number format, as Excel does; without one as it is written."""
        try:
            moment = datetime.fromisoformat(raw.strip().removesuffix("Z"))
        except ValueError:
            return self._values.plain(raw, style, "odd")
        of_day = moment.date() == _NO_DAY
        serial = to_serial(moment.time() if of_day else moment)
        if serial is None or not date_section(self._styles.looks[style].code):
            return self._values.moment(raw, style)
        return self._values.number(repr(serial - (_DAYS_TO_1904 if self._since_1904 and not of_day else 0)), style)

    def _page_text(self, attributes: dict[str, str]) -> None:
        text = attributes.get(f"{X} Data", "")
        if text:
            self.cells.sheet.page_texts.append(text)

    def _finish(self) -> None:
        options = self._options
        self._hidden = options.get("Visible", "").strip() in ("SheetHidden", "SheetVeryHidden")
        if "FreezePanes" in options:
            self.cells.sheet.frozen = read_count(options.get("SplitHorizontal", "").strip(), MAX_ROWS), 0


def attribute(attributes: dict[str, str], name: str) -> str:
    """Give an attribute, which some programs write without its namespace."""
    return attributes.get(f"{SHEET_2003} {name}") or attributes.get(name, "")


def index_of(attributes: dict[str, str], last: int, most: int) -> int:
    """Give the place of a row or cell: the one named, which counts from 1, or the next one; never beyond most."""
    named = count_of(attributes, "Index", most + 1)
    return min(named - 1 if named else last + 1, most)


def count_of(attributes: dict[str, str], name: str, most: int) -> int:
    return read_count(attribute(attributes, name).strip(), most)
