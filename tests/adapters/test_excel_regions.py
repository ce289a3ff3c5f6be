"""What on a sheet is a table, what is text, and how far a table reaches."""

from __future__ import annotations

import time
from collections.abc import Sequence

import openpyxl
import pytest
from openpyxl.styles import Border, Side

from convert.errors import TooLarge
from convert.model import Block, Document, Paragraph, Table
from tests.adapters.excel_files import findings, grid, number, packed, read_bytes, rows, saved, tables, text

FRAME = Border(*(Side(style="thin") for _ in range(4)))


def book_of(lines: Sequence[Sequence[object]], *merges: str, framed: str = "") -> Document:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in lines:
        sheet.append(list(line))
    for merge in merges:
        sheet.merge_cells(merge)
    if framed:
        for row in sheet[framed]:
            for cell in row:
                cell.border = FRAME
    return saved(book)


def outline(document: Document) -> list[str]:
    """Give the text of each paragraph, and rows × columns and title of each table."""
    return [_outlined(block) for block in document.blocks]


def _outlined(block: Block) -> str:
    if isinstance(block, Table):
        return f"{block.n_rows} × {block.n_cols} {block.title}".rstrip()
    assert isinstance(block, Paragraph)
    return block.text


def test_a_lone_text_above_a_table_is_its_title() -> None:
    document = book_of([["收费情况"], ["项目", "数", "注"], ["甲", 1, "x"]])
    assert outline(document) == ["收费情况", "2 × 3 收费情况"]


def test_a_merged_title_and_the_unit_below_it_stand_above_the_table() -> None:
    document = book_of([["收费情况"], ["", "", "单位：万元"], ["项目", "数", "注"], ["甲", 1, "x"]], "A1:C1")
    assert outline(document) == ["收费情况", "单位：万元", "2 × 3 收费情况"]


def test_a_merged_row_that_comes_back_with_the_same_header_is_part_of_the_table() -> None:
    lines = [["（一）项"], ["内容", "数"], ["甲", 1], ["（二）项"], ["内容", "数"], ["乙", 2]]
    merges = ("A1:B1", "A4:B4")
    assert outline(book_of(lines, *merges)) == ["6 × 2"]
    titled = [["二、公开情况"], *lines]
    assert outline(book_of(titled, "A2:B2", "A5:B5")) == ["二、公开情况", "6 × 2 二、公开情况"]


def test_a_header_that_starts_with_a_blank_corner_is_no_title() -> None:
    assert outline(book_of([["", "2023年", "2024年"], ["甲", 1, 2]])) == ["2 × 3"]
    assert outline(book_of([["", "2023年"], ["", "上", "下"], ["甲", 1, 2]], "B1:C1")) == ["3 × 3"]


def test_a_framed_row_of_one_text_belongs_to_its_table() -> None:
    lines = [["收入部分"], ["项目", "数"], ["甲", 1]]
    assert outline(book_of(lines, framed="A1:B3")) == ["3 × 2"]


def test_blank_rows_part_tables() -> None:
    document = book_of([["甲", 1], ["乙", 2], [], ["丙", 3, 4], ["丁", 5, 6]])
    assert [grid(table) for table in tables(document)] == [
        [["甲", "1"], ["乙", "2"]],
        [["丙", "3", "4"], ["丁", "5", "6"]],
    ]


def test_a_blank_row_inside_a_drawn_grid_parts_nothing() -> None:
    document = book_of([["甲", 1], ["", ""], ["乙", 2]], framed="A1:B3")
    assert grid(document.blocks[0]) == [["甲", "1"], ["", ""], ["乙", "2"]]


def test_a_blank_row_under_a_merged_cell_parts_nothing() -> None:
    document = book_of([["总", "甲", 1], ["", "", None], ["", "乙", 2]], "A1:A3")
    assert grid(document.blocks[0]) == [["总", "甲", "1"], ["", ""], ["乙", "2"]]


def test_rows_with_a_few_blank_cells_part_nothing() -> None:
    document = book_of([["项目", "数", "注"], ["甲", None, None], ["乙", 1, None], ["丙", None, "x"]])
    assert grid(document.blocks[0]) == [["项目", "数", "注"], ["甲", "", ""], ["乙", "1", ""], ["丙", "", "x"]]


