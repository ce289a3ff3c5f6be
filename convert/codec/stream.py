"""Read JSON piece by piece: the members of an object, and the items of those that are lists."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO

from convert.errors import Unreadable

_PIECE = 1 << 18
_BLANK = re.compile(r"[ \t\n\r]*")


def read_members(file: BinaryIO) -> Iterator[tuple[str, Any]]:
    """Yield name and value of each member of the object that a file holds; a list as what yields its items, once.

    Raises Unreadable for what is no JSON object, or names a member twice.
    """
    encoding = json.detect_encoding(file.read(4))
    file.seek(0)
    text = _Text(io.TextIOWrapper(file, encoding, "surrogatepass"))
    try:
        yield from _members(text)
    except (ValueError, RecursionError):
        raise Unreadable("This is not a JSON file.", "Make it with -t json.") from None
    finally:
        with suppress(ValueError):
            text.file.detach()


def _members(text: _Text) -> Iterator[tuple[str, Any]]:
    text.take("{")
    names: set[str] = set()
    ends = text.peek() == "}"
    while not ends:
        name = text.value()
        if not isinstance(name, str) or name in names:
            raise ValueError(name)
        names.add(name)
        text.take(":")
        if text.peek() == "[":
            items = _items(text)
            yield name, items
            for _ in items:
                pass
        else:
            yield name, text.value()
        ends = text.peek() == "}"
        if not ends:
            text.take(",")
    text.take("}")
    if text.peek():
        raise ValueError("more than one value")


def _items(text: _Text) -> Iterator[Any]:
    text.take("[")
    ends = text.peek() == "]"
    while not ends:
        yield text.value()
        ends = text.peek() == "]"
        if not ends:
            text.take(",")
    text.take("]")


class _Text:
    """What has been read of a file and not yet been used."""

    def __init__(self, file: io.TextIOWrapper) -> None:
        self.file = file
        self._decode = json.JSONDecoder().raw_decode
        self._held = ""
        self._at = 0

    def _read_on(self) -> bool:
        """Read at least as much again as is held, so that long values cost no more than their length."""
        held = self._held[self._at :]
        more = self.file.read(max(_PIECE, len(held)))
        self._held, self._at = held + more, 0
        return more != ""

    def peek(self) -> str:
        """Give the next character that is not blank; empty at the end."""
        while True:
            match = _BLANK.match(self._held, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._held) or not self._read_on():
                return self._held[self._at : self._at + 1]

    def take(self, wanted: str) -> None:
        if self.peek() != wanted:
            raise ValueError(wanted)
        self._at += 1

    def value(self) -> Any:
        self.peek()
        while True:
            try:
                value, end = self._decode(self._held, self._at)
            except json.JSONDecodeError:
                if not self._read_on():
                    raise
                continue
            if end < len(self._held) or not self._read_on():
                self._at = end
                return value
