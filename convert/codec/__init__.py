"""The whole model as JSON and back. The schema is `convert/writers/document.schema.json`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from convert.codec.decode import OutOfOrder, from_members, to_blocks
from convert.codec.encode import finding_to_data, to_json
from convert.codec.members import VERSION
from convert.codec.stream import read_members
from convert.model import Block, Document

__all__ = ["VERSION", "finding_to_data", "read_blocks", "read_json", "read_members", "to_json"]


def read_json(file: BinaryIO) -> Document:
    """Read the document of a JSON file piece by piece; whole only if its members stand in another order than ours.

    Raises Unreadable.
    """
    try:
        return from_members(read_members(file))
    except OutOfOrder:
        file.seek(0)
        members = [(name, [*value] if isinstance(value, Iterator) else value) for name, value in read_members(file)]
        return from_members([("numberings", ()), *sorted(members, key=lambda member: member[0] == "blocks")])


def read_blocks(file: BinaryIO) -> Iterator[Block]:
    """Yield the blocks of a JSON file of ours one after the other. Raises Unreadable, also for what is beside them."""
    yield from to_blocks(read_members(file), {})
