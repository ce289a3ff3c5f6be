"""Archives that this program writes, read by the standard library."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from convert.ooxml.zipped import writing

NOISE = random.Random(1).randbytes(200_000)


def pieces() -> Iterator[bytes]:
    for at in range(0, len(NOISE), 60_000):
        yield NOISE[at : at + 60_000]


def write(path: Path) -> None:
    with writing(path) as archive:
        archive.add("first.xml", b"<a/>" * 9)
        archive.add("in pieces", pieces())
        archive.add("whole", NOISE)
        archive.add("文/空.xml", b"")
        archive.add("none", iter(()))


def test_every_member_reads_back_as_it_was_given_whole_or_in_pieces(tmp_path: Path) -> None:
    write(tmp_path / "made.zip")
    with zipfile.ZipFile(tmp_path / "made.zip") as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["first.xml", "in pieces", "whole", "文/空.xml", "none"]
        contents = [archive.read(name) for name in archive.namelist()]
    assert contents == [b"<a/>" * 9, NOISE, NOISE, b"", b""]


def test_members_say_no_time_and_no_system_but_are_what_any_program_opens(tmp_path: Path) -> None:
    write(tmp_path / "made.zip")
    with zipfile.ZipFile(tmp_path / "made.zip") as archive:
        found = {(info.date_time, info.create_system, info.compress_type, info.extra) for info in archive.infolist()}
    assert found == {((1980, 1, 1, 0, 0, 0), 3, zipfile.ZIP_DEFLATED, b"")}


def test_what_stood_at_the_path_gives_way_to_the_last_byte(tmp_path: Path) -> None:
    once, again = tmp_path / "once.zip", tmp_path / "again.zip"
    again.write_bytes(b"x" * 1_000_000)
    write(once)
    write(again)
    assert once.read_bytes() == again.read_bytes()


def test_what_fails_while_a_member_is_made_is_passed_on(tmp_path: Path) -> None:
    def failing() -> Iterator[bytes]:
        yield b"begun"
        raise OSError("full")

    with pytest.raises(OSError, match="full"), writing(tmp_path / "made.zip") as archive:
        archive.add("part.xml", failing())
