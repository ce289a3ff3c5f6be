"""What a person meets at the command line: exit codes, messages, reports, pipes; and nothing half-written."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import docx
import pytest

from convert.errors import Exit
from convert.findings import CODES
from tests.adapters.docx_files import docx as docx_of
from tests.adapters.docx_files import p
from tests.commands import BROKEN_SUM, REPORT, Command, make_docx
from tests.reports import make_report, tabs_full


@pytest.mark.parametrize(
    ("words", "code", "phrase"),
    [
        ([], Exit.USAGE, "No file is named"),
        (["in.docx"], Exit.USAGE, "Say what to write"),
        (["in.docx", "-t", "tex"], Exit.USAGE, "No writer is called tex"),
        (["in.docx", "out.txt"], Exit.USAGE, "Nothing can be written as .txt"),
        (["in.docx", "out"], Exit.USAGE, "does not say which format"),
        (["in.docx", "out.xlsx", "-f", "tex"], Exit.USAGE, "No reader is called tex"),
        (["in.docx", "out.xlsx", "--form", "1999"], Exit.USAGE, "no form called 1999"),
        (["in.docx", "out.xlsx", "--encoding"], Exit.USAGE, "requires an argument"),
        (["in.docx", "out.xlsx", "--frobnicate"], Exit.USAGE, "No such option"),
        (["in.docx", "out.xlsx", "--lang", "fr"], Exit.USAGE, "'zh', 'en'"),
        (["-", "-t", "docx"], Exit.USAGE, "-o"),
        (["--explain", "no-such-code"], Exit.USAGE, "no-such-code"),
        (["in.docx", "missing/out.xlsx"], Exit.OUTPUT, "No such file"),
        (["in.docx", "in.docx/out.xlsx"], Exit.OUTPUT, "Not a directory"),
        (["in.docx", "in.docx", "--force"], Exit.OUTPUT, "the input itself"),
        (["in.docx", "there.xlsx"], Exit.OUTPUT, "exists already: there.xlsx"),
        (["in.docx", "sub/in.docx", "-t", "xlsx", "-o", "all"], Exit.OUTPUT, "Two inputs"),
        (["in.docx", "out.xlsx", "--report", "missing/report.jsonl"], Exit.OUTPUT, "report cannot be written"),
        (["in.docx", "out.xlsx", "--report", "sub/../in.docx"], Exit.OUTPUT, "would replace"),
        (["in.docx", "out.xlsx", "--report", "out.xlsx"], Exit.OUTPUT, "would replace"),
        (["--check", "in.docx", "--report", "in.docx"], Exit.OUTPUT, "would replace"),
        (["in.docx", "-"], Exit.USAGE, "Say which format"),
        (["in.docx", "-o", "-"], Exit.USAGE, "Say "),
        (["in.docx", "-t", "docx", "-o", "-", "--report", "-"], Exit.USAGE, "cannot both"),
        (["in.docx", "-t", "docx", "-o", "out.xlsx"], Exit.USAGE, "another format"),
    ],
)
def test_a_wrong_command_is_refused_before_anything_is_written(
    command: Command, tmp_path: Path, words: list[str], code: Exit, phrase: str
) -> None:
    make_docx(Path("in.docx"))
    Path("sub").mkdir()
    make_docx(Path("sub/in.docx"))
    Path("there.xlsx").write_bytes(b"mine")
    before = {path: path.is_dir() or path.read_bytes() for path in sorted(tmp_path.rglob("*"))}
    said = command(*words)
    assert said.code == code
    assert phrase in said.err
    assert "Traceback" not in said.err
    assert {path: path.is_dir() or path.read_bytes() for path in sorted(tmp_path.rglob("*"))} == before


def test_a_folder_that_may_not_be_written_is_said(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    make_docx(Path("in.docx"))
    monkeypatch.setattr("tempfile.mkstemp", refuse)
    said = command("in.docx", "out.xlsx")
    assert said.code == Exit.OUTPUT
    assert "Permission denied" in said.err
    assert sorted(path.name for path in Path().iterdir()) == ["in.docx"]


def test_force_replaces_an_output_that_exists(command: Command) -> None:
    make_docx(Path("in.docx"))
    Path("out.xlsx").write_bytes(b"old")
    assert command("in.docx", "out.xlsx", "--force").code == Exit.OK
    assert Path("out.xlsx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize("target", ["docx", "xlsx", "json"])
def test_the_same_input_gives_the_same_bytes(command: Command, target: str) -> None:
    assert command(REPORT, f"one.{target}").code == Exit.OK
    assert command(REPORT, f"two.{target}").code == Exit.OK
    assert Path(f"one.{target}").read_bytes() == Path(f"two.{target}").read_bytes()


def test_it_says_what_was_written_which_form_and_how_many_values(command: Command) -> None:
    said = command(REPORT, "out.xlsx")
    assert (said.code, said.out) == (Exit.OK, b"")
    assert "Written: out.xlsx" in said.err
    assert "annual-report-2021; 200 values, 0 of them blank; 42 sums, 42 of them checked, 0 do not hold" in said.err
    assert sorted(path.name for path in Path().iterdir()) == ["out.xlsx"]


def test_sums_over_cells_that_are_no_numbers_are_not_said_to_be_checked(command: Command) -> None:
    report = make_report(4, top=30)
    first = report.values["requests"][0]
    lines = tabs_full(report).split("\n")
    at = next(index for index, line in enumerate(lines) if line.startswith("一、本年新收"))
    lines[at] = lines[at].replace(f"\t{first}\t", f"\t{first}件\t", 1)
    Path("in.txt").write_text("\n".join(lines), encoding="utf-8")
    said = command("in.txt", "out.xlsx")
    assert "200 values, 0 of them blank; 42 sums, 40 of them checked, 0 do not hold" in said.err


def test_check_writes_nothing_and_fails_where_there_is_something_to_say(command: Command) -> None:
    clean, broken = command("--check", REPORT), command("--check", BROKEN_SUM)
    assert (clean.code, broken.code) == (Exit.OK, Exit.FAILED)
    assert "(sum-mismatch)" in broken.err
    assert list(Path().iterdir()) == []


def test_strict_writes_and_fails_where_there_is_a_warning(command: Command) -> None:
    assert command(BROKEN_SUM, "loose.xlsx").code == Exit.OK
    assert command(BROKEN_SUM, "strict.xlsx", "--strict").code == Exit.FAILED
    assert command(REPORT, "clean.xlsx", "--strict").code == Exit.OK
    assert Path("loose.xlsx").read_bytes() == Path("strict.xlsx").read_bytes()


def test_a_damaged_part_is_left_out_named_and_fails_the_command(command: Command) -> None:
    body = f'{p("甲")}<w:sectPr><w:headerReference w:type="default" r:id="rId1"/></w:sectPr>'
    parts: dict[str, str | bytes] = {"word/header1.xml": "<w:hdr"}
    broken = docx_of(body, links=(("rId1", "header", "header1.xml"),), parts=parts)
    Path("in.docx").write_bytes(broken)
    said = command("in.docx", "out.xlsx")
    assert said.code == Exit.FAILED
    assert "part-unread" in said.err
    assert Path("out.xlsx").exists()
    assert command("in.docx", "-t", "xlsx", "-o", "many").code == Exit.FAILED


def test_quiet_says_only_errors_and_verbose_says_all(command: Command) -> None:
    assert command("--check", REPORT, "-q").err == ""
    quiet, plain, verbose = (command("--check", BROKEN_SUM, *more).err for more in (["-q"], [], ["-v"]))
    assert "Does not add up" in quiet
    assert "Checked" not in quiet
    assert len(quiet.splitlines()) < len(plain.splitlines()) <= len(verbose.splitlines())


def test_the_language_of_messages_can_be_chosen(command: Command) -> None:
    english, chinese = (command("--check", BROKEN_SUM, "--lang", language) for language in ("en", "zh"))
    assert "Does not add up" in english.err
    assert "勾稽关系不符" in chinese.err
    assert "已检查：" in chinese.err
    assert "错误" in chinese.err


def test_the_language_follows_the_environment(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "用法：" in command("--help").text
    assert "没有指明文件" in command().err
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert "Usage:" in command("--help").text


def test_help_and_usage_errors_speak_chinese(command: Command) -> None:
    shown = command("--lang", "zh", "--help")
    assert shown.code == Exit.OK
    assert "示例：" in shown.text
    for line in shown.text.splitlines():
        if line.startswith("  -"):
            assert re.search("[\u4e00-\u9fff]", line), line
    said = command("--lang", "zh", "--frobnicate")
    assert re.search("没有 '?--frobnicate'? 这个选项", said.err)
    assert "用法见 convert --help" in said.err


def test_the_report_is_one_json_line_for_each_input(command: Command) -> None:
    make_docx(Path("in.docx"))
    Path("bad.docx").write_bytes(b"")
    said = command(
        BROKEN_SUM, "in.docx", "bad.docx", "-t", "xlsx", "-o", "out", "--report", "report.jsonl", "--lang", "en"
    )
    assert said.code == Exit.FAILED
    lines = [json.loads(line) for line in Path("report.jsonl").read_text(encoding="utf-8").splitlines()]
    for line in lines:
        assert {*line} == {"source", "target", "form", "status", "exit", "error", "findings", "seconds"}
        assert isinstance(line["seconds"], float)
        for found in line["findings"]:
            assert {*found} == {"code", "severity", "message", "origin", "also", "before", "after"}
            assert found["code"] in CODES
            assert found["severity"] in ("info", "warning", "error")
            assert found["message"]
    summary = [(line["status"], line["exit"], line["form"], bool(line["error"])) for line in lines]
    assert summary == [
        ("written", 0, "annual-report-2021", False),
        ("written", 0, "", False),
        ("failed", 3, "", True),
    ]
    assert [Path(line["source"]).name for line in lines] == [BROKEN_SUM.name, "in.docx", "bad.docx"]
    assert [Path(line["target"]).name for line in lines] == ["sum-does-not-hold.xlsx", "in.xlsx", "bad.xlsx"]
    (broken, *_) = (found for found in lines[0]["findings"] if found["code"] == "sum-mismatch")
    assert broken["severity"] == "error"
    assert "sum-does-not-hold.txt" in broken["origin"]
    assert len(broken["also"]) > 1
    assert sorted(path.name for path in Path("out").glob("*.*x")) == [
        "in.xlsx",
        "report.xlsx",
        "sum-does-not-hold.xlsx",
    ]


def test_a_report_on_standard_output_stands_alone_there(command: Command) -> None:
    said = command("--check", REPORT, "--report", "-")
    assert json.loads(said.text)["status"] == "checked"
    assert "Checked" in said.err


def test_pipes_carry_bytes_in_and_out(command: Command) -> None:
    said = command("-", "-f", "text", "-t", "docx", "-o", "-", stdin=REPORT.read_bytes())
    assert said.code == Exit.OK
    document = docx.Document(io.BytesIO(said.out))
    assert len(document.tables) == 3
    assert list(Path().iterdir()) == []


def test_a_pipe_with_bad_bytes_gives_no_bytes(command: Command) -> None:
    said = command("-", "-t", "docx", "-o", "-", stdin=b"PK\x03\x04 nothing")
    assert (said.code, said.out) == (Exit.UNREADABLE, b"")


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names of files are Unicode there")
def test_a_name_that_is_no_text_is_still_converted_and_reported(command: Command) -> None:
    name = os.fsdecode(b"\xff.docx")
    make_docx(Path(name))
    assert command(name, "-t", "xlsx", "--report", "report.jsonl").code == Exit.OK
    line = json.loads(Path("report.jsonl").read_text(encoding="utf-8"))
    assert line["source"] == name


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_said_and_is_no_mistake_of_the_program(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "convert", "--check", str(REPORT), "--lang", "en", "--report", "/dev/full"]
    done = subprocess.run(words, capture_output=True, encoding="utf-8")
    assert done.returncode == Exit.OUTPUT
    assert "no room left" in done.stderr


def test_several_files_go_into_a_folder_under_their_own_names(command: Command) -> None:
    for name in ("甲.docx", "乙 2.docx"):
        make_docx(Path(name))
    said = command("甲.docx", "乙 2.docx", "-t", "xlsx", "-o", "结果")
    assert said.code == Exit.OK
    assert sorted(path.name for path in Path("结果").glob("*.*x")) == ["report.xlsx", "乙 2.xlsx", "甲.xlsx"]
    assert "2 documents: 2 done" in said.err


def test_one_bad_file_does_not_stop_the_others(command: Command) -> None:
    make_docx(Path("good.docx"))
    Path("bad.docx").write_bytes(b"")
    said = command("bad.docx", "good.docx", "-t", "xlsx", "-o", "out")
    assert said.code == Exit.FAILED
    made = sorted(path.name for path in Path("out").iterdir())
    assert made == [".convert", "good.xlsx", "report.html", "report.xlsx"]


def test_the_json_of_a_document_can_be_converted_again(command: Command) -> None:
    assert command(REPORT, "model.json").code == Exit.OK
    assert command("model.json", "from-json.xlsx").code == Exit.OK
    assert command(REPORT, "direct.xlsx").code == Exit.OK
    assert "200 values" in command("--check", "from-json.xlsx").err


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("code", CODES)
def test_every_code_can_be_explained(command: Command, code: str, language: str) -> None:
    said = command("--explain", code, "--lang", language)
    assert said.code == Exit.OK
    first, message, explanation = said.text.splitlines()
    assert first.startswith(code)
    assert message
    assert len(explanation) > 8
    assert bool(re.search("[\u4e00-\u9fff]", explanation)) == (language == "zh")


def test_formats_and_forms_are_listed(command: Command) -> None:
    formats = command("--list-formats").text
    for line in ("docx", "xlsx", "json", "text", ".txt"):
        assert line in formats
    assert "annual-report-2021" in command("--list-forms").text
    assert "政府信息公开工作年度报告" in command("--list-forms", "--lang", "zh").text


def test_a_mistake_of_the_program_leaves_a_report_and_no_output(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr("convert.pipeline.normalise", fail)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    make_docx(Path("in.docx"))
    said = command("in.docx", "out.xlsx")
    assert said.code == Exit.BUG
    assert "Traceback" not in said.err
    (report,) = tmp_path.glob("convert-bug-*.txt")
    assert str(report) in said.err
    assert "ZeroDivisionError: on purpose" in report.read_text(encoding="utf-8")
    assert sorted(path.name for path in Path().iterdir()) == ["in.docx"]


def test_a_proof_that_fails_keeps_the_old_file_and_sets_the_new_one_aside(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("convert.pipeline.prove", lambda *_: "block 1: differs")
    make_docx(Path("in.docx"))
    Path("out.xlsx").write_bytes(b"old")
    said = command("in.docx", "out.xlsx", "--force")
    assert said.code == Exit.PROOF
    assert "out.xlsx.rejected" in said.err
    assert Path("out.xlsx").read_bytes() == b"old"
    assert sorted(path.name for path in Path().iterdir()) == ["in.docx", "out.xlsx", "out.xlsx.rejected"]


def test_an_interrupt_leaves_nothing_half_written(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("convert.pipeline.prove", interrupt)
    make_docx(Path("in.docx"))
    said = command("in.docx", "out.xlsx")
    assert said.code == Exit.INTERRUPTED
    assert sorted(path.name for path in Path().iterdir()) == ["in.docx"]


def test_the_module_is_the_same_command_as_the_script(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "convert"]
    done = subprocess.run([*words, str(REPORT), str(tmp_path / "out.xlsx")], capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout) == (0, "")
    again = subprocess.run(
        [*words, str(REPORT), str(tmp_path / "out.xlsx"), "--lang", "en"], capture_output=True, encoding="utf-8"
    )
    assert again.returncode == Exit.OUTPUT
    assert "--force" in again.stderr


def test_a_terminal_that_cannot_show_chinese_is_no_reason_to_fail(tmp_path: Path) -> None:
    words = [sys.executable, "-X", "utf8=0", "-m", "convert", "--check", "--lang", "zh", str(BROKEN_SUM)]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = subprocess.run(words, capture_output=True, env=environment)
    assert done.returncode == Exit.FAILED
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-o", "out.v2", "-t", "docx"], "Error: The output's name out.v2 does not say that it is docx. "),
        (
            ["-o", "out.v2", "-t", "markdown"],
            "Error: The output's name out.v2 does not say that it is markdown. Give it the ending .md,",
        ),
        (["-o", "out.v2"], "Error: a.docx: Nothing can be written as .v2. "),
        (["-o", "out"], "Error: The output's name out does not say which format to write. "),
        (["out"], "Error: The output's name out does not say which format to write. "),
        (["folder"], "Error: folder is a folder, and nothing says which format to write. "),
        (["-o", "folder"], "Error: folder is a folder, and nothing says which format to write. "),
        (["-o", "new/"], "Error: new/ is a folder, and nothing says which format to write. "),
    ],
)
def test_an_output_whose_name_says_no_format_is_told_what_is_wrong_with_it(
    command: Command, words: list[str], said: str
) -> None:
    make_docx(Path("a.docx"))
    Path("folder").mkdir()
    before = sorted(Path().rglob("*"))
    answer = command("a.docx", *words)
    assert (answer.code, answer.err.startswith(said)) == (Exit.USAGE, True), answer.err
    assert sorted(Path().rglob("*")) == before


def test_a_name_with_a_slash_at_its_end_is_a_folder_whatever_it_looks_like(command: Command) -> None:
    make_docx(Path("a.docx"))
    assert command("a.docx", "-t", "xlsx", "-o", "out.v2/").code == 0
    assert Path("out.v2/a.xlsx").is_file()
