"""List and unpack zip and tar archives, with bounds on the number, size, ratio and depth of what they hold.

Names without a mark for UTF-8 are read as UTF-8 or GB18030 where they are valid in it, as archives made on Chinese
systems have them. Links and devices are told of, never followed or made.
"""

from __future__ import annotations

import contextlib
import errno
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

from convert.bulk import cloud
from convert.bulk.contents import look
from convert.bulk.found import is_archive
from convert.errors import (
    BadMember,
    ConvertError,
    Encrypted,
    SourceChanged,
    TooLarge,
    Unreadable,
    unreadable,
    unwritable,
)
from convert.source import MAX_BYTES

MAX_MEMBERS = 100_000
MAX_TOTAL = 16 << 30
MAX_FETCHED = 1 << 30
"""Of an archive behind a URL, which is copied to this machine: as much as a worker may write into one file."""
MAX_RATIO = 400
MAX_DEPTH = 3
_NO_FILE = "it is a link or a device"
_SMALL = 8 << 20
"""Below so many bytes a high ratio does no harm."""
_BLOCK = 1 << 20
_DAMAGED = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, ValueError, NotImplementedError)
"""What zipfile, tarfile and the compressions under them raise for damage. RuntimeError is zipfile's for passwords."""


class Member(NamedTuple):
    """A file in an archive. name: its path there, with `/`, below the names of archives that it is nested in."""

    name: str
    size: int
    error: ConvertError | None
    open: Callable[[], IO[bytes]]


class _Budget:
    """What an archive may still hold, together with those nested in it."""

    def __init__(self) -> None:
        self.members, self.bytes = MAX_MEMBERS, MAX_TOTAL

    def take(self, size: int) -> None:
        self.members -= 1
        self.bytes -= size
        if self.members < 0:
            raise TooLarge(what=f"{MAX_MEMBERS} files")
        if self.bytes < 0:
            raise TooLarge(what=f"{MAX_TOTAL >> 30} GB")


def members(path: Path, wanted: Callable[[str], bool]) -> Iterator[Member]:
    """Yield the files of an archive that are wanted, and of archives in it. Raises Unreadable, TooLarge.

    A member can be opened until the next one is asked for.
    """
    try:
        with path.open("rb") as file:
            yield from _members(file, path.name, "", 1, wanted, _Budget())
    except (FileNotFoundError, PermissionError) as error:
        raise unreadable(error) from None
    except _DAMAGED as error:
        raise _damaged(error) from None


def _members(
    file: IO[bytes], name: str, prefix: str, depth: int, wanted: Callable[[str], bool], budget: _Budget
) -> Iterator[Member]:
    listed = _zipped(file) if name.lower().endswith(".zip") else _tarred(file)
    for member in listed:
        budget.take(member.size)
        member = member._replace(name=prefix + member.name)
        if not is_archive(member.name):
            if wanted(member.name):
                yield member
            continue
        if depth >= MAX_DEPTH and not member.error:
            member = member._replace(error=BadMember(reason="archives nested too deep"))
        if member.error:
            yield member
            continue
        with tempfile.TemporaryFile() as inner:
            try:
                with member.open() as packed:
                    copy_bounded(packed, inner, member.size)
                inner.seek(0)
                yield from _members(inner, member.name, member.name + "/", depth + 1, wanted, budget)
            except ConvertError as error:
                yield member._replace(error=error)
            except _DAMAGED as error:
                yield member._replace(error=_damaged(error))


def _zipped(file: IO[bytes]) -> Iterator[Member]:
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            error = _why_not(info.filename, info.file_size)
            if stat.S_ISLNK(info.external_attr >> 16):
                error = BadMember(reason=_NO_FILE)
            elif info.flag_bits & 1:
                error = Encrypted()
            elif info.file_size > _SMALL and info.file_size > MAX_RATIO * max(1, info.compress_size):
                error = BadMember(reason="it unpacks to far more than it should")
            yield Member(_plain(_zip_name(info)), info.file_size, error, lambda info=info: archive.open(info))  # type: ignore[misc]


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Give a member's name; zipfile takes one without a mark for CP437, which is hardly ever meant."""
    name = info.filename
    if not info.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
    return name


