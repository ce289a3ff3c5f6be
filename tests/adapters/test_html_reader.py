"""HTML files: how they are known, decoded, and read into headings, paragraphs, lists, tables and pictures."""

from __future__ import annotations

import base64
import html
import json
import time

import pytest

import convert
from convert.adapters.html import read
from convert.errors import TooLarge
from convert.model import Document, Heading, ListItem, Paragraph, Picture, Table
from convert.options import Options
from convert.source import Source
from tests.adapters.text_files import codes_of, paragraphs_of, rows_of, tables_of

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def read_html_file(text: str | bytes, encoding: str = "") -> Document:
    content = text.encode() if isinstance(text, str) else text
    return read(Source("page.html", content=content), Options(encoding=encoding))


def table_of(text: str) -> Table:
    (table,) = tables_of(read_html_file(f"<table>{text}</table>"))
    return table


def spans_of(table: Table) -> list[tuple[int, int, int, int]]:
    return [(cell.row, cell.col, cell.rowspan, cell.colspan) for cell in table.cells]


@pytest.mark.parametrize(
    "begin",
    [
        "<!DOCTYPE html>",
        "\ufeff\n<!doctype HTML PUBLIC '-//W3C//DTD'>",
        "<html>",
        "<?xml version='1.0'?>\n<!-- page -->\n<html xmlns='http://www.w3.org/1999/xhtml'>",
        "<!--a--><!-- b --><head></head>",
        "<meta charset=utf-8>",
    ],
)
def test_a_page_is_known_by_how_it_begins(begin: str) -> None:
    document = convert.read(f"{begin}<p>第一\n<p>第二".encode())
    assert paragraphs_of(document) == ["第一", "第二"]


def test_text_that_only_mentions_html_is_text() -> None:
    assert paragraphs_of(convert.read("见 <html> 一节\n第二行".encode())) == ["见 <html> 一节", "第二行"]


def test_blocks_end_paragraphs_and_line_ends_do_not() -> None:
    document = read_html_file("文字<div>甲\n乙<p>丙</p>丁</div><p>one\ntwo<p>三<br>四<section>五</section>")
    assert paragraphs_of(document) == ["文字", "甲乙", "丙", "丁", "one two", "三\n四", "五"]


def test_headings_have_their_levels() -> None:
    document = read_html_file("<h1>年报</h1><h2>一、<b>总</b>体</h2><p>全年。</p>")
    assert [(type(block), getattr(block, "level", None)) for block in document.blocks] == [
        (Heading, 1),
        (Heading, 2),
        (Paragraph, None),
    ]


def test_white_space_collapses_and_no_break_spaces_stay() -> None:
    (paragraph,) = read_html_file("<p>  a \n\t b&nbsp;&nbsp;c <b> d</b> <i> </i> e  </p>").blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == "a b\u00a0\u00a0c d e"


def test_preformatted_text_keeps_its_lines_and_blanks() -> None:
    assert paragraphs_of(read_html_file("<pre>甲  乙\n\t丙</pre>")) == ["甲  乙", "\t丙"]


def test_marks_and_links_are_kept() -> None:
    (paragraph,) = read_html_file(
        "<p>水<b>一</b><em>二</em><u>三</u><sup>四</sup><s>五</s>"
        "<span style='FONT-WEIGHT: bold; vertical-align:sub'>六</span><a href='https://a.example/b'>七</a><ins>八</ins>"
    ).blocks
    assert isinstance(paragraph, Paragraph)
    assert [(run.text, sorted(run.marks), run.link) for run in paragraph.runs] == [
        ("水", [], ""),
        ("一", ["bold"], ""),
        ("二", ["italic"], ""),
        ("三", ["underline"], ""),
        ("四", ["super"], ""),
        ("五", ["strike"], ""),
        ("六", ["bold", "sub"], ""),
        ("七", [], "https://a.example/b"),
        ("八", [], ""),
    ]


