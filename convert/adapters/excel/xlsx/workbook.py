"""Read what holds a workbook together: its sheets, dates, names, properties."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from convert.adapters.excel.sheet import Range, SheetEntry, parse_range
from convert.adapters.excel.strings import Segment, read_strings
from convert.adapters.excel.styles import Styles, read_styles
from convert.errors import TooLarge, Unreadable
from convert.model import Property
from convert.numbers import read_count
from convert.ooxml import file_properties
from convert.ooxml.file_properties import Said
from convert.ooxml.opc import Package
from convert.ooxml.xml_parts import parse_xml, remembered
from convert.own_workbook import (
    CREATED,
    MAX_COLUMNS,
    MAX_ROWS,
    PROPERTY,
    TITLE_FROM_HEADING,
    TITLE_PROPERTY,
    column_name,
)

_NAME = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!(.+)", re.DOTALL)
_REPEATED = re.compile(r"!\$?1:\$?([0-9]{1,7})$")


class Workbook(NamedTuple):
    """part: the main part's name; problems: what could not be read of its helpers, as details of findings;

    names: how many a person gave to cells.
    """

    part: str
    sheets: tuple[SheetEntry, ...]
    strings: list[tuple[Segment, ...]]
    styles: Styles
    since_1904: bool = False
    own: bool = False
    title: str = ""
    language: str = ""
    problems: tuple[str, ...] = ()
    properties: tuple[Property, ...] = ()
    names: int = 0


def read_workbook(package: Package) -> Workbook:
    """Read the workbook part and its helpers. Raises Unreadable, TooLarge."""
    part = package.main_part() or next((name for name in package.names() if name.endswith("xl/workbook.xml")), "")
    if not part.endswith(".xml"):
        raise Unreadable("This is not an Excel workbook.", "Check the file's name and format.")
    told = _read_part(package.read(part), part)
    if told.sheets is None:
        raise Unreadable("This is not an Excel workbook.", "Check the file's name and format.")
    relationships = package.relationships(part)
    problems: list[str] = []
    strings, styles = _helpers(package, part, relationships, problems)
    said = read_properties(package)
    if said.lost:
        problems.append("property of the file")
    custom = {one.name: one.value for one in said.properties if one.kind != "standard"}
    own, title_made_up = PROPERTY in custom, custom.get(TITLE_PROPERTY) == TITLE_FROM_HEADING
    return Workbook(
        part,
        tuple(_sheets(package, told.sheets, part, relationships)),
        strings,
        styles,
        told.since_1904,
        own,
        "" if title_made_up else said.title,
        said.language,
        tuple(problems),
        _without_ours(said.properties) if own else said.properties,
        0 if own else told.names,
    )


def _is_given(name: etree._Element) -> bool:
    """Say whether a name was given by a person, and shows where names are listed."""
    return not (name.get("name") or "").startswith("_xl") and name.get("hidden") not in ("1", "true")


def _helpers(
    package: Package, part: str, relationships: dict[str, tuple[str, str, bool]], problems: list[str]
) -> tuple[list[tuple[Segment, ...]], Styles]:
    """Read shared strings and styles; a style sheet that is missing or damaged costs no text."""
    folder = part.rpartition("/")[0]
    parts = {kind: target for kind, target, external in relationships.values() if not external}
    strings: list[tuple[Segment, ...]] = []
    styles = Styles()
    shared = parts.get("sharedStrings", f"{folder}/sharedstrings.xml")
    if shared in package:
        strings = read_strings(package, shared)
    sheet = parts.get("styles", f"{folder}/styles.xml")
    try:
        styles = read_styles(package, sheet)
    except (Unreadable, TooLarge):
        if sheet in package:
            problems.append("style sheet that cannot be read; dates may show as numbers")
    return strings, styles


class _Told(NamedTuple):
    """What a workbook's part says. sheets: the relationship of each and its entry without its part; None: no list."""

    since_1904: bool
    sheets: tuple[tuple[str, SheetEntry], ...] | None
    names: int = 0


