"""Engines that are not there are said, with the line that installs them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from convert.errors import Exit
from tests.bulk.folders import fill
from tests.commands import Command


def test_a_cluster_without_its_package_names_the_line_that_installs_it(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    fill(Path("in"), ["a.md"])
    said = command("in", "-t", "docx", "-o", "out", "--engine", "ray")
    assert said.code == Exit.HELPER
    assert "pip install 'convert-office[ray]'" in said.err
    assert "Traceback" not in said.err
