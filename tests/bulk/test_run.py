"""A run over many files: each costs itself alone, is done once, and is told of in the ledger."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from convert.errors import Exit
from tests.bulk.folders import fill, left_over, outputs, rows, states, text
from tests.commands import BROKEN_SUM, REPORT, Command


def test_the_outputs_are_those_of_one_file_at_a_time(command: Command) -> None:
    fill(Path("in"), [f"{at}.md" for at in range(6)])
    shutil.copy(REPORT, "in")
    assert command("in", "-t", "xlsx", "-o", "out", "-j", "2").code == Exit.OK
    Path("single").mkdir()
    for path in Path("in").iterdir():
        assert command(path, "-t", "xlsx", "-o", "single").code == Exit.OK
    assert outputs(Path("out")) == outputs(Path("single"))
    assert left_over(Path("out")) == []


def test_the_ledger_has_a_whole_row_for_every_document(command: Command) -> None:
    Path("in").mkdir()
    shutil.copy(BROKEN_SUM, "in/sum.txt")
    Path("in/bad.docx").write_bytes(b"PK\x03\x04 nothing")
    assert command("in", "-t", "xlsx", "-o", "out").code == Exit.FAILED
    columns = "tree, size, sha256, options, version, state, target, target_sha256, exit, code, form, errors, attempts"
    bad, good = rows(Path("out"), columns)
    assert bad[0] == "bad.docx"
    assert bad[5:10] == ("failed", "bad.xlsx", None, int(Exit.UNREADABLE), "unreadable")
    assert good[:2] == ("sum.txt", BROKEN_SUM.stat().st_size)
    assert good[5:7] == ("done", "sum.xlsx")
    assert good[7] == outputs(Path("out"))["sum.xlsx"]
    assert good[8:] == (0, "", "annual-report-2021", 2, 1)
    assert all(len(row[2]) == 64 and row[3] and row[4] for row in (bad, good))
    ((seconds, peak, mtime),) = rows(Path("out"), "seconds, peak, mtime", "tree = 'sum.txt'")
    assert 0 < seconds < 100
    assert peak > 1_000_000
    assert mtime == Path("in/sum.txt").stat().st_mtime_ns


def test_a_finished_file_is_not_converted_again(command: Command) -> None:
    fill(Path("in"), ["a.md", "b.md"])
    assert command("in", "-t", "docx", "-o", "out", "--lang", "zh").code == Exit.OK
    before = {path: path.stat().st_mtime_ns for path in Path("out").glob("*.docx")}
    fill(Path("in"), ["c.md"], start=5)
    said = command("in", "-t", "docx", "-o", "out")
    assert "3 documents: 3 done, 2 of them by an earlier run" in said.err
    assert "Written: " + os.path.join("out", "c.docx") in said.err
    assert "a.docx" not in said.err
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert rows(Path("out"), "attempts") == [(1,), (1,), (1,)]


def test_a_source_that_changed_or_other_options_convert_again(command: Command) -> None:
    a, _ = fill(Path("in"), ["a.md", "b.md"])
    command("in", "-t", "docx", "-o", "out")
    first = outputs(Path("out"))
    a.write_text(text(99), encoding="utf-8")
    assert command("in", "-t", "docx", "-o", "out").code == Exit.OK
    second = outputs(Path("out"))
    assert second["a.docx"] != first["a.docx"]
    assert second["b.docx"] == first["b.docx"]
    assert rows(Path("out"), "attempts") == [(2,), (1,)]
    command("in", "-t", "docx", "-o", "out", "--form", "none")
    assert rows(Path("out"), "attempts") == [(3,), (2,)]
    command("in", "-t", "json", "-o", "out")
    assert sorted(outputs(Path("out"))) == ["a.docx", "a.json", "b.docx", "b.json"]


def test_an_output_that_somebody_changed_is_never_overwritten(command: Command) -> None:
    a, _ = fill(Path("in"), ["a.md", "b.md"])
    command("in", "-t", "docx", "-o", "out")
    Path("out/a.docx").write_bytes(b"my own words")
    for more in ([], ["--force"]):
        a.write_text(text(50 + len(more)), encoding="utf-8")
        said = command("in", "-t", "docx", "-o", "out", *more)
        assert said.code == Exit.FAILED
        assert "changed after it was written" in said.err
        assert Path("out/a.docx").read_bytes() == b"my own words"
        assert states(Path("out")) == {"a.md": ("refused", "target-edited"), "b.md": ("done", "")}
    assert command("retry", "out").err.startswith("There is nothing to convert again.")
    assert command("retry", "out", "--code", "target-edited").code == Exit.FAILED
    Path("out/a.docx").unlink()
    assert command("retry", "out", "--code", "target-edited").code == Exit.OK
    assert Path("out/a.docx").read_bytes().startswith(b"PK")


def test_an_output_that_is_gone_is_made_again(command: Command) -> None:
    fill(Path("in"), ["a.md", "b.md"])
    command("in", "-t", "docx", "-o", "out")
    before = outputs(Path("out"))
    Path("out/a.docx").unlink()
    assert command("in", "-t", "docx", "-o", "out").code == Exit.OK
    assert outputs(Path("out")) == before
    assert rows(Path("out"), "attempts") == [(2,), (1,)]


def test_the_same_content_is_converted_once(command: Command) -> None:
    for name in ("c/1.md", "a.md", "b.md", "d.txt"):
        fill(Path("in"), [name], start=7)
    said = command("in", "-t", "docx", "-o", "out")
    assert said.code == Exit.OK
    assert "2 of them as copies of documents with the same content" in said.err
    told = rows(Path("out"), "tree, twin, sha256, (SELECT count(*) FROM tallies t WHERE t.id = documents.id)")
    assert [(tree, twin) for tree, twin, *_ in told] == [("a.md", None), ("b.md", 1), ("d.txt", None), ("c/1.md", 1)]
    assert len({sha256 for _, _, sha256, _ in told}) == 1
    fill(Path("in"), ["later.md"], start=7)
    assert "3 of them as copies" in command("in", "-t", "docx", "-o", "out").err


def test_of_many_files_with_the_same_content_one_is_converted(command: Command) -> None:
    for at in range(200):
        fill(Path("in"), [f"{at}.md"], start=at % 2)
    assert "198 of them as copies" in command("in", "-t", "docx", "-o", "out").err


def test_a_copy_whose_worker_is_lost_is_begun_again(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("convert.commands.many.WARM", "tests.bulk.bad_engine:install_a_copier_that_dies_once")
    for name in ("a.md", "b.md", "c.md"):
        fill(Path("in"), [name], start=7)
    assert command("in", "-t", "docx", "-o", "out", "-j", "1").code == Exit.OK
    assert Path("died").exists()
    assert rows(Path("out"), "attempts, twin") == [(1, None), (2, 1), (1, 1)]
    assert len(set(outputs(Path("out")).values())) == 1


def test_a_document_whose_copy_fails_is_converted_by_itself(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("convert.commands.many.WARM", "tests.bulk.bad_engine:install_a_copier_that_finds_another")
    for name in ("a.md", "b.md"):
        fill(Path("in"), [name], start=7)
    assert command("in", "-t", "docx", "-o", "out").code == Exit.OK
    assert rows(Path("out"), "attempts, twin") == [(1, None), (2, None)]
    assert len(set(outputs(Path("out")).values())) == 1


def test_a_bad_document_and_its_copies_fail_with_the_same_cause(command: Command) -> None:
    fill(Path("in"), ["good.md"])
    for name in ("a.docx", "b.docx"):
        Path("in", name).write_bytes(b"PK\x03\x04 nothing at all")
    assert command("in", "-t", "docx", "-o", "out").code == Exit.FAILED
    bad = ("failed", "unreadable")
    assert states(Path("out")) == {"a.docx": bad, "b.docx": bad, "good.md": ("done", "")}
    assert sum(attempts for (attempts,) in rows(Path("out"), "attempts")) == 2


def test_failures_are_retried_only_when_asked_for(command: Command) -> None:
    fill(Path("in"), ["good.md"])
    Path("in/bad.docx").write_bytes(b"PK\x03\x04 nothing")
    command("in", "-t", "docx", "-o", "out")
    command("in", "-t", "docx", "-o", "out")
    assert rows(Path("out"), "tree, attempts") == [("bad.docx", 1), ("good.md", 1)]
    assert command("retry", "out", "--code", "timed-out").code == Exit.OK
    assert rows(Path("out"), "tree, attempts") == [("bad.docx", 1), ("good.md", 1)]
    said = command("retry", "out", "--code", "unreadable")
    assert said.code == Exit.FAILED
    assert "1 documents: 0 done, 1 failed" in said.err
    assert rows(Path("out"), "tree, attempts") == [("bad.docx", 2), ("good.md", 1)]


def test_documents_with_a_finding_can_be_converted_again(command: Command) -> None:
    Path("in").mkdir()
    shutil.copy(BROKEN_SUM, "in/sum.txt")
    shutil.copy(REPORT, "in/fine.txt")
    command("in", "-t", "xlsx", "-o", "out")
    before = outputs(Path("out"))
    assert command("retry", "out", "--code", "sum-mismatch").code == Exit.OK
    assert rows(Path("out"), "tree, attempts") == [("fine.txt", 1), ("sum.txt", 2)]
    assert outputs(Path("out")) == before


def test_the_status_tells_what_became_of_the_documents(command: Command) -> None:
    Path("in").mkdir()
    shutil.copy(BROKEN_SUM, "in/sum.txt")
    Path("in/bad.docx").write_bytes(b"PK\x03\x04 nothing")
    command("in", "-t", "xlsx", "-o", "out")
    said = command("status", "out")
    assert said.code == Exit.OK
    assert "unreadable" in said.text
    assert os.path.join("in", "bad.docx") in said.text
    assert "sum-mismatch" in said.text
    told = json.loads(command("status", "out", "--json").text)
    assert told["states"] == {"done": 1, "failed": 1}
    assert told["causes"] == {"unreadable": 1}
    assert told["findings"]["sum-mismatch"] == 1
    assert "sum.txt" in command("status", "out", "--code", "sum-mismatch").text
    assert "没有" in command("status", ".", "--lang", "zh").err


def test_a_check_of_many_files_writes_nothing(command: Command) -> None:
    fill(Path("in"), ["a.md"])
    assert command("--check", "in", "-q").code == Exit.OK
    shutil.copy(BROKEN_SUM, "in/sum.txt")
    said = command("--check", "in", "--report", "-")
    assert said.code == Exit.FAILED
    assert [json.loads(line)["status"] for line in said.text.splitlines()] == ["checked", "checked"]
    assert sorted(path.name for path in Path().rglob("*")) == ["a.md", "in", "sum.txt"]


def test_strict_fails_where_a_document_has_a_warning(command: Command) -> None:
    fill(Path("in"), ["a.md"])
    assert command("in", "-t", "xlsx", "-o", "out", "--strict").code == Exit.OK
    shutil.copy(BROKEN_SUM, "in/sum.txt")
    assert command("in", "-t", "xlsx", "-o", "out").code == Exit.OK
    assert command("in", "-t", "xlsx", "-o", "out", "--strict").code == Exit.FAILED


def test_progress_for_programs_is_json_lines(command: Command) -> None:
    fill(Path("in"), ["a.md", "b.md"])
    said = command("in", "-t", "docx", "-o", "out", "--json-progress", "-q")
    lines = [json.loads(line) for line in said.err.splitlines()]
    assert {*lines[-1]} == {
        "total", "done", "failed", "refused", "left", "rate", "seconds", "seconds_left", "working"
    }  # fmt: skip
    assert (lines[-1]["total"], lines[-1]["done"], lines[-1]["left"]) == (2, 2, 0)


def test_two_runs_in_one_folder_keep_out_of_each_others_way(command: Command) -> None:
    from convert.bulk.ledger import FOLDER, Ledger

    fill(Path("in"), ["a.md", "b.md"])
    command("in", "-t", "docx", "-o", "out")
    with Ledger(Path("out", FOLDER), alone=True):
        said = command("in", "-t", "docx", "-o", "out")
    assert said.code == Exit.OUTPUT
    assert "Another run" in said.err


def test_a_hung_or_greedy_document_costs_itself_alone(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """tests.bulk.bad_engine plays a reader that hangs, swells or dies, by the words of the file."""
    monkeypatch.setattr("convert.commands.many.WARM", "tests.bulk.bad_engine:install")
    fill(Path("in"), ["1.md", "9.md"])
    for name in ("hang", "swell", "die", "raise"):
        Path("in", f"{name}.md").write_text(f"please {name}", encoding="utf-8")
    said = command("in", "-t", "docx", "-o", "out", "--timeout", "2", "--memory", "300")
    assert said.code == Exit.FAILED
    assert states(Path("out")) == {
        "1.md": ("done", ""),
        "9.md": ("done", ""),
        "hang.md": ("failed", "timed-out"),
        "swell.md": ("failed", "out-of-memory"),
        "die.md": ("failed", "engine-crashed"),
        "raise.md": ("failed", "engine-crashed"),
    }
    assert "Traceback" not in said.err
    assert left_over(Path("out")) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no signals")
def test_a_run_that_is_stopped_leaves_everything_in_order(tmp_path: Path) -> None:
    import signal

    fill(tmp_path / "in", [f"{at}.md" for at in range(600)])
    words = [sys.executable, "-m", "convert", str(tmp_path / "in"), "-t", "docx", "-o", str(tmp_path / "out")]
    with subprocess.Popen([*words, "--json-progress", "-j", "1"], stderr=subprocess.PIPE, text=True) as run:
        assert run.stderr
        while not (told := json.loads(run.stderr.readline()))["done"]:
            pass
        run.send_signal(signal.SIGTERM)
        run.communicate()
    assert told["total"] == 600
    assert run.returncode == Exit.INTERRUPTED
    assert left_over(tmp_path / "out") == []
    stopped = dict(rows(tmp_path / "out", "state, count(*)", "1 GROUP BY state"))
    assert set(stopped) == {"done", "waiting"}
    assert subprocess.run(words, capture_output=True).returncode == Exit.OK
    assert rows(tmp_path / "out", "state, count(*)", "1 GROUP BY state") == [("done", 600)]


def test_a_run_stopped_between_two_steps_of_its_ledger_leaves_no_row_in_work(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A signal can come where a transaction has begun and nobody holds it yet."""
    from convert.bulk.ledger import Ledger

    begin = Ledger.together

    def be_stopped(ledger: Ledger) -> object:
        begun = begin(ledger)
        if ledger.count("state = 'working'"):
            begun.__enter__()
            raise KeyboardInterrupt
        return begun

    fill(Path("in"), ["a.md", "b.md"])
    with monkeypatch.context() as patched:
        patched.setattr(Ledger, "together", be_stopped)
        assert command("in", "-t", "docx", "-o", "out").code == Exit.INTERRUPTED
    assert states(Path("out")) == {"a.md": ("waiting", ""), "b.md": ("waiting", "")}
    assert command("in", "-t", "docx", "-o", "out").code == Exit.OK


