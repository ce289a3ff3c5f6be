"""Write zip archives member by member: deflated, without a clock, so that equal members give equal bytes.

`zipfile` packs every member anew; this keeps the packed form of small ones, since most documents have many alike.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, NamedTuple

from convert.errors import TooLarge

_LEVEL = 5
_MOST_KEPT = 32 * 1024
"""Bytes of a member whose packed form is kept."""
_LONGEST = 0xFFFF_FFFF
"""Sizes and places beyond need another form of the format (Zip64)."""
_VERSION, _UNIX, _DEFLATED, _UTF_8 = 20, 3, 8, 1 << 11
_DAY = 0x21
"""1980-01-01, the first that the format knows."""
_RIGHTS = 0o600 << 16
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s2B5H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = b"PK\3\4", b"PK\1\2", b"PK\5\6"


class _Packed(NamedTuple):
    crc: int
    packed: int
    size: int


class Archive:
    """Writes members to a file from its present place on; whoever made it ends it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._entries: list[bytes] = []
        self._at = file.tell()

    def add(self, name: str, content: bytes | Iterable[bytes]) -> None:
        """Add a member, whole or in pieces. Raises TooLarge beyond 4 GB, OSError, and what the pieces raise."""
        start, encoded = self._at, name.encode()
        if isinstance(content, bytes) and len(content) <= _MOST_KEPT:
            data, crc = _deflated(content)
            told = _Packed(crc, len(data), len(content))
            self._file.write(_local(encoded, told) + data)
        else:
            self._file.write(_local(encoded, _Packed(0, 0, 0)))
            told = self._pack(name, (content,) if isinstance(content, bytes) else content)
            self._file.seek(start)
            self._file.write(_local(encoded, told))
            self._file.seek(start + _LOCAL.size + len(encoded) + told.packed)
        self._at = start + _LOCAL.size + len(encoded) + told.packed
        if self._at > _LONGEST:
            raise TooLarge(what=name)
        head = _CENTRAL.pack(
            _CENTRAL_MARK, _VERSION, _UNIX, _VERSION, _flags(encoded), _DEFLATED, 0, _DAY, *told,
            len(encoded), 0, 0, 0, 0, _RIGHTS, start,
        )  # fmt: skip
        self._entries.append(head + encoded)

    def _pack(self, name: str, pieces: Iterable[bytes]) -> _Packed:
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        crc = size = packed = 0
        for piece in pieces:
            crc, size = zlib.crc32(piece, crc), size + len(piece)
            packed += self._file.write(packer.compress(piece))
            if size > _LONGEST:
                raise TooLarge(what=name)
        return _Packed(crc, packed + self._file.write(packer.flush()), size)

    def end(self) -> None:
        """Write the directory. Raises OSError."""
        directory = b"".join(self._entries)
        count = len(self._entries)
        self._file.write(directory)
        self._file.write(_END.pack(_END_MARK, 0, 0, count, count, len(directory), self._at, 0))


@lru_cache(maxsize=128)
def _deflated(content: bytes) -> tuple[bytes, int]:
    """Pack a member; give its check sum too."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush(), zlib.crc32(content)


def _local(name: bytes, told: _Packed) -> bytes:
    head = _LOCAL.pack(_LOCAL_MARK, _VERSION, _flags(name), _DEFLATED, 0, _DAY, *told, len(name), 0)
    return head + name


def _flags(name: bytes) -> int:
    return 0 if name.isascii() else _UTF_8


@contextmanager
def writing(path: Path) -> Iterator[Archive]:
    """Write an archive to a path; what stands there gives way. Raises OSError."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
    with os.fdopen(handle, "w+b") as file:
        archive = Archive(file)
        yield archive
        archive.end()
        file.truncate()
