"""Old word-processing files come out as their docx does, whatever program is there to help."""

from __future__ import annotations

import contextlib
import http.server
import os
import random
import stat
import sys
import threading
import zipfile
from pathlib import Path

import pytest

import convert
from convert.detect import detect
from convert.errors import ConvertError, Exit, MissingHelper, TimedOut, TooLarge, Unreadable
from convert.libreoffice import Job, convert_many, convert_one, find_soffice, install_command
from convert.model import Document, Paragraph, Picture, Table, block_text
from convert.ole import look_into
from convert.source import Source
from tests.adapters.docx_files import docx, places, tbl, tc, tr
from tests.adapters.docx_files import p as paragraph
from tests.adapters.legacy_files import GENERAL, PIXEL, needs_soffice, without_soffice
from tests.commands import SAMPLES, Command


def words(document: Document) -> list[tuple[str, str]]:
    """Give the blocks as kind and text, tables with the places of their cells."""
    return [
        (type(block).__name__, str(places(block)) if isinstance(block, Table) else getattr(block, "text", ""))
        for block in document.blocks
    ]


@pytest.fixture(scope="module")
def general() -> list[tuple[str, str]]:
    return words(convert.read(GENERAL))


@pytest.mark.parametrize("name", ["general.doc", "renamed.wps", "renamed.docx", "renamed.txt"])
def test_a_word_97_file_is_read_without_libreoffice_whatever_it_is_called(
    name: str, general: list[tuple[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    path.write_bytes((SAMPLES / "general.doc").read_bytes())
    without_soffice(monkeypatch, tmp_path)
    assert words(convert.read(path)) == general


@needs_soffice
@pytest.mark.parametrize("name", ["general.rtf", "general.odt", "renamed.doc"])
def test_rtf_and_odt_are_read_through_libreoffice(name: str, general: list[tuple[str, str]], tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes((SAMPLES / name.replace("renamed.doc", "general.rtf")).read_bytes())
    assert words(convert.read(path)) == general


@needs_soffice
def test_many_files_go_through_one_call_and_a_bad_one_costs_only_itself() -> None:
    rtf = b"{\\rtf1\\ansi\\ansicpg936 \\'bc\\'d7\\par}"
    jobs = [
        Job(rtf, "rtf"),
        Job(b"PK no odt", "odt"),
        Job((SAMPLES / "general.doc").read_bytes(), "doc"),
        Job(rtf, "rtf"),
    ]
    made = convert_many(jobs)
    assert [isinstance(one, bytes) for one in made] == [True, False, True, True]
    assert [block.text for block in convert.read(made[0]).blocks] == ["甲"]  # type: ignore[arg-type, union-attr]
    assert isinstance(made[1], Unreadable)


@needs_soffice
def test_what_is_no_document_never_becomes_one() -> None:
    noise = random.Random(3).randbytes(3000)
    for kind in ("doc", "doc95", "odt", "works"):
        with pytest.raises(Unreadable):
            convert_one(noise, kind)


@pytest.mark.parametrize(
    ("name", "language", "says"), [("a.rtf", "en", "needs LibreOffice"), ("a.odt", "zh", "LibreOffice")]
)
def test_without_libreoffice_the_line_that_installs_it_is_said(
    name: str, language: str, says: str, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(name).write_bytes((SAMPLES / f"general.{name[2:]}").read_bytes())
    without_soffice(monkeypatch, tmp_path)
    said = command("--check", name, "--lang", language)
    assert said.code == Exit.HELPER
    assert says in said.err
    assert install_command() in said.err


def test_the_line_that_installs_libreoffice_fits_the_system(tmp_path: Path) -> None:
    release = tmp_path / "os-release"
    wanted = {
        'ID=ubuntu\nID_LIKE=debian\n': "apt-get", "ID=debian": "apt-get", 'ID="fedora"': "dnf", "ID=openEuler": "dnf",
        'ID=rocky\nID_LIKE="rhel centos fedora"': "dnf", "ID=nothing": "https://", 'ID=kylin': "apt-get",
    }  # fmt: skip
    for text, tool in wanted.items():
        release.write_text(text)
        assert tool in install_command(release, "linux"), text
    assert "https://" in install_command(tmp_path / "none", "linux")
    assert install_command(release, "darwin").startswith("brew ")
    assert install_command(release, "win32").startswith("winget ")


def test_a_program_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(MissingHelper, match="no such program"):
        find_soffice(str(tmp_path / "soffice"))


@pytest.fixture
def pretender(tmp_path: Path) -> str:
    """Make a program that takes soffice's arguments; what it does is added by the test."""
    if sys.platform == "win32":
        pytest.skip("a shell script")
    path = tmp_path / "soffice"
    path.write_text("#!/bin/sh\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def behave(program: str, script: str) -> None:
    Path(program).write_text(f"#!/bin/sh\n{script}\n")


def test_an_exit_code_of_zero_without_a_file_is_a_failure(pretender: str) -> None:
    with pytest.raises(Unreadable, match="makes nothing of it"):
        convert_one(b"{\\rtf1}", "rtf", pretender)


def test_a_program_that_hangs_is_ended_with_all_that_it_started(pretender: str, tmp_path: Path) -> None:
    noted = tmp_path / "pid"
    behave(pretender, f"sleep 100 & echo $! > {noted}; wait")
    with pytest.raises(TimedOut):
        convert_one(b"{\\rtf1}", "rtf", pretender, seconds=1)
    with pytest.raises(ProcessLookupError):
        _wait_for_end(int(noted.read_text()))


def _wait_for_end(pid: int) -> None:
    """Look for a process until it is gone, which ends with ProcessLookupError; one that is only unburied counts."""
    import time

    for _ in range(100):
        os.kill(pid, 0)
        status = Path(f"/proc/{pid}/stat")
        if status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z":
            raise ProcessLookupError
        time.sleep(0.05)


def test_each_call_has_a_profile_that_forbids_macros_and_links_and_vanishes(pretender: str, tmp_path: Path) -> None:
    behave(
        pretender,
        f'echo "$@" > {tmp_path}/said; for word in "$@"; do case $word in -env:UserInstallation=file://*) '
        f'cat "${{word#*file://}}/user/registrymodifications.xcu" > {tmp_path}/profile;; esac; done',
    )
    with pytest.raises(Unreadable):
        convert_one(b"{\\rtf1}", "rtf", pretender)
    profile = (tmp_path / "profile").read_text()
    assert '"DisableMacrosExecution" oor:op="fuse"><value>true' in profile
    assert '"BlockUntrustedRefererLinks" oor:op="fuse"><value>true' in profile
    folder = (tmp_path / "said").read_text().split("file://")[1].split()[0]
    assert not Path(folder).exists()


@needs_soffice
def test_an_rtf_file_without_its_end_gives_what_is_there_and_says_so(tmp_path: Path) -> None:
    content = (SAMPLES / "general.rtf").read_bytes()
    path = tmp_path / "cut.rtf"
    path.write_bytes(content[: content.index(b"\\cell") + 200])
    document = convert.read(path)
    assert "the end of the file is missing" in [found.detail for found in document.findings]
    assert len(document.blocks) > 2


@pytest.mark.parametrize("make", [lambda: b"{" * 100_000 + b"}" * 100_000, lambda: b"{\\rtf1" + b"{" * 100_000])
def test_groups_in_groups_without_end_are_refused(make: object, tmp_path: Path) -> None:
    path = tmp_path / "deep.rtf"
    path.write_bytes(b"{\\rtf1 " + make())  # type: ignore[operator]
    with pytest.raises(TooLarge, match="groups"):
        convert.read(path)


@needs_soffice
def test_binary_data_that_lies_about_its_size_hides_nothing(tmp_path: Path) -> None:
    path = tmp_path / "lie.rtf"
    path.write_bytes(b"{\\rtf1\\ansi one\\par{\\pict\\bin999999999999 x}two\\par}")
    assert "one" in "".join(block.text for block in convert.read(path).blocks)  # type: ignore[union-attr]


@needs_soffice
@pytest.mark.parametrize(
    "instruction",
    [
        r"""{\*\fldinst INCLUDEPICTURE "FILE"}""",
        r"""{\*\fldinst  {\b INC}{\i\'4cUDE}PICTURE "FILE" \\d}""",
        r"""{\*\fldinst \u73?NCLUDETEXT "FILE"}""",
    ],
)
def test_a_field_that_fetches_a_file_is_told_of_and_not_followed(instruction: str, tmp_path: Path) -> None:
    picture = tmp_path / "own.png"
    picture.write_bytes(PIXEL)
    field = instruction.replace("FILE", picture.as_posix())
    path = tmp_path / "a.rtf"
    path.write_text("{\\rtf1\\ansi one\\par {\\field" + field + "{\\fldrslt shown}} two\\par}", encoding="ascii")
    document = convert.read(path)
    assert not [block for block in document.blocks if isinstance(block, Picture)]
    assert "linked content" in [found.detail for found in document.findings]
    text = "".join(block.text for block in document.blocks if isinstance(block, Paragraph))
    assert "one" in text
    assert "shown" in text
    assert "two" in text


@needs_soffice
def test_fields_show_what_the_file_shows_and_not_what_they_would_be_today(tmp_path: Path) -> None:
    fields = {"DATE": "2020", "TIME": "11:11", "FILENAME": "old.doc", "= 1+1": "5", "NUMPAGES": "9", "AUTHOR": "me"}
    made = "".join(f"{{\\field{{\\*\\fldinst {name}}}{{\\fldrslt {shown}}}}};" for name, shown in fields.items())
    link = '{\\field{\\*\\fldinst HYPERLINK "http://a.org/"}{\\fldrslt link}}'
    path = tmp_path / "a.rtf"
    path.write_text("{\\rtf1\\ansi " + made + link + "\\par}", encoding="ascii")
    (paragraph,) = convert.read(path).blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == "2020;11:11;old.doc;5;9;me;link"
    assert [run.link for run in paragraph.runs if run.text == "link"] == ["http://a.org/"]

    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text"))
    body = "<text:date>2020</text:date>;<text:file-name>old.odt</text:file-name>;<text:page-count>9</text:page-count>"
    path = tmp_path / "a.fodt"
    path.write_text(
        f'<office:document {spaces} office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:body><office:text><text:p>{body}</text:p></office:text></office:body></office:document>"
    )
    assert [getattr(block, "text", "") for block in convert.read(path).blocks] == ["2020;old.odt;9"]


_ODF = ("urn:oasis:names:tc:opendocument:xmlns:{}:1.0",) * 2
_BEFORE_ODF = ("http://openoffice.org/2000/{}", "http://openoffice.org/2001/{}")


@needs_soffice
@pytest.mark.parametrize(("names", "kind"), [(_ODF, "oasis.opendocument.text"), (_BEFORE_ODF, "sun.xml.writer")])
def test_a_formula_in_a_table_shows_what_the_file_shows(names: tuple[str, str], kind: str, tmp_path: Path) -> None:
    spaces = " ".join(f'xmlns:{prefix}="{names[0].format(prefix)}"' for prefix in ("office", "text", "table"))
    value = "office:value" if names is _ODF else "table:value"
    cell = f'<table:table-cell table:formula="ooow:2+3" {value}-type="float" {value}="4"><text:p>4</text:p>'
    row = f"<table:table-row>{cell}</table:table-cell></table:table-row>"
    body = f'<text:p>前 <text:date>2020</text:date></text:p><table:table table:name="T"><table:table-column/>{row}'
    body = f"<office:text>{body}</table:table></office:text>" if names is _ODF else f"{body}</table:table>"
    version = 'office:version="1.2"' if names is _ODF else 'office:version="1.0" office:class="text"'
    entry = '<m:file-entry m:media-type="{}" m:full-path="{}"/>'
    entries = entry.format(f"application/vnd.{kind}", "/") + entry.format("text/xml", "content.xml")
    path = tmp_path / "a.bin"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.{kind}")
        tag = "office:document-content"
        archive.writestr("content.xml", f"<{tag} {spaces} {version}><office:body>{body}</office:body></{tag}>")
        manifest = f'<m:manifest xmlns:m="{names[1].format("manifest")}">{entries}</m:manifest>'
        archive.writestr("META-INF/manifest.xml", manifest)
    before, shown = convert.read(path).blocks
    assert isinstance(before, Paragraph)
    assert isinstance(shown, Table)
    assert (before.text, [cell.text for cell in shown.cells]) == ("前 2020", ["4"])


@pytest.mark.parametrize("head", [b"\xdb\xa5-", b"\x31\xbe", b"\x32\xbe", b"\x01\xfe", b"\xffWPC"])
def test_files_of_old_word_processors_are_known_by_their_beginning(head: bytes) -> None:
    assert detect(Source("a.bin", content=head + bytes(100))) == "doc"


@pytest.mark.parametrize("content", [b"no word processor\0 wrote this", b"<html>no</html>", b"PK\3\4 no archive"])
def test_what_no_word_processor_wrote_is_refused_without_a_try(
    content: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without_soffice(monkeypatch, tmp_path)
    with pytest.raises(Unreadable):
        convert.read(content, source_format="doc")


def test_a_word_97_file_with_a_field_over_paragraphs_is_read_whole_or_said_to_be_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    heading, rest = "一、开放时间".encode("utf-16-le"), "告".encode("utf-16-le")
    content = SAMPLES.joinpath("general.doc").read_bytes()
    at = content.index(heading)
    end = content.index(rest, at)
    field, last = "\x13REF\x14时".encode("utf-16-le"), "\x15".encode("utf-16-le")
    made = content[:at] + field + content[at + len(field) : end] + last + content[end + 2 :]
    without_soffice(monkeypatch, tmp_path)
    told = [
        [found.before for found in convert.read(one).findings if found.code == "content-dropped"]
        for one in (content, made)
    ]
    assert told == [[], ["ends of paragraphs inside a field, which now stand behind it: 1"]]


@needs_soffice
@pytest.mark.parametrize(
    "content",
    [
        '<text:p>甲<draw:frame><draw:image xlink:href="URL"/></draw:frame></text:p>',
        '<text:section text:name="S"><text:section-source xlink:href="URL"/><text:p>甲</text:p></text:section>',
        '<text:p>甲<draw:frame><draw:object xlink:href="URL"/></draw:frame></text:p>',
    ],
)
def test_nothing_that_an_odt_file_links_to_is_opened(content: str, tmp_path: Path) -> None:
    asked: list[str] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_GET

    names = (
        ("office", "office"), ("text", "text"), ("draw", "drawing"), ("table", "table"),
    )  # fmt: skip
    spaces = " ".join(f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for short, name in names)
    page = (
        f'<office:document {spaces} xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"'
        ' office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>'
        f"{content}</office:text></office:body></office:document>"
    )
    path = tmp_path / "a.fodt"
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        path.write_text(page.replace("URL", f"http://127.0.0.1:{server.server_port}/x"), encoding="utf-8")
        document = convert.read(path)
        server.shutdown()
    assert asked == []
    assert document.blocks


@needs_soffice
def test_headers_of_opendocument_pages_that_libreoffice_loses_are_told(tmp_path: Path) -> None:
    names = [(name, name) for name in ("office", "text", "style", "table")] + [("fo", "xsl-fo-compatible")]
    spaces = " ".join(f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for short, name in names)
    masters = "".join(
        f'<style:master-page style:name="{name}" style:page-layout-name="p" {more}><style:header>'
        f"<text:p>{words} <text:page-number>1</text:page-number></text:p></style:header></style:master-page>"
        for name, words, more in (
            ("Standard", "卷首", 'style:next-style-name="Other"'),
            ("Other", "其余", ""),
            ("Unused", "不用", ""),
        )
    )
    path = tmp_path / "a.fodt"
    path.write_text(
        f'<office:document {spaces} office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">'
        '<office:automatic-styles><style:page-layout style:name="p"><style:page-layout-properties'
        ' fo:page-width="21cm" fo:page-height="29.7cm"/><style:header-style/></style:page-layout>'
        "</office:automatic-styles>"
        f"<office:master-styles>{masters}</office:master-styles>"
        "<office:body><office:text><text:p>正文</text:p></office:text></office:body></office:document>",
        encoding="utf-8",
    )
    document = convert.read(path)
    shown = [
        block_text(part)
        for block in document.blocks
        for piece in getattr(block, "furniture", ())
        for part in piece.blocks
    ]
    told = [found.before for found in document.findings if found.detail == "header"]
    assert sorted("".join(words.split())[:2] for words in (*shown, *told)) == ["其余", "卷首"]


def test_a_damaged_word_file_is_an_error_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_soffice(monkeypatch, tmp_path)
    content = (SAMPLES / "general.doc").read_bytes()
    torn = content[: len(content) // 2]
    path = tmp_path / "torn.doc"
    path.write_bytes(torn)
    with pytest.raises(ConvertError) as raised:
        convert.read(path)
    assert raised.value.exit in (Exit.UNREADABLE, Exit.HELPER)


def test_compound_files_whose_sectors_run_in_circles_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_soffice(monkeypatch, tmp_path)
    content = bytearray((SAMPLES / "general.doc").read_bytes())
    table = int.from_bytes(content[76:80], "little")
    at = 512 * (table + 1)
    for entry in range(128):
        content[at + 4 * entry : at + 4 * entry + 4] = (entry // 2).to_bytes(4, "little")
    assert look_into(bytes(content)).kind in ("", "doc")
    path = tmp_path / "loop.doc"
    path.write_bytes(content)
    with pytest.raises(ConvertError):
        convert.read(path)


def test_bytes_turned_over_at_random_end_in_a_document_or_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_soffice(monkeypatch, tmp_path)
    content = (SAMPLES / "general.doc").read_bytes()
    chance = random.Random(5)
    for number in range(12):
        broken = bytearray(content)
        for _ in range(60):
            broken[chance.randrange(512, len(broken))] = chance.randrange(256)
        path = tmp_path / f"{number}.doc"
        path.write_bytes(broken)
        with contextlib.suppress(ConvertError):
            assert isinstance(convert.read(path), Document)


def test_columns_of_rounding_noise_are_folded_into_their_neighbours() -> None:
    """Programs that write old formats round the edges of cells differently, and leave columns a twip wide."""
    row = [tr(tc("甲", '<w:gridSpan w:val="2"/>'), tc("乙")), tr(tc("1"), tc("2", '<w:gridSpan w:val="2"/>'))]
    document = convert.read(docx(paragraph("表") + tbl(*row, widths=(2000, 1, 2000))))
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    assert [(cell.row, cell.col, cell.colspan, cell.text) for cell in table.cells] == [
        (0, 0, 1, "甲"), (0, 1, 1, "乙"), (1, 0, 1, "1"), (1, 1, 1, "2"),
    ]  # fmt: skip
