"""A workbook: its sheets, one after the other, and the parts that hold them together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path

from convert.model import Property
from convert.ooxml.document_properties import add_properties
from convert.ooxml.namespaces import R, S
from convert.ooxml.parts import OFFICE_TYPE, SHEET_TYPE, XML, Parts, Relationships, attribute, escape
from convert.ooxml.theme import THEME_TYPE, write_theme
from convert.own_workbook import CREATED
from convert.writers.xlsx.live import fixed, quoted
from convert.writers.xlsx.looks import FONT, USUAL_FONT, Looks
from convert.writers.xlsx.notes import count_blocks, write_drawing, write_texts
from convert.writers.xlsx.sheet import DRAWING, Area, Sheet
from convert.writers.xlsx.texts import MOST_SHARED, Strings

_MOST_KEPT = 2_000
"""Names of a workbook of which is kept how they are written."""


class Book:
    """Collects sheets, and writes them when it is saved: rows are made then, and none is kept.

    shared: how many texts at most cells share.
    """

    def __init__(self, shared: int = MOST_SHARED) -> None:
        self.looks = Looks()
        self.strings = Strings(shared)
        self._parts = Parts()
        self._root = Relationships()
        self._sheets: list[Sheet] = []
        self._names: list[tuple[str, str]] = []
        self._with_notes = 0
        self._blocks = 1

    def describe(self, title: str, properties: Iterable[Property] = ()) -> None:
        """Say what the document is called, and what else is to be known of it. Comes before all sheets."""
        self._root = add_properties(self._parts, "xl/workbook.xml", escape(title), "", (*CREATED, *properties))

    def add(self, sheet: Sheet, rows: Iterator[str]) -> None:
        """Add a sheet behind the others. rows: its XML, made when the sheets before it are written."""
        self._sheets.append(sheet)
        relationships = Relationships()
        name = f"xl/worksheets/sheet{len(self._sheets)}.xml"
        if sheet.notes:
            self._with_notes += 1
            drawing, texts = f"drawings/vmlDrawing{self._with_notes}.vml", f"comments{self._with_notes}.xml"
            assert relationships.add("vmlDrawing", f"../{drawing}") == DRAWING
            relationships.add("comments", f"../{texts}")
        self._parts.add(name, partial(sheet.part, rows), f"{SHEET_TYPE}worksheet+xml", relationships)
        if sheet.notes:
            self._parts.add(f"xl/{texts}", write_texts(sheet.notes), f"{SHEET_TYPE}comments+xml")
            self._parts.add(f"xl/{drawing}", partial(self._drawing, sheet, self._blocks), f"{OFFICE_TYPE}vmlDrawing")
            self._blocks += count_blocks(len(sheet.notes))

    def _drawing(self, sheet: Sheet, first_block: int) -> bytes:
        return write_drawing(sheet.notes, sheet.sizes, first_block).encode()

    def define(self, names: Iterable[tuple[str, str]]) -> None:
        """Name places: a name and what it stands for."""
        self._names += names

    def save(self, path: Path) -> None:
        """Write the workbook. Raises OSError, TooLarge."""
        relationships = Relationships()
        identities = [
            relationships.add("worksheet", f"worksheets/sheet{number}.xml") for number, _ in enumerate(self._sheets, 1)
        ]
        relationships.add("styles", "styles.xml")
        relationships.add("sharedStrings", "sharedStrings.xml")
        relationships.add("theme", "theme/theme1.xml")
        parts = self._parts
        parts.add("xl/sharedStrings.xml", self.strings.part, f"{SHEET_TYPE}sharedStrings+xml")
        parts.add("xl/styles.xml", lambda: self.looks.part().encode(), f"{SHEET_TYPE}styles+xml")
        parts.add("xl/theme/theme1.xml", write_theme(USUAL_FONT, FONT), THEME_TYPE)
        kind = f"{SHEET_TYPE}sheet.main+xml"
        parts.add("xl/workbook.xml", lambda: self._workbook(identities).encode(), kind, relationships)
        parts.write(path, self._root)

    def _workbook(self, identities: Iterable[str]) -> str:
        sheets = "".join(
            f'<sheet name="{attribute(sheet.name)}" sheetId="{number}" r:id="{identity}"/>'
            for number, (sheet, identity) in enumerate(zip(self._sheets, identities, strict=True), 1)
        )
        few = len(self._names) <= _MOST_KEPT
        names = (_kept_definitions if few else _definitions)(tuple(self._own_names()), tuple(self._names))
        return (
            f'{XML}<workbook xmlns="{S}" xmlns:r="{R}"><workbookPr/><bookViews><workbookView xWindow="240"'
            f' yWindow="15" windowWidth="16095" windowHeight="9660"/></bookViews><sheets>{sheets}</sheets>'
            f"{f'<definedNames>{names}</definedNames>' if names else ''}"
            '<calcPr calcId="124519" fullCalcOnLoad="1"/></workbook>'
        )

    def _own_names(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield what programs know by name of the sheets: what to sort by, the name, its attributes, the place."""
        for index, sheet in enumerate(self._sheets):
            said = f' localSheetId="{index}"'
            key = f"{index:05}"
            if sheet.filtered:
                yield key, "_xlnm._FilterDatabase", f'{said} hidden="1"', _place(sheet.name, sheet.filtered)
            if sheet.print_area:
                yield key, "_xlnm.Print_Area", said, _place(sheet.name, sheet.print_area)
            if sheet.repeated:
                yield key, "_xlnm.Print_Titles", said, f"{quoted(sheet.name)}!$1:${sheet.repeated}"


def _definitions(own: Sequence[tuple[str, str, str, str]], given: Sequence[tuple[str, str]]) -> str:
    """Write the names of sheets and those of places in their order."""
    defined = sorted([*own, *((name.casefold(), name, "", place) for name, place in given)])
    return "".join(
        [
            f'<definedName name="{attribute(name)}"{said}>{escape(place)}</definedName>'
            for _, name, said, place in defined
        ]
    )


_kept_definitions = lru_cache(maxsize=16)(_definitions)
"""Reports of one form have the same names."""


def _place(sheet: str, area: Area) -> str:
    return f"{quoted(sheet)}!{fixed(*area[:2])}:{fixed(*area[2:])}"
