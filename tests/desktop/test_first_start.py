"""The scripts that start from nothing but Python: convert-here.sh, .command and .cmd beside the samples."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.commands import REPORT, SAMPLES

ROOT = SAMPLES.parent
NAMES = ("年报 & (1).txt", "100%! ^.txt", "it's; $HOME `x`.txt", "-rf.txt")
needs_shell = pytest.mark.skipif(os.name == "nt", reason="shell scripts")


def release(folder: Path) -> Path:
    """Make a release folder: the scripts, and a wheel of a convert that only prints what it is called with."""
    made = folder / "发布 $1"
    made.mkdir()
    for name in ("sh", "command", "py"):
        shutil.copy2(SAMPLES / f"convert-here.{name}", made)
    (made / "wheels").mkdir()
    put_wheel(made / "wheels", "1")
    return made


def put_wheel(folder: Path, version: str) -> None:
    info = f"convert_office-{version}.dist-info"
    files = {
        "convert/__init__.py": "",
        "convert/__main__.py": f"import sys\nprint('\\0'.join(['{version}', *sys.argv[1:]]))\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: convert-office\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    lines = []
    with zipfile.ZipFile(folder / f"convert_office-{version}-py3-none-any.whl", "w") as wheel:
        for name, content in files.items():
            wheel.writestr(name, content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content.encode()).digest()).rstrip(b"=").decode()
            lines.append(f"{name},sha256={digest},{len(content.encode())}")
        wheel.writestr(f"{info}/RECORD", "\n".join([*lines, f"{info}/RECORD,,"]) + "\n")


def clean(home: Path) -> dict[str, str]:
    """Give the environment of a user who has nothing yet, on a machine without a package index."""
    home.mkdir(exist_ok=True)
    path = os.pathsep.join((str(Path(sys.executable).parent), "/usr/bin", "/bin"))
    return {"HOME": str(home), "PATH": path, "PIP_NO_INDEX": "1", "LANG": "C.UTF-8"}


def run(words: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, env=env, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL, timeout=600, check=False
    )


@needs_shell
def test_the_first_use_makes_an_environment_once_and_every_name_arrives(tmp_path: Path) -> None:
    folder, env = release(tmp_path), clean(tmp_path / "home")
    files = [f"/tmp/{name}" for name in NAMES]
    first = run(["sh", str(folder / "convert-here.sh"), *files], env)
    assert (first.returncode, first.stdout.rstrip("\n").split("\0")) == (0, ["1", "drop", "--", *files]), first.stderr
    assert "首次使用" in first.stderr
    assert "First use" in first.stderr
    for shell, script in (("zsh", "convert-here.sh"), ("sh", "convert-here.command"), ("dash", "convert-here.sh")):
        if shutil.which(shell):
            again = run([shell, str(folder / script), *files], env)
            assert (again.returncode, again.stdout, again.stderr) == (0, first.stdout, "")
    made = {path.relative_to(tmp_path / "home").parts[:4] for path in (tmp_path / "home").rglob("*") if path.is_file()}
    assert {parts[:4] for parts in made} == {(".local", "share", "convert", "environment")}


@needs_shell
@pytest.mark.soak
def test_a_newer_release_makes_the_environment_anew(tmp_path: Path) -> None:
    folder, env = release(tmp_path), clean(tmp_path / "home")
    run(["sh", str(folder / "convert-here.sh"), "a.txt"], env)
    (folder / "wheels" / "convert_office-1-py3-none-any.whl").unlink()
    put_wheel(folder / "wheels", "2")
    newer = run(["sh", str(folder / "convert-here.sh"), "a.txt"], env)
    assert newer.stdout.startswith("2\0")


@needs_shell
@pytest.mark.parametrize("old", [False, True])
def test_a_missing_or_old_python_is_said_in_both_languages(tmp_path: Path, old: bool) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("dirname", "uname"):
        (tools / name).symlink_to(str(shutil.which(name)))
    if old:
        (tools / "python3").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        (tools / "python3").chmod(0o755)
    done = run(["/bin/sh", str(SAMPLES / "convert-here.sh"), "a.txt"], {"PATH": str(tools), "HOME": str(tmp_path)})
    assert done.returncode == 5
    assert "没有找到 Python 3.11" in done.stderr
    assert "No Python 3.11 or later was found" in done.stderr
    assert ("太旧或不能运行" in done.stderr) is old
    assert {path.name for path in tmp_path.iterdir()} == {"bin"}


@needs_shell
@pytest.mark.soak
def test_wheels_that_do_not_fit_are_said_and_leave_no_half_environment(tmp_path: Path) -> None:
    folder, env = release(tmp_path), clean(tmp_path / "home")
    (wheel,) = (folder / "wheels").iterdir()
    wheel.rename(wheel.with_name("convert_office-1-cp26-none-any.whl"))
    for _ in range(2):
        done = run(["sh", str(folder / "convert-here.sh"), "a.txt"], env)
        assert done.returncode == 5
        assert "wheels 文件夹须与此系统" in done.stderr
        assert "must be made for this system" in done.stderr


def test_the_command_file_hands_the_line_over_unparsed_and_stays_open_where_it_must() -> None:
    text = (SAMPLES / "convert-here.cmd").read_bytes().decode("utf-8")
    assert "\n" not in text.replace("\r\n", "")
    lines = text.split("\r\n")
    assert not [line for line in lines if "%*" in line or "%1" in line]
    place = lines.index('set "HERE=%~dp0"')
    assert lines.index("setlocal EnableExtensions DisableDelayedExpansion") < place
    assert place < lines.index("setlocal EnableDelayedExpansion") < lines.index('set "CONVERT_DROPPED=!cmdcmdline!"')
    call = lines.index('!RUN! "!HERE!convert-here.py" --from-cmd')
    assert lines[call + 1 : call + 3] == ["if errorlevel 5 pause", "exit"]
    missing = lines.index(":missing")
    assert [line.partition(" ")[0] for line in lines[missing + 1 :]] == ["echo", "echo", "pause", "exit", ""]
    echoed = [line for line in lines if line.startswith("echo ")]
    assert not [line for line in echoed if set(line) & set("<>|&^%!")]


@needs_shell
@pytest.mark.soak
def test_a_real_wheelhouse_converts_without_a_network(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    for name in ("convert", "templates", "samples"):
        shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy2(path, checkout)
    subprocess.run(["make", "wheelhouse", f"PYTHON={sys.executable}"], cwd=checkout, check=True)
    desk = tmp_path / "桌面"
    desk.mkdir()
    for name in NAMES:
        shutil.copy(REPORT, desk / name)
    env = clean(tmp_path / "home")
    for shell in ("sh", "zsh"):
        done = run([shell, str(checkout / "samples" / "convert-here.sh"), *(str(desk / name) for name in NAMES)], env)
        assert done.returncode == 0, done.stderr
        assert "Clean: 4" in done.stderr
        assert ("First use" in done.stderr) is (shell == "sh")
    assert {path.name for path in (desk / "converted").glob("*.xlsx")} >= {f"{Path(name).stem}.xlsx" for name in NAMES}
