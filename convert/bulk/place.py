"""Give a proved output its name: at once or not at all, and never over a file that is not ours."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from pathlib import Path
from typing import NamedTuple

from convert.bulk import cloud
from convert.bulk.contents import digest
from convert.errors import TargetEdited, TargetExists, unwritable


class Placed(NamedTuple):
    size: int
    mtime: int


def place(made: Path, sha256: str, target: Path, ours: str | None, force: bool) -> Placed:
    """Move an output to its target.

    ours: the sha256 of what this program wrote there before, if it did; force: replace what it did not write, unless
    that was once its own. Raises TargetEdited, TargetExists, UnwritableOutput.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if not os.path.lexists(target) and _take_free_name(made, target):
            return placed(target)
        current = digest(target) if target.is_file() and not target.is_symlink() else ""
        if may_replace(target.name, current, sha256, ours, force):
            _replace(made, target)
        else:
            made.unlink()
        return placed(target)
    except OSError as error:
        raise unwritable(error) from None


def may_replace(name: str, current: str, sha256: str, ours: str | None, force: bool) -> bool:
    """Say whether an output takes the place of what stands there, whose hash is `current`; false where it is the same.

    Raises TargetEdited, TargetExists.
    """
    if current == sha256:
        return False
    if ours and current != ours:
        raise TargetEdited(name=name)
    if not ours and not (force and current):
        raise TargetExists(name=name)
    return True


def put(made: str, sha256: str, url: str, ours: str | None, force: bool) -> Placed:
    """Move an output to a URL, by the same rules. Raises TargetEdited, TargetExists, Unreachable."""
    there = cloud.look(url)
    name = url.rpartition("/")[2]
    if there is None or may_replace(name, cloud.digest(url), sha256, ours, force):
        there = cloud.put(made, url)
    os.unlink(made)
    return Placed(*there)


def _take_free_name(made: Path, target: Path) -> bool:
    """Move to a name that is free; false if it has been taken meanwhile."""
    try:
        if os.name == "nt":
            os.rename(made, target)
        else:
            os.link(made, target)
            made.unlink()
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.ENOENT, errno.ENOTDIR):
            raise
        _replace(made, target)
    return True


def _replace(made: Path, target: Path) -> None:
    """Move over a file, also where the target is on another disk than the work folder."""
    try:
        os.replace(made, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = target.with_name(f".convert-{made.name}")
        try:
            shutil.copyfile(made, beside)
            os.replace(beside, target)
        finally:
            with contextlib.suppress(OSError):
                beside.unlink()
        made.unlink()


def placed(target: Path) -> Placed:
    found = target.stat()
    return Placed(found.st_size, found.st_mtime_ns)


def is_as_left_far_away(url: str, size: int | None, mtime: int | None, sha256: str | None) -> bool:
    """Say the same of an output behind a URL. Raises Unreachable."""
    there = cloud.look(url)
    return there is not None and (there == (size, mtime) or cloud.digest(url) == sha256)


def is_as_left(target: Path, size: int | None, mtime: int | None, sha256: str | None) -> bool:
    """Say whether an output is still as this program left it; it is read only where its size or time has changed."""
    try:
        found = target.stat()
        return (found.st_size, found.st_mtime_ns) == (size, mtime) or digest(target) == sha256
    except OSError:
        return False
