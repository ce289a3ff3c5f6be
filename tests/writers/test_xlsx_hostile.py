"""What Excel would take for damage, or the proof would not see, and documents that were refused for no reason."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

import convert
from convert import pipeline
from convert.errors import ProofFailed
from convert.model import Cell, Check, Document, Paragraph, Property, Run, Table
from convert.options import Options
from convert.writers.xlsx import write
from tests.writers.docx_files import audit
from tests.writers.excel_files import FORM, cell, opened, paragraph, read_back, table, written
from tests.zips import parts_of, zipped


def test_a_long_title_that_looks_like_the_name_of_an_untitled_sheet_is_no_longer_than_names_may_be(
    target: Path,
) -> None:
    title = "表" + "1" * 30
    assert len(written(target, table(["a"], title=title)).sheetnames[1]) <= 31
    (back,) = read_back(target).blocks
    assert isinstance(back, Table)
    assert back.title == title


@pytest.mark.parametrize("words", ["+1.50" + "😀" * 55, "+5" + 'a"b' * 15])
def test_a_number_whose_format_would_be_too_long_is_written_as_its_text(target: Path, words: str) -> None:
    value = Decimal("1.5") if "." in words else Decimal(5)
    place = written(target, Table(1, 1, (cell(0, 0, words, value),), form="f/t"))["表1"]["A1"]
    assert (place.value, place.data_type) == (words, "s")


def test_what_a_number_format_says_is_not_taken_for_a_character_by_its_number(target: Path) -> None:
    words = "5_x0041_"
    place = written(target, Table(1, 1, (cell(0, 0, words, Decimal(5)),), form="f/t"))["表1"]["A1"]
    assert (place.value, place.number_format) == (5, '0"_"\\x"0041_"')
    (back,) = read_back(target).blocks
    assert isinstance(back, Table)
    assert (back.cells[0].text, back.cells[0].value) == (words, Decimal(5))


def test_a_sum_over_more_cells_than_a_formula_may_name_is_written_as_its_value(target: Path) -> None:
    row = tuple(cell(0, col, "1", Decimal(1)) for col in range(601))
    places = tuple((0, col) for col in range(0, 600, 2))
    checks = (
        Check(0, "R1", "多", Decimal(300), Decimal(1), places, ((0, 600),), 0, False),
        Check(0, "R1", "少", Decimal(2), Decimal(1), places[:2], ((0, 600),), 0, False),
    )
    write(Document((Table(1, 601, row, 0, "f/t", "表"),), checks=checks, form=FORM), target, Options())
    audited = opened(target)["核对"]
    assert (audited["B2"].value, audited["D2"].value) == (300, "不相符")
    assert audited["B3"].value == "=SUM('表'!$A$1,'表'!$C$1)"
    longest = max(len(str(place.value)) for row in audited.iter_rows() for place in row)
    assert longest < 8_192
    assert audit(target) == []


def test_names_of_values_are_ones_that_excel_takes(target: Path) -> None:
    names = ("TRUE", "长" * 256, "A1", "新收_总计")
    cells = tuple(Cell(0, col, blocks=(paragraph("1"),), name=name) for col, name in enumerate(names))
    book = written(target, Table(1, 4, cells, form="f/t"))
    assert [*book.defined_names] == ["新收_总计"]


def test_a_value_in_a_text_of_two_looks_is_given_up_and_named(target: Path) -> None:
    words = Paragraph((Run("3"), Run("8件", frozenset({"bold"}))))
    document = convert.write(Document((Table(1, 1, (Cell(0, 0, blocks=(words,), value=Decimal(38)),)),)), target)
    assert [found.detail for found in document.findings] == ["values that no worksheet shows as their text does × 1"]
    (back,) = read_back(target).blocks
    assert isinstance(back, Table)
    assert back.cells[0].text == "38件"


def test_a_value_of_more_than_a_hundred_digits_is_no_reason_to_refuse_a_document(target: Path) -> None:
    value = Decimal("1." + "0" * 125 + "1")
    document = convert.write(Document((Table(1, 1, (cell(0, 0, "1", value),)),)), target)
    assert [found.code for found in document.findings] == ["formatting-dropped"]


def test_a_document_made_when_nobody_knows_is_written_with_what_it_says_of_itself(target: Path) -> None:
    then = "1980-01-01T00:00:00Z"
    said = (
        Property("created", then),
        Property("归档", then, "text"),
        Property("Company", "某局"),
        Property("Convert", "1", "text"),
    )
    document = convert.write(Document((paragraph("一"),), properties=said), target)
    assert [found.before for found in document.findings] == ["Convert: 1"]
    assert set(read_back(target).properties) == {said[1], said[2]}
    assert f">{then}</dcterms:created>" in zipfile.ZipFile(target).read("docProps/core.xml").decode()


def test_a_title_that_is_too_long_for_a_workbook_is_cut_and_named(target: Path) -> None:
    document = convert.write(Document((paragraph("一"),), title="题" * 256), target)
    assert (document.title, [found.detail for found in document.findings]) == ("题" * 255, ["property of the file"])
    assert read_back(target).title == document.title


@pytest.mark.parametrize(
    ("part", "meant", "wrong"),
    [
        ("docProps/core.xml", "年度报告", "年度报吿"),
        ("xl/sharedStrings.xml", "收费表", "收费衣"),
        ("xl/sharedStrings.xml", "甲", "乙"),
        ("xl/worksheets/sheet2.xml", "<v>12</v>", "<v>13</v>"),
        ("xl/worksheets/sheet2.xml", "><v>12</v>", ' t="str"><v>12</v>'),
        ("xl/worksheets/sheet2.xml", '<mergeCell ref="A1:B1"/>', ""),
    ],
)
def test_the_proof_finds_what_was_written_wrong(
    target: Path, monkeypatch: pytest.MonkeyPatch, part: str, meant: str, wrong: str
) -> None:
    write_beside = pipeline._write_beside

    def write_wrong(document: Document, path: Path, name: str, options: Options) -> Path:
        made = write_beside(document, path, name, options)
        contents = parts_of(made.read_bytes())
        assert meant.encode() in contents[part]
        contents[part] = contents[part].replace(meant.encode(), wrong.encode())
        made.write_bytes(zipped(contents))
        return made

    monkeypatch.setattr(pipeline, "_write_beside", write_wrong)
    cells = (cell(0, 0, "甲", colspan=2), cell(1, 0, "12"), cell(1, 1, "b"))
    with pytest.raises(ProofFailed):
        convert.write(Document((Table(2, 2, cells, title="收费表"),), title="年度报告"), target)
