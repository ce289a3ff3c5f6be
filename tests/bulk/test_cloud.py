"""Sources and targets behind URLs: an object store, played by moto's server on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from convert.errors import Exit
from tests.bulk.folders import fill, left_over, objects, rows, states, text
from tests.bulk.test_archives import tarred
from tests.commands import Command
from tests.zips import zipped


def test_objects_are_converted_into_another_bucket_once(command: Command, store: Any) -> None:
    words = ("s3://source/reports", "-t", "docx", "-o", "s3://target/made", "--ledger", "ledger")
    said = command(*words)
    assert said.code == Exit.OK, said.err
    assert "lock files 1, other kinds 1" in said.err
    assert "1 of them as copies" in said.err
    made = objects(store, "target")
    assert set(made) == {"made/2022/a.docx", "made/2023/b.docx", "made/2023/same.docx"}
    Path("a.md").write_text(text(1), encoding="utf-8")
    assert command("a.md", "one.docx").code == Exit.OK
    assert made["made/2022/a.docx"] == made["made/2023/same.docx"] == Path("one.docx").read_bytes()
    assert left_over(Path("ledger")) == []
    assert "3 done, 3 of them by an earlier run" in command(*words).err
    assert set(rows(Path("ledger"), "attempts")) == {(1,)}


def test_objects_come_down_and_files_go_up(command: Command, store: Any) -> None:
    assert command("s3://source/reports/2023/*.md", "-t", "docx", "-o", "out").code == Exit.OK
    assert sorted(path.name for path in Path("out").glob("*.docx")) == ["b.docx", "same.docx"]
    Path("here").mkdir()
    Path("here/x.md").write_text(text(7), encoding="utf-8")
    assert command("here", "-t", "docx", "-o", "s3://target/up", "--ledger", "ledger").code == Exit.OK
    assert set(objects(store, "target")) == {"up/x.docx"}


def test_objects_that_are_not_ours_are_left_alone(command: Command, store: Any) -> None:
    words = ("s3://source/reports/2022", "-t", "docx", "-o", "s3://target", "--ledger", "ledger")
    store.pipe_file("target/a.docx", b"mine")
    assert command(*words).code == Exit.OUTPUT
    assert objects(store, "target") == {"a.docx": b"mine"}
    assert command(*words, "--force").code == Exit.OK
    store.pipe_file("target/a.docx", b"edited by hand")
    store.pipe_file("source/reports/2022/a.md", text(9).encode())
    said = command(*words, "--force")
    assert said.code == Exit.FAILED
    assert states(Path("ledger")) == {"a.md": ("refused", "target-edited")}
    assert objects(store, "target") == {"a.docx": b"edited by hand"}


def test_a_place_that_is_not_there_is_said(command: Command, store: Any) -> None:
    said = command("s3://nowhere/at-all", "-t", "docx", "-o", "out")
    assert said.code == Exit.FAILED
    assert states(Path("out")) == {"at-all": ("refused", "unreachable")}
    assert "Traceback" not in said.err
    assert command("s3://source/reports", "-t", "docx", "-o", "s3://target").code == Exit.USAGE
    assert command("odd://in/reports", "-t", "docx", "-o", "out").code in (Exit.FAILED, Exit.HELPER)


def test_archives_behind_urls_are_opened_like_those_of_this_machine(command: Command, store: Any) -> None:
    inner = zipped({"deep.md": text(12)})
    store.pipe_file("source/reports/old.zip", zipped({"x.md": text(10), "子/y.md": text(11), "in.zip": inner}))
    store.pipe_file("source/reports/old.tar.gz", tarred({"z.md": text(13)}))
    store.pipe_file("source/reports/bad.zip", b"PK\x03\x04 nothing")
    words = ("s3://source/reports", "-t", "docx", "-o", "s3://target", "--ledger", "ledger")
    said = command(*words)
    assert said.code == Exit.FAILED
    assert states(Path("ledger"))["bad.zip"] == ("refused", "unreadable")
    made = objects(store, "target")
    archived = {"old.zip/x.docx", "old.zip/子/y.docx", "old.zip/in.zip/deep.docx", "old.tar.gz/z.docx"}
    assert set(made) == {"2022/a.docx", "2023/b.docx", "2023/same.docx", *archived}
    Path("y.md").write_text(text(11), encoding="utf-8")
    assert command("y.md", "one.docx").code == Exit.OK
    assert made["old.zip/子/y.docx"] == Path("one.docx").read_bytes()
    assert left_over(Path("ledger")) == []
    assert "7 done, 7 of them by an earlier run" in command(*words).err
    assert command("s3://source/reports/old.zip", "-t", "docx", "-o", "here").code == Exit.OK
    assert sorted(path.name for path in Path("here").rglob("*.docx")) == ["deep.docx", "x.docx", "y.docx"]


def test_an_archive_behind_a_url_is_bounded_in_size(
    command: Command, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("convert.bulk.walk.MAX_FETCHED", 100)
    store.pipe_file("source/reports/large.zip", zipped({"x.md": text(10)}))
    said = command("s3://source/reports", "-t", "docx", "-o", "out")
    assert said.code == Exit.FAILED
    assert states(Path("out"))["large.zip"] == ("refused", "too-large")
    assert states(Path("out"))["2022/a.md"] == ("done", "")


def test_shared_folders_can_be_named_by_urls_too(command: Command) -> None:
    fill(Path("in"), ["a.md", "b/c.md"])
    here, there = Path("in").absolute().as_uri(), Path("shared").absolute().as_uri()
    words = (here, "-t", "docx", "-o", there, "--ledger", "ledger")
    assert command(*words).code == Exit.OK
    assert command("in", "-t", "docx", "-o", "plain").code == Exit.OK
    made = {path.relative_to("shared").as_posix(): path.read_bytes() for path in Path("shared").rglob("*.*")}
    assert made == {name: Path("plain", name).read_bytes() for name in ("a.docx", "b/c.docx")}
    assert "2 done, 2 of them by an earlier run" in command(*words).err
    Path("shared/a.docx").write_bytes(b"my own words")
    assert command(*words).code == Exit.FAILED
    assert Path("shared/a.docx").read_bytes() == b"my own words"
