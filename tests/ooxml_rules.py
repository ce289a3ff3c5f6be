"""Hold docx and xlsx files against rules of ECMA-376 that no schema states: how parts, rows and names fit together.

`check(path)` lists what is wrong, empty for a sound file. It complements the schema validator; it does not replace it.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
LAST_COLUMN, LAST_ROW = 16_384, 1_048_576

Area = tuple[int, int, int, int]
"""Columns and rows counted from 1: left, top, right, bottom."""


def check(path: Path) -> list[str]:
    """List what is wrong with a file."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            parts = {name: archive.read(name) for name in dict.fromkeys(names)}
    except (zipfile.BadZipFile, OSError) as error:
        return [f"package: {error}"]
    trees = {}
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            try:
                trees[name] = etree.fromstring(content)
            except etree.XMLSyntaxError as error:
                return [f"{name}: {error}"]
    rules: tuple[Callable[..., Iterator[str]], ...]
    rules = _DOCX if "word/document.xml" in trees else _XLSX
    found = list(_package(names, trees))
    for rule in rules:
        found += rule(trees)
    return found


Trees = dict[str, etree._Element]


def _package(names: list[str], trees: Trees) -> Iterator[str]:
    for name, count in Counter(name.lower() for name in names).items():
        if count > 1:
            yield f"package: {name} is stored {count} times"
    types = trees.get("[Content_Types].xml")
    if types is None:
        yield "package: no content types"
        return
    overrides = Counter((found.get("PartName") or "").lower() for found in types.iter(TYPES + "Override"))
    defaults = {
        (found.get("Extension") or "").lower(): found.get("ContentType") for found in types.iter(TYPES + "Default")
    }
    yield from (f"package: two content types for {name}" for name, count in overrides.items() if count > 1)
    stored = {f"/{name}".lower() for name in names}
    yield from (f"package: a content type for {name}, which is absent" for name in overrides if name not in stored)
    for name in names:
        folder = name.partition("/")[0]
        if name == "[Content_Types].xml" or name.endswith("/") or f"/{name}".lower() in overrides:
            continue
        if name.rpartition(".")[2].lower() not in defaults:
            yield f"package: {name} has no content type"
        elif name.endswith(".xml") and folder in ("word", "xl", "docProps"):
            yield f"package: {name} has no content type of its own"
    kinds = [(found.get("Type") or "").rpartition("/")[2] for found in trees.get("_rels/.rels", ())]
    if kinds.count("officeDocument") != 1:
        yield "package: not one main part"
    for name, root in trees.items():
        if name.endswith(".rels"):
            yield from _relationships(name, root, stored)
        else:
            known = {found.get("Id") for found in trees.get(_rels_of(name), etree.Element("none"))}
            for element in root.iter():
                for key, value in element.attrib.items():
                    if str(key).startswith(R) and value not in known:
                        yield f"{name}: no relationship {value}"


def _rels_of(name: str) -> str:
    folder, base = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def _relationships(name: str, root: etree._Element, stored: set[str]) -> Iterator[str]:
    ids = Counter(found.get("Id") for found in root)
    yield from (f"{name}: {identifier} twice" for identifier, count in ids.items() if count > 1)
    folder = posixpath.dirname(posixpath.dirname(name))
    for found in root.iter(RELATIONSHIPS + "Relationship"):
        target = found.get("Target") or ""
        if found.get("TargetMode") != "External":
            full = target if target.startswith("/") else "/" + posixpath.normpath(posixpath.join(folder, target))
            if full.lower() not in stored:
                yield f"{name}: {target} is absent"


def _stories(trees: Trees) -> Iterator[tuple[str, etree._Element]]:
    for name, root in trees.items():
        if re.fullmatch(r"word/(?:document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml", name):
            yield name, root


def _tables(trees: Trees) -> Iterator[str]:
    for name, root in _stories(trees):
        for number, table in enumerate(root.iter(W + "tbl"), 1):
            yield from (f"{name}: table {number}: {problem}" for problem in _table(table))


