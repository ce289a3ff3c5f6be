"""Make documents of JSON data. Whatever is not as the schema has it is refused."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, get_args

import msgspec

from convert.codec.encode import VERSION
from convert.errors import Unreadable
from convert.grid import MAX_COLUMNS
from convert.model import (
    NOWHERE,
    Align,
    Block,
    Break,
    Cell,
    Check,
    Comment,
    CommentStart,
    Document,
    Equation,
    Expected,
    Field,
    Finding,
    Furniture,
    Heading,
    Inset,
    Level,
    ListItem,
    Mark,
    Note,
    Numbering,
    Origin,
    Pages,
    Paragraph,
    Picture,
    Place,
    Property,
    Run,
    Section,
    SectionStart,
    Table,
    Value,
)

_INSETS: dict[str, Any] = {"equation": Equation, "break": Break, "field": Field, "comment_start": CommentStart}
_MOST_ROWS = 2**31
_COLOUR = re.compile("(?:[0-9A-F]{6})?")
_WORD = re.compile("[A-Za-z0-9]{0,40}")
Data = Mapping[str, Any]
Numberings = Sequence[Numbering] | None
"""None: they have not been read yet."""

Members = Iterable[tuple[str, Any]]
"""The members of a JSON object, in order; see `convert.codec.stream`."""


class OutOfOrder(Exception):
    """The members do not stand in an order in which they can be read one after the other."""


@contextmanager
def _refusing() -> Iterator[None]:
    """Raise Unreadable for whatever is wrong with the data."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation, RecursionError, binascii.Error):
        raise Unreadable("This JSON file does not hold a document of this program.", "Make it with -t json.") from None


def from_members(members: Members) -> Document:
    """Give the document of the members of a JSON object. Raises Unreadable if they are not one's, OutOfOrder."""
    head: dict[str, Any] = {}
    blocks: list[Block] = []
    for block in to_blocks(members, head):
        blocks.append(block)
    with _refusing():
        return Document(
            blocks=tuple(blocks),
            findings=tuple(head.get("findings", ())),
            checks=tuple(head.get("checks", ())),
            title=_text(head.get("title", "")),
            language=_text(head.get("language", "")),
            form=_text(head.get("form", "")),
            origin=_to_origin(head.get("origin")),
            properties=tuple(head.get("properties", ())),
        )


def to_blocks(members: Members, head: dict[str, Any]) -> Iterator[Block]:
    """Yield the blocks of a document; all else is in the head afterwards. Raises Unreadable, OutOfOrder."""
    numberings: Numberings = None
    with _refusing():
        for name, value in members:
            if name == "blocks":
                head[name] = None
                for data in value:
                    yield _to_block(data, numberings)
            elif name == "numberings":
                numberings = tuple(_to_numbering(numbering) for numbering in value)
            elif name == "findings":
                head[name] = [msgspec.convert(found, Finding) for found in value]
            elif name == "properties":
                head[name] = [msgspec.convert(one, Property) for one in value]
            elif name == "checks":
                head[name] = [_to_check(check) for check in value]
            else:
                head[name] = value
        if head["convert"] != "document" or head["version"] != VERSION:
            raise ValueError
        if "blocks" not in head:
            raise ValueError


def _one_of(value: object, kind: Any) -> Any:
    if value not in get_args(kind):
        raise ValueError(value)
    return value


def _matching(value: object, pattern: re.Pattern[str]) -> str:
    text = _text(value)
    if not pattern.fullmatch(text):
        raise ValueError(text)
    return text


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


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
    origin = msgspec.convert(data, Origin)
    _number(origin.page or 0, _MOST_ROWS)
    _number(origin.line or 0, _MOST_ROWS)
    return origin


def _to_block(data: Data, numberings: Numberings) -> Block:
    kind, origin = data["type"], _to_origin(data.get("origin"))
    if kind == "table":
        return Table(
            _number(data["n_rows"], _MOST_ROWS),
            _number(data["n_cols"], MAX_COLUMNS),
            tuple(_to_cell(cell, numberings) for cell in data["cells"]),
            _number(data.get("header_rows", 0), _MOST_ROWS),
            _text(data.get("form", "")),
            _text(data.get("title", "")),
            origin,
        )
    if kind == "picture":
        return _to_picture(data)
    if kind == "section":
        return _to_section(data, numberings)
    return _to_paragraph(data, numberings)


def _to_paragraph(data: Data, numberings: Numberings) -> Paragraph:
    kind, origin = data["type"], _to_origin(data.get("origin"))
    runs = tuple(_to_run(run, numberings) for run in data["runs"])
    align: Align = _one_of(data.get("align", ""), Align)
    anchors = tuple(_text(anchor) for anchor in data.get("anchors", ()))
    if kind == "heading":
        return Heading(runs, origin, _number(data["level"], 9), align=align, anchors=anchors)
    if kind == "list_item":
        return ListItem(
            runs,
            origin,
            _number(data["level"], 99),
            _flag(data["ordered"]),
            _text(data["marker"]),
            align=align,
            anchors=anchors,
            numbering=_to_numbering_of(data["numbering"], numberings) if "numbering" in data else None,
        )
    if kind != "paragraph":
        raise ValueError(kind)
    return Paragraph(runs, origin, align=align, anchors=anchors)


