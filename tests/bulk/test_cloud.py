"""Sources and targets behind URLs: an object store, played by moto's server on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from convert.errors import Exit
from tests.bulk.folders import left_over, rows, states, text
from tests.commands import Command

pytest.importorskip("s3fs")
server = pytest.importorskip("moto.server")


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def store(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give an object store with a bucket for sources and an empty one for targets."""
    import fsspec
    import s3fs

    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    s3fs.S3FileSystem.clear_instance_cache()
    found = fsspec.filesystem("s3")
    for bucket in ("source", "target"):
        if found.exists(bucket):
            found.rm(bucket, recursive=True)
        found.mkdir(bucket)
    for name, seed in (("2022/a.md", 1), ("2023/b.md", 2), ("2023/same.md", 1), ("~$c.md", 3), ("photo.jpg", 4)):
        found.pipe_file(f"source/reports/{name}", text(seed).encode())
    return found


def objects(store: Any, bucket: str) -> dict[str, bytes]:
    store.invalidate_cache()
    return {path.partition("/")[2]: store.cat_file(path) for path in store.find(bucket)}


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
