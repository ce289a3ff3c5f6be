"""Sources and targets behind URLs: an object store, played by moto's server on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from convert.errors import Exit
from tests.bulk.folders import left_over, objects, rows, states, text
from tests.commands import Command


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
