"""A run on a Ray cluster: the outputs of a run on this machine, each document once, whatever machine is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from convert.errors import Exit
from tests.bulk.archive_of_reports import make
from tests.bulk.folders import fill, left_over, objects, outputs, rows, states, text
from tests.commands import REPORT, Command
from tests.zips import zipped

pytest.importorskip("ray")
_MACHINE: dict[str, Any] = {"num_cpus": 1, "object_store_memory": 100 << 20, "include_dashboard": False}
ROOT = Path(__file__).resolve().parents[2]


class Machines:
    """A cluster on this machine; each of its machines has one processor."""

    def __init__(self) -> None:
        from ray.cluster_utils import Cluster

        self._cluster = Cluster(initialize_head=True, head_node_args=_MACHINE)
        self._other: Any = None
        self.address = str(self._cluster.address)

    def add_one(self) -> None:
        self._other = self._cluster.add_node(**_MACHINE)

    def lose_one(self) -> None:
        self._cluster.remove_node(self._other, allow_graceful=False)

    def close(self) -> None:
        self._cluster.shutdown()


@pytest.fixture(scope="module")
def machines(endpoint: str) -> Iterator[Machines]:
    """Give a cluster of one machine, which knows the object store."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
        patch.setenv("AWS_ENDPOINT_URL", endpoint)
        patch.setenv("AWS_ACCESS_KEY_ID", "somebody")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        made = Machines()
        yield made
        made.close()


def words(folder: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "convert", str(folder), "-t", "xlsx", "-o", str(out), "--keep-ending", *more]


def told(out: Path) -> list[tuple[Any, ...]]:
    """Give what the ledger says of every document, but for what differs from run to run."""
    what = "tree, state, code, exit, error, sha256, target, target_sha256, form, title, warnings, errors"
    return rows(out, f"{what}, twin, attempts")


def convert_and_lose(machines: Machines, folder: Path, count: int) -> None:
    """Convert on a cluster, lose a machine in the middle, and compare with a run on this machine."""
    machines.add_one()
    list(make(folder / "in", count))
    fill(folder / "in", ["a/same.md", "b/same.md", "b/again.md"])
    (folder / "in/b/again.md").write_bytes((folder / "in/a/same.md").read_bytes())
    total = count + 3
    here = subprocess.run(words(folder / "in", folder / "here", "-q"), capture_output=True, encoding="utf-8")
    ray = ("--engine", "ray", "--address", machines.address, "--json-progress", "-q")
    with subprocess.Popen(words(folder / "in", folder / "there", *ray), stderr=subprocess.PIPE, text=True) as run:
        assert run.stderr
        lines = []
        lost = 0
        for line in run.stderr:
            lines.append(line)
            done = json.loads(line)["done"] if line.startswith('{"total"') else 0
            if not lost and done >= total // 3:
                machines.lose_one()
                lost = done
    assert 0 < lost < total - 5, "".join(lines[-20:])
    assert run.returncode == here.returncode == Exit.FAILED, "".join(lines[-20:])
    assert outputs(folder / "there") == outputs(folder / "here")
    assert told(folder / "there") == told(folder / "here")
    assert max(rows(folder / "there", "attempts")) == (1,)
    assert left_over(folder / "there") == []


def test_a_machine_that_is_lost_in_the_middle_costs_nothing(machines: Machines, tmp_path: Path) -> None:
    convert_and_lose(machines, tmp_path, 45)


@pytest.mark.soak
def test_two_thousand_documents_survive_the_loss_of_a_machine(machines: Machines, tmp_path: Path) -> None:
    convert_and_lose(machines, tmp_path, 2000)


