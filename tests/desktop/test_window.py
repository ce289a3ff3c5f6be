"""The window, on a virtual screen: the installed icon started as a desktop does it, with fifty mixed files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from convert import desktop
from convert.desktop import Home, Wish
from tests.commands import BROKEN_SUM, REPORT, SAMPLES
from tests.desktop.test_install import expand

pytestmark = [
    pytest.mark.skipif(shutil.which("Xvfb") is None, reason="a virtual screen is needed"),
    pytest.mark.skipif(sys.platform != "linux", reason="the desktops of Linux"),
]

ODD = (
    "年报 & (1)", "100%! ^", "it's; $HOME `x`", "-rf", " lead", "a,b=c", "平安 & 县（二）", 'say "hi"', "back\\slash",
    "a#b", "~tilde", "[x]*?", "new\nline", "{a} $b", "emoji 😀", "e\u0301", "--help", "%F %u", "'", "; exit",
    "bad\udcff",
)  # fmt: skip
KINDS = ("annual-report-2021.txt", "general.docx", "general.xlsx", "sum-does-not-hold.txt", "truncated.docx")
EYES = """
import json, os, sys
import convert.commands.drop as drop
drop.open_all = lambda paths: said["opened"].extend(map(str, paths))
from convert.commands.window import Window
said = {"opened": [], "working": []}
finish, lines = Window._finish, Window._show_lines
def show_lines(self, new):
    lines(self, new)
    said["working"].append(len(self._list.get_children()))
def end(self, *news):
    finish(self, *news)
    rows = [self._list.item(key) for key in self._list.get_children()]
    said["rows"] = [[row["text"], row["values"][0], str(row["values"][1])] for row in rows]
    said["summary"] = self._said.cget("text")
    said["note"] = self._note.cget("text")
    said["buttons"] = [str(button.cget("state")) for button in (self._result, self._report, self._shut)]
    self._root.update()
    said["width"] = self._root.winfo_width()
    def close():
        with open(os.environ["SAID"] + ".new", "w", encoding="utf-8", errors="replace") as file:
            json.dump(said, file)
        os.replace(os.environ["SAID"] + ".new", os.environ["SAID"])
        self._close()
    self._root.after(100, close)
