"""Reduce what a file says of itself to what its target holds."""

from __future__ import annotations

from convert.carry.counts import Counts
from convert.findings import finding
from convert.model import Document, Finding, Property
from convert.ooxml.file_properties import OURS, settle
from convert.own_workbook import CREATED, PROPERTY, TITLE_PROPERTY, held_title
from convert.passes.characters import without_impossible

_WHOLE = "json"
_HELD = frozenset(("docx", "xlsx"))
_PRINTED = frozenset(("creator", "subject", "keywords"))
"""What a PDF file says of itself beside its title."""
_OURS = frozenset((PROPERTY, TITLE_PROPERTY))
"""Names of custom properties that mark a workbook as this program's."""


def carry_title(document: Document, target: str) -> tuple[str, tuple[Finding, ...]]:
    """Give what a document is called as the target holds it, and what was given up."""
    title = held_title(document.title) if target == "xlsx" else document.title
    if len(title) == len(document.title):
        return title, ()
    shown = f"title: {document.title}"
    return title, (finding("content-dropped", document.origin, before=shown, detail="property of the file"),)


def carry_properties(document: Document, target: str) -> tuple[tuple[Property, ...], tuple[Finding, ...]]:
    """Give the properties that a target holds, each name once, and what was given up."""
    if target == _WHOLE or not document.properties:
        return document.properties, ()
    if target not in _HELD:
        counts = Counts(document.origin)
        named = _PRINTED if target == "pdf" else ()
        printed = tuple(one for one in document.properties if one.kind == "standard" and one.name in named)
        for _ in range(len(document.properties) - len(printed)):
            counts.give_up("properties of files")
        return printed, tuple(counts.findings())
    kept: dict[tuple[bool, str], Property] = {}
    findings = []
    for one in document.properties:
        if one == OURS or (target == "xlsx" and one in CREATED):
            continue
        value = "\n".join(without_impossible(one.value).splitlines()).strip()
        clean = Property(" ".join(without_impossible(one.name).split()), value, one.kind)
        settled = settle(clean)
        key = one.kind == "standard", clean.name.lower()
        is_ours = target == "xlsx" and one.kind != "standard" and clean.name.lower() in _OURS
        if settled is None or is_ours or kept.setdefault(key, settled) is not settled:
            shown = f"{one.name}: {one.value}"
            findings.append(finding("content-dropped", document.origin, before=shown, detail="property of the file"))
        elif settled.kind != one.kind:
            detail = "property of the file written as text"
            findings.append(finding("structure-changed", document.origin, before=one.value, detail=detail))
    return tuple(kept.values()), tuple(findings)
