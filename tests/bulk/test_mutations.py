"""Damaged and hostile files: a verdict for each, no traceback, limits kept, nobody's output touched but its own."""

from __future__ import annotations

import random
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from convert.bulk.ledger import Ledger
from convert.errors import Exit
from tests import reports
from tests.adapters import docx_files
from tests.bulk.archive_of_reports import WRITERS, swap_members
from tests.bulk.folders import left_over, outputs

MEMORY = 512


def flipped(content: bytes, rng: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(rng.choice((1, 3, 20))):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def truncated(content: bytes, rng: random.Random) -> bytes:
    return content[: rng.randrange(len(content))]


def doubled(content: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(content))
    return content[:at] + content[rng.randrange(len(content)) :] + content[at:]


def lying(content: bytes, rng: random.Random) -> bytes:
    """Change the sizes in the directory of a zip."""
    changed = bytearray(content)
    at = content.find(b"PK\x01\x02")
    if at >= 0:
        changed[at + 20 : at + 28] = rng.randbytes(8)
    return bytes(changed)


def overlapping(content: bytes, rng: random.Random) -> bytes:
    """Let two entries of a zip's directory name the same bytes."""
    changed = bytearray(content)
    first = content.find(b"PK\x01\x02")
    second = content.find(b"PK\x01\x02", first + 4)
    if second >= 0:
        changed[second + 42 : second + 46] = changed[first + 42 : first + 46]
    return bytes(changed)


def deep(content: bytes, rng: random.Random) -> bytes:
    kind = rng.choice(("w:p", "w:tbl", "w:sdt", "w:txbxContent"))
    return docx_files.docx(f"<{kind}>" * 100_000 + str(rng.random()) + f"</{kind}>" * 100_000)


def swapped(content: bytes, rng: random.Random) -> bytes:
    return swap_members(content, rng) if zipfile.is_zipfile(_as_file(content)) else truncated(content, rng)


def _as_file(content: bytes) -> object:
    import io

    return io.BytesIO(content)


MUTATIONS = (flipped, flipped, truncated, doubled, lying, overlapping, swapped, deep)


def mutations(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield names and contents of so many damaged files."""
    rng = random.Random(seed)
    whole = {
        f".{kind}": [write(reports.make_report(at), "年度报告") for at in range(3)] for kind, write in WRITERS.items()
    }
    whole[".txt"] = [dialect(reports.make_report(at)).encode() for at, dialect in enumerate(reports.DIALECTS.values())]
    whole[".html"] = [reports.html_file(reports.make_report(5)).encode()]
    for number in range(count):
        ending = rng.choice(list(whole))
        mutate = rng.choice(MUTATIONS)
        yield f"{number:05}-{mutate.__name__}{ending}", mutate(rng.choice(whole[ending]), rng)


def bomb(path: Path, size: int) -> None:
    """Write a docx whose main part unpacks to so many bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        whole = docx_files.docx("")
        with zipfile.ZipFile(_as_file(whole)) as parts:  # type: ignore[call-overload]
            for name in parts.namelist():
                if name != "word/document.xml":
                    archive.writestr(name, parts.read(name))
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(size >> 20):
                part.write(bytes(1 << 20))


def convert_all(folder: Path, count: int, seed: int, bomb_size: int) -> None:
    source, out = folder / "in", folder / "out"
    source.mkdir()
    for name, content in mutations(count, seed):
        (source / name).write_bytes(content)
    bomb(source / "bomb.docx", bomb_size)
    (source / "good.txt").write_text(reports.tabs_full(reports.make_report(1)), encoding="utf-8")
    words = [sys.executable, "-m", "convert", str(source), "-t", "xlsx", "-o", str(out), "--keep-ending", "-q"]
    run = subprocess.run(
        [*words, "--timeout", "60", "--memory", str(MEMORY)], capture_output=True, encoding="utf-8", errors="replace"
    )
    assert run.returncode == Exit.FAILED
    assert "Traceback" not in run.stderr
    with Ledger.existing(out) as ledger:
        rows = list(ledger.each())
    assert len(rows) == count + 2
    assert {row.state for row in rows} == {"done", "failed"}
    crashed = [f"{row.tree}: {row.error}" for row in rows if row.code == "engine-crashed"]
    assert crashed == []
    assert all(row.code and row.error and row.exit for row in rows if row.state == "failed")
    assert max(row.peak for row in rows) < (MEMORY + 200) << 20
    by_tree = {row.tree: row for row in rows}
    assert by_tree["good.txt"].state == "done"
    assert by_tree["bomb.docx"].code in ("too-large", "unreadable", "out-of-memory")
    assert set(outputs(out)) == {row.target for row in rows if row.state == "done"}
    assert left_over(out) == []


def test_damaged_files_get_a_verdict_each(tmp_path: Path) -> None:
    convert_all(tmp_path, 40, 1, 100 << 20)


@pytest.mark.soak
def test_two_thousand_damaged_files_get_a_verdict_each(tmp_path: Path) -> None:
    convert_all(tmp_path, 2000, 2, 10 << 30)
