"""A window for dropped files: progress, what became of each, and buttons that open results and reports.

Tk alone, which comes with Python; `convert drop` stays in the terminal where there is none. The engine works in a
thread of its own and tells the window through a queue, since Tk may only be touched by its own thread.
"""

from __future__ import annotations

import contextlib
import queue
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from convert.bulk.progress import Silence
from convert.bulk.report_rows import STATES, status_of
from convert.bulk.run import Standing
from convert.config import Drop
from convert.errors import ConvertError, Exit
from convert.messages import error_message, translate

_POLL = 100
"""Milliseconds between looks at the queue."""
COLUMNS = ("File", "State", "Note")
_MOST_ROWS = 5_000
"""Files that the list shows; the report has them all."""
_NEWS_SECONDS = 1.0
_ORDER = ("failed", "refused", "left", "look", "clean")
"""Those that need a person first."""
_FONTS = ("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei")
"""Where Tk asks fontconfig it takes any font that has Chinese, brush scripts too; on other systems it knows better."""


class Line(NamedTuple):
    """A file in the list. key: its place there; status: as `status_of` says; result: the output, where there is one."""

    key: str
    source: str
    status: str
    said: str
    result: Path | None


class _Teller(Silence):
    """Tells the window how a run into a folder goes."""

    def __init__(self, news: queue.Queue[Any], folder: Path, language: str) -> None:
        self._news, self._folder, self._language = news, folder, language
        self._next = 0.0

    def tick(self, standing: Standing) -> None:
        lines = []
        if time.monotonic() >= self._next:
            lines = lines_of(self._folder, self._language)
            self._next = time.monotonic() + _NEWS_SECONDS
        self._news.put((standing, lines))


def show(paths: Sequence[str], wish: Drop, language: str) -> int:
    """Convert in a window and give the exit code once it is closed; without Tk or a screen, in the terminal."""
    try:
        import tkinter

        _know_scaling()
        root = tkinter.Tk()
    except Exception:
        return _in_terminal(paths, wish, language)
    return Window(root, paths, wish, language).run()


def _in_terminal(paths: Sequence[str], wish: Drop, language: str) -> int:
    from convert.commands import say
    from convert.commands.dialogs import show_plainly
    from convert.commands.drop import convert_dropped, open_all, summary

    total = convert_dropped(paths, wish, language)
    for line in summary(total, language):
        say(line)
    show_plainly("\n".join(summary(total, language)))
    open_all(total.reports)
    return Exit.FAILED if total.failed else Exit.OK


def _know_scaling() -> None:
    """Let Windows draw sharp letters where the screen is scaled."""
    if sys.platform == "win32":
        import ctypes

        with contextlib.suppress(AttributeError, OSError):
            ctypes.windll.shcore.SetProcessDpiAwareness(1)


def _choose_font(root: Any) -> None:
    """Take a font that is easy to read on a screen, where there is one."""
    from tkinter import font

    if root.tk.call("tk", "windowingsystem") != "x11":
        return
    there = set(font.families(root))
    for family in (name for name in _FONTS if name in there):
        for name in ("TkDefaultFont", "TkTextFont", "TkHeadingFont"):
            font.nametofont(name, root=root).configure(family=family)
        return


