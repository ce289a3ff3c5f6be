"""A hot folder: each file is converted once, none is missed, whatever is done to the files or to the watch."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from convert.bulk import hot_folder
from convert.bulk.found import Choice
from convert.bulk.hot_folder import HotFolder
from convert.errors import Exit
from tests.bulk.folders import fill, left_over, outputs, rows, states, text
from tests.commands import SAMPLES, Command

SETTLE = 1.5
STARTED: list[subprocess.Popen[bytes]] = []
needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="killed with signals")


def start(folder: Path, *more: str) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "convert", "watch", "in", "-o", "out", "-t", "docx", "--lang", "en"]
    with open(folder / "said", "ab") as said:
        STARTED.append(subprocess.Popen([*words, f"--settle={SETTLE}", *more], cwd=folder, stderr=said))
    return STARTED[-1]


@pytest.fixture(autouse=True)
def leave_none_behind() -> Iterator[None]:
    """End every watch that a test has started, however the test ends."""
    yield
    while STARTED:
        watch = STARTED.pop()
        watch.kill()
        watch.wait()


def end(watch: subprocess.Popen[bytes], how: int = signal.SIGTERM) -> int:
    watch.send_signal(how)
    return watch.wait(60)


def until(what: Callable[[], Any], seconds: float = 60) -> None:
    last = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < last, "it did not happen in time"
        time.sleep(0.1)


def done(folder: Path) -> set[str]:
    try:
        return {tree for tree, state, _ in rows(folder / "out") if state == "done"}
    except sqlite3.OperationalError:
        return set()


class Feeder:
    """Puts files into a hot folder in every way that files come; `kept` are those that stay."""

    def __init__(self, folder: Path, count: int, seed: int) -> None:
        self.kept: set[str] = set()
        self._folder, self._rng = folder / "in", random.Random(seed)
        self._aside = folder / "aside"
        for name in ("in", "in/子 文件夹", "aside"):
            (folder / name).mkdir(exist_ok=True)
        self._numbers = range(count)

    def feed(self) -> None:
        ways = (self.at_once, self.slowly, self.renamed, self.moved_with_its_time, self.in_a_folder, self.deleted)
        with ThreadPoolExecutor(8) as pool:
            for number in self._numbers:
                pool.submit(ways[number % len(ways)], number).add_done_callback(lambda job: job.result())
                time.sleep(self._rng.uniform(0, 0.1))

    def at_once(self, number: int) -> None:
        self._keep(f"{number}.md").write_text(text(number), encoding="utf-8")

    def slowly(self, number: int) -> None:
        content = text(number).encode()
        with open(self._keep(f"慢 {number}.md"), "wb", buffering=0) as file:
            for at in range(0, len(content), 20):
                file.write(content[at : at + 20])
                time.sleep(0.1)

    def renamed(self, number: int) -> None:
        part = self._folder / f"{number}.md.part"
        part.write_text(text(number), encoding="utf-8")
        time.sleep(0.1)
        part.rename(self._keep(f"{number} & (1).md"))

    def moved_with_its_time(self, number: int) -> None:
        aside = self._aside / f"{number}.md"
        aside.write_text(text(number), encoding="utf-8")
        os.utime(aside, (1_000_000_000 + number, 1_000_000_000 + number))
        aside.rename(self._keep(f"{number}.md"))

    def in_a_folder(self, number: int) -> None:
        aside = self._aside / f"{number}.md"
        aside.write_text(text(number), encoding="utf-8")
        shutil.copy2(aside, self._keep(f"子 文件夹/{number}.md"))

    def deleted(self, number: int) -> None:
        path = self._folder / f"gone {number}.md"
        path.write_text(text(number) + "很长。\n" * 20_000, encoding="utf-8")
        time.sleep(SETTLE + self._rng.uniform(0, 4))
        path.unlink()

    def _keep(self, name: str) -> Path:
        self.kept.add(name)
        return self._folder / name


class Eye(threading.Thread):
    """Hashes the outputs again and again: each may ever have one content only."""

    def __init__(self, out: Path) -> None:
        super().__init__(daemon=True)
        self.seen: dict[str, set[str]] = {}
        self._out, self.over = out, threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.1):
            for name, content in outputs(self._out).items():
                if not name.startswith("report-"):
                    self.seen.setdefault(name, set()).add(content)


def feed_and_kill(folder: Path, count: int, kills: int, seed: int) -> None:
    """Feed a watch, kill it so many times, and see what has become of every file."""
    rng = random.Random(seed)
    feeder, eye = Feeder(folder, count, seed), Eye(folder / "out")
    eye.start()
    feeding = threading.Thread(target=feeder.feed)
    feeding.start()
    watch = start(folder, "-j", "2")
    for _ in range(kills):
        before = len(done(folder))
        until(lambda before=before: len(done(folder)) > before)
        time.sleep(rng.uniform(0, SETTLE))
        watch.kill()
        watch.wait()
        watch = start(folder, "-j", "2")
    feeding.join()
    until(lambda: feeder.kept <= done(folder), 300)
    until(lambda: (folder / "said").read_text(encoding="utf-8").count("Watching in;") == kills + 1)
    assert end(watch) == Exit.OK
    eye.over.set()
    eye.join()
    check(folder, feeder.kept, kills, eye)


def check(folder: Path, kept: set[str], kills: int, eye: Eye) -> None:
    tried = {tree: (state, attempts) for tree, state, attempts in rows(folder / "out", "tree, state, attempts")}
    assert {tree for tree in tried if not tree.startswith("gone")} == kept
    assert sum(attempts - 1 for tree, (_, attempts) in tried.items() if tree in kept) <= 2 * kills
    assert all(len(contents) == 1 for contents in eye.seen.values()), "an output was written twice"
    made = {name for name in outputs(folder / "out") if not name.startswith(("report-", "gone"))}
    assert made == {name.replace(".md", ".docx") for name in kept}
    for name in kept:
        number = "".join(filter(str.isdigit, name.replace("(1)", "")))
        paragraphs = docx.Document(str(folder / "out" / name.replace(".md", ".docx"))).paragraphs
        assert [line.text for line in paragraphs][-1] == "末段。"
        assert f"说明{number}。" in [line.text for line in paragraphs]
    assert left_over(folder / "out") == []
    reported: set[str] = set()
    for report in (folder / "out").glob("report-*.xlsx"):
        sheet = openpyxl.load_workbook(report, read_only=True).worksheets[0]
        reported |= {Path(str(line[0])).relative_to(folder / "in").as_posix() for line in list(sheet.values)[1:]}
    assert kept <= reported
    assert "Traceback" not in (folder / "said").read_text(encoding="utf-8")


@needs_signals
def test_files_that_come_in_every_way_are_converted_once_though_the_watch_is_killed_twice(tmp_path: Path) -> None:
    feed_and_kill(tmp_path, 36, 2, 1)


@needs_signals
@pytest.mark.soak
def test_a_thousand_files_are_converted_once_though_the_watch_is_killed_twice(tmp_path: Path) -> None:
    feed_and_kill(tmp_path, 1200, 2, 2)
    gone = {told for tree, told in states(tmp_path / "out").items() if tree.startswith("gone")}
    assert ("failed", "source-changed") in gone
    assert gone <= {("failed", "source-changed"), ("done", ""), ("waiting", "")}


@needs_signals
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_watch_ends_cleanly_and_lets_no_second_one_in(tmp_path: Path, how: int) -> None:
    fill(tmp_path / "in", ["a.md"])
    watch = start(tmp_path)
    until(lambda: done(tmp_path) == {"a.md"})
    second = start(tmp_path)
    assert second.wait(30) == Exit.OUTPUT
    assert "Another run is at work" in (tmp_path / "said").read_text(encoding="utf-8")
    assert end(watch, how) == Exit.OK
    said = (tmp_path / "said").read_text(encoding="utf-8")
    assert "The watch has ended." in said
    assert "Traceback" not in said
    assert left_over(tmp_path / "out") == []
    assert len(list((tmp_path / "out").glob("report-????-??-??.*"))) == 2


@needs_signals
def test_a_watch_that_is_ended_in_the_middle_of_its_work_goes_on_where_it_was(tmp_path: Path) -> None:
    fill(tmp_path / "in", [f"{at}.md" for at in range(60)])
    watch = start(tmp_path, "-j", "1")
    until(lambda: done(tmp_path))
    assert end(watch) == Exit.OK
    some = len(done(tmp_path))
    watch = start(tmp_path)
    until(lambda: len(done(tmp_path)) == 60)
    assert end(watch, signal.SIGINT) == Exit.OK
    assert 0 < some <= 60
    assert len(outputs(tmp_path / "out")) == 62


def once(command: Command, *more: str) -> tuple[int, str]:
    said = command("watch", "in", "-o", "out", "-t", "docx", "--settle", "0.1", "--once", *more)
    return said.code, said.err


def test_once_converts_what_is_there_repeats_nothing_and_follows_what_changes(command: Command) -> None:
    fill(Path("in"), ["a.md", "b/c.md"])
    assert once(command)[0] == Exit.OK
    first = outputs(Path("out"))
    code, said = once(command)
    assert (code, "2 of them by an earlier run" in said) == (Exit.OK, True)
    assert outputs(Path("out")) == first
    fill(Path("in"), ["a.md"], start=5)
    assert once(command)[0] == Exit.OK
    assert outputs(Path("out"))["b/c.docx"] == first["b/c.docx"]
    assert outputs(Path("out"))["a.docx"] != first["a.docx"]


def test_a_start_with_nothing_new_makes_no_report(command: Command) -> None:
    fill(Path("in"), ["a.md"])
    once(command)
    for report in Path("out").glob("report-*"):
        report.unlink()
    once(command)
    assert list(Path("out").glob("report-*")) == []


def test_the_report_of_a_day_holds_all_its_rounds_and_no_other_day(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day, names in (("2026-01-31", "ab"), ("2026-02-01", "c")):
        for name in names:
            fill(Path("in"), [f"{name}.md"], start=ord(name))
            monkeypatch.setattr("convert.commands.watch.today", lambda day=day: day)
            once(command)
    found = {}
    for report in Path("out").glob("report-*.xlsx"):
        sheet = openpyxl.load_workbook(report).worksheets[0]
        found[report.name] = [Path(str(line[0])).name for line in list(sheet.values)[1:]]
    assert found == {"report-2026-01-31.xlsx": ["a.md", "b.md"], "report-2026-02-01.xlsx": ["c.md"]}


def test_a_report_that_a_killed_watch_owed_is_written_at_the_next_start(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(Path("in"), ["a.md"])
    monkeypatch.setattr("convert.commands.watch.today", lambda: "2026-01-31")
    with monkeypatch.context() as patched:
        patched.setattr("convert.commands.watch.write_day", lambda *_: [])
        once(command)
    assert not list(Path("out").glob("report-*"))
    fill(Path("in"), ["b.md"], start=7)
    monkeypatch.setattr("convert.commands.watch.today", lambda: "2026-02-01")
    once(command)
    assert {path.name for path in Path("out").glob("report-*.xlsx")} == {
        "report-2026-01-31.xlsx",
        "report-2026-02-01.xlsx",
    }


def test_two_sources_of_one_name_both_get_a_result_and_archives_are_unpacked(command: Command) -> None:
    fill(Path("in"), ["同名.md"])
    (Path("in") / "同名.txt").write_bytes((SAMPLES / "annual-report-2021.txt").read_bytes())
    fill(Path("packed"), ["内/x.md"], start=3)
    shutil.make_archive("in/打包", "zip", "packed")
    assert once(command)[0] == Exit.OK
    assert once(command)[0] == Exit.OK
    made = {name for name in outputs(Path("out")) if not name.startswith("report-")}
    assert made == {"同名.md.docx", "同名.txt.docx", "打包.zip/内/x.docx"}


def test_outputs_in_a_folder_inside_are_not_taken_for_files_that_came(command: Command) -> None:
    fill(Path("in"), ["a.md"])
    for _ in range(2):
        said = command("watch", "in", "-o", "in/out", "-t", "docx", "--settle", "0.1", "--once")
        assert said.code == Exit.OK
    assert set(states(Path("in/out"))) == {"a.md"}


def test_a_failed_file_is_told_and_costs_itself_alone(command: Command) -> None:
    fill(Path("in"), ["a.md"])
    shutil.copy(SAMPLES / "truncated.docx", "in/cut.docx")
    code, said = once(command)
    assert (code, "cut.docx: The file is damaged" in said) == (Exit.FAILED, True)
    assert states(Path("out")) == {"a.md": ("done", ""), "cut.docx": ("failed", "unreadable")}


@pytest.mark.parametrize(("words", "code", "said"), [
    (("watch", "none", "-o", "out"), Exit.UNREADABLE, "没有这个文件夹：none"),
    (("watch", "in", "-o", "in"), Exit.USAGE, "不能把结果写进被监视的文件夹本身"),
    (("watch", "in", "-o", "out", "-t", "pdfx"), Exit.USAGE, "pdfx"),
    (("watch", "in", "-o", "out", "-t", "csv"), Exit.USAGE, "CSV"),
    (("watch", "in"), Exit.USAGE, "请用 -o 指明"),
    (("watch", "in", "-o", "out", "--settle", "0"), Exit.USAGE, "--settle"),
])  # fmt: skip
def test_what_cannot_be_watched_is_said(command: Command, words: tuple[str, ...], code: int, said: str) -> None:
    Path("in").mkdir()
    done = command(*words, "--lang", "zh")
    assert (done.code, said in done.err) == (code, True)


@pytest.mark.parametrize(("language", "opening"), [("zh", "示例："), ("en", "Examples:")])
def test_the_help_opens_with_examples(command: Command, language: str, opening: str) -> None:
    lines = command("watch", "--help", "--lang", language).text.splitlines()
    assert lines[0] == opening
    assert "convert watch" in lines[1]


@needs_signals
def test_without_watchdog_the_folder_is_looked_at_and_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "hide" / "watchdog").mkdir(parents=True)
    (tmp_path / "hide" / "watchdog" / "__init__.py").write_text("raise ImportError\n", encoding="utf-8")
    fill(tmp_path / "in", ["a.md"])
    before = os.environ.get("PYTHONPATH", "")
    paths = os.pathsep.join(filter(None, (str(tmp_path / "hide"), before, str(SAMPLES.parent))))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PYTHONPATH", paths)
        watch = start(tmp_path)
    until(lambda: done(tmp_path) == {"a.md"})
    fill(tmp_path / "in", ["b.md"], start=1)
    until(lambda: done(tmp_path) == {"a.md", "b.md"})
    assert end(watch) == Exit.OK
    assert "pip install 'convert-office[watch]'" in (tmp_path / "said").read_text(encoding="utf-8")


@pytest.fixture
def hot(tmp_path: Path) -> HotFolder:
    return HotFolder(tmp_path / "in", tmp_path / "out", Choice(), 2)


def test_a_file_is_ready_once_it_has_not_changed_for_a_while(hot: HotFolder, tmp_path: Path) -> None:
    (path,) = fill(tmp_path / "in", ["a.md"])
    for now, ready in ((0, False), (1, False), (2, True)):
        assert hot.look(now)
        assert bool(hot.ready(now)) is ready
    path.write_text("more", encoding="utf-8")
    hot.look(3)
    assert (hot.ready(3), hot.growing(3)) == ({}, 1)
    hot.look(5)
    ready = hot.ready(5)
    hot.take(ready, (), 5)
    assert (list(ready), hot.ready(50), hot.growing(50)) == ([str(path)], {}, 0)


def test_what_failed_for_something_outside_is_tried_again_later_and_later(hot: HotFolder, tmp_path: Path) -> None:
    fill(tmp_path / "in", ["a.md"])
    tried = []
    for now in range(0, 4000, 2):
        hot.look(now)
        if ready := hot.ready(now):
            tried.append(now)
            hot.take(ready, ready, now)
    assert tried == [2, 62, 182, 422, 902, 1862, 3782]


def test_a_file_that_another_program_holds_is_waited_for_and_then_told(
    hot: HotFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path / "in", ["a.md"])
    monkeypatch.setattr(hot_folder, "_may_be_read", lambda _: False)
    hot.look(0)
    hot.look(61)
    assert hot.ready(61) == {}
    assert list(hot.ready(62)) == [str(tmp_path / "in" / "a.md")]


def test_a_folder_that_is_gone_for_a_while_is_no_end(hot: HotFolder, tmp_path: Path) -> None:
    fill(tmp_path / "in", ["a.md"])
    hot.look(0)
    (tmp_path / "in").rename(tmp_path / "away")
    assert hot.look(3) is False
    assert hot.ready(3) == {}
    (tmp_path / "away").rename(tmp_path / "in")
    assert hot.look(4) is True
    assert hot.ready(4) == {}
    hot.look(6)
    assert len(hot.ready(6)) == 1