def _to_picture(data: Data) -> Picture:
    return Picture(
        base64.b64decode(data["data"], validate=True),
        _text(data.get("media_type", "")),
        _text(data.get("alt", "")),
        _size(data.get("width")),
        _size(data.get("height")),
        _to_origin(data.get("origin")),
    )


def _to_section(data: Data, numberings: Numberings) -> Section:
    furniture = tuple(
        Furniture(
            _one_of(piece["place"], Place),
            _one_of(piece["pages"], Pages),
            tuple(_to_block(block, numberings) for block in piece["blocks"]),
        )
        for piece in data["furniture"]
    )
    first = data.get("first_number")
    return Section(
        _one_of(data["start"], SectionStart),
        _size(data.get("width")),
        _size(data.get("height")),
        _number(data["columns"], _MOST_ROWS),
        furniture,
        _flag(data.get("first_apart", False)),
        None if first is None else _number(first, _MOST_ROWS),
        _matching(data.get("number_kind", ""), _WORD),
        _to_origin(data.get("origin")),
    )


def _to_numbering_of(index: object, numberings: Numberings) -> Numbering:
    if numberings is None:
        raise OutOfOrder
    return numberings[_number(index, len(numberings) - 1)]


def _to_numbering(data: Data) -> Numbering:
    return Numbering(
        _number(data["number"], _MOST_ROWS),
        _number(data["family"], _MOST_ROWS),
        tuple((_number(level["level"], 8), _to_level(level)) for level in data["levels"]),
        tuple((_number(at, 8), _number(start, _MOST_ROWS)) for at, start in data["starts"]),
    )


def _to_level(data: Data) -> Level:
    level = msgspec.convert(data, Level)
    _matching(level.kind, _WORD)
    _number(level.start, _MOST_ROWS)
    _number(level.restart or 0, 9)
    _number(level.digits, 9)
    return level


def _to_run(data: Data, numberings: Numberings) -> Run:
    note = None
    if data.get("note"):
        paragraphs = tuple(_to_paragraph(paragraph, numberings) for paragraph in data["note"]["paragraphs"])
        if data["note"]["kind"] not in ("footnote", "endnote"):
            raise ValueError(data["note"]["kind"])
        note = Note(data["note"]["kind"], paragraphs)
    marks: frozenset[Mark] = frozenset(mark for mark in get_args(Mark) if mark in data.get("marks", ()))
    return Run(
        _text(data["text"]),
        marks,
        _text(data.get("link", "")),
        note,
        _to_inset(data["inset"], numberings) if "inset" in data else None,
        _matching(data.get("colour", ""), _COLOUR),
        _matching(data.get("highlight", ""), _WORD),
    )


def _to_inset(data: Data, numberings: Numberings) -> Inset:
    kind = data["type"]
    if kind == "picture":
        return _to_picture(data)
    if kind == "comment":
        return _to_comment(data, numberings)
    inset: Inset = msgspec.convert(data, _INSETS[kind])
    if isinstance(inset, CommentStart):
        _number(inset.mark, _MOST_ROWS)
    return inset


def _to_comment(data: Data, numberings: Numberings) -> Comment:
    paragraphs = tuple(_to_paragraph(paragraph, numberings) for paragraph in data["paragraphs"])
    author, initials, date_ = (_text(data.get(key, "")) for key in ("author", "initials", "date"))
    answers = _number(data["answers"], _MOST_ROWS) if "answers" in data else None
    mark = _number(data["mark"], _MOST_ROWS)
    return Comment(paragraphs, author, initials, date_, mark, answers, _flag(data.get("done", False)))


def _to_cell(data: Data, numberings: Numberings) -> Cell:
    if data.get("role", "") not in ("", "label", "value"):
        raise ValueError(data["role"])
    expects: Expected = _one_of(data.get("expects", ""), Expected)
    return Cell(
        _number(data["row"], _MOST_ROWS),
        _number(data["col"], MAX_COLUMNS),
        _number(data.get("rowspan", 1), _MOST_ROWS),
        _number(data.get("colspan", 1), MAX_COLUMNS),
        tuple(_to_block(block, numberings) for block in data["blocks"]),
        _to_value(data.get("value")),
        data.get("role", ""),
        _to_origin(data.get("origin")),
        _text(data.get("name", "")),
        expects,
        _matching(data.get("fill", ""), _COLOUR),
    )


def _to_value(data: Data | None) -> Value:
    if not data:
        return None
    ((kind, value),) = data.items()
    if kind == "number":
        return _finite(Decimal(_text(value)))
    if kind == "boolean":
        return _flag(value)
    parsers = {"datetime": datetime.fromisoformat, "date": date.fromisoformat, "time": time.fromisoformat}
    return parsers[kind](value)  # type: ignore[return-value]


def _finite(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise ValueError(number)
    return number


def _to_check(data: Data) -> Check:
    check = msgspec.convert(data, Check)
    _finite(check.left)
    _finite(check.right)
    if check.tables and len(check.tables) != len(check.left_cells) + len(check.right_cells):
        raise ValueError(check.tables)
    return check
