"""What was found stands where it belongs: comments in a docx, notes in an xlsx, and nothing of it gets lost."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
import pytest

import convert
from convert.annotations import Place, remarks
from convert.errors import BadUsage, Exit
from convert.findings import finding
from convert.model import (
    Break,
    Comment,
    CommentStart,
    Document,
    Origin,
    Paragraph,
    Picture,
    Run,
    Section,
    Table,
    cell_of_text,
)
from convert.options import Options
from tests import ooxml_rules
from tests.commands import BROKEN_SUM, SAMPLES, Command
from tests.writers.docx_files import audit, png

BLANK = SAMPLES / "blank-cell-repeated-heading.txt"
ANNOTATE = Options(annotate=True)


def commented(path: Path) -> list[tuple[str, str]]:
    """Give what each comment says and the text of the paragraph that it is about."""
    document = docx.Document(str(path))
    words = {comment.comment_id: comment.text for comment in document.comments}
    found = []
    for mark in document.element.body.iter("{*}commentReference"):
        paragraph = next(mark.iterancestors("{*}p"))
        number = int(next(value for name, value in mark.items() if name.endswith("}id")))
        found.append((words[number], "".join(piece.text for piece in paragraph.iter("{*}t"))))
    assert len(found) == len(words)
    return found


def notes(path: Path) -> dict[tuple[str, str], str]:
    return {
        (sheet.title, cell.coordinate): cell.comment.text
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }


def sound(path: Path) -> bool:
    return not audit(path) and not ooxml_rules.check(path)


def test_each_finding_is_a_comment_at_its_cell_or_paragraph(command: Command) -> None:
    assert command(BROKEN_SUM, "out.docx", "--annotate").code == Exit.OK
    found = commented(Path("out.docx"))
    said = [words for words, _ in found]
    assert len(said) == 3
    assert all(comment.author == "convert" for comment in docx.Document("out.docx").comments)
    assert (said[0].startswith("info: Set as headings"), found[0][1]) == (True, "一、总体情况")
    assert [(words[-14:], text) for words, text in found[1:]] == [("(sum-mismatch)", "28"), ("(sum-mismatch)", "42")]
    assert sound(Path("out.docx"))


def test_remarks_are_in_the_language_of_the_reader(command: Command) -> None:
    command(BROKEN_SUM, "out.docx", "--annotate", "--lang", "zh")
    said = [words for words, _ in commented(Path("out.docx"))]
    assert said[0].startswith("提示：")
    assert all(words.startswith("错误：勾稽关系不符：") for words in said[1:])
    command(BROKEN_SUM, "out.xlsx", "--annotate", "--lang", "zh")
    assert "错误：勾稽关系不符：" in notes(Path("out.xlsx"))["三、收到和处理政府信息公开申请情况", "D27"]


def test_a_blank_value_is_remarked_on_the_blank_cell_itself(command: Command) -> None:
    command(BLANK, "out.docx", "--annotate")
    (text,) = (text for words, text in commented(Path("out.docx")) if "blank-value" in words)
    assert text == ""
    document = convert.read("out.docx")
    cells = [
        cell for block in document.blocks if isinstance(block, Table) for cell in block.cells if cell.role == "value"
    ]
    (blank,) = (cell for cell in cells if not cell.text)
    assert blank.value is None
    assert isinstance(blank.blocks[0], Paragraph)
    command(BLANK, "out.xlsx", "--annotate")
    ((place, _),) = (pair for pair in notes(Path("out.xlsx")).items() if "blank-value" in pair[1])
    assert place == ("三、收到和处理政府信息公开申请情况", "F7")
    assert sound(Path("out.xlsx"))


def test_what_has_no_place_is_remarked_at_the_beginning(command: Command) -> None:
    command(SAMPLES / "gb18030.txt", "out.docx", "--annotate")
    (text,) = (text for words, text in commented(Path("out.docx")) if "(encoding)" in words)
    first = next(paragraph.text for paragraph in docx.Document("out.docx").paragraphs if paragraph.text)
    assert text == first
    command(SAMPLES / "gb18030.txt", "out.xlsx", "--annotate")
    (place,) = (place for place, words in notes(Path("out.xlsx")).items() if "(encoding)" in words)
    assert place == ("核对", "A1")
    Path("plain.txt").write_bytes("只有一段话，没有表。\n".encode("gb18030"))
    command("plain.txt", "plain.xlsx", "--annotate")
    assert [place for place, words in notes(Path("plain.xlsx")).items() if "(encoding)" in words] == [("正文", "C1")]


def test_a_document_without_any_paragraph_still_says_what_was_found(tmp_path: Path) -> None:
    document = Document(findings=(finding("password-removed"),))
    convert.write(document, tmp_path / "a.docx", ANNOTATE)
    assert [words for words, _ in commented(tmp_path / "a.docx")] == [
        "info: The file was protected by a password; what is written is not (password-removed)"
    ]
    convert.write(document, tmp_path / "a.xlsx", ANNOTATE)
    assert sound(tmp_path / "a.docx")
    assert sound(tmp_path / "a.xlsx")


def test_more_remarks_than_a_note_holds_are_counted(tmp_path: Path) -> None:
    many = tuple(finding("content-dropped", before=f"{number}" * 40, detail="picture") for number in range(900))
    convert.write(Document((Paragraph((Run("a"),)),), findings=many), tmp_path / "a.xlsx", ANNOTATE)
    (text,) = notes(tmp_path / "a.xlsx").values()
    assert len(text) < 32_767
    assert text.rpartition("… +")[2].isdigit()
    assert text.count("content-dropped") + int(text.rpartition("… +")[2]) == 900


def test_another_pass_keeps_the_remarks_or_drops_them_as_asked_and_makes_none_twice(command: Command) -> None:
    command(BROKEN_SUM, "one.docx", "--annotate")
    said = commented(Path("one.docx"))
    command("one.docx", "kept.docx")
    assert commented(Path("kept.docx")) == said
    command("one.docx", "again.docx", "--annotate")
    assert commented(Path("again.docx")) == said
    assert Path("again.docx").read_bytes() == Path("one.docx").read_bytes() == Path("kept.docx").read_bytes()
    command("one.docx", "bare.docx", "--comments", "drop")
    assert commented(Path("bare.docx")) == []


def test_the_remarks_are_no_part_of_a_workbook_that_is_read_again(command: Command) -> None:
    command(BLANK, "one.xlsx", "--annotate")
    command(BLANK, "bare.xlsx")
    command("one.xlsx", "two.xlsx")
    assert Path("two.xlsx").read_bytes() == Path("bare.xlsx").read_bytes()


def test_comments_of_people_on_cells_of_an_official_table_are_kept(tmp_path: Path) -> None:
    convert.write(convert.read(BLANK), tmp_path / "a.docx")
    document = docx.Document(str(tmp_path / "a.docx"))
    cells = document.tables[1].rows[6].cells
    for at, text in ((3, "是否含上月？"), (5, "缺这个数"), (1, "标签")):
        run = cells[at].paragraphs[0].add_run("")
        document.add_comment([run], text, "审核")
    document.save(str(tmp_path / "a.docx"))
    convert.write(convert.read(tmp_path / "a.docx"), tmp_path / "b.docx")
    assert [(words, text[:6]) for words, text in commented(tmp_path / "b.docx")] == [
        ("标签", "（二）部分公"),
        ("是否含上月？", "5"),
        ("缺这个数", ""),
    ]


@pytest.mark.parametrize("words", [["out.html"], ["out.pdf"], ["-t", "json"], ["--check"]])
def test_formats_without_remarks_refuse_the_wish(command: Command, words: list[str]) -> None:
    said = command(BROKEN_SUM, *words, "--annotate")
    assert said.code == Exit.USAGE
    assert "--annotate" in said.err
    assert list(Path().iterdir()) == []


def test_json_holds_no_remarks(tmp_path: Path) -> None:
    with pytest.raises(BadUsage):
        convert.write(Document(), tmp_path / "a.json", ANNOTATE)


def test_remarks_stand_around_the_text_and_beside_older_comments(tmp_path: Path) -> None:
    here = Origin("a.docx", ref="p[1]")
    older = Comment((Paragraph((Run("older"),)),), "someone", mark=3)
    runs = (Run("", inset=Break("page")), Run("", inset=CommentStart(3)), Run("text"), Run("", inset=older))
    blocks = (Paragraph((Run("before"),)), Paragraph(runs, here))
    findings = (finding("spaces-collapsed", here), finding("artifact-removed", here, before="\x07"))
    written = convert.write(Document(blocks, findings), tmp_path / "a.docx", ANNOTATE)
    assert [len(block.runs) for block in written.blocks if isinstance(block, Paragraph)] == [1, 8]
    assert [words[:5] for words, _ in commented(tmp_path / "a.docx")] == ["older", "info:", "info:"]
    assert sound(tmp_path / "a.docx")


def test_a_place_is_the_piece_itself_or_what_stands_around_or_before_it() -> None:
    def at(ref: str = "", page: int | None = None, line: int | None = None, top: float | None = None) -> Origin:
        return Origin("a", page, line, ref, None if top is None else (0, top, 9, top + 1))

    cells = (cell_of_text(0, 0, "x", at("tbl[1]/tr[1]/tc[1]")), cell_of_text(1, 0, "y", at("tbl[1]/tr[2]/tc[1]")))
    blocks = (
        Section(),
        Paragraph((Run("a"),), at("p[1]")),
        Picture(png(2, 2), origin=at("p[2]")),
        Table(2, 1, cells, origin=at("tbl[1]")),
        Paragraph((Run("b"),), at("p[4]")),
        Paragraph((Run("c"),), at("", 2, top=10)),
        Paragraph((Run("d"),), at("", 2, top=50)),
    )
    wanted = {
        at("p[1]"): Place(1),
        at("p[2]"): Place(1),
        at("p[3]"): Place(1),
        at("p[9]/r[1]"): Place(4),
        at("tbl[1]"): Place(3, 0, 0),
        at("tbl[1]/tr[2]"): Place(3, 1, 0),
        at("tbl[1]/tr[2]/tc[1]/p[3]"): Place(3, 1, 0),
        at("tbl[1]/tr[5]/tc[1]"): Place(3, 1, 0),
        at("", 2): Place(5),
        at("", 2, top=30): Place(5),
        at("", 3): Place(6),
        at("header[1]/p[1]"): None,
        at(): None,
    }
    document = Document(blocks, tuple(finding("spaces-collapsed", origin) for origin in wanted))
    assert [remark.place for remark in remarks(document, "en")] == list(wanted.values())
