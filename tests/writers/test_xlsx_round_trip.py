"""What is written as a workbook reads back as what was written, block by block."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from convert.carry.likeness import comparable
from convert.findings import finding
from convert.model import Block, Cell, Document, Finding, Heading, Mark, Origin, Paragraph, Run, Table, Value
from convert.numbers import fits_worksheet, long_number, number_format, plain_number, show
from convert.options import Options
from convert.passes.paragraphs import merge_runs
from convert.writers.xlsx import write
from tests.writers.excel_files import FORM, cell, heading, opened, paragraph, read_back, table


def returned(path: Path, *blocks: Block, form: str = "") -> Document:
    write(Document(blocks, form=form), path, Options())
    return read_back(path)


def assert_returns(path: Path, *blocks: Block, form: str = "") -> Document:
    back = returned(path, *blocks, form=form)
    assert [comparable(block, "xlsx") for block in back.blocks] == [comparable(block, "xlsx") for block in blocks]
    assert [block.title for block in back.blocks if isinstance(block, Table)] == [
        block.title for block in blocks if isinstance(block, Table)
    ]
    return back


def test_text_and_tables_come_back_in_their_order(target: Path) -> None:
    blocks = (
        *(table(["甲"], title="题一"), table(["乙"]), heading("年度报告", 0), paragraph("第一行\n第二行")),
        *(
            table(["丙", ""], ["", "丁"], header_rows=1),
            table(["戊"], title="题二"),
            heading("九级", 9),
            paragraph("末"),
        ),
    )
    back = assert_returns(target, *blocks)
    assert (back.settled, back.findings) == (True, ())


def test_titles_come_back_whole_however_their_sheets_are_called(target: Path) -> None:
    titles = ["长" * 60, "长" * 60 + "二", "a/b:c", "表1", "", "'x'", "<r>x</r>", "正文", "", "核对", "a\nb", "?"]
    assert_returns(target, *(table(["甲"], title=title) for title in titles))


def test_looks_come_back(target: Path) -> None:
    every: tuple[Mark, ...] = ("bold", "italic", "underline", "strike", "super", "sub")
    looks = [paragraph(f"全{mark}", mark) for mark in every]
    runs = Paragraph(tuple(Run(f"第{at}", frozenset({mark})) for at, mark in enumerate(every)))
    lines = Cell(0, 0, blocks=(Paragraph((Run("甲", frozenset({"bold"})),)), Paragraph(), Paragraph((Run("乙"),))))
    assert_returns(target, *looks, runs, Heading(runs.runs, level=1), Table(1, 1, (lines,)), table(["5"]))


def test_holes_and_trailing_blank_rows_come_back(target: Path) -> None:
    cells = (cell(0, 1, "甲"), cell(2, 0, "", rowspan=2, colspan=2))
    assert_returns(target, Table(9, 7, cells))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Decimal("12345678901234567.50"), "12345678901234567.50"),
        (Decimal("0.1"), "0.10"),
        (Decimal("8.95"), "8.95"),
        (Decimal("123456789012345"), "123,456,789,012,345"),
        (Decimal("1E+21"), "1E+21"),
        (Decimal("0.5"), ".5"),
        (Decimal(12), "0,012"),
        (Decimal(5), "2024年第5号"),
        (Decimal(8), '8"'),
        (Decimal(-5), "亏5万元"),
        (Decimal("-1234"), "(1,234)"),
        (Decimal("12345"), "12"),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(2024, 2, 29), "2024/2/29"),
        (date(2024, 2, 29), "2024年2月"),
        (datetime(2024, 2, 29, 23, 59, 59), "2024-02-29T23:59:59"),
        (time(0, 5), "0:05"),
        (time(18, 30), "6:30 PM"),
        (time(18, 30, 1, 500_000), "下午6时30分02秒"),
        (date(2024, 10, 1), "10月1日"),
        (date(2024, 10, 1), "星期二"),
        (date(2024, 10, 1), "1-Oct-24"),
        (date(1900, 1, 5), "1900-01-05"),
        (datetime(2024, 10, 1, 18), "2024年10月1日 下午6时00分"),
        (datetime(2024, 10, 1, 18), "18:00"),
        (datetime(2024, 10, 1, 18), "2024-10-01"),
        (None, "文"),
    ],
)
def test_values_come_back(target: Path, value: Value, words: str) -> None:
    back = assert_returns(target, Table(1, 1, (cell(0, 0, words, value),), form="f/t"), form=FORM)
    (block,) = back.blocks
    assert isinstance(block, Table)
    assert (block.cells[0].text, block.cells[0].value) == (words, value)


def test_findings_come_back_but_not_those_that_checks_find_anew(target: Path) -> None:
    findings = (
        finding("label-corrected", Origin("a.docx", 3, 7, "tbl[1]"), before="一\n行", after="=二"),
        finding("blank-value", Origin("a.docx"), detail="甲"),
        Finding("of-a-later-version", "error", before="原", detail="细节"),
    )
    write(Document((paragraph("甲"),), findings, form=FORM), target, Options())
    wanted = [replace(found, origin=Origin(ref=str(found.origin))) for found in (findings[0], findings[2])]
    assert list(read_back(target).findings) == [wanted[0], replace(wanted[1], origin=Origin())]


def test_what_a_person_added_is_read_or_reported(target: Path) -> None:
    write(Document((paragraph("甲"), table(["乙", "1"], title="题"))), target, Options())
    book = opened(target)
    book["正文"]["A1"], book["正文"]["F1"] = "改", "批注"
    book["题"]["A2"], book["题"]["B2"] = "新行", 2
    book.create_sheet("附页")["A1"] = "另页"
    book.save(target)
    back = read_back(target)
    assert [block.text for block in back.blocks if isinstance(block, Paragraph)] == ["甲", "附页", "另页"]
    assert [item.text for block in back.blocks if isinstance(block, Table) for item in block.cells] == [
        "乙",
        "1",
        "新行",
        "2",
    ]
    assert [(found.code, found.before) for found in back.findings] == [
        ("content-dropped", "改"),
        ("content-dropped", "批注"),
    ]


def test_a_table_whose_sheet_was_deleted_is_reported(target: Path) -> None:
    write(Document((table(["甲"], title="题一"), table(["乙"], title="题二"))), target, Options())
    book = opened(target)
    del book["题一"]
    book.save(target)
    back = read_back(target)
    assert len(back.blocks) == 1
    assert [(found.code, found.detail, found.before) for found in back.findings] == [
        ("content-dropped", "table whose sheet is missing", "题一")
    ]


def test_the_title_comes_back_only_if_the_document_had_one(target: Path) -> None:
    assert returned(target, heading("某局年度报告", 0)).title == ""
    write(Document((heading("某局年度报告", 0),), title="年报"), target, Options())
    assert read_back(target).title == "年报"


MARKS: tuple[Mark, ...] = ("bold", "italic", "underline", "super", "strike")
SPECIAL = (
    "_x0041_",
    "<r>",
    "</r>",
    "=1",
    "  ",
    "\t",
    "&amp;",
    "'",
    "1",
    "0023",
    "，",
    "（一）",
    "\u3000",
    "\u2028",
    "𠮷",
)
LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
TEXTS = st.lists(st.one_of(st.sampled_from(SPECIAL), st.text(LETTERS, max_size=6)), min_size=1, max_size=4).map("".join)
RUNS = st.builds(Run, TEXTS.filter(bool), st.frozensets(st.sampled_from(MARKS), max_size=2))
LINES = st.lists(RUNS, min_size=1, max_size=3).map(lambda runs: Paragraph(tuple(merge_runs(runs))))
HEADINGS = st.builds(lambda line, level: Heading(line.runs, level=level), LINES, st.integers(0, 9))
NUMBERS = st.decimals(-(10**9), 10**9, places=2).map(lambda number: Paragraph((Run(f"{number:f}"),)))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Draw a table whose cells leave holes and span each other's neighbours."""
    n_rows, n_cols = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    taken: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    for row in range(n_rows):
        for col in range(n_cols):
            if (row, col) in taken or draw(st.integers(0, 9)) == 0:
                continue
            rowspan, colspan = draw(st.integers(1, n_rows - row)), draw(st.integers(1, n_cols - col))
            area = {(row + down, col + right) for down in range(rowspan) for right in range(colspan)}
            if area & taken:
                rowspan, colspan, area = 1, 1, {(row, col)}
            taken |= area
            blocks: Sequence[Paragraph] = draw(st.one_of(st.lists(LINES, max_size=2), NUMBERS.map(lambda line: [line])))
            cells.append(Cell(row, col, rowspan, colspan, tuple(blocks)))
    form = draw(st.sampled_from(["", "f/t"]))
    return Table(n_rows, n_cols, tuple(cells), draw(st.integers(0, n_rows)), form, draw(st.one_of(st.just(""), TEXTS)))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.one_of(LINES, HEADINGS, tables()), max_size=6), st.booleans())
