"""Windows: a shortcut on the desktop to drop files on, and the same in the Send-to menu.

Explorer puts what is dropped behind the words of a shortcut and starts Python itself, which takes 32,767 characters.
That is not enough for any number of files: a folder is. Files whose own path is longer than 260 characters are not
handed over; below a folder they are found (`convert.long_paths`).

A command file, such as `samples/convert-here.cmd`, is started as `cmd.exe /c ""FILE" "C:\\a b.docx" C:\\c&d.docx"`,
with quotes only around names that hold a blank, so that the command line is parsed at & and ^ before the file sees it.
So the file hands over the whole line, of 8,191 characters at most, in a variable, which `convert drop --from-cmd`
takes apart (`split_line`).
"""

from __future__ import annotations

import os
import re
from pathlib import Path, PureWindowsPath

from convert.desktop import Home, Piece, Shared, Wish
from convert.desktop.shortcut import shortcut
from convert.errors import BadUsage

VARIABLE = "CONVERT_DROPPED"
"""The environment variable that holds the command line."""
LONGEST_LINE = 8_191
"""Characters of a command line that cmd.exe takes (Microsoft's KB 830473)."""
_START = re.compile(r"(?:[A-Za-z]:[\\/]|\\\\)")


def find_home() -> Home:
    """Find the user's folders."""
    home = Path.home()
    roaming = Path(os.environ.get("APPDATA") or home / "AppData" / "Roaming")
    return Home(home, _desktop(home), roaming / "convert", roaming / "convert")


def _desktop(home: Path) -> Path:
    """Find the desktop folder, which a company's set-up may have moved, as to OneDrive."""
    try:
        import winreg

        key = winreg.OpenKey(  # type: ignore[attr-defined,unused-ignore]
            winreg.HKEY_CURRENT_USER,  # type: ignore[attr-defined,unused-ignore]
            r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders",
        )
        value, _ = winreg.QueryValueEx(key, "Desktop")  # type: ignore[attr-defined,unused-ignore]
        return Path(os.path.expandvars(value))
    except (ImportError, OSError):
        return home / "Desktop"


def pieces(home: Home, wish: Wish) -> list[Piece]:
    """Give the files to put."""
    words = f"-P -m convert drop --to {wish.target} --lang {wish.language} --"
    link = shortcut(_without_console(wish.python), words, wish.name)
    menu = home.config.parent / "Microsoft" / "Windows" / "SendTo"
    folders = [menu, home.desktop] if home.desktop.is_dir() else [menu]
    return [Piece(folder / f"{wish.name}.lnk", link) for folder in folders]


def _without_console(python: str) -> str:
    """Give the interpreter beside this one that opens no black window."""
    path = PureWindowsPath(python)
    return str(path.with_name("pythonw.exe")) if path.name.lower() == "python.exe" else python


def shared(home: Home) -> list[Shared]:
    """Give the files of other programs that hold an entry of ours: none."""
    return []


def split_line(line: str) -> list[str]:
    r"""Take the dropped paths out of the command line that cmd.exe was started with.

    Raises BadUsage where the line was cut off: not one of the files is converted then, rather than some of them.
    A quoted path ends at its quote. An unquoted one has no blank, so it ends at a blank before the next path.

    >>> split_line(r'C:\Windows\system32\cmd.exe /c ""C:\U\x.cmd" "D:\a b.docx" D:\c&d.docx D:\100%!^(1).txt"')
    ['D:\\a b.docx', 'D:\\c&d.docx', 'D:\\100%!^(1).txt']
    """
    _, found, rest = line.partition('/c "')
    if not found:
        return []
    if len(line) >= LONGEST_LINE - len(VARIABLE) - 1 or not rest.endswith('"'):
        raise BadUsage(
            "More files were dropped than Windows hands over at a time.",
            "Drop the folder that holds them, or send them with the menu Send to.",
        )
    rest = rest.removesuffix('"').lstrip()
    paths: list[str] = []
    while rest:
        if rest[0] == '"':
            path, _, rest = rest[1:].partition('"')
        else:
            path, _, rest = rest.partition(" ")
        if _START.match(path):
            paths.append(path)
        rest = rest.lstrip(" ")
    return paths[1:]
