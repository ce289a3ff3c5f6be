"""PDF in, document out: tables of numbers that draw no rules between their rows."""

from __future__ import annotations

from tests.adapters.pdf_files import PdfPage, grid_of, read_pdf, tables, texts

LEFTS = (240.0, 300.0, 360.0, 420.0)
PITCH = 14.0


def put(page: PdfPage, x: float, base: float, lines: list[str]) -> None:
    """Print lines in the middle of a column, the first on a base line."""
    for at, line in enumerate(lines):
        page.text(x - sum(12 if ord(char) > 255 else 6 for char in line) / 2, base + PITCH * at, line)


def row(page: PdfPage, top: float, label: list[str], values: list[list[str]], *, middle: bool) -> float:
    """Print a row; give where the next one begins. middle: its cells stand in the middle of its height."""
    most = max(map(len, (label, *values)))
    for x, lines in zip((130.0, *LEFTS), (label, *values), strict=True):
        put(page, x, top + 10 + (PITCH * (most - len(lines)) / 2 if middle else 0), lines)
    return top + PITCH * most + 4


ROWS = [
    (["一、本年新收申请数量", "（件）"], [["1234", "5"], ["7"], ["0"], ["1235", "2"]]),
    (["二、上年结转申请"], [["3"], ["0"], ["0"], ["3"]]),
    (["三、转来的申请"], [["8"], ["0"], ["0"], ["8"]]),
    (["四、本年办理的结果", "其中公开的申请", "数量"], [["20"], ["4567", "8"], ["1"], ["4569", "9"]]),
]
TEXTS = [
    ["一、本年新收申请数量（件）", "12345", "7", "0", "12352"],
    ["二、上年结转申请", "3", "0", "0", "3"],
    ["三、转来的申请", "8", "0", "0", "8"],
    ["四、本年办理的结果其中公开的申请数量", "20", "45678", "1", "45699"],
]


def rows_of(page: PdfPage) -> list[list[str]]:
    (table,) = tables(read_pdf(page))
    cells = grid_of(table)
    return [["".join(cell[4].split()) for cell in cells if cell[0] == at] for at in range(table.n_rows)]


def printed(*, middle: bool) -> PdfPage:
    page, top = PdfPage(), 200.0
    for label, values in ROWS:
        top = row(page, top, label, values, middle=middle)
    return page


def test_rows_whose_cells_begin_at_the_top_are_told_apart_without_rules() -> None:
    assert rows_of(printed(middle=False)) == TEXTS


def test_rows_whose_cells_stand_in_the_middle_are_told_apart_without_rules() -> None:
    assert rows_of(printed(middle=True)) == TEXTS


def test_numbers_broken_in_every_column_belong_to_the_label_between_their_parts() -> None:
    page = PdfPage()
    top = row(
        page,
        200,
        ["一、新收数量"],
        [["12", "34", "5"], ["23", "45", "6"], ["11", "22", "3"], ["46", "02", "4"]],
        middle=True,
    )
    row(page, top, ["二、结转数量"], [["1"], ["0"], ["0"], ["1"]], middle=True)
    assert rows_of(page) == [["一、新收数量", "12345", "23456", "11223", "46024"], ["二、结转数量", "1", "0", "0", "1"]]


def test_what_may_be_one_row_or_two_is_not_put_together() -> None:
    page, top = PdfPage(), 200.0
    for label in ("合计", "其他", "总共"):
        top = row(page, top, [label], [["12"], ["34"], ["56"], ["78"]], middle=False)
    document = read_pdf(page)
    numbers = " ".join(texts(document)) + " ".join(cell[4] for table in tables(document) for cell in grid_of(table))
    assert "1212" not in numbers
    assert numbers.count("12") == 3


def test_a_row_that_a_page_break_cuts_is_put_together_without_rules() -> None:
    first, second = PdfPage(), PdfPage()
    top = row(first, 690, ["一、本年新收数量"], [["1234"], ["7"], ["0"], ["1241"]], middle=False)
    top = row(
        first, top, ["二、上年结转申请", "的数量合计为"], [["3333", "4"], ["0"], ["0"], ["3333", "4"]], middle=False
    )
    row(first, top, ["三、本年度办理结果"], [["9876"], ["5"], ["0"], ["9876"]], middle=False)
    put(second, 130, 70, ["和其他"])
    put(second, LEFTS[0], 70, ["5"])
    put(second, LEFTS[3], 70, ["5"])
    row(second, 78, ["四、结转下年度的", "申请数量"], [["0"], ["0"], ["1234", "5"], ["1234", "5"]], middle=False)
    (table,) = tables(read_pdf(first, second))
    cells = ["".join(cell[4].split()) for cell in grid_of(table)]
    assert cells[10:15] == ["三、本年度办理结果和其他", "98765", "5", "0", "98765"]
    assert cells[15:] == ["四、结转下年度的申请数量", "0", "0", "12345", "12345"]


