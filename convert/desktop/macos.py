"""macOS: an app on the desktop to drop files on, a quick action for the Finder, and a command file to double-click.

The app is an AppleScript droplet: macOS hands dropped files to an app as Apple events, which only a compiled script
takes. `osacompile`, a part of every macOS, makes it; nothing of Xcode is needed. The quick action and the command file
are plain files.
"""

from __future__ import annotations

import contextlib
import plistlib
import subprocess
from pathlib import Path
from shlex import quote
from typing import Any

from convert.desktop import Bundle, Home, Piece, Shared, Wish
from convert.desktop.shell import launcher

_TELL = """\
osascript -e 'on run argv' -e 'display alert (item 1 of argv)' -e 'end run' "$text" && exit 5
"""

_ASK = {
    "zh": "请把文件拖到这个窗口，然后按回车：",
    "en": "Drag files into this window, then press Enter: ",
}


def find_home() -> Home:
    """Find the user's folders."""
    home = Path.home()
    own = home / "Library" / "Application Support" / "convert"
    return Home(home, home / "Desktop", own, own)


def pieces(home: Home, wish: Wish) -> list[Piece | Bundle]:
    """Give the files to put, and the app on the desktop."""
    start = home.data / "drop"
    service = home.home / "Library" / "Services" / f"{wish.name}.workflow" / "Contents"
    found: list[Piece | Bundle] = [
        Piece(start, launcher(wish, _TELL).encode("utf-8", "surrogateescape"), 0o755),
        Piece(home.data / "drop.applescript", droplet(start).encode("utf-8", "surrogateescape")),
        Piece(service / "Info.plist", plistlib.dumps(_service_info(wish))),
        Piece(service / "document.wflow", plistlib.dumps(_workflow(start))),
    ]
    if home.desktop.is_dir():
        text = command_file(start, wish).encode("utf-8", "surrogateescape")
        found.append(Piece(home.desktop / f"{wish.name}.command", text, 0o755))
        app = home.desktop / f"{wish.name}.app"
        found.append(Bundle(app, lambda: _compile(home.data / "drop.applescript", app)))
    return found


def shared(home: Home) -> list[Shared]:
    """Give the files of other programs that hold an entry of ours: none."""
    return []


def _compile(script: Path, app: Path) -> None:
    """Compile the app, where there is a macOS to do it."""
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(["osacompile", "-o", str(app), str(script)], capture_output=True, timeout=60, check=False)


def droplet(start: Path) -> str:
    """Give the AppleScript of the app: every dropped file becomes a quoted word of one command."""
    program = str(start).replace("\\", "\\\\").replace('"', '\\"')
    return (
        "on open droppedItems\n"
        f'  set commandLine to quoted form of "{program}"\n'
        "  repeat with droppedItem in droppedItems\n"
        '    set commandLine to commandLine & " " & quoted form of POSIX path of droppedItem\n'
        "  end repeat\n"
        '  do shell script commandLine & " >/dev/null 2>&1 &"\n'
        "end open\n\n"
        "on run\n"
        "  open (choose file with multiple selections allowed)\n"
        "end run\n"
    )


def command_file(start: Path, wish: Wish) -> str:
    ask = _ASK[wish.language]
    return f"""#!/bin/sh
if [ "$#" -eq 0 ]; then
  printf '%s' {quote(ask)}
  read -r line
  printf '%s\\n' "$line" | xargs {quote(str(start))}
else
  {quote(str(start))} "$@"
fi
printf '%s' '[Enter] '
read -r _
"""


def _service_info(wish: Wish) -> dict[str, Any]:
    return {
        "CFBundleName": wish.name,
        "CFBundleIdentifier": "convert.drop",
        "NSServices": [
            {
                "NSMenuItem": {"default": wish.name},
                "NSMessage": "runWorkflowAsService",
                "NSSendFileTypes": ["public.item"],
                "NSRequiredContext": {"NSApplicationIdentifier": "com.apple.finder"},
            }
        ],
    }


def _workflow(start: Path) -> dict[str, Any]:
    """Give an Automator document of one action: run a shell script with the files as arguments."""
    parameters = {
        "COMMAND_STRING": f'{quote(str(start))} "$@"',
        "CheckedForUserDefaultShell": True,
        "inputMethod": 1,
        "shell": "/bin/sh",
        "source": "",
    }
    action = {
        "AMAccepts": {"Container": "List", "Optional": True, "Types": ["com.apple.cocoa.path"]},
        "AMActionVersion": "2.0.3",
        "AMProvides": {"Container": "List", "Types": ["com.apple.cocoa.string"]},
        "ActionBundlePath": "/System/Library/Automator/Run Shell Script.action",
        "ActionName": "Run Shell Script",
        "ActionParameters": parameters,
        "BundleIdentifier": "com.apple.RunShellScript",
        "Class Name": "RunShellScriptAction",
    }
    return {
        "AMApplicationBuild": "521",
        "AMApplicationVersion": "2.10",
        "AMDocumentVersion": "2",
        "actions": [{"action": action, "isViewVisible": 1}],
        "connectors": {},
        "workflowMetaData": {
            "serviceInputTypeIdentifier": "com.apple.Automator.fileSystemObject",
            "serviceOutputTypeIdentifier": "com.apple.Automator.nothing",
            "workflowTypeIdentifier": "com.apple.Automator.servicesMenu",
        },
    }
