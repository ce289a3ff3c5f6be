"""Sources and targets behind a URL that fsspec knows: `s3://`, `sftp://`, `hdfs://`, `memory://`… (an extra).

A source is fetched to a file of this machine before it is read. A target appears whole: object stores replace an object
at once; elsewhere it is written under another name and moved. Passwords belong into fsspec's own configuration or the
environment, not into a URL: URLs are kept in the ledger.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from convert.bulk.found import Choice, Found
from convert.errors import ConvertError, MissingHelper, TooLarge, Unreachable, missing_extra
from convert.source import MAX_BYTES

_URL = re.compile(r"[a-z][a-z0-9+.-]*(?:::[a-z][a-z0-9+.-]*)*://", re.IGNORECASE)
_AT_ONCE = {"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "oss", "memory"}
"""Systems where a file that is being written is not seen before it is whole."""
_MAGIC = re.compile(r"[*?\[]")


class Seen(NamedTuple):
    """A file as its system tells of it; mtime in nanoseconds, 0 where the system does not say."""

    size: int
    mtime: int


def is_url(text: str) -> bool:
    return bool(_URL.match(text))


@contextlib.contextmanager
def _reached(name: str) -> Iterator[None]:
    """Word whatever a system far away raises; each has exceptions of its own."""
    try:
        yield
    except ConvertError:
        raise
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"[:300]
        raise Unreachable(name=name, reason=reason) from None


def _system(url: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise missing_extra("fsspec", "cloud") from None
    with _reached(url):
        try:
            system, path = url_to_fs(url)
        except ImportError as error:
            raise MissingHelper("This place needs a package that is not installed: {reason}.", reason=error) from None
    return system, path


def _seen(info: dict[str, Any]) -> Seen:
    when = next((info[key] for key in ("mtime", "LastModified", "last_modified", "created") if info.get(key)), 0)
    if isinstance(when, str):
        with contextlib.suppress(ValueError):
            when = datetime.fromisoformat(when)
    if isinstance(when, datetime):
        when = (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    return Seen(int(info.get("size") or 0), int(when * 1e9) if isinstance(when, int | float) else 0)


def find(url: str, choice: Choice, skipped: Counter[str]) -> Iterator[Found]:
    """Yield the files below a URL, or the one that it names, in the order of names. Raises Unreachable."""
    system, root = _system(url)
    with _reached(url):
        if not _MAGIC.search(root) and system.isfile(root):
            name = root.rpartition("/")[2]
            yield Found(url, "", name, *_seen(system.info(root)))
            return
        base = re.split(_MAGIC, url)[0].rpartition("/")[0] if _MAGIC.search(root) else url.rstrip("/")
        for path, info in _listed(system, root):
            tree = path.removeprefix(_system(base)[1].rstrip("/")).lstrip("/")
            if reason := choice.why_not(tree):
                skipped[reason] += 1
            else:
                yield Found(f"{base}/{tree}", "", tree, *_seen(info))


def _listed(system: Any, root: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if _MAGIC.search(root):
        yield from sorted(
            (path, info) for path, info in system.glob(root, detail=True).items() if info["type"] == "file"
        )
        return
    if not system.exists(root):
        raise Unreachable("There is no such place: {name}.", "Check the URL.", name=root)
    for folder, _, files in system.walk(root, detail=True, topdown=True):
        for name in sorted(files):
            yield f"{folder}/{name}", files[name]


def look(url: str) -> Seen | None:
    """Give what is known of a file; None where there is none. Raises Unreachable."""
    system, path = _system(url)
    with _reached(url):
        system.invalidate_cache(path.rpartition("/")[0])
        try:
            return _seen(system.info(path))
        except FileNotFoundError:
            return None


def fetch(url: str, to: str, most: int = MAX_BYTES) -> None:
    """Copy a file of at most so many bytes to this machine. Raises Unreachable, TooLarge."""
    system, path = _system(url)
    with _reached(url):
        size = system.info(path).get("size") or 0
        if size > most:
            raise TooLarge(what=f"{size >> 20} MB")
        system.get_file(path, to)


@contextlib.contextmanager
def at_hand(url: str, most: int) -> Iterator[Path]:
    """Give a copy of a file, under its own name, that is gone afterwards. Raises Unreachable, TooLarge."""
    with tempfile.TemporaryDirectory(prefix="convert-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder, os.path.basename(url.rstrip("/")))
        fetch(url, str(copy), most)
        yield copy


def digest(url: str) -> str:
    """Give the sha256 of a file. Raises Unreachable."""
    system, path = _system(url)
    hashed = hashlib.sha256()
    with _reached(url), system.open(path, "rb") as file:
        while block := file.read(1 << 20):
            hashed.update(block)
    return hashed.hexdigest()


def put(made: str, url: str) -> Seen:
    """Copy a file to a URL, in place of what is there, at once. Raises Unreachable."""
    system, path = _system(url)
    with _reached(url):
        names = {system.protocol} if isinstance(system.protocol, str) else set(system.protocol)
        if names & _AT_ONCE:
            system.put_file(made, path)
        else:
            system.makedirs(path.rpartition("/")[0], exist_ok=True)
            part = f"{path}.{os.getpid()}.convert-part"
            system.put_file(made, part)
            system.mv(part, path)
        system.invalidate_cache(path.rpartition("/")[0])
        return _seen(system.info(path))
