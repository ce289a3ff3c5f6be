"""Put icons to drop files on where a desktop looks for them, and take them away again.

What was put is listed in a file of our own, so that undoing takes away that and nothing else, and installing over an
older version leaves nothing of it behind. A file that somebody changed since is left where it is, and named.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from convert.errors import UnwritableOutput, unwritable

SYSTEMS = {"win32": "windows", "darwin": "macos"}
"""Python's names of systems → the module that knows their desktops; all others have the Linux ones."""


class Home(NamedTuple):
    """Where a user's desktop keeps things. config and data: this program's own folders."""

    home: Path
    desktop: Path
    config: Path
    data: Path


class Wish(NamedTuple):
    """What an icon is to do. python: the interpreter that runs this program; target: docx or xlsx."""

    python: str
    target: str
    language: str

    @property
    def name(self) -> str:
        return "转换为规范文档" if self.language == "zh" else "Convert documents"


class Piece(NamedTuple):
    """A file to put somewhere. mode: its permissions, where the system has such; settle: done once it is there."""

    path: Path
    content: bytes
    mode: int = 0o644
    settle: Callable[[], None] = lambda: None


class Bundle(NamedTuple):
    """A folder that the desktop shows as one thing, made by a program of the system where there is that program."""

    path: Path
    make: Callable[[], None]


class Change(NamedTuple):
    """What installing or undoing did. kept: files that were changed by somebody else, and so left alone."""

    written: tuple[Path, ...]
    removed: tuple[Path, ...]
    kept: tuple[Path, ...]


class Shared(NamedTuple):
    """A file that belongs to another program and holds an entry of ours. edit: the new content from the old.

    old None: there is no such file; new None: there is to be none.
    """

    path: Path
    edit: Callable[[bytes | None, Wish | None], bytes | None]


def find_home() -> Home:
    """Find the folders of the user that runs this, on this system."""
    return import_module(f"convert.desktop.{system()}").find_home()  # type: ignore[no-any-return]


def system() -> str:
    """Name the module of this system."""
    return SYSTEMS.get(sys.platform, "linux")


def install(home: Home, wish: Wish, name: str) -> Change:
    """Put the icons of a system where its desktop finds them. Raises UnwritableOutput."""
    module = import_module(f"convert.desktop.{name}")
    pieces: list[Piece | Bundle] = module.pieces(home, wish)
    files: dict[str, str] = {}
    try:
        old = _listed(home)
        new = {str(piece.path) for piece in pieces}
        removed, kept = _remove({path: digest for path, digest in old.items() if path not in new})
        for piece in pieces:
            if _is_foreign(piece.path, old.get(str(piece.path))):
                kept.append(piece.path)
                continue
            if isinstance(piece, Bundle):
                shutil.rmtree(piece.path, ignore_errors=True)
                piece.make()
            else:
                _put(piece)
            if piece.path.exists():
                files[str(piece.path)] = _digest_of(piece.path)
        _write_list(home, files)
        for shared in module.shared(home):
            _edit(shared, wish)
    except OSError as error:
        raise unwritable(error) from None
    return Change(tuple(map(Path, files)), tuple(removed), tuple(kept))


def undo(home: Home, name: str) -> Change:
    """Take away what `install` put. Raises UnwritableOutput."""
    module = import_module(f"convert.desktop.{name}")
    try:
        for shared in module.shared(home):
            _edit(shared, None)
        removed, kept = _remove(_listed(home))
        _list_of(home).unlink(missing_ok=True)
        _prune([home.config, home.data])
    except OSError as error:
        raise unwritable(error) from None
    return Change((), tuple(removed), tuple(kept))


def _list_of(home: Home) -> Path:
    return home.config / "desktop.json"


def _listed(home: Home) -> dict[str, str]:
    """Read which files were put, and the digests of their contents."""
    try:
        data = json.loads(_list_of(home).read_text(encoding="utf-8"))
        return {str(path): str(digest) for path, digest in data["files"].items()}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UnwritableOutput(
            "The list of installed icons is damaged: {path}.", "Delete it and install again.", path=str(_list_of(home))
        ) from None


def _write_list(home: Home, files: dict[str, str]) -> None:
    text = json.dumps({"version": 1, "files": files}, ensure_ascii=False, indent=1) + "\n"
    _put(Piece(_list_of(home), text.encode("utf-8", "surrogateescape")))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _digest_of(path: Path) -> str:
    """Give the digest of a file, or of a folder: of the names and digests of all files in it."""
    if not path.is_dir():
        return _digest(path.read_bytes())
    files = sorted(file for file in path.rglob("*") if file.is_file())
    lines = (f"{file.relative_to(path).as_posix()} {_digest(file.read_bytes())}" for file in files)
    return _digest("\n".join(lines).encode("utf-8", "surrogateescape"))


def _is_foreign(path: Path, digest: str | None) -> bool:
    """Say whether something stands there that this program did not put there, or that was changed since."""
    return path.exists() and _digest_of(path) != digest


def _put(piece: Piece) -> None:
    """Write a file whole."""
    piece.path.parent.mkdir(parents=True, exist_ok=True)
    beside = piece.path.with_name(piece.path.name + ".new")
    beside.write_bytes(piece.content)
    beside.chmod(piece.mode)
    os.replace(beside, piece.path)
    piece.settle()


def _remove(files: dict[str, str]) -> tuple[list[Path], list[Path]]:
    removed, kept = [], []
    for name, digest in files.items():
        path = Path(name)
        if _is_foreign(path, digest):
            kept.append(path)
        elif path.exists():
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
            removed.append(path)
            _prune([path.parent])
    return removed, kept


def _prune(folders: Iterable[Path]) -> None:
    """Remove folders that are empty and bear this program's name: those that `install` made for itself."""
    for folder in folders:
        while folder.is_dir() and _is_own(folder) and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent


def _is_own(folder: Path) -> bool:
    names = ("转换为规范文档", "Convert documents")
    return folder.name == "convert" or any(name in part for part in folder.parts for name in names)


def _edit(shared: Shared, wish: Wish | None) -> None:
    old = shared.path.read_bytes() if shared.path.exists() else None
    new = shared.edit(old, wish)
    if new == old:
        return
    if new is None:
        shared.path.unlink()
    else:
        _put(Piece(shared.path, new))
