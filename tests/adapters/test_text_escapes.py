"""Text that a program wrote with escapes comes back; text that only holds backslashes stays."""

from __future__ import annotations

import quopri
import re
from urllib.parse import quote

import pytest

from convert import read
from convert.model import Document, Paragraph
from tests.adapters.text_files import codes_of

LINES = [f"第{at}行：收到来信{at}封，已办结。" for at in range(12)]


def paragraphs(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def in_haskell(line: str) -> str:
    """Write a line as Haskell shows it: `\\&` parts a code from a digit."""
    spelled = "".join(char if char.isascii() else f"\\{ord(char)}\\&" for char in line)
    return re.sub(r"\\&(?!\d)", "", spelled)


@pytest.mark.parametrize(
    "written",
    [
        "\\n".join(LINES),
        "\\r\\n".join(LINES),
        "\n".join(LINES).encode("unicode_escape").decode(),
        "\\n".join(LINES).replace("第", "\\xe7\\xac\\xac"),
        "&lt;p&gt;" + "&lt;/p&gt;&lt;p&gt;".join(LINES) + "&lt;/p&gt;",
        "\n".join(LINES).encode("ascii", "xmlcharrefreplace").decode(),
        "\n".join(map(in_haskell, LINES)),
        quopri.encodestring("\n".join(LINES).encode()).decode(),
        quopri.encodestring("\n".join(LINES).encode("gb18030")).decode(),
        quote("\n".join(LINES)),
        "\n".join(LINES).encode("utf-7").decode(),
        "<br/>\n".join(LINES),
        "<br>".join(LINES),
        "\n".join(f"2024-01-30 10:00:{at},017 INFO [spider] {line}" for at, line in enumerate(LINES, 10)),
        "\n".join(f"\x1b[1m{line}\x1b[0m" for line in LINES),
        "\n".join(f"{at}:{line}" for at, line in enumerate(LINES, 7)),
        "--- a\n+++ b\n@@ -0,0 +1,12 @@\n" + "\n".join(f"+{line}" for line in LINES),
    ],
)
def test_escapes_of_a_whole_text_are_undone_and_reported(written: str) -> None:
    document = read(written.encode())
    assert paragraphs(document) == LINES
    assert "artifact-removed" in codes_of(document)


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f'printf("第{at}行\\n");' for at in range(30)),
        "文件在 C:\\new\\table\\第一季 与 D:\\temp\\报表 里。" * 12,
        "\\noindent 第一节 \\textbf{甲} \\newline \\rule{1}{2} \\underline{乙}" * 12,
        "换行写作 \\n，制表符写作 \\t。",
        "change +12345678\n" * 12,
        "see D:\\20231\\25919.txt and E:\\20230101\\55300\\a\n" * 12,
        "网页里的段落以 &lt;/p&gt; 结束。",
    ],
)
def test_text_about_programs_stays_as_it_is(text: str) -> None:
    assert "".join(paragraphs(read(text.encode()))) == text.replace("\n", "")


def test_characters_beyond_the_first_plane_come_back_and_lone_halves_do_not_break_anything() -> None:
    document = read(("\\ud840\\udc00里" + "\\n\\u6751" * 12 + "\\n\\ud840").encode())
    assert paragraphs(document)[0] == "𠀀里"


@pytest.mark.parametrize("mark", ["\\", "\\n", "\\u", "\\x4", "&lt;/", "&lt;/p&gt;"])
def test_hostile_escapes_take_no_time(mark: str) -> None:
    assert read((mark * (200_000 // len(mark)) + "完").encode()).blocks


def test_an_answer_below_its_own_words_is_no_quotation_any_more() -> None:
    document = read(("你好：\n\n" + "\n".join(f">> {line}" for line in LINES)).encode())
    assert paragraphs(document) == ["你好：", *LINES]


@pytest.mark.parametrize("mark", ["+", "7:"])
def test_marks_that_only_some_lines_have_are_kept(mark: str) -> None:
    lines = [f"{mark}{LINES[0]}", *LINES[1:]]
    assert paragraphs(read("\n".join(lines).encode())) == lines
