"""Know of the styles of an Excel 2003 XML file what text depends on: number formats, the font's marks, borders."""

from __future__ import annotations

from msgspec import Struct, field

from convert.adapters.excel.styles import BUILT_IN, MAX_STYLES, Style
from convert.model import Mark
from convert.symbols import symbol_font

HTML = "http://www.w3.org/TR/REC-html40"
_NAMED = {
    "General": "General", "General Number": "General", "General Date": BUILT_IN[22],
    "Short Date": BUILT_IN[14], "Medium Date": BUILT_IN[15], "Long Date": BUILT_IN[31],
    "Short Time": BUILT_IN[20], "Medium Time": BUILT_IN[18], "Long Time": BUILT_IN[21],
    "Currency": BUILT_IN[7], "Euro Currency": '[$€-2] #,##0.00', "Fixed": "0.00", "Standard": "#,##0.00",
    "Percent": "0.00%", "Scientific": "0.00E+00",
    "Yes/No": '"Yes";"Yes";"No"', "True/False": '"True";"True";"False"', "On/Off": '"On";"On";"Off"',
}  # fmt: skip
"""Number formats that have a name of their own there, by their codes."""


class SheetmlStyles(Struct):
    """The styles of a workbook by name, and by an index, as other formats have them."""

    looks: list[Style] = field(default_factory=lambda: [Style()])
    _indices: dict[str, int] = field(default_factory=dict)
    _current: int | None = None

    def start(self, word: str, attributes: dict[str, str]) -> None:
        """Hear an element of the room `spreadsheet` outside of the sheets."""
        named = {name.rpartition(" ")[2]: value for name, value in attributes.items()}
        if word == "Style":
            self._begin(named.get("ID", ""), named.get("Parent", "Default"))
        elif word in ("Worksheet", "Names"):
            self._current = None
        elif self._current is not None:
            self.looks[self._current] = _changed(self.looks[self._current], word, named)

    def index_of(self, name: str) -> int:
        """Give the index of a style; of the default one where none is called so."""
        return self._indices.get(name, self._indices.get("Default", 0))

    def _begin(self, name: str, parent: str) -> None:
        self._current = None
        if len(self.looks) < MAX_STYLES:
            self.looks.append(self.looks[self.index_of(parent)])
            self._current = self._indices[name] = len(self.looks) - 1


def _changed(look: Style, word: str, named: dict[str, str]) -> Style:
    if word == "NumberFormat":
        code = named.get("Format") or "General"
        return look._replace(code=_NAMED.get(code, code))
    if word == "Border" and named.get("LineStyle", "None") != "None":
        return look._replace(bordered=True)
    if word != "Font":
        return look
    marks: dict[Mark, bool] = {mark: mark in look.marks for mark in look.marks}
    kinds: tuple[tuple[Mark, str], ...] = (("bold", "Bold"), ("italic", "Italic"), ("strike", "StrikeThrough"))
    for mark, name in kinds:
        if name in named:
            marks[mark] = named[name] == "1"
    if "Underline" in named:
        marks["underline"] = named["Underline"] != "None"
    if "VerticalAlign" in named:
        marks["super"], marks["sub"] = (named["VerticalAlign"] == f"{way}script" for way in ("Super", "Sub"))
    symbols = symbol_font(named["FontName"]) if "FontName" in named else look.font
    return look._replace(marks=frozenset(mark for mark, is_set in marks.items() if is_set), font=symbols)