@remembered
def _read_part(content: bytes, part: str) -> _Told:
    root = parse_xml(content, part)
    properties = root.find("{*}workbookPr")
    since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    listed = root.find("{*}sheets")
    if listed is None:
        return _Told(since_1904, None)
    areas, repeated = _print_areas(root)
    sheets = []
    for index, element in enumerate(root.iterfind("{*}sheets/{*}sheet")):
        identity = next((value for key, value in element.attrib.items() if str(key).endswith("}id")), "")
        hidden = element.get("state") in ("hidden", "veryHidden")
        name, area, rows = element.get("name") or "", areas.get(index), repeated.get(index, 0)
        sheets.append((str(identity), SheetEntry(name, "", hidden=hidden, print_area=area, repeated=rows)))
    names = sum(1 for name in root.iterfind("{*}definedNames/{*}definedName") if _is_given(name))
    return _Told(since_1904, tuple(sheets), names)


def _sheets(
    package: Package,
    told: Iterable[tuple[str, SheetEntry]],
    part: str,
    relationships: dict[str, tuple[str, str, bool]],
) -> Iterator[SheetEntry]:
    """Yield the sheets with their parts; one whose relationship is lost is looked for by its usual name."""
    folder = part.rpartition("/")[0]
    used = {target for _, target, _ in relationships.values()}
    for index, (identity, entry) in enumerate(told):
        kind, target, external = relationships.get(identity, ("", "", False))
        if external or target not in package:
            usual = f"{folder}/worksheets/sheet{index + 1}.xml"
            target = usual if usual in package and (usual not in used or not kind) else ""
            kind = "worksheet"
        yield entry._replace(part=target, kind=kind)


def _print_areas(root: etree._Element) -> tuple[dict[int, Range], dict[int, int]]:
    """Give the print areas and the number of repeated rows by the index of their sheet."""
    areas: dict[int, Range] = {}
    repeated: dict[int, int] = {}
    for element in root.iterfind("{*}definedNames/{*}definedName"):
        index = read_count(element.get("localSheetId"), least=-1)
        name = (element.get("name") or "").lower()
        if name == "_xlnm.print_area":
            area = parse_range(_with_ends(split_address(element.text or "")[1]))
            if area is not None:
                areas[index] = area
        elif name == "_xlnm.print_titles":
            rows = _REPEATED.search(element.text or "")
            if rows is not None:
                repeated[index] = int(rows[1])
    return areas, repeated


def _with_ends(cells: str) -> str:
    """Name the corners of whole columns and rows.

    >>> _with_ends("$A:$B"), _with_ends("$1:$2"), _with_ends("$A$1:$B$2")
    ('A1:B1048576', 'A1:XFD2', '$A$1:$B$2')
    """
    first, _, last = cells.replace("$", "").partition(":")
    if first.isalpha() and last.isalpha():
        return f"{first}1:{last}{MAX_ROWS}"
    if first.isdecimal() and last.isdecimal():
        return f"A{first}:{column_name(MAX_COLUMNS - 1)}{last}"
    return cells


def split_address(address: str) -> tuple[str, str]:
    """Split `'a sheet'!$A$1` into the sheet's name and the cells.

    >>> split_address("'it''s'!A1"), split_address("A1")
    (("it's", 'A1'), ('', 'A1'))
    """
    match = _NAME.fullmatch(address.lstrip("#"))
    if match is None:
        return "", address
    return (match[1] or "").replace("''", "'") or match[2] or "", match[3]


def read_properties(package: Package) -> Said:
    """Read what the file says of itself; damaged parts say nothing."""

    def content(part: str) -> bytes:
        try:
            return package.read(part) if part in package else b""
        except Unreadable:
            return b""

    core, extended, custom = map(content, file_properties.parts_of(package))
    few = len(core) + len(extended) + len(custom) <= _FEW_BYTES
    return (_known_properties if few else _properties)(core, extended, custom)


def _properties(core: bytes, extended: bytes, custom: bytes) -> Said:
    def tree(content: bytes) -> etree._Element | None:
        try:
            return parse_xml(content, "") if content else None
        except Unreadable:
            return None

    return file_properties.said_by(tree(core), tree(extended), tree(custom))


_known_properties = lru_cache(maxsize=64)(_properties)
_FEW_BYTES = 16 * 1024


def _without_ours(properties: Iterable[Property]) -> tuple[Property, ...]:
    """Leave out what this program itself says of the workbooks that it writes."""
    return tuple(
        one
        for one in properties
        if one not in (file_properties.OURS, *CREATED) and one.name not in (PROPERTY, TITLE_PROPERTY)
    )
