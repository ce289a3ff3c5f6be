"""Read .xls by python-calamine: no number formats, but files that the other engine stumbles over. Runs in a child."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta

from convert.adapters.excel.sheet import MAX_CELLS, SheetEntry
from convert.adapters.excel.styles import Style
from convert.adapters.excel.xls.engine import RawBook, RawCell, RawSheet
from convert.errors import Encrypted, TooLarge
from convert.numbers.stored import digits_of


def extract(content: bytes) -> RawBook:
    """Read a workbook. Raises Encrypted, and whatever the engine trips over."""
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError:
        raise Encrypted() from None
    sheets = []
    for about in book.sheets_metadata:
        if about.typ != SheetTypeEnum.WorkSheet:
            sheets.append(RawSheet(SheetEntry(about.name, about.name, "chartsheet"), []))
            continue
        sheet = book.get_sheet_by_name(about.name)
        entry = SheetEntry(about.name, about.name, hidden=about.visible != SheetVisibleEnum.Visible)
        merges = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
        cells: list[RawCell] = []
        first = sheet.start[1] if sheet.start else 0
        for row, values in enumerate(sheet.iter_rows()):
            cells += (_cell(row, col, value) for col, value in enumerate(values, first) if value != "")
            if len(cells) > MAX_CELLS:
                raise TooLarge(what=f"> {MAX_CELLS} cells")
        sheets.append(RawSheet(entry, cells, merges))
    return RawBook(sheets, [Style()], formats_known=False)


def _cell(row: int, col: int, value: int | float | str | bool | time | date | datetime | timedelta) -> RawCell:
    if isinstance(value, bool):
        return row, col, "b", str(int(value)), 0
    if isinstance(value, int | float):
        return row, col, "n", digits_of(float(value)), 0
    if isinstance(value, date | time):
        return row, col, "d", value.isoformat(), 0
    return row, col, "s", str(value), 0
