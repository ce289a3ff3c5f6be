"""What is installed is what is in the checkout: packages, templates, catalogues, schema."""

from __future__ import annotations

import configparser
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from convert.version import __version__

ROOT = Path(__file__).resolve().parents[1]


def setup() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


def test_setup_names_every_package_of_the_checkout() -> None:
    named = setup()["options"]["packages"].split()
    folders = {path.parent.relative_to(ROOT) for path in (ROOT / "convert").rglob("__init__.py")}
    found = {".".join(folder.parts) for folder in folders}
    assert sorted(named) == sorted({*found, "convert.templates"})


def test_tools_of_development_are_pinned_so_that_checks_do_not_drift() -> None:
    for extra in ("test", "bench"):
        for line in setup()["options.extras_require"][extra].split("\n"):
            assert not line or "==" in line, line


def test_the_change_log_tells_of_this_version() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.soak
def test_a_wheel_holds_templates_catalogues_and_schema_and_runs_outside_the_checkout(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--outdir", str(tmp_path), str(ROOT)], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    wanted = [path.relative_to(ROOT).as_posix() for path in (ROOT / "convert").rglob("*.py")]
    wanted += ["convert/" + path.relative_to(ROOT).as_posix() for path in (ROOT / "templates").rglob("*.toml")]
    wanted += ["convert/py.typed", "convert/locale/zh/LC_MESSAGES/convert.mo", "convert/writers/document.schema.json"]
    assert set(wanted) <= held
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    (python,) = [*tmp_path.glob("venv/bin/python"), *tmp_path.glob("venv/Scripts/python.exe")]
    subprocess.run([python, "-m", "pip", "install", "--quiet", str(wheel)], check=True, cwd=tmp_path)
    listed = subprocess.run(
        [python, "-I", "-m", "convert", "--list-forms", "--lang", "zh"], check=True, cwd=tmp_path, capture_output=True
    )
    assert "政府信息公开工作年度报告" in listed.stdout.decode("utf-8")
