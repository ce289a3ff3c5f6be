"""Have LibreOffice turn old formats into docx or xlsx, and docx into PDF: in a private profile, without macros.

What it says about its success means nothing: it exits with 0 for garbage too. Only the file that it made counts.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from convert.errors import ConvertError, MissingHelper, TimedOut, Unreadable
from convert.workers.limits import kill_tree

SECONDS = 60
SECONDS_A_FILE = 20
MAX_FILES = 40
"""In one call: beyond this a call gains nothing, and the command line has an end."""
MAX_MEMORY = 4 * 1024**3
MAX_OUTPUT = 1024**3

_PDF_SETTINGS = '{"UseTaggedPDF":{"type":"boolean","value":"true"},"ExportNotes":{"type":"boolean","value":"false"}}'
_OUT = {
    "docx": "docx:MS Word 2007 XML",
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "pdf": f"pdf:writer_pdf_Export:{_PDF_SETTINGS}",
}


class Kind(NamedTuple):
    """What is asked of LibreOffice for a kind of file; filters: its readers that may fit, the likeliest first.

    A reader is always named: left to itself, LibreOffice takes what it does not know for a text and shows its bytes.
    """

    ending: str
    target: str
    filters: tuple[str, ...]


KINDS = {
    "doc": Kind(".doc", "docx", ("MS Word 97", "MS Word 95", "MS WinWord 6.0")),
    "doc95": Kind(".doc", "docx", ("MS Word 95", "MS WinWord 6.0", "MS WinWord 5")),
    "works": Kind(".wps", "docx", ("MS_Works",)),
    "write": Kind(".wri", "docx", ("MS_Write",)),
    "wordperfect": Kind(".wpd", "docx", ("WordPerfect",)),
    "rtf": Kind(".rtf", "docx", ("Rich Text Format",)),
    "odt": Kind(".odt", "docx", ("writer8",)),
    "fodt": Kind(".fodt", "docx", ("OpenDocument Text Flat XML",)),
    "sxw": Kind(".sxw", "docx", ("StarOffice XML (Writer)",)),
    "docx": Kind(".docx", "pdf", ("MS Word 2007 XML",)),
    "xls": Kind(".xls", "xlsx", ("MS Excel 97",)),
    "xlsb": Kind(".xlsb", "xlsx", ("MS Excel 2007 Binary",)),
    "ods": Kind(".ods", "xlsx", ("calc8",)),
    "sxc": Kind(".sxc", "xlsx", ("StarOffice XML (Calc)",)),
    "slk": Kind(".slk", "xlsx", ("SYLK",)),
    "wks": Kind(".wks", "xlsx", ("Lotus", "WPS_Lotus_Calc", "MS_Works_Calc")),
    "works-sheet": Kind(".wks", "xlsx", ("MS_Works_Calc", "Lotus")),
    "fods": Kind(".fods", "xlsx", ("OpenDocument Spreadsheet Flat XML",)),
}

_NAMES = ("soffice", "libreoffice")
_PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/opt/libreoffice*/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.com",
    "C:/Program Files (x86)/LibreOffice/program/soffice.com",
)
_COMMON = "/org.openoffice.Office.Common/Security/Scripting"
_SETTINGS = (
    (_COMMON, "MacroSecurityLevel", "3"),
    (_COMMON, "DisableMacrosExecution", "true"),
    (_COMMON, "BlockUntrustedRefererLinks", "true"),
    (_COMMON, "DisableActiveContent", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "2"),
    ("/org.openoffice.Office.Writer/Content/Update", "Field", "false"),
    ("/org.openoffice.Office.Writer/Content/Update", "Chart", "false"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "1"),
    ("/org.openoffice.Office.Calc/Formula/Load", "OOXMLRecalcMode", "1"),
    ("/org.openoffice.Office.Calc/Formula/Load", "ODFRecalcMode", "1"),
    ("/org.openoffice.Inet/Settings", "ooInetProxyType", "2"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("/org.openoffice.Inet/Settings", "ooInetNoProxy", ""),
)
"""No macro runs, no link is followed, no formula is worked out anew, and the network ends at a closed door."""

_INSTALL = (
    (("debian", "ubuntu", "kylin", "uos", "deepin"), "sudo apt-get install libreoffice-writer libreoffice-calc"),
    (("fedora", "rhel", "centos", "openeuler", "anolis"), "sudo dnf install libreoffice-writer libreoffice-calc"),
    (("opensuse", "suse", "sles"), "sudo zypper install libreoffice-writer libreoffice-calc"),
    (("arch", "manjaro"), "sudo pacman -S libreoffice-fresh"),
    (("alpine",), "sudo apk add libreoffice-writer libreoffice-calc"),
    (("darwin",), "brew install --cask libreoffice"),
    (("win32",), "winget install TheDocumentFoundation.LibreOffice"),
)
_DOWNLOAD = "https://www.libreoffice.org/download"


class Job(NamedTuple):
    """A file to turn into docx, xlsx or pdf; kind: one of KINDS, what it is by its content."""

    content: bytes
    kind: str


def find_soffice(wanted: str = "") -> str:
    """Find the program: where the user says, on PATH, or where it is usually installed. Raises MissingHelper."""
    if wanted:
        found = shutil.which(wanted)
        if found:
            return found
        raise MissingHelper("There is no such program: {path}.", "Check --soffice.", path=wanted)
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    for place in _PLACES:
        base, star, rest = place.partition("*")
        folder = Path(base)
        candidates = sorted(folder.parent.glob(folder.name + "*" + rest)) if star else [folder]
        for candidate in candidates:
            if candidate.is_file():
                return str(candidate)
    raise MissingHelper(next_step="Install it with: {command}", helper="LibreOffice", command=install_command())


def install_command(release: Path = Path("/etc/os-release"), platform: str = sys.platform) -> str:
    """Say how LibreOffice is installed on this system; an address where no command is known."""
    words = [platform]
    if platform.startswith("linux"):
        try:
            lines = release.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            lines = []
        told = dict(line.split("=", 1) for line in lines if "=" in line)
        words = f"{told.get('ID', '')} {told.get('ID_LIKE', '')}".replace('"', "").lower().split()
    for names, command in _INSTALL:
        if any(word in names for word in words):
            return command
    return _DOWNLOAD


def convert_one(content: bytes, kind: str, soffice: str = "", seconds: float = SECONDS) -> bytes:
    """Turn one file into docx, xlsx or pdf. Raises MissingHelper, Unreadable, TimedOut."""
    (made,) = convert_many([Job(content, kind)], soffice, seconds)
    if isinstance(made, ConvertError):
        raise made
    return made


def convert_many(jobs: Sequence[Job], soffice: str = "", seconds: float = SECONDS) -> list[bytes | ConvertError]:
    """Turn files into docx, xlsx or pdf, many in a call; give for each what was made of it or why nothing was.

    Files without a result are tried again alone, with each reader that may fit: one bad file may end a call for
    those behind it. seconds: for the first file of a call. Raises MissingHelper.
    """
    program = find_soffice(soffice)
    made: dict[int, bytes | ConvertError] = {}
    for kind in dict.fromkeys(job.kind for job in jobs):
        numbers = [number for number, job in enumerate(jobs) if job.kind == kind]
        for start in range(0, len(numbers), MAX_FILES):
            part = numbers[start : start + MAX_FILES]
            contents = [jobs[number].content for number in part]
            results = _call(program, contents, KINDS[kind], KINDS[kind].filters[0], seconds)
            alone = len(part) == 1
            for number, result in zip(part, results, strict=True):
                if isinstance(result, ConvertError):
                    result = _insist(program, jobs[number], result, alone, seconds)
                made[number] = result
    return [made[number] for number in range(len(jobs))]


def _insist(program: str, job: Job, failed: ConvertError, was_alone: bool, seconds: float) -> bytes | ConvertError:
    """Try the readers one after the other on one file; give the first error if none makes anything of it."""
    for reader in KINDS[job.kind].filters[was_alone:]:
        if isinstance(failed, TimedOut) and was_alone:
            break
        (made,) = _call(program, [job.content], KINDS[job.kind], reader, seconds)
        if isinstance(made, bytes):
            return made
    return failed


def _call(
    program: str, contents: Sequence[bytes], kind: Kind, reader: str, seconds: float
) -> list[bytes | ConvertError]:
    """Run the program once, in a folder that vanishes with all that it left."""
    limit = round(seconds) + SECONDS_A_FILE * (len(contents) - 1)
    with tempfile.TemporaryDirectory(prefix="convert-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        profile, inputs, outputs = folder / "profile", folder / "in", folder / "out"
        for path in (profile / "user", inputs, outputs):
            path.mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_registry(), encoding="utf-8")
        names = [f"{number:04}" for number in range(len(contents))]
        files = [inputs / (name + kind.ending) for name in names]
        for file, content in zip(files, contents, strict=True):
            file.write_bytes(content)
        command = [
            program,
            f"-env:UserInstallation={profile.as_uri()}",
            *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard"),
            f"--infilter={reader}",
            *("--convert-to", _OUT[kind.target], "--outdir", str(outputs)),
            *map(str, files),
        ]
        in_time = _run(command, folder, limit)
        return [_result(outputs / f"{name}.{kind.target}", kind.target, in_time, limit) for name in names]


_FRAMES = {"pdf": (b"%PDF-", b"%%EOF")}
"""What a whole file of a format begins and ends with; all others are packages."""


def _result(path: Path, target: str, in_time: bool, seconds: int) -> bytes | ConvertError:
    try:
        content = path.read_bytes() if path.stat().st_size <= MAX_OUTPUT else b""
    except OSError:
        content = b""
    begin, end = _FRAMES.get(target, (b"PK", b"PK\x05\x06"))
    if content.startswith(begin) and end in content[-70_000:]:
        return content
    if not in_time:
        return TimedOut(seconds=seconds)
    return Unreadable(
        "The file cannot be read: LibreOffice makes nothing of it.",
        "Open it in the program that made it and save it as .docx or .xlsx.",
    )


def _registry() -> str:
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'


def _run(command: Sequence[str], home: Path, seconds: int) -> bool:
    """Run a command within limits; say whether it ended in time. All that it started ends with it.

    It looks at the clock itself too, in case this process is killed before it.
    """
    settings = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    settings |= {"HOME": str(home), "TMPDIR": str(home), "LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}
    if os.name == "posix":
        limits = {"c": 0, "v": MAX_MEMORY // 1024, "f": MAX_OUTPUT // 512, "t": 2 * seconds}
        script = "".join(f"ulimit -{name} {most} 2>/dev/null; " for name, most in limits.items())
        watch = ("timeout", "-s", "KILL", str(seconds + 5)) if shutil.which("timeout") else ()
        command = ["/bin/sh", "-c", script + 'exec "$@"', "sh", *watch, *command]
    process = subprocess.Popen(
        command,
        cwd=home,
        env=settings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
        return True
    except subprocess.TimeoutExpired:
        return False
    finally:
        kill_tree(process)
