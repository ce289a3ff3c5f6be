"""The bytes that a reader is given, whether they come from a file or a pipe."""

from __future__ import annotations

import io
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from convert.errors import TooLarge, Unreadable

MAX_BYTES = 512 * 1024 * 1024
"""No document of an office is larger; what is, is refused before it is read."""


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
            if self.path.is_dir():
                raise Unreadable("This is a folder, not a file.", "Convert it with -t FORMAT -o FOLDER.")
            if self.path.exists() and not self.path.is_file():
                raise Unreadable(
                    "This is a pipe or a device, not a file.", "Give its content through a pipe, with - as its name."
                )
            size = self.path.stat().st_size
            if size > MAX_BYTES:
                raise TooLarge(what=f"{size // 2**20} MB")
            if size == 0:
                raise Unreadable("The file is empty.", "Check that it was copied completely.")
            return self.path.open("rb")
        except FileNotFoundError:
            raise Unreadable("There is no such file.", "Check the name and the folder.") from None
        except PermissionError:
            raise Unreadable("The file may not be read.", "Ask its owner for the right to read it.") from None
        except OSError as error:
            raise Unreadable("The file cannot be opened: {reason}.", reason=error.strerror or error) from None

    def read(self) -> bytes:
        with self.open() as file:
            return file.read()
