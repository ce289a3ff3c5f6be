"""What a walk over the inputs gives: files to convert, and what stands in the way."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import NamedTuple

from convert.adapters import EXTENSIONS
from convert.errors import ConvertError

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")


class Found(NamedTuple):
    """A file to convert. source: its absolute path; member: its path in that archive, with `/`, or empty.

    tree: its path below the output folder, with `/` and the source's own ending; mtime: in nanoseconds;
    error: why it cannot be converted, where that is known already.
    """

    source: str
    member: str
    tree: str
    size: int
    mtime: int
    error: ConvertError | None = None


def is_archive(name: str) -> bool:
    return name.lower().endswith(ARCHIVES)


def is_lock(name: str) -> bool:
    """Say whether a file is one of those by which Office keeps others from a document that is open."""
    return name.startswith("~$")


class Choice(NamedTuple):
    """Which files of a folder are taken: by patterns such as `*.docx` or `2023/*`, upper and lower case alike.

    Without an include, a file is taken if its ending is one that is read. An archive is looked into in any case.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def why_not(self, tree: str) -> str:
        """Give the reason for leaving a file out, by its path below what was named; empty if it is taken."""
        *folders, name = tree.split("/")
        if is_lock(name):
            return "lock"
        if any(part == "__MACOSX" or (part[:1] == "." and part != "..") for part in (*folders, name)):
            return "hidden"
        if _matches(tree, self.exclude):
            return "excluded"
        if is_archive(name):
            return ""
        if self.include:
            return "" if _matches(tree, self.include) else "not-included"
        ending = "." + name.rpartition(".")[2].lower() if "." in name else ""
        return "" if ending in EXTENSIONS else "other"

    def leaves_out_folder(self, tree: str) -> bool:
        return _matches(tree, self.exclude) or _matches(tree + "/", self.exclude)


def _matches(tree: str, patterns: tuple[str, ...]) -> bool:
    path = tree.lower()
    name = path.rpartition("/")[2]
    return any(fnmatchcase(path, pattern.lower()) or fnmatchcase(name, pattern.lower()) for pattern in patterns)