def test_digits_of_two_sizes_are_two_numbers_where_there_is_nothing_else() -> None:
    sizes = '<span style="font-size: 9pt">{}</span><span style="font-size: {}">{}</span>'
    cells = [sizes.format(3, "11pt", 999), sizes.format(3, "9pt", 999), "第" + sizes.format(3, "11pt", "9号")]
    table = table_of("<table><tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr></table>")
    assert rows_of(table) == [["3 999", "3999", "第39号"]]


def test_deleted_text_is_left_out_and_reported() -> None:
    document = read_html_file("<p>共<del>12</del><ins>13</ins>件</p>")
    assert paragraphs_of(document) == ["共13件"]
    assert [(found.code, found.before) for found in document.findings] == [("tracked-change", "12")]


def test_lists_have_markers_and_levels() -> None:
    document = read_html_file(
        "<ul><li>甲<ul><li>乙</ul><li><p>丙</p><p>续</p></ul>"
        "<ol start=3><li>丁<li value=7>戊</ol><ol type=a><li>己</ol><ol reversed><li>庚<li>辛</ol>"
        "<ol style='list-style-type: cjk-ideographic'><li>壬</ol><ul style='list-style:none'><li>癸</ul>"
    )
    items = [(block.marker, block.level, block.ordered) for block in document.blocks if isinstance(block, ListItem)]
    assert items == [
        ("•", 0, False),
        ("•", 1, False),
        ("•", 0, False),
        ("3.", 0, True),
        ("7.", 0, True),
        ("a.", 0, True),
        ("2.", 0, True),
        ("1.", 0, True),
        ("一、", 0, True),
    ]
    assert [type(block) for block in document.blocks if getattr(block, "text", "") in ("续", "癸")] == [Paragraph] * 2


def test_scripts_styles_comments_and_the_like_are_no_text() -> None:
    document = read_html_file(
        "<head><title>年 报</title><style>p{}</style></head><script>if (a<b) x</script><!-- 注 --><p>甲"
        "<!--[if gte mso 9]><xml>乙</xml><![endif]--><![if !supportLists]>1.<![endif]><noscript>丙</noscript>"
        "<template><p>丁</template>"
    )
    assert paragraphs_of(document) == ["甲1."]
    assert document.title == "年 报"
    assert [(found.before, found.detail) for found in document.findings] == [
        ("丙 × 2", "text that browsers do not show")
    ]


def test_the_words_of_a_map_of_links_are_shown() -> None:
    document = read_html_file('<map name="m"><a href="http://a.org/">甲</a><area href="b">乙</map>')
    assert paragraphs_of(document) == ["甲乙"]


def test_what_a_page_hides_is_kept_and_said_once() -> None:
    document = read_html_file("<p>甲<span style='display: none'>乙</span><p hidden>丙<div style='display:none'></div>")
    assert paragraphs_of(document) == ["甲乙", "丙"]
    (found,) = document.findings
    assert (found.code, found.before) == ("structure-changed", "乙 × 2")


def test_what_a_page_hides_in_a_cell_is_no_part_of_its_value_and_said_once() -> None:
    hidden = "<tr><td>规章<td><span style='display:none'>数量：</span>3<tr><td>许可<td><b hidden>数量：</b>"
    document = read_html_file(f"<table>{hidden}</table>")
    assert rows_of(tables_of(document)[0]) == [["规章", "3"], ["许可", ""]]
    assert [(found.code, found.before) for found in document.findings] == [("content-dropped", "数量： × 2")]


@pytest.mark.parametrize(
    "page",
    [
        "<?xml version='1.0'?><document><page id='p1'><block bbox='1 2'><line bbox='1 2 3 4'><font name='a'>"
        "<char c='规'/>\n<char c='章'/>\n<char c=' '/>\n<char c='1'/>\n<char c='2'/>"
        "</font></line></block></page></document>",
        "<?xml version='1.0'?><pages><page id='1' bbox='0,0,1,1'><textbox><textline bbox='1,2'><text font='a'>规</text>"
        "\n<text>章</text>\n<text> </text><text>1</text>\n<text>2</text>\n<text>\n</text>"
        "</textline></textbox></page></pages>",
        "<alto xmlns='a'><Layout><Page><TextLine><String CONTENT='规章'/><SP/>\n<String CONTENT='12'/>"
        "</TextLine></Page></Layout></alto>",
        "<html><body><p class='ocr_par'><span class='ocr_line'><span>规章</span> <span>12</span></span></p>",
    ],
)
def test_a_line_of_a_printed_page_is_a_paragraph_whose_characters_are_in_order(page: str) -> None:
    document = convert.read(page.encode())
    assert [text.replace(" ", "") for text in paragraphs_of(document)] == ["规章12"]


