"""The values of JSON with nothing lost: numbers as written, members in order, doubled keys too."""

from __future__ import annotations

import ast
import json
import re
import warnings
from base64 import b64decode
from collections.abc import Sequence
from typing import Any

MAX_CHARACTERS = 64 * 1024 * 1024
_LONGEST_CELL = 400
_LONGEST_WRAPPED = 120
_MANY = 3
_LONE = re.compile("[\ud800-\udfff]")
_VALUE = re.compile(
    r"(?:(?:var|let|const)\s{1,9})?([A-Za-z_$][\w.$]{0,80})\s{0,9}([=(])\s{0,9}(?=[{\[\"])|(?=[{\['\"(])"
)
_BETWEEN = re.compile(r"\)?;?[ \t\r\n]*")
_BLANK = re.compile(r"[ \t\r\n]*")
_DATA = re.compile(r"(?:data:[\w/+.-]{1,80};base64,)?[A-Za-z0-9+/_=-]{1000,}")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_LAST = frozenset("}])\"';")
_LONGEST_LITERAL = 4 * 1024 * 1024
_MOST_MERGED = 256
"""Keys of objects whose order is taken from all of them."""


class Number(str):
    """A number as it is written."""

    __slots__ = ()


class Object(list[tuple[str, Any]]):
    """The members of an object in order, doubled keys too."""

    __slots__ = ()


def parse(text: str) -> list[Any]:
    """Parse one value or several, one after another; an empty list if that fails or only numbers are there.

    A value may be assigned to a name or handed to a function, as scripts do, or be written as Python prints it.
    """
    text = text.strip("\ufeff \t\r\n")
    if len(text) > MAX_CHARACTERS or text[-1:] not in _LAST or not _VALUE.match(text):
        return []
    values = _parse_json(text) or _parse_python(text)
    if not all(isinstance(value, Object | list) for value in values):
        return values if len(values) == 1 and "\n" not in text and type(values[0]) is str else []
    only_numbers = all(type(value) is list and not any(map(_holds_text, value)) for value in values)
    return [] if only_numbers else values


def _parse_json(text: str) -> list[Any]:
    """Parse values that follow each other; those that have names, objects or arrays among them, are members of one."""
    decoder = json.JSONDecoder(
        object_pairs_hook=Object, parse_float=Number, parse_int=Number, parse_constant=Number, strict=False
    )
    values: list[Any] = []
    named = Object()
    at = 0
    try:
        while at < len(text):
            begun = _VALUE.match(text, at)
            if begun is None or (begun[2] == "(" and at > 0):
                return []
            value, at = decoder.raw_decode(text, begun.end())
            if begun[2] == "=":
                named.append((begun[1], value))
            else:
                values.append(value)
            ended = _BETWEEN.match(text, at) if begun[2] else _BLANK.match(text, at)
            at = ended.end() if ended else at
            if begun[2] == "(" and (at < len(text) or isinstance(value, str)):
                return []
    except (ValueError, RecursionError):
        return []
    if not named:
        return values
    return [named] if not values and any(isinstance(value, Object | list) for _, value in named) else []


def _parse_python(text: str) -> list[Any]:
    """Parse a value as Python prints it; lists of one line are rows of text."""
    if len(text) > _LONGEST_LITERAL or ("\n" not in text and text[0] in "[("):
        return []
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(text, mode="eval")
        lines = text.encode().split(b"\n")
        return [_read_node(tree.body, lines)]
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return []


def _read_node(node: ast.expr, lines: Sequence[bytes]) -> Any:
    """Give the value of a literal, its numbers as written. Raises ValueError if it is none."""
    match node:
        case ast.List() | ast.Tuple():
            return [_read_node(item, lines) for item in node.elts]
        case ast.Dict():
            pairs = zip(node.keys, node.values, strict=True)
            return Object((show(_read_node(key, lines)), _read_node(value, lines)) for key, value in pairs if key)
        case ast.Constant(value=str() | bool() | None):
            return node.value
        case ast.Constant(value=int() | float()) | ast.UnaryOp(operand=ast.Constant(value=int() | float())):
            return Number(lines[node.lineno - 1][node.col_offset : node.end_col_offset].decode())
        case ast.Name(id="nan"):
            return None
    raise ValueError


