"""What files hold, here or behind a URL: whether one is still as it was, and which documents have the same content.

Documents of the same content are converted once. Only files whose size another one has are read for it. Of those that
are equal in content and ending (which decides between formats where the content cannot) the first of the plan is
converted, and the others get copies of its output.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence

from convert.bulk import cloud
from convert.bulk.cloud import Seen
from convert.bulk.ledger import Cell, Ledger, Row
from convert.errors import ConvertError

CONTENTS = "convert.bulk.contents:contents_of"
_EQUAL = " AND ".join(f"o.{name} = documents.{name}" for name in ("sha256", "options", "format", "ending"))

Place = str | os.PathLike[str]
"""A path, or a URL as text."""


def look(place: Place) -> Seen | None:
    """Give what is known of a file; None where there is none. Raises Unreachable."""
    if cloud.is_url(os.fspath(place)):
        return cloud.look(os.fspath(place))
    try:
        found = os.stat(place)
    except OSError:
        return None
    return Seen(found.st_size, found.st_mtime_ns)


def digest(place: Place) -> str:
    """Give the sha256 of a file. Raises OSError, Unreachable."""
    if cloud.is_url(os.fspath(place)):
        return cloud.digest(os.fspath(place))
    with open(place, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def contents_of(places: list[str]) -> list[str]:
    """Give the sha256 of each file; empty where it cannot be read, of which the work on it will tell more."""
    found = []
    for place in places:
        try:
            found.append(digest(place))
        except (OSError, ConvertError):
            found.append("")
    return found


def is_as_left(place: Place, size: int | None, mtime: int | None, sha256: str | None) -> bool:
    """Say whether an output is still as this program left it; it is read only where its size or time has changed.

    Raises Unreachable.
    """
    try:
        there = look(place)
        return there is not None and (there == (size, mtime) or digest(place) == sha256)
    except OSError:
        return False


def same_size(ledger: Ledger, where: str, values: Sequence[Cell]) -> Iterator[Row]:
    """Yield waiting rows that have not been read yet and whose size is that of another row."""
    another = "SELECT 1 FROM documents o WHERE o.size = documents.size AND o.id != documents.id AND o.format != ''"
    yield from ledger.each(f"state = 'waiting' AND sha256 = '' AND ({where}) AND EXISTS ({another})", values)


def pair(ledger: Ledger, where: str, values: Sequence[Cell]) -> None:
    """Name, for each waiting row with the content of another one, the row whose output it will get."""
    written = f"SELECT o.id FROM documents o WHERE {_EQUAL} AND o.state = 'done' AND o.target_sha256 NOT NULL LIMIT 1"
    first = f"SELECT o.id FROM documents o WHERE {_EQUAL} AND o.state = 'waiting' AND ({where}) ORDER BY o.id LIMIT 1"
    with ledger.together():
        other = f"nullif(coalesce(({written}), ({first})), id)"
        ledger.execute(
            f"UPDATE documents SET twin = CASE sha256 WHEN '' THEN NULL ELSE {other} END "
            f"WHERE state = 'waiting' AND ({where})",
            (*values, *values),
        )
