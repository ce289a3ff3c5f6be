"""PDF in, document out: text in reading order, ruled tables with their spans, and what is said of what is lost."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import convert.adapters.pdf.choice as choice
from convert.adapters.pdf import read
from convert.adapters.pdf.choice import garbled_share
from convert.adapters.pdf.engine import Engine
from convert.errors import ConvertError, Encrypted, EngineCrashed, MissingHelper, NoTextLayer, Unreadable
from convert.messages import error_message
from convert.model import Document, ListItem, Paragraph, Picture, Table
from convert.options import Options
from convert.pipeline import read as read_path
from convert.source import Source
from convert.workers import one
from convert.workers.child import confined
from tests.adapters.pdf_files import (
    PdfPage,
    grid_of,
    headings,
    make_pdf,
    read_bytes,
    read_pdf,
    save,
    tables,
    texts,
)

LONG = "各单位应当在规定时间内公布年度工作情况并且接受公众监督同时按照要求整理全部材料"


def codes(document: Document) -> list[str]:
    return [found.code for found in document.findings]


def prose(page: PdfPage, lines: list[str], *, left: float = 90, top: float = 100, indent: float = 24) -> PdfPage:
    """Print a paragraph: its first line indented, each line a size and a half under the last."""
    for at, line in enumerate(lines):
        page.text(left + (indent if at == 0 else 0), top + 18 * at, line)
    return page


def test_lines_of_a_paragraph_are_joined_without_blanks_between_chinese_characters() -> None:
    page = prose(PdfPage(), [LONG[:32], LONG[:34], "到此为止。"])
    prose(page, ["第二段从这里开始。"], top=160)
    assert texts(read_pdf(page)) == [LONG[:32] + LONG[:34] + "到此为止。", "第二段从这里开始。"]


def test_latin_words_at_a_line_end_keep_a_blank() -> None:
    page = PdfPage().text(90, 100, "The quick brown fox jumps over the lazy dog and runs")
    page.text(90, 118, "home again.")
    assert texts(read_pdf(page)) == ["The quick brown fox jumps over the lazy dog and runs home again."]


def test_a_paragraph_goes_on_over_a_page_break_and_page_numbers_do_not_stop_it() -> None:
    first = prose(PdfPage(), [LONG[:32], LONG[:34]], top=700).text(280, 800, "- 1 -")
    second = prose(PdfPage(), ["后半段。"], indent=0).text(280, 800, "- 2 -")
    document = read_pdf(first, second)
    assert texts(document) == [LONG[:32] + LONG[:34] + "后半段。"]
    assert codes(document) == ["artifact-removed"]


def test_running_heads_are_taken_out_with_one_finding_and_say_all_their_places() -> None:
    pages = [prose(PdfPage().text(90, 40, "某局年度报告"), [f"第{word}页的正文。"]) for word in "甲乙丙"]
    document = read_pdf(*pages)
    assert texts(document) == ["第甲页的正文。", "第乙页的正文。", "第丙页的正文。"]
    (found,) = document.findings
    assert (found.before, [place.page for place in (found.origin, *found.also)]) == ("某局年度报告", [1, 2, 3])


def test_what_stands_in_the_margins_stays_where_nothing_else_is_there() -> None:
    document = read_pdf(*(PdfPage().text(90, 40, "样张").text(290, 810, str(number)) for number in (1, 2, 3)))
    assert texts(document) == ["样张", "1", "样张", "2", "样张", "3"]


def test_a_number_at_the_foot_of_one_page_only_stays() -> None:
    page = prose(PdfPage(), ["全年收费金额。"]).text(90, 800, "17")
    assert "17" in texts(read_pdf(page))


def test_the_columns_of_a_page_are_read_one_after_the_other() -> None:
    page = PdfPage().text(90, 60, LONG[:34])
    for at in range(8):
        page.text(60, 100 + 18 * at, f"左{at}" + LONG[:16]).text(320, 100 + 18 * at, f"右{at}" + LONG[:16])
    whole = "".join(texts(read_pdf(page)))
    assert whole.index("左7") < whole.index("右0")


def test_the_title_is_the_largest_text_at_the_top_joined_over_its_lines() -> None:
    page = PdfPage().text(200, 80, "某某县人民政府", 22).text(150, 110, "政府信息公开工作年度报告", 22)
    prose(page, [LONG[:32], "正文从这里开始。"], top=160)
    assert headings(read_pdf(page)) == [(0, "某某县人民政府政府信息公开工作年度报告")]


def test_headings_are_told_by_size_where_no_words_number_them() -> None:
    page = PdfPage()
    for at, name in enumerate(("背景", "做法")):
        page.text(90, 100 + 100 * at, name, 16)
        prose(page, [LONG[:32], "正文。"], top=130 + 100 * at)
    assert headings(read_pdf(page))[-1] == (1, "做法")


def test_bold_is_kept_and_text_printed_twice_to_look_bold_is_read_once() -> None:
    page = PdfPage().text(90, 100, "粗体", font="F2").text(114, 100, "细体")
    page.text(90, 140, "双影").text(90.4, 140, "双影")
    document = read_pdf(page)
    assert texts(document) == ["粗体细体", "双影"]
    assert [run.marks for run in document.blocks[0].runs] == [{"bold"}, set()]  # type: ignore[union-attr]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_turned_page_is_read_upright(rotate: int) -> None:
    place = {
        0: lambda x, y: (x, y, "1 0 0 1"),
        90: lambda x, y: (y, 842 - x, "0 1 -1 0"),
        180: lambda x, y: (595 - x, 842 - y, "-1 0 0 -1"),
        270: lambda x, y: (595 - y, x, "0 -1 1 0"),
    }[rotate]
    page = PdfPage(rotate=rotate)
    for y, line in ((100, "第一行。"), (130, "第二行。")):
        x, base, turn = place(90, y)
        page.text(x, base, line, turn=turn)
    document = read_pdf(page)
    assert texts(document) == ["第一行。", "第二行。"]
    box = document.blocks[0].origin.box
    assert box is not None
    assert box[0] == pytest.approx(90, abs=1)
    assert box[3] == pytest.approx(101.5, abs=1)


def test_a_table_printed_sideways_on_an_upright_page_is_read() -> None:
    page = PdfPage()
    for x in (100, 130, 160):
        page.line(x, 400, x, 700)
    for y in (400, 550, 700):
        page.line(100, y, 160, y)
    for x, y, text in ((120, 690, "甲"), (120, 540, "乙"), (150, 690, "1"), (150, 540, "2")):
        page.text(x, y, text, turn="0 1 -1 0")
    (table,) = tables(read_pdf(page))
    assert [cell.text for cell in table.cells] == ["甲", "乙", "1", "2"]


def test_spans_come_from_the_rules_that_are_not_drawn() -> None:
    page = PdfPage().grid([90, 190, 290, 390], [100, 130, 160, 190], missing=["h1,0", "v0,2", "v2,1", "v2,2"])
    for x, y, text in ((95, 120, "项目"), (195, 120, "数量"), (195, 150, "甲"), (295, 150, "乙"), (95, 180, "总计")):
        page.text(x, y, text)
    (table,) = tables(read_pdf(page))
    assert grid_of(table) == [
        (0, 0, 2, 1, "项目"),
        (0, 1, 1, 2, "数量"),
        (1, 1, 1, 1, "甲"),
        (1, 2, 1, 1, "乙"),
        (2, 0, 1, 3, "总计"),
    ]


def test_rules_drawn_as_thin_bars_and_doubled_rules_make_one_grid() -> None:
    page = PdfPage()
    for y in (100, 130, 160):
        page.bar(90, y, 290, y + 0.5).bar(90, y + 1.5, 290, y + 2)
    for x in (90, 190, 290):
        page.bar(x, 100, x + 0.5, 162)
    page.text(100, 120, "甲").text(200, 120, "3").text(100, 150, "乙").text(200, 150, "4")
    (table,) = tables(read_pdf(page))
    assert [cell.text for cell in table.cells] == ["甲", "3", "乙", "4"]


def test_a_table_with_open_sides_has_all_its_columns() -> None:
    page = PdfPage()
    for y in (100, 130, 160):
        page.line(90, y, 290, y)
    page.line(190, 100, 190, 160)
    page.text(100, 120, "甲").text(200, 120, "3").text(100, 150, "乙").text(200, 150, "4")
    (table,) = tables(read_pdf(page))
    assert (table.n_rows, table.n_cols, [cell.text for cell in table.cells]) == (2, 2, ["甲", "3", "乙", "4"])


def test_lines_wrapped_in_a_cell_are_joined_and_lines_the_author_broke_are_not() -> None:
    page = PdfPage().grid([90, 150, 300], [100, 150, 200])
    page.text(95, 115, "公开内容").text(95, 133, "目录").text(155, 115, "甲类").text(155, 133, "乙类")
    page.text(95, 165, "12345678").text(95, 183, "9").text(155, 165, "12")
    (table,) = tables(read_pdf(page))
    assert [cell.text for cell in table.cells] == ["公开内容目录", "甲类\n乙类", "123456789", "12"]


def test_a_label_printed_one_character_a_line_is_one_word() -> None:
    page = PdfPage().grid([90, 120, 300], [100, 200])
    for at, char in enumerate("办理结果"):
        page.text(99, 120 + 18 * at, char)
    page.text(130, 120, "五")
    (table,) = tables(read_pdf(page))
    assert [cell.text for cell in table.cells] == ["办理结果", "五"]


def test_text_stands_before_and_behind_the_table_it_was_printed_around() -> None:
    page = PdfPage().text(90, 80, "表前。").grid([90, 190, 290], [100, 130]).text(90, 160, "表后。")
    page.text(95, 120, "甲").text(195, 120, "3")
    document = read_pdf(page)
    assert [type(block).__name__ for block in document.blocks] == ["Paragraph", "Table", "Paragraph"]
    cell = tables(document)[0].cells[1]
    assert (cell.origin.page, cell.origin.box) == (1, (190, 100, 290, 130))


def test_a_head_printed_again_after_a_page_break_is_dropped_and_the_table_is_one() -> None:
    pages = []
    for values in ("12", "34"):
        page = PdfPage().grid([90, 190, 290], [100, 130, 160])
        pages.append(page.text(95, 120, "名称").text(195, 120, "数量").text(95, 150, "甲乙").text(195, 150, values))
    document = read_pdf(*pages)
    (table,) = tables(document)
    assert [cell.text for cell in table.cells] == ["名称", "数量", "甲乙", "12", "甲乙", "34"]
    assert (table.n_rows, table.header_rows) == (3, 1)
    assert codes(document) == ["label-repeated", "table-joined"]
    assert [cell.origin.page for cell in table.cells] == [1, 1, 1, 1, 2, 2]


def test_a_row_cut_by_a_page_break_is_put_together_even_inside_a_number() -> None:
    first = PdfPage().grid([90, 125, 160], [700, 730]).text(95, 720, "1234").text(130, 720, "7")
    second = PdfPage().grid([90, 125, 160], [60, 90, 120]).text(95, 80, "56").text(95, 110, "8").text(130, 110, "9")
    document = read_pdf(first, second)
    (table,) = tables(document)
    assert grid_of(table) == [(0, 0, 1, 1, "123456"), (0, 1, 1, 1, "7"), (1, 0, 1, 1, "8"), (1, 1, 1, 1, "9")]
    assert codes(document) == ["lines-joined", "table-joined"]


def test_values_under_their_heads_on_the_next_page_are_not_taken_for_the_rest_of_the_heads() -> None:
    first = PdfPage().grid([90, 125, 160], [700, 730]).text(95, 720, "维持").text(130, 720, "纠正")
    second = PdfPage().grid([90, 125, 160], [60, 90]).text(95, 80, "21").text(130, 80, "35")
    (table,) = tables(read_pdf(first, second))
    assert [(cell.row, cell.text) for cell in table.cells] == [(0, "维持"), (0, "纠正"), (1, "21"), (1, "35")]


def test_tables_of_other_columns_or_with_room_between_them_stay_apart() -> None:
    first = PdfPage().grid([90, 125, 160], [200, 230]).text(95, 220, "维持").text(130, 220, "纠正")
    same = PdfPage().grid([90, 125, 160], [60, 90]).text(95, 80, "21").text(130, 80, "35")
    assert len(tables(read_pdf(first, same))) == 2
    low = PdfPage().grid([90, 125, 160], [700, 730]).text(95, 720, "维持").text(130, 720, "纠正")
    other = PdfPage().grid([90, 140, 160], [60, 90]).text(95, 80, "21").text(145, 80, "3")
    assert len(tables(read_pdf(low, other))) == 2


def test_a_merged_cell_that_a_page_break_cut_is_one_cell() -> None:
    first = PdfPage().grid([90, 150, 250, 300], [640, 670, 700, 730], missing=["h2,0"])
    for y, text, number in ((660, "名目", "数"), (690, "一", "1"), (720, "二", "2")):
        first.text(155, y, text).text(255, y, number)
    first.text(95, 660, "组").text(95, 690, "甲组")
    second = PdfPage().grid([90, 150, 250, 300], [60, 90, 120], missing=["h1,0"])
    for y, text, number in ((80, "三", "3"), (110, "四", "4")):
        second.text(155, y, text).text(255, y, number)
    (table,) = tables(read_pdf(first, second))
    assert [(cell.rowspan, cell.text) for cell in table.cells if cell.col == 0] == [(1, "组"), (4, "甲组")]


def test_digits_struck_out_in_a_cell_are_no_part_of_its_value() -> None:
    page = PdfPage().grid([90, 190, 290], [100, 130]).text(95, 120, "金额").text(195, 120, "5999")
    page.line(201, 116, 219, 116)
    document = read_pdf(page)
    assert [cell.text for cell in tables(document)[0].cells] == ["金额", "5"]
    assert [(found.code, found.before) for found in document.findings] == [("tracked-change", "999")]


def test_two_lines_with_wide_gaps_stay_lines() -> None:
    page = PdfPage()
    for at, row in enumerate((("规章", "0", "12"), ("规范性文件", "3", "4"))):
        for x, text in zip((90, 250, 400), row, strict=True):
            page.text(x, 100 + 18 * at, text)
    assert texts(read_pdf(page)) == ["规章\t0\t12", "规范性文件\t3\t4"]


def test_rows_in_columns_without_rules_are_a_table_and_its_wrapped_text_one_cell() -> None:
    page = PdfPage().text(90, 80, "下表是各单位的情况。")
    rows = [
        ("单位", "事项", "件数"),
        ("民政局", "救助与养老服务管理以及", "12"),
        ("", "福利", ""),
        ("教育局", "招生", "7"),
    ]
    for at, row in enumerate(rows):
        for x, text in zip((90, 190, 400), row, strict=True):
            page.text(x, 110 + 18 * at, text)
    page.text(90, 220, "以上数据截至年底。")
    document = read_pdf(page)
    (table,) = tables(document)
    assert [cell.text for cell in table.cells] == [
        *("单位", "事项", "件数"),
        *("民政局", "救助与养老服务管理以及福利", "12"),
        *("教育局", "招生", "7"),
    ]
    assert texts(document) == ["下表是各单位的情况。", "以上数据截至年底。"]


def test_prose_in_two_columns_and_a_numbered_list_are_no_tables() -> None:
    page = PdfPage()
    for at in range(8):
        page.text(60, 100 + 18 * at, f"左{at}" + LONG[:16]).text(320, 100 + 18 * at, f"右{at}" + LONG[:16])
    numbered = PdfPage()
    for at in range(5):
        numbered.text(90, 100 + 18 * at, f"{at + 1}.").text(120, 100 + 18 * at, LONG[at : at + 12])
    assert tables(read_pdf(page)) == tables(read_pdf(numbered)) == []


def test_a_frame_around_text_is_no_table() -> None:
    page = PdfPage().grid([50, 550], [50, 800]).text(90, 100, "框里的话。")
    assert texts(read_pdf(page)) == ["框里的话。"]


def test_pictures_and_links_are_carried_and_small_pictures_are_reported() -> None:
    page = PdfPage().text(90, 100, "见网站").link(102, 85, 140, 105, "https://example.org/a").picture(90, 200, 190, 300)
    document = read_pdf(page.picture(90, 400, 98, 408))
    assert [(run.text, run.link) for run in document.blocks[0].runs] == [  # type: ignore[union-attr]
        ("见", ""),
        ("网站", "https://example.org/a"),
    ]
    (picture,) = [block for block in document.blocks if isinstance(block, Picture)]
    assert (picture.media_type, picture.width, picture.data[:4]) == ("image/png", 100, b"\x89PNG")
    assert [(found.code, found.detail) for found in document.findings] == [("content-dropped", "small picture")]


def test_a_watermark_across_the_page_is_taken_out_with_a_finding() -> None:
    page = prose(PdfPage(), ["正文在此。"]).text(200, 500, "内部资料", 40, turn="0.7 0.7 -0.7 0.7")
    document = read_pdf(page)
    assert texts(document) == ["正文在此。"]
    assert [(found.code, found.before) for found in document.findings] == [("artifact-removed", "内部资料")]


def test_a_scan_without_text_is_refused_and_a_scanned_page_among_others_is_named() -> None:
    scan = PdfPage().picture(0, 0, 595, 842)
    with pytest.raises(NoTextLayer):
        read_pdf(scan)
    document = read_pdf(prose(PdfPage(), ["有字的一页。"]), scan)
    assert [(found.code, found.detail) for found in document.findings] == [("no-text-layer", "2")]
    assert isinstance(document.blocks[-1], Picture)


def encrypted() -> bytes:
    entries = f"/Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}> /U <{'42' * 32}>"
    page = PdfPage().text(90, 100, "密")
    return make_pdf(page, trailer=f"/Encrypt << {entries} >> /ID [<00> <00>]")


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (encrypted(), Encrypted),
        (b"%PDF-1.7\n", Unreadable),
        (make_pdf(), Unreadable),
    ],
)
def test_what_cannot_be_read_is_refused_for_its_reason(data: bytes, error: type[ConvertError]) -> None:
    with pytest.raises(error):
        read_bytes(data)


@pytest.mark.parametrize("cut", [300, 900, 1500, 2100])
def test_a_damaged_file_is_read_as_far_as_it_goes_or_refused(cut: int) -> None:
    data = make_pdf(prose(PdfPage(), ["正文在此。"]))
    try:
        document = read_bytes(data[:cut] + data[cut + 40 :])
    except Unreadable:
        return
    assert set("".join(texts(document))) <= set("正文在此。\ufffd")


def test_text_in_front_of_the_mark_of_a_pdf_does_not_hide_it(tmp_path: Path) -> None:
    path = tmp_path / "report.dat"
    path.write_bytes(b"\r\nMIME\r\n" + make_pdf(prose(PdfPage(), ["正文在此。"])))
    assert texts(read_path(path)) == ["正文在此。"]


def test_without_an_engine_the_next_step_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "_is_installed", lambda name: False)
    with pytest.raises(MissingHelper, match="pypdfium2") as raised:
        read_pdf(PdfPage())
    assert "convert-office[pdf]" in error_message(raised.value, "en")


def test_the_second_engine_reads_the_same_table_and_text(monkeypatch: pytest.MonkeyPatch) -> None:
    page = PdfPage().text(90, 80, "表前。").grid([90, 190, 290, 390], [100, 130, 160], missing=["h1,0", "v0,2"])
    page.text(95, 120, "项目").text(195, 120, "数量").text(195, 150, "12").text(295, 150, "5999").line(
        301, 146, 319, 146
    )
    first = read_pdf(page)
    monkeypatch.setattr(choice, "_openers", lambda _data: [choice._opener("plumber", "PlumberFile")])
    second = read_pdf(page)
    assert texts(first) == texts(second) == ["表前。"]
    assert grid_of(tables(first)[0]) == grid_of(tables(second)[0])


def test_a_page_whose_characters_cannot_be_told_is_named() -> None:
    strange = "".join(chr(0xE000 + at) for at in range(30))
    document = read_pdf(prose(PdfPage(), [LONG[:32], LONG[:32]]), prose(PdfPage(), [strange, strange]))
    assert [(found.code, found.detail) for found in document.findings if found.severity == "warning"] == [
        ("garbled-text", "2")
    ]


@pytest.mark.parametrize("says", ["nobody's use", "nothing"])
def test_a_file_that_says_of_no_character_what_it_is_is_refused(says: str) -> None:
    data = make_pdf(prose(PdfPage(), [LONG[:32], LONG[:32]]), unicode=says == "nothing")
    if says == "nothing":
        data = data.replace(b"/ToUnicode 3 0 R", b"").replace(b"/SimSun", b"/Nosuch")
    with pytest.raises(NoTextLayer):
        read_bytes(data)


def test_a_few_strange_characters_do_not_make_a_page_garbled() -> None:
    assert garbled_share([]) == 0


def test_the_same_file_gives_the_same_document(tmp_path: Path) -> None:
    path = save(tmp_path / "a.pdf", prose(PdfPage(), [LONG[:32], LONG[:34], "完。"]))
    assert read_path(path) == read_path(path)


@pytest.mark.skipif(sys.platform != "linux", reason="the child is a fork that shares the changed class")
def test_a_page_that_kills_the_process_is_left_out_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    read_page = choice.Pages.page

    def die_on_the_second(self: choice.Pages, index: int) -> object:
        if index == 1 and confined():
            os.kill(os.getpid(), signal.SIGSEGV)
        return read_page(self, index)

    monkeypatch.setattr(choice.Pages, "page", die_on_the_second)
    monkeypatch.setattr(one, "_can_fork", lambda: True)
    data = make_pdf(*(prose(PdfPage(), [f"第{word}页的正文。"]) for word in "甲乙丙"))
    document = read(Source("a.pdf", content=data), Options())
    assert texts(document) == ["第甲页的正文。", "第丙页的正文。"]
    (found,) = document.findings
    assert (found.code, found.severity, found.before, found.origin.page) == ("part-unread", "error", "2", 2)


@pytest.mark.skipif(sys.platform != "linux", reason="the child is a fork that shares the changed class")
def test_a_file_whose_every_page_kills_the_process_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def die(self: choice.Pages, index: int) -> object:
        os.kill(os.getpid(), signal.SIGSEGV if confined() else 0)
        return None

    monkeypatch.setattr(choice.Pages, "page", die)
    monkeypatch.setattr(one, "_can_fork", lambda: True)
    data = make_pdf(*(prose(PdfPage(), ["正文。"]) for _ in range(9)))
    with pytest.raises(EngineCrashed):
        read(Source("a.pdf", content=data), Options())


def test_headings_come_from_the_outline_where_the_file_has_one() -> None:
    page = prose(PdfPage().text(90, 60, "背景说明"), [LONG[:32], "正文。"]).text(90, 200, "做法").text(90, 230, "细节")
    prose(page, [LONG[:32], "正文。"], top=260)
    more = {
        1000: b"<< /First 1001 0 R /Last 1002 0 R /Count 3 >>",
        1001: b"<< /Title <FEFF80CC666F8BF4660E> /Parent 1000 0 R /Next 1002 0 R /Dest [10 0 R /Fit] >>",
        1002: b"<< /Title <FEFF505A6CD5> /Parent 1000 0 R /First 1003 0 R /Last 1003 0 R /Dest [10 0 R /Fit] >>",
        1003: b"<< /Title <FEFF7EC68282> /Parent 1002 0 R /Next 1003 0 R /Dest [10 0 R /Fit] >>",
    }
    document = read_bytes(make_pdf(page, catalog="/Outlines 1000 0 R", more=more))
    assert headings(document) == [(1, "背景说明"), (1, "做法"), (2, "细节")]


def test_bullets_and_numbers_that_count_up_make_lists() -> None:
    page = PdfPage().text(90, 100, "要求如下。")
    for at, text in enumerate(("• 及时公布；", "• 如实公布。", "1. 受理；", "2. 办理。")):
        page.text(110, 130 + 30 * at, text)
    page.text(90, 300, "3月起施行。")
    items = [block for block in read_pdf(page).blocks if isinstance(block, ListItem)]
    assert [(item.marker, item.ordered, item.text) for item in items] == [
        ("•", False, "及时公布；"),
        ("•", False, "如实公布。"),
        ("1.", True, "受理；"),
        ("2.", True, "办理。"),
    ]


def test_scripts_programs_and_embedded_files_are_reported_and_the_text_is_read() -> None:
    more = {
        1000: b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>",
        1001: b"<< /Type /Filespec /F (a.exe) /EF << /F 1002 0 R >> >>",
        1002: b"<< /Type /EmbeddedFile /Length 2 >>\nstream\nMZ\nendstream",
    }
    catalog = "/OpenAction 1000 0 R /Names << /EmbeddedFiles << /Names [(a.exe) 1001 0 R] >> >>"
    document = read_bytes(make_pdf(prose(PdfPage(), ["正文在此。"]), catalog=catalog, more=more))
    assert texts(document) == ["正文在此。"]
    assert [(found.code, found.detail) for found in document.findings] == [
        ("content-dropped", "scripts"),
        ("content-dropped", "embedded files"),
    ]


def test_a_file_that_has_lost_its_end_is_read_with_a_finding() -> None:
    data = make_pdf(prose(PdfPage(), ["正文在此。"]))
    document = read_bytes(data[: data.index(b"xref")])
    assert texts(document) == ["正文在此。"]
    assert codes(document) == ["structure-changed"]


def test_a_header_table_and_a_logo_on_every_page_are_taken_out() -> None:
    pages = []
    for word in "甲乙丙":
        page = (
            prose(PdfPage(), [f"第{word}页的正文。"], top=160).grid([90, 190, 290], [30, 50]).picture(400, 30, 450, 60)
        )
        pages.append(page.text(95, 45, "某局").text(195, 45, "内部资料"))
    document = read_pdf(*pages)
    assert [type(block).__name__ for block in document.blocks] == ["Paragraph"] * 3
    assert codes(document) == ["artifact-removed"] * 2


def test_graph_paper_is_no_table_and_the_text_on_it_stays() -> None:
    page = prose(PdfPage(), ["图上的字。"])
    for at in range(200):
        page.line(50 + 2 * at, 50, 50 + 2 * at, 450).line(50, 50 + 2 * at, 450, 50 + 2 * at)
    document = read_pdf(page)
    assert texts(document) == ["图上的字。"]
    assert [(found.code, found.detail) for found in document.findings] == [("content-dropped", "line art")]


def test_bullets_set_apart_from_their_text_are_a_list_and_no_table() -> None:
    page = PdfPage().text(90, 80, "要求如下。")
    for at in range(4):
        page.text(100, 110 + 18 * at, "●").text(130, 110 + 18 * at, f"第{at}项要求。")
    document = read_pdf(page)
    assert tables(document) == []
    assert [block.marker for block in document.blocks if isinstance(block, ListItem)] == ["●"] * 4


def test_a_page_written_from_the_top_down_is_read_from_its_right_side() -> None:
    page, full = PdfPage(), LONG + "按年报送"
    for col, line in enumerate((full, full, "到此为止。")):
        for at, char in enumerate(line):
            page.text(480 - 24 * col, 100 + 14 * at, char)
    document = read_pdf(page)
    assert texts(document) == [full * 2 + "到此为止。"]
    box = document.blocks[0].origin.box
    assert box is not None
    assert box[0] == pytest.approx(432, abs=2)
    assert box[2] == pytest.approx(492, abs=2)


def test_text_that_runs_over_the_side_of_its_cell_is_not_cut_there() -> None:
    page = PdfPage().grid([60, 120, 180, 300], [100, 130, 160, 190])
    page.text(65, 120, "名称").text(125, 120, "数量").text(185, 120, "备注").text(65, 150, "桌子").text(185, 150, "99")
    page.text(125, 150, "12345678901").text(65, 180, "这是一个很长的名称").text(185, 180, "88")
    [table] = tables(read_pdf(page))
    assert [[cell.text for cell in row] for row in table.rows()] == [
        ["名称", "数量", "备注"],
        ["桌子", "12345678901", "99"],
        ["这是一个很长的名称", "", "88"],
    ]


def test_a_word_that_the_edge_of_the_page_cuts_is_read_whole_and_what_is_outside_is_said() -> None:
    page = PdfPage().text(60, 100, "某某某").text(580, 100, "64356").text(-20, 130, "123456").text(60, 130, "某某")
    page.text(-90, 160, "全在外").text(60, 160, "末行")
    document = read_pdf(page)
    assert texts(document) == ["某某某\t64356", "123456\t某某", "末行"]
    assert [found.detail for found in document.findings] == ["text outside the page"]


def test_numbers_of_one_text_on_both_sides_of_a_rule_are_two_and_a_word_over_it_is_one() -> None:
    page = PdfPage().grid([60, 100, 160], [100, 130, 160])
    page.letters |= set("1254")
    page.commands.append(f"BT /F1 12 Tf 1 0 0 1 87.5 {842 - 120} Tm [<00310032> -180 <003500320034>] TJ ET")
    page.text(80, 150, "件数")
    [table] = tables(read_pdf(page))
    assert [[cell.text for cell in row] for row in table.rows()] == [["12", "524"], ["件数", ""]]


@pytest.mark.parametrize("engine", [choice._opener("pdfium", "PdfiumFile"), choice._opener("plumber", "PlumberFile")])
def test_radicals_that_a_font_names_for_characters_are_the_characters(
    monkeypatch: pytest.MonkeyPatch, engine: Callable[[bytes], Engine]
) -> None:
    monkeypatch.setattr(choice, "_openers", lambda _data: [engine])
    assert texts(read_pdf(PdfPage().text(90, 100, "⼯作⻓与⼈⺠的⽂件"))) == ["工作长与人民的文件"]


def test_large_letters_printed_across_a_table_are_no_part_of_it_and_a_large_title_stays() -> None:
    page = PdfPage().text(60, 60, "大标题", 30).grid([60, 160, 260], [100, 130, 160])
    page.text(65, 120, "名称").text(165, 120, "数量").text(65, 150, "桌子").text(165, 150, "12345")
    page.text(80, 165, "内部资料", 60)
    document = read_pdf(page)
    [table] = tables(document)
    assert [[cell.text for cell in row] for row in table.rows()] == [["名称", "数量"], ["桌子", "12345"]]
    assert [block.text for block in document.blocks if not isinstance(block, Table)] == ["大标题"]
    assert [(found.code, found.before) for found in document.findings] == [("artifact-removed", "内部资料")]


def test_borders_of_dots_and_dashes_drawn_one_by_one_are_rules() -> None:
    page = PdfPage()
    for y in (100, 130, 160):
        page.commands.append(" ".join(f"{60 + at} {842 - y} 0.7 0.7 re" for at in range(0, 200, 3)) + " f")
    for x in (60, 160, 259):
        for at in range(0, 60, 4):
            page.bar(x, 100 + at, x + 0.7, 102 + at)
    page.text(65, 120, "名称").text(165, 120, "数量").text(65, 150, "桌子").text(165, 150, "12345")
    [table] = tables(read_pdf(page))
    assert all(cell.text for cell in table.cells)
    assert (table.n_rows, table.n_cols) == (2, 2)


def test_text_with_words_of_its_own_inside_a_moved_form_stands_where_it_is_drawn() -> None:
    def span(x: int, text: str) -> str:
        codes = "".join(f"{ord(char):04x}" for char in text)
        return f"/Span << /ActualText <feff{codes}> >> BDC BT /F1 20 Tf 1 0 0 1 {x} 400 Tm <{codes}> Tj ET EMC"

    content = f"BT /F1 20 Tf 1 0 0 1 200 400 Tm <5df25e9f> Tj ET {span(240, '止的')} {span(280, '文件')}".encode()
    head = "<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /Font << /F1 4 0 R >> >> /Length"
    form = f"{head} {len(content)} >>\nstream\n".encode() + content + b"\nendstream"
    page = PdfPage().text(60, 100, "第一行的字").text(60, 700, "最后一行")
    page.letters |= set("已废止的文件")
    page.commands.append("q 0.6 0 0 0.6 100 100 cm /I1 Do Q")
    document = read_bytes(make_pdf(page, more={6: form}))
    assert texts(document) == ["第一行的字", "已废止的文件", "最后一行"]


def test_two_columns_whose_lines_stand_at_different_heights_are_read_one_after_the_other() -> None:
    page = PdfPage().text(250, 60, "工作简报", 20)
    left = [f"左栏第{number}行{LONG[:14]}" for number in "一二三四五六七八"]
    right = [f"右栏第{number}行{LONG[:14]}" for number in "一二三四五六七八"]
    for at, words in enumerate(left):
        page.text(60, 120 + 20 * at, words).text(320, 130 + 20 * at, right[at])
    assert "".join(texts(read_pdf(page))) == "工作简报" + "".join(left) + "".join(right)


def test_slanted_letters_are_italic_and_no_watermark() -> None:
    page = PdfPage().text(60, 100, "前面的字").text(108, 100, "slanted", turn="1 0 0.25 1").text(150, 100, "后面的字")
    [paragraph] = read_pdf(page).blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == "前面的字slanted后面的字"
    assert [run.text for run in paragraph.runs if "italic" in run.marks] == ["slanted"]


@pytest.mark.parametrize(("old", "new"), [("3052", "5"), ("6", "5041"), ("512", "517"), ("23", "223")])
def test_a_value_painted_over_and_written_anew_is_the_new_one(old: str, new: str) -> None:
    page = PdfPage().grid((90, 190, 290), (100, 130)).text(100, 120, "数量").text(200, 120, old)
    page.commands.append(f"q 1 g 195 {page.height - 125} 80 18 re f Q")
    document = read_pdf(page.text(200, 120, new))
    assert grid_of(tables(document)[0])[-1][-1] == new
    assert [found.detail for found in document.findings] == ["text that is painted over"]


@pytest.mark.parametrize("look", ["", "/G1 gs ", "200 700 10 10 re W n "])
def test_what_is_painted_before_a_text_or_shows_it_hides_nothing(look: str) -> None:
    page = PdfPage()
    shade = f"q {look}1 1 0 rg 195 {page.height - 125} 80 18 re f Q"
    page.commands += [] if look else [shade]
    page.grid((90, 190, 290), (100, 130)).text(100, 120, "数量").text(200, 120, "3052")
    page.commands += [shade] if look else []
    states = "/ExtGState << /G1 << /ca 0.5 >> >> /Font"
    document = read_bytes(make_pdf(page).replace(b"/Font <<", states.encode() + b" <<", 1))
    assert grid_of(tables(document)[0])[-1][-1] == "3052"
    assert not document.findings


def test_lines_that_begin_in_an_open_cell_at_the_foot_of_a_page_are_of_that_cell() -> None:
    first = prose(PdfPage(), [LONG[:32]]).grid((90, 190, 290, 390), (700, 730, 760), ["h2,0"])
    for at, (x, text) in enumerate(((100, "甲"), (200, "乙"), (300, "丙"))):
        first.text(x, 720, text).text(x, 750, f"{at}")
    first.text(100, 768, "件")
    (table,) = tables(read_pdf(first))
    assert [cell.text for cell in table.cells if cell.col == 0] == ["甲", "0件"]


def test_digits_told_by_the_numbers_of_their_glyphs_are_unknown() -> None:
    page = prose(PdfPage(), [LONG[:32]]).grid((90, 190, 290), (200, 230, 260, 290))
    for at, number in enumerate(("āÿă", "ąĄć", "ÿĂĀć")):
        page.text(100, 220 + 30 * at, "数量").text(200, 220 + 30 * at, number)
    document = read_pdf(page)
    assert [cell.text for cell in tables(document)[0].cells if cell.col] == ["\ufffd" * 3, "\ufffd" * 3, "\ufffd" * 4]
    assert "garbled-text" in codes(document)


def test_letters_with_marks_are_kept_where_a_language_has_them() -> None:
    page = PdfPage().text(90, 100, "ā á ǎ à ō ó ǒ ò ē é ě è").text(90, 130, "À l'été, où ça? Š č ř ž ý á í é ů ú ť ď")
    assert "\ufffd" not in "".join(texts(read_pdf(page)))
