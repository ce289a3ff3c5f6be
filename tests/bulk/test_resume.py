"""Whatever ends a run, the next one finishes it: nothing lost, nothing done twice, no target ever half-written."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from convert.errors import Exit
from tests.bulk.folders import fill, left_over, outputs, rows, states
from tests.commands import Command

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="killed with signals")

ROOT = Path(__file__).resolve().parents[2]


class Watch(threading.Thread):
    """Hash the targets again and again while runs come and go."""

    def __init__(self, out: Path) -> None:
        super().__init__(daemon=True)
        self.seen: dict[str, set[str]] = {}
        self.rounds = 0
        self._out, self._over = out, threading.Event()

    def run(self) -> None:
        while not self._over.is_set():
            for name, content in outputs(self._out).items():
                self.seen.setdefault(name, set()).add(content)
            self.rounds += 1
            time.sleep(0.02)

    def stop(self) -> None:
        self._over.set()
        self.join()


def words(folder: Path, out: str, *more: str) -> list[str]:
    return [sys.executable, "-m", "convert", str(folder / "in"), "-t", "docx", "-o", str(folder / out), "-q", *more]


def kill_and_resume(folder: Path, kills: int, seed: int) -> int:
    """Kill a run so many times, or until it is done, and finish it; give how many times it was killed."""
    assert subprocess.run(words(folder, "whole"), capture_output=True).returncode == Exit.OK
    whole = outputs(folder / "whole")
    rng = random.Random(seed)
    watch = Watch(folder / "out")
    watch.start()
    finished: dict[str, tuple[int, str]] = {}
    killed = 0
    longest = 1.0
    while True:
        with subprocess.Popen(words(folder, "out"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
            try:
                run.wait(rng.uniform(0.1, longest) if killed < kills else 300)
            except subprocess.TimeoutExpired:
                run.kill()
                killed += 1
        if not (folder / "out" / ".convert" / "ledger.sqlite").exists():
            continue
        now = {tree: (attempts, sha) for tree, attempts, sha in done_rows(folder / "out")}
        assert {tree: now.get(tree) for tree in finished} == finished, "a finished file was converted again"
        longest = 1.0 if len(now) > len(finished) else longest * 1.3
        finished = now
        if run.returncode == Exit.OK:
            break
    watch.stop()
    assert outputs(folder / "out") == whole
    assert left_over(folder / "out") == []
    assert watch.rounds > 10
    assert {name: {content} for name, content in whole.items()} == watch.seen, "a target was seen half-written"
    return killed


def done_rows(out: Path) -> list[tuple[str, int, str]]:
    return rows(out, "tree, attempts, target_sha256", "state = 'done'")


def test_a_run_killed_at_random_moments_ends_with_the_same_bytes(tmp_path: Path) -> None:
    fill(tmp_path / "in", [f"{at % 3}/{at}.md" for at in range(60)])
    assert kill_and_resume(tmp_path, 4, 1) >= 1


@pytest.mark.soak
def test_a_larger_run_killed_twenty_times_ends_with_the_same_bytes(tmp_path: Path) -> None:
    fill(tmp_path / "in", [f"{at % 7}/{at}.md" for at in range(1500)])
    assert kill_and_resume(tmp_path, 20, 2) == 20


def test_an_output_that_was_placed_but_not_recorded_is_taken_over(command: Command) -> None:
    fill(Path("in"), ["a.md", "b.md"])
    command("in", "-t", "docx", "-o", "out")
    before = outputs(Path("out"))
    ledger_says(Path("out"), "state = 'placing', pending = target_sha256, target_sha256 = NULL", "tree = 'a.md'")
    ledger_says(Path("out"), "state = 'working', target_sha256 = NULL", "tree = 'b.md'")
    assert command("in", "-t", "docx", "-o", "out").code == Exit.OK
    assert outputs(Path("out")) == before
    assert rows(Path("out"), "tree, attempts, state") == [("a.md", 1, "done"), ("b.md", 2, "done")]


def ledger_says(out: Path, change: str, where: str) -> None:
    import sqlite3

    with sqlite3.connect(out / ".convert" / "ledger.sqlite") as ledger:
        ledger.execute(f"UPDATE documents SET {change} WHERE {where}")
    ledger.close()


def test_sources_that_go_or_change_during_the_run_cost_themselves_alone(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("convert.commands.many.WARM", "tests.bulk.bad_engine:install")
    fill(Path("in"), ["gone.md", "new.md", "stays.md"])
    away, other = Path("in/gone.md").absolute(), Path("in/new.md").absolute()
    first = f"please remove {away}\nplease rewrite {other}\n" + "这是最大的文件，最先转换。\n" * 40
    Path("in/first.md").write_text(first, encoding="utf-8")
    said = command("in", "-t", "docx", "-o", "out", "-j", "1")
    assert said.code == Exit.FAILED
    changed = ("failed", "source-changed")
    assert states(Path("out")) == {
        "first.md": ("done", ""),
        "gone.md": changed,
        "new.md": changed,
        "stays.md": ("done", ""),
    }
    Path("in/gone.md").unlink(missing_ok=True)
    again = command("in", "-t", "docx", "-o", "out", "-j", "1")
    assert again.code == Exit.OK
    assert states(Path("out"))["new.md"] == ("done", "")


def test_where_nothing_fits_any_more_the_run_ends_and_the_next_one_goes_on(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(Path("in"), [f"{at}.md" for at in range(40)])
    with monkeypatch.context() as patched:
        patched.setattr("convert.commands.many.WARM", "tests.bulk.bad_engine:install_on_a_full_disk")
        said = command("in", "-t", "docx", "-o", "out")
    assert said.code == Exit.OUTPUT
    assert "no room left" in said.err
    assert {code for _, code in states(Path("out")).values()} <= {"", "disk-full"}
    assert outputs(Path("out")) == {}
    assert command("in", "-t", "docx", "-o", "out").code == Exit.OK
    assert len(outputs(Path("out"))) == 40


@pytest.fixture
def small_disk(tmp_path: Path) -> Path:
    disk = tmp_path / "disk"
    disk.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", str(disk)]
    try:
        subprocess.run(words, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no file system of our own can be mounted here")
    return disk


def test_a_small_disk_that_fills_up_loses_nothing(tmp_path: Path, small_disk: Path) -> None:
    fill(tmp_path / "in", [f"{at}.md" for at in range(120)])
    try:
        run = [*words(tmp_path, "disk/out"), "-j", "2"]
        full = subprocess.run(run, capture_output=True, encoding="utf-8")
        assert full.returncode == Exit.OUTPUT, full.stderr
        assert "Traceback" not in full.stderr
        some = outputs(small_disk / "out")
        assert 0 < len(some) < 120
        subprocess.run(["mount", "-o", "remount,size=20m", str(small_disk)], check=True)
        resumed = subprocess.run(run, capture_output=True, encoding="utf-8")
        assert resumed.returncode == Exit.OK, resumed.stderr
        after = outputs(small_disk / "out")
        assert len(after) == 120
        assert {name: after[name] for name in some} == some
        assert left_over(small_disk / "out") == []
    finally:
        subprocess.run(["umount", "-l", str(small_disk)], check=True)


def test_a_place_that_cannot_be_written_costs_its_documents_alone(command: Command) -> None:
    fill(Path("in"), ["a.md", "b/c.md", "b/d.md"])
    Path("out").mkdir()
    Path("out/b").write_bytes(b"a file where a folder should be")
    said = command("in", "-t", "docx", "-o", "out")
    assert said.code == Exit.FAILED
    bad = ("failed", "unwritable-output")
    assert states(Path("out")) == {"a.md": ("done", ""), "b/c.md": bad, "b/d.md": bad}
    Path("out/b").unlink()
    assert command("in", "-t", "docx", "-o", "out").code == Exit.OK


def run_without_privileges(*given: str) -> subprocess.CompletedProcess[str]:
    """Run the command in this folder so that rights of files count, for the superuser too."""
    plain = [sys.executable, "-m", "convert", *given]
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("the superuser may read and write all")
        plain = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *plain]
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return subprocess.run(plain, capture_output=True, encoding="utf-8", env={**os.environ, "PYTHONPATH": path})


def test_what_may_not_be_read_or_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    a, b, c = fill(Path("in"), ["a.md", "b.md", "shut/c.md"])
    b.chmod(0)
    c.parent.chmod(0)
    said = run_without_privileges("in", "-t", "docx", "-o", "out")
    c.parent.chmod(0o755)
    assert said.returncode == Exit.FAILED
    assert states(Path("out")) == {
        a.name: ("done", ""),
        b.name: ("failed", "unreadable"),
        "shut": ("refused", "unreadable"),
    }
    Path("shut").mkdir(mode=0o500)
    said = run_without_privileges("in", "-t", "docx", "-o", "shut")
    assert (said.returncode, "Permission denied" in said.stderr) == (Exit.OUTPUT, True)


def test_a_folder_of_the_target_that_may_not_be_written_costs_its_documents_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    fill(Path("in"), ["a.md", "b/c.md", "b/d.md"])
    Path("out/b").mkdir(parents=True)
    Path("out/b").chmod(0o500)
    said = run_without_privileges("in", "-t", "docx", "-o", "out")
    assert said.returncode == Exit.FAILED
    bad = ("failed", "unwritable-output")
    assert states(Path("out")) == {"a.md": ("done", ""), "b/c.md": bad, "b/d.md": bad}
    Path("out/b").chmod(0o700)
    assert run_without_privileges("in", "-t", "docx", "-o", "out").returncode == Exit.OK
    assert left_over(Path("out")) == []
