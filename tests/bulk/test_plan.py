"""What a run over many files takes, leaves out and refuses, all of it known before the first file is touched."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path

import pytest

from convert.errors import Exit
from tests.bulk.folders import fill, outputs, rows, states
from tests.commands import Command

linux = pytest.mark.skipif(sys.platform != "linux", reason="names are bytes, and links free, on Linux")


def test_the_tree_below_a_folder_is_kept(command: Command) -> None:
    fill(Path("in"), ["a.md", "b/c.txt", "b/d/e.md", "空 格/报告.txt"])
    said = command("in", "-t", "docx", "-o", "out")
    assert said.code == Exit.OK
    assert sorted(outputs(Path("out"))) == ["a.docx", "b/c.docx", "b/d/e.docx", "空 格/报告.docx"]
    assert "4 documents: 4 done" in said.err


def test_outputs_have_the_usual_ending_of_their_format(command: Command) -> None:
    fill(Path("in"), ["a.txt"])
    assert command("in", "-o", "out", "-t", "markdown").code == Exit.OK
    assert [*outputs(Path("out"))] == ["a.md"]


def test_a_quoted_pattern_keeps_the_tree_below_its_fixed_part(command: Command) -> None:
    fill(Path("in"), ["2022/a.md", "2023/b.md", "2023/c.txt"])
    assert command("in/**/*.md", "-t", "docx", "-o", "out").code == Exit.OK
    assert sorted(outputs(Path("out"))) == ["2022/a.docx", "2023/b.docx"]


def test_files_and_folders_can_be_chosen_and_left_out(command: Command) -> None:
    fill(Path("in"), ["a.md", "a.txt", "b/c.MD", "old/d.md", "draft-e.md"])
    said = command(
        "in", "-t", "docx", "-o", "out", "--include", "*.md", "--exclude", "old", "--exclude", "*draft*", "-q"
    )
    assert said.code == Exit.OK
    assert sorted(outputs(Path("out"))) == ["a.docx", "b/c.docx"]


def test_what_is_no_document_is_left_out_and_counted(command: Command) -> None:
    fill(Path("in"), ["a.md", "~$a.md", ".hidden.md", ".git/b.md", "photo.jpg", "out/foreign.md"])
    said = command("in", "-t", "docx", "-o", "in/out")
    assert said.code == Exit.OK
    assert sorted(outputs(Path("in/out"))) == ["a.docx", "foreign.md"]
    (line,) = (line for line in said.err.splitlines() if line.startswith("Left out"))
    assert line == "Left out: hidden files 1, hidden folders 1, lock files 1, other kinds 1, own outputs 1"


def test_outputs_among_the_sources_are_not_taken_for_sources(command: Command) -> None:
    fill(Path("in"), ["a.md"])
    assert command("in", "-t", "docx", "-o", "in").code == Exit.OK
    again = command("in", "-t", "docx", "-o", "in")
    assert again.code == Exit.OK
    assert "own outputs 3" in again.err
    assert sorted(outputs(Path("in"))) == ["a.docx", "a.md"]


def test_outputs_of_other_runs_among_the_sources_are_not_taken_either(command: Command) -> None:
    fill(Path("in"), ["sub/a.md", "sub/b.md"])
    assert command("in/sub/a.md", "in/sub/b.md", "-t", "docx", "-o", "in/sub").code == Exit.OK
    before = sorted(path for path in Path("in").rglob("*"))
    said = command("in", "-t", "docx", "-o", "out", "--lang", "en")
    assert (said.code, "own outputs 4" in said.err) == (Exit.OK, True)
    assert sorted(outputs(Path("out"))) == ["sub/a.docx", "sub/b.docx"]
    assert sorted(path for path in Path("in").rglob("*")) == before
    assert command("in/sub", "-t", "docx", "-o", "named", "--include", "*.docx").code == Exit.OK
    (ledger,) = Path("in").rglob("ledger.sqlite")
    ledger.unlink()
    with sqlite3.connect(ledger) as forged:
        endless = "WITH RECURSIVE a(target) AS (SELECT 'x' UNION ALL SELECT target FROM a) SELECT * FROM a"
        forged.execute(f"CREATE VIEW documents AS SELECT target, target AS target_sha256 FROM ({endless})")
        forged.execute("CREATE TABLE notes (name TEXT, value TEXT)")
    forged.close()
    assert "own outputs" not in command("in", "-t", "docx", "-o", "out", "--dry-run").err


def test_two_sources_for_one_target_stop_the_run_before_it_begins(command: Command) -> None:
    fill(Path("in"), ["a.md", "a.txt", "b.md"])
    said = command("in", "-t", "docx", "-o", "out")
    assert said.code == Exit.OUTPUT
    assert "a.md" in said.err
    assert "a.txt" in said.err
    assert not Path("out").exists()
    assert command("in", "-t", "docx", "-o", "out", "--keep-going").code == Exit.FAILED
    assert sorted(outputs(Path("out"))) == ["b.docx"]
    assert states(Path("out"))["a.md"] == states(Path("out"))["a.txt"] == ("refused", "target-claimed")
    assert command("in", "-t", "docx", "-o", "named", "--keep-ending").code == Exit.OK
    assert sorted(outputs(Path("named"))) == ["a.md.docx", "a.txt.docx", "b.md.docx"]


def test_each_of_three_that_want_one_target_is_named_with_another(command: Command) -> None:
    fill(Path("in"), ["a.html", "a.md", "a.txt"])
    said = command("in", "-t", "docx", "-o", "out", "--dry-run")
    for line, name in zip(said.text.splitlines(), ("a.html", "a.md", "a.txt"), strict=True):
        assert line.count(name) == 2
        assert "--keep-ending" in line


def test_two_folders_with_the_same_names_in_them_are_advised_what_helps(command: Command) -> None:
    fill(Path("in"), ["x/2023/a.md", "y/2023/a.md"])
    said = command("in/x", "in/y", "-t", "docx", "-o", "out", "--lang", "zh")
    assert said.code == Exit.OUTPUT
    assert "同时包含两者的文件夹" in said.err
    assert "--keep-ending" not in said.err.splitlines()[0]
    assert command("in", "-t", "docx", "-o", "out").code == Exit.OK


def test_a_target_that_is_not_ours_stops_the_run_unless_it_may_be_replaced(command: Command) -> None:
    fill(Path("in"), ["a.md", "b.md"])
    Path("out").mkdir()
    Path("out/a.docx").write_bytes(b"mine")
    said = command("in", "-t", "docx", "-o", "out")
    assert said.code == Exit.OUTPUT
    assert "exists already: a.docx" in said.err
    assert outputs(Path("out")).keys() == {"a.docx"}
    assert command("in", "-t", "docx", "-o", "out", "--keep-going").code == Exit.FAILED
    assert Path("out/a.docx").read_bytes() == b"mine"
    assert Path("out/b.docx").exists()
    assert command("in", "-t", "docx", "-o", "out", "--force").code == Exit.OK
    assert Path("out/a.docx").read_bytes().startswith(b"PK")


def test_a_dry_run_prints_the_plan_and_writes_nothing(command: Command) -> None:
    fill(Path("in"), ["a.md", "b/c.md", "b/c.txt"])
    said = command("in", "-t", "docx", "-o", "out", "--dry-run")
    assert said.code == Exit.OUTPUT
    lines = [line.split("\t") for line in said.text.splitlines()]
    assert [line[0] for line in lines] == ["waiting", "refused", "refused"]
    assert lines[0][1:] == [os.path.join("in", "a.md"), os.path.join("out", "a.docx")]
    assert not Path("out").exists()
    assert command("in", "-t", "docx", "-o", "out", "--keep-going").code == Exit.FAILED
    before = {path: path.stat().st_mtime_ns for path in Path("out").rglob("*.docx")}
    assert "done" in command("in", "-t", "docx", "-o", "out", "--dry-run", "--keep-going").text
    assert {path: path.stat().st_mtime_ns for path in Path("out").rglob("*.docx")} == before


@linux
def test_links_that_leave_the_tree_or_lead_in_a_circle_are_refused_and_others_followed(command: Command) -> None:
    fill(Path("in"), ["a.md", "sub/b.md"])
    fill(Path("elsewhere"), ["secret.md"], start=90)
    Path("in/inside.md").symlink_to("sub/b.md")
    Path("in/outside.md").symlink_to(Path("elsewhere/secret.md").absolute())
    Path("in/nowhere.md").symlink_to("missing.md")
    Path("in/around").symlink_to(".", target_is_directory=True)
    Path("in/sub/up").symlink_to("..", target_is_directory=True)
    Path("in/away").symlink_to(Path("elsewhere").absolute(), target_is_directory=True)
    Path("in/again").symlink_to("sub", target_is_directory=True)
    said = command("in", "-t", "docx", "-o", "out")
    assert said.code == Exit.FAILED
    assert sorted(outputs(Path("out"))) == ["a.docx", "inside.docx", "sub/b.docx"]
    refused = {tree: code for tree, state, code in rows(Path("out")) if state == "refused"}
    assert set(refused) == {"outside.md", "nowhere.md", "around", "sub/up", "away"}
    assert set(refused.values()) == {"bad-link"}
    assert "links to folders walked already 1" in said.err


@linux
def test_names_that_are_no_unicode_or_as_long_as_they_can_be(command: Command) -> None:
    raw = os.fsdecode("报告".encode("gb18030") + b"\xff.md")
    longest, too_long = "长" * 83 + "x.md", "长" * 84 + ".md"
    fill(Path("in"), [raw, longest, too_long, raw[:2] + "/x.md"])
    said = command("in", "-t", "docx", "-o", "out", "--report", "report.jsonl")
    assert said.code == Exit.FAILED
    assert "too long" in said.err
    assert set(outputs(Path("out"))) == {raw[:-3] + ".docx", longest[:-3] + ".docx", raw[:2] + "/x.docx"}
    assert len(Path("report.jsonl").read_text(encoding="utf-8").splitlines()) == 4


@linux
def test_pipes_and_devices_are_never_opened(command: Command) -> None:
    fill(Path("in"), ["a.md"])
    os.mkfifo("in/b.md")
    said = command("in", "-t", "docx", "-o", "out")
    assert said.code == Exit.OK
    assert "neither files nor folders 1" in said.err


def test_a_folder_without_documents_says_so(command: Command) -> None:
    fill(Path("in"), ["photo.jpg"])
    said = command("in", "-t", "docx", "-o", "out")
    assert said.code == Exit.UNREADABLE
    assert "No document was found" in said.err
    assert "other kinds 1" in said.err
    assert "No file matches" in command("in/*.md", "-t", "docx", "-o", "out").err


def test_a_report_never_replaces_an_input(command: Command) -> None:
    (path, _) = fill(Path("in"), ["a.md", "b.md"])
    before = path.read_bytes()
    said = command("in", "-t", "docx", "-o", "out", "--report", path)
    assert said.code == Exit.OUTPUT
    assert "would replace" in said.err
    assert path.read_bytes() == before


def test_several_files_without_an_output_folder_stand_beside_their_sources(command: Command) -> None:
    fill(Path("in"), ["a.md", "b/c.md"])
    assert command("in/a.md", "in/b/c.md", "-t", "docx").code == Exit.OK
    assert sorted(outputs(Path("in"))) == ["a.docx", "a.md", "b/c.docx", "b/c.md"]
    assert not list(Path().rglob(".convert*"))


@linux
def test_a_pattern_walks_through_no_link_that_leads_around_or_out(command: Command) -> None:
    fill(Path("in"), ["sub/a.md", ".git/b.md"])
    fill(Path("elsewhere/sub"), ["c.md"])
    Path("in/up").symlink_to("..", target_is_directory=True)
    Path("in/away").symlink_to(Path("elsewhere/sub").absolute(), target_is_directory=True)
    assert command("in/**/*.md", "-t", "docx", "-o", "out").code == Exit.OK
    assert states(Path("out")) == {"sub/a.md": ("done", "")}
    assert command("in/*/*.md", "-t", "docx", "-o", "more").code == Exit.FAILED
    assert states(Path("more")) == {"sub/a.md": ("done", ""), "away/c.md": ("refused", "bad-link")}


def test_a_dry_run_of_one_file_to_another_writes_nothing_either(command: Command) -> None:
    fill(Path(), ["a.md"])
    assert command("a.md", "b.docx", "--dry-run").code == Exit.USAGE
    assert command("a.md", "-o", "out", "-t", "docx", "--dry-run").text.startswith("waiting\ta.md")
    assert [path.name for path in Path().iterdir()] == ["a.md"]
