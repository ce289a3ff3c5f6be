"""Read Word 2003 XML (WordprocessingML), which Word also saves under the name .doc: made into docx, then read as that.

Most elements have the names that docx gave them later; what differs is renamed or moved here. Source: the Office 2003
XML reference schemas, wordnet.xsd.
"""

from __future__ import annotations

import binascii
from collections.abc import Iterable

from lxml import etree
from msgspec.structs import replace

from convert.adapters import reader
from convert.adapters.legacy.parts import Parts, R, W
from convert.errors import TooLarge, Unreadable
from convert.findings import finding
from convert.model import Document, Finding, Origin
from convert.ooxml import namespaces as ns
from convert.ooxml.opc import MAX_TREE_BYTES
from convert.ooxml.xml_parts import parse_xml
from convert.options import Options
from convert.source import Source

WX = "{http://schemas.microsoft.com/office/word/2003/auxHint}"
AML = "{http://schemas.microsoft.com/aml/2001/core}"
O, V = (f"{{{uri}}}" for uri in (ns.O, ns.V))  # noqa: E741

MAX_ELEMENTS = 5_000_000
_RENAMED = {"vmerge": "vMerge", "hmerge": "hMerge", "listPr": "numPr", "ilfo": "numId", "listDef": "abstractNum"}
_CHANGES = {"Word.Insertion": "ins", "Word.Deletion": "del"}
_SIDES = {"odd": "default", "even": "even", "first": "first"}
_NUMBER_NAMES = """
    decimal upperRoman lowerRoman upperLetter lowerLetter ordinal cardinalText ordinalText hex chicago
    ideographDigital japaneseCounting aiueo iroha decimalFullWidth decimalHalfWidth japaneseLegal
    japaneseDigitalTenThousand decimalEnclosedCircle decimalFullWidth2 aiueoFullWidth irohaFullWidth decimalZero
    bullet ganada chosung decimalEnclosedFullstop decimalEnclosedParen decimalEnclosedCircleChinese
    ideographEnclosedCircle ideographTraditional ideographZodiac ideographZodiacTraditional taiwaneseCounting
    ideographLegalTraditional taiwaneseCountingThousand taiwaneseDigital chineseCounting chineseLegalSimplified
    chineseCountingThousand
"""
"""Kinds of automatic numbers, each at the place of its code ([MS-OSHARED] 2.2.1.3)."""


def read(source: Source, options: Options) -> Document:
    """Read a Word 2003 XML file. Raises Unreadable, TooLarge."""
    content = source.read(MAX_TREE_BYTES)
    try:
        docx, findings = _to_docx(content, Origin(source.name))
    except RecursionError:
        raise TooLarge(what="elements in each other") from None
    document = reader("docx")(Source(source.name, content=docx), options)
    return replace(document, findings=(*findings, *document.findings), origin=Origin(source.name))


def _to_docx(content: bytes, origin: Origin) -> tuple[bytes, tuple[Finding, ...]]:
    root = parse_xml(content, origin.path)
    if ns.WORD_2003 in (root.tag if isinstance(root.tag, str) else ""):
        root = parse_xml(
            etree.tostring(root, encoding="utf-8").replace(ns.WORD_2003.encode(), ns.W.encode()), origin.path
        )
    body = root.find(W + "body")
    if root.tag != W + "wordDocument" or body is None:
        raise Unreadable("The file is damaged: it has no main document.", "Get a complete copy of the file.")
    findings = _left_out(root, origin)
    parts = Parts()
    for element in list(root.iter(W + "binData")):
        name = element.get(W + "name") or ""
        if name.startswith("wordml://") and element.getparent() is not None:
            parts.media[name] = _binary(element)
        _remove(element)
    _rename(root, findings, origin)
    _link(root, parts)
    _split_off(root, parts)
    if (styles := root.find(W + "styles")) is not None:
        parts.add("styles", styles)
    if (lists := root.find(W + "lists")) is not None:
        parts.add("numbering", _numbering(lists))
    title = root.findtext(f"{O}DocumentProperties/{O}Title") or ""
    return parts.pack(body, title.strip()), tuple(findings)


def _left_out(root: etree._Element, origin: Origin) -> list[Finding]:
    told = (("macrosPresent", "macro"), ("embeddedObjPresent", "embedded object"))
    return [finding("content-dropped", origin, detail=what) for name, what in told if root.get(W + name) == "yes"]


def _binary(element: etree._Element) -> bytes:
    try:
        return binascii.a2b_base64(element.text or "")
    except ValueError:
        return b""


