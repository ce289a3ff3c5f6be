"""Make documents of JSON data. Whatever is not as the schema has it is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct

from convert.codec.members import KINDS, MEMBERS, VERSION
from convert.errors import Unreadable
from convert.grid import MAX_COLUMNS
from convert.model import (
    Block,
    Cell,
    Document,
    Heading,
    Level,
    ListItem,
    Numbering,
    Run,
    Section,
    Table,
    Value,
)

Members = Iterable[tuple[str, Any]]
"""The members of a JSON object, in order; see `convert.codec.stream`."""
_Numberings = Sequence[Numbering] | None
"""None: they have not been read yet."""
_Read = Callable[[Any, _Numberings], Any]

_Count = Annotated[int, Meta(ge=0, le=2**31)]
_Level = Annotated[int, Meta(ge=0, le=8)]
_Digit = Annotated[int, Meta(ge=0, le=9)]
_Colour = Annotated[str, Meta(pattern=r"^(?:[0-9A-F]{6})?\Z")]
_Word = Annotated[str, Meta(pattern=r"^[A-Za-z0-9]{0,40}\Z")]
_LIMITED: dict[tuple[type[Struct], str], Any] = {
    (Table, "n_cols"): Annotated[int, Meta(ge=0, le=MAX_COLUMNS)],
    (Heading, "level"): _Digit,
    (ListItem, "level"): Annotated[int, Meta(ge=0, le=99)],
    (Level, "kind"): _Word,
    (Level, "restart"): _Digit | None,
    (Level, "digits"): _Digit,
    (Section, "number_kind"): _Word,
    (Run, "colour"): _Colour,
    (Run, "highlight"): _Word,
    (Cell, "fill"): _Colour,
}


class OutOfOrder(Exception):
    """The members do not stand in an order in which they can be read one after the other."""


@contextmanager
def _refusing() -> Iterator[None]:
    """Raise Unreadable for whatever is wrong with the data."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, InvalidOperation, RecursionError):
        raise Unreadable("This JSON file does not hold a document of this program.", "Make it with -t json.") from None


def from_members(members: Members) -> Document:
    """Give the document of the members of a JSON object. Raises Unreadable if they are not one's, OutOfOrder."""
    head: dict[str, Any] = {}
    blocks: list[Block] = []
    for block in to_blocks(members, head):
        blocks.append(block)
    return Document(tuple(blocks), **head)


def to_blocks(members: Members, head: dict[str, Any]) -> Iterator[Block]:
    """Yield the blocks of a document; all else is in the head afterwards. Raises Unreadable, OutOfOrder."""
    numberings: _Numberings = None
    kinds = get_type_hints(Document)
    known: dict[str, Any] = {}
    with _refusing():
        for name, value in members:
            if name == "blocks":
                known[name] = None
                for data in value:
                    yield _reader(Block)(data, numberings)
            elif name == "numberings":
                numberings = _reader(tuple[Numbering, ...])([*value], None)
            elif name in kinds and name != "settled":
                head[name] = _reader(kinds[name])([*value] if isinstance(value, Iterator) else value, numberings)
            else:
                known[name] = value
        if known["convert"] != "document" or known["version"] != VERSION or "blocks" not in known:
            raise ValueError(known)
        for check in head.get("checks", ()):
            if check.tables and len(check.tables) != len(check.left_cells) + len(check.right_cells):
                raise ValueError(check)


@cache
def _reader(kind: Any) -> _Read:
    """Give what reads values of a kind."""
    is_list = get_origin(kind) in (tuple, Sequence)
    of = get_args(kind)[0] if is_list else kind
    records = tuple(one for one in get_args(of) or (of,) if isinstance(one, type) and issubclass(one, Struct))
    if not records:
        checked = {int: _Count, int | None: _Count | None}.get(kind, kind)
        return _LEAVES.get(kind) or (lambda data, _: msgspec.convert(data, checked))
    named = {name: record for record, name in KINDS.items() if issubclass(record, records)}

    def read(data: Any, numberings: _Numberings) -> Any:
        return _read_record(named[data["type"]] if named else records[0], data, numberings)

    if not is_list:
        return read
    return lambda data, numberings: tuple([read(one, numberings) for one in data])


def _read_record(record: type[Struct], data: object, numberings: _Numberings) -> Struct:
    if not isinstance(data, dict):
        raise TypeError(data)
    return record(
        **{name: read(data[name], numberings) for name, needed, read in _members(record) if needed or name in data}
    )


@cache
def _members(record: type[Struct]) -> Sequence[tuple[str, bool, _Read]]:
    """Give the name of each member of a record, whether it must be there, and what reads it."""
    kinds = get_type_hints(record)
    return [
        (name, needed, _OWN.get((record, name)) or _reader(_LIMITED.get((record, name), kinds[name])))
        for name, needed in ((name.rstrip("!"), name.endswith("!")) for name in MEMBERS[record].split())
        if name in kinds
    ]


def _to_text(data: object, _: _Numberings) -> str:
    if type(data) is not str:
        raise TypeError(data)
    return data


def _to_decimal(data: object, _: _Numberings) -> Decimal:
    number = Decimal(_to_text(data, None))
    if not number.is_finite():
        raise ValueError(number)
    return number


def _to_value(data: Mapping[str, Any], _: _Numberings) -> Value:
    ((kind, value),) = data.items()
    read: Value = _reader(_VALUES[kind])(value, None)
    return read


def _to_numbering(index: object, numberings: _Numberings) -> Numbering:
    if numberings is None:
        raise OutOfOrder
    return numberings[msgspec.convert(index, _Count)]


def _to_levels(data: Sequence[Mapping[str, Any]], _: _Numberings) -> tuple[tuple[int, Level], ...]:
    return tuple((msgspec.convert(one["level"], _Level), _reader(Level)(one, None)) for one in data)


_VALUES: dict[str, type] = {"number": Decimal, "boolean": bool, "datetime": datetime, "date": date, "time": time}
_LEAVES: dict[Any, _Read] = {str: _to_text, Decimal: _to_decimal}
_OWN: dict[tuple[type[Struct], str], _Read] = {
    (Cell, "value"): _to_value,
    (ListItem, "numbering"): _to_numbering,
    (Numbering, "levels"): _to_levels,
}
"""What reads the members whose JSON is not of their own kind."""
