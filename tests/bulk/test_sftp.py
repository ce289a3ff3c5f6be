"""Sources and targets on a server that is reached over SSH."""

from __future__ import annotations

from pathlib import Path

import pytest

from convert.errors import Exit
from tests.bulk.folders import fill, left_over, outputs, states
from tests.commands import Command
from tests.zips import zipped

pytest.importorskip("paramiko")


def test_files_are_read_from_a_server_and_written_to_it_whole(command: Command, tmp_path: Path) -> None:
    from tests.bulk.sftp_server import Server

    served = tmp_path / "served"
    fill(served / "in", ["a.md", "b/c.md"])
    (served / "in/old.zip").write_bytes(zipped({"x.md": "# 旧\n"}))
    server = Server(served)
    try:
        place = f"sftp://somebody:secret@127.0.0.1:{server.port}"
        words = (f"{place}/in", "-t", "docx", "-o", f"{place}/out/made", "--ledger", "ledger", "-j", "2")
        said = command(*words)
        assert said.code == Exit.OK, said.err
        assert command(served / "in", "-t", "docx", "-o", "here").code == Exit.OK
        assert outputs(served / "out/made") == outputs(Path("here"))
        assert left_over(Path("ledger")) == []
        assert "3 done, 3 of them by an earlier run" in command(*words).err
        fill(served / "in", ["a.md"], start=50)
        assert command(*words).code == Exit.OK
        assert outputs(served / "out/made")["a.docx"] != outputs(Path("here"))["a.docx"]
        (served / "out/made/a.docx").write_bytes(b"my own words")
        assert command(*words).code == Exit.FAILED
        assert states(Path("ledger"))["a.md"] == ("refused", "target-edited")
        assert (served / "out/made/a.docx").read_bytes() == b"my own words"
    finally:
        server.stop()
