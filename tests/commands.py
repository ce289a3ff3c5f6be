"""The command as tests run it, and small files to run it on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import docx

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
REPORT = SAMPLES / "annual-report-2021.txt"
BROKEN_SUM = SAMPLES / "sum-does-not-hold.txt"


@dataclass(frozen=True)
class Said:
    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")


Command = Callable[..., Said]


def make_docx(path: Path, *lines: str) -> Path:
    document = docx.Document()
    for line in lines or ("一段文字。",):
        document.add_paragraph(line)
    document.save(str(path))
    return path