def test_tables_beside_each_other_are_two() -> None:
    document = book_of([["甲", 1, None, "丙", 3], ["乙", 2, None, "丁", 4], [None, None, None, "戊", 5]])
    assert [grid(table) for table in tables(document)] == [
        [["甲", "1"], ["乙", "2"]],
        [["丙", "3"], ["丁", "4"], ["戊", "5"]],
    ]


def test_a_blank_column_beside_a_single_column_parts_nothing() -> None:
    document = book_of([["项目", None, "数"], ["甲", None, 1]])
    assert grid(document.blocks[0]) == [["项目", "", "数"], ["甲", "", "1"]]


def test_a_column_of_texts_is_paragraphs() -> None:
    document = book_of([["年度报告"], ["一、总体情况"], ["全年工作平稳。\n有序推进。"]])
    assert outline(document) == ["年度报告", "一、总体情况", "全年工作平稳。", "有序推进。"]


def test_a_whole_report_on_one_sheet_is_its_paragraphs_and_tables() -> None:
    lines = [
        ["某局年度报告"],
        ["一、总体情况"],
        ["全年工作平稳。"],
        ["二、公开情况"],
        ["内容", "制发", "废止"],
        ["规章", 1, 2],
        ["三、申请情况"],
        ["项目", "自然人", "总计"],
        ["一、新收", 3, 3],
        ["二、结转", None, None],
        ["三、办理", 4, 4],
        ["五、问题"],
        ["仍有不足。"],
        ["注：数据截至年底"],
    ]
    assert outline(book_of(lines)) == [
        *("某局年度报告", "一、总体情况", "全年工作平稳。", "二、公开情况", "2 × 3 二、公开情况"),
        *("三、申请情况", "4 × 3 三、申请情况", "五、问题", "仍有不足。", "注：数据截至年底"),
    ]


def test_rows_that_are_counted_beyond_ten_stay_in_their_table() -> None:
    lines = [["项目", "数"], ["九、甲", 1], ["十、乙", 2], ["十一、丙", None], ["合计", 3]]
    assert outline(book_of(lines)) == ["5 × 2"]


def test_merged_cells_span_what_they_span() -> None:
    document = book_of([["部门", "数", None], [None, "男", "女"], ["甲", 1, 2]], "A1:A2", "B1:C1")
    spans = {cell.text: (cell.row, cell.col, cell.rowspan, cell.colspan) for cell in tables(document)[0].cells}
    assert (spans["部门"], spans["数"], spans["女"]) == ((0, 0, 2, 1), (0, 1, 1, 2), (1, 2, 1, 1))


def test_the_rows_that_stay_in_view_are_the_header() -> None:
    book = openpyxl.Workbook()
    for line in (["收费情况"], ["项目", "数"], ["甲", 1]):
        book.active.append(line)
    book.active.freeze_panes = "A3"
    assert tables(saved(book))[0].header_rows == 1


def test_the_rows_that_head_printed_pages_are_the_header() -> None:
    book = openpyxl.Workbook()
    for line in (["项目", "数"], ["甲", 1]):
        book.active.append(line)
    book.active.print_title_rows = "1:1"
    assert tables(saved(book))[0].header_rows == 1


def test_overlapping_merged_cells_are_mended_and_reported() -> None:
    merges = '<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="B2:C2"/></mergeCells>'
    sheet = rows(
        text("甲") + text("") + text("乙"), text("丙") + text("丁") + text("戊"), text("己") + text("庚") + text("辛")
    )
    document = read_bytes(packed(sheet + merges))
    assert grid(document.blocks[0]) == [["甲", "乙"], ["戊"], ["己", "庚", "辛"]]
    assert sorted(findings(document)) == [
        ("content-dropped", "cell hidden under a merged cell", "丁"),
        ("content-dropped", "cell hidden under a merged cell", "丙"),
        ("grid-repaired", "merged cells overlap", ""),
    ]


