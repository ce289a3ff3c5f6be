"""The same input gives the same bytes on another day, in another time zone, language and folder, on another run."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import convert
from tests.commands import SAMPLES

ROOT = Path(__file__).resolve().parents[1]
INPUTS = ("annual-report-2021.txt", "sum-does-not-hold.txt", "general.docx", "general.xlsx")

OTHER_DAY = """
import datetime, time
SHIFT = 12345 * 86400.0
real_time, real_local, real_gm = time.time, time.localtime, time.gmtime
time.time = lambda: real_time() + SHIFT
time.time_ns = lambda: int(time.time() * 1e9)
time.localtime = lambda seconds=None: real_local(time.time() if seconds is None else seconds)
time.gmtime = lambda seconds=None: real_gm(time.time() if seconds is None else seconds)
class Shifted(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)
    @classmethod
    def utcnow(cls):
        return cls.fromtimestamp(time.time(), datetime.timezone.utc).replace(tzinfo=None)
    today = now
class Day(datetime.date):
    @classmethod
    def today(cls):
        return cls.fromtimestamp(time.time())
datetime.datetime, datetime.date = Shifted, Day
"""
"""Run by Python before anything else: a clock that is decades ahead."""


def run(folder: Path, target: str, **surroundings: str) -> dict[str, bytes]:
    """Convert the inputs by the command in a new process; give what was written."""
    folder.mkdir()
    paths = [str(SAMPLES / name) for name in INPUTS[:3] if target != "docx" or not name.endswith(target)]
    paths += [str(SAMPLES / "general.xlsx")] if target == "docx" else []
    words = [sys.executable, "-m", "convert", *paths, "-t", target, "-o", "out", "--quiet", "--lang", "zh"]
    search = os.pathsep.join(filter(None, (surroundings.pop("first", ""), str(ROOT))))
    done = subprocess.run(words, cwd=folder, env={**os.environ, "PYTHONPATH": search, **surroundings}, timeout=120)
    assert done.returncode in (0, 1)
    return {path.name: path.read_bytes() for path in sorted((folder / "out").glob(f"*.{target}"))}


@pytest.mark.parametrize("target", ["docx", "xlsx", "json"])
def test_neither_day_nor_place_nor_language_nor_luck_changes_a_byte(tmp_path: Path, target: str) -> None:
    shim = tmp_path / "shim"
    shim.mkdir()
    (shim / "sitecustomize.py").write_text(OTHER_DAY, encoding="utf-8")
    here = run(tmp_path / "here", target, TZ="UTC", LANG="C.UTF-8", LC_ALL="C.UTF-8", PYTHONHASHSEED="1")
    there = run(
        tmp_path / "somewhere else",
        target,
        first=str(shim),
        TZ="Asia/Kathmandu",
        LANG="zh_CN.GB18030",
        LC_ALL="",
        PYTHONHASHSEED="4242",
    )
    assert len(here) >= 3
    assert here == there


def test_the_clock_of_the_other_day_is_another(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(OTHER_DAY, encoding="utf-8")
    script = "import time, datetime; print(time.localtime().tm_year, datetime.datetime.now().year)"
    years = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True, text=True
    ).stdout.split()
    assert all(int(year) > 2050 for year in years)
    assert len(years) == 2


def test_no_number_is_packed_in_the_machines_own_order() -> None:
    """Machines with the other order of bytes are rare; that nothing hangs on the order is read in the code."""
    package = Path(convert.__file__).parent
    for path in sorted(package.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert "byteorder" not in text or "byteswap" in text, path.name
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                first = node.args[0]
                if node.func.attr in ("pack", "unpack", "unpack_from", "iter_unpack", "Struct") and isinstance(
                    first, ast.Constant
                ):
                    assert re.match("[<>!]", str(first.value)), f"{path.name}: {first.value}"
                if node.func.attr in ("from_bytes", "to_bytes"):
                    assert len(node.args) > 1 or node.keywords, path.name
