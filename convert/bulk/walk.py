"""Find the files of the inputs: folders walked in the order of names, patterns expanded, archives looked into.

Links are followed where a person named them, and inside a folder where they lead to a file of the same folder. Every
other link, and whatever cannot be read, comes out as a Found with its error; what is left out is counted. What earlier
runs wrote into folders below, as their ledgers there say, is left out too.
"""

from __future__ import annotations

import glob
import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from convert.bulk import cloud
from convert.bulk.archives import MAX_FETCHED, members
from convert.bulk.found import Choice, Found, is_archive, is_lock
from convert.bulk.ledger import FOLDER, outputs_in
from convert.errors import BadLink, ConvertError, MissingHelper, Unreadable, unreadable
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
        self._written_before: set[str] = set()
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
            elif is_lock(os.path.basename(path)):
                self.skipped["lock"] += 1
            else:
                yield from self._file(path, os.path.basename(path))

    def _far_away(self, url: str) -> Iterator[Found]:
        try:
            for found in cloud.find(url, self._choice, self.skipped):
                yield from self._archive_far_away(found) if is_archive(found.tree) else [found]
        except MissingHelper:
            raise
        except ConvertError as error:
            yield _refused(url, url.rstrip("/").rpartition("/")[2], error)

    def _archive_far_away(self, archive: Found) -> Iterator[Found]:
        try:
            with cloud.at_hand(archive.source, MAX_FETCHED) as path:
                yield from self._members(archive, path)
        except ConvertError as error:
            yield _refused(archive.source, archive.tree, error)

    def _pattern(self, text: str) -> Iterator[Found]:
        head = Path(text)
        while glob.has_magic(str(head)):
            head = head.parent
        base = str(absolute(os.path.abspath(head)))
        real_base, some = os.path.realpath(base), False
        for path in _matching(base, Path(text).relative_to(head).parts):
            some = True
            tree = _tree(path, base)
            if reason := self._own(path) or self._choice.why_not(tree):
                self.skipped[reason] += 1
            elif not _is_below(os.path.realpath(os.path.dirname(path)), real_base):
                yield _refused(path, tree, BadLink(reason="it leads out of the folder"))
            else:
                yield from self._linked(path, tree, real_base)
        if not some:
            error = Unreadable("No file matches this pattern.", "Check the name and the folder.")
            yield _refused(os.path.abspath(text), os.path.basename(text), error)

    def _folder(self, root: str) -> Iterator[Found]:
        real_root = os.path.realpath(root)
        above = f"{os.path.basename(root)}/" if self._named_folders else ""
        waiting = [root]
        while waiting:
            folder = waiting.pop()
            try:
                with os.scandir(folder) as entries:
                    listed = sorted(entries, key=lambda entry: entry.name)
            except OSError as error:
                yield _refused(folder, _tree(folder, os.path.dirname(root) if above else root), unreadable(error))
                continue
            below: list[str] = []
            if folder != root and any(entry.name == FOLDER for entry in listed):
                self._written_before.update(outputs_in(folder))
            for entry in listed:
                tree = _tree(entry.path, root)
                try:
                    is_folder = entry.is_dir(follow_symlinks=False)
                except OSError:
                    is_folder = False
                if not is_folder:
                    yield from self._entry(entry, tree, above + tree, real_root)
                elif entry.name.startswith("."):
                    self.skipped["hidden-folder"] += 1
                elif self._choice.leaves_out_folder(tree):
                    self.skipped["excluded"] += 1
                elif self._out and os.path.realpath(entry.path) == self._out != real_root:
                    self.skipped["own"] += 1
                else:
                    below.append(entry.path)
            waiting += reversed(below)

    def _entry(self, entry: os.DirEntry[str], tree: str, place: str, real_root: str) -> Iterator[Found]:
        if entry.is_symlink() and os.path.isdir(entry.path):
            yield from self._linked_folder(entry.path, place, real_root)
        elif reason := self._own(entry.path) or self._choice.why_not(tree) or _hidden(entry):
            self.skipped[reason] += 1
        else:
            yield from self._linked(entry.path, place, real_root)

    def _linked(self, path: str, tree: str, real_root: str) -> Iterator[Found]:
        """Yield a file that may be a link: to a file below the same root, or refused."""
        real = os.path.realpath(path) if os.path.islink(path) else path
        if real != path and not os.path.exists(real):
            yield _refused(path, tree, BadLink(reason="it leads nowhere"))
        elif real != path and not _is_below(real, real_root):
            yield _refused(path, tree, BadLink(reason="it leads out of the folder"))
        else:
            yield from self._file(path, tree)

    def _linked_folder(self, path: str, tree: str, real_root: str) -> Iterator[Found]:
        """Refuse a link to a folder; one that is walked under its own name anyway is only counted."""
        real = os.path.realpath(path)
        if _is_below(os.path.realpath(os.path.dirname(path)), real):
            yield _refused(path, tree, BadLink(reason="it leads around in a circle"))
        elif _is_below(real, real_root):
            self.skipped["link"] += 1
        else:
            yield _refused(path, tree, BadLink(reason="it leads out of the folder"))

    def _file(self, path: str, tree: str) -> Iterator[Found]:
        try:
            seen = os.stat(path)
        except OSError as error:
            yield _refused(path, tree, unreadable(error))
            return
        found = Found(path, "", tree, seen.st_size, seen.st_mtime_ns)
        if not stat.S_ISREG(seen.st_mode):
            self.skipped["special"] += 1
        elif is_archive(path) and self._opens(path):
            yield from self._members(found, Path(path))
        else:
            yield found

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
            yield _refused(archive.source, archive.tree, error)

    def _wanted(self, name: str) -> bool:
        reason = self._choice.why_not(name)
        if reason:
            self.skipped[reason] += 1
        return not reason

    def _own(self, path: str) -> str:
        return "own" if path in self._written_before or (self._out and self._is_own(path)) else ""


def _matching(base: str, pattern: Sequence[str]) -> Iterator[str]:
    """Yield in order what is no folder and fits a pattern, given by its parts; `**` follows no link to a folder."""
    parts = [part if part == "**" else re.sub(r"\*+", "*", part) for part in (*pattern, *pattern[-1:])]
    if parts[-1] == "**":
        parts[-1] = "*"
    else:
        del parts[-1]
    for path in sorted(Path(base).glob("/".join(parts))):
        if path.is_symlink() or not path.is_dir():
            yield str(path)


def _refused(path: str, tree: str, error: ConvertError) -> Found:
    return Found(path, "", tree, 0, 0, error)


def _tree(path: str, root: str) -> str:
    return os.path.relpath(path, root).replace(os.sep, "/") if path != root else os.path.basename(root)


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _hidden(entry: os.DirEntry[str]) -> str:
    if os.name != "nt":
        return ""
    try:
        return "hidden" if getattr(entry.stat(), "st_file_attributes", 0) & _HIDDEN else ""
    except OSError:
        return ""
