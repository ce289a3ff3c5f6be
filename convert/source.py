"""The bytes that a reader is given, whether they come from a file or a pipe."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from convert.errors import TooLarge, Unreadable, unreadable

MAX_BYTES = 512 * 1024 * 1024
"""No document of an office is larger; what is, is refused before it is read."""

_MOST_HELD = 4 * 1024 * 1024


class Source(Struct, frozen=True):
    """A named input. name is what origins show: a file's name without its folder."""

    name: str
    path: Path | None = None
    content: bytes | None = None

    def open(self) -> BinaryIO:
        """Open the input for reading, seekable. Raises Unreadable, TooLarge."""
        if self.content is not None:
            if not self.content:
                raise Unreadable("The file is empty.", "Check that it was copied completely.")
            return io.BytesIO(self.content)
        assert self.path is not None
        try:
            found = os.stat(self.path)
            if stat.S_ISDIR(found.st_mode):
                raise Unreadable("This is a folder, not a file.", "Convert it with -t FORMAT -o FOLDER.")
            if not stat.S_ISREG(found.st_mode):
                raise Unreadable(
                    "This is a pipe or a device, not a file.", "Give its content through a pipe, with - as its name."
                )
            if found.st_size > MAX_BYTES:
                raise TooLarge(what=f"{found.st_size // 2**20} MB")
            if found.st_size == 0:
                raise Unreadable("The file is empty.", "Check that it was copied completely.")
            return open(self.path, "rb")
        except OSError as error:
            raise unreadable(error) from None

    def held(self) -> Source:
        """Give the input with its bytes, if they are few: what looks into it more than once opens no file then.

        Raises Unreadable, TooLarge.
        """
        if self.content is not None:
            return self
        with self.open() as file:
            size = min(os.fstat(file.fileno()).st_size, _MOST_HELD)
            content = file.read(size + 1)
        return self if len(content) > size else Source(self.name, self.path, content)

    def read(self, most: int = MAX_BYTES) -> bytes:
        """Give all bytes. Raises Unreadable, TooLarge if there are more than `most`."""
        with self.open() as file:
            content = file.read()
        if len(content) > most:
            raise TooLarge(what=f"{len(content) // 2**20} MB")
        return content