def test_numbers_under_heads_that_stand_over_them_are_a_table_without_rules() -> None:
    page = PdfPage()
    for at, (head, lines) in enumerate(
        zip(
            ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"),
            (["1234", "5"], ["0"], ["7"], ["21"], ["0"]),
            strict=True,
        )
    ):
        x = 100.0 + 60 * at
        put(page, x, 207 if len(head) == 2 else 200, [head[:2], head[2:]] if len(head) > 2 else [head])
        put(page, x, 240 if len(lines) > 1 else 247, lines)
    assert rows_of(page) == [["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"], ["12345", "0", "7", "21", "0"]]


def test_heads_at_several_heights_beside_heads_of_groups_stand_over_their_numbers() -> None:
    page = PdfPage()
    for x, head, base in zip(
        (60.0, 120, 180, 240, 300, 360), "甲乙丙丁戊己", (200, 200, 210, 220, 220, 220), strict=True
    ):
        put(page, x, base, [head + "维持"])
        put(page, x, 250, ["7"])
    page.text(270, 200, "未经复议直接起诉")
    assert rows_of(page)[-1] == ["7"] * 6
    assert [text for row in rows_of(page) for text in row if len(text) == 3] == [
        f"{head}维持" for head in "甲乙丙丁戊己"
    ]


def stacked(page: PdfPage, lefts: tuple[float, ...]) -> PdfPage:
    for at in range(8):
        for x, text in zip(
            lefts, ("张三李四", f"{20 + at}.083.460", f"20-2708346{at}", f"$ {at}0.000,00"), strict=True
        ):
            page.text(x, 120 + 16 * at, text)
    return page


def test_rows_that_a_table_does_not_rule_between_its_columns_are_rows() -> None:
    page = stacked(PdfPage().grid((80, 140, 200, 280, 360), (100, 250)), (82, 142, 202, 285))
    found = rows_of(page)
    assert [line[1] for line in found] == [f"{20 + at}.083.460" for at in range(8)]
    assert found[7] == ["张三李四", "27.083.460", "20-27083467", "$70.000,00"]


def test_full_columns_of_numbers_between_two_rules_are_rows() -> None:
    page = stacked(PdfPage().line(80, 100, 420, 100).line(80, 250, 420, 250), (82, 142, 225, 320))
    found = rows_of(page)
    assert [line[1] for line in found] == [f"{20 + at}.083.460" for at in range(8)]


def test_lines_of_words_in_a_ruled_row_stay_in_their_cells() -> None:
    page = PdfPage().grid((80, 160, 240), (100, 250))
    for at, (left, right) in enumerate(
        (("甲一", "乙一"), ("甲二", "乙二"), ("甲三", "乙三"), ("甲四", "乙四"), ("甲五", "乙五"))
    ):
        page.text(82, 120 + 16 * at, left).text(162, 120 + 16 * at, right)
    assert rows_of(page) == [["甲一甲二甲三甲四甲五", "乙一乙二乙三乙四乙五"]]


def test_numbers_that_stand_close_together_are_of_two_columns() -> None:
    page = PdfPage()
    rows = [
        ["东部", "3,358,657", "1", "8"],
        ["西部", "3,677,881", "877,316", "456,959"],
        ["南部", "5,922,509", "4", "0"],
    ]
    for at, row in enumerate(rows):
        for x, text in zip((60, 100, 161, 222), row, strict=True):
            page.text(x, 120 + 16 * at, text)
    assert rows_of(page) == rows


def test_a_line_with_most_columns_full_is_never_taken_for_the_rest_of_the_row_above() -> None:
    page = PdfPage()
    rows = [
        ["租纸", "", "9176", "1", "81"],
        ["西差", "", "", "3537", "4520"],
        ["款贷股雨", "7632", "4", "59", "9948087"],
        ["上审法贷", "497", "6089597", "4282312", "1628240"],
        ["张债收", "", "55", "1964226", "80"],
        ["话南", "9817", "6", "3", "25"],
    ]
    for at, row in enumerate(rows):
        for x, text in zip((100, 200, 260, 330, 400), row, strict=True):
            if text:
                page.text(x, 120 + 14 * at, text)
    document = read_pdf(page)
    words = [word for text in texts(document) for word in text.split()]
    words += [cell[4] for table in tables(document) for cell in grid_of(table)]
    assert {text for row in rows for text in row if text} <= set(words)