def test_the_text_of_a_page_that_only_a_script_holds_is_read_and_said() -> None:
    body = json.dumps({"content": f"<p>{'政府信息公开' * 30}</p><table><tr><td>规章</td><td>12</td></tr></table>"})
    document = read_html_file(f"<html><body><p>首页</p><script>window.__DATA__={body};</script></body></html>")
    assert paragraphs_of(document) == ["首页", "政府信息公开" * 30]
    assert rows_of(tables_of(document)[0]) == [["规章", "12"]]
    assert codes_of(document) == ["structure-changed"]


@pytest.mark.parametrize(
    "page",
    [
        "<!--{}-->",
        "<template>{}</template>",
        "<noscript>{}</noscript>",
        "<script type='text/template'>{}</script>",
        "<script>const a = `{}`</script>",
        "<script>var a = '{}'</script>",
        "<div data-content='{}'></div>",
        "<iframe srcdoc='{}'></iframe>",
    ],
)
def test_a_text_that_a_page_does_not_show_is_read_where_it_shows_nothing_else(page: str) -> None:
    body = f"<p>{'政府信息公开' * 30}</p><table><tr><td>规章</td><td>12</td></tr></table>"
    document = read_html_file(f"<html><body><p>首页</p>{page.format(body)}</body></html>")
    assert paragraphs_of(document) == ["首页", "政府信息公开" * 30]
    assert rows_of(tables_of(document)[0]) == [["规章", "12"]]
    assert "structure-changed" in codes_of(document)


@pytest.mark.parametrize("times", [1, 2])
def test_a_page_that_shows_markup_is_read_as_that_markup(times: int) -> None:
    body = "<p>年报</p><table><tr><td>规章</td><td>12</td></tr><tr><td>许可</td><td>3</td></tr></table>"
    for _ in range(times):
        body = html.escape(body)
    document = read_html_file(f"<html><body><textarea>{body}</textarea></body></html>")
    assert paragraphs_of(document) == ["年报"]
    assert rows_of(tables_of(document)[0]) == [["规章", "12"], ["许可", "3"]]


def test_entities_that_were_escaped_twice_are_characters() -> None:
    row = "<tr><td>规章</td><td>&amp;nbsp;12&amp;nbsp;</td></tr>"
    document = read_html_file(f"<table>{row * 2}</table>")
    assert [[cell.strip() for cell in row] for row in rows_of(tables_of(document)[0])] == [["规章", "12"]] * 2
    assert codes_of(document) == ["artifact-removed"]


def test_a_cell_that_is_not_displayed_is_no_cell_and_what_a_style_sheet_hides_no_text() -> None:
    style = "<style>.label{color:red;display:none} @media print{.no{display:none}}</style>"
    row = "<tr><td style='display:none'>7<td>规章<td><b class='label'>数量</b>12<td class=no>3"
    document = read_html_file(f"{style}<table>{row}{row}</table>")
    assert rows_of(tables_of(document)[0]) == [["规章", "12", "3"]] * 2
    assert [(found.code, found.before) for found in document.findings] == [("content-dropped", "7 × 4")]


def test_a_text_of_a_script_without_markup_is_said_to_be_left_out() -> None:
    document = read_html_file(f'<p>首页<script>var text = "{"政府信息公开" * 30}"</script>')
    assert [(found.code, found.before[:4]) for found in document.findings] == [("content-dropped", "政府信息")]


def test_a_text_of_a_script_that_the_page_shows_too_is_not_read_twice() -> None:
    text = "政府信息公开" * 30
    document = read_html_file(f'<p>{text}<script>var page = {{"text": "<p>{text}</p>"}}</script>')
    assert (paragraphs_of(document), document.findings) == ([text], ())


