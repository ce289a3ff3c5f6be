r"""Paths longer than 260 characters on Windows, which takes them, unless it is set up otherwise, as `\\?\C:\…` alone.

Whatever a person names goes through `absolute` before it is walked, read or written, so that every path below it has
that form too; `plain` gives the form that people, and programs of others, know. Elsewhere both change nothing.
(Microsoft: Naming Files, Paths, and Namespaces; Maximum Path Length Limitation.)
"""

from __future__ import annotations

import ntpath
import os
from pathlib import Path

_ANY_LENGTH = "\\\\?\\"
_SHARE = "\\\\?\\UNC\\"
_LONGEST_FOLDER = 247
"""A folder must leave room for a short name within the 260 characters."""


def absolute(path: str | os.PathLike[str]) -> Path:
    """Give an absolute path that may be of any length."""
    return Path(extended(os.path.abspath(path))) if os.name == "nt" else Path(path).absolute()


def reachable(path: str | os.PathLike[str]) -> Path:
    """Give a path in the form that may be of any length where it is too long for the other, else as it is."""
    return absolute(path) if os.name == "nt" and len(os.path.abspath(path)) > _LONGEST_FOLDER else Path(path)


def extended(path: str) -> str:
    r"""Give an absolute Windows path the form that may be of any length.

    >>> [extended(path) for path in ("C:/a/../b.txt", r"\\server\share\a.txt", r"\\?\C:\b.txt")]
    ['\\\\?\\C:\\b.txt', '\\\\?\\UNC\\server\\share\\a.txt', '\\\\?\\C:\\b.txt']
    """
    if path.startswith((_ANY_LENGTH, "\\\\.\\")):
        return path
    path = ntpath.normpath(path)
    return _SHARE + path[2:] if path.startswith("\\\\") else _ANY_LENGTH + path


def plain(path: str) -> str:
    """Give a path as people know it."""
    return shortened(path) if os.name == "nt" else path


def shortened(path: str) -> str:
    r"""Give a Windows path its usual form.

    >>> [shortened(path) for path in (r"\\?\C:\b.txt", r"\\?\UNC\server\share\a.txt", "/a/b")]
    ['C:\\b.txt', '\\\\server\\share\\a.txt', '/a/b']
    """
    if path.startswith(_SHARE):
        return "\\\\" + path[len(_SHARE) :]
    return path.removeprefix(_ANY_LENGTH)