def _rename(root: etree._Element, findings: list[Finding], origin: Origin) -> None:
    """Give elements their later names; take hints and wrappers away, but never what they hold."""
    for count, element in enumerate(list(root.iter("*")), 1):
        if count > MAX_ELEMENTS:
            raise TooLarge(what=f"{MAX_ELEMENTS} elements")
        tag = element.tag
        if tag == AML + "annotation":
            _change(element, findings, origin)
        elif tag.startswith((WX, AML)):
            _unwrap(element)
        elif tag.startswith(W):
            name = tag[len(W) :]
            if name in _RENAMED:
                element.tag = W + _RENAMED[name]
            for key in (W + "val", W + "default"):
                if element.get(key) == "on":
                    element.set(key, "1")


def _change(element: etree._Element, findings: list[Finding], origin: Origin) -> None:
    """Turn an annotation into the tracked change that it is; report a comment; forget the rest."""
    kind = element.get(W + "type") or ""
    if kind in _CHANGES:
        element.tag = W + _CHANGES[kind]
        return
    if kind == "Word.Comment":
        text = "".join(found.text or "" for found in element.iter(W + "t"))
        findings.append(finding("content-dropped", origin, before=text[:500], detail="comment"))
    _remove(element)


def _remove(element: etree._Element) -> None:
    """Take an element away with all that it holds."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrap(element: etree._Element) -> None:
    """Put what an element holds in its place."""
    parent = element.getparent()
    if parent is not None:
        for child in list(element):
            element.addprevious(child)
        parent.remove(element)


def _link(root: etree._Element, parts: Parts) -> None:
    """Turn addresses and names of pictures into relationships."""
    for link in root.iter(W + "hlink"):
        link.tag = W + "hyperlink"
        address, anchor = link.get(W + "dest"), link.get(W + "bookmark")
        if address:
            link.set(R + "id", parts.relate("hyperlink", address + (f"#{anchor}" if anchor else ""), external=True))
        elif anchor:
            link.set(W + "anchor", anchor)
    for image in root.iter(V + "imagedata"):
        name = image.get("src") or ""
        if name in parts.media:
            image.set(R + "id", parts.picture(name))
        elif name:
            image.set(R + "id", parts.relate("image", name, external=True))


def _split_off(root: etree._Element, parts: Parts) -> None:
    """Move notes, headers and footers, which stand in the text here, to parts of their own."""
    for kind in ("footnote", "endnote"):
        notes = [note for note in root.iter(W + kind) if _is_in_run(note)]
        for number, note in enumerate(notes, 1):
            reference = etree.Element(W + kind + "Reference")
            reference.set(W + "id", str(number))
            note.getparent().replace(note, reference)  # type: ignore[union-attr]
            note.set(W + "id", str(number))
        if notes:
            parts.add(kind + "s", _gather(kind + "s", notes))
    for old, kind, root_name in (("hdr", "header", "hdr"), ("ftr", "footer", "ftr")):
        for element in list(root.iter(W + old)):
            reference = etree.Element(W + kind + "Reference")
            reference.set(W + "type", _SIDES.get(element.get(W + "type") or "", "default"))
            element.getparent().replace(element, reference)  # type: ignore[union-attr]
            reference.set(R + "id", parts.add(kind, _gather(root_name, list(element))))


def _is_in_run(note: etree._Element) -> bool:
    parent = note.getparent()
    return parent is not None and parent.tag == W + "r"


def _gather(name: str, children: Iterable[etree._Element]) -> etree._Element:
    made = etree.Element(W + name, nsmap={"w": W.strip("{}"), "r": R.strip("{}")})
    made.extend(children)
    return made


def _numbering(lists: etree._Element) -> etree._Element:
    """Give lists the shape of docx: definitions, then the lists that use them."""
    for form in lists.iter(W + "nfc"):
        form.tag = W + "numFmt"
        form.set(W + "val", _kind_of_number(form.get(W + "val") or "0"))
    for definition in lists.iterchildren(W + "abstractNum"):
        definition.set(W + "abstractNumId", definition.get(W + "listDefId") or "")
    for use in lists.iterchildren(W + "list"):
        use.tag = W + "num"
        use.set(W + "numId", use.get(W + "ilfo") or "")
        for target in use.iterchildren(W + "ilst"):
            target.tag = W + "abstractNumId"
    return _gather("numbering", [*lists.iterchildren(W + "abstractNum"), *lists.iterchildren(W + "num")])


def _kind_of_number(code: str) -> str:
    """Name the kind of number of a code; what is no code is a name already."""
    if not code.isdecimal():
        return code
    if code == "255":
        return "none"
    names = _NUMBER_NAMES.split()
    return names[int(code)] if len(code) < 4 and int(code) < len(names) else "decimal"
