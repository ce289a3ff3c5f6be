"""Engines that are not there are said, and what can go wrong with a cluster, played without one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from convert.errors import Exit
from tests.bulk.folders import fill, left_over, states
from tests.commands import Command, Said


def test_a_cluster_without_its_package_names_the_line_that_installs_it(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    fill(Path("in"), ["a.md"])
    said = command("in", "-t", "docx", "-o", "out", "--engine", "ray")
    assert said.code == Exit.HELPER
    assert "pip install 'convert-office[ray]'" in said.err
    assert "Traceback" not in said.err


class Exceptions:
    class RayError(Exception):
        pass

    class RayTaskError(RayError):
        pass


class Played:
    """Ray as far as the engine uses it; every task ends as told."""

    exceptions = Exceptions

    def __init__(self, ending: Exception | None = None, processors: int = 1) -> None:
        self._ending, self._processors = ending, processors

    def cluster_resources(self) -> dict[str, float]:
        return {"CPU": self._processors} if self._processors else {}

    def remote(self, *args: Any, **_: Any) -> Any:
        """Begin a task, or with options alone make one of a function."""
        return object() if args else lambda function: self

    def wait(self, tasks: list[Any], num_returns: int = 1, timeout: float = 0) -> tuple[list[Any], list[Any]]:
        return tasks, []

    def get(self, task: Any) -> Any:
        assert self._ending
        raise self._ending

    def shutdown(self) -> None:
        pass


def run_on(played: Played, command: Command, monkeypatch: pytest.MonkeyPatch) -> Said:
    monkeypatch.setattr("convert.bulk.cluster._connected", lambda address: played)
    fill(Path("in"), ["a.md", "b.md"])
    return command("in", "-t", "docx", "-o", "out", "--engine", "ray")


def test_a_document_that_costs_one_machine_after_another_fails_alone(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = run_on(Played(Exceptions.RayError("the node died")), command, monkeypatch)
    assert said.code == Exit.FAILED
    assert set(states(Path("out")).values()) == {("failed", "engine-crashed")}
    assert left_over(Path("out")) == []


def test_machines_that_cannot_do_the_work_end_the_run_and_lose_nothing(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = Exceptions.RayTaskError("Traceback\nModuleNotFoundError: No module named 'convert'")
    said = run_on(Played(problem), command, monkeypatch)
    assert said.code == Exit.UNREADABLE
    assert "cannot do the work: ModuleNotFoundError" in said.err
    assert "Install the same version" in said.err
    assert "Traceback" not in said.err
    assert set(states(Path("out")).values()) == {("waiting", "")}
    assert command("in", "-t", "docx", "-o", "out").code == Exit.OK


def test_a_cluster_that_stays_without_a_processor_ends_the_run(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("convert.bulk.cluster._ALONE_SECONDS", -1.0)
    said = run_on(Played(processors=0), command, monkeypatch)
    assert said.code == Exit.UNREADABLE
    assert "no processor is left" in said.err
    assert set(states(Path("out")).values()) == {("waiting", "")}
