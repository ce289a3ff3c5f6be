"""One worksheet as XML: its rows as they are made, and what the format wants before and behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from convert.errors import TooLarge
from convert.ooxml.namespaces import R, S
from convert.ooxml.opc import MAX_PART_BYTES
from convert.ooxml.parts import XML, attribute
from convert.own_workbook import MAX_COLUMNS, cell_name
from convert.writers.xlsx.live import quoted
from convert.writers.xlsx.notes import Sizes

DRAWING = "rId1"
"""The relationship to the drawing of a sheet's notes."""
_MOST_LINKS = 65_530
"""Excel takes a sheet with more for damaged."""
_PIECE = 1 << 16
_A4 = 9

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 0."""


class Sheet:
    """What a worksheet says about its rows. Sizes, frozen rows and the paper are set before the first row is made.

    widths: of the first columns, in units; frozen: rows and columns that stay in view; repeated: how many rows head
    each printed page; notes: the text of each cell's note, in order; heights: of the rows, kept where there are notes;
    most_bytes: of the part, unpacked.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.most_bytes = MAX_PART_BYTES
        self.widths: Sequence[float] = ()
        self.size = (0, 0)
        self.frozen = (0, 0)
        self.landscape = False
        self.is_printed = True
        self.print_area: Area | None = None
        self.repeated = 0
        self.filtered: Area | None = None
        self.text_numbers = ""
        self.notes: dict[tuple[int, int], str] = {}
        self.heights: dict[int, float] = {}
        self._merges: list[str] = []
        self._rules: dict[str, list[str]] = {}
        self._expected: list[str] = []
        self._links: list[str] = []
        self._count = 0

    @property
    def sizes(self) -> Sizes:
        return Sizes(self.widths, self.heights)

    def row(self, row: int, cells: str, height: float = 0) -> str:
        """Write a row; height: in points, 0 for the usual one."""
        if not height:
            return f'<row r="{row + 1}">{cells}</row>'
        if self.notes:
            self.heights[row] = height
        return f'<row r="{row + 1}" ht="{height:g}" customHeight="1">{cells}</row>'

    def merge(self, area: Area) -> None:
        """Let a range be one cell."""
        self._merges.append(_name(area))

    def link(self, row: int, col: int, sheet: str, cell: str) -> None:
        """Let a cell lead to a cell of a sheet; of more than a sheet may have the last are left out."""
        if len(self._links) < _MOST_LINKS:
            self._links.append(_link(row, col, sheet, cell))

    def fill_if(self, areas: str, look: int, kind: str, formula: str) -> None:
        """Fill cells by a condition, which is XML; look: the number of the fill; kind: how the formula counts."""
        self._count += 1
        rule = f'<cfRule {kind} dxfId="{look}" priority="{self._count}"><formula>{formula}</formula></cfRule>'
        self._rules.setdefault(areas, []).append(rule)

    def expect(self, areas: str, kind: str, least: int, words: str) -> None:
        """Warn where something else than a number of a kind is typed."""
        self._expected.append(
            f'<dataValidation type="{kind}" errorStyle="warning" operator="greaterThanOrEqual" allowBlank="1"'
            f' showInputMessage="1" showErrorMessage="1" errorTitle="请核对" error="{attribute(words)}"'
            f' sqref="{areas}"><formula1>{least}</formula1></dataValidation>'
        )

    def part(self, rows: Iterator[str]) -> Iterator[bytes]:
        """Yield the part in pieces while its rows are made. Raises TooLarge."""
        first = next(rows, "")
        written, held = 0, [self._head(), first]
        length = len(first)
        for row in rows:
            held.append(row)
            length += len(row)
            if length > _PIECE:
                piece = "".join(held).encode()
                written += len(piece)
                if written > self.most_bytes:
                    raise TooLarge("A table is too large for a worksheet: {what}.", what=self.name)
                yield piece
                held.clear()
                length = 0
        held += self._tail()
        yield "".join(held).encode()

    def _head(self) -> str:
        rows, cols = self.size
        dimension = f'<dimension ref="{_name((0, 0, rows - 1, cols - 1))}"/>' if rows and cols else ""
        fit = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' if self.is_printed else ""
        columns = "".join(
            f'<col min="{first + 1}" max="{last + 1}" width="{_stored(width):.16g}" customWidth="1"/>'
            for first, last, width in _stretches(self.widths)
        )
        return (
            f'{XML}<worksheet xmlns="{S}" xmlns:r="{R}">{fit}{dimension}'
            f'<sheetViews><sheetView workbookViewId="0">{self._pane()}</sheetView></sheetViews>'
            f'<sheetFormatPr defaultRowHeight="15"/>{f"<cols>{columns}</cols>" if columns else ""}<sheetData>'
        )

    def _pane(self) -> str:
        rows, cols = self.frozen
        if not rows and not cols:
            return ""
        at = "bottomRight" if rows and cols else "bottomLeft" if rows else "topRight"
        split = (f' xSplit="{cols}"' if cols else "") + (f' ySplit="{rows}"' if rows else "")
        others = ('<selection pane="topRight"/><selection pane="bottomLeft"/>') if rows and cols else ""
        pane = f'<pane{split} topLeftCell="{cell_name(rows, cols)}" activePane="{at}" state="frozen"/>'
        return f'{pane}{others}<selection pane="{at}"/>'

    def _tail(self) -> Iterator[str]:
        """Yield what stands behind the rows, in the order of CT_Worksheet."""
        yield "</sheetData>"
        if self.filtered:
            yield f'<autoFilter ref="{_name(self.filtered)}"/>'
        if self._merges:
            yield f'<mergeCells count="{len(self._merges)}">'
            yield "".join([f'<mergeCell ref="{area}"/>' for area in self._merges])
            yield "</mergeCells>"
        for areas, rules in self._rules.items():
            yield f'<conditionalFormatting sqref="{areas}">{"".join(rules)}</conditionalFormatting>'
        if self._expected:
            yield f'<dataValidations count="{len(self._expected)}">{"".join(self._expected)}</dataValidations>'
        if self._links:
            yield f"<hyperlinks>{''.join(self._links)}</hyperlinks>"
        yield from self._page()
        if self.text_numbers:
            yield f'<ignoredErrors><ignoredError sqref="{self.text_numbers}" numberStoredAsText="1"/></ignoredErrors>'
        if self.notes:
            yield f'<legacyDrawing r:id="{DRAWING}"/>'
        yield "</worksheet>"

    def _page(self) -> Iterator[str]:
        """Print on A4, as wide as the page, with page numbers as official documents have them."""
        if not self.is_printed:
            yield '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
            return
        orientation = "landscape" if self.landscape else "portrait"
        yield '<pageMargins left="0.6" right="0.6" top="0.7" bottom="0.7" header="0.3" footer="0.3"/>'
        yield f'<pageSetup paperSize="{_A4}" fitToHeight="0" orientation="{orientation}"/>'
        yield "<headerFooter><oddFooter>&amp;C— &amp;P —</oddFooter></headerFooter>"


@lru_cache(maxsize=4096)
def _link(row: int, col: int, sheet: str, cell: str) -> str:
    place = attribute(f"{quoted(sheet)}!{cell}")
    return f'<hyperlink ref="{cell_name(row, col)}" location="{place}"/>'


@lru_cache(maxsize=4096)
def _name(area: Area) -> str:
    first, last = cell_name(*area[:2]), cell_name(*area[2:])
    return first if first == last else f"{first}:{last}"


def _stretches(widths: Iterable[float]) -> Iterator[tuple[int, int, float]]:
    """Yield the first and the last of columns beside each other that have one width, and that width."""
    start = 0
    for width, columns in groupby(widths):
        end = start + sum(1 for _ in columns)
        yield start, min(end, MAX_COLUMNS) - 1, width
        start = end


def _stored(width: float) -> float:
    """Give a width as it is stored: with the room at its sides, in whole pixels of seven to a digit."""
    return int((int(width * 7 + 0.5) + 5) / 7 * 256) / 256
