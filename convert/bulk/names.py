"""Which names a place can hold, and which it takes for the same."""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from pathlib import Path

from convert.errors import BadName

_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f]')


class Holder:
    """What the file system of a folder can hold. The folder need not exist: then its nearest ancestor is asked."""

    def __init__(self, folder: Path) -> None:
        there = next(path for path in (folder, *folder.parents) if path.exists())
        self._windows = sys.platform == "win32"
        self._name_max, self._path_max = 255, 32_000 if self._windows else 4096
        if not self._windows:
            self._name_max = _limit(there, "PC_NAME_MAX", 255)
            self._path_max = _limit(there, "PC_PATH_MAX", 4096)
        self._prefix = len(os.fsencode(folder.absolute())) + 1
        self.folds_case = folds_case(there)

    def why_not(self, tree: str) -> BadName | None:
        """Say why the folder cannot hold a file of this relative path (with `/`); None if it can."""
        if self._prefix + len(os.fsencode(tree)) >= self._path_max:
            return BadName(reason="the path is too long")
        for part in tree.split("/"):
            if self._windows and (_FORBIDDEN.search(part) or _RESERVED.fullmatch(part) or part[-1:] in (".", " ")):
                return BadName(reason="the name is not allowed on this system")
            length = len(part.encode("utf-16-le", "surrogatepass")) // 2 if self._windows else len(os.fsencode(part))
            if length > self._name_max:
                return BadName(reason="the name is too long")
        return None

    def key(self, tree: str) -> str:
        """Give what is equal for two names exactly where they would be one file here."""
        return unicodedata.normalize("NFC", tree).casefold() if self.folds_case else tree


def _limit(folder: Path, name: str, otherwise: int) -> int:
    try:
        return os.pathconf(folder, name) or otherwise
    except (OSError, ValueError):
        return otherwise


def folds_case(folder: Path) -> bool:
    """Say whether a folder takes names that differ in upper and lower case for one; asks without writing anything."""
    for path in (folder, *folder.absolute().parents):
        other = path.name.swapcase()
        if other != path.name:
            try:
                return path.with_name(other).samefile(path)
            except OSError:
                return False
    return sys.platform in ("win32", "darwin")
