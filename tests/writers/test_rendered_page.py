"""The page as a person sees it: LibreOffice prints official documents, and positions in the PDF are measured.

The fonts that the standard names are rarely on a machine; whatever stands in for them, a Chinese character is as broad
as it is high, so that lines, characters and margins can be measured. How the letters look cannot.
"""

from __future__ import annotations

import shutil
import subprocess
from typing import NamedTuple

import pytest

from tests.commands import REPORT, make_docx

pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 reads the printed pages")

MM = 25.4 / 72
TITLE = "某市政府信息公开工作年度报告"
TEXT = "全面贯彻落实政务公开工作要求持续推进决策执行管理服务结果公开不断提升公开质量和实效" * 60


class Sign(NamedTuple):
    """A character and the box of its ink, in millimetres from the left and the top of the page."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


class Line(NamedTuple):
    signs: list[Sign]

    @property
    def text(self) -> str:
        return "".join(sign.text for sign in self.signs)

    @property
    def left(self) -> float:
        return min(sign.left for sign in self.signs)

    @property
    def right(self) -> float:
        return max(sign.right for sign in self.signs)

    @property
    def middle(self) -> float:
        return (min(sign.top for sign in self.signs) + max(sign.bottom for sign in self.signs)) / 2


def has_chinese_font() -> bool:
    listing = shutil.which("fc-list")
    return listing is not None and bool(subprocess.run([listing, ":lang=zh-cn"], capture_output=True).stdout.strip())


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[Line]]]:
    """Print two documents; give the lines of each page."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    if not has_chinese_font():
        pytest.skip("no font with Chinese characters is installed")
    import convert
    from convert.options import Options

    folder = tmp_path_factory.mktemp("printed")
    source = make_docx(folder / "source.docx", TITLE, TEXT, TEXT[:10])
    for path, name in ((source, "text"), (REPORT, "report")):
        outcome = convert.convert(path, folder / f"{name}.docx", Options(style="gbt9704"))
        assert outcome.error is None
    profile = (folder / "profile").as_uri()
    words = [
        office,
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        "pdf",
        "text.docx",
        "report.docx",
    ]
    subprocess.run(words, cwd=folder, check=True, capture_output=True, timeout=180)
    return {
        name: [lines_of(page) for page in pdfium.PdfDocument(folder / f"{name}.pdf")] for name in ("text", "report")
    }


def lines_of(page: object) -> list[Line]:
    """Give the lines of a page from the top down, each from left to right."""
    height = page.get_height()  # type: ignore[attr-defined]
    text = page.get_textpage()  # type: ignore[attr-defined]
    signs = []
    for index in range(text.count_chars()):
        sign = text.get_text_range(index, 1)
        if sign.strip():
            left, bottom, right, top = text.get_charbox(index)
            signs.append(Sign(left * MM, (height - top) * MM, right * MM, (height - bottom) * MM, sign))
    text.close()
    page.close()
    lines: list[list[Sign]] = []
    for sign in sorted(signs, key=lambda sign: sign.bottom):
        if not lines or sign.bottom - lines[-1][0].bottom > 4:
            lines.append([])
        lines[-1].append(sign)
    return [Line(sorted(line)) for line in lines]


def test_a_page_holds_22_lines_of_28_characters(printed: dict[str, list[list[Line]]]) -> None:
    second = printed["text"][1][:-1]
    assert len(second) == 22
    assert {len(line.text) for line in second} == {28}


def test_the_margins_are_37_35_28_and_26_millimetres(printed: dict[str, list[list[Line]]]) -> None:
    lines = printed["text"][1][:-1]
    pitch = (lines[-1].middle - lines[0].middle) / 21
    assert lines[0].middle - pitch / 2 == pytest.approx(37, abs=1)
    assert 297 - (lines[-1].middle + pitch / 2) == pytest.approx(35, abs=1)
    assert min(line.left for line in lines) == pytest.approx(28, abs=1)
    assert 210 - max(line.right for line in lines) == pytest.approx(26, abs=1)


def test_a_paragraph_begins_two_characters_in(printed: dict[str, list[list[Line]]]) -> None:
    first = next(line for line in printed["text"][0] if line.text.startswith(TEXT[:5]))
    assert first.left == pytest.approx(28 + 2 * 156 / 28, abs=1)
    assert len(first.text) == 26


def test_page_numbers_stand_outside_seven_millimetres_below_the_text(printed: dict[str, list[list[Line]]]) -> None:
    for number, lines in enumerate(printed["text"], 1):
        line = lines[-1]
        assert line.text == f"—{number}—"
        assert line.signs[0].top - (297 - 35) == pytest.approx(7, abs=0.5)
        character = 14 * MM
        if number % 2:
            assert 210 - 26 - line.right == pytest.approx(character, abs=1)
        else:
            assert line.left - 28 == pytest.approx(character, abs=1)


def test_the_title_is_centred_in_letters_of_22_points(printed: dict[str, list[list[Line]]]) -> None:
    title = printed["report"][0][0]
    width = 22 * MM
    assert (title.left + title.right) / 2 == pytest.approx(28 + 156 / 2, abs=width / 2)
    assert title.signs[1].left - title.signs[0].left == pytest.approx(width, abs=0.5)


def test_nothing_of_a_report_stands_outside_the_text(printed: dict[str, list[list[Line]]]) -> None:
    for lines in printed["report"]:
        assert min(line.left for line in lines) > 27
        assert max(line.right for line in lines) < 210 - 25
        assert max(sign.bottom for line in lines[:-1] for sign in line.signs) < 297 - 34
