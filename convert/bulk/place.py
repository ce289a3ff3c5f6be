"""Give a proved output its name: at once or not at all, and never over a file that is not ours."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from pathlib import Path
from typing import NamedTuple

from convert.bulk.work import digest
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
        current = digest(str(target)) if target.is_file() and not target.is_symlink() else ""
        if current == sha256:
            made.unlink()
        elif ours:
            if current != ours:
                raise TargetEdited(name=target.name)
            _replace(made, target)
        elif force and current:
            _replace(made, target)
        else:
            raise TargetExists(name=target.name)
        return placed(target)
    except OSError as error:
        raise unwritable(error) from None


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


def is_as_left(target: Path, size: int | None, mtime: int | None, sha256: str | None) -> bool:
    """Say whether an output is still as this program left it; it is read only where its size or time has changed."""
    try:
        found = target.stat()
        return (found.st_size, found.st_mtime_ns) == (size, mtime) or digest(str(target)) == sha256
    except OSError:
        return False