def test_fields_of_a_form_show_their_values() -> None:
    document = read_html_file(
        "<p>数量<input value=3><input type=hidden value=9><input type=radio checked>是<input type=radio>否"
        "<p><select><option>甲<option selected>乙</select><p><textarea>丙\n丁</textarea>"
    )
    assert paragraphs_of(document) == ["数量3☑是☐否", "乙", "丙", "丁"]
    assert [(found.code, found.before) for found in document.findings] == [("content-dropped", "甲")]


def test_a_table_keeps_spans_head_and_caption() -> None:
    document = read_html_file(
        "<table><caption>用水 情况</caption><thead><tr><th rowspan=2>单位<th colspan=2>水量<tr><th>居民<th>学校</thead>"
        "<tbody><tr><td>东山<td>1<td>&nbsp;</tbody><tfoot><tr><td>合计<td>1<td></tfoot></table>"
    )
    table = tables_of(document)[0]
    assert paragraphs_of(document) == ["用水 情况"]
    assert (table.title, table.header_rows, table.n_rows, table.n_cols) == ("用水 情况", 2, 4, 3)
    assert spans_of(table)[:4] == [(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1)]
    assert rows_of(table)[2:] == [["东山", "1", "\u00a0"], ["合计", "1", ""]]
    assert table.cells[-1].blocks == ()


def test_spans_of_nothing_and_spans_beyond_the_table_are_put_right() -> None:
    table = table_of("<tr><td rowspan=0>a<td colspan=0>b<td colspan=99999>c<tr><td>d<td rowspan=999>e<tr><td>f")
    assert spans_of(table) == [(0, 0, 3, 1), (0, 1, 1, 1), (0, 2, 1, 1), (1, 1, 1, 1), (1, 2, 2, 1), (2, 1, 1, 1)]


def test_a_rowspan_ends_with_its_group_of_rows() -> None:
    table = table_of("<tbody><tr><td rowspan=5>a<td>b<tbody><tr><td>c<td>d")
    assert spans_of(table) == [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]


def test_merged_cells_that_overlap_are_moved_and_reported() -> None:
    document = read_html_file("<table><tr><td>a<td rowspan=2>b<tr><td colspan=2>c<td>d</table>")
    assert rows_of(tables_of(document)[0]) == [["a", "b"], ["c", "d"]]
    assert codes_of(document) == ["grid-repaired"]


def test_rows_without_end_tags_forms_between_them_and_strays_are_read() -> None:
    document = read_html_file("<table>先<form><tr><td>1<td>2</form><tr><form><td>3</form><td>4</tr><p>后</table>")
    assert paragraphs_of(document) == ["先", "后"]
    assert rows_of(tables_of(document)[0]) == [["1", "2"], ["3", "4"]]


def test_a_row_without_height_that_only_sets_widths_is_none() -> None:
    assert rows_of(table_of("<tr><td>1<td>2<![if !a]><tr height=0><td width=5><td width=6><![endif]>")) == [["1", "2"]]


def test_rows_outside_a_table_are_one() -> None:
    document = read_html_file("<tr><td>1<td>2</tr>\n<tr><td>3<td>4</tr>尾")
    assert rows_of(tables_of(document)[0]) == [["1", "2"], ["3", "4"]]
    assert paragraphs_of(document) == ["尾"]


DATA = "<table><tr><td>规章<td>1<tr><td>文件<td>2<tr><td>合计<td>3</table>"


@pytest.mark.parametrize(
    "page",
    [
        f"<table><tr><td><h2>题</h2>{DATA}</table>",
        f"<table><tr><td><h2>题</h2><tr><td>{DATA}</table>",
        f"<table><tr><td><h2>题</h2></td><td>{DATA}</td></tr></table>",
        f"<table><tr><td><table><tr><td><h2>题</h2><tr><td>{DATA}</table></table>",
        f"<table role=presentation><tr><td><h2>题</h2><td>{DATA}<tr><td>&#32;<td></table>",
    ],
)
def test_tables_that_only_arrange_the_page_are_taken_apart(page: str) -> None:
    document = read_html_file(page)
    assert [type(block) for block in document.blocks] == [Heading, Table]
    assert rows_of(tables_of(document)[0]) == [["规章", "1"], ["文件", "2"], ["合计", "3"]]


