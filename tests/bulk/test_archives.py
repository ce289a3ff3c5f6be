"""Documents in archives are converted under the archive's name; what an archive may do to its reader is bounded."""

from __future__ import annotations

import io
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from convert.bulk.contents import pair, same_size
from convert.bulk.ledger import Ledger
from convert.bulk.plan import Plan
from convert.bulk.progress import Silence
from convert.bulk.run import Run
from convert.errors import Exit
from convert.options import Options
from convert.workers import Pool
from convert.workers.limits import Limits
from tests.bulk.folders import left_over, outputs, states, text
from tests.commands import Command
from tests.zips import zipped


def tarred(files: dict[str, str], mode: str = "w:gz") -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content.encode())
            archive.addfile(info, io.BytesIO(content.encode()))
    return held.getvalue()


@pytest.fixture
def source() -> Path:
    folder = Path("in")
    folder.mkdir()
    return folder


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.tar.xz", "a.tgz"])
def test_members_are_converted_under_the_archives_name(command: Command, source: Path, name: str) -> None:
    files = {"x.md": text(1), "子/y.md": text(2), "./z/w.txt": text(3), "photo.jpg": "no", "__MACOSX/x.md": "no"}
    mode = {"a.tar": "w", "a.tar.xz": "w:xz"}.get(name, "w:gz")
    (source / name).write_bytes(zipped(files) if name.endswith("zip") else tarred(files, mode))  # type: ignore[arg-type]
    (source / "plain.md").write_text(text(4), encoding="utf-8")
    said = command(source, "-t", "docx", "-o", "out")
    assert said.code == Exit.OK, said.err
    assert sorted(outputs(Path("out"))) == [f"{name}/x.docx", f"{name}/z/w.docx", f"{name}/子/y.docx", "plain.docx"]
    assert "hidden files 1" in said.err
    assert left_over(Path("out")) == []
    again = command(source, "-t", "docx", "-o", "out")
    assert "4 done, 4 of them by an earlier run" in again.err


def test_an_archive_can_be_named_itself(command: Command) -> None:
    Path("a.zip").write_bytes(zipped({"x.md": text(1)}))
    assert command("a.zip", "-t", "docx", "-o", "out").code == Exit.OK
    assert sorted(outputs(Path("out"))) == ["a.zip/x.docx"]


def test_names_in_a_zip_from_a_chinese_system_are_read(command: Command, source: Path) -> None:
    raw = zipped({"XXXX.md": text(1)}).replace(b"XXXX", "年报".encode("gb18030"))
    (source / "a.zip").write_bytes(raw)
    assert command(source, "-t", "docx", "-o", "out").code == Exit.OK
    assert sorted(outputs(Path("out"))) == ["a.zip/年报.docx"]


def test_archives_in_archives_are_opened_to_a_depth(command: Command, source: Path) -> None:
    inner = zipped({"deep.md": text(9)})
    for level in range(4):
        inner = zipped({f"{level}.zip": inner, f"{level}.md": text(level)})
    (source / "a.zip").write_bytes(inner)
    said = command(source, "-t", "docx", "-o", "out")
    assert said.code == Exit.FAILED
    assert "nested too deep" in said.err
    assert sorted(outputs(Path("out"))) == ["a.zip/3.docx", "a.zip/3.zip/2.docx", "a.zip/3.zip/2.zip/1.docx"]


def test_members_that_would_do_harm_are_refused_one_by_one(command: Command, source: Path) -> None:
    files: dict[str, str | bytes] = {"good.md": text(1), "../out.md": "a", "/etc/b.md": "b", "C:/c.md": "c"}
    files["bomb.md"] = bytes(50 << 20)
    (source / "a.zip").write_bytes(zipped(files))
    said = command(source, "-t", "docx", "-o", "out")
    assert said.code == Exit.FAILED
    assert sorted(outputs(Path("out"))) == ["a.zip/good.docx"]
    found = states(Path("out"))
    assert found.pop("a.zip/good.md") == ("done", "")
    assert len(found) == 4
    assert set(found.values()) == {("refused", "bad-member")}
    assert not Path("out.md").exists()


def test_links_in_an_archive_are_told_of_and_not_followed(command: Command, source: Path) -> None:
    with tarfile.open(source / "a.tar", "w") as archive:
        for name, kind in (("soft.md", tarfile.SYMTYPE), ("hard.md", tarfile.LNKTYPE), ("device.md", tarfile.CHRTYPE)):
            link = tarfile.TarInfo(name)
            link.type, link.linkname = kind, "/etc/hostname"
            archive.addfile(link)
    with zipfile.ZipFile(source / "b.zip", "w") as packed:
        linked = zipfile.ZipInfo("linked.md")
        linked.create_system, linked.external_attr = 3, 0o120777 << 16
        packed.writestr(linked, "/etc/hostname")
    said = command(source, "-t", "docx", "-o", "out", "--keep-going", "--lang", "zh")
    assert said.code == Exit.FAILED
    assert "它是链接或设备" in said.err
    names = ("a.tar/soft.md", "a.tar/hard.md", "a.tar/device.md", "b.zip/linked.md")
    assert states(Path("out")) == dict.fromkeys(names, ("refused", "bad-member"))


