"""Read .xls by xlrd, with everything that it shows its cells by. Runs in a child process.

[MS-XLS] for what xlrd passes over: sheets that are no worksheets, and what `beside` reads.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from typing import Any

from convert.adapters.excel.sheet import Range, SheetEntry
from convert.adapters.excel.strings import Font, Segment, cut_by_fonts
from convert.adapters.excel.styles import BUILT_IN, Style
from convert.adapters.excel.xls.beside import Beside, read_beside
from convert.adapters.excel.xls.engine import Kind, RawBook, RawCell, RawSheet
from convert.encoding import decode
from convert.errors import ConvertError, Encrypted, Unreadable
from convert.model import Mark
from convert.numbers.stored import digits_of
from convert.symbols import symbol_font

_BIFF8 = 80
_EOF, _SHEET = 0x0A, 0x85
_SHEET_KINDS = {1: "macrosheet", 2: "chartsheet", 6: "module"}


def extract(content: bytes) -> RawBook:
    """Read a workbook. Raises Encrypted, Unreadable."""
    try:
        return _read(content)
    except (ConvertError, MemoryError):
        raise
    except Exception as error:
        if "encrypted" in str(error).lower():
            raise Encrypted() from None
        raise Unreadable() from None


def _read(content: bytes) -> RawBook:
    book = _open(content)
    if book.biff_version < _BIFF8 and book.codepage is None:
        texts = "".join(text for sheet in book.sheets() for text in _texts(sheet))
        if not texts.isascii():
            book = _open(content, decode(texts.encode("latin-1", "replace")).encoding)
    styles = _styles(book)
    fonts = [(_font_marks(font), symbol_font(font.name)) for font in book.font_list]
    beside = _beside(book)
    listed = list(_listed(book))
    sheets: list[RawSheet] = []
    for index, sheet in enumerate(book.sheets()):
        sheets.append(_sheet(sheet, fonts, beside.get(index) or Beside()))
    others = [RawSheet(SheetEntry(name, name, kind), []) for name, kind in listed]
    macros = "_VBA_PROJECT_CUR".encode("utf-16-le") in content
    return RawBook([*sheets, *others], styles, book.datemode == 1, macros)


def _open(content: bytes, encoding: str | None = None) -> Any:
    import xlrd  # type: ignore[import-untyped]

    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        book = xlrd.open_workbook(
            file_contents=content,
            logfile=nowhere,
            formatting_info=True,
            ragged_rows=True,
            on_demand=True,
            encoding_override=encoding,
        )
        book.sheets()
    return book


def _texts(sheet: Any) -> Iterator[str]:
    yield sheet.name
    for row in range(sheet.nrows):
        yield from (value for value in sheet.row_values(row) if isinstance(value, str))


def _styles(book: Any) -> list[Style]:
    codes = dict(BUILT_IN)
    codes.update((form.format_key, form.format_str) for form in book.format_list)
    styles = []
    for look in book.xf_list:
        border = look.border
        sides = (getattr(border, f"{side}_line_style", 0) for side in ("left", "right", "top", "bottom"))
        font = book.font_list[look.font_index] if look.font_index < len(book.font_list) else None
        marks, symbols = (_font_marks(font), symbol_font(font.name)) if font else (frozenset(), "")
        styles.append(Style(codes.get(look.format_key) or "General", marks, any(sides), symbols))
    return styles


def _font_marks(font: Any) -> frozenset[Mark]:
    found: dict[Mark, bool] = {
        "bold": bool(font.bold) or font.weight >= 600,
        "italic": bool(font.italic),
        "underline": bool(font.underlined) or bool(font.underline_type),
        "strike": bool(font.struck_out),
        "super": font.escapement == 1,
        "sub": font.escapement == 2,
    }
    return frozenset(mark for mark, is_set in found.items() if is_set)


def _sheet(sheet: Any, fonts: list[Font], beside: Beside) -> RawSheet:
    from xlrd import error_text_from_code

    cells: list[RawCell] = []
    kinds: tuple[Kind, ...] = ("", "s", "n", "n", "b", "e", "")
    rich = sheet.rich_text_runlist_map
    for row in range(sheet.nrows):
        values, looks = sheet.row_values(row), sheet._cell_xf_indexes[row]
        for col, of_type in enumerate(sheet.row_types(row)):
            if not of_type:
                continue
            kind, value, style = kinds[of_type], values[col], looks[col]
            content: str | tuple[Segment, ...]
            if kind == "n":
                content = digits_of(value)
            elif kind == "s" and (row, col) in rich:
                kind, content = "r", cut_by_fonts(value, rich[row, col], fonts)
            elif kind == "e":
                content = error_text_from_code.get(value, "#N/A")
            else:
                content = str(value)
            cells.append((row, col, kind, content, style if style is not None else 0))
    notes = [(row, col, "comment", note.text) for (row, col), note in sorted(sheet.cell_note_map.items())]
    return RawSheet(
        SheetEntry(sheet.name, sheet.name, hidden=sheet.visibility != 0),
        cells,
        [(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells],
        sorted(row for row, info in sheet.rowinfo_map.items() if info.hidden),
        [(col, col) for col, info in sorted(sheet.colinfo_map.items()) if info.hidden],
        list(_links(sheet)),
        notes + [(-1, -1, what, text) for what, text in beside.shapes],
        (sheet.horz_split_pos, sheet.vert_split_pos) if sheet.panes_are_frozen else (0, 0),
        beside.page_texts,
        list(beside.given_up.items()),
    )


def _links(sheet: Any) -> Iterator[tuple[Range, str]]:
    for link in sheet.hyperlink_list:
        address = link.url_or_path
        if link.type == "url" and isinstance(address, str):
            whole = f"{address}#{link.textmark}" if link.textmark else address
            yield (link.frowx, link.fcolx, link.lrowx, link.lcolx), whole.rstrip("\0")


def _records(book: Any, start: int) -> Iterator[tuple[int, int, int]]:
    """Yield kind, place and size of the records from a place in the stream on."""
    memory, end = book.mem, book.base + book.stream_len
    at = start
    while at + 4 <= end:
        kind, size = struct.unpack_from("<HH", memory, at)
        yield kind, at + 4, size
        at += 4 + size


def _listed(book: Any) -> Iterator[tuple[str, str]]:
    """Yield name and kind of the sheets that are no worksheets, which xlrd leaves out."""
    if book.biff_version < _BIFF8:
        return
    for kind, at, size in _records(book, book.base):
        if kind == _EOF:
            return
        if kind == _SHEET and size > 7:
            _, _, of_kind, length, flags = struct.unpack_from("<IBBBB", book.mem, at)
            wide = flags & 1
            name = bytes(book.mem[at + 8 : at + 8 + length * (1 + wide)])
            if of_kind in _SHEET_KINDS:
                yield name.decode("utf-16-le" if wide else "latin-1", "replace"), _SHEET_KINDS[of_kind]


def _beside(book: Any) -> dict[int, Beside]:
    """Give what stands beside the cells, by the index of the sheet."""
    if book.biff_version < _BIFF8:
        return {}
    memory = book.mem
    return {
        index: read_beside((kind, bytes(memory[at : at + size])) for kind, at, size in _records(book, start))
        for index, start in enumerate(book._sh_abs_posn)
    }