def test_a_text_under_a_blank_merged_cell_takes_its_place() -> None:
    sheet = rows(text("甲") + number("1") + number("2"), text("") + text("乙") + number("3"))
    document = read_bytes(packed(sheet + '<mergeCells><mergeCell ref="A2:B2"/></mergeCells>'))
    assert grid(document.blocks[0]) == [["甲", "1", "2"], ["乙", "3"]]
    assert findings(document) == [("grid-repaired", "merged cells overlap", "")]


def test_a_few_cells_far_apart_cost_nothing() -> None:
    cells = "".join(f'<row r="{at * 37_000 + 1}">{text("值")}</row>' for at in range(28))
    document, seconds = timed(packed(f"<dimension ref='A1:XFD1048576'/><sheetData>{cells}</sheetData>"))
    assert len(document.blocks) == 28
    assert seconds < 1


def test_merged_cells_that_reach_beyond_all_content_keep_their_size() -> None:
    document = book_of([["甲", "乙", None], [1, 2], ["组", 3]], "B1:D1", "A3:A5")
    cells = {cell.text: (cell.rowspan, cell.colspan) for cell in tables(document)[0].cells}
    assert outline(document) == ["5 × 4"]
    assert (cells["乙"], cells["组"], cells["3"]) == ((1, 3), (3, 1), (1, 1))
    assert findings(document) == []


def test_merged_cells_that_are_cut_since_they_reach_too_far_are_reported() -> None:
    document = book_of([["甲", "乙"], [1, 2]], "B1:Z1")
    assert outline(document) == ["2 × 2"]
    assert findings(document) == [
        ("structure-changed", "merged cells that reach far beyond all content, cut there", "B1:Z1")
    ]


def test_merged_cells_as_large_as_the_sheet_cost_nothing() -> None:
    first = '<row r="1">' + text("题") + "</row>"
    second = '<row r="2">' + number("1", reference="A2") + number("2", reference="B2") + "</row>"
    last = '<row r="1000000">' + number("3", reference="B1000000") + number("4", reference="XFD1000000") + "</row>"
    merges = '<mergeCells><mergeCell ref="A1:XFD1"/><mergeCell ref="A2:A1048576"/></mergeCells>'
    document, seconds = timed(packed(f"<sheetData>{first}{second}{last}</sheetData>{merges}"))
    assert outline(document) == ["题", "3 × 4 题"]
    assert seconds < 1


def test_fifty_thousand_merged_cells_are_read_in_one_pass() -> None:
    count = 50_000
    cells = "".join(
        f'<row r="{at}">{text("名", f"A{at}")}{number("1", reference=f"C{at}")}</row>' for at in range(1, count + 1)
    )
    merges = "".join(f'<mergeCell ref="A{at}:B{at}"/>' for at in range(1, count + 1))
    document, seconds = timed(packed(f"<sheetData>{cells}</sheetData><mergeCells>{merges}</mergeCells>"))
    assert tables(document)[0].n_rows == count
    assert seconds < 30


def test_a_grid_beyond_reason_is_refused() -> None:
    cells = "".join(f'<row r="{at}">{number("1", reference=f"{column(at)}{at}")}</row>' for at in range(1, 3_000))
    with pytest.raises(TooLarge):
        read_bytes(packed(f"<sheetData>{cells}</sheetData>"))


def test_a_grid_beyond_reason_costs_no_other_sheet() -> None:
    cells = "".join(f'<row r="{at}">{number("1", reference=f"{column(at)}{at}")}</row>' for at in range(1, 3_000))
    document = read_bytes(
        packed(f"<sheetData>{cells}</sheetData>", rows(text("甲") + text("乙"), text("丙") + text("丁")))
    )
    assert outline(document) == ["2 × 2"]
    assert findings(document) == [("part-unread", "sheet that is too large", "Sheet1")]


def column(at: int) -> str:
    return openpyxl.utils.get_column_letter(at)


def timed(content: bytes) -> tuple[Document, float]:
    started = time.process_time()
    return read_bytes(content), time.process_time() - started


def test_that_a_number_by_itself_becomes_text_is_said() -> None:
    document = book_of([["项目", "数"], ["甲", 1], [], [], ["", "", 238]])
    assert outline(document) == ["2 × 2", "238"]
    assert findings(document) == [("value-text-kept", "stands by itself, so it is a paragraph", "238")]
