"""Write what the file says of itself (ECMA-376 part 2, 11.1, and part 1, 22.2 and 22.3); the clock is never asked."""

from __future__ import annotations

from collections.abc import Iterable

from convert.model import Property, PropertyKind
from convert.ooxml import namespaces
from convert.ooxml.file_properties import CORE, DATES, EXTENDED
from convert.ooxml.parts import OFFICE_TYPE, XML, Parts, Relationships, attribute, escape
from convert.own_workbook import AUTHOR

_CORE_NAMES = f'xmlns:cp="{namespaces.CORE}" xmlns:dc="{namespaces.DUBLIN}"'
_DATE_NAMES = ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
_EXTENDED_NAMES = 'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"'
_CUSTOM_NAMES = (
    'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
    ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"'
)
_CUSTOM_SET = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The one set of properties that custom ones belong to."""
_FIRST_NUMBER = 2
_TYPES: dict[PropertyKind, str] = {"text": "lpwstr", "number": "r8", "boolean": "bool", "date": "filetime"}
_SMALLEST, _LARGEST = -(2**31), 2**31 - 1


def add_properties(parts: Parts, main: str, title: str, language: str, properties: Iterable[Property]) -> Relationships:
    """Add what the file says of itself, its title escaped; give the relationships of the package, main among them."""
    properties = [*properties]
    standard = {one.name: one.value for one in properties if one.kind == "standard"}
    custom = [one for one in properties if one.kind != "standard"]
    core = {"creator": AUTHOR, **standard}
    said = f"<dc:title>{title}</dc:title>" if title else ""
    said += "".join(_core(name, core[name]) for name in CORE if name in core)
    said += f"<dc:language>{escape(language)}</dc:language>" if language else ""
    names = _CORE_NAMES + (_DATE_NAMES if DATES & core.keys() else "")
    content = f"{XML}<cp:coreProperties {names}>{said}</cp:coreProperties>"
    parts.add("docProps/core.xml", content, "application/vnd.openxmlformats-package.core-properties+xml")
    said = "".join(f"<{name}>{escape(standard[name])}</{name}>" for name in EXTENDED if name in standard)
    content = f"{XML}<Properties {_EXTENDED_NAMES}><Application>{AUTHOR}</Application>{said}</Properties>"
    parts.add("docProps/app.xml", content, f"{OFFICE_TYPE}extended-properties+xml")
    root = Relationships()
    root.add("officeDocument", main)
    root.add("core-properties", "docProps/core.xml")
    root.add("extended-properties", "docProps/app.xml")
    if custom:
        said = "".join(_custom(number, one) for number, one in enumerate(custom, _FIRST_NUMBER))
        content = f"{XML}<Properties {_CUSTOM_NAMES}>{said}</Properties>"
        parts.add("docProps/custom.xml", content, f"{OFFICE_TYPE}custom-properties+xml")
        root.add("custom-properties", "docProps/custom.xml")
    return root


def _core(name: str, value: str) -> str:
    tag = f"{CORE[name]}:{name}"
    kind = ' xsi:type="dcterms:W3CDTF"' if CORE[name] == "dcterms" else ""
    return f"<{tag}{kind}>{escape(value)}</{tag}>"


def _custom(number: int, one: Property) -> str:
    kind = _TYPES[one.kind]
    if one.kind == "number" and "." not in one.value and _SMALLEST <= int(one.value) <= _LARGEST:
        kind = "i4"
    head = f'<property fmtid="{_CUSTOM_SET}" pid="{number}" name="{attribute(one.name)}">'
    return f"{head}<vt:{kind}>{escape(one.value)}</vt:{kind}></property>"