def _holds_text(value: object) -> bool:
    return type(value) is str or not is_scalar(value)


def is_scalar(value: object) -> bool:
    return value is None or isinstance(value, str | bool)


def is_short(value: object) -> bool:
    return is_scalar(value) and (not isinstance(value, str) or (len(value) <= _LONGEST_CELL and "\n" not in value))


def is_row(value: object) -> bool:
    return type(value) is list and all(map(is_short, value))


def is_flat(value: object) -> bool:
    """Say whether an object is a row of named cells; with several, there may be line breaks in them."""
    if not isinstance(value, Object):
        return False
    is_cell = is_wrapped if len(value) >= _MANY else is_short
    return all(is_cell(inner) for _, inner in value)


def are_rows(values: Sequence[object]) -> bool:
    """Say whether values are rows of cells; in several rows of several cells there may be line breaks."""
    if all(map(is_row, values)):
        return True
    rows = [value for value in values if type(value) is list and all(map(is_wrapped, value))]
    return len(rows) == len(values) > 1 and sum(len(row) > 1 for row in rows) * 2 > len(rows)


def is_wrapped(value: object) -> bool:
    """Say whether a value may be a cell, of several lines perhaps."""
    return is_scalar(value) and (not isinstance(value, str) or len(value) <= _LONGEST_WRAPPED or is_short(value))


def show(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _LONE.sub("\ufffd", str(value))


def is_whole(value: object) -> bool:
    return isinstance(value, Number) and value.isascii() and value.isdecimal() and len(value) < 19


def whole_of(value: object) -> int:
    return int(str(value)) if is_whole(value) else 0


def have_one_head(members: Object) -> bool:
    """Say whether all members are flat objects with the same keys in the same order."""
    if not all(is_flat(inner) for _, inner in members):
        return False
    heads = [key for key, _ in members[0][1]]
    return len(heads) > 1 and all([key for key, _ in inner] == heads for _, inner in members)


def merge_keys(values: Sequence[Object]) -> list[str]:
    """List the keys of objects that are not all null, in the order in which the objects have them.

    A key that others lack stands behind the one before it, or before the first that others have.
    """
    filled = {key for value in values for key, inner in value if inner is not None}
    order = list(dict.fromkeys(key for value in values for key, _ in value))
    if len(order) <= _MOST_MERGED:
        order = []
        for value in values:
            keys = [key for key, _ in value]
            if len(order) == len({*order, *keys}):
                continue
            at = next((order.index(key) for key in keys if key in order), len(order))
            for key in keys:
                if key not in order:
                    order.insert(at, key)
                at = order.index(key) + 1
    return [key for key in order if key in filled]


def number_columns(keys: Sequence[str]) -> bool:
    """Say whether keys differ in the number at their end alone: `c0`, `c1`."""
    return len({key.rstrip("0123456789") for key in keys}) == 1 and all(key[-1:].isdecimal() for key in keys)


def are_columns(members: Object) -> bool:
    """Say whether named objects are the columns of a data frame, their keys the numbers of its rows."""
    return isinstance(members[0][1], Object) and are_numbers([key for key, _ in members[0][1]])


def are_numbers(names: Sequence[object]) -> bool:
    """Say whether names are the numbers from 0 on, as a data frame gives them."""
    return all(show(name) == str(at) for at, name in enumerate(names))


def frame_rows(members: Object) -> list[Any] | None:
    """Give the rows of a data frame that tells its columns, its index and its data; None if it is none."""
    frame = dict(members)
    columns, rows, index = frame.get("columns"), frame.get("data"), frame.get("index", ())
    if len(frame) != len(members) or not set(frame) <= {"columns", "index", "data"}:
        return None
    if not isinstance(rows, list) or not isinstance(columns, list) or not isinstance(index, list | tuple):
        return None
    if not are_numbers(index) or not is_row(columns) or not are_rows(rows):
        return None
    return rows if are_numbers(columns) else [columns, *rows]


def decode_data(text: str) -> str | None:
    """Give the text that a string of Base64 holds, nothing if that is no text; None if it is no such string."""
    text = text.strip()
    if not _DATA.fullmatch(text):
        return None
    try:
        inner = b64decode(text, validate=True).decode("utf-8")
    except ValueError:
        return ""
    return "" if _CONTROL.search(inner) else inner
