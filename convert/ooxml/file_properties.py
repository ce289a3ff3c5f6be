"""What a file says of itself beside its text: who wrote it, what it is about, fields of the users' own.

The names of those that every Office file can have are those of its parts (ECMA-376 part 2, 11.1, and part 1, 22.2 and
22.3); title and language belong to the document itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from convert.model import Property, PropertyKind
from convert.own_workbook import AUTHOR

if TYPE_CHECKING:
    from lxml import etree

    from convert.ooxml.opc import Package

CORE = {
    "creator": "dc",
    "subject": "dc",
    "description": "dc",
    "identifier": "dc",
    "keywords": "cp",
    "category": "cp",
    "contentStatus": "cp",
    "lastModifiedBy": "cp",
    "revision": "cp",
    "version": "cp",
    "created": "dcterms",
    "modified": "dcterms",
    "lastPrinted": "cp",
}
"""Those of the core properties, in the order in which they are written, with the prefix of their namespace."""
EXTENDED = ("Manager", "Company")
"""Those of the extended properties; all others there count what the text holds, or name the program."""
DATES = frozenset(("created", "modified", "lastPrinted"))
KINDS: dict[str, PropertyKind] = {
    "lpwstr": "text",
    "lpstr": "text",
    "bstr": "text",
    "i1": "number",
    "i2": "number",
    "i4": "number",
    "int": "number",
    "ui1": "number",
    "ui2": "number",
    "ui4": "number",
    "uint": "number",
    "r4": "number",
    "r8": "number",
    "decimal": "number",
    "bool": "boolean",
    "filetime": "date",
    "date": "date",
}
"""Types of the values of custom properties that are kept; what a property of another type holds is no one value."""
OURS = Property("creator", AUTHOR)
"""Who wrote a file of this program's, where nobody else is known: the document itself has no author."""
_LONGEST_NAME = 255
_DATE = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]{1,7})?(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9])?"
)
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")


class Said(NamedTuple):
    """What a file says of itself. lost: how many properties hold what is no one value."""

    title: str
    language: str
    properties: tuple[Property, ...]
    lost: int


def parts_of(package: Package) -> tuple[str, str, str]:
    """Name the parts in which a file says something of itself."""
    return (
        package.main_part("core-properties") or "docprops/core.xml",
        package.main_part("extended-properties") or "docprops/app.xml",
        package.main_part("custom-properties") or "docprops/custom.xml",
    )


def said_by(core: etree._Element | None, extended: etree._Element | None, custom: etree._Element | None) -> Said:
    """Give what the parts of a file say of it; None for one that is missing or damaged."""
    found: list[Property | None] = []
    title = language = ""
    if core is not None:
        title, language = (core.findtext(f"{{*}}{name}") or "" for name in ("title", "language"))
        found += _named(core, CORE)
    if extended is not None:
        found += _named(extended, EXTENDED)
    if custom is not None:
        found += _custom(custom)
    kept = tuple(one for one in found if one is not None)
    return Said(title, language, kept, len(found) - len(kept))


def _named(root: etree._Element, names: Iterable[str]) -> Iterator[Property]:
    """Yield the properties of these names; one that says nothing is none."""
    for name in names:
        for found in root.iterchildren(f"{{*}}{name}"):
            value = "".join(map(str, found.itertext())).strip()
            if value:
                yield Property(name, value)


def _custom(root: etree._Element) -> Iterator[Property | None]:
    """Yield the properties of a custom part; None stands for one whose value is of a type that is not kept."""
    for entry in root.iterchildren("{*}property"):
        value = next(entry.iterchildren("*"), None)
        kind = KINDS.get(str(value.tag).rpartition("}")[2]) if value is not None else None
        if value is None or kind is None:
            yield None
        else:
            yield Property(" ".join((entry.get("name") or "").split()), (value.text or "").strip(), kind)


def settle(found: Property) -> Property | None:
    """Give a property as a file can hold it: a custom value that is not of its kind is a text; None if there is no way.

    >>> settle(Property("revision", "x")), settle(Property("文号", "十", "number"))
    (None, Property(name='文号', value='十', kind='text'))
    """
    if found.kind == "standard":
        if found.name in DATES:
            return found if is_date(found.value) else None
        if found.name == "revision":
            return found if found.value.isascii() and found.value.isdigit() and len(found.value) < 10 else None
        return found if found.value and (found.name in CORE or found.name in EXTENDED) else None
    if not found.name.strip() or len(found.name) > _LONGEST_NAME:
        return None
    return found if _FITS[found.kind](found.value) else Property(found.name, found.value, "text")


def is_date(text: str) -> bool:
    """Say whether a text is a date and time as Office files spell it.

    >>> is_date("2024-02-29T08:00:00Z"), is_date("2023-02-29T08:00:00Z"), is_date("2023")
    (True, False, False)
    """
    found = _DATE.fullmatch(text)
    try:
        return found is not None and datetime.fromisoformat(found[1]).year > 0
    except ValueError:
        return False


_FITS: dict[PropertyKind, Callable[[str], object]] = {
    "text": lambda value: True,
    "number": _NUMBER.fullmatch,
    "boolean": frozenset(("true", "false", "1", "0")).__contains__,
    "date": is_date,
}
