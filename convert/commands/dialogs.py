"""What a program says and asks that an icon has started, where nobody sees a terminal."""

from __future__ import annotations

import shutil
import subprocess
import sys

from convert.messages import translate


def choose_files(language: str) -> list[str]:
    """Let a person choose files; none where that is called off, or where there is no Tk."""
    try:
        from tkinter import Tk, filedialog

        root = Tk()
        root.withdraw()
        chosen = filedialog.askopenfilenames(parent=root, title=translate("Choose the files to convert", language))
        root.destroy()
    except Exception:
        return []
    return list(chosen)


def show_error(text: str) -> None:
    """Show what went wrong before there was a window, where there is a screen."""
    try:
        from tkinter import Tk, messagebox

        root = Tk()
        root.withdraw()
        messagebox.showerror("convert", text, parent=root)
        root.destroy()
    except Exception:
        show_plainly(text)


_PLAIN = (
    ("zenity", "--info", "--no-markup", "--text"),
    ("kdialog", "--msgbox"),
    ("osascript", "-e", "on run argv", "-e", "display alert (item 1 of argv)", "-e", "end run"),
    ("xmessage",),
    ("notify-send", "convert"),
)
"""Programs of Linux and macOS that show a text; the first that is there is taken."""


def show_plainly(text: str) -> None:
    """Show a text without Tk, since an icon starts this where nobody sees standard error."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, text, "convert", 0)
        return
    for words in _PLAIN:
        if shutil.which(words[0]):
            subprocess.run([*words, text], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            return
