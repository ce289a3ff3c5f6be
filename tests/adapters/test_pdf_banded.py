"""Tables in PDF files with rules across and none down."""

from __future__ import annotations

from collections.abc import Sequence

from tests.adapters.pdf_files import PdfPage, grid_of, read_pdf, tables, texts
from tests.adapters.text_files import rows_of

WIDTH = 12.0


def width_of(text: str) -> float:
    return sum(6 if char.isascii() else WIDTH for char in text)


def centred(page: PdfPage, left: float, right: float, middle: float, lines: Sequence[str]) -> None:
    """Put lines of 14 points into a cell so that their middle is at a height."""
    for at, text in enumerate(lines):
        base = middle + 14 * (at - (len(lines) - 1) / 2) + 4
        page.text((left + right - width_of(text)) / 2, base, text)


def test_a_table_with_a_rule_above_and_below_each_row_has_the_columns_of_its_texts() -> None:
    page = PdfPage()
    rows = [["项目", "上年", "本年"], ["收到的申请", "12", "3"], ["办结的申请", "7", "1024"]]
    for at, row in enumerate(rows):
        page.line(60, 100 + 30 * at, 420, 100 + 30 * at)
        for col, text in enumerate(row):
            centred(page, 60 + 120 * col, 180 + 120 * col, 115 + 30 * at, [text])
    page.line(60, 190, 420, 190)
    [table] = tables(read_pdf(page))
    assert rows_of(table) == rows


def test_a_number_that_its_narrow_cell_wraps_is_one_number() -> None:
    page = PdfPage()
    for y in (100, 130, 190):
        page.line(60, y, 260, y)
    centred(page, 60, 200, 115, ["项目"])
    centred(page, 60, 200, 160, ["收到的申请"])
    for col, (head, lines) in enumerate((("甲", ["64", "35", "6"]), ("乙", ["0"]))):
        centred(page, 200 + 30 * col, 230 + 30 * col, 115, [head])
        centred(page, 200 + 30 * col, 230 + 30 * col, 160, lines)
    [table] = tables(read_pdf(page))
    assert rows_of(table) == [["项目", "甲", "乙"], ["收到的申请", "64356", "0"]]


def test_rows_without_rules_between_them_stay_rows() -> None:
    page = PdfPage()
    for y in (100, 130, 220):
        page.line(60, y, 420, y)
    rows = [["名称", "数量", "备注"], ["桌子", "12", "已收"], ["椅子和凳子", "7", "未收"], ["灯", "128", "已收"]]
    for at, row in enumerate(rows):
        for col, text in enumerate(row):
            centred(page, 60 + 120 * col, 180 + 120 * col, 115 + 30 * at, [text])
    [table] = tables(read_pdf(page))
    assert rows_of(table) == rows


def test_shorter_rules_show_merged_cells() -> None:
    page = PdfPage()
    page.line(60, 100, 360, 100).line(160, 130, 360, 130).line(60, 160, 360, 160).line(60, 190, 360, 190)
    centred(page, 60, 160, 130, ["单位"])
    centred(page, 160, 360, 115, ["申请"])
    for col, text in enumerate(("收到", "办结")):
        centred(page, 160 + 100 * col, 260 + 100 * col, 145, [text])
    for col, text in enumerate(("财务科", "35", "6")):
        centred(page, 60 + 100 * col, 160 + 100 * col, 175, [text])
    [table] = tables(read_pdf(page))
    assert grid_of(table) == [
        (0, 0, 2, 1, "单位"),
        (0, 1, 1, 2, "申请"),
        (1, 1, 1, 1, "收到"),
        (1, 2, 1, 1, "办结"),
        (2, 0, 1, 1, "财务科"),
        (2, 1, 1, 1, "35"),
        (2, 2, 1, 1, "6"),
    ]


def test_a_label_merged_over_rows_is_as_high_as_the_rules_beside_it_are_short() -> None:
    page = PdfPage()
    page.line(60, 100, 360, 100).line(160, 130, 360, 130).line(60, 160, 360, 160)
    centred(page, 60, 160, 130, ["某局"])
    for row, (label, value) in enumerate((("收到", "35"), ("办结", "6"))):
        centred(page, 160, 260, 115 + 30 * row, [label])
        centred(page, 260, 360, 115 + 30 * row, [value])
    [table] = tables(read_pdf(page))
    assert grid_of(table)[0] == (0, 0, 2, 1, "某局")
    assert rows_of(table) == [["某局", "收到", "35"], ["办结", "6"]]


def test_a_table_over_a_page_break_keeps_its_columns_where_one_is_blank_on_the_next_page() -> None:
    first, second = PdfPage(), PdfPage()
    rows = [["科室", "收到", "办结", "备注"], *([f"第{number}科", str(number), "12", "无"] for number in "二三四")]
    for at, row in enumerate(rows):
        first.line(60, 660 + 30 * at, 460, 660 + 30 * at)
        for col, text in enumerate(row):
            centred(first, 60 + 100 * col, 160 + 100 * col, 675 + 30 * at, [text])
    first.line(60, 780, 460, 780)
    for at, row in enumerate((["第五科", "8", "", "无"], ["第六科", "9", "", "无"])):
        second.line(60, 80 + 30 * at, 460, 80 + 30 * at)
        for col, text in enumerate(row):
            if text:
                centred(second, 60 + 100 * col, 160 + 100 * col, 95 + 30 * at, [text])
    second.line(60, 140, 460, 140)
    [table] = tables(read_pdf(first, second))
    assert rows_of(table)[4:] == [["第五科", "8", "", "无"], ["第六科", "9", "", "无"]]


