"""Read one sheet of an OpenDocument spreadsheet: its cells, as often as they are repeated, and what hangs on them."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from convert.adapters.excel.ods.styles import CALC, DRAW, FORM, LINK, OFFICE, SVG, TABLE, TEXT, OdsStyles
from convert.adapters.excel.ods.text import CellText
from convert.adapters.excel.ods.values import resolve_cell
from convert.adapters.excel.sheet import (
    CONDITIONS,
    SPARKLINES,
    Collector,
    Problem,
    Range,
    SheetEntry,
    key_of,
    parse_range,
)
from convert.adapters.excel.values import Entry, Values
from convert.numbers import read_count
from convert.odf import shown_text
from convert.own_workbook import MAX_COLUMNS, MAX_ROWS

MAX_COPIES = 500_000
"""Copies of cells with content that repeat counts may make, in one file."""
_FRAMED_ROWS, _FRAMED_COLUMNS = 4, 64
"""Of a repeated blank cell with borders so many are looked at; a longer gap parts tables anyway."""
_CELLS = frozenset({f"{TABLE} table-cell", f"{TABLE} covered-table-cell"})
_SHOWN = frozenset(f"{DRAW} {what}" for what in ("object", "object-ole", "plugin", "image"))
"""What a frame may hold; a picture beside another thing only shows that."""
_GIVEN_UP = {f"{CALC} conditional-format": CONDITIONS, f"{CALC} sparkline": SPARKLINES}
_NO_CONTROLS = frozenset(
    ("form", "properties", "property", "list-property", "list-value", "hidden", "password", "item")
)
_STATES = ("current-state", "state", "current-selected", "selected")
_HIDDEN = frozenset({"collapse", "filter"})
_REPEATED_COLUMNS, _REPEATED_ROWS = f"{TABLE} number-columns-repeated", f"{TABLE} number-rows-repeated"


class _Cell(NamedTuple):
    """A cell of a row before it is put on the sheet; times: how often it stands there; formula: if it has no result."""

    col: int
    times: int
    entry: Entry | None
    style: int
    span: tuple[int, int] = (1, 1)
    link: str = ""
    formula: str = ""


class SheetReader:
    """Hears the elements inside a table and puts its cells on a sheet. copies: made so far in the whole file.

    style: the name of the table's own style.
    """

    def __init__(self, styles: OdsStyles, values: Values, attributes: dict[str, str], copies: list[int]) -> None:
        self.cells = Collector(values)
        self.links: list[tuple[Range, str]] = []
        self._styles, self._values, self._copies = styles, values, copies
        self._name = attributes.get(f"{TABLE} name", "")
        self.style = attributes.get(f"{TABLE} style-name", "")
        self._hidden = not styles.is_displayed(self.style)
        area = attributes.get(f"{TABLE} print-ranges", "").split(" ")[0].replace("$", "")
        self._print_area = parse_range(":".join(part.rpartition(".")[2] for part in area.split(":"))) if area else None
        self._head = 0
        self._row = self._col = 0
        self._rows = 1
        self._row_hidden = False
        self._line: list[_Cell] = []
        self._column_starts: list[int] = []
        self._column_styles: list[str] = []
        self._columns = 0
        self._cell: dict[str, str] = {}
        self._text: CellText | None = None
        self._inner = 0
        self._beside: list[str] = []
        self._beside_text: list[str] = []

    @property
    def entry(self) -> SheetEntry:
        return SheetEntry(self._name, self._name, "worksheet", self._hidden, self._print_area, self._head)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._beside:
            self._beside.append(name)
            self._describe(name, attributes)
        elif name.startswith(DRAW) or name == f"{OFFICE} annotation":
            self._beside = [name]
            self._beside_text = []
            self._describe(name, attributes)
        elif name == f"{TABLE} table":
            self._inner += 1
            self.cells.problem("structure-changed", "table inside a cell", self._row, self._col)
        elif self._inner and not name.startswith(TEXT):
            return
        elif name in _CELLS:
            self._cell, self._text = attributes, CellText()
        elif name in _GIVEN_UP:
            self.cells.sheet.give_up(_GIVEN_UP[name])
        elif name.startswith(FORM):
            said = {key.rpartition(" ")[2]: value for key, value in attributes.items() if key.startswith(FORM)}
            if shown := shown_text(name[len(FORM) + 1 :], said):
                self.cells.sheet.problems.append(Problem("content-dropped", "form control", before=shown))
        elif self._text is not None:
            self._start_text(self._text, name, attributes)
        elif name == f"{TABLE} table-row":
            self._rows = read_count(attributes.get(_REPEATED_ROWS), MAX_ROWS, 1)
            self._row_hidden = attributes.get(f"{TABLE} visibility") in _HIDDEN
            self._col = 0
        elif name == f"{TABLE} table-column":
            self._column(attributes)

    def text(self, data: str) -> None:
        if self._beside:
            if self._beside[-1].startswith((TEXT, SVG)):
                self._beside_text.append(data)
        elif self._text is not None:
            self._text.text(data)

    def end(self, name: str) -> bool:
        """Say whether the sheet is complete."""
        if self._beside:
            if name == f"{TEXT} p" and self._beside_text:
                self._beside_text.append("\n")
            last = self._beside.pop()
            if not self._beside:
                self._end_beside(last)
        elif name == f"{TABLE} table":
            if not self._inner:
                return True
            self._inner -= 1
        elif self._inner and not name.startswith(TEXT):
            return False
        elif name in _CELLS:
            self._end_cell()
        elif name == f"{TABLE} table-row":
            self._end_row()
        elif name == f"{TABLE} table-header-rows":
            self._head = min(self._row, MAX_ROWS)
        elif self._text is not None:
            if name in (f"{TEXT} p", f"{TEXT} h"):
                self._text.end_paragraph()
            elif name in (f"{TEXT} span", f"{TEXT} a"):
                self._text.end_span()
        return False

    def _start_text(self, text: CellText, name: str, attributes: dict[str, str]) -> None:
        if name in (f"{TEXT} p", f"{TEXT} h"):
            text.start_paragraph()
        elif name == f"{TEXT} span":
            name = attributes.get(f"{TEXT} style-name", "")
            text.start_span(self._styles.marks_of("text", name) or None, self._styles.font_of("text", name))
        elif name == f"{TEXT} a":
            text.link = text.link or attributes.get(f"{LINK} href", "")
            text.start_span(None)
        elif name == f"{TEXT} s":
            text.spaces(attributes.get(f"{TEXT} c", "1"))
        elif name == f"{TEXT} tab":
            text.mark("\t")
        elif name == f"{TEXT} line-break":
            text.mark("\n")

    def _column(self, attributes: dict[str, str]) -> None:
        count = read_count(attributes.get(_REPEATED_COLUMNS), MAX_COLUMNS, 1)
        self._column_starts.append(self._columns)
        self._column_styles.append(attributes.get(f"{TABLE} default-cell-style-name", ""))
        if attributes.get(f"{TABLE} visibility") in _HIDDEN:
            self.cells.sheet.hidden_columns.append((self._columns, self._columns + count - 1))
        self._columns = min(self._columns + count, MAX_COLUMNS)

    def _style(self, attributes: dict[str, str]) -> int:
        """Give the style of a cell: its own, or its column's."""
        name = attributes.get(f"{TABLE} style-name")
        if name is None:
            at = bisect_right(self._column_starts, self._col) - 1
            name = self._column_styles[at] if at >= 0 else ""
        return self._styles.index_of(name)

    def _end_cell(self) -> None:
        attributes, text = self._cell, self._text
        self._text = None
        assert text is not None
        style = self._style(attributes)
        segments = text.merged()
        entry = resolve_cell(attributes, segments, style, self._styles, self._values)
        formula = ""
        if entry is None and f"{TABLE} formula" in attributes and f"{OFFICE} value-type" not in attributes:
            formula = attributes[f"{TABLE} formula"].partition(":")[2]
        count = read_count(attributes.get(_REPEATED_COLUMNS), MAX_COLUMNS, 1)
        span = (
            read_count(attributes.get(f"{TABLE} number-rows-spanned"), MAX_ROWS, 1),
            read_count(attributes.get(f"{TABLE} number-columns-spanned"), MAX_COLUMNS, 1),
        )
        if entry is not None or formula or span != (1, 1) or self._values.is_bordered(style):
            self._line.append(_Cell(self._col, count, entry, style, span, text.link, formula))
        self._col += count

    def _end_row(self) -> None:
        if self._row < MAX_ROWS:
            for cell in self._line:
                self._put(cell)
            if self._row_hidden and any(cell.entry for cell in self._line):
                last = min(self._row + self._rows, MAX_ROWS)
                self.cells.sheet.hidden_rows += range(self._row, last)
        elif any(cell.entry for cell in self._line):
            text = next(cell.entry.text for cell in self._line if cell.entry)
            self.cells.problem("content-dropped", "cell outside the worksheet", MAX_ROWS - 1, 0, text)
        self._line = []
        self._row += self._rows
        self._rows = 1

    def _put(self, cell: _Cell) -> None:
        """Put a cell on the sheet as often as it and its row are repeated."""
        rows, columns = self._rows, cell.times
        if cell.entry is None and not cell.formula:
            rows, columns = min(rows, _FRAMED_ROWS), min(columns, _FRAMED_COLUMNS)
        elif rows * columns > 1:
            self._copies[0] += rows * columns - 1
            if self._copies[0] > MAX_COPIES:
                self._copies[0] -= rows * columns - 1
                shown = f"{cell.entry.text if cell.entry else cell.formula} × {rows * columns}"
                detail = "repetitions of a cell, of which there are too many; it stands once"
                self.cells.problem("content-dropped", detail, self._row, cell.col, shown)
                rows = columns = 1
        down, right = cell.span
        for row in range(self._row, self._row + rows):
            for col in range(cell.col, cell.col + columns):
                if cell.formula:
                    self.cells.formula(row, col, cell.formula)
                self.cells.put(row, col, cell.entry, cell.style)
                if cell.span != (1, 1):
                    last = min(row + down, MAX_ROWS) - 1, min(col + right, MAX_COLUMNS) - 1
                    self.cells.sheet.merges.append((row, col, *last))
                if cell.link:
                    self.links.append(((row, col, row, col), cell.link))

    def _describe(self, name: str, attributes: dict[str, str]) -> None:
        """Remember what a drawing is called, before what it says."""
        if name in _SHOWN and not (name == f"{DRAW} image" and self._beside[0] in _SHOWN):
            self._beside[0] = name
        if name == f"{DRAW} frame" and attributes.get(f"{DRAW} name"):
            self._beside_text.append(attributes[f"{DRAW} name"] + "\n")

    def _end_beside(self, kind: str) -> None:
        text = "\n".join(line for line in "".join(self._beside_text).split("\n") if line.strip())
        key = key_of(self._row, self._col) if self._text is not None and self._row < MAX_ROWS else -1
        if kind == f"{OFFICE} annotation":
            detail = "comment"
        elif kind == f"{DRAW} image":
            detail = "picture"
        elif kind.startswith(f"{DRAW} object") or kind == f"{DRAW} plugin":
            detail = "embedded object"
        elif text:
            detail = "text box"
        else:
            return
        self.cells.sheet.problems.append(Problem("content-dropped", detail=detail, key=key, before=text))
