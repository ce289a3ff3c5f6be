"""Windows: a command file on the desktop that takes dropped files, and a shortcut in the Send-to menu.

Explorer starts a command file as `cmd.exe /c ""FILE" "C:\\a b.docx" C:\\c&d.docx"`, with quotes only around names that
hold a blank, so that the command line is parsed at & and ^ before the file sees it. So the file takes nothing from
its arguments: it hands over the whole line, which delayed expansion does not parse again, in a variable, and ends
with `exit`, so that what stands behind a & is never run. `convert drop --from-cmd` takes it apart (`split_line`).

cmd.exe takes 8,191 characters; the shortcut starts Python itself, which takes 32,767. Neither is enough for any number
of files: a folder is. Explorer does not hand over files whose own path is longer than 260 characters; below a folder
they are found (`convert.long_paths`).
"""

from __future__ import annotations

import os
import re
from pathlib import Path, PureWindowsPath

from convert.desktop import Bundle, Home, Piece, Shared, Wish
from convert.desktop.shortcut import shortcut
from convert.errors import BadUsage

VARIABLE = "CONVERT_DROPPED"
"""The environment variable that holds the command line."""
LONGEST_LINE = 8_191
"""Characters of a command line that cmd.exe takes (Microsoft's KB 830473)."""
_GONE = {
    "zh": "转换程序所用的 Python 已不在。请重新安装转换程序，然后运行 convert desktop install。",
    "en": "The Python that ran the converter is gone. Install the converter anew, then run convert desktop install.",
}
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
    found = [Piece(home.config.parent / "Microsoft" / "Windows" / "SendTo" / f"{wish.name}.lnk", link)]
    if home.desktop.is_dir():
        found.append(Piece(home.desktop / f"{wish.name}.cmd", command_file(wish).encode("utf-8")))
    return found


def _without_console(python: str) -> str:
    """Give the interpreter beside this one that opens no black window."""
    path = PureWindowsPath(python)
    return str(path.with_name("pythonw.exe")) if path.name.lower() == "python.exe" else python


def shared(home: Home) -> list[Shared]:
    """Give the files of other programs that hold an entry of ours: none."""
    return []


def bundles(home: Home, wish: Wish) -> list[Bundle]:
    """Give the folders to have made: none."""
    return []


def finish(home: Home, wish: Wish) -> None:
    """Do nothing more."""


def command_file(wish: Wish) -> str:
    """Give the command file: UTF-8 without a mark, lines that end in CR LF."""
    python = wish.python.replace("%", "%%")
    lines = (
        "@echo off",
        "chcp 65001 >nul",
        "setlocal EnableExtensions DisableDelayedExpansion",
        f'set "PYTHON={python}"',
        "setlocal EnableDelayedExpansion",
        f'set "{VARIABLE}=!cmdcmdline!"',
        'if not exist "!PYTHON!" goto gone',
        f'"!PYTHON!" -P -m convert drop --to {wish.target} --lang {wish.language} --from-cmd',
        "exit",
        ":gone",
        f"echo {_GONE[wish.language]}",
        "echo !PYTHON!",
        "pause",
        "exit",
    )
    return "\r\n".join(lines) + "\r\n"


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
