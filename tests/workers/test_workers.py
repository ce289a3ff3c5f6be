"""Whatever an engine does to its process, the caller gets a ConvertError for that file and goes on."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from convert.errors import ConvertError, EngineCrashed, Exit, OutOfMemory, TimedOut, Unreadable
from convert.workers import Pool, call
from convert.workers import limits as limits_module
from convert.workers import pool as pool_module
from convert.workers.limits import Limits
from tests.workers import engines

HERE = "tests.workers.engines:"
MEMORY = 256 << 20
WAYS = ["fork", "spare"] if sys.platform == "linux" else ["spare"]


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run each test in both kinds of children."""
    monkeypatch.setattr("convert.workers.one._can_fork", lambda: request.param == "fork")
    return str(request.param)


def run(name: str, *args: object, seconds: float = 20, memory: int = MEMORY, output: int = 0) -> object:
    return call(HERE + name, *args, seconds=seconds, memory=memory, output=output)


@pytest.mark.usefixtures("way")
def test_a_result_comes_back_from_another_process() -> None:
    assert run("process_id") != os.getpid()
    assert run("echo", {"a": [1, "二", None]}) == {"a": [1, "二", None]}
    large = b"x" * 10_000_000
    assert run("echo", large) == large


@pytest.mark.usefixtures("way")
def test_a_worker_stands_in_the_folder_of_the_caller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("here")
    monkeypatch.chdir(tmp_path)
    assert os.path.realpath(str(run("here"))) == os.path.realpath(tmp_path)


@pytest.mark.usefixtures("way")
def test_what_an_engine_prints_is_dropped(capfd: pytest.CaptureFixture[str]) -> None:
    assert run("chatter") == "done"
    assert capfd.readouterr() == ("", "")


@pytest.mark.usefixtures("way")
def test_an_error_of_ours_comes_back_as_it_was_raised() -> None:
    with pytest.raises(Unreadable) as raised:
        run("refuse", "{0} {reason} }")
    assert type(raised.value) is Unreadable
    assert raised.value.values == {"reason": "{0} {reason} }"}
    assert str(raised.value) == "The file cannot be opened: {0} {reason} }."


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("stumble", "ValueError: odd {braces}"),
        ("panic", "Panic: index out of bounds"),
        ("leave", "SystemExit: 0"),
        ("lambda_result", "pickle"),
        ("no_such_function", "AttributeError"),
        pytest.param("segfault", "SIGSEGV", marks=pytest.mark.skipif(sys.platform == "win32", reason="no signals")),
        pytest.param("abort", "SIGABRT", marks=pytest.mark.skipif(sys.platform == "win32", reason="no signals")),
    ],
)
def test_a_crash_of_any_kind_is_an_error_of_that_file_alone(name: str, words: str) -> None:
    with pytest.raises(EngineCrashed) as raised:
        run(name)
    assert words in str(raised.value)
    assert raised.value.exit == Exit.UNREADABLE
    assert run("echo", 1) == 1


def test_a_child_that_leaves_without_an_answer_has_crashed(way: str) -> None:
    with pytest.raises((EngineCrashed, EOFError)):
        run("vanish")
    assert run("echo", way) == way


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("name", ["hang", "spin"])
def test_a_deadline_ends_a_child_that_hangs(name: str) -> None:
    started = time.monotonic()
    with pytest.raises(TimedOut) as raised:
        run(name, seconds=0.5)
    assert time.monotonic() - started < 10
    assert raised.value.exit == Exit.TIMEOUT
    assert run("echo", 1) == 1


@pytest.mark.usefixtures("way")
def test_a_child_that_swells_is_out_of_memory() -> None:
    with pytest.raises(OutOfMemory):
        run("swell")
    assert run("hold", 10) == 10 << 20


