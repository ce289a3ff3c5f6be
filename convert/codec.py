"""The whole model as JSON data and back. The schema is `convert/writers/document.schema.json`."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, get_args

from convert.errors import Unreadable
from convert.grid import MAX_COLUMNS
from convert.messages import message
from convert.model import (
    NOWHERE,
    Block,
    Cell,
    Check,
    Document,
    Expected,
    Finding,
    Heading,
    ListItem,
    Mark,
    Note,
    Origin,
    Paragraph,
    Picture,
    Run,
    Severity,
    Table,
    Value,
)

VERSION = 1
_MOST_ROWS = 2**31
Data = Mapping[str, Any]


def to_data(document: Document, language: str) -> dict[str, Any]:
    """Give a document as JSON data. Fields that hold their default are left out."""
    return {
        "convert": VERSION,
        **_filled(
            title=document.title,
            language=document.language,
            form=document.form,
            origin=_origin(document.origin),
        ),
        "blocks": [_block(block) for block in document.blocks],
        "findings": [finding_to_data(found, language) for found in document.findings],
        "checks": [_check(check) for check in document.checks],
    }


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


def from_data(data: Any) -> Document:
    """Give the document of JSON data. Raises Unreadable if the data is not one."""
    try:
        if data["convert"] != VERSION:
            raise ValueError
        return Document(
            blocks=tuple(_to_block(block) for block in data["blocks"]),
            findings=tuple(_to_finding(found) for found in data.get("findings", ())),
            checks=tuple(_to_check(check) for check in data.get("checks", ())),
            title=_text(data.get("title", "")),
            language=_text(data.get("language", "")),
            form=_text(data.get("form", "")),
            origin=_to_origin(data.get("origin")),
        )
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation, RecursionError, binascii.Error):
        raise Unreadable("This JSON file does not hold a document of this program.", "Make it with -t json.") from None


def _filled(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", (), [], False, {})}


def _origin(origin: Origin) -> dict[str, Any]:
    box = list(origin.box) if origin.box else None
    return _filled(path=origin.path, page=origin.page, line=origin.line, ref=origin.ref, box=box)


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Table):
        return {
            "type": "table",
            "n_rows": block.n_rows,
            "n_cols": block.n_cols,
            **_filled(header_rows=block.header_rows, form=block.form, title=block.title, origin=_origin(block.origin)),
            "cells": [_cell(cell) for cell in block.cells],
        }
    if isinstance(block, Picture):
        return {
            "type": "picture",
            "data": base64.b64encode(block.data).decode("ascii"),
            **_filled(
                media_type=block.media_type,
                alt=block.alt,
                width=block.width,
                height=block.height,
                origin=_origin(block.origin),
            ),
        }
    data: dict[str, Any] = {"type": "paragraph", "text": block.text, "runs": [_run(run) for run in block.runs]}
    data |= _filled(origin=_origin(block.origin))
    if isinstance(block, Heading):
        data |= {"type": "heading", "level": block.level}
    elif isinstance(block, ListItem):
        data |= {"type": "list_item", "level": block.level, "ordered": block.ordered, "marker": block.marker}
    return data


def _run(run: Run) -> dict[str, Any]:
    note = None
    if run.note:
        note = {"kind": run.note.kind, "paragraphs": [_block(paragraph) for paragraph in run.note.paragraphs]}
    return {"text": run.text, **_filled(marks=sorted(run.marks), link=run.link, note=note)}


def _cell(cell: Cell) -> dict[str, Any]:
    spans = {name: value for name, value in (("rowspan", cell.rowspan), ("colspan", cell.colspan)) if value != 1}
    return {
        "row": cell.row,
        "col": cell.col,
        **spans,
        "text": cell.text,
        **({} if cell.value is None else {"value": _value(cell.value)}),
        **_filled(role=cell.role, name=cell.name, expects=cell.expects, origin=_origin(cell.origin)),
        "blocks": [_block(block) for block in cell.blocks],
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
    }


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _number(value: object, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise ValueError(value)
    return value


def _size(value: object) -> float | None:
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    raise TypeError(value)


def _to_origin(data: Data | None) -> Origin:
    if not data:
        return NOWHERE
    box = data.get("box")
    left_top_right_bottom = (float(box[0]), float(box[1]), float(box[2]), float(box[3])) if box else None
    page, line = (None if data.get(key) is None else _number(data[key], _MOST_ROWS) for key in ("page", "line"))
    return Origin(_text(data.get("path", "")), page, line, _text(data.get("ref", "")), left_top_right_bottom)


def _to_block(data: Data) -> Block:
    kind, origin = data["type"], _to_origin(data.get("origin"))
    if kind == "table":
        return Table(
            _number(data["n_rows"], _MOST_ROWS),
            _number(data["n_cols"], MAX_COLUMNS),
            tuple(_to_cell(cell) for cell in data["cells"]),
            _number(data.get("header_rows", 0), _MOST_ROWS),
            _text(data.get("form", "")),
            _text(data.get("title", "")),
            origin,
        )
    if kind == "picture":
        return Picture(
            base64.b64decode(data["data"], validate=True),
            _text(data.get("media_type", "")),
            _text(data.get("alt", "")),
            _size(data.get("width")),
            _size(data.get("height")),
            origin,
        )
    runs = tuple(_to_run(run) for run in data["runs"])
    if kind == "heading":
        return Heading(runs, origin, _number(data["level"], 9))
    if kind == "list_item":
        return ListItem(runs, origin, _number(data["level"], 99), bool(data["ordered"]), _text(data["marker"]))
    if kind != "paragraph":
        raise ValueError(kind)
    return Paragraph(runs, origin)


def _to_run(data: Data) -> Run:
    note = None
    if data.get("note"):
        paragraphs = [_to_block(block) for block in data["note"]["paragraphs"]]
        if data["note"]["kind"] not in ("footnote", "endnote"):
            raise ValueError(data["note"]["kind"])
        note = Note(data["note"]["kind"], tuple(block for block in paragraphs if isinstance(block, Paragraph)))
    marks: frozenset[Mark] = frozenset(mark for mark in get_args(Mark) if mark in data.get("marks", ()))
    return Run(_text(data["text"]), marks, _text(data.get("link", "")), note)


def _to_cell(data: Data) -> Cell:
    if data.get("role", "") not in ("", "label", "value"):
        raise ValueError(data["role"])
    if data.get("expects", "") not in get_args(Expected):
        raise ValueError(data["expects"])
    return Cell(
        _number(data["row"], _MOST_ROWS),
        _number(data["col"], MAX_COLUMNS),
        _number(data.get("rowspan", 1), _MOST_ROWS),
        _number(data.get("colspan", 1), MAX_COLUMNS),
        tuple(_to_block(block) for block in data["blocks"]),
        _to_value(data.get("value")),
        data.get("role", ""),
        _to_origin(data.get("origin")),
        _text(data.get("name", "")),
        data.get("expects", ""),
    )


def _to_value(data: Data | None) -> Value:
    if not data:
        return None
    ((kind, value),) = data.items()
    if kind == "number":
        return Decimal(value)
    if kind == "boolean":
        return bool(value)
    parsers = {"datetime": datetime.fromisoformat, "date": date.fromisoformat, "time": time.fromisoformat}
    return parsers[kind](value)  # type: ignore[return-value]


def _to_finding(data: Data) -> Finding:
    origin = _to_origin(data.get("origin"))
    also = tuple(_to_origin(place) for place in data.get("also", ()))
    if data["severity"] not in get_args(Severity):
        raise ValueError(data["severity"])
    for key in ("code", "before", "after", "detail"):
        _text(data[key])
    return Finding(data["code"], data["severity"], origin, data["before"], data["after"], data["detail"], also)


def _to_check(data: Data) -> Check:
    left, right = (tuple((row, col) for row, col in data[side]) for side in ("left_cells", "right_cells"))
    return Check(
        data["table"],
        data["rule"],
        data["name"],
        Decimal(data["left"]),
        Decimal(data["right"]),
        left,
        right,
        data["blanks"],
        data["holds"],
    )
