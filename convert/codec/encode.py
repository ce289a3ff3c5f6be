"""Give documents and findings as JSON data. Fields that hold their default are left out."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

from convert.codec.members import KINDS, MEMBERS, VERSION
from convert.messages import message
from convert.model import Block, Cell, Comment, Document, Finding, ListItem, Numbering, Paragraph, Section, Table, Value

_Numberings = Mapping[Numbering, int]
_AS_IS = frozenset((str, int, float, bool, type(None)))


def _members(document: Document, language: str) -> Iterator[tuple[str, Any]]:
    """Yield the members of a document's JSON object, its findings worded in a language; lists as what yields items."""
    numberings = {numbering: at for at, numbering in enumerate(dict.fromkeys(_numberings(document.blocks)))}
    yield "convert", "document"
    yield "version", VERSION
    for name in ("title", "language", "form", "origin", "properties"):
        if value := _data(getattr(document, name), {}):
            yield name, value
    if numberings:
        yield "numberings", [_data(numbering, {}) for numbering in numberings]
    yield "blocks", (_data(block, numberings) for block in document.blocks)
    yield "findings", (finding_to_data(found, language) for found in document.findings)
    yield "checks", (_data(check, {}) for check in document.checks)


def to_json(document: Document, language: str) -> Iterator[str]:
    """Yield the text of a document as JSON piece by piece, one value a line so that versions can be compared."""
    before = "{\n "
    for name, value in _members(document, language):
        if not isinstance(value, Iterator):
            yield f"{before}{_dumped(name)}: {_dumped(value, 1)}"
        else:
            yield f"{before}{_dumped(name)}: ["
            inside = "\n  "
            for item in value:
                yield inside + _dumped(item, 2)
                inside = ",\n  "
            yield "]" if inside == "\n  " else "\n ]"
        before = ",\n "
    yield "\n}\n"


def _numberings(blocks: Iterable[Block]) -> Iterator[Numbering]:
    """Yield the numbering of each list item, wherever it stands."""
    for block in blocks:
        if isinstance(block, Table | Section):
            for part in block.cells if isinstance(block, Table) else block.furniture:
                yield from _numberings(part.blocks)
        elif isinstance(block, Paragraph):
            if isinstance(block, ListItem) and block.numbering is not None:
                yield block.numbering
            for run in block.runs:
                if run.note is not None:
                    yield from _numberings(run.note.paragraphs)
                if isinstance(run.inset, Comment):
                    yield from _numberings(run.inset.paragraphs)


def _dumped(value: Any, depth: int = 0) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1).replace("\n", "\n" + " " * depth)


def finding_to_data(found: Finding, language: str) -> dict[str, Any]:
    """Give a finding as JSON data, worded in a language."""
    data = _data(found, {})
    return {"code": data.pop("code"), "severity": data.pop("severity"), "message": message(found, language), **data}


def _data(value: Any, numberings: _Numberings) -> Any:
    """Give a value of the model as JSON data."""
    kind = type(value)
    if kind in _AS_IS:
        return value
    if kind in MEMBERS:
        data = {"type": KINDS[kind]} if kind in KINDS else {}
        for name, default in _defaults(kind):
            member = getattr(value, name)
            if member != default:
                own = _OWN.get((kind, name))
                data[name] = own(member, numberings) if own else _data(member, numberings)
        return data
    if kind is bytes:
        return base64.b64encode(value).decode("ascii")
    if kind is Decimal:
        return str(value)
    return [_data(item, numberings) for item in (sorted(value) if kind is frozenset else value)]


@cache
def _defaults(kind: type[Struct]) -> Sequence[tuple[str, Any]]:
    """Give the members of a record, and what each holds where it is left out."""
    defaults = {field.name: field.default for field in fields(kind)}
    return [(name.rstrip("!"), NODEFAULT if name.endswith("!") else defaults[name]) for name in MEMBERS[kind].split()]


def _value(value: Value, _: _Numberings) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"boolean": value}
    if isinstance(value, Decimal):
        return {"number": str(value)}
    assert value is not None
    kind = "datetime" if isinstance(value, datetime) else "date" if isinstance(value, date) else "time"
    return {kind: value.isoformat()}


_OWN: dict[tuple[type[Struct], str], Callable[[Any, _Numberings], Any]] = {
    (Cell, "value"): _value,
    (ListItem, "numbering"): lambda numbering, numberings: numberings[numbering],
    (Numbering, "levels"): lambda levels, _: [{"level": at, **_data(level, {})} for at, level in levels],
}
"""The members whose JSON is not of their own kind."""
