"""Charts become tables of the numbers that they keep, diagrams become lists of their words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lxml import etree

from convert.adapters.docx import charts
from convert.adapters.docx.charts import read_chart
from convert.model import NOWHERE, Document, ListItem, Table
from tests.adapters.docx_files import NAMES, docx, found, p, read_body, texts
from tests.adapters.test_docx_floating import inline
from tests.commands import Command


def points(values: Sequence[str | None]) -> str:
    return "".join(f'<c:pt idx="{i}"><c:v>{v}</c:v></c:pt>' for i, v in enumerate(values) if v is not None)


def labels(*values: str | None) -> str:
    return f"<c:cat><c:strRef><c:f>Sheet1!A</c:f><c:strCache>{points(values)}</c:strCache></c:strRef></c:cat>"


def numbers(*values: str | None, code: str = "General", tag: str = "val") -> str:
    inner = f"<c:formatCode>{code}</c:formatCode>{points(values)}"
    return f"<c:{tag}><c:numRef><c:f>Sheet1!B</c:f><c:numCache>{inner}</c:numCache></c:numRef></c:{tag}>"


def series(name: str, *content: str) -> str:
    named = f"<c:tx><c:strRef><c:strCache>{points([name])}</c:strCache></c:strRef></c:tx>" if name else ""
    return f"<c:ser><c:idx val='0'/>{named}{''.join(content)}</c:ser>"


def title(text: str) -> str:
    return f"<c:title><c:tx><c:rich><a:p><a:r><a:t>{text}</a:t></a:r></a:p></c:rich></c:tx></c:title>"


def chart(*plots: str, head: str = "", first: str = "") -> str:
    inner = f"<c:chart>{head}<c:plotArea>{''.join(plots)}</c:plotArea></c:chart>"
    return f"<c:chartSpace {NAMES}>{first}{inner}</c:chartSpace>"


def read_one(content: str) -> Document:
    body = p("前") + "<w:p>" + inline('<c:chart r:id="rId1"/>') + "</w:p>" + p("后")
    return read_body(body, links=(("rId1", "chart", "charts/chart1.xml"),), parts={"word/charts/chart1.xml": content})


def rows(document: Document) -> list[list[list[str]]]:
    return [[[cell.text for cell in row] for row in b.rows()] for b in document.blocks if isinstance(b, Table)]


def test_a_chart_becomes_its_titles_and_a_table_with_a_column_for_each_series() -> None:
    document = read_one(
        chart(
            "<c:barChart>",
            series("受理", labels("一季度", "二季度", "三季度"), numbers("12", None, "4.4000000000000004")),
            series("办结", labels("一季度", "二季度", "三季度"), numbers("0.125", "1234", "7", code="0.0%")),
            "</c:barChart>",
            f"<c:valAx>{title('件')}</c:valAx>",
            head=title("办理情况"),
        )
    )
    assert rows(document) == [
        [["", "受理", "办结"], ["一季度", "12", "12.5%"], ["二季度", "", "123400.0%"], ["三季度", "4.4", "700.0%"]]
    ]
    assert [text for text in texts(document) if not text.startswith("<")] == ["前", "办理情况", "件", "后"]
    [table] = [block for block in document.blocks if isinstance(block, Table)]
    assert (table.title, table.header_rows) == ("办理情况", 1)
    [(before, detail)] = found(document, "structure-changed")
    assert detail == "chart turned into a table of its numbers"
    assert before.startswith("办理情况")
    assert found(document, "content-dropped") == []


def test_labels_of_several_levels_keep_what_they_span_and_dates_are_shown_as_dates() -> None:
    levels = f"<c:lvl>{points(['甲', '乙', '丙'])}</c:lvl><c:lvl>{points(['东', None, '西'])}</c:lvl>"
    cat = f"<c:cat><c:multiLvlStrRef><c:multiLvlStrCache>{levels}</c:multiLvlStrCache></c:multiLvlStrRef></c:cat>"
    document = read_one(chart(series("数", cat, numbers("1", "2", "3"))))
    [table] = [block for block in document.blocks if isinstance(block, Table)]
    assert [(c.row, c.col, c.rowspan, c.colspan, c.text) for c in table.cells][:5] == [
        (0, 0, 1, 2, ""),
        (0, 2, 1, 1, "数"),
        (1, 0, 2, 1, "东"),
        (1, 1, 1, 1, "甲"),
        (1, 2, 1, 1, "1"),
    ]
    dated = series("数", numbers("43831", code="yyyy/m/d", tag="cat"), numbers("5"))
    assert rows(read_one(chart(dated)))[0][1] == ["2020/1/1", "5"]
    assert rows(read_one(chart(dated, first='<c:date1904 val="1"/>')))[0][1] == ["2024/1/2", "5"]


def test_series_over_other_labels_get_a_table_of_their_own() -> None:
    document = read_one(
        chart(
            series("甲", numbers("1", "2", tag="xVal"), numbers("10", "20", tag="yVal")),
            series("乙", numbers("3", tag="xVal"), numbers("30", tag="yVal"), numbers("7", tag="bubbleSize")),
        )
    )
    assert rows(document) == [[["", "甲"], ["1", "10"], ["2", "20"]], [["", "乙"], ["3", "30", "7"]]]


def test_words_beside_the_numbers_follow_and_what_has_no_place_is_reported() -> None:
    label = "<c:dLbls><c:dLbl><c:tx><c:rich><a:p><a:r><a:t>约一半</a:t></a:r></a:p></c:rich></c:tx></c:dLbl></c:dLbls>"
    bars = f"<c:errBars><c:plus><c:numLit>{points(['0.5'])}</c:numLit></c:plus></c:errBars>"
    document = read_one(chart(series("数", label, labels("甲"), numbers("#N/A"), bars)))
    assert rows(document) == [[["", "数"], ["甲", "#N/A"]]]
    assert [text for text in texts(document) if not text.startswith("<")] == ["前", "约一半", "后"]
    assert found(document, "content-dropped") == [("0.5", "chart")]


def test_a_chart_without_numbers_is_reported_with_its_words() -> None:
    document = read_one(chart(series("数", labels("甲")), head=title("空图")))
    assert texts(document) == ["前", "", "后"]
    assert found(document, "content-dropped") == [("空图 数 甲", "chart")]


def test_a_chart_of_endless_series_is_cut_into_tables_within_the_bound() -> None:
    wide = [
        series("", f"<c:val><c:numLit><c:pt idx='{i}'><c:v>{i}</c:v></c:pt></c:numLit></c:val>") for i in range(1100)
    ]
    root = etree.fromstring(chart(*wide))
    blocks, left = read_chart(root, NOWHERE)
    assert max(len(block.cells) for block in blocks if isinstance(block, Table)) <= charts._MOST_CELLS
    assert len(blocks) == 5
    assert left == []


def test_a_diagram_becomes_a_list_in_the_order_of_its_tree() -> None:
    def point(name: str, text: str = "", kind: str = "") -> str:
        words = f"<dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t>" if text else ""
        return f'<dgm:pt modelId="{name}"{f" type={kind!r}" if kind else ""}>{words}</dgm:pt>'

    def tie(above: str, below: str, order: int) -> str:
        return f'<dgm:cxn srcId="{above}" destId="{below}" srcOrd="{order}"/>'

    data = (
        f"<dgm:dataModel {NAMES}><dgm:ptLst>{point('d', kind='doc')}{point('2', '审查')}{point('1', '受理')}"
        f"{point('3', '补正')}{point('9', '(占位)', 'pres')}{point('8', '另记')}</dgm:ptLst><dgm:cxnLst>"
        f"{tie('d', '1', 0)}{tie('d', '2', 1)}{tie('1', '3', 0)}{tie('3', '1', 0)}</dgm:cxnLst></dgm:dataModel>"
    )
    document = read_body(
        "<w:p>" + inline('<dgm:relIds r:dm="rId2"/>') + "</w:p>",
        links=(("rId2", "diagramData", "diagrams/data1.xml"),),
        parts={"word/diagrams/data1.xml": data},
    )
    items = [(block.level, block.text) for block in document.blocks if isinstance(block, ListItem)]
    assert items == [(0, "受理"), (1, "补正"), (0, "审查"), (0, "另记")]
    assert [detail for _, detail in found(document, "structure-changed")] == ["diagram turned into a list of its words"]


def test_a_chart_in_a_report_is_no_table_of_the_form(tmp_path: Path, command: Command) -> None:
    kinds = ("予以公开", "部分公开", "不予公开", "无法提供", "不予处理", "其他处理")
    content = chart(series("本年", labels(*kinds), numbers("3", "4", "5", "6", "7", "8")))
    links = (("rId1", "chart", "charts/chart1.xml"),)
    body = p("总体情况") + "<w:p>" + inline('<c:chart r:id="rId1"/>') + "</w:p>"
    source = tmp_path / "a.docx"
    source.write_bytes(docx(body, links=links, parts={"word/charts/chart1.xml": content}))
    said = command(source, tmp_path / "a.md")
    assert said.code == 0
    assert "| 予以公开 | 3 |" in (tmp_path / "a.md").read_text("utf-8")
    assert "chart turned into a table of its numbers" in said.err