def test_a_table_in_a_cell_of_data_stays_in_it() -> None:
    rows = "".join(f"<tr><td>{row}<td>1<td>2" for row in range(4))
    table = table_of(f"{rows}<tr><td>详<td><table><tr><td>3<td>4<tr><td>5<td>6</table><td>7")
    (inner,) = table.cells[-2].blocks
    assert isinstance(inner, Table)
    assert rows_of(inner) == [["3", "4"], ["5", "6"]]


def test_pictures_without_words_between_them_are_blocks_and_one_with_a_link_keeps_it() -> None:
    shown = f"<img src='data:image/png;base64,{base64.b64encode(DOT).decode()}'>"
    document = read_html_file(f"<p>{shown} {shown}</p><h1>{shown}</h1><p><a href='http://a.invalid/'>{shown}</a></p>")
    assert [type(block) for block in document.blocks] == [Picture, Picture, Picture, Paragraph]
    linked = document.blocks[3]
    assert isinstance(linked, Paragraph)
    assert [(run.link, type(run.inset)) for run in linked.runs] == [("http://a.invalid/", Picture)]


def test_a_picture_in_the_page_is_read_and_one_elsewhere_is_named_and_not_fetched() -> None:
    data = base64.b64encode(DOT).decode()
    document = read_html_file(
        f"<p>图<img src='data:image/png;base64,{data}' alt=点 width=8 height='4px'>后<img src='http://a.invalid/b.png'>"
    )
    (block,) = document.blocks
    assert isinstance(block, Paragraph)
    before, shown, behind = block.runs
    picture = shown.inset
    assert (before.text, behind.text) == ("图", "后")
    assert isinstance(picture, Picture)
    assert (picture.data, picture.media_type, picture.alt, picture.width, picture.height) == (
        DOT,
        "image/png",
        "点",
        6.0,
        3.0,
    )
    assert [(found.code, found.before) for found in document.findings] == [
        ("content-dropped", "http://a.invalid/b.png")
    ]


def test_frames_drawings_and_relative_links_are_reported() -> None:
    document = read_html_file(
        "<iframe src=a.html></iframe><svg><text>字</text></svg><a href='/b'>乙</a><a href='#c'>丙</a>"
    )
    assert paragraphs_of(document) == ["乙丙"]
    assert [found.before for found in document.findings] == ["a.html", "字", "/b"]


def test_line_breaks_that_stand_for_paragraphs_make_them() -> None:
    document = read_html_file("<p>题<br>　　一、总体<br>　　全年。<br><br>尾一<br>尾二<br></p>")
    assert [text.strip("\u3000") for text in paragraphs_of(document)] == ["题", "一、总体", "全年。", "尾一\n尾二"]


def test_cells_know_their_line_and_place() -> None:
    (table,) = tables_of(read_html_file("<p>题</p>\n<table>\n<tr><td>1<td>2\n<tr><td>3<td>4</table>"))
    assert [str(cell.origin) for cell in table.cells][2:] == [
        "page.html:4:table[1]/tr[2]/td[1]",
        "page.html:4:table[1]/tr[2]/td[2]",
    ]


CHINESE = "<html><head><meta charset={}></head><body><p>青禾县水务局年度报告，全年检查河道。</p></body></html>"


@pytest.mark.parametrize("named", ["utf-8", "gb2312", "iso-8859-1", "nonsense", "big5"])
@pytest.mark.parametrize("used", ["utf-8", "gb18030"])
def test_a_wrong_meta_does_not_win_over_the_bytes(used: str, named: str) -> None:
    document = read_html_file(CHINESE.format(named).encode(used))
    assert paragraphs_of(document) == ["青禾县水务局年度报告，全年检查河道。"]


