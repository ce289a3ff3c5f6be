"""Know of an OpenDocument's page styles what their headers and footers say, beside page numbers and names of sheets."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from convert.adapters.excel.ods.styles import STYLE, TEXT

_DEFAULT = "Default"
_PLACES = frozenset(f"{STYLE} {place}{pages}" for place in ("header", "footer") for pages in ("", "-left", "-first"))
_LINES = frozenset({f"{TEXT} p", f"{TEXT} span", f"{TEXT} a"})
_BREAKS = frozenset({f"{TEXT} s", f"{TEXT} tab", f"{TEXT} line-break"})
_MOST = 10_000


class PageTexts(Struct):
    """What pages say by the name of their style, and which style the pages of a style of tables have."""

    _texts: dict[str, list[str]] = field(default_factory=dict)
    _masters: dict[str, str] = field(default_factory=dict)
    _master: str = ""
    _inside: list[str] = field(default_factory=list)
    _line: list[str] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> bool:
        """Hear an element; say whether it stands in a header or footer."""
        if self._inside or (name in _PLACES and attributes.get(f"{STYLE} display") != "false"):
            self._inside.append(name)
            if name in _BREAKS or name.startswith(f"{STYLE} region"):
                self._line.append(" ")
            return True
        if name == f"{STYLE} master-page":
            self._master = attributes.get(f"{STYLE} name", "")
        elif name == f"{STYLE} style" and len(self._masters) < _MOST:
            master = attributes.get(f"{STYLE} master-page-name")
            if master is not None:
                self._masters[attributes.get(f"{STYLE} name", "")] = master
        return False

    def text(self, data: str) -> bool:
        """Hear text; say whether it stands there. Of fields, which are made anew for each page, nothing is kept."""
        if self._inside and self._inside[-1] in _LINES:
            self._line.append(data)
        return bool(self._inside)

    def end(self) -> bool:
        """Hear that an element is complete; say whether it stands in a header or footer."""
        if not self._inside:
            return False
        if self._inside.pop() == f"{TEXT} p":
            self._line.append(" ")
        if not self._inside:
            said = " ".join("".join(self._line).split())
            self._line = []
            if len(self._texts) < _MOST:
                self._texts.setdefault(self._master, []).append(said)
        return True

    def coded(self, table_style: str) -> Iterator[str]:
        """Yield what the headers and footers of a table's pages say, as an .xlsx has it: each & is doubled."""
        for text in self._texts.get(self._masters.get(table_style) or _DEFAULT, ()):
            yield text.replace("&", "&&")