def test_text_between_two_tables_of_one_width_belongs_to_neither() -> None:
    page = PdfPage()
    for top in (100, 300):
        for row, cells in enumerate((["名称", "数量"], ["桌子", "12"])):
            page.line(60, top + 30 * row, 360, top + 30 * row)
            for col, text in enumerate(cells):
                centred(page, 60 + 150 * col, 210 + 150 * col, top + 15 + 30 * row, [text])
        page.line(60, top + 60, 360, top + 60)
    page.text(60, 220, "以上是第一张表，下面是第二张表，").text(60, 240, "两张表一样宽。")
    document = read_pdf(page)
    assert [rows_of(table) for table in tables(document)] == [[["名称", "数量"], ["桌子", "12"]]] * 2
    assert "".join(texts(document)) == "以上是第一张表，下面是第二张表，两张表一样宽。"


def test_lines_of_text_that_are_underlined_are_no_table() -> None:
    page = PdfPage()
    for row, text in enumerate(("姓名：某某某", "住址：某某某", "电话：一二三")):
        page.text(60, 100 + 24 * row, text).line(60, 103 + 24 * row, 60 + width_of(text), 103 + 24 * row)
    assert tables(read_pdf(page)) == []


def test_numbers_at_the_right_of_their_columns_are_not_put_together_where_heads_do_not_stand_over_them() -> None:
    page = PdfPage()
    rows = [["部门", "本年", "上年"], ["甲", "7", "5"], ["乙", "14", "10"], ["丙", "1,021", "15"]]
    for at, row in enumerate(rows):
        page.text(60, 120 + 20 * at, row[0] + "科室")
        for col, text in enumerate(row[1:]):
            right = 300 + 150 * col
            page.text(right - (90 if not at else width_of(text)), 120 + 20 * at, text)
    for y in (105, 125, 190):
        page.line(50, y, 460, y)
    [table] = tables(read_pdf(page))
    assert [[text for text in line if text] for line in rows_of(table)] == [[row[0] + "科室", *row[1:]] for row in rows]


def test_numbers_under_each_other_that_cannot_be_one_are_of_two_rows() -> None:
    page = PdfPage()
    for y in (100, 130, 170):
        page.line(60, y, 420, y)
    rows = [["项目", "收入", "日期"], ["甲的", "90,137.25", "2018-02-17"], ["合计", "61,466.85", "2021-05-14"]]
    for top, row in zip((115, 141, 158), rows, strict=True):
        for col, text in enumerate(row):
            centred(page, 60 + 120 * col, 180 + 120 * col, top, [text])
    [table] = tables(read_pdf(page))
    assert rows_of(table) == rows


def test_a_rule_close_under_the_texts_of_a_whole_row_is_of_the_table() -> None:
    page = PdfPage()
    for y in (95, 110, 160):
        page.line(60, y, 348, y)
    for x, head, value in ((61, "名称", ""), (193, "数量", "8"), (325, "单价", "35")):
        page.text(x, 107, head).text(x, 138, value)
    for base, text in ((124, "本年新收"), (138, "的桌子和"), (152, "椅子")):
        page.text(61, base, text)
    [table] = tables(read_pdf(page))
    assert rows_of(table) == [["名称", "数量", "单价"], ["本年新收的桌子和椅子", "8", "35"]]


def test_a_column_ends_behind_its_longest_text_though_a_line_with_blank_cells_holds_that() -> None:
    page = PdfPage()
    for y in (100, 134, 200):
        page.line(58, y, 420, y)
    page.text(170, 112, "上年")
    page.text(290, 112, "本年度")
    rows = [["名称", "甲项", "乙项", "丙"], ["桌子", "0", "32", "4"], ["椅子", "6,391,364", "8,235", ""]]
    for base, row in zip((126, 150, 170), rows, strict=True):
        for x, text in zip((60, 240, 312, 400), row, strict=True):
            if text:
                page.text(x, base, text)
    [table] = tables(read_pdf(page))
    assert rows_of(table)[-2:] == rows[1:]


def test_heads_that_fill_their_cells_are_cut_where_the_columns_of_the_numbers_end() -> None:
    page = PdfPage()
    for y in (100, 130, 160, 190):
        page.line(60, y, 360, y)
    rows = [["项目", "自然人员", "商业企业", "科研机构"], ["新收", "10", "20", "30"], ["结转", "11", "21", "31"]]
    for row, words in enumerate(rows):
        page.text(80, 120 + 30 * row, words[0])
        for at, word in enumerate(words[1:]):
            left = 180.0 + 60 * at
            if row:
                centred(page, left, left + 60, 115 + 30 * row, [word])
            else:
                page.text(left, 120, word, 15)
    [table] = tables(read_pdf(page))
    assert rows_of(table) == rows
