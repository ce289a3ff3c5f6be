"""`convert drop`: what a clerk gets who drops files on an icon."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from convert.commands.drop import Total, summary
from tests.commands import BROKEN_SUM, REPORT, SAMPLES, Command

ODD = ("年报 & (1).txt", "100%! ^.txt", "it's; $HOME `x`.txt", "-rf.txt")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with good files of odd names, one to look at and one that cannot be read."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    folder = tmp_path / "桌面"
    (folder / "子 文件夹").mkdir(parents=True)
    for number, name in enumerate(ODD):
        (folder / name).write_bytes(REPORT.read_bytes().replace("图书馆".encode(), f"图书馆{number}".encode()))
    (folder / "子 文件夹" / "look.txt").write_bytes(BROKEN_SUM.read_bytes())
    (folder / "子 文件夹" / "cut.docx").write_bytes((SAMPLES / "truncated.docx").read_bytes())
    return folder


def drop(command: Command, *paths: Path, language: str = "zh") -> tuple[int, list[str]]:
    done = command("drop", "--no-window", "--no-open", "--lang", language, "--", *paths)
    assert "Traceback" not in done.err
    return done.code, done.err.splitlines()[-3:]


def outputs(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and ".convert" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_outputs_stand_in_a_folder_beside_and_keep_the_tree(command: Command, desk: Path) -> None:
    code, lines = drop(command, *(desk / name for name in ODD), desk / "子 文件夹")
    assert code == 1
    assert lines[0] == "无问题：4 个"
    assert lines[1].startswith("需要查看：1 个，见 ")
    assert lines[2].startswith("失败：1 个；1 个：文件已损坏")
    made = outputs(desk / "已转换")
    wanted = {f"{Path(name).stem}.xlsx" for name in ODD} | {"子 文件夹/look.xlsx", "report.html", "report.xlsx"}
    assert set(made) == wanted


def test_dropping_again_does_only_what_changed_and_overwrites_nothing(command: Command, desk: Path) -> None:
    drop(command, desk / ODD[0], desk / ODD[1])
    before = outputs(desk / "已转换")
    times = {path: path.stat().st_mtime_ns for path in (desk / "已转换").glob("*.xlsx") if "report" not in path.name}
    code, lines = drop(command, desk / ODD[0], desk / ODD[1])
    assert (code, lines[0]) == (0, "无问题：2 个（其中 2 个以前已经转换）")
    assert outputs(desk / "已转换").keys() == before.keys()
    assert all(path.stat().st_mtime_ns == then for path, then in times.items())


def test_a_result_that_somebody_changed_stays(command: Command, desk: Path) -> None:
    drop(command, desk / ODD[0])
    result = desk / "已转换" / f"{Path(ODD[0]).stem}.xlsx"
    result.write_bytes(b"mine")
    (desk / ODD[0]).write_bytes(REPORT.read_bytes())
    drop(command, desk / ODD[0])
    assert result.read_bytes() == b"mine"


def test_two_files_of_one_name_both_get_a_result(command: Command, desk: Path) -> None:
    for ending in ("md", "txt"):
        (desk / f"同名.{ending}").write_bytes(REPORT.read_bytes())
    for _ in range(2):
        code, lines = drop(command, desk / "同名.md", desk / "同名.txt")
        assert (code, lines[0][:7]) == (0, "无问题：2 个")
        assert {name for name in outputs(desk / "已转换") if name.startswith("同名")} == {
            "同名.md.xlsx",
            "同名.txt.xlsx",
        }


def test_files_of_several_folders_get_their_results_beside_each(command: Command, desk: Path) -> None:
    drop(command, desk / ODD[0], desk / "子 文件夹" / "look.txt")
    assert (desk / "已转换" / "年报 & (1).xlsx").is_file()
    assert (desk / "子 文件夹" / "已转换" / "look.xlsx").is_file()


def test_neither_the_folder_of_results_nor_what_office_locks_with_is_converted(command: Command, desk: Path) -> None:
    drop(command, desk / ODD[0])
    (desk / "~$年报.docx").write_bytes(b"")
    code, lines = drop(command, desk / "已转换", desk / "~$年报.docx")
    assert lines == ["无问题：0 个（拖入的内容中没有可以转换的文档）", "需要查看：0 个", "失败：0 个"]
    assert code == 0


SUMMARIES = {
    "all clean": (ODD, 0, ("无问题：4 个", "需要查看：0 个", "失败：0 个"), ("Clean: 4", "To look at: 0", "Failed: 0")),
    "some to look at": (
        (ODD[0], "子 文件夹/look.txt"), 0,
        ("无问题：1 个", "需要查看：1 个，见 {report}", "失败：0 个"),
        ("Clean: 1", "To look at: 1; see {report}", "Failed: 0"),
    ),
    "some failed": (
        (ODD[0], "子 文件夹/cut.docx"), 1,
        ("无问题：1 个", "需要查看：0 个", "失败：1 个，见 {report}；1 个：文件已损坏"),
        ("Clean: 1", "To look at: 0", "Failed: 1; see {report}; 1 × The file is damaged"),
    ),
    "all failed": (
        ("子 文件夹/cut.docx",), 1,
        ("无问题：0 个", "需要查看：0 个", "失败：1 个，见 {report}；1 个：文件已损坏"),
        ("Clean: 0", "To look at: 0", "Failed: 1; see {report}; 1 × The file is damaged"),
    ),
    "nothing to do": (
        (), 0, ("无问题：0 个（拖入的内容中没有可以转换的文档）", "需要查看：0 个", "失败：0 个"),
        ("Clean: 0 (there is no document in what was dropped)", "To look at: 0", "Failed: 0"),
    ),
}  # fmt: skip
"""What is dropped as one folder, the exit code, and the three lines in both languages."""


@pytest.mark.parametrize("case", SUMMARIES)
@pytest.mark.parametrize("locale", ["zh_XX.GB9", "en_XX.KOI99"])
def test_three_lines_say_what_became_of_the_files_in_a_locale_that_is_not_installed(
    desk: Path, tmp_path: Path, case: str, locale: str
) -> None:
    names, code, *lines = SUMMARIES[case]
    folder = tmp_path / "dropped"
    folder.mkdir()
    for name in names:
        (folder / Path(name).name).write_bytes((desk / name).read_bytes())
    words = [sys.executable, "-m", "convert", "drop", "--no-window", "--no-open", str(folder)]
    env = {**os.environ, "LC_ALL": locale, "LANGUAGE": ""}
    done = subprocess.run(words, env=env, capture_output=True, check=False)
    is_chinese = locale.startswith("zh")
    report = tmp_path / ("已转换" if is_chinese else "converted") / "report.html"
    said = done.stderr.decode("utf-8").splitlines()[-3:]
    assert done.returncode == code
    for line, wanted in zip(said, lines[0 if is_chinese else 1], strict=True):
        start = wanted.format(report=report)
        assert line.startswith(start) if "damaged" in wanted or "损坏" in wanted else line == start


@pytest.mark.skipif(os.name == "nt", reason="programs of Linux")
def test_without_tk_and_without_a_terminal_the_summary_and_errors_are_shown_by_what_the_desktop_has(
    desk: Path, tmp_path: Path
) -> None:
    (tmp_path / "hide").mkdir()
    (tmp_path / "hide" / "tkinter.py").write_text("raise ImportError\n", encoding="utf-8")
    (tmp_path / "bin").mkdir()
    said = tmp_path / "said"
    for name in ("zenity", "xdg-open"):
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\nprintf '%s\\n' \"$@\" >>'{said}'\n", encoding="utf-8")
        (tmp_path / "bin" / name).chmod(0o755)
    env = {**os.environ, "DISPLAY": ":0", "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    env["PYTHONPATH"] = os.pathsep.join((str(tmp_path / "hide"), str(SAMPLES.parent)))
    words = [sys.executable, "-m", "convert", "drop", "--lang", "zh", "--"]
    done = subprocess.run([*words, str(desk / "子 文件夹")], env=env, capture_output=True, check=False)
    assert done.returncode == 1
    assert "无问题：0 个\n需要查看：1 个，见 " in said.read_text(encoding="utf-8")
    assert subprocess.run(words, env=env, capture_output=True, check=False).returncode == 2
    assert "请把文件或文件夹拖到图标上" in said.read_text(encoding="utf-8")


def test_no_file_at_all_says_what_to_do(command: Command, desk: Path) -> None:
    done = command("drop", "--no-window", "--lang", "zh")
    assert done.code == 2
    assert "请把文件或文件夹拖到图标上" in done.err


def test_the_configuration_names_folder_and_format(command: Command, desk: Path, tmp_path: Path) -> None:
    config = tmp_path / "config" / "convert" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('[drop]\nfolder = "规范"\nto = "docx"\n', encoding="utf-8")
    drop(command, desk / ODD[0])
    assert (desk / "规范" / "年报 & (1).docx").is_file()
    config.write_text('[drop]\nfolder = "../x"\n', encoding="utf-8")
    done = command("drop", "--no-window", "--lang", "zh", desk / ODD[0])
    assert done.code == 2
    assert "folder" in done.err


def test_a_windows_command_line_is_taken_from_the_environment(
    command: Command, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONVERT_DROPPED", 'cmd.exe /c ""C:\\x.cmd" C:\\none.txt"')
    done = command("drop", "--no-window", "--from-cmd", "--lang", "en")
    assert done.code == 1
    assert "none.txt" in done.err


def test_the_summary_names_reasons_by_how_often_they_occur() -> None:
    total = Total(1, 0, 5, 0, (("a", 3), ("b", 2)), (Path("r.html"),))
    assert summary(total, "en")[2] == "Failed: 5; see r.html; 3 × a; 2 × b"