def _table(table: etree._Element) -> Iterator[str]:
    columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
    above: dict[int, int] = {}
    may_head = True
    for number, row in enumerate(table.findall(W + "tr"), 1):
        heads = row.find(f"{W}trPr/{W}tblHeader") is not None
        if heads and not may_head:
            yield f"row {number}: a header below a row that is none"
        may_head = may_head and heads
        at = _number(row, f"{W}trPr/{W}gridBefore")
        merged: dict[int, int] = {}
        cells = list(_cells(row))
        if not cells:
            yield f"row {number}: no cell"
        for cell in cells:
            span = _number(cell, f"{W}tcPr/{W}gridSpan", 1)
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            if merge is not None:
                merged[at] = span
                if merge.get(W + "val", "continue") == "continue" and above.get(at) != span:
                    yield f"row {number}: a cell goes on that none above began"
            if len(cell) == 0 or cell[-1].tag != W + "p":
                yield f"row {number}: a cell does not end with a paragraph"
            at += span
        at += _number(row, f"{W}trPr/{W}gridAfter")
        if at != columns:
            yield f"row {number}: {at} columns of {columns}"
        above = merged


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    """Yield the cells of a row, those in content controls too."""
    for child in row:
        if child.tag == W + "tc":
            yield child
        elif child.tag == W + "sdt":
            yield from child.iterfind(f"{W}sdtContent/{W}tc")


def _number(element: etree._Element, path: str, default: int = 0) -> int:
    found = element.find(path)
    return default if found is None else int(found.get(W + "val") or default)


def _pairs(trees: Trees) -> Iterator[str]:
    """Hold what begins and ends, what is numbered and what refers to a number against each other."""
    for name, root in _stories(trees):
        for kind in ("bookmark", "commentRange", "permission"):
            starts = Counter(found.get(W + "id") for found in root.iter(f"{W}{kind}Start"))
            ends = Counter(found.get(W + "id") for found in root.iter(f"{W}{kind}End"))
            if starts != ends or any(count > 1 for count in starts.values()):
                yield f"{name}: {kind} begins and ends do not match"
        names = Counter((found.get(W + "name") or "").lower() for found in root.iter(W + "bookmarkStart"))
        yield from (f"{name}: two bookmarks {word}" for word, count in names.items() if count > 1)
        drawings = Counter(found.get("id") for found in root.iter(WP + "docPr"))
        yield from (f"{name}: two drawings {number}" for number, count in drawings.items() if count > 1)
        for kind in ("footnote", "endnote", "comment"):
            notes = trees.get(f"word/{kind}s.xml")
            known = {note.get(W + "id") for note in notes.iter(W + kind)} if notes is not None else set()
            for reference in root.iter(f"{W}{kind}Reference"):
                if reference.get(W + "id") not in known:
                    yield f"{name}: no {kind} {reference.get(W + 'id')}"
    numbering = trees.get("word/numbering.xml")
    lists = {found.get(W + "numId") for found in numbering.iter(W + "num")} if numbering is not None else set()
    for name, root in (*_stories(trees), ("word/styles.xml", trees.get("word/styles.xml", etree.Element("none")))):
        for reference in root.iter(W + "numId"):
            if reference.get(W + "val") not in {*lists, "0"}:
                yield f"{name}: no list {reference.get(W + 'val')}"


def _styles(trees: Trees) -> Iterator[str]:
    root = trees.get("word/styles.xml")
    if root is None:
        return
    parents = {}
    for style in root.iter(W + "style"):
        identifier = style.get(W + "styleId")
        if identifier in parents:
            yield f"styles: {identifier} twice"
        based_on = style.find(W + "basedOn")
        parents[identifier] = None if based_on is None else based_on.get(W + "val")
    for identifier in parents:
        seen: set[str | None] = set()
        at: str | None = identifier
        while at is not None and at not in seen:
            seen.add(at)
            if at not in parents:
                yield f"styles: {identifier} is based on {at}, which is absent"
            at = parents.get(at)
        if at is not None:
            yield f"styles: {identifier} is based on itself"
    for name, story in _stories(trees):
        for tag in ("pStyle", "rStyle", "tblStyle"):
            for reference in story.iter(W + tag):
                if reference.get(W + "val") not in parents:
                    yield f"{name}: no style {reference.get(W + 'val')}"


def _sections(trees: Trees) -> Iterator[str]:
    for section in trees["word/document.xml"].iter(W + "sectPr"):
        for kind in ("header", "footer"):
            pages = Counter(found.get(W + "type") for found in section.iter(f"{W}{kind}Reference"))
            yield from (f"section: two {kind}s for {page} pages" for page, count in pages.items() if count > 1)


