"""Linux desktops: a launcher that any of them starts, and actions for Nautilus, Dolphin and Thunar.

Sources: the Desktop Entry Specification 1.4 (quoting of Exec), the XDG Base Directory Specification 0.8.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from convert.desktop import Home, Piece, Shared, Wish
from convert.desktop.shell import launcher

if TYPE_CHECKING:
    from lxml import etree

_TYPES = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/msword", "application/vnd.ms-excel", "application/pdf", "application/rtf",
    "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet",
    "text/plain", "text/csv", "text/html", "text/markdown", "application/json", "inode/directory",
)  # fmt: skip
_THUNAR_ID = "convert-drop-1"


def find_home() -> Home:
    """Find the user's folders as the XDG specifications say."""
    home = Path.home()
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return Home(home, _desktop(home, config), config / "convert", data / "convert")


def _desktop(home: Path, config: Path) -> Path:
    """Find the desktop folder, which bears another name in every language (xdg-user-dirs)."""
    try:
        lines = (config / "user-dirs.dirs").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    for line in lines:
        name, _, value = line.partition("=")
        if name.strip() == "XDG_DESKTOP_DIR":
            return Path(value.strip().strip('"').replace("$HOME", str(home)))
    return home / "Desktop"


def pieces(home: Home, wish: Wish) -> list[Piece]:
    """Give the files to put."""
    start = home.data / "drop"
    data = home.data.parent
    entry, service, script = (
        text.encode("utf-8", "surrogateescape") for text in (_entry(start), _service(start), _script(start))
    )
    found = [
        Piece(start, launcher(wish, _TELL).encode("utf-8", "surrogateescape"), 0o755),
        Piece(data / "applications" / "convert-drop.desktop", entry),
        Piece(data / "nautilus" / "scripts" / wish.name, script, 0o755),
        Piece(data / "kio" / "servicemenus" / "convert-drop.desktop", service, 0o755),
    ]
    if home.desktop.is_dir():
        icon = home.desktop / f"{wish.name}.desktop"
        found.append(Piece(icon, entry, 0o755, lambda: _trust(icon)))
    return found


def shared(home: Home) -> list[Shared]:
    """Give the files of other programs that hold an entry of ours."""
    start = home.data / "drop"
    return [Shared(home.config.parent / "Thunar" / "uca.xml", lambda old, wish: _with_action(old, wish, start))]


def _trust(icon: Path) -> None:
    """Let GNOME trust the icon, where there is a GNOME: it does not start one that nobody trusts."""
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        words = ["gio", "set", str(icon), "metadata::trusted", "true"]
        subprocess.run(words, capture_output=True, timeout=10, check=False)


_TELL = """\
for show in "zenity --error --text" "kdialog --error" "xmessage" "notify-send"; do
  command -v "${show%% *}" >/dev/null 2>&1 && { $show "$text"; exit 5; }
done
"""


def _script(start: Path) -> str:
    return f'#!/bin/sh\nexec {quote(str(start))} "$@"\n'


def exec_line(program: Path) -> str:
    """Word a program and the dropped files as Exec wants them: quoted, then escaped as a string, % doubled."""
    inside = "".join("\\" + char if char in '"`$\\' else char for char in str(program)).replace("%", "%%")
    return f'"{inside}"'.replace("\\", "\\\\") + " %F"


def _entry(start: Path) -> str:
    return (
        "[Desktop Entry]\nType=Application\nVersion=1.4\n"
        "Name=Convert documents\nName[zh]=转换为规范文档\n"
        "Comment=Drop files here: clean documents appear beside them\n"
        "Comment[zh]=把文件拖到这里，规范的文档会放在旁边\n"
        f"Exec={exec_line(start)}\nIcon=x-office-document\nTerminal=false\nNoDisplay=false\n"
        f"Categories=Office;\nMimeType={';'.join(_TYPES)};\n"
    )


def _service(start: Path) -> str:
    return (
        "[Desktop Entry]\nType=Service\nMimeType=application/octet-stream;inode/directory;\n"
        "X-KDE-ServiceTypes=KonqPopupMenu/Plugin\nActions=convertDrop\n\n"
        "[Desktop Action convertDrop]\nName=Convert documents\nName[zh_CN]=转换为规范文档\n"
        f"Icon=x-office-document\nExec={exec_line(start)}\n"
    )


def _with_action(old: bytes | None, wish: Wish | None, start: Path) -> bytes | None:
    """Put our action into Thunar's list of actions, or take it out. A list that is not well-formed is left alone."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)
    system = Path("/etc/xdg/Thunar/uca.xml")
    is_new = old is None
    if old is None:
        if wish is None:
            return None
        old = system.read_bytes() if system.exists() else b"<actions></actions>"
    try:
        root = etree.fromstring(old, parser)
    except etree.XMLSyntaxError:
        return None if is_new else old
    found = [action for action in root.findall("action") if action.findtext("unique-id") == _THUNAR_ID]
    if wish is None and not found:
        return old
    for action in found:
        root.remove(action)
    if wish is not None:
        root.append(_action(wish, start))
    elif not len(root):
        return None
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _action(wish: Wish, start: Path) -> etree._Element:
    from lxml import etree

    action = etree.Element("action")
    for name, text in (
        ("icon", "x-office-document"), ("name", wish.name), ("unique-id", _THUNAR_ID),
        ("command", f"{quote(str(start))} %F"), ("description", wish.name), ("patterns", "*"),
    ):  # fmt: skip
        etree.SubElement(action, name).text = text
    for name in ("directories", "audio-files", "image-files", "other-files", "text-files", "video-files"):
        etree.SubElement(action, name)
    return action
