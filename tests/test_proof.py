"""What is wrong in a written file is found before it takes its name, also in a process that has proved many before."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from convert.carry import project
from convert.model import Document
from convert.options import Options
from convert.pipeline import read
from convert.proof import prove
from convert.writers.xlsx import write
from tests.commands import REPORT

PLANTED = 25
"""Changes of each kind, at places drawn at random."""
OF_THE_DOCUMENT = 60
"""Shared texts that the document's own cells have, at least; those behind them belong to the sheet of checks."""
SHEET = re.compile(r"xl/worksheets/sheet[2-4]\.xml")
KINDS = {
    "number": (SHEET, re.compile(r'(?<="><v>)[0-9]+(?=</v>)'), lambda found: str(int(found[0]) + 1)),
    "text": (SHEET, re.compile(r'(?<=t="s"><v>)[0-9]+(?=</v>)'), lambda found: str((int(found[0]) + 1) % 40)),
    "letter": (re.compile(r"xl/sharedStrings.xml"), re.compile(r"(?<=<si><t>)[^<]"), lambda found: "丂"),
    "place": (SHEET, re.compile(r'(?<=<c r=")[A-Z](?=[0-9])'), lambda found: "Z"),
    "merge": (SHEET, re.compile(r'<mergeCell ref="[^"]*"/>'), lambda found: ""),
    "row": (SHEET, re.compile(r'<row r="[0-9]+".*?</row>'), lambda found: ""),
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Document, dict[str, str]]:
    """Give a report, and the parts of the workbook that was written of it and proved."""
    meant = project(read(REPORT), "xlsx")
    path = tmp_path_factory.mktemp("proof") / "report.xlsx"
    write(meant, path, Options())
    assert prove(meant, path, "xlsx", Options()) == ""
    with zipfile.ZipFile(path) as archive:
        return meant, {name: archive.read(name).decode() for name in archive.namelist()}


def changed(parts: dict[str, str], kind: str) -> Iterator[dict[str, str]]:
    """Yield the parts with one change each."""
    which, pattern, change = KINDS[kind]
    places = [
        (name, found)
        for name, text in parts.items()
        if which.fullmatch(name)
        for found in islice(pattern.finditer(text), OF_THE_DOCUMENT if kind == "letter" else None)
    ]
    for name, found in random.Random(kind).sample(places, min(PLANTED, len(places))):
        text = parts[name]
        yield {**parts, name: text[: found.start()] + change(found) + text[found.end() :]}


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_changed_in_a_written_workbook_is_found(
    kind: str, written: tuple[Document, dict[str, str]], tmp_path: Path
) -> None:
    meant, parts = written
    path = tmp_path / "changed.xlsx"
    planted = 0
    for contents in changed(parts, kind):
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in contents.items():
                archive.writestr(name, text)
        assert prove(meant, path, "xlsx", Options()) != "", kind
        planted += 1
    assert planted > 4