def test_any_document_comes_back(blocks: list[Block], recognised: bool) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "a.xlsx")
        assert_returns(path, *blocks, form=FORM if recognised else "")
        with zipfile.ZipFile(path) as file:
            assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=20))
@settings(deadline=None, max_examples=60)
def test_any_text_of_one_look_comes_back(words: str) -> None:
    with TemporaryDirectory() as folder:
        assert_returns(Path(folder, "a.xlsx"), paragraph(words))


@given(
    st.decimals(allow_nan=False, allow_infinity=False),
    st.sampled_from(["{:f}", "{:,f}", "{:.2f}", "{:E}", "{}元", "{:f}%"]),
)
def test_a_format_shows_exactly_the_text_that_it_was_made_for(value: Decimal, pattern: str) -> None:
    words = pattern.format(value) if -30 < value.adjusted() < 30 else str(value)
    code = number_format(value, words) if fits_worksheet(value) else None
    assert code is None or show(value, code) == words


@given(st.one_of(TEXTS, st.from_regex(r"-?[0-9,]{1,14}(\.[0-9]{1,9})?%?", fullmatch=True)))
def test_a_plain_number_loses_nothing_when_it_is_shown_again(words: str) -> None:
    value = plain_number(words)
    if value is not None:
        code = number_format(value, words)
        assert code is not None
        assert show(value, code) == words
        assert fits_worksheet(value)
        assert words.endswith("%") or long_number(words) == value
