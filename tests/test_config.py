"""Profiles say what a user always wants; what stands on the command line wins."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.commands import REPORT, Command, make_docx

CONFIG = """
default = "office"

[profiles.office]
style = "gbt9704"
numbering = "auto"

[profiles.office.passes]
curl-quotes = false

[profiles.bare]
form = "none"
"""


@pytest.fixture
def config(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Give the path of the user's own file, which is not there yet."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "settings"))
    monkeypatch.setattr("click.get_app_dir", lambda name: str(tmp_path / "settings" / name))
    path = tmp_path / "settings" / "convert" / "config.toml"
    path.parent.mkdir(parents=True)
    return path


def text_of(path: str, part: str = "word/document.xml") -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(part).decode("utf-8")


def test_without_a_file_everything_is_as_usual(command: Command, config: Path) -> None:
    make_docx(Path("in.docx"), '1.推进"放管服"改革', "2.公开,解读")
    assert command("in.docx", "out.docx").code == 0
    written = text_of("out.docx")
    assert "1.推进“放管服”改革" in written
    assert "2.公开，解读" in written
    assert "w:docGrid" not in written


def test_the_usual_profile_is_taken_and_the_command_line_wins(command: Command, config: Path) -> None:
    config.write_text(CONFIG, encoding="utf-8")
    make_docx(Path("in.docx"), '1.推进"放管服"改革', "2.公开,解读")
    assert command("in.docx", "out.docx").code == 0
    written = text_of("out.docx")
    assert "w:docGrid" in written
    assert "w:numPr" in written
    assert '>推进"放管服"改革' in written
    assert command("in.docx", "own.docx", "--style", "plain", "--numbering", "keep", "--pass", "curl-quotes").code == 0
    written = text_of("own.docx")
    assert "w:docGrid" not in written
    assert "1.推进“放管服”改革" in written


def test_a_profile_is_named_and_a_file_of_ones_own_too(command: Command, config: Path) -> None:
    Path("own.toml").write_text(CONFIG, encoding="utf-8")
    assert "Form: annual-report-2021" in command("--check", REPORT, "--config", "own.toml").err
    assert "Form: annual-report-2021" not in command("--check", REPORT, "--config", "own.toml", "--profile", "bare").err
    assert (
        "annual-report-2021"
        in command("--check", REPORT, "--config", "own.toml", "--profile", "bare", "--form", "auto").err
    )


def test_a_style_file_is_found_beside_the_profiles(command: Command, config: Path) -> None:
    config.write_text('default = "a"\n[profiles.a]\nstyle = "house.toml"\n', encoding="utf-8")
    said = command(REPORT, "out.docx")
    assert said.code == 2
    assert "house.toml" in said.err
    plain = Path(__file__).resolve().parents[1] / "templates" / "styles" / "plain.toml"
    (config.parent / "house.toml").write_bytes(plain.read_bytes())
    assert command(REPORT, "out.docx").code == 0


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("", ["--profile", "x"], "There is no profile x. Known: -."),
        (CONFIG, ["--profile", "x"], "There is no profile x. Known: office, bare."),
        ('default = "x"', [], "config.toml: default: expected one of"),
        ("[profiles.a]\ncolour = 1", [], "config.toml: profiles.a.colour: expected a known key"),
        ("[profiles.a]\nnumbering = 'no'", [], "config.toml: profiles.a.numbering: expected one of keep, auto"),
        ("[profiles.a]\nstrict = 1", [], "config.toml: profiles.a.strict: expected true or false"),
        ("[profiles.a]\npasses = {x = 1}", [], "config.toml: profiles.a.passes.x: expected true or false"),
        ("default = 'a'\n[profiles.a]\npasses = {tidy = true}", [], "No pass is called tidy."),
        ("profiles = 1", [], "config.toml: profiles: expected a table"),
        ("=", [], "config.toml: -: expected a TOML file"),
    ],
)
def test_what_is_wrong_with_the_file_is_said_before_anything_is_done(
    command: Command, config: Path, text: str, words: list[str], said: str
) -> None:
    config.write_text(text, encoding="utf-8")
    outcome = command(REPORT, "out.docx", *words)
    assert outcome.code == 2
    assert said in outcome.err
    assert not Path("out.docx").exists()


def test_a_profile_without_a_file_and_a_file_that_is_not_there_are_mistakes(command: Command, config: Path) -> None:
    assert "does not exist" in command(REPORT, "out.docx", "--profile", "x").err
    assert "absent.toml" in command(REPORT, "out.docx", "--config", "absent.toml").err


def test_passes_are_listed_and_unknown_ones_refused(command: Command, config: Path) -> None:
    listed = command("--list-passes").text
    assert "number-paragraphs      off" in listed
    assert "join-runs              always" in listed
    assert "整理" not in listed
    assert "把手工编号改为自动编号" in command("--list-passes", "--lang", "zh").text
    said = command(REPORT, "out.docx", "--no-pass", "tidy")
    assert said.code == 2
    assert "No pass is called tidy. Known: clean-characters," in said.err


def test_a_pass_that_is_left_out_does_nothing(command: Command, config: Path) -> None:
    make_docx(Path("in.docx"), "公开,解读", "", "　　全年")
    leave_out = ["widen-punctuation", "drop-blank-paragraphs", "collapse-spaces"]
    assert command("in.docx", "out.docx", *(word for name in leave_out for word in ("--no-pass", name))).code == 0
    written = text_of("out.docx")
    assert "公开,解读" in written
    assert "　　全年" in written
    assert written.count("<w:p>") == 3


OWN_FORM = Path(__file__).parent / "data" / "forms" / "sangong.toml"
OWN_TABLE = """“三公”经费支出表
年度\t合计\t因公出国（境）费\t公务用车购置及运行费\t公务接待费
小计\t公务用车购置费\t公务用车运行费
上年预算数\t12.5\t2.5\t8\t0\t8\t2
本年预算数\t11\t2\t8\t0\t8\t1
增减额\t-1.5\t-0.5\t0\t0\t0\t-1
"""


@pytest.mark.parametrize("place", ["settings", "beside --config", "--form", "profile"])
def test_a_template_of_ones_own_is_known_where_it_is_put(command: Command, config: Path, place: str) -> None:
    Path("table.txt").write_text(OWN_TABLE, encoding="utf-8")
    words: list[str] = []
    folder = config.parent / "forms"
    if place == "beside --config":
        folder = Path("team/forms")
        words = ["--config", "team/own.toml"]
    elif place == "--form":
        folder = Path()
        words = ["--form", "sangong.toml"]
    elif place == "profile":
        folder = config.parent
        config.write_text('default = "a"\n[profiles.a]\nform = "sangong.toml"\n', encoding="utf-8")
    folder.mkdir(parents=True, exist_ok=True)
    Path("team").mkdir(exist_ok=True)
    Path("team/own.toml").touch()
    (folder / "sangong.toml").write_bytes(OWN_FORM.read_bytes())
    said = command("table.txt", "table.xlsx", *words)
    assert said.code == 0
    assert "Form: sangong; 18 values, 0 of them blank; 12 sums, 12 of them checked, 0 do not hold" in said.err
    if place == "settings":
        assert "sangong" in command("--list-forms").text


def test_the_reports_over_a_run_know_the_forms_of_ones_own(command: Command, config: Path) -> None:
    Path("table.txt").write_text(OWN_TABLE, encoding="utf-8")
    Path("other.txt").write_text("一段文字。", encoding="utf-8")
    own = config.parent / "forms" / "sangong.toml"
    own.parent.mkdir()
    own.write_bytes(OWN_FORM.read_bytes())
    assert command("table.txt", "other.txt", "-t", "xlsx", "-o", "out").code == 0
    own.unlink()
    assert command("report", "out").code == 0
    report = openpyxl.load_workbook("out/report.xlsx", read_only=True).worksheets[0]
    rows = list(report.iter_rows(values_only=True))
    column = rows[0].index("上年_合计")
    assert [row[column] for row in rows[1:] if len(row) > column] == [12.5]


def test_a_template_of_ones_own_that_changed_is_read_anew(command: Command, config: Path) -> None:
    Path("in").mkdir()
    Path("in/table.txt").write_text(OWN_TABLE, encoding="utf-8")
    own = config.parent / "forms" / "sangong.toml"
    own.parent.mkdir()
    own.write_text(OWN_FORM.read_text(encoding="utf-8").replace("上年预算数", "上年决算数"), encoding="utf-8")
    assert command("in", "-t", "xlsx", "-o", "out").code == 0
    own.write_bytes(OWN_FORM.read_bytes())
    assert "1 done" in command("in", "-t", "xlsx", "-o", "out", "--force").err


def test_what_is_wrong_with_a_template_of_ones_own_is_said(command: Command, config: Path) -> None:
    own = config.parent / "forms" / "own.toml"
    own.parent.mkdir()
    own.write_text(OWN_FORM.read_text(encoding="utf-8") + "why = 1\n", encoding="utf-8")
    said = command(REPORT, "out.docx")
    assert said.code == 2
    assert "own.toml: tables[1].rules[3].why: expected a known key" in said.err
