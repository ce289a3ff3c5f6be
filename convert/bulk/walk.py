"""Find the files of the inputs: folders walked in the order of names, patterns expanded, archives looked into.

Links are followed where a person named them, and inside a folder where they lead to a file of the same folder. Every
other link, and whatever cannot be read, comes out as a Found with its error; what is left out is counted.
"""

from __future__ import annotations

import glob
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from convert.bulk import cloud
from convert.bulk.archives import MAX_FETCHED, members
from convert.bulk.found import Choice, Found, is_archive
from convert.errors import BadLink, ConvertError, MissingHelper, Unreadable
from convert.long_paths import absolute, plain

_HIDDEN = 2
"""FILE_ATTRIBUTE_HIDDEN of Windows."""


class Walk:
    """One walk over the inputs; `skipped` counts what was left out, by reason."""

    def __init__(
        self,
        choice: Choice,
        out: str,
        is_own: Callable[[str], bool],
        named: bool = False,
        opens: Callable[[str], bool] = lambda _: True,
    ) -> None:
        """out: the output folder, real path, or empty; is_own: whether a path below it was written by this program.

        named: the places of a folder's files begin with its name; opens: whether to look into an archive, which is
        given as a plain file where not.
        """
        self._named_folders, self._opens = named, opens
        self.skipped: Counter[str] = Counter()
        self._choice, self._out, self._is_own = choice, out, is_own

    def find(self, inputs: Sequence[str]) -> Iterator[Found]:
        """Yield what to convert, each with its place below the output folder."""
        for text in map(plain, inputs):
            if cloud.is_url(text):
                yield from self._far_away(text)
                continue
            path = str(absolute(os.path.abspath(text)))
            if os.path.isdir(path):
                yield from self._folder(path)
            elif not os.path.lexists(path) and glob.has_magic(text):
                yield from self._pattern(text)
            else:
                yield from self._named(path)

    def _far_away(self, url: str) -> Iterator[Found]:
        try:
            for found in cloud.find(url, self._choice, self.skipped):
                yield from self._archive_far_away(found) if is_archive(found.tree) else [found]
        except MissingHelper:
            raise
        except ConvertError as error:
            yield Found(url, "", url.rstrip("/").rpartition("/")[2], 0, 0, error)

    def _archive_far_away(self, archive: Found) -> Iterator[Found]:
        try:
            with cloud.at_hand(archive.source, MAX_FETCHED) as path:
                yield from self._members(archive, path)
        except ConvertError as error:
            yield archive._replace(size=0, mtime=0, error=error)

    def _named(self, path: str) -> Iterator[Found]:
        yield from self._file(path, os.path.basename(path), os.path.basename(path))

    def _pattern(self, text: str) -> Iterator[Found]:
        matches = sorted(glob.glob(text, recursive=True))
        head = Path(text)
        while glob.has_magic(str(head)):
            head = head.parent
        base = str(absolute(os.path.abspath(head)))
        some = False
        for match in matches:
            path = str(absolute(os.path.abspath(match)))
            if os.path.isdir(path) and not os.path.islink(path):
                continue
            some = True
            if not (reason := self._own(path) or self._choice.why_not(_tree(path, base))):
                yield from self._linked(path, _tree(path, base), os.path.realpath(base))
            elif is_archive(path) and reason == "other":
                yield from self._archive(path, _tree(path, base))
            else:
                self.skipped[reason] += 1
        if not some:
            error = Unreadable("No file matches this pattern.", "Check the name and the folder.")
            yield Found(os.path.abspath(text), "", os.path.basename(text), 0, 0, error)

    def _folder(self, root: str) -> Iterator[Found]:
        real_root = os.path.realpath(root)
        base = os.path.dirname(root) if self._named_folders else root
        waiting = [root]
        while waiting:
            folder = waiting.pop()
            try:
                with os.scandir(folder) as entries:
                    listed = sorted(entries, key=lambda entry: entry.name)
            except OSError as error:
                yield Found(folder, "", _tree(folder, base), 0, 0, _unreadable(error))
                continue
            below: list[str] = []
            for entry in listed:
                tree = _tree(entry.path, base)
                try:
                    is_folder = entry.is_dir(follow_symlinks=False)
                except OSError:
                    is_folder = False
                if is_folder:
                    if entry.name.startswith("."):
                        self.skipped["hidden-folder"] += 1
                    elif self._choice.leaves_out_folder(tree):
                        self.skipped["excluded"] += 1
                    elif self._out and os.path.realpath(entry.path) == self._out != real_root:
                        self.skipped["own"] += 1
                    else:
                        below.append(entry.path)
                else:
                    yield from self._entry(entry, tree, real_root)
            waiting += reversed(below)

    def _entry(self, entry: os.DirEntry[str], tree: str, real_root: str) -> Iterator[Found]:
        reason = self._own(entry.path) or self._choice.why_not(tree)
        if entry.is_symlink():
            if os.path.isdir(entry.path):
                yield from self._linked_folder(entry.path, tree, real_root)
            elif reason:
                self.skipped[reason] += 1
            else:
                yield from self._linked(entry.path, tree, real_root)
        elif is_archive(entry.name) and reason in ("", "other", "not-included"):
            yield from self._archive(entry.path, tree)
        elif reason or _is_hidden(entry):
            self.skipped[reason or "hidden"] += 1
        else:
            yield from self._file(entry.path, tree, entry.name)

    def _linked(self, path: str, tree: str, real_root: str) -> Iterator[Found]:
        """Yield a file that may be a link: to a file below the same root, or refused."""
        if os.path.islink(path):
            real = os.path.realpath(path)
            if not os.path.exists(real):
                yield Found(path, "", tree, 0, 0, BadLink(reason="it leads nowhere"))
                return
            if not _is_below(real, real_root):
                yield Found(path, "", tree, 0, 0, BadLink(reason="it leads out of the folder"))
                return
        yield from self._file(path, tree, os.path.basename(path))

    def _linked_folder(self, path: str, tree: str, real_root: str) -> Iterator[Found]:
        """Refuse a link to a folder; one that is walked under its own name anyway is only counted."""
        real = os.path.realpath(path)
        if _is_below(os.path.realpath(os.path.dirname(path)), real):
            yield Found(path, "", tree, 0, 0, BadLink(reason="it leads around in a circle"))
        elif _is_below(real, real_root):
            self.skipped["link"] += 1
        else:
            yield Found(path, "", tree, 0, 0, BadLink(reason="it leads out of the folder"))

    def _file(self, path: str, tree: str, name: str) -> Iterator[Found]:
        if is_archive(name):
            yield from self._archive(path, tree)
            return
        try:
            found = os.stat(path)
        except OSError as error:
            yield Found(path, "", tree, 0, 0, _unreadable(error))
            return
        if stat.S_ISREG(found.st_mode):
            yield Found(path, "", tree, found.st_size, found.st_mtime_ns)
        else:
            self.skipped["special"] += 1

    def _archive(self, path: str, tree: str) -> Iterator[Found]:
        try:
            seen = os.stat(path)
        except OSError as error:
            yield Found(path, "", tree, 0, 0, _unreadable(error))
            return
        archive = Found(path, "", tree, seen.st_size, seen.st_mtime_ns)
        if not stat.S_ISREG(seen.st_mode):
            self.skipped["special"] += 1
        elif self._opens(path):
            yield from self._members(archive, Path(path))
        else:
            yield archive

    def _members(self, archive: Found, path: Path) -> Iterator[Found]:
        """Yield the members of an archive that is, or is copied, on this machine."""
        seen: Counter[str] = Counter()
        try:
            for member in members(path, self._wanted):
                seen[member.name] += 1
                error, name = member.error, member.name
                if seen[name] > 1:
                    error = Unreadable("The archive holds several files of this name; the first is converted.")
                    name += f"#{seen[name]}"
                yield Found(archive.source, name, f"{archive.tree}/{name}", member.size, archive.mtime, error)
        except ConvertError as error:
            yield archive._replace(size=0, mtime=0, error=error)
        except OSError as error:
            yield archive._replace(size=0, mtime=0, error=_unreadable(error))

    def _wanted(self, name: str) -> bool:
        parts = name.split("/")
        hidden = (part == "__MACOSX" or (part[:1] == "." and part != "..") for part in parts[:-1])
        reason = "hidden" if any(hidden) else ""
        reason = reason or self._choice.why_not(name)
        if reason:
            self.skipped[reason] += 1
        return not reason

    def _own(self, path: str) -> str:
        return "own" if self._out and self._is_own(path) else ""


def _tree(path: str, root: str) -> str:
    return os.path.relpath(path, root).replace(os.sep, "/") if path != root else os.path.basename(root)


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _is_hidden(entry: os.DirEntry[str]) -> bool:
    try:
        return bool(getattr(entry.stat(), "st_file_attributes", 0) & _HIDDEN)
    except OSError:
        return False


def _unreadable(error: OSError) -> ConvertError:
    if isinstance(error, FileNotFoundError):
        return Unreadable("There is no such file.", "Check the name and the folder.")
    if isinstance(error, PermissionError):
        return Unreadable("The file may not be read.", "Ask its owner for the right to read it.")
    return Unreadable("The file cannot be opened: {reason}.", reason=error.strerror or str(error))
