"""Chinese text that a program misread before: put right where that is certain, said where it is not, else untouched."""

from __future__ import annotations

import pytest

from convert import read
from convert.encoding.mojibake import mend
from tests.reports import differences, make_report, tabs_full
from tests.test_encoding import FOREIGN, REPORT, TRADITIONAL


def misread_western(data: bytes) -> str:
    """Read bytes as Windows-1252, and those that it does not know as Latin-1: most programs do."""
    return "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in data)


MISREAD = {
    "UTF-8 as Latin-1": lambda text: text.encode().decode("latin-1"),
    "UTF-8 as Windows-1252": lambda text: misread_western(text.encode()),
    "GBK as Latin-1": lambda text: text.encode("gb18030").decode("latin-1"),
    "GBK as Windows-1252": lambda text: misread_western(text.encode("gb18030")),
}


@pytest.mark.parametrize("way", MISREAD)
@pytest.mark.parametrize("text", [REPORT, TRADITIONAL])
def test_text_that_was_misread_is_put_right_and_that_is_said(text: str, way: str) -> None:
    mended, findings = mend(MISREAD[way](text), "a.txt")
    assert mended == text
    assert [(found.code, found.severity) for found in findings] == [("mojibake-undone", "info")]


def test_text_that_was_misread_twice_is_put_right() -> None:
    assert mend(MISREAD["UTF-8 as Latin-1"](MISREAD["UTF-8 as Latin-1"](REPORT)), "a.txt")[0] == REPORT


@pytest.mark.parametrize("lost", [REPORT.encode("gb18030").decode(errors="replace"), REPORT.encode("ascii", "replace")])
def test_text_whose_characters_are_lost_is_named(lost: str | bytes) -> None:
    text = lost if isinstance(lost, str) else lost.decode()
    mended, findings = mend(text, "a.txt")
    assert (mended, [found.code for found in findings]) == (text, ["mojibake-left"])


@pytest.mark.parametrize("way", MISREAD)
def test_a_report_that_was_misread_comes_back(way: str) -> None:
    report = make_report(3, top=30)
    document = read(MISREAD[way](tabs_full(report)).encode())
    assert differences(report, document) == ([], [])


def test_only_the_lines_that_were_misread_are_put_right() -> None:
    lines = REPORT.split("\n")
    mixed = [misread_western(line.encode()) if at % 2 else line for at, line in enumerate(lines)]
    assert mend("\n".join(mixed), "a.txt")[0] == REPORT


def test_whole_lines_of_utf8_that_were_read_as_gbk_are_put_right() -> None:
    text = "2023年，县水务局共检查河\n个别村组管网老化，漏损较"
    assert mend(text.encode().decode("gb18030"), "a.txt")[0] == text


def test_lines_with_bytes_missing_stay_and_are_named() -> None:
    misread = REPORT.encode().decode("cp1252", "replace")
    mended, findings = mend(misread, "a.txt")
    codes = {found.code: int(found.detail) for found in findings}
    assert codes["mojibake-left"] > 3
    untouched = [line for line in misread.split("\n") if "\ufffd" in line]
    assert all(line in mended.split("\n") for line in untouched)
    document = read(misread.encode())
    assert any(found.code == "mojibake-left" and found.severity == "warning" for found in document.findings)


@pytest.mark.parametrize(
    "text", [REPORT, TRADITIONAL, *FOREIGN.values(), "联通\n", "été à Genève, ça va\n" * 9, "a\u00a0\u00a0b"]
)
def test_clean_text_is_not_touched(text: str) -> None:
    assert mend(text, "a.txt") == (text, ())
