"""The content of files, by its hash."""

from __future__ import annotations

import hashlib
import os

from convert.bulk import cloud
from convert.errors import ConvertError

CONTENTS = "convert.bulk.contents:contents_of"


def digest(path: str | os.PathLike[str]) -> str:
    """Give the sha256 of a file. Raises OSError."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def contents_of(paths: list[str]) -> list[str]:
    """Give the sha256 of each file; empty where it cannot be read, of which the work on it will tell more."""
    found = []
    for path in paths:
        try:
            found.append(cloud.digest(path) if cloud.is_url(path) else digest(path))
        except (OSError, ConvertError):
            found.append("")
    return found
