"""Give documents and findings as JSON data. Fields that hold their default are left out."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from convert.messages import message
from convert.model import (
    Block,
    Break,
    Cell,
    Check,
    Comment,
    CommentStart,
    Document,
    Equation,
    Field,
    Finding,
    Heading,
    Inset,
    Level,
    ListItem,
    Numbering,
    Origin,
    Paragraph,
    Picture,
    Run,
    Section,
    Table,
    Value,
)

VERSION = 2


def _members(document: Document, language: str) -> Iterator[tuple[str, Any]]:
    """Yield the members of a document's JSON object, its findings worded in a language; lists as what yields items."""
    numberings = {numbering: at for at, numbering in enumerate(dict.fromkeys(_numberings(document.blocks)))}
    yield "convert", "document"
    yield "version", VERSION
    yield from _filled(
        title=document.title,
        language=document.language,
        form=document.form,
        origin=_origin(document.origin),
        properties=[_filled(name=one.name, value=one.value, kind=one.kind) for one in document.properties],
        numberings=[_numbering(numbering) for numbering in numberings],
    ).items()
    yield "blocks", (_block(block, numberings) for block in document.blocks)
    yield "findings", (finding_to_data(found, language) for found in document.findings)
    yield "checks", (_check(check) for check in document.checks)


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
    return {
        "code": found.code,
        "severity": found.severity,
        "message": message(found, language),
        "origin": _origin(found.origin),
        "before": found.before,
        "after": found.after,
        "detail": found.detail,
        **_filled(also=[_origin(origin) for origin in found.also]),
    }


def _filled(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", (), [], False, {})}


def _origin(origin: Origin) -> dict[str, Any]:
    box = list(origin.box) if origin.box else None
    return _filled(path=origin.path, page=origin.page, line=origin.line, ref=origin.ref, box=box)


def _block(block: Block, numberings: dict[Numbering, int]) -> dict[str, Any]:
    if isinstance(block, Table):
        return {
            "type": "table",
            "n_rows": block.n_rows,
            "n_cols": block.n_cols,
            **_filled(header_rows=block.header_rows, form=block.form, title=block.title, origin=_origin(block.origin)),
            "cells": [_cell(cell, numberings) for cell in block.cells],
        }
    if isinstance(block, Picture):
        return _picture(block)
    if isinstance(block, Section):
        return _section(block, numberings)
    return _paragraph(block, numberings)


def _paragraph(block: Paragraph, numberings: dict[Numbering, int]) -> dict[str, Any]:
    runs = [_run(run, numberings) for run in block.runs]
    data: dict[str, Any] = {"type": "paragraph", "text": block.text, "runs": runs}
    data |= _filled(align=block.align, anchors=list(block.anchors), origin=_origin(block.origin))
    if isinstance(block, Heading):
        data |= {"type": "heading", "level": block.level}
    elif isinstance(block, ListItem):
        data |= {"type": "list_item", "level": block.level, "ordered": block.ordered, "marker": block.marker}
        if block.numbering is not None:
            data["numbering"] = numberings[block.numbering]
    return data


def _picture(picture: Picture) -> dict[str, Any]:
    return {
        "type": "picture",
        "data": base64.b64encode(picture.data).decode("ascii"),
        **_filled(media_type=picture.media_type, alt=picture.alt, origin=_origin(picture.origin)),
        **{name: size for name, size in (("width", picture.width), ("height", picture.height)) if size is not None},
    }


def _section(section: Section, numberings: dict[Numbering, int]) -> dict[str, Any]:
    return {
        "type": "section",
        "start": section.start,
        "columns": section.columns,
        **_filled(
            width=section.width,
            height=section.height,
            first_apart=section.first_apart,
            number_kind=section.number_kind,
            origin=_origin(section.origin),
        ),
        **({} if section.first_number is None else {"first_number": section.first_number}),
        "furniture": [
            {
                "place": piece.place,
                "pages": piece.pages,
                "blocks": [_block(block, numberings) for block in piece.blocks],
            }
            for piece in section.furniture
        ],
    }


def _numbering(numbering: Numbering) -> dict[str, Any]:
    return {
        "number": numbering.number,
        "family": numbering.family,
        "levels": [{"level": at, **_level(level)} for at, level in numbering.levels],
        "starts": [list(pair) for pair in numbering.starts],
    }


def _level(level: Level) -> dict[str, Any]:
    data: dict[str, Any] = {"kind": level.kind, "text": level.text, "start": level.start}
    data |= {"suffix": level.suffix, "legal": level.legal}
    data |= _filled(digits=level.digits)
    return data if level.restart is None else {**data, "restart": level.restart}


def _run(run: Run, numberings: dict[Numbering, int]) -> dict[str, Any]:
    note = None
    if run.note:
        paragraphs = [_block(paragraph, numberings) for paragraph in run.note.paragraphs]
        note = {"kind": run.note.kind, "paragraphs": paragraphs}
    data = {
        "text": run.text,
        **_filled(marks=sorted(run.marks), link=run.link, note=note, colour=run.colour, highlight=run.highlight),
    }
    return data if run.inset is None else {**data, "inset": _inset(run.inset, numberings)}


def _inset(inset: Inset, numberings: dict[Numbering, int]) -> dict[str, Any]:
    if isinstance(inset, Picture):
        return _picture(inset)
    if isinstance(inset, Equation):
        return {"type": "equation", "omml": inset.omml}
    if isinstance(inset, Break):
        return {"type": "break", "kind": inset.kind}
    if isinstance(inset, Field):
        return {"type": "field", "instruction": inset.instruction}
    if isinstance(inset, CommentStart):
        return {"type": "comment_start", "mark": inset.mark}
    assert isinstance(inset, Comment)
    return {
        "type": "comment",
        "mark": inset.mark,
        **_filled(author=inset.author, initials=inset.initials, date=inset.date, done=inset.done),
        **({} if inset.answers is None else {"answers": inset.answers}),
        "paragraphs": [_block(paragraph, numberings) for paragraph in inset.paragraphs],
    }


def _cell(cell: Cell, numberings: dict[Numbering, int]) -> dict[str, Any]:
    spans = {name: value for name, value in (("rowspan", cell.rowspan), ("colspan", cell.colspan)) if value != 1}
    return {
        "row": cell.row,
        "col": cell.col,
        **spans,
        "text": cell.text,
        **({} if cell.value is None else {"value": _value(cell.value)}),
        **_filled(role=cell.role, name=cell.name, expects=cell.expects, fill=cell.fill, origin=_origin(cell.origin)),
        "blocks": [_block(block, numberings) for block in cell.blocks],
    }


def _value(value: Value) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"boolean": value}
    if isinstance(value, Decimal):
        return {"number": str(value)}
    assert value is not None
    kind = "datetime" if isinstance(value, datetime) else "date" if isinstance(value, date) else "time"
    return {kind: value.isoformat()}


def _check(check: Check) -> dict[str, Any]:
    return {
        "table": check.table,
        "rule": check.rule,
        "name": check.name,
        "left": str(check.left),
        "right": str(check.right),
        "left_cells": [list(place) for place in check.left_cells],
        "right_cells": [list(place) for place in check.right_cells],
        "blanks": check.blanks,
        "holds": check.holds,
        **({"tables": list(check.tables)} if check.tables else {}),
    }
