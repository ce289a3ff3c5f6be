"""Report what floats over a sheet of an .xlsx: pictures, charts, diagrams, shapes with their words, controls of forms.

DrawingML (ECMA-376 part 1, 20.5), and the older VML for controls (part 4, 19.4): each control stands in both, but only
the older one says whether a box is ticked.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from convert.adapters.excel.place import Where
from convert.adapters.excel.sheet import key_of
from convert.errors import TooLarge, Unreadable
from convert.findings import INCOMPLETE, finding, shortened
from convert.model import Finding
from convert.numbers import read_count
from convert.ooxml import namespaces
from convert.ooxml.opc import Package
from convert.ooxml.xml_parts import refuse_doctype
from convert.own_workbook import MAX_COLUMNS, MAX_ROWS

MAX_VML_BYTES = 16 * 1024 * 1024
_LONGEST = 500
_UNREAD = "drawing that cannot be read"
_FLOATING = ("{*}pic", "{*}graphicFrame", "{*}sp", "{*}cxnSp", "{*}contentPart")
_EXCEL, _VML = (f"{{{uri}}}" for uri in (namespaces.X, namespaces.V))
_BOXES = frozenset(("Checkbox", "Radio"))
_ELSEWHERE = frozenset(("Note", "Pict"))
"""Comments and embedded objects, which other parts tell of."""
_CONTROLS = _BOXES | {"Button", "Drop", "List", "Edit", "Spin", "Scroll", "Label", "GBox", "Dialog"}


def about_drawing(package: Package, part: str, where: Where, *, has_controls: bool) -> Iterator[Finding]:
    """Yield what is to be said of a drawing. has_controls: they are told of by `about_controls`.

    Some programs name drawings that neither the sheet nor the file has, so that a missing one is no damage.
    """
    if part not in package:
        yield where.dropped(-1, _UNREAD, part.rpartition("/")[2])
        return
    try:
        root = package.tree(part)
    except (Unreadable, TooLarge):
        yield finding(INCOMPLETE, where.origin(), before=part, detail=_UNREAD)
        return
    links = {
        identity: target
        for identity, (_, target, external) in package.relationships(part).items()
        if external and target
    }
    for anchor in root.iterchildren("*"):
        key = _key(*(anchor.findtext(f"{{*}}from/{{*}}{axis}") for axis in ("row", "col")))
        for element in anchor.iter(*_FLOATING):
            if next(element.iterancestors("{*}Fallback"), None) is not None:
                continue
            if has_controls and next(element.iter("{*}compatExt"), None) is not None:
                continue
            detail, text = _described(package, part, element)
            yield where.dropped(key, detail, text)
            click = element.find("./*/{*}cNvPr/{*}hlinkClick")
            identity = _identity(click, "id") if click is not None else ""
            if identity in links:
                yield where.dropped(key, "link of a drawing", links[identity])


def _described(package: Package, part: str, element: etree._Element) -> tuple[str, str]:
    """Give what kind of thing it is that floats there, and its words or its name."""
    kind = etree.QName(element).localname
    if kind == "sp":
        text = "\n".join(filter(None, (_words(line) for line in element.iterfind(".//{*}txBody//{*}p"))))
        return ("text box", text) if text else ("drawing", _name(element))
    if kind == "pic":
        return "picture", _name(element)
    diagram = element.find(".//{*}graphicData/{*}relIds")
    if diagram is not None:
        return "diagram", _words_of_part(package, part, _identity(diagram, "dm")) or _name(element)
    chart = element.find(".//{*}graphicData/{*}chart")
    said = _words_of_part(package, part, _identity(chart, "id")) if chart is not None else ""
    detail = "chart" if kind == "graphicFrame" else "drawing"
    return detail, ": ".join(filter(None, (_name(element), said)))


def _words(element: etree._Element) -> str:
    return "".join(piece.text or "" for piece in element.iter("{*}t"))


def _words_of_part(package: Package, part: str, identity: str) -> str:
    """Give what was typed into a chart or a diagram; its values stand in cells."""
    _, target, external = package.relationships(part).get(identity, ("", "", True))
    if external or target not in package:
        return ""
    try:
        root = package.tree(target)
    except (Unreadable, TooLarge):
        return ""
    return shortened(" ".join(filter(None, map(_words, root.iter("{*}p")))), _LONGEST)


def _identity(element: etree._Element, name: str) -> str:
    return next((str(value) for key, value in element.items() if str(key).endswith(f"}}{name}")), "")


def _name(shape: etree._Element) -> str:
    properties = shape.find(".//{*}cNvPr")
    return "" if properties is None else properties.get("descr") or properties.get("name") or ""


def about_controls(package: Package, part: str, where: Where) -> Iterator[Finding]:
    """Yield what the controls of a sheet show: boxes with their ticks, words, what was chosen; and other old shapes."""
    if part not in package:
        yield where.dropped(-1, _UNREAD, part.rpartition("/")[2])
        return
    root = _loose_tree(package, part)
    if root is None:
        yield finding(INCOMPLETE, where.origin(), before=part, detail=_UNREAD)
        return
    for shape in root.iter(*(_VML + name for name in ("shape", "rect", "roundrect", "oval", "line"))):
        data = shape.find(f"{_EXCEL}ClientData")
        kind = (data.get("ObjectType") or "") if data is not None else ""
        if data is None or kind in _ELSEWHERE:
            if data is None and shape.find(f"{_VML}imagedata") is not None:
                yield where.dropped(-1, "picture", shape.get("alt") or "")
            continue
        words = shape.find(f"{_VML}textbox")
        text = " ".join("".join(map(str, words.itertext())).split()) if words is not None else ""
        anchor = (data.findtext(f"{_EXCEL}Anchor") or "").split(",")
        key = _key(anchor[2].strip(), anchor[0].strip()) if len(anchor) > 3 else -1
        if kind in _BOXES:
            ticked = read_count(data.findtext(f"{_EXCEL}Checked"), least=0) == 1
            text = f"{'☑' if ticked else '☐'} {text}".rstrip()
        if kind in _CONTROLS:
            yield where.dropped(key, "form control", text or shape.get("alt") or kind)
        elif text:
            yield where.dropped(key, "text box", text)


def _loose_tree(package: Package, part: str) -> etree._Element | None:
    """Parse VML, in which Excel itself leaves line breaks open; None if nothing can be made of it. Raises Harmful."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        content = package.read(part, MAX_VML_BYTES)
    except (Unreadable, TooLarge):
        return None
    refuse_doctype(content, part)
    try:
        root: etree._Element | None = etree.fromstring(content.replace(b"<br>", b"<br/>"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root


def _key(row: str | None, col: str | None) -> int:
    at_row, at_col = read_count(row, least=-1), read_count(col, least=-1)
    return key_of(at_row, at_col) if 0 <= at_row < MAX_ROWS and 0 <= at_col < MAX_COLUMNS else -1
