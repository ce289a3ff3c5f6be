"""Give a proved output its name: at once or not at all, and never over a file that is not ours."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from pathlib import Path

from convert.bulk import cloud
from convert.bulk.cloud import Seen
from convert.bulk.contents import digest
from convert.errors import TargetEdited, TargetExists, unwritable


def place(made: Path, sha256: str, target: Path, ours: str | None, force: bool) -> Seen:
    """Move an output to its target.

    ours: the sha256 of what this program wrote there before, if it did; force: replace what it did not write, unless
    that was once its own. Raises TargetEdited, TargetExists, UnwritableOutput.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if os.path.lexists(target) or not _take_free_name(made, target):
            current = digest(target) if target.is_file() and not target.is_symlink() else ""
            if may_replace(target.name, current, sha256, ours, force):
                _replace(made, target)
            else:
                made.unlink()
        found = target.stat()
        return Seen(found.st_size, found.st_mtime_ns)
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


def put(made: str, sha256: str, url: str, ours: str | None, force: bool) -> Seen:
    """Move an output to a URL, by the same rules. Raises TargetEdited, TargetExists, Unreachable."""
    there = cloud.look(url)
    name = url.rpartition("/")[2]
    if there is None or may_replace(name, cloud.digest(url), sha256, ours, force):
        there = cloud.put(made, url)
    os.unlink(made)
    return there


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