def test_a_hung_or_greedy_document_costs_itself_alone(
    machines: Machines, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """tests.bulk.bad_engine plays a reader that hangs, swells or dies, by the words of the file."""
    monkeypatch.setattr("convert.commands.many.WARM", "tests.bulk.bad_engine:install")
    fill(Path("in"), ["1.md", "9.md"])
    for name in ("hang", "swell", "die"):
        Path("in", f"{name}.md").write_text(f"please {name}", encoding="utf-8")
    limits = ("--timeout", "3", "--memory", "300")
    said = command("in", "-t", "docx", "-o", "out", *limits, "--engine", "ray", "--address", machines.address)
    assert said.code == Exit.FAILED
    assert states(Path("out")) == {
        "1.md": ("done", ""),
        "9.md": ("done", ""),
        "hang.md": ("failed", "timed-out"),
        "swell.md": ("failed", "out-of-memory"),
        "die.md": ("failed", "engine-crashed"),
    }
    assert "Traceback" not in said.err
    assert left_over(Path("out")) == []
    again = ("retry", "out", "--code", "engine-crashed", "--engine", "ray", "--address", machines.address)
    assert command(*again).code == Exit.FAILED
    assert rows(Path("out"), "tree, attempts", "attempts > 1") == [("die.md", 2)]


def test_objects_are_read_and_written_by_the_machines_themselves(
    machines: Machines, command: Command, store: Any
) -> None:
    there = ("--engine", "ray", "--address", machines.address)
    words = ("s3://source/reports", "-t", "docx", "-o", "s3://target/made", "--ledger", "ledger", *there)
    said = command(*words)
    assert said.code == Exit.OK, said.err
    assert "1 of them as copies" in said.err
    assert set(objects(store, "target")) == {"made/2022/a.docx", "made/2023/b.docx", "made/2023/same.docx"}
    assert command("s3://source/reports", "-t", "docx", "-o", "here").code == Exit.OK
    here = {f"made/{path.relative_to('here').as_posix()}": path.read_bytes() for path in Path("here").rglob("*.docx")}
    assert objects(store, "target") == here
    assert left_over(Path("ledger")) == []
    assert "3 done, 3 of them by an earlier run" in command(*words).err


def test_members_of_archives_and_files_that_the_options_name_travel_along(machines: Machines, command: Command) -> None:
    fill(Path("in"), ["a.md"])
    Path("in/report.txt").write_bytes(REPORT.read_bytes())
    Path("in/old.zip").write_bytes(zipped({"x.md": text(8), "子/y.md": text(9)}))
    Path("last.txt").write_bytes(REPORT.read_bytes())
    style = (ROOT / "templates/styles/plain.toml").read_text(encoding="utf-8")
    Path("house.toml").write_text(style.replace('id = "plain"', 'id = "house"'), encoding="utf-8")
    asked = ("in", "-t", "docx", "--style", "house.toml", "--against", "last.txt")
    here = command(*asked, "-o", "here")
    there = command(*asked, "-o", "there", "--engine", "ray", "--address", machines.address)
    assert told(Path("there")) == told(Path("here"))
    assert outputs(Path("there")) == outputs(Path("here"))
    assert there.code == here.code


def test_a_machine_with_another_version_stops_the_run(
    machines: Machines, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(Path("in"), ["a.md"])
    with monkeypatch.context() as patched:
        patched.setattr("convert.bulk.cluster.__version__", "99.0")
        said = command("in", "-t", "docx", "-o", "out", "--engine", "ray", "--address", machines.address)
    assert said.code == Exit.HELPER
    assert "and this one 99.0" in said.err
    assert states(Path("out")) == {"a.md": ("waiting", "")}
    assert command("in", "-t", "docx", "-o", "out", "--engine", "ray", "--address", machines.address).code == Exit.OK


def test_an_address_where_nobody_is_is_said_at_once(command: Command) -> None:
    fill(Path("in"), ["a.md"])
    said = command("in", "-t", "docx", "-o", "out", "--engine", "ray", "--address", "127.0.0.1:9")
    assert said.code == Exit.UNREADABLE
    assert "127.0.0.1:9 cannot be reached" in said.err


def test_a_check_on_a_cluster_writes_nothing(machines: Machines, command: Command) -> None:
    fill(Path("in"), ["a.md", "b.md"])
    said = command("--check", "in", "--engine", "ray", "--address", machines.address)
    assert said.code == Exit.OK
    assert "2 documents: 2 done" in said.err
    assert sorted(path.name for path in Path().rglob("*")) == ["a.md", "b.md", "in"]


@pytest.mark.soak
def test_a_run_whose_own_machine_is_lost_is_resumed(machines: Machines, tmp_path: Path) -> None:
    list(make(tmp_path / "in", 200))
    subprocess.run(words(tmp_path / "in", tmp_path / "here", "-q"), capture_output=True)
    there = words(tmp_path / "in", tmp_path / "there", "-q", "--engine", "ray", "--address", machines.address)
    for share in (3, 2):
        with subprocess.Popen([*there, "--json-progress"], stderr=subprocess.PIPE, text=True) as run:
            assert run.stderr
            for line in run.stderr:
                if line.startswith('{"total"') and json.loads(line)["done"] >= 200 // share:
                    run.kill()
                    break
    finished = set(rows(tmp_path / "there", "tree, attempts", "state = 'done'"))
    assert len(finished) >= 100
    assert subprocess.run(there, capture_output=True).returncode == Exit.FAILED
    assert finished <= set(rows(tmp_path / "there", "tree, attempts", "state = 'done'"))
    assert outputs(tmp_path / "there") == outputs(tmp_path / "here")
    assert left_over(tmp_path / "there") == []
