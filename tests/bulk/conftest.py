"""One worker a run, and an object store, played by moto's server on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.bulk.folders import text


@pytest.fixture(autouse=True)
def one_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin one worker where a test does not say how many: its start takes longer than small documents do."""
    monkeypatch.setattr("convert.commands.many.cores", lambda: 1)


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    pytest.importorskip("s3fs")
    server = pytest.importorskip("moto.server")
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
