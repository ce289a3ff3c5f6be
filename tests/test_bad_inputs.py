"""Each way in which an input can be bad has its own message and exit code, and leaves nothing behind."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from convert.errors import Exit
from tests.commands import Command, make_docx
from tests.zips import zipped

TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&c;'
    "</w:t></w:r></w:p></w:body></w:document>"
)


def word_package(path: Path, body: str | bytes | None) -> None:
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    kind = f'<Override PartName="/word/document.xml" ContentType="{WORD_TYPE}"/>'
    link = f'<Relationship Id="rId1" Type="{office}" Target="word/document.xml"/>'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}">{kind}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{rels}">{link}</Relationships>',
    }
    path.write_bytes(zipped(parts if body is None else {**parts, "word/document.xml": body}))


def truncated(path: Path) -> None:
    path.write_bytes(make_docx(path).read_bytes()[:9000])


def protected(path: Path) -> None:
    sectors = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016)
    path.write_bytes(sectors + "EncryptedPackage".encode("utf-16-le") + bytes(2048))


def noise(path: Path) -> None:
    path.write_bytes(random.Random(7).randbytes(4000))


BAD_INPUTS: dict[str, tuple[str, Callable[[Path], object], Exit, str]] = {
    "missing": ("a.docx", lambda path: None, Exit.UNREADABLE, "no such file"),
    "empty": ("a.docx", lambda path: path.write_bytes(b""), Exit.UNREADABLE, "empty"),
    "folder": ("a.docx", lambda path: path.mkdir(), Exit.UNREADABLE, "folder"),
    "truncated": ("a.docx", truncated, Exit.UNREADABLE, "incomplete"),
    "other zip": ("a.docx", lambda path: path.write_bytes(zipped({"readme": "hello"})), Exit.UNREADABLE, "zip archive"),
    "no document": ("a.docx", lambda path: word_package(path, None), Exit.UNREADABLE, "main document"),
    "not xml": ("a.docx", lambda path: word_package(path, "<w:document"), Exit.UNREADABLE, "well-formed"),
    "deep": ("a.docx", lambda path: word_package(path, "<a>" * 5000 + "</a>" * 5000), Exit.UNREADABLE, "deeply"),
    "entities": ("a.docx", lambda path: word_package(path, LAUGHS), Exit.UNREADABLE, "entities"),
    "bomb": ("a.docx", lambda path: word_package(path, bytes(200 * 2**20)), Exit.UNREADABLE, "larger"),
    "password": ("a.docx", protected, Exit.PASSWORD, "password"),
    "old": (
        "a.docx",
        lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000)),
        Exit.UNREADABLE,
        "old",
    ),
    "pdf": ("a.docx", lambda path: path.write_bytes(b"%PDF-1.7\n"), Exit.UNREADABLE, "damaged"),
    "blank": ("a.txt", lambda path: path.write_bytes(b"\r\n \n" * 50), Exit.UNREADABLE, "nothing but blanks"),
    "noise": ("a.txt", noise, Exit.UNREADABLE, "no office document and no text"),
}


@pytest.mark.parametrize("target", ["out.docx", "out.xlsx"])
@pytest.mark.parametrize("kind", BAD_INPUTS)
def test_a_bad_input_has_its_own_message_and_exit_code_and_leaves_nothing(
    command: Command, tmp_path: Path, kind: str, target: str
) -> None:
    name, make, code, words = BAD_INPUTS[kind]
    make(Path(name))
    before = sorted(tmp_path.rglob("*"))
    said = command(name, target)
    assert (said.code, said.out) == (code, b"")
    assert words in said.err
    assert said.err.startswith(f"Error: {name}: ")
    assert "Traceback" not in said.err
    assert len(said.err.splitlines()) == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_no_two_bad_inputs_share_a_message(command: Command) -> None:
    said: dict[str, str] = {}
    for kind, (name, make, _, _) in BAD_INPUTS.items():
        folder = Path(kind.replace(" ", "-"))
        folder.mkdir()
        make(folder / name)
        message = command("--check", folder / name).err.partition(": ")[2].partition(": ")[2]
        assert message not in said, (kind, said.get(message))
        said[message] = kind


def test_a_bad_input_is_told_in_chinese_too(command: Command) -> None:
    for kind, (name, make, code, _) in BAD_INPUTS.items():
        folder = Path(kind.replace(" ", "-"))
        folder.mkdir()
        make(folder / name)
        said = command("--check", "--lang", "zh", folder / name)
        assert said.code == code
        message = said.err.partition(": ")[2]
        assert said.err.startswith("错误：")
        assert not re.findall(r"\b(?:the|is|it|file)\b", message), message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_or_a_device_is_refused_at_once(command: Command) -> None:
    os.mkfifo("pipe.docx")
    for name in ("pipe.docx", "/dev/zero"):
        said = command(name, "out.docx")
        assert (said.code, "not a file" in said.err) == (Exit.UNREADABLE, True)
