"""Icons on three kinds of desktops: put, taken away, put twice, put over older ones; nothing else is touched."""

from __future__ import annotations

import hashlib
import json
import os
import plistlib
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from convert import desktop
from convert.desktop import Home, Wish, linux, macos, windows
from convert.errors import BadUsage
from tests.commands import Command

SYSTEMS = ("linux", "macos", "windows")
NAMES = (
    "年报 2023.docx", "a&b.txt", "100%PATH%.xlsx", "!wow!.pdf", "a^b.doc", "(1).csv", "it's.md", "a;b`c$HOME.html",
    "-rf.txt", "a,b=c.txt", " lead.txt", "平安 & 县（二）.docx",
)  # fmt: skip
QUOTES = ('say "hi".txt', "line\nbreak.txt", "back\\slash.txt")
"""Names that only systems other than Windows allow."""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Give the folders of a user who has files of their own, with a blank, a dollar and a percent in the path."""
    root = tmp_path / "us er$1%F"
    for folder in ("Desktop", ".config/Thunar", ".local/share", "mine"):
        (root / folder).mkdir(parents=True)
    (root / "mine" / "file.txt").write_text("mine", encoding="utf-8")
    return Home(root, root / "Desktop", root / ".config" / "convert", root / ".local" / "share" / "convert")


def wish(python: str = sys.executable, target: str = "xlsx", language: str = "zh") -> Wish:
    return Wish(python, target, language)


def state(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in folder.rglob("*")
    }


@pytest.mark.parametrize("name", SYSTEMS)
def test_undoing_leaves_everything_as_it_was(home: Home, name: str) -> None:
    before = {path: digest for path, digest in state(home.home).items() if digest != "folder"}
    done = desktop.install(home, wish(), name)
    assert all(path.exists() for path in done.written)
    assert len(done.written) >= 2
    undone = desktop.undo(home, name)
    assert set(undone.removed) == set(done.written)
    after = state(home.home)
    assert {path: digest for path, digest in after.items() if digest != "folder"} == before
    assert not [path for path in after if path.endswith(("convert", "规范文档.workflow"))]


@pytest.mark.parametrize("name", SYSTEMS)
def test_nothing_but_what_is_said_is_put_and_nothing_that_was_there_is_changed(home: Home, name: str) -> None:
    before = state(home.home)
    said = {str(path.relative_to(home.home)) for path in desktop.install(home, wish(), name).written}
    after = state(home.home)
    assert {path: after.get(path) for path in before} == before
    new = {path for path, digest in after.items() if digest != "folder"} - before.keys()
    others = {"linux": {".config/Thunar/uca.xml"}}.get(name, set())
    assert new == said | others | {".config/convert/desktop.json"}


@pytest.mark.parametrize("name", SYSTEMS)
def test_an_older_version_whose_files_had_other_contents_and_places_leaves_nothing(home: Home, name: str) -> None:
    desktop.install(home, wish(), name)
    fresh = state(home.home)
    listed = json.loads((home.config / "desktop.json").read_text(encoding="utf-8"))
    for path in listed["files"]:
        Path(path).write_bytes(b"as an older version wrote it")
        listed["files"][path] = hashlib.sha256(b"as an older version wrote it").hexdigest()
    gone = home.home / "Desktop" / "old place.desktop"
    gone.write_bytes(b"old")
    listed["files"][str(gone)] = hashlib.sha256(b"old").hexdigest()
    (home.config / "desktop.json").write_text(json.dumps(listed), encoding="utf-8")
    done = desktop.install(home, wish(), name)
    assert (state(home.home), done.kept, done.removed) == (fresh, (), (gone,))


@pytest.mark.skipif(os.name == "nt", reason="shell scripts")
def test_the_app_of_macos_stands_on_the_desktop_and_goes_with_the_rest(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    compiler = '#!/bin/sh\nmkdir -p "$2/Contents/Resources" && cp "$3" "$2/Contents/Resources/main.scpt"\n'
    (tools / "osacompile").write_text(compiler, encoding="utf-8")
    (tools / "osacompile").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    before = state(home.home)
    app = home.desktop / "转换为规范文档.app"
    assert app in desktop.install(home, wish(), "macos").written
    once = state(home.home)
    desktop.install(home, wish(), "macos")
    assert state(home.home) == once
    english = desktop.install(home, wish(language="en"), "macos")
    assert not app.exists()
    assert home.desktop / "Convert documents.app" in english.written
    desktop.undo(home, "macos")
    assert list(home.desktop.iterdir()) == []
    app.mkdir()
    (app / "mine").write_text("mine", encoding="utf-8")
    assert app in desktop.install(home, wish(), "macos").kept
    desktop.undo(home, "macos")
    assert (app / "mine").read_text(encoding="utf-8") == "mine"
    assert before.items() <= state(home.home).items()


@pytest.mark.parametrize("name", SYSTEMS)
def test_installing_twice_is_installing_once(home: Home, name: str) -> None:
    desktop.install(home, wish(), name)
    once = state(home.home)
    desktop.install(home, wish(), name)
    assert state(home.home) == once


@pytest.mark.parametrize("name", SYSTEMS)
def test_an_older_version_in_another_language_is_replaced_whole(home: Home, name: str) -> None:
    old = desktop.install(home, wish(language="en", target="docx"), name)
    new = desktop.install(home, wish(), name)
    assert {path for path in old.written if path.exists()} <= set(new.written)
    assert not [path for path in state(home.home) if "Convert documents" in path]


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_file_that_somebody_changed_or_owns_is_left_alone(home: Home, name: str) -> None:
    first = desktop.install(home, wish(), name)
    changed = first.written[-1]
    changed.write_bytes(b"mine now")
    again = desktop.install(home, wish(target="docx"), name)
    undone = desktop.undo(home, name)
    assert (again.kept, undone.kept) == ((changed,), ())
    assert changed.read_bytes() == b"mine now"


def test_thunar_keeps_the_actions_that_were_there(home: Home) -> None:
    actions = home.home / ".config" / "Thunar" / "uca.xml"
    actions.write_text("<actions><action><name>Mine</name><command>x %f</command></action></actions>", encoding="utf-8")
    desktop.install(home, wish(), "linux")
    assert actions.read_text(encoding="utf-8").count("<action>") == 2
    desktop.install(home, wish(), "linux")
    assert actions.read_text(encoding="utf-8").count("<action>") == 2
    desktop.undo(home, "linux")
    text = actions.read_text(encoding="utf-8")
    assert text.count("<action>") == 1
    assert "<name>Mine</name>" in text


def test_a_damaged_list_of_thunar_is_not_touched(home: Home) -> None:
    actions = home.home / ".config" / "Thunar" / "uca.xml"
    actions.write_text("<actions><action>", encoding="utf-8")
    desktop.install(home, wish(), "linux")
    desktop.undo(home, "linux")
    assert actions.read_text(encoding="utf-8") == "<actions><action>"


def stub_python(folder: Path) -> Path:
    """Make a Python that writes down what it is called with, each word on its own with a zero byte behind it."""
    path = folder / "py $thon%"
    say = "for word; do printf '%s\\0' \"$word\"; done"
    path.write_text(f"#!/bin/sh\n[ \"$2\" = -c ] && exit 0\n{say} >> '{folder}/said'\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def expand(line: str, files: list[str]) -> list[str]:
    """Expand an Exec line as the Desktop Entry Specification says: the string first, then quotes, then codes."""
    text = line.removeprefix("Exec=").replace("\\\\", "\\")
    assert text.startswith('"')
    program, at = "", 1
    while text[at] != '"':
        at += text[at] == "\\"
        program, at = program + text[at], at + 1
    assert text[at + 1 :].split() == ["%F"]
    return [program.replace("%%", "%"), *files]


@pytest.mark.parametrize("shell", ["sh", "bash", "dash", "zsh"])
@pytest.mark.parametrize("name", ["linux", "macos"])
@pytest.mark.skipif(os.name == "nt", reason="shell scripts")
def test_the_launcher_hands_over_every_name_as_it_is(home: Home, tmp_path: Path, shell: str, name: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not here")
    desktop.install(home, wish(str(stub_python(tmp_path))), name)
    files = [f"/tmp/{file}" for file in (*NAMES, *QUOTES)] + [f"/tmp/{number} 件.txt" for number in range(500)]
    subprocess.run([shell, str(home.data / "drop"), *files], check=True)
    said = (tmp_path / "said").read_text(encoding="utf-8").split("\0")[:-1]
    assert said == ["-P", "-m", "convert", "drop", "--to", "xlsx", "--lang", "zh", "--", *files]


@pytest.mark.skipif(os.name == "nt", reason="shell scripts")
def test_the_desktop_entry_starts_the_launcher(home: Home, tmp_path: Path) -> None:
    desktop.install(home, wish(str(stub_python(tmp_path))), "linux")
    for entry in (home.desktop / "转换为规范文档.desktop", home.data.parent / "kio/servicemenus/convert-drop.desktop"):
        (line,) = (line for line in entry.read_text(encoding="utf-8").splitlines() if line.startswith("Exec="))
        subprocess.run(expand(line, ["/tmp/a b.txt"]), check=True)
    subprocess.run([home.data.parent / "nautilus/scripts/转换为规范文档", "/tmp/a b.txt"], check=True)
    assert (tmp_path / "said").read_text(encoding="utf-8").split("\0").count("/tmp/a b.txt") == 3


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="desktop-file-utils is not here")
def test_the_desktop_entry_is_valid(home: Home) -> None:
    desktop.install(home, wish(), "linux")
    words = ["desktop-file-validate", str(home.desktop / "转换为规范文档.desktop")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.skipif(os.name == "nt", reason="shell scripts")
@pytest.mark.parametrize(("language", "words"), [("zh", "已不在"), ("en", "is gone")])
def test_a_python_that_is_gone_is_said(home: Home, language: str, words: str) -> None:
    desktop.install(home, wish("/nowhere/python3", language=language), "linux")
    done = subprocess.run(
        ["/bin/sh", str(home.data / "drop"), "a.txt"], capture_output=True, text=True, check=False,
        env={"PATH": ""}, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 5
    assert words in done.stderr
    assert "/nowhere/python3" in done.stderr


def test_the_quick_action_of_macos_is_whole(home: Home) -> None:
    desktop.install(home, wish(), "macos")
    contents = home.home / "Library" / "Services" / "转换为规范文档.workflow" / "Contents"
    info = plistlib.loads((contents / "Info.plist").read_bytes())
    assert info["NSServices"][0]["NSMenuItem"]["default"] == "转换为规范文档"
    flow = plistlib.loads((contents / "document.wflow").read_bytes())
    parameters = flow["actions"][0]["action"]["ActionParameters"]
    assert parameters["inputMethod"] == 1
    assert parameters["COMMAND_STRING"] == f"'{home.data / 'drop'}' \"$@\""


@pytest.mark.skipif(os.name == "nt", reason="shell scripts")
@pytest.mark.parametrize("shell", ["sh", "zsh"])
def test_files_dragged_into_the_window_of_macos_are_taken_and_nothing_is_run(
    home: Home, tmp_path: Path, shell: str
) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not here")
    desktop.install(home, wish(str(stub_python(tmp_path))), "macos")
    dragged = r"/tmp/a\ b.txt /tmp/\(1\)\&c.txt '/tmp/$(touch x).txt'" + "\n\n"
    script = home.desktop / "转换为规范文档.command"
    subprocess.run([shell, str(script)], input=dragged.encode(), check=False, cwd=tmp_path)
    said = (tmp_path / "said").read_text(encoding="utf-8").split("\0")[:-1]
    assert said[-3:] == ["/tmp/a b.txt", "/tmp/(1)&c.txt", "/tmp/$(touch x).txt"]
    assert not (tmp_path / "x").exists()


def test_the_droplet_quotes_every_path() -> None:
    script = macos.droplet(Path('/a "b"/drop'))
    assert 'quoted form of "/a \\"b\\"/drop"' in script
    assert "quoted form of POSIX path of droppedItem" in script


def explorer(files: list[str], batch: str = r"C:\Users\a b\Desktop\转换为规范文档.cmd") -> str:
    """Word the command line as Explorer does: quotes only around names with a blank."""
    words = [f'"{file}"' if " " in file else file for file in files]
    return f'C:\\Windows\\system32\\cmd.exe /c ""{batch}" {" ".join(words)}"'


def test_every_name_that_windows_allows_is_taken_from_the_command_line() -> None:
    files = ["D:\\" + name for name in NAMES] + [r"\\server\share\年报.docx", r"D:\a b\C:colon.txt"]
    assert windows.split_line(explorer(files)) == files
    many = [f"D:\\{number} 件.txt" for number in range(500)]
    assert windows.split_line(explorer(many)) == many


@pytest.mark.parametrize("cut", [8_191, 8_180, 5_000])
def test_a_command_line_that_was_cut_off_is_refused_whole(cut: int) -> None:
    line = explorer([f"D:\\年报\\{number} 件.txt" for number in range(500)])[:cut]
    with pytest.raises(BadUsage, match="More files were dropped"):
        windows.split_line(line)


def test_the_shortcut_on_the_desktop_and_in_the_send_to_menu_starts_python_without_a_console(home: Home) -> None:
    """Read it by the offsets of [MS-SHLLINK], which also lets 500 long names through: no cmd.exe is between."""
    desktop.install(home, wish(r"C:\用户\a b\python.exe", "docx"), "windows")
    link = (home.config.parent / "Microsoft" / "Windows" / "SendTo" / "转换为规范文档.lnk").read_bytes()
    assert (home.desktop / "转换为规范文档.lnk").read_bytes() == link
    size, _, flags = struct.unpack_from("<I16sI", link)
    assert (size, flags) == (76, 0x1 | 0x2 | 0x4 | 0x20 | 0x40 | 0x80 | 0x200)
    names, at = [], 78
    while length := struct.unpack_from("<H", link, at)[0]:
        item = link[at : at + length]
        if item[2] in (0x31, 0x32):
            (more,) = struct.unpack_from("<H", item, length - 2)
            assert struct.unpack_from("<HHI", item, more) == (length - more, 3, 0xBEEF0004)
            names.append(item[more + 20 : -2].decode("utf-16-le").rstrip("\0"))
        at += length
    assert names == ["用户", "a b", "pythonw.exe"]
    at += 2
    assert struct.unpack_from("<H", link, 76) == (at - 78,)
    info_size, wide = (struct.unpack_from("<I", link, at + offset)[0] for offset in (0, 28))
    program = "C:\\用户\\a b\\pythonw.exe"
    assert link[at + wide :].startswith(program.encode("utf-16-le") + b"\0\0")
    at, texts = at + info_size, []
    for _ in range(3):
        (length,) = struct.unpack_from("<H", link, at)
        texts.append(link[at + 2 : at + 2 + 2 * length].decode("utf-16-le"))
        at += 2 + 2 * length
    assert texts == ["转换为规范文档", "-P -m convert drop --to docx --lang zh --", program]
    assert struct.unpack_from("<II", link, at) == (0x314, 0xA0000001)
    assert link[at + 8 + 260 : at + 0x314].decode("utf-16-le").rstrip("\0") == program
    assert link[at + 0x314 :] == bytes(4)


def test_a_command_file_that_an_older_version_put_into_the_send_to_menu_goes(home: Home) -> None:
    old = home.config.parent / "Microsoft" / "Windows" / "SendTo" / "转换为规范文档.cmd"
    desktop._put(desktop.Piece(old, b"old"))
    desktop._write_list(home, {str(old): hashlib.sha256(b"old").hexdigest()})
    desktop.install(home, wish(), "windows")
    assert [path.name for path in old.parent.iterdir()] == ["转换为规范文档.lnk"]


def test_the_command_says_what_it_put_and_took(command: Command, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desktop, "find_home", lambda: home)
    monkeypatch.setattr(desktop, "system", lambda: "linux")
    done = command("desktop", "install", "--lang", "zh")
    assert done.code == 0
    assert done.err.count("已写出") == 5
    assert sys.executable in (home.data / "drop").read_text(encoding="utf-8")
    assert command("desktop", "install", "--undo", "--lang", "zh").err.count("已移除") == 5
    assert "没有可移除的" in command("desktop", "install", "--undo", "--lang", "zh").err


@pytest.mark.skipif(os.name == "nt", reason="XDG folders")
def test_a_desktop_folder_of_another_name_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    (tmp_path / ".config").mkdir()
    (tmp_path / ".config" / "user-dirs.dirs").write_text('XDG_DESKTOP_DIR="$HOME/桌面"\n', encoding="utf-8")
    assert linux.find_home().desktop == tmp_path / "桌面"