Window._finish, Window._show_lines = end, show_lines
"""
"""Imported by the program when it starts: notes what the window shows, and closes it."""


@pytest.fixture(params=["96", "192"])
def screen(request: pytest.FixtureRequest) -> Iterator[tuple[str, int]]:
    """Give a display, of a plain screen and of one scaled to 200 %."""
    pytest.importorskip("tkinter")
    reading, writing = os.pipe()
    words = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1920x1200x24", "-noreset", "-dpi", str(request.param)]
    server = subprocess.Popen(words, stderr=subprocess.DEVNULL, pass_fds=[writing])
    os.close(writing)
    with open(reading, encoding="ascii") as told:
        number = told.readline().strip()
    yield f":{number}", int(request.param)
    server.terminate()
    server.wait()


def fifty(desk: Path) -> tuple[list[str], dict[str, int]]:
    """Put fifty files of all kinds on a desk, ten of them in a folder; give what to drop, and how many of each kind."""
    (desk / "子 文件夹").mkdir(parents=True)
    counts = dict.fromkeys(KINDS, 0)
    for number in range(50):
        kind = KINDS[number % len(KINDS)]
        counts[kind] += 1
        name = f"{ODD[number] if number < len(ODD) else f'文件 {number}'}{Path(kind).suffix}"
        content = (SAMPLES / kind).read_bytes()
        if kind.endswith(".txt"):
            content = content.replace("图书馆".encode(), f"图书馆{number}".encode())
        (desk / "子 文件夹" / name if number >= 40 else desk / name).write_bytes(content)
    return [str(path) for path in sorted(desk.iterdir())], counts


def test_the_installed_icon_converts_what_is_dropped_on_it_and_shows_each_file(
    screen: tuple[str, int], tmp_path: Path
) -> None:
    root = tmp_path / "us er$1%F"
    (root / "Desktop").mkdir(parents=True)
    home = Home(root, root / "Desktop", root / ".config" / "convert", root / ".local" / "share" / "convert")
    desktop.install(home, Wish(sys.executable, "xlsx", "zh"), "linux")
    (tmp_path / "eyes").mkdir()
    (tmp_path / "eyes" / "sitecustomize.py").write_text(EYES, encoding="utf-8")
    files, counts = fifty(tmp_path / "桌面")
    entry = home.desktop / "转换为规范文档.desktop"
    (line,) = (line for line in entry.read_text(encoding="utf-8").splitlines() if line.startswith("Exec="))
    paths = os.pathsep.join((str(tmp_path / "eyes"), str(SAMPLES.parent)))
    env = {"HOME": str(root), "DISPLAY": screen[0], "PATH": os.environ["PATH"], "PYTHONPATH": paths}
    env |= {"SAID": str(tmp_path / "said.json"), "LANG": "zh_CN.UTF-8"}
    done = subprocess.run(
        expand(line, files), env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=300, check=False
    )
    assert (done.returncode, (tmp_path / "said.json").is_file()) == (1, True), done.stderr.decode()
    said = json.loads((tmp_path / "said.json").read_text(encoding="utf-8"))
    assert len(said["rows"]) == 50
    states = [state for _, state, _ in said["rows"]]
    assert states == sorted(states, key=["失败", "需查看", "无问题"].index)
    failed, look = counts["truncated.docx"], states.count("需查看")
    assert states.count("失败") == failed == 10
    assert look >= counts["sum-does-not-hold.txt"]
    assert said["summary"].splitlines()[0] == f"无问题：{50 - failed - look} 个"
    assert said["summary"].splitlines()[1].startswith(f"需要查看：{look} 个，见 ")
    assert said["summary"].splitlines()[2].startswith(f"失败：{failed} 个；{failed} 个：文件已损坏")
    assert {"new line.xlsx", "bad?.txt"} <= {name for name, _, _ in said["rows"]}
    assert said["note"].startswith(said["rows"][0][0])
    assert said["buttons"] == ["normal", "normal", "normal"]
    assert said["working"][0] == 50
    assert abs(said["width"] - 820 * screen[1] / 96) < 40
    out = tmp_path / "桌面" / "已转换"
    assert said["opened"] == [str(out / "report.html")]
    made = {path.relative_to(out) for path in out.rglob("*.xlsx")}
    assert len(made) == 50 - failed + 1
    assert Path("子 文件夹/文件 42.xlsx") in made


@pytest.mark.parametrize("words", [(), ("--from-cmd",)])
def test_an_icon_that_is_double_clicked_asks_for_files(
    screen: tuple[str, int], tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "eyes").mkdir()
    choice = (
        f"from tkinter import filedialog\nfiledialog.askopenfilenames = lambda **_: [{str(tmp_path / 'a b.txt')!r}]\n"
    )
    (tmp_path / "eyes" / "sitecustomize.py").write_text(f"{EYES}\n{choice}", encoding="utf-8")
    (tmp_path / "a b.txt").write_bytes(REPORT.read_bytes())
    paths = os.pathsep.join((str(tmp_path / "eyes"), str(SAMPLES.parent)))
    env = {**os.environ, "DISPLAY": screen[0], "PYTHONPATH": paths, "SAID": str(tmp_path / "said.json")}
    command = [sys.executable, "-m", "convert", "drop", "--lang", "zh", *words]
    done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "已转换" / "a b.xlsx").is_file()


@pytest.mark.skipif(shutil.which("gio") is None, reason="gio is not here")
def test_gio_starts_the_icon_as_a_desktop_does(screen: tuple[str, int], tmp_path: Path) -> None:
    (tmp_path / "Desktop").mkdir()
    home = Home(tmp_path, tmp_path / "Desktop", tmp_path / "config" / "convert", tmp_path / "data" / "convert")
    desktop.install(home, Wish(sys.executable, "docx", "en"), "linux")
    (tmp_path / "eyes").mkdir()
    (tmp_path / "eyes" / "sitecustomize.py").write_text(EYES, encoding="utf-8")
    files = [tmp_path / "年报 & (1) 100%.txt", tmp_path / "it's $HOME.txt"]
    files[0].write_bytes(REPORT.read_bytes())
    files[1].write_bytes(BROKEN_SUM.read_bytes())
    paths = os.pathsep.join((str(tmp_path / "eyes"), str(SAMPLES.parent)))
    env = {**os.environ, "DISPLAY": screen[0], "PYTHONPATH": paths, "SAID": str(tmp_path / "said.json")}
    words = ["gio", "launch", str(home.desktop / "Convert documents.desktop"), *map(str, files)]
    subprocess.run(words, env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=300, check=False)
    said = json.loads((tmp_path / "said.json").read_text(encoding="utf-8"))
    assert [row[:2] for row in said["rows"]] == [["it's $HOME.txt", "to look at"], ["年报 & (1) 100%.txt", "clean"]]
    assert (tmp_path / "converted" / "年报 & (1) 100%.docx").is_file()
