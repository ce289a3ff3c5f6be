"""An XlsxWriter workbook that bears large documents: the cells of one sheet at a time, and long XML on disk.

XlsxWriter keeps all cells until the end. Here a finished sheet's rows become XML at once, in the order of the sheets
as they would later, so that the file is the same. The methods overridden are XlsxWriter's own; if a later version
no longer calls one of them, only memory is lost.
"""

from __future__ import annotations

import tempfile
from codecs import getincrementaldecoder
from collections.abc import Iterator
from io import StringIO
from typing import Any

from xlsxwriter.packager import Packager
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

_MOST_IN_MEMORY = 4 << 20
_PIECE = 1 << 17
_ROWS = 512
"""A multiple of 16, since XlsxWriter describes rows in groups of 16."""


class FrugalSheet(Worksheet):  # type: ignore[misc]
    """A worksheet that lets go of its cells once they are XML."""

    rows: Spooled
    fh: StringIO
    dim_rowmin: int | None
    dim_rowmax: int | None
    _written = 0
    _is_finished = False
    _rules = ""

    def pass_row(self, row: int) -> None:
        """Say that nothing will be written above a row any more; now and then what is there becomes XML."""
        if row - self._written >= _ROWS and row % _ROWS == 0:
            self.fh = self.rows
            self._write_rows_before(row)

    def take_first(self) -> str:
        """Take back the cell at A1, the only one that there is, and give what its XML says behind its place."""
        count = self.str_table.count
        fh, self.fh = self.fh, StringIO()
        self._write_cell(0, 0, self.table[0][0])
        xml = self.fh.getvalue().removeprefix('<c r="A1')
        self.fh, self.str_table.count = fh, count - (' t="s"' in xml)
        self.table.clear()
        return xml

    def add_row(self, row: int, ends: tuple[int, int], span: str, cells: str, shared: int) -> None:
        """Add a row, below all others, as XML; ends: its first and its last column; shared: how many strings it has."""
        for col in ends:
            self._check_dimensions(row, col)
        if not self._written:
            self.fh = self.rows
            self._xml_start_tag("sheetData")
        self._write_row(row, span, self.row_info.pop(row, None))
        self.fh.write(f"{cells}</row>")
        self.str_table.count += shared
        self._written = row + 1

    def finish(self) -> None:
        """Turn the cells into XML; none may be written afterwards. Sheets are finished in their order."""
        self.fh = self.rows
        if self._written:
            if self.table:
                self._write_rows_before((self.dim_rowmax or 0) + 1)
            self._xml_end_tag("sheetData")
        else:
            super()._write_sheet_data()
        self.rows.settle()
        rules = StringIO()
        self.fh = rules
        super()._write_data_validations()
        self._rules = rules.getvalue()
        self.fh = self.rows
        self._is_finished = True
        for held in (self.table, self.merged_cells, self.row_info, self.validations):
            held.clear()
        if not self.comments:
            self.row_sizes.clear()

    def _write_rows_before(self, stop: int) -> None:
        if not self._written:
            self._xml_start_tag("sheetData")
        whole = self.dim_rowmin, self.dim_rowmax
        self.dim_rowmin, self.dim_rowmax = self._written, stop - 1
        self._write_rows()
        self.dim_rowmin, self.dim_rowmax = whole
        self._written = stop
        for held in (self.table, self.row_info, self.row_sizes):
            held.clear()

    def _write_sheet_data(self) -> None:
        if self._is_finished:
            for piece in self.rows.pieces():
                self.fh.write(piece)
        else:
            super()._write_sheet_data()

    def _write_data_validations(self) -> None:
        if self._is_finished:
            self.fh.write(self._rules)
        else:
            super()._write_data_validations()

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """Take a formula as it is: ours name no function newer than the format, for which XlsxWriter searches."""
        return formula.removeprefix("=")


class FrugalBook(Workbook):  # type: ignore[misc]
    """A workbook of such sheets."""

    worksheet_class = FrugalSheet

    def __init__(self, path: str, settings: dict[str, object]) -> None:
        super().__init__(path, settings)
        self._spool = tempfile.SpooledTemporaryFile(_MOST_IN_MEMORY)  # noqa: SIM115

    def add_sheet(self, name: str) -> FrugalSheet:
        """Add a sheet; the one before is finished."""
        sheet: FrugalSheet = self.add_worksheet(name)
        sheet.rows = Spooled(self._spool)
        return sheet

    def forget(self) -> None:
        """Let go of everything: the sheets and the workbook refer to each other in circles."""
        self._spool.close()
        for sheet in self.worksheets():
            sheet.__dict__.clear()
        self.__dict__.clear()

    def _get_packager(self) -> Any:
        return _FrugalPackager(self._spool)


class _FrugalPackager(Packager):  # type: ignore[misc]
    """Gives the long parts texts that do not stay in memory; each is whole when the next is asked for."""

    def __init__(self, spool: Any) -> None:
        super().__init__()
        self._spool = spool
        self._last: Spooled | None = None

    def _filename(self, xml_filename: str) -> StringIO:
        if self._last is not None:
            self._last.settle()
            self._last = None
        if not xml_filename.startswith(("xl/worksheets/sheet", "xl/sharedStrings")):
            text: StringIO = super()._filename(xml_filename)
            return text
        self._last = Spooled(self._spool)
        self.filenames.append((self._last, xml_filename, True))
        return self._last


class Spooled(StringIO):
    """A text that is only written on and read whole, as bytes; it lies in a file that several such texts share.

    One is settled before the next is written on.
    """

    def __init__(self, file: Any) -> None:
        super().__init__()
        self._file = file
        self._pieces: list[str] = []
        self._length = 0
        self._start = self._size = 0

    def write(self, text: str, /) -> int:
        self._pieces.append(text)
        self._length += len(text)
        if self._length > _PIECE:
            self.settle()
        return len(text)

    def settle(self) -> None:
        """Move what was written into the file."""
        end = self._file.seek(0, 2)
        if not self._size:
            self._start = end
        self._size += self._file.write("".join(self._pieces).encode())
        self._pieces, self._length = [], 0

    def pieces(self) -> Iterator[str]:
        """Yield what was written, in pieces; meanwhile others may be written on."""
        self.settle()
        decoder = getincrementaldecoder("utf-8")()
        for at in range(self._start, self._start + self._size, _PIECE):
            self._file.seek(at)
            yield decoder.decode(self._file.read(min(_PIECE, self._start + self._size - at)))

    def getvalue(self) -> bytes:  # type: ignore[override]
        self.settle()
        self._file.seek(self._start)
        return bytes(self._file.read(self._size))