def _sheets(trees: Trees) -> Iterator[tuple[str, str]]:
    """Yield the name and the part of each sheet."""
    targets = {found.get("Id"): found.get("Target") or "" for found in trees.get(_rels_of("xl/workbook.xml"), ())}
    for sheet in trees["xl/workbook.xml"].iter(S + "sheet"):
        target = targets.get(sheet.get(R + "id"), "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        yield sheet.get("name") or "", part


def _workbook(trees: Trees) -> Iterator[str]:
    names = [name for name, _ in _sheets(trees)]
    for name, count in Counter(name.lower() for name in names).items():
        if count > 1:
            yield f"workbook: two sheets {name}"
    for name in names:
        if not 0 < len(name) <= 31 or re.search(r"[\[\]:*?/\\]|^'|'$", name):
            yield f"workbook: {name!r} is no name for a sheet"
    defined = Counter()
    for found in trees["xl/workbook.xml"].iter(S + "definedName"):
        word, sheet = found.get("name") or "", found.get("localSheetId")
        defined[word.lower(), sheet] += 1
        if sheet is not None and int(sheet) >= len(names):
            yield f"workbook: {word} belongs to sheet {sheet} of {len(names)}"
        for quoted, plain in re.findall(r"(?:'((?:[^']|'')+)'|([^\s'!,:;()+*/&=<>-]+))!", found.text or ""):
            if (quoted.replace("''", "'") or plain) not in (*names, "#REF"):
                yield f"workbook: {word} refers to a sheet that is absent"
    yield from (f"workbook: {word} is defined {count} times" for (word, _), count in defined.items() if count > 1)


def _worksheets(trees: Trees) -> Iterator[str]:
    strings = len(trees["xl/sharedStrings.xml"].findall(S + "si")) if "xl/sharedStrings.xml" in trees else 0
    formats = trees["xl/styles.xml"].find(S + "cellXfs") if "xl/styles.xml" in trees else None
    for name, part in _sheets(trees):
        root = trees.get(part)
        if root is None:
            yield f"{name}: {part} is absent"
        elif root.tag == S + "worksheet":
            problems = (*_grid(root, strings, 1 if formats is None else len(formats)), *_merges(root), *_places(root))
            yield from (f"{name}: {problem}" for problem in problems)


def _grid(root: etree._Element, strings: int, formats: int) -> Iterator[str]:
    row_before = 0
    for row in root.iterfind(f"{S}sheetData/{S}row"):
        number = int(row.get("r") or row_before + 1)
        if number <= row_before or number > LAST_ROW:
            yield f"row {number} after row {row_before}"
        row_before = number
        column_before = 0
        for cell in row.iterfind(S + "c"):
            place = area(cell.get("r") or "")
            if place is None or place[:2] != place[2:] or place[1] != number or place[0] <= column_before:
                yield f"cell {cell.get('r')} in row {number} after column {column_before}"
                continue
            column_before = place[0]
            yield from (f"cell {cell.get('r')}: {problem}" for problem in _cell(cell, strings, formats))


def _cell(cell: etree._Element, strings: int, formats: int) -> Iterator[str]:
    value, kind = cell.findtext(S + "v"), cell.get("t", "n")
    if int(cell.get("s") or 0) >= formats:
        yield f"no format {cell.get('s')}"
    if kind == "s" and not (value and value.isdecimal() and int(value) < strings):
        yield f"no shared string {value}"
    if kind == "n" and value is not None:
        try:
            finite = Decimal(value).is_finite()
        except InvalidOperation:
            finite = False
        if not finite:
            yield f"{value!r} is no number"


def _merges(root: etree._Element) -> Iterator[str]:
    merges = root.find(S + "mergeCells")
    if merges is None:
        return
    if int(merges.get("count") or len(merges)) != len(merges):
        yield f"{merges.get('count')} merges said, {len(merges)} there"
    areas: list[Area] = []
    for merge in merges:
        place = area(merge.get("ref") or "")
        if place is None or place[:2] == place[2:]:
            yield f"{merge.get('ref')} merges nothing"
        elif any(_overlap(place, other) for other in areas):
            yield f"{merge.get('ref')} overlaps another merge"
        else:
            areas.append(place)


def _places(root: etree._Element) -> Iterator[str]:
    """Hold the places that rules, links and views name against the sheet's size."""
    for element in root.iter(
        S + "dimension", S + "hyperlink", S + "autoFilter", S + "dataValidation", S + "conditionalFormatting"
    ):
        for reference in (element.get("ref") or element.get("sqref") or "").split():
            if area(reference) is None:
                yield f"{etree.QName(element).localname} at {reference}"


def area(reference: str) -> Area | None:
    """Read `A1` or `A1:B2`; None if it is no place on a sheet."""
    match = re.fullmatch(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})(?::\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6}))?", reference)
    if match is None:
        return None
    left, top = _column(match[1]), int(match[2])
    right, bottom = (_column(match[3]), int(match[4])) if match[3] else (left, top)
    inside = left <= right <= LAST_COLUMN and top <= bottom <= LAST_ROW
    return (left, top, right, bottom) if inside else None


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _overlap(one: Area, other: Area) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


_DOCX = (_tables, _pairs, _styles, _sections)
_XLSX = (_workbook, _worksheets)