def test_labels_and_numbers_are_no_two_columns_of_prose() -> None:
    page = PdfPage()
    values = ["2012-08-08", "", "2019-11-17", "2012-11-27", "2029-10-14", "2018-03-23", "", "2014-02-12", "2027-08-04"]
    for at, value in enumerate(values):
        page.text(60, 120 + 14 * at, f"（{at + 1}）本年新收{'申请数量' if value else ''}")
        if value:
            page.text(250, 120 + 14 * at, value)
    document = read_pdf(page)
    said = texts(document) + [" ".join(cell.text for cell in row) for table in tables(document) for row in table.rows()]
    for at, value in enumerate(values):
        assert not value or any(value in text and f"（{at + 1}）" in text and text.count("（") == 1 for text in said)


def test_numbers_of_several_rows_in_a_ruled_cell_are_never_joined() -> None:
    page = PdfPage().grid((80, 160, 206, 252), (100, 190))
    for at, (label, one, other) in enumerate(
        (("第一", "1873751", "23"), ("第二种类", "5234", "1761830"), ("", "", ""), ("第三", "1523089", "8636"))
    ):
        for x, text in zip((82, 162, 208), (label, one, other), strict=True):
            if text:
                page.text(x, 120 + 16 * at, text)
    page.text(82, 152, "的收入")
    [table] = tables(read_pdf(page))
    words = [paragraph.split() for cell in grid_of(table) for paragraph in [cell[4]]]
    assert {"1873751", "5234", "1523089", "23", "1761830", "8636"} <= {word for line in words for word in line}


def test_three_lines_are_rows_where_their_numbers_cannot_be_one() -> None:
    page = PdfPage().grid((80, 140, 206, 272), (100, 160))
    rows = [["第一", "95.76", "83"], ["第二", "9543.0", "3,796"], ["第三", "12.50", "6"]]
    for at, row in enumerate(rows):
        for x, text in zip((82, 142, 208), row, strict=True):
            page.text(x, 116 + 16 * at, text)
    assert rows_of(page) == rows


def test_single_digits_of_several_rows_in_a_ruled_cell_are_no_upright_number() -> None:
    page = PdfPage().grid((80, 160, 206, 252), (100, 190))
    for at, (label, one, other) in enumerate(
        (("第一", "1", "2"), ("第二种类", "4", "3"), ("的收入", "", ""), ("第三", "7", "8"))
    ):
        page.text(82, 120 + 16 * at, label).text(162, 120 + 16 * at, one).text(208, 120 + 16 * at, other)
    [table] = tables(read_pdf(page))
    assert [cell[4].split() for cell in grid_of(table)][1:] == [["1", "4", "7"], ["2", "3", "8"]]


def test_lines_with_leaders_are_no_one_paragraph() -> None:
    page = PdfPage()
    for at in range(6):
        page.text(60, 120 + 16 * at, f"本章的事项{'.' * 68}{3 + at}")
    assert len(texts(read_pdf(page))) == 6


def test_numbers_abreast_in_nearly_every_row_of_a_ruled_column_are_of_several_columns() -> None:
    page = PdfPage().grid([60, 160, 340], [100 + 20 * at for at in range(8)])
    page.text(70, 115, "指标").text(180, 115, "总数").text(240, 115, "城市").text(300, 115, "乡村")
    for at in range(6):
        base = 135 + 20 * at
        page.text(70, base, f"第{at}项").text(180, base, f"1{at}").text(240, base, f"{at}.5").text(300, base, "8")
    assert rows_of(page)[:2] == [["指标", "总数", "城市", "乡村"], ["第0项", "10", "0.5", "8"]]
    for missing in (2, 3, 4):
        page.commands = [line for line in page.commands if f"240 {842 - 135 - 20 * missing} Tm" not in line]
    assert len(rows_of(page)[0]) == 2


def test_numbers_in_each_column_of_a_merged_cell_stand_where_a_rule_is_missing() -> None:
    page = PdfPage().grid([60, 160, 220, 280], [100, 130, 160, 190], missing=("v1,2", "v2,2"))
    for row, words in enumerate((("指标", "本年", "上年"), ("收到", "12", "34"), ("说明", "见附件", "所列"))):
        for x, word in zip((70, 170, 230), words, strict=True):
            page.text(x, 120 + 30 * row, word)
    assert rows_of(page) == [["指标", "本年", "上年"], ["收到", "12", "34"], ["说明", "见附件所列"]]


def test_a_table_of_contents_between_two_rules_is_none() -> None:
    page = PdfPage().line(60, 60, 500, 60).line(60, 780, 500, 780)
    for at in range(6):
        page.text(60, 100 + 20 * at, f"1.{at}").text(110, 100 + 20 * at, f"工作情况....................{at + 3}")
    assert tables(read_pdf(page)) == []