def test_memory_is_watched_where_the_kernel_does_not_limit_it(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("psutil")
    for module in (limits_module, pool_module):
        monkeypatch.setattr(module, "KERNEL_LIMITS", False)
    with Pool(1, Limits(30, MEMORY)) as pool:
        pool.start("big", HERE + "hold_long", 600)
        (done,) = pool.wait(30)
    assert isinstance(done.error, (OutOfMemory, EngineCrashed))


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files there")
@pytest.mark.usefixtures("way")
def test_a_file_that_grows_beyond_the_bound_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(EngineCrashed, match="File too large"):
        run("write_much", str(tmp_path / "large"), 3_000_000, output=1_000_000)
    assert (tmp_path / "large").stat().st_size <= 1_000_000


@pytest.mark.usefixtures("way")
def test_what_a_child_has_started_ends_with_it(tmp_path: Path) -> None:
    with pytest.raises(TimedOut):
        run("start_another_and_hang", str(tmp_path / "late"), seconds=0.7)
    time.sleep(1.5)
    assert not (tmp_path / "late").exists()


@pytest.mark.usefixtures("way")
def test_a_call_inside_a_worker_runs_in_place() -> None:
    outer, inner = run("nested")  # type: ignore[misc]
    assert outer == inner != os.getpid()


def test_a_fork_is_not_made_while_other_threads_run() -> None:
    script = (
        "import threading, os; from convert.workers.one import _can_fork\n"
        "alone = _can_fork(); threading.Thread(target=threading.Event().wait, daemon=True).start()\n"
        "print(alone, _can_fork()); os.sys.stdout.flush(); os._exit(0)"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said.split() == [str(sys.platform == "linux"), "False"]


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(2, Limits(3, MEMORY), prepare=HERE + "process_id") as made:
        yield made


def test_a_pool_goes_on_through_calls_that_kill_their_workers(pool: Pool) -> None:
    waiting = ["echo", "vanish", "hold", "swell", "panic", "hang", "echo", "stumble", "echo", "abort", "echo"]
    told: dict[int, object] = {}
    names = dict(enumerate(waiting))
    todo = list(names.items())
    while todo or pool.running():
        while todo and pool.free:
            tag, name = todo.pop(0)
            pool.start(tag, HERE + name, *{"echo": (tag,), "hold": (20,)}.get(name, ()))
        for done in pool.wait(30):
            told[done.tag] = type(done.error) if done.error else done.result  # type: ignore[index]
            if names[done.tag] == "hold":  # type: ignore[index]
                assert 20 << 20 <= done.peak < 200 << 20
    expected = {"vanish": EngineCrashed, "swell": OutOfMemory, "panic": EngineCrashed, "hang": TimedOut}
    expected |= {"stumble": EngineCrashed, "abort": EngineCrashed, "hold": 20 << 20}  # type: ignore[dict-item]
    assert told == {tag: tag if name == "echo" else expected[name] for tag, name in names.items()}


def test_a_pool_keeps_its_workers_for_the_next_call(pool: Pool) -> None:
    seen = set()
    for tag in range(6):
        pool.start(tag, HERE + "process_id")
        (done,) = pool.wait(30)
        seen.add(done.result)
    assert len(seen) == 1


def test_a_worker_that_cannot_start_is_no_fault_of_the_call() -> None:
    with Pool(1, Limits(20), prepare=HERE + "vanish") as made:
        made.start("any", HERE + "echo", 1)
        with pytest.raises(EngineCrashed, match="No worker process can be started"):
            made.wait(60)


def test_waiting_gives_nothing_when_nothing_ends(pool: Pool) -> None:
    pool.start("slow", HERE + "hang")
    assert pool.wait(0.1) == []
    assert [tag for tag, _ in pool.running()] == ["slow"]
    (done,) = pool.wait(30)
    assert isinstance(done.error, TimedOut)


@pytest.mark.skipif(sys.platform == "win32", reason="no signals")
def test_workers_end_when_their_parent_is_killed() -> None:
    script = (
        "from convert.workers import Pool; from convert.workers.limits import Limits\n"
        f"pool = Pool(1, Limits(60)); pool.start(1, {HERE + 'process_id'!r})\n"
        "print(pool.wait(30)[0].result, flush=True)\n"
        f"pool.start(2, {HERE + 'hang'!r}); pool.wait(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        worker = int(parent.stdout.readline())
        os.kill(worker, 0)
        parent.kill()
    until = time.monotonic() + 10
    while time.monotonic() < until and _alive(worker):
        time.sleep(0.05)
    assert not _alive(worker)


def _alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_threads_may_call_at_the_same_time() -> None:
    results: list[object] = []
    threads = [threading.Thread(target=lambda at=at: results.append(run("echo", at))) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [0, 1, 2, 3]  # type: ignore[type-var]


def test_every_error_survives_pickling() -> None:
    import pickle

    for error in (TimedOut(seconds=3), OutOfMemory(), EngineCrashed(what="{x}"), ConvertError()):
        back = pickle.loads(pickle.dumps(error))
        assert (type(back), str(back), back.values) == (type(error), str(error), error.values)
    assert engines.echo(1) == 1
