"""Old documents among many: LibreOffice is started once for a number of them."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

import convert
from convert.errors import Exit
from tests.adapters.docx_files import docx, p, texts
from tests.commands import Command


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
def test_libreoffice_reads_many_old_documents_in_one_call(command: Command, tmp_path: Path) -> None:
    """A stand-in for LibreOffice notes how often it is called, and has one answer for every file but one."""
    answer = tmp_path / "answer.docx"
    answer.write_bytes(docx(p("甲")))
    program = tmp_path / "soffice"
    program.write_text(
        "#!/bin/sh\n"
        f"echo called >> {tmp_path}/calls\n"
        'out=""\nfor word in "$@"; do\n'
        '  [ "$last" = --outdir ] && out=$word\n'
        '  case $word in */in/*.rtf) grep -q bad "$word" || '
        f'cp {answer} "$out/$(basename "$word" .rtf).docx";; esac\n'
        "  last=$word\ndone\n"
    )
    program.chmod(os.stat(program).st_mode | stat.S_IXUSR)
    Path("in").mkdir()
    for number in range(6):
        Path(f"in/{number}.rtf").write_bytes(b"{\\rtf1 %d}" % number)
    Path("in/bad.doc").write_bytes(b"{\\rtf1 bad}")
    said = command("in", "-t", "docx", "-o", "out", "--soffice", program, "-j", "2")
    assert said.code == Exit.FAILED
    assert "LibreOffice makes nothing of it" in said.err
    assert sorted(path.name for path in Path("out").glob("*.docx")) == [f"{number}.docx" for number in range(6)]
    assert texts(convert.read("out/0.docx")) == ["甲"]
    assert len((tmp_path / "calls").read_text().split()) <= 4
    assert not list(Path("out").rglob("*.part"))
