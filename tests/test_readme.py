"""The READMEs say what the program does: every finding code, every exit code, commands that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from convert.adapters import EXTENSIONS
from convert.errors import Exit
from convert.findings import CODES
from convert.source import MAX_BYTES
from convert.writers import WRITERS

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.zh-CN.md")


def rows_of(text: str, first: str) -> list[list[str]]:
    """Give the rows of the Markdown tables whose first column matches a pattern."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    return [row for row in rows if re.fullmatch(first, row[0])]


@pytest.fixture(params=READMES)
def readme(request: pytest.FixtureRequest) -> str:
    return (ROOT / str(request.param)).read_text(encoding="utf-8")


def test_it_lists_every_finding_code_with_its_severity(readme: str) -> None:
    listed = {row[0].strip("`"): row[1] for row in rows_of(readme, r"`[a-z]+(-[a-z]+)*`")}
    assert listed == {name: code.severity for name, code in CODES.items()}


def test_it_lists_every_exit_code(readme: str) -> None:
    assert [int(row[0]) for row in rows_of(readme, r"\d+")] == [code.value for code in Exit]


def test_its_make_targets_exist(readme: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?:^|`)make ([a-z]+)", readme, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_its_options_exist(readme: str) -> None:
    command = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "convert" / "commands").glob("*.py")))
    for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", readme):
        assert f'"{option}"' in command, option


def test_it_names_every_ending_that_is_read_and_every_format_that_is_written(readme: str) -> None:
    for ending in EXTENSIONS:
        assert ending.lstrip(".") in readme or ending == ".markdown"
    for name in WRITERS:
        assert name in readme


def test_its_links_lead_somewhere(readme: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", readme):
        assert (ROOT / target).exists(), target


def test_its_excerpt_stands_in_the_sample(readme: str) -> None:
    sample = (ROOT / "samples" / "pipes-spans-dropped.txt").read_text(encoding="utf-8")
    for line in re.findall(r"^.* \| .*\|$", readme, re.MULTILINE):
        if not line.startswith("|"):
            assert line in sample.splitlines()


def test_its_limit_of_size_is_the_programs(readme: str) -> None:
    assert f"{MAX_BYTES // 2**20} MB" in readme


def test_every_sample_has_its_line() -> None:
    listed = (ROOT / "samples" / "README.md").read_text(encoding="utf-8")
    for path in (ROOT / "samples").iterdir():
        assert path.name == "README.md" or f"]({path.name})" in listed, path.name
