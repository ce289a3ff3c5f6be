"""A large archive of generated reports: exact values, a cause for every bad file, a parent that does not grow."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from convert.bulk.ledger import Ledger
from convert.errors import Exit
from tests.bulk.archive_of_reports import Made, make
from tests.bulk.folders import fill, left_over, outputs


def convert(folder: Path, out: Path, *more: str) -> tuple[int, list[int]]:
    """Run the command; give its exit code and its memory, in bytes, a few times a second."""
    words = [sys.executable, "-m", "convert", str(folder), "-t", "xlsx", "-o", str(out), "-q", "--keep-ending", *more]
    sizes: list[int] = []
    with open(out.with_suffix(".said"), "wb") as said, subprocess.Popen(words, stderr=said) as run:
        while run.poll() is None:
            time.sleep(0.25)
            try:
                with open(f"/proc/{run.pid}/statm", encoding="ascii") as file:
                    sizes.append(int(file.read().split()[1]) * 4096)
            except (OSError, IndexError):
                pass
    assert "Traceback" not in out.with_suffix(".said").read_text(encoding="utf-8")
    return run.returncode, sizes


def compare(out: Path, made: list[Made]) -> None:
    """Compare every document with its row in the ledger: exact values, or a cause."""
    wrong: list[str] = []
    with Ledger.existing(out) as ledger:
        rows = {row.tree: row for row in ledger.each()}
        assert rows.keys() == {one.name for one in made}
        for one in made:
            row = rows[one.name]
            if one.values is None:
                if row.state != "failed" or not row.code or not row.error:
                    wrong.append(f"{one.name}: {row.state}")
                continue
            _, facts = ledger.details(row.id)
            got = {name.partition("/")[2]: values for name, values in facts.get("values", {}).items()}
            if row.state != "done" or got != one.values:
                wrong.append(f"{one.name}: {row.state} {row.code} {row.form}")
    assert wrong == []
    assert len(outputs(out)) == sum(one.values is not None for one in made)
    assert left_over(out) == []


MANY = int(os.environ.get("SOAK_DOCUMENTS", "20000"))


@pytest.mark.parametrize("count", [40, pytest.param(MANY, marks=pytest.mark.soak)])
def test_an_archive_of_reports_comes_out_exact_and_the_parent_does_not_grow(tmp_path: Path, count: int) -> None:
    made = list(make(tmp_path / "in", count))
    code, sizes = convert(tmp_path / "in", tmp_path / "out")
    assert code == Exit.FAILED
    compare(tmp_path / "out", made)
    if len(sizes) > 200:
        early, late = max(sizes[: len(sizes) // 4]), max(sizes)
        assert late < early * 1.25 + (8 << 20), f"the parent grew from {early >> 20} to {late >> 20} MB"


@pytest.mark.soak
def test_a_hundred_thousand_files_in_one_folder(tmp_path: Path) -> None:
    contents = [path.read_bytes() for path in fill(tmp_path / "some", (f"{at}.md" for at in range(100)))]
    (tmp_path / "in").mkdir()
    for at in range(100_000):
        (tmp_path / "in" / f"{at:06}.md").write_bytes(contents[at % 100])
    code, sizes = convert(tmp_path / "in", tmp_path / "out")
    assert code == Exit.OK
    with Ledger.existing(tmp_path / "out") as ledger:
        assert ledger.count("state = 'done'") == 100_000
        assert ledger.count("twin IS NULL") == 100
    assert len(set(outputs(tmp_path / "out").values())) == 100
    assert not sizes or max(sizes) < 300 << 20