@pytest.mark.parametrize(
    ("option", "value"), [("-j", "-1"), ("--timeout", "0"), ("--timeout", "nan"), ("--memory", "-5")]
)
def test_numbers_that_no_run_can_mean_are_refused_before_it(command: Command, option: str, value: str) -> None:
    fill(Path("in"), ["a.md"])
    said = command("in", "-t", "docx", "-o", "out", option, value, "--lang", "zh")
    assert (said.code, f"'{option}' 的值无效" in said.err or "'-j'" in said.err) == (Exit.USAGE, True)
    assert not Path("out").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="names with control characters")
def test_names_cannot_steer_the_terminal_or_break_lines_apart(command: Command) -> None:
    fill(Path("in"), ["a\x1b[2J\n\tb.md"])
    Path("in/bad\x1b]0;x\x07.docx").write_bytes(b"")
    plan = command("in", "-t", "docx", "-o", "out", "--dry-run")
    done = command("in", "-t", "docx", "-o", "out")
    status = command("status", "out", "--code", "unreadable")
    assert "\x1b" not in plan.text + done.err + status.text + command("status", "out").text
    assert [line.count("\t") for line in plan.text.splitlines()] == [2, 2]
    assert "a\\x1b[2J\\x0a\\x09b.md" in plan.text
    assert "bad\\x1b]0;x\\x07.docx" in done.err
    assert Path("out/a\x1b[2J\n\tb.docx").exists()