def test_a_meta_decides_where_the_bytes_do_not() -> None:
    page = "<meta http-equiv='Content-Type' content='text/html; charset=windows-1252'><p>café “déjà vu”"
    assert paragraphs_of(read_html_file(page.encode("cp1252"))) == ["café “déjà vu”"]


def test_the_users_encoding_wins() -> None:
    assert paragraphs_of(read_html_file(CHINESE.format("big5").encode("gb18030"), "gbk"))[0].startswith("青禾")


def test_an_empty_page_has_no_blocks() -> None:
    assert read_html_file("<!-- nothing -->").blocks == ()


def test_entities_of_a_document_type_are_not_expanded() -> None:
    document = read_html_file('<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><p>甲&b;乙&lt;&#20013;')
    assert paragraphs_of(document)[-1] == "甲&b;乙<中"


HOSTILE = {
    "angles": lambda n: "<" * n,
    "open tags": lambda n: "<a " * (n // 3),
    "long name": lambda n: "<" + "a" * n,
    "comments": lambda n: "<!--" * (n // 4),
    "paragraphs": lambda n: "<p>a" * (n // 4),
    "deep divisions": lambda n: "<div>" * (n // 5),
    "deep tables": lambda n: "<table><tr><td>" * (n // 15),
    "fonts never closed": lambda n: "<p><font>a" * (n // 10),
    "wide cells": lambda n: "<table>" + "<tr><td colspan=1000>x" * (n // 22),
    "tall cells": lambda n: "<table>" + "<tr><td rowspan=65000>x" * (n // 22),
    "one row": lambda n: "<table><tr>" + "<td>a" * (n // 5),
    "attributes": lambda n: "<p " + " ".join(f"a{number}=1" for number in range(n // 8)) + ">x",
    "attributes in quotes": lambda n: "<p " + " ".join(f"a{number}='>'" for number in range(n // 10)) + ">x",
    "hidden in hidden": lambda n: "<span style='display:none'>a" * (n // 28),
    "choices": lambda n: "<select>" + "<option>a" * (n // 9),
    "items": lambda n: "<ul><li>" * (n // 8),
    "breaks": lambda n: "<p>a" + "<br>" * (n // 4) + "b",
    "styles": lambda n: "<p style='" + "font-weight:" * (n // 12) + "'>x",
    "quotes": lambda n: "<p " + '"' * n,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_are_read_or_refused_in_time(name: str) -> None:
    began = time.perf_counter()
    try:
        document = read_html_file("<!DOCTYPE html>" + HOSTILE[name](100_000))
        assert len(document.blocks) <= 100_000
    except TooLarge:
        pass
    assert time.perf_counter() - began < 10


def test_pictures_stay_where_line_breaks_stand_beside_them() -> None:
    shown = f"<img src='data:image/png;base64,{base64.b64encode(DOT).decode()}' alt="
    document = read_html_file(f"<p>{shown}甲><br>说明{shown}乙><br>（{shown}丙>）<br><br>终{shown}丁><br>")
    told = [
        "".join(f"[{run.inset.alt}]" if isinstance(run.inset, Picture) else run.text for run in block.runs)
        if isinstance(block, Paragraph)
        else getattr(block, "alt", "")
        for block in document.blocks
    ]
    assert told == ["甲", "说明[乙]\n（[丙]）", "终[丁]"]


def test_what_follows_the_end_of_a_page_is_read() -> None:
    page = "<html><head><title>{0}</title></head><body><p>{0}文</p></body></html>"
    document = read_html_file(page.format("甲") + "\n" + page.format("乙") + "\n尾<p>注</p>\n")
    assert paragraphs_of(document) == ["甲文", "乙", "乙文", "尾", "注"]


@pytest.mark.parametrize("opening", ["<script>", "<STYLE type=a>", "<!--", "<![CDATA["])
def test_what_is_never_closed_and_takes_the_rest_with_it_is_reported(opening: str) -> None:
    document = read_html_file(f"<p>甲</p>{opening}x\n<p>乙</p>")
    assert paragraphs_of(document)[0] == "甲"
    [finding] = [
        found for found in document.findings if found.detail == "comment, script or style that is never closed"
    ]
    assert "乙" in finding.before
