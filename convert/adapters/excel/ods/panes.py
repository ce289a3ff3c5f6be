"""Know of an OpenDocument's settings which rows and columns stay in view when a sheet is scrolled."""

from __future__ import annotations

from msgspec import Struct, field

from convert.numbers import read_count
from convert.odf import NAMESPACES
from convert.own_workbook import MAX_COLUMNS, MAX_ROWS

CONFIG = NAMESPACES["config"]
_FROZEN = "2"
_MOST = 10_000


class Panes(Struct):
    """What the views of a file say of its sheets, by their names."""

    _sheet: str = ""
    _items: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def start(self, word: str, attributes: dict[str, str]) -> list[str] | None:
        """Hear an element of the room `config`; give what takes its text, if that is wanted."""
        name = attributes.get(f"{CONFIG} name", "")
        if word == "config-item-map-entry":
            self._sheet = name
        if word != "config-item" or not self._sheet or not name.endswith(("SplitMode", "SplitPosition")):
            return None
        if self._sheet not in self._items and len(self._items) >= _MOST:
            return None
        return self._items.setdefault(self._sheet, {}).setdefault(name, [])

    def frozen(self, sheet: str) -> tuple[int, int]:
        """Give how many rows and columns of a sheet stay in view."""
        items = {name: "".join(pieces).strip() for name, pieces in self._items.get(sheet, {}).items()}
        rows, columns = (
            items.get(f"{way}SplitPosition", "") if items.get(f"{way}SplitMode") == _FROZEN else ""
            for way in ("Vertical", "Horizontal")
        )
        return read_count(rows, MAX_ROWS), read_count(columns, MAX_COLUMNS)