class Window:
    """One window for one drop."""

    def __init__(self, root: Any, paths: Sequence[str], wish: Drop, language: str) -> None:
        from tkinter import ttk

        self._root, self._paths, self._wish, self._language = root, paths, wish, language
        self._news: queue.Queue[Any] = queue.Queue()
        self._code: int = Exit.INTERRUPTED
        self._lines: dict[str, Line] = {}
        self._reports: tuple[Path, ...] = ()
        scale = root.winfo_fpixels("1i") / 96
        root.title(self.words("Convert documents"))
        root.geometry(f"{round(820 * scale)}x{round(520 * scale)}")
        root.protocol("WM_DELETE_WINDOW", self._close)
        if language == "zh":
            _choose_font(root)
        ttk.Style(root).configure("Treeview", rowheight=round(24 * scale))
        pad = round(10 * scale)
        self._said = ttk.Label(root, text=self.words("Working…"), anchor="w", justify="left")
        self._said.pack(fill="x", padx=pad, pady=pad)
        self._bar = ttk.Progressbar(root, mode="determinate")
        self._bar.pack(fill="x", padx=pad)
        frame = ttk.Frame(root)
        frame.pack(fill="both", expand=True, padx=pad, pady=pad)
        self._list = ttk.Treeview(frame, columns=("state", "said"), selectmode="browse")
        for column, title, width in zip(("#0", "state", "said"), COLUMNS, (300, 90, 380), strict=True):
            self._list.heading(column, text=self.words(title))
            self._list.column(column, width=round(width * scale), stretch=column != "state")
        bar = ttk.Scrollbar(frame, orient="vertical", command=self._list.yview)
        self._list.configure(yscrollcommand=bar.set)
        bar.pack(side="right", fill="y")
        self._list.pack(side="left", fill="both", expand=True)
        self._list.bind("<Double-1>", lambda _: self._open_result())
        self._list.bind("<Return>", lambda _: self._open_result())
        self._list.bind("<<TreeviewSelect>>", lambda _: self._show_note())
        self._note = ttk.Label(root, anchor="nw", justify="left", wraplength=round(800 * scale))
        self._note.pack(fill="x", padx=pad, pady=(0, pad))
        row = ttk.Frame(root)
        row.pack(fill="x", padx=pad, pady=(0, pad))
        self._result = ttk.Button(row, text=self.words("Open result"), command=self._open_result, state="disabled")
        self._report = ttk.Button(row, text=self.words("Open report"), command=self._open_report, state="disabled")
        self._shut = ttk.Button(row, text=self.words("Close"), command=self._close)
        self._result.pack(side="left")
        self._report.pack(side="left", padx=pad)
        self._shut.pack(side="right")

    def run(self) -> int:
        """Work and show until the window is closed; give the exit code."""
        threading.Thread(target=self._work, daemon=True).start()
        self._root.after(_POLL, self._look)
        self._root.mainloop()
        return self._code

    def words(self, text: str) -> str:
        return translate(text, self._language)

    def _work(self) -> None:
        from convert.commands.drop import convert_dropped, summary

        try:
            total = convert_dropped(
                self._paths, self._wish, self._language, lambda out: _Teller(self._news, out, self._language)
            )
            lines = [line for folder in total.folders for line in lines_of(folder, self._language)]
            self._news.put((Exit.FAILED if total.failed else Exit.OK, summary(total, self._language), lines, total))
        except ConvertError as error:
            self._news.put((error.exit, (error_message(error, self._language),), [], None))
        except BaseException as error:
            self._news.put((Exit.BUG, (f"{type(error).__name__}: {error}",), [], None))

    def _look(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                news = self._news.get_nowait()
                if isinstance(news[0], Standing):
                    self._show_standing(news[0])
                    self._show_lines(news[1])
                else:
                    self._finish(*news)
        self._root.after(_POLL, self._look)

    def _show_standing(self, standing: Standing) -> None:
        done = standing.total - standing.left
        self._bar.configure(maximum=max(1, standing.total), value=done)
        names = ", ".join(Path(name).name for name, _ in standing.working[:2])
        text = self.words("{done} of {total}: {names}")
        self._said.configure(text=text.format(done=done, total=standing.total, names=names))

    def _finish(self, code: int, said: Sequence[str], lines: list[Line], total: Any) -> None:
        from convert.commands.drop import open_all

        self._code = code
        self._bar.configure(maximum=1, value=1)
        self._said.configure(text="\n".join(said))
        self._show_lines(lines)
        for at, line in enumerate(sorted(self._lines.values(), key=lambda line: _ORDER.index(line.status))):
            self._list.move(line.key, "", at)
        if self._lines and not self._list.selection():
            first = self._list.get_children()[0]
            self._list.focus_set()
            self._list.focus(first)
            self._list.selection_set(first)
        self._show_note()
        for key in self._list.selection():
            self._list.see(key)
        if total and total.folders:
            self._reports = total.reports
            self._report.configure(state="normal" if total.reports else "disabled")
            open_all(total.reports)

    def _show_lines(self, lines: list[Line]) -> None:
        """Put files into the list, or what is new of them."""
        for line in lines:
            known = self._lines.get(line.key)
            if known is None and len(self._lines) >= _MOST_ROWS:
                continue
            if known is None:
                self._list.insert("", "end", iid=line.key, text=line.source)
            if known != line:
                self._lines[line.key] = line
                self._list.item(line.key, values=(self.words(STATES[line.status]), line.said))
        if self._lines:
            self._result.configure(state="normal")
        self._show_note()

    def _show_note(self) -> None:
        """Show in full what is said of the chosen file, which a column may cut off."""
        chosen = [self._lines[key] for key in self._list.selection()]
        self._note.configure(text="\n".join(f"{line.source}: {line.said}" for line in chosen if line.said))

    def _open_result(self) -> None:
        from convert.commands.drop import open_all

        for key in self._list.selection():
            line = self._lines[key]
            if line.result and line.result.exists():
                open_all([line.result])

    def _open_report(self) -> None:
        from convert.commands.drop import open_all

        open_all(self._reports)

    def _close(self) -> None:
        self._root.destroy()


def _one_line(name: str) -> str:
    """Give a name as Tk can show it in a list: no line breaks, and a mark for what is no Unicode."""
    return " ".join(name.encode("utf-8", "replace").decode("utf-8").splitlines())


def lines_of(folder: Path, language: str) -> list[Line]:
    """Give what became of the files of the last run into a folder."""
    from convert.bulk import causes
    from convert.bulk.ledger import Ledger

    found = []
    with Ledger.existing(folder) as ledger:
        for row in ledger.rows("run = ?", (ledger.run,), limit=_MOST_ROWS):
            status = status_of(row)
            said = error_message(causes.load(row.error), language)
            if status == "look":
                said = translate("errors: {errors}, warnings: {warnings}", language).format(
                    errors=row.errors, warnings=row.warnings
                )
            result = folder / row.target if row.state == "done" else None
            found.append(Line(f"{row.id} {folder}", _one_line(row.tree), status, said, result))
    return found