def _tarred(file: IO[bytes]) -> Iterator[Member]:
    with tarfile.open(fileobj=file, mode="r:*", errors="surrogateescape") as archive:
        for info in archive:
            archive.members = []  # type: ignore[attr-defined]
            if info.isdir():
                continue
            name = _decoded(info.name)
            error = _why_not(name, info.size) if info.isreg() else BadMember(reason=_NO_FILE)

            def opened(info: tarfile.TarInfo = info) -> IO[bytes]:
                inner = archive.extractfile(info)
                assert inner
                return inner

            yield Member(_plain(name), info.size, error, opened)


def _plain(name: str) -> str:
    """Write a path with `/` and without steps that lead nowhere."""
    return "/".join(part for part in name.replace("\\", "/").split("/") if part not in ("", "."))


def _decoded(name: str) -> str:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        try:
            return name.encode("utf-8", "surrogateescape").decode("gb18030")
        except UnicodeDecodeError:
            pass
    return name


def _why_not(name: str, size: int) -> ConvertError | None:
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0] or "\x00" in name:
        return BadMember(reason="its name leads out of the archive")
    if size > MAX_BYTES:
        return TooLarge(what=f"{size >> 20} MB")
    return None


def copy_bounded(source: IO[bytes], target: IO[bytes], size: int) -> None:
    """Copy what a member claims to hold. Raises BadMember where it holds more."""
    left = size
    while block := source.read(min(_BLOCK, left + 1)):
        left -= len(block)
        if left < 0:
            raise BadMember(reason="it unpacks to more than it says")
        target.write(block)


def unpack(place: str, mtime: int, folder: str, wanted: dict[str, str]) -> dict[str, ConvertError]:
    """Unpack members of an archive into a folder, each under a given name; give what is wrong with those left out.

    place: its path or URL; mtime: of the archive when it was looked into, in nanoseconds.
    """
    errors: dict[str, ConvertError] = dict.fromkeys(wanted, BadMember(reason="it is no longer in the archive"))
    try:
        with _as_planned(place, mtime) as path:
            Path(folder).mkdir(parents=True, exist_ok=True)
            for member in members(path, lambda name: name in wanted):
                if member.name in errors:
                    error = member.error or _unpack_one(member, Path(folder, wanted[member.name]))
                    if error:
                        errors[member.name] = error
                    else:
                        del errors[member.name]
    except ConvertError as error:
        errors = dict.fromkeys(errors, error)
    except OSError as error:
        errors = dict.fromkeys(errors, _damaged(error))
    return errors


@contextlib.contextmanager
def _as_planned(place: str, mtime: int) -> Iterator[Path]:
    """Give an archive on this machine. Raises SourceChanged if it is not what the plan saw, Unreachable, OSError."""
    seen = look(place)
    if seen is None or seen.mtime != mtime:
        raise SourceChanged()
    if not cloud.is_url(place):
        yield Path(place)
        return
    with cloud.at_hand(place, MAX_FETCHED) as path:
        yield path


def _unpack_one(member: Member, target: Path) -> ConvertError | None:
    try:
        with target.open("wb") as file, member.open() as packed:
            copy_bounded(packed, file, member.size)
        return None
    except ConvertError as raised:
        error: ConvertError = raised
    except RuntimeError:
        error = Encrypted()
    except _DAMAGED as raised:
        error = _damaged(raised)
    target.unlink(missing_ok=True)
    return error


def _damaged(error: BaseException) -> ConvertError:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return unwritable(error)
    return Unreadable("The archive is damaged: {reason}.", reason=str(error) or type(error).__name__)