def test_a_member_that_lies_about_its_size_or_is_damaged_costs_itself_alone(command: Command, source: Path) -> None:
    raw = bytearray(zipped({"bad.md": "x" * 500, "good.md": text(1)}, zipfile.ZIP_STORED))
    raw[60] ^= 0xFF
    (source / "a.zip").write_bytes(raw)
    (source / "b.zip").write_bytes(zipped({"x.md": text(1)})[:-30])
    (source / "c.tar.gz").write_bytes(tarred({"x.md": text(2), "y.md": text(3)})[:-40])
    said = command(source, "-t", "docx", "-o", "out")
    assert said.code == Exit.FAILED
    assert "Traceback" not in said.err
    found = states(Path("out"))
    assert found["a.zip/bad.md"] == ("failed", "unreadable")
    assert found["a.zip/good.md"] == ("done", "")
    assert found["b.zip"][0] == found["c.tar.gz"][0] == "refused"


@pytest.mark.parametrize(("bound", "value"), [("MAX_MEMBERS", 3), ("MAX_TOTAL", 20)])
def test_an_archive_is_bounded_in_the_number_and_size_of_its_files(
    command: Command, source: Path, monkeypatch: pytest.MonkeyPatch, bound: str, value: int
) -> None:
    monkeypatch.setattr(f"convert.bulk.archives.{bound}", value)
    (source / "a.zip").write_bytes(zipped({f"{at}.md": "文字文字" for at in range(9)}))
    said = command(source, "-t", "docx", "-o", "out", "--dry-run")
    assert "larger than this program reads" in said.text


def test_two_members_of_one_name_are_both_told_of(command: Command, source: Path) -> None:
    raw = zipped({"x.md": text(1), "y.md": text(2)})
    (source / "a.zip").write_bytes(raw.replace(b"y.md", b"x.md"))
    said = command(source, "-t", "docx", "-o", "out")
    assert said.code == Exit.FAILED
    assert "several files of this name" in said.err
    assert sorted(outputs(Path("out"))) == ["a.zip/x.docx"]


@pytest.mark.skipif(sys.platform == "win32", reason="names with a star")
def test_patterns_choose_members_too(command: Command, source: Path) -> None:
    (source / "a.zip").write_bytes(zipped({"x.md": text(1), "y.txt": text(2)}))
    assert command(source, "-t", "docx", "-o", "out", "--include", "*.txt").code == Exit.OK
    assert sorted(outputs(Path("out"))) == ["a.zip/y.docx"]


def steps_of_a_batch(folder: Path, archives: int) -> int:
    """Count, in hundreds, what SQLite does for the first archives of a ledger with so many, all waiting."""
    with Ledger(folder / str(archives)) as ledger:
        number = ledger.begin_run()
        names = [(f"/{at:05}.zip", f"{member}.md") for at in range(archives) for member in range(50)]
        with ledger.together():
            ledger.add(
                {"source": source, "member": member, "format": "docx", "tree": source + member, "ending": "md",
                 "size": at * 7919 % 100_003, "mtime": 0, "options": "", "state": "waiting", "target": source + member,
                 "claim": source + member, "run": number}
                for at, (source, member) in enumerate(names)
            )  # fmt: skip
        steps = 0

        def step() -> None:
            nonlocal steps
            steps += 1

        with Pool(1, Limits(60)) as pool:
            run = Run(ledger, Plan((), folder, Options(target_format="docx")), pool, Silence())
            ledger._db.set_progress_handler(step, 100)
            batch = next(run._archives())
            where, values = run._members_of(batch)
            list(same_size(ledger, where, values))
            pair(ledger, where, values)
            assert len(run._fetch(where, values)) == len(run._fetch("run = ? AND (member != '') = 1", (number,))) == 256
            assert len(run._waiting_members(batch[0])) == 50
            assert ledger.rows("twin = ? AND state = 'waiting'", (1,)) == []
            assert not ledger.count("target = ? AND target_sha256 NOT NULL", ("x",))
        return steps


def test_what_a_batch_of_archives_costs_does_not_grow_with_how_many_wait(tmp_path: Path) -> None:
    assert steps_of_a_batch(tmp_path, 200) < 2 * steps_of_a_batch(tmp_path, 20)
